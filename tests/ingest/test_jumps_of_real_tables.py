"""Jumps on the true tables of Chỉ số 766, on slips planted in them, and on made-up days between.

Case 8 of the figures found by independent computation: a warning that comes 22 times a day is read
by nobody. The true tables of 6 to 9 October 2026 are not in data/: those here are MADE UP from the
tables of 5 and 10 October, and say so in their source.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

import duckdb
import pytest

from rankings.loads import bootstrap, checks, marts
from rankings.loads.checks import Finding
from rankings.sentences import problems
from rankings.store.rounding import rounded
from rankings.words.text import words
from tests import effort
from tests.ingest.conftest import EDITION
from tests.small_store import load

HOME, LAO_CAI = "66", "15"
JUMPS = ("rank_jump", "score_jump", "component_jump", "many_jumps")
# The complete tables of 2026, and how many jumps are told of each beside those before it.
TABLES = {
    "2026-09-17": 0,
    "2026-09-26": 0,
    "2026-09-27": 3,
    "2026-09-29": 2,
    "2026-10-02": 2,
    "2026-10-04": 1,
    "2026-10-05": 1,
    "2026-10-10": 3,
}
PARTS = (
    *("transparency", "timeliness", "online_service", "satisfaction", "digitisation"),
    "online_payment",
)
Scores = Mapping[tuple[str, str], Decimal]


def edition_of(day: str) -> str:
    return f"psi-{day}-year_to_date-vn34"


@cache
def _data() -> duckdb.DuckDBPyConnection:
    """data/, and a load 1 that has nothing yet; tests put tables in and take them back."""
    connection = duckdb.connect()
    bootstrap.create_tables(connection)
    bootstrap.load_data_folder(connection, bootstrap.DATA)
    bootstrap.data_folder.insert(
        connection,
        "loads",
        {name: [load(1).get(name)] for name in connection.table("loads").columns},
    )
    return connection


@contextmanager
def arrived(edition_id: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The store on the day an edition came: the edition is load 1, later ones are not there."""
    connection = _data()
    connection.begin()
    try:
        connection.execute(
            "delete from observations where edition_id in (select later.edition_id"
            " from editions as later join editions as this on this.edition_id = $1"
            " where later.period_end > this.period_end)",
            [edition_id],
        )
        connection.execute(
            "update observations set load_id = 1 where edition_id = $1", [edition_id]
        )
        yield connection
    finally:
        connection.rollback()


def told(connection: duckdb.DuckDBPyConnection, rules: tuple[str, ...] = JUMPS) -> list[Finding]:
    """What some rules find in load 1 as it stands."""
    marts.build(connection)
    asked = [rule for rule in checks.rules() if rule.name in rules]
    assert len(asked) == len(rules)
    return checks.findings(connection, 1, asked)


def causes(findings: list[Finding]) -> set[tuple[str, str, str]]:
    """(rule, unit, indicator) of each that is told, in a row of its own or in that of another."""
    told_rows = [
        (item.rule, item.details | row)
        for item in findings
        for row in ({}, *json.loads(item.details.get("also") or "[]"))
    ]
    return {
        (rule, row.get("unit_code", "all"), row.get("indicator_code", "total"))
        for rule, row in told_rows
    }


# --- the true tables -----------------------------------------------------------------------------


@pytest.mark.parametrize("day", effort.each(2, TABLES))
def test_each_complete_table_of_2026_on_those_before_it_tells_few_jumps(day):
    with arrived(edition_of(day)) as connection:
        assert len(told(connection)) == TABLES[day]


def test_a_complete_table_of_2026_raises_three_warnings_at_most():
    """All rules, of a table with a source (one without is asked for it, once) on its own day."""
    raised = {}
    for day in TABLES:
        with arrived(edition_of(day)) as connection:
            connection.execute("update loads set loaded_at = $1 where load_id = 1", [day])
            findings = told(connection, tuple(rule.name for rule in checks.rules()))
        raised[day] = Counter(item.rule for item in findings if item.severity == "warning")
    assert raised["2026-09-27"] == {"many_jumps": 1, "component_jump": 2}
    assert raised["2026-10-02"] == {"component_jump": 2}
    assert raised["2026-10-10"] == {"component_jump": 3}
    # Khánh Hòa has no components on that day.
    assert raised["2026-09-17"] == {"units_missing": 1}
    assert max(sum(rules.values()) for rules in raised.values()) == 3


