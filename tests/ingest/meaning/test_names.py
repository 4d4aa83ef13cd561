"""Names of provinces: every spelling on record is read, and no other is taken for one."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rankings.ingest.meaning.names import Names, fold, is_aggregate, is_commune, is_note, marked
from tests import effort
from tests.cases import every

LETTERS = "abcdeghiklmnopqrstuvxyđăâêôơưáàạ"
PREFIXES = ("UBND tỉnh ", "Ủy ban nhân dân tỉnh ", "tỉnh ", "TỈNH ", "UBND TP. ", "TP.", "Tp ", "")


def spellings(known, *, schemes=("vn34", "vn63")) -> list[tuple[str, str, str]]:
    """(spelling, scheme, unit code) of every spelling on record."""
    found = [(alias.alias, alias.scheme, alias.unit_code) for alias in known.aliases]
    found += [(unit.name_vi, unit.scheme, unit.unit_code) for unit in known.units]
    return [one for one in found if one[1] in schemes]


def test_every_spelling_on_record_names_its_own_unit(known, names):
    assert len(known.aliases) > 1000
    for text, scheme, code in spellings(known):
        found = names.match(text, scheme)
        assert (found.unit_code, found.kind in ("exact", "alias")) == (code, True), text


def test_noise_around_a_spelling_changes_nothing(known, names):
    for text, scheme, code in spellings(known):
        forms = [text.upper(), text.lower(), f"  {text} ", text.replace(" ", "  ")]
        forms += [unicodedata.normalize("NFD", text), f"{text} (*)", f"{text}*", f"7. {text}"]
        forms += [f"UBND {text}", text.replace(" ", "\u00a0"), text.replace(" ", "\n")]
        for form in forms:
            assert names.match(form, scheme).unit_code == code, form


def test_a_letter_more_less_or_other_never_names_another_unit(known, names):
    """Unless what comes out is itself a spelling of that other unit, letter for letter."""
    on_record = {(scheme, marked(text)) for text, scheme, _ in spellings(known)}
    taken = []
    provinces = [unit for unit in known.units if unit.scheme in known.province_schemes]
    for unit in effort.some(3, provinces):
        for text in (unit.name_vi, unit.full_name_vi):
            for form in neighbours(text):
                found = names.match(form, unit.scheme).unit_code
                if found not in (None, unit.unit_code):
                    taken.append((text, form, found, (unit.scheme, marked(form)) in on_record))
    assert [one for one in taken if not one[3]] == []
    # One letter parts real names: then it is that other name.
    assert {(text, form) for text, form, *_ in taken if text.startswith("Kiên")} == set()


def neighbours(text: str) -> set[str]:
    found = set()
    for at in range(len(text)):
        found.add(text[:at] + text[at + 1 :])
        found.add(text[:at] + text[at : at + 2][::-1] + text[at + 2 :])
        found |= {text[:at] + letter + text[at + 1 :] for letter in LETTERS}
        found |= {text[:at] + letter + text[at:] for letter in LETTERS}
    return found


@every(
    ("text", "scheme", "kind", "code"),
    [
        ("Đắk Lắk", "vn34", "exact", "66"),
        ("TP.HCM", "vn34", "alias", "79"),
        ("UBND tỉnh Đắk Lắk", "vn34", "folded", "66"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "vn34", "folded", "79"),
        ("ÐẮK LẮK", "vn34", "folded", "66"),
        ("hoà bình", "vn63", "folded", "17"),
        ("Hoà  Bình", "vn63", "folded", "17"),
        ("Thanh Hoá", "vn34", "alias", "38"),
        ("t.p đà  nẵng", "vn34", "folded", "48"),
        ("DAK LAK  PROVINCE", "vn34", "folded", "66"),
        ("Cần Thơ city", "vn34", "folded", "92"),
        ("TinhDakLak", "vn34", "folded", "66"),
        ("Bà Rịa -Vũng Tàu", "vn63", "folded", "77"),
        ("Tỉnh Hà Tĩnh", "vn34", "alias", "42"),
        ("Hà Tỉnh", "vn34", "folded", "42"),
        ("Thành phố Hồ Chí Minh (TP.HCM)", "vn34", "folded", "79"),
        ("Huế (TP)", "vn34", "folded", "46"),
        ("7 Đắk Lắk", "vn34", "folded", "66"),
        ("Phú Yên", "vn63", "exact", "54"),
    ],
)
def test_what_is_taken(names, text, scheme, kind, code):
    found = names.match(text, scheme)
    assert (found.kind, found.unit_code) == (kind, code)


@every(
    ("text", "scheme", "offered"),
    [
        # Hậu Giang without a letter, or Hà Giang with a wrong mark?
        ("Hậ Giang", "vn63", {"02", "93"}),
        ("Tiên Giang", "vn63", {"82", "91"}),
        ("Nình Thuận", "vn63", {"58", "60"}),
        ("Hà Nam", "vn34", {"01"}),
        ("Hòa Bình", "vn34", {"37"}),
        ("Phú Yên", "vn34", set()),
        ("Đắk Lắk (cũ)", "vn34", {"66"}),
        ("Gia Lai (Bình Định)", "vn63", {"52"}),
        ("Gia Lai (66)", "vn34", {"52"}),
        ("Quảng Ngã", "vn34", {"51"}),
        ("Đắk Lakk", "vn34", {"66"}),
        ("Bình Dươg", "vn63", {"74"}),
        ("Đắk Lắk và Phú Yên", "vn34", {"66"}),
    ],
)
def test_what_is_offered_and_not_taken(names, text, scheme, offered):
    found = names.match(text, scheme)
    assert found.unit_code is None
    assert offered <= {code for code, _ in found.candidates}
    assert all(0 < score < 100 for _, score in found.candidates)
    assert [score for _, score in found.candidates] == sorted(
        (score for _, score in found.candidates), reverse=True
    )


@every("text", [None, "", " ", "Tỉnh", "Thành phố", "-", "7", "86,98", "x" * 9999])
def test_what_is_no_name(names, text):
    assert names.match(text, "vn34").kind == "none"


def test_a_key_that_two_units_claim_is_nobodys(known):
    both = Names(known, extra={"Miền núi": "66"})
    assert both.match("miền  núi", "vn34").unit_code == "66"
    # H20 is said to be two provinces: through the store's spellings and through this file's.
    twice = Names(known, extra={"Hà Nội": "66"})
    assert twice.match("HÀ  NỘI", "vn34").unit_code is None


def test_an_issuers_code_counts_where_it_is_known(known, names):
    assert names.match("X20", "vn34").unit_code is None
    assert Names(known, extra={"X20": "52"}).match("x20", "vn34").unit_code == "52"


def test_codes_are_asked_for(names):
    assert names.match("66", "vn34").kind == "none"
    assert names.match("66", "vn34", codes=True).unit_code == "66"
    assert names.match("4", "vn34", codes=True).unit_code == "04"
    assert names.match("02", "vn34", codes=True).unit_code is None
    assert names.match("Đắk Lắk", "vn34", codes=True).kind == "exact"


def test_ordinals_are_no_codes(known, names):
    for scheme in known.province_schemes:
        codes = [unit.unit_code for unit in known.units_of(scheme)]
        assert names.looks_like_codes(codes, scheme) > 0.9
        assert names.looks_like_codes([str(int(code)) for code in codes], scheme) > 0.9
        ordinals = [f"{number:02d}" for number in range(1, len(codes) + 1)]
        assert names.looks_like_codes(ordinals, scheme) == 0
    assert names.looks_like_codes(["01", "02", "04", "06", "08"], "vn34") == 0
    assert names.looks_like_codes(["66", "66", "66", "66"], "vn34") == 0
    assert names.looks_like_codes([], "vn34") == 0


def test_all_units_of_a_scheme_tell_the_scheme(known, names):
    for scheme in known.schemes:
        texts = [unit.full_name_vi for unit in known.units_of(scheme)]
        best = names.schemes_of(texts)[0]
        assert (best.scheme, best.units, best.of) == (scheme, len(texts), len(texts))
        assert best.confidence >= 0.9


def test_a_name_of_one_scheme_decides_and_common_names_do_not(names):
    old = names.schemes_of(["Đắk Lắk", "Phú Yên", "Gia Lai", "Bình Định"])
    assert old[0].scheme == "vn63"
    assert old[0].confidence > 0.9
    assert set(old[0].decisive) == {"Phú Yên", "Bình Định"}
    tied = names.schemes_of(["Đắk Lắk", "Gia Lai", "Hà Nội"])
    assert [one.scheme for one in tied if one.scheme.startswith("vn")] == ["vn34", "vn63"]
    assert tied[0].confidence == tied[1].confidence == 0.5
    assert names.schemes_of(["Cả nước", "", None]) == []


def test_one_wrong_name_among_all_of_the_34_stays_an_error(known, names):
    texts = [unit.name_vi for unit in known.units_of("vn34")]
    assert names.schemes_of([*texts, "Phú Yên"])[0].scheme == "vn34"
    assert names.schemes_of([*texts[:-1], "Phú Yên"])[0].scheme == "vn34"


@every(
    "text",
    [
        *(
            "Cả nước",
            "CẢ NƯỚC",
            "Toàn quốc",
            "Bình quân",
            "Bình quân cả nước",
            "Trung bình",
            "BQ 34 tỉnh",
        ),
        *("Trung bình 34 tỉnh, thành phố", "Tổng cộng", "Tổng số", "TỔNG CỘNG:", "National"),
        *("National average", "Average", "Mean", "Toàn quốc (34)", "Trung vị"),
        *("Vùng Đồng bằng sông Hồng", "TÂY NGUYÊN", "II. Đông Nam Bộ", "Miền Trung (8 tỉnh)"),
        *("Bắc Trung Bộ và Duyên hải miền Trung", "Trung du và miền núi phía Bắc"),
    ],
)
def test_rows_of_several_units(text):
    assert is_aggregate(text)


def test_no_province_is_an_aggregate_a_commune_or_a_note(known):
    for text, _, _ in spellings(known):
        assert not is_aggregate(text), text
        assert not is_commune(text), text
        assert not is_note(text), text


def test_communes_are_communes(known):
    for unit in known.units_of("daklak102"):
        assert is_commune(unit.full_name_vi), unit.full_name_vi
    assert is_commune("UBND xã Ea Kao")
    assert is_commune("Đặc khu Phú Quốc")
    assert is_commune("Tuy Hoa Ward")
    assert not is_commune("Quảng Ninh")
    assert not is_commune(None)
    assert not is_note("Q. Ninh")


@every(
    "text",
    [
        *("Ghi chú: số liệu sơ bộ", "Nguồn: Cổng Dịch vụ công quốc gia", "Người lập biểu"),
        *("KT. BỘ TRƯỞNG", "TM. ỦY BAN NHÂN DÂN", "Nơi nhận:", "(*) Chưa có số liệu", "GIÁM ĐỐC"),
        *("Hà Nội, ngày 12 tháng 10 năm 2026", "Số liệu cập nhật đến 15h00", "Note: provisional"),
        *("- Như trên;", "Đơn vị tính: điểm", "CHỦ TỊCH", "Lưu: VT", "(Ký tên, đóng dấu)"),
    ],
)
def test_notes_and_signatures(text):
    assert is_note(text)


@given(st.data())
def test_case_marks_form_and_words_before_a_name_do_not_matter(known, names, data):
    unit = data.draw(st.sampled_from([u for u in known.units if u.scheme == "vn63"]))
    text = data.draw(st.sampled_from(PREFIXES)) + unit.name_vi
    change = data.draw(st.sampled_from([str.upper, str.lower, str.title, str]))
    form = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    space = data.draw(st.sampled_from([" ", "  ", "\u00a0", "\n", "\t"]))
    written = unicodedata.normalize(form, change(text)).replace(" ", space)
    assert names.match(written, "vn63").unit_code == unit.unit_code, written


@given(st.text(max_size=25))
def test_any_text_has_a_key_of_plain_letters(text):
    assert re.fullmatch(r"[^\W_]*", fold(text))
    assert fold(text) == fold(unicodedata.normalize("NFD", text))


@given(st.text(max_size=25))
def test_chance_text_is_no_province(known, names, text):
    found = names.match(text, "vn34").unit_code
    on_record = {fold(spelling) for spelling, scheme, _ in spellings(known) if scheme == "vn34"}
    assert found is None or fold(text) in on_record


@every(
    ("text", "code"),
    [
        ("H15", "66"),
        (" h15", "66"),
        ("000.00.00.H15", "66"),
        ("H15 - Đắk Lắk", "66"),
        ("Đắk Lắk (H15)", "66"),
        ("H20", "82"),
        # Codes that were never read, or stand beside the name of another province.
        ("H02", None),
        ("H99", None),
        ("H15 - Gia Lai", None),
        ("Gia Lai (H15)", None),
        ("H1", None),
    ],
)
def test_the_codes_of_the_portal_are_known_as_far_as_they_were_read(known, text, code):
    assert Names(known).match(text, "vn34").unit_code == code
    assert Names(known).match(text, "vn63").unit_code is None
