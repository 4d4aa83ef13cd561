"""A briefing as an Excel workbook: what it says, each table on a sheet, and the sources."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

import xlsxwriter

from rankings.forms import code
from rankings.words.document import Cell, Document, Grid, printable

SHEET_NAME = 31  # letters that Excel allows
TEXT_WIDTH, TEXT_COLUMN = 8, 110
LONGEST = 32_000  # letters of a cell
WIDER = 1.15  # a line breaks between words, not when it is full
LINE, HIGHEST = 16, 400  # points of a line, and of a row: Excel allows 409


def xlsx_of(document: Document) -> bytes:
    """The briefing as .xlsx; a figure stands in it as a number, a rank as the rank alone."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": printable(document.title), "subject": printable(document.state)})
    writer = _Writer(book)
    writer.summary(document)
    for number, grid in enumerate(document.grids, 1):
        writer.grid(number, grid, document)
    writer.sources(document)
    book.close()
    return file.getvalue()


class _Writer:
    """Adds sheets to a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[int | None, Any] = {}
        self._title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EAF1FB"}
        )
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        # Beside a number, which stands at the right of its cell.
        self._beside = book.add_format(
            {"text_wrap": True, "valign": "top", "align": "left", "indent": 1}
        )
        self._name = book.add_format({"bold": True, "font_size": 12})
        self._strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})

    def summary(self, document: Document) -> None:
        """The sentences, part by part, what has to be known, and which figures these are."""
        page = self._page(document.labels.summary, (TEXT_COLUMN,))
        lines = [(document.title, self._title), (document.finding, self._strong), ("", None)]
        for part in document.parts:
            lines.append((part.heading, self._head))
            lines += [(sentence, self._text) for sentence in part.sentences]
        if document.notes:
            lines.append((document.labels.notes, self._head))
            lines += [(note, self._text) for note in document.notes]
        lines += [(f"{document.state}. {document.link_line}", self._text)]
        for line, (text, look) in enumerate(lines):
            self._put(page, line, 0, text, look)
            page.set_row(line, _height([text], [TEXT_COLUMN]))
        if document.link:
            self._put(page, len(lines), 0, document.link, self._text)
            picture = io.BytesIO(code.png(document.link))
            page.insert_image(len(lines) + 1, 0, "code.png", {"image_data": picture})

    def grid(self, number: int, grid: Grid, document: Document) -> None:
        """One table, with its title and which figures these are above it."""
        page = self._page(f"{number}. {grid.title}", [width * TEXT_WIDTH for width in grid.widths])
        self._put(page, 0, 0, grid.title, self._name)
        self._put(page, 1, 0, document.state, None)
        self._rows(page, 3, grid.headings, grid.rows, [w * TEXT_WIDTH for w in grid.widths])

    def sources(self, document: Document) -> None:
        """The sources by their numbers, and each figure with its source and its key."""
        labels = document.labels
        widths = (60, 26, 44, 12, 62)
        page = self._page(labels.sources, widths)
        of_sources = (labels.source, labels.published, labels.address)
        listed = [
            (Cell(f"[{each.number}] {each.line}"), Cell(each.published), Cell(each.address or ""))
            for each in document.sources
        ]
        self._rows(page, 0, of_sources, listed, widths)
        of_figures = (labels.figure, labels.heading, labels.value, labels.source, labels.key)
        figures = [
            (
                Cell(f"{grid.title}: {row[0].text}"),
                Cell(heading),
                replace(cell, in_words=False),
                Cell("" if cell.source is None else f"[{cell.source}]"),
                Cell(cell.key or ""),
            )
            for grid in document.grids
            for row in grid.rows
            for heading, cell in zip(grid.headings, row, strict=True)
            if cell.number is not None
        ]
        self._rows(page, len(listed) + 3, of_figures, figures, widths)

    def _page(self, name: str, widths: Iterable[float]) -> Any:
        page = self._book.add_worksheet(self._free(name))
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_landscape()
        return page

    def _free(self, name: str) -> str:
        """A name that a sheet may have and none has yet."""
        allowed = re.sub(r"[\[\]:*?/\\']", " ", printable(name))[:SHEET_NAME].strip() or "-"
        taken = {page.name.lower() for page in self._book.worksheets()}
        number, free = 1, allowed
        while free.lower() in taken:
            number += 1
            free = f"{allowed[: SHEET_NAME - 4]} ({number})"
        return free

    def _rows(
        self,
        page: Any,
        top: int,
        headings: Sequence[str],
        rows: Iterable[tuple[Cell, ...]],
        widths: Sequence[float],
    ) -> None:
        page.set_row(top, _height(headings, widths))
        for column, heading in enumerate(headings):
            self._put(page, top, column, heading, self._head)
        for line, row in enumerate(rows, top + 1):
            page.set_row(line, _height([cell.text for cell in row], widths))
            for column, cell in enumerate(row):
                if cell.number is None or cell.in_words:
                    look = self._beside if column else self._text
                    self._put(page, line, column, cell.text, look)
                else:
                    page.write_number(line, column, float(cell.number), self._number(cell.decimals))

    def _number(self, decimals: int | None) -> Any:
        if decimals not in self._formats:
            pattern = "0" if not decimals else "0." + "0" * decimals
            self._formats[decimals] = self._book.add_format(
                {"num_format": pattern, "valign": "top"}
            )
        return self._formats[decimals]

    def _put(self, page: Any, line: int, column: int, text: str, look: Any) -> None:
        page.write_string(line, column, printable(text)[:LONGEST], look)


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """How high a row must be for its wrapped texts: not every program finds that out by itself."""
    lines = max(ceil(len(text) * WIDER / width) for text, width in zip(texts, widths, strict=False))
    return min(max(lines, 1) * LINE, HIGHEST)
