"""Rules for what only a later load can bring, each with its planted error and a clean load."""

from datetime import date, datetime
from pathlib import Path

import pytest

from rankings import loads
from rankings.ingest.submission import Submission, table
from rankings.store.versions import Store
from tests import small_store
from tests.ingest.test_loads import SCORES, submission, table_of
from tests.small_store import figure

LATER = {"period": "2026", "period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30)}
TEN = tuple(f"{number:02d}" for number in range(1, 11))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Ten provinces, ranked 1 to 10 in the year 2025; nothing is published to it."""
    folder = tmp_path_factory.mktemp("later") / "var"
    ranked = [row for rank, unit in enumerate(TEN, start=1) for row in figure(unit, rank=rank)]
    old = small_store.units(("91", "92"), scheme="vn63")
    units = small_store.units(TEN) + [row | {"valid_to": date(2025, 6, 30)} for row in old]
    made = small_store.build(folder, observations=ranked, units=units).store
    return made


def found(store: Store, given: Submission, rule: str) -> list:
    return [item for item in loads.check(store, given).findings if item.rule == rule]


def of(rows: list[dict], **columns: object) -> Submission:
    """A partial load of rows for the edition e2."""
    given = submission(SCORES, edition_id="e2", complete=False, **(LATER | columns))
    for number, row in enumerate(rows, start=2):
        row.pop("load_id", None)
        row |= {"edition_id": "e2", "source_id": "s-1", "place": f"S!C{number}"}
    given.rows["observations"] = table(rows)
    return given


def scores(*values: str) -> list[dict]:
    return table_of(dict(zip(TEN, values, strict=False)), "e2")


@pytest.mark.parametrize(
    ("values", "places"),
    [
        (("20", "21", "22", "23", "24"), []),
        (("0.20", "21", "22", "23", "24"), ["S!C2"]),
        (("20", "21", "22", "23", "0.24"), ["S!C6"]),
        (("0.20", "0.21", "0.22", "0.23", "38"), ["S!C6"]),
        (("0.20", "38"), []),
    ],
)
def test_a_value_on_another_scale(store, values, places):
    assert [item.place for item in found(store, of(scores(*values)), "mixed_scale")] == places


def test_zeros_that_may_stand_for_nothing(store):
    given = of(scores("20", "0", "22", "0"))
    assert [item.place for item in found(store, given, "zero_score")] == ["S!C3", "S!C5"]
    assert found(store, of(scores("20", "0.01")), "zero_score") == []


@pytest.mark.parametrize(("last_day", "told"), [(date(2026, 6, 30), 0), (date(2999, 12, 31), 1)])
def test_a_period_that_is_not_over(store, last_day, told):
    given = of(scores("20", "21"), period_end=last_day)
    assert len(found(store, given, "unfinished_period")) == told


@pytest.mark.parametrize(
    ("moment", "told"),
    [(datetime(2026, 6, 29, 16, 59), 1), (datetime(2026, 6, 29, 17, 0), 0)],
)
def test_a_period_is_over_by_the_day_of_viet_nam(store, monkeypatch, moment, told):
    """At 17:00 UTC its last day has begun there, and a table of it may have come."""
    monkeypatch.setattr(loads, "now", lambda: moment)
    given = of(scores("20", "21"), period_end=date(2026, 6, 30))
    assert len(found(store, given, "unfinished_period")) == told


@pytest.mark.parametrize(("last_day", "told"), [(date(2025, 6, 30), 0), (date(2025, 7, 1), 1)])
def test_a_list_of_provinces_that_is_no_longer_in_force(store, last_day, told):
    rows = table_of({"91": "20", "92": "21"}, "e2")
    given = of(rows, scheme="vn63", period_end=last_day)
    assert len(found(store, given, "outdated_scheme")) == told


def test_a_file_without_one_figure(store):
    given = of(scores("20", "21"))
    assert found(store, given, "no_figures") == []
    del given.rows["observations"]
    (blocker,) = found(store, given, "no_figures")
    assert (blocker.severity, blocker.place) == ("blocker", "bang.xlsx")


@pytest.mark.parametrize(
    ("ranks", "told"),
    [((1, 2, 3), []), ((1, 3, 2), ["S!C5"]), ((1, 1, 3), []), ((2, 1, 3), ["S!C3"])],
)
def test_component_ranks_against_component_scores(store, ranks, told):
    rows = [
        row
        for unit, rank, score in zip(TEN, ranks, ("15", "12", "9"), strict=False)
        for row in figure(unit, score=score, rank=rank, indicator="a")
    ]
    places = [item.place for item in found(store, of(rows), "component_rank_order")]
    assert places == told


@pytest.mark.parametrize(
    ("units", "told"),
    [(("01", "02", "03"), 0), (("07", "08", "09"), 1), (("09", "10"), 0), (TEN, 0)],
)
def test_ranks_within_a_region(store, units, told):
    rows = [row for rank, unit in enumerate(units, start=1) for row in figure(unit, rank=rank)]
    assert len(found(store, of(rows), "part_of_the_field")) == told


def test_what_is_in_data_is_not_told_again(var: Path):
    """Load 0 was checked against its sources figure by figure."""
    store = Store(var)
    rules = {"mixed_scale", "zero_score", "unfinished_period", "outdated_scheme", "no_figures"}
    rules |= {"component_rank_order", "part_of_the_field"}
    told = store.snapshot().fetch("select distinct rule from findings")["rule"].to_pylist()
    assert not rules & set(told)
