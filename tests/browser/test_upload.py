"""Figures on their way in, in a browser: a workbook, a pasted table, one figure; and back again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from rankings.ingest import journal, loads
from rankings.store import Store
from tests import uploads
from tests.browser.controls import go
from tests.browser.server import Server, running
from tests.browser.test_every_page import GRAVE, STICKS_OUT
from tests.browser.visits import QUIET, Visits, ready

PRESSES = 20
BEFORE, AFTER = "Lũy kế từ đầu năm đến ngày 05/10/2026", "Lũy kế từ đầu năm đến ngày 10/10/2026"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on a store that lacks the newest table.

    Ask for it before `visits`: a page that loses its server complains.
    """
    store = uploads.store_without(tmp_path)
    command = ("-c", uploads.SERVE, "run", "app.py")
    with running(store.folder, tmp_path / "server.log", command=command) as started:
        yield started


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The newest table with two names that nobody has written so before."""
    path = tmp_path / "Kết quả 766.xlsx"
    path.write_bytes(uploads.workbook({"66": "Đăk Lắc", "79": "TP HCMinh"}))
    return path


def hand_in(page: Page, path: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_text("Bước 1. Nhận dạng tệp")).to_be_visible()
    ready(page)


def pick(page: Page, label: str, option: str) -> None:
    """Take an option of a list by what is written on both."""
    choose(page, page.get_by_role("combobox", name=label).first, option)


def choose(page: Page, field: Locator, option: str) -> None:
    """Type into a list and take what it offers; typing opens it again should the page move."""
    field.click()
    field.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    ready(page)


def write(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label).first
    field.fill(text)
    field.press("Enter")
    ready(page)


def type_into(page: Page, row: int, text: str) -> None:
    """Type into the first column of figures of the entry grid."""
    grid = page.get_by_test_id("stDataFrame")
    editor = page.locator("textarea.gdg-input")
    for _ in range(PRESSES):
        # A grid that was just drawn may not listen yet.
        grid.dblclick(position={"x": 130, "y": 16 + 31 * row})
        page.wait_for_timeout(QUIET)
        if editor.count():
            break
    expect(editor).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(editor).to_have_count(0)
    # The grid tells the server a moment after the last key.
    ready(page, quiet=1000)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    ready(page)


def step(page: Page, name: str, state: str) -> None:
    """Wait until a step is in a state, and until those after it are drawn."""
    head = page.locator("summary").filter(has_text=name)
    expect(head).to_contain_text(state)
    ready(page)


def acknowledge(page: Page) -> None:
    """Give every kind of warning a reason and a sentence."""
    # By class: an open list takes what is round it out of the tree of roles.
    reasons = page.locator("[class*='_reason_'] input[role=combobox]")
    for number in range(reasons.count()):
        choose(page, reasons.nth(number), "đã đối chiếu bản gốc")
        sentence = page.get_by_label("Giải thích (một câu)").nth(number)
        sentence.fill("Khớp với bản công bố.")
        sentence.press("Enter")
        ready(page)


def wrong(page: Page) -> list[str]:
    """What nobody should meet: faults of contrast and names, things that stick out."""
    found = Axe().run(page).response["violations"]
    grave = [
        f"{rule['id']} {node['target']} {node['html']}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
    return grave + page.evaluate(STICKS_OUT)


def test_a_workbook_is_corrected_published_seen_and_taken_back(
    server: Server, visits: Visits, workbook: Path
):
    page = visits(server, "/upload-data")
    reader = visits(server, "/")
    expect(reader.get_by_text(BEFORE)).to_be_visible()

    hand_in(page, workbook)
    step(page, "Bước 2", "2 tên chưa đối chiếu được")
    expect(page.get_by_role("button", name="Phát hành", exact=True)).to_be_disabled()
    pick(page, "“Đăk Lắc”", "Đắk Lắk (gần giống)")
    pick(page, "“TP HCMinh”", "TP. Hồ Chí Minh (gần giống)")
    step(page, "Bước 2", "Đã khớp tất cả")
    step(page, "Bước 1", "Chắc chắn")
    acknowledge(page)
    step(page, "Bước 3", "Đạt")
    write(page, "Họ và tên người thực hiện", "Trần Văn B")
    press(page, "Phát hành")
    expect(page.get_by_text("Đã phát hành lần cập nhật số 1 (Trần Văn B)")).to_be_visible()

    go(page, "overview")
    expect(page.get_by_text(AFTER)).to_be_visible()
    # Somebody else, who has the overview open, sees the new figures at the next interaction.
    reader.reload()
    ready(reader)
    expect(reader.get_by_text(AFTER)).to_be_visible()

    loads.withdraw(Store(server.var), 1, why="Tải nhầm tệp", by="Trần Văn B")
    reader.reload()
    ready(reader)
    expect(reader.get_by_text(BEFORE)).to_be_visible()


def test_a_pasted_table_one_figure_and_the_grid(server: Server, visits: Visits):
    page = visits(server, "/upload-data", way="paste")
    page.get_by_label("Bảng chép từ Excel").fill(uploads.block())
    press(page, "Kiểm tra")
    step(page, "Bước 1", "Chắc chắn")
    acknowledge(page)
    write(page, "Họ và tên người thực hiện", "Trần Văn B")
    press(page, "Phát hành")
    expect(page.get_by_text("68 số liệu mới")).to_be_visible()

    press(page, "Cập nhật tiếp")
    page.get_by_role("radio", name="Nhập một số liệu").click()
    ready(page)
    pick(page, "Chỉ số", "PII")
    pick(page, "Loại kỳ", "năm")
    pick(page, "Năm", "2024")
    write(page, "Thứ hạng", "30")
    write(page, "Nơi đăng", "Báo Đắk Lắk")
    write(page, "Đường dẫn", "https://baodaklak.vn/")
    press(page, "Kiểm tra")
    step(page, "Bước 1", "Chắc chắn")
    acknowledge(page)
    press(page, "Phát hành")
    expect(page.get_by_text("Đã phát hành lần cập nhật số 2 (Trần Văn B)")).to_be_visible()

    press(page, "Cập nhật tiếp")
    page.get_by_role("radio", name="Nhập theo bảng").click()
    ready(page)
    pick(page, "Chỉ số", "PII")
    pick(page, "Loại kỳ", "năm")
    pick(page, "Năm", "2024")
    back = page.get_by_role("button", name="Quay lại sửa", exact=True)
    for _ in range(PRESSES):
        # A grid that is drawn anew while somebody types forgets the cell, and the page asks for it.
        type_into(page, 1, "30,50")
        press(page, "Kiểm tra")
        page.wait_for_timeout(QUIET)
        if back.count():
            break
    press(page, "Quay lại sửa")
    press(page, "Kiểm tra")
    step(page, "Bước 4", "1 số liệu mới")
    acknowledge(page)
    press(page, "Phát hành")
    expect(page.get_by_text("Đã phát hành lần cập nhật số 3 (Trần Văn B)")).to_be_visible()
    assert [item.kind for _, item in _loads(server)] == ["pasted", "single", "typed"]


@pytest.mark.parametrize(
    ("language", "scheme", "size"), [("vi", "dark", "phone"), ("en", "light", "desktop")]
)
def test_the_steps_can_be_read_by_everybody(
    server: Server, visits: Visits, workbook: Path, language: str, scheme: str, size: str
):
    page = visits(server, "/upload-data", size=size, scheme=scheme, language=language)
    found = wrong(page)
    page.locator("input[type=file]").first.set_input_files(workbook)
    expect(page.locator("summary").nth(4)).to_be_visible()
    ready(page)
    for head in page.locator("summary").all():
        if head.locator("xpath=..").get_attribute("open") is None:
            head.click()
    ready(page)
    found += wrong(page)
    for way in ("paste", "grid", "single", "template", "layouts"):
        other = visits(server, "/upload-data", size=size, scheme=scheme, language=language, way=way)
        found += wrong(other)
    assert not found


def _loads(server: Server) -> list[tuple[int, object]]:
    store = Store(server.var)
    return [(number, journal.read(store, number)) for number in journal.ids(store)]
