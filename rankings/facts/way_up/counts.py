"""What of a sub-indicator can still be changed by a day, in whole dossiers, petitions, procedures.

Only the future can be changed. A share that counts from the start of the year is by a day
(n + x) / (d + y): n of d were done well so far, y more come in until then, x are done well yet.
x ≤ y where what was not done well stays so; where it can be made good, x ≤ y + d - n. Which of the
two holds is a row of data/reference/subindicator_futures.csv, with its source or as an assumption.

y is the pace of the year so far: d × days left / days elapsed, a half rounded up; nothing where
there is only what there is; or what an analyst has set. Every sub-indicator is counted for itself
here; what one dossier does in two of them is added by counted_together.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType

from rankings.facts import editions, subindicators
from rankings.facts.editions import EditionFacts
from rankings.facts.subindicators import Rule
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

SOURCE, ASSUMPTION = "source", "assumption"
COUNT, SHARE, POINTS = KINDS = ("count", "share", "points")
PACE, GIVEN, NOTHING = "pace", "given", "nothing"
NOT_NAMED: Mapping[str, int] = MappingProxyType({})
# What an analyst may set to come in.
MOST_TO_COME = 99_999_999


@dataclass(frozen=True)
class Future:
    """What can still be changed of a sub-indicator.

    comes_in: more is to be counted with time. made_good: what was not done well can still be done.
    within: code of a sub-indicator in which each one done well here is done well too. done_*: what
    doing well is ("xử lý đúng hạn"). basis: source | assumption; source_id: None for an assumption;
    note_*: why.
    """

    indicator_code: str
    comes_in: bool
    made_good: bool
    within: str | None
    done_vi: str
    done_en: str
    basis: str
    source_id: str | None
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Counts:
    """One sub-indicator of a unit, from the day of a table to a day by which.

    numerator of denominator were done well so far; to_come: how many more are to be counted by
    then, to_come_basis: pace | given | nothing. days: from the table to the day by which.
    provisional: the figures will be replaced.
    """

    rule: Rule
    future: Future
    numerator: int
    denominator: int
    to_come: int
    to_come_basis: str
    start: date
    days: int
    provisional: bool

    @property
    def code(self) -> str:
        """As the issuer numbers it: "5.2"."""
        return self.rule.indicator_code

    @property
    def open_past(self) -> int:
        """How many of those so far were not done well and can still be made good."""
        return self.denominator - self.numerator if self.future.made_good else 0

    @property
    def most(self) -> int:
        """How many can still be done well: those to come, and those that can be made good."""
        return self.to_come + self.open_past

    @property
    def points(self) -> Decimal:
        """The points of now, by the rule."""
        return self._known(self.rule.points(self.numerator, self.denominator))

    @property
    def best(self) -> Decimal:
        """The points by the day if all that can be done well is."""
        return self.points_with(self.most)

    @property
    def hold(self) -> int:
        """How many must be done well, at least, for the points to stay as they are."""
        return self._least(self.points)

    @property
    def as_before(self) -> int:
        """How many of those to come are done well at the share of so far, rounded."""
        return floor(Fraction(self.numerator * self.to_come, self.denominator) + Fraction(1, 2))

    def points_with(self, done: int | Fraction) -> Decimal:
        """The points by the day when so many more are done well, a mean where not whole."""
        return self._known(self.rule.points(self.numerator + done, self.denominator + self.to_come))

    def share_with(self, done: int) -> Fraction:
        """The share by the day, of all of the year, when so many more are done well."""
        return Fraction(self.numerator + done, self.denominator + self.to_come)

    def gain_with(self, done: int | Fraction) -> Decimal:
        """Points above those of now when so many more are done well; below 0: points lost."""
        return self.points_with(done) - self.points

    def least(self, points: Decimal) -> int | None:
        """The smallest number to be done well for so many points; None where all are too few."""
        return self._least(points) if points <= self.best else None

    def last_day(self, done: int) -> date | None:
        """The day after which so many are out of reach, if until then all goes on as so far.

        Until a day t of T those that come in are done well at the share of so far, n / d, and all
        of the rest after it: n/d × y × t/T + y × (T - t)/T ≥ done, so t = T (y - done) / (y (1 -
        n/d)), cut off to whole days. What can be made good can be until the end. None where so many
        are more than can be done.
        """
        if done > self.most:
            return None
        end = self.start + timedelta(self.days)
        missed = self.to_come * (1 - Fraction(self.numerator, self.denominator))
        if self.future.made_good or not missed:
            return end
        until = self.days * (self.to_come - done) / missed
        return min(end, self.start + timedelta(floor(until)))

    def _least(self, points: Decimal) -> int:
        low, high = 0, self.most
        while low < high:
            middle = (low + high) // 2
            if self.points_with(middle) >= points:
                high = middle
            else:
                low = middle + 1
        return low

    def _known(self, points: Decimal | None) -> Decimal:
        # `of_unit` leaves out what has no proved rule or no counts.
        if points is None:
            raise ValueError(f"{self.code}: no points by rule")
        return points


@dataclass(frozen=True)
class Counted:
    """All that can be counted of a unit by a day.

    why_not: None where there is something; else period_type (the figures do not count from the
    start of a year), year (they begin anew before that day), no_counts (none are known).
    left_out: sub-indicators and components with points whose counts are not known, or whose rule is
    not proved.
    """

    why_not: str | None
    rows: tuple[Counts, ...] = ()
    left_out: tuple[str, ...] = ()

    def row(self, code: str) -> Counts:
        """One sub-indicator. Raises Problem for one of which nothing is counted."""
        for row in self.rows:
            if row.code == code:
                return row
        known = [row.code for row in self.rows]
        raise Problem("error.count_unknown", value=code, known=known)

    def outer(self, row: Counts) -> Counts | None:
        """The sub-indicator that one lies within, where it is counted too."""
        return next((other for other in self.rows if other.code == row.future.within), None)

    def ceiling(self, row: Counts, done: Mapping[str, int] = NOT_NAMED) -> int:
        """How many of one can be done well beside what is done, by code, in the one it lies within.

        Where that is not named it goes on as so far: as many are done well there as at the share of
        so far, or as keep its points. Those that were done well there only, so far, may be made
        good here.
        """
        outer = self.outer(row)
        if outer is None:
            return row.most
        there = done.get(outer.code, max(outer.hold, outer.as_before))
        ahead = outer.numerator - row.numerator if row.future.made_good else 0
        return max(0, min(row.most, there + ahead))


def pace(denominator: int, *, elapsed: int, days: int) -> int:
    """How many more come in within so many days at the pace of those elapsed, a half rounded up."""
    return floor(Fraction(denominator * days, elapsed) + Fraction(1, 2))


@memo
def of_unit(
    at: Snapshot,
    *,
    edition_id: str,
    unit_code: str,
    by: date,
    to_come: tuple[tuple[str, int], ...] = (),
) -> Counted:
    """What can still be changed of every sub-indicator of a unit by a day after the table's.

    to_come: how many more come in, where that was set. Raises Problem for a sub-indicator that has
    no counts, or to which nothing comes in, or for a number below 0 or too large.
    """
    edition = editions.by_id(at, edition_id)
    why_not = why_not_counted(edition, by)
    if why_not is None:
        rows = _rows(at, edition, unit_code, by, dict(to_come))
        counted = Counted(None if rows else "no_counts", rows, _left_out(at, edition, rows))
    else:
        counted = Counted(why_not)
    for code, number in to_come:
        if not counted.row(code).future.comes_in:
            raise Problem("error.count_nothing_comes", value=code)
        if not 0 <= number <= MOST_TO_COME:
            raise Problem("error.count_to_come", value=number, most=MOST_TO_COME)
    return counted


def why_not_counted(edition: EditionFacts, by: date) -> str | None:
    """Why counts of an edition say nothing of a day; None where they may."""
    if edition.period_type != "year_to_date":
        return "period_type"
    return None if by.year == edition.period_end.year else "year"


def done_for(counts: Counts, kind: str, value: Decimal) -> int:
    """How many are to be done well for a goal: count (itself), share (percent of all that can still
    be done well), points (above those of now).

    Rounded up to whole ones; above `most` where the goal is out of reach.
    """
    if kind == SHARE:
        return ceil(Fraction(value) * counts.most / 100)
    if kind == POINTS:
        least = counts.least(counts.points + value)
        return counts.most + 1 if least is None else least
    return ceil(value)


@memo
def futures(at: Snapshot, *, index_code: str, method_code: str) -> Mapping[str, Future]:
    """What can still be changed, by code of the sub-indicator."""
    rows = queries.subindicator_futures(at, index_code=index_code, method_code=method_code)
    return {row["indicator_code"]: made(Future, row) for row in rows.to_pylist()}


def _rows(
    at: Snapshot, edition: EditionFacts, unit_code: str, by: date, given: Mapping[str, int]
) -> tuple[Counts, ...]:
    known = futures(at, index_code=edition.index_code, method_code=edition.method_code)
    days = (by - edition.period_end).days
    elapsed = (edition.period_end - edition.period_start).days + 1
    rows = []
    for sub in subindicators.of_unit(
        at, edition_id=edition.edition_id, unit_code=unit_code, limit=None
    ):
        own, code = sub.own, sub.rule.indicator_code
        if code not in known or own is None or own.disputed or not _usable(sub.rule):
            continue
        if own.numerator is None or not own.denominator or own.numerator > own.denominator:
            continue
        numerator, denominator = int(own.numerator), int(own.denominator)
        to_come, basis = 0, NOTHING
        if known[code].comes_in:
            at_pace = pace(denominator, elapsed=elapsed, days=days)
            to_come, basis = given.get(code, at_pace), GIVEN if code in given else PACE
        rows.append(
            Counts(
                rule=sub.rule,
                future=known[code],
                numerator=numerator,
                denominator=denominator,
                to_come=to_come,
                to_come_basis=basis,
                start=edition.period_end,
                days=days,
                provisional=own.provisional,
            )
        )
    return tuple(rows)


def _usable(rule: Rule) -> bool:
    """A rule that only contradicts nothing is no ground for an order."""
    return rule.scored and rule.proof == subindicators.PROVED


def _left_out(at: Snapshot, edition: EditionFacts, rows: tuple[Counts, ...]) -> tuple[str, ...]:
    """What has points and cannot be counted: sub-indicators, and components of which nothing is."""
    rules = subindicators.rules(at, edition_id=edition.edition_id)
    counted = {row.code for row in rows}
    components = {row.rule.component for row in rows}
    subs = [
        rule.indicator_code
        for rule in rules
        if rule.maximum and rule.indicator_code not in counted and rule.component in components
    ]
    whole = [code for code in editions.parts_of_total(at, edition) if code not in components]
    return (*subs, *whole)
