"""The switches, the menu and the ladder without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import expect_query, heading, new_choice
from tests.browser.visits import ready

MOST_PRESSES = 40


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the focus is on something; what has the focus is seen to have it."""
    wanted = page.get_by_role(role, name=name, exact=True)
    for _ in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === e.getRootNode().activeElement"):
            return
    raise AssertionError(f"{MOST_PRESSES} presses of Tab do not lead to {role} {name!r}")


def test_switches_and_menu(visit):
    page = visit("/")
    tab_to(page, "link", "Xếp hạng")
    tab_to(page, "button", "Phân tích và số liệu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Điểm thành phần")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page, "components")).to_be_visible()
    ready(page)
    tab_to(page, "switch", "Ghim số liệu")
    with new_choice(page):
        page.keyboard.press("Space")
    expect_query(page, {"v": "1"})
    tab_to(page, "radio", "Tiếng Việt")
    page.keyboard.press("ArrowRight")
    with new_choice(page):
        page.keyboard.press("Space")
    expect_query(page, {"v": "1", "lang": "en"})
    expect(heading(page, "components", "en")).to_be_visible()
    tab_to(page, "radio", "Index 766")
    page.keyboard.press("ArrowRight")
    with new_choice(page):
        page.keyboard.press("Space")
    expect_query(page, {"v": "1", "lang": "en", "index": "dti"})


@pytest.mark.long
def test_an_edition_is_chosen_by_typing(visit):
    page = visit("/standing")
    tab_to(page, "combobox", "Kỳ công bố")
    page.keyboard.type("quý III/2025")
    with new_choice(page):
        page.keyboard.press("Enter")
    expect_query(page, {"edition": "psi-2025-Q3-quarter-vn34"})
    expect(page.get_by_text("Đắk Lắk xếp thứ 8/34")).to_be_visible()


def test_the_ladder(visit):
    page = visit("/standing")
    # One stop for the whole ladder: the home row; arrows lead to the others.
    tab_to(page, "button", "7. Đắk Lắk: 65,49")
    page.keyboard.press("ArrowDown")
    with new_choice(page):
        page.keyboard.press("Enter")
    expect_query(page, {"peers": "20"})
    expect(page.get_by_role("button", name="8. Lạng Sơn: 65,05")).to_be_focused()
    with new_choice(page):
        page.keyboard.press("ArrowLeft")
    expect_query(page, {"peers": "20", "edition": "psi-2026-10-05-year_to_date-vn34"})
    # The focus is not lost to the rerun.
    expect(page.get_by_role("button", name="9. Lạng Sơn")).to_be_focused()
    # The buttons above a table are one stop too.
    buttons = page.get_by_test_id("stDataFrame").first.get_by_test_id("stElementToolbar")
    first, second = buttons.get_by_role("button").all()[:2]
    first.focus()
    expect(second).to_have_attribute("tabindex", "-1")
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(first).to_have_attribute("tabindex", "-1")
