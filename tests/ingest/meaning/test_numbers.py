"""Figures as tables print them: read right, or not at all."""

from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from rankings.ingest.grid import DAY, EMPTY, ERROR, NUMBER, TEXT
from rankings.ingest.meaning.numbers import (
    BLANK,
    READ,
    UNREADABLE,
    is_blank,
    number,
    numbers,
    pairs,
    ranks_told,
    style_of,
)
from tests.cases import every


@every(
    ("text", "value"),
    [
        ("86,98", "86.98"),
        ("86.98", "86.98"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("847.433,74", "847433.74"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234.5", "1234.5"),
        ("0,6410", "0.6410"),
        ("0.641", "0.641"),
        ("0,641", "0.641"),
        ("01", "1"),
        ("7", "7"),
        (" 7 ", "7"),
        ("+1,2", "1.2"),
        ("-0,5", "-0.5"),
        ("−0,5", "-0.5"),
        ("– 0,5", "-0.5"),
        ("86,98*", "86.98"),
        ("86,98 (*)", "86.98"),
        ("86,98¹", "86.98"),
        ("86,98 [2]", "86.98"),
        ("86,98 (1)", "86.98"),
        ("８６，９８", "86.98"),
        ("86,98 điểm", "86.98"),
        ("86.98 points", "86.98"),
        ("18đ", "18"),
        ("thứ 7", "7"),
        ("Hạng 7", "7"),
        ("Thứ hạng: 7", "7"),
        ("xếp thứ 7", "7"),
        ("#7", "7"),
        ("7th", "7"),
        ("7 (+2)", "7"),
        ("7 (-2)", "7"),
        ("7 (↑2)", "7"),
        ("7 ▲2", "7"),
        ("7 (=)", "7"),
    ],
)
def test_texts_with_one_reading(text, value):
    found = number(text)
    assert found is not None
    assert found.value == Decimal(value)
    assert (found.printed, found.of, found.percent) == (text, None, False)


@every(
    ("text", "value", "of"),
    [
        ("8/34", 8, 34),
        ("8 / 34", 8, 34),
        ("34/34", 34, 34),
        ("hạng 7/34", 7, 34),
        ("thứ 7/34", 7, 34),
        ("86,98/100", Decimal("86.98"), 100),
        ("0,98/1", Decimal("0.98"), 1),
        ("640/1.000", 640, 1000),
    ],
)
def test_a_share_says_of_how_many(text, value, of):
    found = number(text)
    assert (found.value, found.of) == (value, of)


def test_a_percentage_keeps_its_printed_value():
    assert number("76,4%").value == Decimal("76.4")
    assert number("76,4 %").percent
    assert not number("76,4").percent


@every(
    "text",
    [
        *("", " ", "-", "–", "abc", "(5)", "7 (8)", "1e5", "1,5E3", "nan", "NaN", "inf", "-inf"),
        *("٣", "½", "²", "1_000", "0x1F", "12,3,4", "1.23.4", "1 2", "86,", ",86", "1,2345.6"),
        *("٣/34", "8/٣٤", "１/٣٤"),
        *("10/10/2026", "2026-10-10", "10/2025", "35/34", "-8/34", "8/34/2", "--5", "+-5", "5-7"),
        *("86,98 86,97", "7 tỉnh", "=1+1", "Đắk Lắk", "1.234", "1,234", "1" * 16, "9" * 200),
    ],
)
def test_texts_that_are_no_number_or_two(text):
    assert number(text) is None


@every(
    ("text", "style", "scale_max", "value"),
    [
        ("1.234", "comma", None, "1234"),
        ("1.234", "point", None, "1.234"),
        ("1,234", "point", None, "1234"),
        ("1,234", "comma", None, "1.234"),
        ("86.980", None, 100, "86.980"),
        ("86,980", None, Decimal(100), "86.980"),
        ("1.234", None, 2000, None),
        ("1.234", None, 1, None),
        # The column is heard before the scale, whatever a check will say of the value.
        ("1.234", "comma", 100, "1234"),
        # What has one reading is read so in whatever column.
        ("86.98", "comma", None, "86.98"),
    ],
)
def test_the_column_and_then_the_scale_settle_two_readings(text, style, scale_max, value):
    found = number(text, style, scale_max)
    assert (found.value if found else None) == (Decimal(value) if value else None)


@every(
    ("texts", "scale_max", "style"),
    [
        (["86,98", "1.234", None, "-"], None, "comma"),
        (["86.98", "1,234"], None, "point"),
        (["1.234.567"], None, "comma"),
        (["1.234", "2.345"], None, None),
        (["1.234", "2.345"], 100, "point"),
        (["86,98", "86.98"], None, None),
        (["7", "8/34"], None, None),
        ([], None, None),
    ],
)
def test_the_separator_of_a_column(texts, scale_max, style):
    assert style_of(texts, scale_max) == style


@every(
    "text",
    [
        *(None, "", " ", "\u00a0", "-", "–", "—", "--", "…", "...", "n/a", "N/A", "x", "X", "NaN"),
        *("không có", "Không có", "KHÔNG CÓ", "chưa công bố", "Chưa xếp hạng", "(chưa công bố)"),
    ],
)
def test_cells_that_say_there_is_no_figure(text):
    assert is_blank(text)


@every("text", ["0", "86,98", "Đắk Lắk", "(5)", "không đạt", "xa", "-5"])
def test_cells_that_say_something(text):
    assert not is_blank(text)


def column(*cells: tuple[str | None, int]) -> tuple[pa.Array, pa.Array]:
    texts = pa.array([text for text, _ in cells], pa.string())
    return texts, pa.array([kind for _, kind in cells], pa.uint8())


def test_a_column_is_read_by_kind_and_text():
    found = numbers(
        *column(
            ("86,98", TEXT),
            ("86.98", NUMBER),
            ("1.234", NUMBER),
            ("1.234", TEXT),
            (None, EMPTY),
            ("chưa công bố", TEXT),
            ("2026-10-10", DAY),
            ("#REF!", ERROR),
            ("8/34", TEXT),
            ("76,4%", TEXT),
            ("86,98", TEXT),
            ("86.97999999999999", NUMBER),
            ("-5.5", NUMBER),
            ("1e5", NUMBER),
            ("1,5", NUMBER),
        )
    )
    expected = ["86.98", "86.98", "1.234", "1234", None, None, None, None, "8", "76.4", "86.98"]
    expected += ["86.98", "-5.5", None, None]
    assert found.column.to_pylist() == [value and Decimal(value) for value in expected]
    assert found.style == "comma"
    assert found.unreadable.to_pylist() == [6, 7, 13, 14]
    texts = found.texts.to_pylist()
    states = dict(zip(texts, found.states.to_pylist(), strict=True))
    assert (states["chưa công bố"], states["#REF!"], states["8/34"]) == (BLANK, UNREADABLE, READ)
    assert {texts[place]: of for place, of in found.of.items()} == {"8/34": 34}
    assert [texts[place] for place in found.percent] == ["76,4%"]
    assert found.places.to_pylist()[4] is None
    assert len(texts) == 13


def test_an_empty_column_and_one_without_evidence():
    assert numbers(*column()).column.to_pylist() == []
    found = numbers(*column(("1.234", TEXT), ("2.345", TEXT)))
    assert found.unreadable.to_pylist() == [0, 1]
    by_scale = numbers(*column(("1.234", TEXT), ("2.345", TEXT)), scale_max=100)
    assert by_scale.column.to_pylist() == [Decimal("1.234"), Decimal("2.345")]
    given_style = numbers(*column(("1.234", TEXT)), style="comma")
    assert given_style.column.to_pylist() == [1234]


# --- properties ----------------------------------------------------------------------------

VALUES = st.decimals(-999_999, 999_999, allow_nan=False, places=4).map(
    lambda value: value.quantize(Decimal("0.0001"))
)
PLACES = st.integers(0, 4)
SPACE = "\u00a0"


def printed(value: Decimal, places: int, style: str, group: str) -> str:
    """A value as a table prints it; group: "", "sign" (the other separator) or "space"."""
    text = f"{value:,.{places}f}"
    separator, other = (",", ".") if style == "comma" else (".", ",")
    grouping = {"": "", "sign": other, "space": SPACE}[group]
    return text.replace(",", "§").replace(".", separator).replace("§", grouping)


EVIDENCE = {"comma": "0,5", "point": "0.5"}
STYLES = st.sampled_from(["comma", "point"])
GROUPS = st.sampled_from(["", "sign", "space"])


@given(st.lists(st.tuples(VALUES, PLACES, GROUPS), min_size=1, max_size=20), STYLES)
def test_what_is_printed_in_one_style_is_read_back(figures, style):
    texts = [printed(value, places, style, group) for value, places, group in figures]
    expected = [round(value, places) for value, places, _ in figures]
    found_style = style_of([*texts, EVIDENCE[style]])
    assert found_style == style
    assert [number(text, found_style).value for text in texts] == expected
    kinds = pa.array([TEXT] * (len(texts) + 1), pa.uint8())
    whole = numbers(pa.array([*texts, EVIDENCE[style]]), kinds)
    assert whole.column.to_pylist()[:-1] == expected


@given(VALUES, PLACES, STYLES, GROUPS, st.sampled_from([None, 1, 34, 100, 1000, 10**6]))
def test_without_evidence_a_text_is_read_right_or_not_at_all(value, places, style, group, scale):
    """Right as far as anybody can tell: one of its readings, and only if no other is possible."""
    text = printed(value, places, style, group)
    expected = round(value, places)
    found = number(text, None, scale)
    if scale is not None and abs(expected) > scale:
        return
    assert found is None or found.value == expected


@given(st.text(max_size=30))
def test_no_text_is_read_as_a_number_that_its_digits_do_not_spell(text):
    found = number(text)
    if found is None:
        return
    folded = text.translate({code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)})
    digits = "".join(letter for letter in folded if letter in "0123456789")
    spelled = "".join(letter for letter in f"{abs(found.value):f}" if letter.isdigit())
    assert spelled.strip("0") in digits
    assert found.value.is_finite()


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.text(max_size=8),
            st.decimals(0, 2000, allow_nan=False, places=3).map(str),
            st.decimals(0, 2000, allow_nan=False, places=3).map(lambda v: str(v).replace(".", ",")),
        ),
        max_size=30,
    ),
    st.sampled_from([None, 100, Decimal(1000)]),
)
def test_a_column_reads_each_text_as_it_would_be_read_alone(texts, scale):
    kinds = pa.array([EMPTY if text is None else TEXT for text in texts], pa.uint8())
    found = numbers(pa.array(texts, pa.string()), kinds, scale_max=scale)
    assert found.style == style_of(texts, scale)
    alone = [number(text, found.style, scale) for text in texts]
    assert found.column.to_pylist() == [one and one.value for one in alone]


