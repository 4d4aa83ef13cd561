"""Ranks over time on their page: drawn, brought forward by a click, by period type, on a phone."""

import itertools
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import expect_query, new_choice, pick, press
from tests.browser.visits import ready

PAGE = "/over-time"
FIRST = "So sánh với"
RANKS, SCORES = 0, 1
TOOLTIP = "#vg-tooltip-element.visible"


def figure(page: Page, number: int) -> Locator:
    """The figure of ranks or that of scores."""
    return page.get_by_test_id("stVegaLiteChart").nth(number)


def mark(page: Page, number: int, said: str) -> Locator:
    """A mark by what it says: "Huế, lũy kế …: 10/34"; inside a picture, so without a role."""
    return figure(page, number).locator(f'[aria-label="{said}"]')


def written(page: Page, number: int, text: str) -> Locator:
    """What is written in a figure."""
    return figure(page, number).locator("svg text").filter(has_text=re.compile(f"^{text}$"))


def chosen(page: Page) -> Locator:
    return page.get_by_role("combobox", name=FIRST, exact=True)


@pytest.mark.long
def test_both_figures_are_drawn_with_their_reasons(visit):
    page = visit(PAGE)
    expect(page.get_by_text("từ thứ 9 lên thứ 7/34")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    expect(written(page, RANKS, r"7\s+Đắk Lắk")).to_have_count(2)  # seen, and to be clicked
    expect(written(page, RANKS, "Nhóm 10 dẫn đầu")).to_have_count(1)
    reason = "Đổi phương pháp đánh giá · Sang năm mới, lũy kế tính lại từ đầu"
    expect(written(page, RANKS, reason)).to_have_count(1)
    expect(written(page, SCORES, r"63,97\s+ngưỡng nhóm 10")).to_have_count(2)
    # Of the scores of 2026 there is nothing of 2025.
    expect(written(page, SCORES, "2026")).to_have_count(1)
    expect(written(page, SCORES, "2025")).to_have_count(0)


def test_a_click_on_a_unit_brings_it_forward_and_leads_to_its_figure(visit):
    page = visit(PAGE)
    hue = "Huế, lũy kế từ đầu năm đến ngày 10/10/2026: 10/34"
    expect(mark(page, RANKS, hue)).to_be_attached()
    asked(page, mark(page, RANKS, hue), "Huế: thứ hạng", "10/34")
    expect_query(page, {"peers": "46"})
    expect(chosen(page)).to_have_value("Huế")
    # In colour it is named among the scores too.
    expect(written(page, SCORES, r"64,09\s+Huế")).to_have_count(2)
    # It stays in colour when another of its figures is asked for; the list takes it away.
    earlier = "Huế, lũy kế từ đầu năm đến ngày 05/10/2026: 11/34"
    asked(page, mark(page, RANKS, earlier), "Huế: thứ hạng", "11/34")
    expect_query(page, {"peers": "46"})
    pick(page, FIRST, "Chọn tỉnh, thành phố")
    expect_query(page, {})
    expect(written(page, SCORES, r"64,09\s+Huế")).to_have_count(0)


@pytest.mark.long
def test_the_tooltip_of_a_mark_goes_with_its_panel_and_takes_no_click(visit):
    page = visit(PAGE)
    hue = "Huế, lũy kế từ đầu năm đến ngày 10/10/2026: 10/34"
    expect(mark(page, RANKS, hue)).to_be_attached()
    # As where the mark is drawn anew before the pointer has left it: the chart never hears of that.
    page.evaluate("""() => {
        for (const left of ["pointerout", "mouseout"])
            addEventListener(left, event => event.stopImmediatePropagation(), true)
    }""")
    mark(page, RANKS, hue).hover(force=True)
    expect(page.locator(TOOLTIP)).to_be_visible()
    asked(page, mark(page, RANKS, hue), "Huế: thứ hạng", "10/34")
    expect(page.locator(TOOLTIP)).to_have_count(0)
    beneath = "Huế, lũy kế từ đầu năm đến ngày 05/10/2026: 11/34"
    asked(page, mark(page, RANKS, beneath), "Huế: thứ hạng", "11/34")


@pytest.mark.long
def test_a_mark_of_a_unit_that_is_there_no_more_leads_to_its_figure(visit):
    page = visit(PAGE, index="dti")
    phu_yen = "Phú Yên, năm 2020: 62/63"
    asked(page, mark(page, RANKS, phu_yen), "Phú Yên: thứ hạng", "62/63")
    expect_query(page, {"index": "dti"})


def asked(page: Page, one: Locator, *says: str) -> None:
    """Click a mark: the panel says what its figure is; closed again."""
    with new_choice(page):
        one.click(force=True)
    panel = page.get_by_role("dialog")
    for text in says:
        expect(panel).to_contain_text(text)
    panel.get_by_role("button", name="Đóng").click()
    expect(panel).to_have_count(0)
    ready(page)


@pytest.mark.long
def test_a_click_on_a_name_leads_to_where_its_figure_comes_from(visit):
    page = visit(PAGE)
    with new_choice(page):
        written(page, RANKS, r"7\s+Đắk Lắk").last.click(force=True)
    expect_query(page, {"figure": "psi-2026-10-10-year_to_date-vn34:66:total:rank"})


@pytest.mark.long
def test_pointing_at_a_unit_names_it(visit):
    page = visit(PAGE)
    point = mark(page, RANKS, "Quảng Trị, lũy kế từ đầu năm đến ngày 05/10/2026: 22/34")
    if not point.count():
        point = figure(page, RANKS).locator('[aria-label^="Quảng Trị, "]').first
    before = written(page, RANKS, "Quảng Trị").count()
    point.hover(force=True)
    expect(written(page, RANKS, "Quảng Trị")).to_have_count(before + 2)


@pytest.mark.long
def test_a_unit_chosen_in_the_list_is_in_colour(visit):
    page = visit(PAGE)
    pick(page, FIRST, "Lạng Sơn")
    expect_query(page, {"peers": "20"})
    expect(written(page, SCORES, r"65,05\s+Lạng Sơn")).to_have_count(2)


@pytest.mark.long
def test_period_types_are_chosen_and_never_mixed(visit):
    page = visit(PAGE)
    pick(page, "Kỳ công bố", "Quý III/2026")
    expect_query(page, {"edition": "psi-2026-Q3-quarter-vn34"})
    expect(page.get_by_text("Chỉ số 766, quý III/2025: Đắk Lắk xếp thứ 8/34")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    expect(figure(page, RANKS).locator('[aria-label*="lũy kế"]')).to_have_count(0)
    press(page, "Chỉ số", "DTI")
    expect(written(page, RANKS, "Sáp nhập tỉnh từ ngày 01/7/2025")).to_have_count(1)
    # Once for each part of the old list, on a ground of its own.
    expect(written(page, RANKS, "Phú Yên")).to_have_count(3 * 2)


@pytest.mark.long
def test_another_pair_of_editions_changes_the_table(visit):
    page = visit(PAGE)
    pick(page, "So với kỳ", "16/10/2025")
    ready(page)
    expect(page.get_by_text("Từ 16/10/2025 đến 10/10/2026, Đắk Lắk tăng 7 bậc")).to_be_visible()
    expect(page.get_by_text("chỉ so sánh thứ hạng, không so sánh điểm")).to_be_visible()


@pytest.mark.long
def test_on_a_phone_there_are_home_its_neighbours_and_who_is_compared(visit):
    page = visit(PAGE, size="phone", peers="46")
    expect(written(page, RANKS, r"7\s+Đắk Lắk")).to_have_count(2)
    expect(written(page, RANKS, r"10\s+Huế")).to_have_count(2)
    expect(written(page, RANKS, r"8\s+Lạng Sơn")).to_have_count(2)
    expect(written(page, RANKS, r"1\s+Đồng Tháp")).to_have_count(0)
    expect(page.get_by_text("Màn hình hẹp: chỉ vẽ Đắk Lắk").first).to_be_visible()
    newest = '[aria-label*="đến ngày 10/10/2026: "]'
    expect(figure(page, RANKS).locator(newest)).to_have_count(6)
    wide = figure(page, RANKS).locator("svg.marks").evaluate("e => e.getBoundingClientRect().right")
    assert wide <= 360
    names = figure(page, RANKS).locator("svg text").filter(has_text=re.compile(r"^\d+\s+\D+$"))
    boxes = [one.bounding_box() for one in names.all()]
    lines = sorted({round(box["y"]) for box in boxes})
    assert all(b - a >= 12 for a, b in itertools.pairwise(lines))
