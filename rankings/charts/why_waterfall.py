"""From one figure to another by its parts: a bar for each, from where the last one ended.

Further right is better, for a rank as for a distance to the cut line. Whose part a bar is, its
colour says and its name; which way it goes, the triangle at its end and its figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import lines, look, palette, rows

OWNERS = {"own": look.HOME, "others": palette.OTHERS, "table": palette.UNKNOWN}
SHAPES = {"better": "triangle-right", "worse": "triangle-left", "ends": "diamond"}

# The figure before, the parts, the figure after.
SCHEMA = pa.schema(
    [
        ("row", pa.int32()),  # line, from 0
        ("name", pa.string()),  # what the line is
        ("figure", pa.string()),  # what stands at the right: 'tăng 1,12 điểm'
        ("owner", pa.string()),  # ends | own | others | table
        ("direction", pa.string()),  # ends | better | worse
        ("start", pa.float64()),  # where the bar begins; for the two ends the same as `end`
        ("end", pa.float64()),  # where it ends
        ("evidence_key", pa.string()),  # names the figure of the line
    ]
)

ROW = 50  # px of height per line


@dataclass(frozen=True)
class Words:
    """What is written on the figure, in the language of the page."""

    part: str  # Phần thay đổi
    change: str  # Thứ hạng
    own: str  # Điểm của Đắk Lắk
    others: str  # Tỉnh, thành phố khác
    table: str  # Cách lập bảng


@dataclass(frozen=True)
class Options:
    """rows: lines drawn; ends: of the scale; owners: whose parts there are, in the legend."""

    rows: int
    language: str
    words: Words
    ends: tuple[float, float]
    owners: tuple[str, ...]

    @classmethod
    def for_table(cls, table: pa.Table, *, language: str, words: Words) -> "Options":
        """The options that fit a table made by `table`."""
        places = [*table["start"].to_pylist(), *table["end"].to_pylist()]
        used = set(table["owner"].to_pylist())
        return cls(
            rows=table.num_rows,
            ends=look.round_ends(places) or (0.0, 1.0),
            owners=tuple(owner for owner in OWNERS if owner in used),
            language=language,
            words=words,
        )


def table(
    before: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], after: Mapping[str, Any]
) -> pa.Table:
    """The lines from the figure before to the one after.

    before, after: name, figure, value. parts: name, figure, owner, change; above 0 is for the
    better, and the changes add up to the difference of the two values. Each perhaps with its
    evidence_key.
    """
    drawn = [_end(before)]
    reached = float(before["value"])
    for part in parts:
        change = float(part["change"])
        drawn.append(
            {
                "name": part["name"],
                "figure": part["figure"],
                "owner": part["owner"],
                "direction": "better" if change > 0 else "worse",
                "start": reached,
                "end": reached + change,
                "evidence_key": part.get("evidence_key"),
            }
        )
        reached += change
    drawn.append(_end(after))
    return rows.table(({"row": row} | line for row, line in enumerate(drawn)), SCHEMA)


def _end(side: Mapping[str, Any]) -> dict[str, Any]:
    place = float(side["value"])
    named = {name: side.get(name) for name in ("name", "figure", "evidence_key")}
    return named | {"owner": "ends", "direction": "ends", "start": place, "end": place}


def chart(options: Options) -> alt.LayerChart:
    """Bars that begin where the last one ended, a triangle at the end of each."""
    layers = [
        _tracks(options),
        _bars(options),
        _marks(options),
        *lines.texts(_lines(), rows=options.rows, left=2),
        _rows_to_point_at(options),
    ]
    return lines.framed(layers, language=options.language, height=ROW * options.rows)


def _lines() -> alt.Chart:
    return alt.Chart().transform_calculate(
        below="datum.row + 1",
        text_at="datum.row + 0.24",
        mark_at="datum.row + 0.68",
        upper="datum.row + 0.56",
        lower="datum.row + 0.80",
    )


def _y(options: Options, field: str) -> alt.Y:
    return look.row_place(field, options.rows)


def _x(options: Options, field: str) -> alt.X:
    # Room for a mark that stands at the very end.
    ends = [8, look.from_right(12)]
    scale = alt.Scale(domain=list(options.ends), range=ends, nice=False, zero=False)
    return alt.X(field, axis=None, scale=scale)


def _tracks(options: Options) -> alt.Chart:
    """A quiet line from end to end, so that a short bar has a place."""
    return (
        _lines()
        .mark_rule(color=look.TRACK, aria=False)
        .encode(x=alt.XValue(8), x2=alt.X2Value(look.from_right(12)), y=_y(options, "mark_at:Q"))
    )


def _bars(options: Options) -> alt.Chart:
    said = {owner: getattr(options.words, owner) for owner in options.owners}
    drawn = lines.bars(
        _lines().transform_filter("datum.owner != 'ends'"),
        x=_x(options, "start:Q"),
        end="end",
        rows=options.rows,
        cornerRadius=2,
        aria=False,
    )
    return drawn.encode(
        color=alt.Color(
            "owner:N",
            legend=lines.legend(said, symbolType="square") if said else None,
            scale=alt.Scale(domain=list(options.owners), range=[OWNERS[o] for o in options.owners]),
        )
    )


def _marks(options: Options) -> alt.Chart:
    # No legend: the figure at the right says in words what the triangle shows.
    return (
        _lines()
        .mark_point(filled=True, opacity=1, size=150, color=look.INK, aria=False)
        .encode(
            x=_x(options, "end:Q"),
            y=_y(options, "mark_at:Q"),
            shape=alt.Shape(
                "direction:N",
                legend=None,
                scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
            ),
        )
    )


def _rows_to_point_at(options: Options) -> alt.Chart:
    words = options.words
    pointed = lines.to_point_at(
        _lines(),
        said="datum.name + ': ' + datum.figure",
        tooltip=[
            alt.Tooltip("name:N", title=words.part),
            alt.Tooltip("figure:N", title=words.change),
        ],
        rows=options.rows,
    )
    return pointed.add_params(look.EVIDENCE)
