"""The overview as a leader meets it: three ranks, what they mean, and where to look next."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import effort
from tests.browser.controls import expect_query, heading, query
from tests.browser.visits import PATIENCE, Visits, ready

TILES = {
    "Chỉ số 766": [
        "Bộ chỉ số phục vụ người dân, doanh nghiệp (Quyết định số 766/QĐ-TTg)",
        "7/34",
        "Đạt mục tiêu",
        "= giữ nguyên so với 05/10/2026",
        "Mức xếp loại: Trung bình",
        "Mục tiêu: nhóm 10 dẫn đầu · Ban Chỉ đạo tỉnh, theo nhandan.vn đăng",
        "chưa nêu thời hạn",
        "Dư 1,52 điểm so với điểm ngưỡng",
        "Số liệu 10/10/2026",
    ],
    "DTI": [
        "29/34",
        "Chưa đạt mục tiêu",
        "Không so sánh với trước sáp nhập",
        "Còn thiếu 0,0754 điểm so với điểm ngưỡng",
        "Số liệu năm 2024",
        "tính lại",
    ],
    "PII": [
        "24/34",
        "Còn thiếu từ 4,13 đến 10,12 điểm so với điểm ngưỡng",
        "Số liệu năm 2025",
    ],
}
# What stands behind the button of a tile.
BEHIND = {
    "Chỉ số 766": [
        "Cao hơn điểm ngưỡng 1,52 điểm. Chỉ khi có từ 4 tỉnh, thành phố trở lên vượt qua mới ra "
        "khỏi nhóm 10; gần nhất là Lạng Sơn (kém 0,44 điểm).",
        "So với cùng kỳ (11/10/2025): thứ hạng 19/34 → 7/34",
        "Gốc: Cổng Dịch vụ công quốc gia; lấy qua bản lưu công khai, chưa đối chiếu với Cổng",
        "chậm so với chu kỳ tuần; đề nghị cập nhật trước khi sử dụng",
    ],
    "DTI": [
        "Bộ chưa công bố riêng.",
        "Trước sáp nhập: Đắk Lắk thứ 39/63, Phú Yên thứ 56/63.",
        "Tính lại: hệ thống tính theo cách tính của cơ quan công bố",
    ],
}

# Every element with text of its own: the text and its size in px.
FONT_SIZES = """
() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility({checkVisibilityCSS: true}) && e.tagName !== 'STYLE'
        && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [e.textContent.trim(), parseFloat(getComputedStyle(e).fontSize)])
