"""The units before a merger on their way into the one after it, edition by edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import look, palette, rows

# Rows of four kinds; what a kind does not have is null.
SCHEMA = pa.schema(
    [
        ("kind", pa.string()),  # point | join | column | gap
        ("series", pa.string()),  # the unit, as the legend names it
        # points of one segment are joined by a line: one method, no edition between
        ("segment", pa.string()),
        ("column", pa.float64()),  # place from left to right; gaps take room of their own
        # 0 at the top to 1 at the bottom: (rank - 1) / (units - 1), or a score's place between the
        # ends of the scale
        ("place", pa.float64()),
        # what stands at the mark: '39/63', '0,6807', a period, the reason of a gap
        ("text", pa.string()),
        # what stands on the other side of the mark: 'tính lại'; null: nothing
        ("note", pa.string()),
        ("said", pa.string()),  # what the mark says when pointed at
        ("above", pa.bool_()),  # whether the text stands over its mark
        ("derived", pa.bool_()),  # true: recalculated, not published; drawn hollow
        ("evidence_key", pa.string()),  # names the figure of a point
    ]
)

HEIGHT = 330
GAP = 0.55  # room that a gap takes, in columns
# Room for the texts over the first and under the last place, as shares of the way between them.
ABOVE, BELOW = 0.14, 0.24

# The predecessor that kept the name, the others, then the merged unit.
PREDECESSORS = (look.HOME, palette.MERGED, *palette.COMPARED)
SHAPES = ("circle", "diamond", "triangle-up", "triangle-down")
MERGED_SHAPE = "square"


@dataclass(frozen=True)
class Options:
    """series: as the legend names them, the merged unit last; columns: how far the places reach.

    top, bottom: what stands at the two ends of the vertical axis.
    """

    series: tuple[str, ...]
    columns: float
    top: str
    bottom: str
    language: str = "vi"

    @classmethod
    def for_table(
        cls, table: pa.Table, *, series: tuple[str, ...], top: str, bottom: str, language: str
    ) -> "Options":
        """The options that fit a table made by `table`."""
        places = [place for place in table["column"].to_pylist() if place is not None]
        return cls(
            columns=max(places, default=0.0),
            series=series,
            top=top,
            bottom=bottom,
            language=language,
        )


def table(columns: Sequence[dict[str, Any]], points: Sequence[dict[str, Any]]) -> pa.Table:
    """Columns from left to right and the points in them.

    columns: text (the period), method, side (before | after), gap (what the gap before this column
    says; None: no gap), each a dict.
    points: series, column (number of its column), place, text, note, said, derived and perhaps
    evidence_key; those of one series in the order of the columns. A line joins points of one series
    in columns that follow each other without a gap. Where the merged unit's first column has the
    method of the last one before it, dotted lines lead there from the predecessors.
    """
    places = _places(columns)
    drawn = _points(points, columns, places)
    found = [
        *_headings(columns, places),
        *_gaps(columns, places),
        *drawn,
        *_joins(points, columns, places),
    ]
    return rows.table(found, SCHEMA)


def chart(options: Options) -> alt.LayerChart:
    """Lines within one method, gaps that say why they are there, the merged unit at the right."""
    return look.framed(
        [
            _gap_rules(options),
            _gap_texts(options),
            _joined(options),
            _lines(options),
            _marks(options),
            _hollow(options),
            _texts(options),
            _periods(options),
            *_ends(options),
        ],
        language=options.language,
        height=HEIGHT,
        padding={"left": 2, "top": 4, "right": 6, "bottom": 2},
    )


# --- The table --------------------------------------------------------------------------------


def _places(columns: Sequence[dict[str, Any]]) -> list[float]:
    """Where each column stands; a gap takes room of its own."""
    found: list[float] = []
    for number, column in enumerate(columns):
        before = found[-1] + 1 if number else 0.0
        found.append(round(before + (GAP if number and column["gap"] else 0), 6))
    return found


def _headings(columns: Sequence[dict[str, Any]], places: list[float]) -> list[dict[str, Any]]:
    return [
        {"kind": "column", "column": place, "text": column["text"]}
        for column, place in zip(columns, places, strict=True)
    ]


def _gaps(columns: Sequence[dict[str, Any]], places: list[float]) -> list[dict[str, Any]]:
    return [
        {
            "kind": "gap",
            "column": round((places[number - 1] + places[number]) / 2, 6),
            "text": column["gap"],
        }
        for number, column in enumerate(columns)
        if number and column["gap"]
    ]


def _points(
    points: Sequence[dict[str, Any]], columns: Sequence[dict[str, Any]], places: list[float]
) -> list[dict[str, Any]]:
    found = []
    last: dict[str, tuple[int, int]] = {}
    for point in points:
        column = point["column"]
        before, segment = last.get(point["series"], (None, 0))
        if before is not None and (before != column - 1 or columns[column]["gap"]):
            segment += 1
        last[point["series"]] = column, segment
        others = [other for other in points if other["column"] == column and other is not point]
        found.append(
            {
                "kind": "point",
                "series": point["series"],
                "segment": f"{point['series']} {segment}",
                "column": places[column],
                "place": point["place"],
                "text": point["text"],
                "note": point.get("note"),
                "said": point["said"],
                # Of two in a column the better one has its text above.
                "above": not any(other["place"] < point["place"] for other in others),
                "derived": point["derived"],
                "evidence_key": point.get("evidence_key"),
            }
        )
    return found


def _joins(
    points: Sequence[dict[str, Any]], columns: Sequence[dict[str, Any]], places: list[float]
) -> list[dict[str, Any]]:
    """From each predecessor in the last column before the merger to the first point after it."""
    before = [number for number, column in enumerate(columns) if column["side"] == "before"]
    after = [point for point in points if columns[point["column"]]["side"] == "after"]
    if not before or not after:
        return []
    end, last = after[0], before[-1]
    if columns[end["column"]]["method"] != columns[last]["method"]:
        return []
    return [
        {
            "kind": "join",
            "series": start["series"],
            "segment": f"join {start['series']}",
            "column": places[point["column"]],
            "place": point["place"],
        }
        for start in points
        if start["column"] == last
        for point in (start, end)
    ]


# --- The figure -------------------------------------------------------------------------------


def _of(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(f"datum.kind == '{kind}'")


def _x(options: Options) -> alt.X:
    scale = alt.Scale(domain=[-0.55, options.columns + 0.55], nice=False, zero=False)
    return alt.X("column:Q", axis=None, scale=scale)


def _y() -> alt.Y:
    # The first place is at the top.
    scale = alt.Scale(domain=[1 + BELOW, -ABOVE], nice=False, zero=False)
    return alt.Y("place:Q", axis=None, scale=scale)


def _colours(options: Options) -> list[look.Colour]:
    before = len(options.series) - 1
    return [PREDECESSORS[number % len(PREDECESSORS)] for number in range(before)] + [look.HOME]


def _shapes(options: Options) -> list[str]:
    before = len(options.series) - 1
    return [SHAPES[number % len(SHAPES)] for number in range(before)] + [MERGED_SHAPE]


def _legend(options: Options) -> alt.Legend:
    return alt.Legend(
        title=None,
        orient="top",
        columns=look.legend_columns(look.legend_column(options.series)),
        symbolStrokeWidth=0,
        offset=10,
    )


def _colour(options: Options) -> alt.Color:
    # Every layer names the one legend: a layer without it would switch it off for all.
    scale = alt.Scale(domain=list(options.series), range=_colours(options))
    return alt.Color("series:N", scale=scale, legend=_legend(options))


def _shape(options: Options) -> alt.Shape:
    scale = alt.Scale(domain=list(options.series), range=_shapes(options))
    return alt.Shape("series:N", scale=scale, legend=_legend(options))


def _gap_rules(options: Options) -> alt.Chart:
    return (
        _of("gap")
        .mark_rule(color=look.QUIET, strokeDash=[2, 3], strokeWidth=1.5, aria=False)
        .encode(x=_x(options), y=alt.YValue(20), y2=alt.Y2Value(HEIGHT - 36))
    )


def _gap_texts(options: Options) -> alt.Chart:
    """Along the line, bottom to top: there is no room for it across on a phone."""
    return (
        _of("gap")
        .mark_text(
            angle=270,
            align="right",
            baseline="bottom",
            dy=-3,
            fontSize=look.SMALL,
            color=look.QUIET,
            aria=False,
        )
        .encode(x=_x(options), y=alt.YValue(22), text=alt.Text("text:N"))
    )


def _joined(options: Options) -> alt.Chart:
    return (
        _of("join")
        .mark_line(strokeWidth=2, strokeDash=[2, 4], aria=False)
        .encode(x=_x(options), y=_y(), detail=alt.Detail("segment:N"), color=_colour(options))
    )


def _lines(options: Options) -> alt.Chart:
    return (
        _of("point")
        .mark_line(strokeWidth=2.5, aria=False)
        .encode(
            x=_x(options),
            y=_y(),
            detail=alt.Detail("segment:N"),
            order=alt.Order("column:Q"),
            color=_colour(options),
        )
    )


def _marks(options: Options) -> alt.Chart:
    return (
        _of("point")
        .mark_point(filled=True, size=130, opacity=1, stroke=look.GROUND, strokeWidth=1.5)
        .encode(
            x=_x(options),
            y=_y(),
            color=_colour(options),
            shape=_shape(options),
            tooltip=alt.Tooltip("said:N"),
            description=alt.Description("said:N"),
        )
        .add_params(look.EVIDENCE)
    )


def _hollow(options: Options) -> alt.Chart:
    """A recalculated figure is a ring: not as solid as what was published."""
    return (
        _of("point")
        .transform_filter("datum.derived")
        .mark_point(filled=True, size=44, opacity=1, color=look.GROUND, aria=False)
        .encode(x=_x(options), y=_y(), shape=_shape(options))
    )


def _texts(options: Options) -> alt.LayerChart:
    """The figure on one side of its mark, a note on the other: side by side they need more room."""

    def at(test: str, dy: int, field: str, **look_of: Any) -> alt.Chart:
        return (
            _of("point")
            .transform_filter(f"isValid(datum.{field}) && {test}")
            .mark_text(dy=dy, fontSize=look.SMALL, aria=False, **look_of)
            .encode(x=_x(options), y=_y(), text=alt.Text(f"{field}:N"))
        )

    figure: dict[str, Any] = {"field": "text", "color": look.INK, "fontWeight": "bold"}
    note: dict[str, Any] = {"field": "note", "color": look.QUIET}
    return alt.layer(
        at("datum.above", -15, **figure),
        at("!datum.above", 16, **figure),
        at("datum.above", 16, **note),
        at("!datum.above", -15, **note),
    )


def _periods(options: Options) -> alt.Chart:
    return (
        _of("column")
        .mark_text(baseline="bottom", fontSize=look.SMALL, color=look.INK, aria=False)
        .encode(x=_x(options), y=alt.YValue(HEIGHT - 2), text=alt.Text("text:N"))
    )


def _ends(options: Options) -> list[alt.Chart]:
    """What the top and the bottom mean; once, so from the first heading."""
    once = _of("column").transform_filter("datum.column == 0")
    text: dict[str, Any] = {
        "align": "left",
        "fontSize": look.SMALL,
        "color": look.QUIET,
        "aria": False,
    }
    return [
        once.mark_text(baseline="top", **text).encode(
            x=alt.XValue(0), y=alt.YValue(0), text=alt.TextValue(f"▲ {options.top}")
        ),
        once.mark_text(baseline="bottom", **text).encode(
            x=alt.XValue(0), y=alt.YValue(HEIGHT - 22), text=alt.TextValue(f"▼ {options.bottom}")
        ),
    ]
