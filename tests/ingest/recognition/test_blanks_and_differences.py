"""Rows without figures cost no heading; columns of differences are left out and named."""

import pytest

from rankings.ingest.extraction import extract
from rankings.ingest.proposal import SURE
from rankings.ingest.recognition import recognise
from rankings.sentences import upload
from rankings.words.text import words
from tests.ingest.shapes import PSI_DATE, PSI_HEAD, PSI_TITLE, TOTAL, psi_rows
from tests.ingest.sheets import book, sheet

HEAD = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"]


@pytest.mark.parametrize("blank", ["-", "N/A", "chưa công bố", "…", "không xếp hạng"])
@pytest.mark.parametrize("rows", [[0], [0, 1, 2], [33], range(25)], ids=str)
def test_rows_of_blanks_cost_no_heading(known, blank, rows):
    body = psi_rows()
    for at in rows:
        body[at][2:] = [blank] * 8
    made = book(sheet([[PSI_TITLE], [PSI_DATE], PSI_HEAD, *body]))
    (table,) = recognise(made, known).tables
    read = extract(made, table, known)
    assert read.figures.num_rows == (34 - len(rows)) * 8
    assert not read.unreadable
    assert [line.heading for line in table.lines] == PSI_HEAD


DIFFERENCES = ["So sánh", "So sánh với kỳ trước", "Tăng/giảm", "Tăng (giảm)", "Tăng/giảm hạng"]
DIFFERENCES += ["Chênh lệch", "Chênh lệch so với tháng trước", "Biến động", "Thay đổi", "+/-", "▲▼"]
DIFFERENCES += ["Mức độ tăng giảm", "Difference", "Change in rank", "Increase/decrease", "Δ"]
DIFFERENCES += ["Compared with 2025", "vs. last month"]


@pytest.mark.parametrize("heading", DIFFERENCES)
@pytest.mark.parametrize("whole", [True, False])
def test_a_column_of_differences_is_left_out_and_said(known, heading, whole):
    body = [
        [*row, at % 7 - 3 if whole else f"{at % 7 - 3},5"]
        for at, row in enumerate(psi_rows(keys=TOTAL))
    ]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], [*HEAD, heading], *body], "766"))
    found = recognise(made, known)
    (table,) = found.tables
    assert [line.measure for line in table.lines if line.role == "figure"] == ["score", "rank"]
    assert table.sure
    (remark,) = found.remarks
    assert upload.remark(words("vi"), remark) == (
        f"Trang tính 766: không đọc các cột chênh lệch, so sánh: E “{heading}”."
    )


@pytest.mark.parametrize("heading", ["So sánh", "So sánh với năm 2025", "Tăng/giảm"])
def test_a_group_of_differences_is_no_score_and_no_rank(known, heading):
    """The table has no ranks of its own, so that nothing else is a rank."""
    body = [[*row, "0,5", at % 7 - 3] for at, row in enumerate(psi_rows(keys=TOTAL[:1]))]
    head = [[*HEAD[:3], heading, None], [None, None, None, "Điểm", "Hạng"]]
    merged = [(2, 3, 2, 4), *((2, at, 3, at) for at in range(3))]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], *head, *body], merged=merged))
    (table,) = recognise(made, known).tables
    assert [line.heading for line in table.lines if line.role == "figure"] == ["Tổng điểm"]


def test_a_table_without_differences_is_told_nothing(known):
    made = book(sheet([[PSI_TITLE], [PSI_DATE], ["-", *HEAD[1:]], *psi_rows(keys=TOTAL)]))
    assert not recognise(made, known).remarks


def test_ranks_of_two_years_beside_their_change_are_sure(known):
    """A change stands beside ranks and no score, and each rank says of which year it is."""
    body = [[row[0], row[1], 35 - row[0], row[0], "+1"] for row in psi_rows(keys=TOTAL)]
    head = [*HEAD[:2], "Hạng 2024", "Hạng 2025", "Tăng/giảm"]
    made = book(sheet([["Bộ chỉ số 766"], head, *body]))
    (table,) = recognise(made, known).tables
    ranks = [line for line in table.lines if line.role == "figure"]
    assert [(line.measure, line.period) for line in ranks] == [("rank", "2024"), ("rank", "2025")]
    assert all(line.confidence >= SURE for line in ranks)


@pytest.mark.parametrize("group", ["Tổng hợp", "Chỉ số 766", "Tổng điểm"])
def test_a_value_below_the_name_of_the_index_is_its_total(known, group):
    head = [[*HEAD[:2], group, None], [None, None, "Giá trị", "Xếp hạng"]]
    merged = [(2, 2, 2, 3), (2, 0, 3, 0), (2, 1, 3, 1)]
    rows = [[PSI_TITLE], [PSI_DATE], *head, *psi_rows(keys=TOTAL)]
    (table,) = recognise(book(sheet(rows, merged=merged)), known).tables
    read = [(line.indicator_code, line.measure) for line in table.lines if line.role == "figure"]
    assert read == TOTAL
    assert table.sure


@pytest.mark.parametrize(
    ("cell", "told"),
    [("Công khai 17,1; tiến độ 19,0", True), ("tăng 0,5 điểm", False), ("2 bậc, 3 điểm", False)],
)
def test_a_column_of_several_figures_among_words_is_said(known, cell, told):
    body = [[*row, cell] for row in psi_rows(keys=TOTAL)]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], [*HEAD, "Chi tiết"], *body], "766"))
    remarks = [upload.remark(words("vi"), remark) for remark in recognise(made, known).remarks]
    assert [text.split(":")[0] for text in remarks] == (
        ["Trang tính 766, cột E “Chi tiết”"] if told else []
    )
