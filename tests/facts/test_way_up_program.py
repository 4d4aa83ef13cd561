"""The way to rank k: by hand, against every combination on small fields, and as a rule of thumb."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rankings.facts.way_up.program import Lever, Plan, Way, line, other_ways, rank_of, way
from tests import effort

OTHERS = {"a": 6500, "b": 6400, "c": 6300, "d": 6200, "e": 6100}


def by_spirit(found: Way) -> dict[str, Plan]:
    return {plan.spirit: plan for plan in found.plans}


# --- by hand -------------------------------------------------------------------------------------


def test_the_cheapest_points_are_taken_first():
    levers = [Lever("x", 100, Fraction(2)), Lever("y", 150), Lever("z", 300, Fraction(3))]
    found = way(6150, OTHERS, levers, 3)
    assert (found.needed, found.reachable) == (150, True)
    assert by_spirit(found)["least_effort"] == Plan(
        spirit="least_effort",
        gains={"y": 150},
        cost=Fraction(150),
        total=Fraction(6300),
        rank=3,
        margin=Fraction(0),
        used=Fraction(1),
        passed=("d", "c"),
    )


def test_few_components_may_cost_more():
    levers = [Lever("x", 100), Lever("y", 50), Lever("z", 150, Fraction(3))]
    found = by_spirit(way(6150, OTHERS, levers, 3))
    assert (found["least_effort"].gains, found["least_effort"].cost) == ({"x": 100, "y": 50}, 150)
    assert (found["fewest_components"].gains, found["fewest_components"].cost) == ({"z": 150}, 450)


def test_the_surest_plan_spreads_the_gain_over_the_caps():
    levers = [Lever("x", 300), Lever("y", 150)]
    found = by_spirit(way(6150, OTHERS, levers, 3))
    assert found["most_certain"].gains == {"x": 100, "y": 50}
    assert found["most_certain"].used == Fraction(1, 3)


def test_weights_turn_steps_of_a_component_into_steps_of_the_total():
    levers = [Lever("x", 1000, weight=Fraction(1, 10)), Lever("y", 200, weight=Fraction(1, 5))]
    found = by_spirit(way(6250, OTHERS, levers, 3))
    # 50 steps: 200 of y are worth 40, 100 of x the rest.
    assert found["least_effort"].gains == {"x": 100, "y": 200}
    assert found["least_effort"].total == 6300


def test_reaching_the_score_of_the_unit_on_the_line_is_enough():
    (plan,) = way(6299, OTHERS, [Lever("x", 5)], 3).plans
    assert (plan.gains, plan.rank, plan.passed) == ({"x": 1}, 3, ("c",))


def test_behind_another_of_its_score_a_step_more_is_needed():
    found = way(6300, OTHERS, [Lever("x", 5), Lever("y", 5)], 3, ahead=("c",))
    assert (found.needed, found.reachable) == (1, True)
    assert {(plan.total, plan.margin, plan.passed) for plan in found.plans} == {(6301, 1, ("c",))}
    assert other_ways(6300, OTHERS, [Lever("x", 5), Lever("y", 5)], 3, found.plans, ahead=("c",))
    assert way(6300, OTHERS, [Lever("x", 0)], 3, ahead=("c",)).reachable is False


def test_inside_already_needs_nothing():
    assert way(6300, OTHERS, [Lever("x", 5)], 3) == Way(3, 0, True, (), 3, ())


def test_a_limit_beyond_the_field_is_always_kept():
    assert way(0, OTHERS, [], 6) == Way(6, 0, True, (), 6, ())


def test_out_of_reach_says_how_far_it_goes_and_what_binds():
    found = way(6150, OTHERS, [Lever("x", 20), Lever("fixed", 0), Lever("y", 90)], 1)
    assert (found.reachable, found.plans, found.needed) == (False, (), 350)
    assert found.best_rank == 4  # 6260: above d, below c
    assert found.binding == ("y", "x", "fixed")


@pytest.mark.parametrize("others", [{}, {"a": 5}, {"a": 5, "b": 5}])
def test_degenerate_fields(others):
    found = way(5, others, [Lever("x", 1)], 1)
    assert (found.needed, found.best_rank) == (0, 1)
    behind = way(4, others, [Lever("x", 1)], 1)
    assert behind.needed == (1 if others else 0)
    assert [plan.rank for plan in behind.plans] == ([1] if others else [])


def test_a_limit_below_one_and_a_component_twice_are_errors():
    with pytest.raises(ValueError, match="limit"):
        way(1, OTHERS, [], 0)
    with pytest.raises(ValueError, match="twice"):
        way(1, OTHERS, [Lever("x", 1), Lever("x", 2)], 1)


@pytest.mark.parametrize("wrong", [(-1, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_a_lever_that_makes_no_sense_is_an_error(wrong):
    cap, cost, weight = wrong
    with pytest.raises(ValueError, match="x:"):
        Lever("x", cap, Fraction(cost), Fraction(weight))


# --- against every combination -------------------------------------------------------------------

FIELDS = some.dictionaries(some.sampled_from("abcdefg"), some.integers(0, 30), max_size=7)
LEVERS = some.lists(
    some.tuples(
        some.integers(0, 6),
        some.fractions(Fraction(1, 4), 4, max_denominator=4),
        some.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3, 10), Fraction(2)]),
    ),
    max_size=4,
).map(lambda rows: [Lever(f"c{number}", *row) for number, row in enumerate(rows)])


def brute(total: int, others: dict[str, int], levers: list[Lever], limit: int) -> dict | None:
    """The least of each spirit over all combinations; None where none leads inside."""
    inside = []
    for gains in product(*(range(lever.cap + 1) for lever in levers)):
        pairs = list(zip(levers, gains, strict=True))
        new = total + sum(lever.weight * gain for lever, gain in pairs)
        if rank_of(new, others) <= limit:
            cost = sum(lever.cost * gain for lever, gain in pairs)
            count = sum(gain > 0 for gain in gains)
            share = max((Fraction(gain, lever.cap) for lever, gain in pairs if gain), default=0)
            inside.append((cost, count, share))
    if not inside:
        return None
    return {
        "least_effort": min(inside),
        "fewest_components": min((count, cost) for cost, count, _ in inside),
        "most_certain": min((share, cost) for cost, _, share in inside),
    }


@settings(max_examples=effort.examples(150))
@given(some.integers(0, 30), FIELDS, LEVERS, some.integers(1, 8))
def test_no_combination_is_better(total, others, levers, limit):
    found, best = way(total, others, levers, limit), brute(total, others, levers, limit)
    assert found.reachable == (best is not None)
    most = total + sum(lever.cap * lever.weight for lever in levers)
    assert found.best_rank == rank_of(most, others)
    if not found.plans:
        assert best is None or best["least_effort"][0] == 0
        return
    plans = by_spirit(found)
    for plan in found.plans:
        assert plan.rank <= limit
        assert plan.margin == plan.total - line(others, limit) >= 0
        assert all(0 < gain <= _cap(levers, name) for name, gain in plan.gains.items())
    least = plans["least_effort"]
    assert (least.cost, len(least.gains)) == best["least_effort"][:2]
    fewest = plans.get("fewest_components", least)
    assert (len(fewest.gains), fewest.cost) == best["fewest_components"]
    surest = plans.get("most_certain")
    options = [least, fewest] if surest is None else [surest]
    assert best["most_certain"] in [(plan.used, plan.cost) for plan in options]


@settings(max_examples=effort.examples(150))
@given(some.integers(0, 30), FIELDS, LEVERS, some.integers(1, 8), some.integers(0, 5))
def test_no_combination_that_spares_a_component_is_better(total, others, levers, limit, most):
    shown = way(total, others, levers, limit).plans
    more = other_ways(total, others, levers, limit, shown, most=most)
    assert len(more) <= max(0, most - len(shown))
    kept = [plan.gains.keys() for plan in shown]
    spirits = [plan.spirit for plan in shown if plan.spirit != "most_certain"]
    for number in range(max(0, most - len(shown))):
        best = sparing(total, others, levers, limit, kept) if shown else []
        if not best:
            assert number == len(more)
            break
        plan = more[number]
        assert plan.spirit == spirits[number % len(spirits)]
        assert plan.rank <= limit
        aims = (plan.cost, len(plan.gains), plan.used)
        if plan.spirit == "fewest_components":
            best = [(count, cost, share) for cost, count, share in best]
            aims = (aims[1], aims[0], aims[2])
        assert aims == min(best)
        kept.append(plan.gains.keys())


def sparing(total, others, levers, limit, kept) -> list[tuple[Fraction, int, Fraction]]:
    """Cost, count and share of all combinations inside that need none of the sets as a whole."""
    found = []
    for gains in product(*(range(lever.cap + 1) for lever in levers)):
        pairs = [(lever, gain) for lever, gain in zip(levers, gains, strict=True) if gain]
        parts = {lever.component for lever, _ in pairs}
        new = total + sum(lever.weight * gain for lever, gain in pairs)
        if rank_of(new, others) <= limit and not any(known <= parts for known in kept):
            cost = sum(lever.cost * gain for lever, gain in pairs)
            share = max(Fraction(gain, lever.cap) for lever, gain in pairs)
            found.append((cost, len(pairs), share))
    return found


def test_other_ways_by_hand():
    levers = [Lever("x", 200, Fraction(2)), Lever("y", 150), Lever("z", 300, Fraction(3))]
    found = way(6150, OTHERS, levers, 3)
    assert [plan.gains for plan in found.plans[:1]] == [{"y": 150}]
    # Without all of y, then without all of x, then of z as well: nothing is left.
    more = other_ways(6150, OTHERS, levers, 3, found.plans[:1])
    assert [(plan.gains, plan.cost) for plan in more] == [({"x": 150}, 300), ({"z": 150}, 450)]
    assert other_ways(6150, OTHERS, levers, 3, found.plans[:1], most=2) == more[:1]
    assert other_ways(6150, OTHERS, levers, 3, ()) == ()


def _cap(levers: list[Lever], name: str) -> int:
    return next(lever.cap for lever in levers if lever.component == name)


@settings(max_examples=effort.examples(60))
@given(some.integers(0, 30), FIELDS, LEVERS, some.integers(1, 7))
def test_a_larger_cap_never_costs_more_and_a_stricter_rank_never_less(total, others, levers, limit):
    def cost(levers: list[Lever], limit: int) -> Fraction | None:
        found = way(total, others, levers, limit)
        if not found.reachable:
            return None
        return found.plans[0].cost if found.plans else Fraction(0)

    larger = [Lever(item.component, item.cap + 2, item.cost, item.weight) for item in levers]
    here = cost(levers, limit)
    if here is not None:
        assert cost(larger, limit) <= here
        assert cost(levers, limit + 1) <= here
