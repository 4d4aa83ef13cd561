"""Figures of provinces in the text beside a table: told once, and never of anything else."""

from dataclasses import replace
from pathlib import Path

import pytest

from rankings.ingest.grid import Aside
from rankings.ingest.recognition import recognise
from rankings.sentences import upload
from rankings.words.text import words
from tests.ingest import files
from tests.ingest.reading.test_formats import read
from tests.ingest.shapes import PSI_DATE, PSI_HEAD, PSI_TITLE, psi_rows
from tests.ingest.sheets import book, sheet

GRID = [[PSI_TITLE], [PSI_DATE], PSI_HEAD, *psi_rows()]
PRINTED = {str(row[1]): row[2] for row in GRID[3:]}
TOLD = [
    *(
        "Đắk Lắk: 12,34",
        "- Tỉnh Đắk Lắk đạt 12,34 điểm, xếp thứ 7/34",
        "• UBND tỉnh Gia Lai – 12.34",
    ),
    *("3. Huế: 12,34%", "Thành phố Hồ Chí Minh xếp thứ 33", "Cà Mau 12,34 9,08 7"),
    *("Đà Nẵng (12,34)", "Lâm Đồng: 12,34 (hạng 31)"),
]
NOT_TOLD = [
    *(
        "Đắk Lắk, ngày 10 tháng 10 năm 2026",
        "Đắk Lắk, 10.10.2026",
        "Đắk Lắk 10/2026",
        "Hà Nội - 2026",
    ),
    *(
        "Tỉnh Đắk Lắk năm 2026 đạt 12,34 điểm",
        "Kết quả của tỉnh Đắk Lắk: 12,34",
        "Đắk Lắk có 102 xã",
    ),
    *(
        "Đắk Lắk từ ngày 01/01/2026",
        "Hà Nội (12)",
        "Hà Nội 28°C",
        "Đắk Lắk 1.234 hồ sơ",
        "Huế: 102",
    ),
    *("Hà Nội: 0262 3852 111", "Đắk Lắk tăng 0,36 điểm", "Huế 2,5 triệu người", "Bình quân: 61,2"),
]


def _remarks(made, known, *lines: str) -> list[str]:
    """What is told of figures in the text beside the tables of a book."""
    own = tuple(map(Aside, lines))
    found = recognise(replace(made, asides=own or made.asides), known)
    assert found.tables
    keys = ("reading.figures_in_text", "reading.figures_on_pages")
    return [upload.remark(words("vi"), item) for item in found.remarks if item.key in keys]


@pytest.mark.parametrize("line", TOLD)
def test_a_figure_of_a_province_in_the_text_is_told(known, line):
    (said,) = _remarks(book(sheet(GRID)), known, "Kết quả cụ thể:", line)
    assert said == (
        "Ngoài các bảng được đọc, phần chữ của tệp còn ghi số liệu của tỉnh, thành phố (số dòng: "
        f"1), ví dụ “{line}”; các số liệu này không được đọc. Nếu cần, hãy đưa vào bảng rồi tải "
        "lại tệp, hoặc nhập vào bảng nhập tay."
    )


def test_a_day_a_period_a_sentence_and_things_counted_are_no_figures(known):
    assert _remarks(book(sheet(GRID)), known, *NOT_TOLD) == []


def test_a_figure_that_a_table_has_for_the_same_province_is_not_told(known):
    """A letter says again what its table says; of another province the same number is told."""
    printed = str(PRINTED["Đắk Lắk"]).replace(".", ",")
    made = book(sheet(GRID))
    assert _remarks(made, known, f"Đắk Lắk: {printed} điểm") == []
    assert len(_remarks(made, known, f"Gia Lai: {printed} điểm")) == 1


def test_whole_numbers_behind_names_are_told_as_a_list_only(known):
    made = book(sheet(GRID))
    assert _remarks(made, known, "Huế: 102", "Gia Lai: 135") == []
    assert len(_remarks(made, known, "Huế: 102", "Gia Lai: 135", "Cà Mau: 164")) == 1


def test_a_name_and_its_figure_on_the_next_line_are_told(known):
    """How a page without tables in its markup lays out its rows."""
    (said,) = _remarks(book(sheet(GRID)), known, "Huế", "12,34", "Gia Lai", "11,22")
    assert "(số dòng: 2), ví dụ “Huế: 12,34”" in said


def test_rows_of_text_round_a_table_of_a_sheet_are_looked_at(known):
    (said,) = _remarks(
        book(sheet([*GRID, [], ["Phú Yên"], ["Huế (điều chỉnh): 1"], ["Huế: 12,34"]])), known
    )
    assert "(số dòng: 1), ví dụ “Huế: 12,34”" in said


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_what_readers_leave_beside_tables_is_told(known, tmp_path: Path, kind):
    lines = ["Huế: 12,34", *["Nội dung khác"] * 14]
    path = tmp_path / f"a.{kind}"
    if kind == "docx":
        files.write_docx(path, [([*lines, PSI_TITLE, PSI_DATE], GRID[2:])])
    elif kind == "pdf":
        rows = [row[:4] for row in GRID[2:]]
        files.write_pdf_pages(path, [PSI_TITLE, PSI_DATE, (True, rows)], lines)
    else:
        items = "".join(f"<li>{line}</li>" for line in lines)
        rows = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in GRID[2:])
        path.write_text(
            f"<p>{PSI_TITLE}<p>{PSI_DATE}<table>{rows}</table><ul>{items}</ul>", encoding="utf-8"
        )
    (said,) = _remarks(read(path), known)
    assert ("trang 2 của tệp" in said) == (kind == "pdf")
    assert "“Huế: 12,34”" in said
