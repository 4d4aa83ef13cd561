"""What becomes of cells: names, doubles, what cannot be read, rows that are left."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from rankings.ingest.assembly import Intake, Table, assemble
from rankings.ingest.extraction import FIGURES, Extraction, extract
from rankings.ingest.grid import Book
from rankings.ingest.proposal import TableReading
from rankings.ingest.recognition import recognise
from rankings.store.versions import Store
from tests.ingest import shapes
from tests.ingest.shapes import PSI, PSI_DATE, PSI_TITLE, TOTAL, psi_rows
from tests.ingest.sheets import book, sheet

HEAD = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"]
TOP = 3  # rows above the first province


def table(rows: list[list], **other: object) -> Book:
    return book(sheet([[PSI_TITLE], [PSI_DATE], HEAD, *rows], **other))


def read(made: Book, known, accepted=None) -> tuple[TableReading, Extraction]:
    (reading,) = recognise(made, known).tables
    return reading, extract(made, reading, known, accepted)


def test_the_table_of_figures_has_its_types(known):
    _, found = read(shapes.wide().book, known)
    assert found.figures.schema.equals(FIGURES)
    assert found.figures.num_rows == 34 * 8
    assert all(not found.figures[name].null_count for name in FIGURES.names)


@pytest.mark.parametrize("row", [0, 16, 33])
def test_an_unknown_name_is_offered_and_never_taken(known, row):
    rows = psi_rows(keys=TOTAL)
    code = shapes.by_rank(PSI)[row][0]
    rows[row][1] = shapes.names("vn34")[code] + "nk"
    _, found = read(table(rows), known)
    (spelling,) = [one for one in found.spellings if one.unit_code is None]
    assert spelling.place == f"Sheet1!B{TOP + row + 1}"
    assert (TOP + row, "unknown_name") in found.left_rows
    assert code not in found.figures["unit_code"].to_pylist()
    _, settled = read(table(rows), known, {rows[row][1]: code})
    assert settled.figures.num_rows == 68
    assert not settled.left_rows
    assert [one.kind for one in settled.spellings].count("accepted") == 1


def test_a_province_that_stands_twice_comes_out_twice(known):
    rows = psi_rows(keys=TOTAL)
    rows.insert(5, [*rows[4][:2], Decimal("1.23"), rows[4][3]])
    _, found = read(table(rows), known)
    assert found.figures.num_rows == 70
    assert len({one.text for one in found.spellings}) == len(found.spellings) == 34


def test_a_cell_that_cannot_be_read_is_told_with_its_column(known):
    rows = psi_rows(keys=TOTAL)
    rows[2][2] = "65,4o"
    rows[3][3] = "bốn."
    _, found = read(table(rows), known)
    assert set(found.unreadable) == {
        ("Sheet1!C6", "Tổng điểm", "65,4o"),
        ("Sheet1!D7", "Xếp hạng", "bốn."),
    }
    assert found.figures.num_rows == 66


@pytest.mark.parametrize("text", ["-", "…", "chưa công bố", "", None, "x", "N/A"])
def test_a_missing_figure_stays_missing(known, text):
    rows = psi_rows(keys=TOTAL)
    rows[2][2] = text
    _, found = read(table(rows), known)
    assert not found.unreadable
    assert found.figures.num_rows == 67


def test_rows_that_are_no_provinces_are_left_with_a_reason(known):
    rows = psi_rows(keys=TOTAL)
    rows[20:20] = [
        [],
        [None, "Bình quân cả nước", Decimal("62.58")],
        ["Vùng Tây Nguyên"],
        HEAD,
        [None, None, Decimal("1.5")],
    ]
    _, found = read(table(rows), known)
    at = TOP + 20
    assert dict(found.left_rows) == {
        at: "blank",
        at + 1: "aggregate",
        at + 2: "blank",
        at + 3: "heading",
        at + 4: "no_name",
    }
    assert found.figures.num_rows == 68


def test_hidden_rows_are_read_and_told(known):
    _, found = read(table(psi_rows(keys=TOTAL), hidden_rows=[5, 6]), known)
    assert found.figures.num_rows == 68
    (remark,) = found.remarks
    assert (remark.key, dict(remark.values)["rows"]) == ("reading.hidden_rows", "6, 7")


def test_hidden_columns_are_not_read_and_told(known):
    made = shapes.hidden_parts().book
    (remark,) = recognise(made, known).remarks
    assert (remark.key, dict(remark.values)["columns"]) == ("reading.hidden_columns", "C")


def test_what_is_printed_stands_beside_the_value(known):
    rows = psi_rows(keys=TOTAL)
    rows[0][2], rows[0][3] = "70,5 điểm", "1/34"
    _, found = read(table(rows), known)
    first = [row for row in found.figures.to_pylist() if row["place"].endswith("4")]
    assert {(row["value_printed"], row["value"]) for row in first if row["place"][-2] in "CD"} >= {
        ("70,5 điểm", Decimal("70.500000")),
        ("1/34", Decimal("1.000000")),
    }


def test_a_text_with_two_readings_is_read_as_its_column(known):
    """1.234 beside 65,49 is a thousand; no score, and told as beyond the scale by nobody here."""
    rows = psi_rows(keys=TOTAL, show=shapes.comma)
    rows[2][2] = "1.234"
    _, found = read(table(rows), known)
    value = next(row for row in found.figures.to_pylist() if row["place"] == "Sheet1!C6")
    assert value["value"] == 1234


def test_shares_are_divided_onto_the_scale(known):
    shape = shapes.dti_wide("dti_of_100", 100)
    (reading,) = recognise(shape.book, known).tables
    found = extract(shape.book, reading, known)
    assert set(shapes.of_extraction(found.figures)) == shape.figures
    printed = found.figures["value_printed"].to_pylist()
    assert any(Decimal(text) > 50 for text in printed)


def test_a_corrected_line_is_followed(known):
    made = table(psi_rows(keys=TOTAL))
    (reading,) = recognise(made, known).tables
    lines = tuple(
        replace(line, role="ignored") if line.measure == "rank" else line for line in reading.lines
    )
    found = extract(made, reading.corrected(lines=lines), known)
    assert set(found.figures["measure"].to_pylist()) == {"score"}


def test_units_in_columns_are_told_by_their_own_cells(known):
    shape = shapes.units_in_columns()
    (reading,) = recognise(shape.book, known).tables
    found = extract(shape.book, reading, known)
    row = found.figures.to_pylist()[0]
    assert row["place"].startswith("Sheet1!C")
    assert found.spellings[0].place == "Sheet1!C3"


def test_an_indicator_nobody_knows_is_told_once(known):
    shape = shapes.long_values()
    rows = [["Tỉnh", "Chỉ tiêu", "Loại", "Giá trị", "Kỳ"]]
    source = shape.book.sheets[0]
    rows += [[source.text(r, c) for c in range(5)] for r in range(1, source.height)]
    for row in rows[1::8]:
        row[1] = "Chỉ tiêu lạ"
    made = book(sheet(rows), file_name="chi so 766 luy ke.csv", kind="csv")
    (reading,) = recognise(made, known).tables
    found = extract(made, reading, known)
    assert [text for _, _, text in found.unreadable] == ["Chỉ tiêu lạ"]
    assert found.figures.num_rows == len(shape.figures) - 34


COUNTED = {"1.1": "Công khai, minh bạch", "2.1": "Tiến độ giải quyết", "3.5b": "Thanh toán"}


@pytest.mark.parametrize("head", ["Mã chỉ tiêu", "Mã", "Chỉ tiêu", "ma_chi_tieu"])
@pytest.mark.parametrize("in_rows", [True, False], ids=["a row for each count", "columns"])
def test_counts_are_those_of_the_code_and_not_of_its_group(known, head, in_rows):
    """The group has the name of a component, and the codes look like scores."""
    counted = (
        ["Loại số liệu", "Giá trị"]
        if in_rows
        else [*("Tử số", "Mẫu số", "Tỷ lệ (%)", "max_points")]
    )
    rows: list[list] = [["Tỉnh, thành phố", "Nhóm", head, *counted]]
    expected = set()
    for at, (unit, name) in enumerate(sorted(shapes.names("vn34").items())):
        for code, group in COUNTED.items():
            counts = {"numerator": 1000 + at, "denominator": 349000 + at}
            expected |= {(unit, code, measure, count) for measure, count in counts.items()}
            if in_rows:
                said = zip(("Tử số", "Mẫu số"), counts.values(), strict=True)
                rows += [[name, group, code, kind, count] for kind, count in said]
            else:
                rows.append([name, group, code, *counts.values(), 12.5, 6])
    reading, found = read(book(sheet([[PSI_TITLE], [PSI_DATE], *rows])), known)
    assert reading.shape == "long"
    assert reading.sure
    assert not found.unreadable
    keys = ("unit_code", "indicator_code", "measure", "value")
    assert {tuple(row[key] for key in keys) for row in found.figures.to_pylist()} == expected


def test_a_list_longer_than_what_is_looked_at_is_read_to_its_end(known):
    names = list(shapes.names("vn34").values())
    days = [f"2026-{month:02d}-{day:02d}" for month in range(1, 10) for day in range(1, 29)]
    rows = [["Tỉnh", "Ngày", "Tổng điểm"]]
    rows += [[name, day, "50,5"] for day in days for name in names]
    made = book(sheet(rows), file_name="766 lũy kế.csv", kind="csv")
    (reading,) = recognise(made, known).tables
    assert reading.area.bottom == len(days) * 34
    assert reading.complete
    assert extract(made, reading, known).figures.num_rows == len(days) * 34


def test_a_long_table_with_a_gap_in_one_day_is_partial(known):
    shape = shapes.long_score_and_rank()
    source = shape.book.sheets[0]
    rows = [[source.text(r, c) for c in range(4)] for r in range(source.height - 1)]
    (reading,) = recognise(book(sheet(rows)), known).tables
    assert not reading.complete


@pytest.mark.parametrize("shared", ["{0}=", "={0}", "T-{0}", "{0}-{1}", "Đồng hạng {0}"])
@pytest.mark.parametrize("alone", [True, False])
def test_a_shared_rank_is_read_as_it_is_printed(known, shared, alone):
    """Alone: in a table of ranks and nothing else, whose row would else hold no figure."""
    names = [shapes.names("vn34")[unit] for unit, _ in shapes.by_rank(PSI)]
    ranks = [str(at) for at in range(1, 35)]
    ranks[19:21] = [shared.format(20, 21)] * 2
    rows = [["Chỉ số 766 lũy kế đến 10/10/2026"], ["Tỉnh", "Vị trí"]]
    rows += [list(row) for row in zip(names, ranks, strict=True)]
    if not alone:
        for at, row in enumerate(rows[1:]):
            row.insert(1, "Tổng điểm" if at == 0 else f"{90 - at},25")
    _, extraction = read(book(sheet(rows)), known)
    figures = extraction.figures.to_pylist()
    got = {row["unit_code"]: row for row in figures if row["measure"] == "rank"}
    tied = [got[unit] for unit, _ in shapes.by_rank(PSI)[19:21]]
    assert [int(row["value"]) for row in tied] == [20, 20]
    assert tied[0]["value_printed"] == shared.format(20, 21)
    assert (len(got), extraction.unreadable) == (34, ())


def test_a_table_of_the_portals_codes_is_read_and_an_unknown_one_is_asked(known):
    aliases = [alias for alias in known.aliases if alias.alias_type == "portal_code"]
    rows = [[alias.alias, 60 + at / 4] for at, alias in enumerate(aliases)]
    rows[3][0] = "H02"
    made = book(sheet([["MA_COQUAN", "TONG_SCORE"], *rows], "766 lũy kế đến 10.10.2026"))
    reading, extraction = read(made, known)
    asked = [spelling for spelling in extraction.spellings if spelling.unit_code is None]
    assert (reading.scheme, extraction.figures.num_rows) == ("vn34", 33)
    assert [(spelling.text, spelling.candidates) for spelling in asked] == [("H02", ())]


def test_struck_cells_and_rows_are_told(known, var):
    rows = [*psi_rows(keys=TOTAL), [35, None, None, None]]
    through = [(TOP, 3, "1"), (TOP + 34, 1, "Lào Cai"), (TOP + 34, 2, "60,25")]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], HEAD, *rows], "766", struck=through))
    reading, extraction = read(made, known)
    taken = Intake(book=made, tables=(Table(reading, extraction),))
    told = assemble(Store(var).snapshot(), taken).rows["reading_findings"].to_pylist()
    assert [(row["rule"], row["place"], json.loads(row["details"])["text"]) for row in told] == [
        ("struck_text", "766!D4", "1"),
        ("struck_row", "766!B38", "Lào Cai"),
    ]
