"""Units inside a province: who makes its gap, where each stands among its own, what has changed.

How to ask:
    units.choose(at, "psi", scheme="h21")                     a table of units
    units.sub_indicators(at, edition_id=…)                    what is counted, the dearest first
    units.wanted_of(at, edition, "2.1", "best")               the share that is wanted
    units.ledger(at, edition_id=…, indicator_code=…, wanted=…)
    units.counted(at, edition_id=…, indicator_code=…)         the province's own row, and the units
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rankings.facts import editions, inside, subindicators
from rankings.facts.inside import InsideEdition, Split
from rankings.facts.subindicators import Rule
from rankings.facts.units import places, shortfall
from rankings.facts.units.decided import Decided, decided
from rankings.facts.units.shortfall import Ledger, Unit
from rankings.facts.units.wanted import BEST, Wanted
from rankings.facts.units.wanted import of_edition as wanted_of
from rankings.store.problems import Problem
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

__all__ = [
    "BEST",
    "Counted",
    "Decided",
    "Ledger",
    "SubIndicator",
    "Unit",
    "Wanted",
    "before",
    "by_id",
    "choose",
    "counted",
    "ledger",
    "of_index",
    "petitions",
    "rule_of",
    "rules",
    "split_of",
    "sub_indicators",
    "wanted_of",
]

PROVINCE, TOTAL = "province", "total"


@dataclass(frozen=True)
class Counted:
    """One sub-indicator inside a province. province: its own row of the same copy, None where the
    table has none; units: all others of which the table has any figure."""

    province: Unit | None
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class SubIndicator:
    """A sub-indicator that is counted inside a province, with what the best province's share asks
    of it. split: whether units make the province; wanted, ledger: None where no share is known."""

    rule: Rule
    split: Split | None
    wanted: Wanted | None
    ledger: Ledger | None


def of_index(at: Snapshot, index_code: str, scheme: str | None = None) -> tuple[InsideEdition, ...]:
    """The tables of units in an index, newest first; of every list where none is named."""
    editions.index_row(at, index_code)
    return tuple(
        item
        for item in inside.all_editions(at)
        if item.index_code == index_code and scheme in (None, item.scheme)
    )


def choose(
    at: Snapshot, index_code: str, *, scheme: str | None = None, period: str | None = None
) -> InsideEdition:
    """The newest table of units that fits: of home's list where it has figures, else of the only
    list that has. period: as it stands ("2026-10-10T04"), or the day of one with an hour.

    Raises Problem with what there is when none fits.
    """
    editions.index_row(at, index_code)
    code = inside.scheme_of(at, scheme).scheme
    every = of_index(at, index_code, code)
    fitting = [
        item
        for item in every
        if period is None or period in (item.period, item.period.partition("T")[0])
    ]
    if fitting:
        return fitting[0]
    if every:
        known = [item.period for item in every]
        raise Problem("error.unknown_period", index=index_code, value=period, known=known)
    raise Problem("error.no_inside_edition", scheme=code)


def by_id(at: Snapshot, edition_id: str) -> InsideEdition:
    """The table of units of an id. Raises Problem when there is none."""
    every = {item.edition_id: item for item in inside.all_editions(at)}
    if edition_id not in every:
        raise Problem("error.unknown_edition", index=edition_id, known=list(every) or ["–"])
    return every[edition_id]


@memo
def rules(at: Snapshot, *, edition_id: str) -> Mapping[str, Rule]:
    """The sub-indicators under the method of a table of units, in the order of the tree. Read
    only."""
    edition = by_id(at, edition_id)
    every = subindicators.rules_of(
        at,
        index_code=edition.index_code,
        method_code=edition.method_code,
        decimals=edition.decimals,
    )
    return {rule.indicator_code: rule for rule in every}


def rule_of(at: Snapshot, edition_id: str, indicator_code: str) -> Rule:
    """One of them. Raises Problem for a code that is none, with those there are."""
    every = rules(at, edition_id=edition_id)
    if indicator_code not in every:
        raise Problem("error.unknown_component", value=indicator_code, known=list(every))
    return every[indicator_code]


@memo
def counted(at: Snapshot, *, edition_id: str, indicator_code: str) -> Counted:
    """The figures of one indicator in a table of units."""
    rows = inside.counts(at, edition_id, indicator_code).to_pylist()
    every = [made(Unit, row) for row in rows]
    return Counted(
        province=next((unit for unit in every if unit.level == PROVINCE), None),
        units=tuple(unit for unit in every if unit.level != PROVINCE),
    )


@memo
def ledger(at: Snapshot, *, edition_id: str, indicator_code: str, wanted: Fraction) -> Ledger:
    """What a province and its units lack of a wanted share (0 to 1) in a sub-indicator.

    Raises Problem for a code that is no sub-indicator, and for one without counts of any unit.
    """
    rule = rule_of(at, edition_id, indicator_code)
    figures = counted(at, edition_id=edition_id, indicator_code=indicator_code)
    if not _has_counts(figures):
        raise Problem("error.no_inside_counts", indicator=indicator_code)
    split = split_of(at, edition_id, indicator_code)
    return shortfall.ledger(
        figures.units,
        province=figures.province,
        wanted=wanted,
        splits=None if split is None else split.splits,
        rule=rule,
    )


def split_of(at: Snapshot, edition_id: str, indicator_code: str) -> Split | None:
    """Whether the units make their province in a sub-indicator; None: not known."""
    edition = by_id(at, edition_id)
    return inside.splits(at, edition.index_code, edition.method_code).get(indicator_code)


@memo
def sub_indicators(at: Snapshot, *, edition_id: str) -> tuple[SubIndicator, ...]:
    """The sub-indicators with counts in a table of units: those in which the province's gap to the
    best province costs most points first, those of which that is not known last."""
    shown = [
        _sub_indicator(at, edition_id, rule)
        for rule in rules(at, edition_id=edition_id).values()
        if _has_counts(counted(at, edition_id=edition_id, indicator_code=rule.indicator_code))
    ]
    return tuple(sorted(shown, key=_dearest_first))


@memo
def petitions(at: Snapshot, *, edition_id: str, level: str) -> tuple[Decided, ...]:
    """The sub-indicators in which nothing to count is full marks at a level, where units with
    something have a lower total than those with nothing; one of several that part them alike."""
    edition = by_id(at, edition_id)
    levels = inside.level_rules(at, edition.index_code, edition.method_code)
    totals = {
        unit.unit_code: unit
        for unit in counted(at, edition_id=edition_id, indicator_code=TOTAL).units
    }
    shown: dict[object, Decided] = {}
    for (code, of_level), rule in levels.items():
        if of_level == level and rule.empty_denominator == "full":
            figures = counted(at, edition_id=edition_id, indicator_code=code).units
            of_it = [unit for unit in figures if unit.level == level]
            item = decided(code, of_it, totals, few_below=places.SMALL)
            if item is not None:
                shown.setdefault((item.with_some, item.mean_with, item.mean_without), item)
    return tuple(shown.values())


def before(at: Snapshot, edition: InsideEdition) -> InsideEdition | None:
    """The table before one of its list, index, method and period type; None if it is the first."""
    kind = edition.method_code, edition.period_type
    earlier = [
        item
        for item in of_index(at, edition.index_code, edition.scheme)
        if (item.method_code, item.period_type) == kind
        and (item.period_end, item.period) < (edition.period_end, edition.period)
    ]
    return next(iter(earlier), None)


def _sub_indicator(at: Snapshot, edition_id: str, rule: Rule) -> SubIndicator:
    code = rule.indicator_code
    split = split_of(at, edition_id, code)
    try:
        wanted = wanted_of(at, by_id(at, edition_id), code, BEST)
    except Problem:
        return SubIndicator(rule, split, None, None)
    held = ledger(at, edition_id=edition_id, indicator_code=code, wanted=wanted.share)
    return SubIndicator(rule, split, wanted, held)


def _dearest_first(sub: SubIndicator) -> tuple[bool, bool, Fraction]:
    # What cannot be split among units comes after all that can.
    points = None if sub.ledger is None else sub.ledger.points
    refused = sub.ledger is not None and not sub.ledger.adds_up
    return points is None, refused, -(points or Fraction(0))


def _has_counts(figures: Counted) -> bool:
    every = [*figures.units, *([figures.province] if figures.province else [])]
    return any(unit.numerator is not None and unit.denominator is not None for unit in every)
