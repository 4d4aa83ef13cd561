"""A card of the overview as a picture, for slides and messages: words in, lines of text out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from rankings.charts import look, overview_strip, palette, rows
from rankings.charts.fit import text_width, wrapped

# One row per line of text, and one for the marks.
SCHEMA = pa.schema(
    [
        ("text", pa.string()),  # null on the row of the marks
        ("x", pa.float64()),  # x, y: px from the left and the top of the picture
        ("y", pa.float64()),
        ("size", pa.float64()),  # font size in px
        ("strong", pa.bool_()),  # bold
        ("quiet", pa.bool_()),  # in the quieter ink
        # From here on null but on the row of the marks: inside | outside | unknown; where its sign
        # stands; the others as in the table of the strip.
        ("status", pa.string()),
        ("status_x", pa.float64()),
        ("rank_low", pa.float64()),
        ("rank_high", pa.float64()),
        ("label", pa.string()),
    ]
)

WIDTH = 592  # px of the drawing: 640 with the margins of a picture
NAME_SIZE, RANK_SIZE, STATUS_SIZE, TEXT_SIZE, SMALL_SIZE = 18, 76, 22, 17, 13
RANK_AT, STRIP_AT, TEXT_AT = 74, 118, 158  # px below the index name
LINE_HEIGHT = 1.38


@dataclass(frozen=True)
class Options:
    """units, limit: of the strip; name_lines: how many lines the index name takes; height: px."""

    units: int
    limit: int | None
    language: str
    name_lines: int
    height: float

    @classmethod
    def for_table(
        cls, table: pa.Table, *, units: int, limit: int | None, language: str
    ) -> "Options":
        """The options that fit a table made by `table`."""
        lines = table.to_pylist()
        return cls(
            units=units,
            limit=limit,
            language=language,
            name_lines=sum(line["size"] == NAME_SIZE for line in lines),
            height=max(line["y"] for line in lines if line["y"] is not None) + 4,
        )


def table(
    *,
    index: str,
    rank: str,
    status: str,
    status_word: str,
    sentences: Sequence[str],
    small: Sequence[str],
    rank_low: int | None,
    rank_high: int | None,
) -> pa.Table:
    """The lines of the card, broken to its width.

    index: its name; rank: '7/34', drawn largest; status: inside | outside | unknown, with its
    word; sentences: gap, change and the like; small: period, source and the like.
    """
    lines: rows.Records = []
    top = _put(lines, index, 0, NAME_SIZE, strong=True)
    status_x, status_y = text_width(rank, RANK_SIZE, bold=True) + 16, top + RANK_AT
    lines.append(_line(rank, 0, status_y, RANK_SIZE, strong=True))
    lines.append(_line(status_word, status_x + 30, status_y, STATUS_SIZE, strong=True))
    y = top + TEXT_AT
    for sentence in sentences:
        y = _put(lines, sentence, y, TEXT_SIZE)
    y += 6
    for sentence in small:
        y = _put(lines, sentence, y, SMALL_SIZE, quiet=True)
    marks = {
        "y": status_y,
        "status": status,
        "status_x": status_x + 12,
        "rank_low": rows.number(rank_low),
        "rank_high": rows.number(rank_high),
        "label": status_word,
    }
    return rows.table([marks, *lines], SCHEMA)


def _line(text: str, x: float, y: float, size: float, **style: bool) -> dict[str, Any]:
    plain = {"strong": False, "quiet": False}
    return plain | {"text": text, "x": float(x), "y": float(y), "size": float(size)} | style


def _put(lines: rows.Records, text: str, top: float, size: float, **style: bool) -> float:
    """Adds the text below `top`, broken into lines; returns where the next text may begin."""
    for part in wrapped(text, WIDTH, size, bold=style.get("strong", False)):
        top += size * LINE_HEIGHT
        lines.append(_line(part, 0, top, size, **style))
    return top


def chart(options: Options) -> alt.LayerChart:
    """The card; its words stand in the data. Meant for a picture of 640 px, not for the page."""
    strip = overview_strip.Options(units=options.units, limit=options.limit)
    line = NAME_SIZE * LINE_HEIGHT * options.name_lines + STRIP_AT
    return look.framed(
        [*overview_strip.layers(strip, line), _status(), *_texts()],
        language=options.language,
        height=options.height,
    )


def _down(field: str) -> alt.Y:
    return alt.Y(field, axis=None, scale=None)


def _status() -> alt.Chart:
    """The mark beside the word: a circle inside, a triangle outside, a ring where unknown."""
    statuses = ["inside", "outside", "unknown"]
    colours = [palette.INSIDE, palette.OUTSIDE, palette.UNKNOWN]
    return (
        alt.Chart()
        .transform_filter("isValid(datum.status)")
        .transform_calculate(middle=f"datum.y - {STATUS_SIZE * 0.33}")
        .mark_point(opacity=1, size=300, strokeWidth=3, aria=False)
        .encode(
            x=alt.X("status_x:Q", axis=None, scale=None),
            y=_down("middle:Q"),
            shape=alt.Shape(
                "status:N",
                legend=None,
                scale=alt.Scale(domain=statuses, range=["circle", "triangle-up", "circle"]),
            ),
            stroke=alt.Stroke(
                "status:N", legend=None, scale=alt.Scale(domain=statuses, range=colours)
            ),
            fill=alt.Fill(
                "status:N",
                legend=None,
                scale=alt.Scale(domain=statuses, range=[*colours[:2], "transparent"]),
            ),
        )
    )


def _texts() -> list[alt.Chart]:
    styles = [
        ("datum.strong", "bold", look.INK),
        ("!datum.strong && !datum.quiet", "normal", look.INK),
        ("datum.quiet", "normal", look.QUIET),
    ]
    return [
        alt.Chart()
        .transform_filter(f"isValid(datum.text) && {test}")
        .mark_text(align="left", baseline="alphabetic", fontWeight=weight, color=ink)
        .encode(
            x=alt.X("x:Q", axis=None, scale=None),
            y=_down("y:Q"),
            size=alt.Size("size:Q", scale=None, legend=None),
            text=alt.Text("text:N"),
        )
        for test, weight, ink in styles
    ]
