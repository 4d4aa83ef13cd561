"""What can still be changed by a day, against code of its own that reads only the CSV files."""

import csv
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rankings.facts import editions
from rankings.facts.way_up import counts
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from tests.cases import every

DATA = Path(__file__).resolve().parents[2] / "data"
PSI = "psi-2026-10-10-year_to_date-vn34"
YEAR_END = date(2026, 12, 31)


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def of_home(at: Snapshot, **more) -> counts.Counted:
    return counts.of_unit(at, **({"edition_id": PSI, "unit_code": "66", "by": YEAR_END} | more))


# --- The example of the leaders ------------------------------------------------------------------


def test_petitions_on_time_until_the_end_of_the_year(at):
    """241 of 485 in 283 days; 141 more come in; all of them on time: 382 of 626, 3.66 points."""
    one = of_home(at).row("5.2")
    assert (one.numerator, one.denominator, one.to_come, one.most) == (241, 485, 141, 141)
    assert one.share_with(141) == Fraction(382, 626)
    assert (one.points_with(141), one.gain_with(141)) == (Decimal("3.66"), Decimal("0.68"))
    assert one.best == Decimal("3.66")
    assert one.gain_with(115) == Decimal("0.43")
    assert one.least(one.points + Decimal("0.43")) == 115
    assert one.least(one.points + Decimal("0.69")) is None
    assert (one.hold, one.as_before) == (70, 70)


def test_after_a_day_a_goal_is_out_of_reach(at):
    """Each day that goes as before, 0.86 of 1.72 petitions a day are missed: 26 may be, 30 days."""
    one = of_home(at).row("5.2")
    assert one.last_day(115) == date(2026, 11, 9)
    assert one.last_day(141) == date(2026, 10, 10)
    assert one.last_day(0) == YEAR_END
    assert one.last_day(142) is None


def test_what_was_late_stays_late_and_what_can_be_made_good_counts(at):
    counted = of_home(at)
    late, results = counted.row("2.1"), counted.row("4.1")
    assert (late.open_past, late.most) == (0, late.to_come)
    assert results.open_past == 443_565 - 284_995
    assert results.most == results.to_come + results.open_past
    assert results.best == results.rule.maximum
    assert results.last_day(results.most) == YEAR_END
    whole = counted.row("4.5a")
    assert (whole.to_come, whole.to_come_basis, whole.most) == (0, counts.NOTHING, 1346 - 380)


def test_nothing_rests_on_a_rule_that_is_not_proved(at):
    counted = of_home(at)
    assert {one.rule.proof for one in counted.rows} == {"proved"}
    assert set(counted.left_out) == {"4.6", "online_service", "online_payment"}


def test_an_analyst_sets_what_comes_in(at):
    one = of_home(at, to_come=(("5.2", 200),)).row("5.2")
    assert (one.to_come, one.to_come_basis) == (200, counts.GIVEN)
    assert one.best == Decimal("3.86")  # 6 × 441 / 685


@every(
    "to_come, key",
    [
        ((("5.2", -1),), "error.count_to_come"),
        ((("5.2", 10**8),), "error.count_to_come"),
        ((("4.5a", 5),), "error.count_nothing_comes"),
        ((("9.9", 5),), "error.count_unknown"),
    ],
)
def test_what_cannot_be_set_is_a_problem(at, to_come, key):
    with pytest.raises(Problem) as caught:
        of_home(at, to_come=to_come)
    assert caught.value.key == key


def test_counts_say_nothing_of_another_year_or_kind_of_period(at):
    assert of_home(at, by=date(2027, 1, 1)).why_not == "year"
    quarter = next(i for i in editions.of_index(at, "psi") if i.period_type == "quarter")
    found = of_home(at, edition_id=quarter.edition_id, by=date(quarter.period_end.year, 12, 31))
    assert found.why_not == "period_type"
    older = of_home(at, edition_id="psi-2026-10-05-year_to_date-vn34")
    assert (older.why_not, older.rows) == ("no_counts", ())


def test_a_goal_in_shares_or_points_is_one_in_counts(at):
    one = of_home(at).row("5.2")
    assert counts.done_for(one, counts.COUNT, Decimal(115)) == 115
    assert counts.done_for(one, counts.POINTS, Decimal("0.43")) == 115
    assert counts.done_for(one, counts.SHARE, Decimal("81.5")) == 115  # 114.9 of 141
    assert counts.done_for(one, counts.POINTS, Decimal(3)) > one.most


