"""How the scores of all units move together: a drift and shocks, fitted to gains and drawn anew.

What a unit gains in a day is a drift and a shock; each is the sum of what all units share (the
median of the field) and what is a unit's own. Of a figure counted from the start of the year a day
weighs one part in the days counted: gains shrink as the year goes (`Weights`).

Nothing that is estimated is taken as known. The variance of the shared shocks, and those of each
unit's own, are drawn from their scaled inverse chi-squared distributions, a unit's being drawn
towards that of the field by as much as the units are alike; the shared drift from a normal
distribution around its estimate; the own drifts from a hierarchical normal model whose spread is
drawn too (on a grid, a flat prior): where all units drift alike, a unit's own few gains say little.
An own shock beyond 4 robust deviations is a re-scoring: it is neither fitted nor drawn.

After Gelman et al. (2013), "Bayesian Data Analysis", 3rd edition, sections 3.2 and 5.4; Smyth
(2004), "Linear models and empirical Bayes methods", Statistical Applications in Genetics and
Molecular Biology 3(1), section 6, for the variances of many units of few gains each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from scipy.special import digamma, polygamma

OUTLYING = 4 * 1.4826
# Where most units stand still the deviation is 0: shocks of so many printed steps are usual.
USUAL_STEPS = 20
# The spread of the units' drifts is looked for from nothing to so many times what is seen.
SPREADS = np.linspace(0, 2.5, 41)
# Degrees of freedom beyond which a variance is as good as known, and the least that is told apart.
KNOWN, APART = 1e4, 1e-4


@dataclass(frozen=True)
class Weights:
    """What one point of daily drift, and of daily variance, makes of a score: arrays of a value per
    interval. Both are the days between, but for a count from the start of the year."""

    drift: np.ndarray
    variance: np.ndarray

    def until(self, intervals: int) -> "Weights":
        """The first intervals only."""
        return Weights(self.drift[:intervals], self.variance[:intervals])

    def at(self, kept: np.ndarray) -> "Weights":
        """Some of the intervals."""
        return Weights(self.drift[kept], self.variance[kept])


@dataclass(frozen=True)
class Moves:
    """What is known of drift and shocks per day; arrays of leading axes, then units where `own`.

    shared, own: drifts. shared_variance, own_variance: of shocks, with `freedom` and `own_freedom`
    degrees. information: how many days' worth of shocks the drift was told from. drifting: False
    where the drift is held to be none.
    """

    shared: np.ndarray
    own: np.ndarray
    shared_variance: np.ndarray
    own_variance: np.ndarray
    freedom: int
    own_freedom: np.ndarray
    information: float
    drifting: bool


def weights(days: Sequence[date], *, cumulative: bool) -> Weights:
    """The weights of the intervals between days that rise; cumulative: counted within each year."""
    if not cumulative:
        lengths = np.diff([day.toordinal() for day in days]).astype(float)
        return Weights(lengths, lengths)
    drift, variance = [], []
    for before, day in pairwise(days):
        between = ((before + timedelta(n + 1)) for n in range((day - before).days))
        parts = np.array([1 / each.timetuple().tm_yday for each in between])
        drift.append(parts.sum())
        variance.append((parts**2).sum())
    return Weights(np.array(drift), np.array(variance))


def fitted(gains: np.ndarray, weight: Weights, *, step: float, drifting: bool = True) -> Moves:
    """What gains (… × intervals × units, in points) tell of drift and shocks.

    step: the smallest printed difference, in points. At least two intervals; ValueError else.
    """
    intervals = gains.shape[-2]
    if intervals < 2:
        raise ValueError("fewer than two gains")
    shared_gain = np.median(gains, axis=-1)
    own_gain = _usual(gains - shared_gain[..., None], weight, step)
    share = weight.drift / weight.variance
    information = float((weight.drift * share).sum())
    shared, own = np.zeros(shared_gain.shape[:-1]), np.zeros(own_gain[..., 0, :].shape)
    if drifting:
        shared = (shared_gain * share).sum(-1) / information
        own = (own_gain * share[:, None]).sum(-2) / information
    freedom = intervals - 1 if drifting else intervals
    # No variance is less than what rounding alone makes.
    least = step**2 / 12 / float(np.median(weight.variance))
    left = (shared_gain - shared[..., None] * weight.drift) ** 2 / weight.variance
    shared_variance = left.sum(-1) / freedom + least
    left = (own_gain - own[..., None, :] * weight.drift[:, None]) ** 2 / weight.variance[:, None]
    own_variance, own_freedom = _alike(left.sum(-2) / freedom + least, freedom)
    return Moves(
        *(shared, own, shared_variance, own_variance),
        freedom=freedom,
        own_freedom=own_freedom,
        information=information,
        drifting=drifting,
    )


def drawn(moves: Moves, ahead: Weights, draws: int, random: np.random.Generator) -> np.ndarray:
    """Gains over one interval ahead (… × draws × units), in points."""
    drift, shock = float(ahead.drift[0]), float(np.sqrt(ahead.variance[0]))
    size = (*moves.shared.shape, draws)
    variance = moves.shared_variance[..., None] * moves.freedom
    deviation = np.sqrt(variance / random.chisquare(moves.freedom, size))
    shared = shock * deviation * random.standard_normal(size)
    if moves.drifting:
        unsure = deviation / np.sqrt(moves.information) * random.standard_normal(size)
        shared += drift * (moves.shared[..., None] + unsure)
    own_size = (*size, moves.own.shape[-1])
    freedom = np.broadcast_to(moves.own_freedom[..., None, None], own_size)
    own_variance = moves.own_variance[..., None, :] * freedom / random.chisquare(freedom)
    own = shock * np.sqrt(own_variance) * random.standard_normal(own_size)
    if moves.drifting:
        own += drift * _own_drifts(moves, own_size, random)
    result: np.ndarray = own + shared[..., None]
    return result


def _own_drifts(moves: Moves, size: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    """Drifts of the units: their spread drawn from what the field tells, then each given it."""
    unsure = moves.own_variance / moves.information
    spreads = SPREADS * np.sqrt((moves.own**2).mean(-1))[..., None]
    both = spreads[..., None] ** 2 + unsure[..., None, :]
    evidence = -0.5 * (np.log(both) + moves.own[..., None, :] ** 2 / both).sum(-1)
    chance = np.cumsum(np.exp(evidence - evidence.max(-1, keepdims=True)), axis=-1)
    picked = random.random((*size[:-1], 1)) > (chance / chance[..., -1:])[..., None, :]
    spread = np.take_along_axis(spreads, picked.sum(-1), axis=-1)[..., None] ** 2
    kept = spread / (spread + unsure[..., None, :])
    noise = np.sqrt(kept * unsure[..., None, :]) * random.standard_normal(size)
    result: np.ndarray = kept * moves.own[..., None, :] + noise
    return result


def _usual(own_gain: np.ndarray, weight: Weights, step: float) -> np.ndarray:
    """Own gains without re-scorings, each of which becomes none."""
    root = np.sqrt(weight.variance)[:, None]
    shocks = own_gain / root
    axes = (-1, -2)
    middle = np.median(shocks, axis=axes, keepdims=True)
    deviation = np.median(np.abs(shocks - middle), axis=axes, keepdims=True)
    reach = np.maximum(OUTLYING * deviation, USUAL_STEPS * step / root)
    return np.where(np.abs(shocks) <= reach, own_gain, 0.0)


def _alike(variance: np.ndarray, freedom: int) -> tuple[np.ndarray, np.ndarray]:
    """Variances of units (… × units) drawn towards each other, and their degrees of freedom.

    How alike they are is told from the spread of their logarithms beyond what so few gains make:
    its excess is the trigamma function of half the degrees of freedom that the field is worth.
    """
    logs = np.log(variance) - digamma(freedom / 2) + np.log(freedom / 2)
    excess = np.maximum(logs.var(axis=-1, ddof=1) - polygamma(1, freedom / 2), APART)
    half = 0.5 + 1 / excess
    for _ in range(8):  # Newton's steps to the inverse of the trigamma function
        at = polygamma(1, half)
        half = np.maximum(half + at * (1 - at / excess) / polygamma(2, half), 1e-3)
    worth = np.minimum(2 * half, KNOWN)
    field = np.exp(logs.mean(-1) + digamma(worth / 2) - np.log(worth / 2))
    total = worth + freedom
    drawn_in = (worth * field)[..., None] + freedom * variance
    return drawn_in / total[..., None], total
