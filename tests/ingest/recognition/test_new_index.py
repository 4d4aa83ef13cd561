"""An index that the store has never seen: named by the title, its structure read from the file."""

from decimal import Decimal

import pytest

from rankings.ingest.extraction import extract
from rankings.ingest.proposal import Given, NewIndicator
from rankings.ingest.recognition import recognise
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.ingest.recognition.structure import structure_of
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
