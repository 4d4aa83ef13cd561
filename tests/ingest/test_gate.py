"""The gate as a whole: no error gets through unseen, nothing stops a clean table.

A book goes the whole way, recognised, extracted, assembled and checked, on a store of the real
figures that has not seen the tables it brings. Errors are planted in several layouts of one table
(plantings.py) and must be told with their rule and cell, and nothing else may be told.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rankings import loads
from rankings.facts import standing
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, Table, TargetFields, assemble
from rankings.ingest.grid import NUMBER, TEXT, Book, Sheet
from rankings.ingest.proposal import Given
from rankings.ingest.recognition import recognise
from rankings.ingest.sourcing import SourceFields
from rankings.loads import source_told
from rankings.store import queries
from rankings.store.versions import Store
from tests import effort
from tests.ingest import files, odd_shapes, plantings, shapes
from tests.ingest.gate import Gate, Passed, before_arrival
from tests.ingest.plantings import JUMPS, LAYOUTS, NAME, RANK, SCORE, Draft, Laid
from tests.ingest.shapes import PSI_BEFORE, PSI_KEYS, Shape
from tests.ingest.sheets import Cell, book, sheet
from tests.store_clones import clone

# What the table of 10/10/2026 really does: (rule, province, indicator) that moved so far. Where a
# file has no components the totals tell it, and the ranks where it has no totals either.
REAL_JUMPS = {
    ("component_jump", "Hưng Yên", "transparency"),
    ("component_jump", "Khánh Hòa", "transparency"),
    ("component_jump", "Quảng Trị", "transparency"),
}
# As in Excel, as a list, turned.
THREE = ["wide", "long", "turned"]
CODES = {name: code for code, name in shapes.names("vn34").items()}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The gate on a store that does not know the tables of these tests."""
    return before_arrival(tmp_path_factory.mktemp("gate"))


def named(shape: Shape) -> str:
    return shape.name


# --- Clean tables ---------------------------------------------------------------------------------


TOTAL_JUMPS = {("score_jump", name, "total") for name in ("Hưng Yên", "Khánh Hòa", "Quảng Trị")}
RANK_JUMPS = {("rank_jump", name, "total") for name in ("Khánh Hòa", "Quảng Trị")}


def true_jumps(shape: Shape) -> set[tuple[str, str, str]]:
    """The real jumps among the figures of a shape."""
    has = {figure[2:5] for figure in shape.figures if figure[:2] == ("2026-10-10", "year_to_date")}
    if any(indicator != "total" for _, indicator, _ in has):
        expected = REAL_JUMPS
    else:
        expected = TOTAL_JUMPS if any(measure == "score" for *_, measure in has) else RANK_JUMPS
    return {
        (rule, name, indicator)
        for rule, name, indicator in expected
        if any(has >= {(CODES[name], indicator, measure)} for measure in ("score", "rank"))
    }


def jumps(passed: Passed) -> set[tuple[str, str, str]]:
    """The jumps that were told, with the name of the province: also those in the row of another."""
    names = shapes.names("vn34")
    rows = [
        (finding.rule, finding.details | also)
        for finding in passed.findings
        if finding.rule in JUMPS
        for also in ({}, *json.loads(finding.details.get("also") or "[]"))
    ]
    return {
        (rule, names[row["unit_code"]], row.get("indicator_code") or "total") for rule, row in rows
    }


# A bare day may end a year to date or a month; columns without headings are named by their cells.
GUESSED = {
    **{"portal_json": {"unsure_field"}, "english_codes": {"unsure_field"}},
    **{"annex_of_a_report": {"unsure_field"}, "no_header": {"unsure_column"}},
    # The number of files handled is no indicator, and whoever reads it is asked to look.
    "counts_beside": {"unsure_column"},
}


@pytest.mark.parametrize("shape", effort.each(6, shapes.clean()), ids=named)
def test_a_clean_table_passes_and_only_what_is_true_is_told(shape: Shape, gate: Gate):
    passed = gate.through(shape.book)
    assert not passed.blockers
    assert {rule for rule, _ in passed.told} - JUMPS == GUESSED.get(shape.name, set())
    assert jumps(passed) == true_jumps(shape)
    first = passed.tables[0].reading
    assert {name: getattr(first, name) for name in shape.expected} == shape.expected
    got = [f for table in passed.tables for f in shapes.of_extraction(table.extraction.figures)]
    assert set(got) == shape.figures


