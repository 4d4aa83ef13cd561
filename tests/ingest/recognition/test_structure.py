"""The parts of a new index from its file of structure: read, matched with the columns, kept."""

from decimal import Decimal

import pyarrow as pa
import pytest

from rankings.ingest import new_rules, templates
from rankings.ingest.extraction import extract
from rankings.ingest.grid import Book
from rankings.ingest.proposal import Given, NewIndicator
from rankings.ingest.reading import read as reading_of
from rankings.ingest.recognition import recognise, structure
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.store.problems import Problem
from tests.ingest import shapes
from tests.ingest.recognition.test_new_index import PARTS, STRUCTURE, TAKEN, table
from tests.ingest.shapes import PSI
from tests.ingest.sheets import book, sheet

TITLE = "Chỉ số PAR INDEX năm 2025"
NAMES = [name for name, _ in PARTS]


def reading(known, heads=NAMES, maxima=None):
    (found,) = recognise(book(sheet(table(TITLE, heads, maxima))), known).tables
    return found


def nodes(known, rows) -> tuple[NewIndicator, ...]:
    return structure.structure_of(book(sheet(rows)), Lexicon(known))


def said(found: tuple[NewIndicator, ...]) -> list[tuple]:
    return [(node.code, node.name, node.max_score) for node in found]


# --- What such a file says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heads",
    [
        ("Mã", "Tên", "Điểm tối đa", "Tên tiếng Anh"),
        ("Mã tiêu chí", "Tên tiêu chí", "Thang điểm", "Tiếng Anh"),
        ("Code", "Tên", "Max score", "Name"),
        ("Code", "Name", "Maximum score", "Name in English"),
        ("Ký hiệu", "Tiêu chí", "Số điểm tối đa", "Indicator"),
    ],
)
def test_the_columns_are_known_by_their_headings(known, heads):
    rows = [["Cấu trúc chỉ số"], heads, ["CC1", NAMES[0], 10, "Institutions"]]
    rows.append(["CC2", NAMES[1], "10,5 điểm", "Organisation"])
    assert nodes(known, rows) == (
        NewIndicator("CC1", NAMES[0], "10", "Institutions"),
        NewIndicator("CC2", NAMES[1], "10.5", "Organisation"),
    )


def test_without_codes_they_are_made_of_the_names(known):
    rows = [["Tên", "Điểm tối đa"], *PARTS, ["Tổng cộng", "35,5"]]
    assert [node.code for node in nodes(known, rows)] == [
        "cai_cach_the_che",
        "cai_cach_to_chuc_bo_may",
        "che_do_cong_vu",
    ]


def test_long_names_that_begin_alike_stay_two(known):
    alike = "Tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn ở cấp"
    found = nodes(known, [["Tên", "Điểm tối đa"], [f"{alike} tỉnh", 4], [f"{alike} xã", 6]])
    assert [node.max_score for node in found] == ["4", "6"]
    assert len({node.code for node in found}) == 2


def test_numbered_parts_nest(known):
    rows = [["Mã", "Tên", "Điểm tối đa"], ["1", NAMES[0], 10], ["1.1", "Văn bản", 4]]
    rows += [["1.2", "Theo dõi thi hành", 6], ["2", NAMES[1], 15], ["10.1", "Khác", 1]]
    assert [(node.code, node.parent) for node in nodes(known, rows)] == [
        ("1", None),
        ("1.1", "1"),
        ("1.2", "1"),
        ("2", None),
        ("10.1", None),
    ]


def test_a_file_that_is_none_is_a_sentence(known):
    with pytest.raises(Problem) as problem:
        structure.of_file(shapes.wide().book, known)
    assert problem.value.key == "error.no_structure"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_is_read_as_it_was_filled_in(known, tmp_path, language):
    parts = (NewIndicator("CC1", NAMES[0], "10.5", "=Institutions"), NewIndicator("CC2", NAMES[1]))
    path = tmp_path / "cau-truc.xlsx"
    path.write_bytes(templates.structure(parts, language))
    read = reading_of(path, file_name=path.name)
    assert structure.of_file(read, known) == parts


# --- Matched with the columns ---------------------------------------------------------------------


def test_names_and_maxima_come_to_the_columns_by_code_and_by_name(known):
    heads = ["CC1", "2. Cải cách tổ chức bộ máy", NAMES[2]]
    fitted = structure.with_structure(reading(known, heads), nodes(known, STRUCTURE))
    assert said(fitted.reading.new_indicators) == [
        ("CC1", NAMES[0], "10"),
        ("CC2", NAMES[1], "10.5"),
        ("CC3", NAMES[2], "15"),
    ]
    codes = [line.indicator_code for line in fitted.reading.lines if line.role == "figure"]
    assert codes == ["CC1", "CC2", "CC3", "total", "total"]
    assert (fitted.without_column, fitted.not_named) == ((), ())
    assert fitted.reading.confidence["lines"] >= 0.9


