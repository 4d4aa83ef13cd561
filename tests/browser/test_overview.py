"""The overview as a leader meets it: three ranks, what they mean, and where to look next."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import effort
from tests.browser.controls import expect_query, heading
from tests.browser.visits import Visits, ready

BUFFER = (
    "Cao hơn điểm ngưỡng 1,52 điểm. Chỉ khi có từ 4 tỉnh, thành phố trở lên vượt qua mới ra "
    "khỏi nhóm 10; "
    "gần nhất là Lạng Sơn (kém 0,44 điểm)."
)
CARDS = {
    "Chỉ số 766": [
        "xác định",
        "7/34",
        "● Đạt",
        BUFFER,
        "So với 05/10/2026: thứ hạng giữ nguyên; điểm tăng 0,36.",
        "So với cùng kỳ (11/10/2025): thứ hạng 19/34 → 7/34; "
        "không so sánh điểm vì năm 2026 áp dụng phương pháp mới.",
        "Lũy kế từ đầu năm đến ngày 10/10/2026 · công bố 10/10/2026",
        "Mức xếp loại: Trung bình",
        "Gốc: Cổng Dịch vụ công quốc gia; lấy qua bản lưu công khai, chưa đối chiếu với Cổng",
    ],
    "DTI": [
        "tính lại",
        "29/34",
        "▲ Chưa đạt",
        "Còn thiếu 0,0754 điểm so với điểm ngưỡng (Đồng Nai: 0,7164).",
        "Không so sánh điểm với kỳ trước: thay đổi số tỉnh, thành phố sau sáp nhập.",
        "Thứ hạng và điểm do hệ thống tính lại theo cách tính của Bộ Khoa học và Công nghệ "
        "(bình quân Đắk Lắk, Phú Yên); Bộ chưa công bố riêng.",
        "Trước sáp nhập: Đắk Lắk thứ 39/63, Phú Yên thứ 56/63.",
        "Năm 2024 · công bố 21/10/2025",
    ],
    "PII": [
        "xác định",
        "24/34",
        "▲ Chưa đạt",
        "Còn thiếu từ 4,13 đến 10,12 điểm; chưa xác định chính xác vì điểm của tỉnh xếp thứ 15 "
        "(Phú Thọ) chưa công bố.",
        "Không so sánh điểm với kỳ trước: thay đổi số tỉnh, thành phố sau sáp nhập.",
        "Năm 2025 · công bố 30/09/2025",
    ],
}
# Sentences of "attention first", in their order, and what their links open.
ATTENTION = [
    (
        # What is ordered then depends on the day: a count in one sub-indicator.
        "Chỉ số 766 trong nhóm 10 dẫn đầu, chỉ khi có từ 4 tỉnh, thành phố trở lên vượt qua "
        "mới ra khỏi nhóm; "
        "để lên thứ 6, từ ngày 10/10/2026 đến ngày 31/12/2026 cần",
        "way_up",
        "psi",
    ),
    (
        "PII còn 9 bậc nữa mới vào nhóm 15, thiếu từ 4,13 đến 10,12 điểm; "
        "chưa có thứ hạng thành phần; cơ quan chủ trì: Chưa phân công.",
        "standing",
        "pii",
    ),
    (
        "DTI (tính lại) còn 14 bậc nữa mới vào nhóm 15, thiếu 0,0754 điểm; "
        "thành phần xếp hạng thấp nhất: Hoạt động kinh tế số đạt 0,4673, thứ 28/34; "
        "cơ quan chủ trì: Chưa phân công.",
        "components",
        "dti",
    ),
]

# An action behind the weakest component that serves other indices too.
SHARED = "Số hóa hồ sơ và trả kết quả điện tử cùng tác động đến DTI và PII (giả định)."

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
    """The card of an index: the smallest box that holds its link and its rank."""
    boxes = page.get_by_test_id("stVerticalBlock")
    return (
        boxes.filter(has=page.get_by_role("link", name=short, exact=True))
        .filter(has=page.get_by_test_id("stMetric"))
        .last
    )


@pytest.fixture(scope="module")
def overview(browser, server) -> Iterator[Page]:
    """The overview, for tests that only read it."""
    visits = Visits(browser)
    yield visits(server)
    assert not visits.complaints()
    visits.close()


@pytest.mark.parametrize("short", CARDS)
def test_a_card_says_what_a_leader_asks(overview, short):
    for text in CARDS[short]:
        expect(card(overview, short)).to_contain_text(text)


def test_what_belongs_to_one_card_is_on_no_other(overview):
    for text in ("tính lại", "Bộ chưa công bố riêng", "39/63"):
        for short in ("Chỉ số 766", "PII"):
            expect(card(overview, short)).not_to_contain_text(text)
    # No movement of a rank is ever signed.
    for short in CARDS:
        assert not set("+−-") & set(card(overview, short).inner_text())


def test_the_headline_counts_the_targets_met(overview):
    expect(heading(overview, "overview")).to_contain_text(
        "Đắk Lắk đạt 1/3 mục tiêu: Chỉ số 766 đạt; DTI và PII chưa đạt, "
        "trong đó DTI là số liệu tính lại."
    )


def test_old_figures_are_said_to_be_old(overview):
    # The figures are of October 2026 and earlier, so today they are past every cadence.
    for short, cadence in {"Chỉ số 766": "tuần", "DTI": "năm", "PII": "năm"}.items():
        stale = f"chậm so với chu kỳ {cadence}; đề nghị cập nhật trước khi sử dụng"
        expect(card(overview, short)).to_contain_text(stale)


def test_a_derived_rank_is_lighter_than_a_published_one(overview):
    def contrast(short: str, rank: str) -> float:
        text = card(overview, short).get_by_test_id("stMetric").get_by_text(rank)
        return text.evaluate(CONTRAST_WITH_WHITE)

    derived = contrast("DTI", "29/34")
    assert derived < min(contrast("Chỉ số 766", "7/34"), contrast("PII", "24/34"))
    assert derived > 4.5, "lighter, but to be read from a wall screen"


def test_the_ranks_are_the_largest_text(overview):
    sizes = overview.evaluate(FONT_SIZES)
    largest = max(size for _, size in sizes)
    assert [text for text, size in sizes if size == largest] == ["7/34", "29/34", "24/34"]
    assert largest >= 1.5 * max(size for _, size in sizes if size < largest)


def test_attention_first_leads_where_it_says(page):
    links = page.get_by_role("link", name="Xem chi tiết")
    expect(links).to_have_count(len(ATTENTION))
    expect(page.get_by_text(SHARED)).to_be_visible()
    for number, (sentence, target, index) in enumerate(ATTENTION):
        expect(page.get_by_text(sentence)).to_be_visible()
        links.nth(number).click()
        if target == "way_up":
            name = "Cần tăng bao nhiêu điểm để vào nhóm 6?"
            expect(page.get_by_role("heading", name=name)).to_be_visible()
            expect_query(page, {"index": index, "limit": "6"})
        else:
            expect(heading(page, target)).to_be_visible()
            expect_query(page, {"index": index})
        ready(page)
        page.go_back()
        expect(heading(page, "overview")).to_be_visible()
        ready(page)


def test_the_name_on_a_card_opens_its_ranking(page):
    page.get_by_role("link", name="PII", exact=True).click()
    expect(heading(page, "standing")).to_be_visible()
    expect(page.get_by_text("Đắk Lắk xếp thứ 24/34, chưa đạt")).to_be_visible()
    expect_query(page, {"index": "pii"})


@pytest.mark.parametrize("language", effort.first(1, ["vi", "en"]))
def test_a_laptop_shows_all_of_it_without_scrolling(visit, language):
    page = visit("/", size="laptop", language=language)
    width, room, height, high = page.evaluate(SIZES)["main"]
    assert (width, height) == (room, high)
    details = page.get_by_role("link", name="Xem chi tiết" if language == "vi" else "See details")
    expect(details).to_have_count(3)
    for number in range(3):
        expect(details.nth(number)).to_be_in_viewport(ratio=1)
    shorts = ["Chỉ số 766" if language == "vi" else "Index 766", "DTI", "PII"]
    found = [card(page, short).bounding_box() for short in shorts]
    assert len({(box["y"], round(box["width"]), round(box["height"])) for box in found}) == 1


def test_a_phone_shows_one_column_in_the_same_order(visit):
    page = visit("/", size="phone")
    found = [card(page, short).bounding_box() for short in CARDS]
    assert len({(box["x"], box["width"]) for box in found}) == 1
    assert [box["y"] for box in found] == sorted(box["y"] for box in found)
    attention = page.get_by_text("Cần lưu ý trước").bounding_box()
    assert attention["y"] > found[-1]["y"] + found[-1]["height"]
    sizes = page.evaluate(SIZES)
    assert sizes["main"][0] == sizes["main"][1]
    assert sizes["page"] == [360, 360]
