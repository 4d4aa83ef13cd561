"""Points of sub-indicators, given back from the files alone; what a point costs; ranks."""

import csv
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from rankings.facts import components, subindicators
from rankings.facts.subindicators import Rule, SubIndicator
from rankings.store import data_folder, queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store

PSI = "psi-2026-10-10-year_to_date-vn34"
BEFORE = "psi-2026-10-05-year_to_date-vn34"
HOME = "66"
PROVED = ("transparency", "timeliness", "digitisation", "satisfaction")
WITH_COUNTS = {
    *("1.1", "1.2", "1.3", "1.4", "2.1", "3.5b", "3.6", "4.1", "4.2", "4.3", "4.4", "4.5a", "4.5b"),
    *("5.2", "5.3", "5.4"),
}


@pytest.fixture(scope="module")
def at(var) -> Snapshot:
    return Store(var).snapshot()


@pytest.fixture(scope="module")
def home(at) -> dict[str, SubIndicator]:
    found = subindicators.of_unit(at, edition_id=PSI, unit_code=HOME, limit=10)
    return {sub.rule.indicator_code: sub for sub in found}


@pytest.fixture(scope="module")
def rules(at) -> dict[str, Rule]:
    return {rule.indicator_code: rule for rule in subindicators.rules(at, edition_id=PSI)}


# --- The files alone -----------------------------------------------------------------------------
# Nothing of the package is asked here: files are read as text, and sums made with whole numbers.


