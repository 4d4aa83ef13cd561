"""Writers of test files: a grid of cells as a file of any kind that the app reads.

A grid is a list of rows; a cell is a text, a number, a date, a truth, None, Percent or Formula.
"""

import base64
import datetime as dt
import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

ROOT = Path(__file__).resolve().parents[2]
FONT = ROOT / "rankings" / "charts" / "fonts" / "SourceSansPro-Regular.ttf"


@dataclass(frozen=True)
class Percent:
    """A number shown as a percentage: Percent(0.764) is shown as 76.4%."""

    value: float


@dataclass(frozen=True)
class Formula:
    """A formula; result None: none is kept in the file."""

    text: str
    result: object = None


@dataclass(frozen=True)
class Look:
    """What a sheet has beyond its cells. merged: first and last row and column, from 0."""

    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()


Grid = Sequence[Sequence[object]]
PLAIN = Look()
CALCULATED_ON_LOAD = b' fullCalcOnLoad="1"'


# --- Excel ------------------------------------------------------------------------------------


def write_xlsx(
    path: Path,
    sheets: Mapping[str, Grid],
    looks: Mapping[str, Look] | None = None,
    *,
    macro: bool = False,
) -> Path:
    """A workbook by XlsxWriter; `macro` puts a project of macros in, as an .xlsm has it."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            _fill(book, sheet, rows)
            _dress(sheet, (looks or {}).get(name, PLAIN))
        if macro:
            book.add_vba_project(io.BytesIO(b"not run"), is_stream=True)
    if not any(
        isinstance(cell, Formula) for rows in sheets.values() for row in rows for cell in row
    ):
        return path
    # XlsxWriter asks Excel to calculate on opening; a workbook that Excel saved does not.
    return replace_in_part(path, "xl/workbook.xml", CALCULATED_ON_LOAD, b"")


def _fill(book: object, sheet: object, rows: Grid) -> None:
    percent = book.add_format({"num_format": "0.0%"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Percent):
                sheet.write_number(number, column, cell.value, percent)
            elif isinstance(cell, Formula):
                result = "" if cell.result is None else cell.result
                sheet.write_formula(number, column, cell.text, None, result)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell)


def _dress(sheet: object, look: Look) -> None:
    for first_row, first_column, last_row, last_column in look.merged:
        text = sheet.table.get(first_row, {}).get(first_column)
        shown = sheet.str_table.string_table if text is not None else {}
        by_index = {index: string for string, index in shown.items()}
        sheet.merge_range(
            first_row,
            first_column,
            last_row,
            last_column,
            by_index.get(text.string) if text else "",
        )
    for row in look.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in look.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    if look.hidden:
        sheet.hide()


def replace_in_part(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Change the bytes of one part of an archive."""
    with zipfile.ZipFile(path) as archive:
        parts = [(entry, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in parts:
            archive.writestr(
                entry, content.replace(old, new) if entry.filename == part else content
            )
    return path


# One red dot, as small as a picture can be.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
)


def write_pictures(path: Path, name: str, sheets: Mapping[str, Sequence]) -> Path:
    """An .xlsx with a sheet of a name that holds a picture and no cell, before other sheets."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet(name).insert_image(0, 0, "dot.png", {"image_data": io.BytesIO(DOT)})
    for other, rows in sheets.items():
        page = book.add_worksheet(other)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    page.write(at, column, str(cell))
    book.close()
    return path


def write_protected_xlsx(path: Path, sheets: Mapping[str, Grid], password: str = "bí mật") -> Path:
    """A workbook that opens with a password only."""
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = write_xlsx(path.with_suffix(".plain"), sheets)
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    plain.unlink()
    return path


def write_xls(
    path: Path, sheets: Mapping[str, Grid], looks: Mapping[str, Look] | None = None
) -> Path:
    """A workbook in the format of Excel 97, by xlwt."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    percent, day = xlwt.easyxf(num_format_str="0.0%"), xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, rows in sheets.items():
        look = (looks or {}).get(name, PLAIN)
        sheet = book.add_sheet(name)
        merged = {place[:2]: place for place in look.merged}
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if (number, column) in merged:
                    first, left, last, right = merged[number, column]
                    sheet.write_merge(first, last, left, right, cell)
                elif isinstance(cell, Percent):
                    sheet.write(number, column, cell.value, percent)
                elif isinstance(cell, Formula):
                    sheet.write(number, column, xlwt.Formula(cell.text.removeprefix("=")))
                elif isinstance(cell, dt.date):
                    sheet.write(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)
        for row in look.hidden_rows:
            sheet.row(row).hidden = True
        for column in look.hidden_columns:
            sheet.col(column).hidden = True
        if look.hidden:
            sheet.visibility = 1
    book.save(str(path))
    return path


class Styled(NamedTuple):
    """A cell of an .xlsb with a style of the workbook, by its number."""

    value: object
    style: int


class Shared(NamedTuple):
    """A cell of an .xlsb with a shared text, by its number."""

    number: int


def write_xlsb(path: Path, sheets: Mapping[str, Grid], hidden: Sequence[str] = ()) -> Path:
    """A binary workbook with the few records that hold texts, numbers and truths.

    No library writes this format; the records are those of Microsoft's [MS-XLSB].
    """
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(1, len(sheets) + 1)
    )
    bundle = b"".join(
        record(156, struct.pack("<II", name in hidden, n) + wide(f"rId{n}") + wide(name))
        for n, name in enumerate(sheets, 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format(relations))
        archive.writestr(
            "xl/workbook.bin",
            record(131) + record(143) + bundle + record(144) + record(132),
        )
        for n, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{n}.bin", _binary_sheet(rows))
    return path


_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.'
    'macroEnabled.main"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships">{}</Relationships>'
)


