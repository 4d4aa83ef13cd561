"""Tables of PDF files: what is read of them is a guess at their layout.

Each page is judged by itself: tables whose cells stand between lines, and what of the other text is
laid out as a table without any (unruled.py).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rankings.ingest.grid import Aside, Remark, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading import unruled
from rankings.ingest.reading.around import ASIDES, LONGEST_LINE, TITLES, named
from rankings.ingest.reading.cells import clean, sheet_of, text_cell
from rankings.ingest.reading.unruled import Laid, Line, Span
from rankings.store.problems import Problem

Progress = Callable[[float], None]

# What pdfminer, under pdfplumber, calls a file that opens with a password.
_LOCKED = ("PDFPasswordIncorrect", "PDFEncryptionError")
_FIGURE = re.compile(r"\d+([.,]\d+)?")
# So many pages a remark names.
_PAGES_TOLD = 20
_CONTINUED = re.compile(r"\btiếp\b|\bcontinued\b|\bcont\.", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\b(?:trang|page)(?: số)? \d+(?: ?/ ?\d+)?", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass
class _PdfTable:
    """A table, joined across pages. above: the lines of text right above it; columns: of a table
    without lines, where they stand; beside: what else the page says on which it begins.
    """

    above: list[str]
    rows: list[list[str]]
    columns: tuple[Span, ...] = ()
    beside: frozenset[str] = frozenset()

    @property
    def width(self) -> int:
        """How many columns."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True)
class _Placed:
    """A table of a page, and where it stands: left, top, right, bottom.

    columns: as in _PdfTable.
    """

    box: tuple[float, float, float, float]
    rows: list[list[str]]
    columns: tuple[Span, ...] = ()

    @property
    def top(self) -> float:
        """Where it begins."""
        return self.box[1]

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.box[3]


def read_pdf(
    path: Path, limits: Limits, file: str, progress: Progress
) -> tuple[tuple[Sheet, ...], tuple[Remark, ...], tuple[Aside, ...]]:
    """A sheet for each table of a PDF file, the lines right above it as rows of their own; and the
    lines that are in no table.

    Remarks name the pages with figures in rows whose columns could not be told, and those that are
    scans. Raises the Problem of a file that is protected, damaged, too long, without any text (a
    scan), or without a table.
    """
    tables: list[_PdfTable] = []
    unparted: list[int] = []
    scanned: list[int] = []
    asides: list[Aside] = []
    letters = 0
    for number, count, page in _pages(path, limits, file):
        letters += len(page.chars)
        clash, left = _take_page(tables, page)
        if clash:
            unparted.append(number)
        else:
            asides += [Aside(line.text[:LONGEST_LINE], number) for line in left]
        if _is_scan(page):
            scanned.append(number)
        progress(number / count)
    if letters == 0:
        raise Problem("error.file_scan", file=file)
    tables = [table for table in tables if table.width > 1]
    if not any(_figures(row) for table in tables for row in table.rows):
        laid: list[_PdfTable] = []
        for _, _, page in _pages(path, limits, file):
            _take_whole(laid, page)
        tables, asides = [table for table in laid if table.width > 1] or tables, []
    if not tables:
        raise Problem("error.file_no_table", file=file)
    sheets = []
    for name, table in zip(named([Path(file).stem or file] * len(tables)), tables, strict=True):
        rows = [[text_cell(line)] for line in table.above]
        rows += [[text_cell(cell or "") for cell in row] for row in table.rows]
        sheets.append(sheet_of(name, rows, limits, file))
    told = {"reading.pages_without_columns": unparted, "reading.pages_without_text": scanned}
    remarks = [Remark(key, (("pages", _listed(pages)),)) for key, pages in told.items() if pages]
    return tuple(sheet for sheet in sheets if sheet.width), tuple(remarks), tuple(asides[:ASIDES])


def _listed(numbers: Sequence[int]) -> str:
    more = ["…"] if len(numbers) > _PAGES_TOLD else []
    return ", ".join([*map(str, numbers[:_PAGES_TOLD]), *more])


