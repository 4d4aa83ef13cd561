"""Rules for tables of units inside a province: each finds the planted error, and only that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rankings.ingest.grid import Book
from rankings.ingest.submission import table
from rankings.loads import checks
from rankings.loads.checks import Finding
from rankings.sentences import naming, problems
from rankings.store.versions import Store
from rankings.words.text import words
from tests.cases import every
from tests.ingest import sheets
from tests.ingest.gate import Gate, Passed
from tests.store_clones import clone

HEADINGS = ["edition", "unit_code", "unit_name", "metric_key", "numerator", "denominator", "score"]
MOMENT = "2026-10-10T04"
PROVINCE = ("H15", "UBND tỉnh Đắk Lắk")
DEPARTMENT = ("H15.27", "Sở Nội vụ - Tỉnh Đắk Lắk")
COMMUNE = ("H15.101", "UBND phường Tuy Hòa")
GROUPS = ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
ON_TIME = "ON_TIME_DOSSIER"
# unit, metric, numerator, denominator, score
Row = tuple[tuple[str, str], str, str | None, str | None, str | None]
CLEAN: tuple[Row, ...] = (
    (PROVINCE, ON_TIME, "130", "150", None),
    (DEPARTMENT, ON_TIME, "40", "50", None),
    (COMMUNE, ON_TIME, "90", "100", None),
)


def copy(rows: Sequence[Row], moment: str = MOMENT) -> Book:
    """A copy of the portal's tables, as a long table."""
    cells = [[moment, *unit, *values] for unit, *values in rows]
    return sheets.book(sheets.sheet([HEADINGS, *cells], "copy"), kind="csv", file_name="copy.csv")


def with_row(row: Row) -> tuple[Row, ...]:
    """The clean copy with one row in place of its own of that unit and metric."""
    kept = (item for item in CLEAN if item[:2] != row[:2])
    return (*kept, row)


def inside_rules(passed: Passed) -> list[str]:
    return [item.rule for item in passed.findings if item.rule.startswith("inside_")]


