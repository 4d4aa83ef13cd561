"""The same table in every kind of file is read as the same cells."""

import datetime as dt
import struct
import unicodedata
import zipfile
from pathlib import Path

import docx
import pyarrow as pa
import pytest
import python_calamine

from rankings.ingest import reading
from rankings.ingest.grid import DAY, EMPTY, ERROR, NUMBER, TEXT, TRUTH, Book, Remark, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading.file import read_file
from rankings.store.problems import Problem
from tests.ingest import files
from tests.ingest.files import Formula, Look, Percent

# The PSI, year to date, 10 October 2026.
ROWS = [
    ["Kết quả xếp hạng Chỉ số 766"],
    ["STT", "Tỉnh, thành phố", "Tổng điểm", "Số hóa hồ sơ"],
    [7, "UBND tỉnh Đắk Lắk", 65.49, 9.08],
    [10, "UBND tỉnh Thái Nguyên", 63.97, None],
]
CELLS = [
    ["Kết quả xếp hạng Chỉ số 766", None, None, None],
    ["STT", "Tỉnh, thành phố", "Tổng điểm", "Số hóa hồ sơ"],
    ["7", "UBND tỉnh Đắk Lắk", "65.49", "9.08"],
    ["10", "UBND tỉnh Thái Nguyên", "63.97", None],
]
NAME = "Tháng 10"
SAMPLES = Path(__file__).parent / "samples"
TITLE = Look(merged=[(0, 0, 0, 3)], hidden_rows=[3], hidden_columns=[2])


def window(sheet: Sheet, first: int, last: int) -> list[list[str | None]]:
    """Rows first … last (inclusive, cut to the sheet) as lists of texts."""
    columns = [column.slice(first, last - first + 1).to_pylist() for column in sheet.texts]
    return [list(row) for row in zip(*columns, strict=True)]


def read(path: Path, limits: Limits | None = None) -> Book:
    """Read in this process: the same reader, without the start of another."""
    return read_file(path, path.name, limits or Limits(), lambda share: None)


def cells(book: Book, sheet: int = 0) -> list[list[str | None]]:
    return window(book.sheets[sheet], 0, 1000)


# --- Workbooks ---


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_a_workbook(tmp_path, kind):
    write = getattr(files, f"write_{kind}")
    book = read(write(tmp_path / "so-lieu.tai-ve", {NAME: ROWS, "Tháng 9": [["trống"]]}))
    assert book.kind == kind
    assert [sheet.name for sheet in book.sheets] == [NAME, "Tháng 9"]
    assert cells(book) == CELLS
    sheet = book.sheet(NAME)
    assert sheet.kind(2, 2) == NUMBER
    assert sheet.kind(2, 1) == TEXT
    assert sheet.kind(3, 3) == EMPTY
    assert not book.needs_confirmation
    assert book.remarks == ()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_merged_cells_and_what_is_hidden(tmp_path, kind):
    looks = {NAME: TITLE, "Nháp": Look(hidden=True)}
    write = getattr(files, f"write_{kind}")
    book = read(write(tmp_path / "a", {NAME: ROWS, "Nháp": [["x"]]}, looks))
    shown, draft = book.sheets
    assert shown.merged == ((0, 0, 0, 3),)
    assert (shown.hidden, draft.hidden) == (False, True)
    assert shown.hidden_rows == {3}
    assert shown.hidden_columns == {2}


def test_a_hidden_sheet_of_a_binary_workbook(tmp_path):
    book = read(files.write_xlsb(tmp_path / "a", {NAME: ROWS, "Nháp": [["x"]]}, hidden=["Nháp"]))
    assert [sheet.hidden for sheet in book.sheets] == [False, True]


@pytest.mark.parametrize("name", ["base", "any_sheets"])
def test_a_binary_workbook_that_excel_itself_wrote(name):
    """Files that Excel saved, of the project python-calamine; samples/LICENSE is theirs."""
    twin = read(SAMPLES / f"{name}.xlsx")
    book = read(SAMPLES / f"{name}.xlsb")
    assert book.kind == "xlsb"
    assert [sheet.name for sheet in book.sheets] == [sheet.name for sheet in twin.sheets]
    assert [cells(book, n) for n in range(len(book.sheets))] == [
        cells(twin, n) for n in range(len(twin.sheets))
    ]
    if name == "base":
        assert cells(book)[1][:6] == ["String", "1", "1.1", "true", "false", "2010-10-10"]
    else:
        assert cells(book)[:3] == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_binary_workbook_that_excel_protected():
    with pytest.raises(Problem) as raised:
        read(SAMPLES / "password.xlsb")
    assert raised.value.key == "error.file_protected"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_percentages_days_and_truths(tmp_path, kind):
    row = [Percent(0.764), Percent(0.07), dt.date(2026, 10, 10), True, 0.764]
    sheet = read(getattr(files, f"write_{kind}")(tmp_path / "a", {NAME: [row]})).sheets[0]
    assert window(sheet, 0, 0) == [["76.4%", "7%", "2026-10-10", "true", "0.764"]]
    assert [sheet.kind(0, n) for n in range(5)] == [TEXT, TEXT, DAY, TRUTH, NUMBER]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (86.98, "86.98"),
        (7.0, "7"),
        (0.1 + 0.2, "0.3"),
        (86.97999999999999, "86.98"),
        (-0.05, "-0.05"),
        (1e-7, "0.0000001"),
        (123456789012345.0, "123456789012345"),
        (1e20, "100000000000000000000"),
    ],
)
def test_a_number_has_the_digits_that_the_sheet_shows(tmp_path, value, text):
    book = read(files.write_xlsx(tmp_path / "a", {NAME: [[value]]}))
    assert cells(book) == [[text]]
    assert book.sheets[0].kind(0, 0) == NUMBER


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_without_a_kept_result_is_found(tmp_path, kind):
    rows = [["a", 1], ["b", Formula("=B1*2", 2)], [None, None, Formula("=SUM(B1:B2)")]]
    sheet = read(getattr(files, f"write_{kind}")(tmp_path / "a", {NAME: rows})).sheets[0]
    assert sheet.no_cached_value == ((2, 2),)
    assert (sheet.height, sheet.width) == (3, 3)
    assert sheet.text(1, 1) == "2"


