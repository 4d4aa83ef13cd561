"""How sure a rank is, in one word: the badge that every rank carries."""

from typing import Literal

Certainty = Literal["exact", "tied", "interval", "derived", "disputed"]


def certainty(rank: int | None, *, status: str | None, disputed: bool, tied: bool) -> Certainty:
    """What holds of a rank; of several the one that leaves the least of it.

    disputed: sources contradict each other, nothing is built on it; derived: recalculated, the
    issuer has not published it; interval: only the ranks between which it lies are known; tied:
    the score is another unit's as well; exact: none of these.
    """
    if disputed:
        return "disputed"
    if status == "derived":
        return "derived"
    if rank is None:
        return "interval"
    return "tied" if tied else "exact"
