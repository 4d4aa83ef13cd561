"""Where a file leaves something open, the guess is shown open: its confidence is below SURE."""

from decimal import Decimal

import pytest

from rankings.ingest.assembly import Intake, assemble
from rankings.ingest.grid import Book
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import SURE, TableReading
from rankings.ingest.recognition import recognise
from rankings.store.versions import Store
from tests.ingest import shapes
from tests.ingest.shapes import PSI, PSI_DATE, PSI_HEAD, PSI_TITLE, TOTAL, psi_rows
from tests.ingest.sheets import book, sheet

HEAD = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"]


def only_table(made: Book, known: Knowledge) -> TableReading:
    (table,) = recognise(made, known).tables
    return table


def totals(*above: list, head: list = HEAD, file_name: str = "bang.xlsx", rows=None) -> Book:
    body = psi_rows(keys=TOTAL) if rows is None else rows
    return book(sheet([*above, head, *body]), file_name=file_name)


def test_nothing_names_the_index(known):
    table = only_table(totals(["Lũy kế đến ngày 10/10/2026"]), known)
    assert table.index_code is None
    assert table.confidence["index_code"] < SURE


def test_two_indices_are_named(known):
    table = only_table(totals(["So sánh DTI và Chỉ số 766 năm 2025"]), known)
    assert table.confidence["index_code"] < SURE


def test_no_period_is_named(known):
    table = only_table(totals([PSI_TITLE]), known)
    assert table.period is None
    assert table.confidence["period"] < SURE


def test_two_periods_are_named(known):
    table = only_table(
        totals([PSI_TITLE], ["Tháng 9 năm 2026"], file_name="766 tháng 10 năm 2026.xlsx"), known
    )
    assert table.confidence["period"] < SURE


def test_a_bare_day_may_be_of_a_month_or_of_a_year_to_date(known):
    table = only_table(totals([PSI_TITLE], ["10/10/2026"]), known)
    assert table.period_type == "year_to_date"
    assert table.confidence["period_type"] < SURE


def test_names_of_both_schemes_are_judged_by_the_day_of_publication(known):
    both = [[1, "Hà Nội", "0,8"], [2, "Huế", "0,7"], [3, "Lai Châu", "0,6"]]
    for day, scheme in (("30 tháng 6", "vn63"), ("01 tháng 7", "vn34")):
        above = [["DTI năm 2024"], [f"Hà Nội, ngày {day} năm 2025"]]
        table = only_table(totals(*above, head=HEAD[:3], rows=both), known)
        assert table.scheme == scheme
        assert table.published_on is not None


def test_names_of_both_schemes_without_a_day_are_left_open(known):
    both = [[1, "Hà Nội", "0,8"], [2, "Huế", "0,7"], [3, "Lai Châu", "0,6"]]
    table = only_table(totals(["DTI năm 2024"], head=HEAD[:3], rows=both), known)
    assert table.confidence["scheme"] < SURE


def test_a_period_without_a_method_is_left_open(known):
    table = only_table(totals(["Chỉ số 766 năm 2019"]), known)
    assert table.method_code is None
    assert table.confidence["method_code"] < SURE


def test_two_signed_days(known):
    above = [["Hà Nội, ngày 12 tháng 10 năm 2026"], [PSI_TITLE], [PSI_DATE]]
    rows = [*psi_rows(keys=TOTAL), [], ["Đắk Lắk, ngày 15 tháng 10 năm 2026"]]
    table = only_table(totals(*above, rows=rows), known)
    assert table.confidence["published_on"] < SURE


def test_provisional_only_in_a_note(known):
    rows = [*psi_rows(keys=TOTAL), [], ["Ghi chú: số liệu một số tỉnh là sơ bộ"]]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], rows=rows), known)
    assert table.status == "provisional"
    assert table.confidence["status"] < SURE


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("(số liệu sơ bộ)", "provisional"),
        ("(tạm tính)", "provisional"),
        ("TỰ ĐÁNH GIÁ", "self_reported"),
    ],
)
def test_a_status_in_the_title_is_sure(known, words, status):
    table = only_table(totals([f"{PSI_TITLE} {words}"], [PSI_DATE]), known)
    assert table.status == status
    assert table.confidence["status"] >= SURE


def test_one_province_short_of_all(known):
    rows = psi_rows(keys=TOTAL)[:-1]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], rows=rows), known)
    assert not table.complete
    assert table.confidence["complete"] < SURE


def test_a_column_nobody_knows(known):
    rows = [[*row, Decimal(place)] for place, row in enumerate(psi_rows(keys=TOTAL), start=3)]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], head=[*HEAD, "Hệ số K"], rows=rows), known)
    assert table.lines[-1].role == "ignored"
    assert not table.sure


def test_two_columns_of_one_name(known):
    rows = [[*row[:3], row[2] - 1, row[3]] for row in psi_rows(keys=TOTAL)]
    head = [*HEAD[:3], "Tổng điểm", HEAD[3]]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], head=head, rows=rows), known)
    assert [line.role for line in table.lines[2:4]] == ["figure", "ignored"]
    assert all(line.confidence < SURE for line in table.lines[2:4])


def test_two_columns_that_could_both_be_the_total(known):
    rows = [[*row[:2], row[2], row[2] / 2, row[3]] for row in psi_rows(keys=TOTAL)]
    head = [*HEAD[:2], "Kết quả A", "Kết quả B", HEAD[3]]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], head=head, rows=rows), known)
    assert table.confidence["lines"] < SURE


