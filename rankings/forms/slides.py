"""A briefing as five slides: text that can be edited, tables of the program itself."""

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from rankings.charts.fit import text_width, wrapped
from rankings.forms import code
from rankings.words.document import Document, Grid, Part, printable

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN = Inches(0.55)
TOP, BOTTOM = Inches(1.75), Inches(6.65)  # between the title and the foot
GAP = Inches(0.25)
ROOM = BOTTOM - TOP - Inches(0.4)  # of a table below its title
FONT = "Arial"
BLUE, INK, QUIET, WASH = (
    RGBColor.from_string(colour) for colour in ("1463B8", "1D2733", "5A6675", "EEF4FB")
)
AMBER = RGBColor.from_string("9A5B00")
STATUS = {"inside": BLUE, "outside": AMBER, "unknown": QUIET}
BLANK = 6  # of the layouts that come with python-pptx
SIZES = (16, 14, 13, 12, 11, 10, 9)  # of what is read, in points: the largest that fits
RANK_SIZES = (54, 44, 36, 28)
SHARES = (0.5, 0.46, 0.42, 0.38, 0.34, 0.54, 0.58)  # of the first of two tables in the width
CELL_MARGIN = Pt(4)
LINE = 1.22
WIDER = 1.12  # Arial beside the font that widths are known of
NOTES_LETTERS = 320
TILE = {"index": 0, "rank": 2, "distance": 5, "target": 4}


