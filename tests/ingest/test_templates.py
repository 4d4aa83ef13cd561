"""The blank workbooks: what they ask for, and that they are recognised once they are filled in."""

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from rankings.ingest import templates
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.reading import read
from rankings.ingest.recognition import recognise
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from tests import effort, small_store

EDITIONS = {
    "psi": ("psi-2026-10-10-year_to_date-vn34", "lũy kế từ đầu năm đến ngày 10/10/2026"),
    "dti": ("dti-2024-year-vn34", "năm 2024"),
    "pii": ("pii-2025-year-vn34", "năm 2025"),
}
PERIODS = {"psi": "2026-10-10", "dti": "2024", "pii": "2025"}


@pytest.fixture
def at(var: Path) -> Snapshot:
    """The store built from data/ and its version."""
    store = Store(var)
    return store.snapshot()


def blank(at: Snapshot, index: str | None, language: str = "vi") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(templates.template(index, at, language)))


def headings(workbook: openpyxl.Workbook) -> list[str]:
    return [cell.value for cell in workbook.worksheets[0][templates.HEADING_ROW + 1]]


def maxima(workbook: openpyxl.Workbook) -> list:
    return [cell.value for cell in workbook.worksheets[0][templates.MAXIMUM_ROW + 1]][2:]


def names(workbook: openpyxl.Workbook) -> list[str]:
    return [cell.value for cell in workbook.worksheets[0]["B"][templates.FIRST_ROW :]]


def rules(workbook: openpyxl.Workbook) -> dict[str, tuple]:
    """Cells -> type and limits of the numbers that may be entered there."""
    found = workbook.worksheets[0].data_validations.dataValidation
    return {
        str(rule.sqref): (rule.type, float(rule.formula1), float(rule.formula2))
        for rule in found
        if rule.formula1
    }


# --- what is asked for ---------------------------------------------------------------------------


def test_the_form_of_the_public_service_index(at):
    workbook = blank(at, "psi")
    assert workbook.sheetnames == ["Số liệu", "Hướng dẫn"]
    page = workbook.worksheets[0]
    assert page["A1"].value.startswith("Bộ chỉ số phục vụ người dân, doanh nghiệp")
    assert headings(workbook) == [
        "STT",
        "Tỉnh, thành phố",
        "Công khai, minh bạch",
        "Tiến độ giải quyết",
        "Dịch vụ công trực tuyến",
        "Thanh toán trực tuyến",
        "Số hóa hồ sơ",
        "Mức độ hài lòng",
        "Tổng điểm",
        "Thứ hạng",
    ]
    assert maxima(workbook) == [18, 20, 12, 10, 22, 18, 100, None]
    assert [page.cell(row, 1).value for row in (6, 39)] == [1, 34]
    assert page.max_row == 39


@pytest.mark.parametrize("index", EDITIONS)
def test_a_form_has_the_units_of_the_newest_scheme_in_order(at, index):
    units = queries.units(at, scheme="vn34")["name_vi"].to_pylist()
    assert names(blank(at, index)) == units
    assert len(units) == 34


def test_only_what_can_be_published_may_be_entered(at):
    found = rules(blank(at, "psi"))
    assert found["C6:C39"] == ("decimal", 0, 18)
    assert found["I6:I39"] == ("decimal", 0, 100)
    assert found["J6:J39"] == ("whole", 1, 34)
    assert rules(blank(at, "dti"))["C6:C39"] == ("decimal", 0, 1)


def test_a_form_says_what_may_be_entered_in_words(at):
    found = blank(at, "psi").worksheets[0].data_validations.dataValidation
    errors = {str(rule.sqref): rule.error for rule in found}
    assert errors["C6:C39"] == (
        "Công khai, minh bạch: nhập một số từ 0 đến 18; để trống nếu chưa công bố."
    )
    prompts = {str(rule.sqref): rule.prompt for rule in found if rule.prompt}
    assert "quý III/2025" in prompts["C2"]


def test_figures_are_shown_with_the_decimals_of_the_method(at):
    formats = {
        index: blank(at, index).worksheets[0]["C6"].number_format for index in ("psi", "dti")
    }
    assert formats == {"psi": "0.00", "dti": "0.0000"}


def test_a_form_in_english(at):
    workbook = blank(at, "psi", "en")
    assert workbook.sheetnames == ["Figures", "Guidance"]
    assert headings(workbook)[-2:] == ["Total score", "Rank"]
    assert "Hanoi" in names(workbook)