# Tables of 5 and 10 October under other dates are late, stand still or change, as told.
MOVED = {"restated_value", "older_edition", "identical_edition", "figures_of_another_edition"}


@pytest.mark.parametrize("shape", effort.each(8, odd_shapes.odd()), ids=named)
def test_an_odd_but_clean_table_is_not_stopped(shape: Shape, gate: Gate):
    passed = gate.through(shape.book, jumps=False)
    assert not passed.blockers
    assert {rule for rule, _ in passed.told} - MOVED == GUESSED.get(shape.name, set())


@pytest.mark.parametrize("layout", effort.first(1, LAYOUTS))
def test_the_clean_draft_of_the_plantings(layout: str, gate: Gate):
    """What is planted below is planted in a table of which nothing but its real jumps is told."""
    laid = LAYOUTS[layout](plantings.draft())
    passed = gate.through(laid.book)
    assert {rule for rule, _ in passed.told} == {"component_jump"}
    assert jumps(passed) == REAL_JUMPS


# --- Errors in single cells -----------------------------------------------------------------------

# Errors that hide nothing of each other are planted together, each in a row of its own.
TOGETHER = {
    "names": [
        (plantings.misspelt, 0),
        (plantings.unknown_unit, 9),
        (plantings.other_scheme, 12),
        (plantings.duplicated, 16),
        (plantings.misspelt, 33),
    ],
    "cells": [
        (plantings.unreadable("8a,98"), 5),
        (plantings.unreadable("1e5", ("digitisation", "score")), 9),
        (plantings.unreadable("65,4o", SCORE), 11),
        (plantings.unreadable("bốn.", RANK), 16),
        (plantings.unreadable("8a,98"), 33),
        (plantings.formula, 20),
    ],
    "sums": [
        (plantings.above_maximum, 3),
        (plantings.digits_swapped, 8),
        (plantings.sum_broken, 11),
        (plantings.ranks_swapped, 16),
        (plantings.tie_broken, 21),
        (plantings.rank_beyond, 33),
    ],
    "comma_lost": [(plantings.comma_lost, 8)],
    "missing": [(plantings.missing, 8)],
    "missing_last": [(plantings.missing, 33)],
}


@pytest.mark.parametrize("layout", effort.first(1, LAYOUTS))
@pytest.mark.parametrize("errors", TOGETHER)
def test_planted_errors_are_found_and_located(errors: str, layout: str, gate: Gate):
    made = plantings.draft()
    planted = [plant(made, at) for plant, at in TOGETHER[errors]]
    laid = LAYOUTS[layout](made)
    passed = gate.through(laid.book)
    wanted = plantings.places(laid, made, planted)
    follows = {(rule, laid.places[spot]) for one in planted for rule, spot in one.follows}
    # A figure a hundred times too large stands out of the scale of its column as well.
    follows |= {("mixed_scale", place) for _, place in wanted}
    assert wanted <= passed.told
    assert not _beyond(
        passed.told - wanted - follows, laid, made, {at for _, at in TOGETHER[errors]}
    )


def _beyond(
    told: Iterable[tuple[str, str | None]], laid: Laid, made: Draft, rows: set[int]
) -> list[tuple[str, str | None]]:
    """What is told beside the planted errors: neither a real jump nor one that they make."""
    moved = {made.rows[at][0] for row in rows for at in (row - 1, row) if at < len(made.rows)}
    moved |= {name for _, name, _ in REAL_JUMPS}
    return [
        (rule, place)
        for rule, place in told
        if rule not in JUMPS or plantings.name_at(place, laid, made) not in moved
    ]


@pytest.mark.parametrize("layout", effort.first(1, THREE))
def test_a_near_name_is_offered_and_never_taken(layout: str, gate: Gate):
    made = plantings.draft()
    made.rename(6, "Đắk Lắkk")
    passed = gate.through(LAYOUTS[layout](made).book, jumps=False)
    (details,) = passed.details("unmatched_name")
    assert (details["name"], details["nearest"].split(", ")[0]) == ("Đắk Lắkk", "Đắk Lắk")
    assert "66" not in {row[2] for row in shapes.of_extraction(passed.tables[0].extraction.figures)}


@pytest.mark.parametrize("name", effort.first(1, ["Bình Dương", "Phú Yên", "Bà Rịa - Vũng Tàu"]))
def test_one_former_province_among_those_of_today(name: str, gate: Gate):
    made = plantings.draft()
    made.rename(12, name)
    laid = plantings.wide(made)
    passed = gate.through(laid.book, jumps=False)
    assert passed.blockers == [("unmatched_name", laid.places[12, NAME])]
    assert passed.tables[0].reading.scheme == "vn34"


