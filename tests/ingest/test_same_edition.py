"""Tables of one file that are of one edition: equal figures once, different ones asked once."""

import pytest

from rankings.ingest import same_edition
from rankings.ingest.assembly import Intake, _findings, assemble, recognised
from rankings.ingest.grid import Book
from rankings.ingest.intake import extract as tables_of
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.recognition import recognise
from rankings.store.versions import Store
from tests.ingest.shapes import PSI_DATE, PSI_HEAD, PSI_TITLE, TOTAL, psi_rows
from tests.ingest.sheets import Cell, book, sheet

TOTALS_HEAD = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"]
EDITION = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture(scope="module")
def at(var):
    return Store(var).snapshot()


def totals(change: int = 0, name: str = "Tổng hợp", rows: int = 34):
    body: list[list[Cell]] = [[*row[:2], row[2] - change, row[3]] for row in psi_rows(keys=TOTAL)]
    return sheet([[PSI_TITLE], [PSI_DATE], TOTALS_HEAD, *body[:rows]], name)


def details(name: str = "Chi tiết"):
    return sheet([[PSI_TITLE], [PSI_DATE], PSI_HEAD, *psi_rows()], name)


def intake(at, made: Book) -> Intake:
    return Intake(book=made, tables=tables_of(at, made, recognise(made, knowledge(at)).tables))


def clashes(taken: Intake) -> list[same_edition.Clash]:
    pairs = [(item.reading, item.extraction) for item in taken.tables]
    return same_edition.merged(pairs)[1]


def rules(at, taken: Intake) -> list[str]:
    rows = assemble(at, taken).rows.get("reading_findings")
    return [row["rule"] for row in rows.to_pylist()] if rows else []


@pytest.mark.parametrize("order", [1, -1])
def test_figures_that_two_sheets_give_alike_are_one(at, order):
    taken = intake(at, book(*[totals(), details()][::order]))
    submission = assemble(at, taken)
    assert submission.rows["observations"].num_rows == 34 * 8
    assert "reading_findings" not in submission.rows
    told = submission.recognised
    assert told["figures"] == 34 * 8
    assert sorted(table["figures"] for table in told["tables"]) == [34 * 2, 34 * 8]


def test_tables_that_differ_are_one_finding_with_the_first_pair(at):
    taken = intake(at, book(details(), totals(1), totals(2, "Khác")))
    (clash,) = clashes(taken)
    assert (clash.edition_id, clash.tables, clash.differing) == (EDITION, (0, 1, 2), 68)
    assert rules(at, taken) == ["tables_disagree"]
    # What the first table says is what is checked.
    assert assemble(at, taken).rows["observations"].num_rows == 34 * 8
    found = next(row for row in assemble(at, taken).rows["reading_findings"].to_pylist())
    assert found["place"].startswith("Tổng hợp!C")


def test_one_differing_figure_is_asked_too(at):
    table = totals()
    rows = [[*row] for row in psi_rows(keys=TOTAL)]
    rows[6][2] += 1
    other = sheet([[PSI_TITLE], [PSI_DATE], TOTALS_HEAD, *rows], "Bản 2")
    (clash,) = clashes(intake(at, book(table, other)))
    assert (clash.differing, clash.place, clash.other_place) == (1, "Tổng hợp!C10", "Bản 2!C10")


def test_tables_of_two_editions_are_not_compared(at):
    month = sheet(
        [[PSI_TITLE], ["Tháng 9 năm 2026"], TOTALS_HEAD, *psi_rows(keys=TOTAL)], "Tháng 9"
    )
    taken = intake(at, book(totals(1), month))
    assert not clashes(taken)
    assert recognised(taken)["figures"] == 2 * 34 * 2


@pytest.mark.parametrize(("change", "kept"), [(0, 34 * 2), (1, 35 * 2)])
def test_a_row_that_says_the_same_again_is_left_out_and_another_one_stays(at, change, kept):
    rows = psi_rows(keys=TOTAL)
    again = [*rows[0][:2], rows[0][2] - change, rows[0][3]]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], TOTALS_HEAD, *rows, again], "A"), totals())
    taken = intake(at, made)
    (first, _), _ = same_edition.merged([(t.reading, t.extraction) for t in taken.tables])
    assert first.figures.num_rows == kept


def test_a_file_without_a_period_is_asked_for_it_in_one_sentence(at):
    made = book(
        sheet([["Chỉ số 766 (từ 01/10/2026 đến 09/10/2026)"], TOTALS_HEAD, *psi_rows(keys=TOTAL)])
    )
    found = list(_findings(at, intake(at, made)))
    assert [(one["rule"], '"field": "period"' in one["details"]) for one in found] == [
        ("not_recognised", True)
    ]
    assert '"waiting": true' in found[0]["details"]
