"""Figures on their way in, in a browser: a workbook, a pasted table, one figure; and back again."""

import contextlib
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from rankings.loads import journal
from rankings.sentences import report
from rankings.store import queries
from rankings.store.versions import Store
from tests import effort, uploads
from tests.browser.controls import (
    EDITOR,
    PRESS_PATIENCE,
    PRESSES,
    cell_of_grid,
    every_page,
    go,
)
from tests.browser.readable import STICKS_OUT, faults
from tests.browser.server import Server, running
from tests.browser.test_downloads import fetch
from tests.browser.visits import Visits, ready
from tests.ingest import files
from tests.ingest.test_gate import PAPI, papi_rows
from tests.store_clones import clone

MISSPELT = {"66": "Đăk Lắc", "79": "TP HCMinh"}
BEFORE, AFTER = "Số liệu 05/10/2026", "Số liệu 10/10/2026"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that lacks the newest table; to be copied, not written."""
    return uploads.store_without(tmp_path_factory.mktemp("before"))


@pytest.fixture(scope="module")
def looked_at(before: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on such a store for the tests that publish nothing."""
    with serving(before, tmp_path_factory.mktemp("looked_at")) as started:
        yield started


@pytest.fixture
def server(before: Store, tmp_path: Path) -> Iterator[Server]:
    """A server on such a store for one test that publishes.

    Ask for it before `visits`: a page that loses its server complains.
    """
    with serving(before, tmp_path) as started:
        yield started


