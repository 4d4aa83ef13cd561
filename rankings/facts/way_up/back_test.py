"""Whether a forecast beats "nothing changes" at the horizon that is told, by more than chance.

From each earlier edition with three gains before it, the edition that lies nearest to the horizon
after it is forecast twice, from nothing later than the first: by the drift and shocks of that day,
and by shocks alone ("nothing changes", a fan too). Both get the same score, the continuous ranked
probability score, for the cut line and for home.

A few overlapping spans are easily told better by luck. So the same test is run on worlds that have
the shocks of this one and no drift; the forecast must beat "nothing changes" by more than it does
in nearly all of these.

After Gneiting and Raftery (2007), "Strictly proper scoring rules, prediction, and estimation",
Journal of the American Statistical Association 102, section 4.2; Tashman (2000), "Out-of-sample
tests of forecasting accuracy", International Journal of Forecasting 16; Davison and Hinkley (1997),
"Bootstrap methods and their application", section 4.2, for the test by simulated worlds.
"""

from dataclasses import dataclass

import numpy as np

from rankings.facts.way_up import drift
from rankings.facts.way_up.drift import Weights
from rankings.facts.way_up.field import History, lines, moves, published

SEED = 766
PERCENTILES = (5, 25, 50, 75, 95)
# How sure one must be that the forecast beats "nothing changes": of worlds without any drift so
# many seem to have one.
CHANCE = 0.05
# A back-test starts with what three gains can tell.
FIRST_ORIGIN = 3
# How far a span tested may be from the horizon asked for, as a share of that.
NEAR = 0.25
# Worlds without drift, and draws in each of their fans.
WORLDS, WORLD_DRAWS = 199, 100
ORIGIN_DRAWS = 1_000


@dataclass(frozen=True)
class BackTest:
    """The same horizon from earlier editions: as it would have been told, against what came.

    Both sides are fans: that of the forecast, and that of "nothing changes", with the same kind of
    shocks but no drift. horizon_days: the mean of the spans tested. brier, brier_unchanged: mean
    squared error of the probability of being inside. crps, crps_unchanged: of the cut line, and
    home_crps, home_crps_unchanged of the home unit, in points. coverage: share of lines within the
    5 to 95 % interval. chance: share of worlds without any drift, otherwise like this one, in which
    the forecast would beat "nothing changes" by as much.
    """

    origins: int
    horizon_days: float
    brier: float
    brier_unchanged: float
    crps: float
    crps_unchanged: float
    home_crps: float
    home_crps_unchanged: float
    coverage: float
    chance: float

    @property
    def better(self) -> bool:
        """True when line and home are told better than by "nothing changes", the line by itself no
        worse, and by more than chance would bring about."""
        both = self.crps + self.home_crps
        unchanged = self.crps_unchanged + self.home_crps_unchanged
        return both < unchanged and self.crps <= self.crps_unchanged and self.chance <= CHANCE


@dataclass(frozen=True)
class _Scores:
    """Errors of a forecast and of "nothing changes": arrays of a value per world."""

    brier: np.ndarray
    crps: np.ndarray
    home_crps: np.ndarray
    covered: np.ndarray


def spans(history: History, horizon: int) -> list[tuple[int, int]]:
    """Editions from and to whose distance comes near to a horizon in days, by their numbers."""
    days = np.array([day.toordinal() for day in history.days])
    pairs = []
    for origin in range(FIRST_ORIGIN, len(days) - 1):
        later = np.arange(origin + 1, len(days))
        off = np.abs(days[later] - days[origin] - horizon)
        target = int(later[off.argmin()])
        if off.min() <= NEAR * horizon and history.kept[origin:target].all():
            pairs.append((origin, target))
    return [pair for pair in pairs if history.kept[: pair[0]].sum() >= FIRST_ORIGIN]


