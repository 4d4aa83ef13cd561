"""What a person types: the grammar itself. That every entrance has it: test_entrances.py."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankings.ingest.meaning import numbers
from rankings.store.rounding import rounded
from rankings.words import typed
from rankings.words.text import words


@given(
    st.decimals(-99_999, 99_999, allow_nan=False, places=4),
    st.integers(1, 4),
    st.sampled_from(["vi", "en"]),
)
def test_a_score_that_the_app_prints_can_be_typed(value, decimals, language):
    printed = words(language).number(value, decimals)
    assert typed.number(printed) == rounded(value, decimals)


@given(st.decimals(-99_999, 99_999, allow_nan=False, places=4))
def test_what_a_link_writes_is_read_as_it_was_meant(value):
    assert typed.number(f"{value.normalize():f}") == value


@given(st.text("0123456789.,+-− \u00a0", max_size=12), st.sampled_from([None, 1, 40, 2000]))
def test_a_cell_of_a_file_is_read_the_same_or_refused(text, scale):
    found = numbers.number(text, None, scale)
    number = typed.number(text)
    if number is None:
        assert found is None
    elif len(typed.readings(typed.signed(typed.spelled(text))[1])) == 1:
        assert found.value == number
    else:
        # Two values are possible: the scale must leave the one that is typed, or none.
        assert found is None or found.value == number


def test_one_mark_before_three_digits_has_two_values():
    assert typed.readings("1.234") == {"point": Decimal("1.234"), "comma": Decimal(1234)}
    assert typed.readings("1,234") == {"comma": Decimal("1.234"), "point": Decimal(1234)}
    assert typed.readings("0.234") == {"point": Decimal("0.234")}
    assert typed.readings("1 234") == {"none": Decimal(1234)}
    assert typed.readings("1.23.4") == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), (" 12 ", 12), ("−3", -3), ("12,0", 12), ("1 234", 1234), ("1.234.567", 1234567)],
)
def test_a_whole_number(text, value):
    assert typed.whole(text) == value


@pytest.mark.parametrize("text", ["1,5", "1.234", "1_5", "1e2", "١٢", "x", "", None, "9" * 5000])
def test_what_is_no_whole_number(text):
    assert typed.whole(text) is None


@pytest.mark.parametrize("text", [None, "", " ", "9" * 61, "31/12/2026" + " " * 60])
def test_nothing_and_what_is_too_long_is_neither_number_nor_day(text):
    assert typed.number(text) is None
    assert typed.day(text) is None


@given(st.dates())
def test_a_day_is_read_as_both_forms_print_it(wanted):
    assert typed.day(wanted.isoformat()) == wanted
    assert typed.day(f"{wanted.day}/{wanted.month}/{wanted.year:04d}") == wanted
    assert typed.day(f"{wanted.day:02d}/{wanted.month:02d}/{wanted.year:04d}") == wanted


def test_a_day_in_full_width_digits():
    assert typed.day("３１/１２/２０２６") == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, ""),
        ("  Sở \t Nội\n vụ ", "Sở Nội vụ"),
        ("Sở\u00a0Nội\u202fvụ", "Sở Nội vụ"),
        ("Sở\u200b Nội\ufeff vụ\x00", "Sở Nội vụ"),
        (unicodedata.normalize("NFD", "Sở Nội vụ"), "Sở Nội vụ"),
    ],
)
def test_a_line_of_text(text, line):
    assert typed.line(text) == line


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ĐẮK LẮK", "dak lak"),
        ("Ðắk Lắk", "dak lak"),
        (unicodedata.normalize("NFD", "Quảng Ngãi"), "quang ngai"),
        ("Ｔổｎｇ\u00a0điểm", "tong diem"),
        ("Ươ", "uo"),
        ("한", "한"),
        ("İ", "i"),
    ],
)
def test_text_without_marks_is_as_long_as_it_was(text, folded):
    assert typed.folded(text) == folded
    assert len(folded) == len(unicodedata.normalize("NFC", text))


def test_capitals_and_signs_stay_where_only_marks_are_dropped():
    assert typed.unmarked("Đắk Lắk … 1½") == "Dak Lak … 1½"
