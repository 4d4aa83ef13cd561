"""The portal's own replies on units inside a province: every figure of them, and no other."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from rankings.facts import subindicators
from rankings.facts.subindicators import Rule
from rankings.ingest.grid import Book
from rankings.ingest.limits import Limits
from rankings.ingest.proposal import Given
from rankings.ingest.reading.structured import read_json
from rankings.store.versions import Store
from tests.cases import every
from tests.ingest import portal_replies
from tests.ingest.gate import Gate, Passed
from tests.store_clones import clone

QUARTER = Given(period="2026-Q3", period_type="quarter")
GROUPS = {
    "digitisation": portal_replies.digitisation,
    "timeliness": portal_replies.progress,
    "online_payment": portal_replies.payment,
    "transparency": portal_replies.transparency,
}


@pytest.fixture(scope="module")
def gate(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    folder = tmp_path_factory.mktemp("replies")
    clone(var, folder / "var")
    return Gate(Store(folder / "var"))


def book(folder: Path, *replies: dict, name: str = "reply.json") -> Book:
    """The book of a file that holds a reply; of several, each a sheet of one file."""
    sheets = []
    for number, reply in enumerate(replies):
        path = folder / f"{number}.json"
        path.write_bytes(portal_replies.content(reply))
        own = read_json(path, f"r{number}", Limits(), name)
        sheets += [replace(sheet, name=f"{number}.{sheet.name}") for sheet in own]
    return Book(file_name=name, sha256="0" * 64, size=1, kind="json", sheets=tuple(sheets))


def figures(passed: Passed) -> dict[tuple[str, str, str], Decimal]:
    return {
        (row["unit_code"], row["indicator_code"], row["measure"]): row["value"]
        for row in passed.submission.rows["observations"].to_pylist()
    }


def test_a_group_with_a_list_of_metrics_is_read_to_the_last_count(gate, tmp_path):
    passed = gate.through(book(tmp_path, portal_replies.digitisation()), QUARTER)
    given = figures(passed)
    assert given["H44", "4.1", "numerator"] == 334358
    assert given["H44", "4.1", "denominator"] == 464494
    assert given["H44", "4.5a", "denominator"] == 1300
    assert given["H44", "4.6", "score"] == 2
    assert given["H44", "digitisation", "score"] == Decimal("8.75")
    # null is not 0: the department has nothing to count and no score, 4.6 of the province no counts
    assert given["H44.27", "4.1", "denominator"] == 0
    assert ("H44.27", "4.1", "score") not in given
    assert ("H44.27", "digitisation", "score") not in given
    assert ("H44", "4.6", "numerator") not in given
    (edition,) = passed.submission.rows["editions"].to_pylist()
    assert edition["edition_id"] == "psi-2026-Q3-quarter-h44"
    kinds = {row["unit_code"]: row["kind"] for row in passed.submission.rows["units"].to_pylist()}
    assert kinds == {"H44": "province", "H44.27": "department", "H44.101": "commune"}


def test_a_group_with_fields_of_its_own_is_read(gate, tmp_path):
    given = figures(gate.through(book(tmp_path, portal_replies.progress()), QUARTER))
    assert given["H44", "2.1", "numerator"] == 403016
    assert given["H44", "2.1", "denominator"] == 464494
    assert given["H44", "timeliness", "score"] == Decimal("17.35")
    assert given["H44.27", "timeliness", "score"] == 0
    assert given["H44", "2.2", "numerator"] == Decimal("3.2")


def test_the_province_may_stand_in_its_list_and_a_unit_may_lack_its_code(gate, tmp_path):
    reply = portal_replies.progress()
    parent = reply["data"].pop("parent")
    nameless = {"departmentName": "Sở Y tế - Tỉnh Phú Thọ", "totalReceived": 7, "totalOnTime": 5}
    reply["data"]["children"] += [parent, nameless]
    given = figures(gate.through(book(tmp_path, reply), QUARTER))
    assert given["H44", "2.1", "numerator"] == 403016
    assert given["soyte", "2.1", "numerator"] == 5


def test_procedures_online_in_part_and_in_full_are_one_count(gate, tmp_path):
    unit = {**portal_replies.COMMUNE, "partialCount": 3, "fullCount": 4, "authorityCount": 10}
    given = figures(gate.through(book(tmp_path, {"data": {"evaluation": [unit]}}), QUARTER))
    assert given["H44.101", "3.1", "numerator"] == 7
    assert given["H44.101", "3.1", "denominator"] == 10


def test_procedures_with_a_fee_are_those_paid_online_where_no_other_count_stands(gate, tmp_path):
    given = figures(gate.through(book(tmp_path, portal_replies.payment()), QUARTER))
    assert given["H44.101", "3.6", "numerator"] == 50
    assert given["H44.101", "3.6", "denominator"] == 60
    assert given["H44.101", "3.5b", "numerator"] == 10
    assert given["H44.101", "3.5b", "denominator"] == 20
    assert given["H44", "online_payment", "score"] == 8


@every("code", portal_replies.NUMBERS)
def test_points_by_the_rule_are_those_printed_for_phu_tho(gate, code):
    numerator, denominator, printed, _ = portal_replies.NUMBERS[code]
    if numerator is None:
        return
    edition = "psi-2026-10-10-year_to_date-vn34"
    (rule,) = [
        rule for rule in subindicators.rules(gate.at, edition_id=edition) if rule.metric_key == code
    ]
    assert points(rule, numerator, denominator) == Decimal(printed)


def test_the_group_printed_for_phu_tho_is_the_sum_of_the_rounded_points(gate, tmp_path):
    edition = "psi-2026-10-10-year_to_date-vn34"
    rules = {rule.metric_key: rule for rule in subindicators.rules(gate.at, edition_id=edition)}
    given = figures(gate.through(book(tmp_path, portal_replies.digitisation()), QUARTER))
    by_rule = [
        points(rules[code], numerator, denominator)
        for code, (numerator, denominator, *_) in portal_replies.NUMBERS.items()
        if numerator is not None
    ]
    # 4.6 is printed without its counts.
    assert sum(by_rule) + given["H44", "4.6", "score"] == given["H44", "digitisation", "score"]


def points(rule: Rule, numerator: int, denominator: int) -> Decimal:
    return rule.points(Decimal(numerator), Decimal(denominator))


def test_replies_of_one_moment_make_one_edition(gate, tmp_path):
    made = book(tmp_path, *(reply() for reply in GROUPS.values()))
    passed = gate.through(made, QUARTER)
    assert passed.blockers == []
    (edition,) = {row["edition_id"] for row in passed.submission.rows["editions"].to_pylist()}
    assert edition == "psi-2026-Q3-quarter-h44"
    codes = {code for _, code, _ in figures(passed)}
    assert codes >= {"digitisation", "timeliness", "online_payment", "1.4", "4.1", "2.1", "3.6"}


def test_marks_of_the_portal_are_kept_with_their_figure(gate, tmp_path):
    passed = gate.through(book(tmp_path, portal_replies.transparency()), QUARTER)
    flags = passed.submission.rows["quality_flags"].to_pylist()
    assert {(row["unit_code"], row["indicator_code"], row["flag"]) for row in flags} == {
        ("H44", "1.4", "TEMP_NATIONAL_REPORT_DENOMINATOR"),
        ("H44.101", "1.4", "TEMP_NATIONAL_REPORT_DENOMINATOR"),
    }


@every("units", ("communesDetail", "agenciesDetail", "unitsDetail"))
def test_a_copy_with_all_groups_says_its_own_moment(gate, tmp_path, units):
    passed = gate.through(book(tmp_path, portal_replies.collected(units)))
    given = figures(passed)
    assert given["H44.101", "total", "score"] == Decimal("71.5")
    assert given["H44.101", "timeliness", "score"] == 18
    assert given["H44.101", "online_service", "score"] == Decimal("6.5")
    assert given["H44.101", "satisfaction", "score"] == 18
    assert given["H44.101", "2.1", "numerator"] == 90
    assert given["H44.101", "5.2", "score"] == 6
    (edition,) = passed.submission.rows["editions"].to_pylist()
    # 21:00 of the day before in UTC is 04:00 in Vietnam
    assert edition["edition_id"] == "psi-2026-10-10T04-year_to_date-h44"
    assert passed.blockers == []


@every(
    ("about", "edition_id"),
    (
        ({"timeType": "month", "period": 9}, "psi-2026-09-month-h44"),
        ({"timeType": "quarter", "period": 3}, "psi-2026-Q3-quarter-h44"),
        ({"year": 2025}, "psi-2025-year-h44"),
        ({"extractedAt": None}, "psi-2026-10-10-year_to_date-h44"),
    ),
)
def test_a_copy_says_which_period_it_is_of(gate, tmp_path, about, edition_id):
    passed = gate.through(book(tmp_path, portal_replies.collected(**about)))
    (edition,) = passed.submission.rows["editions"].to_pylist()
    assert edition["edition_id"] == edition_id


def test_a_month_that_is_asked_as_a_year_to_date_is_told(gate, tmp_path):
    reply = portal_replies.collected(timeType="month", period=9)
    passed = gate.through(book(tmp_path, reply), Given(period="2026-10-10"))
    (said,) = passed.details("given_contradicts_file")
    assert (said["subject"], said["given"], said["found"]) == ("period", "2026-10-10", "2026-09")


def test_a_reply_without_any_period_asks_for_it(gate, tmp_path):
    passed = gate.through(book(tmp_path, portal_replies.progress()))
    assert [details["field"] for details in passed.details("not_recognised")] == ["period"]