def test_a_formula_whose_result_is_an_empty_text_has_one(tmp_path):
    path = files.write_xlsx(tmp_path / "a", {NAME: [["x", Formula('=""', "y")]]})
    files.replace_in_part(path, "xl/worksheets/sheet1.xml", b"<v>y</v>", b"<v></v>")
    assert read(path).sheets[0].no_cached_value == ()


def test_a_zero_counts_for_nothing_where_the_workbook_was_never_calculated(tmp_path):
    """XlsxWriter, openpyxl and others write 0, or nothing, and ask Excel to calculate."""
    path = files.write_xlsx(tmp_path / "a", {NAME: [[1, Formula("=A1", 0), Formula("=A1", 1)]]})
    assert read(path).sheets[0].no_cached_value == ()
    asks = files.CALCULATED_ON_LOAD + b"/>"
    files.replace_in_part(path, "xl/workbook.xml", b' calcId="124519"/>', asks)
    assert read(path).sheets[0].no_cached_value == ((0, 1),)


def test_a_prefix_before_every_element_changes_nothing(tmp_path):
    """Files written with Microsoft's Open XML library say <x:c> for <c>."""
    rows = [["a", Formula("=A1")], [Percent(0.5), 2.5]]
    path = files.write_xlsx(tmp_path / "a", {NAME: rows}, {NAME: Look(hidden_rows=[1])})
    part = "xl/worksheets/sheet1.xml"
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"f", b"v"):
        for end in (b" ", b">"):
            files.replace_in_part(path, part, b"<" + tag + end, b"<x:" + tag + end)
        files.replace_in_part(path, part, b"</" + tag + b">", b"</x:" + tag + b">")
    files.replace_in_part(path, part, b" xmlns=", b" xmlns:x=")
    sheet = read(path).sheets[0]
    assert window(sheet, 0, 1) == [["a", None], ["50%", "2.5"]]
    assert sheet.no_cached_value == ((0, 1),)
    assert sheet.hidden_rows == {1}


def test_cells_without_an_address_are_counted(tmp_path):
    rows = [["x", 1, Formula("=B1")], ["y", Formula("=B1"), 2]]
    path = files.write_xlsx(tmp_path / "a", {NAME: rows})
    for address in ("A1", "B1", "C1", "A2", "B2", "C2"):
        cell = f' r="{address}"'.encode()
        files.replace_in_part(path, "xl/worksheets/sheet1.xml", cell, b"")
    for row in (b"1", b"2"):
        files.replace_in_part(path, "xl/worksheets/sheet1.xml", b'<row r="' + row + b'"', b"<row")
    assert read(path).sheets[0].no_cached_value == ((0, 2), (1, 1))


def test_a_formula_of_an_old_workbook_that_was_never_calculated(tmp_path):
    """xlwt writes an empty text as the result of every formula."""
    path = files.write_xls(tmp_path / "a", {NAME: [["x", 1, Formula("=B1*2")], [Percent(0.5), 0]]})
    assert read(path).sheets[0].no_cached_value == ((0, 2),)
    content = path.read_bytes()
    blank = b"\x03" + bytes(5) + b"\xff\xff" + bytes(2)
    assert content.count(blank) == 1
    # Others write 0 and "calculate on opening".
    path.write_bytes(content.replace(blank, bytes(8) + b"\x02\x00"))
    assert read(path).sheets[0].no_cached_value == ((0, 2),)
    path.write_bytes(content.replace(blank, struct.pack("<d", 2) + b"\x02\x00"))
    sheet = read(path).sheets[0]
    assert sheet.no_cached_value == ()
    assert window(sheet, 0, 1) == [["x", "1", "2"], ["50%", "0", None]]


def test_a_long_old_workbook(tmp_path):
    """Long enough for its stream to stand in sectors of its own."""
    rows = [[n, f"Tỉnh {n}", Percent(0.25)] for n in range(5000)]
    path = files.write_xls(tmp_path / "a", {"A": rows, "B": rows}, {"B": Look(hidden_rows=[4000])})
    book = read(path)
    assert book.sheet("B").text(4999, 2) == "25%"
    assert book.sheet("B").hidden_rows == {4000}


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_keeps_its_text(tmp_path, error):
    path = files.write_xlsx(tmp_path / "a", {NAME: [["x", Formula("=1/0", error)]]})
    sheet = read(path).sheets[0]
    assert (sheet.text(0, 1), sheet.kind(0, 1)) == (error, ERROR)
    assert sheet.no_cached_value == ()


def test_the_marks_of_a_sheet_longer_than_a_piece(tmp_path):
    """The XML is searched in pieces; a mark behind the first one stands where it stands."""
    rows = [[n, f"Đắk Lắk {n}", n / 100, Percent(0.5)] for n in range(20_000)]
    rows += [["cuối", Formula("=1"), Formula("=1/0", "#DIV/0!")]]
    path = files.write_xlsx(tmp_path / "a", {NAME: rows}, {NAME: Look(hidden_rows=[19_999])})
    sheet = read(path).sheets[0]
    assert sheet.height == 20_001
    assert sheet.no_cached_value == ((20_000, 1),)
    assert sheet.text(20_000, 2) == "#DIV/0!"
    assert sheet.hidden_rows == {19_999}
    assert sheet.text(19_998, 3) == "50%"


