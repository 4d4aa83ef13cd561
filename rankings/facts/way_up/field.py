"""The total scores of all units over the editions, and what they make: drift, cut line, print."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from rankings.facts.way_up import drift
from rankings.facts.way_up.drift import Moves


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

    @property
    def step(self) -> float:
        """The smallest difference that is printed."""
        return float(10.0**-self.decimals)

    @property
    def kept(self) -> np.ndarray:
        """Which intervals tell of gains: none over the turn of a year where the count starts anew
        there."""
        pairs = zip(self.days, self.days[1:], strict=False)
        return np.array(
            [not self.cumulative or before.year == day.year for before, day in pairs], dtype=bool
        )


def moves(history: History) -> Moves:
    """Drift and shocks of all units, from the gains between the editions."""
    weight = drift.weights(history.days, cumulative=history.cumulative).at(history.kept)
    return drift.fitted(np.diff(history.scores, axis=0)[history.kept], weight, step=history.step)


def published(history: History, scores: np.ndarray) -> np.ndarray:
    """Scores as they would be printed: on the scale, with its decimals."""
    printed: np.ndarray = np.round(np.clip(scores, history.low, history.high), history.decimals)
    return printed


def lines(scores: np.ndarray, home: int, limit: int) -> np.ndarray:
    """The k-th best of the others (… × units -> …); the lowest there is when there are fewer."""
    others = np.delete(scores, home, axis=-1)
    if others.shape[-1] < limit:
        return np.full(scores.shape[:-1], -np.inf)
    at = others.shape[-1] - limit
    result: np.ndarray = np.partition(others, at, axis=-1)[..., at]
    return result
