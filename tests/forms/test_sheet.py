"""PDF and picture, read again: one page, the same figures, words that are only words."""

import io
from dataclasses import replace

import pdfplumber
import pytest
from PIL import Image

from rankings.forms import sheet
from rankings.store.problems import Problem
from tests.cases import every
from tests.forms.figures import HOSTILE, LONG, with_words, without_pictures


def pages(content: bytes) -> list[str]:
    """The text of each page, in one line."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [" ".join((page.extract_text() or "").split()) for page in pdf.pages]


@every("language", ("vi", "en"))
def test_one_page_has_the_finding_the_places_and_the_state(documents, language):
    document = documents[language]
    (text,) = pages(sheet.pdf_of(document))
    for part in (document.finding, document.state, document.link_line):
        assert part in text
    grid = document.part("position").grids[0]
    assert all(row[2].text in text for row in grid.rows)
    assert document.part("moved").sentences[0] in text


def test_the_report_has_every_figure_on_three_to_six_pages(document):
    of_pages = pages(sheet.pdf_of(document, "report"))
    assert 3 <= len(of_pages) <= 6
    text = "".join(of_pages).replace(" ", "")
    cells = [cell for part in document.parts for g in part.tables for r in g.rows for cell in r]
    figures = {cell.text for cell in cells if cell.number is not None and " " not in cell.text}
    assert len(figures) > 30
    assert not [figure for figure in figures if figure not in text]
    told = {word for part in document.parts for line in part.text for word in line.split()}
    assert not [word for word in told if word not in text]
    assert all(document.state.replace(" ", "") in page.replace(" ", "") for page in of_pages)
    assert f"[{len(document.sources)}]" in text


@pytest.mark.parametrize(("kind", "size"), [("tall", (1080, 1350)), ("wide", (1920, 1080))])
def test_a_picture_is_of_its_size_and_not_blank(document, kind, size):
    picture = Image.open(io.BytesIO(sheet.png_of(document, kind)))
    assert picture.size == size
    assert len(picture.convert("L").resize((60, 60)).getcolors() or []) > 20


@every("words_typed", (HOSTILE, LONG))
@every("kind", sheet.PDF_KINDS)
def test_any_words_are_only_words(document, words_typed, kind):
    hostile = with_words(without_pictures(document), words_typed)
    of_pages = pages(sheet.pdf_of(hostile, kind))
    assert kind == "report" or len(of_pages) == 1
    text = "".join(of_pages).replace(" ", "")
    for piece in ("#letx=1", "{body}", "*đậm*", "_x_") if words_typed == HOSTILE else ("Ủyban",):
        assert piece in text


def test_a_logo_is_shown_and_without_an_address_there_is_no_code(document):
    plain = without_pictures(document)
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, "PNG")
    with pdfplumber.open(io.BytesIO(sheet.pdf_of(plain, logo=file.getvalue()))) as pdf:
        assert len(pdf.pages[0].images) == 1
    bare = replace(plain, link=None, link_line="Không có mã QR")
    (text,) = pages(sheet.pdf_of(bare))
    assert "Không có mã QR" in text
    assert len(sheet.pdf_of(bare)) < len(sheet.pdf_of(plain))


def test_a_logo_that_only_begins_like_a_picture_is_told(document):
    with pytest.raises(Problem, match=r"error\.logo"):
        sheet.pdf_of(without_pictures(document), logo=b"\x89PNG\r\n\x1a\n no picture")


def test_nothing_to_tell_of_is_a_clean_page(document):
    parts = tuple(replace(part, grids=(), pictures=()) for part in document.parts)
    empty = replace(document, parts=parts, statuses=(), notes=(), sources=(), rank=None)
    for kind in sheet.PDF_KINDS:
        assert document.finding in pages(sheet.pdf_of(empty, kind))[0]
