"""What to direct once more, from data/ in plain Python: which counts, how many, which places, in
what order. Nothing of it is shared with the package: each number of dossiers is tried one after the
other, each day too, and ranks are counted from the scores."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path

import pytest

from rankings.facts.overview import directions
from rankings.facts.way_up.orders import orders
from rankings.store.versions import Snapshot, Store
from tests import oracles
from tests.cases import every

PSI = "psi-2026-10-10-year_to_date-vn34"
START, END = date(2026, 1, 1), date(2026, 10, 10)
BY = date(2026, 12, 31)
HALF = Fraction(1, 2)


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


@dataclass(frozen=True)
class Counting:
    """A sub-indicator of a unit: its rule, what was counted, what may still come."""

    code: str
    maximum: Fraction
    full: Fraction
    numerator: int
    denominator: int
    comes_in: bool
    made_good: bool
    within: str | None

    @property
    def to_come(self) -> int:
        elapsed, left = (END - START).days + 1, (BY - END).days
        return floor(Fraction(self.denominator * left, elapsed) + HALF) if self.comes_in else 0

    @property
    def most(self) -> int:
        return self.to_come + (self.denominator - self.numerator if self.made_good else 0)

    def cents(self, numerator: int, denominator: int) -> int:
        """Points in hundredths."""
        share = min(Fraction(numerator, denominator) / self.full, Fraction(1))
        return round(self.maximum * share * 100)

    @property
    def now(self) -> int:
        return self.cents(self.numerator, self.denominator)

    def then(self, done: int) -> int:
        return self.cents(self.numerator + done, self.denominator + self.to_come)

    def least(self, cents: int) -> int | None:
        """The smallest number that gives so many, tried in steps and then one by one."""
        step = max(1, self.most // 500)
        coarse = next(
            (d for d in (*range(0, self.most, step), self.most) if self.then(d) >= cents), None
        )
        if coarse is None:
            return None
        return next(d for d in range(max(0, coarse - step), coarse + 1) if self.then(d) >= cents)

    @property
    def as_usual(self) -> int:
        """Done well in what this one lies within: the share of so far, or what keeps its points."""
        at_share = floor(Fraction(self.numerator * self.to_come, self.denominator) + HALF)
        return max(at_share, self.least(self.now) or 0)

    def in_time(self, done: int, today: date) -> bool:
        """Whether so many are still within reach today, if until now all went on as before."""
        if self.made_good:
            return today <= BY
        left, share = (BY - END).days, Fraction(self.numerator, self.denominator)
        for gone in range(left, -1, -1):
            reached = share * self.to_come * gone / left + Fraction(
                self.to_come * (left - gone), left
            )
            if reached >= done:
                return END + timedelta(gone) >= today
        raise AssertionError("more than can be done")


@cache
def countings(unit: str) -> dict[str, Counting]:
    """By code, those of which a count says what it brings and that are not temporary."""
    rules = {row["indicator_code"]: row for row in of_psi("subindicators")}
    futures = {row["indicator_code"]: row for row in of_psi("subindicator_futures")}
    maxima = {row["indicator_code"]: row["max_score"] for row in of_psi("indicators")}
    counted: dict[str, Counting] = {}
    for code, figures in counts_of(unit).items():
        rule, future = rules.get(code), futures.get(code)
        if not rule or not future or rule["proof"] != "proved" or set(figures) != MEASURES:
            continue
        numerator, denominator = (
            int(figures[name]["value"]) for name in sorted(MEASURES, reverse=True)
        )
        if not denominator or numerator > denominator:
            continue
        counted[code] = Counting(
            code=code,
            maximum=Fraction(maxima[code]),
            full=Fraction(int(rule["full_at_percent"]), 100),
            numerator=numerator,
            denominator=denominator,
            comes_in=future["comes_in"] == "true",
            made_good=future["made_good"] == "true",
            within=future["within"],
        )
    return counted


MEASURES = {"numerator", "denominator"}


def of_psi(table: str) -> Iterable[dict]:
    return [row for row in oracles.read(table) if row.get("method_code") == "psi-2026"]


@cache
def counts_of(unit: str) -> dict[str, dict[str, dict]]:
    """Code -> measure -> observation."""
    counts: dict[str, dict[str, dict]] = {}
    for (edition_id, code), units in oracles.real_current().items():
        if edition_id == PSI and MEASURES & set(units.get(unit, {})):
            counts[code] = {name: row for name, row in units[unit].items() if name in MEASURES}
    return counts


@cache
def best_share(code: str) -> Fraction:
    shares = []
    for unit in oracles.real_units("vn34"):
        figures = counts_of(unit).get(code, {})
        if set(figures) == MEASURES and figures["denominator"]["value"]:
            shares.append(
                Fraction(figures["numerator"]["value"]) / Fraction(figures["denominator"]["value"])
            )
    return max(shares)


def temporary(unit: str, code: str) -> bool:
    return any(row["status"] == "provisional" for row in counts_of(unit)[code].values())


@dataclass(frozen=True)
class Line:
    """What a row says: the code, how many are done well, at which place one is then."""

    code: str
    done: int
    place: int
    each: Fraction
    on_the_way: bool


@cache
def possible(unit: str, limit: int) -> list[Line]:
    """What suffices for a place by itself, whenever it is done."""
    cents = {code: int(row["score"] * 100) for code, row in oracles.real_standings(PSI).items()}
    own, others = cents[unit], [score for code, score in cents.items() if code != unit]
    rank = 1 + sum(score > own for score in others)
    lines: list[Line] = []
    counted = countings(unit)
    for code, row in counted.items():
        if temporary(unit, code) or not row.most:
            continue
        room, keeps = room_of(row, counted.get(row.within or "")), row.least(row.now) or 0
        for place in range(1, rank):
            done = row.least(row.now + sorted(others, reverse=True)[place - 1] - own)
            if done is None or done > room or Fraction(done, row.most) > best_share(code):
                continue
            each = Fraction(rank - place, max(1, done - keeps))
            lines.append(Line(code, done, place, each, place > limit))
    return lines


def room_of(row: Counting, outer: Counting | None) -> int:
    """How many can be done well where each has to be so in what it lies within too."""
    if outer is None:
        return row.most
    before = outer.numerator - row.numerator if row.made_good else 0
    return max(0, min(row.most, outer.as_usual + before))


def by_hand(unit: str, limit: int, today: date) -> list[Line]:
    """All rows of one unit, the first first."""
    counted = countings(unit)
    lines = [(counted[line.code].in_time(line.done, today), line) for line in possible(unit, limit)]
    timely = any(in_time for in_time, _ in lines)
    kept = [line for in_time, line in lines if in_time or not timely]
    chosen = [
        min(
            (line for line in kept if line.code == code),
            key=lambda line: (line.on_the_way, -line.each, line.place),
        )
        for code in {line.code for line in kept}
    ]
    return sorted(chosen, key=lambda line: (line.on_the_way, -line.each, line.code))


@every("today", [date(2026, 10, 12), date(2026, 11, 30), date(2026, 12, 31)])
@every("unit", ["66", "75", "01", "19"])
def test_rows_are_those_counted_by_hand(at, unit, today):
    asked = orders(at, edition_id=PSI, unit_code=unit, limit=10, today=today)
    assert [(way.counts.code, way.done, way.place) for way in asked] == [
        (line.code, line.done, line.place) for line in by_hand(unit, 10, today)
    ]


@every("today", [date(2026, 10, 12), date(2026, 11, 30)])
def test_over_all_indices_missed_targets_come_first_and_five_are_told(at, today):
    targets = [row for row in oracles.read("targets") if row["unit_code"] == "66"]
    missed, met = [], []
    for index in sorted(oracles.read("indices"), key=lambda row: int(row["sort_order"])):
        (limit,) = (
            int(row["rank_limit"]) for row in targets if row["index_code"] == index["index_code"]
        )
        edition_id = newest(index["index_code"])
        lines = by_hand("66", limit, today) if edition_id == PSI else []
        rows = [(index["index_code"], line.code, line.done) for line in lines]
        rank = oracles.real_standings(edition_id)["66"]["rank"]
        (met if rank <= limit else missed).append(rows or [(index["index_code"], None, None)])
    firsts = sum(map(len, missed))
    expected = [row for rows in missed for row in rows]
    expected += [row for rows in met for row in rows][: directions.MOST - firsts]
    assert [
        (row.index_code, row.order and row.order.counts.code, row.order and row.order.done)
        for row in directions.directions(at, today=today)
    ] == expected


def newest(index_code: str) -> str:
    """The newest edition of the units of today in which home has a rank."""
    mine = [
        row
        for row in oracles.read("editions")
        if (row["index_code"], row["scheme"]) == (index_code, "vn34")
        and row["edition_id"] in {edition_id for edition_id, _ in oracles.real_current()}
        and oracles.real_standings(row["edition_id"]).get("66", {}).get("rank")
    ]
    return max(mine, key=lambda row: row["period_end"])["edition_id"]


def test_a_count_that_is_tried_wins_the_place_and_one_less_does_not():
    """The hand count itself: 8 procedures are 0.45 points, over 65.91; 7 are not."""
    (first, *_) = by_hand("66", 10, date(2026, 11, 30))
    row = countings("66")[first.code]
    assert (first.code, first.done, first.place) == ("1.1", 8, 6)
    assert Decimal(row.then(8) - row.now) / 100 == Decimal("0.45")
    assert row.then(7) - row.now < 42 <= row.then(8) - row.now
