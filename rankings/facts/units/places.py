"""Where units stand among their own: departments among departments, communes among communes.

Pure sums over rows that are given. A share of few is soon 0 or 100 %: units with fewer than SMALL
to count are placed like all others, and marked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from rankings.facts.units.shortfall import Unit

# Of fewer dossiers or petitions a share says little: no such unit is told as first or last without
# saying how few they are.
SMALL = 20


@dataclass(frozen=True)
class Placed:
    """A unit among those of its level.

    rank: 1 for the highest value, ties share it; None without a value. ranked: how many have one.
    small: fewer than SMALL are counted there; False where it is not known how many.
    """

    unit: Unit
    rank: int | None
    ranked: int
    small: bool


def by_share(units: Iterable[Unit]) -> tuple[Placed, ...]:
    """Units of one level by their share, the highest first, those without one last."""
    return _placed(units, lambda unit: unit.share)


def by_score(units: Iterable[Unit]) -> tuple[Placed, ...]:
    """Units of one level by the score that is printed for them, as `by_share`."""
    return _placed(units, lambda unit: None if unit.score is None else Fraction(unit.score))


def _placed(units: Iterable[Unit], value: Callable[[Unit], Fraction | None]) -> tuple[Placed, ...]:
    given = [(value(unit), unit) for unit in units]
    known = [number for number, _ in given if number is not None]
    placed = [
        Placed(
            unit=unit,
            rank=None if number is None else 1 + sum(other > number for other in known),
            ranked=len(known),
            small=unit.denominator is not None and unit.denominator < SMALL,
        )
        for number, unit in given
    ]
    return tuple(sorted(placed, key=lambda item: _place(item)))


def _place(item: Placed) -> tuple[bool, int, Fraction, str]:
    """The order: by rank; of equals those with more to count first, then by code."""
    volume = Fraction(item.unit.denominator or 0)
    return item.rank is None, item.rank or 0, -volume, item.unit.unit_code