# --- Errors in whole columns and tables -----------------------------------------------------------


def each(made: Draft, key: tuple[str, str], change: Callable[[Decimal], Cell]) -> None:
    """Change the figures of a column."""
    for at in range(len(made.rows)):
        made.cells(at)[key] = change(made.cells(at)[key])


def hundredth(made: Draft) -> None:
    """Every score between 0 and 1."""
    for key in PSI_KEYS[:-1]:
        each(made, key, lambda value: value / 100)


def totals_hundredth(made: Draft) -> None:
    """The totals between 0 and 1, the components as they are."""
    each(made, SCORE, lambda value: value / 100)


def commas_lost(made: Draft) -> None:
    """6549 for 65,49 all the way down."""
    each(made, SCORE, lambda value: int(value * 100))


DIGITISATION = ("digitisation", "score")


def percent(made: Draft) -> None:
    """A component as the percentage of its maximum."""
    each(made, DIGITISATION, lambda value: round(value * 100 / 22, 2))


def percent_sign(made: Draft) -> None:
    """The same, with the sign."""
    percent(made)
    each(made, DIGITISATION, lambda value: f"{value}%".replace(".", ","))


def shifted(made: Draft, key: tuple[str, str]) -> None:
    """A column that stands one row too low, its last figure on top."""
    column = [cells[key] for _, cells in made.rows]
    for at in range(len(made.rows)):
        made.cells(at)[key] = column[at - 1]


ALL_ROWS = range(34)
# name -> (what is done, rule and key of the column in which every row or the first is told)
COLUMNS = {
    "scores_of_1": (hundredth, "wrong_scale", None),
    "totals_of_1": (totals_hundredth, "wrong_scale", None),
    "commas_lost": (commas_lost, "above_maximum", SCORE),
    "percent": (percent, "above_maximum", DIGITISATION),
    "percent_sign": (percent_sign, "above_maximum", DIGITISATION),
    "part_shifted": (partial(shifted, key=("satisfaction", "score")), "adding_up", SCORE),
    "total_shifted": (partial(shifted, key=SCORE), "adding_up", SCORE),
}


@pytest.mark.parametrize("layout", effort.first(1, THREE))
@pytest.mark.parametrize("error", COLUMNS)
def test_a_column_that_is_wrong_all_the_way_down(error: str, layout: str, gate: Gate):
    change, rule, key = COLUMNS[error]
    before, made = plantings.draft(), plantings.draft()
    change(made)
    laid = LAYOUTS[layout](made)
    told = {place for name, place in gate.through(laid.book, jumps=False).blockers if name == rule}
    if key is None:
        assert told == {laid.places[0, SCORE]}
        return
    wanted = [at for at in ALL_ROWS if _differs(before, made, at)]
    assert len(wanted) >= 30
    assert {laid.places[at, key] for at in wanted} == told


def _differs(before: Draft, made: Draft, at: int) -> bool:
    """True for a row that no longer holds what it held, but for rounding."""
    pairs = [(before.cells(at)[key], made.cells(at)[key]) for key in PSI_KEYS]
    return any(
        isinstance(new, str) or abs(Decimal(old) - Decimal(new)) > Decimal("0.03")
        for old, new in pairs
    )


@pytest.mark.parametrize("layout", effort.first(1, THREE))
def test_two_names_swapped(layout: str, gate: Gate):
    """Sums and ranks hold; that both provinces jumped at once gives it away."""
    made = plantings.draft()
    (high, above), (low, below) = made.rows[2], made.rows[30]
    made.rows[2], made.rows[30] = (low, above), (high, below)
    laid = LAYOUTS[layout](made)
    passed = gate.through(laid.book)
    assert not passed.blockers
    made = {jump for jump in jumps(passed) - REAL_JUMPS if jump[0] == "component_jump"}
    assert {name for _, name, _ in made} == {high, low}


@pytest.mark.parametrize("layout", effort.first(1, THREE))
def test_the_figures_of_the_table_before_under_a_new_day(layout: str, gate: Gate):
    laid = LAYOUTS[layout](dated(PSI_BEFORE, "2026-10-10"))
    passed = gate.through(laid.book)
    assert passed.told == {("identical_edition", laid.places[0, PSI_KEYS[0]])}
    (details,) = passed.details("identical_edition")
    assert details["edition_before"] == PSI_BEFORE


