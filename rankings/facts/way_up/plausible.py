"""The largest gain held plausible: what nine of ten units have not exceeded in as long a time.

Of all pairs of editions that lie no farther apart than the time left, those farthest apart count.
Every unit's gain between the two is one case, large ones too: what is unusual from one day to the
next may be usual in a month, and a table that comes in between says nothing of the gain between its
neighbours. Left out is only a gain across a figure that a person has marked as a re-scoring. The
90th percentile is a gain that occurred, not one between two. Nothing is extrapolated: a longer time
left than any two editions lie apart gives what the longest span shows; a shorter one what the
shortest does, which is then a gain of more time than there is.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil

SHARE = Decimal("0.9")


@dataclass(frozen=True)
class Table:
    """One complete edition: the day it describes, and the score of each unit in one component."""

    edition_id: str
    day: date
    scores: Mapping[str, Decimal]


@dataclass(frozen=True)
class Most:
    """Who gained most, above 0: the points, and the days of the editions from and to."""

    unit_code: str
    gain: Decimal
    days: tuple[date, date]


@dataclass(frozen=True)
class Plausible:
    """The gain (points of the component, not below 0) and what it rests on.

    pairs: editions from and to; span_days: between them; cases: gains counted; flagged: gains left
    out since a person marked a figure between as a re-scoring. most: the largest of the gains
    counted; None where nobody gained.
    """

    gain: Decimal
    span_days: int
    cases: int
    flagged: int
    pairs: tuple[tuple[str, str], ...]
    most: Most | None = None


def plausible(
    tables: Sequence[Table],
    days_left: int,
    *,
    cumulative: bool,
    flagged: Collection[tuple[str, str]] = (),
) -> Plausible | None:
    """The largest plausible gain within `days_left`; None where there are no two editions.

    flagged: (edition, unit) where a person has marked the figure as a re-scoring. cumulative:
    figures count from the start of each year, so that no pair reaches over it.
    """
    in_order = sorted(tables, key=lambda table: table.day)
    span, longest = _longest(in_order, days_left, cumulative=cumulative)
    rescored = _rescored(in_order, flagged)
    gains, left_out = [], 0
    for one, other in longest:
        for unit in one.scores.keys() & other.scores.keys():
            at = rescored.get(unit, ())
            if bisect_right(at, one.day) < bisect_right(at, other.day):
                left_out += 1
            else:
                gain = other.scores[unit] - one.scores[unit]
                gains.append(Most(unit, gain, (one.day, other.day)))
    if not gains:
        return None
    return Plausible(
        gain=max(percentile([case.gain for case in gains]), Decimal(0)),
        span_days=span,
        cases=len(gains),
        flagged=left_out,
        pairs=tuple((one.edition_id, other.edition_id) for one, other in longest),
        most=_most(gains),
    )


def _most(gains: Sequence[Most]) -> Most | None:
    """The largest gain above 0; of equal ones the newest, then the one of the lowest code."""
    highest = max(case.gain for case in gains)
    if highest <= 0:
        return None
    equal = [case for case in gains if case.gain == highest]
    newest = max(case.days[1] for case in equal)
    return min((case for case in equal if case.days[1] == newest), key=lambda case: case.unit_code)


def _longest(
    in_order: Sequence[Table], days_left: int, *, cumulative: bool
) -> tuple[int, list[tuple[Table, Table]]]:
    """The days of the longest span within the time left, and the pairs that lie so far apart; of
    the shortest span where all are longer.

    Of each table the last within its reach is looked up: with thousands of tables there are
    millions of pairs.
    """
    days = [table.day.toordinal() for table in in_order]
    spans = []
    for table, day in zip(in_order, days, strict=True):
        end = day + days_left
        if cumulative:
            end = min(end, date(table.day.year, 12, 31).toordinal())
        spans.append(days[bisect_right(days, end) - 1] - day if end >= day else 0)
    span = max(spans, default=0)
    if span <= 0:
        return _shortest(in_order, cumulative=cumulative)
    by_day = defaultdict(list)
    for table, day in zip(in_order, days, strict=True):
        by_day[day].append(table)
    return span, [
        (table, other)
        for table, day, reached in zip(in_order, days, spans, strict=True)
        if reached == span
        for other in by_day[day + span]
    ]


def _shortest(
    in_order: Sequence[Table], *, cumulative: bool
) -> tuple[int, list[tuple[Table, Table]]]:
    """The days of the shortest span there is, and its pairs: days next to each other."""
    by_day = defaultdict(list)
    for table in in_order:
        by_day[table.day].append(table)
    next_to = [
        (one, other) for one, other in pairwise(by_day) if not cumulative or one.year == other.year
    ]
    span = min((other - one for one, other in next_to), default=None)
    if span is None:
        return 0, []
    return span.days, [
        (table, later)
        for one, other in next_to
        if other - one == span
        for table in by_day[one]
        for later in by_day[other]
    ]


def _rescored(
    in_order: Sequence[Table], flagged: Collection[tuple[str, str]]
) -> Mapping[str, Sequence[date]]:
    """Unit -> the days of its figures marked as re-scored, in order."""
    days = {table.edition_id: table.day for table in in_order}
    found = defaultdict(list)
    for edition, unit in flagged:
        if edition in days:
            found[unit].append(days[edition])
    return {unit: sorted(known) for unit, known in found.items()}


def percentile(values: Sequence[Decimal], share: Decimal = SHARE) -> Decimal:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]
