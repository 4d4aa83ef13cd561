"""What each unit's total is made of; only for methods whose components add up to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows

# One row per unit and component, units from first to last.
SCHEMA = pa.schema(
    [
        ("row", pa.int32()),  # line of the unit, from 0
        ("unit_code", pa.string()),
        ("name", pa.string()),  # the unit's, in the language asked for
        ("rank_text", pa.string()),
        ("total_text", pa.string()),  # the published total in the language; '–' where not known
        ("home", pa.bool_()),
        ("part", pa.int32()),  # order of the component, from 0
        ("component", pa.string()),  # its name
        ("score", pa.float64()),  # null: not known, then nothing is drawn
        ("score_text", pa.string()),
        ("start", pa.float64()),  # where its piece of the bar begins and ends; null as the score
        ("end", pa.float64()),
        # names the score; rank_key and total_key the unit's rank and total
        ("evidence_key", pa.string()),
        ("rank_key", pa.string()),
        ("total_key", pa.string()),
    ]
)

ROW = 22
NAME_LEFT = 26
SCALE_LEFT = 144
SCORES = 56


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page."""

    unit: str  # Tỉnh, thành phố
    component: str  # Nhóm chỉ số
    score: str  # Điểm
    total: str  # Tổng điểm


@dataclass(frozen=True)
class Options:
    """rows: units drawn; max_score: the end of the axis (None: from the data); legend_column: px
    that the longest name of a component takes in the legend."""

    rows: int
    language: str
    words: Words
    max_score: float | None = None
    legend_column: int = 200

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        ends = [0.0, *table["end"].to_pylist()]
        return cls(
            rows=max(table["row"].to_pylist(), default=-1) + 1,
            max_score=look.round_ends(ends, steps=20)[1],
            legend_column=look.legend_column(table["component"].to_pylist()),
            language=language,
            words=words,
        )


def table(
    standings: Any,
    scores: Any,
    *,
    components: Sequence[tuple[str, str]],
    home: str,
    decimals: int,
    language: str,
) -> pa.Table:
    """The bars, one unit after the other by rank.

    standings: as for the ladder (the totals). scores: unit_code, indicator_code, score,
    evidence_key.
    components: (indicator_code, name) of the parts that add up, from left to right.
    """
    by_unit: dict[str, dict[str, Any]] = {}
    for score in rows.records(scores):
        by_unit.setdefault(score["unit_code"], {})[score["indicator_code"]] = score
    placed, apart = rows.by_rank(rows.records(standings), language)
    drawn = []
    for line, unit in enumerate(placed + apart):
        shared = {
            "row": line,
            "unit_code": unit["unit_code"],
            "name": rows.name(unit, language),
            "rank_text": rows.rank_text(
                unit.get("rank"), unit.get("rank_low"), unit.get("rank_high")
            ),
            "total_text": rows.number_text(unit.get("score"), decimals, language),
            "home": unit["unit_code"] == home,
            "rank_key": unit.get("rank_key"),
            "total_key": unit.get("evidence_key"),
        }
        pieces = _pieces(by_unit.get(unit["unit_code"], {}), components, decimals, language)
        drawn += [shared | piece for piece in pieces]
    return rows.table(drawn, SCHEMA)


def _pieces(
    scores: dict[str, Any], components: Sequence[tuple[str, str]], decimals: int, language: str
) -> rows.Records:
    pieces, start = [], 0
    for part, (code, name) in enumerate(components):
        cell = scores.get(code, {})
        score = cell.get("score")
        end = start if score is None else start + score
        pieces.append(
            {
                "part": part,
                "component": name,
                "evidence_key": cell.get("evidence_key"),
                "score": rows.number(score),
                "score_text": rows.number_text(score, decimals, language),
                "start": None if score is None else float(start),
                "end": None if score is None else float(end),
            }
        )
        start = end
    return pieces


def chart(options: Options) -> alt.LayerChart:
    """Stacked bars, home on a tinted line and in bold."""
    layers = [_home_line(options), _bars(options).add_params(look.EVIDENCE), *_texts(options)]
    return look.framed(layers, language=options.language, height=ROW * options.rows)


def _lines() -> alt.Chart:
    return alt.Chart().transform_calculate(
        below="datum.row + 1",
        middle="datum.row + 0.5",
        upper="datum.row + 0.14",
        lower="datum.row + 0.86",
    )


def _x(options: Options, field: str) -> alt.X:
    scale = alt.Scale(
        range=[SCALE_LEFT, look.from_right(SCORES)],
        domainMin=0,
        domainMax=alt.Undefined if options.max_score is None else options.max_score,
        nice=False,
    )
    axis = alt.Axis(title=None, format="~r", tickCount=alt.ExprRef("width < 480 ? 3 : 6"))
    return alt.X(field, axis=axis, scale=scale)


def _home_line(options: Options) -> alt.Chart:
    return lines.across(
        _lines().transform_filter("datum.home && datum.part == 0"),
        rows=options.rows,
        color=look.HOME,
        fillOpacity=0.2,
        aria=False,
    )


def _bars(options: Options) -> alt.Chart:
    words = options.words
    legend = alt.Legend(
        title=None,
        orient="top",
        symbolType="square",
        columns=look.legend_columns(options.legend_column),
        offset=10,
    )
    drawn = lines.bars(
        _lines()
        .transform_filter("isValid(datum.score)")
        .transform_calculate(said="datum.name + ', ' + datum.component + ': ' + datum.score_text"),
        x=_x(options, "start:Q"),
        end="end",
        rows=options.rows,
        stroke=look.GROUND,
        strokeWidth=1,
    )
    return drawn.encode(
        color=alt.Color(
            "component:N",
            sort=alt.EncodingSortField("part", op="min"),
            scale=alt.Scale(range=list(palette.COMPONENTS)),
            legend=legend,
        ),
        description=alt.Description("said:N"),
        tooltip=[
            alt.Tooltip("name:N", title=words.unit),
            alt.Tooltip("component:N", title=words.component),
            alt.Tooltip("score_text:N", title=words.score),
            alt.Tooltip("total_text:N", title=words.total),
        ],
    )


def _texts(options: Options) -> list[alt.Chart]:
    places = [
        ("rank_text:N", alt.XValue(NAME_LEFT - 8), "right", look.QUIET),
        ("name:N", alt.XValue(NAME_LEFT), "left", look.INK),
        ("total_text:N", alt.XValue(look.WIDTH), "right", look.INK),
    ]
    return [
        _lines()
        .transform_filter(f"datum.part == 0 && {test}")
        .mark_text(align=align, baseline="middle", color=ink, fontWeight=weight, aria=False)
        .encode(x=x, y=look.row_place("middle:Q", options.rows), text=alt.Text(text))
        for text, x, align, ink in places
        for test, weight in (("datum.home", "bold"), ("!datum.home", "normal"))
    ]
