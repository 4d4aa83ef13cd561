"""Periods as titles, headings and sheet names write them."""

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rankings.ingest.meaning import periods as grammar
from rankings.ingest.meaning.periods import periods, published_dates, read, span
from tests.cases import every
from tests.ingest.meaning.conftest import rows

SURE = 0.9
YTD = ("2026-10-10", "year_to_date")


def best(text: str, **options) -> tuple[str, str] | None:
    found = periods(text, **options)
    return (found[0].period.period, found[0].period.period_type) if found else None


def confidence(text: str, **options) -> float:
    found = periods(text, **options)
    return found[0].confidence if found else 0.0


@every(
    "text",
    [
        "Tính đến ngày 10/10/2026",
        "tính đến 15h00 ngày 10/10/2026",
        "(Số liệu tính đến 15h00 ngày 10 tháng 10 năm 2026)",
        "Lũy kế từ đầu năm đến ngày 10/10/2026",
        "Luỹ kế từ đầu năm 2026 đến ngày 10/10/2026",
        "LŨY KẾ ĐẾN 10.10.2026",
        "từ 01/01/2026 đến 10/10/2026",
        "từ ngày 01/01/2026 đến hết ngày 10/10/2026",
        "01/01 - 10/10/2026",
        "01/01/2026–10/10/2026",
        "year to date, 10 October 2026",
        "YTD 2026-10-10",
        "as of October 10, 2026",
        "Kết quả theo Quyết định số 766/QĐ-TTg tính đến ngày 10/10/2026",
        "luy ke den ngay 10-10-2026",
    ],
)
def test_words_that_make_a_year_to_date(text):
    assert best(text) == YTD
    assert confidence(text) >= SURE


@every(
    "text",
    [
        *("10/10/2026", "10-10-2026", "10.10.2026", "2026-10-10", "2026-10-10 15:00", "10 10 2026"),
        *("ngày 10 tháng 10 năm 2026", "ngày 10/10/2026", "10 October 2026", "Oct 10, 2026"),
        *("766_2026-10-10.xlsx", "psi_20261010_v2.xlsx", "Ngày 10/10/2026"),
        *("psi-2026-10-10-v2.csv", "766 10-10-2026.xlsx"),
    ],
)
def test_a_bare_date_may_be_a_year_to_date(text):
    assert best(text) == YTD
    assert 0.5 <= confidence(text) < SURE


@every(
    ("text", "period", "period_type"),
    [
        ("Quý III/2025", "2025-Q3", "quarter"),
        ("QUÝ III NĂM 2025", "2025-Q3", "quarter"),
        ("quý 3 năm 2025", "2025-Q3", "quarter"),
        ("Quý IV - 2025", "2025-Q4", "quarter"),
        ("Q3/2025", "2025-Q3", "quarter"),
        ("Q3 2025", "2025-Q3", "quarter"),
        ("2025-Q3", "2025-Q3", "quarter"),
        ("third quarter of 2025", "2025-Q3", "quarter"),
        ("quý một năm 2026", "2026-Q1", "quarter"),
        ("từ 01/7/2025 đến 30/9/2025", "2025-Q3", "quarter"),
        ("tháng 10/2025", "2025-10", "month"),
        ("Tháng 10 năm 2025", "2025-10", "month"),
        ("tháng 01/2025", "2025-01", "month"),
        ("T10/2025", "2025-10", "month"),
        ("T10.2025", "2025-10", "month"),
        ("Tháng mười năm 2025", "2025-10", "month"),
        ("tháng mười hai năm 2025", "2025-12", "month"),
        ("October 2025", "2025-10", "month"),
        ("Kết quả theo Quyết định số 766/QĐ-TTg tháng 10 năm 2025", "2025-10", "month"),
        ("từ ngày 01/10/2025 đến ngày 31/10/2025", "2025-10", "month"),
        ("6 tháng đầu năm 2026", "2026-06-30", "year_to_date"),
        ("9 tháng năm 2026", "2026-09-30", "year_to_date"),
        ("09 tháng đầu năm 2026", "2026-09-30", "year_to_date"),
        ("sáu tháng đầu năm 2026", "2026-06-30", "year_to_date"),
        ("lũy kế 9 tháng năm 2026", "2026-09-30", "year_to_date"),
        ("01/01/2024 - 31/12/2024", "2024", "year"),
        ("Từ tháng 1 đến tháng 9/2026", "2026-09-30", "year_to_date"),
        ("Tháng 1-9/2026", "2026-09-30", "year_to_date"),
        ("tháng 7 đến tháng 9 năm 2026", "2026-Q3", "quarter"),
        ("III/2025", "2025-Q3", "quarter"),
    ],
)
def test_named_periods(text, period, period_type):
    assert best(text) == (period, period_type)
    assert confidence(text) >= SURE


