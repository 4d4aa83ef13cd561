"""The period of a table by all that is said of it: stated surely, or asked with every sign."""

from dataclasses import dataclass
from datetime import date

import pytest

from rankings.ingest.assembly import _unsure
from rankings.ingest.grid import Book
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import Given, TableReading
from rankings.ingest.recognition import recognise
from rankings.ingest.recognition.period_signs import choices
from rankings.sentences import upload_periods
from rankings.words.text import words
from tests.ingest.shapes import TOTAL, psi_rows
from tests.ingest.sheets import book, sheet

HEAD = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"]
TO_9_OCTOBER = ("2026-10-09", "year_to_date")
TO_31_OCTOBER = ("2026-10-31", "year_to_date")
OCTOBER = ("2026-10", "month")
NOBODY_KNOWS = (None, None)
OCTOBER_TITLE = "Chỉ số 766 tháng 10 năm 2026"
FULL_NOTE = "Ghi chú: số liệu từ ngày 01/01/2026 đến ngày 09/10/2026."


@dataclass(frozen=True)
class Laid:
    """A table with what stands round it: titles, notes, names of sheet and file, a cover sheet."""

    titles: tuple[str, ...] = ("Chỉ số 766",)
    notes: tuple[str, ...] = ()
    name: str = "Sheet1"
    file: str = "bang.xlsx"
    score: str = "Tổng điểm"
    gap: int = 1
    cover: tuple[str, ...] = ()

    @property
    def book(self) -> Book:
        head = [*HEAD[:2], self.score, HEAD[3]]
        notes = [*[[] for _ in range(self.gap)], *([text] for text in self.notes)]
        rows = [*([text] for text in self.titles), head, *psi_rows(keys=TOTAL), *notes]
        first = [sheet([[text] for text in self.cover], "Bìa")] if self.cover else []
        return book(*first, sheet(rows, self.name), file_name=self.file)


def read(laid: Laid, known: Knowledge, given: Given | None = None) -> TableReading:
    (table,) = recognise(laid.book, known, given).tables
    return table


def asked(table: TableReading) -> bool:
    """True when the period does not pass without a word: a finding, or none that is known."""
    fields = {one.get("rule") for one in _unsure(table) if '"period' in one["details"]}
    return table.period is None or "unsure_field" in fields


SURE = [
    # Said in one breath, in two lines, or by the sheet and the file together.
    (Laid((f"{OCTOBER_TITLE} (lũy kế từ đầu năm đến ngày 09/10/2026)",)), TO_9_OCTOBER),
    (Laid((OCTOBER_TITLE, "(Lũy kế đến ngày 09/10/2026)")), TO_9_OCTOBER),
    (Laid(("Chỉ số 766 (01/01 - 09/10/2026)",), file="766 tháng 10 2026.xlsx"), TO_9_OCTOBER),
    (Laid(("Chỉ số 766 năm 2026", "(từ đầu năm đến 09/10)")), TO_9_OCTOBER),
    (Laid(name="Điểm năm", file="bao_cao_766_09-10-2026.xlsx"), TO_9_OCTOBER),
    (Laid(name="Năm", file="766_09-10-2026.xlsx"), TO_9_OCTOBER),
    (Laid((OCTOBER_TITLE,), name="Điểm năm", file="766_09-10-2026.xlsx"), TO_9_OCTOBER),
    (Laid(("Chỉ số 766 lũy kế từ đầu năm đến 09/10/2026",), name="Tháng 10"), TO_9_OCTOBER),
    (Laid(notes=("Số liệu lũy kế từ 01/01/2026 đến 09/10/2026",)), TO_9_OCTOBER),
    (Laid(("Index 766, cumulative from 1 January to 9 October 2026",)), TO_9_OCTOBER),
    (Laid(("Chỉ số 766 từ ngày 01 tháng 01 đến ngày 09 tháng 10 năm 2026",)), TO_9_OCTOBER),
    (Laid(("Chỉ số 766 lũy kế đến hết tháng 10/2026",)), TO_31_OCTOBER),
    (Laid(("Chỉ số 766 lũy kế 10 tháng năm 2026",)), TO_31_OCTOBER),
    (Laid(("Public service index 766, January to October 2026",)), TO_31_OCTOBER),
    (Laid(("Chỉ số 766, 9 tháng đầu năm 2026",)), ("2026-09-30", "year_to_date")),
    (Laid(("Index 766, first nine months of 2026",)), ("2026-09-30", "year_to_date")),
    # The name of the sheet, with a year from elsewhere; it picks from what the title names.
    (Laid(name="Tháng 11", file="766 năm 2025.xlsx"), ("2025-11", "month")),
    (Laid(("Chỉ số 766 năm 2025",), name="Quý III"), ("2025-Q3", "quarter")),
    (Laid(("Chỉ số 766 năm 2026",), name="9 tháng"), ("2026-09-30", "year_to_date")),
    (Laid(("Public service index 766 - 2025",), name="Nov"), ("2025-11", "month")),
    (Laid(("766: quý III và 9 tháng đầu năm 2026",), name="Quý III"), ("2026-Q3", "quarter")),
    (
        Laid(("766: quý III và 9 tháng đầu năm 2026",), name="9 tháng"),
        ("2026-09-30", "year_to_date"),
    ),
    # A month that is one.
    (Laid((OCTOBER_TITLE,)), OCTOBER),
    (Laid((f"{OCTOBER_TITLE} (không lũy kế)",)), OCTOBER),
    (Laid(("Chỉ số 766 (từ 01/10/2026 đến 31/10/2026)",)), OCTOBER),
    (Laid(name="Điểm tháng", file="766_31-10-2026.xlsx"), OCTOBER),
    (Laid(name="Điểm tháng", file="766_T10_2026.xlsx"), OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("So với tháng 9 năm 2026, Đắk Lắk tăng 1 bậc.",)), OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("Đắk Lắk, ngày 05 tháng 11 năm 2026",)), OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("Nguồn: Cổng, trích xuất ngày 03/11/2026",)), OCTOBER),
]