def back_test(history: History, limit: int, horizon: int, *, seed: int = SEED) -> BackTest | None:
    """How the forecast did at a horizon of so many days; None where no span of editions is like
    it."""
    pairs = spans(history, horizon)
    if not pairs:
        return None
    random = np.random.default_rng(seed)
    seen = history.scores[None]
    drifting = _tested(history, seen, limit, pairs, ORIGIN_DRAWS, random, drifting=True)
    still = _tested(history, seen, limit, pairs, ORIGIN_DRAWS, random, drifting=False)
    worlds = _still_worlds(history, random)
    in_worlds = [
        _tested(history, worlds, limit, pairs, WORLD_DRAWS, random, drifting=moving)
        for moving in (True, False)
    ]
    as_good = int((_skill(*in_worlds) >= _skill(drifting, still)).sum())
    lengths = [(history.days[target] - history.days[origin]).days for origin, target in pairs]
    return BackTest(
        origins=len(pairs),
        horizon_days=float(np.mean(lengths)),
        brier=float(drifting.brier[0]),
        brier_unchanged=float(still.brier[0]),
        crps=float(drifting.crps[0]),
        crps_unchanged=float(still.crps[0]),
        home_crps=float(drifting.home_crps[0]),
        home_crps_unchanged=float(still.home_crps[0]),
        coverage=float(drifting.covered[0]),
        chance=(1 + as_good) / (1 + WORLDS),
    )


def _skill(forecast: _Scores, still: _Scores) -> np.ndarray:
    """By which share of its error "nothing changes" is beaten; 0 where it makes none."""
    error = still.crps + still.home_crps
    beaten = error - forecast.crps - forecast.home_crps
    result: np.ndarray = np.divide(beaten, error, out=np.zeros_like(error), where=error > 0)
    return result


def _still_worlds(history: History, random: np.random.Generator) -> np.ndarray:
    """Histories (worlds × editions × units) of the shocks seen and no drift, from the same start.

    Over the turn of a year where the count starts anew the step is the one that was seen.
    """
    seen = moves(history)
    root = np.sqrt(drift.weights(history.days, cumulative=history.cumulative).variance)
    steps, units = len(history.days) - 1, history.scores.shape[1]
    shared = np.sqrt(seen.shared_variance) * random.standard_normal((WORLDS, steps, 1))
    own = np.sqrt(seen.own_variance) * random.standard_normal((WORLDS, steps, units))
    gains = (shared + own) * root[:, None]
    gains = np.where(history.kept[:, None], gains, np.diff(history.scores, axis=0))
    start = np.zeros((WORLDS, 1, units))
    worlds: np.ndarray = history.scores[0] + np.concatenate(
        [start, np.cumsum(gains, axis=1)], axis=1
    )
    return worlds


def _tested(
    history: History,
    worlds: np.ndarray,
    limit: int,
    pairs: list[tuple[int, int]],
    draws: int,
    random: np.random.Generator,
    *,
    drifting: bool,
) -> _Scores:
    """The mean errors over all spans, in each world (worlds × editions × units)."""
    weight = drift.weights(history.days, cumulative=history.cumulative)
    gains = np.diff(worlds, axis=1)
    errors = []
    for origin, target in pairs:
        kept = history.kept.copy()
        kept[origin:] = False
        known = drift.fitted(gains[:, kept], weight.at(kept), step=history.step, drifting=drifting)
        over = slice(origin, target)
        ahead = Weights(*(part[over].sum(keepdims=True) for part in _parts(weight)))
        scores = worlds[:, origin, None] + drift.drawn(known, ahead, draws, random)
        errors.append(_errors(history, published(history, scores), worlds[:, target], limit))
    return _Scores(*np.mean(errors, axis=0))


def _parts(weight: Weights) -> tuple[np.ndarray, np.ndarray]:
    return weight.drift, weight.variance


def _errors(history: History, drawn: np.ndarray, came: np.ndarray, limit: int) -> list[np.ndarray]:
    """Brier score, CRPS of the line and of home, and whether the line was covered, per world."""
    drawn_lines, line = (lines(scores, history.home, limit) for scores in (drawn, came))
    drawn_home, home = drawn[..., history.home], came[..., history.home]
    low, high = np.percentile(drawn_lines, (PERCENTILES[0], PERCENTILES[-1]), axis=-1)
    inside = (drawn_home >= drawn_lines).mean(axis=-1) - (home >= line)
    return [
        inside**2,
        crps(drawn_lines, line),
        crps(drawn_home, home),
        ((low <= line) & (line <= high)).astype(float),
    ]


def crps(drawn: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of draws (… × draws): mean |x - y| less half the mean
    |x - x'|."""
    in_order = np.sort(drawn, axis=-1)
    n = in_order.shape[-1]
    between = (in_order * (2 * np.arange(1, n + 1) - n - 1)).sum(axis=-1) / n**2
    result: np.ndarray = np.abs(drawn - came[..., None]).mean(axis=-1) - between
    return result
