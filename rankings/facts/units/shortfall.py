"""The ledger of one sub-indicator inside a province: what each unit lacks of a wanted share.

A share of the province is the sum of the numerators of its units over that of their denominators.
So what each unit lacks, wanted × denominator − numerator, adds up to what the province lacks, to
the last dossier, with one row more for what is in no unit:

    net of the province = gross (units below the share) − surplus (units above it) + remainder

All of it in fractions: nothing is rounded before it is written. Pure sums over rows that are given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rankings.facts.subindicators import PER_CENT, Rule

# Splits under which what units lack is what the province lacks, with what is in no unit.
ADDING_UP = ("exact", "nearly", "uncovered")


@dataclass(frozen=True)
class Unit:
    """A unit inside a province, or the province itself, in one sub-indicator.

    level: province | department | commune; numerator, denominator: as printed, None where not
    given. flag: what the portal says of the figure. score: the points printed for it.
    """

    unit_code: str
    portal_code: str | None
    name_vi: str
    full_name_vi: str | None
    name_en: str
    level: str
    numerator: Decimal | None
    denominator: Decimal | None
    score: Decimal | None = None
    status: str | None = None
    confidence: str | None = None
    flag: str | None = None
    source_id: str | None = None

    @property
    def share(self) -> Fraction | None:
        """Numerator over denominator, exactly; None of nothing, and where one is not given."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator)

    def lacking(self, wanted: Fraction) -> Fraction | None:
        """How many more it takes to have the wanted share, exactly: below 0 where there are more
        than that, 0 of nothing; None where a count is not given."""
        if self.numerator is None or self.denominator is None:
            return None
        return wanted * Fraction(self.denominator) - Fraction(self.numerator)


@dataclass(frozen=True)
class Line:
    """One unit in the ledger.

    net: what it lacks, below 0 where it is above the wanted share; None where it has no figures.
    points: of the province, that its shortfall costs; None where the rule is not known. part: of
    what all units below the share lack; None where none lacks anything.
    """

    unit: Unit
    net: Fraction | None
    points: Fraction | None
    part: Fraction | None

    @property
    def shortfall(self) -> Fraction | None:
        """What it lacks, never below 0."""
        return None if self.net is None else max(self.net, Fraction(0))

    @property
    def surplus(self) -> Fraction | None:
        """By how much it is above the wanted share, never below 0."""
        return None if self.net is None else max(-self.net, Fraction(0))


@dataclass(frozen=True)
class Remainder:
    """What is in no unit: the province's count less the sum of its units. shortfall: what it lacks
    of the wanted share, below 0 where it has more. Any of them may be below 0, where the units have
    more than their province."""

    numerator: Decimal
    denominator: Decimal
    shortfall: Fraction


@dataclass(frozen=True)
class Ledger:
    """What a province and its units lack of a wanted share.

    splits: whether units make their province (exact | nearly | distinct | province | uncovered);
    None: not known, and then, as where they do not, there are no lines. net, points: of the
    province; None without its own figures. gross: of the units below the share; surplus: of those
    above it; None without lines. remainder: None without lines or without the province's figures.
    """

    province: Unit | None
    wanted: Fraction
    splits: str | None
    lines: tuple[Line, ...]
    net: Fraction | None
    gross: Fraction | None
    surplus: Fraction | None
    points: Fraction | None
    remainder: Remainder | None

    @property
    def adds_up(self) -> bool:
        """True where what units lack can be set against what the province lacks."""
        return self.splits in ADDING_UP

    @property
    def below(self) -> tuple[Line, ...]:
        """The units that lack something, the largest shortfall first."""
        return tuple(line for line in self.lines if line.shortfall)

    @property
    def above(self) -> tuple[Line, ...]:
        """The units that have more than the wanted share."""
        return tuple(line for line in self.lines if line.surplus)

    @property
    def without_figures(self) -> tuple[Line, ...]:
        """The units of which a count is not given: they are in no sum."""
        return tuple(line for line in self.lines if line.net is None)

    @property
    def on_units(self) -> Fraction | None:
        """How much of the province's gap lies in its units, net; None without a gap, and where the
        remainder has more than the wanted share, so that the units lack more than the province."""
        if not self.net or self.net < 0 or self.gross is None or self.surplus is None:
            return None
        units = self.gross - self.surplus
        return units / self.net if 0 <= units <= self.net else None

    def making(self, part: Fraction) -> int | None:
        """How many units, those that lack most first, lack such a part of what all units lack;
        None where none lacks anything."""
        if not self.gross:
            return None
        reached = Fraction(0)
        for count, line in enumerate(self.below, start=1):
            reached += line.shortfall or 0
            if reached >= part * self.gross:
                return count
        return None

    def together(self, line: Line) -> Fraction | None:
        """What a unit and all before it lack together; None where it lacks nothing."""
        if not line.shortfall:
            return None
        place = self.below.index(line) + 1
        return sum((each.shortfall or Fraction(0) for each in self.below[:place]), Fraction(0))

    def share_without(self, line: Line) -> Fraction | None:
        """The share of the province without one of its units; None where that leaves nothing."""
        whole, unit = self.province, line.unit
        if whole is None or None in (whole.numerator, whole.denominator):
            return None
        if None in (unit.numerator, unit.denominator):
            return None
        numerator = Fraction(whole.numerator or 0) - Fraction(unit.numerator or 0)
        denominator = Fraction(whole.denominator or 0) - Fraction(unit.denominator or 0)
        return numerator / denominator if denominator > 0 else None


