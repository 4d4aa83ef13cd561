"""From a choice of another edition to the repainted ladder, in Chromium, in three ways.

The component draws itself; Vega filters data already sent; a select box asks the server. Measured
in the page, from the event of the choice to the frame after the figure has changed. The three take
turns, so that noise hits all alike; without transitions, so that the frame is the final one.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.table import Row
from benchmarks.turns import Turns
from tests.browser import chromium
from tests.browser.server import running

TURNS = 40
WARM_UP = 4
APP = ("-m", "streamlit", "run", "benchmarks/repaint_app.py")

# Notes when a choice is made, and the first frame painted after the figure has changed.
WATCH = """
() => {
  const isolated = document.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot;
  const figure = isolated ?? document;
  const drawn = () => [...figure.querySelectorAll('svg text')].map(t => t.textContent).join('|');
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { window.painted = performance.now() - window.chosen; };
  let before = drawn();
  for (const type of ['click', 'change']) {
    window.addEventListener(
      type, event => { window.chosen = event.timeStamp; window.painted = null; }, true);
  }
  new MutationObserver(() => {
    const now = drawn();
    if (now === before || !now.includes('Đắk Lắk')) return;
    before = now;
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }).observe(figure, { childList: true, subtree: true, characterData: true });
}
"""


def open_page(browser: Browser, url: str, way: str) -> Page:
    """A page with the ladder drawn in one way, watched."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(f"{url}/?way={way}")
    page.get_by_text("Đắk Lắk").first.wait_for()
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    return page


def choose(page: Page, way: str, number: int) -> None:
    """Another edition than the one shown: back and forth through all of them."""
    cycle = [1, 0, 1, 2]
    target = cycle[number % len(cycle)]
    if way == "component":
        page.locator(".step").nth(0 if number % len(cycle) < 2 else 1).click()
    elif way == "vega":
        page.locator(".vega-bindings select").select_option(index=target)
    else:
        page.get_by_role("combobox").click()
        page.get_by_role("option").nth(target).click()


def rows(quick: bool = False) -> list[Row]:
    """The component and Vega against a rerun, and against each other."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        with running(var / "var", var / "app.log", command=APP) as app:
            turns = measure(app.url, Turns(TURNS, quick=quick))
    asked = "rerun through a select box"
    return [
        turns.row("edition of a ladder alone, component", "component", "rerun", asked),
        turns.row("edition of a ladder alone, Vega parameter", "vega", "rerun", asked),
        turns.row("edition of a ladder alone, Vega parameter", "vega", "component"),
    ]


def measure(url: str, turns: Turns) -> Turns:
    """Seconds from the choice to the repaint, way by way."""
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        pages = {way: open_page(browser, url, way) for way in ("component", "vega", "rerun")}
        for way, page in pages.items():
            for number in range(WARM_UP):
                seconds(page, way, number)
        for number, turn in enumerate(turns):
            for way, page in pages.items():
                turn[way] = seconds(page, way, WARM_UP + number)
        browser.close()
    return turns


def seconds(page: Page, way: str, number: int) -> float:
    """One change of edition."""
    page.bring_to_front()
    choose(page, way, number)
    page.wait_for_function("() => window.painted != null")
    took = page.evaluate("window.painted") / 1000
    # The component reports to the server a little later: not into the next turn.
    page.wait_for_timeout(50)
    return took
