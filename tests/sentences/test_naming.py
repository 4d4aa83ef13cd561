"""Names for sentences: of editions that the store has and has not, of units in each scheme."""

import pytest

from rankings.facts import editions
from rankings.loads import checks
from rankings.loads.checks import Finding
from rankings.sentences import naming, problems
from rankings.store.versions import Store
from rankings.words.text import in_sentence, words
from tests import page_runs, small_store
from tests.blocks import test_index_without_target

# Rules about a unit that is in no list, or in another list: its code is what is told.
WITHOUT = {"unknown_unit", "wrong_scheme_unit"}
# Codes that stand for one province in the list of 63 and for another in that of 34.
CHANGED = {
    "15": ("Yên Bái", "Lào Cai"),
    "24": ("Bắc Giang", "Bắc Ninh"),
    "44": ("Quảng Bình", "Quảng Trị"),
    "52": ("Bình Định", "Gia Lai"),
    "80": ("Long An", "Tây Ninh"),
    "82": ("Tiền Giang", "Đồng Tháp"),
    "91": ("Kiên Giang", "An Giang"),
}


@pytest.fixture(scope="module")
def store(var) -> Store:
    return Store(var)


def of_edition(store: Store, language: str, edition_id: str) -> str:
    found = naming.of_editions(store.snapshot(), words(language), [edition_id])
    assert list(found) == [edition_id]
    return found[edition_id]


@pytest.mark.parametrize(
    ("edition_id", "vietnamese", "english"),
    [
        (
            "psi-2031-12-31-year_to_date-vn34",
            "Chỉ số 766, lũy kế từ đầu năm đến ngày 31/12/2031",
            "Index 766, year to date, 31 Dec 2031",
        ),
        ("psi-2031-02-month-vn34", "Chỉ số 766, tháng 02/2031", "Index 766, February 2031"),
        ("psi-2031-11-month-vn34", "Chỉ số 766, tháng 11/2031", "Index 766, November 2031"),
        ("dti-2031-Q4-quarter-vn34", "DTI, quý IV/2031", "DTI, fourth quarter of 2031"),
        ("pii-2031-year-vn63", "PII, năm 2031", "PII, year 2031"),
    ],
)
def test_an_edition_that_only_a_load_brings_has_a_name(store, edition_id, vietnamese, english):
    known = {item.edition_id for item in editions.all_editions(store.snapshot())}
    assert edition_id not in known
    assert of_edition(store, "vi", edition_id) == vietnamese
    assert of_edition(store, "en", edition_id) == english


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_edition_of_an_index_that_the_store_has_never_seen(store, language):
    named = {"vi": "PCIX, năm 2026", "en": "PCIX, year 2026"}
    assert of_edition(store, language, "pcix-2026-year-vn34") == named[language]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_edition_has_the_same_name_from_its_key_as_from_the_store(store, language):
    version, w = store.version(), words(language)
    every = [item.edition_id for item in editions.all_editions(store.at(version))]
    by_code = naming.code_names(store.at(version), w, scheme="vn34")
    assert naming.of_editions(store.at(version), w, every) == {key: by_code[key] for key in every}
    assert len(every) > 30


def test_two_editions_of_one_index_and_scheme_never_share_a_name(store):
    version = store.version()
    for language in ("vi", "en"):
        for scheme in ("vn34", "vn63"):
            every = [
                item.edition_id
                for item in editions.all_editions(store.at(version))
                if item.scheme == scheme
            ]
            named = naming.of_editions(store.at(version), words(language), every)
            assert len(set(named.values())) == len(every)


def test_no_editions_no_names(store):
    assert naming.of_editions(store.snapshot(), words("vi"), []) == {}


@pytest.mark.parametrize("code", CHANGED)
def test_a_code_that_changed_its_meaning_is_named_by_scheme(store, code):
    names = naming.names_by_scheme(store.snapshot(), words("vi"))
    assert (names["vn63"][code], names["vn34"][code]) == CHANGED[code]
    for scheme, name in zip(("vn63", "vn34"), CHANGED[code], strict=True):
        alone = naming.code_names(store.snapshot(), words("vi"), scheme=scheme)
        assert alone[code] == name


def test_these_are_all_the_codes_that_changed(store):
    """Held against the English names: the list of 63 spells "Hồ Chí Minh", that of 34 "TP. …"."""
    names = naming.names_by_scheme(store.snapshot(), words("en"))
    codes = [code for code in names["vn34"] if code.isdigit() and code in names["vn63"]]
    changed = {code for code in codes if names["vn34"][code] != names["vn63"][code]}
    assert changed == set(CHANGED)
    assert len(codes) > 25


def test_a_code_of_one_scheme_only_is_not_named_in_the_other(store):
    names = naming.names_by_scheme(store.snapshot(), words("vi"))
    assert names["vn63"]["54"] == "Phú Yên"
    assert "54" not in names["vn34"]
    # The home unit, whose code and name stayed.
    assert names["vn63"]["66"] == names["vn34"]["66"] == "Đắk Lắk"


