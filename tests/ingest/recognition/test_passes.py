"""The passes over a table's lines: each does its part in its place, and leaves what it is given.

That a table is read right is shown in test_shapes.py and test_odd_shapes.py.
"""

from collections.abc import Iterator
from types import MappingProxyType

import pytest

from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import TableReading
from rankings.ingest.recognition import recognise, roles
from rankings.ingest.recognition.roles import Pass
from tests.ingest import odd_shapes, shapes

SHAPES = {shape.name: shape for shape in (*shapes.clean(), *odd_shapes.odd())}
GROUPS = ("OF_ALL", "NAMED_BY_ROWS", "NAMED_BY_COLUMNS", "DOUBTED")
# A table that a pass is needed for.
NEEDED = {
    "_parts_of_periods": "year_and_month",
    "_left_beside_scores": "score_and_share",
    "_of_keyed_rows": "long_values",
    "set_measures": "in_one_cell_words",
    "name_by_order": "portal_codes",
    "name_by_values": "period_columns",
    "_of_one_component": "a_sheet_for_each_part",
    "_unexplained": "counts_beside",
    "set_scales": "dti_of_100",
}


def tables(name: str, known: Knowledge) -> tuple[TableReading, ...]:
    return recognise(SHAPES[name].book, known).tables


def places() -> Iterator[tuple[str, Pass]]:
    for group in GROUPS:
        for one in getattr(roles, group):
            yield group, one


def place_of(name: str) -> tuple[str, Pass]:
    return next((group, one) for group, one in places() if one.__name__ == name)


@pytest.mark.parametrize(("name", "shape"), NEEDED.items())
def test_a_pass_does_its_part(name, shape, known, monkeypatch):
    right = tables(shape, known)
    group, idle = place_of(name)
    monkeypatch.setattr(roles, group, tuple(p for p in getattr(roles, group) if p is not idle))
    assert tables(shape, known) != right


@pytest.mark.parametrize(
    ("first", "then", "shape"),
    [
        # What counts 1, 2, 3 is known for ranks before the total is looked for.
        ("set_measures", "name_by_values", "no_header"),
        # What no pass has named is left out, so every pass that names comes before.
        ("name_by_order", "_unexplained", "portal_codes"),
        ("name_by_values", "_unexplained", "period_columns"),
    ],
)
def test_a_pass_builds_on_those_before_it(first, then, shape, known, monkeypatch):
    right = tables(shape, known)
    (group, one), (_, other) = place_of(first), place_of(then)
    passes = getattr(roles, group)
    assert passes.index(one) < passes.index(other)
    exchanged = tuple({one: other, other: one}.get(each, each) for each in passes)
    monkeypatch.setattr(roles, group, exchanged)
    assert tables(shape, known) != right


@pytest.mark.parametrize("shape", sorted(set(NEEDED.values())))
def test_no_pass_changes_the_lines_it_is_given(shape, known, monkeypatch):
    right = tables(shape, known)

    def on_what_cannot_change(one: Pass) -> Pass:
        return lambda seen, lines: one(seen, MappingProxyType(lines))

    for group in GROUPS:
        frozen = tuple(map(on_what_cannot_change, getattr(roles, group)))
        monkeypatch.setattr(roles, group, frozen)
    assert tables(shape, known) == right
