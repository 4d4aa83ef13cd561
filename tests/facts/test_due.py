"""What is due, summed up by unit and procedure, and what it is worth to the province."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rankings.facts import due
from rankings.facts.components_together import Counted
from rankings.facts.due import Counts, Worth
from rankings.facts.subindicators import Rule
from rankings.store.versions import Store
from tests import oracles

EDITION = "psi-2026-10-10-year_to_date-vn34"
NOTHING = dict.fromkeys(Counts.__dataclass_fields__, 0)
RULE = Rule(
    **dict.fromkeys(Rule.__dataclass_fields__, None)
    | {"proof": "proved", "full_at_percent": Decimal(100), "maximum": Decimal(20), "decimals": 2}
)


def counts_of_home(code: str) -> tuple[int, int]:
    """Numerator and denominator as they stand in the file."""
    rows = {
        row["measure"]: int(row["value"])
        for row in oracles.observations()
        if (row["edition_id"], row["unit_code"], row["indicator_code"]) == (EDITION, "66", code)
    }
    return rows["numerator"], rows["denominator"]


def row(unit: str | None, procedure: str | None, **counts: int) -> dict:
    return {"unit_code": unit, "procedure": procedure} | NOTHING | counts


def summed(*rows: dict) -> due.Due:
    now = dt.datetime(2026, 10, 10, 8)
    return due.due(rows, file_made=now, now=now)


def test_what_is_due_adds_up_by_unit_and_by_procedure():
    result = summed(
        row("a", "1.1", still_open=5, in_7_days=2, overdue=1),
        row("b", "1.1", still_open=4, in_7_days=3),
        row(None, None, still_open=1),
    )
    assert result.total.still_open == 10
    assert [(line.code, line.counts.in_7_days) for line in result.units] == [
        *(("b", 3), ("a", 2), (None, 0))
    ]
    assert [(line.code, line.counts.still_open) for line in result.procedures] == [
        *(("1.1", 9), (None, 1))
    ]


def test_a_late_dossier_costs_in_both_counts_of_home(var):
    worth = due.worth(Store(var).snapshot())
    assert worth.edition_id == EDITION
    # 20 points of 2.1 and, since 5.4 is not full there, 6 points of 0.9 of all.
    _, received = counts_of_home("2.1")
    content, counted = counts_of_home("5.4")
    assert content < 0.9 * counted
    both = 20 * Fraction(100, received) + 6 * Fraction(100, counted) / Fraction(9, 10)
    assert worth.cost(100) == worth.regained(100) == both


@given(
    st.integers(1, 1000), st.integers(0, 1000), st.integers(0, 1000), st.sampled_from([80, 90, 100])
)
def test_what_a_late_dossier_costs_is_the_points_before_less_those_after(of, met, late, full):
    rule = replace(RULE, full_at_percent=Decimal(full))
    met = min(met, of)

    def points(count: int) -> Fraction:
        return 20 * min(Fraction(count, of) / Fraction(full, 100), Fraction(1))

    worth = Worth("e", (Counted(rule, met, of),))
    assert worth.cost(late) == points(met) - points(max(met - late, 0))
