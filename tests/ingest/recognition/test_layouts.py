"""A correction is remembered for the next file of the shape, and for no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rankings.ingest import layouts
from rankings.ingest.extraction import extract
from rankings.ingest.grid import Book
from rankings.ingest.layouts import Layout
from rankings.ingest.proposal import Area, Given, TableReading
from rankings.ingest.recognition import recognise
from rankings.store.problems import Problem
from tests.ingest import shapes
from tests.ingest.shapes import PSI, PSI_BEFORE, PSI_TITLE, TOTAL, of_extraction, psi_rows
from tests.ingest.sheets import book, sheet

HEAD = ["STT", "Tỉnh, thành phố", "Kết quả A", "Kết quả B", "Xếp hạng"]


def made(day: str, edition: str, *more: list, reverse: bool = False, name: str = "t.xlsx") -> Book:
    """A table with two columns of scores that headings do not explain."""
    rows = [[*row[:2], row[2] / 2, row[2], row[3]] for row in psi_rows(edition, keys=TOTAL)]
    rows = rows[::-1] if reverse else rows
    title = [[PSI_TITLE], [f"Lũy kế từ đầu năm đến ngày {day}"], *more]
    return book(sheet([*title, HEAD, *rows]), file_name=name)


def corrected(table: TableReading) -> TableReading:
    """The analyst says: the first is nothing, the second is the total."""
    lines = list(table.lines)
    lines[2] = replace(lines[2], role="ignored", indicator_code=None, confidence=1.0)
    lines[3] = replace(
        lines[3], role="figure", indicator_code="total", measure="score", confidence=1.0
    )
    return table.corrected(lines=tuple(lines))


@pytest.fixture
def first(known) -> TableReading:
    return recognise(made("05/10/2026", PSI_BEFORE), known).tables[0]


@pytest.fixture
def layout(first) -> Layout:
    return layouts.layout_of(
        "Bảng tuần", corrected(first), author="Lan", saved_at="2026-10-06T08:00", recognised=first
    )


def roles(table: TableReading) -> list[tuple]:
    return [(line.role, line.indicator_code, line.measure) for line in table.lines]


def test_the_correction_changes_something(first):
    assert roles(first) != roles(corrected(first))


def test_a_correction_is_found_for_the_next_file(known, first, layout, tmp_path):
    layouts.save(tmp_path, layout)
    again = made("10/10/2026", PSI, ["(số liệu trích xuất lúc 8 giờ)"], reverse=True)
    found = recognise(again, known, layouts=layouts.load_all(tmp_path))
    assert found.layout == "Bảng tuần"
    (table,) = found.tables
    assert roles(table) == roles(corrected(first))
    assert (table.period, table.period_type) == ("2026-10-10", "year_to_date")
    assert table.sure, table.confidence


def test_another_shape_is_left_alone(known, layout):
    rows = [[*row[:2], row[3]] for row in psi_rows(keys=TOTAL)]
    other = book(sheet([[PSI_TITLE], [*HEAD[:2], HEAD[4]], *rows]))
    assert recognise(other, known, layouts=[layout]).layout is None


def test_another_index_in_the_same_shape_is_left_alone(known, layout):
    rows = [[*row[:2], row[2], row[2] / 2, row[3]] for row in psi_rows(keys=TOTAL)]
    title = "Chỉ số đổi mới sáng tạo cấp địa phương (PII) năm 2025"
    other = recognise(book(sheet([[title], HEAD, *rows])), known, layouts=[layout])
    assert other.layout is None
    assert other.tables[0].index_code == "pii"


def test_what_is_given_wins_over_a_layout(known, layout):
    given = Given(period="2026-10", period_type="month")
    found = recognise(made("10/10/2026", PSI), known, given, [layout])
    assert (found.tables[0].period, found.tables[0].period_type) == ("2026-10", "month")


def test_what_a_file_says_clearly_of_its_period_wins_over_an_answer_and_is_asked(known, first):
    """Answered once against what the file says: the next one may be right."""
    settled = first.corrected(period="2026-10", period_type="month")
    layout = layouts.layout_of(
        "Tháng", settled, author="Lan", saved_at="2026-10-06", recognised=first
    )
    found = recognise(made("30/11/2026", PSI), known, layouts=[layout])
    (table,) = found.tables
    assert (table.period, table.period_type) == ("2026-11-30", "year_to_date")
    assert table.confidence["period"] <= 0.6
    assert table.confidence["period_type"] <= 0.6
    assert "reading.answered_otherwise" in [remark.key for remark in found.remarks]


def doubted(known, file: Book, **read: str) -> TableReading:
    """The table of a file as if its period were read so, and not for sure."""
    (table,) = recognise(file, known).tables
    unsure = table.confidence | {"period": 0.66, "period_type": 0.66}
    return replace(table, **read, confidence=unsure)


def answered(file: Book, table: TableReading, **answer: str) -> Layout:
    """The layout of a file of which a person has answered, or found right, what was not sure."""
    after = replace(table.corrected(**answer), confidence=dict.fromkeys(table.confidence, 1.0))
    return layouts.layout_of(
        "Tuần",
        after,
        author="Lan",
        saved_at="1",
        file_name=file.file_name,
        recognised=table,
        sheet=file.sheets[0],
    )


def read_again(known, file: Book, layout: Layout, **read: str) -> TableReading:
    table = doubted(known, file, **read)
    return layouts.apply(table, layout, known, sheet=file.sheets[0], file_name=file.file_name)


def test_a_period_found_right_once_is_sure_where_it_is_said_alike(known):
    first = made("09/10/2026", PSI, name="766 ngay 9-10-2026.xlsx")
    layout = answered(first, doubted(known, first))
    alike = made("13/11/2026", PSI, name="766 ngay 13-11-2026.xlsx")
    table = read_again(known, alike, layout)
    assert (table.period, table.period_type) == ("2026-11-13", "year_to_date")
    assert table.confidence["period"] == table.confidence["period_type"] == 1.0
    renamed = made("13/11/2026", PSI, name="766 quý III-2026.xlsx")
    assert read_again(known, renamed, layout).confidence["period"] < 0.9


def test_a_type_answered_once_holds_for_a_file_as_unsure_and_a_day_it_lacks_is_asked(known):
    first = made("09/10/2026", PSI)
    layout = answered(
        first,
        doubted(known, first, period="2026-10", period_type="month"),
        period="2026-10-09",
        period_type="year_to_date",
    )
    table = read_again(known, first, layout, period="2026-11", period_type="month")
    assert table.period_type == "year_to_date"
    assert table.confidence["period_type"] == 1.0
    # The end of November is a guess: no cell says the day.
    assert table.confidence["period"] <= 0.6


def test_sheets_of_one_shape_are_told_apart_and_one_left_out_stays_out(known, tmp_path):
    def of_two(day: str) -> Book:
        rows = [[*row[:2], row[2], row[2] / 2, row[3]] for row in psi_rows(PSI, keys=TOTAL)]
        lines = [[PSI_TITLE], [f"Lũy kế từ đầu năm đến ngày {day}"], HEAD, *rows]
        return book(sheet(lines, name="Điểm năm"), sheet(lines, name="Điểm tháng"))

    first = recognise(of_two("05/10/2026"), known)
    for number, table in enumerate(first.tables):
        layouts.save(
            tmp_path,
            layouts.layout_of(
                "Tuần",
                corrected(table),
                author="Lan",
                saved_at="1",
                recognised=table,
                one_of_several=True,
                left_out=None if number else ["Bộ, ngành"],
            ),
        )
    again = recognise(of_two("10/10/2026"), known, layouts=layouts.load_all(tmp_path))
    assert len(list(tmp_path.iterdir())) == len(again.tables) == 2
    assert again.unchosen == {1}
    assert again.left_names == {("vn34", "Bộ, ngành")}
    named = Given(sheets=("Điểm tháng",))
    only = recognise(of_two("10/10/2026"), known, named, layouts.load_all(tmp_path))
    assert (only.tables[0].sheet, only.unchosen) == ("Điểm tháng", frozenset())


def test_a_month_that_was_once_said_to_be_a_year_to_date_is_asked_again(known):
    """The layout knows that such a table counts from 1 January, not until when."""

    def of_month(month: int) -> Book:
        body = [row[:3] for row in psi_rows(keys=TOTAL)]
        title = f"Chỉ số 766 tháng {month} năm 2026"
        return book(sheet([[title], ["STT", "Tỉnh", "Tổng điểm"], *body]))

    (first,) = recognise(of_month(9), known).tables
    settled = first.corrected(period="2026-09-17", period_type="year_to_date")
    layout = layouts.layout_of(
        "Tuần", settled, author="Lan", saved_at="2026-09-18", recognised=first
    )
    (table,) = recognise(of_month(10), known, layouts=[layout]).tables
    assert (table.period, table.period_type) == ("2026-10", "month")
    assert max(table.confidence[name] for name in ("period", "period_type")) <= 0.5


def test_an_index_that_the_file_does_not_name_is_remembered_but_looked_at(known):
    rows = psi_rows(keys=TOTAL)
    head = ["STT", "Tỉnh", "Tổng điểm", "Hạng"]
    first = recognise(book(sheet([head, *rows]), file_name="a.xlsx"), known).tables[0]
    assert first.index_code is None
    settled = first.corrected(index_code="psi", period="2026-10-10", period_type="year_to_date")
    layout = layouts.layout_of(
        "Tuần", settled, author="Lan", saved_at="1", file_name="a 1.xlsx", recognised=first
    )
    same = book(sheet([head, *rows]), file_name="a 2.xlsx")
    table = recognise(same, known, Given(period="2026-10-10"), [layout]).tables[0]
    assert table.index_code == "psi"
    assert table.confidence["index_code"] == 1.0
    other = book(sheet([head, *rows]), file_name="khac.xlsx")
    table = recognise(other, known, Given(period="2026-10-10"), [layout]).tables[0]
    assert table.index_code == "psi"
    assert table.confidence["index_code"] < 0.9


def test_a_layout_is_readable_text_and_comes_back_the_same(layout, tmp_path):
    path = layouts.save(tmp_path, layout)
    text = path.read_text(encoding="utf-8")
    assert "Bảng tuần" in text
    assert list(layouts.load_all(tmp_path)) == [layout]
    assert layouts.from_json(text, path.name) == layout
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"name": 1, "fingerprint": "x", "reading": {}, "author": "", "saved_at": ""}',
        '{"name": "a", "fingerprint": "../../etc", "reading": {}, "author": "", "saved_at": ""}',
        "[" * 100_000,
    ],
)
def test_a_broken_layout_is_passed_over_and_told(known, tmp_path, text):
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00\x81")
    saved = layouts.load_all(tmp_path)
    found = recognise(made("10/10/2026", PSI), known, layouts=saved)
    assert [remark.key for remark in found.remarks] == ["reading.broken_layout"] * 2
    assert found.layout is None
    assert len(found.tables) == 1


def test_a_changed_role_that_is_none_breaks_a_layout(layout, tmp_path):
    text = layouts.to_json(layout).replace('"role": "unit"', '"role": "gone"')
    assert layouts.from_json(text, "x.json").broken


def test_a_layout_that_cannot_be_written_is_told(layout, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match=r"error\.disk"):
        layouts.save(tmp_path / "file", layout)


def test_no_folder_is_no_layout(tmp_path):
    assert list(layouts.load_all(tmp_path / "none")) == []


def test_the_area_is_remembered_by_how_it_was_moved(known, first):
    area = replace(first.area, top=first.area.top + 2)
    settled = first.corrected(area=area)
    layout = layouts.layout_of("x", settled, author="L", saved_at="1", recognised=first)
    again = made("10/10/2026", PSI, ["thêm một dòng"])
    plain = recognise(again, known).tables[0]
    table = recognise(again, known, layouts=[layout]).tables[0]
    assert table.area.top == plain.area.top + 2
    assert table.area.bottom == plain.area.bottom


def moved_by(first: TableReading, **sides: int) -> Layout:
    """A layout of which the area was moved; by any number, as an edited file may have it."""
    layout = layouts.layout_of("x", first, author="L", saved_at="1", recognised=first)
    area = dict.fromkeys(("top", "left", "bottom", "right"), 0) | sides
    return replace(layout, reading=layout.reading | {"area": area})


@pytest.mark.parametrize(
    "sides",
    [{"bottom": 3}, {"right": 2}, {"bottom": 10**9, "right": 10**9}, {"top": -99, "left": -99}],
)
def test_an_area_ends_where_the_sheet_does(known, first, sides):
    """The table of the next file ends at the last row of its sheet."""
    again = made("10/10/2026", PSI)
    (table,) = recognise(again, known, layouts=[moved_by(first, **sides)]).tables
    area, cells = table.area, again.sheets[0]
    assert 0 <= area.top <= area.bottom < cells.height
    assert 0 <= area.left <= area.right < cells.width
    units = extract(again, table, known).figures["unit_code"].unique()
    assert len(units) == 34


def test_an_area_with_rows_below_the_table_still_reaches_them(known, first):
    notes = [["Ghi chú: số liệu tạm tính"], ["Nguồn: Cổng dịch vụ công"]]
    plain = made("10/10/2026", PSI).sheets[0]
    rows = [[plain.text(row, column) for column in range(5)] for row in range(plain.height)]
    again = book(sheet([*rows, *notes]))
    bottom = recognise(again, known).tables[0].area.bottom
    (table,) = recognise(again, known, layouts=[moved_by(first, bottom=2)]).tables
    assert table.area.bottom == bottom + 2


@pytest.mark.parametrize("sides", [{"top": 10**6}, {"bottom": -(10**6)}, {"left": 50}])
def test_an_area_that_would_be_nothing_stays(known, first, sides):
    again = made("10/10/2026", PSI)
    (plain,) = recognise(again, known).tables
    (table,) = recognise(again, known, layouts=[moved_by(first, **sides)]).tables
    assert table.area == plain.area


@pytest.mark.parametrize(
    ("area", "units"),
    [(Area(3, 0, 99, 99), 34), (Area(-5, 0, 36, 4), 34), (Area(90, 0, 99, 4), 0)],
)
def test_figures_are_read_as_far_as_the_sheet_reaches(known, first, area, units):
    read = extract(made("05/10/2026", PSI_BEFORE), replace(first, area=area), known)
    assert len(read.figures["unit_code"].unique()) == units


def test_columns_are_read_as_far_as_the_sheet_reaches(known):
    """The same for a table whose units stand in columns."""
    turned = shapes.units_in_columns()
    (table,) = recognise(turned.book, known).tables
    assert table.orientation == "units_in_columns"
    wider = replace(table, area=replace(table.area, right=table.area.right + 30))
    assert frozenset(of_extraction(extract(turned.book, wider, known).figures)) == turned.figures


def settle(field: str, value: object) -> Callable[[dict], None]:
    return lambda reading: reading["settled"][field].update(settled=value)


def in_line(**changes: object) -> Callable[[dict], None]:
    return lambda reading: reading["lines"][2].update(changes)


def no_names(reading: dict) -> None:
    for line in reading["lines"]:
        line["role"] = "figure" if line["role"] == "figure" else "ignored"


BROKEN = {
    "period type": settle("period_type", "decade"),
    "status": settle("status", "foo"),
    "status that is a number": settle("status", 1),
    "scheme of no store": settle("scheme", "vn99"),
    "code with a path": settle("index_code", "../psi"),
    "code too long": settle("index_code", "p" * 41),
    "true for a side": lambda reading: reading["area"].update(bottom=True),
    "true for a divisor": in_line(divided_by=True),
    "no divisor": in_line(divided_by=0),
    "a maximum of letters": in_line(max_score="nhiều"),
    "name of a new index": lambda reading: reading.update(new_index_name=["PAPI"]),
    "a name without end": lambda reading: reading.update(new_index_name="P" * 301),
    "half a character": lambda reading: reading.update(new_index_name="\ud800"),
    "nothing that names a province": no_names,
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_layout_settled_at_what_is_not_known_is_passed_over_and_told(
    known, first, layout, tmp_path: Path, case
):
    data = json.loads(layouts.to_json(layout))
    BROKEN[case](data["reading"])
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    found = recognise(made("10/10/2026", PSI), known, layouts=layouts.load_all(tmp_path))
    assert [remark.key for remark in found.remarks] == ["reading.broken_layout"]
    assert found.layout is None
    assert roles(found.tables[0]) == roles(first)


def test_a_layout_may_settle_everything_that_is_known(layout):
    for field, values in {
        "period_type": [None, *layouts.PERIOD_TYPES],
        "status": [None, *layouts.STATUSES],
        "index_code": [None, "psi", "chi_so_moi_2"],
    }.items():
        for value in values:
            data = json.loads(layouts.to_json(layout))
            settle(field, value)(data["reading"])
            assert not layouts.from_json(json.dumps(data), "x.json").broken, (field, value)


def test_a_layout_settles_no_other_field(known, first, layout):
    data = json.loads(layouts.to_json(layout))
    data["reading"]["settled"]["sheet"] = {"recognised": "Sheet1", "settled": "Sheet9"}
    kept = layouts.from_json(json.dumps(data), "x.json")
    assert recognise(made("10/10/2026", PSI), known, layouts=[kept]).tables[0].sheet == "Sheet1"


def test_what_another_session_is_writing_is_left_alone(layout, tmp_path: Path):
    """Each save writes a part file of its own name."""
    path = layouts.save(tmp_path, layout)
    other = path.with_suffix(".part")
    other.mkdir()
    assert layouts.save(tmp_path, replace(layout, name="Bảng khác")) == path
    assert [one.name for one in layouts.load_all(tmp_path)] == ["Bảng khác"]
    assert {file.name for file in tmp_path.iterdir()} == {path.name, other.name}


def test_a_period_on_which_the_texts_do_not_agree_is_known_again_by_all_of_them(known, tmp_path):
    """Of "Điểm tháng" over a day it was said once that the month is meant."""

    def of_month(line: str) -> Book:
        rows = [[*row[:2], row[2], row[2] / 2, row[3]] for row in psi_rows(PSI, keys=TOTAL)]
        return book(sheet([[PSI_TITLE], [line], HEAD, *rows], name="Điểm tháng"))

    def again(line: str) -> bool:
        (table,) = recognise(of_month(line), known, layouts=layouts.load_all(tmp_path)).tables
        return table.sure

    first = of_month("Ngày 05/10/2026")
    (table,) = recognise(first, known).tables
    confirmed = replace(table, confidence=dict.fromkeys(table.confidence, 1.0))
    settled = {"author": "Lan", "saved_at": "1", "sheet": first.sheets[0]}
    settled |= {"file_name": first.file_name, "recognised": table}
    layouts.save(tmp_path, layouts.layout_of("Tuần", confirmed, **settled))
    assert not table.sure
    assert again("Ngày 10/10/2026")
    # A year that is not said, or more that is, makes it another question.
    assert not again("Ngày 10/10")
    assert not again("Lũy kế từ đầu năm đến ngày 10/10/2026")
