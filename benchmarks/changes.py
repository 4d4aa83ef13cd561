"""From a choice to the repainted figures of the whole page, in Chromium, on our pages and on those
of a plain Streamlit app that answer the same question.

Measured in the page, from the event of the choice to the frame after the last change of any
figure; where ours draws the choice before it asks the server, to the frame after the first, which
shows it already. Each side has its page open; they take turns.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.table import Row
from benchmarks.turns import Turns
from tests.browser import chromium
from tests.browser.server import running

TURNS = 20
WARM_UP = 2
PLAIN = ("-m", "streamlit", "run", "benchmarks/plain_app.py")
QUIET = 700  # milliseconds without another change: the figures are drawn
# What Vega draws stands in its element, what draws itself in a shadow root.
WATCH = """
() => {
  const drawn = '[data-testid=stVegaLiteChart]'
  const channel = new MessageChannel()
  channel.port1.onmessage = () => {
    window.painted = performance.now()
    window.first ??= window.painted
  }
  const look = records => {
    const counts = ({ target }) =>
      target.getRootNode() instanceof ShadowRoot || target.closest?.(drawn)
      || target.querySelector?.(drawn)
    if (records.some(counts)) requestAnimationFrame(() => channel.port2.postMessage(0))
  }
  for (const type of ['click', 'change']) {
    window.addEventListener(
      type, event => {
        window.chosen = event.timeStamp
        window.painted = window.first = null
      }, true)
  }
  const what = { childList: true, subtree: true, attributes: true, characterData: true }
  for (const root of [document.body, ...[...document.querySelectorAll('*')]
    .map(element => element.shadowRoot).filter(Boolean)]) {
    new MutationObserver(look).observe(root, what)
  }
}
"""
DRAWN = f"() => window.painted && performance.now() - window.painted > {QUIET}"
FIRST, LAST = (f"() => (window.{which} - window.chosen) / 1000" for which in ("first", "painted"))


def edition_of_box(page: Page, number: int) -> None:
    """The newest edition and the one before in turn, in the select box."""
    page.get_by_role("combobox").first.click()
    page.get_by_role("option").nth((number + 1) % 2).click()


def edition_of_step(page: Page, number: int) -> None:
    """The same by the two buttons of the ladder, one step back and one on."""
    page.locator(".step").nth(number % 2).click()


def order(page: Page, number: int) -> None:
    """Another order of the components: by what is lacking to the maximum, to the best."""
    group = page.get_by_role("radiogroup", name="Sắp xếp theo")
    group.get_by_role("radio").nth(-1 if number % 2 == 0 else 0).click()


# What is changed -> path, how it is changed on ours and on the plain page, which change of ours
# counts, and what is wanted.
CHANGES: dict[str, tuple[str, Callable, Callable, str, float | None]] = {
    # Drawn before the server is told.
    "standing, edition": ("standing", edition_of_step, edition_of_box, FIRST, None),
    # The server is asked.
    "components, edition": ("components", edition_of_box, edition_of_box, LAST, 0.8),
    # It is asked too, and the figure does not wait for it.
    "components, order": ("components", order, order, FIRST, 0.3),
}


def opened(browser: Browser, url: str) -> Page:
    """A page with all that it draws, watched."""
    page = browser.new_context(reduced_motion="reduce", locale="vi-VN").new_page()
    page.set_viewport_size({"width": 1400, "height": 1600})
    page.goto(url)
    page.get_by_text("Đắk Lắk").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(2000)
    page.evaluate(WATCH)
    return page


def seconds(page: Page, change: Callable[[Page, int], None], number: int, took: str) -> float:
    """One change of a page, to its first or its last frame."""
    page.bring_to_front()
    change(page, number)
    page.wait_for_function(DRAWN, polling=50)
    return page.evaluate(took)


def rows(quick: bool = False) -> list[Row]:
    """Each change on ours against the plain page."""
    found = []
    with (
        tempfile.TemporaryDirectory() as name,
        sync_playwright() as playwright,
        running(Path(name) / "var", Path(name) / "ours.log") as ours,
        running(Path(name) / "var", Path(name) / "plain.log", command=PLAIN) as plain,
    ):
        browser = chromium.launch(playwright)
        for what, (path, on_ours, on_plain, which, most) in CHANGES.items():
            turns = Turns(TURNS, quick=quick)
            sides = {
                "ours": (opened(browser, f"{ours.url}/{path}"), on_ours, which),
                "plain": (opened(browser, f"{plain.url}/{path}"), on_plain, LAST),
            }
            for page, change, took in sides.values():
                for number in range(WARM_UP):
                    seconds(page, change, number, took)
            for number, turn in enumerate(turns, start=WARM_UP):
                for side, (page, change, took) in sides.items():
                    turn[side] = seconds(page, change, number, took)
            for page, *_ in sides.values():
                page.context.close()
            found.append(turns.row(what, "ours", "plain", ratio_at_most=most))
        browser.close()
    return found
