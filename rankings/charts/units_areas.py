"""Communes as tiles, those of one former district together: there is no free map of their borders.

A tile is coloured by the share of its commune and prints it; one of few is framed by a broken line.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import look, palette, rows
from rankings.charts.fit import wrapped

COLUMNS = 6  # tiles in a line; the rest of a former district goes on below
TILE = 66  # px of height of a line: what the district is called, and its tiles
TITLE = 0.3  # of that height, for the name of the district
WIDEST = 130  # px of width of a tile where there is room
NARROWEST = 50  # px of a tile on a narrow screen, in which a name must fit
LABEL_SIZE, LINE = 10, 10.5

# One row per tile.
SCHEMA = pa.schema(
    [
        ("unit_code", pa.string()),
        ("name", pa.string()),
        ("label", pa.string()),  # the name in lines that fit a narrow tile
        ("label_lines", pa.int32()),
        ("area", pa.string()),  # the former district, on its first tile; '' on the others
        ("column", pa.int32()),  # column, row: place in the grid, from 0
        ("row", pa.int32()),
        ("share", pa.float64()),  # in per cent; null: none
        ("figure", pa.string()),  # '95,9'; '–' where there is none
        ("small", pa.bool_()),  # few are counted: the share says little
        ("counts", pa.string()),  # '89/92 hồ sơ, 96,74%'
        ("evidence_key", pa.string()),
    ]
)


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page."""

    unit: str  # Đơn vị
    counts: str  # Số đạt/tổng số
    legend: str  # Tỷ lệ (%)


@dataclass(frozen=True)
class Options:
    """rows: lines of tiles; shares: ends of the colour scale, in per cent."""

    rows: int
    shares: tuple[float, float]
    language: str
    words: Words

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        low, high = look.round_ends(table["share"].to_pylist()) or (0.0, 100.0)
        lines = [line + 1 for line in table["row"].to_pylist()]
        ends = max(low, 0.0), min(high, 100.0)
        return cls(rows=max(lines, default=1), shares=ends, language=language, words=words)


