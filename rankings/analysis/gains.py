"""The largest gain held plausible: what nine of ten units have not exceeded in as long a time.

Of all pairs of editions that lie no farther apart than the time left, those farthest apart count.
Every unit's gain between the two is one case; a gain across a change that the upload gate flags as
unusual is none: such a change was a re-scoring before. The 90th percentile is a gain that occurred,
not one between two. Nothing is extrapolated: a longer time left than any two editions lie apart
gives what the longest span shows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

SHARE = Decimal("0.9")


@dataclass(frozen=True)
class Table:
    """One complete edition: the day it describes, and the score of each unit in one component."""

    edition_id: str
    day: date
    scores: Mapping[str, Decimal]


@dataclass(frozen=True)
class Plausible:
    """The gain (points of the component, not below 0) and what it rests on.

    pairs: editions from and to; span_days: between them; cases: gains counted; flagged: gains left
    out since a jump lies between.
    """

    gain: Decimal
    span_days: int
    cases: int
    flagged: int
    pairs: tuple[tuple[str, str], ...]


def plausible(
    tables: Sequence[Table],
    days_left: int,
    *,
    cumulative: bool,
    flagged: Collection[tuple[str, str]] = (),
) -> Plausible | None:
    """The largest plausible gain within `days_left`; None where no two editions lie so near.

    flagged: (edition, unit) where the gate flags the change from the edition before. cumulative:
    figures count from the start of each year, so that no pair reaches over it.
    """
    in_order = sorted(tables, key=lambda table: table.day)
    pairs = [
        (one, other)
        for number, one in enumerate(in_order)
        for other in in_order[number + 1 :]
        if 0 < (other.day - one.day).days <= days_left
        and (not cumulative or one.day.year == other.day.year)
    ]
    if not pairs:
        return None
    span = max((other.day - one.day).days for one, other in pairs)
    longest = [pair for pair in pairs if (pair[1].day - pair[0].day).days == span]
    gains, left_out = [], 0
    for one, other in longest:
        between = [table.edition_id for table in in_order if one.day < table.day <= other.day]
        for unit in one.scores.keys() & other.scores.keys():
            if any((edition, unit) in flagged for edition in between):
                left_out += 1
            else:
                gains.append(other.scores[unit] - one.scores[unit])
    if not gains:
        return None
    return Plausible(
        gain=max(percentile(gains), Decimal(0)),
        span_days=span,
        cases=len(gains),
        flagged=left_out,
        pairs=tuple((one.edition_id, other.edition_id) for one, other in longest),
    )


def percentile(values: Sequence[Decimal], share: Decimal = SHARE) -> Decimal:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]