def test_a_macro_workbook_is_read_and_says_so(tmp_path):
    book = read(files.write_xlsx(tmp_path / "a.xlsm", {NAME: ROWS}, macro=True))
    assert cells(book) == CELLS
    assert [remark.key for remark in book.remarks] == ["macros_ignored"]


def test_where_the_table_does_not_begin_in_the_corner(tmp_path):
    for kind in ("xlsx", "xls", "ods"):
        book = read(getattr(files, f"write_{kind}")(tmp_path / kind, {NAME: [[], [None, "B2"]]}))
        assert cells(book) == [[None, None], [None, "B2"]]


def test_opendocument_values_are_those_that_calamine_reads(tmp_path):
    path = files.write_ods(tmp_path / "a.ods", {NAME: ROWS})
    theirs = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    told = [
        [f"{cell:g}" if isinstance(cell, float) else cell or None for cell in row]
        for row in theirs.to_python(skip_empty_area=False)
    ]
    assert told == cells(read(path))


def test_opendocument_repeats_notes_and_breaks(tmp_path):
    path = files.write_ods(tmp_path / "a.ods", {NAME: [["MARK", "b"]]})
    marked = (
        b'<table:table-cell office:value-type="string"><text:p>MARK</text:p></table:table-cell>'
    )
    rich = (
        b'<table:table-cell office:value-type="string" table:number-columns-repeated="2">'
        b"<office:annotation><text:p>note</text:p></office:annotation>"
        b'<text:p>Ti<text:span>\xc3\xaa</text:span>u<text:s text:c="3"/>ch\xc3\xad</text:p>'
        b"<text:p>hai</text:p></table:table-cell>"
        b'<table:table-cell table:number-columns-repeated="3"/>'
    )
    files.replace_in_part(path, "content.xml", marked, rich)
    tail = (
        b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        b'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    files.replace_in_part(path, "content.xml", b"</table:table>", tail)
    assert cells(read(path)) == [["Tiêu chí hai", "Tiêu chí hai", None, None, None, "b"]]


@pytest.mark.parametrize("name", ["A & B <1>", "Bản 'nháp' 2", "Tha\u0301ng 10", "Tháng  10"])
def test_marks_find_their_sheet_whatever_its_name(tmp_path, name):
    book = read(files.write_xlsx(tmp_path / "a", {"Một": [[1]], name: [["x", Formula("=1")]]}))
    assert book.sheets[1].no_cached_value == ((0, 1),)
    assert book.sheets[1].name == unicodedata.normalize("NFC", name).replace("  ", " ")


# --- Text ---


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"]
)
@pytest.mark.parametrize("padded", [True, False])
def test_text_in_every_encoding_and_form(tmp_path, separator, encoding, padded):
    path = files.write_csv(
        tmp_path / "a.txt", ROWS, separator=separator, encoding=encoding, padded=padded
    )
    book = read(path)
    assert book.kind == "csv"
    assert cells(book) == CELLS
    assert book.sheets[0].lines.to_pylist() == [1, 2, 3, 4]
    assert [remark.key for remark in book.remarks] == ["encoding"] * (encoding == "cp1258")


IN_UNICODE = [
    ["Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"],
    *(["Đồng Tháp", "65,5", "1"], ["Hưng Yên", "64,5", "2"], ["Đắk Lắk", "63,5", "3"]),
    *(["Quảng Trị", "62,5", "4"], ["Cần Thơ", "61,5", "5"], ["Thừa Thiên Huế", "60,5", "6"]),
]
# The same as typed in fonts of the time before Unicode.
NAMES_BEFORE = {
    "TCVN3": (
        *("TØnh, thµnh phè", "Tæng ®iÓm", "XÕp h¹ng", "§ång Th¸p", "H\xadng Yªn", "§¾k L¾k"),
        *("Qu¶ng TrÞ", "CÇn Th¬", "Thõa Thiªn HuÕ"),
    ),
    "VNI": (
        *("Tænh, thaønh phoá", "Toång ñieåm", "Xeáp haïng", "Ñoàng Thaùp", "Höng Yeân"),
        *("Ñaék Laék", "Quaûng Trò", "Caàn Thô", "Thöøa Thieân Hueá"),
    ),
}


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI"])
@pytest.mark.parametrize("kind", ["xlsx", "utf-8", "latin-1"])
def test_letters_of_before_unicode(tmp_path, encoding, kind):
    head, names = NAMES_BEFORE[encoding][:3], NAMES_BEFORE[encoding][3:]
    rows = [list(head)]
    rows += [[name, *row[1:]] for name, row in zip(names, IN_UNICODE[1:], strict=True)]
    if kind == "xlsx":
        book = read(files.write_xlsx(tmp_path / "a.xlsx", {"766": rows}))
    else:
        written = "\n".join("\t".join(row) for row in rows)
        (tmp_path / "a.csv").write_bytes(written.encode(kind))
        book = read(tmp_path / "a.csv")
    assert cells(book) == IN_UNICODE
    assert [remark.values for remark in book.remarks] == [(("encoding", encoding),)]


def test_of_a_file_with_old_letters_what_is_in_unicode_stays(tmp_path):
    rows = [["§ång Th¸p"], ["H\xadng Yªn"], ["§¾k L¾k"], ["Cà Mau"], ["Hà Nội"]]
    book = read(files.write_xlsx(tmp_path / "a.xlsx", {"766": rows}))
    names = [row[0] for row in cells(book)]
    assert names == ["Đồng Tháp", "Hưng Yên", "Đắk Lắk", "Cà Mau", "Hà Nội"]


@pytest.mark.parametrize("rows", [[["Thừa Thiên Huế"], ["65,5 ±1"], ["a × b"], ["15 µg"]], ROWS])
def test_letters_of_today_are_left_alone(tmp_path, rows):
    assert read(files.write_xlsx(tmp_path / "a.xlsx", {"766": rows})).remarks == ()


