"""What happened round a unit between two tables of one method: who passed whom, who crossed a line.

Figures in, events out. What is not known on both sides is no event, and neither is what stayed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

OVERTAKEN_BY = "overtaken_by"
OVERTOOK = "overtook"
ENTERED_GROUP = "entered_group"
LEFT_GROUP = "left_group"
NEAR_LINE = "near_line"
NEAR_UNIT = "near_unit"
LOST_MOST = "lost_most"
BEST = "best"
# In the order in which they are told.
EVENTS = (OVERTAKEN_BY, OVERTOOK, ENTERED_GROUP, LEFT_GROUP, NEAR_LINE, NEAR_UNIT, LOST_MOST, BEST)


@dataclass(frozen=True)
class Figures:
    """The undisputed total of one unit in one table; scores at the method's decimals."""

    score: Decimal | None
    rank: int | None


@dataclass(frozen=True)
class Side:
    """One table. totals: unit code -> figures. components: indicator code -> unit code -> score.

    lines: unit code -> its own cut line, the score of the k-th best of the others, where that is
    known exactly: a unit below it has to reach the place that it must take.
    """

    totals: Mapping[str, Figures]
    components: Mapping[str, Mapping[str, Decimal]]
    lines: Mapping[str, Decimal]


@dataclass(frozen=True)
class Event:
    """Something that happened to a unit. component: of LOST_MOST and BEST, else None.

    before, after: ranks of the other unit (OVERTAKEN_BY, OVERTOOK), ranks of the unit (…_GROUP),
    points above its own line or the unit watched, negative below (NEAR_…), scores (LOST_MOST: the
    unit's; BEST: the highest of all). other_unit_code: whom it passed, was near to, or joined at
    the top (shared) or replaced there.
    """

    event: str
    unit_code: str
    other_unit_code: str | None
    before: Decimal | int | None
    after: Decimal | int | None
    component: str | None = None
    shared: bool = False


def events(
    before: Side, after: Side, unit_code: str, *, limit: int | None, band: Decimal
) -> tuple[Event, ...]:
    """Return the events between two tables as a unit sees them, in the order of EVENTS.

    limit: of the group that units enter and leave, None: there is none. band: the method's band of
    closeness, in points. A unit is near when it is within the band now and is known not to have
    been before; one that passed or was passed, or crossed the line, is not told a second time.
    """
    passing = _passing(before, after, unit_code)
    crossing = _crossing(before, after, unit_code, limit)
    told = {event.other_unit_code for event in passing} | {event.unit_code for event in crossing}
    found = [
        *passing,
        *crossing,
        *_near_line(before, after, unit_code, band, told),
        *_near_unit(before, after, unit_code, band, told),
        *_lost_most(before, after, unit_code),
        *_best(before, after, unit_code),
    ]
    return tuple(sorted(found, key=lambda event: EVENTS.index(event.event)))


def _passing(before: Side, after: Side, unit_code: str) -> list[Event]:
    found = []
    for other in sorted(after.totals.keys() & before.totals.keys() - {unit_code}):
        was, now = (_above(side, other, unit_code) for side in (before, after))
        ranks = before.totals[other].rank, after.totals[other].rank
        if was is None or now is None or was == now:
            continue
        # As in the split of the change: level with us is not above us.
        if was > 0 >= now:
            found.append(Event(OVERTOOK, unit_code, other, *ranks))
        elif was <= 0 < now:
            found.append(Event(OVERTAKEN_BY, unit_code, other, *ranks))
    return sorted(
        found, key=lambda event: (event.after is None, event.after, event.other_unit_code)
    )


def _above(side: Side, other: str, unit_code: str) -> int | None:
    """1: the other unit is above, −1: below, 0: level; None where that is not known."""
    theirs, ours = side.totals[other], side.totals.get(unit_code, Figures(None, None))
    if theirs.score is not None and ours.score is not None:
        return _sign(theirs.score - ours.score)
    if theirs.rank is not None and ours.rank is not None:
        return _sign(Decimal(ours.rank - theirs.rank))
    return None


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


def _crossing(before: Side, after: Side, unit_code: str, limit: int | None) -> list[Event]:
    if limit is None:
        return []
    found = []
    for code in after.totals.keys() & before.totals.keys():
        was, now = before.totals[code].rank, after.totals[code].rank
        if was is None or now is None or (was <= limit) == (now <= limit):
            continue
        found.append(Event(ENTERED_GROUP if now <= limit else LEFT_GROUP, code, None, was, now))
    # The unit watched first, then by place.
    return sorted(found, key=lambda e: (e.unit_code != unit_code, e.after, e.unit_code))


def _near_line(
    before: Side, after: Side, unit_code: str, band: Decimal, told: set[str | None]
) -> list[Event]:
    found = []
    for code, figures in after.totals.items():
        now = _minus(figures.score, after.lines.get(code))
        was = _minus(_score(before, code), before.lines.get(code))
        if code not in told and now is not None and _newly_within(was, now, band):
            found.append(Event(NEAR_LINE, code, None, was, now))
    return sorted(found, key=lambda e: (e.unit_code != unit_code, abs(e.after or 0), e.unit_code))


def _near_unit(
    before: Side, after: Side, unit_code: str, band: Decimal, told: set[str | None]
) -> list[Event]:
    found = []
    for code in after.totals.keys() - told - {unit_code}:
        now = _minus(_score(after, code), _score(after, unit_code))
        was = _minus(_score(before, code), _score(before, unit_code))
        if now is not None and _newly_within(was, now, band):
            found.append(Event(NEAR_UNIT, unit_code, code, was, now))
    return sorted(found, key=lambda event: (abs(event.after or 0), event.other_unit_code))


def _newly_within(was: Decimal | None, now: Decimal, band: Decimal) -> bool:
    return abs(now) <= band and was is not None and abs(was) > band


def _lost_most(before: Side, after: Side, unit_code: str) -> list[Event]:
    """The component in which the unit lost most; nothing where it lost in none."""
    changes = []
    for code, scores in after.components.items():
        was, now = before.components.get(code, {}).get(unit_code), scores.get(unit_code)
        if was is not None and now is not None and now < was:
            changes.append((now - was, code, was, now))
    if not changes:
        return []
    _, code, was, now = min(changes)
    return [Event(LOST_MOST, unit_code, None, was, now, code)]


def _best(before: Side, after: Side, unit_code: str) -> list[Event]:
    """The units that have the highest score of a component now and did not before."""
    found = []
    for component, scores in after.components.items():
        earlier = before.components.get(component, {})
        # Among a few units of which a figure is known, the highest is not the best of all.
        if not earlier or scores.keys() != earlier.keys() or len(scores) < len(after.totals):
            continue
        was, now = max(earlier.values()), max(scores.values())
        held = sorted(code for code, score in earlier.items() if score == was)
        hold = sorted(code for code, score in scores.items() if score == now)
        still = [code for code in held if code in hold]
        found += [
            Event(BEST, code, (still or held)[0], was, now, component, shared=bool(still))
            for code in hold
            if code not in held
        ]
    return sorted(found, key=lambda event: event.unit_code != unit_code)


def _score(side: Side, code: str) -> Decimal | None:
    return side.totals[code].score if code in side.totals else None


def _minus(minuend: Decimal | None, subtrahend: Decimal | None) -> Decimal | None:
    return None if minuend is None or subtrahend is None else minuend - subtrahend
