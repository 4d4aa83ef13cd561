import random
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

import pytest

from rankings.facts.standing import bounds
from rankings.facts.standing.bounds import Interval, Standing
from tests import effort
from tests.facts import oracles
from tests.facts.oracles import table

NOT_KNOWN = Interval(None, None)


def between(low: str | None, high: str | None) -> Interval:
    return Interval(low and Decimal(low), high and Decimal(high))


def score_of(standings: list[Standing], unit_code: str) -> Interval:
    return bounds.ranges(standings, 0).units[unit_code].score


def ranks_of(standings: list[Standing], unit_code: str) -> tuple[int | None, int | None]:
    found = bounds.ranges(standings, 0).units[unit_code]
    return found.rank_low, found.rank_high


def lines_of(standings: list[Standing], unit_code: str, limit: int) -> tuple[Interval, Interval]:
    found = bounds.line(standings, unit_code, limit, 0)
    return found.cut_line, found.gap


# Scores of one unit


def test_a_known_rank_is_bounded_by_the_scores_around_it():
    standings = table("A 60 1", "B - 2", "C - 3", "D 40 4", "E - 5")
    assert score_of(standings, "B") == between("40", "60")
    assert score_of(standings, "C") == between("40", "60")
    assert score_of(standings, "D") == between("40", "40")
    assert score_of(standings, "E") == between(None, "40")


def test_the_best_unit_without_a_score_has_no_upper_end():
    standings = table("A - 1", "B 50 2", "C - -")
    assert score_of(standings, "A") == between("50", None)
    assert score_of(standings, "C") == between(None, "50")


def test_unranked_scores_bound_too():
    # 55 and 50 are among the first three of four, so the third is at least 50 and the last below.
    standings = table("A 60 1", "B 55 -", "C 50 -", "D - 4")
    assert score_of(standings, "D") == between(None, "50")
    # Two of the three places below 60 are for 55 and 50; the unknown one may be any of the three.
    standings = table("A 60 1", "B 55 -", "C 50 -", "D - -")
    assert score_of(standings, "D") == between(None, "60")


def test_a_full_stretch_pushes_an_unknown_score_below_it():
    # Places 2 and 3 are all there is between 60 and 40, and 55 and 50 need both.
    standings = table("A 60 1", "B 55 -", "C 50 -", "D 40 4", "E - -")
    assert score_of(standings, "E") == between(None, "40")
    assert ranks_of(standings, "B") == (2, 2)


def test_equal_neighbours_pin_a_score():
    standings = table("A 50 1", "B - 2", "C 50 3")
    assert score_of(standings, "B") == between("50", "50")


def test_units_that_share_a_rank_share_the_score():
    standings = table("A 60 1", "B - 2", "C 50 2", "D 40 4")
    assert score_of(standings, "B") == between("50", "50")


def test_nothing_known_bounds_nothing():
    standings = table("A - -", "B - -", "C - 2")
    assert {found.score for found in bounds.ranges(standings, 0).units.values()} == {NOT_KNOWN}
    assert bounds.line(standings, "A", 1, 0) == bounds.Line(NOT_KNOWN, NOT_KNOWN)


def test_scores_are_compared_in_steps_of_the_last_decimal():
    standings = table("A 50.004 1", "B 50.001 2", "C 49.996 3")
    found = bounds.ranges(standings, 2)
    assert found.units["B"].score == between("50.00", "50.00")
    assert bounds.ranges(table("A 50.001 1", "B 50.004 2"), 2).contradiction == ()
    assert bounds.ranges(table("A 50.001 1", "B 50.004 2"), 3).contradiction == ("A", "B")


# Ranks of one unit


def test_an_unknown_unit_takes_a_free_place():
    # Between 60 and 40 place 2 is free, and so is place 4; with 60 it would share place 1.
    standings = table("A 60 1", "B - -", "C 40 3", "D - -")
    assert ranks_of(standings, "A") == (1, 1)
    assert ranks_of(standings, "B") == (1, 4)


