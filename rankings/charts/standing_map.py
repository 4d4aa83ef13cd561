"""The tile-grid map: one tile per province, and the archipelagos of Hoàng Sa and Trường Sa."""

from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pyarrow as pa

from rankings.charts import look, palette, rows

# One row per tile.
SCHEMA = pa.schema(
    [
        ("tile_code", pa.string()),
        ("unit_code", pa.string()),  # the unit whose figure paints the tile
        ("name", pa.string()),  # the unit's name in the language asked for
        ("label", pa.string()),  # what stands in the tile; lines are parted by a line feed
        ("label_lines", pa.int32()),
        ("column", pa.int32()),  # column, row: place in the grid, from 0
        ("row", pa.int32()),
        # an archipelago: painted like its province, not ranked by itself
        ("archipelago", pa.bool_()),
        ("home", pa.bool_()),
        ("rank", pa.float64()),  # null: not known
        ("score", pa.float64()),  # null: not known
        ("rank_text", pa.string()),  # '7', '13–14', '–'
        # what is printed large: the rank, '–' if not known, '' on an archipelago
        ("figure", pa.string()),
        ("range_text", pa.string()),  # the score or its interval, in the language
        ("note", pa.string()),  # what the pointer says besides, worded by the caller; may be null
        ("evidence_key", pa.string()),  # names the score; rank_key the rank
        ("rank_key", pa.string()),
    ]
)

TILE = 52  # px of height
WIDEST = 84  # px of width of a tile where there is room


@dataclass(frozen=True)
class Words:
    """What is written on the map, in the language of the page."""

    unit: str  # Tỉnh, thành phố
    rank: str  # Thứ hạng
    score: str  # Điểm
    note: str  # Ghi chú
    legend: str  # Thứ hạng (1 là cao nhất), or: Điểm


@dataclass(frozen=True)
class Options:
    """columns, rows: size of the grid; units: ranks run from 1 to this; measure: what the colour
    tells; scores: ends of the colour scale where that is the score; decimals: of a score."""

    columns: int
    rows: int
    units: int
    decimals: int
    language: str
    words: Words
    measure: Literal["rank", "score"] = "rank"
    scores: tuple[float, float] | None = None

    @classmethod
    def for_table(
        cls,
        table: pa.Table,
        *,
        decimals: int,
        language: str,
        words: Words,
        measure: Literal["rank", "score"] = "rank",
    ) -> "Options":
        """The options that fit a table made by `table`."""
        return cls(
            columns=max(table["column"].to_pylist()) + 1,
            rows=max(table["row"].to_pylist()) + 1,
            units=len(set(table["unit_code"].to_pylist())),
            scores=look.round_ends(table["score"].to_pylist()),
            decimals=decimals,
            language=language,
            words=words,
            measure=measure,
        )


def table(tiles: Any, standings: Any, *, home: str, decimals: int, language: str) -> pa.Table:
    """The tiles with the figures of their units; a unit without any keeps its tile.

    tiles: tile_code, unit_code, tile_type (province | archipelago), row_number, column_number,
    label_vi, label_en. standings: as for the ladder.
    """
    by_unit = {unit["unit_code"]: unit for unit in rows.records(standings)}
    return rows.table(
        (
            _row(tile, by_unit.get(tile["unit_code"], {}), home, decimals, language)
            for tile in rows.records(tiles)
        ),
        SCHEMA,
    )


def _row(
    tile: dict[str, Any], unit: dict[str, Any], home: str, decimals: int, language: str
) -> dict[str, Any]:
    archipelago = tile["tile_type"] == "archipelago"
    label = tile[f"label_{language}"]
    lines = _archipelago_lines(label) if archipelago else _two_lines(label)
    rank, score = unit.get("rank"), unit.get("score")
    known = score is not None
    low, high = (score, score) if known else (unit.get("score_low"), unit.get("score_high"))
    return {
        "tile_code": tile["tile_code"],
        "unit_code": tile["unit_code"],
        "name": label,
        "label": "\n".join(lines),
        "label_lines": len(lines),
        "column": tile["column_number"],
        "row": tile["row_number"],
        "archipelago": archipelago,
        "home": tile["unit_code"] == home,
        "rank": rows.number(rank),
        "score": rows.number(score),
        "rank_text": rows.rank_text(rank, unit.get("rank_low"), unit.get("rank_high")),
        "figure": "" if archipelago else rows.rank_text(rank),
        "range_text": rows.range_text(low, high, decimals, language),
        "note": unit.get("note"),
        "evidence_key": unit.get("evidence_key"),
        "rank_key": unit.get("rank_key"),
    }


def _two_lines(label: str) -> list[str]:
    """The name in one or two lines, the longer line as short as can be."""
    words = label.split()
    if len(words) < 2:
        return [label]
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return list(min(splits, key=lambda pair: max(map(len, pair))))


def _archipelago_lines(label: str) -> list[str]:
    """'QĐ. Hoàng Sa (TP. Đà Nẵng)' -> the archipelago and, in brackets, its province."""
    name, bracket, province = label.partition(" (")
    return [*_two_lines(name), *(_two_lines("(" + province) if bracket else [])]


def chart(options: Options) -> alt.LayerChart:
    """The map; the rank stands in every tile, home is outlined."""
    layers = [
        _tiles(options, "isValid({0})", filled=True),
        _tiles(options, "!isValid({0})", filled=False),
        *_home(options),
        _figures(options),
        *_labels(options),
        _tiles_to_point_at(options).add_params(look.EVIDENCE),
    ]
    return look.framed(
        layers,
        language=options.language,
        height=TILE * options.rows,
        padding={"left": 2, "top": 4, "right": 2, "bottom": 4},
    )


