"""One action tried on every index at once: what comes of it where that can be calculated.

By how much an action raises a component nobody has published. The share is an assumption:
so much of what the unit's component lacks of its maximum is won; where one falls with the action,
so much of its score is lost. A total that does not follow from components is not calculated
(`scenarios.Base.total_only`); then only what the index says already is there: the gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rankings.facts import editions
from rankings.facts.scenario import drivers, trial
from rankings.facts.scenario.drivers import Driven
from rankings.facts.scenario.model import Base, Scenario
from rankings.facts.scenario.outcome import Outcome
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo

MOST = 100  # percent


@dataclass(frozen=True)
class Effect:
    """What an action does to a unit in one edition.

    base: the edition before it. moved: the components that move; empty where none does. gains:
    points of each component, those that move its score only. outcome: where the unit then stands;
    None where that is not calculated, and why: not_moved | no_score | relative | no_weights |
    no_components | not_known_which (of the components).
    """

    base: Base
    moved: tuple[Driven, ...]
    gains: tuple[tuple[str, Decimal], ...] = ()
    outcome: Outcome | None = None
    why: str | None = None


@memo
def current_editions(at: Snapshot) -> tuple[str, ...]:
    """The edition that each index shows by itself, in the order of the indices."""
    codes = [row["index_code"] for row in editions.index_rows(at)]
    return tuple(
        editions.choose(at, code).edition_id for code in codes if editions.of_index(at, code)
    )


@memo
def effects(
    at: Snapshot, *, action_code: str, share: int, edition_ids: tuple[str, ...]
) -> tuple[Effect, ...]:
    """What an action does in each of these editions to the home unit.

    share: percent of what is left to the maximum that is won. Raises ValueError for a share that is
    none; an action that is not known moves nothing.
    """
    if not 0 <= share <= MOST:
        raise ValueError(f"no share of what is left: {share} %")
    return tuple(_effect(at, action_code, share, item) for item in edition_ids)


def gains(base: Base, moved: Sequence[Driven], share: int) -> tuple[tuple[str, Decimal], ...]:
    """Points of each component that moves, in the order of the levers: share × (maximum − score),
    rounded to the decimals of the edition; of one that falls −share × score."""
    directions = {one.component: one.direction for one in moved}
    found = []
    for lever in base.levers:
        direction = directions.get(lever.component)
        if direction is None:
            continue
        room = lever.max_score - lever.score if direction > 0 else -lever.score
        points = rounded(room * share / MOST, base.edition.decimals)
        if points:
            found.append((lever.component, points))
    return tuple(found)


def _effect(at: Snapshot, action_code: str, share: int, edition_id: str) -> Effect:
    edition = editions.by_id(at, edition_id)
    scheme, _ = editions.home(at)
    limit = editions.rank_limit(at, edition.index_code)
    home = editions.home_code(at, edition.scheme)
    own_limit = limit if edition.scheme == scheme else None
    base = trial.base(at, edition_id=edition_id, unit_code=home, limit=own_limit)
    moved = drivers.reach(at, action_code=action_code, method_codes=(edition.method_code,))
    why = _why_not(base, moved)
    if why is not None:
        return Effect(base, moved, why=why)
    won = gains(base, moved, share)
    outcome = trial.simulate(
        at, edition_id=edition_id, unit_code=home, limit=own_limit, tried=Scenario(won)
    )
    return Effect(base, moved, won, outcome)


def _why_not(base: Base, moved: Sequence[Driven]) -> str | None:
    if not moved:
        return "not_moved"
    if not base.levers:
        return "no_score"
    if base.total_only is not None:
        return base.total_only
    levers = {lever.component for lever in base.levers}
    return None if any(one.component in levers for one in moved) else "not_known_which"
