"""Which figures of one unit may be joined by a line, and which may not.

Scores of two methods, ranks in two lists of units and two types of period are not one series; a
count from the start of the year begins anew with the year. What is missing in between interrupts a
line too (docs/decisions.md, "What a line may join").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

# A table that gives this share of the units is one of the field; what gives less, single figures.
TABLE_SHARE = 0.5
YEAR_TO_DATE = "year_to_date"


@dataclass(frozen=True)
class Stop:
    """One edition of a series. table: gives figures of at least half of the units."""

    edition_id: str
    period_type: str
    period_start: date
    period_end: date
    scheme: str
    method_code: str
    table: bool


class Spanned(Protocol):
    """What has a place among the lines: an edition, or a figure of one."""

    @property
    def period_type(self) -> str:
        """year, quarter, month or year_to_date."""

    @property
    def period_start(self) -> date:
        """The first day that the figures count."""

    @property
    def scheme(self) -> str:
        """The list of units."""

    @property
    def method_code(self) -> str:
        """The rules by which scores are given."""


@dataclass(frozen=True)
class Place:
    """Where a figure stands in its unit's line: the segment, and the figure before it there.

    over: editions between the two that say nothing of the unit; the line passes over them.
    """

    segment: str
    before: str | None
    over: tuple[str, ...]


def span(stop: Spanned) -> tuple[str, ...]:
    """What all figures of one line share: method, scheme, period type, and the year of a count."""
    year = (str(stop.period_start.year),) if stop.period_type == YEAR_TO_DATE else ()
    return (stop.method_code, stop.scheme, stop.period_type, *year)


def is_table(known: int, units: int) -> bool:
    """True when so many known figures of so many units make a table of the field."""
    return units > 0 and known >= units * TABLE_SHARE


def series(stops: Iterable[Stop]) -> list[list[Stop]]:
    """The editions whose figures lines may join, each series oldest first."""
    by_span: dict[tuple[str, ...], list[Stop]] = {}
    for stop in sorted(stops, key=lambda stop: (stop.period_end, stop.edition_id)):
        by_span.setdefault(span(stop), []).append(stop)
    return list(by_span.values())


def places(
    of_scheme: Sequence[Sequence[Stop]], figures: Mapping[str, bool], *, name: str = ""
) -> dict[str, Place]:
    """The place of each figure of one unit that may be joined, by edition.

    of_scheme: the series of every edition of the index in the unit's scheme. figures: edition ->
    True where the figure may be used, False where it is disputed; an edition that gives none is
    left out. name: begins the names of the segments.

    A disputed figure has no place and ends the line. So does a table without the unit, and, between
    months, quarters and years, a period of the calendar without a figure. Of a count from the start
    of the year any day may be published: there, editions with single figures of others are passed.
    """
    found: dict[str, Place] = {}
    for stops in of_scheme:
        line = "-".join((*filter(None, (name,)), *span(stops[0])))
        number = 0  # how many segments
        before: Stop | None = None  # the figure before
        over: list[str] = []  # the editions between
        for stop in stops:
            known = figures.get(stop.edition_id)
            if known:
                if before is None or not _follows(before, stop):
                    number, before, over = number + 1, None, []
                earlier = before.edition_id if before else None
                found[stop.edition_id] = Place(f"{line}-{number}", earlier, tuple(over))
                before, over = stop, []
            elif known is False or stop.table:
                before, over = None, []
            elif before is not None:
                over.append(stop.edition_id)
    return found


def _follows(before: Stop, stop: Stop) -> bool:
    """No period of the calendar lies between two periods of one type."""
    if stop.period_type == YEAR_TO_DATE:
        return True
    return stop.period_start == before.period_end + timedelta(days=1)