def dated(edition: str, day: str) -> Draft:
    """The figures of an edition as those of another day."""
    made = plantings.draft(edition)
    year, month, date = day.split("-")
    made.day, made.titles[1] = day, f"(Lũy kế từ đầu năm đến ngày {date}/{month}/{year})"
    return made


@pytest.mark.parametrize("layout", effort.first(1, THREE))
def test_a_table_older_than_what_is_there(layout: str, gate: Gate):
    laid = LAYOUTS[layout](dated(PSI_BEFORE, "2026-09-20"))
    passed = gate.through(laid.book, jumps=False)
    assert not passed.blockers
    assert ("older_edition", laid.places[0, PSI_KEYS[0]]) in passed.told
    (details,) = passed.details("older_edition")
    assert details["newest_edition"] == PSI_BEFORE


@pytest.mark.parametrize("layout", effort.first(1, THREE))
def test_a_restated_value(layout: str, gate: Gate):
    made = plantings.draft(PSI_BEFORE)
    made.cells(0)[DIGITISATION] += Decimal("0.01")
    made.cells(0)[SCORE] += Decimal("0.01")
    laid = LAYOUTS[layout](made)
    passed = gate.through(laid.book)
    wanted = {("restated_value", laid.places[0, key]) for key in (DIGITISATION, SCORE)}
    assert passed.told == wanted
    changes = {
        Decimal(one["value"]) - Decimal(one["value_before"])
        for one in passed.details("restated_value")
    }
    assert changes == {Decimal("0.01")}


@pytest.mark.parametrize("layout", effort.first(1, THREE))
def test_a_period_given_against_the_file(layout: str, gate: Gate):
    laid = LAYOUTS[layout](plantings.draft())
    passed = gate.through(laid.book, Given(period="2026-10-09"), jumps=False)
    (details,) = passed.details("given_contradicts_file")
    assert details == {"subject": "period", "given": "2026-10-09", "found": "2026-10-10"}
    # What was given wins.
    periods = passed.tables[0].extraction.figures["period"].unique().to_pylist()
    assert periods == ["2026-10-09"]


# --- Errors in headings and around the table ------------------------------------------------------


@pytest.mark.parametrize("layout", effort.first(1, ["wide", "grouped", "turned", "as_text"]))
def test_two_columns_of_one_heading(layout: str, gate: Gate):
    """Neither is taken without a word."""
    made = plantings.draft()
    made.heads[DIGITISATION] = "Mức độ hài lòng"
    laid = LAYOUTS[layout](made)
    told = gate.through(laid.book, jumps=False).told
    for key in (DIGITISATION, ("satisfaction", "score")):
        assert ("unsure_column", laid.places[0, key]) in told


def test_an_indicator_that_a_list_names_twice(gate: Gate):
    made = plantings.draft()
    made.heads[DIGITISATION] = "Mức độ hài lòng"
    laid = plantings.long(made)
    wanted = {("duplicate_unit", laid.places[at, DIGITISATION]) for at in ALL_ROWS}
    assert wanted <= set(gate.through(laid.book, jumps=False).blockers)


@pytest.mark.parametrize("layout", effort.first(1, ["wide", "grouped", "turned"]))
def test_the_heading_of_another_index(layout: str, gate: Gate):
    made = plantings.draft()
    made.heads[SCORE] = "Giá trị DTI"
    laid = LAYOUTS[layout](made)
    passed = gate.through(laid.book, jumps=False)
    assert ("unsure_column", laid.places[0, SCORE]) in passed.told
    assert passed.tables[0].reading.index_code == "psi"


@pytest.mark.parametrize("layout", effort.first(1, ["wide", "grouped", "turned"]))
def test_the_title_of_another_index(layout: str, gate: Gate):
    """Columns that the named index does not have are told, each of them."""
    made = plantings.draft()
    made.titles = ["XẾP HẠNG CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP TỈNH (DTI)", "NĂM 2025"]
    laid = LAYOUTS[layout](made)
    told = gate.through(laid.book, jumps=False).told
    parts = [key for key in PSI_KEYS if key[0] != "total"]
    assert {("unsure_column", laid.places[0, key]) for key in parts} <= told


@pytest.mark.parametrize("second", effort.first(1, ["Tháng 9 năm 2026", "Quý III năm 2026"]))
def test_two_periods_above_one_table(second: str, gate: Gate):
    made = plantings.draft()
    made.titles[1:] = ["Tháng 8 năm 2026", second]
    passed = gate.through(plantings.wide(made).book, jumps=False)
    assert ("unsure_field", "Sheet1") in passed.told
    assert {one["field"] for one in passed.details("unsure_field")} == {"period"}


