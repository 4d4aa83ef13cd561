"""Layouts that no rule was made for: what the general rules make of them."""

import pytest

from rankings.ingest.extraction import extract
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.recognition import recognise
from tests.ingest import odd_shapes, shapes
from tests.ingest.shapes import Shape
from tests.ingest.sheets import book, sheet


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


@pytest.mark.parametrize("heads", [("Tử số", "Mẫu số", "Tỷ lệ (%)"), ("Tử", "Mẫu", "Tỷ lệ")])
def test_a_share_behind_its_two_counts_is_left_out(known, heads):
    names = ["1.1 Tỷ lệ TTHC công bố đúng hạn", "1.2 Tỷ lệ TTHC cập nhật, công khai đúng hạn"]
    first = ["Tỉnh, thành phố", *(name for name in names for _ in heads)]
    rows = [["Chỉ số 766, lũy kế đến ngày 10/10/2026"], first, [None, *heads, *heads]]
    for at, (unit, _) in enumerate(shapes.by_rank(shapes.PSI)):
        counts = [40 + at, 80 + 3 * at, round((40 + at) / (80 + 3 * at) * 100, 2)]
        rows.append([shapes.names("vn34")[unit], *counts, *counts])
    (table,) = recognise(book(sheet(rows)), known).tables
    read = [(line.indicator_code, line.measure) for line in table.lines if line.role == "figure"]
    assert read == [
        (code, measure) for code in ("1.1", "1.2") for measure in ("numerator", "denominator")
    ]
    left = [line.confidence for line in table.lines if line.role == "ignored"]
    assert left == [0.9, 0.9]
