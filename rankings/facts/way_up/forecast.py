"""Where the cut line moves: a fan of what may be, from how all units have moved together so far.

A history is the total scores of every unit in n complete editions of one method and period type.
Their drift and shocks are fitted and drawn anew (rankings.facts.way_up.drift). No score leaves the
scale.

Nothing is said beyond a horizon as long as the span seen, over the turn of a year of a count that
starts anew there, with fewer than MIN_EDITIONS editions, where no two of these lie about as far
apart as the day asked for, or where the back-test at that horizon does not beat "nothing changes"
by more than chance would (rankings.facts.way_up.back_test). The same seed gives the same result.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from rankings.facts.way_up import drift
from rankings.facts.way_up.back_test import PERCENTILES, SEED, BackTest, back_test
from rankings.facts.way_up.drift import Weights
from rankings.facts.way_up.field import History, lines, moves, published

MIN_EDITIONS = 8
DRAWS = 4_000
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Fan:
    """The cut line and the home unit at a date, over all draws.

    line, home: percentiles 5, 25, 50, 75 and 95. inside: share of the draws in which home is inside
    the limit. per_month_50, per_month_80: points a month with which home is inside in 50 % and 80 %
    of the draws of the others (0: none needed, as it is inside in as many anyway).
    """

    day: date
    line: tuple[float, ...]
    home: tuple[float, ...]
    inside: float
    per_month_50: float
    per_month_80: float


@dataclass(frozen=True)
class Forecast:
    """reason: None when there is a fan; few_editions | not_ahead | beyond_year | beyond_span |
    untested | not_better."""

    reason: str | None
    editions: int
    span_days: int
    horizon_days: int
    fan: Fan | None = None
    back_test: BackTest | None = None


def forecast(
    history: History, limit: int, day: date, *, draws: int = DRAWS, seed: int = SEED
) -> Forecast:
    """The fan at a day, or why there is none. Raises ValueError for a limit below 1."""
    if limit < 1:
        raise ValueError("limit below 1")
    editions = len(history.days)
    span = (history.days[-1] - history.days[0]).days if editions else 0
    horizon = (day - history.days[-1]).days if editions else 0
    known = Forecast(why_none(history, day), editions, span, horizon)
    if known.reason is not None:
        return known
    tested = back_test(history, limit, horizon, seed=seed)
    if tested is None:
        return replace(known, reason="untested")
    if not tested.better:
        return replace(known, reason="not_better", back_test=tested)
    return replace(known, fan=fan(history, limit, day, draws=draws, seed=seed), back_test=tested)


def why_none(history: History, day: date) -> str | None:
    """Why nothing can be told of a day, before anything is tested; None where it can."""
    last = history.days[-1] if history.days else day
    if len(history.days) < MIN_EDITIONS:
        return "few_editions"
    if day <= last:
        return "not_ahead"
    if history.cumulative and day.year != last.year:
        return "beyond_year"
    return "beyond_span" if day - last > last - history.days[0] else None


def simulate(history: History, day: date, *, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Scores at a day (draws × units), rounded as they are published."""
    gains = drift.drawn(moves(history), ahead(history, day), draws, np.random.default_rng(seed))
    return published(history, history.scores[-1] + gains)


def ahead(history: History, day: date) -> Weights:
    """The weights of the days from the last edition to a day."""
    return drift.weights((history.days[-1], day), cumulative=history.cumulative)


def fan(history: History, limit: int, day: date, *, draws: int = DRAWS, seed: int = SEED) -> Fan:
    """The fan at a day, whether it beats "nothing changes" or not. Raises ValueError for a limit
    below 1."""
    if limit < 1:
        raise ValueError("limit below 1")
    scores = simulate(history, day, draws=draws, seed=seed)
    line, home = lines(scores, history.home, limit), scores[:, history.home]
    now = history.scores[-1, history.home]
    months = (day - history.days[-1]).days / DAYS_PER_MONTH
    inside = float((home >= line).mean())
    needed: Sequence[float] = [
        0.0
        if inside >= share / 100
        else max(0.0, float(np.percentile(line, share, method="inverted_cdf")) - now) / months
        for share in (50, 80)
    ]
    return Fan(
        day=day,
        line=tuple(float(value) for value in np.percentile(line, PERCENTILES)),
        home=tuple(float(value) for value in np.percentile(home, PERCENTILES)),
        inside=inside,
        per_month_50=needed[0],
        per_month_80=needed[1],
    )
