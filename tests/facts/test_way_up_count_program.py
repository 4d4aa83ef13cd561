"""The plans in counts, against every plan there is."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankings.facts.way_up import count_program
from rankings.facts.way_up.count_program import Brings, CountLever


def lever(code: str, group: str, hold: int, price: Fraction, over: Fraction, steps: int, **more):
    """A lever whose counts are those of the sum, rounded up."""
    needs = [hold, *(hold + max(0, -int(-(price * s + over) // 1)) for s in range(1, steps + 1))]
    # The last step may leave some of what can be done without use.
    return CountLever(code, group, tuple(needs), price, over, needs[-1] + int(price) // 2, **more)


@st.composite
def levers(draw):
    made = []
    for number in range(draw(st.integers(1, 4))):
        price = Fraction(draw(st.integers(2, 40)), draw(st.integers(1, 3)))
        over = -Fraction(draw(st.integers(0, 9)), 10)
        made.append(
            lever(
                f"s{number}",
                draw(st.sampled_from(["a", "b"])),
                draw(st.integers(0, 30)),
                max(price, Fraction(1)),
                over,
                draw(st.integers(0, 5)),
            )
        )
    return made


def every_plan(found, caps, needed):
    """(steps by code, counts above hold, largest share) of every choice that gains enough."""
    for chosen in product(*(range(one.steps + 1) for one in found)):
        groups: dict[str, int] = {}
        for one, steps in zip(found, chosen, strict=True):
            groups[one.group] = groups.get(one.group, 0) + steps
        if sum(chosen) < needed or any(groups.get(g, 0) > cap for g, cap in caps.items()):
            continue
        used = [(one, steps) for one, steps in zip(found, chosen, strict=True) if steps]
        if len(used) > count_program.MOST_THINGS:
            continue
        extra = [one.needs[steps] - one.needs[0] for one, steps in used]
        shares = [Fraction(e, one.room) for e, (one, _) in zip(extra, used, strict=True)]
        yield len(used), sum(extra), max(shares)


@given(levers(), st.integers(0, 6), st.integers(1, 12))
def test_no_plan_is_better(found, cap, needed):
    caps = {"a": cap}
    plans = count_program.plans(found, caps, needed)
    every = list(every_plan(found, caps, needed))
    if not plans:
        assert not every
        return
    if not every:
        return  # four things are needed: compared in the test below
    by_spirit = {one.spirit: measured(found, one) for one in plans}
    for things, extra, share in by_spirit.values():
        assert (things, extra, share) in every
    assert by_spirit["fewest_things"][0] == min(things for things, _, _ in every)
    least_share = min(share for things, _, share in every if things == min(t for t, _, _ in every))
    assert by_spirit["fewest_things"][2] == least_share
    assert min(extra for _, extra, _ in by_spirit.values()) == min(extra for _, extra, _ in every)
    assert min(share for *_, share in by_spirit.values()) == min(share for *_, share in every)


def measured(found, plan):
    holds = {one.code: one.needs[0] for one in found}
    extra = sum(done - holds[code] for code, done in plan.done.items())
    return len(plan.done), extra, plan.share


def test_more_than_three_things_only_where_three_are_too_few():
    four = [lever(f"s{n}", f"g{n}", 0, Fraction(3), Fraction(0), 2) for n in range(4)]
    assert {len(one.done) for one in count_program.plans(four, {}, 6)} == {3}
    assert {len(one.done) for one in count_program.plans(four, {}, 7)} == {4}
    assert count_program.plans(four, {}, 9) == ()


def test_what_is_done_within_another_is_done_there_too():
    """A petition that satisfies was on time: 8 of them take 8 on time, whatever that gains."""
    on_time = lever("5.2", "g", 2, Fraction(2), Fraction(0), 4)
    satisfied = lever("5.3", "g", 0, Fraction(2), Fraction(0), 4, within="5.2")
    (plan, *_) = count_program.plans([on_time, satisfied], {}, 4)
    done = {"5.2": 2, "5.3": 0} | dict(plan.done)
    assert done["5.3"] <= done["5.2"]
    every = [
        e
        for a, b in product(range(5), repeat=2)
        if a + b >= 4 and satisfied.needs[b] <= on_time.needs[a]
        for e in [on_time.needs[a] - 2 + satisfied.needs[b]]
    ]
    least = min(count_program.plans([on_time, satisfied], {}, 4), key=lambda one: cost(one))
    assert cost(least) == min(every)


def cost(plan) -> int:
    return sum(plan.done.values()) - (2 if "5.2" in plan.done else 0)


def test_a_cap_on_what_holds_it_limits_what_lies_within():
    on_time = lever("2.1", "t", 0, Fraction(10), Fraction(0), 5)
    satisfied = lever("5.4", "s", 0, Fraction(10), Fraction(0), 5, within="2.1")
    done = count_program.most_done([on_time, satisfied], {"t": 2})
    assert done["5.4"] <= done["2.1"] < 30


@st.composite
def linked(draw):
    """A lever that brings steps in another sub-indicator, which may be a lever too, and a third."""
    hold = draw(st.integers(0, 9))
    first = lever("2.1", "t", hold, Fraction(draw(st.integers(2, 9))), Fraction(-1, 2), 4)
    price = Fraction(draw(st.integers(2, 15)), draw(st.integers(1, 2)))
    over = Fraction(draw(st.integers(-4, 6)), 4)
    over = min(over, Fraction(first.needs[1] - hold))
    full = draw(st.booleans())
    needs, most = [0], draw(st.integers(0, 3)) if full else 99
    while len(needs) <= most and hold + over + price * len(needs) <= first.most:
        needs.append(max(0, -int(-(hold + over + price * len(needs)) // 1)))
    whole = full and len(needs) == most + 1
    brings = Brings("5.4", "s", tuple(needs), price, over, whole)
    first = replace(first, brings=(brings,))
    other = lever("5.4", "s", 2, Fraction(3), Fraction(0), brings.steps + draw(st.integers(0, 2)))
    third = lever("5.2", "s", 0, Fraction(draw(st.integers(1, 9))), Fraction(0), 3)
    return [first, *([other] if draw(st.booleans()) else []), third]


def every_linked_plan(found, cap, needed):
    """(things, counts above hold, largest share) of every choice, count by count of the first."""
    first, *others = found
    (brings,) = first.brings
    for count in range(first.needs[0], first.most + 1):
        own = max(s for s in range(first.steps + 1) if first.needs[s] <= count)
        used = count > first.needs[0]
        come = max(t for t in range(brings.steps + 1) if brings.needs[t] <= count) if used else 0
        for chosen in product(*(range(one.steps + 1) for one in others)):
            named = {one.code: s for one, s in zip(others, chosen, strict=True) if s}
            if 0 < named.get("5.4", 0) <= come:
                continue
            satisfied = named.get("5.2", 0) + named.get("5.4", come)
            if own + satisfied < needed or satisfied > cap:
                continue
            extra = [
                (one, one.needs[named[one.code]] - one.needs[0])
                for one in others
                if one.code in named
            ]
            extra += [(first, count - first.needs[0])] if used else []
            yield (
                len(extra),
                sum(e for _, e in extra),
                max((Fraction(e, one.room) for one, e in extra), default=Fraction(0)),
            )


@given(linked(), st.integers(0, 6), st.integers(1, 9))
def test_what_comes_along_is_counted_once_and_exactly(found, cap, needed):
    plans = count_program.plans(found, {"s": cap}, needed)
    every = list(every_linked_plan(found, cap, needed))
    assert bool(plans) == bool(every)
    if not plans:
        return
    measures = [measured(found, one) for one in plans]
    assert all(one in every for one in measures)
    assert measures[0][0] == min(things for things, _, _ in every)
    assert min(extra for _, extra, _ in measures) == min(extra for _, extra, _ in every)
    assert min(share for *_, share in measures) == min(share for *_, share in every)


def test_what_comes_along_stops_where_the_other_is_full():
    """Ten more on time bring one step here and one there, until two came there: 40 for 6 steps."""
    brings = Brings("5.4", "s", (0, 10, 20), Fraction(10), Fraction(0), True)
    on_time = lever("2.1", "t", 0, Fraction(10), Fraction(0), 5, brings=(brings,))
    (plan,) = count_program.plans([on_time], {}, 6)
    assert plan.done == {"2.1": 40}
    assert count_program.plans([on_time], {}, 8) == ()
    assert count_program.plans([on_time], {"s": 1}, 6) == ()
    assert count_program.plans([on_time], {"s": 1}, 2)[0].done == {"2.1": 10}
    assert count_program.most_done([on_time], {"t": 3}) == {"2.1": 30}


def test_a_lighter_plan_may_name_what_would_come_along():
    """3 of 9 on time bring a step each way; 2 of 9, and 3 of 13 satisfied besides, weigh less."""
    brings = Brings("5.4", "s", (0, 3, 5, 7, 9), Fraction(2), Fraction(1, 4), False)
    on_time = CountLever("2.1", "t", (0, 2, 4, 6, 8), Fraction(2), Fraction(-1, 2), 9)
    satisfied = CountLever("5.4", "s", (2, 5, 8, 11, 14), Fraction(3), Fraction(0), 15)
    plans = count_program.plans([replace(on_time, brings=(brings,)), satisfied], {"s": 1}, 2)
    assert [plan.done for plan in plans] == [{"2.1": 3}, {"2.1": 2, "5.4": 5}]


def test_nothing_needed_is_no_question():
    with pytest.raises(ValueError, match="nothing"):
        count_program.plans([], {}, 0)
    assert count_program.plans([], {}, 1) == ()
    assert count_program.most_done([], {}) == {}
