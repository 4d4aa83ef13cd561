"""Partial tables of up to eight units: an interval is the tightest one there is, by another way.

The oracle deals the places out to the units as a mixed-integer program: every unit has one place,
every place one unit, scores do not rise from place to place, and a published rank says that the
score of its unit is that of the place with this number, whoever has it (so tied units may have any
of the places that they share). Where ranks are shared, a published rank also says that the place
above has a higher score, unless that fits no scores. What is asked for is made as small and as
large as it can be.
"""

import random
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from rankings.facts.standing import bounds
from rankings.facts.standing.bounds import Interval, Standing
from tests import effort
from tests.facts import oracles

LARGEST = 8
# Scores that no figure bounds end so far from the known ones, in steps: at the one or the other.
FAR = (10, 20)
# The solver gets scores from 0 to this: its tolerance is far below a step then.
SCALE = 10
TOTALS = oracles.published_totals()
COMPLETE = sorted(
    edition
    for edition, standings in TOTALS.items()
    if all(standing.score is not None and not standing.disputed for standing in standings)
)


class Assignment:
    """The program of one table. Variables: the score of each place, of each unit, the line, and a
    yes or no for each unit at each place."""

    def __init__(
        self, standings: Sequence[Standing], decimals: int, far: int, *, sharing: bool
    ) -> None:
        self.n = n = len(standings)
        self.codes = [one.unit_code for one in standings]
        known = [None if one.score is None else one.score.scaleb(decimals) for one in standings]
        given = [float(score) for score in known if score is not None] or [0.0]
        low = min(given) - far
        self.step = SCALE / (max(given) + far - low)
        self.size = 2 * n + 1 + n * n
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.low, self.high = np.zeros(self.size), np.ones(self.size)
        self.high[: 2 * n + 1] = SCALE
        self.lowest = low
        for unit, score in enumerate(known):
            if score is not None:
                scaled = (float(score) - low) * self.step
                self.low[self.score(unit)] = self.high[self.score(unit)] = scaled
        for place in range(n - 1):
            self.rows.append(({place: 1, place + 1: -1}, 0, np.inf))
        for one in range(n):
            self.rows.append(({self.at(one, place): 1 for place in range(n)}, 1, 1))
            self.rows.append(({self.at(unit, one): 1 for unit in range(n)}, 1, 1))
            for place in range(n):
                self.same_if(self.score(one), place, {self.at(one, place): 1}, 1)
        for unit, standing in enumerate(standings):
            if standing.rank is not None:
                self.rows.append(({self.score(unit): 1, standing.rank - 1: -1}, 0, 0))
                if sharing and standing.rank > 1:
                    above, own = standing.rank - 2, standing.rank - 1
                    self.rows.append(({above: 1, own: -1}, self.step, np.inf))

    def score(self, unit: int) -> int:
        return self.n + unit

    def at(self, unit: int, place: int) -> int:
        return 2 * self.n + 1 + unit * self.n + place

    def same_if(self, one: int, other: int, yes: dict[int, float], count: int) -> None:
        """Two variables are equal where the yes-or-no variables add up to `count` (0 or 1)."""
        slack = SCALE if count else -SCALE
        off = SCALE * count
        pushed = {variable: slack * weight for variable, weight in yes.items()}
        self.rows.append(({one: 1, other: -1} | pushed, -np.inf, off))
        self.rows.append(({one: -1, other: 1} | pushed, -np.inf, off))

    def line_of(self, home: int, limit: int) -> int:
        """The variable of the line: the next place where home stands above it, else that place."""
        line = 2 * self.n
        inside = {self.at(home, place): 1.0 for place in range(limit)}
        self.same_if(line, limit, inside, 1)
        self.same_if(line, limit - 1, inside, 0)
        return line

    def end(self, aim: dict[int, float], sign: int) -> float | None:
        """The smallest (sign 1) or largest (-1) value; None where no scores fit the figures."""
        matrix = np.zeros((len(self.rows), self.size))
        for number, (row, _, _) in enumerate(self.rows):
            matrix[number, list(row)] = list(row.values())
        objective = np.zeros(self.size)
        objective[list(aim)] = [sign * weight for weight in aim.values()]
        lows, highs = (np.array([row[end] for row in self.rows]) for end in (1, 2))
        found = milp(
            objective,
            constraints=LinearConstraint(matrix, lows, highs),
            bounds=Bounds(self.low, self.high),
            integrality=np.arange(self.size) > 2 * self.n,
            options={"mip_rel_gap": 0},
        )
        assert found.status in (0, 2), found.message
        if found.x is None:
            return None
        # A difference of two scores does not depend on where the scale begins.
        return sign * found.fun / self.step + self.lowest * sum(aim.values())


