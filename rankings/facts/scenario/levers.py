"""What can be moved in an edition: its components and their sub-indicators, or only the total."""

from decimal import Decimal
from typing import Any

from rankings.facts import components, editions, standing
from rankings.facts.components import Component
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario.model import TOTAL, Lever, Part
from rankings.facts.standing.position import Position
from rankings.store import queries
from rankings.store.rounding import rounded
from rankings.store.rows import made
from rankings.store.versions import Snapshot


def movable(
    at: Snapshot, edition: EditionFacts, position: Position
) -> tuple[tuple[Lever, ...], tuple[Part, ...], str | None]:
    """The levers, those of sub-indicators, and why there is only the total."""
    if position.score is None or position.contradiction:
        return (), (), "no_components"
    parts = components.comparison(
        at,
        edition_id=edition.edition_id,
        unit_code=position.unit_code,
        limit=position.limit,
        inner=True,
    )
    reason = _why_total_only(at, edition, parts)
    if reason is not None:
        return (_total(at, edition, position),), (), reason
    nodes = editions.nodes_of(at, edition)
    worst = _worst(at, edition)
    in_order = sorted(
        (part for part in parts if nodes[part.component]["adds_up"]),
        key=lambda part: nodes[part.component]["sort_order"],
    )
    levers = tuple(
        _lever(part, _weight(edition, nodes[part.component]), worst[part.component])
        for part in in_order
    )
    return levers, _parts(at, edition, position.unit_code, parts), None


def _parts(
    at: Snapshot, edition: EditionFacts, unit_code: str, figures: tuple[Component, ...]
) -> tuple[Part, ...]:
    """The sub-indicators that the unit has a score of, where points of one are points of the
    component: totals that are sums, and scores in one unit of measure."""
    if edition.aggregation != "sum":
        return ()
    nodes, worst = editions.nodes_of(at, edition), _worst(at, edition)
    place = {"edition_id": edition.edition_id, "unit_code": unit_code}
    ratios = {
        row["indicator_code"]: row for row in queries.indicator_ratios(at, **place).to_pylist()
    }
    found = [
        _part(figure, nodes[figure.component], worst[figure.component], ratios)
        for figure in figures
        if _can_be_moved(figure, nodes)
    ]
    return tuple(sorted(found, key=lambda part: nodes[part.component]["sort_order"]))


def _can_be_moved(figure: Component, nodes: dict[str, dict[str, Any]]) -> bool:
    node = nodes[figure.component]
    parent = nodes.get(node["parent_code"])
    score, max_score = figure.score, figure.max_score
    return (
        parent is not None
        and parent["adds_up"]
        and node["level"] != "group"
        and node["direction"] > 0
        and node["value_kind"] == parent["value_kind"]
        # Points that follow from counts are moved by their counts, not by themselves.
        and figure.status != "derived"
        and score is not None
        and max_score is not None
        and 0 <= score <= max_score
    )


def _part(
    figure: Component,
    node: dict[str, Any],
    worst: tuple[Decimal, str],
    ratios: dict[str, dict[str, Any]],
) -> Part:
    lever = _lever(figure, Decimal(1), (None, None) if figure.best is None else worst)
    numerator, denominator = _ratio(figure.score, ratios.get(figure.component))
    code = node["issuer_code"]
    names = {
        name: f"{code} {node[name]}" if code and node[name] else node[name]
        for name in ("name_vi", "name_en")
    }
    return Part(
        **vars(lever) | names,
        parent=node["parent_code"],
        issuer_code=code,
        definition_vi=node["definition_vi"],
        definition_en=node["definition_en"],
        numerator=numerator,
        denominator=denominator,
    )


def _ratio(score: Decimal | None, row: dict[str, Any] | None) -> tuple[int | None, int | None]:
    """Numerator and denominator; of nothing no proportion follows."""
    if row is None or not score:
        return None, None
    pair = row["numerator"], row["denominator"]
    if any(value != int(value) for value in pair) or not 0 < pair[0] <= pair[1]:
        return None, None
    return int(pair[0]), int(pair[1])


def _why_total_only(
    at: Snapshot, edition: EditionFacts, parts: tuple[Component, ...]
) -> str | None:
    """A score relative to the field does not follow from components; nor does one whose weights
    are not published; nor one of which a part is missing."""
    nodes = editions.nodes_of(at, edition)
    if edition.relative_to_field:
        return "relative"
    if nodes.keys() == {TOTAL}:
        return "no_components"
    if not edition.additive:
        return "no_weights"
    wanted = {code for code, node in nodes.items() if node["adds_up"]}
    known = {
        part.component: part
        for part in parts
        if part.component in wanted and part.score is not None and part.max_score is not None
    }
    if not wanted or known.keys() != wanted:
        return "no_components"
    parts_of_total = [nodes[code] for code in wanted]
    return None if editions.why_not_weighed(edition, parts_of_total) is None else "no_weights"


def _weight(edition: EditionFacts, node: dict[str, Any]) -> Decimal | None:
    return Decimal(1) if edition.aggregation == "sum" else node["weight"]


def _lever(
    part: Component, weight: Decimal | None, worst: tuple[Decimal | None, str | None]
) -> Lever:
    assert part.score is not None, "only what has a score is moved"
    assert part.max_score is not None, "only what has a maximum is moved"
    assert weight is not None, "only what has a weight is moved"
    return made(Lever, part, weight=weight, worst=worst[0], worst_unit=worst[1])


def _total(at: Snapshot, edition: EditionFacts, position: Position) -> Lever:
    """The total as the one thing that can be moved."""
    assert position.score is not None, "only what has a score is moved"
    rows = standing.ranking(at, edition_id=edition.edition_id).rows
    scores = {
        row.unit_code: row.score for row in rows if row.score is not None and not row.disputed
    }
    group = (
        None
        if position.limit is None
        else standing.best_others(rows, position.unit_code, position.limit)
    )
    known = [scores[code] for code in group or () if code in scores]
    mean = rounded(sum(known, Decimal(0)) / len(known), edition.decimals) if known else None
    node = editions.nodes_of(at, edition).get(TOTAL, {})
    return Lever(
        component=TOTAL,
        name_vi=node.get("name_vi") or TOTAL,
        name_en=node.get("name_en") or TOTAL,
        score=position.score,
        max_score=edition.scale_max,
        weight=Decimal(1),
        worst=rounded(min(scores.values()), edition.decimals),
        worst_unit=min(scores, key=lambda code: (scores[code], code)),
        best=rounded(max(scores.values()), edition.decimals),
        target_mean=mean if group and len(known) == len(group) else None,
        cut_line_score=position.cut_line.low if position.cut_line.exact else None,
        best_unit=min(scores, key=lambda code: (-scores[code], code)),
        group=tuple(group or ()),
    )


def _worst(at: Snapshot, edition: EditionFacts) -> dict[str, tuple[Decimal, str]]:
    """The lowest undisputed score in each component, and a unit that has it."""
    found: dict[str, tuple[Decimal, str]] = {}
    rows = queries.component_standings(at, edition_id=edition.edition_id).to_pylist()
    for row in rows:
        if row["score"] is not None and not row["disputed"]:
            own = rounded(row["score"], edition.decimals), row["unit_code"]
            found[row["indicator_code"]] = min(found.get(row["indicator_code"], own), own)
    return found
