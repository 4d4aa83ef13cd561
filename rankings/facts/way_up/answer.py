"""The answer for one rank limit, from the unit's position to the plans."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario import trial
from rankings.facts.scenario.model import FROZEN
from rankings.facts.standing.position import needed, position
from rankings.facts.way_up.model import Room, Setting, WayUp
from rankings.facts.way_up.others import deadline, field_of, others_until
from rankings.facts.way_up.plans import solved
from rankings.facts.way_up.rooms import (
    check,
    observed_gain,
    own_scores,
    parts_of,
    room_of,
    why_no_plan,
)
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, memo


@memo
def way_up(
    at: Snapshot,
    *,
    edition_id: str,
    unit_code: str,
    limit: int,
    by: date | None = None,
    settings: tuple[Setting, ...] = (),
    lift_caps: bool = False,
    others: str = FROZEN,
    today: date | None = None,
) -> WayUp:
    """The plans that bring a unit inside the `limit` best.

    lift_caps: what is left to the maximum counts for every component without a cap of its own.
    others: frozen, their totals as they stand; or trend, each on its own trend (scenarios.Trend) to
    the day by which, or to the last day to which the trend may be continued.
    today: a deadline that is not given is never before it.
    Problem for a limit without a place, a day that has passed, an unknown component, a cost or cap
    that is none, or a trend that the editions do not give.
    """
    edition = editions.by_id(at, edition_id)
    if not 1 <= limit <= edition.units:
        raise Problem("error.limit_out_of_range", highest=edition.units, value=limit)
    until = deadline(at, edition=edition, by=by, today=today)
    start = trial.base(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    meanwhile = others_until(start, others, until)
    field = field_of(at, start, meanwhile)
    against = start.position
    if meanwhile.kind != FROZEN:
        against = position(field, unit_code, limit, edition.decimals)
    answer = WayUp(
        edition=edition,
        unit_code=unit_code,
        limit=limit,
        deadline=until,
        position=start.position,
        against=against,
        others=meanwhile,
        trend=start.trend,
        no_trend=start.no_trend,
        why_not=None,
        later=start.later,
        needed=needed(
            against.gap, against.status, edition.decimals, ties_broken=start.position.ties_broken
        ),
    )
    parts = parts_of(at, edition)
    own = own_scores(at, edition_id, unit_code)
    why_not = why_no_plan(edition, parts, own)
    if why_not is not None:
        check(settings, edition, editions.components_of(at, edition))
        return replace(answer, why_not=why_not)
    check(settings, edition, [part["indicator_code"] for part in parts])
    rooms = _rooms(at, edition, own, days=until.days, settings=settings, lift=lift_caps)
    totals = {one.unit_code: one.score for one in field if one.score is not None}
    return solved(answer, rooms, totals)


@memo
def usual_rooms(
    at: Snapshot,
    *,
    edition_id: str,
    unit_code: str,
    by: date | None = None,
    today: date | None = None,
) -> tuple[Room, ...]:
    """What each component may gain by the day while nothing is set, without a plan; none where no
    plan can be made."""
    edition = editions.by_id(at, edition_id)
    until = deadline(at, edition=edition, by=by, today=today)
    own = own_scores(at, edition_id, unit_code)
    if why_no_plan(edition, parts_of(at, edition), own) is not None:
        return ()
    return _rooms(at, edition, own, days=until.days)


def _rooms(
    at: Snapshot,
    edition: EditionFacts,
    own: Mapping[str, Decimal],
    *,
    days: int,
    settings: Sequence[Setting] = (),
    lift: bool = False,
) -> tuple[Room, ...]:
    by_code = {setting.component: setting for setting in settings}
    return tuple(
        room_of(
            part,
            own[part["indicator_code"]],
            by_code.get(part["indicator_code"], Setting(part["indicator_code"])),
            observed_gain(
                at, edition_id=edition.edition_id, component=part["indicator_code"], days=days
            ),
            edition,
            days=days,
            lift=lift,
        )
        for part in parts_of(at, edition)
    )
