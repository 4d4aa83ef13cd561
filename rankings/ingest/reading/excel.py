"""Workbooks of Excel: .xlsx, .xlsm, .xls and .xlsb. Values by calamine, the rest from the XML."""

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine

from rankings.ingest.grid import ERROR, NUMBER, Remark, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading import sheet_marks
from rankings.ingest.reading.archive import Archive
from rankings.ingest.reading.binary_excel import check_records, xlsb_marks
from rankings.ingest.reading.cells import (
    NOTHING,
    Cell,
    Columns,
    check_size,
    clean,
    percent_cell,
    text_cell,
    value_cell,
    with_facts,
)
from rankings.ingest.reading.old_excel import xls_marks
from rankings.ingest.reading.sheet_marks import Marks
from rankings.ingest.reading.struck import Struck, struck_in
from rankings.store.problems import Problem

Progress = Callable[[float], None]

MACROS = Remark("macros_ignored")
_MACRO_STREAM = "_VBA_PROJECT".encode("utf-16-le")
# Number formats that Excel has without saying: 0% and 0.00%.
_BUILT_IN_PERCENTS = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ROWS_A_STEP = 5_000


@dataclass(frozen=True)
class _Parts:
    """Of an .xlsx: sheet name -> part of the archive, and what counts for all sheets."""

    sheets: dict[str, str]
    percent_styles: frozenset[int]
    formulas: re.Pattern
    struck: Struck


def read_excel(
    path: Path, kind: str, limits: Limits, file: str, progress: Progress
) -> tuple[tuple[Sheet, ...], tuple[Remark, ...]]:
    """The sheets of a workbook that hold anything, and what to tell about them.

    Raises the Problem of a workbook that is protected, damaged or beyond the limits. Macros are
    never run: nothing here could.
    """
    if kind == "xls":
        content = path.read_bytes()
        macros, drawn = _MACRO_STREAM in content, False
        marks = xls_marks(content, file)
    else:
        with Archive(path, limits, file) as archive:
            macros = "xl/vbaProject.bin" in archive.names
            drawn = any(name.startswith("xl/media/") for name in archive.names)
            marks = _marks(archive, kind, limits)
    with path.open("rb") as source, _by_calamine(file):
        workbook = calamine.CalamineWorkbook.from_filelike(source)
        sheets = list(_sheets(workbook, marks, limits, file, progress))
        names = workbook.sheet_names
    remarks = [MACROS] if macros else []
    return tuple(sheets), (*remarks, *_pictures(names, sheets, drawn))


def _pictures(names: list[str], sheets: list[Sheet], drawn: bool) -> list[Remark]:
    """That sheets of a workbook with pictures have no cell, and others have: they are not read."""
    with_cells = {sheet.name for sheet in sheets}
    without = [name for name in names if name not in with_cells]
    if not (drawn and sheets and without):
        return []
    return [Remark("reading.sheets_without_cells", (("sheets", ", ".join(without)),))]


def pictured(path: Path, limits: Limits, file: str) -> list[str]:
    """The sheets of an .xlsx by their names, where the workbook holds pictures; else none."""
    with Archive(path, limits, file) as archive:
        if not any(name.startswith(("xl/media/", "xl/drawings/")) for name in archive.names):
            return []
    with path.open("rb") as source, _by_calamine(file):
        return list(calamine.CalamineWorkbook.from_filelike(source).sheet_names)