def serving(store: Store, folder: Path) -> AbstractContextManager[Server]:
    """Serve a copy of a store as it is, without comparing it with data/."""
    copy = clone(store.folder, folder / "var")
    command = ("-c", uploads.SERVE, "run", "app.py")
    return running(copy, folder / "server.log", command=command)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The newest table with two names that nobody has written so before."""
    path = tmp_path / "Kết quả 766.xlsx"
    path.write_bytes(uploads.workbook(MISSPELT))
    return path


def hand_in(page: Page, path: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_text("Bước 1. Nhận dạng tệp")).to_be_visible()
    ready(page)


def pick(page: Page, label: str, option: str) -> None:
    """Take an option of a list by what is written on both."""
    choose(page, page.get_by_role("combobox", name=label).first, option)


def choose(page: Page, field: Locator, option: str) -> None:
    """Type into a list and take what it offers.

    A list closes when the page moves under it, as when a table above is drawn a moment late; the
    page goes on to say what is not chosen, and whoever reads that types once more.
    """
    offered = page.get_by_role("option", name=option, exact=True)
    for _ in range(PRESSES):
        field.click()
        field.fill("")
        field.fill(option)
        with contextlib.suppress(TookTooLong):
            offered.click(timeout=PRESS_PATIENCE)
            break
    else:
        raise AssertionError(f"the list never stayed open for {option}")
    ready(page)


def write(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label).first
    field.fill(text)
    field.press("Enter")
    ready(page)


def type_into(page: Page, row: int, text: str) -> None:
    """Type into the first column of figures of the entry grid."""
    open_cell(page, row, text)
    page.locator(EDITOR).press("Enter")
    expect(page.locator(EDITOR)).to_have_count(0)
    expect(page.get_by_test_id(f"glide-cell-1-{row - 1}")).to_have_text(text)
    # The grid tells the server a moment after the last key.
    ready(page, quiet=1000)


def open_cell(page: Page, row: int, text: str) -> None:
    """Type into a cell of that column and stay in it; row: 1 for the first below the headings.

    Not into the one that the Enter of the cell above has chosen already: a click opens that.
    """
    grid = page.get_by_test_id("stDataFrame")
    cell_of_grid(grid, {"x": 130, "y": 16 + 31 * row}, f"glide-cell-1-{row - 1}")
    page.keyboard.press("Enter")
    editor = page.locator(EDITOR)
    editor.fill(text)
    expect(editor).to_have_value(text)


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
        sentence = page.get_by_label("Giải trình (một câu)").nth(number)
        sentence.fill("Khớp với bản công bố.")
        sentence.press("Enter")
        ready(page)


@pytest.fixture
def whole(var: Path, tmp_path: Path) -> Iterator[Server]:
    """A server on a store of all real figures, for one test that publishes."""
    with serving(Store(var), tmp_path) as started:
        yield started


# What a person does to publish a clean table of a known kind; each is one move.
MOST_ACTIONS = 4


@pytest.mark.long
def test_a_clean_known_file_is_published_with_few_actions(
    whole: Server, visits: Visits, tmp_path: Path
):
    path = tmp_path / "Kết quả 766.xlsx"
    path.write_bytes(uploads.quiet_week("Lũy kế từ đầu năm đến ngày 17/10/2026"))
    page = visits(whole, "/upload")
    # The name is left by the press itself, without another key; it is told once in a session.
    actions = (
        lambda: page.locator("input[type=file]").first.set_input_files(path),
        lambda: page.get_by_label("Số, ký hiệu văn bản").fill("12/BC-VPCP"),
        lambda: page.get_by_label("Họ và tên người thực hiện").fill("Trần Văn B"),
        lambda: page.get_by_role("button", name="Phát hành", exact=True).click(),
    )
    for act in actions:
        act()
    expect(page.get_by_text("Đã phát hành lần cập nhật số 1 (Trần Văn B)")).to_be_visible()
    assert len(actions) <= MOST_ACTIONS


@pytest.mark.long
def test_a_table_without_a_source_is_marked_until_it_is_told(
    whole: Server, visits: Visits, tmp_path: Path
):
    path = tmp_path / "Kết quả 766.xlsx"
    path.write_bytes(uploads.quiet_week("Lũy kế từ đầu năm đến ngày 17/10/2026"))
    page = visits(whole, "/upload")
    hand_in(page, path)
    step(page, "Bước 3", "1 loại cảnh báo cần xác nhận")
    acknowledge(page)
    write(page, "Họ và tên người thực hiện", "Trần Văn B")
    press(page, "Phát hành")
    expect(page.get_by_text("Đã phát hành lần cập nhật số 1 (Trần Văn B)")).to_be_visible()

    go(page, "overview")
    unsourced = page.get_by_test_id("stMain").get_by_text("chưa ghi nguồn", exact=True)
    # Beside what is said first, and on the card.
    expect(unsourced).to_have_count(2)
    page.get_by_role("button", name="Nguồn và cách tính").first.click()
    expect(page.get_by_text("Nguồn: tệp do Trần Văn B tải lên, chưa ghi nguồn")).to_be_visible()
    go(page, "standing")
    expect(unsourced).to_be_visible()

    page.goto("/data?section=history&load=1")
    ready(page)
    page.get_by_label("Số, ký hiệu văn bản").fill("12/BC-VPCP")
    page.get_by_label("Họ và tên người thực hiện").fill("Lê Văn C")
    press(page, "Ghi nguồn")
    go(page, "overview")
    expect(page.get_by_text("17/10/2026").first).to_be_visible()
    expect(page.get_by_text("chưa ghi nguồn")).to_have_count(0)

    # The source is a load of its own: taken back, the mark is there again.
    page.goto("/data?section=history&load=2")
    ready(page)
    press(page, "Thu hồi lần cập nhật")
    page.get_by_label("Lý do thu hồi").fill("Nhầm văn bản")
    page.get_by_label("Họ và tên người thu hồi").fill("Lê Văn C")
    press(page, "Xác nhận thu hồi")
    go(page, "overview")
    expect(unsourced).to_have_count(2)


def test_a_workbook_is_corrected_published_seen_and_taken_back(
    server: Server, visits: Visits, workbook: Path, tmp_path: Path
):
    page = visits(server, "/upload")
    reader = visits(server, "/")
    expect(reader.get_by_text(BEFORE)).to_be_visible()

    hand_in(page, workbook)
    step(page, "Bước 2", "2 tên chưa đối chiếu được")
    expect(page.get_by_role("button", name="Phát hành", exact=True)).to_be_disabled()
    pick(page, "“Đăk Lắc”", "Đắk Lắk (gần giống)")
    pick(page, "“TP HCMinh”", "TP. Hồ Chí Minh (gần giống)")
    step(page, "Bước 2", "Đã khớp tất cả")
    step(page, "Bước 1", "Chắc chắn")
    document = files.write_pdf(tmp_path / "Công văn 766.pdf", [(["Kết quả tháng 10"], [])])
    attach(page, document)
    acknowledge(page)
    step(page, "Bước 3", "Đạt")
    write(page, "Họ và tên người thực hiện", "Trần Văn B")
    press(page, "Phát hành")
    expect(page.get_by_text("Đã phát hành lần cập nhật số 1 (Trần Văn B)")).to_be_visible()

    go(page, "overview")
    expect(page.get_by_text(AFTER)).to_be_visible()
    next_interaction(reader)
    expect(reader.get_by_text(AFTER)).to_be_visible()

    # The history shows what was handed in, file and document, and takes the load back.
    page.goto("/data?section=history&load=1")
    ready(page)
    for button, given in (("Tải tệp gốc", workbook), ("Tải văn bản đính kèm", document)):
        name, content = fetch(page, page.get_by_role("button", name=button))
        assert (name, content) == (f"lan-cap-nhat-1{given.suffix}", given.read_bytes())
    attached = page.get_by_role("listitem").filter(has_text="Văn bản đính kèm")
    expect(attached).to_contain_text(document.name)
    press(page, "Thu hồi lần cập nhật")
    page.get_by_label("Lý do thu hồi").fill("Tải nhầm tệp")
    # A new visit: the browser remembers who published.
    expect(page.get_by_label("Họ và tên người thu hồi")).to_have_value("Trần Văn B")
    press(page, "Xác nhận thu hồi")
    expect(page.get_by_role("status")).to_contain_text("Đã thu hồi lần cập nhật số 1")

    go(page, "overview")
    expect(page.get_by_text(BEFORE)).to_be_visible()
    expect(page.get_by_text(AFTER)).to_have_count(0)
    next_interaction(reader)
    expect(reader.get_by_text(BEFORE)).to_be_visible()
    store = Store(server.var)
    rows = queries.loads(store.snapshot()).to_pylist()
    assert [row["why"] for row in rows if row["kind"] == "withdrawal"] == ["Tải nhầm tệp"]


def attach(page: Page, document: Path) -> None:
    """Give the table the document that it comes from, in step 5."""
    uploader = page.get_by_test_id("stFileUploader").filter(has_text="Văn bản gốc kèm theo")
    uploader.locator("input[type=file]").set_input_files(document)
    expect(page.get_by_text(f"Đã đính kèm: {document.name}")).to_be_visible()
    ready(page)
    expect(page.get_by_text("Chưa ghi nguồn")).to_have_count(0)


def next_interaction(page: Page) -> None:
    """Somebody else, who has a page open, sees new figures at the next interaction."""
    page.reload()
    ready(page)


@pytest.mark.long
def test_the_report_marks_the_cells_of_the_findings(
    looked_at: Server, visits: Visits, tmp_path: Path
):
    path = tmp_path / "bang.xlsx"
    cells = planted(path)
    page = visits(looked_at, "/upload")
    hand_in(page, path)
    # A name to match, and a number that is none.
    step(page, "Bước 3", "lỗi")
    name, content = fetch(page, page.get_by_role("button", name="Tải tệp có đánh dấu ô lỗi"))
    assert name == "ket-qua-kiem-tra-bang.xlsx"
    findings, copy = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert copy.title == "Bảng tổng hợp"
    listed = [row for row in findings.iter_rows(values_only=True) if row[2] == copy.title]
    for cell, written in cells.items():
        assert copy[cell].value == written
        assert copy[cell].fill.fgColor.rgb[2:] == report.FILLS["blocker"].removeprefix("#")
        assert copy[cell].comment is not None
        (row,) = (row for row in listed if row[3] == cell and row[0] == "Lỗi phải sửa")
        assert row[4] == written
    # What is in order is not marked.
    marked = {cell.coordinate for row in copy.iter_rows() for cell in row if cell.comment}
    assert marked == {row[3] for row in listed}


def planted(path: Path) -> dict[str, str]:
    """Write the newest table with two errors; what stands in the cells of the errors."""
    path.write_bytes(uploads.workbook({"66": "Vùng Z"}))
    book = openpyxl.load_workbook(path)
    page = book.active
    page["I7"] = "65,4o"
    book.save(path)
    (named,) = (cell.coordinate for cell in page["B"] if cell.value == "Vùng Z")
    return {named: "Vùng Z", "I7": "65,4o"}


@pytest.mark.long
def test_every_page_works_for_an_index_that_was_uploaded(
    server: Server, visits: Visits, tmp_path: Path
):
    rows, totals = papi_rows(2025, uploads.EDITION)
    grid = [[cell if isinstance(cell, str | None) else float(cell) for cell in row] for row in rows]
    page = visits(server, "/upload")
    hand_in(page, files.write_xlsx(tmp_path / "PAPI 2025.xlsx", {"Sheet1": grid}))
    write(page, "Tên chỉ số", "Hiệu quả quản trị")
    pick(page, "Mục tiêu: nhóm dẫn đầu", "12")
    acknowledge(page)
    write(page, "Họ và tên người thực hiện", "Trần Văn B")
    press(page, "Phát hành")
    told = page.get_by_text("Đã phát hành lần cập nhật số 1 (Trần Văn B)")
    expect(told).to_be_visible()
    store = Store(server.var)
    (index,) = (
        row
        for row in queries.indices(store.snapshot()).to_pylist()
        if row["name_vi"] == "Hiệu quả quản trị"
    )
    wrong = []
    for name, path in every_page().items():
        page.goto(f"{path}?index={index['index_code']}")
        # Fails when the page broke; what its log tells fails with the visit.
        ready(page)
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
        alerts = page.get_by_test_id("stAlertContentError").all_inner_texts()
        wrong += [(name, told) for told in [*alerts, *page.evaluate(STICKS_OUT)]]
    assert not wrong
    # Not only without error: its parts and its ranks are there.
    page.goto(f"/components?index={index['index_code']}")
    ready(page)
    for part in PAPI.values():
        expect(page.get_by_text(part).first).to_be_attached()
    page.goto(f"/standing?index={index['index_code']}")
    ready(page)
    place = 1 + sum(total > totals["66"] for total in totals.values())
    expect(page.get_by_text(f"Đắk Lắk xếp thứ {place}/34")).to_be_visible()
    page.goto("/")
    ready(page)
    expect(page.locator(".ov-rank")).to_have_count(4)
    assert page.evaluate(BESIDE_THEIR_CARD) == 0


# Lines over time that end beyond the card in which they stand.
BESIDE_THEIR_CARD = """() => [...document.querySelectorAll(".ov-line")].filter(line =>
  line.getBoundingClientRect().right > line.closest(".ov-tile").getBoundingClientRect().right + 1
).length"""


def type_two_figures(page: Page) -> None:
    """Fill two cells of the grid, have them checked, and again after a step back."""
    pick(page, "Chỉ số", "PII")
    pick(page, "Loại kỳ", "năm")
    pick(page, "Năm", "2024")
    type_into(page, 1, "30,50")
    # The last figure is still on its way to the server when the button is pressed.
    open_cell(page, 3, "31,50")
    page.keyboard.press("Enter")
    press(page, "Kiểm tra")
    press(page, "Quay lại sửa")
    press(page, "Kiểm tra")
    step(page, "Bước 4", "2 số liệu mới")


def test_two_figures_of_the_grid_are_published(server: Server, visits: Visits):
    page = visits(server, "/upload", way="grid")
    type_two_figures(page)
    acknowledge(page)
    write(page, "Họ và tên người thực hiện", "Trần Văn B")
    press(page, "Phát hành")
    expect(page.get_by_text("Đã phát hành lần cập nhật số 1 (Trần Văn B)")).to_be_visible()
    assert [item.kind for _, item in _loads(server)] == ["typed"]


@pytest.mark.long
def test_a_pasted_table_one_figure_and_the_grid(server: Server, visits: Visits):
    page = visits(server, "/upload", way="paste")
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
    type_two_figures(page)
    acknowledge(page)
    press(page, "Phát hành")
    expect(page.get_by_text("Đã phát hành lần cập nhật số 3 (Trần Văn B)")).to_be_visible()
    assert [item.kind for _, item in _loads(server)] == ["pasted", "single", "typed"]


@pytest.mark.long
def test_what_was_typed_or_pasted_is_there_again_after_a_look_elsewhere(
    looked_at: Server, visits: Visits
):
    page = visits(looked_at, "/upload", way="grid")
    pick(page, "Chỉ số", "PII")
    type_into(page, 1, "30,50")
    page.get_by_role("radio", name="Dán bảng").click()
    ready(page)
    page.get_by_label("Bảng chép từ Excel").fill("Đắk Lắk\t7")
    # With the text still on its way.
    page.get_by_role("radio", name="Nhập theo bảng").click()
    ready(page)
    cell = page.get_by_test_id("glide-cell-1-0")
    expect(cell).to_have_text("30,50")
    pick(page, "Chỉ số", "DTI")
    expect(cell).to_have_text("")
    pick(page, "Chỉ số", "PII")
    expect(cell).to_have_text("30,50")
    for language in ("English", "Tiếng Việt"):
        page.get_by_role("radio", name=language).click()
        ready(page)
        expect(cell).to_have_text("30,50")
    page.get_by_role("radio", name="Dán bảng").click()
    ready(page)
    expect(page.get_by_label("Bảng chép từ Excel")).to_have_value("Đắk Lắk\t7")


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    effort.first(1, [("vi", "dark", "phone"), ("en", "light", "desktop")]),
)
def test_the_steps_can_be_read_by_everybody(
    looked_at: Server, visits: Visits, workbook: Path, language: str, scheme: str, size: str
):
    page = visits(looked_at, "/upload", size=size, scheme=scheme, language=language)
    found = faults(page)
    page.locator("input[type=file]").first.set_input_files(workbook)
    expect(page.locator("summary").nth(4)).to_be_visible()
    ready(page)
    for head in page.locator("summary").all():
        if head.locator("xpath=..").get_attribute("open") is None:
            head.click()
    ready(page)
    found += faults(page)
    for way in ("paste", "grid", "single", "template", "layouts"):
        other = visits(looked_at, "/upload", size=size, scheme=scheme, language=language, way=way)
        found += faults(other)
    assert not found


def _loads(server: Server) -> list[tuple[int, object]]:
    store = Store(server.var)
    return [(number, journal.read(store, number)) for number in journal.ids(store)]
