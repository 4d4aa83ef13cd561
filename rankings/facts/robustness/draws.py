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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import Bounds, LinearConstraint, milp

TOLERANCE = 0.25
DRAWS = 20_000
SEED = 766
# Scores nearer than this, of a whole of 1, are the same: far below a published decimal.
SAME = 1e-9
# What the solver must keep apart: far above its own tolerance, a tenth of a published decimal.
APART = 1e-5
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


def ranks(scores: np.ndarray) -> np.ndarray:
    """Competition ranks along the last axis, 1 the highest; scores nearer than SAME tie."""
    steps = np.round(scores / SAME)
    best_first = -np.sort(-steps, axis=-1)
    if steps.ndim == 1:
        return 1 + np.searchsorted(-best_first, -steps, side="left")
    order = np.argsort(-steps, axis=-1, kind="stable")
    in_order = np.take_along_axis(steps, order, axis=-1)
    places = np.broadcast_to(np.arange(1, steps.shape[-1] + 1), steps.shape)
    starts = np.ones(steps.shape, dtype=bool)
    starts[..., 1:] = in_order[..., 1:] != in_order[..., :-1]
    shared = np.maximum.accumulate(np.where(starts, places, 0), axis=-1)
    found = np.empty(steps.shape, dtype=int)
    np.put_along_axis(found, order, shared, axis=-1)
    return found


def extremes(
    field: Field, unit_code: str, *, tolerance: float = TOLERANCE, apart: float = APART
) -> Extremes:
    """The best and the worst rank of a unit over all weights within the tolerance.

    One mixed-integer program each, with a yes or no per rival: whether it stands above. Programs
    per rival would not do, since the weights that hold one rival down may lift another. A rival
    counts as above from `apart` on.
    """
    home = field.unit_codes.index(unit_code)
    distance = np.delete(field.shares - field.shares[home], home, axis=0)
    now = ranks(field.shares @ field.whole)[home]
    best = 1 + _above(distance, field.whole, tolerance, apart, most=False)
    worst = 1 + _above(distance, field.whole, tolerance, apart, most=True)
    return Extremes(unit_code, int(now), min(best, int(now)), max(worst, int(now)))


def _above(
    distance: np.ndarray, whole: np.ndarray, tolerance: float, apart: float, *, most: bool
) -> int:
    """The least or most rivals above: distance is rivals × components, rival minus unit."""
    rivals, parts = distance.shape
    if rivals == 0:
        return 0
    # In hundredths, so that the solver's tolerance is small beside what is told apart.
    distance, apart = distance * 100, apart * 100
    reach = np.maximum(np.abs(distance) @ (whole * (1 + tolerance)), 1)
    # Variables: the weights, then a yes (1) or no (0) per rival.
    if most:
        # A rival that counts is ahead by `apart` at least.
        rows = np.hstack([distance, -np.diag(reach + apart)])
        ahead = LinearConstraint(rows, lb=-reach)
    else:
        # A rival that does not count is not ahead.
        ahead = LinearConstraint(np.hstack([distance, -np.diag(reach)]), ub=0)
    one = LinearConstraint(np.concatenate([np.ones(parts), np.zeros(rivals)]), lb=1, ub=1)
    bounds = Bounds(
        np.concatenate([whole * (1 - tolerance), np.zeros(rivals)]),
        np.concatenate([whole * (1 + tolerance), np.ones(rivals)]),
    )
    count = np.concatenate([np.zeros(parts), np.full(rivals, -1.0 if most else 1.0)])
    yes_or_no = np.concatenate([np.zeros(parts), np.ones(rivals)])
    found = milp(
        count,
        constraints=[ahead, one],
        bounds=bounds,
        integrality=yes_or_no,
        options={"mip_rel_gap": 0},
    )
    if found.x is None:
        raise ArithmeticError(f"no ranks found: {found.message}")
    ranks: float = abs(found.fun)
    return round(ranks)


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
    drawn = ranks(weights @ field.shares.T)
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
        weights = moved.T * field.whole
        weights /= weights.sum(axis=1, keepdims=True)
        return ranks(weights @ field.shares.T)[:, home].astype(float)[None, :]

    random = np.random.default_rng(seed)
    probe = rank(random.uniform(1 - tolerance, 1 + tolerance, (len(field.components), 512)))
    if len(field.components) < 2 or probe.std() == 0:
        return tuple(Influence(code, *[None] * 6) for code in field.components)
    # Two samples, and the first with one column after the other taken from the second.
    parts = len(field.components)
    sample = stats.qmc.Sobol(d=2 * parts, rng=random).random(draws)
    one, other = np.split(1 + tolerance * (2 * sample - 1), 2, axis=1)
    mixed = [np.where(np.arange(parts) == number, other, one) for number in range(parts)]
    values = {
        "f_A": rank(one.T),
        "f_B": rank(other.T),
        "f_AB": np.stack([rank(moved.T) for moved in mixed]),
    }
    found = stats.sobol_indices(func=values, n=draws)
    # Not the library's own bootstrap: that one cannot be given a seed.
    again = []
    with np.errstate(all="ignore"):
        for picked in random.integers(0, draws, (RESAMPLES, draws)):
            drawn = {name: value[..., picked] for name, value in values.items()}
            indices = stats.sobol_indices(func=drawn, n=draws)
            again.append((np.ravel(indices.first_order), np.ravel(indices.total_order)))
    limits: np.ndarray = np.nanpercentile(np.array(again), (2.5, 97.5), axis=0)
    first, total = (
        np.column_stack([np.ravel(index), *limits[:, number]])
        for number, index in enumerate((found.first_order, found.total_order))
    )
    return tuple(
        Influence(component, *map(float, first[number]), *map(float, total[number]))
        for number, component in enumerate(field.components)
    )


def agreement(before: Sequence[int], after: Sequence[int]) -> float | None:
    """Kendall's tau-b of two rankings of the same units; None below two units or where all tie."""
    if len(before) != len(after):
        raise ValueError("rankings of different units")
    if len(before) < 2:
        return None
    tau = stats.kendalltau(before, after).statistic
    return None if np.isnan(tau) else float(tau)
