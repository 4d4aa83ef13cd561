"""The way up in counts, in a browser: from the overview to what is to be done, in three clicks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.controls import new_choice
from tests.browser.visits import ready

PAGE = "/way-up"
BY = "2026-12-31"


@pytest.mark.long
def test_three_clicks_lead_to_what_is_to_be_done_for_each_place(visit):
    page = visit(PAGE, by=BY)
    with new_choice(page):
        page.get_by_role("button", name="Xem cách vào nhóm 6").click()
    expect(page.get_by_text("vào nhóm 6 đạt được theo các cách sau")).to_be_visible()
    expect(page.get_by_text("Cộng lại tăng").first).to_be_visible()
    with new_choice(page):
        page.get_by_role("button", name="Tính thử cách này").first.click()
    metric = page.get_by_test_id("stMetric").filter(has_text=re.compile("^Hạng"))
    expect(metric).to_contain_text("6/34")


@pytest.mark.long
def test_a_goal_typed_in_one_form_is_told_in_the_others(visit):
    page = visit(PAGE, limit="6", goal_of="5.2", by=BY)
    field = page.get_by_label("Mục tiêu", exact=True)
    field.fill("115")
    with new_choice(page):
        field.press("Enter")
    goal = "còn đến xử lý đúng hạn (81,6%) → tăng 0,43 điểm → thứ 6/34"
    expect(page.get_by_text(goal)).to_be_visible()
    come = page.get_by_role("textbox", name="Số còn đến")
    come.fill("200")
    with new_choice(page):
        come.press("Enter")
    ready(page)
    expect(page.get_by_text("115 trong khoảng 200 phản ánh").first).to_be_visible()