def tightest(standings, decimals: int, home: int, limit: int | None = None) -> list[Interval]:
    """The intervals of home's score, or of its line and gap; none where figures contradict."""
    ranks = [one.rank for one in standings if one.rank is not None]
    partly_known = any(one.score is None for one in standings)
    if partly_known and len(set(ranks)) < len(ranks):
        narrower = _ends(standings, decimals, home, limit, sharing=True)
        if narrower:
            return narrower
    return _ends(standings, decimals, home, limit, sharing=False)


def _ends(
    standings, decimals: int, home: int, limit: int | None, *, sharing: bool
) -> list[Interval]:
    ends = []
    for far in FAR:
        program = Assignment(standings, decimals, far, sharing=sharing)
        own = program.score(home)
        aims = [{own: 1.0}]
        if limit is not None:
            line = program.line_of(home, limit)
            aims = [{line: 1.0}, {line: 1.0, own: -1.0}]
        ends.append([[program.end(aim, sign) for sign in (1, -1)] for aim in aims])
    if ends[0][0][0] is None:
        return []
    return [
        Interval(
            *(
                # An end that moves with the reach rests on no figure.
                None if abs(near - far) > 1 else Decimal(round(near)).scaleb(-decimals)
                for near, far in zip(*both, strict=True)
            )
        )
        for both in zip(*ends, strict=True)
    ]


def partial(rng: random.Random, scores: Sequence[Decimal], share: float) -> list[Standing]:
    """A table of these scores, ranked as publishers do, with figures hidden."""
    shared = rng.random() < 0.5
    order = sorted(range(len(scores)), key=lambda unit: (-scores[unit], rng.random()))
    return [
        Standing(
            "ABCDEFGH"[unit],
            None if rng.random() < share else score,
            None
            if rng.random() < share
            else 1 + (sum(other > score for other in scores) if shared else order.index(unit)),
            "published",
        )
        for unit, score in enumerate(scores)
    ]


def agree(standings: Sequence[Standing], decimals: int, rng: random.Random) -> None:
    home = rng.randrange(len(standings))
    code = standings[home].unit_code
    found = bounds.ranges(standings, decimals)
    expected = tightest(standings, decimals, home)
    assert bool(expected) == (found.contradiction == ()), standings
    if not expected:
        return
    assert [found.units[code].score] == expected, (standings, code)
    if len(standings) > 1:
        limit = rng.randint(1, len(standings) - 1)
        line = bounds.line(standings, code, limit, decimals)
        expected = tightest(standings, decimals, home, limit)
        assert [line.cut_line, line.gap] == expected, (standings, code, limit)


@pytest.mark.parametrize("edition", effort.each(4, COMPLETE))
def test_eight_units_of_a_published_table(edition):
    rng = random.Random(edition)
    decimals = oracles.DECIMALS[edition[:3]]
    for tenths in (2, 4, 6, 8):
        drawn = rng.sample([one.score for one in TOTALS[edition]], LARGEST)
        agree(partial(rng, drawn, tenths / 10), decimals, rng)


@pytest.mark.parametrize("units", effort.each(3, range(1, LARGEST + 1)))
def test_fields_with_ties(units):
    rng = random.Random(units)
    for tenths in (1, 3, 5, 7, 9):
        scores = [Decimal(rng.randint(0, 4)) for _ in range(units)]
        agree(partial(rng, scores, tenths / 10), 0, rng)


def test_figures_that_contradict_leave_no_assignment():
    wrong = [Standing("A", Decimal(50), 2, "published"), Standing("B", Decimal(40), 1, "published")]
    assert tightest(wrong, 0, 0) == []
    assert bounds.ranges(wrong, 0).contradiction
