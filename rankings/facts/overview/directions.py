"""What to direct: over all indices with a target, what to have done, and what that brings.

Of an index whose parts are counted: so many dossiers, petitions or procedures in one sub-indicator,
each enough by itself (rankings/facts/way_up/orders.py). Of one that allows no plan: which figure is
missing, and who issues it. Who is responsible and by when is what somebody has entered (Targets),
and None where nobody has.

How to ask:
    directions.directions(at, today=…)        at most five, the first to direct first
    direction.order                           what is to be done in counts, how sure, until when
    direction.wanted, direction.issuer_vi     what is missing, and from whom
    direction.page, direction.choices         the page that holds the plan, and what it is asked for
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rankings.facts import components, editions, overview, standing
from rankings.facts.components import Component
from rankings.facts.editions import EditionFacts
from rankings.facts.standing.position import Position
from rankings.facts.way_up import missing, orders
from rankings.facts.way_up.missing import Wanted
from rankings.facts.way_up.orders import Order
from rankings.store.versions import Snapshot, memo

MOST = 5
KINDS = COUNT, POINTS, MISSING, NO_EDITION, DISPUTED = (
    "count",
    "points",
    "missing",
    "no_edition",
    "disputed",
)
# Missed targets before met ones; what is not known may be missed.
_STATUSES = ("outside", "unknown", "inside")


@dataclass(frozen=True)
class Direction:
    """One thing to direct.

    kind: count (so many in a sub-indicator), points (a place is known to take so many points of the
    total, and nothing can be counted), missing (figures, without which there is no plan),
    no_edition (no table at all), disputed (figures that contradict each other). status: of the
    target: inside | outside | unknown; limit: its rank. edition, rank: the table it is told from;
    None without one. order: of kind count. place: to be won, at least; places: how many that is;
    points: what the order brings, or what the place takes; None where not known. component: that
    of the order, else the one farthest behind the mean of the target group, None where none is
    known. wanted: what to ask the issuer for. owner_*, deadline: as entered. page, choices: where
    it stands with its plan; the choices of an address.
    """

    kind: str
    index_code: str
    status: str
    limit: int
    page: str
    choices: tuple[tuple[str, str], ...]
    issuer_vi: str
    issuer_en: str
    deadline: date | None
    edition: EditionFacts | None = None
    rank: int | None = None
    order: Order | None = None
    place: int | None = None
    places: int | None = None
    points: Decimal | None = None
    component: Component | None = None
    wanted: tuple[Wanted, ...] = ()
    owner_vi: str | None = None
    owner_en: str | None = None

    @property
    def basis(self) -> str | None:
        """How sure a count is: source (the rule says what can still be changed) | assumption."""
        return None if self.order is None else self.order.counts.future.basis


@memo
def directions(at: Snapshot, *, today: date) -> tuple[Direction, ...]:
    """At most MOST things to direct, the first first.

    Missed targets before met ones; of these what is counted, the most places for what it takes
    first (orders.py), else in the order of the indices. Every index has its first one, as far as
    there is room.
    """
    by_index = [
        of_index(at, index["index_code"], today=today)
        for index in editions.index_rows(at)
        if editions.rank_limit(at, index["index_code"]) is not None
    ]
    firsts = sorted((rows[0] for rows in by_index if rows), key=_order_of)
    kept = firsts[:MOST]
    others = sorted((row for rows in by_index for row in rows[1:]), key=_order_of)
    return tuple(sorted([*kept, *others[: MOST - len(kept)]], key=_order_of))


def of_index(at: Snapshot, index_code: str, *, today: date) -> tuple[Direction, ...]:
    """All that there is to direct in one index that has a target, the first first; empty where the
    first place is held."""
    scheme, unit_code = editions.home(at)
    here = [item for item in editions.of_index(at, index_code) if item.scheme == scheme]
    limit = editions.rank_limit(at, index_code)
    if limit is None:
        return ()
    common = _common(at, index_code, limit)
    if not here:
        return (Direction(kind=NO_EDITION, status="unknown", page="data", choices=(), **common),)
    edition_id = overview.card_edition(
        at, index_code=index_code, scheme=scheme, unit_code=unit_code
    )
    position = standing.home_position(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    parts = components.comparison(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    common |= {
        "edition": editions.by_id(at, edition_id),
        "status": position.status or "unknown",
        "rank": position.rank,
    }
    shown = _shown(at, index_code, edition_id)
    if position.contradiction:
        return (Direction(kind=DISPUTED, page="data", choices=tuple(shown), **common),)
    ordered = orders.orders(
        at, edition_id=edition_id, unit_code=unit_code, limit=limit, today=today
    )
    if ordered:
        return tuple(_counted(order, parts, shown, common) for order in ordered)
    return _uncounted(at, edition_id, position, parts, shown, common)


def _common(at: Snapshot, index_code: str, limit: int) -> dict[str, Any]:
    """What every direction of an index has."""
    index = editions.index_row(at, index_code)
    target = editions.target(at, index_code)
    return {
        "index_code": index_code,
        "limit": limit,
        "issuer_vi": index["issuer_vi"],
        "issuer_en": index["issuer_en"],
        "deadline": None if target is None else target.by_date,
    }


def _shown(at: Snapshot, index_code: str, edition_id: str) -> list[tuple[str, str]]:
    """The choices that lead to an edition: only another one than the newest is named."""
    newest = editions.choose(at, index_code).edition_id
    asked = [("index", index_code)]
    return asked if edition_id == newest else [*asked, ("edition", edition_id)]


def _counted(
    order: Order,
    parts: tuple[Component, ...],
    shown: list[tuple[str, str]],
    common: dict[str, Any],
) -> Direction:
    rule = order.counts.rule
    component = next((part for part in parts if part.component == rule.component), None)
    # Whoever is responsible for a component is for what it is made of, unless somebody else is.
    responsible = rule if rule.owner_vi or component is None else component
    return Direction(
        kind=COUNT,
        page="way_up",
        choices=(
            *shown,
            ("limit", str(order.place)),
            ("goal_of", order.counts.code),
            ("goal", str(order.done)),
        ),
        order=order,
        place=order.place,
        places=order.places,
        points=order.gain,
        component=component,
        owner_vi=responsible.owner_vi,
        owner_en=responsible.owner_en,
        **common,
    )


def _uncounted(
    at: Snapshot,
    edition_id: str,
    position: Position,
    parts: tuple[Component, ...],
    shown: list[tuple[str, str]],
    common: dict[str, Any],
) -> tuple[Direction, ...]:
    """What is missing where there is no plan; where there may be one in points, what it takes."""
    unit_code, limit = position.unit_code, common["limit"]
    component = _farthest(parts)
    common |= {
        "component": component,
        "owner_vi": None if component is None else component.owner_vi,
        "owner_en": None if component is None else component.owner_en,
    }
    wanted = missing.wanted_of(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    need = _nearest(
        orders.places_above(at, edition_id=edition_id, unit_code=unit_code, limit=limit), limit
    )
    if wanted:
        choices = (*shown, ("limit", str(limit)))
        return (Direction(kind=MISSING, page="way_up", choices=choices, wanted=wanted, **common),)
    if need is None:
        return ()
    return (
        Direction(
            kind=POINTS,
            page="way_up",
            choices=(*shown, ("limit", str(need.place))),
            place=need.place,
            places=need.places,
            points=need.points,
            **common,
        ),
    )


def _nearest(needs: tuple[orders.Need, ...], limit: int) -> orders.Need | None:
    """The target's place of whoever misses it, else the next place up."""
    return next((need for need in needs if need.place == limit), needs[0] if needs else None)


def _farthest(parts: tuple[Component, ...]) -> Component | None:
    """The component farthest behind the mean of the target group; the lowest rank without one."""
    behind = [part for part in parts if part.to_target_mean is not None and part.to_target_mean > 0]
    if behind:
        return max(behind, key=lambda part: part.to_target_mean or Decimal(0))
    ranked = [part for part in parts if part.rank is not None]
    return max(ranked, key=lambda part: Fraction(part.rank or 0, part.ranked_units), default=None)


def _order_of(direction: Direction) -> tuple[int, bool, Fraction]:
    """Missed before met, what is counted before what is not, then the most places for what it
    takes."""
    order = direction.order
    each = Fraction(0) if order is None else order.places_for_each
    return _STATUSES.index(direction.status), order is None, -each