def table(units: Any, *, language: str) -> pa.Table:
    """The tiles: former districts in the order in which the rows given name them first.

    units: unit_code, name, area, share (in per cent), small, counts, evidence_key.
    """
    by_area: dict[str, list[dict[str, Any]]] = {}
    for unit in rows.records(units):
        by_area.setdefault(unit["area"], []).append(unit)
    tiles, line = [], 0
    for area, of_area in by_area.items():
        for place, unit in enumerate(of_area):
            at = {"column": place % COLUMNS, "row": line + place // COLUMNS}
            tiles.append(_tile(unit, language) | at | {"area": "" if place else area})
        line += -(-len(of_area) // COLUMNS)
    return rows.table(tiles, SCHEMA)


def _tile(unit: dict[str, Any], language: str) -> dict[str, Any]:
    label = wrapped(unit["name"], NARROWEST - 4, LABEL_SIZE)
    share = rows.number(unit.get("share"))
    return unit | {
        "label": "\n".join(label),
        "label_lines": len(label),
        "share": share,
        "figure": rows.number_text(share, 1, language),
        "counts": unit.get("counts") or "",
    }


def chart(options: Options) -> alt.LayerChart:
    """The tiles under the names of their former districts."""
    layers = [
        _tiles(options, "isValid(datum.share)", known=True),
        _tiles(options, "!isValid(datum.share)", known=False),
        _frames(options),
        _areas(options),
        _figures(options),
        *(_names(options, lines) for lines in (1, 2, 3)),
        _to_point_at(options).add_params(look.EVIDENCE),
    ]
    return look.framed(
        layers,
        language=options.language,
        height=TILE * options.rows,
        padding={"left": 2, "top": 4, "right": 2, "bottom": 4},
    )


def _cells() -> alt.Chart:
    return alt.Chart().transform_calculate(
        left="datum.column + 0.02",
        right="datum.column + 0.98",
        centre="datum.column + 0.5",
        title_at=f"datum.row + {TITLE / 2}",
        upper=f"datum.row + {TITLE}",
        lower="datum.row + 0.98",
        figure_at="datum.row + 0.47",
        name_at="datum.row + 0.77",
    )


def _x(field: str) -> alt.X:
    ends: list[Any] = [0, alt.ExprRef(f"min(width, {WIDEST * COLUMNS})")]
    scale = alt.Scale(domain=[0, COLUMNS], range=ends, nice=False, zero=False)
    return alt.X(field, axis=None, scale=scale)


def _box(options: Options) -> dict[str, Any]:
    return {
        "x": _x("left:Q"),
        "x2": alt.X2("right:Q"),
        "y": look.row_place("upper:Q", options.rows),
        "y2": alt.Y2("lower:Q"),
    }


def _colour(options: Options) -> alt.Color:
    scale = alt.Scale(
        domain=list(options.shares),
        range=list(palette.RAMP),
        interpolate="lab",
        nice=False,
        zero=False,
    )
    legend = alt.Legend(
        title=options.words.legend,
        orient="top",
        format="~r",
        tickCount=4,
        gradientLength=220,
        gradientThickness=10,
        offset=10,
    )
    return alt.Color("share:Q", scale=scale, legend=legend)


def _tiles(options: Options, test: str, *, known: bool) -> alt.Chart:
    cells = _cells().transform_filter(test)
    if known:
        return cells.mark_rect(stroke=look.TRACK, strokeWidth=1, cornerRadius=3, aria=False).encode(
            **_box(options), color=_colour(options)
        )
    return cells.mark_rect(
        color=palette.UNKNOWN, fillOpacity=0.16, stroke=palette.UNKNOWN, cornerRadius=3, aria=False
    ).encode(**_box(options))


def _frames(options: Options) -> alt.Chart:
    """A broken line round what is made of few."""
    return (
        _cells()
        .transform_filter("datum.small")
        .mark_rect(
            filled=False,
            stroke=look.INK,
            strokeWidth=1.5,
            strokeDash=[3, 3],
            cornerRadius=3,
            aria=False,
        )
        .encode(**_box(options))
    )


def _ink() -> Any:
    """Black on a light tile, white on a dark one; the page's ink where nothing is painted."""
    # Where black and white have the same contrast (4.6:1) with the tile.
    light = "luminance(scale('color', datum.share)) > 0.18"
    return look.by_case(
        alt.ColorValue, "#ffffff", ("!isValid(datum.share)", look.INK), (light, "#000000")
    )


def _areas(options: Options) -> alt.Chart:
    return (
        _cells()
        .transform_filter("datum.area != ''")
        .mark_text(align="left", baseline="middle", fontSize=look.SMALL, aria=False)
        .encode(
            x=_x("left:Q"),
            y=look.row_place("title_at:Q", options.rows),
            text=alt.Text("area:N"),
            color=alt.ColorValue(look.QUIET),
        )
    )


def _figures(options: Options) -> alt.Chart:
    return (
        _cells()
        .mark_text(fontWeight="bold", baseline="middle", aria=False)
        .encode(
            x=_x("centre:Q"),
            y=look.row_place("figure_at:Q", options.rows),
            text=alt.Text("figure:N"),
            color=_ink(),
        )
    )


def _names(options: Options, lines: int) -> alt.Chart:
    """The names in so many lines, on a wide screen in one."""
    narrow = f"width < {WIDEST * COLUMNS}"
    return (
        _cells()
        .transform_filter(f"min(datum.label_lines, 3) == {lines}")
        .transform_calculate(shown=f"{narrow} ? datum.label : datum.name")
        .mark_text(
            fontSize=LABEL_SIZE,
            lineHeight=LINE,
            lineBreak="\n",
            baseline="middle",
            # Vega centres the first line on its place, not the block.
            dy=alt.ExprRef(f"{narrow} ? {-LINE * (lines - 1) / 2} : 0"),
            aria=False,
        )
        .encode(
            x=_x("centre:Q"),
            y=look.row_place("name_at:Q", options.rows),
            text=alt.Text("shown:N"),
            color=_ink(),
        )
    )


def _to_point_at(options: Options) -> alt.Chart:
    words = options.words
    return (
        _cells()
        .transform_calculate(said="datum.name + ': ' + datum.figure + '. ' + datum.counts")
        .mark_rect(color="transparent")
        .encode(
            **_box(options),
            description=alt.Description("said:N"),
            tooltip=[
                alt.Tooltip("name:N", title=words.unit),
                alt.Tooltip("figure:N", title=words.legend),
                alt.Tooltip("counts:N", title=words.counts),
            ],
        )
    )
