"""What nobody should meet on a page: grave faults of accessibility, and things that stick out."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
# What passes need not be told node by node: that is near half of what a look of axe takes.
ONLY_FAULTS = {"resultTypes": ["violations"]}
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


def faults(page: Page) -> list[str]:
    """What axe holds for grave, and what sticks out at the right; nothing where all is well."""
    grave = [
        f"{rule['id']} {node['target']} {node['html']}"
        for rule in Axe().run(page, options=ONLY_FAULTS).response["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
        if rule["id"] not in OF_THE_MENU or not _in_the_menu(page, node)
    ]
    return grave + [f"sticks out: {what}" for what in page.evaluate(STICKS_OUT)]


def _in_the_menu(page: Page, node: dict) -> bool:
    """Whether what axe found lies in the menu that Streamlit opens at the side of a phone."""
    found = page.locator(node["target"][-1])
    return found.evaluate("e => e.closest('[data-testid=stSidebarNav]') !== null")
