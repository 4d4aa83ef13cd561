"""From an address to ranks that can be read, to a page that can be used, to the second page.

Ours, a plain Streamlit app and a page written by hand take turns in Chromium, each visit with an
empty browser, on a line of 10 Mbit/s and 40 ms (and slower ones). Ratios are what counts: a
machine that does something else besides is slow for all three.
"""

import functools
import http.server
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import limit_page
from benchmarks.table import Row
from benchmarks.turns import Turns
from tests.browser import chromium
from tests.browser.server import running

TURNS = 10
PLAIN = ("-m", "streamlit", "run", "benchmarks/plain_app.py")
# Line -> bits a second and milliseconds there and back.
REACH = "10 Mbit/s, 40 ms"  # what is wanted is wanted on this one
LINES = {REACH: (10e6, 40), "1.6 Mbit/s, 150 ms": (1.6e6, 150)}
# Notes the first frame in which the rank can be read, and in which the page can be used: its three
# ranks are there, ours in the tiles, the plain app's as metrics.
WATCH = """
const read = () => document.body?.innerText.includes('7/34')
const usable = () => {
  const app = document.querySelector('[data-testid="stApp"]')
  if (!app) return document.readyState === 'complete' && read()
  return !document.getElementById('first')
    && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && document.querySelectorAll('#root :is(.ov-rank, [data-testid="stMetric"])').length === 3
}
const look = () => {
  if (window.readable === undefined && read()) window.readable = performance.now()
  if (window.usable === undefined && usable()) window.usable = performance.now()
  if (window.usable === undefined) requestAnimationFrame(look)
}
requestAnimationFrame(look)
"""
# The ranking is there: the ladder of ours, figure and table of the plain app.
SECOND = """
() => [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
    .some(part => part.shadowRoot?.textContent.includes('Đồng Tháp'))
  || document.querySelector('[data-testid="stDataFrame"] canvas') !== null
    && document.querySelector('[data-testid="stVegaLiteChart"] :is(canvas, svg.marks)') !== null
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder on the loopback interface; yields its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def visited(browser: Browser, line: tuple[float, float]) -> Iterator[tuple[Page, list[float]]]:
    """A page of an empty browser on a line, and the bytes of each answer."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    bits, latency = line
    speed = {"downloadThroughput": bits / 8, "uploadThroughput": bits / 8, "latency": latency}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    answers: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: answers.append(event["encodedDataLength"]))
    yield page, answers
    context.close()


def arrive(page: Page, url: str) -> dict[str, float]:
    """Seconds until the rank can be read and until the page can be used."""
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.usable !== undefined", timeout=120_000)
    return {name: page.evaluate(f"window.{name}") / 1000 for name in ("readable", "usable")}


def go_on(page: Page) -> float:
    """Seconds from the press in the menu to the ranking."""
    began = page.evaluate(
        "() => { const link = [...document.querySelectorAll('a')]"
        ".find(a => a.innerText.trim() === 'Xếp hạng');"
        " const now = performance.now(); link.click(); return now }"
    )
    page.wait_for_function(SECOND, polling="raf", timeout=120_000)
    return (page.evaluate("performance.now()") - began) / 1000


def turn(browser: Browser, urls: dict[str, str], line: tuple[float, float], rest: int) -> dict:
    """One visit of each; rest: milliseconds between the overview and the second page."""
    found = {}
    for name, url in urls.items():
        with visited(browser, line) as (page, answers):
            found[name] = arrive(page, url) | {"kB": sum(answers) / 1000}
            if name != "limit":
                page.wait_for_timeout(rest)
                found[name]["second"] = go_on(page)
    return found


def measured(browser: Browser, urls: dict[str, str], line: str, rest: int, turns: Turns) -> Turns:
    """Name and measure, "ours readable", turn by turn."""
    for taken in turns:
        for name, values in turn(browser, urls, LINES[line], rest).items():
            taken.update({f"{name} {measure}": value for measure, value in values.items()})
    return turns


def compared(line: str, found: Turns, fetched: Turns) -> list[Row]:
    """The comparisons, in the order in which a reader meets them. fetched: where the second page
    is asked for after its code has come."""

    def row(what: str, measure: str, most: float, taken: Turns = found, **more: str) -> Row:
        names = f"ours {measure}", f"plain {measure}"
        bound = most if line == REACH else None
        return taken.row(f"{what}, {line}", *names, "plain", ratio_at_most=bound, **more)

    limit = found.row(
        f"ranks readable, {line}",
        "ours readable",
        "limit usable",
        "limit page, whole",
        ratio_at_most=0.6 if line == REACH else None,
    )
    return [
        limit,
        row("ranks readable", "readable", 0.2),
        row("can be used", "usable", 0.8),
        row("second page at once", "second", 1),
        row("second page, its code fetched", "second", 0.4, fetched),
        row("bytes until it can be used", "kB", 0.25, unit="kB"),
    ]


def first_and_later(browser: Browser, folder: Path, turns: Turns) -> Row:
    """The first visitor of a server against the two after."""
    for number, taken in enumerate(turns):
        with running(folder / f"var{number}", folder / f"first{number}.log") as app:
            usable = []
            for _ in range(3):
                with visited(browser, LINES[REACH]) as (page, _):
                    usable.append(arrive(page, app.url)["usable"])
            taken["first"], taken["later"] = usable[0], statistics.mean(usable[1:])
    return turns.row("first visitor can use it", "first", "later", ratio_at_most=1.2)


def rows(quick: bool = False) -> list[Row]:
    """Every line, and the first visitor of a server."""
    found = []
    with (
        tempfile.TemporaryDirectory() as name,
        sync_playwright() as playwright,
        served(Path(name)) as limit,
        running(Path(name) / "var", Path(name) / "ours.log") as ours,
        running(Path(name) / "var", Path(name) / "plain.log", command=PLAIN) as plain,
    ):
        limit_page.write(Path(name))
        browser = chromium.launch(playwright)
        urls = {"limit": limit, "plain": plain.url, "ours": ours.url}
        turn(browser, urls, LINES[REACH], 0)  # servers warm
        for line in LINES:
            at_once = measured(browser, urls, line, 0, Turns(TURNS, quick=quick))
            fetched = measured(browser, urls, line, 6000, Turns(TURNS, quick=quick))
            found += compared(line, at_once, fetched)
        found.append(first_and_later(browser, Path(name), Turns(TURNS, quick=quick)))
        browser.close()
    return found
