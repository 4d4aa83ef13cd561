"""What may gain, and how much: the components of the total, and the room that each of them has."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.way_up import plausible
from rankings.facts.way_up.model import Room, Setting
from rankings.facts.way_up.plausible import Plausible
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo

# Costs and caps that an analyst may set lie below this and have no more than so many decimals: the
# solver counts them in whole numbers.
HIGHEST, SET_DECIMALS = 10_000, 4


def parts_of(at: Snapshot, edition: EditionFacts) -> list[dict[str, Any]]:
    """The nodes of the method that add up to the total, in their order."""
    return list(editions.parts_of_total(at, edition).values())


def own_scores(at: Snapshot, edition_id: str, unit_code: str) -> dict[str, Decimal]:
    """The unit's undisputed scores by component."""
    rows = queries.component_standings(at, edition_id=edition_id).to_pylist()
    return {
        row["indicator_code"]: row["score"]
        for row in rows
        if row["unit_code"] == unit_code and row["score"] is not None and not row["disputed"]
    }


def why_no_plan(
    edition: EditionFacts, parts: Sequence[Mapping[str, Any]], own: Mapping[str, Decimal]
) -> str | None:
    """Why no exact plan can be made of an edition; None where it can."""
    if edition.relative_to_field:
        return "relative"
    if not edition.additive or editions.why_not_weighed(edition, parts) is not None:
        return "weights"
    if not edition.scores_complete:
        return "partial"
    return None if {part["indicator_code"] for part in parts} <= own.keys() else "components"


def check(settings: Sequence[Setting], edition: EditionFacts, known: Collection[str]) -> None:
    """Raise Problem for a component that is not known, and for a cost or cap that is none."""
    for setting in settings:
        if not known:
            raise Problem("error.no_components", value=setting.component, index=edition.index_code)
        if setting.component not in known:
            raise Problem("error.unknown_component", value=setting.component, known=list(known))
        for value in (setting.cost, setting.cap):
            if value is not None and not settable(value):
                raise Problem(
                    "error.plan_number",
                    component=setting.component,
                    value=value,
                    most=HIGHEST,
                    decimals=SET_DECIMALS,
                )
        if setting.cost is not None and setting.cost <= 0:
            raise Problem("error.plan_cost", component=setting.component, value=setting.cost)
        if setting.cap is not None and setting.cap < 0:
            raise Problem("error.plan_cap", component=setting.component, value=setting.cap)


def settable(value: Decimal) -> bool:
    """True for a cost or a cap that can be counted with."""
    small = value.is_finite() and abs(value) < HIGHEST
    return small and value == round(value, SET_DECIMALS)


@memo
def _histories(
    at: Snapshot, *, index_code: str, method_code: str, period_type: str, scheme: str
) -> dict[str, tuple[plausible.Table, ...]]:
    """Component -> its complete tables of one method, period type and scheme."""
    days = {
        item.edition_id: item.period_end
        for item in editions.of_index(at, index_code)
        if item.complete
    }
    kind = {"period_type": period_type, "scheme": scheme}
    rows = queries.component_scores(at, index_code=index_code, method_code=method_code, **kind)
    scores: dict[tuple[str, str], dict[str, Decimal]] = {}
    for edition_id, component, unit, score in zip(*rows.to_pydict().values(), strict=True):
        if edition_id in days:
            scores.setdefault((component, edition_id), {})[unit] = score
    found: dict[str, list[plausible.Table]] = {}
    for (component, edition_id), known in scores.items():
        table = plausible.Table(edition_id, days[edition_id], known)
        found.setdefault(component, []).append(table)
    return {component: tuple(tables) for component, tables in found.items()}


@memo
def _rescored(at: Snapshot, *, index_code: str) -> dict[str, frozenset[tuple[str, str]]]:
    """Component -> (edition, unit) of the figures that a signed remark marks as re-scored."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in queries.rescored_figures(at, index_code=index_code).to_pylist():
        found.setdefault(row["indicator_code"], set()).add((row["edition_id"], row["unit_code"]))
    return {component: frozenset(pairs) for component, pairs in found.items()}


@memo
def observed_gain(at: Snapshot, *, edition_id: str, component: str, days: int) -> Plausible | None:
    """The largest plausible gain of a component within so many days, from what was published by the
    day of the edition."""
    edition = editions.by_id(at, edition_id)
    method = {"index_code": edition.index_code, "method_code": edition.method_code}
    tables = _histories(at, **method, period_type=edition.period_type, scheme=edition.scheme)
    known = {item.edition_id for item in editions.known_by(at, edition)}
    rescored = _rescored(at, index_code=edition.index_code)
    return plausible.plausible(
        [table for table in tables.get(component, ()) if table.edition_id in known],
        days,
        cumulative=edition.period_type == "year_to_date",
        flagged=rescored.get(component, frozenset()),
    )


def room_of(
    part: Mapping[str, Any],
    score: Decimal,
    setting: Setting,
    observed: Plausible | None,
    edition: EditionFacts,
    *,
    days: int,
    lift: bool,
) -> Room:
    """What a component may gain. score: the own; days: to the deadline; lift: no default cap."""
    score = rounded(score, edition.decimals)
    left = max(rounded(part["max_score"], edition.decimals) - score, Decimal(0))
    usual, reason = _usual(observed, left)
    usual = rounded(usual, edition.decimals)
    cap = usual
    if lift:
        cap, reason = left, "maximum"
    if setting.cap is not None:
        given = rounded(setting.cap, edition.decimals)
        cap, reason = (given, "given") if given <= left else (left, "maximum")
    if setting.lead_days is not None and setting.lead_days > days:
        cap, reason = Decimal(0), "lead_time"
    if setting.fixed:
        cap, reason = Decimal(0), "fixed"
    return Room(
        component=part["indicator_code"],
        **{name: part[name] for name in ("name_vi", "name_en")},
        **{name: setting.owner or part[name] for name in ("owner_vi", "owner_en")},
        score=score,
        max_score=part["max_score"],
        left=left,
        usual=usual,
        cap=cap,
        reason=reason,
        observed=observed,
        weight=Fraction(1) if edition.aggregation == "sum" else Fraction(part["weight"]),
        cost=Decimal(1) if setting.cost is None else setting.cost,
        lead_days=setting.lead_days,
    )


def _usual(observed: Plausible | None, left: Decimal) -> tuple[Decimal, str]:
    """The default cap, and where it comes from."""
    if observed is None:
        return left, "not_observed"
    return (observed.gain, "observed") if observed.gain < left else (left, "maximum")
