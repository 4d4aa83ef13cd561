"""Sub-indicators: the counts a component is made of, their points by the rule, and what one costs.

A sub-indicator is a share of what is counted: points = maximum × numerator / denominator, full
from some share on (data/reference/subindicators.csv, each rule with its source and its proof).
Points are rounded one by one to the decimals of the method, a half to the even digit, and add up to
the component. What was published is scored by queries/marts/09_subindicator_points.sql;
`Rule.points` is the same rule for counts that somebody tries, and a test holds the two together.

How to ask:
    subindicators.of_unit(at, edition_id=…, unit_code=…, limit=…)    all of one unit
    subindicators.one_of_unit(at, …, indicator_code="5.2")           one of them
    subindicators.ranking(at, edition_id=…, indicator_code="5.2")    all units in one of them
    rule.points(numerator, denominator)                              points of counts that are tried
    rule.count_per_point(denominator)                                what one point costs
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from rankings.facts import editions, standing
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rounding import less
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

PROVED, CONSISTENT, UNKNOWN, NO_POINTS = "proved", "consistent", "unknown", "no_points"
Order = Literal["to_win", "rank", "count"]
PER_CENT = 100
# Points are told for so many more of what is counted.
THOUSAND = 1000


@dataclass(frozen=True)
class Rule:
    """How one sub-indicator is counted and scored under a method.

    indicator_code: as the issuer numbers it ("5.2"); component: code of the one it is part of.
    counted: dossiers | procedures | services | petitions | communes, or days: a mean, no share.
    maximum: points, None where not known or none are given; max_basis: published | derived |
    not_published. full_at_percent: the share from which points are full; None: not known.
    empty_denominator: points where there was nothing to count: zero | full | unknown.
    applies_to: levels of unit. proof: proved (gives back every printed component), consistent
    (contradicts none), unknown (no points are computed), no_points (it has none). note_*: what the
    proof is and what is in doubt. decimals: of the points.
    """

    indicator_code: str
    metric_key: str | None
    component: str
    name_vi: str
    name_en: str | None
    component_vi: str | None
    component_en: str | None
    counted: str
    numerator_vi: str
    numerator_en: str
    denominator_vi: str | None
    denominator_en: str | None
    maximum: Decimal | None
    max_basis: str
    full_at_percent: Decimal | None
    empty_denominator: str | None
    applies_to: tuple[str, ...]
    proof: str
    note_vi: str
    note_en: str
    owner_vi: str | None
    owner_en: str | None
    source_id: str
    decimals: int

    @property
    def scored(self) -> bool:
        """True where points follow from counts."""
        known = self.maximum is not None and self.full_at_percent is not None
        return known and self.proof in (PROVED, CONSISTENT)

    @property
    def _full_share(self) -> Fraction | None:
        """The share from which the points are full, exactly."""
        if not self.scored or self.full_at_percent is None:
            return None
        return Fraction(self.full_at_percent) / PER_CENT

    def points(
        self, numerator: Decimal | int | Fraction, denominator: Decimal | int
    ) -> Decimal | None:
        """The points of a share, rounded; None where the rule is not known.

        min(maximum, maximum × numerator / denominator / full share); of nothing what the rule says.
        """
        full = self._full_share
        if full is None or self.maximum is None:
            return None
        if not denominator:
            return {"full": self.maximum, "zero": Decimal(0)}.get(self.empty_denominator or "")
        share = min(Fraction(numerator) / Fraction(denominator) / full, Fraction(1))
        # Fractions round a half to the even digit.
        steps = round(Fraction(self.maximum) * share * 10**self.decimals)
        return Decimal(steps).scaleb(-self.decimals)

    def count_per_point(self, denominator: Decimal | int | None) -> Fraction | None:
        """How many more of what is counted one point takes while the denominator stays as it is.

        denominator × full share / maximum, exactly, of this sub-indicator alone. None where the
        rule or the denominator is not known, or nothing was to be counted.
        """
        full = self._full_share
        if full is None or not self.maximum or not denominator:
            return None
        return Fraction(denominator) * full / Fraction(self.maximum)

    def points_per_1000(self, denominator: Decimal | int | None) -> Fraction | None:
        """Points that 1,000 more of what is counted bring at this denominator, exactly, as a rate:
        not cut off at the maximum. None as in `count_per_point`."""
        count = self.count_per_point(denominator)
        return None if count is None else THOUSAND / count


@dataclass(frozen=True)
class Standing:
    """One unit in one sub-indicator.

    numerator, denominator: as printed, whole numbers but for a mean of days. points: printed, or by
    the rule (points_basis: printed | by_rule); None where neither is known. provisional: one of the
    figures is, as a denominator that will be replaced. rank: of the points, ties share it; None
    without points and for disputed ones, which rank nothing. tied_with: how many others have the
    same points. ranked_units: how many the rank is out of. confidence: of the weakest figure; None
    without one.
    """

    unit_code: str
    name_vi: str
    name_en: str
    numerator: Decimal | None
    denominator: Decimal | None
    points: Decimal | None
    points_basis: str | None
    provisional: bool
    disputed: bool
    rank: int | None
    ranked_units: int
    tied_with: int | None
    counts_source_id: str | None
    score_source_id: str | None
    confidence: str | None

    @property
    def status(self) -> str | None:
        """published, or derived where the points follow from the rule; None without points."""
        if self.points is None:
            return None
        return "published" if self.points_basis == "printed" else "derived"

    @property
    def share(self) -> Fraction | None:
        """Numerator over denominator, exactly; None of nothing."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator)


