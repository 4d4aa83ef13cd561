"""Changes by hand in Chromium: seen before they are made, on the pages after, and taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from rankings import loads
from rankings.loads.access import operator
from rankings.loads.edits import basket
from rankings.loads.edits.basket import Cell
from rankings.store import queries
from rankings.store.versions import Store
from tests.browser.controls import EDITOR, cell_of_grid
from tests.browser.visits import ready

FORMS = "/upload"


def press(page: Page, label: str) -> None:
    """Press a button and wait for what it does."""
    page.get_by_role("button", name=label, exact=True).click()
    ready(page)


def publish(page: Page) -> None:
    """Give a name to what was previewed, and publish it."""
    press(page, "Phát hành")
    expect(page.get_by_role("alert")).to_contain_text("Chưa có tên")
    page.get_by_label("Họ và tên người phát hành").fill("Nguyễn Văn A")
    press(page, "Phát hành")
    told = page.get_by_role("status").first
    expect(told).to_contain_text("Đã phát hành: lần cập nhật số 1, người phát hành Nguyễn Văn A")
    expect(told).to_contain_text("tự khai, chưa xác thực")


def write_over(page: Page, figure: str, text: str) -> None:
    """Write over a figure of the first unit in the grid; figure: its name."""
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    label = grid.get_by_test_id(re.compile("^glide-cell-0-")).filter(
        has_text=re.compile(f"^{re.escape(figure)}$")
    )
    row = int(str(label.last.get_attribute("data-testid")).rsplit("-", 1)[1])
    cell_of_grid(grid, {"x": 280, "y": 20 + 35 * (row + 1)}, f"glide-cell-1-{row}")
    page.keyboard.press("Enter")
    page.locator(EDITOR).fill(text)
    page.locator(EDITOR).press("Enter")
    # The grid tells the server a moment after the last key.
    ready(page, quiet=1000)


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.keyboard.press("Enter")
    ready(page)


def test_a_component_its_total_and_the_ranks_are_corrected_seen_and_taken_back(own_server, visits):
    store = Store(own_server.var)
    page = visits(own_server, FORMS, way="correction")
    write_over(page, "Số hóa hồ sơ", "10,4")
    write(page, "Số, ký hiệu văn bản", "12/BC-VPCP")
    press(page, "Xem trước tác động")
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi lý do")
    write(page, "Giải trình", "Cổng tính lại điểm số hóa hồ sơ")
    press(page, "Xem trước tác động")
    expect(page.get_by_role("alert")).to_contain_text("Chưa thể phát hành")
    press(page, "Tính lại tổng")
    press(page, "Tính lại hạng")
    # What was gathered outlives the language and a step back.
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_text("7 figures to correct in one load")).to_be_visible()
    ready(page)
    page.get_by_text("Tiếng Việt", exact=True).click()
    ready(page)
    page.get_by_text("Tải tệp lên", exact=True).click()
    ready(page)
    page.go_back()
    ready(page)
    expect(page.get_by_text("7 số liệu sẽ sửa trong một lần cập nhật")).to_be_visible()
    shown = page.get_by_test_id("stDataFrame").last
    for text in ("65,49", "66,81", "9,08", "10,40", "tính lại"):
        expect(shown.get_by_text(text, exact=True).first).to_be_attached()
    press(page, "Xem trước tác động")
    for text in ("thứ 7/34", "thứ 4/34"):
        expect(page.get_by_role("table").first).to_contain_text(text)
    assert store.version() == 1, "a preview changes nothing"
    page.get_by_text("Đã xem các cảnh báo trên").click()
    ready(page)
    publish(page)

    reader = visits(own_server)
    expect(reader.get_by_text("4/34", exact=True).first).to_be_visible()
    row = queries.loads(store.snapshot()).to_pylist()[0]
    assert (row["kind"], row["figures"], row["loaded_by"]) == ("correction", 7, "Nguyễn Văn A")
    loads.withdraw(store, row["load_id"], why="Sửa nhầm", by=operator("Trần Thị B"))
    again = visits(own_server)
    expect(again.get_by_text("7/34", exact=True).first).to_be_visible()
    expect(again.get_by_text("4/34", exact=True)).to_have_count(0)


@pytest.mark.long
def test_who_published_meanwhile_is_named_and_nothing_is_lost(own_server, visits):
    store = Store(own_server.var)
    page = visits(own_server, FORMS, way="correction")
    write_over(page, "Tổng điểm", "65,5")
    write(page, "Số, ký hiệu văn bản", "12/BC-VPCP")
    write(page, "Giải trình", "Gõ nhầm")
    press(page, "Xem trước tác động")
    other = basket.change(
        store.snapshot(),
        edition_id="psi-2026-10-10-year_to_date-vn34",
        cells=[Cell("01", "satisfaction", "score", None)],
        why="Gỡ bỏ",
    )
    loads.publish_at_once(store, other, by=operator("Trần Thị B"))
    page.get_by_label("Họ và tên người phát hành").fill("Nguyễn Văn A")
    press(page, "Phát hành")
    expect(page.get_by_role("alert")).to_contain_text("Trần Thị B đã phát hành lần cập nhật số 1")
    expect(page.get_by_text("1 số liệu sẽ sửa trong một lần cập nhật")).to_be_visible()
    press(page, "Xem trước tác động")
    press(page, "Phát hành")
    expect(page.get_by_role("status").first).to_contain_text("Đã phát hành: lần cập nhật số ")


@pytest.mark.long
def test_a_remark_is_shown_on_the_card_letter_by_letter(own_server, visits):
    text = "Tập trung **số hóa** hồ sơ, <b>giao</b> :red[Văn phòng] $x$ theo dõi."
    page = visits(own_server, "/targets", edit="remark")
    page.get_by_label("Nhận xét (một hoặc hai câu)").fill(text)
    page.get_by_label("Người ký nhận xét").fill("Trần Thị B")
    press(page, "Xem trước tác động")
    publish(page)
    card = visits(own_server)
    expect(card.get_by_text(text)).to_be_visible()
    expect(card.get_by_text("— Trần Thị B,")).to_contain_text("(tự khai, chưa xác thực)")


@pytest.mark.long
def test_what_was_typed_stays_when_it_is_refused(server, visits):
    page = visits(server, "/targets", edit="owners")
    page.get_by_label("Số hóa hồ sơ").fill("**Sở**")
    page.get_by_label("Giải trình").fill("Phân công")
    press(page, "Xem trước tác động")
    expect(page.get_by_role("alert")).to_contain_text("Tên cơ quan “**Sở**” có ký tự “*”")
    expect(page.get_by_label("Số hóa hồ sơ")).to_have_value("**Sở**")