def test_a_form_for_an_index_that_is_not_known_yet(at):
    workbook = blank(at, None)
    page = workbook.worksheets[0]
    assert page["A1"].value == "Tên chỉ số:"
    assert headings(workbook)[2:5] == ["Thành phần 1", "Thành phần 2", "Thành phần 3"]
    assert headings(workbook)[-2:] == ["Tổng điểm", "Thứ hạng"]
    assert set(maxima(workbook)) == {None}
    assert len(names(workbook)) == 34
    guidance = [cell.value for cell in workbook.worksheets[1]["A"] if cell.value]
    assert any("Thay “Thành phần 1”" in text for text in guidance)


def test_an_index_that_does_not_exist_is_told(at):
    with pytest.raises(Problem) as problem:
        templates.template("papi", at, "vi")
    assert (problem.value.key, problem.value.values["value"]) == ("error.unknown_index", "papi")


def test_without_an_edition_there_are_no_units_to_write_down(tmp_path):
    at = small_store.build(tmp_path / "var", editions=[])
    with pytest.raises(Problem, match=r"error\.template_no_units"):
        templates.template(None, at, "vi")


def test_an_index_without_an_edition_takes_the_units_of_the_newest_one(tmp_path):
    index = small_store.default_tables()["indices"][0]
    store = small_store.build(
        tmp_path / "var",
        indices=[index, index | {"index_code": "y", "sort_order": 2}],
        methods=[small_store.method(), small_store.method("y-1", index_code="y")],
        indicators=[small_store.indicator("total", method="y-1", index_code="y")],
    )
    assert names(blank(store, "y")) == [f"Tỉnh {code}" for code in small_store.UNITS]


# --- filled in -----------------------------------------------------------------------------------


def filled(at: Snapshot, index: str, folder: Path, language: str = "vi") -> Path:
    """The form of an index with the figures of a real edition, as an analyst would fill it in."""
    edition_id, period = EDITIONS[index]
    workbook = blank(at, index, language)
    page = workbook.worksheets[0]
    page["C2"] = period
    method = queries.editions(at).to_pylist()
    code = next(row["method_code"] for row in method if row["edition_id"] == edition_id)
    columns = {
        row["name_vi" if language == "vi" else "name_en"]: row["indicator_code"]
        for row in queries.indicators(at, index_code=index).to_pylist()
        if row["method_code"] == code
    }
    for column, heading in enumerate(headings(workbook), start=1):
        indicator = columns.get(heading, "total")
        if column < 3:
            continue
        measure = "rank_published" if column == page.max_column else "score"
        rows = queries.edition_standings(at, edition_id=edition_id, indicator_code=indicator)
        figures = {
            row["name_vi" if language == "vi" else "name_en"]: row[measure]
            for row in rows.to_pylist()
            if row["status"] != "derived"
        }
        for row in range(templates.FIRST_ROW + 1, page.max_row + 1):
            value = figures.get(page.cell(row, 2).value)
            page.cell(row, column).value = float(value) if isinstance(value, Decimal) else value
    path = folder / "bieu-mau.xlsx"
    workbook.save(path)
    return path


@pytest.mark.parametrize(("language", "index"), effort.in_turn(["vi", "en"], EDITIONS))
def test_a_filled_form_is_recognised_without_correction(at, tmp_path, index, language):
    found = recognise(read(filled(at, index, tmp_path, language)), knowledge(at))
    (table,) = found.tables
    assert (table.index_code, table.scheme) == (index, "vn34")
    assert (table.period, table.period_type) == (
        PERIODS[index],
        "year_to_date" if index == "psi" else "year",
    )
    assert (table.area.top, table.area.bottom) == (templates.FIRST_ROW, templates.FIRST_ROW + 33)
    lines = {line.position: (line.role, line.indicator_code, line.measure) for line in table.lines}
    assert lines[1][0] == "unit"
    last = max(lines)
    assert lines[last] == ("figure", "total", "rank")
    assert lines[last - 1] == ("figure", "total", "score")
    if index == "psi":
        assert [lines[column][1] for column in range(2, 8)] == [
            "transparency",
            "timeliness",
            "online_service",
            "online_payment",
            "digitisation",
            "satisfaction",
        ]
    assert all(line.divided_by == 1 for line in table.lines)
