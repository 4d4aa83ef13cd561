"""Which dossiers must be handled soon, by unit and procedure, and what they are worth in points.

A dossier that ends late is one less in what counts as on time (2.1), and one less in what moves
with that (5.4; data/reference/subindicator_links.csv). Points are those of the whole province, by
the counts of its newest table: the same for a dossier of any unit. They are told before rounding.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from rankings.facts import components_together, editions, subindicators
from rankings.facts.components_together import Counted
from rankings.facts.subindicators import PER_CENT, SubIndicator
from rankings.store.rows import made
from rankings.store.versions import Snapshot

INDEX, ON_TIME = "psi", "2.1"
# What a reader may ask for, and the column that counts it.
WITHIN = {"24h": "in_24_hours", "7d": "in_7_days"}


@dataclass(frozen=True)
class Counts:
    """How many open dossiers there are, by when they are due.

    still_open: all; overdue: were due before the file was made; lapsed: were due between then and
    now, done or not; today: until midnight; in_24_hours, in_7_days: from now, those of today
    included; waiting: for papers that were asked for, so that nothing falls due; without_due: the
    file has no day for them.
    """

    still_open: int
    overdue: int
    lapsed: int
    today: int
    in_24_hours: int
    in_7_days: int
    waiting: int
    without_due: int


@dataclass(frozen=True)
class Line:
    """The open dossiers of a unit, or of a procedure, or of one in the other; code: of which, None
    for what is in no unit of the list or has no code."""

    code: str | None
    counts: Counts


@dataclass(frozen=True)
class Worth:
    """What dossiers on time are worth to the province.

    edition_id: of whose counts, parts: 2.1 and what moves with it, as they are counted there.
    """

    edition_id: str
    parts: tuple[Counted, ...]

    def cost(self, count: int) -> Fraction:
        """The points that so many dossiers cost if they end late instead of on time."""
        return sum((_lost(part, count) for part in self.parts), Fraction(0))

    def regained(self, count: int) -> Fraction:
        """The points that so many late dossiers have cost: what they would bring on time."""
        return components_together.gain(self.parts, count)


@dataclass(frozen=True)
class Due:
    """What is due, of one dossier file.

    file_made, now: in the time of Việt Nam. units, procedures: most due within 7 days first.
    """

    file_made: dt.datetime
    now: dt.datetime
    total: Counts
    units: tuple[Line, ...]
    procedures: tuple[Line, ...]


def due(rows: Iterable[Mapping[str, Any]], *, file_made: dt.datetime, now: dt.datetime) -> Due:
    """What is due, summed up. rows: of `store.dossiers.due`, one per unit and procedure."""
    listed = list(rows)
    return Due(
        file_made=file_made,
        now=now,
        total=_sum(listed),
        units=_lines(listed, lambda row: row["unit_code"]),
        procedures=_lines(listed, lambda row: row["procedure"]),
    )


def worth(at: Snapshot) -> Worth | None:
    """What a dossier on time is worth by the newest table that has home's counts; None where there
    is none."""
    for edition in editions.of_index(at, INDEX):
        unit_code = editions.home_code(at, edition.scheme)
        subs = subindicators.of_unit(
            at, edition_id=edition.edition_id, unit_code=unit_code, limit=None
        )
        links = components_together.links(at, edition_id=edition.edition_id)
        parts = _parts(subs, {link.also_code for link in links if link.indicator_code == ON_TIME})
        if parts:
            return Worth(edition.edition_id, parts)
    return None


def _parts(subs: Sequence[SubIndicator], also: set[str]) -> tuple[Counted, ...]:
    """What is counted of a dossier on time, first of all 2.1; empty where that is not known."""
    by_code = {
        sub.rule.indicator_code: counted
        for sub in subs
        if sub.rule.indicator_code in {ON_TIME, *also} and (counted := _counted(sub))
    }
    if ON_TIME not in by_code:
        return ()
    return by_code.pop(ON_TIME), *by_code.values()


def _counted(sub: SubIndicator) -> Counted | None:
    own = sub.own
    if own is None or own.numerator is None or not own.denominator or not sub.rule.scored:
        return None
    return Counted(sub.rule, own.numerator, own.denominator)


def _lost(part: Counted, count: int) -> Fraction:
    """The points that so many less take from a sub-indicator: none while it stays full."""
    share = Fraction(part.rule.full_at_percent or PER_CENT) / PER_CENT
    full = Fraction(part.denominator) * share
    before = min(Fraction(part.numerator), full)
    after = min(max(Fraction(part.numerator) - count, Fraction(0)), full)
    return (before - after) * part.rate


def _sum(rows: Iterable[Mapping[str, Any]]) -> Counts:
    sums = dict.fromkeys((field.name for field in fields(Counts)), 0)
    for row in rows:
        for name in sums:
            sums[name] += row[name]
    return made(Counts, sums)


def _lines(
    rows: Iterable[Mapping[str, Any]], code: Callable[[Mapping[str, Any]], str | None]
) -> tuple[Line, ...]:
    by_code: dict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_code[code(row)].append(row)
    lines = [Line(name, _sum(own)) for name, own in by_code.items()]
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                -line.counts.in_7_days,
                -line.counts.overdue,
                line.code is None,
                line.code or "",
            ),
        )
    )
