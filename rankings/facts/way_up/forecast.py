"""Where the cut line moves: a fan of what may be, from how all units have moved together so far.

A history is the total scores of every unit in n complete editions of one method and period type.
What a unit gained between two editions is taken as a drift per day and a shock per square root of
a day. Of a figure counted from the start of the year, a day weighs one part in the days counted:
gains are multiplied by the days counted, and divided by them again, so that they shrink as the year
goes. A shock is what all units share (the median of the field) and what is a unit's own; both are
drawn anew from the intervals seen, the shared one for all units at once. An own shock beyond 4
robust deviations is a re-scoring: no such shock is drawn. No score leaves the scale.

Nothing is said beyond a horizon as long as the span seen, with fewer than MIN_EDITIONS editions, or
where a back-test does not beat "nothing changes". The same seed gives the same result.

After Efron and Tibshirani (1993), "An introduction to the bootstrap", chapters 8 and 9; Gneiting
and Raftery (2007), "Strictly proper scoring rules, prediction, and estimation".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

MIN_EDITIONS = 8
# A back-test starts with what three gains can tell.
FIRST_ORIGIN = 4
DRAWS = 4_000
BACKTEST_DRAWS = 1_000
SEED = 766
OUTLYING = 4 * 1.4826
# Where most units stand still the deviation is 0: shocks of so many printed steps are usual.
USUAL_STEPS = 20
SURE = 0.05**2
PERCENTILES = (5, 25, 50, 75, 95)
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class History:
    """scores: editions × units, oldest first, none missing; day: of each edition, rising.

    home: column of the home unit. cumulative: counted from the start of each year. low, high: ends
    of the scale. decimals: of a published score.
    """

    days: tuple[date, ...]
    scores: np.ndarray
    home: int
    cumulative: bool
    low: float = 0.0
    high: float = 100.0
    decimals: int = 2

    def __post_init__(self) -> None:
        if self.scores.ndim != 2 or len(self.days) != len(self.scores):
            raise ValueError("scores are not one row per edition")
        if np.isnan(self.scores).any():
            raise ValueError("a score is missing")
        if any(later <= earlier for earlier, later in zip(self.days, self.days[1:], strict=False)):
            raise ValueError("the days do not rise")

    def until(self, editions: int) -> "History":
        """The first editions only."""
        return replace(self, days=self.days[:editions], scores=self.scores[:editions])


@dataclass(frozen=True)
class Fan:
    """The cut line and the home unit at a date, over all draws.

    line, home: percentiles 5, 25, 50, 75 and 95. inside: share of the draws in which home is inside
    the limit. per_month_50, per_month_80: points a month with which home is inside in 50 % and 80 %
    of the draws of the others (0: none needed).
    """

    day: date
    line: tuple[float, ...]
    home: tuple[float, ...]
    inside: float
    per_month_50: float
    per_month_80: float


@dataclass(frozen=True)
class BackTest:
    """One edition ahead from each earlier one: as it would have been told, against what came.

    brier, brier_unchanged: mean squared error of the probability of being inside, of the forecast
    and of "nothing changes". crps, crps_unchanged: the same of the cut line, in points (for one
    that names one value: the mean absolute error). coverage: share of lines within the 5 to 95 %
    interval.
    """

    origins: int
    brier: float
    brier_unchanged: float
    crps: float
    crps_unchanged: float
    coverage: float

    @property
    def better(self) -> bool:
        """True when the line is told better than by "nothing changes", and inside no worse.

        Where nobody ever crosses the line "nothing changes" is always right about inside; telling
        95 % there is no worse.
        """
        return self.crps < self.crps_unchanged and self.brier <= self.brier_unchanged + SURE


@dataclass(frozen=True)
class Forecast:
    """reason: None when there is a fan; few_editions | beyond_span | not_ahead | not_better."""

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
    known = Forecast(None, editions, span, horizon)
    if editions < MIN_EDITIONS:
        return replace(known, reason="few_editions")
    if horizon <= 0:
        return replace(known, reason="not_ahead")
    if horizon > span:
        return replace(known, reason="beyond_span")
    tested = back_test(history, limit, seed=seed)
    if not tested.better:
        return replace(known, reason="not_better", back_test=tested)
    drawn = simulate(history, day, draws=draws, seed=seed)
    return replace(known, fan=_fan(history, limit, day, drawn), back_test=tested)


def simulate(history: History, day: date, *, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Scores at a day (draws × units), rounded as they are published."""
    random = np.random.default_rng(seed)
    moves = _moves(history)
    step = max(1, round(float(np.median(moves.lengths))))
    stops = _stops(history.days[-1], day, step)
    units = history.scores.shape[1]
    scores = np.repeat(history.scores[-1:], draws, axis=0)
    before = history.days[-1]
    columns = np.arange(units)
    for stop in stops:
        length = (stop - before).days
        shared = moves.shared[random.integers(0, len(moves.shared), draws)]
        own = moves.own[random.integers(0, len(moves.own), (draws, units)), columns]
        gain = moves.drift * length + (shared[:, None] + own) * np.sqrt(length)
        scores = np.clip(scores + gain / _counted(history, stop), history.low, history.high)
        before = stop
    return np.round(scores, history.decimals)