@pytest.mark.parametrize(
    ("language", "page", "index", "text"),
    [
        ("vi", "way_up", "no_max", "Cơ quan công bố chưa công bố điểm tối đa"),
        ("en", "way_up", "no_max", "The issuer has not published the maxima"),
        ("vi", "standing", "plain", "Trọng số do văn bản ấn định. Phép thử này"),
        ("en", "standing", "plain", "The weights are set by decision. This tests"),
    ],
)
def test_who_issued_what_is_not_made_up_from_a_dash(
    tmp_path, monkeypatch, language, page, index, text
):
    """Of an index that an analyst added and said nothing of, a dash is stored."""
    rows = test_index_without_target.tables()
    unknown = {"issuer_vi": "–", "issuer_en": "–", "legal_basis": "–"}
    rows["indices"] = [row | unknown for row in rows["indices"]]
    rows["methods"] = [row | {"legal_basis": "–"} for row in rows["methods"]]
    small_store.build(tmp_path / "var", **rows)
    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path / "var"))
    app = page_runs.of_page(f"pages/{page}_page.py")(index=index, lang=language, view="robustness")
    assert text in page_runs.texts(app)


def test_every_scheme_that_has_editions_is_there(store):
    version = store.version()
    names = naming.names_by_scheme(store.at(version), words("vi"))
    assert set(names) >= {item.scheme for item in editions.all_editions(store.at(version))}
    assert editions.home(store.at(version))[0] in names


@pytest.mark.parametrize(
    ("language", "index", "unit"), [("vi", "DTI", "Huế"), ("en", "DTI", "Hue")]
)
def test_names_come_in_the_language_asked_for(store, language, index, unit):
    names = naming.code_names(store.snapshot(), words(language), scheme="vn34")
    assert names["46"] == unit
    assert names["dti-2024-year-vn34"].startswith(f"{index}, ")
    other = naming.code_names(
        store.snapshot(), words({"vi": "en", "en": "vi"}[language]), scheme="vn34"
    )
    indicators = [
        code for code in names if not code.isdigit() and "-" not in code and names[code] != "–"
    ]
    # Indicators stand within a sentence, and are not the same words in both languages.
    assert all(names[code] == in_sentence(names[code]) for code in indicators)
    assert sum(names[code] != other[code] for code in indicators) > len(indicators) // 2


@pytest.mark.parametrize(
    ("details", "scheme"),
    [
        ({"edition_id": "psi-2025-03-month-vn63"}, "vn63"),
        ({"edition_id": "psi-2026-10-10-year_to_date-vn34"}, "vn34"),
        ({"edition_id": None}, "vn34"),
        ({"edition_id": ""}, "vn34"),
        ({}, "vn34"),
    ],
)
def test_the_scheme_of_what_a_finding_is_about(details, scheme):
    assert naming.scheme_of(Finding("any", "note", None, details), "vn34") == scheme


def above_maximum(edition_id: str, code: str) -> Finding:
    details = {"edition_id": edition_id, "unit_code": "24", "indicator_code": code}
    printed = {"value_printed": "26", "max_score": "20"}
    return Finding("above_maximum", "blocker", None, details | printed)


@pytest.mark.parametrize(
    ("edition_id", "name"),
    [
        ("psi-2026-10-09-year_to_date-vn34", "tỷ lệ hồ sơ giải quyết đúng hạn, trước hạn"),
        ("pii-2025-year-vn34", "giáo dục"),
        ("pci-2025-year-vn34", "2.1"),
    ],
)
def test_a_code_of_two_indices_is_named_by_that_of_the_finding(store, edition_id, name):
    names = naming.code_names(store.snapshot(), words("vi"), scheme="vn34")
    told = problems.finding(words("vi"), above_maximum(edition_id, "2.1"), names)
    assert f" ở {name} " in told


def test_an_indicator_that_only_a_load_brings_is_named(store):
    row = {"index_code": "pci", "indicator_code": "2.1", "name_vi": "Đất đai", "name_en": "Land"}
    names = naming.of_indicators(words("vi"), [row])
    told = problems.finding(words("vi"), above_maximum("pci-2025-year-vn34", "2.1"), names)
    assert " ở Đất đai " in told


def test_every_rule_that_names_an_indicator_says_of_which_index():
    """Else it would be named by its code, or by what another index calls it."""
    for rule in checks.rules():
        last = rule.sql.rsplit("\nselect", 1)[-1]
        if "indicator_code" in last or "unit_code" in last:
            assert "edition_id" in last or "index_code" in last or rule.name in WITHOUT, rule.name


def test_an_abbreviation_stays_one_inside_a_sentence(store):
    names = naming.code_names(store.snapshot(), words("vi"), scheme="vn34")
    assert names[naming.indicator_key("psi", "1.1")] == "tỷ lệ TTHC công bố đúng hạn"
    assert names[naming.indicator_key("psi", "transparency")] == "công khai, minh bạch"


def test_an_edition_that_another_load_brings_is_named_in_a_warning(store):
    """Of several files the second is compared with the first, which the store does not have yet."""
    details = {"edition_id": "psi-2026-10-24-year_to_date-vn34"}
    details |= {"other_edition": "psi-2026-10-17-year_to_date-vn34", "others": "3"}
    ids = naming.editions_in([Finding("figures_of_another_edition", "warning", None, details)])
    assert ids == {text for text in details.values() if text != "3"}
    names = naming.of_editions(store.snapshot(), words("vi"), ids)
    assert "17/10/2026" in names[details["other_edition"]]
