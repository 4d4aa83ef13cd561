"""The way to rank k in counts: 6th, 5th, 4th place by 31/12/2026, re-scored by code of its own."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rankings.facts.scenario.model import TREND
from rankings.facts.way_up import answer, counted, counted_model, counts
from rankings.facts.way_up.counted_model import CountedWay
from rankings.facts.way_up.model import Setting
from rankings.store.versions import Snapshot, Store
from tests.cases import every
from tests.facts.test_way_up_counts import PSI, by_hand, read

# Capped by what others were seen to gain, or by what can still come in only.
CAPS = (False, True)
NEXT_DAY = date(2026, 10, 11)


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def way(at: Snapshot, limit: int, *, to_come=(), **more) -> CountedWay:
    asked = {"edition_id": PSI, "unit_code": "66", "limit": limit} | more
    return counted.in_counts(at, points=answer.way_up(at, **asked), to_come=to_come)


def totals_of_the_csv() -> dict[str, Decimal]:
    return {
        row["unit_code"]: Decimal(row["value"])
        for row in read("published", "observations")
        if (row["edition_id"], row["indicator_code"], row["measure"]) == (PSI, "total", "score")
    }


@every("limit", [6, 5, 4])
@every("lift_caps", CAPS)
def test_three_things_bring_the_province_there(at, limit, lift_caps):
    """Every plan, scored from the CSV alone: its points, its place, and that no fewer do."""
    found = way(at, limit, lift_caps=lift_caps)
    totals = totals_of_the_csv()
    own = totals.pop("66")
    line = sorted(totals.values(), reverse=True)[limit - 1]
    assert found.reachable
    assert found.plans
    maxima = {
        row["indicator_code"]: Decimal(row["max_score"])
        for row in read("reference", "indicators")
        if row["method_code"] == "psi-2026" and row["max_score"]
    }
    fulls = {
        row["indicator_code"]: Decimal(row["full_at_percent"])
        for row in read("reference", "subindicators")
        if row["full_at_percent"]
    }
    for plan in found.plans:
        assert 1 <= len(plan.things) <= 3
        gain = Decimal(0)
        for thing in plan.things:
            one = thing.counts
            assert one.hold < thing.done <= one.most
            scale = maxima[one.code], fulls[one.code]
            now = by_hand(one.numerator, one.denominator, *scale)
            then = by_hand(one.numerator + thing.done, one.denominator + one.to_come, *scale)
            assert thing.gain == then - now
            gain += then - now
        assert (plan.gain, plan.score) == (gain, own + gain)
        assert plan.score >= line
        assert plan.rank == 1 + sum(score > plan.score for score in totals.values()) <= limit
        assert plan.margin == plan.score - line
        # Nothing can be left out: every thing is needed.
        assert all(plan.score - thing.gain < line for thing in plan.things) or plan.margin > 0


def test_no_fewer_things_suffice(at):
    """Counted from the CSV alone: a single one where one suffices, else the two that gain most."""
    for limit in (6, 5, 4, 3):
        found = way(at, limit, lift_caps=True)
        needed = found.points.needed.low
        most = sorted((row.best - row.points for row in found.counted.rows), reverse=True)
        fewest = next(n for n in range(1, len(most)) if sum(most[:n]) >= needed)
        assert len(found.plans[0].things) == fewest


def test_another_way_does_without_the_things_of_the_first(at):
    found = way(at, 6, lift_caps=True)
    *shown, other = found.plans
    assert other.spirit == "another_way"
    # 62,728 results in the store of personal data, or 8 of 24 procedures; else petitions.
    assert {t.counts.code for p in shown if "fewest" in p.spirit for t in p.things} == {
        "4.4",
        "1.1",
    }
    assert [(thing.counts.code, thing.done) for thing in other.things] == [("5.2", 114)]


def test_what_is_out_of_reach_says_why(at):
    first = way(at, 1)
    assert (first.reachable, first.stands_in_way, first.plans) == (False, counted_model.BY_CAPS, ())
    assert first.beyond_caps_rank == 1 < first.best_rank
    fixed = tuple(
        Setting(code, fixed=True)
        for code in ("transparency", "timeliness", "digitisation", "satisfaction")
    )
    assert way(at, 6, settings=fixed).reachable is False
    tomorrow = way(at, 1, by=NEXT_DAY, lift_caps=True, settings=fixed[2:3])
    assert (tomorrow.reachable, tomorrow.stands_in_way) == (False, counted_model.BY_COUNTS)


def test_a_cap_of_a_component_holds_all_its_parts_together(at):
    found = way(at, 6, lift_caps=True, settings=(Setting("digitisation", cap=Decimal("0.20")),))
    for plan in found.plans:
        gains = [t.gain for t in plan.things if t.counts.rule.component == "digitisation"]
        assert sum(gains) <= Decimal("0.20")


def test_alone_each_says_what_it_takes(at):
    found = way(at, 6)
    rows = {one.counts.code: one for one in found.alone}
    assert found.points.needed.low == Decimal("0.42")
    assert rows["5.2"].done == 114
    assert rows["5.2"].best_gain == Decimal("0.68")
    assert rows["5.4"].done is None  # 0.10 points are left to its maximum
    assert (rows["1.1"].done, rows["1.1"].counts.most) == (8, 24)


def test_inside_there_is_nothing_to_do(at):
    found = way(at, 10)
    assert (found.reachable, found.plans, found.points.needed.high) == (True, (), 0)


def test_more_that_comes_in_is_counted_with(at):
    assert way(at, 6).plans[0].gain >= Decimal("0.42")
    few = way(at, 6, to_come=(("5.2", 10),))
    (row,) = (one for one in few.alone if one.counts.code == "5.2")
    assert (row.counts.to_come_basis, row.done) == (counts.GIVEN, None)


def test_where_only_components_are_known_it_works_as_before(at):
    older = way(at, 6, edition_id="psi-2026-10-05-year_to_date-vn34")
    assert (older.counted.why_not, older.reachable, older.plans) == ("no_counts", None, ())
    assert older.points.rooms
    shares = way(at, 15, edition_id="dti-2024-year-vn34")
    assert (shares.reachable, shares.points.why_not) == (None, "weights")


def test_the_others_may_go_on_as_before(at):
    still, moving = way(at, 4, lift_caps=True), way(at, 4, lift_caps=True, others=TREND)
    assert moving.points.needed != still.points.needed
    for plan in moving.plans:
        assert plan.rank <= 4


def test_goals_set_by_hand_are_scored_in_the_table(at):
    found = way(at, 6)
    petitions = found.counted.row("5.2")
    outcome = counted.outcome_of(
        at, edition=found.points.edition, unit_code="66", limit=6, done=((petitions, 115),)
    )
    assert (outcome.rank, outcome.score.low) == (6, Decimal("65.92"))
    worse = counted.outcome_of(
        at, edition=found.points.edition, unit_code="66", limit=6, done=((petitions, 0),)
    )
    assert worse.score.low == Decimal("65.49") - Decimal("2.98") + Decimal("2.31")
    assert Fraction(115, petitions.most) == Fraction(115, 141)


def test_a_satisfied_petition_is_one_on_time_in_every_plan(at):
    """All points of satisfaction with petitions that are left take as many petitions on time."""
    fixed = tuple(
        Setting(code, fixed=True) for code in ("transparency", "timeliness", "digitisation")
    )
    found = way(at, 4, lift_caps=True, settings=fixed)
    assert found.plans
    holds = {row.code: row.hold for row in found.counted.rows}
    for plan in found.plans:
        done = holds | {thing.counts.code: thing.done for thing in plan.things}
        assert done["5.3"] <= done["5.2"]