@pytest.mark.parametrize(("laid", "period"), SURE)
def test_a_period_that_is_stated_is_not_asked(known, laid, period):
    table = read(laid, known)
    assert (table.period, table.period_type) == period
    assert not asked(table)
    assert not table.signs


ASKED = [
    # A month in the title or the file, and something says that the year is counted.
    (Laid(name="Điểm năm", file="bao_cao_T10_2026.xlsx"), TO_31_OCTOBER),
    (Laid(name="Điểm năm 2026", file="766_T10.2026.xlsx"), TO_31_OCTOBER),
    (Laid((OCTOBER_TITLE,), name="Lũy kế"), TO_31_OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=(FULL_NOTE,)), TO_9_OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=(FULL_NOTE,), gap=120), TO_9_OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("(*) Tính từ 01/01 đến 09/10/2026",)), TO_9_OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("Điểm là điểm lũy kế từ đầu năm.",)), TO_31_OCTOBER),
    (Laid((OCTOBER_TITLE,), cover=("BÁO CÁO", FULL_NOTE)), TO_9_OCTOBER),
    (Laid((OCTOBER_TITLE,), score="Điểm lũy kế"), TO_31_OCTOBER),
    (Laid((OCTOBER_TITLE,), score="Điểm năm"), TO_31_OCTOBER),
    (Laid(file="766 luy ke thang 10-2026.xlsx"), TO_31_OCTOBER),
    (Laid(("Index 766",), name="YTD Oct-2026"), TO_31_OCTOBER),
    (Laid(("Chỉ số 766 lũy kế quý III năm 2026",)), ("2026-09-30",)),
    (Laid(name="DiemNam", file="766_10.2026.xlsx"), TO_31_OCTOBER),
    (Laid(name="Tổng hợp năm", file="766_T10_2026.xlsx"), TO_31_OCTOBER),
    (Laid(name="LK T10", file="766 năm 2026.xlsx"), TO_31_OCTOBER),
    (Laid(("Index 766, October 2026",), name="Score (year)"), TO_31_OCTOBER),
    (Laid((OCTOBER_TITLE, "Phạm vi: lũy kế")), TO_31_OCTOBER),
    (Laid(("Index 766, October 2026 (year to date)",)), TO_31_OCTOBER),
    (Laid(("Index 766, October 2026",), name="YTD"), TO_31_OCTOBER),
    (Laid(("Chỉ số 766 quý III năm 2026",), notes=("Số liệu lũy kế",)), ("2026-09-30",)),
    (Laid(("Chỉ số 766 năm 2026",), notes=(FULL_NOTE,)), TO_9_OCTOBER),
    (
        Laid((OCTOBER_TITLE,), notes=(f"{FULL_NOTE} So với kỳ trước tăng 1 bậc.",)),
        TO_9_OCTOBER,
    ),
    # A day before its end, or another one, beside a month.
    (Laid((OCTOBER_TITLE,), notes=("Số liệu tính đến ngày 09/10/2026",)), OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("Số liệu tính đến ngày 05/11/2026",)), OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("Trích xuất ngày 09/10/2026",)), OCTOBER),
    (Laid(("Chỉ số 766 tháng 10/2026 (từ ngày 01/10 đến ngày 09/10/2026)",)), OCTOBER),
    (Laid((OCTOBER_TITLE,), notes=("Số liệu của tháng 9 năm 2026",)), OCTOBER),
    # Scores of a month, and words for the year, or a day before its end.
    (Laid(name="Điểm tháng", file="766_09-10-2026.xlsx"), OCTOBER),
    (Laid(("Chỉ số 766 lũy kế từ đầu năm đến 09/10/2026",), name="Điểm tháng"), OCTOBER),
    (Laid(("Chỉ số 766 lũy kế từ đầu năm đến 09/10/2026",), name="Tháng 9"), TO_9_OCTOBER),
    # Two periods that are both named.
    (Laid(("Chỉ số 766 quý III/2026",), file="766 9 thang 2026.xlsx"), ("2026-Q3",)),
    (Laid(("Chỉ số 766 tháng 9/2026",), name="Tháng 10"), None),
    (Laid(("Chỉ số 766 quý III/2026",), notes=("Số liệu 9 tháng đầu năm 2026",)), ("2026-Q3",)),
    (Laid(("Chỉ số 766, 10 tháng năm 2026",), notes=("Số liệu đến 09/10/2026",)), TO_31_OCTOBER),
    # What is no period of the model, or names none.
    (Laid(("Chỉ số 766 (từ 01/10/2026 đến 09/10/2026)",)), NOBODY_KNOWS),
    (Laid(("Chỉ số 766 từ ngày 05/10 đến ngày 09/10/2026",)), NOBODY_KNOWS),
    (Laid(name="Điểm tháng", file="766 năm 2025.xlsx"), NOBODY_KNOWS),
    (Laid(name="Tháng 11"), NOBODY_KNOWS),
    # A number as the name of a sheet may be a month of the year in the title.
    (Laid(("Chỉ số 766 năm 2025",), name="9"), ("2025",)),
    (Laid(("Chỉ số 766 từ đầu năm 2026 đến nay",)), ("2026",)),
]


