"""How sure is a rank: what becomes of it when the weights of the components are not quite these.

A field is the shares that each unit has of each component's maximum, and the components' weights
(for points: their maxima). The score of a unit is the sum of weight times share. Weights may move
by a tolerance (0.25: ±25 %) while their sum stays. Scores are compared unrounded; ranks are
competition ranks, a tie shares the better one. This tests robustness, not truth: published weights
are set by decision.

After Foster, McGillivray and Seth (2013), "Composite indices: rank robustness, statistical
association, and redundancy", and the OECD/JRC "Handbook on constructing composite indicators"
(2008), chapter 7.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

TOLERANCE = 0.25
DRAWS = 20_000
SEED = 766
# Scores nearer than this, of a whole of 1, are the same: far below a published decimal.
SAME = 1e-9
# What the solver must keep apart: far above its own tolerance, a tenth of a published decimal.
APART = 1e-5
# So many draws are looked at before an exact program is asked.
TRIED = 2_000
# A sum nearer than this to a whole one is that: the tolerance of the solver.
WHOLE = 1e-6
PERCENTILES = (5, 50, 95)
RESAMPLES = 200


@dataclass(frozen=True)
class Field:
    """unit_codes: n; components: m; shares: n × m, 0 to 1, none missing; weights: m, above 0."""

    unit_codes: tuple[str, ...]
    components: tuple[str, ...]
    shares: np.ndarray
    weights: np.ndarray

    def __post_init__(self) -> None:
        if self.shares.shape != (len(self.unit_codes), len(self.components)):
            raise ValueError("shares are not one row per unit and one column per component")
        if np.isnan(self.shares).any():
            raise ValueError("a share is missing")
        if len(self.weights) != len(self.components) or (self.weights <= 0).any():
            raise ValueError("weights are not one per component, each above 0")

    @property
    def whole(self) -> np.ndarray:
        """The weights as parts of 1."""
        whole: np.ndarray = self.weights / self.weights.sum()
        return whole


@dataclass(frozen=True)
class Extremes:
    """The best and the worst rank that a unit can have over the weights allowed."""

    unit_code: str
    rank: int
    best: int
    worst: int


@dataclass(frozen=True)
class Spread:
    """The ranks of a unit over random weights: the 5th, 50th and 95th percentile."""

    unit_code: str
    p05: int
    p50: int
    p95: int


@dataclass(frozen=True)
class Influence:
    """How much of the variance of a unit's rank one component's weight explains, with 95 % limits.

    first: alone; total: together with the others. None where the rank never changes.
    """

    component: str
    first: float | None
    first_low: float | None
    first_high: float | None
    total: float | None
    total_low: float | None
    total_high: float | None


def weighed(weights: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """weights @ shares.T: draws × units.

    Not by `@`: once woken, its threads keep a second processor busy for longer than this takes.
    """
    scores: np.ndarray = np.einsum("ij,jk->ik", weights, np.ascontiguousarray(shares.T))
    return scores


def ranks(scores: np.ndarray) -> np.ndarray:
    """Competition ranks along the last axis, 1 the highest; scores nearer than SAME tie."""
    steps = np.round(scores / SAME)
    best_first = -np.sort(-steps, axis=-1)
    if steps.ndim == 1:
        return 1 + np.searchsorted(-best_first, -steps, side="left")
    order = np.argsort(-steps, axis=-1)  # in whatever order those that tie, who share a rank
    in_order = np.take_along_axis(steps, order, axis=-1)
    places = np.broadcast_to(np.arange(1, steps.shape[-1] + 1), steps.shape)
    starts = np.ones(steps.shape, dtype=bool)
    starts[..., 1:] = in_order[..., 1:] != in_order[..., :-1]
    shared = np.maximum.accumulate(np.where(starts, places, 0), axis=-1)
    found = np.empty(steps.shape, dtype=int)
    np.put_along_axis(found, order, shared, axis=-1)
    return found


def extremes(
    field: Field,
    unit_codes: Sequence[str],
    *,
    tolerance: float = TOLERANCE,
    apart: float = APART,
) -> tuple[Extremes, ...]:
    """The best and the worst rank of each unit named over all weights within the tolerance.

    One mixed-integer program each, with a yes or no per rival: whether it stands above. Programs
    per rival would not do, since the weights that hold one rival down may lift another; only who
    is above, or is not, whatever the weights is left out. A rival counts as above from `apart` on.
    """
    now = ranks(field.shares @ field.whole)
    homes = [field.unit_codes.index(code) for code in unit_codes]
    contests = [
        _contest(field, home, tolerance, apart, sign=sign) for home in homes for sign in (-1, 1)
    ]
    above = _above(contests, field.whole, tolerance)
    return tuple(
        Extremes(
            field.unit_codes[home],
            int(now[home]),
            min(1 + fewest, int(now[home])),
            max(1 + most, int(now[home])),
        )
        for home, fewest, most in zip(homes, above[::2], above[1::2], strict=True)
    )


@dataclass(frozen=True)
class _Contest:
    """The rivals of a unit, of whom the most (sign 1) or the fewest (-1) are to stand above it.

    always: how many do whatever the weights. distance: rivals × components, rival minus unit, of
    those whom the weights decide on; from `ahead` on a rival stands above. furthest: of each rival
    the least that any weights lead to, with sign -1 the most.
    """

    sign: int
    always: int
    distance: np.ndarray
    ahead: float
    furthest: np.ndarray

    def counts(self, weights: np.ndarray) -> np.ndarray:
        """How many of the rivals decided on stand above, at each of the weights (draws × m)."""
        distance = weighed(weights, self.distance)
        above = distance >= self.ahead if self.sign > 0 else distance > self.ahead
        counts: np.ndarray = above.sum(axis=1)
        return counts


@dataclass(frozen=True)
class _Program:
    """A contest for a solver: rows @ (the weights, then a yes or no per rival) >= at_least.

    gain: what is to be as large as it can.
    """

    rows: np.ndarray
    at_least: np.ndarray
    low: np.ndarray
    high: np.ndarray
    yes: np.ndarray
    gain: np.ndarray


def _contest(field: Field, home: int, tolerance: float, apart: float, *, sign: int) -> _Contest:
    # In hundredths, so that the solver's tolerance is small beside what is told apart.
    distance = np.delete(field.shares - field.shares[home], home, axis=0) * 100
    highest = _highest(distance, field.whole, tolerance)
    lowest = -_highest(-distance, field.whole, tolerance)
    ahead = (apart if sign > 0 else SAME) * 100
    always, never = lowest >= ahead, highest < ahead
    open_ = ~always & ~never
    furthest = lowest if sign > 0 else highest
    return _Contest(sign, int(always.sum()), distance[open_], ahead, furthest[open_])


def _highest(distance: np.ndarray, whole: np.ndarray, tolerance: float) -> np.ndarray:
    """The most that each row comes to: what weight can be moved goes to its best components."""
    order = np.argsort(-distance, axis=-1)
    room = (2 * tolerance * whole)[order]
    moved = np.clip(tolerance - (np.cumsum(room, axis=-1) - room), 0, room)
    least = distance @ (whole * (1 - tolerance))
    best_first = np.take_along_axis(distance, order, axis=-1)
    highest: np.ndarray = least + (best_first * moved).sum(axis=-1)
    return highest


def _above(contests: Sequence[_Contest], whole: np.ndarray, tolerance: float) -> list[int]:
    """How many rivals stand above in each contest.

    Where a yes may be a fraction no more can be had than where it may not: weights that have as
    many settle a contest without its program, which takes longer to start than all of these. The
    programs left are solved one by one: as a single one, HiGHS called a sum the best that was one
    short (An Giang, 11/10/2025).
    """
    programs = [_program(contest, whole, tolerance) for contest in contests]
    tried = draw_weights(whole, TRIED, tolerance=tolerance)
    above = []
    for contest, program, loose in zip(contests, programs, _loosened(programs), strict=True):
        bound = contest.sign * math.floor(loose @ program.gain + WHOLE)
        counts = contest.counts(np.vstack([tried, loose[: len(whole)]]))
        met = int(counts.max() if contest.sign > 0 else counts.min())
        above.append(contest.always + (met if met == bound else _solved(program)))
    return above


def _program(contest: _Contest, whole: np.ndarray, tolerance: float) -> _Program:
    rivals, sign = len(contest.distance), contest.sign
    # One that counts is ahead, and one that does not demands nothing; with sign -1 the reverse.
    rows = np.hstack([sign * contest.distance, np.diag(contest.furthest - contest.ahead)])
    yes = np.concatenate([np.zeros(len(whole)), np.ones(rivals)])
    return _Program(
        rows,
        contest.furthest if sign > 0 else np.full(rivals, -contest.ahead),
        np.concatenate([whole * (1 - tolerance), np.zeros(rivals)]),
        np.concatenate([whole * (1 + tolerance), np.ones(rivals)]),
        yes,
        sign * yes,
    )


def _loosened(programs: Sequence[_Program]) -> list[np.ndarray]:
    """The solution of each program in which a yes may be a fraction: all in one, since they share
    nothing."""
    ends = np.cumsum([len(program.yes) for program in programs])[:-1]
    loose = linprog(
        -np.concatenate([program.gain for program in programs]),
        A_ub=-sparse.block_diag([program.rows for program in programs], format="csr"),
        b_ub=-np.concatenate([program.at_least for program in programs]),
        A_eq=sparse.block_diag([[1 - program.yes] for program in programs], format="csr"),
        b_eq=np.ones(len(programs)),
        bounds=np.concatenate([np.column_stack([each.low, each.high]) for each in programs]),
    )
    return np.split(_of(loose), ends)


def _solved(program: _Program) -> int:
    """How many of the rivals decided on stand above: the program itself."""
    exact = milp(
        -program.gain,
        constraints=[
            LinearConstraint(program.rows, lb=program.at_least),
            LinearConstraint(1 - program.yes, lb=1, ub=1),
        ],
        bounds=Bounds(program.low, program.high),
        integrality=program.yes,
        options={"mip_rel_gap": 0},
    )
    return round(float(_of(exact) @ program.yes))


def _of(result: OptimizeResult) -> np.ndarray:
    """The solution of a program."""
    if result.x is None:
        raise ArithmeticError(f"no ranks found: {result.message}")
    solution: np.ndarray = result.x
    return solution


def draw_weights(
    whole: np.ndarray, draws: int = DRAWS, *, tolerance: float = TOLERANCE, seed: int = SEED
) -> np.ndarray:
    """Random weights (draws × m) that sum to 1, even over all that the tolerance allows.

    All but one are drawn evenly, the last is what is left to 1; draws in which it is out of reach
    are drawn again, which keeps the others even.
    """
    if len(whole) == 1:
        return np.ones((draws, 1))
    random = np.random.default_rng(seed)
    # The widest one is what is left: it takes up most draws.
    last = int(np.argmax(whole))
    free = np.delete(np.arange(len(whole)), last)
    kept: list[np.ndarray] = []
    have = 0
    while have < draws:
        drawn = np.empty((2 * draws, len(whole)))
        low, high = whole[free] * (1 - tolerance), whole[free] * (1 + tolerance)
        drawn[:, free] = random.uniform(low, high, (2 * draws, len(free)))
        drawn[:, last] = 1 - drawn[:, free].sum(axis=1)
        fits = np.abs(drawn[:, last] - whole[last]) <= whole[last] * tolerance + SAME
        kept.append(drawn[fits])
        have += int(fits.sum())
    return np.concatenate(kept)[:draws]


def spreads(
    field: Field, draws: int = DRAWS, *, tolerance: float = TOLERANCE, seed: int = SEED
) -> tuple[Spread, ...]:
    """The percentiles of every unit's rank over random weights; the same seed, the same result."""
    weights = draw_weights(field.whole, draws, tolerance=tolerance, seed=seed)
    drawn = ranks(weighed(weights, field.shares))
    found = np.percentile(drawn, PERCENTILES, axis=0, method="inverted_cdf").astype(int)
    return tuple(
        Spread(code, *(int(value) for value in column))
        for code, column in zip(field.unit_codes, found.T, strict=True)
    )


