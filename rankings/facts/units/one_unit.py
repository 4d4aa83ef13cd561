"""One unit inside a province: its total and place, its groups, its sub-indicators, what it lacks.

How to ask:
    one_unit.card(at, edition_id=…, unit_code="H21.24", asked="best")
"""

from dataclasses import dataclass
from decimal import Decimal

from rankings.facts import editions, units
from rankings.facts.subindicators import Rule
from rankings.facts.units import Unit, Wanted, places
from rankings.facts.units.places import Placed
from rankings.facts.units.shortfall import Line
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, memo

TOTAL = "total"


@dataclass(frozen=True)
class Group:
    """A component of the index as it is printed for a unit; maximum: None where not known."""

    indicator_code: str
    name_vi: str
    name_en: str | None
    maximum: Decimal | None
    score: Decimal | None


@dataclass(frozen=True)
class Part:
    """A sub-indicator of a unit: its counts, its place among its own by share, and what it lacks
    of the wanted share (None where units do not make their province, or no share is known)."""

    rule: Rule
    placed: Placed
    wanted: Wanted | None
    line: Line | None

    @property
    def unit(self) -> Unit:
        """The unit with its counts."""
        return self.placed.unit


@dataclass(frozen=True)
class Card:
    """All that a table of units tells of one of them. total: its place among its own by the total
    that is printed; groups in the order of the tree; parts: those that cost the province most
    points here first, then in the order of the tree."""

    total: Placed
    groups: tuple[Group, ...]
    parts: tuple[Part, ...]

    @property
    def unit(self) -> Unit:
        """The unit with its total."""
        return self.total.unit


@memo
def card(at: Snapshot, *, edition_id: str, unit_code: str, asked: str) -> Card:
    """One unit of a table. asked: the share that is wanted in each sub-indicator, as
    `units.wanted_of` reads it. Raises Problem for a unit of which the table has nothing."""
    totals = units.counted(at, edition_id=edition_id, indicator_code=TOTAL)
    own = next((unit for unit in totals.units if unit.unit_code == unit_code), None)
    if own is None:
        edition = units.by_id(at, edition_id)
        known = [f"{unit.unit_code} {unit.name_vi}" for unit in totals.units]
        raise Problem("error.unknown_unit", value=unit_code, scheme=edition.scheme, known=known)
    peers = [unit for unit in totals.units if unit.level == own.level]
    return Card(
        total=_of(places.by_score(peers), unit_code),
        groups=_groups(at, edition_id, unit_code),
        parts=_parts(at, edition_id, own, asked),
    )


def _groups(at: Snapshot, edition_id: str, unit_code: str) -> tuple[Group, ...]:
    edition = units.by_id(at, edition_id)
    nodes = editions.nodes(at, index_code=edition.index_code, method_code=edition.method_code)
    groups = []
    for code, node in nodes.items():
        if node["level"] != "component":
            continue
        figures = units.counted(at, edition_id=edition_id, indicator_code=code).units
        score = next((unit.score for unit in figures if unit.unit_code == unit_code), None)
        groups.append(Group(code, node["name_vi"], node["name_en"], node["max_score"], score))
    return tuple(groups)


def _parts(at: Snapshot, edition_id: str, own: Unit, asked: str) -> tuple[Part, ...]:
    parts = []
    for sub in units.sub_indicators(at, edition_id=edition_id):
        code = sub.rule.indicator_code
        figures = units.counted(at, edition_id=edition_id, indicator_code=code).units
        placed = places.by_share(unit for unit in figures if unit.level == own.level)
        wanted = _wanted(at, edition_id, code, asked)
        line = None if wanted is None else _line(at, edition_id, code, own.unit_code, wanted)
        parts.append(Part(sub.rule, _of(placed, own.unit_code), wanted, line))
    return tuple(sorted(parts, key=lambda part: -(part.line.points or 0) if part.line else 0))


def _wanted(at: Snapshot, edition_id: str, indicator_code: str, asked: str) -> Wanted | None:
    try:
        return units.wanted_of(at, units.by_id(at, edition_id), indicator_code, asked)
    except Problem:
        return None


def _line(
    at: Snapshot, edition_id: str, indicator_code: str, unit_code: str, wanted: Wanted
) -> Line | None:
    ledger = units.ledger(
        at, edition_id=edition_id, indicator_code=indicator_code, wanted=wanted.share
    )
    return next((line for line in ledger.lines if line.unit.unit_code == unit_code), None)


def _of(placed: tuple[Placed, ...], unit_code: str) -> Placed:
    return next(item for item in placed if item.unit.unit_code == unit_code)