def test_a_rank_is_shared_only_with_the_unit_just_before_it():
    # A newcomer tied with C shares rank 3; to share rank 1 or 2 it would need C's place.
    standings = table("A - 1", "B - 2", "C - 3", "D - -", "E - -")
    assert ranks_of(standings, "D") == (3, 5)


def test_a_score_limits_the_ranks():
    standings = table("A 60 1", "B 55 -", "C - 3", "D 50 4", "E - -", "F - -")
    assert ranks_of(standings, "B") == (2, 2)
    assert ranks_of(standings, "E") == (4, 6)  # 4: tied with D
    assert ranks_of(table("A 60 1", "B 55 -", "C - -"), "B") == (2, 3)


def test_tied_units_in_a_partial_table_may_have_their_tie_broken():
    assert ranks_of(table("A 50 -", "B 50 -", "C 40 -", "D - 4"), "B") == (1, 2)


def test_a_complete_table_has_points_and_computed_ranks():
    found = bounds.ranges(table("A 50 -", "B 50 -", "C 40 -", "D 60 -"), 0).units
    assert [found[code].rank_low for code in "ABCD"] == [2, 2, 4, 1]
    assert all(unit.score.exact and unit.rank_low == unit.rank_high for unit in found.values())


def test_a_complete_table_keeps_the_ranks_of_a_publisher_who_breaks_ties():
    standings = table("A 50 3", "B 50 2", "C 60 1")
    assert bounds.ranges(standings, 0).contradiction == ()
    assert [ranks_of(standings, code) for code in "ABC"] == [(3, 3), (2, 2), (1, 1)]


def test_all_equal():
    standings = table("A 50 -", "B 50 3", "C - 1", "D - 2")
    assert score_of(standings, "C") == between("50", None)
    assert score_of(standings, "D") == between("50", None)
    complete = table("A 50 -", "B 50 -", "C 50 -")
    assert [ranks_of(complete, code) for code in "ABC"] == [(1, 1)] * 3
    assert lines_of(complete, "B", 2) == (between("50", "50"), between("0", "0"))


# Cut line and gap


def test_the_line_is_the_kth_best_of_the_others():
    standings = table("A 60 -", "B 50 -", "C 40 -", "D 30 -")
    assert lines_of(standings, "D", 2) == (between("50", "50"), between("20", "20"))
    assert lines_of(standings, "C", 2) == (between("50", "50"), between("10", "10"))
    assert lines_of(standings, "B", 2) == (between("40", "40"), between("-10", "-10"))
    assert lines_of(standings, "A", 1) == (between("50", "50"), between("-10", "-10"))
    assert lines_of(standings, "A", 3) == (between("30", "30"), between("-30", "-30"))


def test_ties_on_the_line_leave_no_gap():
    standings = table("A 60 -", "B 50 -", "C 50 -", "D 30 -")
    assert lines_of(standings, "C", 2) == (between("50", "50"), between("0", "0"))


def test_the_line_lies_between_its_neighbours():
    standings = table("A 60 1", "B - 2", "C 40 3", "H 30 4")
    assert lines_of(standings, "H", 2) == (between("40", "60"), between("10", "30"))


def test_a_rank_alone_fixes_the_side():
    standings = table("A - -", "B - -", "H - 2", "C - -")
    assert lines_of(standings, "H", 2) == (NOT_KNOWN, between(None, "0"))
    assert lines_of(standings, "H", 1) == (NOT_KNOWN, between("0", None))


def test_the_gap_is_bounded_jointly():
    # Line (place 2) and home (place 3) are both in [40, 60]; home is never above the line.
    standings = table("A 60 1", "B - 2", "H - 3", "C 40 4")
    assert lines_of(standings, "H", 2) == (between("40", "60"), between("0", "20"))
    # Subtracting intervals would give [-10, 20]: 50 - 60 and 60 - 40.
    standings = table("A 60 1", "B - -", "C 50 -", "H - 4", "D 40 5")
    assert lines_of(standings, "H", 3) == (between("40", "50"), between("0", "10"))