# --- The same by code of its own ------------------------------------------------------------------


def read(folder: str, name: str) -> list[dict[str, str]]:
    with (DATA / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures_of_the_csv() -> dict[str, dict[str, tuple[int, int]]]:
    """Unit -> sub-indicator -> (numerator, denominator) on 10/10/2026."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in read("published", "observations"):
        if row["edition_id"] != PSI or row["measure"] not in ("numerator", "denominator"):
            continue
        if row["value"] == "" or Decimal(row["value"]) % 1:
            continue
        unit = found.setdefault(row["unit_code"], {})
        unit.setdefault(row["indicator_code"], {})[row["measure"]] = int(Decimal(row["value"]))
    return {
        code: {
            sub: (pair["numerator"], pair["denominator"])
            for sub, pair in subs.items()
            if len(pair) == 2
        }
        for code, subs in found.items()
    }


def by_hand(n: int | Fraction, d: int, maximum: Decimal, full: Decimal) -> Decimal:
    """Points of a share, in plain fractions."""
    share = min(Fraction(n) / d * 100 / Fraction(full), Fraction(1))
    exact = Fraction(maximum) * share
    cents = exact * 100
    whole, rest = divmod(cents.numerator, cents.denominator)
    if 2 * rest > cents.denominator or (2 * rest == cents.denominator and whole % 2):
        whole += 1
    return (Decimal(whole) / 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def test_feasibility_by_the_deadline_of_every_province(at):
    """From the CSV alone: what comes in, the most points, the fewest for 0.10 points more."""
    maxima = {
        row["indicator_code"]: Decimal(row["max_score"])
        for row in read("reference", "indicators")
        if row["method_code"] == "psi-2026" and row["max_score"]
    }
    rules = {
        row["indicator_code"]: Decimal(row["full_at_percent"])
        for row in read("reference", "subindicators")
        if row["proof"] == "proved" and row["full_at_percent"]
    }
    futures = {row["indicator_code"]: row for row in read("reference", "subindicator_futures")}
    elapsed = (date(2026, 10, 10) - date(2025, 12, 31)).days
    left = (YEAR_END - date(2026, 10, 10)).days
    assert (elapsed, left) == (283, 82)
    seen = 0
    for unit, subs in figures_of_the_csv().items():
        counted = of_home(at, unit_code=unit)
        expected = {sub for sub, (_, d) in subs.items() if sub in rules and sub in futures and d}
        assert {one.code for one in counted.rows} == expected
        for one in counted.rows:
            n, d = subs[one.code]
            maximum, full = maxima[one.code], rules[one.code]
            y = 0
            if futures[one.code]["comes_in"] == "true":
                y = (2 * d * left + elapsed) // (2 * elapsed)
            most = y + (d - n if futures[one.code]["made_good"] == "true" else 0)
            assert (one.to_come, one.most) == (y, most)
            assert one.points == by_hand(n, d, maximum, full)
            assert one.best == by_hand(n + most, d + y, maximum, full)
            wanted = by_hand(n, d, maximum, full) + Decimal("0.10")
            found = one.least(wanted)
            if found is None:
                assert by_hand(n + most, d + y, maximum, full) < wanted
            else:
                assert by_hand(n + found, d + y, maximum, full) >= wanted
                assert not found or by_hand(n + found - 1, d + y, maximum, full) < wanted
            seen += 1
    assert seen == 34 * 14 - 1  # Sơn La has no decision to publish on time


def test_the_last_day_is_the_last(at):
    """Going on as before until the last day leaves enough, one day longer does not."""
    for one in of_home(at).rows:
        for done in {one.hold + (one.most - one.hold) // part for part in (2, 3, 10)}:
            day = one.last_day(done)
            if one.future.made_good or day is None or day == YEAR_END:
                continue
            assert left_from(one, day) >= done > left_from(one, day + timedelta(1))


def left_from(one: counts.Counts, day: date) -> Fraction:
    """The most that is done well by the end when until a day all goes on as before."""
    passed = Fraction((day - one.start).days, one.days)
    before = Fraction(one.numerator, one.denominator) * one.to_come * passed
    return before + one.to_come * (1 - passed)
