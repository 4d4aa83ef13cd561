"""The URL holds the view: for the next page, for a colleague, and with rubbish in it."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests import effort
from tests.browser.controls import (
    expect_query,
    go,
    heading,
    options,
    pick,
    pin,
    press,
    query,
    speak,
)
from tests.browser.visits import Visits, ready

VERSION_1 = re.compile("phiên bản số liệu 1|figures version 1")
ERRORS = {
    "vi": "Phiên bản số liệu 999 không còn được lưu; hãy bỏ ghim để xem số liệu mới nhất.",
    "en": "Version 999 of the figures is no longer kept; unpin to see the latest figures.",
}


def shown(page: Page) -> str:
    """What the page says and which choices stand, as a screen reader has it."""
    return page.get_by_test_id("stMain").aria_snapshot()


def in_second_browser(page: Page, visits, server) -> Page:
    """The copied URL, opened by somebody else."""
    parts = urlsplit(page.url)
    return visits(server, f"{parts.path}?{parts.query}")


@pytest.mark.long
def test_a_copied_url_shows_the_same_ranking(visit, visits, server):
    page = visit("/standing")
    press(page, "Chỉ số", "DTI")
    pick(page, "Kỳ công bố", "Năm 2023")
    pick(page, "So sánh với", "Bình Dương")
    pick(page, "Tỉnh, thành phố thứ hai", "An Giang")
    press(page, "Bảng xếp hạng", "Bản đồ")
    pin(page)
    speak(page, "en")
    expect_query(
        page,
        {
            "index": "dti",
            "edition": "dti-2023-year-vn63",
            "peers": "74,89",
            "tab": "map",
            "v": "1",
            "lang": "en",
        },
    )
    assert shown(in_second_browser(page, visits, server)) == shown(page)


@pytest.mark.long
def test_a_copied_url_shows_the_same_map(visit, visits, server):
    page = visit("/standing")
    pick(page, "Vùng", "Duyên hải Nam Trung Bộ và Tây Nguyên")
    press(page, "Bảng xếp hạng", "Bản đồ")
    press(page, "Tô màu theo", "Điểm")
    expect_query(page, {"region": "4", "tab": "map", "colour": "score"})
    other = in_second_browser(page, visits, server)
    assert shown(other) == shown(page)
    expect(options(other, "Tô màu theo").get_by_role("radio", checked=True)).to_have_text("Điểm")


@pytest.mark.long
def test_a_copied_url_shows_the_same_components(visit, visits, server):
    page = visit("/components")
    press(page, "Sắp xếp theo", "Điểm chưa đạt so với tối đa")
    press(page, "Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026", "So sánh trực tiếp")
    pick(page, "So sánh với", "Hà Nội")
    expect_query(page, {"order": "max", "part": "pair", "peers": "01"})
    other = in_second_browser(page, visits, server)
    assert shown(other) == shown(page)
    expect(other.get_by_text("Chọn một hoặc hai tỉnh")).to_have_count(0)


@pytest.fixture(scope="module")
def reader(browser, server) -> Iterator[tuple[Page, list[str]]]:
    """One reader for all bad addresses, and the dialogs that scripts have opened."""
    visits = Visits(browser)
    page = visits(server)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield page, dialogs
    assert not visits.complaints()
    visits.close()


@pytest.mark.parametrize(
    ("path", "bad", "left"),
    effort.first(
        1,
        [
            ("/standing", {"index": "gdp"}, {}),
            ("/standing", {"index": "pii", "edition": "psi-2025-10-16"}, {"index": "pii"}),
            ("/standing", {"edition": "pii-2025-year-vn34"}, {}),
            ("/standing", {"peers": "<script>alert(1)</script>"}, {}),
            ("/standing", {"peers": "01,99,66,01"}, {"peers": "01"}),
            ("/standing", {"region": "'; drop table units; --", "tab": "x"}, {}),
            ("/standing", {"tab": "map", "colour": "blue"}, {"tab": "map"}),
            ("/components", {"order": "worst", "part": "none"}, {}),
            ("/components", {"index": "dti", "order": "max"}, {"index": "dti"}),
            ("/data", {"section": "../../etc"}, {}),
            ("/", {"lang": "fr"}, {}),
            ("/", {"v": "abc"}, {}),
            ("/", {"v": "-1"}, {}),
            ("/", {"v": "0"}, {}),
            ("/", {"lang": ["en", "vi"], "nothing": "x" * 2000}, None),
        ],
    ),
)
def test_a_bad_choice_falls_back_and_leaves_the_url(reader, path, bad, left):
    page, dialogs = reader
    page.goto(f"{path}?{urlencode(bad, doseq=True)}")
    ready(page)
    expect(page.get_by_text(VERSION_1)).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_be_visible()
    expect(page.get_by_role("switch", checked=True)).to_have_count(0)
    assert not dialogs
    if left is not None:
        expect_query(page, left)
        # Every choice that was left out is named, and nothing but these.
        said = page.get_by_role("alert").inner_text().split("bỏ qua: ")[1]
        assert {name for name in bad if f"{name}=" in said} == {
            name for name, value in bad.items() if left.get(name) != value
        }


@pytest.mark.long
def test_what_a_link_cannot_have_is_not_said_of_another_page(visit):
    page = visit("/way-up", limit="99")
    expect(page.get_by_role("alert")).to_contain_text("limit=99")
    go(page, "components")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("language", effort.first(1, ERRORS))
def test_a_version_that_is_gone_is_said_in_a_sentence(visit, language):
    page = visit("/components", v="999", lang=language)
    expect(page.get_by_role("alert")).to_have_text(ERRORS[language])
    expect(page.get_by_role("heading")).to_have_count(0)
    page.get_by_role("button", name="số liệu mới nhất" if language == "vi" else "latest").click()
    expect(heading(page, "components", language)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert "v" not in query(page)


def test_the_menu_keeps_language_pin_and_index(visit):
    page = visit("/standing")
    press(page, "Chỉ số", "DTI")
    pin(page)
    speak(page, "en")
    kept = {"index": "dti", "v": "1", "lang": "en"}
    for name in effort.some(3, ("components", "overview", "data", "standing")):
        go(page, name, "en")
        expect(page.get_by_role("switch", name="Pin figures")).to_be_checked()
        expect_query(page, kept)
    expect(options(page, "Index").get_by_role("radio", checked=True)).to_have_text("DTI")


def back(page: Page, path: str) -> None:
    """Go back one step, to what was shown before on a page."""
    page.go_back()
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    ready(page)


def test_one_step_back_returns_to_the_page_and_index_one_came_from(visit):
    page = visit("/standing")
    press(page, "Chỉ số", "PII")
    for name, path in (("over_time", "/over-time"), ("components", "/components")):
        go(page, name)
        expect_query(page, {"index": "pii"})
        assert urlsplit(page.url).path == path
    press(page, "Chỉ số", "DTI")
    back(page, "/components")
    expect(options(page, "Chỉ số").get_by_role("radio", checked=True)).to_have_text("PII")
    back(page, "/over-time")
    expect_query(page, {"index": "pii"})
    back(page, "/standing")
    expect(options(page, "Chỉ số").get_by_role("radio", checked=True)).to_have_text("PII")
    back(page, "/standing")
    expect(options(page, "Chỉ số").get_by_role("radio", checked=True)).to_have_text("Chỉ số 766")


@pytest.mark.long
def test_one_step_back_returns_to_the_edition_of_the_index_one_came_from(visit):
    """The edition of one index is none of another: leaving it out is no step of the reader's."""
    page = visit("/standing")
    pick(page, "Kỳ công bố", "ngày 17/09/2026")
    press(page, "Chỉ số", "DTI")
    expect_query(page, {"index": "dti"})
    back(page, "/standing")
    expect_query(page, {"edition": "psi-2026-09-17-year_to_date-vn34"})
    expect(options(page, "Chỉ số").get_by_role("radio", checked=True)).to_have_text("Chỉ số 766")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.long
def test_back_and_forward(visit):
    page = visit("/")
    go(page, "standing")
    press(page, "Chỉ số", "PII")
    go(page, "data")
    back(page, "/standing")
    expect(heading(page, "standing")).to_be_visible()
    expect(options(page, "Chỉ số").get_by_role("radio", checked=True)).to_have_text("PII")
    # The page as it was before anything was chosen.
    back(page, "/standing")
    expect(options(page, "Chỉ số").get_by_role("radio", checked=True)).to_have_text("Chỉ số 766")
    expect_query(page, {})
    back(page, "/")
    expect(heading(page, "overview")).to_be_visible()
    page.go_forward()
    expect(heading(page, "standing")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