def left_out(field: Field, unit_code: str) -> dict[str, int]:
    """The rank of a unit when one component is left out, the others keeping their proportions."""
    home = field.unit_codes.index(unit_code)
    found = {}
    for number, component in enumerate(field.components):
        kept = np.arange(len(field.components)) != number
        if not kept.any():
            continue
        scores = field.shares[:, kept] @ (field.whole[kept] / field.whole[kept].sum())
        found[component] = int(ranks(scores)[home])
    return found


def influences(
    field: Field,
    unit_code: str,
    *,
    tolerance: float = TOLERANCE,
    draws: int = 1024,
    seed: int = SEED,
) -> tuple[Influence, ...]:
    """Sobol indices of a unit's rank over the weights, with bootstrap limits.

    Each weight is moved by itself, evenly within the tolerance, then all are scaled to sum to 1.
    draws: a power of 2. Sobol (2001), Saltelli et al. (2010), as in scipy.stats.sobol_indices.
    """
    home = field.unit_codes.index(unit_code)

    def rank(moved: np.ndarray) -> np.ndarray:
        weights = moved * field.whole
        weights /= weights.sum(axis=-1, keepdims=True)
        steps = np.round(weighed(weights, field.shares) / SAME)
        ahead: np.ndarray = (steps > steps[..., [home]]).sum(axis=-1)
        return 1.0 + ahead

    random = np.random.default_rng(seed)
    parts = len(field.components)
    probe = rank(random.uniform(1 - tolerance, 1 + tolerance, (parts, 512)).T)
    if parts < 2 or probe.std() == 0:
        return tuple(Influence(code, *[None] * 6) for code in field.components)
    # Two samples, and the first with one column after the other taken from the second.
    sample = stats.qmc.Sobol(d=2 * parts, rng=random).random(draws)
    one, other = np.split(1 + tolerance * (2 * sample - 1), 2, axis=1)
    mixed = [np.where(np.arange(parts) == number, other, one) for number in range(parts)]
    values = rank(np.concatenate([one, other, *mixed])).reshape(parts + 2, draws)
    found = sobol_indices(values, np.ones((1, draws)))
    picked = random.integers(0, draws, (RESAMPLES, draws))
    taken = np.array([np.bincount(each, minlength=draws) for each in picked], dtype=float)
    limits: np.ndarray = np.percentile(sobol_indices(values, taken), (2.5, 97.5), axis=-1)
    first, total = (np.column_stack([found[index][:, 0], *limits[:, index]]) for index in range(2))
    return tuple(
        Influence(component, *map(float, first[number]), *map(float, total[number]))
        for number, component in enumerate(field.components)
    )


