"""Every shape of table is read right without a correction, and gives every figure it holds."""

import pytest

from rankings.ingest.extraction import extract
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.recognition import recognise
from tests.ingest import shapes
from tests.ingest.shapes import Shape

CLEAN = shapes.clean()
# Shapes in which nothing is left to guess: one button publishes them.
PLAIN = {
    *("wide", "merged_groups", "unmerged_groups", "letterhead", "national_top", "national_bottom"),
    *("blank_rows", "ministries_first", "text_figures", "spelled_upper", "repeated_header"),
    *("score_and_rank_pairs", "units_in_columns", "dti", "pii_partial", "ranks_only"),
    *("scores_only", "several_sheets", "two_below"),
}


def named(shape: Shape) -> str:
    return shape.name


@pytest.mark.parametrize("shape", CLEAN, ids=named)
def test_a_clean_table_is_recognised(shape: Shape, known: Knowledge):
    found = recognise(shape.book, known)
    assert len(found.tables) == shape.tables
    first = found.tables[0]
    assert {name: getattr(first, name) for name in shape.expected} == shape.expected
    assert [(left.sheet, left.reason) for left in found.left_out] == list(shape.left_out)
    assert not found.contradictions


@pytest.mark.parametrize("shape", CLEAN, ids=named)
def test_every_figure_comes_out_and_no_other(shape: Shape, known: Knowledge):
    got = []
    for table in recognise(shape.book, known).tables:
        found = extract(shape.book, table, known)
        assert not found.unreadable
        assert all(spelling.unit_code for spelling in found.spellings)
        got += shapes.of_extraction(found.figures)
    assert len(got) == len(set(got))
    assert set(got) == shape.figures


@pytest.mark.parametrize("shape", [s for s in CLEAN if s.name in PLAIN], ids=named)
def test_a_plain_table_needs_no_look(shape: Shape, known: Knowledge):
    for table in recognise(shape.book, known).tables:
        assert table.sure, table.confidence


@pytest.mark.parametrize("shape", CLEAN, ids=named)
def test_a_figure_is_told_with_its_cell(shape: Shape, known: Knowledge):
    """The cell that a figure names holds what the figure was printed as."""
    for table in recognise(shape.book, known).tables:
        rows = extract(shape.book, table, known).figures.to_pylist()
        for row in (rows[0], rows[-1]):
            sheet_name, spot = row["place"].rsplit("!", 1)
            letters = spot.rstrip("0123456789")
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - ord("A") + 1
            text = shape.book.sheet(sheet_name).text(int(spot[len(letters) :]) - 1, column - 1)
            assert text == row["value_printed"]
