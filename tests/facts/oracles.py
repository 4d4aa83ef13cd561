"""What the intervals are compared with: hand-written tables, published ones, and brute force.

The brute force tries every score each hidden unit of a small field could have. Scores are whole
numbers (decimals = 0). An end that moves when the scale is made wider rests on the scale and not on
a figure, so it counts as None.
"""

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from rankings.facts.standing.bounds import Interval, Standing

PUBLISHED = Path(__file__).parents[2] / "data" / "published"
DECIMALS = {"psi": 2, "dti": 4, "pii": 2}

# Visible scores are 0 to 4. A hidden one is any whole number about there, or far off on one side.
NARROW = (-100, *range(-1, 6), 100)
WIDE = (-200, *range(-1, 6), 200)


def table(*rows: str) -> list[Standing]:
    """Return standings from rows like 'A 50 1', 'B - 2', 'C 40 -', 'D 30 4 disputed'."""
    return [_standing(*row.split()) for row in rows]


def _standing(unit_code: str, score: str, rank: str, remark: str = "") -> Standing:
    return Standing(
        unit_code,
        None if score == "-" else Decimal(score),
        None if rank == "-" else int(rank),
        None if rank == "-" else "published",
        remark == "disputed",
    )


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of published figures."""
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published_totals() -> dict[str, list[Standing]]:
    """Return the totals of every edition by its id, with all the units of its scheme.

    A derived score stands in where no other is published; a derived rank is a computed one.
    """
    schemes = {row["edition_id"]: row["scheme"] for row in read_csv("editions")}
    rows = read_csv("observations")
    totals = [row for row in rows if row["indicator_code"] == "total"]
    units = {scheme: set() for scheme in schemes.values()}
    for row in rows:
        units[schemes[row["edition_id"]]].add(row["unit_code"])
    found = {}
    for row in sorted(totals, key=lambda row: row["status"] == "published"):
        found[row["edition_id"], row["unit_code"], row["measure"]] = row
    return {
        edition: [_published(found, edition, unit) for unit in sorted(units[schemes[edition]])]
        for edition in {row["edition_id"] for row in totals}
    }


def _published(found: dict, edition: str, unit_code: str) -> Standing:
    score = found.get((edition, unit_code, "score"))
    rank = found.get((edition, unit_code, "rank"))
    return Standing(
        unit_code,
        score and Decimal(score["value"]),
        rank and int(Decimal(rank["value"])),
        rank and ("computed" if rank["status"] == "derived" else "published"),
        any(row is not None and row["confidence"] == "disputed" for row in (score, rank)),
    )


def random_table(rng: random.Random) -> list[Standing]:
    """Return a small table with ties, hidden figures, disputed ones and, at times, wrong ranks."""
    units, top = rng.choice([1, 2, 3, 3, 4, 4, 5, 5, 6]), rng.choice([1, 2, 4, 4])
    step = rng.choice([1, 1, 2])
    scores = [rng.randint(0, top) // step * step for _ in range(units)]
    ranks = _ranks(scores, rng)
    show_score, show_rank = rng.random(), rng.random()
    wrong = 0.4 if rng.random() < 0.35 else 0
    return [
        Standing(
            "ABCDEF"[unit],
            # Two scores of six are always shown: trying all six would take too long.
            Decimal(scores[unit]) if unit > 3 or rng.random() < show_score else None,
            rng.randint(1, units) if rng.random() < wrong else ranks[unit],
            "published" if rng.random() < show_rank else "computed",
            rng.random() < 0.05,
        )
        for unit in range(units)
    ]


def _ranks(scores: Sequence[int], rng: random.Random) -> list[int]:
    """Return the ranks of a publisher who shares ranks among tied units or of one who does not."""
    if rng.random() < 0.5:
        return [1 + sum(other > score for other in scores) for score in scores]
    order = sorted(range(len(scores)), key=lambda unit: (-scores[unit], rng.random()))
    return [1 + order.index(unit) for unit in range(len(scores))]


@dataclass(frozen=True)
class Truth:
    """What holds in every score vector that agrees with the figures; None: there is no vector."""

    score: dict[str, Interval]
    ranks: dict[str, tuple[int, int]]
    cut_line: dict[tuple[str, int], Interval]
    gap: dict[tuple[str, int], Interval]
    next_below: dict[str, tuple[str, int] | None]
    on_line: dict[tuple[str, int], list[str]]


def evidence(standing: Standing) -> tuple[int | None, int | None]:
    """Return (score, rank) of a standing as whole numbers, nothing where it is disputed."""
    if standing.disputed:
        return None, None
    score = None if standing.score is None else int(standing.score)
    return score, None if standing.rank_basis == "computed" else standing.rank


def vectors(standings: Sequence[Standing], scale: Sequence[int]) -> np.ndarray:
    """Return all score vectors on the scale that agree with the figures, one a row."""
    grid = np.array(scale, dtype=np.int16)
    known = [evidence(standing) for standing in standings]
    choices = [grid if score is None else np.array([score], dtype=np.int16) for score, _ in known]
    every = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, len(known))
    for unit, (_, rank) in enumerate(known):
        if rank is not None:
            best, worst = block(every, unit)
            every = every[(best <= rank) & (rank <= worst)]
    return every


def shared(standings: Sequence[Standing]) -> tuple[np.ndarray, np.ndarray] | None:
    """As `vectors`, on a narrow and a wide scale, of a publisher whose ranks are shared: those in
    which every published rank is 1 + the number of units strictly above.

    The scales have room for each hidden unit to have a score of its own beyond the known ones, near
    them and far off. None where no rank is shared, every score is known, or no vector is left.
    """
    known = [evidence(standing) for standing in standings]
    ranks = [rank for _, rank in known if rank is not None]
    if len(set(ranks)) == len(ranks) or all(score is not None for score, _ in known):
        return None
    near, far = (_in_competition(known, reach) for reach in (100, 200))
    return (near, far) if len(far) else None


def _in_competition(known: Sequence[tuple[int | None, int | None]], reach: int) -> np.ndarray:
    given = [score for score, _ in known if score is not None] or [0]
    hidden = sum(score is None for score, _ in known)
    low, high = min(given) - hidden, max(given) + hidden
    off = range(reach, reach + hidden)
    scale = [*(low - step for step in off), *range(low, high + 1), *(high + step for step in off)]
    choices = [scale if score is None else [score] for score, _ in known]
    every = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, len(known))
    for unit, (_, rank) in enumerate(known):
        if rank is not None:
            every = every[block(every, unit)[0] == rank]
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
    sharing = shared(standings)
    if sharing is not None:
        narrow, wide = sharing
    codes = [standing.unit_code for standing in standings]
    units, limits = range(len(codes)), range(1, len(codes))

    def ends(measure: Callable[[np.ndarray], np.ndarray]) -> Interval:
        return interval(measure(narrow), measure(wide))

    return Truth(
        score={codes[u]: ends(lambda v, u=u: v[:, u]) for u in units},
        ranks={
            codes[u]: rank_ends(standings, wide, u)
            if sharing is None
            else (int(block(wide, u)[0].min()), int(block(wide, u)[0].max()))
            for u in units
        },
        cut_line={
            (codes[u], k): ends(lambda v, u=u, k=k: line(v, u, k)) for u in units for k in limits
        },
        gap={
            (codes[u], k): ends(lambda v, u=u, k=k: line(v, u, k) - v[:, u])
            for u in units
            for k in limits
        },
        next_below={codes[u]: next_below(standings, wide, u) for u in units},
        on_line={(codes[u], k): on_line(standings, wide, u, k) for u in units for k in limits},
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


def on_line(standings: Sequence[Standing], every: np.ndarray, unit: int, limit: int) -> list[str]:
    """Return the codes of the other units that have the score of the cut line in every vector."""
    cut_line = line(every, unit, limit)
    return [
        standing.unit_code
        for other, standing in enumerate(standings)
        if other != unit and (every[:, other] == cut_line).all()
    ]