def back_test(
    history: History, limit: int, *, draws: int = BACKTEST_DRAWS, seed: int = SEED
) -> BackTest:
    """Forecast each edition from those before it, from the fifth on."""
    rows = []
    for origin in range(FIRST_ORIGIN, len(history.days)):
        known = history.until(origin)
        drawn = simulate(known, history.days[origin], draws=draws, seed=seed + origin)
        came, was = history.scores[origin], known.scores[-1]
        lines = _lines(drawn, history.home, limit)
        line, line_before = (_lines(row[None], history.home, limit)[0] for row in (came, was))
        inside = float(came[history.home] >= line)
        told = float((drawn[:, history.home] >= lines).mean())
        unchanged = float(was[history.home] >= line_before)
        low, high = np.percentile(lines, (PERCENTILES[0], PERCENTILES[-1]))
        rows.append(
            (
                (told - inside) ** 2,
                (unchanged - inside) ** 2,
                _crps(lines, line),
                abs(line_before - line),
                float(low <= line <= high),
            )
        )
    return BackTest(len(rows), *(float(value) for value in np.mean(rows, axis=0)))


# --- How units have moved -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Moves:
    """lengths: days of each interval; drift: per day, a value per unit; shared, own: shocks.

    All times the days counted where figures are counted from the start of the year.
    """

    lengths: np.ndarray
    drift: np.ndarray
    shared: np.ndarray
    own: np.ndarray


def _moves(history: History) -> _Moves:
    """Intervals over the turn of a year say nothing of a count that starts anew there."""
    kept = [
        number
        for number in range(1, len(history.days))
        if not history.cumulative or history.days[number].year == history.days[number - 1].year
    ]
    lengths = np.array([(history.days[n] - history.days[n - 1]).days for n in kept], dtype=float)
    counted = np.array([_counted(history, history.days[n]) for n in kept])
    gains = np.array([history.scores[n] - history.scores[n - 1] for n in kept]) * counted[:, None]
    per_day = gains / lengths[:, None]
    # The drift of the field, one for all: few intervals tell none of a unit by itself.
    drift = np.full(gains.shape[1], float(np.median(per_day)))
    shocks = (gains - drift * lengths[:, None]) / np.sqrt(lengths)[:, None]
    shared = np.median(shocks, axis=1)
    own = shocks - shared[:, None]
    usual = USUAL_STEPS / 10**history.decimals * counted[:, None] / np.sqrt(lengths)[:, None]
    reach = np.maximum(OUTLYING * np.median(np.abs(own - np.median(own))), usual)
    return _Moves(lengths, drift, shared, np.where(np.abs(own) <= reach, own, 0.0))


def _counted(history: History, day: date) -> float:
    """Days that a figure of a day counts, where it is counted from the start of the year."""
    return float((day - date(day.year, 1, 1)).days + 1) if history.cumulative else 1.0


def _stops(start: date, end: date, step: int) -> list[date]:
    """Days on the way, about a step apart, the last being the end."""
    parts = max(1, round((end - start).days / step))
    return [start + (end - start) * part // parts for part in range(1, parts + 1)]


def _lines(drawn: np.ndarray, home: int, limit: int) -> np.ndarray:
    """The k-th best of the others in each row; the lowest there is when there are fewer."""
    others = np.delete(drawn, home, axis=1)
    if others.shape[1] < limit:
        return np.full(len(drawn), -np.inf)
    return np.partition(others, others.shape[1] - limit, axis=1)[:, others.shape[1] - limit]


def _fan(history: History, limit: int, day: date, drawn: np.ndarray) -> Fan:
    lines = _lines(drawn, history.home, limit)
    now = history.scores[-1, history.home]
    months = (day - history.days[-1]).days / DAYS_PER_MONTH
    needed: Sequence[float] = [
        max(0.0, float(np.percentile(lines, share, method="inverted_cdf")) - now) / months
        for share in (50, 80)
    ]
    return Fan(
        day=day,
        line=tuple(float(value) for value in np.percentile(lines, PERCENTILES)),
        home=tuple(float(value) for value in np.percentile(drawn[:, history.home], PERCENTILES)),
        inside=float((drawn[:, history.home] >= lines).mean()),
        per_month_50=needed[0],
        per_month_80=needed[1],
    )


def _crps(drawn: np.ndarray, came: float) -> float:
    """Continuous ranked probability score of draws: mean |x - y| less half the mean |x - x'|."""
    in_order = np.sort(drawn)
    n = len(in_order)
    between = float((in_order * (2 * np.arange(1, n + 1) - n - 1)).sum()) / n**2
    return float(np.abs(drawn - came).mean()) - between
