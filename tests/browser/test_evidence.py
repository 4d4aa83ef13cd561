"""One step from a figure to where it comes from: a card, a cell, a mark, a score of the ladder."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import effort, oracles
from tests.browser.controls import expect_query, press_at
from tests.browser.visits import ready

PSI = "psi-2026-10-10-year_to_date-vn34"
LINE = 2.1875  # of a line of a table, its head too, in the page's own font size


def panel(page: Page) -> Locator:
    """The panel that says where a figure comes from."""
    return page.get_by_role("dialog")


def source_of(edition_id: str, unit: str, indicator: str, measure: str) -> dict:
    """The source of a figure in data/."""
    place = {
        "edition_id": edition_id,
        "unit_code": unit,
        "indicator_code": indicator,
        "measure": measure,
    }
    figure = next(row for row in oracles.read("observations") if place.items() <= row.items())
    sources = oracles.read("sources")
    return next(row for row in sources if row["source_id"] == figure["source_id"])


def expect_source(page: Page, source: dict) -> None:
    """The panel names the issuer and has one step to the page where the figure was read."""
    expect(panel(page)).to_contain_text(source["origin"])
    link = panel(page).get_by_role("link", name="Mở nguồn").first
    expect(link).to_have_attribute("href", source["url"])
    expect(link).to_have_attribute("target", "_blank")


def test_a_card_leads_to_the_source_of_its_rank(visit):
    page = visit("/")
    page.get_by_role("button", name="Nguồn và cách tính").first.click()
    page.get_by_role("button", name="Hạng: 7/34").click()
    ready(page)
    expect(panel(page)).to_contain_text("Đắk Lắk: thứ hạng")
    expect(panel(page)).to_contain_text("7/34")
    expect(panel(page)).to_contain_text("lũy kế từ đầu năm đến ngày 10/10/2026")
    expect_source(page, source_of(PSI, "66", "total", "rank"))
    expect_query(page, {"figure": f"{PSI}:66:total:rank"})
    panel(page).get_by_role("button", name="Đóng").click()
    expect(panel(page)).to_have_count(0)
    ready(page)
    expect_query(page, {})


def test_a_cell_leads_to_the_source_of_its_figure(visit):
    page = visit("/standing")
    grid = page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    expect(page.get_by_test_id("glide-cell-1-6")).to_have_text("Đắk Lắk")
    ask(page, grid, row=6, names="Đắk Lắk: tổng điểm")
    expect(panel(page)).to_contain_text("65,49")
    expect_source(page, source_of(PSI, "66", "total", "score"))
    # Closed and asked again, it comes again; another column of the row is another figure.
    panel(page).get_by_role("button", name="Đóng").click()
    expect(panel(page)).to_have_count(0)
    ready(page)
    ask(page, grid, row=6, names="Đắk Lắk: thứ hạng")
    expect_query(page, {"figure": f"{PSI}:66:total:rank"})


def test_after_a_question_a_table_keeps_its_order_and_its_place(visit):
    page = visit("/standing")
    grid = page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    first, scroller = page.get_by_test_id("glide-cell-1-0"), grid.locator(".dvn-scroller")
    expect(first).to_have_text("Đồng Tháp")
    click_in(
        page, grid, 0.2, 0, until=page.get_by_test_id("glide-cell-1-0").get_by_text("An Giang")
    )
    scroller.evaluate("e => { e.scrollTop = 200 }")
    ready(page)
    click_in(page, grid, 0.03, 4, until=panel(page))
    panel(page).get_by_role("button", name="Đóng").click()
    expect(panel(page)).to_have_count(0)
    ready(page)
    assert scroller.evaluate("e => e.scrollTop") == 200
    scroller.evaluate("e => { e.scrollTop = 0 }")
    expect(first).to_have_text("An Giang")


def click_in(page: Page, grid: Locator, share: float, line: int, *, until: Locator) -> None:
    """Click in a line of a table, 0 its head; once more where the first click only focuses it."""
    box = grid.locator("canvas").first.bounding_box()
    high = LINE * page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    for _ in range(2):
        press_at(page, box["x"] + share * box["width"], box["y"] + high * (line + 0.5))
        if until.count():
            return
    raise AssertionError("no click was answered")


def ask(page: Page, grid: Locator, *, row: int, names: str) -> None:
    """Click along a row of a table, which is drawn on a canvas, until the panel names a figure.

    After a click elsewhere on the page the first click only gives the table the focus.
    """
    box = grid.locator("canvas").first.bounding_box()
    line = LINE * page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    for share in (0.03, 0.03, 0.26, 0.26, 0.3, 0.3, 0.5, 0.5):
        press_at(page, box["x"] + share * box["width"], box["y"] + line * (row + 1.5))
        if panel(page).count() and panel(page).get_by_text(names, exact=True).count():
            return
        if panel(page).count():
            panel(page).get_by_role("button", name="Đóng").click()
            expect(panel(page)).to_have_count(0)
            ready(page)
    raise AssertionError(f"no cell of the row leads to {names}")


@pytest.mark.long
def test_a_mark_leads_to_the_source_of_its_figure(visit):
    page = visit("/components")
    page.locator('[aria-label^="Số hóa hồ sơ: 9,08/22"]').first.click(position={"x": 60, "y": 38})
    ready(page)
    expect(panel(page)).to_contain_text("Đắk Lắk: điểm Số hóa hồ sơ")
    expect(panel(page)).to_contain_text("9,08")
    expect_source(page, source_of(PSI, "66", "digitisation", "score"))


@pytest.mark.long
def test_a_mark_of_a_line_leads_to_the_source_of_its_rank(visit):
    page = visit("/over-time")
    said = "Đắk Lắk, lũy kế từ đầu năm đến ngày 05/10/2026: 7/34"
    mark = page.get_by_test_id("stVegaLiteChart").first.locator(f'[aria-label="{said}"]')
    mark.click(force=True)
    ready(page)
    edition_id = "psi-2026-10-05-year_to_date-vn34"
    expect(panel(page)).to_contain_text("Đắk Lắk: thứ hạng")
    expect(panel(page)).to_contain_text("7/34")
    expect_query(page, {"figure": f"{edition_id}:66:total:rank"})
    expect_source(page, source_of(edition_id, "66", "total", "rank"))


@pytest.mark.long
def test_a_score_of_the_ladder_leads_to_its_source(visit):
    page = visit("/standing")
    row = page.get_by_role("button", name=re.compile(r"^\d+\. Huế: "))
    row.first.locator(".score").click()
    ready(page)
    expect(panel(page)).to_contain_text("tổng điểm")
    expect(panel(page).get_by_role("link", name="Mở nguồn")).to_be_visible()


@pytest.mark.long
def test_a_figure_made_of_others_leads_to_them(visit):
    page = visit("/", figure=f"gap:{PSI}:66:10")
    expect(panel(page)).to_contain_text("Điểm ngưỡng trừ điểm của Đắk Lắk")
    panel(page).get_by_role("button", name="Điểm ngưỡng vào nhóm 10: 63,97").click()
    ready(page)
    expect(panel(page)).to_contain_text("Điểm cao thứ 10 trong số các tỉnh, thành phố còn lại")
    panel(page).get_by_role("button", name="Thái Nguyên: tổng điểm: 63,97").click()
    ready(page)
    expect_query(page, {"figure": f"{PSI}:19:total:score"})
    expect_source(page, source_of(PSI, "19", "total", "score"))


@pytest.mark.long
@pytest.mark.parametrize("size", effort.first(1, ["desktop", "phone"]))
def test_a_link_to_a_figure_can_be_sent(visit, size):
    page = visit("/components", size=size, language="en", figure=f"{PSI}:66:digitisation:score")
    expect(panel(page)).to_contain_text("Evidence of a figure")
    expect(panel(page)).to_contain_text("9.08")
    wide = "e => e.scrollWidth - e.clientWidth"
    assert panel(page).evaluate(wide) <= 0


@pytest.mark.long
def test_a_key_of_nothing_is_said_in_a_sentence(visit):
    page = visit("/", figure="nowhere:66:total:score")
    expect(panel(page)).to_contain_text("Không có số liệu mang khóa")
