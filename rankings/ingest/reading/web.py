"""Tables of a web page: also what portals send as .xls is often one."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from rankings.ingest.grid import Aside, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading.around import ASIDES, LONGEST_LINE, TITLES
from rankings.ingest.reading.cells import (
    NOTHING,
    Cell,
    check_columns,
    clean,
    sheet_of,
    text_cell,
    with_facts,
)
from rankings.ingest.reading.delimited import utf8
from rankings.store.problems import Problem

_CELLS = ("td", "th")
_UNSHOWN = ("script", "style", "head", "template", "noscript")
_STRUCK = ("s", "del", "strike")
_LINE_THROUGH = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
# A rule of a style sheet: the classes it is for, and what it says of them.
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*(?:,|$)")
# Elements that nothing closes.
_ALONE = ("br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "source")
_BREAKS = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "section", "ul")


def read_web_page(
    path: Path, name: str, limits: Limits, file: str
) -> tuple[tuple[Sheet, ...], tuple[Aside, ...]]:
    """A sheet for each table of a page, and its other lines; Problem when there is no table."""
    content, _ = utf8(path.read_bytes(), file)
    sheets, asides = page_sheets(content.decode("utf-8", "replace"), name, limits, file)
    if not sheets:
        raise Problem("error.file_no_table", file=file)
    return sheets, asides


def page_sheets(
    html: str, name: str, limits: Limits, file: str
) -> tuple[tuple[Sheet, ...], tuple[Aside, ...]]:
    """The tables of a page's markup as sheets, the text right above each as rows of its own; and
    the lines that stand in none.

    Raises the Problem of markup that cannot be followed.
    """
    page = _Page()
    try:
        page.feed(html)
        page.close()
    except AssertionError as error:
        # How html.parser says that it does not know a declaration.
        raise Problem("error.file_damaged", file=file) from error
    tables = page.finished()
    sheets = []
    for number, table in enumerate(tables, 1):
        called = name if len(tables) == 1 else f"{name} ({number})"
        sheet = _sheet(table, called, limits, file)
        if sheet.width:
            sheets.append(sheet)
    return tuple(sheets), tuple(Aside(line) for line in page.asides[:ASIDES])


class _Table:
    def __init__(self, titles: list[str]) -> None:
        self.titles = titles
        # Of each row its cells: text, what is struck through, columns and rows that each takes.
        self.rows: list[list[tuple[str, str, int, int]]] = []


class _Page(HTMLParser):
    """Collects the tables of a page; a table inside a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tables: list[_Table] = []
        self._depth = 0
        self._spans: tuple[int, int] | None = None
        self._words: list[str] = []
        self._struck: list[str] = []
        self._through = 0
        # Open elements of a cell, the innermost last, and whether each is struck by its style.
        self._styled: list[tuple[str, bool]] = []
        self._struck_classes: frozenset[str] = frozenset()
        self._row_struck = False
        self._style_sheet: list[str] | None = None
        self._titles: list[str] = []
        self.asides: list[str] = []
        self._line: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens."""
        if tag in _UNSHOWN:
            self._unshown += 1
            if tag == "style":
                self._style_sheet = []
            return
        through = self._is_struck(attrs)
        if self._spans is not None and tag not in (*_ALONE, *_CELLS, "tr", "table"):
            self._styled.append((tag, through))
        if tag in _STRUCK:
            self._through += 1
        elif tag == "table":
            self._end_line()
            if self._depth == 0:
                self._tables.append(_Table(self._titles[-TITLES:]))
                self.asides += self._titles[:-TITLES]
                self._titles = []
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._tables[-1].rows.append([])
            self._row_struck = through
        elif self._depth == 1 and tag in _CELLS:
            self._end_cell()
            values = dict(attrs)
            self._spans = _span(values.get("colspan")), _span(values.get("rowspan"))
            self._styled = [(tag, through or self._row_struck)]
        elif tag in _BREAKS:
            self._words.append(" ")
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        """An element closes."""
        if tag in _UNSHOWN:
            self._unshown = max(0, self._unshown - 1)
            if tag == "style" and self._style_sheet is not None:
                self._struck_classes |= _struck_classes("".join(self._style_sheet))
                self._style_sheet = None
            return
        opened = [at for at, (name, _) in enumerate(self._styled) if name == tag]
        if opened and tag not in _CELLS:
            del self._styled[opened[-1] :]
        if tag in _STRUCK:
            self._through = max(0, self._through - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in (*_CELLS, "tr"):
            self._end_cell()
        elif tag in _BREAKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        """Text stands between elements."""
        if self._style_sheet is not None:
            self._style_sheet.append(data)
        if self._unshown:
            return
        if self._depth == 0:
            self._line.append(data)
        elif self._spans is not None:
            through = self._through or any(struck for _, struck in self._styled)
            (self._struck if through else self._words).append(data)

    def _is_struck(self, attrs: list[tuple[str, str | None]]) -> bool:
        """Whether an element is struck through by its own style, or by that of its class."""
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        own = bool(_LINE_THROUGH.search(values.get("style") or ""))
        return own or not self._struck_classes.isdisjoint(classes)

    def _end_line(self) -> None:
        if self._depth == 0:
            text = " ".join("".join(self._line).split())
            if text:
                self._titles.append(text[:LONGEST_LINE])
        self._line = []

    def _end_cell(self) -> None:
        if self._spans is not None:
            rows = self._tables[-1].rows
            if not rows:
                rows.append([])
            rows[-1].append(("".join(self._words), "".join(self._struck), *self._spans))
        # A mark that nobody closes ends with its cell.
        self._spans, self._words, self._struck, self._through = None, [], [], 0
        self._styled = []

    def finished(self) -> list[_Table]:
        """The tables, the last one closed should the page be cut off."""
        if self._depth:
            self._end_cell()
        self._end_line()
        self.asides += self._titles
        self._titles = []
        return [table for table in self._tables if table.rows]


def _struck_classes(style_sheet: str) -> frozenset[str]:
    """The classes that a style sheet has struck through; a workbook's clipboard names them so."""
    return frozenset(
        name
        for chosen, declared in _RULE.findall(style_sheet)
        if _LINE_THROUGH.search(declared)
        for name in _CLASS.findall(chosen.strip())
    )


