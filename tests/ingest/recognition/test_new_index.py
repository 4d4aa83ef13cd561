"""An index that the store has never seen: named by the title, its structure read from the file."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rankings.ingest import new_rules
from rankings.ingest.assembly import Intake, Table, assemble
from rankings.ingest.extraction import extract
from rankings.ingest.meaning.knowledge import Index
from rankings.ingest.proposal import Given, NewIndicator
from rankings.ingest.recognition import recognise
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.ingest.recognition.structure import structure_of
from rankings.store.versions import Store
from tests.ingest import shapes
from tests.ingest.shapes import PSI
from tests.ingest.sheets import book, sheet

PARTS = [("Cải cách thể chế", "10"), ("Cải cách tổ chức bộ máy", "10.5"), ("Chế độ công vụ", "15")]
TAKEN = ("transparency", "online_service", "satisfaction")


def table(title: str, heads: list[str], maxima: list | None = None) -> list[list]:
    """Three real columns of scores and their sum under other headings."""
    rows: list[list] = [[title], [], ["TT", "Tỉnh", *heads, "Tổng điểm", "Xếp hạng"]]
    if maxima:
        rows.append([None, "Điểm tối đa", *maxima])
    for place, (unit, row) in enumerate(shapes.by_rank(PSI), start=1):
        scores = [Decimal(row[part, "score"]) for part in TAKEN]
        rank = int(row["total", "rank"])
        rows.append([place, shapes.names("vn34")[unit], *scores, sum(scores), rank])
    return rows


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("CHỈ SỐ CẢI CÁCH HÀNH CHÍNH (PAR INDEX) CẤP TỈNH NĂM 2025", "par"),
        ("Kết quả chỉ số SIPAS năm 2025", "sipas"),
        ("Chỉ số PAPI năm 2025 của các tỉnh, thành phố", "papi"),
        ("Xếp hạng PCI năm 2025", "pci"),
        ("Chỉ số hạnh phúc cấp tỉnh (HPI) năm 2025", "hpi"),
    ],
)
def test_it_is_named_by_the_title(known, title, code):
    found = recognise(book(sheet(table(title, [name for name, _ in PARTS]))), known).tables[0]
    assert (found.index_code, found.new_index, found.period) == (code, True, "2025")
    assert found.new_index_name
    assert found.confidence["index_code"] < 0.95


def test_its_structure_is_read_from_the_columns(known):
    heads = [name for name, _ in PARTS]
    maxima = [*(Decimal(top) for _, top in PARTS), Decimal("35.5")]
    made = book(sheet(table("Chỉ số PAR INDEX năm 2025", heads, maxima)))
    (found,) = recognise(made, known).tables
    assert [(node.name, node.max_score) for node in found.new_indicators] == PARTS
    rows = extract(made, found, known).figures
    codes = {"total", *(node.code for node in found.new_indicators)}
    assert set(rows["indicator_code"].to_pylist()) == codes
    assert rows.num_rows == 34 * 5


STRUCTURE = [
    ["Mã", "Tên tiêu chí", "Điểm tối đa"],
    *(["CC1", PARTS[0][0], 10], ["CC2", PARTS[1][0], "10,5"], ["CC3", PARTS[2][0], 15]),
    [None, "Tổng cộng", "35,5"],
]


def test_its_structure_is_read_from_a_sheet_of_its_own(known):
    figures = sheet(table("Chỉ số PAR INDEX năm 2025", [name for name, _ in PARTS]), "Kết quả")
    made = book(sheet(STRUCTURE, "Cấu trúc"), figures)
    found = recognise(made, known)
    assert [(left.sheet, left.reason) for left in found.left_out] == [("Cấu trúc", "structure")]
    (reading,) = found.tables
    assert reading.new_indicators == (
        NewIndicator("CC1", PARTS[0][0], "10"),
        NewIndicator("CC2", PARTS[1][0], "10.5"),
        NewIndicator("CC3", PARTS[2][0], "15"),
    )
    codes = [line.indicator_code for line in reading.lines if line.role == "figure"]
    assert codes == ["CC1", "CC2", "CC3", "total", "total"]


def test_its_structure_is_read_from_a_file_of_its_own(known):
    nodes = structure_of(book(sheet(STRUCTURE)), Lexicon(known))
    assert [node.code for node in nodes] == ["CC1", "CC2", "CC3"]
    assert structure_of(shapes.wide().book, Lexicon(known)) == ()


def test_a_name_that_another_index_uses_is_not_taken_for_it(known):
    """ "Công khai, minh bạch" is a part of the PSI, and a part of PAPI as well."""
    heads = ["Công khai, minh bạch", "Thể chế", "Giáo dục"]
    (found,) = recognise(book(sheet(table("Chỉ số PAPI năm 2025", heads))), known).tables
    assert found.index_code == "papi"
    assert [node.name for node in found.new_indicators] == heads


def test_a_given_index_that_is_not_known_is_new(known):
    made = book(sheet(table("Kết quả năm 2025", [name for name, _ in PARTS])))
    (found,) = recognise(made, known, Given(index="abc")).tables
    assert (found.index_code, found.new_index) == ("abc", True)
    assert len(found.new_indicators) == 3


def scored(title: str, heads: list, *columns, above: list | None = None) -> object:
    """34 provinces beside columns; a column is a function of the place from 0 on."""
    names = [shapes.names("vn34")[unit] for unit, _ in shapes.by_rank(PSI)]
    rows = [[title], *(above or []), ["Tỉnh, thành phố", *heads]]
    rows += [[name, *(column(at) for column in columns)] for at, name in enumerate(names)]
    return book(sheet(rows))


def falling(most: str, step: str) -> object:
    return lambda at: Decimal(most) - at * Decimal(step)


def ranks(at: int) -> int:
    return at + 1


def settled(made, known) -> tuple:
    (reading,) = recognise(made, known).tables
    lines = [(line.indicator_code, line.measure) for line in reading.lines if line.role == "figure"]
    return lines, new_rules.scale_of(reading, extract(made, reading, known).figures)


@pytest.mark.parametrize(
    ("title", "total"),
    [
        ("Chỉ số năng lực cạnh tranh cấp tỉnh (PCI) năm 2025", "Điểm số PCI"),
        ("Chỉ số PCI năm 2025", "PCI 2025"),
        ("Chỉ số PAPI năm 2025", "Điểm PAPI"),
        ("Chỉ số PAPI năm 2025", "Chỉ số PAPI tổng hợp 2025 (chưa có trọng số)"),
        ("Chỉ số cải cách hành chính năm 2025", "Chỉ số PAR INDEX"),
        ("Chỉ số cải cách hành chính năm 2025", "Giá trị chỉ số CCHC (%)"),
        ("Kết quả SIPAS năm 2025", "SIPAS"),
        ("Kết quả SIPAS năm 2025", "Mức độ hài lòng chung"),
        ("Chỉ số hạnh phúc cấp tỉnh (HPI) năm 2025", "Điểm HPI"),
        ("Chỉ số PCI năm 2025", "Tổng điểm 10 chỉ số thành phần"),
    ],
)
@pytest.mark.parametrize("rank", ["Bảng xếp hạng", "Vị trí"])
def test_a_total_is_headed_with_the_name_of_its_index(known, title, total, rank):
    """A part that stands in the order of the ranks is no total."""
    parts = falling("8", "0.05"), falling("7", "0.03")
    made = scored(
        title, ["Tiếp cận dịch vụ", "Đất đai", total, rank], *parts, falling("73", "0.3"), ranks
    )
    lines, scale = settled(made, known)
    assert lines == [
        ("tiep_can_dich_vu", "score"),
        ("dat_dai", "score"),
        ("total", "score"),
        ("total", "rank"),
    ]
    assert (scale.value, scale.basis) == (100, "largest")


@pytest.mark.parametrize(
    ("heads", "title"),
    [
        (["Tiếp cận đất đai", "Thứ hạng"], "Chỉ số PCI năm 2025"),
        (["Điểm tiếp cận đất đai", "Thứ hạng"], "Chỉ số PCI năm 2025"),
        (["Tổng điểm nội dung 1", "Thứ hạng"], "Chỉ số PAPI năm 2025"),
        (["Điểm lĩnh vực mới", "Thứ hạng"], shapes.PSI_TITLE + " lũy kế đến 10/10/2026"),
    ],
)
def test_a_part_is_never_taken_for_the_total(known, heads, title):
    made = scored(title, heads, falling("8", "0.05"), ranks)
    (reading,) = recognise(made, known).tables
    assert ("total", "score") not in {(line.indicator_code, line.measure) for line in reading.lines}


@pytest.mark.parametrize(
    ("above", "heads", "value", "basis"),
    [
        ([], ["A", "B", "Tổng điểm"], "20", "parts"),
        ([["Thang điểm: 80"]], ["A", "B", "Tổng điểm"], "80", "printed"),
        ([["(từ 1 đến 10 mỗi nội dung, tổng từ 8 đến 80)"]], ["A", "B", "PCI"], "80", "printed"),
        ([], ["A", "B", "Tổng điểm (tối đa 60)"], "60", "printed"),
        ([], ["A (tối đa 10)", "B (tối đa 8,5)", "Tổng điểm"], "18.5", "maxima"),
        ([], ["A (tối đa 10)", "B (tối đa 8,5)", "C (tối đa 20)"], "38.5", "maxima"),
        # Words without totals may be of the parts; without anything it has to be asked.
        ([["Thang điểm 10"]], ["A", "B", "C"], None, None),
        ([], ["A", "B", "C"], None, None),
    ],
)
def test_the_scale_is_what_the_table_prints_or_asked(known, above, heads, value, basis):
    parts = falling("8", "0.05"), falling("7", "0.03")
    both = [*parts, lambda at: sum(part(at) for part in parts)]
    lines, scale = settled(scored("Chỉ số PCI năm 2025", heads, *both, above=above), known)
    assert len(lines) == 3
    assert (scale.value, scale.basis) == (value and Decimal(value), basis)


def test_a_person_says_the_scale(known):
    made = scored("Chỉ số PCI năm 2025", ["A", "B"], falling("8", "0.05"), falling("7", "0.03"))
    (reading,) = recognise(made, known).tables
    figures = extract(made, reading, known).figures
    said = new_rules.scale_of(reading.corrected(new_scale="100"), figures)
    assert (said.value, said.basis) == (100, "given")


def test_whole_numbers_that_order_the_provinces_are_ranks(known):
    heads = ["PCI 2024", "PCI 2025"]
    lines, _ = settled(scored("PCI 2025", heads, ranks, lambda at: 34 - at), known)
    assert lines == [("total", "rank"), ("total", "rank")]


SIDE_BY_SIDE = ["Điểm PCI", "Hạng PCI", "PAPI 2024", "Xếp hạng CCHC", "Chỉ số 766"]


def test_indices_side_by_side_are_read_each_by_itself(known):
    columns = [falling("73", "0.3"), ranks, falling("47", "0.1"), ranks, falling("80", "0.2")]
    made = scored("Tổng hợp các chỉ số năm 2025", SIDE_BY_SIDE, *columns)
    tables = recognise(made, known).tables
    heads = [[line.heading for line in table.lines if line.role == "figure"] for table in tables]
    assert [table.index_code for table in tables] == ["pci", "papi", "par", "psi"]
    assert heads == [SIDE_BY_SIDE[:2], ["PAPI 2024"], ["Xếp hạng CCHC"], ["Chỉ số 766"]]
    assert (tables[0].period, tables[1].period) == ("2025", "2024")
    assert [table.new_index_name for table in tables] == ["PCI", "PAPI", "PAR INDEX", None]
    (chosen,) = recognise(made, known, Given(index="papi")).tables
    assert [line.heading for line in chosen.lines if line.role == "figure"] == ["PAPI 2024"]


def test_a_part_with_the_name_of_an_index_puts_no_indices_side_by_side(known):
    heads = ["Chuyển đổi số", "Cải cách hành chính", "Đất đai", "Điểm HPI"]
    columns = [falling(str(8 + at), "0.05") for at in range(4)]
    tables = recognise(scored("Chỉ số hạnh phúc (HPI) năm 2025", heads, *columns), known).tables
    assert [table.index_code for table in tables] == ["hpi"]


@pytest.mark.parametrize(
    ("code", "total"), [("pci", "Điểm số PCI"), ("sipas", "Chỉ số hài lòng chung"), ("par", "CCHC")]
)
def test_an_index_is_called_the_same_once_it_is_known(known, code, total):
    later = replace(known, indices=(*known.indices, Index(code, *[code.upper()] * 4)))
    heads = ["Tiếp cận dịch vụ", total, "Bảng xếp hạng"]
    made = scored(
        f"{code.upper()} năm 2026", heads, falling("8", "0.05"), falling("73", "1"), ranks
    )
    (reading,) = recognise(made, later).tables
    read = [(line.indicator_code, line.measure) for line in reading.lines if line.role == "figure"]
    assert (reading.index_code, reading.new_index) == (code, False)
    assert read == [("total", "score"), ("total", "rank")]


def test_parts_with_scores_and_ranks_of_their_own(known):
    """ "Cải cách thể chế / Điểm": the innermost level alone would be the total."""
    heads = ["Cải cách thể chế", "Tài chính công", "Chỉ số tổng hợp"]
    wide = [None if at % 2 else heads[at // 2] for at in range(6)]
    columns = [falling("9", "0.05"), ranks, falling("8", "0.05"), ranks, falling("90", "1"), ranks]
    made = scored(
        "PAR INDEX 2025", ["Điểm", "Hạng"] * 3, *columns, above=[["Tỉnh, thành phố", *wide]]
    )
    lines, _ = settled(made, known)
    codes = ["cai_cach_the_che", "tai_chinh_cong", "total"]
    assert lines == [(code, measure) for code in codes for measure in ("score", "rank")]


def test_a_long_table_names_its_parts_in_its_rows(known):
    parts = ["Tham gia của người dân", "Công khai, minh bạch", "Tổng điểm PAPI"]
    units = list(shapes.names("vn34").values())
    rows = [[unit, part, Decimal(40)] for unit in units for part in parts]
    made = book(sheet([["Chỉ số PAPI năm 2025"], ["Tỉnh", "Chỉ tiêu", "Điểm"], *rows]))
    (reading,) = recognise(made, known).tables
    extraction = extract(made, reading, known)
    codes = ["tham_gia_cua_nguoi_dan", "cong_khai_minh_bach", "total"]
    assert [node.name for node in reading.new_indicators] == parts[:2]
    assert extraction.figures["indicator_code"].to_pylist() == codes * 34
    assert extraction.unreadable == ()


@pytest.mark.parametrize(
    ("title", "figures"),
    [
        ("Chỉ số thành phần Tiếp cận đất đai, PCI năm 2025", 0),
        ("Điểm nội dung 2, PAPI năm 2025", 0),
        ("PAPI năm 2025: tổng hợp 8 chỉ số nội dung của các tỉnh", 68),
        ("Chỉ số PCI và các chỉ số thành phần năm 2025", 68),
    ],
)
def test_a_table_of_one_part_is_not_of_the_total(known, var, title, figures):
    made = scored(title, ["Điểm", "Hạng"], falling("8", "0.05"), ranks)
    (reading,) = recognise(made, known).tables
    extraction = extract(made, reading, known)
    assert extraction.figures.num_rows == figures
    assert assemble(Store(var).snapshot(), Intake(book=made, tables=(Table(reading, extraction),)))


@pytest.mark.parametrize("heads", [["Điểm HPI"], ["Điểm HPI", "Hạng HPI"], ["HPI 2025"]])
def test_an_abbreviation_beside_the_index_may_be_another_one_and_is_asked(known, heads):
    columns = [falling("8", "0.05"), falling("73", "1")]
    more = [falling("40", "0.7") if "Điểm" in head else ranks for head in heads]
    made = scored("PCI năm 2025", ["Tiếp cận đất đai", "Điểm PCI", *heads], *columns, *more)
    (reading,) = recognise(made, known).tables
    assert [line.heading for line in reading.lines if line.role == "figure"] == [
        "Tiếp cận đất đai",
        "Điểm PCI",
    ]
    asked = [line for line in reading.lines if line.heading in heads]
    assert [line.confidence for line in asked] == [0.5] * len(heads)


def test_parts_that_are_all_called_by_abbreviations_are_parts(known):
    heads = ["GNTT", "TCDD", "TMB", "Điểm PCI"]
    columns = [falling(str(8 + at), "0.05") for at in range(3)]
    (reading,) = recognise(
        scored("PCI năm 2025", heads, *columns, falling("73", "1")), known
    ).tables
    assert [line.heading for line in reading.lines if line.role == "figure"] == heads
