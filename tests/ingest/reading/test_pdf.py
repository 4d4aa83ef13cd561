"""PDF files: which text of a page is a table, with lines or without; tables over several pages."""

import pytest

from rankings.ingest.grid import Remark
from rankings.store.problems import Problem
from tests.ingest import files
from tests.ingest.reading.test_formats import cells, read, window


def _points(names: list[str], base: int) -> list[list]:
    """Rows with a number, a name and two scores."""
    return [[at, name, base + at, base + at / 4] for at, name in enumerate(names, 1)]


HEADS = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Số hóa hồ sơ"]
OCTOBER = [HEADS, *_points(["Đắk Lắk", "Gia Lai", "Huế", "Cà Mau"], 60)]
SEPTEMBER = [HEADS, *_points(["Đắk Lắk", "Gia Lai", "Huế", "Lai Châu"], 40)]
LETTER = (
    "Trong tháng 10 năm 2026 tỉnh Đắk Lắk đạt 65,49 điểm, xếp thứ 7/34; trong đó nhóm công khai, "
    "minh bạch đạt 17,10 điểm, số hóa hồ sơ đạt 20,11 điểm. "
) * 6


@pytest.mark.parametrize(
    "pages",
    [
        [["Tháng 10", (True, OCTOBER)], ["Tháng 9", (False, SEPTEMBER)]],
        [["Tháng 10", (False, OCTOBER)], ["Tháng 9", (True, SEPTEMBER)]],
        [["Tháng 10", (True, OCTOBER), "Tháng 9", (False, SEPTEMBER)]],
        [["Tháng 10", (False, OCTOBER), "Tháng 9", (True, SEPTEMBER), LETTER]],
    ],
    ids=["next page", "page before", "below", "above"],
)
def test_each_page_of_a_pdf_is_read_with_and_without_lines(tmp_path, pages):
    """A table without lines beside one with them: each is read, once, with its own title."""
    book = read(files.write_pdf_pages(tmp_path / "a", *pages, [LETTER]))
    wanted = [["Tháng 10", *files.as_written(OCTOBER)], ["Tháng 9", *files.as_written(SEPTEMBER)]]
    got = [cells(book, sheet) for sheet in range(len(book.sheets))]
    assert [[rows[0][0], *rows[1:]] for rows in got] == wanted
    assert book.remarks == ()


def test_letters_and_contents_of_a_pdf_are_no_tables(tmp_path):
    contents = [["Kết quả thực hiện", 3], ["Tồn tại, hạn chế", 5], ["Nhiệm vụ", 8], ["Phụ lục", 9]]
    facts = [["Tổng số hồ sơ:", "120.000"], ["Đúng hạn:", "118.000"], ["Quá hạn:", "2.000"]]
    pages = [[(False, contents)], [LETTER, (True, OCTOBER)], [LETTER, (False, facts), LETTER]]
    narrow = files.write_pdf_pages(tmp_path / "a", *pages, margin=180)
    (sheet,) = read(narrow).sheets
    assert window(sheet, sheet.height - 5, sheet.height) == files.as_written(OCTOBER)
    assert read(narrow).remarks == ()
    with pytest.raises(Problem) as caught:
        read(files.write_pdf_pages(tmp_path / "b", [LETTER], [LETTER]))
    assert caught.value.key == "error.file_no_table"


def test_figures_of_a_pdf_in_rows_without_columns_are_told_with_their_page(tmp_path):
    """Words and figures a space apart: which figure is of which column cannot be seen."""
    lines = [" ".join(row) for row in files.as_written(SEPTEMBER)]
    book = read(
        files.write_pdf_pages(tmp_path / "a", [LETTER], [(True, OCTOBER)], ["Tháng 9", *lines])
    )
    assert len(book.sheets) == 1
    assert book.remarks == (Remark("reading.pages_without_columns", (("pages", "3"),)),)


def test_scanned_pages_of_a_pdf_are_told(tmp_path):
    from PIL import Image as Picture
    from reportlab.platypus import Image

    scan = tmp_path / "scan.png"
    Picture.new("L", (45, 60), 200).save(scan)
    whole, stamp = Image(str(scan), 435, 640), Image(str(scan), 45, 60)
    path = files.write_pdf_pages(tmp_path / "a", [whole], [(True, OCTOBER), stamp], [whole])
    assert read(path).remarks == (Remark("reading.pages_without_text", (("pages", "1, 3"),)),)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_pdf_table_with_its_heading_on_the_first_page_only(tmp_path, ruled):
    rows = [HEADS, *_points([f"Tỉnh {chr(65 + at)}{chr(97 + at)}" for at in range(20)], 30)]
    pages = [["Tháng 10", (ruled, rows[:9])], [(ruled, rows[9:16])], [(ruled, rows[16:])]]
    path = files.write_pdf_pages(tmp_path / "a", *pages, running="Phụ lục")
    (sheet,) = read(path).sheets
    assert window(sheet, sheet.height - 21, sheet.height) == files.as_written(rows)


@pytest.mark.parametrize("ruled", [True, False])
def test_pdf_tables_with_one_heading_and_titles_of_their_own_stay_two(tmp_path, ruled):
    """The same columns on the next page, of another month: not its continuation."""
    pages = [["Kết quả tháng 9", (ruled, SEPTEMBER)], ["Kết quả tháng 10", (ruled, OCTOBER)]]
    assert len(read(files.write_pdf_pages(tmp_path / "a", *pages)).sheets) == 2


def test_another_heading_on_the_next_page_of_a_pdf_begins_another_table(tmp_path):
    other = [["STT", "Tỉnh, thành phố", "Công khai", "Tiến độ"], *SEPTEMBER[1:]]
    pages = [["Tháng 10", (True, OCTOBER)], [(True, other)]]
    assert len(read(files.write_pdf_pages(tmp_path / "a", *pages)).sheets) == 2


def test_names_on_two_lines_of_a_pdf_table_without_lines(tmp_path):
    rows = [HEADS, *(([row[0], f"UBND tỉnh\n{row[1]}", *row[2:]]) for row in SEPTEMBER[1:])]
    _, two = read(files.write_pdf_pages(tmp_path / "a", [(True, OCTOBER)], [(False, rows)])).sheets
    names = [two.text(row, 1) for row in range(two.height)]
    assert names[-4:] == [f"UBND tỉnh {row[1]}" for row in SEPTEMBER[1:]]