@dataclass(frozen=True)
class SubIndicator:
    """One sub-indicator of one unit beside the others.

    own: None where no figure of it is known of any unit. best, best_units: the highest points and
    who has them; cut_line_points: of the unit on the cut line of the total. to_win: points to the
    maximum. to_best: points to the best.
    """

    rule: Rule
    own: Standing | None
    best: Decimal | None
    best_units: tuple[str, ...]
    cut_line_unit: str | None
    cut_line_points: Decimal | None

    @property
    def points(self) -> Decimal | None:
        """The unit's points."""
        return None if self.own is None else self.own.points

    @property
    def to_win(self) -> Decimal | None:
        """Points to the maximum."""
        return less(self.rule.maximum, self.points)

    @property
    def to_best(self) -> Decimal | None:
        """Points to the best unit."""
        return less(self.best, self.points)

    @property
    def count_per_point(self) -> Fraction | None:
        """What one point costs the unit at today's denominator (`Rule.count_per_point`)."""
        return self.rule.count_per_point(None if self.own is None else self.own.denominator)

    @property
    def points_per_1000(self) -> Fraction | None:
        """Points of 1,000 more at today's denominator (`Rule.points_per_1000`)."""
        return self.rule.points_per_1000(None if self.own is None else self.own.denominator)


def rules(at: Snapshot, *, edition_id: str) -> tuple[Rule, ...]:
    """The sub-indicators under the method of an edition, in the order of the tree; empty where none
    is known."""
    edition = editions.by_id(at, edition_id)
    return rules_of(
        at,
        index_code=edition.index_code,
        method_code=edition.method_code,
        decimals=edition.decimals,
    )


@memo
def rules_of(at: Snapshot, *, index_code: str, method_code: str, decimals: int) -> tuple[Rule, ...]:
    """The same under a method, whose points have so many decimals."""
    rows = queries.subindicators(at, index_code=index_code, method_code=method_code).to_pylist()
    return tuple(
        made(
            Rule,
            row,
            component=row["parent_code"],
            maximum=row["max_score"],
            applies_to=tuple((row["applies_to"] or "").split()),
            decimals=decimals,
        )
        for row in rows
    )


@memo
def standings(at: Snapshot, *, edition_id: str) -> tuple[tuple[str, tuple[Standing, ...]], ...]:
    """Every unit in every sub-indicator of which a figure is known: (code, units best first)."""
    by_code: dict[str, list[Standing]] = {}
    for row in queries.subindicator_standings(at, edition_id=edition_id).to_pylist():
        by_code.setdefault(row["indicator_code"], []).append(made(Standing, row))
    return tuple((code, tuple(rows)) for code, rows in by_code.items())


def ranking(at: Snapshot, *, edition_id: str, indicator_code: str) -> tuple[Standing, ...]:
    """Every unit in one sub-indicator, best first, units without points last; empty where no figure
    of it is known."""
    return dict(standings(at, edition_id=edition_id)).get(indicator_code, ())


@memo
def of_unit(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None
) -> tuple[SubIndicator, ...]:
    """The sub-indicators of a unit in the order of the tree, those without a figure included.

    limit: of whose cut line the unit that stands on it is compared; None: with nobody. Raises
    Problem for an unknown unit.
    """
    line = standing.home_position(
        at, edition_id=edition_id, unit_code=unit_code, limit=limit
    ).cut_line_unit
    units = dict(standings(at, edition_id=edition_id))
    return tuple(
        _of_unit(rule, units.get(rule.indicator_code, ()), unit_code, line)
        for rule in rules(at, edition_id=edition_id)
    )


def one_of_unit(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None, indicator_code: str
) -> SubIndicator:
    """One sub-indicator of a unit. Raises Problem for a code that is none, with those there are."""
    subs = of_unit(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    for each in subs:
        if each.rule.indicator_code == indicator_code:
            return each
    known = [each.rule.indicator_code for each in subs]
    raise Problem("error.unknown_component", value=indicator_code, known=known)


def in_order(subs: Iterable[SubIndicator], by: Order) -> tuple[SubIndicator, ...]:
    """Sub-indicators with the most points to win first (to_win), the worst rank (rank), or the
    smallest count for a point (count); what is not known last, and of equals the order they had."""
    return tuple(sorted(subs, key=lambda sub: _place(sub, by)))


def _place(sub: SubIndicator, by: Order) -> tuple[bool, Fraction]:
    """What sub-indicators are sorted by: whether it is not known, then the smallest first."""
    rank = None if sub.own is None else sub.own.rank
    if by == "count":
        place = sub.count_per_point
    elif by == "rank":
        place = None if rank is None else Fraction(-rank)
    else:
        place = None if sub.to_win is None else Fraction(-sub.to_win)
    return place is None, place or Fraction(0)


def _of_unit(
    rule: Rule, units: tuple[Standing, ...], unit_code: str, line: str | None
) -> SubIndicator:
    by_unit = {row.unit_code: row for row in units}
    known: dict[str, Decimal] = {
        row.unit_code: row.points for row in units if row.points is not None and not row.disputed
    }
    best = max(known.values(), default=None)
    return SubIndicator(
        rule=rule,
        own=by_unit.get(unit_code),
        best=best,
        best_units=tuple(sorted(code for code, points in known.items() if points == best)),
        cut_line_unit=line,
        cut_line_points=known.get(line) if line is not None else None,
    )
