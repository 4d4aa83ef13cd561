"""Which table is meant: the default, what is said when nothing fits, home and targets."""

from datetime import date
from pathlib import Path

import pytest

from rankings.facts import editions
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from tests import oracles, small_store
from tests.small_store import edition, figure, target


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def small(tmp_path: Path, *chosen: dict, **tables: list[dict]) -> Snapshot:
    """A small store with some editions, each with one score."""
    rows = [row for item in chosen for row in figure("01", score="1", edition=item["edition_id"])]
    return small_store.build(
        tmp_path / "var", editions=list(chosen), **{"observations": rows} | tables
    )


def of_day(edition_id: str, day: date, **columns: object) -> dict:
    return edition(edition_id, period_end=day, **columns)


# The default


@pytest.mark.parametrize(
    ("index_code", "edition_id"),
    [
        ("psi", "psi-2026-10-10-year_to_date-vn34"),
        ("dti", "dti-2024-year-vn34"),
        ("pii", "pii-2025-year-vn34"),
    ],
)
def test_the_default_is_the_newest_edition_of_the_present_scheme(at, index_code, edition_id):
    assert editions.choose(at, index_code).edition_id == edition_id


@pytest.mark.parametrize(
    ("choice", "edition_id"),
    [
        ({"period": "2026-10-10"}, "psi-2026-10-10-year_to_date-vn34"),
        ({"period": "2025-Q3"}, "psi-2025-Q3-quarter-vn34"),
        ({"period_type": "quarter"}, "psi-2026-Q3-quarter-vn34"),
        ({"period_type": "month"}, "psi-2026-08-month-vn34"),
        ({"scheme": "vn63"}, "psi-2025-03-month-vn63"),
        ({"period": "2024", "scheme": "vn63"}, "psi-2024-year-vn63"),
        # A period that only the old scheme has needs no --scheme.
        ({"period": "2023"}, "psi-2023-year-vn63"),
    ],
)
def test_what_is_named_is_chosen(at, choice, edition_id):
    assert editions.choose(at, "psi", **choice).edition_id == edition_id


def test_of_two_schemes_with_a_period_the_home_scheme_comes_first(at):
    assert editions.choose(at, "dti", period="2024").scheme == "vn34"
    assert editions.choose(at, "dti", period="2024", scheme="vn63").units == 63


def test_every_edition_can_be_chosen_by_its_own_words(at):
    for item in editions.all_editions(at):
        found = editions.choose(
            at,
            item.index_code,
            period=item.period,
            period_type=item.period_type,
            scheme=item.scheme,
        )
        assert found == item == editions.by_id(at, item.edition_id)


def test_editions_are_newest_first_and_all_there(at):
    assert len(editions.all_editions(at)) == len(oracles.read("editions"))
    for index_code in ("psi", "dti", "pii"):
        ends = [item.period_end for item in editions.of_index(at, index_code)]
        assert ends == sorted(ends, reverse=True)


def test_of_two_tables_that_end_on_a_day_the_fuller_one_is_first(tmp_path):
    day = date(2026, 3, 31)
    bare = of_day("bare", day, period="2026-03", period_type="month")
    full = of_day("full", day, period="2026-Q1", period_type="quarter")
    rows = figure("01", score="1", edition="bare") + figure("01", score="1", edition="full")
    rows += figure("02", score="2", edition="full")
    at = small(tmp_path, bare, full, observations=rows)
    assert [item.edition_id for item in editions.of_index(at, "x")] == ["full", "bare"]


def test_an_edition_without_a_total_is_not_listed(tmp_path):
    only_a_part = figure("01", score="1", indicator="a")
    at = small(tmp_path, edition("e1"), observations=only_a_part)
    assert editions.all_editions(at) == ()


# What is said when nothing fits


def problem(call, *arguments: object, **choice: object) -> Problem:
    with pytest.raises(Problem) as caught:
        call(*arguments, **choice)
    return caught.value


def test_an_unknown_index_lists_the_indices(at):
    for call in (editions.choose, editions.index_row, editions.of_index):
        found = problem(call, at, "par")
        assert found.key == "error.unknown_index"
        assert found.values == {"value": "par", "known": ["psi", "dti", "pii"]}


def test_an_unknown_period_lists_the_periods_newest_first(at):
    found = problem(editions.choose, at, "pii", period="2099")
    assert found.key == "error.unknown_period"
    assert found.values == {"index": "pii", "value": "2099", "known": ["2025", "2024", "2023"]}