def _binary_sheet(rows: Grid) -> bytes:
    width = max(map(len, rows), default=1)
    content = [
        record(129),
        record(148, struct.pack("<IIII", 0, max(0, len(rows) - 1), 0, width - 1)),
        record(145),
    ]
    for number, row in enumerate(rows):
        content.append(record(0, struct.pack("<II9x", number, 0)))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(cell, Styled):
                place, cell = struct.pack("<II", column, cell.style), cell.value
            if isinstance(cell, Shared):
                content.append(record(7, place + struct.pack("<I", cell.number)))
            elif isinstance(cell, bool):
                content.append(record(4, place + bytes([cell])))
            elif isinstance(cell, str):
                content.append(record(6, place + wide(cell)))
            elif cell is not None:
                content.append(record(5, place + struct.pack("<d", cell)))
    return b"".join([*content, record(146), record(130)])


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of an .xlsb."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = bytearray(), len(content)
    while left > 127:
        size.append(left & 0x7F | 0x80)
        left >>= 7
    return head + bytes([*size, left]) + content


def wide(text: str) -> bytes:
    """A text of an .xlsb, its length before it."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


# --- OpenDocument -----------------------------------------------------------------------------


def write_ods(
    path: Path, sheets: Mapping[str, Grid], looks: Mapping[str, Look] | None = None
) -> Path:
    """An OpenDocument spreadsheet by odfpy."""
    from odf import opendocument, style, table

    book = opendocument.OpenDocumentSpreadsheet()
    unseen = style.Style(name="unseen", family="table")
    unseen.addElement(style.TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)
    for name, rows in sheets.items():
        look = (looks or {}).get(name, PLAIN)
        named = {"stylename": unseen} if look.hidden else {}
        sheet = table.Table(name=name, **named)
        for column in range(max(map(len, rows), default=0)):
            shown = "collapse" if column in look.hidden_columns else "visible"
            sheet.addElement(table.TableColumn(visibility=shown))
        for number, row in enumerate(rows):
            shown = "collapse" if number in look.hidden_rows else "visible"
            line = table.TableRow(visibility=shown)
            for column, cell in enumerate(row):
                line.addElement(_ods_cell(cell, number, column, look))
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    book.save(str(path))
    return path


def _ods_cell(cell: object, row: int, column: int, look: Look) -> object:
    from odf import table, text

    facts = {}
    for first, left, last, right in look.merged:
        if (row, column) == (first, left):
            facts = {
                "numberrowsspanned": last - first + 1,
                "numbercolumnsspanned": right - left + 1,
            }
        elif first <= row <= last and left <= column <= right:
            return table.CoveredTableCell()
    shown = "" if cell is None else str(cell)
    if isinstance(cell, Formula):
        facts["formula"] = f"of:{cell.text}"
        cell, shown = cell.result, "" if cell.result is None else str(cell.result)
    if isinstance(cell, Percent):
        facts |= {"valuetype": "percentage", "value": cell.value}
        shown = f"{cell.value:.1%}"
    elif isinstance(cell, bool):
        facts |= {"valuetype": "boolean", "booleanvalue": str(cell).lower()}
    elif isinstance(cell, int | float):
        facts |= {"valuetype": "float", "value": cell}
    elif isinstance(cell, dt.date):
        facts |= {"valuetype": "date", "datevalue": cell.isoformat()}
    elif isinstance(cell, str):
        facts["valuetype"] = "string"
    written = table.TableCell(**facts)
    for line in shown.split("\n") if shown else []:
        written.addElement(text.P(text=line))
    return written


# --- Text and data ----------------------------------------------------------------------------


def write_csv(
    path: Path,
    rows: Grid,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    decimal_comma: bool = False,
    padded: bool = True,
) -> Path:
    """Text with a separator. padded: rows of a title get as many separators as the table's.

    encoding: any of Python's; "cp1258" writes tones as that code page has them.
    """
    width = max(map(len, rows), default=0)
    lines = []
    for row in rows:
        cells = [_written(cell, decimal_comma) for cell in row]
        cells += [""] * (width - len(cells) if padded else 0)
        lines.append(separator.join(_quoted(cell, separator) for cell in cells))
    text = "".join(f"{line}\r\n" for line in lines)
    path.write_bytes(windows_1258(text) if encoding == "cp1258" else text.encode(encoding))
    return path


def _written(cell: object, decimal_comma: bool) -> str:
    if isinstance(cell, Percent):
        text = f"{cell.value:.1%}"
    elif isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    else:
        text = "" if cell is None else str(cell)
    comma = decimal_comma and not isinstance(cell, str)
    return text.replace(".", ",") if comma else text


def _quoted(cell: str, separator: str) -> str:
    if any(mark in cell for mark in (separator, '"', "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def windows_1258(text: str) -> bytes:
    """Vietnamese in its old code page: a letter that it lacks is written as letter and tone."""
    import unicodedata

    marks = "\u0300\u0301\u0303\u0309\u0323"
    written = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            written += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = "".join(part for part in parts if part in marks)
            base = "".join(part for part in parts if part not in marks)
            written += unicodedata.normalize("NFC", base).encode("cp1258") + tone.encode("cp1258")
    return bytes(written)


def write_json(path: Path, content: object) -> Path:
    """A JSON file."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def write_parquet(path: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    """A Parquet file of named columns; a column may be an Arrow array."""
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table(dict(columns)), path)
    return path


# --- Documents --------------------------------------------------------------------------------


def write_docx(
    path: Path,
    tables: Sequence[tuple[Sequence[str], Grid]],
    looks: Sequence[Look] = (),
) -> Path:
    """A Word document: paragraphs, then a table, and so on."""
    import docx

    document = docx.Document()
    for number, (paragraphs, rows) in enumerate(tables):
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        table = document.add_table(len(rows), max(map(len, rows)))
        for line, row in zip(table.rows, rows, strict=True):
            for cell, value in zip(line.cells, row, strict=False):
                cell.text = _written(value, decimal_comma=True)
        for first, left, last, right in looks[number].merged if number < len(looks) else ():
            kept = table.cell(first, left).text
            table.cell(first, left).merge(table.cell(last, right)).text = kept
    document.save(str(path))
    return path


def write_pdf(
    path: Path,
    pages: Sequence[tuple[Sequence[str], Grid]],
    *,
    ruled: bool = True,
    password: str | None = None,
) -> Path:
    """A PDF file; of each page the lines of text above its table, and the table."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(TTFont("Source", str(FONT)))
    style = ParagraphStyle("line", fontName="Source", fontSize=10, leading=14)
    parts = []
    for lines, rows in pages:
        if parts:
            parts.append(PageBreak())
        parts += [Paragraph(line, style) for line in lines]
        if rows:
            look = [("FONT", (0, 0), (-1, -1), "Source", 9)]
            look += [("GRID", (0, 0), (-1, -1), 0.5, "black")] if ruled else []
            cells = [[_written(cell, decimal_comma=True) for cell in row] for row in rows]
            parts.append(Table(cells, style=look))
    SimpleDocTemplate(str(path), pagesize=A4, encrypt=password).build(parts)
    return path


