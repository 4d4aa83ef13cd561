"""The ladder: all units of one edition from the first place to the last, by score.

Its columns stand in `rankings.charts.standing_ladder_rows`.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette

ENDS = ("score_low", "score_high", "cut_low", "cut_high")

ROW = 22  # px of height per unit
NAME = 110  # px that the longest name of either scheme takes in bold
GAP = 8
SCORES = 56  # px for the scores at the right


@dataclass(frozen=True)
class Words:
    """What is written on the ladder, in the language of the page."""

    unit: str  # Tỉnh, thành phố
    rank: str  # Thứ hạng
    score: str  # Điểm
    note: str  # Ghi chú
    cut_line: str  # Điểm ngưỡng vào nhóm 10
    zone: str  # Nhóm 10 dẫn đầu
    unknown: str  # Chưa công bố điểm
    apart: str  # Chưa rõ thứ hạng
    disputed: str = ""  # Các nguồn chưa thống nhất; empty: figures in dispute have no key


@dataclass(frozen=True)
class Options:
    """rows: lines to draw; decimals: of a score; rank_intervals: leave room for ranks like '13–14';
    disputed: leave room for their key; domain: ends of the score axis; None where nothing is known
    of any score."""

    rows: int
    decimals: int
    language: str
    words: Words
    rank_intervals: bool = False
    disputed: bool = False
    domain: tuple[float, float] | None = None

    @classmethod
    def for_table(
        cls,
        table: pa.Table,
        *,
        decimals: int,
        language: str,
        words: Words,
        domain: tuple[float, float] | None = None,
    ) -> "Options":
        """The options that fit a table of `standing_ladder_rows.table`.

        Pages that show several editions give a `domain` of their own, to keep one scale.
        """
        ranks = table["rank_text"].to_pylist()
        ends = [end for column in ENDS for end in table[column].to_pylist()]
        return cls(
            rows=max(table["row"].to_pylist(), default=-1) + 1,
            rank_intervals=any(len(rank) > 2 for rank in ranks),
            disputed="disputed" in table["mark"].to_pylist(),
            domain=domain or look.round_ends(ends),
            decimals=decimals,
            language=language,
            words=words,
        )

    @property
    def header(self) -> int:
        """px above the first unit, for the key."""
        return 68 if self.disputed and self.words.disputed else 48

    @property
    def name_left(self) -> int:
        """px: where names begin; rank numbers end before it."""
        return (38 if self.rank_intervals else 18) + GAP

    @property
    def scale_left(self) -> int:
        """px: where the score axis begins."""
        return self.name_left + NAME + GAP


def chart(options: Options) -> alt.LayerChart:
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
        layers, language=options.language, height=options.header + ROW * options.rows
    )


HOLLOW: dict[str, Any] = {
    "color": palette.UNKNOWN,
    "fillOpacity": 0.12,
    "stroke": palette.UNKNOWN,
    "strokeWidth": 1.25,
    "cornerRadius": 4,
    "aria": False,
}
MEANING = alt.Scale(
    domain=["home", "inside", "others"], range=[look.HOME, palette.INSIDE, palette.OTHERS]
)
POINTED_AT = {"param": "hover", "empty": False}
EMPHASISED = {
    "or": [{"param": "picked", "empty": False}, "datum.picked", "datum.meaning == 'home'"]
}


def _y(options: Options, field: str = "middle:Q") -> alt.Y:
    return look.row_place(field, options.rows, above=options.header / ROW)


def _x(options: Options, field: str) -> alt.X:
    scale = alt.Scale(
        range=[options.scale_left, alt.ExprRef(f"width - {SCORES + GAP}")],
        domain=list(options.domain or (0, 1)),
        zero=False,
        nice=False,
    )
    axis = None
    if options.domain is not None:
        axis = alt.Axis(title=None, format="~r", tickCount=alt.ExprRef("width < 480 ? 2 : 6"))
    return alt.X(field, scale=scale, axis=axis)


def _units() -> alt.Chart:
    return alt.Chart().transform_calculate(middle="datum.row + 0.5", below="datum.row + 1")


def _once() -> alt.Chart:
    """One row, for what is drawn once for the whole edition."""
    return alt.Chart().transform_filter("datum.row == 0")


def _across(options: Options, units: alt.Chart, **drawn: Any) -> alt.Chart:
    return lines.across(units, rows=options.rows, above=options.header / ROW, **drawn)


def _zone(options: Options) -> alt.Chart:
    """The rows that are sure to be within the rank limit."""
    inside = _once().transform_filter("datum.zone_to > 0")
    return _across(
        options, inside, to="zone_to", color=palette.INSIDE, fillOpacity=0.14, aria=False
    )


def _stripes(options: Options) -> alt.Chart:
    """The row pointed at and the emphasised rows."""
    return _across(options, _units(), color=look.HOME, aria=False).encode(
        fillOpacity=look.by_case(alt.FillOpacityValue, 0, (POINTED_AT, 0.22), (EMPHASISED, 0.13))
    )


def _cut_band(options: Options) -> alt.Chart:
    """The interval in which the cut line lies, where it is not exact."""
    return (
        _once()
        .transform_filter("datum.cut_low < datum.cut_high")
        .mark_rect(color=palette.CUT_LINE, fillOpacity=0.16, aria=False)
        .encode(
            x=_x(options, "cut_low:Q"),
            x2=alt.X2("cut_high:Q"),
            y=alt.YValue(options.header),
            y2=alt.Y2Value(look.HEIGHT),
        )
    )


def _cut_rule(options: Options) -> alt.Chart:
    """The cut line; both ends of it where it is not exact."""
    return (
        _once()
        .transform_fold(["cut_low", "cut_high"], as_=["end", "cut"])
        .transform_filter("isValid(datum.cut)")
        .mark_rule(color=palette.CUT_LINE, strokeWidth=1.75, strokeDash=[5, 3], aria=False)
        .encode(x=_x(options, "cut:Q"), y=alt.YValue(options.header), y2=alt.Y2Value(look.HEIGHT))
    )


def _unknown_ranges(options: Options) -> list[alt.Chart]:
    """A hollow bar where a score is not known; it runs to the edge where nothing bounds it."""
    unknown = (
        _units()
        .transform_filter("datum.mark == 'unknown'")
        .transform_calculate(upper="datum.row + 0.32", lower="datum.row + 0.68")
    )
    both = unknown.transform_filter("isValid(datum.score_low) && isValid(datum.score_high)")
    only_low = unknown.transform_filter("isValid(datum.score_low) && !isValid(datum.score_high)")
    only_high = unknown.transform_filter("!isValid(datum.score_low) && isValid(datum.score_high)")
    left = alt.X2Value(options.scale_left)
    right = alt.X2Value(look.from_right(SCORES + GAP))
    ends = [
        (both, _x(options, "score_low:Q"), alt.X2("score_high:Q")),
        (only_low, _x(options, "score_low:Q"), right),
        (only_high, _x(options, "score_high:Q"), left),
    ]
    return [
        units.mark_rect(**HOLLOW).encode(
            x=x,
            x2=x2,
            y=_y(options, "upper:Q"),
            y2=alt.Y2("lower:Q"),
            strokeOpacity=look.by_case(alt.StrokeOpacityValue, 1, ("datum.apart", 0.6)),
        )
        for units, x, x2 in ends
    ]


def _dots(options: Options) -> alt.Chart:
    known = _units().transform_filter("datum.mark != 'unknown'")
    home = "datum.meaning == 'home'"
    return known.mark_point(filled=True, opacity=1, aria=False).encode(
        x=_x(options, "score:Q"),
        y=_y(options),
        color=alt.Color("meaning:N", legend=None, scale=MEANING),
        shape=alt.Shape(
            "mark:N",
            legend=None,
            scale=alt.Scale(domain=["known", "disputed"], range=["circle", "cross"]),
        ),
        size=look.by_case(alt.SizeValue, 95, (home, 190)),
        fillOpacity=look.by_case(alt.FillOpacityValue, 1, ("datum.faint", 0.4)),
        stroke=alt.Stroke(
            "meaning:N",
            legend=None,
            scale=MEANING,
            condition={"test": EMPHASISED, "value": look.INK},
        ),
        strokeWidth=look.by_case(alt.StrokeWidthValue, 1, (home, 1.5), (EMPHASISED, 2.5)),
    )


def _texts(options: Options) -> list[alt.Chart]:
    """Rank, name and score of each unit; home and the picked units in bold."""
    strong = "datum.meaning == 'home' || datum.picked"
    places = [
        ("rank_text:N", alt.XValue(options.name_left - GAP), "right", look.QUIET),
        ("name:N", alt.XValue(options.name_left), "left", look.INK),
        ("score_text:N", alt.XValue(look.WIDTH), "right", look.INK),
    ]
    return [
        _units()
        .transform_filter(test)
        .mark_text(align=align, baseline="middle", color=ink, fontWeight=weight, aria=False)
        .encode(x=x, y=_y(options), text=alt.Text(text))
        for text, x, align, ink in places
        for test, weight in ((strong, "bold"), (f"!({strong})", "normal"))
    ]


def _header(options: Options) -> list[alt.Chart]:
    """The key above the rows, each part only where there is such a thing."""
    words = options.words
    said = f"{look.quoted(words.cut_line + ': ')} + datum.cut_text"
    cut = _once().transform_filter("isValid(datum.cut_text)").transform_calculate(said=said)
    zone = _once().transform_filter("datum.zone_to > 0")
    line = cut.mark_rule(color=palette.CUT_LINE, strokeWidth=1.75, strokeDash=[5, 3], aria=False)
    ground = _once().mark_rect(color=look.GROUND, aria=False)
    swatch = zone.mark_rect(color=palette.INSIDE, fillOpacity=0.3, aria=False)
    bar = _any("unknown").mark_rect(**HOLLOW)
    parts = [
        ground.encode(**_box(0, 0, look.WIDTH, options.header)),
        line.encode(x=alt.XValue(0), x2=alt.X2Value(20), y=alt.YValue(10)),
        _key_text(cut, 26, 10, alt.Text("said:N")),
        swatch.encode(**_box(0, 24, 20, 36)),
        _key_text(zone, 26, 30, alt.TextValue(words.zone)),
        bar.encode(**_box(160, 26, 180, 34)),
        _key_text(_any("unknown"), 186, 30, alt.TextValue(words.unknown)),
    ]
    if options.disputed and words.disputed:
        mark = _any("disputed").mark_point(
            shape="cross", filled=True, size=95, opacity=1, color=palette.OTHERS, aria=False
        )
        parts += [
            mark.encode(x=alt.XValue(10), y=alt.YValue(50)),
            _key_text(_any("disputed"), 26, 50, alt.TextValue(words.disputed)),
        ]
    return parts


def _any(mark: str) -> alt.Chart:
    """One row where at least one unit is drawn with the mark, else none."""
    units = alt.Chart().transform_filter(f"datum.mark == '{mark}'")
    return units.transform_aggregate(units="count()").transform_filter("datum.units > 0")


def _box(x: Any, y: Any, x2: Any, y2: Any) -> dict[str, Any]:
    return {"x": alt.XValue(x), "y": alt.YValue(y), "x2": alt.X2Value(x2), "y2": alt.Y2Value(y2)}


def _key_text(base: alt.Chart, x: float, y: float, text: Any) -> alt.Chart:
    return base.mark_text(
        align="left", baseline="middle", fontSize=look.LEGEND_SIZE, color=look.INK, aria=False
    ).encode(x=alt.XValue(x), y=alt.YValue(y), text=text)


def _apart_heading(options: Options) -> list[alt.Chart]:
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
            x=alt.XValue(0),
            x2=alt.X2Value(look.WIDTH),
            y=_y(options, "upper:Q"),
            y2=alt.Y2("row:Q"),
        ),
        line.mark_text(
            align="left", baseline="middle", color=look.QUIET, fontSize=12, aria=False
        ).encode(x=alt.XValue(0), y=_y(options), text=alt.TextValue(options.words.apart)),
    ]


def _rows_to_point_at(options: Options) -> alt.Chart:
    """Nothing to see: the whole row answers to the pointer and says what it holds."""
    words = options.words
    units = _units().transform_calculate(
        said="datum.rank_text + '. ' + datum.name + ': ' + datum.range_text",
        note="isValid(datum.note) ? datum.note : ''",
    )
    return _across(options, units, color="transparent", cursor="pointer").encode(
        description=alt.Description("said:N"),
        tooltip=[
            alt.Tooltip("name:N", title=words.unit),
            alt.Tooltip("rank_text:N", title=words.rank),
            alt.Tooltip("range_text:N", title=words.score),
            alt.Tooltip("note:N", title=words.note),
        ],
    )