@pytest.fixture(scope="module")
def gate(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """A store that has the clean copy of one moment, with all groups of the commune."""
    folder = tmp_path_factory.mktemp("inside_checks")
    clone(var, folder / "var")
    gate = Gate(Store(folder / "var"))
    gate.publish(copy(CLEAN))
    return gate


def test_a_copy_that_fits_together_is_not_complained_of(gate):
    assert inside_rules(gate.through(copy(CLEAN, "2026-10-10T14"))) == []


def test_rules_of_units_are_asked_only_where_a_load_brings_any(gate):
    needing = {rule.name for rule in checks.rules() if rule.needs == "inside"}
    assert needing == {rule.name for rule in checks.rules() if rule.name.startswith("inside_")}


@every(
    ("row", "told"),
    (
        ((COMMUNE, ON_TIME, "89", "100", None), [("2.1", "numerator", "-1.000000")]),
        (
            (DEPARTMENT, ON_TIME, "40", "52", None),
            [("2.1", "denominator", "2.000000")],
        ),
    ),
)
def test_units_that_do_not_make_their_province_are_told_with_the_difference(gate, row, told):
    passed = gate.through(copy(with_row(row), "2026-10-10T14"))
    rows = passed.details("inside_sum")
    assert [(r["indicator_code"], r["measure"], r["difference"]) for r in rows] == told


@every(("numerator", "told"), (("99850", 0), ("99849", 1)))
def test_a_count_that_nearly_adds_up_has_its_tolerance(gate, numerator, told):
    # 4.1 may miss the province by a thousandth of its count.
    metric = "ORIGINAL_RESULT_AVAILABLE"
    rows = (
        (PROVINCE, metric, "150000", "200000", None),
        (DEPARTMENT, metric, "50000", "100000", None),
        (COMMUNE, metric, numerator, "100000", None),
    )
    assert len(gate.through(copy(rows, "2026-10-10T14")).details("inside_sum")) == told


def test_procedures_and_petitions_are_never_held_against_their_sum(gate):
    rows = [
        (unit, metric, "1", count, None)
        for metric in ("FEE_FORMALITY_PAID_ONLINE", "PETITION_PROCESSING_ON_TIME")
        for unit, count in ((PROVINCE, "443"), (DEPARTMENT, "16"), (COMMUNE, "32"))
    ]
    assert gate.through(copy(rows, "2026-10-10T14")).details("inside_sum") == []


def test_a_copy_of_one_level_alone_is_not_held_against_the_province(gate):
    alone = [row for row in CLEAN if row[0] != DEPARTMENT]
    passed = gate.through(copy(alone, "2026-10-10T14"))
    assert inside_rules(passed) == []


@every(
    ("of_commune", "of_province", "told"),
    (("60.25", "60.04", ["H15"]), ("60.26", "60.03", ["22015"])),
)
def test_groups_may_miss_the_total_of_a_unit_by_more_than_that_of_a_province(
    gate, of_commune, of_province, told
):
    rows = [
        row
        for unit, total in ((COMMUNE, of_commune), (PROVINCE, of_province))
        for row in (
            *((unit, group, None, None, "10") for group in GROUPS),
            (unit, "total", None, None, total),
        )
    ]
    passed = gate.through(copy(rows, "2026-10-10T14"))
    assert [row["unit_code"] for row in passed.details("inside_adding_up")] == told
    assert passed.blockers == []


def test_a_numerator_above_its_denominator_is_told(gate):
    passed = gate.through(copy(with_row((COMMUNE, ON_TIME, "101", "100", None)), "2026-10-10T14"))
    (row,) = passed.details("inside_part_above_whole")
    assert (row["unit_code"], row["numerator"]) == ("22015", "101.000000")


@every(("score", "told"), (("20", 0), ("20.01", 1), ("-1", 1)))
def test_a_score_beyond_its_maximum_stops_a_load(gate, score, told):
    passed = gate.through(copy([(COMMUNE, "TDGQ", None, None, score)], "2026-10-10T14"))
    assert [rule for rule, _ in passed.blockers] == ["inside_above_maximum"] * told


def test_another_province_is_a_warning_and_home_is_none(gate):
    other = [(("H21.24", "Sở Nội vụ - tỉnh Gia Lai"), ON_TIME, "1", "2", None)]
    (row,) = gate.through(copy(other)).details("inside_other_province")
    assert (row["portal_code"], row["edition_id"]) == (
        *("H21", "psi-2026-10-10T04-year_to_date-h21"),
    )


def test_a_code_beside_the_name_of_another_unit_than_before_is_told(gate):
    swapped = [((COMMUNE[0], "UBND phường Bình Kiến"), ON_TIME, "9", "10", None)]
    (row,) = gate.through(copy(swapped, "2026-10-10T14")).details("inside_code_disagrees")
    assert (row["code"], row["name"]) == ("H15.101", "Phường Bình Kiến")
    assert row["known"] == "Phường Tuy Hòa"


def test_a_second_copy_of_one_moment_that_disagrees_is_told_once(gate):
    passed = gate.through(copy(with_row((COMMUNE, ON_TIME, "91", "101", None))))
    (row,) = passed.details("inside_restated")
    assert (row["figures"], row["value_before"], row["value"]) == ("2", "90.000000", "91.000000")
    assert inside_rules(gate.through(copy(CLEAN))) == []


def test_units_that_the_table_before_had_are_missed_by_level(gate):
    other = ("H15.28", "Sở Y tế - Tỉnh Đắk Lắk")
    rows = [(other, ON_TIME, "1", "2", None), (COMMUNE, ON_TIME, "9", "10", None)]
    passed = gate.through(copy(rows, "2026-10-11T04"))
    (row,) = passed.details("inside_units_missing")
    assert (row["missing"], row["units_vi"]) == ("1", "Sở Nội vụ")


def test_a_unit_that_was_merged_is_told_with_what_took_its_place(gate, tmp_path):
    folder = tmp_path / "var"
    clone(gate.store.folder, folder)
    merged = Gate(Store(folder))
    at = merged.at
    unit = {
        row["unit_code"]: row
        for row in at.fetch("from units where scheme = 'daklak102'").to_pylist()
    }["22015"]
    submission = merged.through(copy(CLEAN, "2026-10-11T04")).submission
    gone = {name: value for name, value in unit.items() if name != "load_id"}
    units = table([gone | {"valid_to": date(2026, 6, 30)}])
    later = replace(submission, rows={**submission.rows, "units": units})
    (former,) = [item for item in merged.findings(later) if item.rule == "inside_former_unit"]
    assert former.details["last_day"] == "30/06/2026"


@every("language", ("vi", "en"))
def test_what_is_found_is_said_by_the_names_of_units(gate, language):
    w = words(language)
    passed = gate.through(copy(with_row((COMMUNE, ON_TIME, "91", "90", None))))
    names = naming.of_load(gate.at, w, passed.submission.rows)["daklak102"]
    names |= naming.of_editions(gate.at, w, ["psi-2026-10-10T04-year_to_date-daklak102"])
    said = [problems.finding(w, item, names) for item in _of_units(passed.findings)]
    assert len(said) == 4
    assert any("Tuy Hòa" in text or "Tuy Hoa" in text for text in said)
    assert all("04" in text and "22015" not in text for text in said)


def _of_units(findings: Sequence[Finding]) -> list[Finding]:
    return [item for item in findings if item.rule.startswith("inside_")]