@pytest.mark.parametrize(("laid", "proposed"), ASKED)
def test_a_period_of_which_the_signs_do_not_agree_is_asked(known, laid, proposed):
    table = read(laid, known)
    assert asked(table)
    if proposed is not None:
        assert (table.period, table.period_type)[: len(proposed)] == proposed


@pytest.mark.parametrize(
    ("days", "period"),
    [
        (("01/01/2026", "09/10/2026"), "2026-10-09"),
        (("01/10/2026", "31/10/2026"), "2026-10"),
        ((date(2026, 10, 1), date(2026, 10, 31)), "2026-10"),
        ((date(2026, 7, 1), date(2026, 9, 30)), "2026-Q3"),
    ],
)
def test_days_in_cells_beside_their_labels_are_read_together(known, days, period):
    above = [["Chỉ số 766"], ["Từ ngày:", days[0], "Đến ngày:", days[1]]]
    made = book(sheet([*above, HEAD, *psi_rows(keys=TOTAL)]))
    (table,) = recognise(made, known).tables
    assert (table.period, asked(table)) == (period, False)


def test_a_note_beside_the_figures_counts(known):
    rows = [[*row, None, None] for row in psi_rows(keys=TOTAL)]
    rows[2][5] = FULL_NOTE
    (table,) = recognise(book(sheet([[OCTOBER_TITLE], HEAD, *rows])), known).tables
    assert asked(table)
    assert [sign.place for sign in table.signs] == ["Sheet1!A1", "Sheet1!F5"]


def test_a_month_as_the_name_of_a_sheet_is_no_period_of_a_yearly_index(known):
    rows = [[at, name, "0,5"] for at, name in enumerate(("Hà Nội", "Huế", "Lai Châu"), 1)]
    made = book(sheet([["Chỉ số DTI năm 2024"], ["TT", "Tỉnh", "Giá trị DTI"], *rows], "Tháng 10"))
    (table,) = recognise(made, known).tables
    assert (table.period, table.period_type) == ("2024", "year")


def test_each_sign_is_told_with_the_place_where_it_stands(known):
    table = read(Laid((OCTOBER_TITLE,), notes=(FULL_NOTE,)), known)
    assert [(one.where, one.place, one.period) for one in table.signs] == [
        ("title", "Sheet1!A1", "2026-10"),
        ("note", "Sheet1!A38", "2026-10-09"),
    ]
    may_be = choices(table.period, table.period_type, table.signs)
    assert [one.period for one in may_be] == ["2026-10-09", "2026-10"]
    w = words("vi")
    assert [upload_periods.sign(w, one) for one in table.signs] == [
        f"ô Sheet1!A1 ghi “{OCTOBER_TITLE}”: tháng 10/2026",
        f"ghi chú ở ô Sheet1!A38 ghi “{FULL_NOTE}”: lũy kế từ đầu năm đến ngày 09/10/2026",
    ]


def test_what_a_file_says_of_no_whole_period_is_offered(known):
    table = read(Laid(("Chỉ số 766 (từ 01/10/2026 đến 09/10/2026)",)), known)
    may_be = choices(table.period, table.period_type, table.signs)
    assert [one.period for one in may_be] == ["2026-10", "2026-10-09"]