def test_periods_are_listed_for_what_else_was_chosen(at):
    found = problem(editions.choose, at, "psi", period="2026-10-10", period_type="quarter")
    assert found.key == "error.unknown_period"
    assert found.values["known"] == ["2026-Q3", "2025-Q3"]


def test_an_unknown_period_type_lists_the_types(at):
    found = problem(editions.choose, at, "dti", period_type="week")
    assert found.key == "error.unknown_period_type"
    assert found.values["known"] == ["year"]


def test_an_unknown_scheme_lists_the_schemes(at):
    found = problem(editions.choose, at, "psi", scheme="vn35", period="2099")
    assert found.key == "error.unknown_scheme"
    assert found.values["known"] == ["vn34", "vn63"]


def test_an_index_without_editions(tmp_path):
    at = small(tmp_path)
    assert problem(editions.choose, at, "x").key == "error.no_edition"


def test_an_unknown_edition_lists_the_editions(at):
    found = problem(editions.by_id, at, "psi-2099")
    assert found.key == "error.unknown_edition"
    assert "psi-2026-10-10-year_to_date-vn34" in found.values["known"]


def test_a_period_with_several_types_is_not_guessed(tmp_path):
    """A rank depends on its period type, so none is taken in silence."""
    day = date(2026, 1, 31)
    month = of_day("month", day, period="2026-01", period_type="month")
    to_date = of_day("to-date", day, period="2026-01", period_type="year_to_date")
    at = small(tmp_path, month, to_date)
    found = problem(editions.choose, at, "x", period="2026-01")
    assert found.key == "error.ambiguous_period"
    assert found.values["known"] == ["month", "year_to_date"]
    chosen = editions.choose(at, "x", period="2026-01", period_type="month")
    assert chosen.edition_id == "month"


def test_no_period_of_data_is_ambiguous(at):
    for item in editions.all_editions(at):
        editions.choose(at, item.index_code, period=item.period, scheme=item.scheme)


# Home and targets


def test_home_and_its_limits(at):
    assert editions.home(at) == ("vn34", "66")
    assert [editions.rank_limit(at, code) for code in ("psi", "dti", "pii")] == [10, 15, 15]


def test_another_home_is_another_row(tmp_path):
    at = small(tmp_path, edition("e1"), targets=[target(4, "05")])
    assert editions.home(at) == ("vn34", "05")
    assert editions.rank_limit(at, "x") == 4


def test_the_target_with_the_later_date_counts(tmp_path):
    dated = [target(5, by_date=date(2027, 12, 31)), target(4, by_date=date(2026, 12, 31))]
    at = small(tmp_path, edition("e1"), targets=[*dated, target(3)])
    assert editions.rank_limit(at, "x") == 5
    assert len(editions.targets(at)) == 1


def test_the_limit_is_that_of_the_home_unit_not_of_another(tmp_path):
    targets = [target(4, "02"), target(1, "01", index_code="another")]
    at = small(tmp_path, edition("e1"), targets=targets)
    assert editions.home(at) == ("vn34", "01")
    assert editions.rank_limit(at, "x") is None


def test_without_any_target_there_is_no_home(tmp_path):
    at = small(tmp_path, edition("e1"), targets=[])
    assert problem(editions.home, at).key == "error.no_targets"
    assert problem(editions.rank_limit, at, "x").key == "error.no_targets"


def test_home_keeps_its_name_in_the_older_scheme_not_its_code(tmp_path):
    older = small_store.units(["01", "91"], scheme="vn63")
    # 01 was another unit then: the one that home is named for had the code 91.
    older[0]["name_en"], older[1]["name_en"] = "Another", "Province 01"
    at = small(tmp_path, edition("e1"), units=small_store.units() + older)
    assert editions.home_code(at, "vn34") == "01"
    assert editions.home_code(at, "vn63") == "91"


def test_home_without_a_unit_of_its_name_is_a_problem(tmp_path):
    older = small_store.units(["01"], scheme="vn63")
    older[0]["name_en"] = "Another"
    at = small(tmp_path, edition("e1"), units=small_store.units() + older)
    found = problem(editions.home_code, at, "vn63")
    assert found.key == "error.unknown_unit"
    assert found.values["known"] == ["01 Tỉnh 01"]


def test_every_unit_of_today_has_a_code_in_the_older_scheme(at):
    """So that any province can be home."""
    now, before = ({row["name_en"] for row in units(at, scheme)} for scheme in ("vn34", "vn63"))
    assert now <= before
    assert editions.home_code(at, "vn63") == "66"


def units(at: Snapshot, scheme: str) -> list[dict]:
    return queries.units(at, scheme=scheme).to_pylist()
