"""Keeping a place: who threatens it, and the next place up."""

from dataclasses import dataclass
from decimal import Decimal

from rankings.facts import standing
from rankings.facts.way_up.model import WayUp
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot


@dataclass(frozen=True)
class Rival:
    """Another unit and how far it is away, in points of the total."""

    unit_code: str
    rank: int | None
    points: Decimal


@dataclass(frozen=True)
class Keeping:
    """What a unit that is inside has to look at.

    below: the nearest behind, as many as would push it out, the nearest first. above: whoever has
    the next place up; None where the unit is first.
    """

    below: tuple[Rival, ...]
    above: Rival | None


def keeping(at: Snapshot, answer: WayUp) -> Keeping | None:
    """Who threatens a unit that is inside, as the table has it; None where it is not inside, or its
    place or a score is not known."""
    position = answer.position
    if not answer.inside or position.score is None or position.to_pass is None:
        return None
    decimals = answer.edition.decimals
    own = rounded(position.score, decimals)
    rivals = [
        Rival(row.unit_code, row.rank, rounded(row.score, decimals) - own)
        for row in standing.ranking(at, edition_id=answer.edition.edition_id).rows
        if row.unit_code != answer.unit_code and row.score is not None and not row.disputed
    ]
    below = sorted(
        (rival for rival in rivals if rival.points <= 0), key=lambda rival: -rival.points
    )
    above = sorted((rival for rival in rivals if rival.points > 0), key=lambda rival: rival.points)
    return Keeping(
        tuple(
            Rival(rival.unit_code, rival.rank, -rival.points) for rival in below[: position.to_pass]
        ),
        above[0] if above else None,
    )
