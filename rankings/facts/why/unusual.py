"""What of a table is no ordinary change: it repeats the one before, or a component leaps.

A leap is a score of a component that moved far more than it usually does: by the rule of the upload
gate (queries/marts/05_jumps.sql). Figures do not say why: the publisher has scored anew, or erred.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rankings.store import queries
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo


@dataclass(frozen=True)
class Leap:
    """A score of a component in two tables, in its points. edition_before: of value_before."""

    edition_before: str
    unit_code: str
    indicator_code: str
    value_before: Decimal
    value: Decimal
    change: Decimal


@memo
def repeated(at: Snapshot, *, edition_ids: tuple[str, ...]) -> Mapping[str, str]:
    """Those of the editions that repeat the table before them, each with the edition before."""
    rows = queries.repeated_editions(at, edition_ids="\n".join(edition_ids)).to_pylist()
    return {row["edition_id"]: row["edition_before"] for row in rows}


@memo
def leaps(at: Snapshot, *, edition_id: str) -> tuple[Leap, ...]:
    """What leapt in an edition against the table before it, the largest change first."""
    return tuple(
        made(Leap, row) for row in queries.edition_jumps(at, edition_id=edition_id).to_pylist()
    )


def leaps_between(at: Snapshot, *, first_id: str, second_id: str) -> tuple[Leap, ...]:
    """The leaps of an edition where the other one is the table before it; else none are told."""
    return tuple(
        leap for leap in leaps(at, edition_id=second_id) if leap.edition_before == first_id
    )
