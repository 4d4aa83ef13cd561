"""The ladder: all units of one edition from the first place to the last, by score.

Columns of `ladder_table` (one row per unit, in the order drawn):
    row          int     line of the unit, from 0; one line is left free above the units apart
    apart        bool    nothing places this unit between two others: it stands below them all
    unit_code    string
    name         string  in the language asked for
    rank_text    string  '7', '13–14' where only the interval is known, '–'
    score        float   null: not known
    score_low    float   what the unknown score is at least; null: not bounded
    score_high   float   … and at most
    score_text   string  in the language; '–' where not known
    range_text   string  '38,93 – 44,92'; the score itself where it is known
    meaning      string  home | inside | others: which colour the mark takes
    mark         string  known | disputed | unknown: which shape it takes
    faint        bool    a derived, provisional or self-reported figure, drawn lighter
    picked       bool    chosen for comparison outside the chart
    zone_to      int     the row after the last one that is sure to be within the rank limit
    cut_low      float   where the cut line lies (equal to cut_high when exact); null: not bounded
    cut_high     float
    cut_text     string  the number or the interval in the language; null where nothing is known
    note         string  what the pointer says besides, worded by the caller; may be null
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings import palette
from rankings.charts import look, rows

SCHEMA = pa.schema(
    [
        ("row", pa.int32()),
        ("apart", pa.bool_()),
        ("unit_code", pa.string()),
        ("name", pa.string()),
        ("rank_text", pa.string()),
        ("score", pa.float64()),
        ("score_low", pa.float64()),
        ("score_high", pa.float64()),
        ("score_text", pa.string()),
        ("range_text", pa.string()),
        ("meaning", pa.string()),
        ("mark", pa.string()),
        ("faint", pa.bool_()),
        ("picked", pa.bool_()),
        ("zone_to", pa.int32()),
        ("cut_low", pa.float64()),
        ("cut_high", pa.float64()),
        ("cut_text", pa.string()),
        ("note", pa.string()),
    ]
)

ENDS = ("score_low", "score_high", "cut_low", "cut_high")

ROW = 22  # px of height per unit
HEADER = 48  # px above the first unit, for the key
NAME = 110  # px that the longest name of either scheme takes in bold
GAP = 8
SCORES = 56  # px for the scores at the right


@dataclass(frozen=True)
class LadderWords:
    """What is written on the ladder, in the language of the page."""

    unit: str  # Tỉnh, thành phố
    rank: str  # Thứ hạng
    score: str  # Điểm
    note: str  # Ghi chú
    cut_line: str  # Điểm ngưỡng vào nhóm 10
    zone: str  # Nhóm 10 dẫn đầu
    unknown: str  # Chưa công bố điểm
    apart: str  # Chưa công bố thứ hạng


@dataclass(frozen=True)
class LadderOptions:
    """rows: lines to draw; decimals: of a score; rank_intervals: leave room for ranks like '13–14';
    domain: ends of the score axis; None where no score is known at all."""

    rows: int
    decimals: int
    language: str
    words: LadderWords
    rank_intervals: bool = False
    domain: tuple[float, float] | None = None

    @classmethod
    def for_table(cls, table: pa.Table, **options: Any) -> "LadderOptions":
        """The options that fit a table of `ladder_table`; the others as keywords.

        Pages that show several editions give a `domain` of their own, to keep one scale.
        """
        ranks = table["rank_text"].to_pylist()
        ends = [end for column in ENDS for end in table[column].to_pylist()]
        fitting = {
            "rows": max(table["row"].to_pylist(), default=-1) + 1,
            "rank_intervals": any(len(rank) > 2 for rank in ranks),
            "domain": look.round_ends(ends),
        }
        return cls(**fitting | options)

    @property
    def name_left(self) -> int:
        """px: where names begin; rank numbers end before it."""
        return (38 if self.rank_intervals else 18) + GAP

    @property
    def scale_left(self) -> int:
        """px: where the score axis begins."""
        return self.name_left + NAME + GAP


def ladder_table(
    standings: Any,
    *,
    home: str,
    limit: int | None,
    decimals: int,
    language: str,
    cut_low: Any = None,
    cut_high: Any = None,
    picked: Collection[str] = (),
) -> pa.Table:
    """The rows of the ladder, from the units of one edition (all, or those of a filter).

    standings: unit_code, name_vi, name_en, score, rank, rank_low, rank_high, score_low, score_high,
    status, disputed, note; all but the code and the names may be null or absent.
    """
    placed, apart = rows.by_rank(rows.records(standings), language)
    cut_known = cut_low is not None or cut_high is not None
    shared = {
        "zone_to": sum(_sure_inside(unit, limit) for unit in placed),
        "cut_low": rows.number(cut_low),
        "cut_high": rows.number(cut_high),
        "cut_text": rows.range_text(cut_low, cut_high, decimals, language) if cut_known else None,
    }
    lines = [*enumerate(placed), *enumerate(apart, start=len(placed) + bool(placed))]
    drawn = [
        _row(unit, decimals, language)
        | {
            "row": line,
            "apart": line >= len(placed),
            "picked": unit["unit_code"] in picked,
            "meaning": _meaning(unit, home, limit),
        }
        for line, unit in lines
    ]
    return rows.table((row | shared for row in drawn), SCHEMA)


def _row(unit: dict[str, Any], decimals: int, language: str) -> dict[str, Any]:
    score = unit.get("score")
    known = score is not None
    low, high = (score, score) if known else (unit.get("score_low"), unit.get("score_high"))
    return {
        "unit_code": unit["unit_code"],
        "name": rows.name(unit, language),
        "rank_text": rows.rank_text(unit.get("rank"), unit.get("rank_low"), unit.get("rank_high")),
        "score": rows.number(score),
        "score_low": rows.number(low),
        "score_high": rows.number(high),
        "score_text": rows.number_text(score, decimals, language),
        "range_text": rows.range_text(low, high, decimals, language),
        "mark": "unknown" if not known else "disputed" if unit.get("disputed") else "known",
        "faint": unit.get("status") in {"derived", "provisional", "self_reported"},
        "note": unit.get("note"),
    }


def _sure_inside(unit: dict[str, Any], limit: int | None) -> bool:
    worst = unit.get("rank") if unit.get("rank") is not None else unit.get("rank_high")
    return limit is not None and worst is not None and worst <= limit


def _meaning(unit: dict[str, Any], home: str, limit: int | None) -> str:
    if unit["unit_code"] == home:
        return "home"
    return "inside" if _sure_inside(unit, limit) else "others"


def ladder_chart(options: LadderOptions) -> alt.LayerChart:
    """The ladder; `picked` (unit_code, toggled by a click) and `hover` are its selections.

    In Streamlit pass selection_mode="picked", so that pointing at a row causes no rerun.
    """
    hover = alt.selection_point(
        name="hover", fields=["unit_code"], on="pointerover", clear="pointerout", empty=False
    )
    picked = alt.selection_point(name="picked", fields=["unit_code"], toggle="true", empty=False)
    layers = [
        _zone(options),
        _stripes(options),
        _cut_band(options),
        _cut_rule(options),
        *_unknown_ranges(options),
        _dots(options),
        *_texts(options),
        *_apart_heading(options),
        *_header(options),
        _rows_to_point_at(options).add_params(hover, picked),
    ]
    return look.framed(
        layers, language=options.language, height=HEADER + ROW * options.rows
    )


EMPHASISED = alt.PredicateComposition(
    {"or": [{"param": "picked", "empty": False}, "datum.picked", "datum.meaning == 'home'"]}
)


def _y(options: LadderOptions, field: str = "middle:Q") -> alt.Y:
    return look.row_place(field, options.rows, above=HEADER / ROW)


def _x(options: LadderOptions, field: str) -> alt.X:
    scale = alt.Scale(
        range=[options.scale_left, alt.ExprRef(f"width - {SCORES + GAP}")],
        domain=list(options.domain or (0, 1)),
        zero=False,
        nice=False,
    )
    axis = alt.Axis(title=None, format="~r", tickCount=alt.ExprRef("width < 480 ? 2 : 6"))
    return alt.X(field, scale=scale, axis=axis)


def _units() -> alt.Chart:
    return alt.Chart().transform_calculate(middle="datum.row + 0.5", below="datum.row + 1")


def _once() -> alt.Chart:
    """One row, for what is drawn once for the whole edition."""
    return alt.Chart().transform_filter("datum.row == 0")


def _zone(options: LadderOptions) -> alt.Chart:
    """The rows that are sure to be within the rank limit."""
    return (
        _once()
        .transform_filter("datum.zone_to > 0")
        .mark_rect(color=palette.INSIDE, fillOpacity=0.14, aria=False)
        .encode(
            x=alt.value(0), x2=alt.value(look.WIDTH), y=_y(options, "row:Q"), y2="zone_to:Q"
        )
    )


def _stripes(options: LadderOptions) -> alt.Chart:
    """The row pointed at and the emphasised rows."""
    tint = alt.when(alt.PredicateComposition({"param": "hover", "empty": False}))
    return (
        _units()
        .mark_rect(color=palette.HOME, aria=False)
        .encode(
            x=alt.value(0),
            x2=alt.value(look.WIDTH),
            y=_y(options, "row:Q"),
            y2="below:Q",
            fillOpacity=tint.then(alt.value(0.22))
            .when(EMPHASISED)
            .then(alt.value(0.13))
            .otherwise(alt.value(0)),
        )
    )


def _cut_band(options: LadderOptions) -> alt.Chart:
    """The interval in which the cut line lies, where it is not exact."""
    return (
        _once()
        .transform_filter("datum.cut_low < datum.cut_high")
        .mark_rect(color=palette.CUT_LINE, fillOpacity=0.16, aria=False)
        .encode(
            x=_x(options, "cut_low:Q"),
            x2="cut_high:Q",
            y=alt.value(HEADER),
            y2=alt.value(look.HEIGHT),
        )
    )


def _cut_rule(options: LadderOptions) -> alt.Chart:
    """The cut line; both ends of it where it is not exact."""
    return (
        _once()
        .transform_fold(["cut_low", "cut_high"], as_=["end", "cut"])
        .transform_filter("isValid(datum.cut)")
        .mark_rule(color=palette.CUT_LINE, strokeWidth=1.75, strokeDash=[5, 3], aria=False)
        .encode(x=_x(options, "cut:Q"), y=alt.value(HEADER), y2=alt.value(look.HEIGHT))
    )


def _unknown_ranges(options: LadderOptions) -> list[alt.Chart]:
    """A hollow bar where a score is not known; it runs to the edge where nothing bounds it."""
    unknown = (
        _units()
        .transform_filter("datum.mark == 'unknown'")
        .transform_calculate(upper="datum.row + 0.32", lower="datum.row + 0.68")
    )
    both = unknown.transform_filter("isValid(datum.score_low) && isValid(datum.score_high)")
    only_low = unknown.transform_filter("isValid(datum.score_low) && !isValid(datum.score_high)")
    only_high = unknown.transform_filter("!isValid(datum.score_low) && isValid(datum.score_high)")
    left, right = alt.value(options.scale_left), alt.value(look.from_right(SCORES + GAP))
    ends = [
        (both, _x(options, "score_low:Q"), alt.X2("score_high:Q")),
        (only_low, _x(options, "score_low:Q"), right),
        (only_high, _x(options, "score_high:Q"), left),
    ]
    return [
        units.mark_rect(
            fillOpacity=0.12,
            color=palette.UNKNOWN,
            stroke=palette.UNKNOWN,
            strokeWidth=1.25,
            cornerRadius=4,
            aria=False,
        ).encode(
            x=x,
            x2=x2,
            y=_y(options, "upper:Q"),
            y2="lower:Q",
            strokeOpacity=alt.when("datum.apart").then(alt.value(0.6)).otherwise(alt.value(1)),
        )
        for units, x, x2 in ends
    ]


def _dots(options: LadderOptions) -> alt.Chart:
    known = _units().transform_filter("datum.mark != 'unknown'")
    return known.mark_point(filled=True, opacity=1, aria=False).encode(
        x=_x(options, "score:Q"),
        y=_y(options),
        color=alt.Color(
            "meaning:N",
            legend=None,
            scale=alt.Scale(
                domain=["home", "inside", "others"],
                range=[palette.HOME, palette.INSIDE, palette.OTHERS],
            ),
        ),
        shape=alt.Shape(
            "mark:N",
            legend=None,
            scale=alt.Scale(domain=["known", "disputed"], range=["circle", "cross"]),
        ),
        size=alt.when("datum.meaning == 'home'").then(alt.value(190)).otherwise(alt.value(95)),
        fillOpacity=alt.when("datum.faint").then(alt.value(0.55)).otherwise(alt.value(1)),
        stroke=alt.when(EMPHASISED).then(alt.value(look.INK)).otherwise(alt.value(None)),
        strokeWidth=alt.when("datum.meaning == 'home'").then(alt.value(1.5)).otherwise(alt.value(2.5)),
    )


def _texts(options: LadderOptions) -> list[alt.Chart]:
    """Rank, name and score of each unit; home and the picked units in bold."""
    strong = "datum.meaning == 'home' || datum.picked"
    places = [
        ("rank_text:N", alt.value(options.name_left - GAP), "right", look.QUIET),
        ("name:N", alt.value(options.name_left), "left", look.INK),
        ("score_text:N", alt.value(look.WIDTH), "right", look.INK),
    ]
    return [
        _units()
        .transform_filter(test)
        .mark_text(align=align, baseline="middle", color=ink, fontWeight=weight, aria=False)
        .encode(x=x, y=_y(options), text=text)
        for text, x, align, ink in places
        for test, weight in ((strong, "bold"), (f"!({strong})", "normal"))
    ]


def _header(options: LadderOptions) -> list[alt.Chart]:
    """The key above the rows: cut line, target zone, scores not known. Only what there is."""
    words = options.words
    cut = _once().transform_filter("isValid(datum.cut_text)")
    zone = _once().transform_filter("datum.zone_to > 0")
    unknown = alt.Chart().transform_filter("datum.mark == 'unknown'")
    unknown = unknown.transform_aggregate(units="count()").transform_filter("datum.units > 0")
    text = {"align": "left", "baseline": "middle", "fontSize": 12, "aria": False}
    ground = _once().mark_rect(color=look.GROUND, aria=False)
    rule = cut.mark_rule(color=palette.CUT_LINE, strokeWidth=1.75, strokeDash=[5, 3], aria=False)
    swatch = zone.mark_rect(color=palette.INSIDE, fillOpacity=0.3, aria=False)
    bar = unknown.mark_rect(
        color=palette.UNKNOWN, fillOpacity=0.12, stroke=palette.UNKNOWN, cornerRadius=4, aria=False
    )
    cut_text = cut.transform_calculate(said=f"{look.quoted(words.cut_line + ': ')} + datum.cut_text")
    second = 160
    return [
        ground.encode(x=alt.value(0), x2=alt.value(look.WIDTH), y=alt.value(0), y2=alt.value(HEADER)),
        rule.encode(x=alt.value(0), x2=alt.value(20), y=alt.value(10)),
        cut_text.mark_text(color=look.INK, **text).encode(
            x=alt.value(26), y=alt.value(10), text="said:N"
        ),
        swatch.encode(x=alt.value(0), x2=alt.value(20), y=alt.value(24), y2=alt.value(36)),
        zone.mark_text(color=look.INK, **text).encode(
            x=alt.value(26), y=alt.value(30), text=alt.value(words.zone)
        ),
        bar.encode(
            x=alt.value(second), x2=alt.value(second + 20), y=alt.value(26), y2=alt.value(34)
        ),
        unknown.mark_text(color=look.INK, **text).encode(
            x=alt.value(second + 26), y=alt.value(30), text=alt.value(words.unknown)
        ),
    ]


def _apart_heading(options: LadderOptions) -> list[alt.Chart]:
    """What is written above the units that nothing places between two others."""
    line = (
        alt.Chart()
        .transform_filter("datum.apart")
        .transform_aggregate(row="min(row)")
        .transform_filter("datum.row > 0")
        .transform_calculate(upper="datum.row - 1", middle="datum.row - 0.5")
    )
    return [
        line.mark_rect(color=look.GROUND, aria=False).encode(
            x=alt.value(0), x2=alt.value(look.WIDTH), y=_y(options, "upper:Q"), y2="row:Q"
        ),
        line.mark_text(
            align="left", baseline="middle", color=look.QUIET, fontSize=12, aria=False
        ).encode(x=alt.value(0), y=_y(options), text=alt.value(options.words.apart)),
    ]


def _rows_to_point_at(options: LadderOptions) -> alt.Chart:
    """Nothing to see: the whole row answers to the pointer and says what it holds."""
    words = options.words
    return (
        _units()
        .transform_calculate(
            said="datum.rank_text + '. ' + datum.name + ': ' + datum.range_text",
            note="isValid(datum.note) ? datum.note : ''",
        )
        .mark_rect(color="transparent", cursor="pointer")
        .encode(
            x=alt.value(0),
            x2=alt.value(look.WIDTH),
            y=_y(options, "row:Q"),
            y2="below:Q",
            description="said:N",
            tooltip=[
                alt.Tooltip("name:N", title=words.unit),
                alt.Tooltip("rank_text:N", title=words.rank),
                alt.Tooltip("range_text:N", title=words.score),
                alt.Tooltip("note:N", title=words.note),
            ],
        )
    )