def test_decimal_commas_between_semicolons(tmp_path):
    rows = [["Tỉnh", "Điểm", "Hạng"], ["Đắk Lắk", 65.49, 7], ["Thái Nguyên", 63.97, 10]]
    path = files.write_csv(tmp_path / "a", rows, separator=";", decimal_comma=True)
    assert cells(read(path))[1] == ["Đắk Lắk", "65,49", "7"]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_columns_of_decimal_commas_do_not_make_the_comma_a_separator(tmp_path, count):
    rows = [["Tỉnh", *["Điểm"] * count], *[["Huế", *[60.5] * count] for _ in range(9)]]
    path = files.write_csv(tmp_path / "a", rows, separator=";", decimal_comma=True)
    assert cells(read(path))[1] == ["Huế", *["60,5"] * count]


def test_quoted_cells_and_the_lines_on_which_rows_begin(tmp_path):
    content = 'Tỉnh,Điểm\n\n"Đắk\nLắk","65,49"\n"Huế ""cố đô""",64\n'
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    sheet = read(path).sheets[0]
    assert window(sheet, 0, 9) == [["Tỉnh", "Điểm"], ["Đắk Lắk", "65,49"], ['Huế "cố đô"', "64"]]
    assert sheet.lines.to_pylist() == [1, 3, 5]


def test_the_hint_of_a_separator_is_no_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\r\nTỉnh;Điểm\r\nHuế;64,0\r\n", encoding="utf-8-sig", newline="")
    sheet = read(path).sheets[0]
    assert window(sheet, 0, 9) == [["Tỉnh", "Điểm"], ["Huế", "64,0"]]
    assert sheet.lines.to_pylist() == [2, 3]


def test_one_column_is_a_table_too(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Tỉnh\nĐắk Lắk\nHuế\n", encoding="utf-8")
    assert cells(read(path)) == [["Tỉnh"], ["Đắk Lắk"], ["Huế"]]


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("ragged", [False, True])
def test_a_large_text_is_read_like_a_small_one(tmp_path, monkeypatch, quoted, ragged):
    from rankings.ingest.reading import delimited

    name = '"Đắk\nLắk "' if quoted else " Đa\u0306\u0301k  Lắk\u200b"
    lines = ["Bảng xếp hạng", "", "STT,Tỉnh,Điểm"]
    lines += [f"{n},{name},{n}.5" for n in range(3000)]
    if ragged:
        lines[1500] += ",thừa"
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    small = read(path).sheets[0]
    monkeypatch.setattr(delimited, "LARGE", 1)
    large = read(path).sheets[0]
    assert window(large, 0, 5000) == window(small, 0, 5000)
    assert large.lines.equals(small.lines)
    assert [k.to_pylist() for k in large.kinds] == [k.to_pylist() for k in small.kinds]
    assert (large.width == 4) == ragged
    used = delimited._read_large(
        path.read_bytes(), delimited._form(path.read_bytes()), "a", Limits(), "a"
    )
    assert (used is None) == ragged, "Arrow takes what has one width, row by row the rest."


def test_large_text_with_the_line_ends_of_an_old_mac(tmp_path, monkeypatch):
    from rankings.ingest.reading import delimited

    monkeypatch.setattr(delimited, "LARGE", 1)
    path = tmp_path / "a.csv"
    path.write_bytes("Tỉnh,Điểm\rĐắk Lắk,65\rHuế,64\r".encode())
    assert cells(read(path)) == [["Tỉnh", "Điểm"], ["Đắk Lắk", "65"], ["Huế", "64"]]


# --- Data ---


def test_json_with_a_list_of_objects_in_it(tmp_path):
    province = {
        "departmentName": "UBND tỉnh Đắk Lắk",
        "departmentCode": "H61",
        "totalScore": 65.49,
        "scores": {"CKMB": 13.5, "SHHS": None},
        "rank": 7,
    }
    said = {"date": "2026-10-10", "provinces": [province, {"departmentName": "Huế", "x": True}]}
    book = read(files.write_json(tmp_path / "a", said))
    sheet = book.sheet("provinces")
    names = ["departmentName", "departmentCode", "totalScore", "scores.CKMB", "scores.SHHS"]
    assert window(sheet, 0, 9) == [
        ["date", "2026-10-10", None, None, None, None, None],
        [None] * 7,
        [*names, "rank", "x"],
        ["UBND tỉnh Đắk Lắk", "H61", "65.49", "13.5", None, "7", None],
        ["Huế", None, None, None, None, None, "true"],
    ]
    assert [sheet.kind(3, n) for n in (1, 2, 4, 5)] == [TEXT, NUMBER, EMPTY, NUMBER]
    assert sheet.kind(4, 6) == TRUTH


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        (
            {
                "Đắk Lắk": {"score": 85.1, "rank": 1},
                "Huế": {"score": 84},
                "Gia Lai": {"score": None},
            },
            [["name", "score", "rank"], ["Đắk Lắk", "85.1", "1"], ["Huế", "84", None]],
        ),
        (
            {"Đắk Lắk": 85.1, "Huế": "84,5", "Gia Lai": None},
            [["name", "value"], ["Đắk Lắk", "85.1"], ["Huế", "84,5"]],
        ),
        ({"H15": 85.1, "H57": 84, "H21": 3}, [["name", "value"], ["H15", "85.1"], ["H57", "84"]]),
    ],
)
@pytest.mark.parametrize("within", [False, True])
def test_json_keyed_by_name(tmp_path, said, rows, within):
    whole = {"date": "2026-10-09", "data": said} if within else said
    sheet = read(files.write_json(tmp_path / "a", whole)).sheets[0]
    above = 2 if within else 0
    assert window(sheet, above, above + 2) == rows
    assert sheet.height == above + 4


