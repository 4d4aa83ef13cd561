"""What a point costs when a dossier counts in two sub-indicators: exact, and as a brute count."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rankings.facts import components_together as joint
from rankings.facts import subindicators
from rankings.facts.components_together import Counted
from rankings.facts.subindicators import Rule
from rankings.store.versions import Snapshot, Store
from tests import oracles

EDITION = "psi-2026-10-10-year_to_date-vn34"
HOME = "66"
RULE = Rule(
    **dict.fromkeys(Rule.__dataclass_fields__, None)
    | {"proof": "proved", "full_at_percent": Decimal(100), "maximum": Decimal(1), "decimals": 2}
)


@pytest.fixture(scope="module")
def at(var) -> Snapshot:
    return Store(var).snapshot()


def of_unit(at: Snapshot, unit_code: str):
    found = subindicators.of_unit(at, edition_id=EDITION, unit_code=unit_code, limit=10)
    known = joint.links(at, edition_id=EDITION)
    return {sub.rule.indicator_code: sub for sub in found}, lambda code: joint.together(
        found, known, code
    )


def published(unit_code: str, code: str) -> tuple[int, int]:
    """Numerator and denominator as they stand in the file."""
    rows = {
        row["measure"]: int(Decimal(row["value"]))
        for row in oracles.read("observations")
        if (row["edition_id"], row["unit_code"], row["indicator_code"])
        == (EDITION, unit_code, code)
    }
    return rows["numerator"], rows["denominator"]


def points(count: int, *rules: tuple[int, int, Fraction, int]) -> Fraction:
    """Points of so many more, before rounding: (numerator, denominator, full share, maximum)."""
    return sum(
        maximum * min(Fraction(numerator + count, denominator) / full, 1)
        for numerator, denominator, full, maximum in rules
    )


def test_a_dossier_on_time_counts_twice_until_satisfaction_is_full(at):
    subs, together = of_unit(at, HOME)
    found = together("2.1")
    assert [(link.also_code, link.basis, link.source_id) for link in found.links] == [
        ("5.4", "source", "sfc87314d")
    ]
    assert round(subs["2.1"].count_per_point) == 22178  # alone
    assert float(found.count_per_point) == pytest.approx(20065.1, abs=0.05)
    [(code, twice)] = found.twice
    # 399,208.5 of 443,565 are 90 %; home has 392,869: the 6,340th counts in part.
    assert (code, twice) == ("5.4", Fraction(12679, 2))
    on_time, satisfied = published(HOME, "2.1"), published(HOME, "5.4")
    rules = (*on_time, Fraction(1), 20), (*satisfied, Fraction(9, 10), 6)
    before = points(0, *rules)
    assert points(20066, *rules) - before >= 1 > points(20065, *rules) - before


def test_a_petition_on_time_counts_in_satisfaction_too(at):
    subs, together = of_unit(at, HOME)
    assert float(subs["5.2"].count_per_point) == pytest.approx(80.83, abs=0.005)
    # 12 points for 485 petitions that count in both.
    assert together("5.2").count_per_point == Fraction(485, 12)


def test_what_stands_alone_or_is_full_has_no_joint_cost(at):
    _, together = of_unit(at, HOME)
    for code in ("1.1", "4.1", "5.4", "5.1", "3.1", "none such"):
        assert together(code) is None
    # Of Thái Nguyên (19) satisfaction is full: a dossier more on time counts once.
    assert of_unit(at, "19")[0]["5.4"].to_win == 0
    assert of_unit(at, "19")[1]("2.1") is None


def test_every_link_names_what_the_figures_bear_out():
    """Late ones are taken off in the other: nowhere are more satisfied than were on time."""
    links = oracles.read("subindicator_links")
    assert len(links) == 2
    units = {row["unit_code"] for row in oracles.read("units") if row["scheme"] == "vn34"}
    for link in links:
        assert (link["basis"] == "source") == (link["source_id"] is not None)
        for unit in units:
            first, also = (
                published(unit, link["indicator_code"]),
                published(unit, link["also_code"]),
            )
            assert also[0] <= first[0], (link["indicator_code"], unit)


counts = st.integers(1, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
rules = st.tuples(counts, st.sampled_from([50, 80, 90, 100]), st.integers(1, 20))


@given(st.lists(rules, min_size=1, max_size=4), st.fractions(Fraction(1, 10), 6))
def test_the_cost_is_the_first_count_that_a_brute_search_finds(drawn, wanted):
    parts = [
        Counted(replace(RULE, full_at_percent=Decimal(full), maximum=Decimal(maximum)), *count)
        for count, full, maximum in drawn
    ]
    plain = [(*count, Fraction(full, 100), maximum) for count, full, maximum in drawn]
    (done, whole), _, _ = drawn[0]
    reached = [
        count
        for count in range(whole - done + 1)
        if points(count, *plain) - points(0, *plain) >= wanted
    ]
    found = joint.cost(parts, wanted)
    assert (found is None) == (not reached)
    if found is not None:
        assert -(-found // 1) == reached[0]
        assert joint.gain(parts, found) == wanted


@given(st.lists(rules, min_size=2, max_size=4))
def test_together_it_never_costs_more_than_alone(drawn):
    parts = [
        Counted(replace(RULE, full_at_percent=Decimal(full), maximum=Decimal(maximum)), *count)
        for count, full, maximum in drawn
    ]
    alone = joint.cost(parts[:1])
    assume(alone is not None)
    assert joint.cost(parts) <= alone
