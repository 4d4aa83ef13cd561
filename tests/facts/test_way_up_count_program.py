"""The plans in counts, against every plan there is."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rankings.facts.way_up import count_program
from rankings.facts.way_up.count_program import CountLever


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


@settings(deadline=None)
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


def test_nothing_needed_is_no_question():
    with pytest.raises(ValueError, match="nothing"):
        count_program.plans([], {}, 0)
    assert count_program.plans([], {}, 1) == ()
    assert count_program.most_done([], {}) == {}
