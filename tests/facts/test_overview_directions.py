"""What to direct over all indices: counted where counts are known, else what is missing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rankings.facts import editions
from rankings.facts.overview import directions
from rankings.facts.overview.directions import COUNT, MISSING, MOST, POINTS
from rankings.store.versions import Snapshot, Store

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def test_missed_targets_come_before_the_met_one(at):
    told = [(d.index_code, d.status, d.kind) for d in directions.directions(at, today=TODAY)]
    assert told == [
        ("dti", "outside", MISSING),
        ("pii", "outside", MISSING),
        ("psi", "inside", COUNT),
        ("psi", "inside", COUNT),
        ("psi", "inside", COUNT),
    ]


def test_what_is_counted_says_what_it_brings_who_and_until_when(at):
    first = directions.of_index(at, "psi", today=TODAY)[0]
    assert first.order is not None
    assert (first.order.counts.code, first.order.done, first.place) == ("1.1", 8, 6)
    assert (first.places, str(first.points), first.basis) == (1, "0.45", "source")
    assert first.component is not None
    assert first.component.component == "transparency"
    assert (first.owner_vi, first.deadline) == (None, None)  # nobody has entered them
    assert (first.page, dict(first.choices)) == (
        "way_up",
        {"index": "psi", "limit": "6", "goal_of": "1.1", "goal": "8"},
    )


def test_where_there_is_no_plan_it_says_what_is_missing_and_from_whom(at):
    (dti,) = directions.of_index(at, "dti", today=TODAY)
    assert [(wanted.kind, wanted.count) for wanted in dti.wanted] == [("weights", 11), ("parts", 4)]
    assert dti.issuer_vi == "Bộ Khoa học và Công nghệ"
    assert dti.component is not None
    assert dti.component.component == "economy_activity"
    (pii,) = directions.of_index(at, "pii", today=TODAY)
    assert [wanted.kind for wanted in pii.wanted] == ["parts", "scores"]
    assert pii.component is None


def test_when_the_count_begins_anew_it_is_told_in_points(at):
    """65.91 of the one before, less 65.49."""
    (psi,) = directions.of_index(at, "psi", today=date(2027, 1, 2))
    assert (psi.kind, psi.place, psi.places, str(psi.points)) == (POINTS, 6, 1, "0.42")


def test_the_address_names_no_page_without_a_plan_of_its_own(at):
    for direction in directions.directions(at, today=TODAY):
        assert direction.page == "way_up"
        assert dict(direction.choices)["index"] == direction.index_code


def test_never_more_than_five_and_each_index_has_its_first(at):
    for day in (date(2026, 10, 12), TODAY):
        rows = directions.directions(at, today=day)
        assert len(rows) <= MOST
        codes = {index["index_code"] for index in editions.index_rows(at)}
        judged = {code for code in codes if editions.rank_limit(at, code) is not None}
        assert {row.index_code for row in rows} == judged


def test_a_deadline_is_the_one_entered(at, monkeypatch):
    entered = tuple(replace(each, by_date=date(2026, 12, 31)) for each in editions.targets(at))
    monkeypatch.setattr(editions, "targets", lambda at: entered)
    (dti,) = directions.of_index(at, "dti", today=TODAY)
    assert dti.deadline == date(2026, 12, 31)
