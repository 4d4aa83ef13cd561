"""A page printed on A4 loses nothing: the line of home, every score, the lines of its tables."""

import re
from io import BytesIO

import pdfplumber

from tests.browser.visits import ready

SCORE = re.compile(r"\d\d,\d\d")


def words_on(paper: bytes) -> list[dict]:
    """The words of a document that lie between the edges of its pages."""
    with pdfplumber.open(BytesIO(paper)) as document:
        return [
            word
            for page in document.pages
            for word in page.extract_words()
            if word["x0"] >= 0 and word["x1"] <= page.width and word["bottom"] <= page.height
        ]


def test_the_standing_on_paper(visit):
    page = visit("/standing")
    page.evaluate("window.print = () => { window.printed = true }")
    for print_it in (
        lambda: page.get_by_role("button", name="Tải trang này", exact=True).click(),
        lambda: page.keyboard.press("Control+p"),
    ):
        page.evaluate("window.printed = false")
        print_it()
        page.wait_for_function("() => window.printed")
    ready(page)
    scores = page.locator(".ladder .score").all_text_contents()
    assert len(scores) == 34
    words = words_on(page.pdf(prefer_css_page_size=True))
    texts = [word["text"] for word in words]
    assert {text for text in texts if SCORE.fullmatch(text)} >= set(scores)
    # Once in the figure and once in the table, of which the screen has fourteen lines, written in
    # both as on the screen.
    everything = " ".join(texts)
    assert [score for score in scores if everything.count(score) < 2] == []
    assert not [text for text in texts if re.fullmatch(r"\d\d\.\d+", text)]
    # What only a screen is for is not there, and is there again afterwards.
    assert "Tải" not in texts
    assert page.locator(".on-paper").count() == 0
