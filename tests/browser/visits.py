"""Visits of the app in Chromium: opening a page, waiting until it stands still, watching it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from tests.browser.server import Server

SIZES = {
    "desktop": {"width": 1400, "height": 900},
    "laptop": {"width": 1366, "height": 768},
    "phone": {"width": 360, "height": 800},
}
PATIENCE = 20_000  # milliseconds, for a machine that is busy with other tests
QUIET = 250  # milliseconds without change that count as standing still

# The last line of a traceback says what happened.
TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?: .*\n|\n)*(.*)", re.MULTILINE)

# True once the page has stood still for so long: the last run is over, nothing stale is left, fonts
# and visible charts are drawn. A click reaches the server a moment later, hence the quiet time.
STANDS_STILL = """
quiet => {
    const app = document.querySelector('[data-testid="stApp"]')
    const busy = '[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stAppSkeleton"], '
        + '[data-testid="stSpinner"]'
    const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
    const still = app !== null && document.getElementById("first") === null
        && app.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && document.querySelector(busy) === null
        && charts.every(c => c.offsetParent === null || c.querySelector('canvas, svg.marks'))
        && document.fonts.status === 'loaded'
    if (!still) window.stillSince = undefined
    else window.stillSince ??= performance.now()
    return still && performance.now() - window.stillSince >= quiet
}
"""


def ready(page: Page, *, quiet: int = QUIET) -> Page:
    """Wait until the page stands still; use it after goto, reload, and every click or key.

    Raises AssertionError when it stands still because it broke.
    """
    page.evaluate("() => { window.stillSince = undefined }")
    page.wait_for_function(STANDS_STILL, arg=quiet, polling=50, timeout=PATIENCE)
    broken = page.get_by_test_id("stException")
    assert broken.count() == 0, (
        f"An error on the page, told in the log: {broken.first.inner_text()}"
    )
    return page


@dataclass
class Watch:
    """What went wrong in a visit without anybody looking: errors, failed and foreign requests."""

    own: str  # host and port of the server
    complaints: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to everything that the page reports."""
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self._complain(f"error in the page: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("websocket", lambda socket: self._host(socket.url))

    def _complain(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def _console(self, kind: str, text: str) -> None:
        # A failed request is reported with its address by the listener for requests.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self._complain(f"error in the console: {text}")

    def _request(self, request: Request) -> None:
        self._host(request.url)

    def _host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.own:
            self._complain(f"request to another host: {url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page and starting a download abort what is under way.
        if request.failure != "net::ERR_ABORTED":
            self._complain(f"request failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not self._probe(response):
            self._complain(f"request failed: {response.url} status {response.status}")

    def _probe(self, response: Response) -> bool:
        """Streamlit's front end finds its server by asking below the page's path first."""
        path = urlsplit(response.url).path
        return re.fullmatch(r"/[^/]+/_stcore/(health|host-config)", path) is not None


@dataclass
class Visits:
    """The visits of one test. Call it to make one.

    complaints() are what the watched pages reported; allow() takes a regular expression of one that
    a test provokes on purpose.
    """

    browser: Browser
    contexts: list[tuple[BrowserContext, Watch]] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    _logs: dict[Path, int] = field(default_factory=dict)  # log -> how long it was at first

    def __call__(
        self,
        server: Server,
        path: str = "/",
        *,
        size: str = "desktop",
        scheme: str = "light",
        language: str | None = None,
        wait: bool = True,
        **query: str,
    ) -> Page:
        """A new visitor opens `path`: own session, cookies and store of the browser.

        size: a key of SIZES; scheme: light or dark; language: vi or en by the URL, None for none;
        query: more parameters of the URL; wait: until the page stands still.
        """
        self._logs.setdefault(server.log, server.log.stat().st_size)
        context = self.browser.new_context(
            viewport=SIZES[size],
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            is_mobile=size == "phone",
            has_touch=size == "phone",
            accept_downloads=True,
            base_url=server.url,
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(urlsplit(server.url).netloc)
        context.on("page", watch.follow)
        self.contexts.append((context, watch))
        page = context.new_page()
        parameters = query | ({"lang": language} if language else {})
        page.goto(f"{path}?{urlencode(parameters)}" if parameters else path)
        return ready(page) if wait else page

    def allow(self, pattern: str) -> None:
        """Accept complaints that match a regular expression."""
        self.allowed.append(pattern)

    def complaints(self) -> list[str]:
        """What went wrong in all visits of this test and was not allowed."""
        found = [line for _, watch in self.contexts for line in watch.complaints]
        for log, seen in self._logs.items():
            text = log.read_bytes()[seen:].decode(errors="replace")
            found += [f"error in the log: {last}" for last in re.findall(TRACEBACK, text)]
        return [line for line in found if not any(re.search(a, line) for a in self.allowed)]

    def photograph(self, folder: Path, name: str) -> list[Path]:
        """A picture of every open page, for looking at after a failure."""
        pages = [page for context, _ in self.contexts for page in context.pages]
        folder.mkdir(parents=True, exist_ok=True)
        pictures = [folder / f"{name}-{number}.png" for number in range(1, len(pages) + 1)]
        for page, picture in zip(pages, pictures, strict=True):
            page.screenshot(path=picture, full_page=True)
        return pictures

    def close(self) -> None:
        """End all visits."""
        for context, _ in self.contexts:
            context.close()
