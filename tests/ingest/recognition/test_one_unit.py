"""Tables of one unit alone: read where its name is beyond doubt, else left as they are."""

import pytest

from rankings.ingest.extraction import extract
from rankings.ingest.recognition import recognise
from rankings.ingest.recognition.one_unit import with_unit
from rankings.sentences import upload
from rankings.words.text import words
from tests.ingest.shapes import PSI_HEAD, TOTAL, psi_rows
from tests.ingest.sheets import book, sheet

HEAD = ["Chỉ tiêu", "Điểm tối đa", "Điểm", "Xếp hạng"]
ROWS = [
    ["Công khai, minh bạch", 18, "16,5", 9],
    ["Tiến độ giải quyết", 20, "18,25", 11],
    ["Số hóa hồ sơ", 22, "9,08", 34],
    ["Mức độ hài lòng", 18, 17, 5],
    ["Tổng điểm", 100, "80,5", 12],
]
OF = "Kết quả Chỉ số 766 tháng 10 năm 2026"


def made_of(title: str | None, name: str = "Sheet1", file_name: str = "bang.xlsx", rows=ROWS):
    """A book of one table of one unit."""
    above = [[title]] if title else []
    return book(sheet([*above, HEAD, *rows], name), file_name=file_name)


@pytest.mark.parametrize(
    ("made", "where"),
    [
        (made_of(f"{OF} tỉnh Đắk Lắk"), "Sheet1!A1"),
        (made_of("Ket qua Chi so 766 tinh Dak Lak thang 10 nam 2026"), "Sheet1!A1"),
        (made_of(OF, name="Đắk Lắk"), "Đắk Lắk"),
        (made_of(OF, file_name="766_Đắk_Lắk.xlsx"), "766_Đắk_Lắk.xlsx"),
    ],
)
def test_indicators_in_rows_are_of_the_unit_that_is_named(known, made, where):
    completed = with_unit(made, known)
    (table,) = recognise(completed, known).tables
    extracted = extract(completed, table, known)
    assert (table.index_code, table.period, table.scheme, table.shape) == (
        "psi",
        "2026-10",
        "vn34",
        "long",
    )
    assert table.sure
    assert not table.complete
    read = {
        (row["unit_code"], row["indicator_code"], row["measure"]): str(row["value"])
        for row in extracted.figures.to_pylist()
    }
    assert len(read) == 10
    assert float(read["66", "digitisation", "score"]) == 9.08
    assert float(read["66", "total", "rank"]) == 12
    (remark,) = completed.remarks
    told = upload.remark(words("vi"), remark)
    assert "của Đắk Lắk" in told
    assert where in told


@pytest.mark.parametrize(
    "made",
    [
        made_of(OF),
        made_of(f"{OF} tỉnh Đắk Lắk so với Gia Lai"),
        made_of(f"{OF} tỉnh Đắk Lắk", file_name="Gia Lai.xlsx"),
        made_of(f"{OF} xã Krông Pắc, tỉnh Đắk Lắk"),
        made_of(f"{OF}, Sở Tài chính tỉnh Đắk Lắk"),
        made_of("Ket qua xa Krong Pac, tinh Dak Lak"),
        made_of(f"{OF} tỉnh Đắk Lắk", rows=[["Việc thứ nhất", 1, 2, 3], *ROWS[:2]]),
        book(sheet([["Đắk Lắk"], PSI_HEAD, *psi_rows(keys=TOTAL)])),
    ],
)
def test_a_table_of_a_unit_in_doubt_stays_as_it_is(known, made):
    assert with_unit(made, known) == made
