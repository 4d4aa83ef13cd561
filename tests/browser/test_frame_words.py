"""Streamlit's own words in a real browser: in the language of the address, and nothing else."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import effort
from tests.browser.controls import speak
from tests.browser.visits import ready

PICKER = '[data-testid="stFileUploaderDropzone"]'
# Every text of a part of the page, seen or read aloud; not icons, and not the names of files.
SAID = """
part => [part, ...part.querySelectorAll('*')]
    .filter(e => !e.closest('[data-testid="stIconMaterial"], [data-testid="stFileChipName"]'))
    .flatMap(e => [
        ...[...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.data),
        ...['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']
            .map(name => e.getAttribute(name) ?? ''),
    ])
    .map(text => text.trim()).filter(text => text)
"""


def said(part: Locator) -> set[str]:
    """What is written in a part of the page, or read aloud of it."""
    return set(part.evaluate(SAID))


def drag(page: Page, kind: str) -> None:
    """Carry a file over the picker, or away from it."""
    page.locator(PICKER).evaluate(
        """(picker, kind) => {
            const dataTransfer = new DataTransfer()
            dataTransfer.items.add(new File(['1'], 'a.xlsx'))
            picker.dispatchEvent(new DragEvent(kind, { bubbles: true, dataTransfer }))
        }""",
        kind,
    )


@pytest.mark.parametrize(
    ("size", "scheme"),
    effort.first(
        1, [("desktop", "light"), ("desktop", "dark"), ("phone", "light"), ("phone", "dark")]
    ),
)
def test_the_picker_of_files_speaks_vietnamese(visit, size, scheme):
    page = visit("/upload", size=size, scheme=scheme)
    assert said(page.locator(PICKER)) == {
        "Tệp số liệu",
        "chọn tệp để tải lên",
        "Chọn tệp",
        "Mỗi tệp tối đa 200\u00a0MB",
    }
    drag(page, "dragenter")
    expect(page.get_by_text("Thả các tệp vào đây")).to_be_visible()
    drag(page, "dragleave")
    expect(page.get_by_text("Thả các tệp vào đây")).to_have_count(0)


@pytest.mark.long
def test_the_picker_of_files_speaks_english(visit):
    page = visit("/upload", language="en")
    english = {"File with figures", "file upload", "Upload", "200MB per file"}
    assert said(page.locator(PICKER)) == english


@pytest.mark.long
def test_a_file_that_is_refused_is_refused_in_vietnamese(visit, tmp_path):
    page = visit("/way-up", scheme="dark")
    page.get_by_role("group").filter(has=page.locator(PICKER)).locator("summary").click()
    picker = page.locator(PICKER)
    expect(picker).to_contain_text("Mỗi tệp tối đa 200\u00a0MB • XLSX, CSV")
    # The name of a file is no word of Streamlit's, whatever it is.
    file = tmp_path / "Upload"
    file.write_bytes(b"1" * 2345)
    picker.locator("input").set_input_files(file)
    expect(picker.get_by_test_id("stFileChipName")).to_have_text("Upload")
    assert said(picker) == {
        "Lấy phương án từ tệp đã tải (Excel hoặc CSV)",
        "chọn tệp để tải lên",
        "Upload, 2,3\u00a0KB",
        "2,3\u00a0KB",
        "Bỏ tệp Upload",
        "Lỗi:",
        "Không nhận tệp loại này.",
        "Chọn tệp khác",
        "biểu tượng",
    }


def test_the_language_changes_without_a_new_page(visit):
    page = visit("/upload")
    page.evaluate("window.same = true")
    link = page.get_by_role("link", name=re.compile("^(Liên kết đến mục này|Link to heading)$"))
    for language, upload, heading in (
        ("en", "Upload", "Link to heading"),
        ("vi", "Chọn tệp", "Liên kết đến mục này"),
        ("en", "Upload", "Link to heading"),
    ):
        speak(page, language)
        ready(page)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(PICKER).get_by_test_id("stBaseButton-secondary")).to_have_text(
            re.compile(f"{upload}$")
        )
        expect(link.first).to_have_accessible_name(heading)
    assert page.evaluate("window.same") is True


def test_the_calendar_speaks_vietnamese(visit):
    page = visit("/way-up")
    calendar = page.get_by_test_id("stDateInputCalendar")
    field = page.get_by_test_id("stDateInputField")
    assert {"ngày, Thời hạn", "12, tháng 12", "Chọn ngày"} <= said(field)
    page.get_by_role("button", name="Chọn ngày").click()
    expect(calendar).to_contain_text("Tháng 12")
    assert {"Tháng trước", "Tháng sau", "Chọn ngày, tháng 12 năm 2026"} <= said(calendar)
    page.keyboard.press("Escape")
    # A day before the figures is refused.
    field.get_by_role("spinbutton").nth(1).click()
    page.keyboard.type("01")
    expect(field).to_contain_text("Lỗi: Ngày nằm ngoài khoảng cho phép; chọn ngày từ 11/10/2026")


@pytest.mark.long
def test_the_calendar_speaks_english_after_the_switch(visit):
    page = visit("/way-up")
    calendar = page.get_by_test_id("stDateInputCalendar")
    field = page.get_by_test_id("stDateInputField")
    speak(page, "en")
    ready(page)
    assert {"day, By", "12 – December", "Choose date"} <= said(field)
    page.get_by_role("button", name="Choose date").click()
    expect(calendar).to_contain_text("December")
    assert {"Previous month", "Next month"} <= said(calendar)


def test_a_table_and_its_menus_speak_vietnamese(visit):
    page = visit("/standing")
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.hover()
    toolbar = {"Ẩn, hiện cột", "Lưu bảng đang xem (CSV)", "Tìm kiếm", "Toàn màn hình"}
    assert said(table.get_by_test_id("stElementToolbar")) == toolbar
    table.get_by_role("button", name="Ẩn, hiện cột").click()
    menu = page.get_by_test_id("stDataFrameColumnVisibilityMenu")
    expect(menu).to_contain_text("Chọn tất cả")
    assert "(thứ tự dòng)" in said(menu)
    page.keyboard.press("Escape")
    table.get_by_role("button", name="Tìm kiếm").click()
    expect(table).to_contain_text("Nhập nội dung cần tìm")
    page.keyboard.type("Sơn")
    expect(table.get_by_test_id("search-result-area")).to_have_text(re.compile(r"^\d+ kết quả$"))
    page.keyboard.press("Enter")
    expect(table.get_by_test_id("search-result-area")).to_have_text(
        re.compile(r"^1 trong \d+ kết quả$")
    )
    assert {"Kết quả trước", "Kết quả sau", "Đóng tìm kiếm"} <= said(table)


def test_a_lost_server_is_told_in_vietnamese(visits, server):
    visits.allow("_stcore|Client Error|Client error|Is Streamlit still running|[Ww]eb[Ss]ocket")
    page = visits(server, "/upload").context.new_page()
    sockets = []

    def pass_on(socket):
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/_stcore/stream"), pass_on)
    page.goto("/upload")
    ready(page)
    page.evaluate(
        """() => document.querySelector('[data-testid=stApp]').insertAdjacentHTML(
            'beforeend', '<div data-testid="stSpinner">Đang phát hành …</div>')"""
    )
    working = page.get_by_text("Đang phát hành …")
    expect(working).to_be_visible()
    page.route(re.compile("/_stcore/"), lambda route: route.abort())
    sockets[-1].close()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    # Nobody knows of it any more.
    expect(working).to_be_hidden()
    assert said(dialog) - {"Đóng"} == {
        "Mất kết nối",
        "Máy chủ trên máy này đã dừng. Nếu dừng ngoài ý muốn, hãy chạy lại bằng lệnh:",
        "streamlit run app.py",
        "Sao chép",
    }


def test_what_is_ours_is_left_alone(visit):
    page = visit("/")
    page.evaluate(
        """() => {
            const ours = document.createElement('div')
            ours.id = 'ours'
            ours.title = 'Search'
            ours.innerHTML = '<p>Upload</p><button aria-label="Fullscreen">Close</button>'
            const inside = document.createElement('div')
            inside.dataset.testid = 'stElementToolbar'
            inside.innerHTML = '<svg><text aria-label="Search">Search</text></svg><p>Search</p>'
            document.querySelector('[data-testid="stMain"]').append(ours, inside)
        }"""
    )
    expect(page.get_by_test_id("stElementToolbar").locator("p")).to_have_text(["Tìm kiếm"])
    assert said(page.locator("#ours")) == {"Search", "Upload", "Fullscreen", "Close"}
    assert said(page.locator("[data-testid=stElementToolbar] svg text")) == {"Search"}


def test_streamlit_offers_no_menu_of_its_own(visit):
    # Rerun, Settings, Print …: switched off in .streamlit/config.toml, so they have no words here.
    page = visit("/")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)
