"""Tables of Word documents."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rankings.ingest.grid import Aside, Remark, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading.archive import Archive
from rankings.ingest.reading.around import ASIDES, LONGEST_LINE, NOTES, TITLES, named
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

MACROS = Remark("macros_ignored")


def read_word(
    path: Path, limits: Limits, file: str
) -> tuple[tuple[Sheet, ...], tuple[Remark, ...], tuple[Aside, ...]]:
    """A sheet for each table of a document, the paragraphs right above it, and below the last one,
    as rows of their own; and the other paragraphs.

    Raises the Problem of a document that is damaged or has no table.
    """
    with Archive(path, limits, file) as archive:
        # Every part is gone through for what a document must not hold, then read by python-docx.
        archive.verify(".xml", ".rels")
        with _by_docx(archive):
            found, notes, others = _tables(_body(path))
            if not found:
                raise Problem("error.file_no_table", file=file)
            names = named([Path(file).stem or file] * len(found))
            sheets = [
                _word_sheet(
                    name, titles, table, notes if table is found[-1][1] else [], limits, file
                )
                for name, (titles, table) in zip(names, found, strict=True)
            ]
    macros = "word/vbaProject.bin" in archive.names
    asides = tuple(Aside(text) for text in others[:ASIDES])
    return tuple(sheet for sheet in sheets if sheet.width), (MACROS,) if macros else (), asides


def _body(path: Path) -> object:
    import docx

    return docx.Document(str(path)).element.body


@contextmanager
def _by_docx(archive: Archive) -> Iterator[None]:
    """Turn what python-docx raises of a damaged document into a Problem. It says in many ways what
    it did not expect, in each part of a document and at each attribute."""
    try:
        yield
    except (Problem, MemoryError, RecursionError):
        raise
    except Exception as error:
        raise archive.damaged() from error


def _tables(body: object) -> tuple[list[tuple[list[str], object]], list[str], list[str]]:
    """Each outermost table with the paragraphs above it, in the order of the document; the
    paragraphs below the last one; and those further away.

    All elements are walked, not only children of the body: forms keep tables in content controls.
    """
    from docx.oxml.ns import qn

    titles: list[str] = []
    others: list[str] = []
    tables: list[tuple[list[str], object]] = []
    inside = None
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        if inside is not None and inside in element.iterancestors(qn("w:tbl")):
            continue
        if element.tag == qn("w:tbl"):
            tables.append((titles[-TITLES:], element))
            others += titles[:-TITLES]
            titles, inside = [], element
        else:
            text = clean(_text(element))
            if text:
                titles.append(text[:LONGEST_LINE])
    return tables, titles[:NOTES], [*others, *titles[NOTES:]]


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
