"""What can be ordered, which the overview names: a count, not a share of a point."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rankings.facts import standing, subindicators
from rankings.facts.way_up import counts
from rankings.facts.way_up.orders import orders, places_above
from rankings.store.versions import Snapshot, Store
from tests.cases import every

PSI = "psi-2026-10-10-year_to_date-vn34"
TODAY = date(2026, 10, 12)
LATER, TOO_LATE = date(2026, 11, 30), date(2026, 12, 31)


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def of(at: Snapshot, unit_code: str = "66", limit: int | None = 10, **more):
    asked = {"edition_id": PSI, "today": TODAY} | more
    return orders(at, unit_code=unit_code, limit=limit, **asked)


def told(ways):
    return [(way.counts.code, way.done, way.counts.most, way.takes, way.place) for way in ways]


def test_the_most_places_for_what_it_takes_come_first(at):
    """Procedures 3 places / 13, petitions 1 / 44, links 2 / 425, results 3 / 70,557 …"""
    assert told(of(at)) == [
        ("1.1", 13, 24, 13, 4),
        ("5.2", 114, 141, 44, 6),
        ("4.5a", 425, 966, 425, 5),
        ("4.1", 153130, 287094, 70557, 4),
        ("4.2", 131597, 478425, 105837, 4),
        ("4.4", 108495, 562590, 105837, 4),
    ]


def test_what_is_still_in_time_is_told(at):
    """13 of 24 procedures had to begin by 16/11, 114 of 141 petitions by 10/11; 8 of 24 procedures
    may until 3/12."""
    first = of(at, today=LATER)[0]
    assert (first.counts.code, first.done, first.place, first.gain) == (
        "1.1",
        8,
        6,
        Decimal("0.45"),
    )
    assert (first.last_day, first.late) == (date(2026, 12, 3), False)
    assert "5.2" not in [way.counts.code for way in of(at, today=LATER)]


def test_what_would_be_too_late_is_told_only_where_nothing_is_in_time(at):
    for day in (TODAY, LATER, TOO_LATE):
        assert len({way.late for way in of(at, today=day)}) == 1
    assert of(at, today=date(2027, 1, 1)) == ()


def test_whoever_is_outside_is_told_of_the_places_of_the_target(at):
    """For 4th place 5.2 does not suffice: it wins one on the way, and comes last."""
    ways = of(at, limit=4)
    assert [way.place for way in ways][:1] == [4]
    assert [way.place > 4 for way in ways] == sorted(way.place > 4 for way in ways)
    assert told(ways)[-2:] == [("5.2", 114, 141, 44, 6), ("4.5a", 425, 966, 425, 5)]
    assert of(at, unit_code="82") == ()  # first of all


def test_every_order_wins_what_it_says_and_is_the_smallest_that_does(at):
    """Summed anew: points by the rule, and who then has more points of the total."""
    table = standing.ranking(at, edition_id=PSI).rows
    scores = {row.unit_code: row.score for row in table}
    tried = 0
    for unit in ("01", "19", "20", "66", "75", "96"):
        own = scores[unit]
        for way in of(at, unit_code=unit, limit=34):
            tried += 1
            row = way.counts
            with_it = row.rule.points(row.numerator + way.done, row.denominator + row.to_come)
            fewer = row.rule.points(row.numerator + way.done - 1, row.denominator + row.to_come)
            ahead = sorted((s for code, s in scores.items() if code != unit), reverse=True)
            needed = ahead[way.place - 1] - own
            assert with_it - row.points == way.gain >= needed > fewer - row.points
            best = max(
                each.share or 0
                for each in subindicators.ranking(at, edition_id=PSI, indicator_code=row.code)
            )
            assert Fraction(way.done, row.most) <= best
    assert tried > 10


def test_places_above_are_those_of_the_others(at):
    """Scores above 65.49: 65.91, 66.13, 66.23, 67.18, 67.48, 68.80."""
    needs = places_above(at, edition_id=PSI, unit_code="66", limit=10)
    assert [(need.place, need.places, need.points) for need in needs][:3] == [
        (6, 1, Decimal("0.42")),
        (5, 2, Decimal("0.64")),
        (4, 3, Decimal("0.74")),
    ]
    assert len(needs) == 6


def test_what_is_assumed_is_said_to_be(at):
    basis = {way.counts.code: way.counts.future.basis for way in of(at)}
    assert (basis["1.1"], basis["4.1"]) == (counts.SOURCE, counts.ASSUMPTION)


@every(
    "edition_id",
    ["psi-2026-10-05-year_to_date-vn34", "dti-2024-year-vn34", "pii-2025-year-vn34"],
)
def test_without_counts_nothing_is_ordered(at, edition_id):
    assert of(at, limit=15, edition_id=edition_id) == ()