def test_a_month_beside_a_year_to_date_is_never_mixed(gate: Gate):
    """Two sheets, the same provinces: two editions, each with its own figures."""
    month = dated(PSI_BEFORE, "2026-10-05")
    month.titles[1] = "Tháng 9 năm 2026"
    count = plantings.draft()
    made = book(
        *(
            replace(plantings.wide(one).book.sheets[0], name=name)
            for name, one in (("Tháng", month), ("Lũy kế", count))
        )
    )
    passed = gate.through(made, jumps=False)
    assert not passed.blockers
    found = {figure for t in passed.tables for figure in shapes.of_extraction(t.extraction.figures)}
    as_month = shapes.figures(PSI_BEFORE, PSI_KEYS, period="2026-09", period_type="month")
    assert found == as_month | shapes.figures(shapes.PSI, PSI_KEYS)


@pytest.mark.parametrize("layout", effort.first(1, ["wide", "grouped"]))
def test_a_hidden_column_is_not_read_and_told(layout: str, gate: Gate):
    laid = LAYOUTS[layout](plantings.draft())
    own = laid.book.sheets[0]
    hidden = replace(laid.book, sheets=(replace(own, hidden_columns=frozenset({7})),))
    passed = gate.through(hidden, jumps=False)
    (remark,) = passed.recognition.remarks
    assert dict(remark.values) == {"sheet": "Sheet1", "columns": "H"}
    indicators = passed.tables[0].extraction.figures["indicator_code"].unique().to_pylist()
    assert "digitisation" not in indicators


def test_two_tables_on_one_sheet_with_an_error_in_the_second(gate: Gate):
    """Each is read as its own, and the error is told where it stands."""
    rows: list[list[Cell]] = [["Chỉ số 766 lũy kế từ đầu năm"]]
    for day, edition in (("05/10/2026", PSI_BEFORE), ("10/10/2026", shapes.PSI)):
        rows += [[], [f"Lũy kế đến ngày {day}"], ["STT", "Tỉnh", "Tổng điểm", "Hạng"]]
        rows += shapes.psi_rows(edition, keys=shapes.TOTAL)
    rows[-1][2] = "5o,12"
    rows[-2][3] = 36
    passed = gate.through(book(sheet(rows)), jumps=False)
    assert len(passed.tables) == 2
    wanted = {("unreadable_number", f"Sheet1!C{len(rows)}")}
    wanted.add(("rank_out_of_range", f"Sheet1!D{len(rows) - 1}"))
    assert set(passed.blockers) == wanted


@pytest.mark.parametrize(
    ("heading", "cell", "period", "period_type"),
    [
        ("Lũy kế đến ngày", "12/10/2026", "2026-10-12", "year_to_date"),
        ("Ngày", "2026-10-12", "2026-10-12", "year_to_date"),
        ("Tính đến ngày", "12-10-2026", "2026-10-12", "year_to_date"),
        ("Thời điểm", "12/10/2026", "2026-10-12", "year_to_date"),
        ("Tháng", "9/2026", "2026-09", "month"),
        ("Quý", "3/2026", "2026-Q3", "quarter"),
        ("Quý", "III/2026", "2026-Q3", "quarter"),
        ("Năm", "2025", "2025", "year"),
    ],
)
@pytest.mark.parametrize("keyed", effort.first(1, [True, False]))
def test_the_column_that_tells_the_period(heading, cell, period, period_type, keyed, gate):
    made = plantings.draft()
    rows: list[list[Cell]] = [["Tỉnh", heading, "Điểm", "Xếp hạng"]]
    rows += [[name, cell, cells[SCORE], cells[RANK]] for name, cells in made.rows]
    if keyed:
        rows = [["Tỉnh", "Chỉ tiêu", "Giá trị", heading]]
        rows += [
            [name, head, cells[key], cell]
            for name, cells in made.rows
            for key, head in made.heads.items()
        ]
    (table,) = read(gate, book(sheet(rows), file_name="766.csv", kind="csv"))
    distinct = table.extraction.figures.group_by(["period", "period_type"]).aggregate([])
    assert distinct.to_pylist() == [{"period": period, "period_type": period_type}]
    assert table.extraction.figures.num_rows == 34 * (8 if keyed else 2)


def read(gate: Gate, made: Book) -> tuple[Table, ...]:
    """The tables of a book, recognised and extracted."""
    found = recognise(made, gate.known)
    return intake.extract(gate.at, made, found.tables)