def test_a_home_without_figures_has_the_places_that_are_left():
    standings = table("A 60 1", "B 50 2", "C 40 3", "H - -")
    assert lines_of(standings, "H", 2) == (between("50", "50"), between("10", None))
    assert lines_of(standings, "H", 3) == (between("40", "40"), between("0", None))
    # With places 2 and 4 free, H is 2nd with C on the line at most 20 below, or 4th.
    standings = table("A 60 1", "B - -", "C 40 3", "H - -")
    assert lines_of(standings, "H", 2) == (between("40", "60"), between("-20", None))


def test_limit_beyond_the_last_place():
    standings = table("A 60 -", "B 50 -", "C - -")
    for limit in (3, 4):
        assert lines_of(standings, "C", limit) == (NOT_KNOWN, between(None, "0"))


def test_one_unit_and_two_units():
    assert lines_of(table("A 50 1"), "A", 1) == (NOT_KNOWN, between(None, "0"))
    assert ranks_of(table("A - -"), "A") == (1, 1)
    assert lines_of(table("A 50 -", "B - -"), "A", 1) == (NOT_KNOWN, NOT_KNOWN)
    assert lines_of(table("A 50 -", "B - 1"), "A", 1) == (between("50", None), between("0", None))
    assert lines_of(table("A 50 1", "B - -"), "A", 1) == (between(None, "50"), between(None, "0"))


@pytest.mark.parametrize("seed", effort.seeds(4))
def test_the_lines_of_all_units_are_those_of_each(seed):
    rng = random.Random(2000 + seed)
    for _ in range(60):
        standings = oracles.random_table(rng)
        limit = rng.randint(1, len(standings))
        expected = {
            one.unit_code: bounds.line(standings, one.unit_code, limit, 0).cut_line
            for one in standings
            if oracles.evidence(one)[0] is not None
        }
        wrong = bounds.ranges(standings, 0).contradiction or limit == len(standings)
        assert bounds.lines(standings, limit, 0) == ({} if wrong else expected)


def test_gap_returns_the_gap_of_the_line():
    standings = table("A 60 1", "B - 2", "C 40 3", "H 30 4")
    assert bounds.gap(standings, "H", 2, 0) == between("10", "30")


# What says nothing


def test_disputed_figures_bound_nothing_and_take_a_place():
    standings = table("A 60 1", "B 50 2 disputed", "C 40 3", "D - 4")
    assert score_of(standings, "B") == between("40", "60")
    assert ranks_of(standings, "B") == (1, 2)
    standings = table("A 60 1", "B - 2", "C 50 3 disputed", "D 40 4")
    assert score_of(standings, "B") == between("40", "60")


def test_disputed_figures_contradict_nothing():
    assert bounds.ranges(table("A 60 2", "B 50 1 disputed"), 0).contradiction == ()
    assert bounds.ranges(table("A 60 1", "B 50 9 disputed"), 0).contradiction == ()


def test_computed_ranks_are_no_evidence():
    standings = [Standing("A", Decimal(60), 2, "computed"), *table("B 50 -", "C - -")]
    assert bounds.ranges(standings, 0).contradiction == ()
    assert ranks_of(standings, "A") == (1, 2)


# Contradictions


@pytest.mark.parametrize(
    ("rows", "pair"),
    [
        (("A 50 1", "B 60 2", "C - -"), ("A", "B")),
        (("A 10 1", "B 60 2", "C 50 3"), ("A", "B")),
        (("A 50 2", "B 60 2", "C - -"), ("B", "A")),
        (("A 60 1", "B 50 2", "X 54 -"), ("X", "B")),
        (("A 60 1", "B 50 2", "X 56 -"), ("X", "A")),
        (("A 60 2", "B 50 -"), ("B", "A")),
        (("A 60 1", "X 55 -", "Y 54 -", "B 50 3", "C - -"), ("Y", "B")),
        (("A 60 1", "B - 1", "C 50 2"), ("B", "C")),
        (("A 60 0", "B 50 2"), ("A",)),
        (("A 60 1", "B - 3"), ("B",)),
    ],
)
def test_contradicting_units_are_named(rows, pair):
    standings = table(*rows)
    found = bounds.ranges(standings, 0)
    assert found.contradiction == pair
    assert set(found.units.values()) == {bounds.Range(NOT_KNOWN, None, None)}
    assert bounds.line(standings, "A", 1, 0) == bounds.Line(NOT_KNOWN, NOT_KNOWN, pair)


