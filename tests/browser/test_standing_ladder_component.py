"""The ladder in the browser: it answers at once, and the page hears of it later."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests import effort
from tests.browser.server import Server, running
from tests.browser.visits import ready

APP = ("-m", "streamlit", "run", "tests/browser/ladder_app.py")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the page with nothing but the ladder."""
    folder: Path = tmp_path_factory.mktemp("ladder")
    with running(folder / "var", folder / "server.log", command=APP) as started:
        yield started


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The page on a desktop, its ladder drawn."""
    opened = visit("/")
    expect(row(opened, "Đắk Lắk")).to_be_visible()
    return opened


def row(page: Page, name: str) -> Locator:
    """The row of one unit."""
    return page.locator(".row", has=page.get_by_text(name, exact=True))


def rank(page: Page, name: str) -> str:
    return row(page, name).locator(".rank").text_content()


def test_stepping_needs_no_server_and_tells_it_once(page: Page):
    assert rank(page, "Đắk Lắk") == "7"
    told = page.get_by_text("edition=").inner_text()
    # Two steps and a look in one go of the browser: the page cannot have been told anything yet.
    seen = page.get_by_role("button", name="Kỳ trước").evaluate(
        """(button) => {
            button.click();
            button.click();
            const rows = [...button.getRootNode().querySelectorAll(".row")];
            const home = rows.find((row) => row.textContent.includes("Đắk Lắk"));
            return home.querySelector(".rank").textContent;
        }"""
    )
    assert seen == "9"
    assert "edition=2026-10-10" in told
    expect(page.get_by_text("edition=2026-09-17")).to_be_visible()
    expect(page.get_by_text("runs=2")).to_be_visible()
    expect(page.get_by_role("button", name="Kỳ trước")).to_be_disabled()
    assert rank(page, "Đắk Lắk") == "9"


@pytest.mark.parametrize("seconds", effort.first(1, ["0", "1"]))
def test_a_step_beyond_what_was_sent_asks_for_the_next(visit: Callable[..., Page], seconds: str):
    page = visit("/", around="1", seconds=seconds)
    previous = page.get_by_role("button", name="Kỳ trước")
    expect(row(page, "Đắk Lắk")).to_be_visible()
    # The second step comes before the page has heard of the first.
    previous.evaluate("button => { button.click(); button.click() }")
    expect(page.get_by_text("edition=2026-09-17")).to_be_visible()
    expect(row(page, "Đắk Lắk").locator(".rank")).to_have_text("9")
    expect(previous).to_be_disabled()
    page.get_by_role("button", name="Kỳ sau").click()
    expect(page.get_by_text("edition=2026-10-05")).to_be_visible()
    expect(previous).to_be_enabled()


def test_arrow_keys_step_and_the_list_of_periods_chooses(page: Page):
    row(page, "Đắk Lắk").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Đắk Lắk đến ngày 2026-10-05")).to_be_visible()
    page.get_by_label("Kỳ số liệu").select_option("2026-09-17")
    expect(page.get_by_text("Đắk Lắk đến ngày 2026-09-17")).to_be_visible()


def test_a_click_picks_and_a_click_takes_back(page: Page):
    expect(row(page, "Lạng Sơn")).to_have_attribute("aria-pressed", "true")
    row(page, "Huế").click()
    expect(row(page, "Huế")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("picked=20,46")).to_be_visible()
    row(page, "Lạng Sơn").click()
    expect(page.get_by_text("picked=46")).to_be_visible()


@pytest.mark.long
def test_the_unit_picked_first_gives_way(page: Page):
    for name in ("Huế", "Gia Lai"):
        row(page, name).click()
    expect(row(page, "Lạng Sơn")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_text("picked=46,52")).to_be_visible()


@pytest.mark.long
def test_home_cannot_be_picked(page: Page):
    row(page, "Đắk Lắk").click(force=True)  # Playwright waits for what is disabled
    ready(page)
    expect(page.get_by_text("picked=20", exact=False)).to_be_visible()
    expect(page.get_by_text("runs=1")).to_be_visible()


def test_the_keyboard_reaches_every_row(page: Page):
    row(page, "Đắk Lắk").focus()
    page.keyboard.press("ArrowUp")
    expect(row(page, "Quảng Ninh")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, "Quảng Ninh")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("End")
    expect(row(page, "Hà Nội")).to_be_focused()
    page.keyboard.press(" ")
    expect(page.get_by_text("picked=22,01")).to_be_visible()


@pytest.mark.long
def test_rows_are_read_in_their_order_after_a_step(page: Page):
    row(page, "Đắk Lắk").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".row").nth(8)).to_have_attribute("aria-label", "9. Đắk Lắk: 63,98")
    expect(row(page, "Đắk Lắk")).to_be_focused()


@pytest.mark.long
def test_pointing_at_a_row_shows_its_figures(page: Page):
    row(page, "Huế").hover()
    expect(page.locator(".tip")).to_contain_text("64,09")
    page.mouse.move(0, 0)
    expect(page.locator(".tip")).to_be_hidden()


@pytest.mark.long
def test_a_rerun_leaves_one_ladder_as_it_is(page: Page):
    row(page, "Huế").click()
    expect(page.get_by_text("picked=20,46")).to_be_visible()
    page.get_by_role("button", name="Chạy lại").click()
    ready(page)
    expect(page.locator(".ladder svg")).to_have_count(1)
    expect(page.locator(".row")).to_have_count(34)
    expect(row(page, "Huế")).to_have_attribute("aria-pressed", "true")


@pytest.mark.long
def test_what_the_page_chooses_is_shown(page: Page):
    page.get_by_role("button", name="Chọn ở ngoài").click()
    expect(row(page, "TP. Hồ Chí Minh")).to_have_attribute("aria-pressed", "true")
    expect(row(page, "Lạng Sơn")).to_have_attribute("aria-pressed", "false")


def test_an_echo_does_not_undo_a_newer_choice(page: Page):
    """Step, wait for the report, and step on before the page has answered."""
    page.get_by_role("button", name="Kỳ trước").click()
    page.wait_for_timeout(420)
    page.get_by_role("button", name="Kỳ trước").click()
    expect(page.get_by_text("edition=2026-09-17")).to_be_visible()
    ready(page)
    assert rank(page, "Đắk Lắk") == "9"


@pytest.mark.parametrize("scheme", effort.first(1, ["light", "dark"]))
def test_a_phone_shows_all_of_it(visit: Callable[..., Page], scheme: str):
    page = visit("/", size="phone", scheme=scheme)
    expect(row(page, "Đắk Lắk")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    width = page.locator(".ladder svg").bounding_box()["width"]
    for text in page.locator(".row text").all():
        box = text.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 16 + width + 1
    heights = [box["height"] for box in map(Locator.bounding_box, page.locator(".ground").all())]
    assert min(heights) >= 24
    for button in page.locator(".step").all():
        assert button.bounding_box()["height"] >= 44


@pytest.mark.parametrize("scheme", effort.first(1, ["light", "dark"]))
def test_axe_finds_nothing(visit: Callable[..., Page], scheme: str):
    page = visit("/", scheme=scheme)
    expect(row(page, "Đắk Lắk")).to_be_visible()
    found = Axe().run(page, context=[["[data-testid=stBidiComponentIsolated]", ".ladder"]])
    assert not found.response["violations"], found.generate_report()


@pytest.mark.long
def test_less_motion_means_none(visit: Callable[..., Page]):
    page = visit("/")
    expect(row(page, "Đắk Lắk")).to_be_visible()
    duration = "element => getComputedStyle(element).transitionDuration"
    assert row(page, "Đắk Lắk").evaluate(duration) == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert row(page, "Đắk Lắk").evaluate(duration) == "0.26s"