# --- Through real files ---------------------------------------------------------------------------


def _grid(laid: Laid) -> list[list[object]]:
    """The cells of a book as a writer of files takes them."""
    own = laid.book.sheets[0]
    kinds = {TEXT: str, NUMBER: float}
    formulas = set(own.no_cached_value)
    return [
        [
            files.Formula("=SUM(C1:C2)")
            if (row, column) in formulas
            else kinds.get(own.kind(row, column), lambda _: None)(own.text(row, column))
            for column in range(own.width)
        ]
        for row in range(own.height)
    ]


@pytest.mark.parametrize("kind", effort.first(1, ["xlsx", "csv", "ods"]))
def test_errors_in_real_files(kind: str, gate: Gate, tmp_path: Path):
    """Written, handed in and read in a process of its own: the same errors in the same cells."""
    made = plantings.draft()
    errors = TOGETHER["cells" if kind == "xlsx" else "sums"]
    planted = [plant(made, at) for plant, at in errors]
    laid = plantings.wide(made)
    path = tmp_path / f"bang.{kind}"
    grid = _grid(laid)
    if kind == "xlsx":
        files.write_xlsx(path, {"Sheet1": grid})
    elif kind == "ods":
        files.write_ods(path, {"Sheet1": grid})
    else:
        files.write_csv(path, grid, separator=";", decimal_comma=True, encoding="utf-8-sig")
    passed = gate.through(intake.read_path(gate.store, path), jumps=False)
    wanted = {_cell(place) for place in plantings.places(laid, made, planted)}
    assert wanted <= {_cell(place) for place in passed.told}


def _cell(told: tuple[str, str | None]) -> tuple[str, str]:
    """Rule and cell without the name of the sheet, which a CSV file does not have."""
    return told[0], (told[1] or "").rsplit("!", 1)[-1]


# --- What is new: an index, a method, a spelling --------------------------------------------------


