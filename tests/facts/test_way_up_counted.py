"""The way to rank k in counts: 6th, 5th, 4th place by 31/12/2026, re-scored by code of its own."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from rankings.facts.scenario.model import TREND
from rankings.facts.way_up import answer, counted, counted_model, counted_together, counts
from rankings.facts.way_up.counted_model import CountedWay
from rankings.facts.way_up.model import Setting
from rankings.store.versions import Snapshot, Store
from tests.cases import every
from tests.facts.test_way_up_counts import PSI, by_hand, read

# Capped by what others were seen to gain, or by what can still come in only.
CAPS = (False, True)
SUBS = "subindicators"
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
    scale = scales()
    for plan in found.plans:
        assert 1 <= len(plan.things) <= 3
        gain = Decimal(0)
        for thing in plan.things:
            one = thing.counts
            assert one.hold < thing.done <= one.most
            now = by_hand(one.numerator, one.denominator, *scale[one.code])
            then = by_hand(
                one.numerator + thing.done, one.denominator + one.to_come, *scale[one.code]
            )
            assert thing.gain == then - now
            gain += then - now
        gain += from_csv(plan)
        assert (plan.gain, plan.score) == (gain, own + gain)
        assert plan.score >= line
        assert plan.rank == 1 + sum(score > plan.score for score in totals.values()) <= limit
        assert plan.margin == plan.score - line
        # Nothing can be left out: every thing is needed.
        assert all(plan.score - thing.gain < line for thing in plan.things) or plan.margin > 0


@cache
def scales() -> dict[str, tuple[Decimal, Decimal]]:
    """Maximum, and the share from which points are full, by code."""
    fulls = {row["indicator_code"]: row["full_at_percent"] for row in read("reference", SUBS)}
    return {
        row["indicator_code"]: (Decimal(row["max_score"]), Decimal(fulls[row["indicator_code"]]))
        for row in read("reference", "indicators")
        if row["method_code"] == "psi-2026"
        and row["max_score"]
        and fulls.get(row["indicator_code"])
    }


def from_csv(plan) -> Decimal:
    """The points of what the rule says counts in another one too, which the plan does not name: as
    many of each one more as did so far, in fractions."""
    done = {thing.counts.code: thing for thing in plan.things}
    futures = {row["indicator_code"]: row for row in read("reference", "subindicator_futures")}
    gain = Decimal(0)
    for link in read("reference", "subindicator_links"):
        first, also = link["indicator_code"], link["also_code"]
        if first not in done or also in done:
            continue
        if {link["basis"], futures[also]["basis"]} == {"source"}:
            thing = done[first]
            gain += satisfied(also, first, thing.done, thing.counts.to_come)
    return gain


@cache
def counts_of_home() -> dict[tuple[str, str], int]:
    return {
        (row["indicator_code"], row["measure"]): int(Decimal(row["value"]))
        for row in read("published", "observations")
        if (row["edition_id"], row["unit_code"]) == (PSI, "66")
        and row["measure"] in ("numerator", "denominator")
    }


def satisfied(also: str, first: str, done: int, to_come: int) -> Decimal:
    """Points that `also` gains when so many of those to come are done well in `first`."""
    now = counts_of_home()
    n, d = now[also, "numerator"], now[also, "denominator"]
    assert d == now[first, "denominator"]
    # Of equal denominators those at the share of so far and those that are more are one share.
    then = n + min(Fraction(done * n, now[first, "numerator"]), Fraction(to_come))
    maximum, full = scales()[also]
    return by_hand(then, d + to_come, maximum, full) - by_hand(n, d, maximum, full)


def gained(code: str, count: int, to_come: int) -> int:
    """Hundredths of a point with so many done well."""
    now = counts_of_home()
    n, d = now[code, "numerator"], now[code, "denominator"]
    then = by_hand(n + count, d + to_come, *scales()[code])
    return int(100 * (then - by_hand(n, d, *scales()[code])))


@cache
def fewest_dossiers(hold: int, to_come: int) -> dict[int, int]:
    """The fewest dossiers on time above those of now, for each gain in 2.1 and 5.4 together, in
    hundredths: looked for one by one."""
    fewest, at_most = {0: 0}, 0
    for count in range(hold + 1, to_come + 1):
        come = int(100 * satisfied("5.4", "2.1", count, to_come))
        together = gained("2.1", count, to_come) + come
        for gain in range(at_most + 1, together + 1):
            fewest[gain] = count - hold
        at_most = max(at_most, together)
    return fewest


@every("limit", [6, 5, 4])
def test_no_plan_of_the_dossiers_and_petitions_is_better(at, limit):
    """Timeliness and satisfaction only, count by count: fewest things and fewest counts."""
    fixed = tuple(Setting(code, fixed=True) for code in ("transparency", "digitisation"))
    found = way(at, limit, lift_caps=True, settings=fixed)
    rows = {row.code: row for row in found.counted.rows}
    on_time, petitions, happy = rows["2.1"], rows["5.2"], rows["5.3"]
    dossiers = fewest_dossiers(on_time.hold, on_time.to_come)
    needed = int(100 * found.points.needed.low)
    choices = []
    for x in range(petitions.hold, petitions.most + 1):
        for y in range(happy.hold, min(happy.most, x) + 1):
            gain = gained("5.2", x, petitions.to_come) + gained("5.3", y, happy.to_come)
            rest = max(0, needed - gain)
            if rest in dossiers:
                things = (x > petitions.hold, y > happy.hold, rest > 0)
                extra = x - petitions.hold + y - happy.hold + dossiers[rest]
                choices.append((sum(things), extra))
    fewest = {plan.spirit: plan for plan in found.plans}
    assert len(fewest["fewest_things"].things) == min(things for things, _ in choices)
    by_counts = min(
        sum(thing.done - thing.counts.hold for thing in plan.things) for plan in found.plans
    )
    assert by_counts == min(extra for _, extra in choices)


def test_a_dossier_on_time_brings_what_the_rule_says_and_no_more(at):
    """2.1 alone to the 6th place: 122,795 on time, 0.32 points, and 0.10 in 5.4, which is full."""
    found = way(at, 6)
    (row,) = (one for one in found.alone if one.counts.code == "2.1")
    assert row.done == 122_795
    (come,) = row.along
    assert (come.pair.also.code, come.gain, come.pair.proved) == ("5.4", Decimal("0.10"), True)
    assert come.gain == come.pair.also.best - come.pair.also.points
    whole = counted_together.along(found.pairs, {"2.1": row.counts.most})
    assert [one.gain for one in whole] == [Decimal("0.10")]
    fewer = counted_together.along(found.pairs, {"2.1": 100_000})
    assert [one.gain for one in fewer] == [satisfied("5.4", "2.1", 100_000, 128_524)]
    assert fewer[0].gain < 0
    assert counted_together.along(found.pairs, {"2.1": 122_795, "5.4": 120_000}) == ()
    assert row.done == counted_together.least(row.counts, found.pairs, Decimal("0.42"))
    assert counted_together.gain_of(row.counts, found.pairs, row.done - 1) < Decimal("0.42")


def test_what_rests_on_an_assumption_is_told_and_not_counted(at):
    """A petition on time need not be rated well: of 241 on time 186 were counted in 5.3."""
    fixed = tuple(
        Setting(code, fixed=True) for code in ("transparency", "timeliness", "digitisation")
    )
    found = way(at, 6, lift_caps=True, settings=fixed)
    plan = next(one for one in found.plans if [t.counts.code for t in one.things] == ["5.2"])
    assert (plan.gain, plan.along) == (Decimal("0.42"), ())
    (come,) = plan.if_assumed.along
    assert (come.pair.also.code, come.pair.proved) == ("5.3", False)
    assert come.done == Fraction(114 * 186, 241)
    assert come.gain == satisfied("5.3", "5.2", 114, 141)
    assert plan.if_assumed.score == plan.score + come.gain
    assert plan.if_assumed.rank < plan.rank == 6


def test_no_two_lead_to_one():
    also = [row["also_code"] for row in read("reference", "subindicator_links")]
    assert len(also) == len(set(also)) > 0


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
    # 62,728 results in the store of personal data, or 8 of 24 procedures; else dossiers on time.
    assert {t.counts.code for p in shown if "fewest" in p.spirit for t in p.things} == {
        "4.4",
        "1.1",
    }
    assert [(thing.counts.code, thing.done) for thing in other.things] == [("2.1", 122_795)]


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


def test_what_lies_within_another_reaches_no_farther_than_that_one_by_itself(at):
    """5.3 alone would take 98 petitions well done of 141, and 5.2 brings 70 at the pace so far."""
    found = way(at, 6)
    rows = {each.counts.code: each for each in found.alone}
    satisfied_ones = rows["5.3"].counts
    assert counted_together.least(satisfied_ones, found.pairs, Decimal("0.42")) == 98
    assert (rows["5.3"].done, found.counted.ceiling(satisfied_ones)) == (None, 70)
    assert found.counted.ceiling(satisfied_ones, {"5.2": 100}) == 100
    assert found.counted.ceiling(rows["5.2"].counts) == 141
    # What was digitised in 4.1 alone so far can be made good in 4.2.
    both = rows["4.2"].counts, rows["4.1"].counts
    ahead = both[1].numerator - both[0].numerator
    assert found.counted.ceiling(both[0], {"4.1": 1000}) == 1000 + ahead


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
