"""What leaves the first screen with one press, and the slides of meeting mode."""

from playwright.sync_api import Page, expect

from tests.browser.controls import query
from tests.browser.visits import PATIENCE, ready

# A sixtieth of the height is what can be read from eight metres.
SMALLEST = """
() => Math.min(...[...document.querySelectorAll('.st-key-meeting .mt :is(h1, h2, p, li, td, th)')]
    .filter(e => e.checkVisibility({ checkVisibilityCSS: true }) && e.textContent.trim())
    .map(e => parseFloat(getComputedStyle(e).fontSize)))
"""


def shown(page: Page) -> str:
    """The heading of the slide that is to be seen."""
    headings = page.locator(".st-key-meeting h1")
    seen = [each for each in headings.all() if each.is_visible()]
    assert len(seen) == 1
    return seen[0].inner_text()


def test_the_message_is_copied_and_the_slides_are_shown(visit):
    page = visit("/", size="laptop")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Sao chép nội dung gửi Zalo").click()
    expect(page.get_by_text("Đã sao chép.")).to_be_visible(timeout=PATIENCE)
    assert "7/34" in page.evaluate("navigator.clipboard.readText()")
    # Four presses in all for the text, the Word file and the picture.
    with page.expect_download(timeout=PATIENCE) as word:
        page.get_by_role("button", name="Báo cáo Word").click()
    page.get_by_role("button", name="Dạng khác").click()
    with page.expect_download(timeout=PATIENCE) as picture:
        page.get_by_role("button", name="Ảnh gửi Zalo").click()
    assert word.value.suggested_filename.endswith(".docx")
    assert picture.value.suggested_filename.endswith("-tall.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Chế độ họp").click()
    page.wait_for_url("**meeting=1*", timeout=PATIENCE)
    page.set_viewport_size({"width": 1920, "height": 1080})
    first = shown(ready(page))
    assert first.startswith("Chỉ số 766 giữ vị trí thứ 7/34")
    assert query(page)["v"] == "1"
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    assert page.evaluate(SMALLEST) >= 1080 / 60
    # The next ones, without the server: by keys, a click, a number; the address names the slide.
    page.context.set_offline(True)
    page.keyboard.press("ArrowRight")
    page.mouse.click(1500, 700)
    assert query(page)["slide"] == "3"
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    page.locator(".mt-to", has_text="5").click()
    assert shown(page) == "Nội dung đề nghị chỉ đạo"
    assert page.evaluate(SMALLEST) >= 1080 / 60
    page.context.set_offline(False)
    page.reload()
    assert shown(ready(page)) == "Nội dung đề nghị chỉ đạo"
    page.keyboard.press("Escape")
    page.wait_for_url(lambda address: "meeting" not in address, timeout=PATIENCE)
    expect(ready(page).get_by_test_id("stHeader")).to_be_visible()
    assert not {"slide", "meeting", "v"} & query(page).keys()


def swipe(page: Page, across: int) -> None:
    """A finger that moves over the middle of the screen, as the browser gets it."""
    session = page.context.new_cdp_session(page)
    for step, kind in ((0, "touchStart"), (0.5, "touchMove"), (1, "touchMove")):
        point = {"x": 195 + across * (step - 0.5), "y": 300}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def test_a_swipe_turns_the_slides_and_a_bar_leads_to_its_evidence(visit):
    page = visit("/?meeting=1", size="phone")
    swipe(page, -200)
    swipe(page, -200)
    swipe(page, -200)
    assert query(page)["slide"] == "4"
    swipe(page, -20)  # a finger that trembles
    swipe(page, 200)
    assert query(page)["slide"] == "3"
    row = page.locator('.st-key-slide_3 [aria-label^="Số hóa hồ sơ: 9,08/22"]').first
    row.click(position={"x": 60, "y": 38})
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("Nguồn gốc số liệu")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("ArrowRight")
    assert query(page)["slide"] == "3"
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert "meeting" in query(page)
