"""The findings of a check as a workbook: the uploaded table again, its offending cells marked.

The copy is written anew from the cells that were read, so that a CSV file, a JSON file or a table
of a document becomes one as well. Nothing in it is live: text stays text, whatever it begins with.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from rankings.ingest.grid import DAY, NUMBER, TRUTH, Book, Sheet, address
from rankings.loads.checks import SEVERITIES, Finding
from rankings.sentences import problems
from rankings.words.exports import FORMULA_STARTS
from rankings.words.text import Words, sentence_case

# What a sheet of the copy keeps of a file with more; the findings name their cells all the same.
ROWS_KEPT = 50_000
CELLS_KEPT = 300_000
MERGED_CELLS_KEPT = 10_000
FINDINGS_KEPT = 10_000
CELLS_MARKED = 2_000
SENTENCES_IN_COMMENT = 8
# Limits of Excel.
LONGEST_TEXT = 32_767
LONGEST_NAME = 31
LONGEST_INTEGER = 15

# The columns of the sheet of findings and their width.
COLUMNS = {
    "table.severity": 24,
    "table.rule": 34,
    "report.column_sheet": 20,
    "report.column_cell": 12,
    "report.column_value": 18,
    "table.message": 90,
}
# Light enough to read black figures on; the comment says the severity in words.
FILLS = {"blocker": "#F8B4B4", "warning": "#FFE699", "note": "#CFE2F3"}
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_PLACE = re.compile(r"(?P<sheet>.+)!(?P<first>[A-Z]{1,3}\d{1,7})(:(?P<last>[A-Z]{1,3}\d{1,7}))?")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Spot:
    """Where a finding stands: a rectangle of a sheet, ends included, counted from 0."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


def spot(place: str | None) -> Spot | None:
    """The cells that a finding's place names: "Tháng 10!C7", "Tháng 10!C7:D9".

    None when there is no place, or one that is no cell ("observations.csv:12").
    """
    match = _PLACE.fullmatch(place or "")
    if match is None:
        return None
    top, left = _row_and_column(match["first"])
    bottom, right = _row_and_column(match["last"] or match["first"])
    return Spot(
        match["sheet"], min(top, bottom), min(left, right), max(top, bottom), max(left, right)
    )


def marked_workbook(
    book: Book, findings: Sequence[Finding], w: Words, names: Mapping[str, str] | None = None
) -> bytes:
    """A copy of the file as .xlsx: a sheet of findings first, then every sheet with its marks.

    names: code of a unit, edition or indicator -> its name. An offending cell is filled by the
    gravest of its findings and has a comment with severity, rule and sentence. Of a sheet that is
    longer the first ROWS_KEPT rows are copied (fewer of a very wide one), of more findings the
    first FINDINGS_KEPT listed.
    """
    found = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    titles = sheet_names([w("report.sheet"), *(sheet.name for sheet in book.sheets)])
    listing = workbook.add_worksheet(titles[0])
    looks = Looks(workbook)
    copies = {}
    for sheet, title in zip(book.sheets, titles[1:], strict=True):
        copies[sheet.name] = title
        _copy_sheet(workbook.add_worksheet(title), sheet, _of_sheet(sheet, found), w, names, looks)
    _list_findings(listing, book, found, copies, w, names, looks)
    listing.activate()
    workbook.close()
    return file.getvalue()


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel takes, in the order given: 31 characters, no []:*?/\\, no two alike."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        name = _FORBIDDEN_IN_NAME.sub("_", clean(text)).replace("\n", " ").strip(" '")
        # "History" is a name that Excel keeps for itself.
        name = f"{name}_" if name.casefold() == "history" else name or "Sheet"
        name = _cut(name, LONGEST_NAME).rstrip(" '")
        number = 2
        unique = name
        while unique.casefold() in taken:
            end = f" ({number})"
            unique = _cut(name, LONGEST_NAME - len(end)) + end
            number += 1
        taken.add(unique.casefold())
        names.append(unique)
    return names


