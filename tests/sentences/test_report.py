"""The marked copy of an uploaded file: cells as they were, marks where they belong."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rankings.ingest.grid import EMPTY, NUMBER, TEXT, TRUTH, Book
from rankings.loads.checks import Finding
from rankings.sentences import report
from rankings.sentences.report import Spot, clean, marked_workbook, sheet_names, spot
from rankings.words.text import words
from tests import effort
from tests.ingest.sheets import book, sheet

VI, EN = words("vi"), words("en")
ROWS = [
    ["CHỈ SỐ 766", None, None, None],
    ["Ngày 10/10/2026", None, None, None],
    ["STT", "Tỉnh, thành phố", "Tổng điểm", "Ngày"],
    [1, "Đắk Lắk", Decimal("65.49"), date(2026, 10, 10)],
    [2, "=1+1", "65,49", None],
]
NAMES = {"66": "Đắk Lắk", "e1": "lũy kế đến 10/10/2026"}


def above(place: str | None = "Tháng 10!C4", **changes: str) -> Finding:
    """A score above its maximum."""
    details = {"unit_code": "66", "indicator_code": "total", "value_printed": "65,49"}
    return Finding(
        "above_maximum", "blocker", place, details | {"max_score": "22.000000"} | changes
    )


def jump(place: str = "Tháng 10!C4") -> Finding:
    return Finding(
        "score_jump",
        "warning",
        place,
        {
            "edition_id": "e1",
            "edition_before": "e0",
            "unit_code": "66",
            "score_before": "65.040000",
            "score": "65.490000",
            "change": "0.450000",
            "expected_low": "64.000000",
            "expected_high": "65.300000",
        },
    )


def note(place: str = "Tháng 10!A1") -> Finding:
    return Finding("disputed_figure", "note", place, {"edition_id": "e1", "unit_code": "66"})


def written(of: Book, *findings: Finding, w=VI) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(marked_workbook(of, findings, w, NAMES)))


def october(**changes) -> Book:
    return book(sheet(ROWS, "Tháng 10", **changes))


def colour(cell) -> str | None:
    return cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None


def fill(severity: str) -> str:
    return report.FILLS[severity].removeprefix("#")


def listed(workbook: openpyxl.Workbook) -> list[tuple]:
    """The rows of the sheet of findings, headings first."""
    rows = list(workbook.worksheets[0].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] in ("Mức độ", "Severity"))
    return rows[start:]


# --- the copy ------------------------------------------------------------------------------------


def test_the_copy_holds_every_cell_as_what_it_is():
    page = written(october())["Tháng 10"]
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values == [
        ["CHỈ SỐ 766", None, None, None],
        ["Ngày 10/10/2026", None, None, None],
        ["STT", "Tỉnh, thành phố", "Tổng điểm", "Ngày"],
        [1, "Đắk Lắk", 65.49, datetime(2026, 10, 10)],
        [2, "=1+1", "65,49", None],
    ]
    assert page["D4"].number_format == "dd/mm/yyyy"


def test_no_cell_of_the_copy_is_live():
    rows = [[text] for text in ("=cmd|'/c calc'!A1", "+1", "@SUM(A1)", "-", "http://a.b", "\t=1")]
    workbook = written(book(sheet(rows, "=A1")), above("=A1!A1", value_printed="=1+1"))
    for page in workbook.worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}, cell.value
    copied = workbook.worksheets[1]
    assert [cell.value for cell in copied["A"]] == [row[0].strip() for row in rows]
    assert all(cell.quotePrefix for cell in copied["A"][:4])
    assert all(cell.hyperlink is None for cell in copied["A"])


def test_a_truth_stays_one_and_what_excel_cannot_count_stays_text():
    cells = [("true", TRUTH), ("12345678901234567890", NUMBER), ("1e999", NUMBER), ("nan", NUMBER)]
    cells += [("0", NUMBER), ("-0.1", NUMBER), ("1234567890123456", NUMBER)]
    texts = pa.array([text for text, _ in cells], pa.string())
    kinds = pa.array([kind for _, kind in cells], pa.uint8())
    page = written(book(replace(sheet([["a"]], "S"), texts=(texts,), kinds=(kinds,))))["S"]
    values = [cell.value for cell in page["A"]]
    assert values[:4] == [True, "12345678901234567890", "1e999", "nan"]
    assert values[4:] == [0, -0.1, "1234567890123456"]


def test_days_before_excel_can_count_stay_text():
    page = written(book(sheet([[date(1899, 12, 31)], [date(1900, 3, 1)]], "S")))["S"]
    assert [cell.value for cell in page["A"]] == ["1899-12-31", datetime(1900, 3, 1)]


def test_merged_ranges_are_kept_and_what_overlaps_is_not():
    merged = [(0, 0, 0, 3), (0, 3, 1, 3), (1, 0, 1, 0), (2, 0, 99, 0)]
    page = written(october(merged=merged))["Tháng 10"]
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:D1"]
    assert page["A1"].value == "CHỈ SỐ 766"
    assert page["A3"].value == "STT"


def test_hidden_rows_and_columns_stay_hidden_unless_they_are_marked():
    hidden = {"hidden_rows": [1, 3], "hidden_columns": [0, 2]}
    page = written(october(**hidden), above("Tháng 10!C4"))["Tháng 10"]
    assert page.row_dimensions[2].hidden
    assert not page.row_dimensions[4].hidden
    assert page.column_dimensions["A"].hidden
    assert not page.column_dimensions["C"].hidden


def test_a_hidden_sheet_with_a_finding_is_shown():
    sheets = [sheet(ROWS, name, hidden=True) for name in ("Tháng 9", "Tháng 10")]
    workbook = written(book(*sheets), above())
    assert workbook["Tháng 9"].sheet_state == "hidden"
    assert workbook["Tháng 10"].sheet_state == "visible"
    assert workbook.active.title == "Kết quả kiểm tra"


# --- marks ---------------------------------------------------------------------------------------


def test_a_cell_is_marked_by_its_gravest_finding_and_tells_all():
    page = written(october(), jump(), above())["Tháng 10"]
    assert colour(page["C4"]) == fill("blocker")
    assert page["C4"].comment.text.splitlines() == [
        "Lỗi phải sửa – Điểm ngoài thang điểm: Điểm 65,49 của Đắk Lắk ở total nằm ngoài khoảng từ 0"
        " đến 22.",
        "Cảnh báo cần xác nhận – Tổng điểm biến động bất thường: Đắk Lắk, lũy kế đến 10/10/2026:"
        " tổng điểm 65,49, kỳ trước (e0) là 65,04; theo mức biến động thường thấy thì trong khoảng"
        " từ 64 đến 65,3.",
    ]
    others = {cell.coordinate for row in page.iter_rows() for cell in row if colour(cell)}
    assert others == {"C4"}


def test_a_range_is_marked_in_every_cell_even_where_it_is_empty():
    page = written(october(), note("Tháng 10!B4:D5"))["Tháng 10"]
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if colour(cell)}
    assert marked == {"B4", "C4", "D4", "B5", "C5", "D5"}
    assert all(page[cell].comment for cell in marked)
    assert page["D4"].value == datetime(2026, 10, 10)


def test_a_finding_inside_a_merged_range_is_marked_at_its_first_cell():
    page = written(october(merged=[(0, 0, 0, 3)]), note("Tháng 10!C1"))["Tháng 10"]
    assert colour(page["A1"]) == fill("note")
    assert page["A1"].comment
    assert page["A1"].value == "CHỈ SỐ 766"


def test_places_outside_the_file_are_listed_and_mark_nothing():
    findings = [above(None), above("Tháng 9!C4"), above("Tháng 10!ZZ900"), above("a.csv:12")]
    workbook = written(october(), *findings)
    assert not any(colour(cell) for row in workbook["Tháng 10"].iter_rows() for cell in row)
    assert [row[2:4] for row in listed(workbook)[1:]] == [
        ("", None),
        ("Tháng 9!C4", None),
        ("Tháng 10", "ZZ900"),
        ("a.csv:12", None),
    ]


def test_many_findings_of_a_cell_are_counted():
    many = [above(value_printed=str(number)) for number in range(10)]
    comment = written(october(), *many)["Tháng 10"]["C4"].comment.text.splitlines()
    assert len(comment) == 9
    assert comment[-1] == "Còn 2 nội dung khác ở ô này, xem trang kết quả kiểm tra."


def test_what_is_too_long_is_cut_and_said(monkeypatch):
    monkeypatch.setattr(report, "ROWS_KEPT", 4)
    monkeypatch.setattr(report, "FINDINGS_KEPT", 2)
    workbook = written(october(), above("Tháng 10!C5"), above(), jump())
    assert workbook["Tháng 10"].max_row == 4
    assert colour(workbook["Tháng 10"]["C4"]) == fill("blocker")
    assert [row[3] for row in listed(workbook)[1:]] == ["C5", "C4"]
    remarks = [row[0].value for row in workbook.worksheets[0]["A2:A4"]]
    assert remarks == [
        "Lỗi phải sửa: 2; Cảnh báo cần xác nhận: 1; Lưu ý: 0",
        "Chỉ liệt kê 2 nội dung đầu tiên.",
        "Trang tính Tháng 10 có 5 dòng; bản sao này chỉ giữ 4 dòng đầu.",
    ]


def test_no_more_cells_are_marked_than_a_person_can_look_at(monkeypatch):
    monkeypatch.setattr(report, "CELLS_MARKED", 3)
    page = written(october(), note("Tháng 10!A1:D5"), note("Tháng 10!A1"))["Tháng 10"]
    assert sum(1 for row in page.iter_rows() for cell in row if colour(cell)) == 3


def test_a_merged_range_of_the_whole_sheet_costs_nothing():
    huge = (0, 0, 40_000, 3)
    rows = [["a", "b", "c", "d"]] * 40_001
    workbook = written(book(sheet(rows, "S", merged=[huge])), note("S!B2"))
    assert not workbook["S"].merged_cells.ranges
    assert colour(workbook["S"]["B2"]) == fill("note")


# --- the sheet of findings -----------------------------------------------------------------------


def test_the_findings_come_first_the_gravest_on_top():
    workbook = written(october(), note(), jump(), above())
    assert workbook.sheetnames == ["Kết quả kiểm tra", "Tháng 10"]
    page = workbook.worksheets[0]
    assert page["A1"].value == "Kết quả kiểm tra tệp bang.xlsx"
    headings, *rows = listed(workbook)
    assert headings == ("Mức độ", "Quy tắc", "Trang tính", "Ô", "Giá trị trong tệp", "Nội dung")
    assert [row[:5] for row in rows] == [
        ("Lỗi phải sửa", "Điểm ngoài thang điểm", "Tháng 10", "C4", "65.49"),
        ("Cảnh báo cần xác nhận", "Tổng điểm biến động bất thường", "Tháng 10", "C4", "65.49"),
        ("Lưu ý", "Số liệu chưa thống nhất", "Tháng 10", "A1", "CHỈ SỐ 766"),
    ]
    assert rows[0][5] == "Điểm 65,49 của Đắk Lắk ở total nằm ngoài khoảng từ 0 đến 22."


def test_an_address_leads_to_the_cell():
    quoted = book(sheet(ROWS, "Tỉnh 'A'"))
    page = written(quoted, above("Tỉnh 'A'!C4")).worksheets[0]
    links = [cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'Tỉnh ''A'!C4"]


def test_the_findings_in_english():
    workbook = written(october(), above(), w=EN)
    assert workbook.sheetnames[0] == "Findings"
    assert listed(workbook)[1][:2] == ("Blocker", "Score off the scale")


def test_a_file_without_findings_is_a_copy_too():
    workbook = written(october())
    assert len(listed(workbook)) == 1
    assert workbook.worksheets[0]["A2"].value.endswith("Lưu ý: 0")


def test_a_file_of_another_kind_becomes_a_workbook():
    whole = book(sheet(ROWS, "bang.csv"), sheet([], "trống"), file_name="bang.csv", kind="csv")
    workbook = written(whole, above("bang.csv!C4"))
    assert workbook.sheetnames == ["Kết quả kiểm tra", "bang.csv", "trống"]
    assert colour(workbook["bang.csv"]["C4"]) == fill("blocker")


# --- names, places and texts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["A", "a", "A"], ["A", "a (2)", "A (3)"]),
        (["[x]:*?/\\", "'q'", "", "History"], ["_x______", "q", "Sheet", "History_"]),
        (["x" * 40, "x" * 33], ["x" * 31, "x" * 27 + " (2)"]),
        (["Kết quả kiểm tra", "Kết quả kiểm tra"], ["Kết quả kiểm tra", "Kết quả kiểm tra (2)"]),
    ],
)
def test_sheet_names_are_made_such_that_excel_takes_them(wanted, names):
    assert sheet_names(wanted) == names


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Tháng 10!C7", Spot("Tháng 10", 6, 2, 6, 2)),
        ("A!B!AA10:C2", Spot("A!B", 1, 2, 9, 26)),
        ("observations.csv:12", None),
        ("Tháng 10!7", None),
        ("", None),
        (None, None),
    ],
)
def test_a_place_is_read_back_as_the_cells_it_names(place, found):
    assert spot(place) == found


def test_a_text_is_cut_to_what_a_cell_can_hold():
    assert clean("a\x00b\x1fc\r\nd\ud800") == "abc\nd"
    assert clean("x" * 40_000) == "x" * 32_766 + "…"
    assert len(clean("😀" * 20_000).encode("utf-16-le")) // 2 <= 32_767


TEXTS = st.text(max_size=40).filter(lambda text: text.strip())


@settings(max_examples=effort.examples(40))
@given(
    names=st.lists(TEXTS, min_size=1, max_size=4, unique=True),
    cells=st.lists(
        st.tuples(TEXTS, st.sampled_from([EMPTY, TEXT, NUMBER, 3, TRUTH, 5])), min_size=1
    ),
    value=TEXTS,
)
def test_no_text_breaks_the_workbook(names, cells, value):
    texts = pa.array([clean(text) for text, _ in cells], pa.string())
    kinds = pa.array([kind for _, kind in cells], pa.uint8())
    first = sheet([["a"]])
    sheets = [replace(first, name=name, texts=(texts,), kinds=(kinds,)) for name in names]
    finding = above(f"{names[0]}!A1", value_printed=value)
    workbook = written(book(*sheets), finding)
    assert len(workbook.sheetnames) == len(names) + 1
    assert workbook.worksheets[1].max_row <= len(cells)