@every(
    ("text", "period", "period_type"),
    [
        ("10/2025", "2025-10", "month"),
        ("2025-10", "2025-10", "month"),
        ("năm 2024", "2024", "year"),
        ("2024", "2024", "year"),
        ("DTI 2024", "2024", "year"),
        ("DTI_2024.xlsx", "2024", "year"),
        ("PII năm 2025", "2025", "year"),
        ("lũy kế đến hết tháng 9/2026", "2026-09-30", "year_to_date"),
    ],
)
def test_short_and_indirect_forms(text, period, period_type):
    assert best(text) == (period, period_type)
    assert 0.5 <= confidence(text) <= SURE


@every(
    "text",
    [
        *("", "Đắk Lắk", "86,98", "2026-13-45", "31/02/2026", "13/2025", "quý V/2025", "1999"),
        *(
            "2101",
            "10/10/1999",
            "1.234",
            "2024,5",
            "12.2024,5",
            "H2024",
            "405/QĐ-BKHCN",
            "tháng 10",
        ),
        *("19/2025/QĐ-TTg", "Quyết định số 10/2025/QĐ-UBND", "từ 05/07/2025 đến 30/9/2025"),
        *("Quý III", "T10", "10.10", "6 tháng cuối năm", "100 tháng năm", "Chỉ số 766"),
        *("Giai đoạn 2021-2025", "2023 - 2024", "Tuần 10/2026", "Nửa cuối năm 2026", "6T2026"),
        *("6 tháng cuối năm 2026", "1/10/2026-10/10/2026", "tháng 2 đến tháng 5 năm 2026"),
    ],
)
def test_texts_without_a_period(text):
    assert periods(text) == []


@every(
    ("text", "period"),
    [
        ("T10", "2026-10"),
        ("T.10", "2026-10"),
        ("Thang 10", "2026-10"),
        ("Tháng 10", "2026-10"),
        ("tháng mười", "2026-10"),
        ("Q3", "2026-Q3"),
        ("Quý III", "2026-Q3"),
        ("10.10", "2026-10-10"),
        ("10-10", "2026-10-10"),
        ("2024", "2024"),
        ("T10_2025", "2025-10"),
        ("2025-Q3", "2025-Q3"),
        ("2025-10", "2025-10"),
        ("10", "2026-10"),
        ("9 tháng đầu năm", "2026-09-30"),
        ("9T", "2026-09-30"),
        ("6T2025", "2025-06-30"),
        ("đến 10/10", "2026-10-10"),
        ("766 10.10.26", "2026-10-10"),
        *[(text, "2026-10-05") for text in ("05.10", "đến 05/10", "766 05.10.26", "5-10-26")],
        ("psi_202510", "2025-10"),
        ("Tỉnh", None),
        ("Sheet1", None),
        ("13", None),
        ("Biểu 2", None),
    ],
)
def test_names_of_sheets_take_the_year_from_elsewhere(text, period):
    found = best(text, of_year=2026, name=True)
    assert (found[0] if found else None) == period


@every(
    "text",
    [
        "766/QĐ-TTg ngày 23/6/2022",
        "Quyết định số 766/QĐ-TTg ngày 23 tháng 6 năm 2022 của Thủ tướng Chính phủ",
        "Hà Nội, ngày 12 tháng 10 năm 2026",
        "Ngày ban hành: 12/10/2026",
        "công bố ngày 12/10/2026",
        "Kết quả lũy kế năm 2026\nHà Nội, ngày 12 tháng 10 năm 2026",
        "Lũy kế theo Quyết định số 766/QĐ-TTg ngày 23/6/2022",
    ],
)
def test_other_dates_are_ranked_low(text):
    found = periods(text)
    dates = [one for one in found if one.period.period_type == "year_to_date"]
    assert dates
    assert all(one.confidence <= 0.2 for one in dates)


def test_a_title_with_everything_in_it():
    text = (
        "Phụ lục kèm theo Công văn số 123/VPCP-KSTT ngày 12/10/2026\n"
        "KẾT QUẢ ĐÁNH GIÁ THEO QUYẾT ĐỊNH SỐ 766/QĐ-TTg NGÀY 23/6/2022\n"
        "(Lũy kế từ 01/01/2026 đến 10/10/2026)\nHà Nội, ngày 13 tháng 10 năm 2026"
    )
    found = periods(text)
    assert (found[0].period.period, found[0].period.period_type) == YTD
    assert all(one.confidence <= 0.2 for one in found[1:])
    assert found[0].text == "từ 01/01/2026 đến 10/10/2026"
    assert text[found[0].at :].startswith(found[0].text)
    assert published_dates(text)[0].day == date(2026, 10, 13)


def test_two_periods_in_one_text_make_neither_sure():
    found = periods("Báo cáo quý III và 9 tháng đầu năm 2026")
    assert {one.period.period for one in found} == {"2026-Q3", "2026-09-30"}
    assert all(one.confidence <= 0.7 for one in found)


def test_the_year_of_publication_is_not_the_year_of_the_figures():
    assert best("DTI cấp tỉnh 2023 công bố năm 2024") == ("2023", "year")
    assert confidence("Từ đầu năm 2026 đến nay") < 0.5