def test_scores_beyond_the_scale(known):
    rows = [[*row[:2], row[2] * 7, row[3]] for row in psi_rows(keys=TOTAL)]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], rows=rows), known)
    assert table.confidence["lines"] < SURE


def test_shares_given_as_points_are_divided_but_looked_at(known):
    shape = shapes.dti_wide("dti_of_100", 100)
    table = only_table(shape.book, known)
    assert {line.divided_by for line in table.lines if line.measure == "score"} == {100}
    assert table.confidence["lines"] < SURE


def test_an_ordinal_without_a_heading_is_no_rank(known):
    head = [None, *PSI_HEAD[1:-1]]
    rows = [row[:-1] for row in psi_rows()]
    table = only_table(book(sheet([[PSI_TITLE], [PSI_DATE], head, *rows])), known)
    assert table.lines[0].role == "ordinal"
    assert table.lines[0].confidence < SURE


def test_a_list_without_headings_is_looked_at(known):
    table = only_table(shapes.no_header().book, known)
    assert not table.sure


def test_ranks_under_headings_of_scores(known):
    """Whole numbers beyond the maximum of the component are ranks, and that is looked at."""
    ranks = {part: shapes._ranks(part) for part in shapes.PARTS}
    names = shapes.names("vn34")
    rows = [[n, names[unit], *(ranks[p][unit] for p in ranks)] for n, unit in enumerate(names, 1)]
    table = only_table(book(sheet([[PSI_TITLE], [PSI_DATE], PSI_HEAD[:-2], *rows])), known)
    figures = [line for line in table.lines if line.role == "figure"]
    assert {line.measure for line in figures} == {"rank"}
    assert all(line.confidence < SURE for line in figures)


def test_a_file_of_the_table_itself_is_sure_of_all(known):
    """The other side: with nothing planted, every field is sure."""
    table = only_table(totals([PSI_TITLE], [PSI_DATE]), known)
    assert table.sure, table.confidence
    assert len(shapes.published(PSI)) == 34


def test_provinces_that_stand_twice_without_a_word_why(known):
    rows = [*psi_rows(keys=TOTAL), *psi_rows(shapes.PSI_BEFORE, keys=TOTAL)]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], rows=rows), known)
    assert table.confidence["lines"] < SURE


def test_the_day_of_an_update_is_no_period(known):
    rows = [[*row, "12/10/2026"] for row in psi_rows(keys=TOTAL)]
    head = [*HEAD, "Ngày cập nhật"]
    table = only_table(totals([PSI_TITLE], [PSI_DATE], head=head, rows=rows), known)
    assert table.lines[-1].role == "ignored"
    assert table.period == "2026-10-10"


def of_units(names: list[str], *above: str, head: str = "Đơn vị", name: str = "Sheet1") -> Book:
    rows = [[at + 1, unit, Decimal(90) - at, at + 1] for at, unit in enumerate(names)]
    lines = [[line] for line in above]
    return book(sheet([*lines, ["TT", head, "Tổng điểm", "Hạng"], *rows], name))


# Made up, so that no list of ours knows them.
ELSEWHERE = ["Ia Xa", "Ia Xe", "Ia Xi", "Ia Xo", "Ia Xu", "Chư Xa", "Chư Xe"]


def communes(known: Knowledge) -> list[str]:
    return [unit.name_vi for unit in known.units_of("daklak102")]


@pytest.mark.parametrize(
    "made",
    [
        lambda known: of_units(communes(known)[:40], "Chỉ số 766 lũy kế đến 09/10/2026"),
        lambda known: of_units(ELSEWHERE, "Chỉ số 766 của các xã, phường năm 2026"),
        lambda known: of_units(ELSEWHERE, "Chỉ số 766 năm 2026", head="Xã, phường"),
        lambda known: of_units(["Phú Yên", *ELSEWHERE], "Chỉ số 766 cấp xã năm 2026"),
        lambda known: of_units(["Ea Kar", *ELSEWHERE], "Chỉ số 766 năm 2026", name="Cấp xã"),
    ],
)
def test_a_table_of_communes_is_refused_as_one(known, made):
    read = recognise(made(known), known)
    assert read.tables == ()
    assert [left.reason for left in read.left_out] == ["communes"]


@pytest.mark.parametrize(
    "more",
    [
        lambda known: ["Số liệu tổng hợp của các xã, phường"],
        lambda known: communes(known)[:20],
    ],
)
def test_a_table_of_provinces_with_communes_is_one_of_provinces(known, more):
    names = [shapes.names("vn34")[unit] for unit, _ in shapes.by_rank(PSI)]
    made = of_units([*names, *more(known)], PSI_TITLE, PSI_DATE, "Kể cả các xã, phường")
    assert only_table(made, known).index_code == "psi"


def test_a_table_of_communes_is_told_in_one_sentence(known, var):
    left = recognise(of_units(ELSEWHERE, "Chỉ số 766 của các xã, phường"), known).left_out
    made = assemble(Store(var).snapshot(), Intake(book=book(), tables=(), left_out=left))
    (row,) = made.rows["reading_findings"].to_pylist()
    assert (row["rule"], row["place"]) == ("commune_table", "Sheet1")
