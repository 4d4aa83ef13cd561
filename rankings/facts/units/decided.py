"""Sub-indicators in which nothing to count is full marks: there the official total is decided by
whether a unit had anything at all, not by how well it works.

In one real table the 21 communes with a petition have 60.35 points on average, the 114 without
71.26: a single petition answered late costs a place among the last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from rankings.facts.units.shortfall import Unit


@dataclass(frozen=True)
class Decided:
    """The units of one level with something counted and those with nothing, and the mean of their
    totals, exactly. few: how many of the former have so few that the share says little."""

    indicator_code: str
    with_some: int
    without: int
    mean_with: Fraction
    mean_without: Fraction
    few: int


def decided(
    indicator_code: str, figures: Iterable[Unit], totals: Mapping[str, Unit], *, few_below: int
) -> Decided | None:
    """Whether having something to count lowers the total; None where it does not, or where all
    units have some, or none has.

    figures: units of one level in a sub-indicator in which nothing to count is full marks; totals:
    unit -> with its printed total; few_below: what is too few to say much.
    """
    some: list[Fraction] = []
    nothing: list[Fraction] = []
    few = 0
    for unit in figures:
        total = totals.get(unit.unit_code)
        if total is None or total.score is None or unit.denominator is None:
            continue
        (some if unit.denominator else nothing).append(Fraction(total.score))
        few += bool(unit.denominator) and unit.denominator < few_below
    if not some or not nothing:
        return None
    means = sum(some, Fraction(0)) / len(some), sum(nothing, Fraction(0)) / len(nothing)
    if means[0] >= means[1]:
        return None
    return Decided(indicator_code, len(some), len(nothing), *means, few)