def test_more_than_three_units_are_told_by_component_with_the_figures_of_each():
    with arrived(edition_of("2026-10-02")) as connection:
        jumps = told(connection)
    assert causes(jumps) == {
        ("component_jump", "40", "transparency"),
        *(("component_jump", unit, "online_service") for unit in ("01", "80", "91")),
    }
    (several,) = [item for item in jumps if item.details["also"]]
    assert problems.finding(words("vi"), several, {"01": "Hà Nội"}).endswith(
        "; cùng chỉ số thành phần này còn có Hà Nội (7,96 → 9,25) và 80 (8,64 → 7,35)"
    )
    assert problems.finding(words("en"), several).endswith(
        "; in the same component also 01 (7.96 → 9.25) and 80 (8.64 → 7.35)"
    )


def test_the_true_table_of_10_october_tells_the_three_that_were_scored_anew():
    """Hưng Yên, Quảng Trị and Khánh Hòa, in transparency by 2.00, 3.52 and 8.00 points."""
    with arrived(EDITION) as connection:
        jumps = told(connection)
    assert causes(jumps) == {
        ("component_jump", unit, "transparency") for unit in ("33", "44", "56")
    }
    others = {item.details["unit_code"]: item.details["others"] for item in jumps}
    # Quảng Trị lost 1.88 points of online service in the same table.
    assert others == {"33": "0", "44": "1", "56": "0"}


def test_a_day_on_which_the_portal_counted_anew_is_told_by_component():
    """27 September: half of all provinces moved in satisfaction and timeliness, each told once."""
    with arrived(edition_of("2026-09-27")) as connection:
        jumps = told(connection)
    assert causes(jumps) == {
        ("component_jump", "46", "transparency"),
        ("component_jump", "52", "timeliness"),
        ("many_jumps", "all", "online_service"),
        ("many_jumps", "all", "satisfaction"),
        ("many_jumps", "all", "timeliness"),
    }
    (many,) = [item for item in jumps if item.rule == "many_jumps"]
    assert many.details["indicator_code"] == "satisfaction"
    assert problems.finding(words("vi"), many).endswith(
        "; cùng lúc còn có điểm timeliness (14/34 tỉnh, thành phố)"
        " và điểm online_service (6/34 tỉnh, thành phố)"
    )
    assert problems.finding(words("en"), many).endswith(
        "; at the same time the score of timeliness (14 of 34 provinces)"
        " and the score of online_service (6 of 34 provinces)"
    )


def test_what_the_rules_would_find_in_all_tables_of_the_folder():
    """Of all indices and years: re-scorings of a ministry, or errors."""
    connection = _data()
    connection.begin()
    try:
        connection.execute("update observations set load_id = 1")
        assert Counter(item.rule for item in told(connection)) == {
            "component_jump": 16,
            "many_jumps": 2,
            "rank_jump": 1,
        }
    finally:
        connection.rollback()


def test_nothing_is_told_of_the_folder():
    assert set(JUMPS).isdisjoint(item.rule for item in bootstrap.findings_of())


# --- slips planted in the table of 10 October -----------------------------------------------------


def planted(plant: Callable[[duckdb.DuckDBPyConnection], None]) -> set[tuple[str, str, str]]:
    """What is told of the newest table after an error was planted, beyond what is told without."""
    with arrived(EDITION) as connection:
        plant(connection)
        after = causes(told(connection))
    return after - _usual()


@cache
def _usual() -> frozenset[tuple[str, str, str]]:
    with arrived(EDITION) as connection:
        return frozenset(causes(told(connection)))


def put(connection: duckdb.DuckDBPyConnection, unit: str, indicator: str, value: str) -> None:
    connection.execute(
        "update observations set value = $value where load_id = 1 and unit_code = $unit"
        " and indicator_code = $indicator and measure = 'score'",
        {"value": value, "unit": unit, "indicator": indicator},
    )


