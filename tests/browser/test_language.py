"""One switch changes every word on screen, and nothing else."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from babel.messages import pofile
from playwright.sync_api import Page, expect

from rankings.words.text import LOCALE
from tests import effort, oracles
from tests.browser.controls import expect_query, heading, options, query, speak
from tests.browser.visits import Visits, ready

ON = "on"  # the value of a switch, not shown
# Names that are the same in both languages and may hold a word of the other.
NAMES = ["Tiếng Việt", "English", "Hoàng Sa", "Trường Sa"]
# Icons are letters joined into a picture.
# Streamlit draws an icon from its name: one with an underscore is no word of either language.
ICONS = re.compile(r"[a-z]+(_[a-z]+)+|download|image|push_pin|schedule|upload")
VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưà-ỹ]")

VIEWS = {
    "overview": ("/", {}),
    "ranking": ("/standing", {"peers": "01"}),
    "map": ("/standing", {"tab": "map"}),
    "partial": ("/standing", {"edition": "psi-2025-Q3-quarter-vn34"}),
    "components": ("/components", {}),
    "head to head": ("/components", {"index": "dti", "part": "pair", "peers": "01"}),
    "no components": ("/components", {"index": "pii"}),
    **{
        section: ("/data", {"section": section})
        for section in ("editions", "missing", "definitions")
    },
    "picker of files": ("/upload", {}),
    "calendar": ("/way-up", {}),
}
# Every text that is seen or read aloud, in shadow trees too.
SAID = """
() => {
    const said = [document.title]
    const walk = root => root.querySelectorAll('*').forEach(e => {
        if (e.shadowRoot) walk(e.shadowRoot)
        if (['STYLE', 'SCRIPT', 'NOSCRIPT', 'OPTION'].includes(e.tagName)) return
        if (!e.checkVisibility({checkVisibilityCSS: true})) return
        for (const n of e.childNodes) if (n.nodeType === 3) said.push(n.data)
        for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
            said.push(e.getAttribute(name) ?? '')
        if (e.tagName === 'INPUT') said.push(e.value)
    })
    walk(document.body)
    return said.map(text => text.trim()).filter(text => text)
}
"""


def letters(text: str) -> set[str]:
    """The words of a text, in small letters."""
    return set(re.findall(r"[^\W\d_]{2,}", text.lower()))


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, set[str]]:
    """The words of each catalogue."""
    found = {}
    for language in ("vi", "en"):
        with (LOCALE / language / "LC_MESSAGES" / "rankings.po").open("rb") as file:
            catalogue = pofile.read_po(file)
        texts = [
            text
            for message in catalogue
            if message.id
            for text in ([message.string] if isinstance(message.string, str) else message.string)
        ]
        found[language] = letters(re.sub(r"\{\w+\}", " ", " ".join(texts)))
    return found


@pytest.fixture(scope="module")
def names() -> list[str]:
    """Names of provinces and the like, the longest first."""
    provinces = [row for row in oracles.read("units") if row["scheme"] != "daklak102"]
    found = {row[column] for row in provinces for column in ("name_vi", "name_en")}
    parts = {part for name in found for part in name.split()}  # a tile breaks a name in two
    return sorted({*found, *NAMES}, key=len, reverse=True) + sorted(parts)


def foreign(page: Page, language: str, vocabulary: dict, names: list[str]) -> dict[str, set[str]]:
    """Texts on the page that hold words of the other language only."""
    own, other = vocabulary[language], vocabulary["en" if language == "vi" else "vi"]
    found = {}
    for text in page.evaluate(SAID):
        if text == ON or ICONS.fullmatch(text) or text in names:
            continue
        rest = text
        for name in names:
            rest = re.sub(rf"\b{re.escape(name)}\b", " ", rest)
        words = letters(rest)
        wrong = (words & other) - own
        if language == "en":
            wrong |= {word for word in words if VIETNAMESE_LETTER.search(word)}
        if wrong:
            found[text] = wrong
    return found


@pytest.fixture(scope="module")
def reader(browser, server) -> Iterator[Page]:
    """One reader for all views, whose browser keeps the scripts between them."""
    visits = Visits(browser)
    yield visits(server)
    assert not visits.complaints()
    visits.close()


@pytest.mark.parametrize("view", effort.first(1, VIEWS))
def test_a_page_speaks_one_language(reader, vocabulary, names, view):
    page = reader
    path, choices = VIEWS[view]
    page.goto(f"{path}?{urlencode(choices)}")
    ready(page)
    assert foreign(page, "vi", vocabulary, names) == {}
    before = query(page)
    speak(page, "en")
    assert foreign(page, "en", vocabulary, names) == {}
    # Nothing but the language has changed.
    expect_query(page, before | {"lang": "en"})


def test_the_switch_keeps_every_choice(visit):
    page = visit(
        "/standing",
        index="dti",
        edition="dti-2024-year-vn34",
        peers="01,31",
        region="2",
        tab="map",
        colour="score",
        v="1",
    )
    before = query(page)
    speak(page, "en")
    expect(heading(page, "standing", "en")).to_be_visible()
    for group, option in {"Index": "DTI", "Colour by": "Score", "Standing": "Map"}.items():
        expect(options(page, group).get_by_role("radio", checked=True)).to_have_text(option)
    expect(page.get_by_role("switch", name="Pin figures")).to_be_checked()
    expect(page.get_by_role("combobox", name="Region")).to_have_value("Red River Delta")
    expect_query(page, before | {"lang": "en"})
    speak(page, "vi")
    expect(heading(page, "standing")).to_be_visible()
    expect_query(page, before)
