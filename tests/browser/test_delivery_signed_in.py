"""Where people sign in: a wrong password, the right one, what a role allows, signing out."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rankings import loads
from rankings.loads.access import operator
from rankings.loads.accounts import audit, register
from rankings.loads.accounts.register import Role
from rankings.store.versions import Store
from tests.browser.server import running
from tests.browser.visits import ready
from tests.store_clones import clone

PASSWORD = "mật khẩu của buổi sáng"
BOSS = operator("Quản trị")


@pytest.fixture
def own_server(var: Path, tmp_path: Path, monkeypatch):
    """A server where nobody reads without signing in, with an analyst."""
    store = Store(clone(var, tmp_path / "var"))
    roles = [Role("analyst")]
    register.add(store, "lan", shown_name="Vũ Thị Lan", by=BOSS, roles=roles, password=PASSWORD)
    monkeypatch.setenv("RANKINGS_ACCOUNTS", "on")
    monkeypatch.setenv("RANKINGS_ANONYMOUS", "none")
    with running(store.folder, tmp_path / "server.log") as started:
        yield started


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    ready(page)


def test_an_analyst_signs_in_hands_in_may_not_publish_and_signs_out(own_server, visits):
    store = Store(own_server.var)
    visits.allow("403")
    page = visits(own_server, "/targets", edit="remark", wait=False)
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    assert "Đắk Lắk xếp" not in page.content()
    sign_in(page, "không phải thế này")
    expect(page.get_by_role("alert")).to_contain_text("mật khẩu không đúng")
    sign_in(page, PASSWORD)
    page.wait_for_url("**/targets?edit=remark")
    ready(page)

    page.get_by_label("Nhận xét (một hoặc hai câu)").fill("Tập trung số hóa hồ sơ.")
    page.get_by_label("Người ký nhận xét").fill("Trần Thị B")
    press(page, "Xem trước tác động")
    expect(page.get_by_text("Thực hiện bằng tài khoản: Vũ Thị Lan")).to_be_visible()
    assert page.get_by_label("Họ và tên người phát hành").count() == 0
    press(page, "Gửi người thứ hai phát hành")
    expect(page.get_by_text("chờ người thứ hai phát hành: lần cập nhật số 1.")).to_be_visible()
    ((number, waiting),) = loads.staged(store)
    assert (waiting.uploaded_by, waiting.uploaded_account) == ("Vũ Thị Lan", "lan")

    second = page.context.new_page()
    second.goto(f"{own_server.url}/upload")
    ready(second)
    press(second, "Xem và kiểm tra")
    expect(second.get_by_text("không có vai trò phát hành")).to_be_visible()
    assert second.get_by_role("button", name="Phát hành", exact=True).count() == 0

    page.get_by_role("button", name="Vũ Thị Lan").click()
    expect(page.get_by_text("Người nhập số liệu")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    # Without a touch: the server ends what is open in the other tab.
    expect(second.get_by_role("heading", name="Đăng nhập")).to_be_visible(timeout=15_000)
    events = [row["event"] for row in audit.records(store, by=BOSS)]
    assert events[1:] == ["sign_in_refused", "signed_in", "handed_in", "signed_out"]
    assert number == 1
