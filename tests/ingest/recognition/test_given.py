"""What a person says beforehand wins; what the file says otherwise is told."""

from dataclasses import replace

import pytest

from rankings.ingest.proposal import Contradiction, Given
from rankings.ingest.recognition import recognise
from tests.ingest import shapes


@pytest.mark.parametrize(
    ("given", "field", "value", "contradiction"),
    [
        (Given(index="dti"), "index_code", "dti", Contradiction("index", "dti", "psi")),
        (
            Given(period="2026-10-05"),
            "period",
            "2026-10-05",
            Contradiction("period", "2026-10-05", "2026-10-10"),
        ),
        (
            Given(period="2026-10", period_type="month"),
            "period_type",
            "month",
            Contradiction("period_type", "month", "year_to_date"),
        ),
        (Given(scheme="vn63"), "scheme", "vn63", Contradiction("scheme", "vn63", "vn34")),
    ],
)
def test_what_is_given_wins_and_the_contradiction_is_told(
    known, given, field, value, contradiction
):
    found = recognise(shapes.wide().book, known, given)
    assert getattr(found.tables[0], field) == value
    assert contradiction in found.contradictions


def test_what_is_given_and_found_is_no_contradiction(known):
    given = Given("psi", "2026-10-10", "year_to_date", "vn34")
    found = recognise(shapes.wide().book, known, given)
    assert not found.contradictions
    assert found.tables[0].sure


def test_given_fills_what_the_file_does_not_say(known):
    shape = shapes.bare()
    made = replace(shape.book, file_name="x.xlsx")
    table = recognise(made, known, Given(period="2026-10-10")).tables[0]
    assert (table.period, table.period_type) == ("2026-10-10", "year_to_date")
    assert table.method_code == "psi-2026"


def test_a_chosen_sheet_is_the_only_one_and_may_be_hidden(known):
    found = recognise(shapes.several_sheets().book, known, Given(sheets=("Nháp",)))
    assert [table.sheet for table in found.tables] == ["Nháp"]
    assert {left.reason for left in found.left_out} == {"not_chosen"}


def test_a_table_of_provinces_has_no_hour(known):
    table = recognise(shapes.wide().book, known, Given(period="2026-10-10T04")).tables[0]
    assert table.period == "2026-10-10"
