"""Scores of a month beside those since 1 January in one table: two editions, as in two sheets."""

import pytest

from rankings.ingest.proposal import Given
from rankings.ingest.recognition import recognise
from tests.ingest.shapes import TOTAL, psi_rows
from tests.ingest.sheets import book, sheet

SEPTEMBER, TO_DATE = ("2026-09", "month"), ("2026-09-30", "year_to_date")


def tables(known, heads: list[str], *titles: str, above=(), given=None):
    """What is read of a table with these columns of scores, or of scores and ranks by turns."""
    rows = []
    for number, name, score, rank in psi_rows(keys=TOTAL):
        cells = [rank if "ạng" in head else score for head in heads]
        rows.append([number, name, *cells])
    head = ["STT", "Tỉnh, thành phố", *heads]
    top = [["STT", "Tỉnh, thành phố", *above]] if above else []
    made = book(sheet([*([title] for title in titles), *top, head, *rows]))
    return recognise(made, known, given).tables


def headed(table) -> list[str]:
    return [line.heading for line in table.lines if line.role == "figure"]


@pytest.mark.parametrize(
    "heads",
    [
        ["Điểm tháng", "Điểm năm"],
        ["Điểm tháng 9", "Điểm lũy kế"],
        ["Điểm trong tháng", "Điểm từ đầu năm"],
        ["Điểm năm", "Điểm tháng"],
    ],
)
def test_a_month_beside_what_is_counted_is_two_editions(known, heads):
    read = tables(known, heads, "Chỉ số 766", "Tháng 9 năm 2026")
    by_period = {(table.period, table.period_type): headed(table) for table in read}
    month, to_date = sorted(heads, key=lambda head: "tháng" not in head)
    assert by_period == {SEPTEMBER: [month], TO_DATE: [to_date]}
    sure = {table.period_type: table.confidence["period"] for table in read}
    # The last day of what is counted is not stated, and is asked.
    assert sure["month"] > 0.6 >= sure["year_to_date"]


def test_groups_of_columns_with_ranks_are_two_editions(known):
    above = ["Điểm tháng", "Điểm tháng", "Điểm năm", "Điểm năm"]
    heads = ["Điểm", "Xếp hạng"] * 2
    read = tables(known, heads, "Chỉ số 766 lũy kế đến ngày 09/10/2026", above=above)
    assert [table.period_type for table in read] == ["month", "year_to_date"]
    assert [headed(table) for table in read] == [
        ["Điểm tháng / Điểm", "Điểm tháng / Xếp hạng"],
        ["Điểm năm / Điểm", "Điểm năm / Xếp hạng"],
    ]
    assert read[1].period == "2026-10-09"


@pytest.mark.parametrize(("given", "head"), [("month", "Điểm tháng"), ("year_to_date", "Điểm năm")])
def test_the_kind_that_a_person_gave_is_read_alone(known, given, head):
    heads, title = ["Điểm tháng", "Điểm năm"], "Chỉ số 766 tháng 9 năm 2026"
    (table,) = tables(known, heads, title, given=Given(period_type=given))
    assert (headed(table), table.period_type) == ([head], given)


@pytest.mark.parametrize(
    "heads",
    [
        ["Điểm tháng 8", "Điểm tháng 9"],
        ["Điểm tháng", "Tổng điểm"],
        ["Tổng điểm", "Xếp hạng"],
        ["Điểm tháng 8", "Điểm tháng 9", "Lũy kế 9 tháng"],
    ],
)
def test_any_other_table_is_not_parted(known, heads):
    assert len(tables(known, heads, "Chỉ số 766", "Năm 2026")) == 1


def test_scores_of_two_named_months_stand_in_a_column_each(known):
    (table,) = tables(known, ["Điểm tháng 8", "Điểm tháng 9"], "Chỉ số 766", "Năm 2026")
    lines = [line for line in table.lines if line.role == "figure"]
    assert [(line.indicator_code, line.period) for line in lines] == [
        ("total", "2026-08"),
        ("total", "2026-09"),
    ]
