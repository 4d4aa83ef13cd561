"""The split of a change of rank and gap: examples worked by hand, properties, and an oracle."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rankings.facts.why import parts as movement
from rankings.facts.why.parts import FINE, Part, Split, Table, split
from tests import effort

ONE = {"a": Decimal(1), "b": Decimal(1)}
HOME = "home"


def table(home: tuple[str, str] | None, rank: int | None = None, **rivals: str) -> Table:
    """A table of home, with components a and b that add up, and of rivals with a total each."""
    scores = {code: Decimal(score) for code, score in rivals.items()}
    components = {}
    if home is not None:
        components = dict(zip(ONE, map(Decimal, home), strict=True))
        scores[HOME] = sum(components.values())
    return Table(scores, rank, components)


def moved(before: Table, after: Table, limit: int | None = None, **changed) -> Split:
    options = {"weights": ONE, "limit": limit, "decimals": 2, "tolerance": Decimal("0.03")}
    return split(before, after, HOME, **(options | changed))


def ranks(found: Split) -> dict[str, float]:
    """Factor, or rival, -> its part of the rank, where it has one."""
    return {
        part.unit_code if part.kind == "others" else part.factor: part.rank
        for part in found.parts
        if part.rank
    }


def gaps(found: Split) -> dict[str, Decimal]:
    """Factor -> its part of the gap, where it has one."""
    return {part.factor: part.gap for part in found.parts if part.gap}


def adds_up(found: Split) -> None:
    assert sum(part.rank for part in found.parts) == pytest.approx(found.change_rank, abs=1e-9)
    if found.change_gap is None:
        assert all(part.gap is None for part in found.parts)
    else:
        assert sum(part.gap for part in found.parts) == found.change_gap


# Worked by hand


def test_a_rival_passed_by_one_component_alone():
    found = moved(table(("5", "5"), x="10.5"), table(("6", "5"), x="10.5"), limit=1)
    assert (found.rank_before, found.rank_after, found.change_rank) == (2, 1, -1)
    assert (found.passed, found.passed_by, found.level_with) == (("x",), (), ())
    assert ranks(found) == {"a": -1.0}
    assert (found.gap_before, found.gap_after) == (Decimal("0.5"), Decimal("-0.5"))
    assert gaps(found) == {"a": Decimal(-1)}


def test_two_components_that_were_both_needed_share_evenly():
    # 10 → 12 against 11.5: neither point alone is enough.
    found = moved(table(("5", "5"), x="11.5"), table(("6", "6"), x="11.5"))
    assert ranks(found) == {"a": -0.5, "b": -0.5}


def test_a_component_that_would_do_alone_and_one_that_would_not():
    # a +2, b +1 against 11.5: a passes alone, b only with a. a is decisive in both orders.
    found = moved(table(("5", "5"), x="11.5"), table(("7", "6"), x="11.5"))
    assert ranks(found) == {"a": -1.0}
    # Against 10.5 either does alone: the one that comes first, so half and half.
    found = moved(table(("5", "5"), x="10.5"), table(("7", "6"), x="10.5"))
    assert ranks(found) == {"a": -0.5, "b": -0.5}


def test_a_rival_that_falls_as_we_rise():
    # 10 against 12 → 11 against 10.5. Our point without its fall: 11 < 12. Its fall without our
    # point: 10 < 10.5. Both were needed.
    found = moved(table(("5", "5"), x="12"), table(("6", "5"), x="10.5"))
    assert ranks(found) == {"a": -0.5, "x": -0.5}
    assert found.total("own")[0] == -0.5
    assert found.total("others")[0] == -0.5


def test_three_players_of_which_two_suffice():
    # 10 against 11; a +1, b +1, x −1. To be above, or level with, x: any one change does.
    found = moved(table(("5", "5"), x="11"), table(("6", "6"), x="10"))
    assert ranks(found) == pytest.approx({"a": -1 / 3, "b": -1 / 3, "x": -1 / 3})
    # 10 against 12 → 12 against 11: a and b, or x with one of them.
    found = moved(table(("5", "5"), x="12"), table(("6", "6"), x="11"))
    assert ranks(found) == pytest.approx({"a": -1 / 3, "b": -1 / 3, "x": -1 / 3})


def test_a_gain_that_a_loss_takes_back():
    # b's fall alone would have cost the place; a's rise alone would have changed nothing.
    found = moved(table(("5", "5"), x="9.5"), table(("6", "4"), x="9.5"))
    assert found.change_rank == 0
    assert ranks(found) == {"a": -0.5, "b": 0.5}


def test_a_tie_is_not_above():
    found = moved(table(("5", "5"), x="11"), table(("6", "5"), x="11"))
    assert (found.rank_after, found.level_with, found.passed) == (1, ("x",), ())
    assert ranks(found) == {"a": -1.0}
    # From level to below us nothing happens to our rank, and nobody is named.
    found = moved(table(("5", "5"), x="10"), table(("6", "5"), x="10"))
    assert (found.change_rank, found.level_with, found.passed) == (0, (), ())
    assert ranks(found) == {}
    # From level to above us we are passed.
    found = moved(table(("5", "5"), x="10"), table(("5", "5"), x="11"))
    assert (found.change_rank, found.passed_by) == (1, ("x",))
    assert ranks(found) == {"x": 1.0}


def test_a_tie_is_of_what_is_published():
    found = moved(table(("5", "5"), x="10.004"), table(("5", "5"), x="10.006"))
    assert (found.rank_before, found.rank_after) == (1, 2)


def test_a_publisher_who_breaks_a_tie():
    found = moved(table(("5", "5"), x="10"), table(("5", "5"), rank=2, x="10"))
    assert (found.rank_before, found.rank_after) == (1, 2)
    assert ranks(found) == {"publisher_tie_break": 1.0}
    # The tie that was broken before is gone when we have moved on.
    found = moved(table(("5", "5"), rank=2, x="10"), table(("6", "5"), rank=1, x="10"))
    assert ranks(found) == {"publisher_tie_break": -1.0}


def test_a_unit_that_comes_into_the_table_and_one_that_leaves_it():
    before, after = table(("5", "5"), w="8"), table(("5", "5"), w="8", x="12")
    found = moved(before, after, limit=1)
    assert (found.entered, found.left) == (("x",), ())
    assert ranks(found) == {"entry_exit": 1.0}
    # The line goes from 8 to 12 because of the newcomer alone.
    assert gaps(found) == {"entry_exit": Decimal(4)}
    found = moved(after, before, limit=1)
    assert (found.entered, found.left) == ((), ("x",))
    assert ranks(found) == {"entry_exit": -1.0}
    assert found.passed == found.passed_by == ()


def test_one_that_comes_in_below_changes_nothing():
    found = moved(table(("5", "5"), w="8"), table(("5", "5"), w="8", x="7"), limit=1)
    assert ranks(found) == {}
    assert gaps(found) == {}


def test_a_component_that_is_missing_on_one_side():
    before = Table({HOME: Decimal(10), "x": Decimal("11.5")}, None, {"a": Decimal(5)})
    found = moved(before, table(("6", "6"), x="11.5"), limit=1)
    # a is known on both sides; the other point is somebody's, and nobody knows whose.
    assert ranks(found) == {"a": -0.5, "unsplit": -0.5}
    assert gaps(found) == {"a": Decimal(-1), "unsplit": Decimal(-1)}


def test_no_component_at_all():
    before = Table({HOME: Decimal(10), "x": Decimal("11.5")}, None, {})
    assert ranks(moved(before, table(("6", "6"), x="11.5"))) == {"unsplit": -1.0}
    assert ranks(moved(table(("5", "5"), x="11"), table(("6", "6"), x="11"), weights={})) == {
        "unsplit": -1.0
    }


def test_what_rounding_leaves_over():
    before = table(("5", "5"), x="10.01")
    after = Table({HOME: Decimal("10.02"), "x": Decimal("10.01")}, None, before.components)
    found = moved(before, after, limit=1)
    assert ranks(found) == {"rounding": -1.0}
    assert gaps(found) == {"rounding": Decimal("-0.02")}


def test_a_total_that_is_not_the_sum_is_not_called_rounded():
    before = table(("5", "5"), x="10.5")
    after = Table({HOME: Decimal(11), "x": Decimal("10.5")}, None, before.components)
    assert ranks(moved(before, after)) == {"unsplit": -1.0}


def test_components_with_weights():
    weights = {"a": Decimal("0.75"), "b": Decimal("0.25")}
    before = Table(
        {HOME: Decimal("0.5"), "x": Decimal("0.57")}, None, dict.fromkeys("ab", Decimal("0.5"))
    )
    after = Table(
        {HOME: Decimal("0.6"), "x": Decimal("0.57")},
        None,
        {"a": Decimal("0.6"), "b": Decimal("0.6")},
    )
    found = moved(before, after, limit=1, weights=weights, decimals=4, tolerance=Decimal("0.0003"))
    assert gaps(found) == {"a": Decimal("-0.075"), "b": Decimal("-0.025")}
    assert ranks(found) == {"a": -1.0}


def test_the_line_moves_with_the_others():
    before = table(("5", "5"), x="12", y="11", z="9")
    after = table(("5", "5"), x="12", y="8", z="9.5")
    found = moved(before, after, limit=2)
    assert (found.gap_before, found.gap_after) == (Decimal(1), Decimal("-0.5"))
    assert gaps(found) == {"cut_line": Decimal("-1.5")}
    assert found.total("own") == (0, 0)


def test_without_a_limit_or_a_line_there_is_no_gap():
    before, after = table(("5", "5"), x="12"), table(("6", "5"), x="10.5")
    for limit in (None, 2):
        found = moved(before, after, limit=limit)
        assert found.change_gap is None
        adds_up(found)


def test_many_components_the_smallest_together():
    codes = [f"c{number:02}" for number in range(20)]
    before = Table({HOME: Decimal(20), "x": Decimal(30)}, None, dict.fromkeys(codes, Decimal(1)))
    grown = {code: Decimal(1) + Decimal(number) / 10 for number, code in enumerate(codes)}
    after = Table({HOME: sum(grown.values()), "x": Decimal(30)}, None, grown)
    found = moved(before, after, limit=1, weights=dict.fromkeys(codes, Decimal(1)))
    adds_up(found)
    # c00 did not move; c09 to c19 are the eleven largest.
    named = [part.factor for part in found.parts if part.gap]
    assert named == [*codes[9:], "smaller_components"]
    assert gaps(found)["smaller_components"] == -sum(Decimal(n) / 10 for n in range(1, 9))


def test_a_unit_that_is_not_in_both_tables():
    with pytest.raises(KeyError):
        moved(table(None, x="1"), table(("5", "5"), x="1"))


# Properties

score = st.integers(0, 60).map(lambda steps: Decimal(steps) / 10)


@st.composite
def tables(draw: st.DrawFn, rivals: int = 4) -> tuple[Table, Table]:
    """Two tables with rivals that may come and go, components that may be missing, ties, ranks."""
    found = []
    for _ in range(2):
        scores = {f"r{n}": draw(score) * 2 for n in range(rivals) if draw(st.integers(0, 5))}
        components = {code: draw(score) for code in ONE}
        scores[HOME] = sum(components.values()) + draw(
            st.sampled_from(["0", "0.01", "1"]).map(Decimal)
        )
        known = {code: value for code, value in components.items() if draw(st.integers(0, 5))}
        counted = 1 + sum(value > scores[HOME] for value in scores.values())
        tied = sum(value == scores[HOME] for value in scores.values()) - 1
        rank = draw(st.none() | st.integers(counted, counted + tied))
        found.append(Table(scores, rank, known))
    return found[0], found[1]


@given(pair=tables(), limit=st.none() | st.integers(1, 4))
def test_the_parts_sum_to_the_change(pair, limit):
    adds_up(moved(*pair, limit=limit))


@given(pair=tables(), limit=st.none() | st.integers(1, 4))
def test_swapping_the_tables_turns_every_sign(pair, limit):
    there, back = moved(*pair, limit=limit), moved(*reversed(pair), limit=limit)
    assert back.change_rank == -there.change_rank
    parts = {(part.factor, part.unit_code): part for part in there.parts}
    others = {(part.factor, part.unit_code): part for part in back.parts}
    assert parts.keys() == others.keys()
    for key, part in parts.items():
        assert others[key].rank == pytest.approx(-part.rank, abs=1e-12)
        assert part.gap is others[key].gap is None or others[key].gap == -part.gap
    assert set(back.passed) <= set(there.passed_by)


@given(pair=tables(), limit=st.none() | st.integers(1, 4))
def test_nobody_changed_is_all_zeros(pair, limit):
    found = moved(pair[0], pair[0], limit=limit)
    assert found.change_rank == 0
    assert not ranks(found)
    assert not gaps(found)
    assert found.passed == found.passed_by == found.level_with == ()


@given(pair=tables(), limit=st.none() | st.integers(1, 4))
def test_names_account_for_the_rank(pair, limit):
    found = moved(*pair, limit=limit)
    part = {part.factor: part.rank for part in found.parts}
    named = len(found.passed_by) - len(found.passed) - len(found.level_with)
    assert found.change_rank == named + part["entry_exit"] + part["publisher_tie_break"]


# An oracle: every order in which the changes can come


def by_orders(
    changes: list[int], start: int, before: list[int], after: list[int]
) -> tuple[list[float], list[float]]:
    """What `movement.shapley` says, by playing through every order of every rival's game."""
    own, others = [0.0] * len(changes), []
    for rival_before, rival_after in zip(before, after, strict=True):
        players = [*range(len(changes)), None]
        sums = dict.fromkeys(players, 0)
        orders = list(permutations(players))
        for order in orders:
            ours, theirs = start * FINE, rival_before
            for player in order:
                was = theirs > (2 * ours + FINE) // (2 * FINE)
                if player is None:
                    theirs = rival_after
                else:
                    ours += changes[player]
                sums[player] += (theirs > (2 * ours + FINE) // (2 * FINE)) - was
        for index in range(len(changes)):
            own[index] += sums[index] / len(orders)
        others.append(sums[None] / len(orders))
    return own, others


steps = st.integers(-3, 3)


@settings(max_examples=effort.examples(60))
@given(
    changes=st.lists(steps.map(lambda n: n * FINE // 2), max_size=4),
    start=st.integers(4, 8),
    rivals=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=3),
)
def test_the_parts_are_those_of_every_order(changes, start, rivals):
    before, after = [list(side) for side in zip(*rivals, strict=True)]
    own, others = movement.shapley(changes, start=start, before=before, after=after)
    wanted_own, wanted_others = by_orders(changes, start, before, after)
    assert own == pytest.approx(wanted_own, abs=1e-12)
    assert others == pytest.approx(wanted_others, abs=1e-12)


def test_a_part_says_what_it_is():
    found = moved(table(("5", "5"), x="12"), table(("6", "5"), x="10.5"), limit=1)
    assert found.parts[0] == Part("a", "own", HOME, -0.5, Decimal(-1), Decimal(1))
    points = [part.points for part in found.parts if part.points is not None]
    assert sum(points) == found.score_after - found.score_before
    assert [part.factor for part in found.parts] == [
        "a",
        "b",
        "unsplit",
        "rounding",
        "rival",
        "cut_line",
        "entry_exit",
        "publisher_tie_break",
    ]