@every(
    ("texts", "found"),
    [
        (
            ["65,49 (7)", "66,1 (5)", "60,02 (8)", "60 (9)", "–"],
            {("65,49", "7"), ("66,1", "5"), ("60,02", "8"), ("60", "9")},
        ),
        (
            ["0.59 hạng 3", "0.61 hạng 1", "0.60 hạng 9"],
            {("0.59", "3"), ("0.61", "1"), ("0.60", "9")},
        ),
        # In the order of nothing: notes, maxima, movements, two ranks.
        (["65,49 (1)", "66,10 (5)", "60,02 (3)"], set()),
        (["65,49/100", "66,10/100", "60,02/100"], set()),
        (["65,49 (+1)", "66,10 (+2)", "60,02 (+3)"], set()),
        (["7 (8)", "6 (6)", "5 (7)"], set()),
        (["65,49 (7)", "66,10 (5)", "60,02"], set()),
        # Digits of another script.
        (["65,49 (٧)", "66,10 (٥)", "60,02 (٨)", "60,00 (٩)"], set()),
    ],
)
def test_scores_and_ranks_in_one_cell(texts, found):
    assert set(pairs(texts).values()) == found


@every(
    ("texts", "found"),
    [
        (["Nhất", "Nhì", "Ba", "4"], ["1", "2", "3"]),
        (["Thứ tư", "Hạng IX", "XXXIV"], ["4", "9", "34"]),
        (["I", "I", "II", "II", "III"], []),
        (["Tốt", "Khá", "x"], []),
    ],
)
def test_ranks_in_words(texts, found):
    assert list(ranks_told(texts).values()) == found


@every(
    ("texts", "found"),
    [
        (["19", "20=", "20=", "22"], {"20=": "20"}),
        (["=20", "T-20", "T20", "20T"], dict.fromkeys(["=20", "T-20", "T20", "20T"], "20")),
        (["Đồng hạng 20", "20 (đồng hạng)"], {"Đồng hạng 20": "20", "20 (đồng hạng)": "20"}),
        (["Hạng 20=", "1"], {"Hạng 20=": "20"}),
        (["19", "20-21", "20-21", "22"], {"20-21": "20"}),
        (["1", "2–4", "2–4", "2–4", "5", "6"], {"2–4": "2"}),
        # Of a part of a table.
        (["5", "20-21"], {"20-21": "20"}),
        # Where a unit may be, not ranks that are shared: they overlap, or stand beside one inside.
        (["1", "2", "3-6", "4-7", "8"], {}),
        (["20", "21", "20-21", "20-21", "22"], {}),
        (["20-21", "20-21", "20-21", "1", "2", "3"], {}),
        (["1-10", "11-20", "21-34"], {}),
        (["21-20", "1", "2"], {}),
    ],
)
def test_shared_ranks(texts, found):
    assert ranks_told(texts) == found
