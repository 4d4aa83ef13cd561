"""How far the rank of each unit goes when the weights are moved: a line per unit."""

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows
from rankings.charts.fit import text_width

# The ends of the thin line: the furthest that any weights lead to; of the band: where nine of ten
# random weights lead to.
ENDS = ("best", "worst", "p05", "p95")

# One row per unit, in the order given.
SCHEMA = pa.schema(
    [
        ("row", pa.int32()),  # line, from 0
        ("unit_code", pa.string()),
        ("name", pa.string()),  # in the language asked for
        ("role", pa.string()),  # home | others
        ("rank", pa.int32()),  # at the method's own weights
        *((name, pa.int32()) for name in ENDS),
        ("range_text", pa.string()),  # '5–10'
        ("usual_text", pa.string()),  # '6–7'
        # names the rank; null: it leads nowhere. best_key, worst_key, p05_key and p95_key name the
        # others
        ("evidence_key", pa.string()),
        *((f"{end}_key", pa.string()) for end in ENDS),
    ]
)

ROW = 22  # px of height per unit
AFTER_NAME = 14  # px between the longest name and the first rank
# A band over one rank alone is still seen.
HALF_A_RANK = 0.4
FAINT = look.number_by_ground(0.45, 0.8)  # of the bands: nearly gone on a dark ground at the first


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page."""

    unit: str  # Tỉnh, thành phố
    rank: str  # Thứ hạng hiện tại
    range: str  # Tốt nhất – kém nhất
    usual: str  # 90% số lần thử
    limit: str  # nhóm 10 dẫn đầu; empty: no target, no line


@dataclass(frozen=True)
class Options:
    """rows: units drawn; units: the last rank there is; names: px that the longest name takes.

    limit: rank limit of the target; None: none is drawn.
    """

    rows: int
    units: int
    names: int
    limit: int | None
    language: str
    words: Words

    @classmethod
    def for_table(
        cls, table: pa.Table, *, limit: int | None, language: str, words: Words
    ) -> "Options":
        """The options that fit a table made by `table`."""
        widths = [text_width(name, look.FONT_SIZE, bold=True) for name in table["name"].to_pylist()]
        return cls(
            rows=table.num_rows,
            units=max(table["worst"].to_pylist(), default=1),
            names=math.ceil(max(widths, default=0)),
            limit=limit,
            language=language,
            words=words,
        )


def table(units: Any, *, home: str, language: str) -> pa.Table:
    """The lines, in the order of the rows given.

    units: unit_code, name_vi, name_en, rank, best, worst, p05, p95, and the keys of these, which
    may be absent. home: code of the unit that is marked.
    """
    return rows.table(
        (_row(unit, line, home, language) for line, unit in enumerate(rows.records(units))), SCHEMA
    )


def _row(unit: dict[str, Any], line: int, home: str, language: str) -> dict[str, Any]:
    return unit | {
        "row": line,
        "name": rows.name(unit, language),
        "role": "home" if unit["unit_code"] == home else "others",
        "range_text": rows.rank_text(None, unit["best"], unit["worst"]),
        "usual_text": rows.rank_text(None, unit["p05"], unit["p95"]),
    }


def chart(options: Options) -> alt.LayerChart:
    """Thin lines from the best to the worst rank, bands of the usual ones, a mark for today's."""
    layers = [
        *_limit(options),
        _lines(options),
        _bands(options),
        _marks(options),
        _names(options),
        _rows_to_point_at(options).add_params(look.EVIDENCE),
        # Over the rows, so that an end answers for itself.
        _ends(options).add_params(look.EVIDENCE),
    ]
    return lines.framed(layers, language=options.language, height=ROW * (options.rows + 1))


def _base() -> alt.Chart:
    return alt.Chart().transform_calculate(
        middle="datum.row + 0.5",
        upper="datum.row + 0.24",
        lower="datum.row + 0.76",
        below="datum.row + 1",
        # Never past the ends of the line: there is no rank beyond them.
        band_from=f"max(datum.p05 - {HALF_A_RANK}, datum.best)",
        band_to=f"min(datum.p95 + {HALF_A_RANK}, datum.worst)",
    )


def _x(options: Options, field: str) -> alt.X:
    scale = alt.Scale(
        domain=[1 - HALF_A_RANK, options.units + HALF_A_RANK],
        range=[options.names + AFTER_NAME, look.from_right(8)],
        nice=False,
        zero=False,
    )
    axis = alt.Axis(orient="top", tickCount=6, format="d", title=None, grid=True)
    return alt.X(field, scale=scale, axis=axis)