def sobol_indices(values: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """First-order and total Sobol indices: 2 × m × resamples; 0 where nothing varies.

    values: what is asked about, (2 + m) × draws: at two samples, and at the first with one of its
    m columns after the other taken from the second. taken: resamples × draws, how often a draw is
    in. The formulas of scipy.stats.sobol_indices, which takes one resample at a time.
    """
    (one, other), mixed = values[:2], values[2:]
    moved = mixed - one
    summed = np.vstack([one, other, one**2, other**2, moved, other * moved, moved**2])
    means = weighed(summed, taken) / taken[0].sum()
    centre = means[:2].mean(axis=0)
    variance = means[2:4].mean(axis=0) - centre**2
    of_moved, with_other, squared = np.split(means[4:], 3)
    with np.errstate(all="ignore"):
        indices = np.stack([with_other - centre * of_moved, squared / 2]) / variance
    return np.where(np.isfinite(indices), indices, 0)


def agreement(before: Sequence[int], after: Sequence[int]) -> float | None:
    """Kendall's tau-b of two rankings of the same units; None below two units or where all tie."""
    if len(before) != len(after):
        raise ValueError("rankings of different units")
    if len(before) < 2:
        return None
    tau = stats.kendalltau(before, after).statistic
    return None if np.isnan(tau) else float(tau)