@pytest.mark.parametrize(
    "said",
    [
        {"score": 85.1, "rank": 1, "year": 2026},
        {"Tiêu đề": "Chỉ số 766", "Ngày": "9/10", "Nguồn": "Cổng"},
        {"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 3}},
        {"Đắk Lắk": 85.1, "Huế": 84},
    ],
)
def test_json_of_fields_is_no_table_by_name(tmp_path, said):
    with pytest.raises(Problem) as raised:
        read(files.write_json(tmp_path / "a", said))
    assert raised.value.key == "error.file_no_table"


def test_json_numbers_keep_their_digits(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"a": 86.90, "b": 7.0, "c": 1e3, "d": 12345678901234567890, "e": NaN}]')
    sheet = read(path).sheets[0]
    assert window(sheet, 1, 1) == [["86.90", "7.0", "1000", "12345678901234567890", "NaN"]]
    assert sheet.kind(1, 4) == ERROR


def test_json_shows_a_name_that_stands_twice(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"score": 1, "score": 2}]')
    assert cells(read(path)) == [["score", "score"], ["1", "2"]]


def test_json_of_several_lists_deep_down(tmp_path):
    said = {"a": {"b": {"rows": [{"x": 1}]}}, "c": [{"y": 2}], "d": [1, 2]}
    book = read(files.write_json(tmp_path / "a", said))
    assert [sheet.name for sheet in book.sheets] == ["a.b.rows", "c"]


PARTS = [{"name": "Công khai", "score": 17.1}, {"name": "Tiến độ", "score": 19}]


@pytest.mark.parametrize(
    ("said", "columns", "row"),
    [
        (
            PARTS,
            ["components / Công khai / score", "components / Tiến độ / score"],
            ["17.1", "19"],
        ),
        (
            # A code beside the name is a field of the part; the words of the name name it.
            [{"code": "CKMB", "name": "Công khai", "score": 17.1}],
            ["components / Công khai / code", "components / Công khai / score"],
            ["CKMB", "17.1"],
        ),
        (
            [{"name": "I", "parts": [{"name": "1", "score": 2}, {"name": "x", "score": 3}]}],
            ["components / I / parts"],
            ["1, 2; x, 3"],
        ),
        # Without a name for each, and of units within a unit: the figures are seen, in one cell.
        ([{"score": 17.1}, {"score": 19}], ["components"], ["17.1; 19"]),
        ([{"name": "I", "score": 1}, {"name": "I", "score": 2}], ["components"], ["I, 1; I, 2"]),
        ([{"province": "Huế", "score": 1}], ["components"], ["Huế, 1"]),
        ([17.1, 19], ["components"], ["17.1; 19"]),
    ],
)
def test_json_parts_in_a_list_become_columns(tmp_path, said, columns, row):
    rows = [{"province": "Đắk Lắk", "components": said}]
    read_cells = cells(read(files.write_json(tmp_path / "a", rows)))
    assert read_cells == [["province", *columns], ["Đắk Lắk", *row]]


def test_json_list_of_tables_is_a_sheet_for_each(tmp_path):
    rows = [{"province": "Đắk Lắk", "score": 85}, {"province": "Huế", "score": 84}]
    said = [{"month": 10, "rows": rows}, {"month": 11, "rows": rows[:1]}]
    book = read(files.write_json(tmp_path / "a", said))
    assert [sheet.name for sheet in book.sheets] == ["1.rows", "2.rows"]
    assert window(book.sheets[1], 0, 3) == [
        ["2.month", "11"],
        [None, None],
        ["province", "score"],
        ["Đắk Lắk", "85"],
    ]


def test_json_rows_that_are_lists_and_a_table_deep_down(tmp_path):
    said = {
        "plain": [["Tỉnh", "Điểm"], ["Đắk Lắk", 85.1]],
        "a": {"b": {"c": {"d": {"e": {"rows": [{"x": 1}]}}}}},
    }
    plain, deep = read(files.write_json(tmp_path / "a", said)).sheets
    assert window(plain, 0, 9) == [["Tỉnh", "Điểm"], ["Đắk Lắk", "85.1"]]
    assert deep.name == "a.b.c.d.e.rows"


def test_parquet(tmp_path):
    columns = {
        "Tỉnh": ["Đắk Lắk", None],
        "Điểm": pa.array([65.49, 7], pa.float32()),
        "PII": [34.8, None],
        "Hạng": pa.array([7, None], pa.int16()),
        "Ngày": [dt.date(2026, 10, 10), None],
        "Nhóm": pa.array(["a", "b"]).dictionary_encode(),
    }
    sheet = read(files.write_parquet(tmp_path / "a", columns)).sheets[0]
    assert window(sheet, 0, 9) == [
        list(columns),
        ["Đắk Lắk", "65.49", "34.8", "7", "2026-10-10", "a"],
        [None, "7", None, None, None, "b"],
    ]
    assert [sheet.kind(1, n) for n in range(5)] == [TEXT, NUMBER, NUMBER, NUMBER, DAY]


# --- Documents ---


def test_tables_of_a_word_document(tmp_path):
    first = (["Báo cáo", "Ngày 10/10/2026"], ROWS[1:])
    look = Look(merged=[(0, 0, 0, 1), (1, 1, 2, 1)])
    book = read(files.write_docx(tmp_path / "a", [first, (["Bảng 2"], ROWS[1:])], [look]))
    assert (book.kind, book.needs_confirmation) == ("docx", True)
    one, two = book.sheets
    assert window(one, 0, 3) == [
        ["Báo cáo", None, None, None],
        ["Ngày 10/10/2026", None, None, None],
        ["STT", None, "Tổng điểm", "Số hóa hồ sơ"],
        ["7", "UBND tỉnh Đắk Lắk", "65,49", "9,08"],
    ]
    assert one.merged == ((2, 0, 2, 1), (3, 1, 4, 1))
    assert one.text(4, 1) is None
    assert two.text(0, 0) == "Bảng 2"
    assert one.name != two.name


