"""A phone: the figure within the first screen, the menu that closes, nothing over a text."""

from playwright.sync_api import Page, expect

from tests.browser.controls import heading
from tests.browser.visits import ready


def overlapped(page: Page) -> list[str]:
    """The texts that a toolbar lies on."""
    return page.evaluate("""() => {
        const box = node => node.getBoundingClientRect()
        const bars = [...document.querySelectorAll('[data-testid="stElementToolbar"]')].map(box)
        return [...document.querySelectorAll('[data-testid="stMarkdownContainer"] p')]
            .filter(text => bars.some(bar => bar.width && box(text).width
                && bar.left < box(text).right && bar.right > box(text).left
                && bar.top < box(text).bottom && bar.bottom > box(text).top))
            .map(text => text.textContent)
    }""")


def test_a_phone(visit):
    page = visit("/standing", size="phone")
    home = page.locator(".ladder .row.home")
    assert home.bounding_box()["y"] < page.viewport_size["height"]
    edition = page.get_by_role("combobox", name="Kỳ công bố")
    expect(edition).to_be_hidden()
    page.get_by_role("button", name="Chỉ số 766 · 10/10/2026 · thay đổi lựa chọn").click()
    expect(edition).to_be_visible()

    # What a word means is at hand wherever the page is scrolled to.
    page.get_by_text("Gốc: Cổng Dịch vụ công").first.scroll_into_view_if_needed()
    page.get_by_role("button", name="Từ ngữ").click()
    expect(page.get_by_role("dialog").get_by_text("Điểm ngưỡng vào nhóm k")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="Menu: chọn trang").click()
    menu = page.get_by_test_id("stSidebar")
    menu.get_by_role("link", name="Số liệu và nguồn").click()
    expect(heading(page, "data")).to_be_visible()
    ready(page)
    expect(menu).not_to_be_in_viewport()

    # Under a finger, where nothing hovers, every toolbar is there all the time.
    touched = page.context.browser.new_context(
        viewport=page.viewport_size, has_touch=True, is_mobile=True
    ).new_page()
    touched.goto(page.url)
    expect(ready(touched).get_by_test_id("stElementToolbar").first).to_be_visible()
    assert overlapped(touched) == []
    touched.context.close()
