"""The load history in Chromium: an earlier state on every page, and a load taken back."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rankings import loads
from rankings.loads.access import operator
from rankings.store import queries
from rankings.store.versions import Store
from tests import effort, history_loads
from tests.browser.controls import go, new_choice, query
from tests.browser.readable import faults
from tests.browser.server import Server, running
from tests.browser.visits import Visits, ready
from tests.store_clones import clone

HISTORY = "/data"
BANNER = "Đang xem số liệu theo lần cập nhật số"
WRONG, RIGHT = "9/34", "7/34"


def with_loads(loaded_var: Path, folder: Path) -> Store:
    """A copy of the store with two loads: a table under a wrong date, then one that waits."""
    store = Store(clone(loaded_var, folder))
    waiting = history_loads.submission(store, history_loads.RIGHT, "dung.xlsx")
    loads.stage(store, waiting, by=operator("Lê Văn C"))
    return store


@pytest.fixture(scope="module")
def server(loaded_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on figures with loads, which the tests only look at."""
    folder = tmp_path_factory.mktemp("history")
    with_loads(loaded_var, folder / "var")
    with running(folder / "var", folder / "server.log") as started:
        yield started


@pytest.fixture
def visit(visits: Visits, server: Server) -> Callable[..., Page]:
    """A visit of that server."""
    return partial(visits, server)


def banner(page: Page) -> Locator:
    """The banner of an earlier state."""
    return page.get_by_role("status").filter(has_text=BANNER)


def rank(page: Page, text: str) -> Locator:
    """A rank on a card."""
    return page.get_by_test_id("stMetricValue").get_by_text(text, exact=True)


def press(page: Page, label: str) -> None:
    """Press a button and wait for what it does."""
    page.get_by_role("button", name=label, exact=True).click()
    ready(page)


@pytest.mark.long
def test_an_earlier_state_on_every_page_and_back(visit):
    page = visit(HISTORY, section="history", load="0")
    with new_choice(page):
        page.get_by_role("link", name="Xem số liệu như sau lần cập nhật này").click()
    assert query(page) == {"as_of": "0"}
    expect(banner(page)).to_contain_text(f"{BANNER} 0")
    expect(rank(page, RIGHT)).to_be_visible()
    for name in ("standing", "components", "data", "overview"):
        go(page, name)
        expect(banner(page)).to_be_visible()
        assert query(page)["as_of"] == "0"
    with new_choice(page):
        page.get_by_role("button", name="Xem số liệu mới nhất").click()
    expect(banner(page)).to_have_count(0)
    expect(rank(page, WRONG)).to_be_visible()
    assert query(page) == {}


@pytest.mark.long
def test_a_load_that_is_not_there(visit):
    page = visit("/", as_of="77")
    expect(page.get_by_role("alert")).to_contain_text("Không có lần cập nhật số 77")
    press(page, "Xem số liệu mới nhất")
    expect(rank(page, WRONG)).to_be_visible()


@pytest.mark.long
def test_the_original_and_the_list_can_be_downloaded(visit):
    page = visit(HISTORY, section="history", load="1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải tệp gốc").click()
    download = waiting.value
    assert download.suggested_filename == "lan-cap-nhat-1.xlsx"
    assert Path(download.path()).read_bytes() == history_loads.CONTENT
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải CSV").first.click()
    rows = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 4
    assert "bang.xlsx" in rows[2]
    assert "tự khai, chưa xác thực" in rows[2]


@pytest.mark.long
def test_a_load_is_taken_back_on_the_page(loaded_var, tmp_path, visits):
    store = with_loads(loaded_var, tmp_path / "var")
    with running(store.folder, tmp_path / "server.log") as started:
        reader = visits(started)
        expect(rank(reader, WRONG)).to_be_visible()
        page = visits(started, HISTORY, section="history", load="1")
        press(page, "Thu hồi lần cập nhật")
        # What it would do is said before anything is done.
        expect(page.get_by_text("từ thứ 9 lên thứ 7 (tăng 2 bậc)")).to_be_visible()
        version = store.version()
        press(page, "Xác nhận thu hồi")
        expect(page.get_by_role("alert")).to_contain_text("Chưa có tên")
        page.get_by_label("Họ và tên người thu hồi").fill("Trần Thị B")
        press(page, "Xác nhận thu hồi")
        expect(page.get_by_role("alert")).to_contain_text("Chưa ghi lý do")
        assert store.version() == version
        page.get_by_label("Lý do thu hồi").fill("Nhầm kỳ")
        press(page, "Xác nhận thu hồi")
        expect(page.get_by_role("status")).to_contain_text("Đã thu hồi lần cập nhật số 1")
        state = page.get_by_role("listitem").filter(has_text="Trạng thái")
        expect(state).to_contain_text("✕ đã thu hồi")
        row = queries.loads(store.snapshot()).to_pylist()[0]
        assert (row["kind"], row["why"], row["loaded_by"]) == (
            "withdrawal",
            "Nhầm kỳ",
            "Trần Thị B",
        )
        # The other reader has the figures before it at the next interaction.
        go(reader, "standing")
        go(reader, "overview")
        expect(rank(reader, RIGHT)).to_be_visible()
        # What was taken back can still be looked at, and says so.
        past = visits(started, "/", as_of="1")
        expect(banner(past)).to_contain_text("về sau đã bị thu hồi")
        expect(rank(past, WRONG)).to_be_visible()


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "10.0.0.5"}])
def test_nobody_takes_back_through_a_proxy(visit, headers):
    page = visit("/", wait=False)
    page.context.set_extra_http_headers(headers)
    page.goto(f"{HISTORY}?section=history&load=1")
    ready(page)
    expect(page.get_by_text("Chỉ thu hồi được trên chính máy chạy ứng dụng")).to_be_visible()
    expect(page.get_by_role("button", name="Thu hồi lần cập nhật")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    effort.first(
        0,  # test_every_page.py opens it as well
        [
            ("vi", "dark", "phone"),
            ("en", "dark", "desktop"),
            ("vi", "light", "desktop"),
            ("en", "light", "phone"),
        ],
    ),
)
def test_the_page_can_be_read_by_everybody(visit, language, scheme, size):
    wrong = []
    page = visit(HISTORY, section="history", size=size, scheme=scheme, language=language, load="1")
    page.get_by_role("button", name=re.compile("Thu hồi lần|Withdraw this")).click()
    ready(page)
    for address in (
        None,
        f"{HISTORY}?section=history&lang={language}&load=0&as_of=1&span=all&index=dti",
    ):
        if address:
            page.goto(address)
            ready(page)
        wrong += [(address, fault) for fault in faults(page)]
    assert not wrong