def _span(text: str | None) -> int:
    plain = (text or "").strip()
    # A browser, too, takes no more than these.
    return min(1000, max(1, int(plain))) if plain.isascii() and plain.isdigit() else 1


def _sheet(table: _Table, name: str, limits: Limits, file: str) -> Sheet:
    merged: list[tuple[int, int, int, int]] = []
    struck: list[tuple[int, int, str]] = []
    above = len(table.titles)

    def rows() -> Iterator[list[Cell]]:
        for title in table.titles:
            yield [text_cell(title)]
        # Column -> rows still taken there by a cell from above.
        taken: dict[int, int] = {}
        for number, cells in enumerate(table.rows, above):
            row: list[Cell] = []
            below: dict[int, int] = {}
            for text, through, across, down in cells:
                while taken.get(len(row), 0):
                    row.append(NOTHING)
                column = len(row)
                check_columns(column + across, limits, file=file, sheet=name)
                if through.strip():
                    struck.append((number, column, clean(through)))
                row += [text_cell(text)] + [NOTHING] * (across - 1)
                if (across, down) != (1, 1):
                    merged.append((number, column, number + down - 1, column + across - 1))
                below |= dict.fromkeys(range(column, column + across), down - 1)
            taken = {c: left - 1 for c, left in taken.items() if left > 1} | {
                c: left for c, left in below.items() if left
            }
            yield row

    sheet = sheet_of(name, rows(), limits, file)
    return with_facts(sheet, merged=merged, struck=struck)
