"""Changes by hand in Chromium: seen before they are made, on the pages after, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from rankings import loads
from rankings.store import queries
from rankings.store.versions import Store
from tests.browser.visits import ready

FORMS = "/upload"
BUFFER, NEW_BUFFER = "1,52 điểm", "1,53 điểm"


def press(page: Page, label: str) -> None:
    """Press a button and wait for what it does."""
    page.get_by_role("button", name=label, exact=True).click()
    ready(page)


def publish(page: Page) -> None:
    """Preview, give a name, publish."""
    press(page, "Xem trước tác động")
    press(page, "Phát hành")
    expect(page.get_by_role("alert")).to_contain_text("Chưa có tên")
    page.get_by_label("Họ và tên người phát hành").fill("Nguyễn Văn A")
    press(page, "Phát hành")
    told = page.get_by_role("status")
    expect(told).to_contain_text("Đã phát hành: lần cập nhật số 1, người phát hành Nguyễn Văn A")
    expect(told).to_contain_text("tự khai, chưa xác thực")


def test_one_figure_is_corrected_seen_and_taken_back(own_server, visits):
    store = Store(own_server.var)
    page = visits(own_server, FORMS, way="correction")
    page.get_by_label("Giá trị mới").fill("65,50")
    press(page, "Xem trước tác động")
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi lý do")
    page.get_by_label("Nêu rõ lý do").fill("Gõ nhầm khi nhập")
    press(page, "Xem trước tác động")
    effect = page.get_by_role("table")
    for text in ("Đắk Lắk: Tổng điểm", "65,49", "65,50", BUFFER, NEW_BUFFER):
        expect(effect).to_contain_text(text)
    assert store.version() == 1, "a preview changes nothing"
    publish(page)

    reader = visits(own_server, "/standing")
    expect(reader.get_by_text(NEW_BUFFER).first).to_be_visible()
    row = queries.loads(store.snapshot()).to_pylist()[0]
    assert (row["kind"], row["why"], row["loaded_by"]) == (
        "correction",
        "Gõ nhầm khi nhập",
        "Nguyễn Văn A",
    )
    loads.withdraw(store, row["load_id"], why="Sửa nhầm", by="Trần Thị B")
    again = visits(own_server, "/standing")
    expect(again.get_by_text(BUFFER).first).to_be_visible()
    expect(again.get_by_text(NEW_BUFFER)).to_have_count(0)


def test_what_cannot_be_right_is_not_published(server, visits):
    page = visits(server, FORMS, way="correction")
    page.get_by_label("Giá trị mới").fill("46,59")
    page.get_by_label("Nêu rõ lý do").fill("Gõ nhầm")
    press(page, "Xem trước tác động")
    expect(page.get_by_role("alert")).to_contain_text("Chưa thể phát hành")
    expect(page.get_by_text("Lỗi phải sửa", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Phát hành", exact=True)).to_have_count(0)


@pytest.mark.long
def test_a_remark_is_shown_on_the_card_letter_by_letter(own_server, visits):
    text = "Tập trung **số hóa** hồ sơ, <b>giao</b> :red[Văn phòng] $x$ theo dõi."
    page = visits(own_server, "/targets", edit="remark")
    page.get_by_label("Nhận xét (một hoặc hai câu)").fill(text)
    page.get_by_label("Người ký nhận xét").fill("Trần Thị B")
    publish(page)
    card = visits(own_server)
    expect(card.get_by_text(text)).to_be_visible()
    expect(card.get_by_text("— Trần Thị B,")).to_contain_text("(tự khai, chưa xác thực)")


@pytest.mark.long
def test_what_was_typed_stays_when_it_is_refused(server, visits):
    page = visits(server, "/targets", edit="owners")
    page.get_by_label("Số hóa hồ sơ").fill("**Sở**")
    page.get_by_label("Nêu rõ lý do").fill("Phân công")
    press(page, "Xem trước tác động")
    expect(page.get_by_role("alert")).to_contain_text("Tên cơ quan “**Sở**” có ký tự “*”")
    expect(page.get_by_label("Số hóa hồ sơ")).to_have_value("**Sở**")