def test_arguments_are_checked():
    standings = table("A 60 1", "B 50 2")
    with pytest.raises(ValueError, match="more than once"):
        bounds.ranges([*standings, *standings], 0)
    with pytest.raises(ValueError, match="no unit 'Z'"):
        bounds.line(standings, "Z", 1, 0)
    with pytest.raises(ValueError, match="at least 1"):
        bounds.line(standings, "A", 0, 0)


# Brute force


@pytest.mark.parametrize("seed", effort.seeds(8))
def test_intervals_equal_those_of_brute_force(seed):
    rng = random.Random(seed)
    contradictions = 0
    for _ in range(120):
        standings = oracles.random_table(rng)
        expected = oracles.truth(standings)
        found = bounds.ranges(standings, 0)
        assert (expected is None) == bool(found.contradiction), standings
        if expected is None:
            contradictions += 1
            assert names_a_pair(standings, found.contradiction), standings
            continue
        assert {code: unit.score for code, unit in found.units.items()} == expected.score
        ranks = {code: (unit.rank_low, unit.rank_high) for code, unit in found.units.items()}
        assert ranks == expected.ranks, standings
        for (code, limit), cut_line in expected.cut_line.items():
            line = bounds.line(standings, code, limit, 0)
            assert line.cut_line == cut_line, (standings, code, limit)
            assert line.gap == expected.gap[code, limit], (standings, code, limit)
    assert contradictions > 0


def names_a_pair(standings: list[Standing], pair: tuple[str, ...]) -> bool:
    """Two units with figures; where both have both figures, these two alone contradict.

    Ranks 1, 1, 1, 2 take four units to contradict: where no two do alone, any may be named.
    """
    named = [s for s in standings if s.unit_code in pair and not s.disputed]
    anchors = [s for s in standings if not s.disputed and None not in oracles.evidence(s)]
    if len(named) != 2 or not all(one in anchors for one in named):
        return len(named) == 2
    return contradict_alone(standings, named) or not any(
        contradict_alone(standings, two) for two in combinations(anchors, 2)
    )


def contradict_alone(standings: list[Standing], some: Sequence[Standing]) -> bool:
    rest = [Standing(s.unit_code, None, None) for s in standings if s not in some]
    return bounds.ranges([*some, *rest], 0).contradiction != ()


# Published tables with figures hidden

TOTALS = oracles.published_totals()
COMPLETE = sorted(
    edition
    for edition, standings in TOTALS.items()
    if all(standing.score is not None and not standing.disputed for standing in standings)
)


def test_the_complete_editions_are_there():
    assert {edition[:3] for edition in COMPLETE} == {"psi", "dti"}
    assert {len(TOTALS[edition]) for edition in COMPLETE} == {34, 63}


def hidden(standings: list[Standing], share: float, rng: random.Random) -> list[Standing]:
    return [
        Standing(
            standing.unit_code,
            None if rng.random() < share else standing.score,
            None if rng.random() < share else standing.rank,
            standing.rank_basis,
        )
        for standing in standings
    ]


def contains(interval: Interval, value: Decimal) -> bool:
    return (interval.low is None or interval.low <= value) and (
        interval.high is None or value <= interval.high
    )


def within(narrow: Interval, wide: Interval) -> bool:
    low = wide.low is None or (narrow.low is not None and wide.low <= narrow.low)
    return low and (wide.high is None or (narrow.high is not None and narrow.high <= wide.high))


def true_line(standings: list[Standing], unit_code: str, limit: int) -> Decimal:
    others = [standing.score for standing in standings if standing.unit_code != unit_code]
    return sorted(others, reverse=True)[limit - 1]


