"""Tables of documents, Word's and PDF: what is read of them is a guess at their layout."""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rankings.ingest.grid import Remark, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading.archive import Archive
from rankings.ingest.reading.cells import (
    NOTHING,
    Cell,
    check_columns,
    clean,
    sheet_of,
    text_cell,
    with_facts,
)
from rankings.store.problems import Problem

Progress = Callable[[float], None]

MACROS = Remark("macros_ignored")
# Paragraphs right above a table that are kept: its title, its date, its unit of measure.
TITLES = 8
# Paragraphs below the last table that are kept: its notes. Below others stands the next title.
NOTES = 12
_LONGEST_TITLE = 300
# Between words and between columns, as shares of the size of the letters.
_SPACE = 0.12
_GAP = 0.7
# What pdfminer, under pdfplumber, calls a file that opens with a password.
_LOCKED = ("PDFPasswordIncorrect", "PDFEncryptionError")
_FIGURE = re.compile(r"\d+([.,]\d+)?")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def _named(names: list[str]) -> list[str]:
    """Names of sheets, each once: a second "Bảng" is "Bảng (2)"."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


# --- Word -------------------------------------------------------------------------------------


def read_word(
    path: Path, limits: Limits, file: str
) -> tuple[tuple[Sheet, ...], tuple[Remark, ...]]:
    """A sheet for each table of a document, the paragraphs right above it, and below the last one,
    as rows of their own.

    Raises the Problem of a document that is damaged or has no table.
    """
    with Archive(path, limits, file) as archive:
        # Every part is gone through for what a document must not hold, then read by python-docx.
        archive.verify(".xml", ".rels")
        body = _body(path, archive)
    found, notes = _tables(body)
    if not found:
        raise Problem("error.file_no_table", file=file)
    names = _named([Path(file).stem or file] * len(found))
    sheets = [
        _word_sheet(name, titles, table, notes if table is found[-1][1] else [], limits, file)
        for name, (titles, table) in zip(names, found, strict=True)
    ]
    macros = "word/vbaProject.bin" in archive.names
    return tuple(sheet for sheet in sheets if sheet.width), (MACROS,) if macros else ()


def _body(path: Path, archive: Archive) -> object:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return docx.Document(str(path)).element.body
    except (
        OpcError,
        SyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
    ) as error:
        raise archive.damaged() from error


def _tables(body: object) -> tuple[list[tuple[list[str], object]], list[str]]:
    """Each outermost table with the paragraphs above it, in the order of the document; and the
    paragraphs below the last one.

    All elements are walked, not only children of the body: forms keep tables in content controls.
    """
    from docx.oxml.ns import qn

    titles: list[str] = []
    tables: list[tuple[list[str], object]] = []
    inside = None
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        if inside is not None and inside in element.iterancestors(qn("w:tbl")):
            continue
        if element.tag == qn("w:tbl"):
            tables.append((titles[-TITLES:], element))
            titles, inside = [], element
        else:
            text = clean(_text(element))
            if text:
                titles.append(text[:_LONGEST_TITLE])
    return tables, titles[:NOTES]


def _text(element: object, *, struck: bool = False) -> str:
    """The text of an element as it is read: what was inserted too, what was deleted not.

    struck: what is struck through in it, and no part of its text.
    """
    from docx.oxml.ns import qn

    words = []
    for piece in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")):
        if piece.tag != qn("w:t"):
            words.append(" ")
        elif _is_struck(piece) == struck:
            words.append(piece.text or "")
    return "".join(words)


def _is_struck(piece: Any) -> bool:
    """Whether the run of a piece of text is struck through."""
    from docx.oxml.ns import qn

    for name in ("w:strike", "w:dstrike"):
        mark = piece.getparent().find(f"{qn('w:rPr')}/{qn(name)}")
        if mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off"):
            return True
    return False


def _word_sheet(
    name: str, titles: list[str], table: object, notes: list[str], limits: Limits, file: str
) -> Sheet:
    from docx.oxml.ns import qn

    grid: list[list[Cell]] = [[text_cell(title)] for title in titles]
    merged: list[list[int]] = []
    struck: list[tuple[int, int, str]] = []
    # Column -> the merged range that began there and may go on below.
    open_ranges: dict[int, list[int]] = {}
    for line in table.iterchildren(qn("w:tr"), qn("w:sdt")):
        row: list[Cell] = [NOTHING] * _skipped(line)
        going_on: dict[int, list[int]] = {}
        for cell in _outer_cells(line):
            across, continues, starts = _spans(cell)
            column = len(row)
            check_columns(column + across, limits, file=file, sheet=name)
            place = open_ranges.get(column) if continues else None
            if place is not None:
                place[2] = len(grid)
                going_on[column] = place
            elif across > 1 or starts:
                place = [len(grid), column, len(grid), column + across - 1]
                merged.append(place)
                if starts:
                    going_on[column] = place
            content = NOTHING if continues and place is not None else text_cell(_text(cell))
            if through := clean(_text(cell, struck=True)):
                struck.append((len(grid), column, through))
            row += [content] + [NOTHING] * (across - 1)
        open_ranges = going_on
        grid.append(row)
    grid += [[text_cell(note)] for note in notes]
    sheet = sheet_of(name, grid, limits, file)
    return with_facts(sheet, merged=[tuple(place) for place in merged], struck=struck)


def _outer_cells(line: object) -> Iterator[object]:
    """The cells of a row, those inside a content control too, those of inner tables not."""
    from docx.oxml.ns import qn

    for child in line.iterchildren():
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:tr"), qn("w:ins")):
            yield from _outer_cells(child)


def _skipped(line: object) -> int:
    """How many columns of the grid a row leaves out before its first cell."""
    from docx.oxml.ns import qn

    found = line.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return 0 if found is None else min(100, _number(found.get(qn("w:val")), 0))


def _spans(cell: object) -> tuple[int, bool, bool]:
    """How many columns a cell takes, whether it continues the one above, whether it may go on."""
    from docx.oxml.ns import qn

    facts = cell.find(qn("w:tcPr"))
    if facts is None:
        return 1, False, False
    across = facts.find(qn("w:gridSpan"))
    down = facts.find(qn("w:vMerge"))
    columns = 1 if across is None else max(1, _number(across.get(qn("w:val")), 1))
    if down is None:
        return columns, False, False
    starts = down.get(qn("w:val")) == "restart"
    return columns, not starts, starts


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


# --- PDF --------------------------------------------------------------------------------------


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
    for name, table in zip(_named([Path(file).stem or file] * len(tables)), tables, strict=True):
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
    return [line[:_LONGEST_TITLE] for line in map(clean, text.split("\n")) if line]