def _cut(text: str, length: int) -> str:
    """The beginning of a text, as long as Excel counts it: in UTF-16."""
    return text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", errors="ignore")


def clean(text: str) -> str:
    """Text that a cell can hold: no control characters, at most 32,767 characters."""
    text = _FORBIDDEN_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Excel counts in UTF-16, where a letter outside the first plane is two.
    while len(text) + sum(letter > "\uffff" for letter in text) > LONGEST_TEXT:
        over = len(text) + sum(letter > "\uffff" for letter in text) - LONGEST_TEXT
        text = text[: -(over + 1) // 2 - 1] + "…"
    return text


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple, Any] = {}

    def __call__(self, **properties: object) -> Any:
        """The format with these properties; None for none."""
        if not properties:
            return None
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


# --- The copy of a sheet --------------------------------------------------------------------------


def _rows_kept(sheet: Sheet) -> int:
    return min(sheet.height, ROWS_KEPT, CELLS_KEPT // max(sheet.width, 1))


def _merged(sheet: Sheet) -> list[tuple[int, int, int, int]]:
    """The merged ranges that the copy has: whole, of two cells at least, of a size to be read."""
    kept, cells = [], 0
    for top, left, bottom, right in sheet.merged:
        size = (bottom - top + 1) * (right - left + 1)
        inside = bottom < _rows_kept(sheet) and right < sheet.width
        if inside and size > 1 and cells + size <= MERGED_CELLS_KEPT:
            kept.append((top, left, bottom, right))
            cells += size
    return kept


def _cells(top: int, left: int, bottom: int, right: int) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _of_sheet(sheet: Sheet, found: list[Finding]) -> dict[tuple[int, int], list[Finding]]:
    """Cell -> its findings, the gravest first, for the first CELLS_MARKED cells of a sheet.

    What stands in a merged range is marked at its first cell.
    """
    first_of = {cell: merged[:2] for merged in _merged(sheet) for cell in _cells(*merged)}
    marks: dict[tuple[int, int], list[Finding]] = {}
    for finding in found:
        at = spot(finding.place)
        if at is None or at.sheet != sheet.name:
            continue
        last_row, last_column = _rows_kept(sheet) - 1, sheet.width - 1
        for cell in _cells(at.top, at.left, min(at.bottom, last_row), min(at.right, last_column)):
            marked = first_of.get(cell, cell)
            if len(marks) >= CELLS_MARKED and marked not in marks:
                break
            of_cell = marks.setdefault(marked, [])
            if finding not in of_cell:
                of_cell.append(finding)
    return marks


def _copy_sheet(
    page: Any,
    sheet: Sheet,
    marks: Mapping[tuple[int, int], list[Finding]],
    w: Words,
    names: Mapping[str, str] | None,
    looks: Looks,
) -> None:
    _set_widths(page, sheet)
    _hide(page, sheet, marks)
    covered = _merge(page, sheet, marks, looks)
    for column in range(sheet.width):
        texts = sheet.texts[column].slice(0, _rows_kept(sheet)).to_pylist()
        kinds = sheet.kinds[column].slice(0, _rows_kept(sheet)).to_pylist()
        for row, (text, kind) in enumerate(zip(texts, kinds, strict=True)):
            fill = _fill(marks.get((row, column)))
            if (row, column) in covered:
                continue
            if text is not None:
                _write(page, row, column, text, kind, fill, looks)
            elif fill:
                page.write_blank(row, column, None, looks(**fill))
    for (row, column), found in marks.items():
        text = clean(_comment(w, found, names))
        page.write_comment(row, column, text, {"x_scale": 2.4, "y_scale": 1.6})


def _merge(
    page: Any, sheet: Sheet, marks: Mapping[tuple[int, int], list[Finding]], looks: Looks
) -> set[tuple[int, int]]:
    """Merge as in the file; the cells that are covered by the first of their range."""
    covered: set[tuple[int, int]] = set()
    for merged in _merged(sheet):
        fill = _fill(marks.get(merged[:2]))
        try:
            page.merge_range(*merged, "", looks(**fill))
        except OverlappingRange:
            continue
        covered |= set(_cells(*merged)) - {merged[:2]}
    return covered


def _write(
    page: Any, row: int, column: int, text: str, kind: int, fill: dict[str, str], looks: Looks
) -> None:
    """One cell as what it is: number, day, truth, or text that can never run."""
    if kind == NUMBER and (number := _number(text)) is not None:
        page.write_number(row, column, number, looks(**fill))
    elif kind == DAY and (day := _day(text)) is not None:
        form = "dd/mm/yyyy" if day.time() == datetime.min.time() else "dd/mm/yyyy hh:mm:ss"
        page.write_datetime(row, column, day, looks(num_format=form, **fill))
    elif kind == TRUTH and text in ("true", "false"):
        page.write_boolean(row, column, text == "true", looks(**fill))
    else:
        page.write_string(row, column, clean(text), looks(**fill, **_quoted(text)))


def _quoted(text: str) -> dict[str, bool]:
    """The look of a text that is marked as one for good: else a press of Enter in the cell would
    make a formula of it."""
    return {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}


def _number(text: str) -> float | None:
    """A number that Excel keeps to its last digit; None for others, which stay text."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return None
    whole = value == value.to_integral_value()
    if whole and value.adjusted() >= LONGEST_INTEGER:
        return None
    return float(value) if Decimal(repr(float(value))) == value else None


def _day(text: str) -> datetime | None:
    """A day that Excel can count, from 1900 on."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 and day.tzinfo is None else None


def _fill(found: Sequence[Finding] | None) -> dict[str, str]:
    return {"bg_color": FILLS[found[0].severity]} if found else {}


def _comment(w: Words, found: Sequence[Finding], names: Mapping[str, str] | None) -> str:
    lines = [
        w(
            "report.comment",
            severity=w(f"finding.{finding.severity}"),
            rule=w(f"rule_name.{finding.rule}"),
            message=_sentence(w, finding, names),
        )
        for finding in found[:SENTENCES_IN_COMMENT]
    ]
    rest = len(found) - len(lines)
    if rest:
        lines.append(w("report.more", count=w.number(rest)))
    return "\n".join(lines)


def _hide(page: Any, sheet: Sheet, marks: Mapping[tuple[int, int], list[Finding]]) -> None:
    """Hide what the file hides, except where something is marked."""
    marked_rows = {row for row, _ in marks}
    marked_columns = {column for _, column in marks}
    for row in sheet.hidden_rows - marked_rows:
        if row < _rows_kept(sheet):
            page.set_row(row, None, None, {"hidden": True})
    for column in sheet.hidden_columns - marked_columns:
        if column < sheet.width:
            page.set_column(column, column, None, None, {"hidden": True})
    if sheet.hidden and not marks:
        page.hide()


def _set_widths(page: Any, sheet: Sheet) -> None:
    """Columns as wide as their first rows need; a title above the table does not count."""
    for column in range(sheet.width):
        texts = sheet.texts[column].slice(0, 200).to_pylist()
        longest = sorted(len(text) for text in texts if text) or [0]
        usual = longest[int(len(longest) * 0.9) - 1] if len(longest) > 1 else longest[0]
        page.set_column(column, column, min(max(usual + 2, 9), 40))


# --- The sheet of findings ------------------------------------------------------------------------


def _list_findings(
    page: Any,
    book: Book,
    found: Sequence[Finding],
    copies: Mapping[str, str],
    w: Words,
    names: Mapping[str, str] | None,
    looks: Looks,
) -> None:
    page.write_string(0, 0, clean(w("report.title", file=book.file_name)), looks(bold=True))
    remarks = _remarks(book, found, w)
    for line, text in enumerate(remarks, start=1):
        page.write_string(line, 0, clean(text))
    first = len(remarks) + 2
    for column, (key, width) in enumerate(COLUMNS.items()):
        page.set_column(column, column, width)
        heading = looks(bold=True, bottom=1, text_wrap=True, valign="top")
        page.write_string(first, column, w(key), heading)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for row, finding in enumerate(found[:FINDINGS_KEPT], start=first + 1):
        _list_one(page, row, finding, sheets, copies, w, names, looks)
    page.freeze_panes(first + 1, 0)
    if found:
        page.autofilter(first, 0, first + min(len(found), FINDINGS_KEPT), len(COLUMNS) - 1)


def _remarks(book: Book, found: Sequence[Finding], w: Words) -> list[str]:
    """How many findings of each severity, and what the copy leaves out."""
    counts = [
        w(
            "report.count",
            severity=w(f"finding.{severity}"),
            count=w.number(sum(finding.severity == severity for finding in found)),
        )
        for severity in SEVERITIES
    ]
    remarks = ["; ".join(counts)]
    if len(found) > FINDINGS_KEPT:
        remarks.append(w("report.findings_cut", kept=w.number(FINDINGS_KEPT)))
    remarks += [
        w(
            "report.rows_cut",
            sheet=sheet.name,
            kept=w.number(ROWS_KEPT),
            rows=w.number(sheet.height),
        )
        for sheet in book.sheets
        if sheet.height > _rows_kept(sheet)
    ]
    return remarks


def _list_one(
    page: Any,
    row: int,
    finding: Finding,
    sheets: Mapping[str, Sheet],
    copies: Mapping[str, str],
    w: Words,
    names: Mapping[str, str] | None,
    looks: Looks,
) -> None:
    fill = looks(bg_color=FILLS[finding.severity], valign="top")
    page.write_string(row, 0, w(f"finding.{finding.severity}"), fill)
    page.write_string(row, 1, w(f"rule_name.{finding.rule}"), looks(valign="top", text_wrap=True))
    at = spot(finding.place)
    if at is None or at.sheet not in sheets:
        page.write_string(row, 2, clean(finding.place or ""), looks(valign="top"))
    else:
        page.write_string(row, 2, clean(at.sheet), looks(valign="top"))
        _link(page, row, at, sheets[at.sheet], copies[at.sheet])
        value = _value(sheets[at.sheet], at)
        page.write_string(row, 4, clean(value), looks(valign="top", **_quoted(value)))
    message = clean(_sentence(w, finding, names))
    page.write_string(row, 5, message, looks(valign="top", text_wrap=True))


def _link(page: Any, row: int, at: Spot, sheet: Sheet, title: str) -> None:
    """The address of the cell, which leads there when the copy has it."""
    cells = address(at.top, at.left)
    if (at.top, at.left) != (at.bottom, at.right):
        cells += ":" + address(at.bottom, at.right)
    if at.bottom < _rows_kept(sheet) and at.right < sheet.width:
        quoted = title.replace("'", "''")
        page.write_url(row, 3, f"internal:'{quoted}'!{cells}", string=cells)
    else:
        page.write_string(row, 3, cells)


def _value(sheet: Sheet, at: Spot) -> str:
    """What stands in the cell, as it was read; empty for several cells."""
    if (at.top, at.left) != (at.bottom, at.right):
        return ""
    if at.top >= sheet.height or at.left >= sheet.width:
        return ""
    return sheet.text(at.top, at.left) or ""


def _sentence(w: Words, finding: Finding, names: Mapping[str, str] | None) -> str:
    return sentence_case(problems.finding(w, finding, names)) + "."


def _row_and_column(text: str) -> tuple[int, int]:
    letters, digits = _ADDRESS.fullmatch(text).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1
