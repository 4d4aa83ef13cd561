"""What a gain makes of a rank: by hand, and against every field that a partial table allows."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from rankings.facts.scenario.outcome import outcome
from rankings.facts.standing.bounds import Interval, Standing
from tests import effort

TOP = Decimal(100)


def d(value: str) -> Decimal:
    return Decimal(value)


def table(**scores: str | None) -> list[Standing]:
    return [Standing(code, score and d(score), None) for code, score in scores.items()]


FULL = table(a="66.00", b="65.00", home="63.50", c="64.00", e="60.00")


def after(gain: str, standings: list[Standing] = FULL, limit: int | None = 2, decimals: int = 2):
    return outcome(standings, "home", d(gain), limit=limit, decimals=decimals, scale_max=TOP)


@pytest.mark.parametrize(
    ("gain", "rank", "gap", "passed"),
    [
        ("0", 4, "1.50", ()),
        ("0.49", 4, "1.01", ()),
        ("0.50", 3, "1.00", ("c",)),
        ("1.50", 2, "0.00", ("c", "b")),
        ("9", 1, "-7.50", ("c", "b", "a")),
        ("-4", 5, "5.50", ()),
    ],
)
def test_a_full_table_by_hand(gain, rank, gap, passed):
    found = after(gain)
    assert (found.rank, found.rank_low, found.rank_high) == (rank, rank, rank)
    assert found.gap == Interval(d(gap), d(gap))
    assert (found.passed, found.may_pass) == (passed, ())


def test_the_scale_ends():
    assert after("99").score == Interval(d("100.00"), d("100.00"))
    assert after("-99").score == Interval(d("0.00"), d("0.00"))


def test_without_a_limit_there_is_a_rank_and_no_gap():
    found = after("1", limit=None)
    assert (found.rank, found.gap) == (3, Interval(None, None))


def test_an_unpublished_score_between_two_known_ones_gives_an_interval():
    standings = [
        Standing("a", d("66"), 1),
        Standing("b", None, 2),
        Standing("c", d("62"), 3),
        Standing("home", d("60"), 4),
    ]
    found = after("4", standings)
    assert (found.rank, found.rank_low, found.rank_high) == (None, 2, 3)
    assert found.gap == Interval(d("-2.00"), d("2.00"))
    assert (found.passed, found.may_pass) == (("c",), ("b",))


def test_figures_that_contradict_each_other_say_nothing():
    standings = [Standing("a", d("60"), 1), Standing("home", d("65"), 2)]
    found = after("1", standings)
    assert (found.rank_low, found.score) == (None, Interval(None, None))
    assert set(found.contradiction) == {"a", "home"}


@settings(max_examples=effort.examples(80))
@given(some.data())
def test_the_interval_holds_what_any_field_gives(data):
    """Hide scores of a known field; every true field that the rest allows lies in the interval."""
    scores = data.draw(some.lists(some.integers(0, 5), min_size=2, max_size=4))
    codes = ["home", *"abc"][: len(scores)]
    ranks = [1 + sum(other > own for other in scores) for own in scores]
    hidden = data.draw(some.lists(some.booleans(), min_size=len(codes), max_size=len(codes)))
    assume(not hidden[0])
    standings = [
        Standing(code, None if hide else Decimal(score), rank)
        for code, score, rank, hide in zip(codes, scores, ranks, hidden, strict=True)
    ]
    gain = data.draw(some.integers(-3, 5))
    found = outcome(standings, "home", Decimal(gain), limit=1, decimals=0, scale_max=Decimal(5))
    new = min(max(scores[0] + gain, 0), 5)
    seen = set()
    for field in product(range(6), repeat=len(codes)):
        fits = all(
            (hide or field[number] == scores[number])
            and 1 + sum(other > field[number] for other in field) == ranks[number]
            for number, hide in enumerate(hidden)
        )
        if fits:
            seen.add(1 + sum(other > new for other in field[1:]))
    assert min(seen) >= found.rank_low
    assert max(seen) <= found.rank_high
    if all(not hide for hide in hidden):
        assert (found.rank_low, found.rank_high) == (min(seen), max(seen))


# The others move too


def moved(moves: dict[str, str], gain: str = "0", **choice):
    gains = {code: d(points) for code, points in moves.items()}
    return outcome(FULL, "home", d(gain), limit=2, decimals=2, scale_max=TOP, moves=gains, **choice)


def test_another_that_gains_passes_and_the_line_moves_with_it():
    found = moved({"e": "4"})
    assert (found.rank, found.passed, found.passed_by) == (5, (), ("e",))
    assert found.gap == Interval(d("1.50"), d("1.50"))
    assert moved({"e": "5.5"}).gap == Interval(d("2.00"), d("2.00"))


def test_another_that_loses_is_passed():
    found = moved({"c": "-0.50"})
    assert (found.rank, found.passed, found.passed_by) == (3, ("c",), ())
    assert moved({"c": "-0.49"}).rank == 4


@pytest.mark.parametrize(("gain", "passed_by"), [("0.01", ("c",)), ("0", ()), ("-1", ())])
def test_one_that_was_level_passes_as_soon_as_it_gains(gain, passed_by):
    level = table(a="66.00", home="63.50", c="63.50", e="60.00")
    found = outcome(level, "home", d("0"), limit=2, decimals=2, scale_max=TOP, moves={"c": d(gain)})
    assert (found.rank, found.passed, found.passed_by) == (2 + len(passed_by), (), passed_by)


BROKEN = [
    Standing("a", d("66.00"), 1),
    Standing("b", d("65.00"), 2),
    Standing("home", d("63.50"), 5),
    Standing("c", d("64.00"), 3),
    Standing("e", d("64.00"), 4),
]


@pytest.mark.parametrize(
    ("gain", "ranks", "needed", "passed", "may_pass"),
    [
        ("0", (5, 5), "1.51", (), ()),
        ("0.49", (5, 5), "1.02", (), ()),
        ("0.50", (3, 5), "1.01", (), ("c", "e")),
        ("0.51", (3, 3), "1.00", ("c", "e"), ()),
        ("1.50", (2, 3), "0.01", ("c", "e"), ("b",)),
        ("1.51", (2, 2), "0", ("c", "e", "b"), ()),
    ],
)
@pytest.mark.parametrize("moves", [{}, {"a": d("0.01")}])
def test_where_ties_are_broken_who_is_level_may_be_behind(
    gain, ranks, needed, passed, may_pass, moves
):
    reached = outcome(BROKEN, "home", d(gain), limit=2, decimals=2, scale_max=TOP, moves=moves)
    assert (reached.rank_low, reached.rank_high) == ranks
    assert reached.rank == (ranks[0] if ranks[0] == ranks[1] else None)
    assert reached.needed == Interval(d(needed), d(needed))
    assert (reached.passed, reached.may_pass) == (passed, may_pass)


def test_nobody_leaves_the_scale():
    assert moved({"a": "60"}).gap == Interval(d("1.50"), d("1.50"))
    assert moved({"a": "-99", "b": "-99"}, "99").score == Interval(TOP, TOP)


def test_a_calculated_score_may_be_off():
    found = outcome(
        FULL,
        "home",
        d("0.50"),
        limit=2,
        decimals=2,
        scale_max=TOP,
        slack={"c": d("0.01")},
    )
    assert (found.rank, found.rank_low, found.rank_high) == (None, 3, 4)
    assert (found.passed, found.may_pass) == ((), ("c",))
    assert found.gap == Interval(d("1.00"), d("1.00"))


@settings(max_examples=effort.examples(60))
@given(some.data())
def test_the_interval_holds_what_any_field_gives_when_all_move(data):
    scores = data.draw(some.lists(some.integers(1, 4), min_size=2, max_size=4))
    codes = ["home", *"abc"][: len(scores)]
    ranks = [1 + sum(other > own for other in scores) for own in scores]
    hidden = [False, *data.draw(some.lists(some.booleans(), min_size=3, max_size=3))]
    standings = [
        Standing(code, None if hide else Decimal(score), rank)
        for code, score, rank, hide in zip(codes, scores, ranks, hidden, strict=False)
    ]
    steps = data.draw(some.lists(some.integers(-1, 1), min_size=len(codes), max_size=len(codes)))
    moves = {code: Decimal(step) for code, step in zip(codes, steps, strict=True) if code != "home"}
    found = outcome(
        standings, "home", Decimal(steps[0]), limit=1, decimals=0, scale_max=Decimal(9), moves=moves
    )
    new = scores[0] + steps[0]
    for field in product(range(6), repeat=len(codes)):
        fits = all(
            (hidden[number] or field[number] == scores[number])
            and 1 + sum(other > field[number] for other in field) == ranks[number]
            for number in range(len(codes))
        )
        if fits:
            others = [max(score + step, 0) for score, step in zip(field, steps, strict=True)][1:]
            rank = 1 + sum(other > new for other in others)
            assert found.rank_low <= rank <= found.rank_high
            gap = max(others) - new
            assert found.gap.low is None or found.gap.low <= gap
            assert found.gap.high is None or gap <= found.gap.high


def test_an_equal_score_is_a_tie_and_nothing_less_is():
    assert after("0.50").tied
    assert not after("0.49").tied
    partly = [*FULL[:-1], Standing("e", None, None)]
    assert not after("1", partly).tied
