"""Tables of PDF files: what is read of them is a guess at their layout."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rankings.ingest.grid import Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading.around import LONGEST_LINE, TITLES, named
from rankings.ingest.reading.cells import clean, sheet_of, text_cell
from rankings.store.problems import Problem

Progress = Callable[[float], None]

# Between words and between columns, as shares of the size of the letters.
_SPACE = 0.12
_GAP = 0.7
# What pdfminer, under pdfplumber, calls a file that opens with a password.
_LOCKED = ("PDFPasswordIncorrect", "PDFEncryptionError")
_FIGURE = re.compile(r"\d+([.,]\d+)?")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass
class _PdfTable:
    """A table, joined across pages. above: the lines of text right above it."""

    above: list[str]
    rows: list[list[str]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns."""
        return max(map(len, self.rows), default=0)


def read_pdf(path: Path, limits: Limits, file: str, progress: Progress) -> tuple[Sheet, ...]:
    """A sheet for each table of a PDF file, the lines right above it as rows of their own.

    Raises the Problem of a file that is protected, damaged, too long, without text (a scan), or
    without a table.
    """
    tables: list[_PdfTable] = []
    letters = 0
    for number, count, page in _pages(path, limits, file):
        letters += len(page.chars)
        _take_tables(tables, page)
        progress(number / count)
    if letters == 0:
        raise Problem("error.file_scan", file=file)
    tables = [table for table in tables if table.width > 1]
    if not any(_FIGURE.fullmatch(cell) for table in tables for row in table.rows for cell in row):
        # No rules at all, a frame round the whole, or rules round the headings alone.
        unruled: list[_PdfTable] = []
        for _, _, page in _pages(path, limits, file):
            _take_unruled(unruled, page)
        tables = [table for table in unruled if table.width > 1] or tables
    if not tables:
        raise Problem("error.file_no_table", file=file)
    sheets = []
    for name, table in zip(named([Path(file).stem or file] * len(tables)), tables, strict=True):
        rows = [[text_cell(line)] for line in table.above]
        rows += [[text_cell(cell or "") for cell in row] for row in table.rows]
        sheets.append(sheet_of(name, rows, limits, file))
    return tuple(sheet for sheet in sheets if sheet.width)


def _pages(path: Path, limits: Limits, file: str) -> Iterator[tuple[int, int, object]]:
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


def _take_tables(tables: list[_PdfTable], page: object) -> None:
    """Add the tables of a page whose cells stand between lines."""
    top = 0.0
    for number, found in enumerate(page.find_tables()):
        rows = [[clean(cell or "") for cell in row] for row in found.extract()]
        above = _lines_between(page, top, found.bbox[1])
        top = found.bbox[3]
        rows = [row for row in rows if any(row)]
        if not rows:
            continue
        _add(tables, above, rows, first=number == 0)


def _add(tables: list[_PdfTable], above: list[str], rows: list[list[str]], *, first: bool) -> None:
    """Add a table, or put its rows to the one that the page before ended with."""
    if first and tables and _goes_on(tables[-1], rows, above):
        repeated = _repeated_header(tables[-1].rows, rows)
        tables[-1].rows += rows[repeated:]
    else:
        tables.append(_PdfTable(above[-TITLES:], rows))


def _goes_on(table: _PdfTable, rows: list[list[str]], above: list[str]) -> bool:
    """Whether the first table of a page continues the last one of the page before."""
    if len(rows[0]) != table.width:
        return False
    words = [line for line in above if _LETTERS.search(line)]
    return bool(_repeated_header(table.rows, rows)) or not words or words == table.above


def _repeated_header(first: list[list[str]], rows: list[list[str]]) -> int:
    """How many rows at the top of a page are the header again."""
    count = 0
    while count < min(len(first), len(rows)) and rows[count] == first[count]:
        count += 1
    return count


def _take_unruled(tables: list[_PdfTable], page: object) -> None:
    """Add the one table of a page without lines: columns are where words leave gaps all the way."""
    lines = [_pieces(line) for line in page.extract_text_lines(return_chars=True)]
    wide = [n for n, line in enumerate(lines) if len(line) > 1]
    if len(wide) < 2:
        return
    usual = Counter(len(lines[n]) for n in wide).most_common(1)[0][0]
    spans = [(a, b) for n in wide if len(lines[n]) >= usual for a, b, _ in lines[n]]
    columns = _headed(_bands(spans), lines[wide[0] : wide[-1] + 1])
    rows = []
    for line in lines[wide[0] : wide[-1] + 1]:
        row = [""] * len(columns)
        for a, b, text in line:
            nearest = _nearest(columns, (a, b))
            row[nearest] = f"{row[nearest]} {text}".strip()
        rows.append(row)
    above = [" ".join(text for _, _, text in line) for line in lines[: wide[0]]]
    _add(tables, above, rows, first=True)


def _pieces(line: dict) -> list[tuple[float, float, str]]:
    """What stands together in a line, with its left and right end: gaps wider than a letter cut."""
    pieces: list[tuple[float, float, str]] = []
    for char in line["chars"]:
        if char["text"].isspace():
            continue
        if pieces and char["x0"] - pieces[-1][1] < _GAP * char["size"]:
            a, b, text = pieces[-1]
            space = " " if char["x0"] - b > _SPACE * char["size"] else ""
            pieces[-1] = a, max(b, char["x1"]), f"{text}{space}{char['text']}"
        else:
            pieces.append((char["x0"], char["x1"], char["text"]))
    return [(a, b, clean(text)) for a, b, text in pieces]


def _bands(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap joined into one."""
    bands: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if bands and a <= bands[-1][1]:
            bands[-1] = bands[-1][0], max(b, bands[-1][1])
        else:
            bands.append((a, b))
    return bands


def _nearest(columns: Sequence[tuple[float, float]], span: tuple[float, float]) -> int:
    """The column that a piece of text stands in."""
    return max(range(len(columns)), key=lambda n: _overlap(columns[n], span))


def _headed(
    columns: list[tuple[float, float]], lines: Sequence[Sequence[tuple[float, float, str]]]
) -> list[tuple[float, float]]:
    """Columns joined where one holds words at the top only and the next one only what is below:
    a heading on the left of its numbers, which stand on the right.
    """
    rows: list[set[int]] = [set() for _ in columns]
    for number, line in enumerate(lines):
        for a, b, _ in line:
            rows[_nearest(columns, (a, b))].add(number)
    joined: list[tuple[float, float]] = []
    filled: list[set[int]] = []
    for column, own in zip(columns, rows, strict=True):
        apart = joined and filled[-1] and own
        if apart and (max(filled[-1]) < min(own) or max(own) < min(filled[-1])):
            joined[-1] = joined[-1][0], column[1]
            filled[-1] |= own
        else:
            joined.append(column)
            filled.append(set(own))
    return joined


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two spans overlap; below 0, how far they stand apart."""
    return min(one[1], other[1]) - max(one[0], other[0])


def _lines_between(page: object, top: float, bottom: float) -> list[str]:
    top, bottom = max(top, page.bbox[1]), min(bottom, page.bbox[3])
    if bottom - top < 1:
        return []
    text = page.crop((page.bbox[0], top, page.bbox[2], bottom)).extract_text()
    return [line[:LONGEST_LINE] for line in map(clean, text.split("\n")) if line]