def write_pdf_pages(
    path: Path, *pages: Sequence[object], running: str = "", margin: float = 72
) -> Path:
    """A PDF file of pages, each of paragraphs, of tables as (whether lines are drawn, rows), and of
    whatever else reportlab places.

    running: what stands at the top of every page, with its number.
    """
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(TTFont("Source", str(FONT)))
    style = ParagraphStyle("line", fontName="Source", fontSize=10, alignment=TA_JUSTIFY)
    parts = []
    for page in pages:
        for part in page:
            if not isinstance(part, tuple):
                parts.append(Paragraph(part, style) if isinstance(part, str) else part)
                continue
            look = [("FONT", (0, 0), (-1, -1), "Source", 9), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
            look += [("GRID", (0, 0), (-1, -1), 0.5, "black")] if part[0] else []
            texts = as_written(part[1])
            parts.append(Table(texts, style=look, spaceBefore=12, spaceAfter=12))
        parts.append(PageBreak())

    def on_page(canvas, document):
        canvas.setFont("Source", 9)
        canvas.drawString(60, 800, running and f"{running} - Trang {document.page}")

    document = SimpleDocTemplate(str(path), leftMargin=margin, rightMargin=margin)
    document.build(parts, onFirstPage=on_page, onLaterPages=on_page)
    return path


def as_written(rows: Grid) -> list[list[str]]:
    """The cells of a grid as a document has them."""
    return [[_written(cell, decimal_comma=True) for cell in row] for row in rows]
