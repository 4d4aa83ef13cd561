"""Layouts that no rule was made for: what the general rules make of them."""

import pytest

from rankings.ingest.extraction import extract
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.recognition import recognise
from tests.ingest import odd_shapes, shapes
from tests.ingest.shapes import Shape


@pytest.mark.parametrize("shape", odd_shapes.odd(), ids=lambda shape: shape.name)
def test_an_odd_layout_is_read_right(shape: Shape, known: Knowledge):
    found = recognise(shape.book, known)
    assert len(found.tables) == shape.tables
    first = found.tables[0]
    assert {name: getattr(first, name) for name in shape.expected} == shape.expected
    assert [(left.sheet, left.reason) for left in found.left_out] == list(shape.left_out)
    got = []
    for table in found.tables:
        got += shapes.of_extraction(extract(shape.book, table, known).figures)
    assert set(got) == shape.figures
    assert len(got) == len(set(got))
