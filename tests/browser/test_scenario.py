"""Scenarios tried out in a browser: a slider moves the rank, a link shows the same to another."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from rankings import scenarios
from tests.browser.controls import expect_query, new_choice, press
from tests.browser.visits import ready

PAGE = "/scenario-builder"


def slider(page: Page, name: str) -> Locator:
    """The slider of a component; "Số hóa hồ sơ" also has a field."""
    return page.get_by_test_id("stSlider").filter(has_text=name).get_by_role("slider")


def typed(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"Điểm mới: {name}")


def rank(page: Page) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text=re.compile("^Hạng"))


def test_a_slider_moves_the_rank_at_once(visit):
    page = visit(PAGE)
    expect(rank(page)).to_contain_text("7/34")
    thumb = slider(page, "Số hóa hồ sơ")
    thumb.focus()
    with new_choice(page):
        page.keyboard.press("End")
    expect_query(page, {"plan": "digitisation:12.92"})
    expect(rank(page)).to_contain_text("1/34")
    expect(page.get_by_text("tăng 6 bậc so với thứ 7 hiện nay")).to_be_visible()
    # What is assumed stands beside it.
    expect(page.get_by_text("Giả định các tỉnh, thành phố khác giữ nguyên điểm.")).to_be_visible()
    expect(typed(page, "Số hóa hồ sơ")).to_have_value("22,00")


def test_a_typed_score_moves_the_slider_and_the_figure(visit):
    page = visit(PAGE)
    field = typed(page, "Số hóa hồ sơ")
    field.fill("10,58")
    with new_choice(page):
        field.press("Enter")
    expect_query(page, {"plan": "digitisation:1.5"})
    expect(page.get_by_test_id("stSlider").filter(has_text="Số hóa hồ sơ")).to_contain_text("10,58")
    figure = page.get_by_test_id("stVegaLiteChart")
    expect(figure.locator("svg text").filter(has_text="9,08 → 10,58/22")).to_have_count(1)
    field.fill("abc")
    field.press("Enter")
    expect(page.get_by_text("“abc” không phải là số")).to_be_visible()
    expect_query(page, {"plan": "digitisation:1.5"})


def test_the_others_move_too(visit):
    page = visit(PAGE, plan="digitisation:1.5")
    press(page, "Các tỉnh, thành phố khác", "Tiếp tục xu hướng")
    expect_query(page, {"plan": "digitisation:1.5", "others": "trend:2026-10-15"})
    expect(rank(page)).to_contain_text("5/34")
    expect(page.get_by_text("Bị Khánh Hòa vượt.")).to_be_visible()


def test_what_is_saved_is_shared_by_the_link_and_taken_out(visit):
    page = visit(PAGE, plan="digitisation:1.5")
    page.get_by_role("textbox", name="Tên phương án").fill("Số hóa trước")
    with new_choice(page):
        page.get_by_role("button", name="Lưu để so sánh").click()
    query = {"plan": "digitisation:1.5", "saved": "Số hóa trước~psi~digitisation:1.5~"}
    expect_query(page, query)
    another = visit(PAGE, **query)
    expect(another.get_by_test_id("stDataFrame")).to_be_visible()
    expect(another.get_by_text("Số hóa trước", exact=True).first).to_be_attached()
    with another.expect_download() as waiting:
        another.get_by_role("button", name="Tải Excel").click()
    content = waiting.value.path().read_bytes()
    (index_code, found), *rest = scenarios.of_file(content, "a.xlsx")
    assert (index_code, found.name, rest) == ("psi", "Số hóa trước", [])
    # A third reader brings the file in.
    third = visit(PAGE)
    third.get_by_text("Lấy phương án từ tệp").first.click()
    file = {"name": "a.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    with new_choice(third):
        third.locator("input[type=file]").set_input_files([file])
    expect_query(third, {"saved": query["saved"]})


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_partial_table_shows_an_interval_on_a_phone(visit, language):
    page = visit(PAGE, size="phone", language=language, index="pii", plan="total:5")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("13–17/34")
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= page.viewport_size["width"]
    ready(page)