@pytest.mark.parametrize(
    ("indicator", "rule", "value"),
    effort.each(
        2,
        [
            ("total", "score_jump", "56.49"),  # 65.49
            ("total", "score_jump", "6.549"),
            ("digitisation", "component_jump", "9.80"),  # 9.08
            ("digitisation", "component_jump", "0.908"),
        ],
    ),
)
def test_a_slip_of_the_pen_is_found(indicator, rule, value):
    assert planted(lambda connection: put(connection, HOME, indicator, value)) == {
        (rule, HOME, indicator)
    }


def test_slips_of_four_units_in_one_table_are_each_told():
    slips_of = {"01": "9.80", "12": "0.91", HOME: "9.80", LAO_CAI: "0.90"}

    def plant(connection: duckdb.DuckDBPyConnection) -> None:
        for unit, value in slips_of.items():
            put(connection, unit, "digitisation", value)

    wanted = {("component_jump", unit, "digitisation") for unit in slips_of}
    assert planted(plant) == wanted


def test_two_rows_that_were_exchanged_are_found():
    def exchange(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            "update observations set unit_code = case unit_code when $a then $b else $a end"
            " where load_id = 1 and unit_code in ($a, $b)",
            {"a": HOME, "b": LAO_CAI},
        )

    beyond = planted(exchange)
    assert {(rule, unit) for rule, unit, _ in beyond} == {
        ("component_jump", HOME),
        ("component_jump", LAO_CAI),
    }


@pytest.mark.parametrize("part", effort.each(3, PARTS))
def test_a_column_that_slipped_by_a_row_is_found_and_told_once(part):
    def slip(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            "update observations set value = slipped.value from (select unit_code,"
            " coalesce(lag(value) over by_name, last_value(value) over (by_name rows between"
            " unbounded preceding and unbounded following)) as value from observations"
            " where load_id = 1 and indicator_code = $part and measure = 'score'"
            " window by_name as (order by unit_code)) as slipped where load_id = 1"
            " and observations.unit_code = slipped.unit_code and indicator_code = $part"
            " and measure = 'score'",
            {"part": part},
        )

    assert ("many_jumps", "all", part) in planted(slip)


def slips(score: Decimal) -> set[Decimal]:
    """A score with two neighbouring digits exchanged, in every way."""
    text = f"{score:.2f}"
    places = [at for at, digit in enumerate(text) if digit != "."]
    made = set()
    for first, second in pairwise(places):
        digits = list(text)
        digits[first], digits[second] = digits[second], digits[first]
        made.add(Decimal("".join(digits)))
    return made - {Decimal(text)}


def test_exchanged_digits_are_found_from_one_point_on_and_the_rest_by_the_sum():
    """What is found of every pair of digits exchanged in every component of the table.

    Of slips of a point and more all but those within satisfaction, which moves by 1.45 points in
    five days; of the smaller ones those beyond what the component usually does. All of these break
    the sum of the total: rule adding_up, which allows 0.03.
    """
    with arrived(EDITION) as connection:
        marts.build(connection)
        rows = connection.execute(
            "select indicator_code, unit_code, value, expected_low, expected_high"
            " from expected_changes((select list(edition_id) from current_editions"
            " where index_code = 'psi'), [$1])"
            " where measure = 'score' and indicator_code <> 'total'",
            [EDITION],
        ).fetchall()
    assert len(rows) == 34 * len(PARTS)
    found, all_of = Counter(), Counter()
    for _, _, score, low, high in rows:
        for slip in slips(score):
            size = abs(slip - score)
            of = next(limit for limit in (3, 1, Decimal("0.5"), 0) if size >= limit)
            all_of[of] += 1
            found[of] += not low <= slip <= high
            assert size > Decimal("0.03")
    assert found[3] == all_of[3] > 50
    assert found[1] / all_of[1] > 0.9
    assert found[Decimal("0.5")] / all_of[Decimal("0.5")] > 0.5


# --- made-up days between the true tables, and a quiet one long after -----------------------------


def scores(connection: duckdb.DuckDBPyConnection, day: str) -> dict[tuple[str, str], Decimal]:
    """(unit, component) -> score of a true table."""
    rows = connection.execute(
        "select unit_code, indicator_code, value from observations where edition_id = $1"
        " and measure = 'score' and list_contains($2, indicator_code)",
        [edition_of(day), PARTS],
    ).fetchall()
    return {(unit, part): value for unit, part, value in rows}