@contextmanager
def _by_calamine(file: str) -> Iterator[None]:
    """Turn what calamine raises into a Problem; a panic of its Rust code is no Exception."""
    try:
        yield
    except calamine.PasswordError as error:
        raise Problem("error.file_protected", file=file) from error
    except (calamine.CalamineError, ValueError, OverflowError, OSError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise Problem("error.file_protected", file=file) from error
        raise Problem("error.file_damaged", file=file) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Problem("error.file_damaged", file=file) from error
        raise


def _sheets(
    workbook: calamine.CalamineWorkbook,
    marks: dict[str, Marks],
    limits: Limits,
    file: str,
    progress: Progress,
) -> Iterator[Sheet]:
    tables = [
        meta for meta in workbook.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if len(marks) == len(workbook.sheets_metadata):
        # In the order of the workbook: a name may be written in more than one way.
        names = [meta.name for meta in workbook.sheets_metadata]
        marks = dict(zip(names, marks.values(), strict=True))
    for number, meta in enumerate(tables):

        def step(share: float, number: int = number) -> None:
            progress((number + share) / len(tables))

        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        content = workbook.get_sheet_by_name(meta.name)
        sheet = _sheet(content, marks.get(meta.name, Marks()), hidden, limits, file, step)
        if sheet.width:
            yield sheet


def _sheet(
    content: calamine.CalamineSheet,
    marks: Marks,
    hidden: bool,
    limits: Limits,
    file: str,
    progress: Progress,
) -> Sheet:
    columns = Columns(limits, file, clean(content.name) or content.name)
    struck: list[tuple[int, int, str]] = []
    if content.start is not None:
        height, width = content.end[0] + 1, content.end[1] + 1
        check_size(height, width, limits, file=file, sheet=content.name)
        for number, row in enumerate(_rows(content, marks)):
            columns.add(_without_struck(row, number, marks, struck))
            if number % _ROWS_A_STEP == 0:
                progress(number / height)
    unknown = marks.no_cached_value
    reach = tuple(max(place[axis] + 1 for place in unknown) for axis in (0, 1)) if unknown else ()
    sheet = columns.sheet(reach or (0, 0))
    return with_facts(
        sheet,
        merged=[(*first, *last) for first, last in content.merged_cell_ranges or ()],
        hidden=hidden,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
        no_cached_value=unknown,
        struck=struck,
    )


def _without_struck(
    row: list[Cell], number: int, marks: Marks, struck: list[tuple[int, int, str]]
) -> list[Cell]:
    """A row without what is struck through in it, which is added to `struck`."""
    for column, (text, _) in enumerate(row if marks.struck else ()):
        if text is not None and (number, column) in marks.struck:
            left, through = marks.struck[number, column]
            struck.append((number, column, clean(through) if through else text))
            row[column] = text_cell(left) if left else NOTHING
    return row


def _rows(content: calamine.CalamineSheet, marks: Marks) -> Iterator[list[Cell]]:
    left = [NOTHING] * content.start[1]
    marked: dict[int, list[int]] = {}
    for number, column in (*marks.percents, *marks.errors):
        marked.setdefault(number, []).append(column)
    for number, values in enumerate(content.iter_rows()):
        row = left + [NOTHING if value == "" else value_cell(value) for value in values]
        for column in marked.get(number, ()):
            if column < len(row):
                row[column] = _marked(row[column], values, number, column, len(left), marks)
        yield row


def _marked(cell: Cell, values: list, number: int, column: int, left: int, marks: Marks) -> Cell:
    """A cell with what calamine leaves out: the text of an error, the sign of a percentage."""
    error = marks.errors.get((number, column))
    if error is not None:
        return error, ERROR
    return percent_cell(values[column - left]) if cell[1] == NUMBER else cell


def _marks(archive: Archive, kind: str, limits: Limits) -> dict[str, Marks]:
    """Sheet name -> its marks; for .xlsb, whose parts are no XML, only what is struck through."""
    if kind == "xlsb":
        archive.verify(".bin")
        check_records(archive, limits)
        return xlsb_marks(archive)
    parts = _parts(archive)
    marks = {}
    for name, part in parts.sheets.items():
        with closing(archive.chunks(part)) as chunks:
            marks[name] = sheet_marks.scan(
                chunks,
                formulas=parts.formulas,
                percent_styles=parts.percent_styles,
                struck=parts.struck,
                limits=limits,
                file=archive.file,
                sheet=name,
            )
    archive.verify("sharedstrings.xml")
    return marks


def _parts(archive: Archive) -> _Parts:
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}
    recalculated = []

    def relation(name: str, values: dict[str, str]) -> None:
        if "Id" in values and "Target" in values:
            targets[values["Id"]] = posixpath.normpath(
                posixpath.join("/xl", values["Target"])
            ).lstrip("/")

    def element(name: str, values: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "sheet":
            link = next((v for k, v in values.items() if k.rpartition(":")[2] == "id"), None)
            if targets.get(link) in archive.names:
                sheets[values.get("name", "")] = targets[link]
        elif tag == "calcPr":
            recalculated.append(values.get("fullCalcOnLoad") in ("1", "true"))

    if "xl/_rels/workbook.xml.rels" in archive.names:
        archive.parse("xl/_rels/workbook.xml.rels", relation)
    archive.parse("xl/workbook.xml", element)
    formulas = sheet_marks.formula_pattern(recalculated=any(recalculated))
    return _Parts(sheets, _percent_styles(archive), formulas, struck_in(archive))


def _percent_styles(archive: Archive) -> frozenset[int]:
    """The numbers of the cell styles whose number format shows a percentage."""
    percents = {str(number) for number in _BUILT_IN_PERCENTS}
    formats: list[str] = []
    within = []

    def element(name: str, values: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "numFmt" and "%" in _QUOTED.sub("", values.get("formatCode", "")):
            percents.add(values.get("numFmtId", ""))
        elif tag == "cellXfs":
            within.append(tag)
        elif tag == "xf" and within:
            formats.append(values.get("numFmtId", "0"))

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            within.clear()

    if "xl/styles.xml" in archive.names:
        archive.parse("xl/styles.xml", element, end)
    return frozenset(number for number, used in enumerate(formats) if used in percents)
