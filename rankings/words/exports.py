"""Tables as files: an Excel workbook and a CSV that Excel opens with the diacritics right."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from rankings.store.rounding import rounded

# A cell that begins with one of these could be read as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """A table to export: heading lines first, then columns and rows; Decimal and int stay numbers.

    decimals: of the numbers in each column; None: text or whole numbers. keys: of each row and
    column the key of its figure (`rankings.store.figure_keys`), None for what is no figure;
    labelled: the column that says what a row is.
    """

    title: str
    notes: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    decimals: tuple[int | None, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[tuple[str | None, ...], ...] = ()
    labelled: int = 0

    def label(self, row: int) -> str:
        """What a row is about."""
        return str(self.rows[row][self.labelled])


def workbook(sheet: Sheet, sheet_name: str, trail: tuple[Sheet, str] | None = None) -> bytes:
    """The table as .xlsx: title, notes (period, source, version …), then rows with a filter.

    trail: a second sheet that says where each figure comes from, and its name.
    """
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    for each, name in filter(None, ((sheet, sheet_name), trail)):
        _add_sheet(book, each, name)
    book.close()
    return file.getvalue()


def _add_sheet(book: xlsxwriter.Workbook, sheet: Sheet, name: str) -> None:
    page = book.add_worksheet(name[:31])
    strong = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    page.write_string(0, 0, sheet.title, strong)
    for line, (name, text) in enumerate(sheet.notes, start=1):
        page.write_string(line, 0, name)
        page.write_string(line, 1, text)
    first = len(sheet.notes) + 2
    for column, name in enumerate(sheet.columns):
        page.write_string(first, column, name, head)
        width = max([len(name) / 2, *(len(str(row[column])) for row in sheet.rows)], default=8)
        page.set_column(column, column, min(max(width + 2, 9), 42))
    formats = [_number_format(book, decimals) for decimals in sheet.decimals]
    for line, row in enumerate(sheet.rows, start=first + 1):
        for column, value in enumerate(row):
            _write(page, line, column, value, formats[column])
    page.freeze_panes(first + 1, 0)
    if sheet.rows:
        page.autofilter(first, 0, first + len(sheet.rows), len(sheet.columns) - 1)


def csv_text(sheet: Sheet, *, decimal_comma: bool) -> bytes:
    """The table as CSV: UTF-8 with a byte-order mark, semicolons where the comma is decimal.

    The period, source and version stand in columns of their own, so that every row carries them.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if decimal_comma else ",", lineterminator="\r\n")
    writer.writerow([_safe(name) for name in (*sheet.columns, *(name for name, _ in sheet.notes))])
    trail = [_safe(value) for _, value in sheet.notes]
    for row in sheet.rows:
        cells = [
            _cell(value, decimals, decimal_comma=decimal_comma)
            for value, decimals in zip(row, sheet.decimals, strict=True)
        ]
        writer.writerow([*cells, *trail])
    return text.getvalue().encode("utf-8-sig")


def _number_format(book: xlsxwriter.Workbook, decimals: int | None) -> Any:
    pattern = "0" if not decimals else "0." + "0" * decimals
    return book.add_format({"num_format": pattern})


def _write(page: Any, line: int, column: int, value: Any, number: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        page.write_string(line, column, str(value))
    else:
        page.write_number(line, column, float(value), number)


def _cell(value: Any, decimals: int | None, *, decimal_comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        # Half is rounded up, as on the screen and as a spreadsheet shows the workbook's numbers.
        text = f"{rounded(value, decimals or 0):f}"
        return text.replace(".", ",") if decimal_comma else text
    return str(value) if isinstance(value, int) else _safe(str(value))


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