def pptx_of(document: Document, parts: Sequence[Part]) -> bytes:
    """The parts as slides, in their order. What does not fit on a slide stands in its notes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    for number, part in enumerate(parts):
        slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
        _title(slide, document, part, first=number == 0)
        if number == 0:
            _tiles(slide, document, part)
        else:
            _body(slide, part)
        _foot(slide, document, number + 1, of=len(parts), coded=number in (0, len(parts) - 1))
        lines = [*part.sentences, *document.notes, document.state]
        slide.notes_slide.notes_text_frame.text = printable("\n".join(lines))
    deck.core_properties.title = printable(document.title)[:255]
    deck.core_properties.subject = printable(document.state)[:255]
    deck.core_properties.author = ""
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _title(slide: Any, document: Document, part: Part, *, first: bool) -> None:
    """What the slide is about; on the first one the finding."""
    width = WIDTH - 2 * MARGIN
    small = document.title if first else part.heading
    _box(slide, MARGIN, Inches(0.3), width, Inches(0.4), [(small, 14, BLUE, True)])
    large = document.finding if first else part.sentences[0]
    size = _fitting([large], width, Inches(0.95), (26, 24, 22, 20, 18, 16, 14, 12, 10))
    _box(slide, MARGIN, Inches(0.68), width, Inches(1), [(large, size, INK, True)])


def _tiles(slide: Any, document: Document, part: Part) -> None:
    """A tile for each index: its rank in one run of text."""
    grid = part.grids[0] if part.grids else None
    if grid is None or len(grid.headings) <= max(TILE.values()) or not document.statuses:
        _text(slide, part.sentences, TOP, BOTTOM)
        return
    count = len(grid.rows)
    width = int((WIDTH - 2 * MARGIN - GAP * (count - 1)) / count)
    for place, (row, status) in enumerate(zip(grid.rows, document.statuses, strict=False)):
        texts = {name: row[at].text for name, at in TILE.items()}
        left = MARGIN + place * (width + GAP)
        size = _fitting([texts["distance"], texts["target"]], width, Inches(1.3), SIZES)
        rank_size = _fitting([texts["rank"]], width, Inches(1), RANK_SIZES)
        lines = [
            (texts["index"], 18, INK, True),
            (texts["rank"], rank_size, STATUS[status], True),
            (texts["distance"], size, INK, False),
            (texts["target"], size, QUIET, False),
        ]
        box = _box(slide, left, TOP + Inches(0.1), width, Inches(2.9), lines)
        box.fill.solid()
        box.fill.fore_color.rgb = WASH
    _text(slide, part.sentences, TOP + Inches(3.2), BOTTOM)


def _body(slide: Any, part: Part) -> None:
    """Tables side by side, two at most, else the sentences."""
    if not part.grids:
        _text(slide, part.sentences[1:], TOP, BOTTOM)
        return
    left = int(MARGIN)
    for grid, width in zip(part.grids[:2], _shared_out(part.grids[:2]), strict=True):
        _table(slide, grid, left, width)
        left += width + GAP


def _shared_out(grids: Sequence[Grid]) -> tuple[int, ...]:
    """How wide each table is: the widths with which the smallest letters of them are largest."""
    whole = WIDTH - 2 * MARGIN - GAP * (len(grids) - 1)
    if len(grids) < 2:
        return (whole,)
    tries = [(int(whole * share), int(whole * (1 - share))) for share in SHARES]
    return max(
        tries,
        key=lambda widths: min(
            _size_of(grid, width) for grid, width in zip(grids, widths, strict=True)
        ),
    )


def _text(slide: Any, sentences: Sequence[str], top: int, bottom: int) -> None:
    """The sentences, the last ones left out where not all fit in the smallest letters."""
    width, height = WIDTH - 2 * MARGIN, bottom - top
    kept = list(sentences)
    while kept and not _fits(kept, width, height, SIZES[-1]):
        kept.pop()
    size = _fitting(kept, width, height, (20, 18, *SIZES))
    _box(slide, MARGIN, top, width, height, [(f"• {line}", size, INK, False) for line in kept])


def _table(slide: Any, grid: Grid, left: int, width: int) -> None:
    """A table of the program itself, in the largest letters in which it fits; rows that do not
    fit in the smallest are left out, and stand in the notes."""
    size = _size_of(grid, width)
    texts, widths = _texts(grid), _widths(grid, width)
    heights = _heights(texts, widths, size)
    while len(texts) > 1 and sum(heights) > ROOM:
        texts.pop()
        heights = _heights(texts, widths, size)
    _box(slide, left, TOP, width, Inches(0.35), [(grid.title, 14, BLUE, True)])
    shape = slide.shapes.add_table(
        len(texts), len(widths), left, TOP + Inches(0.4), width, int(sum(heights))
    )
    for column, each in zip(shape.table.columns, widths, strict=True):
        column.width = each
    for row, height, cells in zip(shape.table.rows, heights, texts, strict=True):
        row.height = int(height)
        for cell, text in zip(row.cells, cells, strict=True):
            cell.margin_left = cell.margin_right = CELL_MARGIN
            cell.margin_top = cell.margin_bottom = Pt(2)
            cell.vertical_anchor = MSO_ANCHOR.TOP
            head = cells is texts[0]
            cell.fill.solid()
            cell.fill.fore_color.rgb = BLUE if head else WASH
            colour = RGBColor(255, 255, 255) if head else INK
            _write(cell.text_frame, [(text, size, colour, head)])


def _size_of(grid: Grid, width: int) -> int:
    """The largest letters in which a table so wide fits, in points; else the smallest."""
    texts, widths = _texts(grid), _widths(grid, width)
    return next(
        (
            size
            for size in SIZES
            if _words_fit(texts, widths, size) and sum(_heights(texts, widths, size)) <= ROOM
        ),
        SIZES[-1],
    )


def _texts(grid: Grid) -> list[list[str]]:
    return [list(grid.headings), *([cell.text for cell in row] for row in grid.rows)]


def _widths(grid: Grid, width: int) -> list[int]:
    return [int(width * share / sum(grid.widths)) for share in grid.widths]


def _foot(slide: Any, document: Document, number: int, *, of: int, coded: bool) -> None:
    """Which figures these are, from where, and what has to be known of them."""
    source = document.sources[0].line if document.sources else ""
    lines = [
        (" · ".join(filter(None, (document.state, source, f"{number}/{of}"))), 10, QUIET, False)
    ]
    notes = ""
    for note in document.notes:
        if len(notes) + len(note) < NOTES_LETTERS:
            notes = f"{notes} {note}".strip()
    if notes:
        lines.append((notes, 10, AMBER, False))
    width = WIDTH - 2 * MARGIN - Inches(0.9)
    _box(slide, MARGIN, BOTTOM + Inches(0.05), width, Inches(0.7), lines)
    if coded and document.link:
        picture = io.BytesIO(code.png(document.link))
        side = Inches(0.78)
        slide.shapes.add_picture(picture, WIDTH - MARGIN - side, BOTTOM + Inches(0.02), side, side)


Line = tuple[str, float, RGBColor, bool]


def _box(slide: Any, left: int, top: int, width: int, height: int, lines: Sequence[Line]) -> Any:
    """A box of text. lines: text, size in points, colour, whether it is bold."""
    box = slide.shapes.add_textbox(Emu(left), Emu(top), Emu(width), Emu(height))
    box.text_frame.word_wrap = True
    _write(box.text_frame, lines)
    return box


def _write(frame: Any, lines: Sequence[Line]) -> None:
    for number, (text, size, colour, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = printable(text)
        run.font.size, run.font.name, run.font.bold = Pt(size), FONT, bold
        run.font.color.rgb = colour
        paragraph.space_after = Pt(size * 0.35)


def _fitting(texts: Sequence[str], width: int, height: int, sizes: Sequence[int]) -> int:
    """The largest size in which the texts fit below each other, else the smallest."""
    return next((size for size in sizes if _fits(texts, width, height, size)), sizes[-1])


def _fits(texts: Sequence[str], width: int, height: int, size: int) -> bool:
    return sum(_height(text, width, size) + Pt(size * 0.35) for text in texts) <= height


def _heights(rows: Sequence[Sequence[str]], widths: Sequence[int], size: int) -> list[float]:
    """How high the rows of a table are."""
    return [
        max(
            _height(text, width - 2 * CELL_MARGIN, size)
            for text, width in zip(row, widths, strict=True)
        )
        + Pt(4 + size * 0.35)
        for row in rows
    ]


def _words_fit(rows: Sequence[Sequence[str]], widths: Sequence[int], size: int) -> bool:
    """True where no word of a table is torn: each is narrower than its column."""
    return all(
        text_width(word, size, bold=True) * WIDER <= (width - 2 * CELL_MARGIN) / Pt(1)
        for row in rows
        for text, width in zip(row, widths, strict=True)
        for word in text.split()
    )


def _height(text: str, width: int, size: int) -> float:
    """How high a text is in a box so wide, in bold: what is thinner takes less."""
    points = max((width / Pt(1) - 14) / WIDER, size)
    return len(wrapped(printable(text), points, size, bold=True)) * Pt(size * LINE)