def test_paragraphs_below_the_last_table_of_a_word_document_are_its_notes(tmp_path):
    path = files.write_docx(tmp_path / "a", [(["Bảng 1"], ROWS), (["Bảng 2"], ROWS)])
    document = docx.Document(str(path))
    document.add_paragraph("Ghi chú: số liệu từ ngày 01/01/2026 đến ngày 09/10/2026.")
    document.save(str(path))
    first, second = (cells(read(path), sheet) for sheet in range(2))
    assert len(first) == 1 + len(ROWS)
    assert second[-1][0] == "Ghi chú: số liệu từ ngày 01/01/2026 đến ngày 09/10/2026."


def test_a_pdf_table_is_joined_across_pages(tmp_path):
    header, *body = ROWS[1:]
    more = [[n, f"Tỉnh {n}", 50.25, 1] for n in range(11, 15)]
    pages = [(["Kết quả tháng 10"], [header, *body]), (["2"], [header, *more])]
    book = read(files.write_pdf(tmp_path / "a", pages))
    assert (book.kind, book.needs_confirmation) == ("pdf", True)
    (sheet,) = book.sheets
    assert sheet.height == 1 + 1 + 2 + 4
    assert window(sheet, 0, 2) == [
        ["Kết quả tháng 10", None, None, None],
        ["STT", "Tỉnh, thành phố", "Tổng điểm", "Số hóa hồ sơ"],
        ["7", "UBND tỉnh Đắk Lắk", "65,49", "9,08"],
    ]


def test_a_running_header_does_not_part_a_pdf_table(tmp_path):
    header, *body = ROWS[1:]
    pages = [(["Biểu 1"], [header, *body]), (["Biểu 1"], [[11, "Huế", 50.25, 1]])]
    (sheet,) = read(files.write_pdf(tmp_path / "a", pages)).sheets
    assert window(sheet, 4, 9) == [["11", "Huế", "50,25", "1"]]


def test_two_pdf_tables_of_their_own_stay_two(tmp_path):
    pages = [(["Chỉ số 766"], ROWS[1:]), (["Chỉ số DTI"], [["A", "B", "C", "D"], *ROWS[2:]])]
    assert len(read(files.write_pdf(tmp_path / "a", pages)).sheets) == 2


def test_a_pdf_table_without_rules(tmp_path):
    path = files.write_pdf(tmp_path / "a", [(["Kết quả tháng 10"], ROWS[1:])], ruled=False)
    rows = cells(read(path))
    assert ["7", "UBND tỉnh Đắk Lắk", "65,49", "9,08"] in rows
    assert ["STT", "Tỉnh, thành phố", "Tổng điểm", "Số hóa hồ sơ"] in rows


@pytest.mark.parametrize("lines", ["none", "frame", "heads"])
def test_a_pdf_table_whose_figures_stand_beside_their_headings(tmp_path, lines):
    """Numbers on the right of a narrow heading; lines round the whole or the headings at most."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(TTFont("Source", str(files.FONT)))
    page = canvas.Canvas(str(tmp_path / "a"))
    page.setFont("Source", 9)
    page.drawString(60, 780, "Chỉ số PCI năm 2025")
    for x, *words in ((60, "Tỉnh,", "thành phố"), (200, "Điểm", "PCI"), (320, "Xếp", "hạng")):
        for y, word in zip((750, 738), words, strict=True):
            page.drawString(x, y, word)
    names = ["Đắk Lắk", "Gia Lai", "Lâm Đồng", "Huế", "Cà Mau"]
    for at, name in enumerate(names):
        y = 720 - 14 * at
        page.drawString(60, y, name)
        page.drawRightString(280, y, f"{73 - at},25")
        page.drawRightString(420, y, str(at + 1))
    if lines == "frame":
        page.rect(50, 640, 400, 130)
    elif lines == "heads":
        page.grid([50, 190, 310, 450], [733, 770])
    page.save()
    rows = cells(read(tmp_path / "a"))
    assert rows[-5:] == [[name, f"{73 - at},25", str(at + 1)] for at, name in enumerate(names)]
    assert rows[-6] == ["thành phố", "PCI", "hạng"]


def test_a_web_page_that_calls_itself_a_workbook(tmp_path):
    path = tmp_path / "bao-cao.xls"
    path.write_text(
        "<html><style>td{}</style><body><h3>Tháng 10</h3><table border=1>"
        "<tr><th rowspan=2>Tỉnh<th colspan=2>Điểm</tr><tr><th>A<th>B</tr>"
        "<tr><td>Đắk&nbsp;L&#7855;k<td>65,49<td>9,08</table></body></html>",
        encoding="utf-8",
    )
    book = read(path)
    assert (book.kind, book.needs_confirmation) == ("html", True)
    assert cells(book) == [
        ["Tháng 10", None, None],
        ["Tỉnh", "Điểm", None],
        [None, "A", "B"],
        ["Đắk Lắk", "65,49", "9,08"],
    ]
    assert book.sheets[0].merged == ((1, 0, 2, 0), (1, 1, 1, 2))


# --- Pasted ---


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh\tĐiểm\r\nĐắk Lắk\t65,49\r\n",
        "Tỉnh      Điểm\nĐắk Lắk   65,49",
        "Tỉnh;Điểm\nĐắk Lắk;65,49\n",
        '"Tỉnh"\tĐiểm\n"Đắk\nLắk"\t65,49\n',
    ],
)
def test_a_pasted_block(text):
    book = reading.read_pasted(text)
    assert book.kind == "pasted"
    assert cells(book) == [["Tỉnh", "Điểm"], ["Đắk Lắk", "65,49"]]


def test_a_quotation_mark_inside_pasted_text_is_text():
    assert cells(reading.read_pasted('a\t5" x\nb\t"c')) == [["a", '5" x'], ["b", '"c']]


def test_the_markup_of_a_pasted_page_tells_cells_best():
    html = "<table><tr><td>Đắk Lắk</td><td>65,49</td></tr></table>"
    assert cells(reading.read_pasted("Đắk Lắk 65,49", html=html)) == [["Đắk Lắk", "65,49"]]
    assert cells(reading.read_pasted("a\tb", html="<p>a b</p>")) == [["a", "b"]]


def test_markup_that_cannot_be_followed_leaves_the_text():
    html = "<table><tr><td><![what]>"
    assert cells(reading.read_pasted("a\tb", html=html)) == [["a", "b"]]


# --- Of all kinds ---


def test_text_is_normalised_and_its_ends_trimmed(tmp_path):
    spoilt = unicodedata.normalize("NFD", " \ufeffĐắk\u00a0\n Lắk\u200b\x00 ")
    for path in (
        files.write_csv(tmp_path / "a.csv", [["x", "y"], [spoilt, 1]]),
        files.write_json(tmp_path / "a.json", [{"x": spoilt}]),
    ):
        sheet = read(path).sheets[0]
        assert sheet.text(1, 0) == "Đắk Lắk"


def test_the_hash_is_that_of_the_bytes(tmp_path):
    import hashlib

    path = files.write_xlsx(tmp_path / "a", {NAME: ROWS})
    book = read(path)
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert book.size == path.stat().st_size


def write_struck(path: Path, *, inline: bool) -> Path:
    """A workbook with a figure struck in part, one as a whole, and a row that is."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": inline}) as made:
        struck, plain = made.add_format({"font_strikeout": True}), made.add_format({"bold": True})
        page = made.add_worksheet("766")
        page.write_row(0, 0, ["Tỉnh", "Tổng điểm", "Hạng"])
        page.write_string(1, 0, "Đắk Lắk")
        page.write_number(1, 1, 65.49)
        page.write_rich_string(1, 2, struck, "1", plain, "7")
        page.write_string(2, 0, "Huế")
        page.write_number(2, 1, 64.5, struck)
        page.write_rich_string(2, 2, "hạng ", plain, "8")
        page.write_row(3, 0, ["Lào Cai", 60.25, 9], struck)
        page.write_blank(4, 0, None, struck)
    return path


