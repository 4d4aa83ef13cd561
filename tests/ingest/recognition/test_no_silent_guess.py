"""What is no score, rank, period or published figure is never read as one without a word."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from rankings.ingest.assembly import _unsure
from rankings.ingest.extraction import extract
from rankings.ingest.grid import Book
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import TableReading
from rankings.ingest.recognition import recognise
from rankings.sentences import upload_periods
from rankings.words.text import words
from tests.ingest import shapes
from tests.ingest.shapes import DTI, PSI_DATE, PSI_HEAD, PSI_TITLE, TOTAL, psi_rows
from tests.ingest.sheets import Cell, book, sheet

DTI_TITLE = "CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP TỈNH (DTI) NĂM 2024"
HEAD = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"]


def only_table(made: Book, known: Knowledge) -> TableReading:
    (table,) = recognise(made, known).tables
    return table


def told(table: TableReading) -> set[str]:
    """The rules by which something of the table is found unsure."""
    return {finding["rule"] for finding in _unsure(table)}


def dti(
    heading: str = "Giá trị DTI",
    cell: Callable[[int, Decimal], Cell] = lambda _, score: score,
    title: str = DTI_TITLE,
    ranked: bool = False,
) -> Book:
    """The scores of an edition, best first, each shown by `cell` from its place and value."""
    names = shapes.names("vn63")
    rows = [
        [place, names[unit], cell(place, Decimal(row["total", "score"])), *[place] * ranked]
        for place, (unit, row) in enumerate(shapes.by_rank(DTI), start=1)
    ]
    return book(sheet([[title], ["TT", "Tỉnh", heading, *["Xếp hạng"] * ranked], *rows]))


def psi(*above: str, file_name: str = "bang.xlsx", name: str = "Sheet1") -> Book:
    rows = [*([text] for text in above), HEAD, *psi_rows(keys=TOTAL)]
    return book(sheet(rows, name), file_name=file_name)


@pytest.mark.parametrize(
    ("heading", "text"), [("Ghi chú", "Cần cải thiện"), ("Điểm (hạng)", "xem phụ lục")]
)
def test_numbers_of_rows_are_no_ranks_where_nothing_else_is_left(known, heading, text):
    table = only_table(dti(heading, lambda *_: text), known)
    assert table.lines[0].role == "ordinal"
    assert not [line for line in table.lines if line.role == "figure"]


def test_a_form_without_figures_has_no_ranks(known):
    made = book(sheet([[DTI_TITLE], PSI_HEAD, *[row[:2] for row in psi_rows(keys=TOTAL)]]))
    assert "rank" not in {line.measure for line in only_table(made, known).lines}


@pytest.mark.parametrize("name", ["Hướng dẫn", "Guidance"])
def test_a_sheet_of_guidance_tells_no_period(known, name):
    rows = [[PSI_TITLE], ["Kỳ số liệu:"], [], HEAD, *psi_rows(keys=TOTAL)]
    guidance = sheet([["Hướng dẫn"], ["Ghi kỳ số liệu ở dòng thứ hai: tháng 9/2026"]], name)
    table = only_table(book(sheet(rows, "Số liệu"), guidance), known)
    assert table.period is None


def test_a_form_without_its_period_is_not_sure_of_the_one_in_the_name_of_its_file(known):
    table = only_table(psi(PSI_TITLE, "Kỳ số liệu:", file_name="766 tháng 9 năm 2026.xlsx"), known)
    assert told(table) == {"unsure_field"}


@pytest.mark.parametrize(
    "cell",
    [
        lambda place, score: score * 100 if place == 7 else score,
        lambda place, score: score if place == 7 else score * 100,
        lambda place, score: f"{score * 100}%" if place % 2 else score,
    ],
    ids=["one_percentage", "one_share", "half_with_a_sign"],
)
def test_shares_and_percentages_in_one_column_stay_as_printed(known, cell):
    line = only_table(dti(cell=cell), known).lines[2]
    assert (line.role, line.divided_by) == ("figure", 1)
    assert told(only_table(dti(cell=cell), known)) == {"unsure_column"}


@pytest.mark.parametrize(
    "cell",
    [
        lambda place, score: 0 if place == 7 else score * 100,
        lambda place, score: 0 if place == 7 else f"{score * 100}%",
    ],
    ids=["of_numbers", "with_signs"],
)
def test_nought_among_percentages_is_one_of_them(known, cell):
    line = only_table(dti(cell=cell), known).lines[2]
    assert (line.role, line.divided_by) == ("figure", 100)


def test_shares_throughout_are_told_nothing(known):
    assert not told(only_table(dti(), known))


def test_the_type_of_a_bare_day_is_told_as_a_guess(known):
    table = only_table(psi(PSI_TITLE, "10/10/2026"), known)
    assert table.period == "2026-10-10"
    assert [one["rule"] for one in _unsure(table)] == ["unsure_field"]
    assert not told(only_table(psi(PSI_TITLE, PSI_DATE), known))


def test_figures_without_a_heading_are_told_as_a_guess(known):
    names = shapes.names("vn63")
    rows = [[names[unit], row["total", "score"]] for unit, row in shapes.by_rank(DTI)]
    table = only_table(book(sheet([[DTI_TITLE], *rows])), known)
    assert "unsure_column" in told(table)


@pytest.mark.parametrize(
    "made",
    [
        psi(PSI_TITLE, "Tháng 10 năm 2026 (lũy kế)"),
        psi(PSI_TITLE, "Quý III năm 2026 (lũy kế)"),
        psi(PSI_TITLE, name="Lũy kế", file_name="766 T9-2026.xlsx"),
    ],
    ids=["title", "quarter", "sheet"],
)
def test_a_month_that_is_called_cumulative_is_told(known, made):
    assert "unsure_field" in told(only_table(made, known))


@pytest.mark.parametrize("period", ["Tuần 41 năm 2026", "Đợt 2 năm 2026", "Week 41, 2026"])
def test_a_stretch_that_is_no_period_does_not_become_its_year(known, period):
    table = only_table(psi(PSI_TITLE, period), known)
    assert (table.period, table.confidence["period"]) == (None, 0.0)


@pytest.mark.parametrize(
    "title",
    [
        "MỤC TIÊU PHẤN ĐẤU CHỈ SỐ DTI NĂM 2024",
        "DỰ BÁO DTI NĂM 2024 (KỊCH BẢN 1)",
        "KẾ HOẠCH NÂNG HẠNG DTI NĂM 2024",
        "DTI NĂM 2024 (DỰ THẢO)",
        "DTI NĂM 2024, ƯỚC THỰC HIỆN",
    ],
)
def test_plans_and_forecasts_are_told(known, title):
    assert "unsure_field" in told(only_table(dti(title=title, ranked=True), known))


def test_a_ministry_of_planning_makes_no_plan(known):
    made = psi("BỘ KẾ HOẠCH VÀ ĐẦU TƯ", PSI_TITLE, PSI_DATE)
    assert not told(only_table(made, known))


def test_a_pillar_in_the_title_is_not_the_total(known):
    title = "XẾP HẠNG CHÍNH QUYỀN SỐ CẤP TỈNH (DTI) NĂM 2024"
    lone = only_table(dti("Giá trị", title=title, ranked=True), known)
    assert "total" not in {line.indicator_code for line in lone.lines}
    total = only_table(dti("Tổng điểm", title=title, ranked=True), known)
    assert "unsure_column" in told(total)


@pytest.mark.parametrize(
    "heading", ["Điểm tăng", "Tăng trưởng (%)", "Tăng/giảm", "Mức tăng so với năm 2023", "Change"]
)
def test_a_change_is_no_score_and_what_ranks_it_is_told(known, heading):
    table = only_table(dti(heading, ranked=True), known)
    assert table.lines[2].role == "ignored"
    assert "unsure_column" in told(table)


def test_ranks_from_the_lowest_are_told(known):
    head = [*HEAD[:3], "Xếp hạng (từ thấp đến cao)"]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], head, *psi_rows(keys=TOTAL)]))
    assert "unsure_column" in told(only_table(made, known))


def test_a_month_that_ends_early_is_told(known):
    cut = psi(PSI_TITLE, "Tháng 10/2026 (từ ngày 01/10/2026 đến ngày 10/10/2026)")
    assert "unsure_field" in told(only_table(cut, known))
    whole = psi(PSI_TITLE, "Tháng 10/2026 (từ ngày 01/10/2026 đến ngày 31/10/2026)")
    assert not told(only_table(whole, known))


def test_the_day_of_publication_is_not_the_period_of_a_yearly_table(known):
    made = dti(title="CÔNG BỐ CHỈ SỐ DTI CẤP TỈNH, Hà Nội, ngày 20 tháng 5 năm 2025")
    assert only_table(made, known).period is None


def test_classes_in_roman_numerals_are_no_ranks(known):
    rows = [[*row[:3], "I" if row[3] < 9 else "II"] for row in psi_rows(keys=TOTAL)]
    table = only_table(book(sheet([[PSI_TITLE], [PSI_DATE], HEAD, *rows])), known)
    assert [line.measure for line in table.lines if line.role == "figure"] == ["score"]


def test_a_tie_is_one_rank_only_where_cells_are_merged(known):
    rows = [[PSI_TITLE], [PSI_DATE], HEAD, *psi_rows(keys=TOTAL)]
    rows[8][3] = None
    ranks = []
    for merged in ([], [(7, 3, 8, 3)]):
        made = book(sheet(rows, merged=merged))
        read = extract(made, only_table(made, known), known).figures.to_pylist()
        ranks.append([f["value"] for f in read if f["measure"] == "rank"][4:7])
    assert ranks == [[5, 7, 8], [5, 5, 7]]


def test_rows_below_a_long_gap_are_read_and_told(known):
    rows = psi_rows(keys=TOTAL)
    gap = [[] for _ in range(1600)]
    made = book(sheet([[PSI_TITLE], [PSI_DATE], HEAD, *rows[:20], *gap, *rows[20:]]))
    assert [remark.key for remark in recognise(made, known).remarks] == ["reading.long_gap"]


@pytest.mark.parametrize(
    "title",
    [
        # A part of what is named.
        "Tuần 41 năm 2025",
        "Đợt 2 năm 2025",
        "Tuần 2 tháng 9/2025",
        "10 ngày đầu tháng 9 năm 2025",
        "Nửa đầu tháng 9/2025",
        "Tính đến giữa tháng 9/2025",
        "first half of September 2025",
        "mid-September 2025",
        # No month or quarter of the calendar.
        "Tháng 13 năm 2025",
        "Quý 5 năm 2025",
        "Tháng … năm 2025",
        "Quý ..... năm 2025",
        # Several in one.
        "Tháng 8, 9 năm 2025",
        "Quý I, II năm 2025",
        "3 quý năm 2025",
        "Bình quân 3 năm 2023, 2024, 2025",
        "Năm 2024 và 9 tháng năm 2025",
        "Tháng 9 và quý III năm 2025",
        # Up to what is named, from nobody says when.
        "3 tháng gần nhất (đến tháng 9/2025)",
    ],
)
def test_a_part_or_several_of_a_period_is_not_taken_for_it(known, title):
    table = only_table(psi("Bộ chỉ số 766", title), known)
    assert table.period is None or "unsure_field" in told(table)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Tháng chín năm 2025", "2025-09"),
        ("Kỳ báo cáo: tháng 9/2025", "2025-09"),
        ("Quý ba năm 2025", "2025-Q3"),
        ("Tháng 12, năm 2025", "2025-12"),
        ("Lũy kế đến cuối tháng 9/2025", "2025-09-30"),
    ],
)
def test_words_round_a_whole_period_leave_it_sure(known, title, period):
    table = only_table(psi("Bộ chỉ số 766", title), known)
    assert (table.period, told(table)) == (period, set())


WEEKLY = {
    "sheet": {"name": "Tuần 2"},
    "file": {"file_name": "BC tuan 41.xlsx"},
    "title": {"above": "BÁO CÁO TUẦN"},
}


@pytest.mark.parametrize("where", WEEKLY)
@pytest.mark.parametrize("title", ["Tháng 9 năm 2025", "Quý III năm 2025", "Năm 2025"])
def test_the_month_or_year_of_a_weekly_report_is_asked(known, where, title):
    said = dict(WEEKLY[where])
    above = [text for text in [said.pop("above", None)] if text]
    table = only_table(psi("Bộ chỉ số 766", *above, title, **said), known)
    assert table.period is None or "unsure_field" in told(table)
    shown = [(sign.where, upload_periods.meaning(words("vi"), sign)) for sign in table.signs]
    assert (where, "chưa rõ kỳ nào") in shown


@pytest.mark.parametrize("where", WEEKLY)
def test_a_year_to_date_in_a_weekly_report_is_none_the_less_sure(known, where):
    said = dict(WEEKLY[where])
    above = [text for text in [said.pop("above", None)] if text]
    title = "Lũy kế từ đầu năm đến ngày 10/10/2025"
    table = only_table(psi("Bộ chỉ số 766", *above, title, **said), known)
    assert (table.period, told(table)) == ("2025-10-10", set())


@pytest.mark.parametrize(
    "heading", ["Trung bình 3 tháng", "Bình quân các quý", "Điểm TB 2 kỳ", "Average of 3 months"]
)
def test_a_mean_of_several_periods_is_none_of_them(known, heading):
    rows = [[*row[:3], "80,5", "81,5"] for row in psi_rows(keys=TOTAL)]
    head = [*HEAD[:2], "Tháng 8", "Tháng 9", heading]
    table = only_table(book(sheet([["Bộ chỉ số 766 năm 2025"], head, *rows])), known)
    read = [line.period for line in table.lines if line.role == "figure"]
    assert read == ["2025-08", "2025-09"]


@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize("total", [True, False], ids=["beside a total", "alone"])
def test_a_bare_rank_behind_a_component_ranks_the_component(known, parts, total):
    """In the order of its scores; a table may have no total that contradicts it."""
    components = ["Số hóa hồ sơ", "Mức độ hài lòng"][:parts]
    head, rows = ["Tỉnh"], [[name] for name in shapes.names("vn34").values()]
    for at, component in enumerate([*components, *["Tổng điểm"] * total]):
        head += [component, "Hạng"]
        for place, row in enumerate(rows):
            ranked = (place * (3 + 2 * at)) % 34 + 1
            row += [round(17.5 - ranked / 10, 2), ranked]
    table = only_table(book(sheet([["Bộ chỉ số 766 tháng 8/2026"], head, *rows])), known)
    codes = ["digitisation", "satisfaction"][:parts] + ["total"] * total
    read = [(line.indicator_code, line.measure) for line in table.lines if line.role == "figure"]
    assert read == [(code, measure) for code in codes for measure in ("score", "rank")]


def test_a_rank_that_fits_neither_total_nor_component_is_asked(known):
    rows = [
        [name, 17.5 - place / 10, (place * 5) % 34 + 1]
        for place, name in enumerate(shapes.names("vn34").values())
    ]
    head = ["Tỉnh", "Số hóa hồ sơ", "Hạng"]
    table = only_table(book(sheet([["Bộ chỉ số 766 tháng 8/2026"], head, *rows])), known)
    assert "unsure_column" in told(table)


@pytest.mark.parametrize(
    ("heads", "asked"),
    [
        (["Tháng 12", "Tháng 1"], True),
        (["Tháng 11", "Tháng 12", "Tháng 1"], True),
        (["Quý IV", "Quý I"], True),
        (["Quý I", "Quý II", "Quý III", "Quý IV"], False),
        (["Tháng 12/2025", "Tháng 1/2026"], False),
        (["Tháng 9", "Tháng 8"], False),
    ],
)
def test_months_over_the_turn_of_a_year_are_asked(known, heads, asked):
    rows = [[*row[:2], *[row[2]] * len(heads)] for row in psi_rows(keys=TOTAL)]
    made = book(sheet([["Bộ chỉ số 766 năm 2025"], [*HEAD[:2], *heads], *rows]))
    assert ("unsure_column" in told(only_table(made, known))) == asked