"""
# Contrast of the text with a white page, after WCAG.
CONTRAST_WITH_WHITE = """
e => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d')
    canvas.fillStyle = getComputedStyle(e).color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => {
        v /= 255
        return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    })
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
}
"""
SIZES = """
() => {
    const main = document.querySelector('[data-testid="stMain"]')
    return {
        main: [main.scrollWidth, main.clientWidth, main.scrollHeight, main.clientHeight],
        page: [document.documentElement.scrollWidth, innerWidth],
    }
}
"""


def card(page: Page, short: str) -> Locator:
    """The tile of an index."""
    return page.locator("#root").get_by_test_id("stColumn").nth(list(TILES).index(short))


@pytest.fixture(scope="module")
def overview(browser, server) -> Iterator[Page]:
    """The overview, for tests that only read it."""
    visits = Visits(browser)
    yield visits(server)
    assert not visits.complaints()
    visits.close()


@pytest.mark.parametrize("short", TILES)
def test_a_tile_says_what_a_leader_asks(overview, short):
    for text in TILES[short]:
        expect(card(overview, short)).to_contain_text(text)
    # No movement of a rank is ever signed.
    assert not set("+−") & set(card(overview, short).inner_text())


def test_the_message_says_what_changed_then_where_we_stand(overview):
    expect(heading(overview, "overview")).to_have_text(
        "Chỉ số 766 giữ vị trí thứ 7/34, đạt mục tiêu nhóm 10 dẫn đầu, cao hơn điểm ngưỡng "
        "1,52 điểm. DTI (tính lại) thứ 29, PII thứ 24: chưa đạt mục tiêu."
    )
    # The figures are of October 2026 and earlier, so today they are past every cadence.
    expect(overview.locator("#root .ov-aside .ov-amber")).to_contain_text("10/10/2026, đã ")


@pytest.mark.parametrize("short", effort.first(1, BEHIND))
def test_all_else_stands_behind_one_button(page, short):
    card(page, short).get_by_role("button", name="Nguồn và cách tính").click()
    panel = page.get_by_test_id("stPopoverBody")
    for text in BEHIND[short]:
        expect(panel).to_contain_text(text)
    expect(panel.get_by_role("button", name="PNG")).to_be_visible()
    panel.get_by_role("link", name=f"Xếp hạng {short}").click()
    expect(heading(page, "standing")).to_be_visible()


def test_a_derived_rank_is_lighter_than_a_published_one(overview):
    def contrast(short: str, rank: str) -> float:
        text = card(overview, short).get_by_text(rank, exact=True)
        return text.evaluate(CONTRAST_WITH_WHITE)

    derived = contrast("DTI", "29/34")
    assert derived < min(contrast("Chỉ số 766", "7/34"), contrast("PII", "24/34"))
    assert derived > 4.5, "lighter, but to be read from a wall screen"


def test_the_ranks_are_the_largest_text(overview):
    sizes = overview.evaluate(FONT_SIZES)
    largest = max(size for _, size in sizes)
    assert [text for text, size in sizes if size == largest] == ["7/34", "29/34", "24/34"]
    assert largest >= 1.5 * max(size for _, size in sizes if size < largest)


def test_what_to_direct_leads_to_the_plan_that_contains_it(page):
    rows = page.locator("#root .ov-row:not(.ov-headings)")
    assert 1 <= rows.count() <= 5
    expect(rows.nth(0)).to_contain_text("Đề nghị Bộ Khoa học và Công nghệ cung cấp trọng số")
    plan = page.get_by_role("link", name="Xem phương án").first
    code = plan.inner_text().split()[-1]
    plan.click()
    page.wait_for_url("**/way-up?*", timeout=PATIENCE)
    ready(page)
    asked = query(page)
    assert (asked["index"], asked["goal_of"]) == ("psi", code)
    # The goal is tried there: the place that was told.
    expect(page.get_by_text(f"→ thứ {asked['limit']}/34").first).to_be_visible(timeout=PATIENCE)
    page.go_back()
    page.wait_for_url(lambda url: "way-up" not in url, timeout=PATIENCE)
    expect(heading(ready(page), "overview")).to_be_visible()
    page.get_by_role("link", name="Xem DTI").click()
    page.wait_for_url("**/way-up?*", timeout=PATIENCE)
    expect_query(ready(page), {"index": "dti", "limit": "15"})


def test_three_sentences_of_news_stand_open(overview):
    expect(overview.locator("#root .ov-news li")).to_have_count(3)


@pytest.mark.parametrize("language", effort.first(1, ["vi", "en"]))
def test_a_laptop_shows_all_of_it_without_scrolling(visit, language):
    page = visit("/", size="laptop", language=language)
    width, room, height, high = page.evaluate(SIZES)["main"]
    assert (width, height) == (room, high)
    for place in (".ov-message", ".ov-rank", ".ov-row", ".ov-news li", ".st-key-brief button"):
        expect(page.locator(f"#root {place}").last).to_be_in_viewport(ratio=1)
    tops = {place.bounding_box()["y"] for place in page.locator("#root .ov-rank").all()}
    assert max(tops) - min(tops) < 20


def test_a_wall_uses_all_of_its_room(visit):
    page = visit("/", size="laptop")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_timeout(500)
    _, _, height, high = page.evaluate(SIZES)["main"]
    assert height == high
    last = page.locator("#root .ov-news li").last.bounding_box()
    assert last["y"] + last["height"] > 0.85 * 1080


def test_a_phone_shows_one_column_in_the_same_order(visit):
    page = visit("/", size="phone")
    found = [card(page, short).bounding_box() for short in TILES]
    assert len({(box["x"], box["width"]) for box in found}) == 1
    assert [box["y"] for box in found] == sorted(box["y"] for box in found)
    directions = page.locator("#root .ov-headings").bounding_box()
    assert directions["y"] > found[-1]["y"] + found[-1]["height"]
    sizes = page.evaluate(SIZES)
    assert sizes["main"][0] == sizes["main"][1]
    assert sizes["page"] == [360, 360]