@pytest.mark.parametrize("inline", [False, True])
def test_what_is_struck_through_is_not_read_and_told(tmp_path, inline):
    book = read(write_struck(tmp_path / "a.xlsx", inline=inline))
    rows = [["Đắk Lắk", "65.49", "7"], ["Huế", None, "hạng 8"], [None, None, None]]
    assert cells(book)[1:] == rows[: len(cells(book)) - 1]
    through = [(1, 2, "1"), (2, 1, "64.5"), (3, 0, "Lào Cai"), (3, 1, "60.25"), (3, 2, "9")]
    assert list(book.sheets[0].struck) == through


def write_struck_xls(path: Path, *, many: int = 0) -> Path:
    """The same workbook in the format of Excel 97. many: so many shared texts before it."""
    import xlwt

    made = xlwt.Workbook(encoding="utf-8")
    page = made.add_sheet("766")
    for number in range(many):
        page.write(
            number, 5, f"Ghi chú số {number} của tỉnh Đắk Lắk" if number % 2 else f"n{number}"
        )
    struck, bold = xlwt.easyfont("struck_out true"), xlwt.easyfont("bold true")
    through = xlwt.easyxf("font: struck_out true")
    for column, head in enumerate(["Tỉnh", "Tổng điểm", "Hạng"]):
        page.write(0, column, head)
    page.write(1, 0, "Đắk Lắk")
    page.write(1, 1, 65.49)
    page.write_rich_text(1, 2, [("1", struck), ("7", bold)])
    page.write(2, 0, "Huế")
    page.write(2, 1, 64.5, through)
    page.write_rich_text(2, 2, ["hạng ", ("8", bold)])
    for column, cell in enumerate(["Lào Cai", 60.25, 9]):
        page.write(3, column, cell, through)
    made.save(str(path))
    return path


def write_struck_xlsb(path: Path) -> Path:
    """The same in binary records: fonts, styles and shared texts as [MS-XLSB] has them."""
    fonts = [struct.pack("<HH", 220, strike) + bytes(17) for strike in (0, 0x08)]
    styles = b"".join(
        [
            *(files.record(43, font) for font in fonts),
            files.record(617, struct.pack("<I", 2)),
            *(files.record(47, struct.pack("<HHH", 0, 0, font) + bytes(10)) for font in (0, 1)),
            files.record(618),
        ]
    )

    def rich(text: str, runs: list[tuple[int, int]]) -> bytes:
        starts = b"".join(struct.pack("<HH", *run) for run in runs)
        return b"\x01" + files.wide(text) + struct.pack("<I", len(runs)) + starts

    texts = [rich("17", [(0, 1), (1, 0)]), rich("hạng 8", [(5, 0)])]
    shared = b"".join(
        [
            files.record(159, struct.pack("<II", 2, 2)),
            *(files.record(19, text) for text in texts),
            files.record(160),
        ]
    )
    rows = [
        ["Tỉnh", "Tổng điểm", "Hạng"],
        ["Đắk Lắk", 65.49, files.Shared(0)],
        ["Huế", files.Styled(64.5, 1), files.Shared(1)],
        [files.Styled(cell, 1) for cell in ("Lào Cai", 60.25, 9)],
    ]
    files.write_xlsb(path, {"766": rows})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/sharedStrings.bin", shared)
    return path


