"""Where home stands between two official tables, by hand and on the real figures."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rankings.facts import estimate, standing
from rankings.store import queries
from rankings.store.versions import Snapshot, Store
from tests import acknowledged
from tests.cases import every
from tests.portal_copies import copy_of, counted_of
from tests.store_clones import clone

OFFICIAL = "psi-2026-10-10-year_to_date-vn34"
HOME = "66"


@pytest.fixture
def store(var: Path, tmp_path: Path) -> Store:
    return Store(clone(var, tmp_path / "var"))


def counted(at: Snapshot) -> dict[str, tuple[int, int]]:
    """Sub-indicator -> counts of home in the official table."""
    rows = queries.indicator_ratios(at, edition_id=OFFICIAL, unit_code=HOME).to_pylist()
    return {row["indicator_code"]: (row["numerator"], row["denominator"]) for row in rows}


def points(numerator: int, denominator: int, maximum: int) -> Decimal:
    """Plainly, by the rule of a sub-indicator that is full at 100 %."""
    return Decimal(round(Fraction(numerator, denominator) * maximum * 100)) / 100


def test_newer_counts_move_their_component_and_the_total_by_as_much(store):
    at = store.snapshot()
    assert estimate.today(at, index_code="psi") is None
    on_time, of = map(int, counted(at)["2.1"])
    later = on_time + 9_000, of + 9_500
    given = {"2.1": {"numerator": str(later[0]), "denominator": str(later[1])}}
    acknowledged.publish(store, copy_of(date(2026, 10, 14), given))
    now = estimate.today(store.snapshot(), index_code="psi")
    gain = points(*later, 20) - points(on_time, of, 20)
    assert gain != 0
    assert (now.scored.score, now.official_score) == (Decimal("65.49") + gain, Decimal("65.49"))
    assert now.change == gain
    (moved,) = now.scored.moved
    assert (moved.component, moved.indicators, moved.after - moved.before) == (
        *("timeliness", ("2.1",), gain),
    )
    assert (now.scored.basis, len(now.scored.kept)) == ("counts", 5)
    # The others, in plain Python: as they stood, and as they went on since the first table of 2026.
    scores = {
        row.unit_code: row.score
        for row in standing.ranking(at, edition_id=OFFICIAL).rows
        if row.unit_code != HOME
    }
    assert (now.others, len(scores), now.official_rank) == (33, 33, 7)
    above = sum(score > now.scored.score for score in scores.values())
    assert now.best_rank <= 1 + above <= now.worst_rank
    assert now.paced
    assert now.mean_miss is None


def test_what_the_copy_prints_stands_before_sums_and_what_came_later_tells_how_far_it_was_off(
    store,
):
    early = copy_of(date(2026, 10, 8), {"total": {"score": "65.40"}})
    acknowledged.publish(store, early)
    at = store.snapshot()
    # An official table has come since.
    assert estimate.today(at, index_code="psi") is None
    (missed,) = estimate.misses(at, index_code="psi")
    assert (missed.estimated, missed.published, missed.miss) == (
        *(Decimal("65.40"), Decimal("65.49"), Decimal("-0.09")),
    )
    given = {"total": {"score": "66.20"}, "digitisation": {"score": "9.50"}}
    acknowledged.publish(store, copy_of(date(2026, 10, 12), given))
    now = estimate.today(store.snapshot(), index_code="psi")
    assert (now.scored.basis, now.scored.score) == ("printed", Decimal("66.20"))
    assert [(one.component, one.after) for one in now.scored.moved] == [
        ("digitisation", Decimal("9.50"))
    ]
    assert now.mean_miss == Decimal("0.09")


def test_a_component_that_the_copy_prints_moves_the_total(store):
    given = {"digitisation": {"score": "9.58"}}
    acknowledged.publish(store, copy_of(date(2026, 10, 12), given))
    scored = estimate.today(store.snapshot(), index_code="psi").scored
    # 9.08 in the official table.
    assert (scored.basis, scored.score) == ("components", Decimal("65.99"))


@every(
    ("score", "spread", "others", "ranks"),
    [
        ("60", "0", [("61", "61"), ("60", "60"), ("59", "59")], (2, 2)),
        # One stands between two scores round it.
        ("60", "0", [("59.5", "60.5"), ("58", "58")], (1, 2)),
        ("60", "0.5", [("60.4", "60.4"), ("59.6", "59.6"), ("60.6", "61")], (2, 4)),
        ("60", "0", [], (1, 1)),
    ],
)
def test_the_rank_lies_between_what_the_others_and_the_estimate_may_be(
    score, spread, others, ranks
):
    ends = [(Decimal(low), Decimal(high)) for low, high in others]
    assert estimate.rank_between(Decimal(score), Decimal(spread), ends) == ranks


def test_sums_of_units_stand_for_the_province_only_where_none_is_missing(store):
    """A table of one commune says nothing of the province."""
    given = {"2.1": {"numerator": "90", "denominator": "100"}}
    acknowledged.publish(store, copy_of(date(2026, 10, 14), given, "22015"))
    assert estimate.today(store.snapshot(), index_code="psi") is None


def test_dossiers_tell_of_a_day_and_the_portal_of_the_same_day_before_them(store):
    on_time, of = map(int, counted(store.snapshot())["2.1"])
    later = {"2.1": {"numerator": str(on_time + 9_000), "denominator": str(of + 9_500)}}
    acknowledged.publish(store, counted_of(date(2026, 10, 14), later))
    at = store.snapshot()
    now = estimate.today(at, index_code="psi")
    assert (now.inside.period, now.scored.basis) == ("2026-10-14", "counts")
    assert now.change == points(on_time + 9_000, of + 9_500, 20) - points(on_time, of, 20)
    # The day does not count among the tables of units.
    assert queries.inside_editions(at).num_rows == 0
    acknowledged.publish(store, copy_of(date(2026, 10, 14), {"total": {"score": "65.30"}}))
    now = estimate.today(store.snapshot(), index_code="psi")
    assert (now.inside.period, now.scored.score) == ("2026-10-14T04", Decimal("65.30"))


def test_fewer_counts_than_the_last_table_had_are_of_a_part_only_and_tell_nothing(store):
    on_time, of = map(int, counted(store.snapshot())["2.1"])
    of_a_month = {"2.1": {"numerator": str(on_time // 10), "denominator": str(of // 10)}}
    acknowledged.publish(store, counted_of(date(2026, 10, 14), of_a_month))
    assert estimate.today(store.snapshot(), index_code="psi") is None
