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
    """From the browser's own menu, which runs nothing of ours but what the page does before it."""
    page = visit("/standing")
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


def test_a_figure_that_is_missing_is_missing_on_paper(visit):
    page = visit("/merger")
    page.evaluate(SHOWN_WHEN_PRINTED)
    page.get_by_role("button", name="Tải trang này", exact=True).click()
    printed = page.evaluate("window.printed")
    home = next(line for line in printed if line[0] == "Đắk Lắk")
    # It was given neither a score nor a rank of its own; 39th and 56th of 63 were its parts.
    assert home[2:4] == ["–", "–"]
    assert "39/63" in home[1]
    assert not any("NA" in cell for line in printed for cell in line)


def test_what_stands_on_paper_is_what_was_drawn_last(visit):
    """The button prints; after a change of the index the lines are those of the new one."""
    page = visit("/standing")
    page.evaluate(SHOWN_WHEN_PRINTED)
    printed = {}
    for index in ("psi", "dti"):
        if index != "psi":
            page.get_by_role("radio", name="DTI").first.locator("..").click()
            page.wait_for_url("**index=dti**")
            ready(page)
        page.get_by_role("button", name="Tải trang này", exact=True).click()
        printed[index] = page.evaluate("window.printed")
        assert len(printed[index]) == 34
    shown = page.locator(".ladder .score").all_text_contents()
    # The figure moves its lines on the screen: in the page they stand in the order of before.
    assert sorted(line[2] for line in printed["dti"]) == sorted(shown)
    assert printed["dti"] != printed["psi"]


SHOWN_WHEN_PRINTED = """() => {
  window.print = () => {
    dispatchEvent(new Event("beforeprint"))
    const lines = [...document.querySelectorAll(".on-paper tbody tr")]
    window.printed = lines.map(line => [...line.cells].map(cell => cell.textContent))
    dispatchEvent(new Event("afterprint"))
  }
}"""
