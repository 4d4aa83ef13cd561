"""Naive oracles for partial rankings: try every whole-number score each hidden unit could have.

Small fields only. Scores are whole numbers (decimals = 0). An end that moves when the scale is made
wider rests on the scale and not on a figure, so it counts as None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rankings.analysis.bounds import Interval, Standing

# Visible scores are 0 to 4. A hidden one is any whole number about there, or far off on one side.
NARROW = (-100, *range(-1, 6), 100)
WIDE = (-200, *range(-1, 6), 200)


@dataclass(frozen=True)
class Truth:
    """What holds in every score vector that agrees with the figures; None: there is no vector."""

    score: dict[str, Interval]
    ranks: dict[str, tuple[int, int]]
    cut_line: dict[tuple[str, int], Interval]
    gap: dict[tuple[str, int], Interval]
    next_below: dict[str, tuple[str, int] | None]


def evidence(standing: Standing) -> tuple[int | None, int | None]:
    """Return (score, rank) of a standing as whole numbers, nothing where it is disputed."""
    if standing.disputed:
        return None, None
    score = None if standing.score is None else int(standing.score)
    return score, None if standing.rank_basis == "computed" else standing.rank


def vectors(standings: Sequence[Standing], scale: Sequence[int]) -> np.ndarray:
    """Return all score vectors on the scale that agree with the figures, one a row."""
    grid = np.array(scale)
    known = [evidence(standing) for standing in standings]
    choices = [grid if score is None else np.array([score]) for score, _ in known]
    every = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, len(known))
    for unit, (_, rank) in enumerate(known):
        if rank is not None:
            best, worst = block(every, unit)
            every = every[(best <= rank) & (rank <= worst)]
    return every


def block(every: np.ndarray, unit: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last place of a unit and the units tied with it, per vector."""
    own = every[:, [unit]]
    return 1 + (every > own).sum(axis=1), (every >= own).sum(axis=1)


def line(every: np.ndarray, unit: int, limit: int) -> np.ndarray:
    """Return the limit-th best score of the others, per vector."""
    return -np.sort(-np.delete(every, unit, axis=1), axis=1)[:, limit - 1]


def truth(standings: Sequence[Standing]) -> Truth | None:
    """Return everything the figures imply, by trying every vector; None for a contradiction."""
    narrow, wide = vectors(standings, NARROW), vectors(standings, WIDE)
    if not len(wide):
        return None
    codes = [standing.unit_code for standing in standings]
    units, limits = range(len(codes)), range(1, len(codes))

    def ends(measure: Callable[[np.ndarray], np.ndarray]) -> Interval:
        return interval(measure(narrow), measure(wide))

    return Truth(
        score={codes[u]: ends(lambda v, u=u: v[:, u]) for u in units},
        ranks={codes[u]: rank_ends(standings, wide, u) for u in units},
        cut_line={
            (codes[u], k): ends(lambda v, u=u, k=k: line(v, u, k)) for u in units for k in limits
        },
        gap={
            (codes[u], k): ends(lambda v, u=u, k=k: line(v, u, k) - v[:, u])
            for u in units
            for k in limits
        },
        next_below={codes[u]: next_below(standings, wide, u) for u in units},
    )


def interval(narrow: np.ndarray, wide: np.ndarray) -> Interval:
    """Return the extremes that do not depend on the scale."""
    low = Decimal(int(wide.min())) if wide.min() == narrow.min() else None
    high = Decimal(int(wide.max())) if wide.max() == narrow.max() else None
    return Interval(low, high)


def rank_ends(standings: Sequence[Standing], every: np.ndarray, unit: int) -> tuple[int, int]:
    """Return the best and the worst rank one unit can have.

    A published rank is both. In a complete table it is the number of better units plus one. Else
    any rank that its tied units leave it: the units published at that rank and the unit itself,
    which shares it, fill the places from the rank on; these lie among the places of the tied units,
    and nobody else is published at one of them.
    """
    known = [evidence(standing) for standing in standings]
    if known[unit][1] is not None:
        return known[unit][1], known[unit][1]
    first, final = block(every, unit)
    if all(score is not None for score, _ in known):
        return int(first[0]), int(first[0])
    ranks = [rank for _, rank in known]
    possible = []
    for rank in range(1, len(known) + 1):
        last = rank + ranks.count(rank)
        taken = any(rank < other <= last for other in ranks if other is not None)
        if not taken and ((first <= rank) & (last <= final)).any():
            possible.append(rank)
    return possible[0], possible[-1]


def next_below(
    standings: Sequence[Standing], every: np.ndarray, unit: int
) -> tuple[str, int] | None:
    """Return (code, distance) of the next lower score when every vector agrees on it."""
    known = [evidence(standing)[0] for standing in standings]
    if known[unit] is None:
        return None
    lower = np.where(every < known[unit], every, -1000).max(axis=1)
    if (lower != lower[0]).any():
        return None
    codes = [
        standing.unit_code
        for standing, score in zip(standings, known, strict=True)
        if score == int(lower[0])
    ]
    return (min(codes), known[unit] - int(lower[0])) if codes else None
