"""Exported tables, read back: figures equal, diacritics right, nothing that a spreadsheet runs."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from rankings.blocks import edition
from rankings.blocks.view import EditionView
from rankings.facts import editions, standing
from rankings.store.versions import Store
from rankings.words import exports
from rankings.words.exports import Sheet
from rankings.words.text import words

PSI = "psi-2026-10-10-year_to_date-vn34"
NOTES = (
    ("Kỳ số liệu", "Lũy kế từ đầu năm đến ngày 10/10/2026"),
    ("Nguồn", "Gốc: Cổng Dịch vụ công quốc gia, qua bản lưu công khai"),
    ("Phiên bản", "1"),
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org")',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
)


def sheet(*rows: tuple, columns: tuple = ("Mã", "Tên", "Điểm", "Hạng")) -> Sheet:
    return Sheet("Xếp hạng Chỉ số 766", NOTES, columns, (None, None, 2, None), rows)


@pytest.fixture(scope="module")
def ranked(var: Path) -> Sheet:
    """The ranking of 10 October 2026 as a sheet."""
    store = Store(var)
    rows = standing.ranking(store.snapshot(), edition_id=PSI).rows
    return sheet(*((row.unit_code, row.name_vi, row.score, row.rank) for row in rows))


PARTIAL = sheet(("25", "Phú Thọ", None, 15), ("66", "Đắk Lắk", Decimal("34.80"), 24))


def cells(table: Sheet) -> list[list]:
    """The workbook as openpyxl reads it, one list a line."""
    page = openpyxl.load_workbook(io.BytesIO(exports.workbook(table, "Số liệu"))).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def lines(table: Sheet, *, decimal_comma: bool) -> list[list[str]]:
    """The CSV as a spreadsheet reads it, one list a line."""
    text = exports.csv_text(table, decimal_comma=decimal_comma).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if decimal_comma else ","))


# The workbook


def test_the_workbook_holds_the_figures_as_numbers(ranked):
    found = cells(ranked)
    assert found[0][0] == "Xếp hạng Chỉ số 766"
    head = found.index(list(ranked.columns))
    assert len(found) - head - 1 == 34
    for line, row in zip(found[head + 1 :], ranked.rows, strict=True):
        assert line == [row[0], row[1], float(row[2]), row[3]]
    assert found[head + 7] == ["66", "Đắk Lắk", 65.49, 7]


def test_calamine_reads_the_same(ranked):
    book = CalamineWorkbook.from_filelike(io.BytesIO(exports.workbook(ranked, "Số liệu")))
    assert book.sheet_names == ["Số liệu"]
    found = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    table = [line for line in found if line[2] not in ("", "Điểm")]
    assert [line[2] for line in table] == [float(row[2]) for row in ranked.rows]
    assert [line[1] for line in table] == [row[1] for row in ranked.rows]


def test_codes_keep_their_leading_noughts():
    assert cells(sheet(("04", "Cao Bằng", Decimal("1"), 1)))[-1][0] == "04"
    assert lines(sheet(("04", "Cao Bằng", Decimal("1"), 1)), decimal_comma=True)[1][0] == "04"


def test_period_source_and_version_stand_above_the_table(ranked):
    found = cells(ranked)
    assert [tuple(line[:2]) for line in found[1:4]] == list(NOTES)


def test_a_missing_figure_is_an_empty_cell():
    assert cells(PARTIAL)[-2] == ["25", "Phú Thọ", None, 15]
    assert lines(PARTIAL, decimal_comma=True)[1][:4] == ["25", "Phú Thọ", "", "15"]


def test_numbers_show_the_decimals_of_their_column():
    book = openpyxl.load_workbook(io.BytesIO(exports.workbook(PARTIAL, "Số liệu")))
    last = list(book.active.iter_rows())[-1]
    assert last[2].number_format == "0.00"
    assert last[3].number_format == "0"


def test_the_table_can_be_filtered_and_its_head_stays(ranked):
    page = openpyxl.load_workbook(io.BytesIO(exports.workbook(ranked, "Số liệu"))).active
    head = len(NOTES) + 3
    assert page.auto_filter.ref == f"A{head}:D{head + 34}"
    assert page.freeze_panes == f"A{head + 1}"


def test_an_empty_table_is_a_workbook_all_the_same():
    assert cells(sheet())[-1] == ["Mã", "Tên", "Điểm", "Hạng"]
    assert len(lines(sheet(), decimal_comma=False)) == 1


# The CSV


def test_excel_sees_the_diacritics_and_the_decimal_comma(ranked):
    written = exports.csv_text(ranked, decimal_comma=True)
    assert written.startswith("\ufeff".encode())
    assert "66;Đắk Lắk;65,49;7;" in written.decode("utf-8-sig")
    assert written.count(b"\r\n") == 35


def test_english_has_commas_and_points(ranked):
    assert "66,Đắk Lắk,65.49,7," in exports.csv_text(ranked, decimal_comma=False).decode("utf-8")


@pytest.mark.parametrize("decimal_comma", [True, False])
def test_the_csv_holds_the_figures(ranked, decimal_comma):
    head, *found = lines(ranked, decimal_comma=decimal_comma)
    assert head == [*ranked.columns, *(name for name, _ in NOTES)]
    for line, row in zip(found, ranked.rows, strict=True):
        score = line[2].replace(",", ".") if decimal_comma else line[2]
        assert (line[0], line[1], Decimal(score), int(line[3])) == row


def test_every_line_of_the_csv_carries_period_source_and_version(ranked):
    for line in lines(ranked, decimal_comma=True)[1:]:
        assert tuple(line[4:]) == tuple(text for _, text in NOTES)


def test_half_is_rounded_up_as_on_the_screen():
    found = lines(sheet(("1", "A", Decimal("10.125"), 1)), decimal_comma=False)
    assert found[1][2] == "10.13"


# What a file says of itself


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("edition_id", "period", "issuer"),
    [
        (PSI, {"vi": "10/10/2026", "en": "10 Oct 2026"}, {"vi": "Cổng", "en": "Portal"}),
        (
            "dti-2024-year-vn34",
            {"vi": "2024", "en": "2024"},
            {"vi": "tính lại", "en": "Recalculated"},
        ),
    ],
)
def test_a_file_names_its_period_source_and_version(var, language, edition_id, period, issuer):
    store = Store(var)
    version = store.version()
    item = editions.by_id(store.at(version), edition_id)
    view = EditionView(
        at=store.at(version),
        live=store.at(version),
        pinned=False,
        language=language,
        words=words(language),
        today=date(2026, 11, 21),
        pages={},
        scheme="vn34",
        home="66",
        index_code=item.index_code,
        edition=item,
        limit=10,
    )
    notes = edition.about(view)
    texts = [text for _, text in notes]
    assert len({name for name, _ in notes}) == len(notes)
    assert any(period[language] in text for text in texts)
    assert any(issuer[language] in text for text in texts)
    assert str(version) in texts
    basis, since = ("766/QĐ-TTg", 2026) if edition_id == PSI else ("405/QĐ-BKHCN", 2024)
    since = f"áp dụng từ năm {since}" if language == "vi" else f"from {since}"
    assert f"{basis}, {since}" in texts
    assert f"{item.ranks}/{item.units}" in " ".join(texts)
    read = cells(Sheet(edition.heading(view), notes, ("Mã",), (None,), (("66",),)))
    assert [line[1] if len(line) > 1 else None for line in read[1 : len(notes) + 1]] == texts


# Nothing that a spreadsheet takes for a formula


@pytest.mark.parametrize("text", FORMULAS)
def test_a_name_is_never_a_formula_in_the_workbook(text):
    written = exports.workbook(sheet((text, text, None, 1)), "Số liệu")
    page = openpyxl.load_workbook(io.BytesIO(written)).active
    last = list(page.iter_rows())[-1]
    assert {cell.data_type for cell in last[:2]} == {"s"}
    assert last[0].value.endswith(text.strip())
    parts = zipfile.ZipFile(io.BytesIO(written))
    for name in parts.namelist():
        assert b"<f>" not in parts.read(name)
        assert b"externalLink" not in parts.read(name)
        assert b"example.org" not in parts.read(name) or name.endswith("sharedStrings.xml")


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("decimal_comma", [True, False])
def test_a_name_is_never_a_formula_in_the_csv(text, decimal_comma):
    table = Sheet("Bảng", (("Nguồn", text),), (text, "Tên"), (None, None), ((text, "A"),))
    for line in lines(table, decimal_comma=decimal_comma):
        for cell in line:
            assert not cell.startswith(exports.FORMULA_STARTS), cell
    assert lines(table, decimal_comma=decimal_comma)[1][0] == f"'{text}"


def test_a_negative_figure_stays_a_number():
    table = sheet(("66", "Đắk Lắk", Decimal("-1.52"), 7))
    assert cells(table)[-1][2] == -1.52
    assert lines(table, decimal_comma=True)[1][2] == "-1,52"
