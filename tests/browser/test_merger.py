"""The page on the merger: the finding, the readings, the figure and the table agree."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import ready


def test_home_before_and_after_the_merger(visit):
    page = visit("/merger")
    expect(
        page.get_by_role("heading", name="So sánh trước và sau sáp nhập", level=2)
    ).to_be_visible()
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(
        "Đắk Lắk xếp thứ 39/63, Phú Yên xếp thứ 56/63; tính bình quân giản đơn, Đắk Lắk sau sáp "
        "nhập xếp thứ 29/34 với 0,6410 điểm"
    )
    values = page.get_by_test_id("stMetricValue")
    expect(values).to_have_text(["39/63", "29/34", "–", "–"])
    expect(main).to_contain_text("Chưa có trọng số")
    expect(main).to_contain_text("khớp 8/8 điểm tổng, 13/13 hạng tổng, 6/6 hạng trụ cột")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(2)


@pytest.mark.long
def test_another_edition_by_address_is_judged_anew(visit):
    page = visit("/merger", before="dti-2023-year-vn63", language="en")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("Not comparable with year 2024: the method has changed.")
    expect(page.get_by_test_id("stMetricValue").nth(1)).to_have_text("30/34")
    expect(main).to_contain_text("This period cannot be checked")


@pytest.mark.long
def test_scores_instead_of_ranks(visit):
    page = visit("/merger")
    page.get_by_role("radio", name="Điểm", exact=True).or_(
        page.get_by_role("button", name="Điểm", exact=True)
    ).click()
    ready(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("Chỉ vẽ các kỳ cùng phương pháp")
    assert "measure=score" in page.url


@pytest.mark.long
def test_an_index_without_figures_of_home_says_so(visit):
    page = visit("/merger", index="pii", size="phone")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("chưa có số liệu của Đắk Lắk, Phú Yên trước sáp nhập")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
    expect(page.get_by_test_id("stMetricValue")).to_have_text(["–", "–", "–", "24/34"])
