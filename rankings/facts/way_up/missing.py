"""Where no plan can be made: which figure is missing, and who issues it."""

from dataclasses import dataclass

from rankings.facts import components, editions
from rankings.facts.components import Component
from rankings.facts.way_up.model import WayUp
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
    edition = answer.edition
    parts = _known(at, answer)
    lacking = tuple(part.component for part in parts if part.score is None)
    asked = []
    if not edition.relative_to_field and _weights_missing(at, answer):
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


def _weights_missing(at: Snapshot, answer: WayUp) -> bool:
    parts = list(editions.parts_of_total(at, answer.edition).values())
    return editions.why_not_weighed(answer.edition, parts) is not None