def made_up_days(
    first: Scores, last: Scores, chance: random.Random
) -> dict[str, dict[tuple[str, str], Decimal]]:
    """MADE UP tables of 6 to 9 October: between those of 5 and 10 October, with some noise.

    What changed by more than 1.5 points did so on the eighth, as a re-scoring does. The seventh is
    the sixth again: the portal stood still.
    """
    days = {}
    for at in (1, 3, 4):
        table = {}
        for key, before in first.items():
            change = last[key] - before
            done = Decimal(int(at >= 3)) if abs(change) > Decimal("1.5") else Decimal(at) / 5
            noise = Decimal(chance.gauss(0, 0.01)) if change else Decimal(0)
            table[key] = rounded(before + done * change + noise, 2)
        days[f"2026-10-{5 + at:02d}"] = table
    days["2026-10-07"] = dict(days["2026-10-06"])
    return dict(sorted(days.items()))


def insert(connection: duckdb.DuckDBPyConnection, day: str, table: Scores, load_id: int) -> None:
    """Put a made-up table in the store: components, and their sum."""
    connection.execute(
        "insert into editions by name (select * replace ($1 as edition_id, $2 as period,"
        " cast($2 as date) as period_end) from editions where edition_id = $3)",
        [edition_of(day), day, EDITION],
    )
    totals: dict[str, Decimal] = {}
    for (unit, _), score in table.items():
        totals[unit] = totals.get(unit, Decimal(0)) + score
    whole = dict(table) | {(unit, "total"): total for unit, total in totals.items()}
    connection.executemany(
        "insert into observations by name (select * replace ($1 as edition_id, $2 as unit_code,"
        " $3 as indicator_code, cast($4 as decimal(14, 6)) as value, $5 as load_id,"
        " 'MADE UP' as place) from observations where edition_id = $6 and unit_code = '66'"
        " and indicator_code = 'total' and measure = 'score')",
        [
            [edition_of(day), unit, part, str(value), load_id, EDITION]
            for (unit, part), value in whole.items()
        ],
    )


def test_daily_tables_tell_what_was_scored_anew_and_hardly_anything_else():
    chance = random.Random(8)
    counts = {}
    with arrived(EDITION) as connection:
        tables = made_up_days(
            scores(connection, "2026-10-05"), scores(connection, "2026-10-10"), chance
        )
        connection.execute("update observations set load_id = 0")
        for day, table in tables.items():
            insert(connection, day, table, load_id=1)
            jumps = told(connection)
            counts[day] = causes(jumps)
            connection.execute("update observations set load_id = 0 where load_id = 1")
        connection.execute("update observations set load_id = 1 where edition_id = $1", [EDITION])
        counts["2026-10-10"] = causes(told(connection))
    anew = {("component_jump", unit, "transparency") for unit in ("33", "44", "56")}
    assert counts["2026-10-06"] == counts["2026-10-07"] == counts["2026-10-09"] == set()
    # Two days' change after a table that was repeated: what was scored anew, and no more.
    assert counts["2026-10-08"] == anew
    assert counts["2026-10-10"] == set()


def test_a_quiet_table_46_days_later_tells_nothing():
    """MADE UP: each component goes on as that of some unit did from 5 to 10 October, times the root
    of the days between, re-scorings aside."""
    chance = random.Random(46)
    day = date(2026, 10, 10) + timedelta(days=46)
    with arrived(EDITION) as connection:
        before, last = (scores(connection, each) for each in ("2026-10-05", "2026-10-10"))
        changes = {
            part: [
                last[key] - before[key]
                for key in before
                if key[1] == part and abs(last[key] - before[key]) < Decimal("1.5")
            ]
            for part in PARTS
        }
        connection.execute("update observations set load_id = 0")
        grown = Decimal((46 / 5) ** 0.5)
        table = {
            key: rounded(score + chance.choice(changes[key[1]]) * grown, 2)
            for key, score in last.items()
        }
        insert(connection, day.isoformat(), table, load_id=1)
        assert causes(told(connection)) == set()