def ledger(
    units: Iterable[Unit],
    *,
    province: Unit | None,
    wanted: Fraction,
    splits: str | None,
    rule: Rule | None,
) -> Ledger:
    """What a province and its units lack of a wanted share (0 to 1), those that lack most first.

    rule: what points are counted by; None, or one that gives none: no points.
    """
    cost = None if rule is None or province is None else rule.count_per_point(province.denominator)
    full = _full_share(rule)
    lines: tuple[Line, ...] = ()
    gross = surplus = None
    if splits in ADDING_UP:
        given = tuple(units)
        nets = [unit.lacking(wanted) or Fraction(0) for unit in given]
        gross = sum((net for net in nets if net > 0), Fraction(0))
        surplus = -sum((net for net in nets if net < 0), Fraction(0))
        lines = tuple(
            sorted((_line(unit, wanted, gross, cost, full) for unit in given), key=_most_first)
        )
    net = None if province is None else province.lacking(wanted)
    return Ledger(
        province=province,
        wanted=wanted,
        splits=splits,
        lines=lines,
        net=net,
        gross=gross,
        surplus=surplus,
        points=None if province is None else _points(province, wanted, cost, full),
        remainder=_remainder(province, lines, wanted) if splits in ADDING_UP else None,
    )


def _line(
    unit: Unit, wanted: Fraction, gross: Fraction, cost: Fraction | None, full: Fraction | None
) -> Line:
    net = unit.lacking(wanted)
    return Line(
        unit=unit,
        net=net,
        points=_points(unit, wanted, cost, full),
        part=max(net, Fraction(0)) / gross if net is not None and gross else None,
    )


def _full_share(rule: Rule | None) -> Fraction | None:
    """The share from which points are full; None where it is not known."""
    if rule is None or rule.full_at_percent is None:
        return None
    return Fraction(rule.full_at_percent) / PER_CENT


def _points(
    unit: Unit, wanted: Fraction, cost: Fraction | None, full: Fraction | None
) -> Fraction | None:
    """The points of the province that a shortfall costs, never below 0. What a share has beyond the
    one from which points are full brings none."""
    if not cost or full is None:
        return None
    net = unit.lacking(min(wanted, full))
    return None if net is None else max(net, Fraction(0)) / cost


def _remainder(province: Unit | None, lines: Sequence[Line], wanted: Fraction) -> Remainder | None:
    """What the province has beside its units; None where its own figures are not given."""
    if province is None or province.numerator is None or province.denominator is None:
        return None
    in_units = [line.unit for line in lines if line.net is not None]
    numerator = province.numerator - sum((unit.numerator or 0 for unit in in_units), Decimal(0))
    denominator = province.denominator - sum(
        (unit.denominator or 0 for unit in in_units), Decimal(0)
    )
    shortfall = wanted * Fraction(denominator) - Fraction(numerator)
    return Remainder(numerator, denominator, shortfall)


def _most_first(line: Line) -> tuple[bool, Fraction, str]:
    """What lines are sorted by: without figures last, then what lacks most, then the code."""
    return line.net is None, -(line.net or Fraction(0)), line.unit.unit_code
