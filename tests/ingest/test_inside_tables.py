"""Tables of the units inside a province come in as editions of their own list."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from rankings import loads
from rankings.facts import inside
from rankings.ingest.grid import Book
from rankings.ingest.inside import names
from rankings.ingest.inside.moments import moment
from rankings.ingest.proposal import Given
from rankings.ingest.sourcing import UNSAID
from rankings.loads.access import operator
from rankings.loads.edits import source
from rankings.sentences import upload
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import words
from tests import acknowledged
from tests.cases import every
from tests.ingest import sheets
from tests.ingest.gate import SOURCE, Gate, Passed
from tests.store_clones import clone

HEADINGS = "edition,unit_code,unit_name,level,metric_key,numerator,denominator,score,max_points"
# Figures of Gia Lai on 10 October 2026, from the unofficial copy that data/published names.
LONG = (
    "2026-10-10T04,H21,UBND tỉnh Gia Lai,province,ON_TIME_DOSSIER,355121,413480,17.18,20",
    "2026-10-10T04,H21,UBND tỉnh Gia Lai,province,group:timeliness,,,17.18,20",
    "2026-10-10T04,H21,UBND tỉnh Gia Lai,province,total,,,66.14,100",
    "2026-10-10T04,H21.24,Sở Nông nghiệp và Môi trường - tỉnh Gia Lai,department,ON_TIME_DOSSIER,"
    "89135,129503,13.77,20",
    "2026-10-10T04,H21.20,Thanh tra tỉnh - tỉnh Gia Lai,department,ON_TIME_DOSSIER,0,0,0.0,20",
    "2026-10-10T04,H21.20,Thanh tra tỉnh - tỉnh Gia Lai,department,DOSSIER_SYNC,0,0,,6",
    "2026-10-10T04,H21.109,UBND Xã Ayun,commune,PETITION_PROCESSING_ON_TIME,0,0,6,6",
)


def book(rows: Iterable[str], name: str = "h21.csv") -> Book:
    """A file of separated values, as it is read."""
    cells = [[cell or None for cell in row.split(",")] for row in (HEADINGS, *rows)]
    return sheets.book(sheets.sheet(cells, "h21"), file_name=name, kind="csv")


@pytest.fixture(scope="module")
def gate(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    folder = tmp_path_factory.mktemp("inside")
    clone(var, folder / "var")
    return Gate(Store(folder / "var"))


def test_a_long_table_of_another_province_makes_a_list_of_its_own(gate):
    passed = gate.through(book(LONG))
    (table,) = passed.tables
    assert (table.reading.scheme, table.reading.period) == ("h21", "2026-10-10T04")
    assert passed.blockers == []
    units = {row["unit_code"]: row for row in passed.submission.rows["units"].to_pylist()}
    assert {code: row["kind"] for code, row in units.items()} == {
        "H21": "province",
        "H21.24": "department",
        "H21.20": "department",
        "H21.109": "commune",
    }
    assert units["H21.20"]["name_vi"] == "Thanh tra tỉnh"
    assert units["H21.24"]["name_vi"] == "Sở Nông nghiệp và Môi trường"
    assert units["H21.109"]["full_name_vi"] == "Xã Ayun"
    figures = {
        (row["unit_code"], row["indicator_code"], row["measure"]): row["value"]
        for row in passed.submission.rows["observations"].to_pylist()
    }
    assert figures["H21.24", "2.1", "numerator"] == 89135
    assert figures["H21", "timeliness", "score"] == figures["H21", "2.1", "score"]
    # What is not given is missing: no score of 1.4, whose counts are 0 of 0.
    assert ("H21.20", "1.4", "score") not in figures
    assert figures["H21.20", "1.4", "denominator"] == 0


def test_what_is_published_of_another_province_moves_no_figure_of_provinces(own_var):
    gate = Gate(Store(own_var))
    before = queries.editions(gate.at), queries.totals(gate.at, edition_ids="e").num_rows
    published = gate.publish(book(LONG))
    assert (queries.editions(gate.at), queries.totals(gate.at, edition_ids="e").num_rows) == before
    assert not any(effect.changed for effect in published.checked.effects)
    assert (published.checked.comparison.new, published.checked.movements) == (16, ())
    (edition,) = inside.all_editions(gate.at)
    assert (edition.scheme, edition.departments, edition.communes) == ("h21", 2, 1)
    # The same copy once more teaches no unit anew, and replaces instead of doubling.
    again = gate.through(book(LONG))
    assert "units" not in again.submission.rows
    assert "schemes" not in again.submission.rows
    with pytest.raises(Problem) as raised:
        _withdrawn_after_another(own_var, gate)
    assert raised.value.key == "error.load_in_use"
    gate.publish(book((*LONG[:4], LONG[6])))
    rows = inside.counts(gate.at, edition.edition_id, "2.1").to_pylist()
    assert {row["unit_code"] for row in rows if row["numerator"] is not None} == {"H21", "H21.24"}


def test_the_source_of_a_copy_is_told_later_like_any_other(own_var):
    gate = Gate(Store(own_var))
    gate.publish(book(LONG), source=UNSAID)
    (edition,) = inside.all_editions(gate.at)
    assert edition.unverified
    acknowledged.publish(gate.store, source.change(gate.at, load_id=1, source=SOURCE))
    (edition,) = inside.all_editions(gate.at)
    assert not edition.unverified
    statuses = inside.counts(gate.at, edition.edition_id, "2.1")["status"].to_pylist()
    assert set(statuses) == {"published", None}


def _withdrawn_after_another(own_var: Path, gate: Gate) -> None:
    """Take the load back that taught the units, when another copy of them has come."""
    copy = own_var.parent / "copy"
    clone(own_var, copy)
    other = Gate(Store(copy))
    other.publish(book([row.replace("T04", "T14") for row in LONG]))
    loads.withdraw(other.store, 1, why="thử", by=operator("An"))


def test_a_list_that_is_given_is_asked_in_any_case_and_the_period_given_wins(gate):
    passed = gate.through(book(LONG), Given(period="2026-10-11T05", scheme="h21"))
    (row,) = passed.submission.rows["editions"].to_pylist()
    assert row["edition_id"] == "psi-2026-10-11T05-year_to_date-h21"


@every(
    ("text", "code"),
    (
        ("H15.27", "H15.27"),
        ("h15.127", "H15.127"),
        ("000.00.27.H15", "H15.27"),
        ("000.27.H15", "H15.27"),
        ("H15", "H15"),
        ("15", None),
        ("H155.27", None),
    ),
)
def test_codes_of_the_portal(text, code):
    assert names.code_of(text) == code


@every(
    ("text", "kind", "full_name"),
    (
        ("UBND xã Ea Súp", "commune", "Xã Ea Súp"),
        ("UBND Xã Ea Súp - tỉnh Đắk Lắk", "commune", "Xã Ea Súp"),
        ("Ủy ban nhân dân phường Tuy Hòa", "ward", "Phường Tuy Hòa"),
        ("Sở Nội vụ - Tỉnh Đắk Lắk", "department", "Sở Nội vụ"),
        ("Sở Nội vụ tỉnh Đắk Lắk", "department", "Sở Nội vụ"),
        ("Thanh tra tỉnh - Tỉnh Đắk Lắk", "department", "Thanh tra tỉnh"),
        ("UBND tỉnh Đắk Lắk", "province", "Tỉnh Đắk Lắk"),
        ("Sở Y tế tỉnh Đăk Lăk", "department", "Sở Y tế"),
        ("H15.112 - UBND xã Ea Súp", "commune", "Xã Ea Súp"),
        ("Sở Nội vụ (H15.27)", "department", "Sở Nội vụ"),
        ("UBND Xã Đắk Lắk", "commune", "Xã Đắk Lắk"),
        ("Số hồ sơ đúng hạn", None, None),
        ("Sở, ban, ngành", None, None),
        ("Tổng hợp", None, None),
    ),
)
def test_names_as_the_portal_prints_them(text, kind, full_name):
    unit = names.printed(text, "Đắk Lắk")
    assert (unit.kind, unit.full_name) == (kind, full_name)


@every(
    ("text", "period"),
    (
        ("2026-10-10", "2026-10-10"),
        ("2026-10-10T04", "2026-10-10T04"),
        ("2026-10-09T21:00:00Z", "2026-10-10T04"),
        ("2026-10-10T04:00:00+07:00", "2026-10-10T04"),
        ("10/10/2026 04:00", "2026-10-10T04"),
        ("04 giờ 00 phút, ngày 10/10/2026", "2026-10-10T04"),
        ("10/2026", None),
    ),
)
def test_moments_as_files_write_them(text, period):
    read = moment(text)
    assert (read and read.period) == period


# --- Tables that people lay out -------------------------------------------------------------------

WEEKLY = ["ID", "TEN", "LOAI_COQUAN", "TDGQ", "MDHL", "MDSH", "TTTT", "CLGQ", "CKMB"]
WEEKLY += ["TONG_SCORE", "ROW_STT"]


def communes(gate: Gate, many: int = 8) -> list[str]:
    """Full names of communes and wards of home."""
    rows = queries.units(gate.at, scheme="daklak102").to_pylist()
    return [row["full_name_vi"] for row in rows[:many]]


def laid_out(*rows: list, name: str = "Sheet1", file_name: str = "bang.xlsx") -> Book:
    return sheets.book(sheets.sheet(rows, name), file_name=file_name)


def columns(passed: Passed) -> dict[tuple[str, str], str]:
    """Indicator and measure -> heading, of the first table."""
    lines = passed.tables[0].reading.lines
    return {
        (line.indicator_code, line.measure): line.heading for line in lines if line.role == "figure"
    }


def test_a_weekly_workbook_of_communes_and_departments_is_read(gate):
    rows = [
        [1000 + at, f"UBND {name[0].lower()}{name[1:]}", "Xã", 18.1, 17, 10, 8, 6, 11.79, 70.89, at]
        for at, name in enumerate(communes(gate), 1)
    ]
    inspectorate = "Thanh tra tỉnh - Tỉnh Đắk Lắk"
    rows.append([2001, inspectorate, "Sở", 0, 17, 10, 8, 6, 11.79, 52.79, 9])
    passed = gate.through(laid_out(WEEKLY, *rows, file_name="tuan_10102026.xlsx"))
    assert passed.blockers == []
    assert columns(passed)["total", "score"] == "TONG_SCORE"
    assert columns(passed)["online_service", "score"] == "CLGQ"
    (edition,) = passed.submission.rows["editions"].to_pylist()
    assert edition["edition_id"] == "psi-2026-10-10-year_to_date-daklak102"
    new = {row["unit_code"]: row["name_vi"] for row in passed.submission.rows["units"].to_pylist()}
    # The province itself, and the one department, which has no code of the portal here.
    assert new == {"H15": "Đắk Lắk", "thanhtratinh": "Thanh tra tỉnh"}
    assert passed.submission.rows["observations"].num_rows == 9 * 7


def test_counts_of_communes_are_read_by_what_people_head_them_with(gate):
    rows = [[at, name, 100 + at, 90, 90.1] for at, name in enumerate(communes(gate), 1)]
    passed = gate.through(
        laid_out(
            ["BÁO CÁO GIẢI QUYẾT HỒ SƠ TTHC CỦA CÁC XÃ, PHƯỜNG"],
            ["(Lũy kế từ 01/01/2026 đến 10/10/2026)"],
            ["STT", "Xã, phường", "Tổng số hồ sơ", "Số hồ sơ đúng hạn", "Tỷ lệ (%)"],
            *rows,
            [None, "Tổng cộng", 836, 720, 86.1],
        )
    )
    assert passed.blockers == []
    assert columns(passed) == {
        ("2.1", "denominator"): "Tổng số hồ sơ",
        ("2.1", "numerator"): "Số hồ sơ đúng hạn",
    }
    # A sum below the units is none of them, and not the province's own row of a copy.
    assert passed.submission.rows["observations"].num_rows == 2 * len(rows)


def test_layouts_of_reports_are_read_and_teach_no_unit_that_is_none(gate):
    names_of = communes(gate, 6)
    title = ["Tổng hợp lũy kế đến 10/10/2026"]
    counts = ["Tổng số hồ sơ", "Số hồ sơ đúng hạn"]
    departments = [["I", "Các sở, ban, ngành", 300, 250], [1, "Sở Nội vụ", 100, 90]]
    sections = [*departments, ["II", "Các xã, phường", None, None]]
    sections += [[at, name, 100, 90] for at, name in enumerate(names_of, 1)]
    two_levels = [[name, 100, 90, 10] for name in names_of]
    laid = {
        "sections": [title, ["STT", "Đơn vị", *counts], *sections],
        "two levels": [
            title,
            ["Tên xã, phường", "Kết quả giải quyết", None, None],
            [None, "Tổng số", "Đúng hạn", "Quá hạn"],
            *two_levels,
        ],
        "codes beside names": [
            title,
            ["Đơn vị", *counts],
            *[[f"H15.{at} - UBND {name}", 100, 90] for at, name in enumerate(names_of, 101)],
            ["Sở Nội vụ (H15.27)", 50, 40],
        ],
        "units across": [
            title,
            ["Chỉ tiêu", *names_of],
            [counts[0], *[100] * 6],
            [counts[1], *[90] * 6],
        ],
    }
    taught = {"sections": {"sonoivu"}, "codes beside names": {"H15.27"}}
    for layout, rows in laid.items():
        passed = gate.through(laid_out(*rows))
        assert passed.blockers == [], layout
        assert columns(passed).keys() == {("2.1", "denominator"), ("2.1", "numerator")}, layout
        units = {row["unit_code"] for row in passed.submission.rows["units"].to_pylist()}
        assert units == {"H15"} | taught.get(layout, set()), layout


def test_a_long_table_with_vietnamese_headings_says_its_hour(gate):
    headings = ["Kỳ", "Mã đơn vị", "Tên đơn vị", "Mã chỉ tiêu", "Tử số", "Mẫu số", "Điểm"]
    rows = [
        ["10/10/2026 04:00", f"H15.{at}", name, "2.1", 90, 100, 18]
        for at, name in enumerate(communes(gate), 101)
    ]
    passed = gate.through(laid_out(headings, *rows))
    (edition,) = passed.submission.rows["editions"].to_pylist()
    assert edition["edition_id"] == "psi-2026-10-10T04-year_to_date-daklak102"
    aliases = passed.submission.rows["unit_aliases"].to_pylist()
    assert {(row["alias"], row["alias_type"]) for row in aliases} == {
        (f"H15.{at}", "portal_code") for at in range(101, 109)
    }


def test_dossiers_in_time_are_not_read_as_all_where_those_before_time_stand_apart(gate):
    rows = [[name, 100, 60, 30, 10] for name in communes(gate)]
    headings = ["Xã, phường", "Tổng số hồ sơ", "Trước hạn", "Đúng hạn", "Quá hạn"]
    passed = gate.through(laid_out(headings, *rows), Given(period="2026-10-10", index="psi"))
    assert ("2.1", "numerator") not in columns(passed)


def test_communes_without_the_words_before_their_name_are_known(gate):
    rows = [[name.split(" ", 1)[1], 70 + at] for at, name in enumerate(communes(gate))]
    passed = gate.through(
        laid_out(["Đơn vị", "Tổng điểm"], *rows), Given(period="2026-10-10", index="psi")
    )
    assert passed.blockers == []
    assert passed.tables[0].reading.scheme == "daklak102"


def test_departments_are_of_the_province_behind_their_names(gate):
    names_of = ("Sở Nội vụ", "Sở Y tế", "Sở Xây dựng")
    rows = [[f"{name} - Tỉnh Gia Lai", 100, 90] for name in names_of]
    headings = ["Cơ quan", "Số hồ sơ tiếp nhận", "Đúng hạn"]
    passed = gate.through(laid_out(headings, *rows), Given(period="2026-10-10"))
    assert passed.tables[0].reading.scheme == "h21"
    assert passed.blockers == []


def test_a_commune_that_home_does_not_have_is_asked_for(gate):
    rows = [[name, 100, 90] for name in (*communes(gate), "Xã Không Có Thật")]
    headings = ["Xã, phường", "Tổng số hồ sơ", "Số hồ sơ đúng hạn"]
    passed = gate.through(laid_out(headings, *rows), Given(period="2026-10-10"))
    assert [details["name"] for details in passed.details("unmatched_name")] == ["Xã Không Có Thật"]


def test_communes_of_no_known_list_are_refused_with_what_to_do(gate):
    rows = [[f"Xã Mẫu {letter}", 100, 90] for letter in "ABCDEFG"]
    passed = gate.through(laid_out(["Xã, phường", "Tổng số hồ sơ", "Số hồ sơ đúng hạn"], *rows))
    assert [rule for rule, _ in passed.blockers] == ["commune_table"]


def test_departments_without_code_and_province_are_refused_with_what_to_do(gate):
    rows = [[f"Sở {name}", 100, 90] for name in ("Nội vụ", "Y tế", "Xây dựng")]
    passed = gate.through(laid_out(["Cơ quan", "Số hồ sơ tiếp nhận", "Đúng hạn"], *rows))
    assert [rule for rule, _ in passed.blockers] == ["commune_table"]
    given = Given(scheme="daklak102", period="2026-10-10")
    passed = gate.through(laid_out(["Cơ quan", "Số hồ sơ tiếp nhận", "Đúng hạn"], *rows), given)
    assert passed.blockers == []


def test_same_named_communes_are_told_apart_by_the_code(gate):
    rows = [
        ["H21.101", "UBND xã An Phú", 100, 90],
        ["H21.102", "UBND phường An Phú", 50, 45],
        ["H21.103", "An Phú", 10, 5],
    ]
    headings = ["Mã đơn vị", "Tên đơn vị", "totalReceived", "totalOnTime"]
    passed = gate.through(laid_out(headings, *rows), Given(period="2026-10-10"))
    given = {
        (row["unit_code"], row["measure"]): row["value"]
        for row in passed.submission.rows["observations"].to_pylist()
    }
    assert given["H21.101", "numerator"] == 90
    assert given["H21.102", "numerator"] == 45
    # Of the third, which says neither phường nor xã, nobody knows what it is.
    assert [details["name"] for details in passed.details("unmatched_name")] == ["An Phú"]


def test_a_load_says_how_many_units_it_adds(gate):
    passed = gate.through(book(LONG))
    said = upload.units_brought(words("en"), passed.submission.rows)
    assert said == (
        "This file adds 2 departments and 1 communes and wards to the list of the province."
    )