def _y(options: Options, field: str) -> alt.Y:
    # One row is kept free for the name of the line of the target.
    return look.row_place(field, options.rows, above=1)


def _colour() -> Any:
    return look.by_case(alt.ColorValue, palette.OTHERS, ("datum.role == 'home'", look.HOME))


def _lines(options: Options) -> alt.Chart:
    return (
        _base()
        .mark_rule(strokeWidth=2, aria=False)
        .encode(
            x=_x(options, "best:Q"),
            x2=alt.X2("worst:Q"),
            y=_y(options, "middle:Q"),
            color=_colour(),
        )
    )


def _ends(options: Options) -> alt.Chart:
    """A short upright line at the best and the worst rank; the ends of the band can be clicked."""
    inner = "datum.end == 'p05' || datum.end == 'p95'"
    return (
        _base()
        .transform_fold(list(ENDS), as_=["end", "at"])
        .transform_calculate(evidence_key="datum[datum.end + '_key']")
        .mark_point(shape="stroke", angle=90, filled=False, strokeWidth=2, aria=False)
        .encode(
            x=_x(options, "at:Q"),
            y=_y(options, "middle:Q"),
            size=alt.SizeValue(70),
            opacity=look.by_case(alt.OpacityValue, 1, (inner, 0)),
            color=_colour(),
            tooltip=_tooltip(options),
        )
    )


def _bands(options: Options) -> alt.Chart:
    bands = lines.bars(
        _base(),
        x=_x(options, "band_from:Q"),
        end="band_to",
        rows=options.rows,
        above=1,
        cornerRadius=3,
        opacity=FAINT,
        aria=False,
    )
    return bands.encode(color=_colour())


def _marks(options: Options) -> alt.Chart:
    """Today's rank: a diamond for home, a circle for the others."""
    home = "datum.role == 'home'"
    return (
        _base()
        .mark_point(filled=True, opacity=1, stroke=look.GROUND, strokeWidth=1, aria=False)
        .encode(
            x=_x(options, "rank:Q"),
            y=_y(options, "middle:Q"),
            shape=look.by_case(alt.ShapeValue, "circle", (home, "diamond")),
            size=look.by_case(alt.SizeValue, 70, (home, 170)),
            color=_colour(),
        )
    )


def _names(options: Options) -> alt.Chart:
    return (
        _base()
        .mark_text(align="left", baseline="middle", color=look.INK, aria=False)
        .encode(
            x=alt.XValue(0),
            y=_y(options, "middle:Q"),
            text=alt.Text("name:N"),
            # A weight cannot be encoded; home's name is set larger, as its mark is.
            size=look.by_case(
                alt.SizeValue, look.FONT_SIZE - 0.5, ("datum.role == 'home'", look.FONT_SIZE + 0.5)
            ),
        )
    )


def _limit(options: Options) -> list[alt.Chart]:
    """The line behind the last rank inside the target, with its name in the free row above."""
    if options.limit is None or options.limit >= options.units:
        return []
    first = (
        alt.Chart()
        .transform_filter("datum.row == 0")
        .transform_calculate(at=f"{options.limit} + 0.5", from_row="-0.9", to_row=f"{options.rows}")
    )
    # On the side of those inside: there the free row reaches as far as the names.
    return [
        first.mark_rule(
            color=palette.CUT_LINE, strokeDash=[4, 3], strokeWidth=1.5, aria=False
        ).encode(x=_x(options, "at:Q"), y=_y(options, "from_row:Q"), y2=alt.Y2("to_row:Q")),
        first.transform_calculate(name_row="-0.55")
        .mark_text(
            align="right", baseline="middle", dx=-5, fontSize=look.SMALL, color=look.INK, aria=False
        )
        .encode(
            x=_x(options, "at:Q"),
            y=_y(options, "name_row:Q"),
            text=alt.TextValue(options.words.limit),
        ),
    ]


def _rows_to_point_at(options: Options) -> alt.Chart:
    return lines.to_point_at(
        _base(),
        said="datum.name + ': ' + datum.rank + ' (' + datum.range_text + ')'",
        tooltip=_tooltip(options),
        rows=options.rows,
        above=1,
    )


def _tooltip(options: Options) -> list[alt.Tooltip]:
    words = options.words
    return [
        alt.Tooltip("name:N", title=words.unit),
        alt.Tooltip("rank:Q", title=words.rank, format="d"),
        alt.Tooltip("range_text:N", title=words.range),
        alt.Tooltip("usual_text:N", title=words.usual),
    ]