def _cells() -> alt.Chart:
    return alt.Chart().transform_calculate(
        left="datum.column + 0.035",
        right="datum.column + 0.965",
        centre="datum.column + 0.5",
        upper="datum.row + 0.035",
        lower="datum.row + 0.965",
        # A figure stands above its name; an archipelago has no figure, its name is centred.
        label_at="datum.archipelago ? datum.row + 0.5 : datum.row + 0.71",
        figure_at="datum.row + 0.27",
    )


def _x(options: Options, field: str) -> alt.X:
    spare = f"max(0, width - {WIDEST * options.columns}) / 2"
    ends = [alt.ExprRef(spare), alt.ExprRef(f"width - {spare}")]
    scale = alt.Scale(domain=[0, options.columns], range=ends, nice=False, zero=False)
    return alt.X(field, axis=None, scale=scale)


def _y(options: Options, field: str) -> alt.Y:
    return look.row_place(field, options.rows)


def _colour(options: Options) -> alt.Color:
    by_rank = options.measure == "rank"
    ranks = sorted({1, *range(10, options.units, 10), options.units})
    scale = alt.Scale(
        domain=[1, options.units] if by_rank else list(options.scores or (0, 1)),
        range=list(reversed(palette.RAMP) if by_rank else palette.RAMP),
        interpolate="lab",
        nice=False,
        zero=False,
    )
    legend = alt.Legend(
        title=options.words.legend,
        orient="top",
        format="d" if by_rank else "~r",
        values=ranks if by_rank else alt.Undefined,
        tickCount=alt.Undefined if by_rank else 4,
        gradientLength=220,
        gradientThickness=10,
        offset=10,
    )
    return alt.Color(f"{options.measure}:Q", scale=scale, legend=legend)


def _box(options: Options) -> dict[str, Any]:
    return {
        "x": _x(options, "left:Q"),
        "x2": alt.X2("right:Q"),
        "y": _y(options, "upper:Q"),
        "y2": alt.Y2("lower:Q"),
    }


def _tiles(options: Options, test: str, *, filled: bool) -> alt.Chart:
    cells = _cells().transform_filter(test.format(f"datum.{options.measure}"))
    if filled:
        return cells.mark_rect(stroke=look.TRACK, strokeWidth=1, cornerRadius=4, aria=False).encode(
            **_box(options), color=_colour(options)
        )
    return cells.mark_rect(
        color=palette.UNKNOWN,
        fillOpacity=0.16,
        stroke=palette.UNKNOWN,
        strokeDash=[3, 3],
        cornerRadius=4,
        aria=False,
    ).encode(**_box(options))


def _home(options: Options) -> list[alt.Chart]:
    """A frame in the colour of home between two of ink, seen on every tile and every ground."""
    home = _cells().transform_filter("datum.home")
    return [
        home.mark_rect(
            filled=False, stroke=stroke, strokeWidth=width, cornerRadius=4, aria=False
        ).encode(**_box(options))
        for stroke, width in ((look.INK, 5.5), (look.HOME, 3.5))
    ]


def _ink(options: Options) -> Any:
    """Black on a light tile, white on a dark one; the page's ink where nothing is painted."""
    value = f"datum.{options.measure}"
    # Where black and white have the same contrast (4.6:1) with the tile.
    light_tile = f"luminance(scale('color', {value})) > 0.18"
    return look.by_case(
        alt.ColorValue, "#ffffff", (f"!isValid({value})", look.INK), (light_tile, "#000000")
    )


def _figures(options: Options) -> alt.Chart:
    return (
        _cells()
        .mark_text(fontSize=16, fontWeight="bold", baseline="middle", aria=False)
        .encode(
            x=_x(options, "centre:Q"),
            y=_y(options, "figure_at:Q"),
            text=alt.Text("figure:N"),
            color=_ink(options),
        )
    )


def _labels(options: Options) -> list[alt.Chart]:
    return [_label(options, lines) for lines in (1, 2, 3, 4)]


def _label(options: Options, lines: int) -> alt.Chart:
    line = "(width < 480 ? 10.5 : 11.5)"
    return (
        _cells()
        .transform_filter(f"datum.label_lines == {lines}")
        .mark_text(
            fontSize=alt.ExprRef(f"{line} - {0 if lines == 1 else 0.5 if lines == 2 else 1}"),
            lineHeight=alt.ExprRef(line),
            lineBreak="\n",
            baseline="middle",
            # Vega centres the first line on its place, not the block.
            dy=alt.ExprRef(f"-{line} * {(lines - 1) / 2}"),
            aria=False,
        )
        .encode(
            x=_x(options, "centre:Q"),
            y=_y(options, "label_at:Q"),
            text=alt.Text("label:N"),
            color=_ink(options),
        )
    )


def _tiles_to_point_at(options: Options) -> alt.Chart:
    words = options.words
    # The key of what the tile shows.
    key = "rank_key" if options.measure == "rank" else "evidence_key"
    return (
        _cells()
        .transform_calculate(
            said="datum.name + ': ' + datum.rank_text",
            note="isValid(datum.note) ? datum.note : ''",
            evidence_key=f"datum.{key}",
        )
        .mark_rect(color="transparent")
        .encode(
            **_box(options),
            description=alt.Description("said:N"),
            tooltip=[
                alt.Tooltip("name:N", title=words.unit),
                alt.Tooltip("rank_text:N", title=words.rank),
                alt.Tooltip("range_text:N", title=words.score),
                alt.Tooltip("note:N", title=words.note),
            ],
        )
    )
