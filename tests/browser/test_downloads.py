"""What leaves the app: tables and pictures, opened again and compared with the figures in data/."""

import contextlib
import csv
import io
import struct
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests import effort, oracles
from tests.browser.controls import press_at
from tests.browser.visits import ready

PSI = "psi-2026-10-10-year_to_date-vn34"
PII = "pii-2025-year-vn34"
SOURCE = "Cổng Dịch vụ công quốc gia"


def fetch(page: Page, button: Locator) -> tuple[str, bytes]:
    """Press a button and wait for the file: its name and its bytes."""
    with page.expect_download() as waiting:
        button.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def table_of(data: bytes) -> tuple[dict[str, str], list[dict]]:
    """The notes above the table of a workbook, and its rows by column name."""
    lines = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    head = next(number for number, line in enumerate(lines) if line[2] is not None)
    notes = {name: text for name, text, *_ in lines[:head] if text}
    return notes, [dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]]


def expected(edition_id: str) -> dict[str, tuple]:
    """unit_code -> (rank, score) from the CSV files."""
    return {
        code: (row["rank"], row["score"])
        for code, row in oracles.real_standings(edition_id).items()
    }


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a picture, which must be a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(("index", "edition_id"), effort.first(1, [("psi", PSI), ("pii", PII)]))
def test_the_workbook_holds_the_figures_of_the_ranking(visit, index, edition_id):
    page = visit("/standing", index=index)
    name, data = fetch(page, page.get_by_role("button", name="Tải Excel"))
    notes, rows = table_of(data)
    assert name == "bang-xep-hang.xlsx"
    found = {
        row["Mã"]: (row["Hạng"], None if row["Điểm"] is None else Decimal(str(row["Điểm"])))
        for row in rows
    }
    assert found == expected(edition_id)
    assert notes["Phiên bản số liệu"] == "1"
    assert "2025" in notes["Kỳ số liệu"] or "10/10/2026" in notes["Kỳ số liệu"]
    assert notes["Nguồn"]
    # What is not known is empty, not a nought and not a guess.
    assert {row["Điểm"] for row in rows if row["Khoảng điểm"]} <= {None}


@pytest.mark.long
def test_the_csv_opens_in_a_vietnamese_excel(visit):
    page = visit("/standing")
    _, data = fetch(page, page.get_by_role("button", name="Tải CSV"))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    home = next(row for row in rows if row["Mã"] == "66")
    assert (home["Hạng"], home["Tỉnh, thành phố"], home["Điểm"]) == ("7", "Đắk Lắk", "65,49")
    assert SOURCE in home["Nguồn"]
    assert home["Phiên bản số liệu"] == "1"
    assert not [row for row in rows if "." in row["Điểm"]]
    assert len(rows) == 34


@pytest.mark.long
def test_the_csv_in_english_has_points(visit):
    page = visit("/standing", language="en")
    name, data = fetch(page, page.get_by_role("button", name="Download CSV"))
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert name == "standing.csv"
    assert {row["Score"] for row in rows if row["Code"] == "66"} == {"65.49"}


@pytest.mark.long
def test_the_workbook_of_the_components(visit):
    page = visit("/components")
    name, data = fetch(page, page.get_by_role("button", name="Tải Excel"))
    notes, rows = table_of(data)
    assert name == "diem-thanh-phan.xlsx"
    names = {row["name_vi"]: row["indicator_code"] for row in oracles.read("indicators")}
    for row in rows:
        own = oracles.real_standings(PSI, names[row["Nhóm chỉ số"]])["66"]
        assert Decimal(str(row["Điểm"])) == own["score"]
        assert row["Hạng"] == own["rank"]
        assert row["Cơ quan chủ trì"] == "Chưa phân công"
    assert len(rows) == 6
    assert SOURCE in notes["Nguồn"]


def test_a_figure_and_a_card_as_pictures(visit):
    page = visit("/")
    page.get_by_role("button", name="Nguồn và cách tính").first.click()
    name, data = fetch(page, page.get_by_role("button", name="PNG", exact=True))
    assert name == "tong-quan-psi.png"
    width, height = size(data)
    assert width == 1280
    assert 600 <= height <= 1600
    page.goto("/standing?tab=map")
    ready(page)
    pictures = page.get_by_role("button", name="Tải ảnh PNG")
    expect(pictures).to_have_count(2)
    for number, (stem, lowest) in enumerate({"bang-xep-hang": 1400, "ban-do": 800}.items()):
        name, data = fetch(page, pictures.nth(number))
        assert name == f"{stem}.png"
        width, height = size(data)
        assert width == 1800
        assert lowest <= height <= 2400


def test_a_table_is_sorted_by_number_not_by_letter(visit):
    page = visit("/components")
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    columns = table.locator("th")
    expect(columns).not_to_have_count(0)
    column = columns.all_text_contents().index("Bình quân nhóm 10 dẫn đầu")
    cells = table.locator(f'[data-testid^="glide-cell-{column}-"]')
    before = [float(text) for text in cells.all_text_contents()]
    assert before == [11.78, 9.94, 11.34, 17.68, 8.64, 6.58]
    # The table is drawn on a canvas: try along its head until this column is hit.
    box = table.bounding_box()
    for part in range(35, 80, 2):
        press_at(page, box["x"] + box["width"] * part / 100, box["y"] + 16)
        with contextlib.suppress(AssertionError):
            expect(cells.first).to_have_text("6.58", timeout=1000)
        after = [float(text) for text in cells.all_text_contents()]
        if after == sorted(before):
            break
    assert after == [6.58, 8.64, 9.94, 11.34, 11.78, 17.68]
