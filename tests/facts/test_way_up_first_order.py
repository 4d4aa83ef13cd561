"""The one thing to order first, which the overview names: a count, not a share of a point."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rankings.facts import overview, standing
from rankings.facts.way_up import counts
from rankings.facts.way_up.first_order import first_order, first_orders
from rankings.sentences import overview_attention
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests.cases import every

PSI = "psi-2026-10-10-year_to_date-vn34"
TODAY = date(2026, 10, 12)
LATER, TOO_LATE = date(2026, 11, 30), date(2026, 12, 20)


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def of(at: Snapshot, unit_code: str = "66", limit: int | None = 10, **more):
    asked = {"edition_id": PSI, "today": TODAY} | more
    return first_order(at, unit_code=unit_code, limit=limit, **asked)


def test_the_next_place_is_won_with_petitions(at):
    found = of(at)
    assert (found.counts.code, found.done, found.counts.most) == ("5.2", 114, 141)
    assert (found.place, found.gain, found.by) == (6, Decimal("0.42"), date(2026, 12, 31))


def test_what_is_still_in_time_comes_first(at):
    """114 of 141 petitions had to begin by 10/11; 8 of 24 procedures may until 3/12."""
    found = of(at)
    assert (found.last_day, found.late) == (date(2026, 11, 10), False)
    later = of(at, today=LATER)
    assert (later.counts.code, later.done, later.counts.most) == ("1.1", 8, 24)
    assert (later.last_day, later.late) == (date(2026, 12, 3), False)


def test_what_would_be_too_late_says_so(at):
    fitting = of(at, today=TOO_LATE)
    assert fitting.late == (fitting.last_day < TOO_LATE)
    assert of(at, today=date(2027, 1, 1)) is None


def test_whoever_is_outside_is_told_of_the_place_of_the_target(at):
    found = of(at, limit=6)
    assert (found.place, found.done) == (6, 114)
    assert of(at, limit=2) is None  # 1.99 points: nothing brings them alone
    assert of(at, unit_code="82") is None  # first of all


def test_every_order_wins_what_it_says(at):
    told = [found for row in units(at) if (found := of(at, unit_code=row, limit=34)) is not None]
    assert len(told) >= 5
    for found in told:
        assert found.counts.gain_with(found.done) == found.gain
        assert found.counts.hold < found.done <= found.counts.most


def units(at: Snapshot) -> list[str]:
    return [row.unit_code for row in standing.ranking(at, edition_id=PSI).rows]


def test_what_the_rule_says_comes_before_what_is_assumed(at):
    assert of(at).counts.future.basis == counts.SOURCE


@every(
    "edition_id",
    ["psi-2026-10-05-year_to_date-vn34", "dti-2024-year-vn34", "pii-2025-year-vn34"],
)
def test_without_counts_nothing_is_ordered(at, edition_id):
    assert of(at, limit=15, edition_id=edition_id) is None


def test_next_year_nothing_of_this_years_count_is_ordered(at):
    day = date(2027, 1, 1)
    assert first_orders(at, overview.cards(at, language="vi", today=day), today=day) == {}


@every(
    "language, said",
    [
        ("vi", "để lên thứ 6, từ ngày 10/10/2026 đến ngày 31/12/2026 cần 114 trong khoảng 141"),
        ("en", "for 6th place, from 10 Oct 2026 to 31 Dec 2026: 114 of some 141 petitions"),
    ],
)
def test_attention_first_names_a_count_and_no_share_of_a_point(at, language, said):
    cards = overview.cards(at, language=language, today=TODAY)
    orders = first_orders(at, cards, today=TODAY)
    assert set(orders) == {"psi"}
    first = overview_attention.attention(words(language), cards, orders)[0]
    assert said in first.sentence
    assert first.target_page == "way_up"
    assert "điểm" not in first.sentence
    assert "point" not in first.sentence