def test_a_day_of_extraction_is_likelier_than_a_bare_date():
    bare = confidence("10/10/2026")
    assert bare < confidence("Thời điểm trích xuất: 10/10/2026") < SURE
    assert bare < confidence("Cập nhật lúc 15 giờ 00 phút, ngày 10/10/2026") < SURE


def test_a_month_and_a_year_to_date_never_mix():
    assert best("Tháng 9/2026") == ("2026-09", "month")
    assert best("Lũy kế đến tháng 9/2026") == ("2026-09-30", "year_to_date")
    both = periods("từ 01/01/2026 đến 31/01/2026")
    assert {one.period.period_type for one in both} == {"month", "year_to_date"}
    assert best("lũy kế từ 01/01/2026 đến 31/01/2026") == ("2026-01-31", "year_to_date")


@every(
    ("text", "day", "sure"),
    [
        ("Hà Nội, ngày 12 tháng 10 năm 2026", date(2026, 10, 12), True),
        ("Công bố ngày 12/10/2026", date(2026, 10, 12), True),
        ("published on 12 October 2026", date(2026, 10, 12), True),
        ("Quyết định số 766/QĐ-TTg ngày 23/6/2022", date(2022, 6, 23), False),
        ("tính đến ngày 10/10/2026", date(2026, 10, 10), False),
        ("12/10/2026", date(2026, 10, 12), False),
    ],
)
def test_days_of_publication(text, day, sure):
    found = published_dates(text)[0]
    assert found.day == day
    assert (found.confidence > 0.8) == sure


def test_the_form_of_the_model_is_read_and_spans_what_the_editions_say():
    for edition in rows("editions", "published"):
        start, end = span(edition["period"], edition["period_type"])
        assert (start.isoformat(), end.isoformat()) == (
            edition["period_start"],
            edition["period_end"],
        )
    for text in ("2026-13", "2026-00", "2026-Q5", "1999", "2026-02-30", "2026-1", "", "2026-10-"):
        assert read(text) is None
    assert read("2026-10", "quarter") is None


def test_of_an_endless_text_the_beginning_is_read():
    text = "Tính đến ngày 10/10/2026 " + "ngày 1 tháng " * 100_000
    assert best(text) == YTD


# --- properties ----------------------------------------------------------------------------

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
FORMS = [
    "{d}/{m}/{y}",
    "{d:02d}/{m:02d}/{y}",
    "{d:02d}-{m:02d}-{y}",
    "{d}.{m}.{y}",
    "{y}-{m:02d}-{d:02d}",
    "ngày {d} tháng {m} năm {y}",
    "Ngày {d:02d} tháng {m:02d} năm {y}",
]
BEFORE = ["Tính đến ", "Lũy kế từ đầu năm đến ", "luỹ kế đến hết ", "từ 01/01/{y} đến "]


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(BEFORE), st.sampled_from(["NFC", "NFD"]))
def test_a_year_to_date_is_read_back(day, form, before, normal):
    text = (before + form).format(d=day.day, m=day.month, y=day.year)
    found = [one.period for one in periods(unicodedata.normalize(normal, text))]
    assert grammar.to_date(day) in found
    # From 1 January to the end of a month, a quarter or a year has two meanings.
    assert found[0] == grammar.to_date(day) or before.startswith("từ")


@given(DAYS, st.sampled_from(FORMS))
def test_a_date_is_read_day_first_whatever_its_form(day, form):
    text = form.format(d=day.day, m=day.month, y=day.year)
    assert [one.period for one in periods(text)] == [grammar.to_date(day)]
    assert published_dates(text)[0].day == day


MONTH_FORMS = ["tháng {m}/{y}", "Tháng {m:02d} năm {y}", "T{m}/{y}", "THÁNG {m} NĂM {y}", "{m}/{y}"]


@given(st.integers(1, 12), st.integers(2000, 2100), st.sampled_from(MONTH_FORMS))
def test_a_month_is_read_back(number, year, form):
    found = periods(form.format(m=number, y=year))
    assert [one.period for one in found] == [grammar.month(number, year)]


ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
QUARTER_FORMS = ["Quý {r}/{y}", "quý {q} năm {y}", "QUÝ {r} NĂM {y}", "Q{q}/{y}", "Q{q} {y}"]


@given(st.integers(1, 4), st.integers(2000, 2100), st.sampled_from([*QUARTER_FORMS, "{y}-Q{q}"]))
def test_a_quarter_is_read_back(number, year, form):
    found = periods(form.format(q=number, r=ROMAN[number], y=year))
    assert [one.period for one in found] == [grammar.quarter(number, year)]


@given(st.text(max_size=60), st.sampled_from([None, 2026]), st.booleans())
def test_any_text_gives_periods_of_this_century_or_nothing(text, of_year, name):
    for one in periods(text, of_year=of_year, name=name):
        assert read(one.period.period, one.period.period_type) == one.period
        assert 0 < one.confidence < 1
        assert one.text in unicodedata.normalize("NFC", text)
