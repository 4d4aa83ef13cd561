"""The slides, read again: five of them, the rank in one run, tables of the program itself."""

import io
from dataclasses import replace

from pptx import Presentation

from rankings.forms import slides
from rankings.sentences import brief
from tests.cases import every
from tests.forms.figures import HOSTILE, LONG, with_words


def read(document, parts=None):
    content = slides.pptx_of(document, parts or brief.slides(document))
    return list(Presentation(io.BytesIO(content)).slides)


def runs(slide) -> list[str]:
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    return [run.text for frame in frames for p in frame.paragraphs for run in p.runs]


def tables(slide) -> list[list[list[str]]]:
    found = [shape.table for shape in slide.shapes if shape.has_table]
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in found]


@every("language", ("vi", "en"))
def test_five_slides_with_the_rank_in_one_run_of_the_first(documents, language):
    document = documents[language]
    made = read(document)
    assert len(made) == len(brief.PARTS) == 5
    assert document.rank == "7/34"
    assert "7/34" in runs(made[0])
    assert document.finding in runs(made[0])
    for slide, part in zip(made, brief.slides(document), strict=True):
        assert any(document.state in run for run in runs(slide))
        notes = slide.notes_slide.notes_text_frame.text
        assert all(sentence in notes for sentence in part.sentences)


def test_tables_hold_the_figures_of_the_briefing(document):
    for slide, part in list(zip(read(document), brief.slides(document), strict=True))[1:]:
        for table, grid in zip(tables(slide), part.grids, strict=False):
            assert table == [list(grid.headings), *([c.text for c in row] for row in grid.rows)]
        assert bool(tables(slide)) == bool(part.grids)


@every("words_typed", (HOSTILE, LONG))
def test_any_words_are_only_words_and_stay_on_the_slide(document, words_typed):
    hostile = with_words(document, words_typed)
    parts = [replace(hostile.parts[0], code=str(number)) for number in range(2)]
    made = read(hostile, parts)
    assert len(made) == 2
    for shape in (shape for slide in made for shape in slide.shapes):
        assert 0 <= shape.top <= shape.top + shape.height <= slides.HEIGHT
        assert 0 <= shape.left <= shape.left + shape.width <= slides.WIDTH + 10
    text = "\n".join(run for slide in made for run in runs(slide))
    assert words_typed[:20] in text


def test_without_an_address_there_is_no_code(document):
    assert [len(pictures(slide)) for slide in read(document)] == [1, 0, 0, 0, 1]
    bare = replace(document, link=None)
    assert not any(pictures(slide) for slide in read(bare))


def pictures(slide) -> list:
    return [shape for shape in slide.shapes if shape.shape_type == 13]


def test_two_tables_share_a_slide_so_that_both_can_be_read(documents):
    for document in documents.values():
        lost = read(document)[2]
        sizes = {
            run.font.size.pt
            for shape in lost.shapes
            if shape.has_table
            for cell in shape.table.iter_cells()
            for run in cell.text_frame.paragraphs[0].runs
        }
        assert len([shape for shape in lost.shapes if shape.has_table]) == 2
        assert min(sizes) >= 10
