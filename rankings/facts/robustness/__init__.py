"""What becomes of the ranks of an edition when the weights of its components are moved.

The weights are those of the method: under `sum` what each component is worth (its maximum), under
`weighted_mean` its published weight. Weights are set by decision, so this tests how robust a rank
is, not whether it is right. `rankings.facts.robustness.draws` has the formulas and their sources.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from rankings.facts import editions, standing
from rankings.facts.editions import EditionFacts
from rankings.facts.robustness import draws
from rankings.facts.robustness.draws import DRAWS, TOLERANCE, Field, Influence
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, memo

# Of how many units all components must be known: among fewer a place is not the rank of an edition.
NEEDED = 0.9
# A rank moves in whole places: fewer draws leave the shares of the variance uncertain.
SOBOL_DRAWS = 4096
# Of so many pairs of editions that follow each other it is told how alike they are.
NEWEST_PAIRS = 24


@dataclass(frozen=True)
class Part:
    """One component that adds up; whole: its weight as a part of 1."""

    component: str
    name_vi: str
    name_en: str
    whole: float


@dataclass(frozen=True)
class Basis:
    """What the ranks of an edition can be computed from.

    reason: None, or why they cannot be: no_weights (the issuer has not published them), derived
    (they are inferred from published figures), too_few (too few units have every component).
    units: of the scheme; left_out: codes of the units without every component. field and parts:
    None and empty where there is a reason.
    """

    edition: EditionFacts
    reason: str | None
    units: tuple[str, ...]
    left_out: tuple[str, ...]
    field: Field | None
    parts: tuple[Part, ...]

    @property
    def compared(self) -> int:
        """How many units have every component."""
        return len(self.units) - len(self.left_out)


@dataclass(frozen=True)
class Row:
    """The ranks of one unit over the weights allowed.

    rank: at the weights of the method, among the units compared; given: in the standing. best and
    worst: the furthest that any weights lead to; p05, p50, p95: percentiles over random weights.
    """

    unit_code: str
    name_vi: str
    name_en: str
    rank: int
    given: int | None
    best: int
    worst: int
    p05: int
    p50: int
    p95: int


@dataclass(frozen=True)
class WithoutPart:
    """The rank of a unit when one component is left out, the others keeping their proportions."""

    part: Part
    rank: int


@dataclass(frozen=True, kw_only=True)
class PartInfluence(Influence):
    """The same of a component with its names. Shares of 1."""

    part: Part


@dataclass(frozen=True)
class Stability:
    """How alike the rankings of two editions are that follow each other.

    units: how many have a rank in both; same_order of all pairs of them keep their order (a tie
    that stays one does). tau: Kendall's tau-b, 1 the same order, 0 no relation, -1 the reverse;
    None where all tie.
    """

    before: EditionFacts
    after: EditionFacts
    units: int
    same_order: int
    pairs: int
    tau: float | None


@memo
def basis(at: Snapshot, *, edition_id: str) -> Basis:
    """The field of an edition, or the reason why its ranks cannot be computed anew."""
    edition = editions.by_id(at, edition_id)
    rows = standing.ranking(at, edition_id=edition_id).rows
    units = tuple(sorted(row.unit_code for row in rows))
    nodes = editions.parts_of_total(at, edition)
    if reason := editions.why_not_weighed(edition, nodes.values()):
        return Basis(edition, reason, units, units, None, ())
    shares = _shares(at, edition_id, nodes)
    complete = tuple(code for code in units if shares.get(code, {}).keys() == nodes.keys())
    left_out = tuple(code for code in units if code not in complete)
    if len(complete) < 2 or len(complete) < NEEDED * len(units):
        return Basis(edition, "too_few", units, left_out, None, ())
    weights = np.array([_weight(node, edition) for node in nodes.values()])
    table = np.array([[shares[unit][code] for code in nodes] for unit in complete])
    field = Field(complete, tuple(nodes), table, weights)
    parts = tuple(
        Part(code, node["name_vi"], node["name_en"], float(whole))
        for (code, node), whole in zip(nodes.items(), field.whole, strict=True)
    )
    return Basis(edition, None, units, left_out, field, parts)


@memo
def ranges(at: Snapshot, *, edition_id: str) -> tuple[Row, ...]:
    """The ranks of every unit compared over weights within ±25 %, the best rank first.

    Raises Problem where the ranks cannot be computed anew (see `basis`).
    """
    found = _field(at, edition_id)
    standings = {row.unit_code: row for row in standing.ranking(at, edition_id=edition_id).rows}
    rows = []
    of_draws = draws.spreads(found, DRAWS, tolerance=TOLERANCE)
    exact = draws.extremes(found, found.unit_codes, tolerance=TOLERANCE)
    for spread, ends in zip(of_draws, exact, strict=True):
        unit = standings[spread.unit_code]
        rows.append(
            Row(
                unit.unit_code,
                unit.name_vi,
                unit.name_en,
                ends.rank,
                unit.rank,
                # What a draw has met, an exact search has met as well.
                min(ends.best, spread.p05),
                max(ends.worst, spread.p95),
                spread.p05,
                spread.p50,
                spread.p95,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.rank, row.unit_code)))


@memo
def without_each(at: Snapshot, *, edition_id: str, unit_code: str) -> tuple[WithoutPart, ...]:
    """The rank of a unit without each component in turn, in the order of the method.

    Raises Problem as `ranges`, and for a unit that is not compared.
    """
    field = _field(at, edition_id, unit_code)
    ranks = draws.left_out(field, unit_code)
    parts = basis(at, edition_id=edition_id).parts
    return tuple(WithoutPart(part, ranks[part.component]) for part in parts if len(ranks) > 1)


@memo
def influences(at: Snapshot, *, edition_id: str, unit_code: str) -> tuple[PartInfluence, ...]:
    """Which weights the rank of a unit depends on, the most important first.

    Raises Problem as `ranges`, and for a unit that is not compared.
    """
    field = _field(at, edition_id, unit_code)
    parts = basis(at, edition_id=edition_id).parts
    influences_of = draws.influences(field, unit_code, draws=SOBOL_DRAWS)
    joined = [
        PartInfluence(part=part, **vars(influence))
        for part, influence in zip(parts, influences_of, strict=True)
    ]
    return tuple(sorted(joined, key=lambda influence: -(influence.total or 0)))


@memo
def stability(at: Snapshot, *, edition_id: str) -> tuple[Stability, ...]:
    """How alike the newest complete editions of the same method, scheme and period type are, each
    beside the one before it, oldest first.
    """
    pairs = pairs_of(at, edition_id=edition_id)[-NEWEST_PAIRS:]
    ranks = _ranks(at, {item.edition_id for pair in pairs for item in pair})
    return tuple(_alike(ranks, *pair) for pair in pairs)


def stability_of(at: Snapshot, *, edition_id: str, before_id: str) -> Stability | None:
    """The same of one edition beside the one before it; None where the other is not that one."""
    for before, after in pairs_of(at, edition_id=edition_id):
        if (before.edition_id, after.edition_id) == (before_id, edition_id):
            return _alike(_ranks(at, {before_id, edition_id}), before, after)
    return None


def pairs_of(at: Snapshot, *, edition_id: str) -> list[tuple[EditionFacts, EditionFacts]]:
    """Complete editions that can be compared with one, each with the one before, oldest first."""
    now = editions.by_id(at, edition_id)
    complete = [item for item in editions.comparable(at, now) if item.complete]
    return list(pairwise(sorted(complete, key=lambda item: item.period_end)))


def _ranks(at: Snapshot, edition_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """Edition -> unit -> its rank, where it has one that is not disputed."""
    ranks: dict[str, dict[str, int]] = {}
    for row in queries.totals(at, edition_ids="\n".join(sorted(edition_ids))).to_pylist():
        if row["rank"] is not None and not row["disputed"]:
            ranks.setdefault(row["edition_id"], {})[row["unit_code"]] = row["rank"]
    return ranks


def _alike(
    of_edition: dict[str, dict[str, int]], before: EditionFacts, after: EditionFacts
) -> Stability:
    ranks = [of_edition.get(item.edition_id, {}) for item in (before, after)]
    both = sorted(ranks[0].keys() & ranks[1].keys())
    first, second = ([each[code] for code in both] for each in ranks)
    pairs = list(combinations(range(len(both)), 2))
    same = sum(_order(first, *pair) == _order(second, *pair) for pair in pairs)
    tau = draws.agreement(first, second)
    return Stability(before, after, len(both), same, len(pairs), tau)


def _order(ranks: Sequence[int], one: int, other: int) -> int:
    """1: the first of two has the larger rank, -1: the smaller, 0: they share one."""
    return (ranks[one] > ranks[other]) - (ranks[one] < ranks[other])


def _field(at: Snapshot, edition_id: str, unit_code: str | None = None) -> Field:
    """The field of an edition. Raises Problem where there is none, or the unit is not in it."""
    found = basis(at, edition_id=edition_id)
    index, period = found.edition.index_code, found.edition.period
    if found.field is None:
        raise Problem(
            f"error.robustness_{found.reason}",
            index=index,
            period=period,
            compared=found.compared,
            units=len(found.units),
        )
    if unit_code is not None and unit_code not in found.field.unit_codes:
        raise Problem("error.robustness_unit", unit=unit_code, index=index, period=period)
    return found.field


def _weight(node: dict[str, Any], edition: EditionFacts) -> float:
    """What a component is worth in the total; 0 where that is not known."""
    return float(node["max_score" if edition.aggregation == "sum" else "weight"] or 0)


def _shares(
    at: Snapshot, edition_id: str, nodes: dict[str, dict[str, Any]]
) -> dict[str, dict[str, float]]:
    """Unit -> component -> the share of its maximum, where undisputed."""
    found: dict[str, dict[str, float]] = {}
    for row in queries.component_standings(at, edition_id=edition_id).to_pylist():
        node = nodes.get(row["indicator_code"])
        if node is not None and row["score"] is not None and not row["disputed"]:
            share = float(row["score"] / node["max_score"])
            found.setdefault(row["unit_code"], {})[row["indicator_code"]] = share
    return found


def differing(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The units whose rank from their components is not the one in the standing."""
    return tuple(row for row in rows if row.given is not None and row.given != row.rank)
