"""The Word file, read again: Decree 30's form, the same figures, templates of an office."""

import io

import docx
import pytest

from rankings.forms import word
from rankings.sentences import brief_frame
from rankings.store.problems import Problem
from rankings.words.text import words
from tests.cases import every
from tests.forms.figures import HOSTILE, LONG, texts, with_words, without_pictures


def made(document, kind="report", agency=None):
    frame = brief_frame.frame(words(document.language), document, agency=agency, place=None)
    return docx.Document(io.BytesIO(word.docx_of(document, word.Frame(**frame), kind)))


@pytest.fixture(scope="module")
def report(document):
    return made(document)


def lines(paper) -> list[str]:
    """The paragraphs of a Word file, those in its tables too."""
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    inner = [paragraph.text for cell in cells for paragraph in cell.paragraphs]
    return [paragraph.text for paragraph in paper.paragraphs] + inner


def test_the_rank_stands_in_one_run_of_the_body(report, document):
    assert document.rank == "7/34"
    runs = [run.text for paragraph in report.paragraphs for run in paragraph.runs]
    assert any("7/34" in run for run in runs)


def test_it_has_the_form_of_the_decree(report):
    section = report.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    style = report.styles["Body Text"]
    assert (style.font.name, style.font.size.pt) == ("Times New Roman", 14)
    text = "\n".join(lines(report))
    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN\nTỈNH ĐẮK LẮK",
        "Đắk Lắk, ngày 30 tháng 11 năm 2026",
        "BÁO CÁO",
        "Nơi nhận:",
    ):
        assert line in text, line
    assert "{" not in text
    headings = [p.text for p in report.paragraphs if p.style.name == "Heading 1"]
    assert [heading.split(".")[0] for heading in headings] == list("1234567")


@every("kind", word.KINDS)
@every("language", ("vi", "en"))
def test_it_holds_the_figures_of_the_briefing(documents, kind, language):
    document = without_pictures(documents[language])
    paper = made(document, kind)
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    shown = texts(document)
    if kind == "report":
        part = document.part("way")
        told_in_words = {cell.text for grid in part.grids for row in grid.rows for cell in row}
        shown = [text for text in shown if text not in told_in_words]
        assert set(part.sentences) <= set(lines(paper))
    assert shown
    assert set(shown) <= cells
    assert document.state in "\n".join(lines(paper))


def test_the_annex_has_tables_only(document):
    paper = made(document, "annex")
    assert len(paper.tables) == len(document.grids)
    text = "\n".join(lines(paper))
    assert "PHỤ LỤC" in text
    assert document.part("position").sentences[0] not in text
    assert len(paper.inline_shapes) == 1  # the code alone


def test_the_code_is_there_with_an_address_only(document, report):
    from dataclasses import replace

    charts = len([picture for part in document.parts for picture in part.pictures])
    assert len(report.inline_shapes) == charts + 1
    none = replace(document, link=None, link_line="Không có mã", parts=document.parts[:1])
    paper = made(none)
    assert not len(paper.inline_shapes)
    assert any("Không có mã" in line for line in lines(paper))


@every("words_typed", (HOSTILE, LONG))
def test_any_words_are_only_words(document, words_typed):
    paper = made(with_words(document, words_typed), agency=words_typed)
    text = "\n".join(lines(paper))
    shown = "".join(letter for letter in words_typed if letter not in "\x00\x0b\ud800\u202e")
    assert shown in text
    assert shown.upper() in text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no Word file", "without body"])
def test_a_template_that_is_none_is_told(document, content, tmp_path, monkeypatch):
    monkeypatch.setattr(word, "TEMPLATES", tmp_path)
    if isinstance(content, str):
        docx.Document().save(tmp_path / "report.docx")
    else:
        (tmp_path / "report.docx").write_bytes(content)
    with pytest.raises(Problem, match=r"error\.word_template"):
        made(document)


def test_a_template_of_an_office_is_filled(document, tmp_path, monkeypatch):
    """A name torn over two runs, as Word leaves it, is filled all the same."""
    own = docx.Document(str(word.TEMPLATES / "report.docx"))
    paragraph = own.paragraphs[0].insert_paragraph_before("")
    paragraph.add_run("Sở ABC {place_")
    paragraph.add_run("and_day}")
    own.save(tmp_path / "report.docx")
    monkeypatch.setattr(word, "TEMPLATES", tmp_path)
    assert "Sở ABC Đắk Lắk, ngày 30 tháng 11 năm 2026" in lines(made(without_pictures(document)))


def test_in_english_no_vietnamese_name_stands_where_one_is_known(documents):
    text = "\n".join(lines(made(documents["en"])))
    assert "Dak Lak, 30 November 2026" in text
    assert "Provincial Steering Committee, Dak Lak" in text
    assert [letter for letter in text if letter in "ăđơưảẽỉọụầệ"] == []


def test_a_short_table_stays_on_one_page(report):
    short = [table for table in report.tables if 3 < len(table.rows) <= word.WHOLE]
    assert short
    for table in short:
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert kept == [True] * (len(table.rows) - 1) + [None]
