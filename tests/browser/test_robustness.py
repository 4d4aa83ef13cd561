"""The page on how sure ranks are: the finding, what it rests on, and why not for other indices."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import ready


def test_home_under_other_weights(visit):
    page = visit("/standing", view="robustness")
    expect(page.get_by_text("thứ hạng nằm từ thứ 5 đến thứ 10")).to_be_visible()
    expect(page.get_by_text("Với mọi trọng số trong khoảng đó, Đắk Lắk vẫn trong")).to_be_visible()
    expect(page.get_by_text("không cho biết trọng số hay thứ hạng là đúng hay sai")).to_be_visible()
    assumption = page.get_by_text("điểm của các tỉnh, thành phố giữ nguyên như công bố")
    expect(assumption).not_to_be_visible()
    page.get_by_text("Cách tính và giả định").click()
    expect(assumption).to_be_visible()
    figure = page.locator("[data-testid=stVegaLiteChart]").first
    expect(figure).to_be_visible()
    expect(page.get_by_text("Bỏ Công khai, minh bạch, Đắk Lắk xếp thứ 12")).to_be_visible()


@pytest.mark.long
def test_weights_that_nobody_published_are_said_to_be_so(visit):
    page = visit("/standing", view="robustness", index="dti", language="en")
    expect(page.get_by_text("the weights of its components are not published")).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart]")).to_have_count(0)
    page = visit("/standing", view="robustness", index="pii", size="phone")
    expect(page.get_by_text("trọng số là suy ra từ số công bố")).to_be_visible()
    ready(page)
