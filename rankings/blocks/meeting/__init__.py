"""Meeting mode: the five parts of the briefing as slides over the whole screen.

All five are drawn at once, and the browser shows one of them (delivery/meeting.js): to turn to
another one needs no server. The address pins the figures and names the slide.
"""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from jinja2 import Environment, FileSystemLoader

from rankings.blocks import address, figure
from rankings.blocks.view import View
from rankings.sentences import brief as sentences
from rankings.store.versions import memo
from rankings.words.document import GRIDS, SENTENCES, Document, Grid, Part

HERE = Path(__file__).parent
# Of the table of positions: what a tile says, by column.
TILE = {"index": 0, "period": 1, "rank": 2, "target": 4, "distance": 5}
# How large a slide is written, the largest first: letters in a line, and lines below its title.
SIZES = (("large", 120, 17), ("usual", 150, 22))
SMALLEST = "small"
TILES, PADDING = 9, 0.45  # lines that the tiles take, and what a row takes besides its own
CHARTS = 2  # beside each other


def is_on() -> bool:
    """True where the address asks for the slides."""
    return address.choice("meeting", None, "") == "1"


def begin(version: int) -> None:
    """Called when the mode is asked for: the figures are those of this version until it is left."""
    address.choose("v", str(version), "")
    address.choose("meeting", "1", "")


def draw(view: View) -> None:
    """The slides, and what is to be known of the figures below each."""
    address.restate("meeting", "1")
    address.restate("v", str(view.live.version))
    document = _document(view)
    with st.container(key="meeting", gap=None):
        st.html(_style())
        parts = sentences.slides(document)
        for number, part in enumerate(parts, start=1):
            with st.container(key=f"slide_{number}", gap="xxsmall"):
                st.html(_html("slide", **_slide(document, part, first=number == 1)))
                _charts(view, part)
        st.html(_html("foot", document=document, leave=_leave(view), slides=_links(parts)))


@memo
def _document(view: View) -> Document:
    # What makes documents is imported when the first one is asked for.
    from rankings.forms import briefing

    document, _ = briefing.draw_up(
        view.live, view.at, language=view.language, as_of=view.as_of, today=view.today
    )
    return document


def _slide(document: Document, part: Part, *, first: bool) -> dict[str, Any]:
    """What the template is given: a small heading, the finding, tiles or a table, sentences."""
    grid = part.grids[0] if part.grids else None
    tiles = _tiles(document, grid) if first and grid else ()
    title, lines = part.sentences[0], part.sentences[1:]
    if first:
        title, lines = document.finding, part.sentences
    elif part.running == GRIDS:
        title, lines = part.heading, ()
    elif grid and part.running == SENTENCES:
        # Of what stands in the table only the first is said besides.
        lines = part.sentences[len(grid.rows) :]
    table = None if first or part.pictures else grid
    return {
        "heading": document.title if title in (document.finding, part.heading) else part.heading,
        "title": title,
        "tiles": tiles,
        "grid": table,
        "lines": lines,
        # Beside charts the letters are those of the charts.
        "size": "usual" if part.pictures else _size(lines, table, TILES if tiles else 0),
    }


def _tiles(document: Document, grid: Grid) -> tuple[dict[str, str], ...]:
    return tuple(
        {name: row[column].text for name, column in TILE.items()} | {"status": status}
        for row, status in zip(grid.rows, document.statuses, strict=True)
    )


def _size(lines: Sequence[str], grid: Grid | None, above: int) -> str:
    """The largest size in which sentences and table are expected to fit."""
    for size, letters, most in SIZES:
        taken: float = above + sum(math.ceil(len(line) / letters) for line in lines)
        if grid is not None:
            taken += 1 + sum(_lines_of(grid, row, letters) for row in grid.rows)
        if taken <= most:
            return size
    return SMALLEST


def _lines_of(grid: Grid, row: Sequence[Any], letters: int) -> float:
    whole = sum(grid.widths)
    columns = zip(row, grid.widths, strict=True)
    return PADDING + max(
        math.ceil(len(cell.text) / (letters * width / whole)) for cell, width in columns
    )


def _charts(view: View, part: Part) -> None:
    """The charts of a part beside each other, as on their page: a click leads to the evidence."""
    drawn = part.pictures[:CHARTS]
    if not drawn:
        return
    with st.container(key="meeting_charts"):
        st.markdown(f":gray[{view.words('evidence.hint_chart')}]")
        for number, (place, chart) in enumerate(zip(st.columns(len(drawn)), drawn, strict=True)):
            with place, st.container(gap=None):
                st.markdown(f"**{chart.title}**")
                key = f"meeting_{part.code}_{number}"
                figure.chart(chart.name, chart.options, chart.table, alt=chart.alt, key=key)


def _links(parts: Sequence[Part]) -> list[tuple[int, str, str]]:
    """Number, address and heading of each slide."""
    return [
        (number, address.to("overview", meeting="1", slide=str(number)), part.heading)
        for number, part in enumerate(parts, start=1)
    ]


def _leave(view: View) -> tuple[str, str]:
    """Where the mode is left to, and its words. The newest figures are pinned no longer."""
    choices = address.link()
    if view.as_of is None and view.live.version == view.live.store.version():
        choices.pop("v", None)
    return f"./?{urlencode(choices)}" if choices else "./", view.words("meeting.leave")


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("slides.html").module


def _html(part: str, **given: Any) -> str:
    """A part of the slides as HTML; what is put into it is escaped."""
    drawn: str = getattr(_template(), part)(**given)
    return drawn


@cache
def _style() -> str:
    return f"<style>{(HERE / 'slides.css').read_text(encoding='utf-8')}</style>"