def test_what_does_not_match_is_said_and_kept(known):
    rows = [*STRUCTURE, ["CC4", "Chính quyền số", 5]]
    heads = [NAMES[0], "Điểm thưởng", NAMES[2]]
    fitted = structure.with_structure(reading(known, heads), nodes(known, rows))
    assert [node.code for node in fitted.without_column] == ["CC2", "CC4"]
    assert [node.name for node in fitted.not_named] == ["Điểm thưởng"]
    assert [node.name for node in fitted.reading.new_indicators] == [
        *NAMES,
        "Chính quyền số",
        "Điểm thưởng",
    ]


def test_a_second_file_replaces_the_first(known):
    rows = [["Mã", "Tên", "Điểm tối đa"], ["A", NAMES[0], 20], ["B", NAMES[2], 30]]
    first = structure.with_structure(reading(known), nodes(known, STRUCTURE)).reading
    second = structure.with_structure(first, nodes(known, rows))
    assert said(second.reading.new_indicators) == [
        ("A", NAMES[0], "20"),
        ("B", NAMES[2], "30"),
        ("CC2", NAMES[1], "10.5"),
    ]
    assert [node.code for node in second.not_named] == ["CC2"]


def test_the_rows_of_a_long_table_are_found_in_it(known):
    rows = [[TITLE], [], ["Tỉnh", "Tiêu chí", "Điểm"]]
    for unit, figures in shapes.by_rank(PSI):
        for name, part in zip(("CC1", *NAMES[1:]), TAKEN, strict=True):
            rows.append([shapes.names("vn34")[unit], name, Decimal(figures[part, "score"])])
    made = book(sheet(rows))
    (found,) = recognise(made, known, Given(index="par")).tables
    assert found.shape == "long"
    fitted = structure.with_structure(found, nodes(known, STRUCTURE))
    figures = extract(made, fitted.reading, known).figures
    assert set(figures["indicator_code"].to_pylist()) == {"CC1", "CC2", "CC3"}
    assert figures.num_rows == 34 * 3
    assert fitted.without_column == ()


# --- In the same workbook -------------------------------------------------------------------------


def workbook(rows: list, heads: list[str]) -> Book:
    return book(sheet(rows, "Cấu trúc"), sheet(table(TITLE, heads), "Kết quả"))


def test_a_sheet_beside_the_figures_brings_parts_without_a_column_too(known):
    rows = [["Mã", "Tên", "Điểm tối đa"], *STRUCTURE[1:4], ["CC4", "Chính quyền số", 5]]
    made = workbook(rows, ["CC1", "Điểm thưởng", NAMES[2]])
    (found,) = recognise(made, known).tables
    assert [(node.code, node.name) for node in found.new_indicators] == [
        ("CC1", NAMES[0]),
        ("CC2", NAMES[1]),
        ("CC3", NAMES[2]),
        ("CC4", "Chính quyền số"),
        ("diem_thuong", "Điểm thưởng"),
    ]
    codes = set(extract(made, found, known).figures["indicator_code"].to_pylist())
    assert codes == {"CC1", "CC3", "diem_thuong", "total"}


def test_a_sheet_of_another_index_is_not_taken(known):
    rows = [["Mã", "Tên", "Điểm tối đa"], ["X1", "Hạ tầng số", 4], ["X2", "Nhân lực số", 6]]
    (found,) = recognise(workbook(rows, NAMES), known).tables
    assert [node.name for node in found.new_indicators] == NAMES


# --- As rows --------------------------------------------------------------------------------------


def rows_of(found, figures: pa.Table) -> dict:
    return new_rules.new_index(
        found, figures, sort_order=9, issuer="Bộ Nội vụ", legal_basis="–", source_id="s"
    )


def test_rows_of_the_index_have_both_languages_and_levels(known):
    rows = [["Mã", "Tên", "Tên tiếng Anh", "Điểm tối đa"], ["1", NAMES[0], "Institutions", 30]]
    rows += [["1.1", "Văn bản", None, 30], ["2", NAMES[1], None, 30], ["3", NAMES[2], None, 40]]
    made = book(sheet(table(TITLE, NAMES)))
    (found,) = recognise(made, known).tables
    fitted = structure.with_structure(found, nodes(known, rows)).reading
    made_rows = rows_of(fitted, extract(made, fitted, known).figures)
    told = {
        node["indicator_code"]: (
            node["parent_code"],
            node["level"],
            node["name_vi"],
            node["name_en"],
            node["max_score"],
            node["adds_up"],
        )
        for node in made_rows["indicators"]
    }
    assert told == {
        "total": (None, "total", "Tổng điểm", "Total", 100, False),
        "1": ("total", "component", NAMES[0], "Institutions", 30, True),
        "1.1": ("1", "indicator", "Văn bản", "Văn bản", 30, False),
        "2": ("total", "component", NAMES[1], NAMES[1], 30, True),
        "3": ("total", "component", NAMES[2], NAMES[2], 40, True),
    }
    (method,) = made_rows["methods"]
    assert (method["scale_max"], method["aggregation"]) == (100, "sum")
