"""Ranks that are shared: intervals are exactly those of every score that each unit could have.

The oracle (`oracles.shared`) knows nothing of levels or layouts: it tries all whole scores of the
units whose score is hidden and keeps those with which every published rank is 1 + the number of
units strictly above.
"""

import random
from decimal import Decimal

import numpy as np
import pytest

from rankings.facts.standing import bounds
from rankings.facts.standing.bounds import Interval, Standing
from tests import effort
from tests.facts import oracles
from tests.facts.oracles import table


def ends(near: np.ndarray, far: np.ndarray) -> Interval:
    low, high = (
        Decimal(int(end(near))) if end(near) == end(far) else None for end in (np.min, np.max)
    )
    return Interval(low, high)


def random_table(rng: random.Random) -> list[Standing]:
    """A table of a publisher who lets tied units share a rank, with figures hidden."""
    units, top = rng.randint(2, 6), rng.choice([1, 2, 3, 6])
    scores = [rng.randint(0, top) for _ in range(units)]
    ranks = [1 + sum(other > score for other in scores) for score in scores]
    show_score, show_rank = rng.random(), rng.uniform(0.3, 1)
    shown = [rng.random() < show_score for _ in scores]
    # All vectors of more than four hidden scores would take too long.
    while shown.count(False) > 4:
        shown[shown.index(False)] = True
    return [
        Standing(
            "ABCDEF"[unit],
            Decimal(scores[unit]) if shown[unit] else None,
            ranks[unit] if rng.random() < show_rank else None,
            "published",
        )
        for unit in range(units)
    ]


@pytest.mark.parametrize("seed", effort.seeds(12))
def test_intervals_are_those_of_every_score_that_can_be(seed):
    rng, compared = random.Random(seed), 0
    while compared < 40:
        standings = random_table(rng)
        every = oracles.shared(standings)
        if every is None:
            continue
        compared += 1
        near, far = every
        ranges = bounds.ranges(standings, 0)
        assert ranges.contradiction == ()
        for unit, standing in enumerate(standings):
            found = ranges.units[standing.unit_code]
            assert found.score == ends(near[:, unit], far[:, unit]), (standings, unit)
            above = (near > near[:, [unit]]).sum(axis=1)
            assert (found.rank_low, found.rank_high) == (above.min() + 1, above.max() + 1), (
                standings,
                unit,
            )
            for limit in range(1, len(standings)):
                line = bounds.line(standings, standing.unit_code, limit, 0)
                both = [oracles.line(vectors, unit, limit) for vectors in every]
                assert line.cut_line == ends(*both), (standings, unit, limit)
                gaps = (
                    lines - every[:, unit] for lines, every in zip(both, (near, far), strict=True)
                )
                assert line.gap == ends(*gaps), (standings, unit, limit)


# By hand


def known_of(standings: list[Standing], code: str, decimals: int = 0) -> tuple:
    """Lowest and highest score as text, best and worst rank."""
    found = bounds.ranges(standings, decimals).units[code]
    ends = (found.score.low, found.score.high)
    return (*(None if end is None else str(end) for end in ends), found.rank_low, found.rank_high)


def test_those_who_share_a_rank_take_the_places_below_it():
    standings = table("A 3 3", "B - -", "C - 3", "D 3 3", "E 0 6", "F 6 -")
    assert known_of(standings, "B") == ("4", None, 1, 2)
    assert known_of(standings, "F") == ("6", "6", 1, 2)
    assert known_of(standings, "C") == ("3", "3", 3, 3)
    # B or F is second: the line of a top 2 is 3 for either of them.
    assert bounds.line(standings, "B", 2, 0).cut_line == Interval(Decimal(3), Decimal(3))
    assert bounds.line(standings, "B", 2, 0).gap == Interval(None, Decimal(-1))


def test_between_two_scores_there_are_only_so_many_steps():
    standings = table("A 6 1", "B 5 3", "C - 3", "D - -")
    # Two are above B: A and D, and between 5 and 6 there is no whole number.
    assert known_of(standings, "D") == ("6", "6", 1, 1)
    assert known_of(standings, "D", decimals=1) == ("5.1", "6.0", 1, 2)


@pytest.mark.parametrize(
    "rows",
    [
        ("A 5 1", "B 4 2", "C 4 2", "D 3 3", "E - -"),
        ("A 5 1", "B 4 3", "C 4 3", "D 3 4", "E - -"),
        ("A 5 1", "B 4 2", "C 4 3", "D - 4", "E 2 4", "F - -"),
    ],
    ids=["no place is left free", "the places above are", "another tie is broken"],
)
def test_another_custom_says_what_it_said_before(rows):
    standings = table(*rows)
    field = bounds.Field(bounds.read(standings, 0))
    assert field.shared
    assert field.shared_ranks is None
    # Contradictory, or as of a publisher of whom nothing is taken for granted.
    found, last = bounds.ranges(standings, 0), standings[-1].unit_code
    low, high = found.units[last].rank_low, found.units[last].rank_high
    assert found.contradiction or low < high


def test_a_complete_table_needs_none_of_it():
    standings = table("A 5 1", "B 4 2", "C 4 2", "D 3 -")
    assert bounds.Field(bounds.read(standings, 0)).shared_ranks is None
    assert known_of(standings, "D") == ("3", "3", 4, 4)


def test_a_published_table_of_34_with_figures_hidden():
    rng = random.Random(1)
    whole = oracles.published_totals()["psi-2026-10-05-year_to_date-vn34"]
    ranks = [one.rank for one in whole]
    assert len(set(ranks)) < len(ranks)
    for _ in range(effort.rounds(40)):
        shown = [
            Standing(
                one.unit_code,
                None if rng.random() < 0.6 else one.score,
                None if rng.random() < 0.3 else one.rank,
                one.rank_basis,
            )
            for one in whole
        ]
        found = bounds.ranges(shown, 2)
        assert found.contradiction == ()
        for one in whole:
            unit = found.units[one.unit_code]
            assert unit.rank_low <= one.rank <= unit.rank_high
            assert unit.score.low is None or unit.score.low <= one.score
            assert unit.score.high is None or one.score <= unit.score.high