@cache
def lines(name: str) -> tuple[dict[str, str], ...]:
    (path,) = data_folder.DATA.glob(f"*/{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def printed() -> dict[tuple[str, str, str], Fraction]:
    """(unit, indicator, measure) -> figure of the edition."""
    return {
        (row["unit_code"], row["indicator_code"], row["measure"]): Fraction(row["value"])
        for row in lines("observations")
        if row["edition_id"] == PSI
    }


@cache
def rule_rows() -> dict[str, dict[str, str]]:
    """Sub-indicator -> its rule, with its maximum and the component it is part of."""
    nodes = {r["indicator_code"]: r for r in lines("indicators") if r["method_code"] == "psi-2026"}
    return {
        row["indicator_code"]: row
        | {
            "maximum": nodes[row["indicator_code"]]["max_score"],
            "component": nodes[row["indicator_code"]]["parent_code"],
        }
        for row in lines("subindicators")
    }


def hundredths(unit: str, code: str) -> int | None:
    """Points × 100 by the rule, rounded by long division; a half to the even hundredth."""
    rule, figures = rule_rows()[code], printed()
    part, whole = (figures.get((unit, code, name)) for name in ("numerator", "denominator"))
    if rule["proof"] not in ("proved", "consistent"):
        return None
    if part is None or whole is None:
        score = figures.get((unit, code, "score"))
        return None if score is None else int(score * 100)
    maximum = 100 * int(rule["maximum"])
    if whole == 0:
        return {"full": maximum, "zero": 0}[rule["empty_denominator"]]
    above = int(part) * maximum * 100
    below = int(whole) * int(rule["full_at_percent"])
    steps, rest = divmod(above, below)
    if 2 * rest > below or (2 * rest == below and steps % 2):
        steps += 1
    return min(steps, maximum)


def units() -> list[str]:
    return sorted({unit for unit, code, _ in printed() if code == "total"})


def groups() -> dict[tuple[str, str], int]:
    """(unit, component) -> hundredths of its sub-indicators, where all that score are known."""
    sums: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for code, rule in rule_rows().items():
        if rule["proof"] != "no_points":
            for unit in units():
                sums[unit, rule["component"]].append(hundredths(unit, code))
    return {key: sum(parts) for key, parts in sums.items() if None not in parts}


def test_the_rules_give_back_the_printed_groups_from_the_files_alone():
    """136 of 136 within a hundredth, 134 of them exactly."""
    found = groups()
    off = {
        (unit, part): steps - int(printed()[unit, part, "score"] * 100)
        for (unit, part), steps in found.items()
    }
    assert {part for _, part in found} == set(PROVED)
    assert len(off) == 34 * 4 == 136
    assert {key: apart for key, apart in off.items() if apart} == {
        ("19", "transparency"): 1,
        ("38", "transparency"): -1,
    }


def test_online_payment_is_consistent_and_not_more():
    """What 3.5b and 3.6 make leaves 0.15 to 0.72 points for 3.5, of which no count is known."""
    left = [
        int(printed()[unit, "online_payment", "score"] * 100)
        - hundredths(unit, "3.5b")
        - hundredths(unit, "3.6")
        for unit in units()
    ]
    assert (min(left), max(left)) == (15, 72)


def test_counts_are_those_of_34_units_and_18_sub_indicators():
    found = defaultdict(set)
    for unit, code, measure in printed():
        if code in rule_rows():
            found[code, measure].add(unit)
    assert all(len(of) == 34 for of in found.values())
    assert {code for code, measure in found if measure == "denominator"} == WITH_COUNTS
    assert {code for code, _ in found} == WITH_COUNTS | {"2.2", "4.6"}
    assert {key for key in found if key[0] in ("2.2", "4.6")} == {
        ("2.2", "numerator"),
        ("4.6", "score"),
    }


def test_the_only_exact_half_goes_to_the_even_hundredth():
    """Tây Ninh published 1 of 48 procedures on time: 0.125 points. With 0.12 its group is right."""
    assert printed()["80", "1.1", "numerator"] / printed()["80", "1.1", "denominator"] == Fraction(
        1, 48
    )
    assert hundredths("80", "1.1") == 12
    assert groups()["80", "transparency"] == int(printed()["80", "transparency", "score"] * 100)


# --- The store and the function agree with the files ---------------------------------------------


def test_points_of_every_unit_are_those_of_the_files(at):
    for code, rows in subindicators.standings(at, edition_id=PSI):
        assert {row.unit_code for row in rows} == set(units())
        for row in rows:
            wanted = hundredths(row.unit_code, code)
            got = None if row.points is None else int(row.points * 100)
            assert got == wanted, (code, row.unit_code)


def test_the_function_is_the_rule_of_the_database(at, rules):
    for code, rows in subindicators.standings(at, edition_id=PSI):
        for row in rows:
            if row.denominator is not None:
                assert rules[code].points(row.numerator, row.denominator) == row.points


def test_function_and_database_agree_on_any_counts(at, rules):
    random = Random(1)
    tried = [
        (code, random.randint(0, whole), whole)
        for code in sorted(WITH_COUNTS)
        # Small wholes too: among them are the exact halves of a hundredth.
        for whole in (*range(1, 50), *(random.randint(1, 2_000_000) for _ in range(100)))
    ]
    rows = at.fetch(
        "select points_of_share(part, whole, maximum, full_at, 2) as points from ("
        " select unnest($part)::decimal(14, 6) as part, unnest($whole)::decimal(14, 6) as whole,"
        " unnest($maximum)::decimal(14, 6) as maximum, unnest($full_at)::decimal(9, 6) as full_at)",
        {
            "part": [part for _, part, _ in tried],
            "whole": [whole for *_, whole in tried],
            "maximum": [str(rules[code].maximum) for code, *_ in tried],
            "full_at": [str(rules[code].full_at_percent) for code, *_ in tried],
        },
    ).to_pylist()
    assert [row["points"] for row in rows] == [
        rules[code].points(part, whole) for code, part, whole in tried
    ]
    halves = [
        code
        for code, part, whole in tried
        if (200 * rules[code].maximum * part / whole) % 2 == 1
        and rules[code].full_at_percent == 100
    ]
    assert len(halves) > 5


@pytest.mark.parametrize(
    ("code", "part", "whole", "points"),
    [
        ("5.2", 241, 485, "2.98"),
        ("5.2", 382, 626, "3.66"),  # all of the 141 that may still come on time
        ("5.4", 392_869, 443_565, "5.90"),
        ("5.4", 900, 1000, "6"),
        ("5.4", 899, 1000, "5.99"),
        ("1.1", 1, 48, "0.12"),
        ("1.1", 3, 48, "0.38"),  # 0.375
        ("1.1", 0, 0, "0"),
        ("5.2", 0, 0, "6"),
        ("2.1", 0, 0, None),
        ("3.1", 80, 100, None),
        ("2.2", 4, 1, None),
    ],
)
def test_points_by_hand(rules, code, part, whole, points):
    assert rules[code].points(part, whole) == (None if points is None else Decimal(points))


# --- What a point costs --------------------------------------------------------------------------


def test_what_a_point_costs_at_home(home):
    costs = {code: sub.count_per_point for code, sub in home.items()}
    assert costs["5.2"] == costs["5.3"] == Fraction(485, 6)  # 80.8 petitions
    assert costs["4.1"] == Fraction(443_565, 6)  # 73,927.5 dossiers
    assert costs["2.1"] == Fraction(443_565, 20)  # 22,178.25
    assert costs["5.4"] == Fraction(443_565 * 9, 60)  # full at 90 %
    assert {code for code, cost in costs.items() if cost is None} == {
        *("2.2", "3.1", "3.2", "3.3", "3.5", "4.6", "5.1"),
    }


def test_costs_of_every_unit_are_those_of_the_files(at, rules):
    for code, rows in subindicators.standings(at, edition_id=PSI):
        rule = rule_rows()[code]
        for row in rows:
            found = rules[code].count_per_point(row.denominator)
            whole = printed().get((row.unit_code, code, "denominator"))
            if not whole:
                assert found is None
                continue
            share = Fraction(int(rule["full_at_percent"]), 100)
            assert found == whole * share / int(rule["maximum"])
            assert rules[code].points_per_1000(row.denominator) == 1000 / found


# --- One unit beside the others ------------------------------------------------------------------


def test_home_beside_the_others(home):
    on_time = home["5.2"]
    assert (on_time.points, on_time.to_win, on_time.own.rank) == (
        Decimal("2.98"),
        Decimal("3.02"),
        12,
    )
    assert (on_time.own.ranked_units, on_time.own.share) == (34, Fraction(241, 485))
    assert (on_time.cut_line_unit, on_time.cut_line_points) == ("19", Decimal("3.41"))
    assert (on_time.best, on_time.to_best) == (Decimal("4.91"), Decimal("1.93"))
    assert len(on_time.best_units) == 1
    results = home["4.1"]
    assert (results.own.numerator, results.own.denominator, results.own.rank) == (
        284_995,
        443_565,
        32,
    )
    assert home["2.2"].own.numerator == Decimal("3.84")
    assert home["2.2"].points is home["2.2"].own.rank is None
    assert home["3.1"].own is None


def test_a_temporary_denominator_is_marked(at, home):
    assert {code for code, sub in home.items() if sub.own and sub.own.provisional} == {"1.4"}
    rows = subindicators.ranking(at, edition_id=PSI, indicator_code="1.4")
    assert all(row.provisional and row.points == 6 and row.tied_with == 33 for row in rows)


def test_how_well_each_rule_is_proved(rules):
    by_proof = defaultdict(set)
    for code, rule in rules.items():
        by_proof[rule.proof].add(code)
    assert by_proof["unknown"] == {"3.1", "3.2", "3.3"}
    assert by_proof["consistent"] == {"3.5", "3.5b", "3.6"}
    assert by_proof["no_points"] == {"2.2", "5.1"}
    assert by_proof["proved"] == set(rules) - by_proof["unknown"] - by_proof["consistent"] - {
        "2.2",
        "5.1",
    }


def test_ranks_are_those_of_the_points(at):
    for _, rows in subindicators.standings(at, edition_id=PSI):
        points = {row.unit_code: row.points for row in rows if row.points is not None}
        for row in rows:
            better = [p for p in points.values() if row.points is not None and p > row.points]
            assert row.rank == (None if row.points is None else 1 + len(better))
            assert row.ranked_units == len(points)


def test_three_orders(home):
    subs = tuple(home.values())
    by = {
        order: [sub.rule.indicator_code for sub in subindicators.in_order(subs, order)]
        for order in ("to_win", "rank", "count")
    }
    assert by["to_win"][:5] == ["1.1", "4.4", "5.3", "4.2", "5.2"]
    assert by["rank"][:4] == ["4.1", "4.2", "4.3", "2.1"]
    assert by["count"][:4] == ["1.1", "1.2", "1.3", "5.2"]
    assert set(by["to_win"][-6:]) == {"2.2", "3.1", "3.2", "3.3", "3.5", "5.1"}


def test_an_edition_without_counts_has_rules_and_no_figures(at):
    found = subindicators.of_unit(at, edition_id=BEFORE, unit_code=HOME, limit=None)
    assert len(found) == 23
    assert {sub.own for sub in found} == {None}
    assert subindicators.ranking(at, edition_id=BEFORE, indicator_code="5.2") == ()
    dti = subindicators.of_unit(at, edition_id="dti-2024-year-vn34", unit_code=HOME, limit=None)
    assert dti == ()


def test_an_unknown_code_is_answered_with_those_there_are(at):
    asked = {"edition_id": PSI, "unit_code": HOME, "limit": 10}
    assert subindicators.one_of_unit(at, **asked, indicator_code="5.2").points == Decimal("2.98")
    with pytest.raises(Problem) as problem:
        subindicators.one_of_unit(at, **asked, indicator_code="5.9")
    assert "5.2" in problem.value.values["known"]
    with pytest.raises(Problem) as problem:
        components.ranking(at, edition_id=PSI, indicator_code="5.9")
    assert {"satisfaction", "5.2"} <= set(problem.value.values["known"])


# --- Nothing above them changes ------------------------------------------------------------------


def test_components_are_shown_and_compared_without_them(at):
    asked = {"edition_id": PSI, "unit_code": HOME, "limit": 10}
    found = {one.component for one in components.comparison(at, **asked)}
    assert found == {*PROVED, "online_service", "online_payment"}
    both = components.scores_of(at, edition_id=PSI, unit_codes=(HOME, "19"))
    assert {row["indicator_code"] for row in both} == found


def test_no_table_of_totals_and_components_holds_a_count(at):
    rows = queries.component_standings(at, edition_id=PSI).to_pylist()
    inner = {row["indicator_code"] for row in rows if row["level"] == "indicator"}
    assert inner == {"4.6"}  # of which only points are known, and no counts
    ranked = components.ranking(at, edition_id=PSI, indicator_code="satisfaction")
    assert next(row.rank for row in ranked if row.unit_code == HOME) == 12
