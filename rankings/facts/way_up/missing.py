"""Where no plan can be made: which figure is missing, and who issues it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rankings.facts import components, editions
from rankings.facts.components import Component
from rankings.facts.editions import EditionFacts
from rankings.facts.way_up.model import WayUp
from rankings.facts.way_up.rooms import own_scores, parts_of, why_no_plan
from rankings.store.versions import Snapshot

WEIGHTS, SCORES, PARTS = "weights", "scores", "parts"


@dataclass(frozen=True)
class Wanted:
    """One figure to ask the issuer for.

    kind: weights (of the components in the total) | scores (totals of units) | parts (the unit's
    own components). count: how many units or components it is of; components: their codes.
    """

    kind: str
    count: int
    components: tuple[str, ...] = ()


def wanted(at: Snapshot, answer: WayUp) -> tuple[Wanted, ...]:
    """What is to be asked for so that a plan, or a comparison, can be made; empty where one can.

    Weights do not help where scores are relative to the field: there no sum of points is known in
    advance, whatever is published.
    """
    if answer.why_not is None:
        return ()
    return _wanted(at, answer.edition, _known(at, answer))


def wanted_of(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None
) -> tuple[Wanted, ...]:
    """The same of a unit in an edition, without the plans of an answer."""
    edition = editions.by_id(at, edition_id)
    why_not = why_no_plan(edition, parts_of(at, edition), own_scores(at, edition_id, unit_code))
    if why_not is None:
        return ()
    parts = components.comparison(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    return _wanted(at, edition, parts)


def _wanted(at: Snapshot, edition: EditionFacts, parts: Sequence[Component]) -> tuple[Wanted, ...]:
    lacking = tuple(part.component for part in parts if part.score is None)
    asked = []
    if not edition.relative_to_field and _weights_missing(at, edition):
        asked.append(Wanted(WEIGHTS, len(editions.components_of(at, edition))))
    if lacking:
        asked.append(Wanted(PARTS, len(lacking), lacking))
    if edition.units > edition.known_scores:
        asked.append(Wanted(SCORES, edition.units - edition.known_scores))
    return tuple(asked)


def known(at: Snapshot, answer: WayUp) -> tuple[Component, ...]:
    """The unit's components that are known, the farthest below the mean of the best first."""
    parts = [part for part in _known(at, answer) if part.score is not None]
    with_mean = [part for part in parts if part.to_target_mean is not None]
    rest = [part for part in parts if part.to_target_mean is None]
    return (*sorted(with_mean, key=lambda part: -(part.to_target_mean or 0)), *rest)


def unknown(at: Snapshot, answer: WayUp) -> tuple[Component, ...]:
    """The unit's components of which no score is known, in the order of the comparison."""
    return tuple(part for part in _known(at, answer) if part.score is None)


def _known(at: Snapshot, answer: WayUp) -> tuple[Component, ...]:
    return components.comparison(
        at,
        edition_id=answer.edition.edition_id,
        unit_code=answer.unit_code,
        limit=answer.limit,
    )


def _weights_missing(at: Snapshot, edition: EditionFacts) -> bool:
    parts = list(editions.parts_of_total(at, edition).values())
    return editions.why_not_weighed(edition, parts) is not None
