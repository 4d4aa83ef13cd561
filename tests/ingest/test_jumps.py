"""Jumps and restated values: hand cases and an independent reading of the rule.

On real tables: tests/ingest/test_jumps_of_real_tables.py.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10, sqrt
from statistics import median

import duckdb
import pytest

from rankings.loads import bootstrap, checks, marts
from rankings.loads.checks import Finding
from rankings.sentences import problems
from rankings.words.text import words
from tests import small_store
from tests.small_store import UNITS, edition, figure, load

START = date(2025, 1, 31)
STILL = [0] * 20
JUMPS = ("rank_jump", "score_jump", "component_jump", "many_jumps")


def found(connection: duckdb.DuckDBPyConnection, rule: str, load_id: int = 1) -> list[Finding]:
    """What one rule finds in a load, without running the others."""
    return checks.findings(
        connection, load_id, [item for item in checks.rules() if item.name == rule]
    )


def named(findings: list[Finding]) -> list[tuple[str, str]]:
    """Edition and unit of each finding."""
    return [(item.details["edition_id"], item.details["unit_code"]) for item in findings]


# --- hand cases ----------------------------------------------------------------------------------


def table(number: int, day: date, **columns: object) -> dict:
    """An edition of a count from the start of the year."""
    about = {
        "period": day.isoformat(),
        "period_type": "year_to_date",
        "period_start": date(day.year, 1, 1),
        "period_end": day,
    }
    return edition(f"e{number}", **(about | columns))


def store_of(
    series: dict[str, list[str | int | None]],
    days: list[date],
    *,
    indicator: str = "total",
    measure: str = "score",
    changed: dict[int, dict] | None = None,
    **tables: list[dict],
) -> duckdb.DuckDBPyConnection:
    """A store with one edition per day, the last of which is load 1.

    series: unit -> its figure in each edition. changed: number of an edition -> other columns.
    """
    last = len(days) - 1
    editions = [table(n, day, **(changed or {}).get(n, {})) for n, day in enumerate(days)]
    rows = []
    for unit, values in series.items():
        for number, value in enumerate(values):
            about = {"edition": f"e{number}", "indicator": indicator, "load": int(number == last)}
            given = figure(unit, **{measure: value}, **about) if value is not None else []
            rows += [row | {"place": f"S!{unit}:{number}"} for row in given]
    whole = {
        "units": small_store.units(series),
        "loads": [load(0), load(1)],
        "editions": editions,
        "observations": rows,
    }
    return small_store.connect(**(whole | tables))


def weekly(count: int) -> list[date]:
    return [START + timedelta(days=7 * number) for number in range(count)]


def own_history(last: str) -> dict[str, list[str]]:
    """Changes of 0.2, 0.4 … 1.4: the median is 0.8, and nine of ten lie within 0.6 of it."""
    return {"01": ["10", "10.2", "10.6", "11.2", "12", "13", "14.2", "15.6", last]}


# One figure: 15.6 + 0.8 ± 0.6 × log10(10)
@pytest.mark.parametrize(
    ("last", "jumps"), [("15.80", 0), ("15.79", 1), ("17.00", 0), ("17.01", 1)]
)
def test_a_table_is_held_against_the_changes_before_it(last, jumps):
    jump = found(store_of(own_history(last), weekly(9)), "score_jump")
    assert len(jump) == jumps


def test_a_jump_says_what_was_before_and_what_was_expected():
    (jump,) = found(store_of(own_history("20"), weekly(9)), "score_jump")
    assert (jump.severity, jump.place) == ("warning", "S!01:8")
    assert jump.details == {
        "edition_id": "e8",
        "edition_before": "e7",
        "unit_code": "01",
        "score_before": "15.600000",
        "score": "20.000000",
        "change": "4.400000",
        "expected_low": "15.800000",
        "expected_high": "17.000000",
        "decimals": "2",
    }
    assert problems.finding(words("vi"), jump).startswith(
        "01, e8: tổng điểm 20,00, kỳ trước (e7) là 15,60; theo mức biến động thường thấy thì trong "
        "khoảng từ 15,80 đến 17,00"
    )


def test_the_change_of_the_table_itself_is_no_part_of_the_changes_before_it():
    """Were it counted, the median would be 0.9, and 17.01 within 0.567 of that."""
    assert found(store_of(own_history("17.01"), weekly(9)), "score_jump")


def pooled(last: list[str]) -> dict[str, list[str]]:
    """Eight units; all but the last went from 10 to 10 + 0.1 … 0.7."""
    return {f"{number:02d}": ["10", value] for number, value in enumerate(last, start=1)}


SEVEN = ["10.1", "10.2", "10.3", "10.4", "10.5", "10.6", "10.7"]


# With the eighth, above: the median is 0.45; nine of ten lie within 0.35 + 0.3 × (last - 10.8) of
# it, and eight figures are judged: the last leaps when it is more than log10(80) times as far.
@pytest.mark.parametrize(("last", "jumps"), [("11.53", 0), ("11.54", 1), ("39", 1)])
def test_a_second_table_is_held_against_itself(last, jumps):
    units = pooled([*SEVEN, last])
    assert named(found(store_of(units, weekly(2)), "score_jump")) == [("e1", "08")] * jumps


@pytest.mark.parametrize(("lately", "jumps"), [(True, 0), (False, 1)])
def test_all_units_count_in_the_last_fifty_editions_only(lately, jumps):
    """A unit that is new is held against another, which went by 0, 1, 0, 1 … a week in the last
    fifty editions, or has stood still for as long."""
    count = 120
    old, value = [], 0
    for number in range(count):
        moves = (number >= count - 51) == lately
        value += number % 2 if moves else 0
        old.append(str(value))
    new = [None] * (count - 2) + ["10", "10.6"]
    yearly = {number: {"period_type": "year"} for number in range(count)}
    methods = [small_store.method(scale_max=200)]
    connection = store_of({"01": old, "02": new}, weekly(count), changed=yearly, methods=methods)
    of_the_new = [row for row in named(found(connection, "score_jump")) if row[1] == "02"]
    assert len(of_the_new) == jumps


def test_six_changes_say_nothing_yet():
    assert found(store_of(pooled([*SEVEN[:5], "39"]), weekly(2)), "score_jump") == []


def test_a_first_table_has_no_jumps():
    units = {
        unit: [value] for unit, value in zip(UNITS, ("1", "9", "20", "30", "39", "40"), strict=True)
    }
    connection = store_of(units, weekly(1))
    assert found(connection, "score_jump") == []


# Expected 10 ± 20 printed steps for a day, since nothing ever moved: 52.9 for a week, 135.6 for 46
# days.
@pytest.mark.parametrize(
    ("days", "last", "jumps"),
    [
        *((1, "10.20", 0), (1, "10.21", 1), (1, "9.79", 1)),
        *((7, "10.52", 0), (7, "10.53", 1), (7, "9.47", 1)),
        *((46, "11.35", 0), (46, "11.36", 1)),
    ],
)
def test_figures_that_stand_still_may_move_by_a_few_steps_and_more_in_a_longer_time(
    days, last, jumps
):
    units = {"01": ["10"] * 8 + [last]}
    when = [START + timedelta(days=days * number) for number in range(9)]
    yearly = {number: {"period_type": "year"} for number in range(9)}
    assert len(found(store_of(units, when, changed=yearly), "score_jump")) == jumps


def daily_walk(last: str, *, repeats: bool) -> dict[str, list[str]]:
    """Ten units that gain 0.05 or 0.15 a day, eight times; then, if so, the same table again; then
    the tenth gains what is given, the others 0.10."""
    series = {}
    for number in range(10):
        value, values = Decimal(10 + number), [Decimal(10 + number)]
        for day in range(8):
            value += Decimal("0.15") if (day + number) % 2 else Decimal("0.05")
            values.append(value)
        values += [value] if repeats else []
        values.append(value + Decimal(last if number == 9 else "0.10"))
        series[f"{number + 1:02d}"] = [str(each) for each in values]
    return series


# Expected after a day 0.1 ± 0.2, 20 printed steps, which are more than 0.05 × log10(100); after two
# days the root of two times as much: up to 0.424.
@pytest.mark.parametrize(
    ("repeats", "last", "jumps"),
    [(False, "0.30", 0), (False, "0.31", 1), (True, "0.42", 0), (True, "0.43", 1)],
)
def test_a_change_after_a_repeated_table_is_judged_over_the_days_that_it_took(repeats, last, jumps):
    series = daily_walk(last, repeats=repeats)
    days = [START + timedelta(days=number) for number in range(len(series["01"]))]
    jumped = found(store_of(series, days), "score_jump")
    assert len(jumped) == jumps
    assert {jump.details["edition_before"] for jump in jumped} <= {"e8"}


def test_a_repeated_table_has_no_jumps_and_one_unit_that_stands_still_is_no_repeat():
    series = daily_walk("0.10", repeats=True)
    repeated = {unit: values[:-1] for unit, values in series.items()}
    days = [START + timedelta(days=number) for number in range(10)]
    assert found(store_of(repeated, days), "score_jump") == []
    # All but one unit stand still: that is a table of its own, and its zero changes are changes.
    moved = repeated | {"10": [*repeated["10"][:-1], "60"]}
    assert named(found(store_of(moved, days), "score_jump")) == [("e9", "10")]


@pytest.mark.parametrize(("decimals", "jumps"), [(1, 0), (2, 1)])
def test_the_steps_are_those_of_the_method(decimals, jumps):
    units = {"01": ["10"] * 8 + ["11"]}
    methods = [small_store.method(decimals=decimals)]
    assert len(found(store_of(units, weekly(9), methods=methods), "score_jump")) == jumps


# Changes of 0.2 … 1.4 a day; after 16 days four times as much: 15.6 + 3.2 ± 2.4
@pytest.mark.parametrize(
    ("last", "jumps"), [("21.20", 0), ("21.21", 1), ("16.39", 1), ("16.40", 0)]
)
def test_a_change_grows_as_the_root_of_the_days_between(last, jumps):
    days = [START + timedelta(days=number) for number in range(8)]
    days.append(days[-1] + timedelta(days=16))
    assert len(found(store_of(own_history(last), days), "score_jump")) == jumps


def test_a_count_from_the_start_of_the_year_does_not_reach_over_the_new_year():
    days = [date(2025, 10, 1) + timedelta(days=7 * number) for number in range(8)]
    january = [*days, date(2026, 1, 15)]
    assert found(store_of(own_history("1"), january), "score_jump") == []
    yearly = {number: {"period_type": "year"} for number in range(9)}
    assert len(found(store_of(own_history("1"), january, changed=yearly), "score_jump")) == 1


@pytest.mark.parametrize(
    "other", [{"method_code": "x-2"}, {"scheme": "vn63"}, {"period_type": "month"}]
)
def test_a_change_is_taken_within_one_method_scheme_and_period_type(other):
    methods = [small_store.method(), small_store.method("x-2")]
    indicators = [small_store.indicator("total", method=code) for code in ("x-1", "x-2")]
    units = small_store.units(["01"]) + small_store.units(["01"], scheme="vn63")
    tables = {"methods": methods, "indicators": indicators, "units": units}
    same = store_of(own_history("30"), weekly(9), **tables)
    apart = store_of(own_history("30"), weekly(9), changed={8: other}, **tables)
    assert len(found(same, "score_jump")) == 1
    assert found(apart, "score_jump") == []


def test_a_change_counts_from_the_last_edition_that_has_the_unit():
    units = own_history("16.4")
    units["01"].insert(8, None)
    units["02"] = [None] * 8 + ["3", None]
    assert found(store_of(units, weekly(10)), "score_jump") == []
    units["01"][-1] = "20"
    (jump,) = found(store_of(units, weekly(10)), "score_jump")
    assert jump.details["edition_before"] == "e7"


def doubtful(number: int, **columns: str) -> list[Finding]:
    """Jumps of a history that ends in one, with another mark on one of its figures."""
    connection = store_of(own_history("20"), weekly(9))
    sets = ", ".join(f"{name} = '{value}'" for name, value in columns.items())
    connection.execute(f"update observations set {sets} where edition_id = 'e{number}'")
    marts.build(connection)
    return found(connection, "score_jump")


@pytest.mark.parametrize("columns", [{"confidence": "disputed"}, {"status": "derived"}])
def test_disputed_and_derived_figures_are_left_out(columns):
    assert doubtful(8, **columns) == []
    # Without one of the eight editions before, six changes are too few.
    assert doubtful(3, **columns) == []
    assert len(doubtful(3, confidence="medium")) == 1


def test_a_provisional_figure_that_does_not_count_is_not_judged():
    rows = figure("01", score="39", edition="e8", status="provisional", load=1)
    connection = store_of(own_history("16.4"), weekly(9))
    bootstrap.data_folder.insert(
        connection,
        "observations",
        {name: [rows[0].get(name)] for name in connection.table("observations").columns},
    )
    marts.build(connection)
    assert found(connection, "score_jump") == []


@pytest.mark.parametrize(("again", "jumps"), [("20", 0), ("20.01", 1)])
def test_a_jump_that_is_in_the_store_is_not_told_again(again, jumps):
    connection = store_of(own_history("20"), weekly(9), loads=[load(0), load(1), load(2)])
    rows = figure("01", score=again, edition="e8", load=2)
    columns = connection.table("observations").columns
    named_rows = {name: [rows[0].get(name)] for name in columns}
    bootstrap.data_folder.insert(connection, "observations", named_rows)
    marts.build(connection)
    assert len(found(connection, "score_jump", 2)) == jumps
    assert len(found(connection, "score_jump", 1)) == (again == "20")


def test_a_rank_is_held_against_ranks_in_whole_places():
    """Changes of 0 but for one: three places to either side, the last place being the last."""
    ranks = {"01": [5, 5, 5, 6, 5, 5, 5, 5, 9], "02": [9, 9, 9, 9, 9, 9, 9, 9, 12]}
    tables = {"units": small_store.units(f"{n:02d}" for n in range(1, 13))}
    (jump,) = found(store_of(ranks, weekly(9), measure="rank", **tables), "rank_jump")
    assert jump.place == "S!01:8"
    assert jump.details == {
        "edition_id": "e8",
        "edition_before": "e7",
        "unit_code": "01",
        "rank_before": "5",
        "rank": "9",
        "change": "4",
        "expected_low": "2",
        "expected_high": "8",
    }


def test_the_expected_range_stays_on_the_scale():
    ranks = {"01": [2] * 8 + [12]}
    tables = {"units": small_store.units(f"{n:02d}" for n in range(1, 13))}
    (jump,) = found(store_of(ranks, weekly(9), measure="rank", **tables), "rank_jump")
    assert (jump.details["expected_low"], jump.details["expected_high"]) == ("1", "5")
    (jump,) = found(store_of({"01": ["0.1"] * 8 + ["9"]}, weekly(9)), "score_jump")
    assert jump.details["expected_low"] == "0.000000"
    (jump,) = found(store_of({"01": ["39.95"] * 8 + ["9"]}, weekly(9)), "score_jump")
    assert jump.details["expected_high"] == "40.000000"


def test_each_indicator_has_a_history_of_its_own():
    connection = store_of(own_history("15"), weekly(9), indicator="a")
    assert found(connection, "score_jump") == []
    (jump,) = found(connection, "component_jump")
    assert jump.details["indicator_code"] == "a"
    rows = connection.execute("select * from observations").fetchall()
    other = [(*row[:3], "b", *row[4:]) for row in rows]
    connection.executemany(f"insert into observations values ({', '.join('?' * 11)})", other)
    connection.execute(
        "update observations set value = 16.4 where load_id = 1 and indicator_code = 'b'"
    )
    marts.build(connection)
    jumps = found(connection, "component_jump")
    assert [jump.details["indicator_code"] for jump in jumps] == ["a"]


# --- an independent reading of the rule ----------------------------------------------------------


def expected_changes(
    histories: dict[str, dict[date, int]], day: date
) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """Who leapt in the table of a day, and the first and last value that was usual, in steps.

    histories: unit -> day -> value in steps. Written from the words of the rule, not from its SQL.
    """
    paces = {
        (code, b): (history[b] - history[a]) / sqrt((b - a).days)
        for code, history in histories.items()
        for a, b in pairwise(sorted(history))
        if a.year == b.year
    }
    mine = {code: pace for (code, end), pace in paces.items() if end == day}
    last_days = sorted({end for _, end in paces if end < day})[-50:]
    pool = [pace for (_, end), pace in paces.items() if end in last_days]
    if len(pool) < 7:
        pool = list(mine.values())
    if len(pool) < 7:
        return [], {}
    middle = median(pool)
    distances = sorted(abs(pace - middle) for pace in pool)
    at = 0.9 * (len(distances) - 1)
    upper = distances[min(floor(at) + 1, len(distances) - 1)]
    spread = distances[floor(at)] + (at - floor(at)) * (upper - distances[floor(at)])
    limits, leapt = {}, []
    for code in mine:
        before = max(end for end in histories[code] if end < day)
        root = sqrt((day - before).days)
        reach = root * max(spread * log10(10 * len(mine)), 20)
        start = histories[code][before] + root * middle
        limits[code] = (ceil(round(start - reach, 6)), floor(round(start + reach, 6)))
        if not limits[code][0] <= histories[code][day] <= limits[code][1]:
            leapt.append(code)
    return leapt, limits


def random_histories(
    chance: random.Random, count: int
) -> tuple[dict[str, list[str | None]], list[date]]:
    """Scores of 0 to 40 points on irregular days, with gaps, stillness and jumps."""
    days = [START]
    while len(days) < count:
        days.append(days[-1] + timedelta(days=chance.choice((1, 1, 3, 7, 18, 40))))
    series = {}
    for unit in UNITS:
        restless, value, values = chance.choice((0, 5, 60)), 2000, []
        for _ in days:
            value += round(chance.gauss(0, restless)) + chance.choice((*STILL, 700, -300))
            value = min(max(value, 0), 4000)
            known = chance.random() > 0.1
            values.append(str(Decimal(value) / 100) if known else None)
        series[unit] = values
    return series, days


@pytest.mark.parametrize("editions", [3, 9, 12, 30, 80])
def test_the_rule_agrees_with_an_independent_reading(editions):
    series, days = random_histories(random.Random(editions), editions)
    connection = store_of(series, days)
    connection.execute("update observations set load_id = 1")
    marts.build(connection)
    histories = {
        unit: {
            day: int(Decimal(value) * 100)
            for day, value in zip(days, values, strict=True)
            if value is not None
        }
        for unit, values in series.items()
    }
    expected, shifted = {}, set()
    for number, day in enumerate(days):
        leapt, limits = expected_changes(histories, day)
        # Four of six units at once: told once, and no unit of so few by itself.
        if len(leapt) >= 4:
            shifted.add(f"e{number}")
            continue
        for unit in leapt:
            low, high = (min(max(limit, 0), 4000) for limit in limits[unit])
            # The scale ends there: what lies at its end is within reach.
            if not low <= histories[unit][day] <= high:
                expected[f"e{number}", unit] = (low, high)
    jumps = {
        (jump.details["edition_id"], jump.details["unit_code"]): tuple(
            int(Decimal(jump.details[limit]) * 100) for limit in ("expected_low", "expected_high")
        )
        for jump in found(connection, "score_jump")
    }
    assert jumps == expected
    assert {item.details["edition_id"] for item in found(connection, "many_jumps")} == shifted
    assert len(days) < 8 or expected


# --- one cause is told once ----------------------------------------------------------------------


def parts_of(changes: dict[str, dict[str, str]]) -> dict[str, list[Finding]]:
    """What each rule tells of the third table of twelve units with components a and b.

    They gain 0.01 to 0.12 in each, before and now. changes: unit -> component -> its change in
    place of that. The total is their sum.
    """
    days, rows = weekly(3), []
    for number in range(1, 13):
        unit, sums = f"{number:02d}", [Decimal(0)] * 3
        for part in ("a", "b"):
            value = Decimal(10)
            for at in range(3):
                usual = Decimal(number if at == 1 else 13 - number) / 100
                change = Decimal(changes.get(unit, {}).get(part, usual)) if at == 2 else usual
                value += change if at else 0
                sums[at] += value
                about = {"edition": f"e{at}", "indicator": part, "load": int(at == 2)}
                rows += figure(unit, score=str(value), **about)
        for at, value in enumerate(sums):
            rows += figure(unit, score=str(value), edition=f"e{at}", load=int(at == 2))
    connection = small_store.connect(
        units=small_store.units(f"{number:02d}" for number in range(1, 13)),
        loads=[load(0), load(1)],
        editions=[table(number, day) for number, day in enumerate(days)],
        observations=[row | {"place": f"S!{at}"} for at, row in enumerate(rows)],
    )
    return {rule: told for rule in JUMPS if (told := found(connection, rule))}


def test_a_component_stands_for_the_total_and_for_other_components_of_its_unit():
    by_rule = parts_of({"03": {"a": "5", "b": "-3"}})
    assert list(by_rule) == ["component_jump"]
    (jump,) = by_rule["component_jump"]
    assert (jump.details["unit_code"], jump.details["indicator_code"]) == ("03", "a")
    assert jump.details["others"] == "1"
    names = {"e9/a": "Công khai, minh bạch"}
    vi, en = (problems.finding(words(language), jump, names) for language in ("vi", "en"))
    assert vi.endswith(
        "; còn 1 điểm thành phần khác của tỉnh, thành phố này cũng biến động quá mức thường thấy"
    )
    assert en.endswith("; 1 other component of it moved more than usual too")


def test_no_other_component_is_spoken_of_where_there_is_none():
    (jump,) = parts_of({"03": {"a": "5"}})["component_jump"]
    assert problems.finding(words("vi"), jump).endswith("trong khoảng từ 9,57 đến 10,62")


def test_a_component_that_many_leap_in_is_told_once_and_who_moved_otherwise_beside_it():
    moved = {f"{number:02d}": {"a": f"2.{number:02d}"} for number in range(1, 12)}
    by_rule = parts_of(moved)
    assert list(by_rule) == ["many_jumps"]
    (many,) = by_rule["many_jumps"]
    assert (many.severity, many.place[:2]) == ("warning", "S!")
    assert many.details == {
        "edition_id": "e2",
        "edition_before": "e1",
        "indicator_code": "a",
        "measure": "score",
        "units": "11",
        "units_judged": "12",
        "also": None,
    }
    assert problems.finding(words("vi"), many).startswith(
        "e2, a: điểm của 11/12 tỉnh, thành phố cùng biến động quá mức thường thấy"
    )
    otherwise = parts_of(moved | {"05": {"a": "9"}})
    assert list(otherwise) == ["component_jump", "many_jumps"]
    assert named(otherwise["component_jump"]) == [("e2", "05")]


def test_three_of_twelve_are_not_many():
    moved = {f"{number:02d}": {"a": "2"} for number in range(1, 4)}
    by_rule = parts_of(moved)
    assert named(by_rule["component_jump"]) == [("e2", "01"), ("e2", "02"), ("e2", "03")]
    assert list(by_rule) == ["component_jump"]


def test_a_rank_is_told_only_where_no_score_tells_of_it():
    ranks = {"01": [2] * 8 + [12]}
    tables = {"units": small_store.units(f"{n:02d}" for n in range(1, 13))}
    connection = store_of(ranks, weekly(9), measure="rank", **tables)
    assert len(found(connection, "rank_jump")) == 1
    for at in range(9):
        (row,) = figure("01", score="10", edition=f"e{at}", load=int(at == 8))
        columns = connection.table("observations").columns
        named_rows = {name: [row.get(name)] for name in columns}
        bootstrap.data_folder.insert(connection, "observations", named_rows)
    marts.build(connection)
    assert found(connection, "rank_jump") == []


# --- restated values -----------------------------------------------------------------------------


def restated(*loads: tuple[int, str, str], scopes: list[dict] | None = None, of: int | None = None):
    """Restated values in the last of some loads; each gives (load, state, score of unit 01)."""
    rows = [
        row | {"place": f"S!C{number}"}
        for number, _, score in loads
        if score
        for row in figure("01", score=score, load=number)
    ]
    connection = small_store.connect(
        loads=[load(number, state) for number, state, _ in loads],
        observations=rows,
        load_scopes=scopes or [],
    )
    return found(connection, "restated_value", loads[-1][0] if of is None else of)


def test_a_figure_that_differs_from_the_one_before_is_restated():
    (change,) = restated((0, "published", "30"), (1, "published", "30.01"))
    assert (change.severity, change.place) == ("warning", "S!C1")
    assert change.details == {
        "edition_id": "e1",
        "unit_code": "01",
        "indicator_code": "total",
        "measure": "score",
        "value_before": "30.000000",
        "value": "30.010000",
        "decimals": "2",
    }


def test_the_same_figure_again_is_not_restated():
    assert restated((0, "published", "30"), (1, "published", "30.0")) == []


def test_the_folder_restates_nothing():
    assert restated((0, "published", "30"), (1, "published", "31"), of=0) == []


def test_a_figure_is_held_against_the_newest_published_load_before_it():
    loads = [(0, "published", "30"), (1, "published", "31"), (2, "staged", "35")]
    assert restated(*loads, (3, "published", "31")) == []
    (change,) = restated(*loads, (3, "published", "30"))
    assert change.details["value_before"] == "31.000000"


def test_a_load_that_came_later_counts_for_nothing():
    loads = [(0, "published", "30"), (1, "published", "30"), (2, "published", "31")]
    assert restated(*loads, of=1) == []


def test_a_figure_that_a_complete_table_left_out_is_new_again():
    scope = {"load_id": 1, "edition_id": "e1", "indicator_code": "total", "status": "published"}
    loads = [(0, "published", "30"), (1, "published", ""), (2, "published", "31")]
    assert restated(*loads, scopes=[scope]) == []
    assert len(restated(*loads)) == 1


def test_a_published_figure_does_not_restate_a_provisional_one():
    rows = figure("01", score="30", status="provisional") + figure("01", score="31", load=1)
    connection = small_store.connect(loads=[load(0), load(1)], observations=rows)
    assert found(connection, "restated_value") == []
