"""Home beside one or two other units, component by component."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows

# One row per component and unit.
SCHEMA = pa.schema(
    [
        ("row", pa.int32()),  # line of the component, from 0
        ("indicator_code", pa.string()),
        ("component", pa.string()),  # its name in the language asked for
        ("slot", pa.int32()),  # 0: home, 1 and 2: the others
        ("unit_code", pa.string()),
        ("unit", pa.string()),  # the unit's name
        ("score", pa.float64()),  # null: not known
        # the score as a share of its maximum, or as published where it is one; of the best score
        # where no maximum is published
        ("share", pa.float64()),
        ("value_text", pa.string()),  # '9,08/22', '0,6807', '–'
        ("evidence_key", pa.string()),  # names the score
    ]
)

ROW = 72
SLOTS = 3
SHAPES = ("circle", "square", "triangle-up")


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page."""

    component: str  # Nhóm chỉ số
    unit: str  # Tỉnh, thành phố
    score: str  # Điểm
    share: str  # Tỷ lệ so với điểm tối đa; where there is none, so với tỉnh cao nhất


@dataclass(frozen=True)
class Options:
    """rows: components drawn."""

    rows: int
    language: str
    words: Words

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        return cls(
            rows=max(table["row"].to_pylist(), default=-1) + 1, language=language, words=words
        )


def table(
    scores: Any,
    *,
    components: Sequence[tuple[str, str, Any]],
    units: Sequence[tuple[str, str]],
    decimals: int,
    language: str,
    best: Mapping[str, Any] | None = None,
) -> pa.Table:
    """The marks, component by component.

    scores: unit_code, indicator_code, score, evidence_key. components: (indicator_code, name,
    max_score or None where the figures are shares of 1). units: (unit_code, name), home first, at
    most three. best: the highest score of all units in the components that have points and no
    maximum, by code.
    """
    ends = best or {}
    by_cell = {(s["unit_code"], s["indicator_code"]): s for s in rows.records(scores)}
    return rows.table(
        (
            {
                "row": line,
                "indicator_code": code,
                "component": component,
                "slot": slot,
                "unit_code": unit_code,
                "unit": unit,
            }
            | _figures(
                by_cell.get((unit_code, code), {}), maximum, ends.get(code), decimals, language
            )
            for line, (code, component, maximum) in enumerate(components)
            for slot, (unit_code, unit) in enumerate(units[:SLOTS])
        ),
        SCHEMA,
    )


def _figures(
    cell: dict[str, Any], maximum: Any, best: Any, decimals: int, language: str
) -> dict[str, Any]:
    score = cell.get("score")
    of_maximum = (
        "" if maximum is None or score is None else "/" + rows.short_text(maximum, language)
    )
    return {
        "evidence_key": cell.get("evidence_key"),
        "score": rows.number(score),
        "share": None if score is None else float(score) / float(maximum or best or 1),
        "value_text": rows.number_text(score, decimals, language) + of_maximum,
    }


def chart(options: Options) -> alt.LayerChart:
    """Per component: its name, the figures, and the marks on one scale of shares."""
    layers = [
        _tracks(options),
        _spans(options),
        *(_marks(options, slot).add_params(look.EVIDENCE) for slot in reversed(range(SLOTS))),
        _names(options),
        *(part for slot in range(SLOTS) for part in _values(options, slot)),
    ]
    return lines.framed(layers, language=options.language, height=ROW * options.rows)


def _lines() -> alt.Chart:
    return alt.Chart().transform_calculate(
        name_at="datum.row + 0.16",
        value_at="datum.row + 0.44",
        track_at="datum.row + 0.74",
        # The marks of the three units stand a little apart, so that equal figures do not hide.
        mark_at="datum.row + 0.74 + [0, -0.09, 0.09][datum.slot]",
        zero="0",
        whole="1",
    )


def _y(options: Options, field: str) -> alt.Y:
    return look.row_place(field, options.rows)


def _x(options: Options, field: str) -> alt.X:
    scale = alt.Scale(domain=[0, 1], range=[8, look.from_right(10)], nice=False)
    axis = alt.Axis(title=options.words.share, format=".0%", tickCount=4, gridOpacity=0.6)
    return alt.X(field, axis=axis, scale=scale)


def _tracks(options: Options) -> alt.Chart:
    return (
        _lines()
        .transform_filter("datum.slot == 0")
        .mark_rule(color=look.TRACK, strokeWidth=4, strokeCap="round", aria=False)
        .encode(x=_x(options, "zero:Q"), x2=alt.X2("whole:Q"), y=_y(options, "track_at:Q"))
    )


def _spans(options: Options) -> alt.Chart:
    """From the lowest mark of a component to its highest."""
    return (
        alt.Chart()
        .transform_filter("isValid(datum.share)")
        .transform_aggregate(low="min(share)", high="max(share)", groupby=["row"])
        .transform_calculate(track_at="datum.row + 0.74")
        .mark_rule(color=palette.OTHERS, strokeWidth=4, aria=False)
        .encode(x=_x(options, "low:Q"), x2=alt.X2("high:Q"), y=_y(options, "track_at:Q"))
    )


def _marks(options: Options, slot: int) -> alt.Chart:
    """One unit's marks; home is drawn last, over the others."""
    words = options.words
    colours = [look.HOME, *palette.COMPARED]
    legend = alt.Legend(title=None, orient="top", offset=10, symbolSize=120)
    order = alt.EncodingSortField("slot", op="min")
    return (
        _lines()
        .transform_filter(f"datum.slot == {slot} && isValid(datum.share)")
        .transform_calculate(said="datum.unit + ', ' + datum.component + ': ' + datum.value_text")
        .mark_point(filled=True, opacity=1, size=120, stroke=look.GROUND, strokeWidth=1.25)
        .encode(
            x=_x(options, "share:Q"),
            y=_y(options, "mark_at:Q"),
            color=alt.Color("unit:N", sort=order, scale=alt.Scale(range=colours), legend=legend),
            shape=alt.Shape(
                "unit:N", sort=order, scale=alt.Scale(range=list(SHAPES)), legend=legend
            ),
            description=alt.Description("said:N"),
            tooltip=[
                alt.Tooltip("component:N", title=words.component),
                alt.Tooltip("unit:N", title=words.unit),
                alt.Tooltip("value_text:N", title=words.score),
                alt.Tooltip("share:Q", title=words.share, format=".1%"),
            ],
        )
    )


def _names(options: Options) -> alt.Chart:
    return (
        _lines()
        .transform_filter("datum.slot == 0")
        .mark_text(align="left", baseline="middle", fontWeight="bold", color=look.INK, aria=False)
        .encode(x=alt.XValue(2), y=_y(options, "name_at:Q"), text=alt.Text("component:N"))
    )


def _values(options: Options, slot: int) -> list[alt.Chart]:
    """The figure of one unit in its column, with the unit's mark before it."""
    units = _lines().transform_filter(f"datum.slot == {slot}")
    column = f"min(width / {SLOTS}, 130) * {slot}"
    colour = (look.HOME, *palette.COMPARED)[slot]
    return [
        units.mark_point(
            filled=True, opacity=1, size=70, shape=SHAPES[slot], color=colour, aria=False
        ).encode(x=alt.XValue(alt.ExprRef(f"{column} + 8")), y=_y(options, "value_at:Q")),
        units.mark_text(align="left", baseline="middle", color=look.INK, aria=False).encode(
            x=alt.XValue(alt.ExprRef(f"{column} + 18")),
            y=_y(options, "value_at:Q"),
            text=alt.Text("value_text:N"),
        ),
    ]