def write_struck_ods(path: Path) -> Path:
    """The same as an OpenDocument; the last row by the style of its row, and of a parent style."""
    from odf import opendocument, style, table
    from odf import text as words

    made = opendocument.OpenDocumentSpreadsheet()
    parent = style.Style(name="through", family="table-cell")
    parent.addElement(style.TextProperties(textlinethroughstyle="solid"))
    child = style.Style(name="child", family="table-cell", parentstylename=parent)
    bold = style.Style(name="bold", family="text")
    bold.addElement(style.TextProperties(fontweight="bold"))
    letters = style.Style(name="letters", family="text")
    letters.addElement(style.TextProperties(textlinethroughtype="single"))
    made.styles.addElement(parent)
    for each in (child, bold, letters):
        made.automaticstyles.addElement(each)

    def cell(*parts: tuple[str, object], value: float | None = None, look: object = None):
        facts = {"stylename": look} if look is not None else {}
        kind = {"valuetype": "string"} if value is None else {"valuetype": "float", "value": value}
        written = table.TableCell(**kind, **facts)
        line = words.P()
        for part, style_of in parts:
            named = {"stylename": style_of} if style_of is not None else {}
            line.addElement(words.Span(text=part, **named))
        written.addElement(line)
        return written

    rows = [
        (None, [cell((head, None)) for head in ("Tỉnh", "Tổng điểm", "Hạng")]),
        (
            None,
            [
                cell(("Đắk Lắk", None)),
                cell(("65,49", None), value=65.49),
                cell(("1", letters), ("7", bold)),
            ],
        ),
        (
            None,
            [
                cell(("Huế", None)),
                cell(("64,5", None), value=64.5, look=child),
                cell(("hạng ", None), ("8", bold)),
            ],
        ),
        (
            child,
            [
                cell(("Lào Cai", None)),
                cell(("60.25", None), value=60.25),
                cell(("9", bold), value=9),
            ],
        ),
    ]
    sheet = table.Table(name="766")
    for look, cells_of in rows:
        facts = {"defaultcellstylename": look} if look is not None else {}
        line = table.TableRow(**facts)
        for each in cells_of:
            line.addElement(each)
        sheet.addElement(line)
    made.spreadsheet.addElement(sheet)
    made.save(str(path))
    return path


STRUCK = {"xls": write_struck_xls, "xlsb": write_struck_xlsb, "ods": write_struck_ods}


@pytest.mark.parametrize("kind", STRUCK)
def test_what_is_struck_through_is_not_read_in_other_workbooks_either(tmp_path, kind):
    book = read(STRUCK[kind](tmp_path / f"a.{kind}"))
    assert book.kind == kind
    rows = [["Đắk Lắk", "65.49", "7"], ["Huế", None, "hạng 8"], [None, None, None]]
    # Empty rows at the end are no part of a sheet.
    assert cells(book)[1:] == rows[: len(cells(book)) - 1]
    through = [place[:2] for place in book.sheets[0].struck]
    assert through == [(1, 2), (2, 1), (3, 0), (3, 1), (3, 2)]
    told = [text.replace(",", ".") for *_, text in book.sheets[0].struck]
    assert told == ["1", "64.5", "Lào Cai", "60.25", "9"]


def test_shared_texts_of_an_xls_are_read_over_the_ends_of_its_records(tmp_path):
    """A record holds 8,224 bytes: 600 texts need several, cut in the middle of a text."""
    sheet = read(write_struck_xls(tmp_path / "a.xls", many=600)).sheets[0]
    assert [place[:2] for place in sheet.struck] == [(1, 2), (2, 1), (3, 0), (3, 1), (3, 2)]
    assert sheet.text(1, 2) == "7"


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>Huế<td style='color:red; text-decoration: line-through'>8</tr></table>",
        "<style>td {border:0} .xl65, .xl66 {color:red; text-decoration:line-through;}</style>"
        "<table><tr><td>Huế<td class='a xl65'>8</tr></table>",
        "<table><tr><td>Huế<td><span style='text-decoration-line: line-through'>8<br></span>"
        "</tr></table>",
    ],
)
def test_what_a_style_strikes_through_in_pasted_text_is_not_read(markup):
    sheet = reading.read_pasted("Huế\t8", html=markup).sheets[0]
    assert [sheet.text(0, at) for at in range(sheet.width)] == ["Huế"]
    assert sheet.struck == ((0, 1, "8"),)


def test_a_pasted_table_in_old_letters_is_read_in_unicode():
    lines = ["TØnh\t§iÓm", "§ång Th¸p\t65,1", "Qu¶ng TrÞ\t64,2", "Hµ TÜnh\t63,3"]
    book = reading.read_pasted("\n".join(lines))
    assert [row[0] for row in cells(book)] == ["Tỉnh", "Đồng Tháp", "Quảng Trị", "Hà Tĩnh"]
    assert book.remarks == (Remark("encoding", (("encoding", "TCVN3"),)),)


def test_what_is_struck_through_in_a_document_is_not_read_and_told(tmp_path):
    import docx

    made = docx.Document()
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ["Tỉnh", "Hạng"], strict=True):
        cell.text = text
    table.rows[1].cells[0].text = "Đắk Lắk"
    words = table.rows[1].cells[1].paragraphs[0]
    words.add_run("1").font.strike = True
    words.add_run("7").font.strike = False
    made.save(str(tmp_path / "a.docx"))
    book = read(tmp_path / "a.docx")
    assert cells(book) == [["Tỉnh", "Hạng"], ["Đắk Lắk", "7"]]
    assert book.sheets[0].struck == ((1, 1, "1"),)


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_what_is_struck_through_on_a_page_is_not_read_and_told(tmp_path, tag):
    rows = f"<tr><td>Đắk Lắk<td><{tag}>1</{tag}>7</tr><tr><td>Huế<td><{tag}>8</tr><tr><td>A<td>9"
    (tmp_path / "a.html").write_text(f"<table>{rows}</table>", encoding="utf-8")
    book = read(tmp_path / "a.html")
    assert cells(book) == [["Đắk Lắk", "7"], ["Huế", None], ["A", "9"]]
    assert book.sheets[0].struck == ((0, 1, "1"), (1, 1, "8"))