@pytest.mark.parametrize(
    ("laid", "period_type", "period"),
    [
        (Laid(name="Điểm năm", file="766_T10_2026.xlsx"), "year_to_date", "2026-10-31"),
        (Laid(name="Điểm năm", file="766_T10_2026.xlsx"), "month", "2026-10"),
        (Laid((OCTOBER_TITLE,), notes=(FULL_NOTE,)), "year_to_date", "2026-10-09"),
        (Laid((OCTOBER_TITLE,), notes=(FULL_NOTE,)), "month", "2026-10"),
        (Laid(("Chỉ số 766 (từ 01/10/2026 đến 09/10/2026)",)), "month", "2026-10"),
        (Laid(("Chỉ số 766, 09/10/2026",)), "month", "2026-10"),
    ],
)
def test_the_type_that_a_person_says_is_the_answer(known, laid, period_type, period):
    table = read(laid, known, Given(period_type=period_type))
    assert (table.period, table.period_type) == (period, period_type)
    assert not asked(table)


def test_a_last_day_that_was_taken_is_told(known):
    laid = Laid(name="Điểm năm", file="766_T10_2026.xlsx")
    given = Given(period_type="year_to_date")
    (remark,) = recognise(laid.book, known, given).remarks
    assert (remark.key, dict(remark.values)["period"]) == ("reading.last_day_taken", "2026-10-31")
    assert not recognise(laid.book, known, Given(period="2026-10-09")).remarks


def test_a_bare_day_may_be_chosen_as_a_year_to_date_or_a_month(known):
    table = read(Laid(("Chỉ số 766, 09/10/2026",)), known)
    may_be = choices(table.period, table.period_type, table.signs)
    assert [one.period for one in may_be] == ["2026-10-09", "2026-10"]
    # Beside a month that is named, the day of the report brings no second one.
    beside = read(Laid(("Chỉ số 766 tháng 9/2026",), file="766_05-10-2026.xlsx"), known)
    months = {one.period for one in choices(beside.period, beside.period_type, beside.signs)}
    assert "2026-10" not in months


def test_the_type_alone_does_not_choose_between_two_months(known):
    laid = Laid(("Chỉ số 766 tháng 9 năm 2026",), file="766 tháng 10 năm 2026.xlsx")
    assert asked(read(laid, known, Given(period_type="month")))


def test_a_period_of_one_sheet_is_not_that_of_another(known):
    two = many(["Điểm năm", "Điểm tháng"], file="766_09-10-2026.xlsx")
    given = Given(of_sheets=(("Điểm tháng", "2026-09", None),))
    periods = [(table.sheet, table.period) for table in recognise(two, known, given).tables]
    assert periods == [("Điểm năm", "2026-10-09"), ("Điểm tháng", "2026-09")]


# --- The sheets of one book -----------------------------------------------------------------------


def many(names: list[str], titles: tuple[str, ...] = (), file: str = "bang.xlsx") -> Book:
    """A sheet for each name, with its title; the last title is that of all further sheets."""
    above = [*titles, *["Chỉ số 766"] * len(names)] if len(titles) != 1 else titles * len(names)
    made = [
        sheet([[title], HEAD, *psi_rows(keys=TOTAL)], name)
        for name, title in zip(names, above, strict=False)
    ]
    return book(*made, file_name=file)


def months(made: Book, known: Knowledge) -> list[str | None]:
    """The period of each sheet; None where it is asked."""
    tables = recognise(made, known).tables
    return [None if asked(table) else table.period for table in tables]


def test_every_sheet_has_its_own_period(known):
    made = many(["Quý I", "Quý II", "6 tháng", "Tháng 7"], ("Chỉ số 766 năm 2025",))
    assert months(made, known) == ["2025-Q1", "2025-Q2", "2025-06-30", "2025-07"]


def test_the_year_comes_from_the_sheets_beside(known):
    assert months(many(["Tháng 9/2025", "Tháng 10", "Tháng 11"]), known) == [
        *("2025-09", "2025-10", "2025-11"),
    ]
    assert months(many(["Tháng 12/2025", "Tháng 11"]), known) == ["2025-12", "2025-11"]
    titled = many(["Tháng 9", "Tháng 10"], ("Chỉ số 766 năm 2025", "Chỉ số 766"))
    assert months(titled, known) == ["2025-09", "2025-10"]
    assert months(many(["Tháng 9", "Tháng 10"]), known) == [None, None]


def test_sheets_that_run_over_the_turn_of_a_year_are_asked(known):
    assert months(many(["Tháng 12/2025", "Tháng 1"]), known) == ["2025-12", None]
    of_file = many(["Tháng 11", "Tháng 12", "Tháng 1"], file="766 năm 2025.xlsx")
    assert months(of_file, known) == [None, None, None]
