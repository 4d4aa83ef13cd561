"""Every page in both languages, by day and by night, on a desk and on a phone."""

from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.visits import ready

VIEWS = (
    ("/", {}),
    ("/", {"v": "1"}),
    ("/index-standing", {"peers": "46,20"}),
    ("/index-standing", {"index": "pii", "tab": "map"}),
    ("/component-gaps", {"part": "pair", "peers": "01,46"}),
    ("/component-gaps", {"index": "dti"}),
    ("/component-gaps", {"index": "pii"}),
    ("/rank-trajectory", {"peers": "46,20"}),
    ("/rank-trajectory", {"index": "dti"}),
    ("/merger-lens", {}),
    ("/why-we-moved", {}),
    ("/why-we-moved", {"index": "pii"}),
    ("/merger-lens", {"index": "pii"}),
    ("/way-up", {"limit": "4"}),
    ("/way-up", {"index": "pii"}),
    ("/rank-robustness", {}),
    ("/rank-robustness", {"index": "pii"}),
    ("/scenario-builder", {"plan": "digitisation:1.5", "saved": "A~psi~digitisation:1.5~"}),
    ("/scenario-builder", {"index": "pii", "plan": "total:5"}),
    ("/data-sources", {}),
    ("/data-sources", {"section": "definitions"}),
    ("/upload-data", {}),
    ("/load-history", {}),
)
GRAVE = ("serious", "critical")
# Streamlit's own menu on a phone sets lists of pages into a list, with headings between them: read
# aloud it is still headings and links. Nothing else of Streamlit's is left out, it passes too.
OF_THE_MENU = ("list", "listitem")
# What sticks out at the right, but for what scrolls by itself (a row of buttons, a table).
STICKS_OUT = """
() => {
    const scrolls = e => e && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX)
        && e.dataset.testid !== 'stMain' || scrolls(e.parentElement))
    const main = document.querySelector('[data-testid="stMain"]')
    const wide = [document.documentElement, main].filter(e => e.scrollWidth > e.clientWidth)
    return [...wide, ...main.querySelectorAll('*')]
        .filter(e => e === main || !scrolls(e.parentElement))
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || wide.includes(e))
        .filter(e => e.checkVisibility())
        .map(e => `${e.tagName} ${e.dataset.testid ?? ''} ${e.textContent.slice(0, 60)}`)
}
"""


def in_the_menu(page: Page, node: dict) -> bool:
    """Whether what axe found lies in the menu that Streamlit opens at the side of a phone."""
    found = page.locator(node["target"][-1])
    return found.evaluate("e => e.closest('[data-testid=stSidebarNav]') !== null")


@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    [
        ("vi", "light", "desktop"),
        ("en", "dark", "desktop"),
        ("vi", "dark", "phone"),
        ("en", "light", "phone"),
    ],
)
def test_every_page_can_be_read_by_everybody(visit, language, scheme, size):
    page = visit("/", size=size, scheme=scheme, language=language)
    ground = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 31)"}[scheme]
    expect(page.locator("html")).to_have_attribute("lang", language)
    wrong = []
    for path, choices in VIEWS:
        address = f"{path}?{urlencode(choices | {'lang': language})}"
        page.goto(address)
        ready(page)
        found = Axe().run(page).response["violations"]
        wrong += [
            (address, rule["id"], node["target"], node["html"])
            for rule in found
            if rule["impact"] in GRAVE
            for node in rule["nodes"]
            if rule["id"] not in OF_THE_MENU or not in_the_menu(page, node)
        ]
        wrong += [(address, "sticks out", what) for what in page.evaluate(STICKS_OUT)]
    assert not wrong
