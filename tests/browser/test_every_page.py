"""Every page in both languages, by day and by night, on a desk and on a phone."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests import effort
from tests.browser.readable import faults
from tests.browser.visits import ready

# Of each five one reader of a short run sees the first, the other the second: each page is seen.
EACH = 5
VIEWS = (
    ("/", {}),
    ("/standing", {"peers": "46,20"}),
    ("/standing", {"index": "pii", "tab": "map"}),
    ("/", {"v": "1"}),
    ("/components", {"index": "dti"}),
    #
    ("/components", {"part": "pair", "peers": "01,46"}),
    ("/merger", {}),
    ("/components", {"index": "pii"}),
    ("/over-time", {"index": "dti"}),
    ("/over-time", {"view": "why"}),
    #
    ("/over-time", {"peers": "46,20"}),
    ("/way-up", {"limit": "4"}),
    ("/over-time", {"view": "why", "index": "pii"}),
    ("/merger", {"index": "pii"}),
    ("/way-up", {"index": "pii"}),
    #
    ("/way-up", {"plan": "digitisation:1.5", "saved": "A~psi~digitisation:1.5~"}),
    ("/upload", {}),
    ("/standing", {"view": "robustness"}),
    ("/standing", {"view": "robustness", "index": "pii"}),
    ("/way-up", {"index": "pii", "plan": "total:5"}),
    #
    ("/data", {}),
    ("/targets", {"edit": "owners"}),
    ("/data", {"section": "definitions"}),
    ("/data", {"section": "history"}),
    ("/targets", {}),
    #
    ("/units", {}),
)


@pytest.mark.parametrize(
    ("begin", "language", "scheme", "size"),
    effort.first(
        2,
        [
            (0, "vi", "light", "desktop"),
            (1, "en", "dark", "phone"),
            (0, "en", "light", "desktop"),
            (1, "vi", "dark", "phone"),
        ],
    ),
)
def test_every_page_can_be_read_by_everybody(visit, begin, language, scheme, size):
    """In a short run each reader sees every fifth view, in a thorough one all of them."""
    page = visit("/", size=size, scheme=scheme, language=language)
    ground = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 31)"}[scheme]
    expect(page.locator("html")).to_have_attribute("lang", language)
    wrong = []
    for path, choices in effort.some(EACH, VIEWS, begin):
        address = f"{path}?{urlencode(choices | {'lang': language})}"
        page.goto(address)
        ready(page)
        wrong += [(address, fault) for fault in faults(page)]
    assert not wrong
