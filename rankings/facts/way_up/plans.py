"""The plans: gains in whole steps for the solver, and its answer in points."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from rankings.facts.standing.bounds import Interval
from rankings.facts.way_up import program
from rankings.facts.way_up.model import Plan, Room, WayUp
from rankings.store.rounding import rounded
from rankings.store.versions import memo


def solved(answer: WayUp, rooms: tuple[Room, ...], totals: Mapping[str, Decimal]) -> WayUp:
    """The answer with rooms and plans. totals: of every unit with a score, the own among them."""
    decimals = answer.edition.decimals
    step = Decimal(1).scaleb(-decimals)
    steps = {code: _steps(score, decimals) for code, score in totals.items()}
    own = steps.pop(answer.unit_code)
    levers = tuple(_lever(room, decimals) for room in rooms)
    ahead = answer.against.tied_ahead
    outside = answer.against.status == "outside"
    above = bool(ahead) or (outside and answer.position.ties_broken)
    found, more = ways(own, tuple(steps.items()), levers, answer.limit, ahead, above=above)
    needed = found.needed * step
    # Without a gain the unit stays where the publisher has put it.
    stays = answer.against.rank if not any(lever.cap for lever in levers) else None
    return replace(
        answer,
        needed=Interval(needed, needed),
        rooms=rooms,
        reachable=found.reachable,
        plans=(
            *(_plan(one, decimals) for one in found.plans),
            *(replace(_plan(one, decimals), another=True) for one in more),
        ),
        best_rank=stays or found.best_rank,
        binding=found.binding,
        equal_costs=len({room.cost for room in rooms}) == 1,
    )


@memo
def ways(
    own: int,
    others: tuple[tuple[str, int], ...],
    levers: tuple[program.Lever, ...],
    limit: int,
    ahead: tuple[str, ...],
    *,
    above: bool,
) -> tuple[program.Way, tuple[program.Plan, ...]]:
    """The plans of which each asks for something else, and other ways beside them."""
    found = program.way(own, dict(others), levers, limit, ahead, above=above)
    shown = _different(found.plans)
    more = program.other_ways(own, dict(others), levers, limit, shown, ahead=ahead, above=above)
    return replace(found, plans=tuple(shown)), more


def _lever(room: Room, decimals: int) -> program.Lever:
    return program.Lever(
        room.component,
        _steps(room.cap, decimals),
        cost=Fraction(room.cost) / 10**decimals,
        weight=room.weight,
    )


def _different(plans: Sequence[program.Plan]) -> list[program.Plan]:
    """Of plans of one cost and as many components the most certain, under the first one's name."""
    best: dict[tuple[Fraction, int], program.Plan] = {}
    for one in plans:
        key = one.cost, len(one.gains)
        known = best.setdefault(key, one)
        if one.used < known.used:
            best[key] = replace(one, spirit=known.spirit)
    return list(best.values())


def _plan(found: program.Plan, decimals: int) -> Plan:
    step = Decimal(1).scaleb(-decimals)
    ordered = sorted(found.gains.items(), key=lambda item: (-item[1], item[0]))
    return Plan(
        spirit=found.spirit,
        gains=tuple((component, whole * step) for component, whole in ordered),
        cost=Decimal(found.cost.numerator) / Decimal(found.cost.denominator),
        score=_points(found.total, decimals),
        rank=found.rank,
        margin=_points(found.margin, decimals),
        used=float(found.used),
        passed=found.passed,
    )


def _points(steps: Fraction, decimals: int) -> Decimal:
    value = Decimal(steps.numerator) / Decimal(steps.denominator)
    return rounded(value.scaleb(-decimals), decimals)


def _steps(value: Decimal, decimals: int) -> int:
    return int(value.scaleb(decimals).to_integral_value(ROUND_HALF_UP))
