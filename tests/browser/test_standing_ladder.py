"""The ladder on its page: what is chosen in it, in the lists and in the URL is one choice."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import expect_query, new_choice, pick
from tests.browser.visits import ready

FIRST, SECOND = "So sánh với", "Tỉnh, thành phố thứ hai"
NOBODY = "Chọn tỉnh, thành phố"
# Clicks a button twice and says at once what is then drawn.
TWICE = """
button => {
    button.click()
    button.click()
    const home = button.getRootNode().querySelectorAll('[aria-label*=". Đắk Lắk: "]')
    return {
        home: [...home].map(row => row.getAttribute("aria-label")),
        at: location.pathname + location.search,
        first: button.disabled,
    }
}
"""


def row(page: Page, name: str) -> Locator:
    """The row of a unit in the ladder; its label is "7. Đắk Lắk: 65,49"."""
    return page.get_by_role("button", name=re.compile(rf"^[–\d]+\. {re.escape(name)}: "))


def chosen(page: Page, label: str) -> Locator:
    """A list, to be asked for its value."""
    return page.get_by_role("combobox", name=label, exact=True)


def in_table(page: Page, place: int) -> Locator:
    """The name in a line of the table; the table is drawn on a canvas and read aloud from this."""
    page.get_by_test_id("stDataFrame").scroll_into_view_if_needed()
    return page.get_by_test_id(f"glide-cell-1-{place - 1}")


def period(page: Page) -> Locator:
    """The period written in the list of the figure."""
    return page.get_by_label("Kỳ số liệu").locator("option:checked")


def test_a_click_in_the_ladder_adds_to_those_compared(visit):
    page = visit("/standing")
    with new_choice(page):
        row(page, "Huế").click()
    expect_query(page, {"peers": "46"})
    expect(chosen(page, FIRST)).to_have_value("Huế")
    with new_choice(page):
        row(page, "Lạng Sơn").click()
    expect_query(page, {"peers": "46,20"})
    expect(chosen(page, SECOND)).to_have_value("Lạng Sơn")
    with new_choice(page):
        row(page, "Huế").click()
    expect_query(page, {"peers": "20"})
    expect(chosen(page, SECOND)).to_have_value(NOBODY)
    # Home is compared with others, never with itself.
    row(page, "Đắk Lắk").click(force=True)
    ready(page)
    expect_query(page, {"peers": "20"})


@pytest.mark.long
def test_a_choice_in_the_list_is_marked_in_the_ladder(visit):
    page = visit("/standing")
    expect(row(page, "Cà Mau")).to_have_attribute("aria-pressed", "false")
    pick(page, FIRST, "Cà Mau")
    expect(row(page, "Cà Mau")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", pressed=True)).to_have_count(1)
    expect_query(page, {"peers": "96"})


def test_stepping_through_editions_is_seen_at_once_and_then_everywhere(visit):
    page = visit("/standing")
    expect(in_table(page, 7)).to_have_text("Đắk Lắk")
    earlier = page.get_by_role("button", name="Kỳ trước")
    # In the browser, before the server has heard of it: nothing comes between the clicks and this.
    seen = earlier.evaluate(TWICE)
    assert seen == {"home": ["7. Đắk Lắk: 65,15"], "at": "/standing", "first": False}
    # And then on the rest of the page.
    expect_query(page, {"edition": "psi-2026-10-04-year_to_date-vn34"})
    ready(page)
    expect(chosen(page, "Kỳ công bố")).to_have_value(re.compile("04/10/2026"))
    expect(page.get_by_text("Đắk Lắk xếp thứ 7/34, đạt mục tiêu nhóm 10 dẫn đầu")).to_be_visible()
    expect(row(page, "Đắk Lắk")).to_have_attribute("aria-label", "7. Đắk Lắk: 65,15")
    expect(earlier).to_be_enabled()
    expect(in_table(page, 7)).to_have_text("Đắk Lắk")


@pytest.mark.long
def test_an_edition_chosen_above_is_the_one_in_the_ladder(visit):
    page = visit("/standing")
    pick(page, "Kỳ công bố", "Lũy kế từ đầu năm đến ngày 05/10/2026")
    expect(period(page)).to_have_text("05/10/2026")
    expect(row(page, "Đắk Lắk")).to_have_attribute("aria-label", "7. Đắk Lắk: 65,13")
    # Another period type is not stepped to: a rank belongs to its type of period.
    steps = page.get_by_label("Kỳ số liệu").get_by_role("option", include_hidden=True)
    assert steps.all_text_contents()[-3:] == ["04/10/2026", "05/10/2026", "10/10/2026"]


@pytest.mark.long
def test_a_single_published_rank_is_shown_without_any_score(visit):
    page = visit("/standing", edition="psi-2025-Q3-quarter-vn34")
    expect(row(page, "Đắk Lắk")).to_have_attribute("aria-label", "8. Đắk Lắk: –")
    expect(page.get_by_text("Đắk Lắk xếp thứ 8/34, đạt mục tiêu nhóm 10 dẫn đầu")).to_be_visible()
    expect(page.get_by_text(re.compile("điểm ngưỡng [0-9]|còn thiếu [0-9]"))).to_have_count(0)


def test_the_plain_ladder_is_there_without_the_component(visit):
    page = visit("/standing", figures="plain")
    expect(page.get_by_role("button", name="Kỳ trước")).to_have_count(0)
    # Inside a picture with a text of its own, so without a role.
    mark = page.get_by_test_id("stVegaLiteChart").locator('[aria-label="10. Huế: 64,09"]')
    expect(mark).to_be_attached()
    with new_choice(page):
        mark.click(force=True)
    expect_query(page, {"figures": "plain", "peers": "46"})
    expect(chosen(page, FIRST)).to_have_value("Huế")


@pytest.mark.long
def test_a_region_leaves_the_ranks_of_the_country(visit):
    page = visit("/standing", region="4")
    expect(row(page, "Gia Lai")).to_have_attribute("aria-label", "4. Gia Lai: 66,23")
    expect(row(page, "Đắk Lắk")).to_have_attribute("aria-label", "7. Đắk Lắk: 65,49")
    expect(row(page, "Đồng Tháp")).to_have_count(0)
