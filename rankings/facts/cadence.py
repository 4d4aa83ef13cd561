"""The calendar of tables: which were due, which came, which are late, which never came.

Every index and period type is a series. Its periods are the calendar's own (years, quarters,
months); a running total has one for each step of the index's cadence, weeks from Monday for a
weekly one. A table is due one cadence after the table before it was published, as on the cards
(docs/decisions.md, 10): no grace, and of an uncertain day of publication the last one counts. A
month, a quarter or a year is not due before it ends, unless the one before came before its own end.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from rankings.facts import editions
from rankings.facts.editions import PERIOD_TYPES, EditionFacts
from rankings.store import queries
from rankings.store.clock import VIETNAM_TIME
from rankings.store.versions import Snapshot

RECEIVED, RECEIVED_LATE, GAP, LATE, AWAITED = STATES = (
    "received",
    "received_late",
    "gap",
    "late",
    "awaited",
)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# Cadences in days that mean a step of the calendar.
_MONTHS_OF_DAYS = (
    dict.fromkeys(range(28, 32), 1)
    | dict.fromkeys(range(90, 93), 3)
    | dict.fromkeys(range(365, 367), 12)
)


@dataclass(frozen=True)
class Step:
    """How far one period of a series is from the next: calendar months, or days if months is 0."""

    months: int
    days: int

    def number(self, day: date) -> int:
        """The number of the period that a day lies in, counted from year 1."""
        if self.months:
            return (day.year * 12 + day.month - 1) // self.months
        # Day 1 of the calendar is a Monday, so weeks begin on Monday.
        return (day.toordinal() - 1) // self.days

    def start(self, number: int) -> date:
        """The first day of a period."""
        if self.months:
            year, month = divmod(number * self.months, 12)
            return date(year, month + 1, 1)
        return date.fromordinal(number * self.days + 1)

    def end(self, number: int) -> date:
        """The last day of a period."""
        return self.start(number + 1) - timedelta(days=1)

    def after(self, day: date, count: int) -> date:
        """The day that lies `count` steps after another; the end of a shorter month."""
        if not self.months:
            return day + timedelta(days=self.days * count)
        year, month = divmod(day.year * 12 + day.month - 1 + self.months * count, 12)
        last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
        return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Table:
    """A table that came. load_id, loaded: the load that brought it first, and the day of that;
    load 0 is the folder data/."""

    edition: EditionFacts
    load_id: int
    loaded: date | None

    @property
    def base(self) -> date:
        """The day from which its age is counted."""
        return self.edition.published_to or self.edition.period_end


@dataclass(frozen=True)
class Period:
    """One period of a series. state: received | received_late | gap | late | awaited.

    label: as an edition writes it ("2025-10"), None for a step of a running total. due: None for
    the first. days_late: of what came late, at least so many; of what is late, until today.
    A gap is a period without a table though a later one has come.
    """

    label: str | None
    start: date
    end: date
    state: str
    due: date | None
    days_late: int
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Series:
    """The periods of an index and period type, newest first: up to the first that is not yet due.

    own: its cadence is the index's own, so that it is the one that the card goes by.
    """

    index_code: str
    period_type: str
    own: bool
    cadence_days: int
    periods: tuple[Period, ...]

    def count(self, state: str) -> int:
        """How many periods are in a state."""
        return sum(item.state == state for item in self.periods)

    @property
    def newest(self) -> Table:
        """The table of the latest period."""
        tables = [table for item in self.periods for table in item.tables]
        return max(tables, key=lambda table: (table.edition.period_end, table.base))

    @property
    def same_rules(self) -> tuple[Table, int]:
        """The first table under the rules of the newest one, and how many periods since then never
        came: what tables of other rules lack tells nothing of these."""
        rules = self.newest.edition.method_code
        tables = [table for item in self.periods for table in item.tables]
        first = min(
            (table for table in tables if table.edition.method_code == rules),
            key=lambda table: table.edition.period_end,
        )
        day = first.edition.period_end
        return first, sum(item.state == GAP and item.start > day for item in self.periods)

    @property
    def late_since(self) -> date | None:
        """The first day on which a table was late that has not come; None when none is."""
        dues = [item.due for item in self.periods if item.state == LATE and item.due is not None]
        return min(dues) + timedelta(days=1) if dues else None

    @property
    def next_due(self) -> date:
        """The day by which the next table should come that is not late yet."""
        return next(
            item.due for item in self.periods if item.state == AWAITED and item.due is not None
        )


def calendar(at: Snapshot, *, today: date) -> tuple[Series, ...]:
    """Every series of the store, in the order of the indices, the finest first."""
    loaded = _loaded_on(at)
    return tuple(
        made
        for index in editions.index_rows(at)
        for made in series_of(editions.of_index(at, index["index_code"]), loaded, today=today)
    )


def series_of(
    found: Collection[EditionFacts], loaded: Mapping[str, tuple[date, int]], *, today: date
) -> tuple[Series, ...]:
    """The series of one index. loaded: edition -> the day it came, and the number of the load."""
    by_type = {
        period_type: [item for item in found if item.period_type == period_type]
        # Finest first: the finest series of an index has the index's own cadence.
        for period_type in PERIOD_TYPES
    }
    known = [period_type for period_type, items in by_type.items() if items]
    return tuple(
        _series(by_type[period_type], loaded, today, own=period_type == known[0])
        for period_type in known
    )


def _series(
    found: list[EditionFacts], loaded: Mapping[str, tuple[date, int]], today: date, *, own: bool
) -> Series:
    newest = max(found, key=lambda item: item.period_end)
    kind, cadence_days = newest.period_type, newest.cadence_days
    step = _grid(kind, cadence_days)
    tables: dict[int, list[Table]] = {}
    for item in found:
        day, load_id = loaded.get(item.edition_id, (None, 0))
        table = Table(item, load_id, day)
        tables.setdefault(step.number(item.period_end), []).append(table)
    pace = _pace(kind, cadence_days) if own else step
    periods = tuple(_periods(tables, step, pace, kind, today))[::-1]
    return Series(newest.index_code, kind, own, cadence_days, periods)


def _grid(period_type: str, cadence_days: int) -> Step:
    """The periods of a series."""
    if period_type in _MONTHS:
        return Step(_MONTHS[period_type], 0)
    months = _MONTHS_OF_DAYS.get(cadence_days, 0)
    return Step(months, 0 if months else cadence_days)


def _pace(period_type: str, cadence_days: int) -> Step:
    """How long after a table the next one is due: the cadence, never shorter than a period."""
    shortest = 28 * _MONTHS.get(period_type, 0)
    return Step(0, cadence_days) if cadence_days >= shortest else _grid(period_type, 0)


def _periods(
    tables: Mapping[int, list[Table]], step: Step, pace: Step, kind: str, today: date
) -> Iterable[Period]:
    """From the first table to the first period that is not late, oldest first."""
    number, last = min(tables), max(tables)
    before: tuple[int, Table] | None = None  # the last period that came, and its last table
    while True:
        own = tuple(sorted(tables.get(number, ()), key=_oldest_first))
        due = _due(before, number, pace) if before else None
        if due and before and kind in _MONTHS and before[1].base >= step.end(before[0]):
            due = max(due, step.end(number))
        if own and before and before[1].edition.published_to is None:
            due = None  # what came is not called late on a guess
        state, days = _state(own, due, today, passed=number < last)
        label = _label(kind, step.start(number))
        yield Period(label, step.start(number), step.end(number), state, due, days, own)
        if state == AWAITED:
            return
        if own:
            before = number, own[-1]
        number += 1


def _due(before: tuple[int, Table], number: int, pace: Step) -> date:
    return pace.after(before[1].base, number - before[0])


def _oldest_first(table: Table) -> tuple[date, date]:
    return table.edition.period_end, table.base


def _state(
    tables: tuple[Table, ...], due: date | None, today: date, *, passed: bool
) -> tuple[str, int]:
    """State and days of lateness of one period."""
    if tables:
        first = min(table.edition.published_from or table.base for table in tables)
        days = (first - due).days if due else 0
        return (RECEIVED_LATE, days) if days > 0 else (RECEIVED, 0)
    if passed:
        return GAP, 0
    assert due is not None, "only before the first table nothing is due"
    days = (today - due).days
    return (LATE, days) if days > 0 else (AWAITED, 0)


def _label(kind: str, start: date) -> str | None:
    """The period as an edition writes it."""
    labels = {
        "month": f"{start:%Y-%m}",
        "quarter": f"{start.year}-Q{(start.month + 2) // 3}",
        "year": f"{start.year}",
    }
    return labels.get(kind)


def _loaded_on(at: Snapshot) -> dict[str, tuple[date, int]]:
    """Edition -> the day in Việt Nam on which the first load that counts brought it, and its
    number."""
    days = {
        row["load_id"]: row["loaded_at"].replace(tzinfo=UTC).astimezone(VIETNAM_TIME).date()
        for row in queries.loads(at).to_pylist()
        if row["state"] == "published"
    }
    found: dict[str, tuple[date, int]] = {}
    for row in queries.load_editions(at).to_pylist():
        if row["load_id"] in days:
            came = days[row["load_id"]], row["load_id"]
            found[row["edition_id"]] = min(came, found.get(row["edition_id"], came))
    return found