def _is_scan(page: Any) -> bool:
    """Whether a page is no more than pictures, over most of it."""
    taken = sum((item["x1"] - item["x0"]) * (item["bottom"] - item["top"]) for item in page.images)
    return not page.chars and bool(2 * taken > page.width * page.height)


def _pages(path: Path, limits: Limits, file: str) -> Iterator[tuple[int, int, Any]]:
    """The pages with their number, from 1, and how many there are; Problems of the file."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as document:
            if len(document.pages) > limits.pages:
                raise Problem("error.file_pages", file=file, limit=limits.pages)
            for number, page in enumerate(document.pages, 1):
                # A page is taken apart when it is first asked, which is to fail here.
                _ = page.objects
                yield number, len(document.pages), page
                page.close()
    except PdfminerException as error:
        if type(error.args[0] if error.args else None).__name__ in _LOCKED:
            raise Problem("error.file_protected", file=file) from error
        raise Problem("error.file_damaged", file=file) from error
    except (Problem, MemoryError, GeneratorExit):
        raise
    except Exception as error:
        # The parser trusts its file: what is wrong in one comes out as any error at all.
        raise Problem("error.file_damaged", file=file) from error


def _take_page(tables: list[_PdfTable], page: Any) -> tuple[bool, list[Line]]:
    """Add the tables of a page; whether it has figures in rows whose columns were not found, and
    the lines that are in no table.
    """
    drawn = _drawn(page)
    sure = [table for table in drawn if _is_sure(table.rows)]
    lines = _outside(page, sure)
    parts = _parts(lines, sure)
    before = tables[-1].columns if tables and not sure else ()
    laid: list[_Placed] = []
    others: list[Line] = []
    unparted = False
    for part in parts:
        read, clash = unruled.tables_of(part, before)
        laid += [_placed(table, part) for table in read]
        left = _left(part, read)
        unparted |= clash or any(map(unruled.looks_laid_out, left))
        others += [line for run in left for line in run]
    frames = [table for table in drawn if table not in sure and not _within(table, laid)]
    beside = frozenset(_unnumbered(line.text) for line in lines)
    top = 0.0
    for number, table in enumerate(sorted([*sure, *frames, *laid], key=lambda item: item.top)):
        above = _lines_between(page, top, table.top)
        top = table.bottom
        _add(tables, above, table, beside, first=number == 0)
    return unparted, others


def _drawn(page: Any) -> list[_Placed]:
    """The tables of a page whose cells stand between lines."""
    drawn = []
    for table in page.find_tables():
        rows = [[clean(cell or "") for cell in row] for row in table.extract()]
        rows = [row for row in rows if any(row)]
        if rows:
            drawn.append(_Placed(table.bbox, rows))
    return drawn


def _is_sure(rows: list[list[str]]) -> bool:
    """Whether a table between lines holds figures in rows: no frame round the whole, no lines round
    the headings alone or in every other row.
    """
    return len(rows) > 1 and max(map(len, rows)) > 1 and any(map(_figures, rows))


def _figures(row: Sequence[str]) -> int:
    """How many figures a row has; the numbers of the columns are none."""
    figures = [cell for cell in row if _FIGURE.fullmatch(cell)]
    numbered = [str(number) for number in range(1, len(figures) + 1)]
    return 0 if len(figures) > 1 and figures == numbered else len(figures)


def _outside(page: Any, tables: Sequence[_Placed]) -> list[Line]:
    """The lines of a page that stand in none of the tables."""
    if tables:
        page = page.filter(lambda item: not any(_holds(table, item) for table in tables))
    return unruled.lines_of(page)


def _holds(table: _Placed, item: dict[str, Any]) -> bool:
    left, top, right, bottom = table.box
    across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return left <= across <= right and top <= down <= bottom


def _parts(lines: Sequence[Line], tables: Sequence[_Placed]) -> list[list[Line]]:
    """The lines above, beside, between and below tables."""
    parts: dict[int, list[Line]] = {}
    for line in lines:
        ends = (end for table in tables for end in (table.top, table.bottom))
        parts.setdefault(sum(end < line.bottom for end in ends), []).append(line)
    return list(parts.values())


def _placed(table: Laid, lines: Sequence[Line]) -> _Placed:
    own = lines[table.first : table.last + 1]
    left = min(line.pieces[0][0] for line in own)
    right = max(line.pieces[-1][1] for line in own)
    return _Placed((left, own[0].top, right, own[-1].bottom), table.rows, table.columns)


def _left(lines: Sequence[Line], tables: Sequence[Laid]) -> list[Sequence[Line]]:
    """The lines before, between and after the tables read of them."""
    starts = [0, *(table.last + 1 for table in tables)]
    ends = [*(table.first for table in tables), len(lines)]
    return [lines[start:end] for start, end in zip(starts, ends, strict=True)]


def _within(frame: _Placed, laid: Sequence[_Placed]) -> bool:
    """Whether what lines are drawn round is a part of a table that was read without them."""
    return any(table.top < frame.bottom and frame.top < table.bottom for table in laid)


def _take_whole(tables: list[_PdfTable], page: Any) -> None:
    """Add what a page has between its first and last line with gaps, as one table."""
    lines = unruled.lines_of(page)
    if table := unruled.whole(lines):
        above = [line.text for line in lines[: table.first]]
        _add(tables, above, _placed(table, lines), frozenset(map(_unnumbered, above)), first=True)


def _add(
    tables: list[_PdfTable],
    above: list[str],
    table: _Placed,
    beside: frozenset[str],
    *,
    first: bool,
) -> None:
    """Add a table, or put its rows to the one that the page before ended with."""
    rows = table.rows
    if first and tables and _goes_on(tables[-1], table, above):
        repeated = _repeated_header(tables[-1].rows, rows)
        tables[-1].rows += rows[repeated:]
    else:
        tables.append(_PdfTable(above[-TITLES:], rows, table.columns, beside))


def _goes_on(table: _PdfTable, more: _Placed, above: list[str]) -> bool:
    """Whether the first table of a page continues the last one of the page before.

    No other heading begins it then, and above it stands nothing but what runs over the pages,
    unless its rows are numbered on.
    """
    rows = more.rows
    if len(rows[0]) != table.width or bool(more.columns) != bool(table.columns):
        return False
    repeated = _repeated_header(table.rows, rows)
    if _is_heading(rows[0]) and not repeated:
        return False
    words = {_unnumbered(line) for line in above if _LETTERS.search(line)}
    says_so = any(_CONTINUED.search(line) for line in words)
    return words <= table.beside or says_so or _counts_on(table.rows, rows[repeated:])


def _counts_on(rows: Sequence[Sequence[str]], more: Sequence[Sequence[str]]) -> bool:
    """Whether rows are numbered on from those before."""
    last = next((row[0] for row in reversed(rows) if row[0]), "")
    first = next((row[0] for row in more if row[0]), "")
    return last.isdecimal() and first.isdecimal() and int(first) == int(last) + 1


def _is_heading(row: Sequence[str]) -> bool:
    """Whether a row is the heading of columns: different words in all its cells, no figures."""
    filled = [cell for cell in row if cell]
    different = len(set(filled)) == len(filled)
    return len(filled) > 1 and different and all(map(_LETTERS.search, filled))


def _unnumbered(line: str) -> str:
    """A line without the number of its page, which what runs over the pages may have in it."""
    return _PAGE_NUMBER.sub("", line)


def _repeated_header(first: list[list[str]], rows: list[list[str]]) -> int:
    """How many rows at the top of a page are the header again."""
    count = 0
    while count < min(len(first), len(rows)) and rows[count] == first[count]:
        count += 1
    return count


def _lines_between(page: Any, top: float, bottom: float) -> list[str]:
    """The lines of text of a page whose middle stands between two heights."""
    text = page.filter(
        lambda item: top < (item["top"] + item["bottom"]) / 2 < bottom
    ).extract_text()
    return [line[:LONGEST_LINE] for line in map(clean, text.split("\n")) if line]
