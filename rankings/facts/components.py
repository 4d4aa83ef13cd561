"""The components of one unit against those who do better: where the points are lost."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from rankings.facts import editions, standing, subindicators
from rankings.facts.editions import Edition
from rankings.facts.standing.certainty import Certainty, certainty
from rankings.store import figure_keys, queries
from rankings.store.problems import Problem
from rankings.store.rounding import rounded
from rankings.store.rows import made, picked
from rankings.store.versions import Snapshot, memo


@dataclass(frozen=True)
class Component:
    """One component of one unit beside the others; scores in the method's own unit.

    score: None when the unit has none. cut_line_score: of the unit on the cut line. target_mean:
    mean of the k best others; both are None where no rank limit is set. to_best, to_target_mean,
    to_max: points missing to each (negative to_target_mean: above it). max_points: what the
    component is worth where that is published. ranked_units: how many the rank is out of: all
    units when the issuer gave it, else those that have a score. certainty: how sure the rank is,
    None without one.
    """

    component: str
    name_vi: str
    name_en: str
    level: str
    value_kind: str
    score: Decimal | None
    max_score: Decimal | None
    max_points: Decimal | None
    rank: int | None
    rank_basis: str | None
    ranked_units: int
    cut_line_score: Decimal | None
    target_mean: Decimal | None
    median: Decimal | None
    best: Decimal | None
    best_units: tuple[str, ...]
    to_best: Decimal | None
    to_target_mean: Decimal | None
    to_max: Decimal | None
    status: str | None
    owner_vi: str | None
    owner_en: str | None
    source_id: str | None
    certainty: Certainty | None


@memo
def comparison(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None, inner: bool = False
) -> tuple[Component, ...]:
    """The components of a unit in an edition, the largest distance to the best first.

    Of equal distances to the best the larger one to the mean of the target group comes first.
    Without a limit there is no such group, and nothing is compared with it.

    Parts that only regroup other parts (PSI's 22-point group of the decree) are left out where
    their parts are given. So are the indicators within components, unless `inner` asks for them.
    """
    edition = editions.by_id(at, edition_id)
    rows = standing.ranking(at, edition_id=edition_id).rows
    group = None if limit is None else standing.best_others(rows, unit_code, limit)
    line = standing.home_position(
        at, edition_id=edition_id, unit_code=unit_code, limit=limit
    ).cut_line_unit
    found = [
        _component(part, unit_code, group, line, edition.decimals)
        for part in _by_component(at, edition_id, inner=inner)
    ]
    return tuple(sorted(found, key=_largest_distance_first))


@dataclass(frozen=True)
class Ranked:
    """One unit ranked in a component or a sub-indicator.

    score: points, or a share, as the method has it. rank_basis: published | computed. tied: another
    unit has the same score. numerator, denominator: the counts of a sub-indicator, where known;
    provisional: one of them will be replaced.
    """

    unit_code: str
    name_vi: str
    name_en: str
    score: Decimal | None
    rank: int | None
    rank_basis: str | None
    status: str | None
    confidence: str | None
    disputed: bool
    tied: bool
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False

    @property
    def certainty(self) -> Certainty:
        """How sure the rank is."""
        return certainty(self.rank, status=self.status, disputed=self.disputed, tied=self.tied)


@memo
def ranking(at: Snapshot, *, edition_id: str, indicator_code: str) -> tuple[Ranked, ...]:
    """All units by their score in one component or sub-indicator, best first, those without last.

    Empty for a sub-indicator of which nothing is known. Raises Problem for a code that the edition
    does not have, with those it has.
    """
    rows = queries.component_standings(at, edition_id=edition_id).to_pylist()
    subs = [rule.indicator_code for rule in subindicators.rules(at, edition_id=edition_id)]
    if indicator_code in subs:
        units = subindicators.ranking(at, edition_id=edition_id, indicator_code=indicator_code)
        return tuple(_ranked_in_sub_indicator(row) for row in units)
    known = list(dict.fromkeys([*(row["indicator_code"] for row in rows), *subs]))
    if indicator_code not in known:
        raise Problem("error.unknown_component", value=indicator_code, known=known)
    own = [row for row in rows if row["indicator_code"] == indicator_code]
    scores = [row["score"] for row in own if not row["disputed"]]
    return tuple(
        made(Ranked, row, tied=row["score"] is not None and scores.count(row["score"]) > 1)
        for row in own
    )


def _ranked_in_sub_indicator(row: subindicators.Standing) -> Ranked:
    return made(
        Ranked,
        row,
        score=row.points,
        rank_basis=None if row.rank is None else "computed",
        tied=bool(row.tied_with),
    )


@memo
def shares(at: Snapshot, *, edition_id: str) -> tuple[dict[str, Any], ...]:
    """The parts that add up to the total, every unit, in points; empty when they cannot be stacked.

    Each dict: unit_code, name_vi, name_en, component, component_vi, component_en, points (None:
    not known), sort_order.
    They can be stacked when the method publishes what each part is worth and every part is there.
    """
    edition = editions.by_id(at, edition_id)
    rows = queries.component_standings(at, edition_id=edition_id).to_pylist()
    parts = [row for row in rows if row["adds_up"]]
    wanted = editions.parts_of_total(at, edition).keys()
    if edition.aggregation != "sum" or {row["indicator_code"] for row in parts} != wanted:
        return ()
    return tuple(
        picked(row, "unit_code", "name_vi", "name_en", "component_vi", "component_en", "sort_order")
        | {"component": row["indicator_code"], "points": row["score"]}
        for row in parts
    )


def scores_of(
    at: Snapshot, *, edition_id: str, unit_codes: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The component rows of some units, in the order of the components."""
    rows = queries.component_standings(at, edition_id=edition_id).to_pylist()
    told = _told_levels({row["level"] for row in rows}) - {"group"}
    return [row for row in rows if row["unit_code"] in unit_codes and row["level"] in told]


def components_above(
    scores: list[dict[str, Any]], unit_code: str, other_code: str
) -> tuple[int, int]:
    """In how many components a unit scores higher than another, out of those that both have.

    scores: rows of `scores_of` (unit_code, indicator_code, score, disputed).
    """
    by_unit: dict[str, dict[str, Decimal]] = {unit_code: {}, other_code: {}}
    for row in scores:
        if row["unit_code"] in by_unit and row["score"] is not None and not row["disputed"]:
            by_unit[row["unit_code"]][row["indicator_code"]] = row["score"]
    both = by_unit[unit_code].keys() & by_unit[other_code].keys()
    above = sum(by_unit[unit_code][part] > by_unit[other_code][part] for part in both)
    return above, len(both)


def _by_component(at: Snapshot, edition_id: str, *, inner: bool) -> list[list[dict[str, Any]]]:
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in queries.component_standings(at, edition_id=edition_id).to_pylist():
        parts.setdefault(row["indicator_code"], []).append(row)
    given = {part[0]["level"] for part in parts.values()}
    told = _told_levels(given) | ({"indicator"} if inner else set())
    return [part for part in parts.values() if part[0]["level"] in told]


def _told_levels(given: set[str]) -> set[str]:
    """The levels that are set side by side: neither regrouped parts nor parts of parts, as long as
    there is another level."""
    for inner in ("group", "indicator"):
        given = given - {inner} or given
    return given


def _component(
    part: list[dict[str, Any]],
    unit_code: str,
    group: list[str] | None,
    line: str | None,
    decimals: int,
) -> Component:
    scores = {
        row["unit_code"]: rounded(row["score"], decimals)
        for row in part
        if row["score"] is not None and not row["disputed"]
    }
    own = next(row for row in part if row["unit_code"] == unit_code)
    score = scores.get(unit_code)
    best = max(scores.values(), default=None)
    target_mean = _mean([scores.get(code) for code in group or []], decimals)
    return made(
        Component,
        own,
        component=own["indicator_code"],
        name_vi=own["component_vi"],
        name_en=own["component_en"],
        score=score,
        ranked_units=len(part) if own["rank_basis"] == "published" else own["scored_units"],
        cut_line_score=scores.get(line),
        target_mean=target_mean,
        median=rounded(median(scores.values()), decimals) if len(scores) > 1 else None,
        best=best if len(scores) > 1 else None,
        best_units=tuple(sorted(code for code, value in scores.items() if value == best)),
        to_best=_difference(best if len(scores) > 1 else None, score),
        to_target_mean=_difference(target_mean, score),
        to_max=_difference(own["max_score"], score),
        source_id=own["score_source_id"],
        certainty=_certainty(own, scores),
    )


def _certainty(own: dict[str, Any], scores: dict[str, Decimal]) -> Certainty | None:
    if own["rank"] is None:
        return None
    score = scores.get(own["unit_code"])
    tied = score is not None and sum(value == score for value in scores.values()) > 1
    return certainty(own["rank"], status=own["status"], disputed=own["disputed"], tied=tied)


def _mean(values: list[Decimal | None], decimals: int) -> Decimal | None:
    """The mean; None when there is no value or one of them is missing."""
    known = [value for value in values if value is not None]
    if not values or len(known) < len(values):
        return None
    return rounded(sum(known, Decimal(0)) / len(known), decimals)


def _difference(upper: Decimal | None, lower: Decimal | None) -> Decimal | None:
    return None if upper is None or lower is None else upper - lower


def _largest_distance_first(component: Component) -> tuple[bool, Decimal | int, Decimal | int, str]:
    to_best, to_mean = component.to_best, component.to_target_mean
    return to_best is None, -(to_best or 0), -(to_mean or 0), component.component


def keys(
    part: Component, *, edition: Edition, unit_code: str, limit: int | None, line: str | None
) -> dict[str, str]:
    """The keys of a component's figures by their name in `Component`; what is not known has one
    too. line: the unit on the cut line, whose score has a key only where there is one."""
    code, edition_id = part.component, edition.edition_id
    place = edition_id, unit_code, code
    method = edition.index_code, edition.method_code
    named = {
        "score": figure_keys.figure(*place, "score"),
        "rank": figure_keys.figure(*place, "rank"),
        "ranked_units": str(figure_keys.RankedUnits(*place)),
        "best": str(figure_keys.Best(edition_id, code)),
        "median": str(figure_keys.Median(edition_id, code)),
        "to_best": str(figure_keys.ToBest(*place)),
        "to_max": str(figure_keys.ToMax(*place)),
        "max_score": str(figure_keys.Maximum(*method, code, "max_score")),
    }
    if limit is None:
        return named
    group = edition_id, unit_code, limit, code
    named["target_mean"] = str(figure_keys.TargetMean(*group))
    named["to_target_mean"] = str(figure_keys.ToTargetMean(*group))
    if line:
        named["cut_line_score"] = figure_keys.figure(edition_id, line, code, "score")
    return named
