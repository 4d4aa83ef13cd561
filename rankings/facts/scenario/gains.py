"""Gains of components and sub-indicators: what they come to, how far their scales leave room."""

from collections.abc import Iterable
from decimal import Decimal

from rankings.facts.scenario.model import Base, Lever, Part
from rankings.store.problems import Problem

NOTHING = Decimal(0)


def check(start: Base, gains: Iterable[tuple[str, Decimal]]) -> None:
    """Raise Problem for what cannot be moved, or leaves its scale: a component with all that its
    sub-indicators gain."""
    gains = tuple(gains)
    for lever in dict.fromkeys(one for code, _ in gains for one in _moved_by(start, code)):
        score = lever.score + gain_of(start, gains, lever.component)
        if not 0 <= score <= lever.max_score:
            part = isinstance(lever, Part)
            raise Problem(
                "error.gain_of_part_out_of_range" if part else "error.gain_out_of_range",
                component=lever.component,
                score=str(lever.score),
                highest=f"{lever.max_score.normalize():f}",
                value=str(score),
            )


def _moved_by(start: Base, code: str) -> tuple[Lever, ...]:
    """What moves with a component or sub-indicator: itself, and the component it is a part of."""
    lever = start.lever(code)
    return (lever, start.lever(lever.parent)) if isinstance(lever, Part) else (lever,)


def total_gain(start: Base, gains: Iterable[tuple[str, Decimal]]) -> Decimal:
    """What gains of components and sub-indicators add to the total, in points of the total."""
    return sum((points * start.lever(code).weight for code, points in gains), NOTHING)


def gain_of(start: Base, gains: Iterable[tuple[str, Decimal]], code: str) -> Decimal:
    """What a component or sub-indicator gains in all: a component what is named for itself and what
    its sub-indicators gain."""
    own = {code, *(part.component for part in start.parts_of(code))}
    return sum((points for moved, points in gains if moved in own), NOTHING)


def moved_to(
    start: Base, gains: Iterable[tuple[str, Decimal]], code: str, score: Decimal
) -> tuple[tuple[str, Decimal], ...]:
    """The gains with the score of a component or sub-indicator set, in the order of the levers.

    The others keep theirs: a component has what is not its sub-indicators' for itself. A
    sub-indicator for which its component has no room left takes what that has for itself.
    """
    lever, found = start.lever(code), dict(gains)
    points = score - lever.score
    if not isinstance(lever, Part):
        points -= gain_of(start, found.items(), code) - found.get(code, NOTHING)
    set_gain(start, found, code, points)
    return tuple(
        (one.component, found[one.component]) for one in start.in_order if found.get(one.component)
    )


def set_gain(start: Base, gains: dict[str, Decimal], code: str, points: Decimal) -> None:
    """Set a gain, as far as its scale and that of its component leave room."""
    lever = start.lever(code)
    component = start.lever(lever.parent) if isinstance(lever, Part) else lever
    own = gains.get(component.component, NOTHING)
    low, high = -component.score, component.max_score - component.score
    others = gain_of(start, gains.items(), component.component) - own
    if isinstance(lever, Part):
        others -= gains.get(code, NOTHING)
        points = _between(-lever.score, points, lever.max_score - lever.score)
        points = _between(
            low - others - max(own, NOTHING), points, high - others - min(own, NOTHING)
        )
        gains[code] = points
        others, points = others + points, own
    gains[component.component] = _between(low - others, points, high - others)


def _between(low: Decimal, value: Decimal, high: Decimal) -> Decimal:
    return min(max(value, low), high)