@pytest.mark.parametrize("edition", effort.each(4, COMPLETE))
def test_the_truth_lies_within_what_hidden_tables_leave_open(edition):
    rng = random.Random(edition)
    decimals = oracles.DECIMALS[edition[:3]]
    whole = TOTALS[edition]
    for time in range(effort.rounds(200)):
        standings = hidden(whole, (1 + time % 9) / 10, rng)
        found = bounds.ranges(standings, decimals)
        assert found.contradiction == ()
        for standing in whole:
            unit = found.units[standing.unit_code]
            assert contains(unit.score, standing.score)
            assert unit.rank_low <= standing.rank <= unit.rank_high
        for home in rng.sample(whole, 3):
            limit = rng.choice([10, 15, rng.randint(1, len(whole) - 1)])
            line = bounds.line(standings, home.unit_code, limit, decimals)
            true = true_line(whole, home.unit_code, limit)
            assert contains(line.cut_line, true)
            assert contains(line.gap, true - home.score)


@pytest.mark.parametrize("edition", effort.each(4, COMPLETE))
def test_more_figures_never_widen_an_interval(edition):
    rng = random.Random(edition)
    decimals = oracles.DECIMALS[edition[:3]]
    for _ in range(3):
        fewer = hidden(TOTALS[edition], 0.6, rng)
        more = [
            rng.choice([less, whole]) for less, whole in zip(fewer, TOTALS[edition], strict=True)
        ]
        wide, narrow = bounds.ranges(fewer, decimals), bounds.ranges(more, decimals)
        for code, unit in narrow.units.items():
            assert within(unit.score, wide.units[code].score)
        for home in rng.sample(fewer, 3):
            before = bounds.line(fewer, home.unit_code, 10, decimals)
            after = bounds.line(more, home.unit_code, 10, decimals)
            assert within(after.cut_line, before.cut_line)
            assert within(after.gap, before.gap)


def test_all_figures_close_every_interval():
    for edition in COMPLETE:
        found = bounds.ranges(TOTALS[edition], oracles.DECIMALS[edition[:3]])
        assert all(unit.score.exact for unit in found.units.values())
        line = bounds.line(TOTALS[edition], "66", 10, oracles.DECIMALS[edition[:3]])
        assert line.cut_line.exact
        assert line.gap.exact


# Figures without a source


@pytest.mark.parametrize(
    ("unsourced", "left"),
    [
        # The rank that has a source says that the score is between 60 and 40.
        (Standing("B", Decimal(10), 2, score_unverified=True), Standing("B", None, 2)),
        # A rank without a source, where the score that has one cannot be.
        (Standing("B", Decimal(50), 5, rank_unverified=True), Standing("B", Decimal(50), None)),
        # No place is free above 40.
        (Standing("D", Decimal(55), None, score_unverified=True), Standing("D", None, None)),
    ],
)
def test_what_has_no_source_takes_nothing_from_what_has_one(unsourced, left):
    others = table("A 60 1", "B - 2", "C 40 3", "D - -", "E - -")
    given, known = (
        [item if unit.unit_code == item.unit_code else unit for unit in others]
        for item in (unsourced, left)
    )
    assert not bounds.ranges(given, 0).contradiction
    assert bounds.ranges(given, 0) == bounds.ranges(known, 0)
    assert bounds.line(given, "C", 2, 0) == bounds.line(known, "C", 2, 0)
    assert bounds.unsourced_left_out(given, 0)


def test_what_has_no_source_bounds_others_where_it_is_possible():
    possible = Standing("B", Decimal(50), 2, score_unverified=True)
    given = [possible, *table("A 60 1", "C - 3", "D - -")]
    assert score_of(given, "C") == between(None, "50")
    assert not bounds.unsourced_left_out(given, 0)


def test_a_table_without_any_source_still_contradicts_itself():
    weak = {"score_unverified": True, "rank_unverified": True}
    given = [Standing("A", Decimal(10), 1, **weak), Standing("B", Decimal(50), 2, **weak)]
    assert bounds.ranges(given, 0).contradiction == ("A", "B")