@pytest.fixture
def own(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The gate on a copy of the store, to be published to."""
    store = Store(clone(gate.store.folder, tmp_path / "var"))
    monkeypatch.setenv("RANKINGS_VAR", str(store.folder))
    return Gate(store)


PAPI = {
    "transparency": "Tham gia của người dân",
    "timeliness": "Thủ tục hành chính công",
    "satisfaction": "Quản trị điện tử",
}


def papi_rows(year: int, edition: str) -> tuple[list[list[Cell]], dict[str, Decimal]]:
    """Three real columns and their sum as a sheet of an index that nobody knows, and its totals."""
    title = f"CHỈ SỐ HIỆU QUẢ QUẢN TRỊ VÀ HÀNH CHÍNH CÔNG CẤP TỈNH (PAPI) NĂM {year}"
    maxima = [shapes.PARTS[part][2] for part in PAPI]
    rows: list[list[Cell]] = [
        [title],
        [],
        ["STT", "Tỉnh, thành phố", *PAPI.values(), "Tổng điểm", "Xếp hạng"],
        [None, "Điểm tối đa", *maxima, sum(maxima)],
    ]
    scores = {
        unit: [Decimal(row[part, "score"]) for part in PAPI]
        for unit, row in shapes.published(edition).items()
    }
    totals = {unit: sum(parts) for unit, parts in scores.items()}
    for unit in sorted(totals, key=lambda unit: -totals[unit]):
        rank = 1 + sum(other > totals[unit] for other in totals.values())
        name = shapes.names("vn34")[unit]
        rows.append([len(rows) - 3, name, *scores[unit], totals[unit], rank])
    return rows, totals


def papi(year: int, edition: str) -> tuple[Book, dict[str, Decimal]]:
    """That sheet as a book."""
    rows, totals = papi_rows(year, edition)
    return book(sheet(rows), file_name=f"PAPI {year}.xlsx"), totals


@pytest.mark.parametrize(
    "target", effort.first(1, [TargetFields(12, "Nghị quyết của Tỉnh ủy"), None])
)
def test_an_index_that_nobody_knows(target: TargetFields | None, own: Gate):
    """Its structure comes from the columns; the second table of it needs nobody's help."""
    made, totals = papi(2024, PSI_BEFORE)
    first = own.publish(made, targets={"papi": target} if target else {})
    nodes = queries.indicators(own.store.at(first.version), index_code="papi").to_pylist()
    assert [node["name_vi"] for node in nodes][1:] == list(PAPI.values())
    assert [node["max_score"] for node in nodes] == [56, 18, 20, 18]
    made, totals = papi(2025, shapes.PSI)
    again = recognise(made, own.known).tables[0]
    assert (again.index_code, again.new_index, again.sure) == ("papi", False, True)
    second = own.publish(made)
    rows = standing.ranking(own.store.at(second.version), edition_id="papi-2025-year-vn34").rows
    assert {row.unit_code: row.score for row in rows} == totals
    best = max(totals, key=lambda unit: totals[unit])
    assert (rows[0].unit_code, rows[0].rank) == (best, 1)
    limits = {
        row["rank_limit"]
        for row in queries.targets(own.store.at(second.version)).to_pylist()
        if row["index_code"] == "papi"
    }
    assert limits == ({12} if target else set())


def test_a_period_after_the_last_known_method(own: Gate):
    """PII 2026: the rules of 2025 are carried over, which is told, and the figures land."""
    shape = shapes.pii_partial()
    source = shape.book.sheets[0]
    rows = [
        [_value(source, row, column) for column in range(source.width)]
        for row in range(source.height)
    ]
    rows[0][0] = "Chỉ số đổi mới sáng tạo cấp địa phương (PII) năm 2026"
    made = book(sheet(rows))
    passed = own.through(made)
    told = {("method_carried_over", "Sheet1"), ("unfinished_period", "Sheet1!A4")}
    assert passed.told == told
    assert passed.details("method_carried_over") == [{"period": "2026", "method": "pii-2026"}]
    version = own.publish(made).version
    rows = standing.ranking(own.store.at(version), edition_id="pii-2026-year-vn34").rows
    scores = {row.unit_code: row.score for row in rows if row.score is not None}
    assert scores == {f[2]: f[5] for f in shape.figures if f[4] == "score"}


def _value(source: Sheet, row: int, column: int) -> Cell:
    text = source.text(row, column)
    return int(text) if text and source.kind(row, column) == NUMBER else text


def test_an_accepted_spelling_is_known_in_the_next_file(own: Gate):
    made = plantings.draft()
    made.rename(6, "Đắc Lắc mới")
    first = plantings.wide(made).book
    assert own.through(first, jumps=False).blockers == [("unmatched_name", "Sheet1!B11")]
    own.publish(first, accepted={("vn34", "Đắc Lắc mới"): "66"})
    made = dated(PSI_BEFORE, "2026-10-12")
    at = next(n for n, (name, _) in enumerate(made.rows) if name == "Đắk Lắk")
    made.rename(at, "đắc lắc MỚI")
    for layout in (plantings.wide, plantings.long):
        passed = own.through(layout(made).book, jumps=False)
        assert not passed.blockers
        codes = passed.tables[0].extraction.figures["unit_code"].unique().to_pylist()
        assert len(codes) == 34


def test_a_total_headed_like_a_component_leaves_the_rank_behind_it_in_doubt(gate: Gate):
    """Which of the two columns is the component nothing tells, so neither whose the rank is."""
    made = plantings.draft()
    made.heads["total", "score"] = made.heads["transparency", "score"]
    for layout in (plantings.wide, plantings.turned):
        laid = layout(made)
        tables = intake.extract(gate.at, laid.book, recognise(laid.book, gate.known).tables)
        submission = assemble(gate.at, Intake(book=laid.book, tables=tables))
        told = submission.rows["reading_findings"].to_pylist()
        places = {row["place"] for row in told}
        assert laid.places[0, ("total", "rank")] in places, told


# --- Any small change -----------------------------------------------------------------------------

KEYS = list(PSI_KEYS)
SCORES = st.decimals(0, 99, places=2, allow_nan=False)
CELLS = st.one_of(
    SCORES,
    SCORES.map(lambda value: str(value).replace(".", ",")),
    SCORES.map(lambda value: f"{value} điểm".replace(".", ",")),
    st.integers(0, 99),
    st.integers(1, 34).map(lambda rank: f"{rank}/34"),
    st.sampled_from([None, "-", "…", "x", "chưa công bố"]),
    st.sampled_from(["8a,98", "1e5", "65,4o", "bốn", "6 5,49 ?", "12/10/2026", "=A1", "#REF!"]),
)
NAMES = st.one_of(
    st.sampled_from(sorted(CODES)),
    st.sampled_from(sorted(CODES)).map(lambda name: f"{name}k"),
    st.sampled_from(["Cả nước", "Phú Yên", "Tỉnh A", "Ghi chú", "-", "7"]),
)
HEADS = st.one_of(
    st.sampled_from(list(plantings.LABELS.values())),
    st.sampled_from(["Cột 7", "Điểm", "Hạng", "Giá trị DTI", "Số hồ sơ", "Tỷ lệ (%)"]),
)


def shown(cell: Cell) -> Decimal | str | None:
    """What a person reads in a cell: a number, nothing, or "?" for what is no number."""
    if cell is None or cell in ("-", "…", "x", "chưa công bố"):
        return None
    if not isinstance(cell, str):
        return Decimal(cell)
    if cell == "bốn":
        return Decimal(4)
    match = re.fullmatch(r"(\d+(?:,\d+)?)(?: điểm|/34)?", cell)
    return Decimal(match[1].replace(",", ".")) if match else "?"


@settings(
    max_examples=effort.examples(120),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_figure_differs_from_its_cell_without_a_word(data, gate: Gate):
    """One cell of a clean table is replaced by another. Every figure that comes out stands in its
    cell, under its heading and its name; a cell with a figure that does not come out is told.
    """
    made = plantings.draft()
    what = data.draw(st.sampled_from(["cell", "cell", "name", "heading"]))
    at, key = data.draw(st.integers(0, 33)), data.draw(st.sampled_from(KEYS))
    if what == "cell":
        made.cells(at)[key] = data.draw(CELLS)
    elif what == "name":
        made.rename(at, data.draw(NAMES))
    else:
        made.heads[key] = data.draw(HEADS)
    laid = data.draw(st.sampled_from([plantings.wide, plantings.turned]))(made)
    recognition = recognise(laid.book, gate.known)
    tables = intake.extract(gate.at, laid.book, recognition.tables)
    submission = assemble(gate.at, Intake(book=laid.book, tables=tables))
    told = {
        row["place"]
        for name in ("reading_findings", "unreadable_values")
        if name in submission.rows
        for row in submission.rows[name].to_pylist()
    }
    found = {row["place"]: row for table in tables for row in table.extraction.figures.to_pylist()}
    for row, (name, cells) in enumerate(made.rows):
        for own, cell in cells.items():
            place = laid.places[row, own]
            reported = {place, laid.places[row, NAME], laid.places[0, own]} & told
            figure = found.pop(place, None)
            value = shown(cell)
            if figure is None:
                # A row without a name of a province is one of the units that are missing.
                assert value is None or reported or name not in CODES, (place, cell)
                continue
            assert figure["unit_code"] == CODES.get(name), (place, name)
            same = (figure["indicator_code"], figure["measure"]) == own
            assert (figure["value"] == value and same) or reported, (place, cell, figure)
    assert not found


# --- A source that is told after the check --------------------------------------------------------


PLANTED_BEFORE_A_SOURCE = [
    None,
    plantings.sum_broken,
    plantings.ranks_swapped,
    plantings.tie_broken,
    plantings.missing,
    plantings.duplicated,
    plantings.unreadable("8a,98"),
    plantings.above_maximum,
]


@pytest.mark.parametrize("planting", effort.each(3, PLANTED_BEFORE_A_SOURCE))
def test_what_is_known_once_a_source_is_told_is_what_a_check_would_say(gate, planting):
    made = plantings.draft()
    if planting is not None:
        planting(made, 11)
    laid = LAYOUTS["wide"](made)
    without = gate.through(laid.book, source=SourceFields(), jumps=False).submission
    sources = SourceFields(document_number="12/BC"), SourceFields("press", url="https://bao.vn/1")
    checked = loads.check(gate.store, without)
    for source in sources:
        told = gate.through(laid.book, source=source, jumps=False).submission
        known, wanted = source_told.known(checked, told), loads.check(gate.store, told)
        assert known.findings == wanted.findings
        assert known.comparison == replace(wanted.comparison, cells=known.comparison.cells)
        assert known.comparison.cells.to_pylist() == wanted.comparison.cells.to_pylist()
        assert (known.effects, known.movements) == (wanted.effects, wanted.movements)


def test_where_figures_stood_what_a_source_changes_is_tried(gate):
    """There a table without a source stands beside, and one with a source takes their place."""
    made = plantings.draft(PSI_BEFORE)
    made.cells(5)["digitisation", "score"] -= Decimal("0.5")
    laid = LAYOUTS["wide"](made)
    without = gate.through(laid.book, source=SourceFields(), jumps=False).submission
    told = gate.through(laid.book, jumps=False).submission
    assert source_told.known(loads.check(gate.store, without), told) is None
