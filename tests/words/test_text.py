"""Both catalogues hold the same keys and values, and every key that code asks for."""

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pandas as pd
import pytest
from babel.messages import pofile

from rankings.words.text import LANGUAGES, LOCALE, sentence_case, words
from tests.cases import every
from tests.words import references

ROOT = Path(__file__).resolve().parents[2]

# What is told of the communes and departments of a province, where nothing else is called a unit.
OF_UNITS_INSIDE = (
    *("alerts.", "chart.units_", "collect.", "due.", "estimate.", "units."),
    *("nav.units", "page.units", "rule.inside_", "rule_name.inside_", "also.inside_"),
)
# The glossary is complete whether or not a page shows every word of it.
OF_OUR_LOADS = (
    *(
        "action.",
        "audit.",
        "check.",
        "collect.",
        "edits.",
        "error.",
        "history.",
        "inbox.",
        "load_state.",
        "match.",
        "publish.",
    ),
    *("audit.", "batch.", "progress.", "role.", "step.", "template.", "upload.", "waiting."),
)
GLOSSARY = ("vocab.", "status.official", "status.conflict")
# Keys built from a code in the data: the code comes from a column, so no literal names them.
# Those of Streamlit stand in frame_places.json (tests/blocks/test_frame_words.py holds them to it).
FROM_DATA = (
    "streamlit.",
    "field.",
    "key_kind.",
    "made.",
    "measure.",
    "quarter.",
    "quarter_short.",
    "unreadable.",
    "scale_basis.",
    "dossier_fault.",
)


def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """Key -> its forms (one, or one for each plural form)."""
    path = LOCALE / language / "LC_MESSAGES" / "rankings.po"
    with path.open("rb") as file:
        messages = [message for message in pofile.read_po(file, locale=language) if message.id]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in messages
    }


VI, EN = catalogue("vi"), catalogue("en")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# --- The catalogues ---


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(VI) == list(EN)


def test_no_text_is_empty_and_none_is_fuzzy():
    for entries in (VI, EN):
        assert not [key for key, forms in entries.items() if not all(forms)]
    for language in LANGUAGES:
        text = (LOCALE / language / "LC_MESSAGES" / "rankings.po").read_text(encoding="utf-8")
        assert "fuzzy" not in text


def test_every_key_takes_the_same_named_values_in_both_languages():
    for key, (first, *others) in VI.items():
        wanted = placeholders(first)
        assert all(name.isidentifier() for name in wanted), key
        for form in (*others, *EN[key]):
            assert placeholders(form) == wanted, key


def test_plurals_have_one_form_in_vietnamese_and_two_in_english():
    for key, forms in EN.items():
        if len(forms) == 2:
            assert len(VI[key]) == 1
            assert "count" in placeholders(forms[0]) or "names" in placeholders(forms[0])


def test_vietnamese_holds_no_english_words():
    english = re.compile(
        r"\b(the|and|of|rank|score|page|source|target|unit|edition|index|component|figures?|"
        r"published|is|not|from|with|download|chart|table)\b"
    )
    found = {}
    for key, forms in VI.items():
        text = re.sub(r"\{\w+\}|\bdata/\S+|(?<=thư mục )data\b", "", forms[0])
        if english.search(text):
            found[key] = forms[0]
    assert found == {}


def test_english_holds_vietnamese_letters_in_names_only():
    names = re.compile(r"Tiếng Việt|Hoàng Sa|Trường Sa|Đà Nẵng|Khánh Hòa|Đắk Lắk")
    for forms in EN.values():
        for form in forms:
            assert not re.search(r"[À-ỹĐđ]", names.sub("", form)), form


def test_words_that_must_not_be_used():
    # công bố is what the issuer does, phát hành what our analyst does: never in what is said of the
    # figures. luỹ kế is spelled lũy kế; đơn vị alone is three things, but where the units of a
    # province are what is told of.
    for key, (text, *_) in VI.items():
        assert "phát hành" not in text.lower() or key.startswith(OF_OUR_LOADS), key
        assert "luỹ" not in text, key
        said = re.sub(r"đơn vị (?:trong|của) tỉnh", "", text)
        of_units = key == "vocab.unit_of_measure" or key.startswith(OF_UNITS_INSIDE)
        assert "đơn vị" not in said or of_units, key
        assert "khoảng an toàn" not in text, key


# What is not said on the screen, and what is said instead: garden paths, colloquial headings, and
# the other names of a thing that has one. Each key is a pattern of a text in small letters.
NOT_SAID = {
    r"chỉ ra khỏi": "chỉ khi …, mới ra khỏi (“chỉ ra” also means to point out)",
    r"ở đâu\b|đi đến đâu|vướng": "a heading without a question: điểm nghẽn, dự báo …",
    r"\bai (tăng|giảm|đã)\b": "các tỉnh, thành phố tăng, giảm hạng",
    r"cố gắng|công sức": "mức độ khó; phải tăng nhiều nhất",
    r"ít điểm phải tăng": "cần tăng ít điểm nhất",
    r"được lấp|\blấp \{": "dư địa đạt được",
    r"\bkhuyết\b": "chưa có số liệu",
    r"nêu rõ lý do|câu giải thích|giải thích \(": "giải trình",
    r"chỉ tiêu và thời hạn": "mục tiêu và thời hạn",
    r"kịch bản": "phương án",
    r"ngưỡng điểm|mức ngưỡng|điểm chuẩn": "điểm ngưỡng",
    r"\btop \d|\btop \{k\}|tốp": "nhóm {k} dẫn đầu",
    r"đơn vị chủ trì|đơn vị phụ trách": "cơ quan chủ trì",
}


@every("pattern", NOT_SAID)
def test_one_thing_has_one_name_and_no_sentence_leads_astray(pattern):
    said = {key: form for key, forms in VI.items() for form in forms}
    assert {key: text for key, text in said.items() if re.search(pattern, text.lower())} == {}, (
        f"say instead: {NOT_SAID[pattern]}"
    )


def test_no_text_shows_a_signed_number():
    for entries in (VI, EN):
        for key, forms in entries.items():
            assert not [form for form in forms if re.search(r"[+−]\{|(?<!\w)-\{", form)], key


# --- Keys that code asks for ---


def files_and_trees() -> Iterator[tuple[str, ast.Module]]:
    files = [ROOT / "app.py", *(ROOT / "rankings").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    for path in sorted(files):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def sources() -> Iterator[ast.Module]:
    return (tree for _, tree in files_and_trees())


def texts_in(tree: ast.Module) -> set[str]:
    """Every literal text of a module."""
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def asks_for_words(call: ast.Call) -> bool:
    """w(…), view.words(…), w.plural(…), words(language)(…), Problem(…), helper(w, …)."""
    function = call.func
    if isinstance(function, ast.Name) and function.id in ("w", "self", "Problem"):
        return True
    if isinstance(function, ast.Attribute) and function.attr in ("words", "plural"):
        return True
    if isinstance(function, ast.Call):
        return isinstance(function.func, ast.Name) and function.func.id == "words"
    return any(isinstance(argument, ast.Name) and argument.id == "w" for argument in call.args)


def keys_asked_for() -> Iterator[ast.Constant | ast.JoinedStr]:
    for tree in sources():
        yield from keys_of(tree)


def keys_of(tree: ast.Module) -> Iterator[ast.Constant | ast.JoinedStr]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and asks_for_words(call):
            for argument in call.args[:2]:
                yield from constants_of(argument)


def constants_of(argument: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Literal texts an argument can be: itself, or either side of a condition."""
    if isinstance(argument, ast.IfExp):
        yield from constants_of(argument.body)
        yield from constants_of(argument.orelse)
    elif isinstance(argument, ast.JoinedStr) or (
        isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", argument.value)
    ):
        yield argument


def pattern_of(text: ast.JoinedStr) -> str:
    """A pattern of the keys an f-string can name."""
    parts = [
        re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in text.values
    ]
    return "".join(parts)


def named_by(text: ast.JoinedStr) -> set[str]:
    """The keys an f-string can name; none when it fixes too little to tell."""
    fixed = "".join(part.value for part in text.values if isinstance(part, ast.Constant))
    if len(fixed) < 2:
        return set()
    return {key for key in VI if re.fullmatch(pattern_of(text), key)}


def test_every_key_that_code_asks_for_exists():
    literal = {text.value for text in keys_asked_for() if isinstance(text, ast.Constant)}
    assert "card.buffer" in literal
    assert literal - set(VI) == set()


def test_every_key_that_code_composes_can_exist():
    for text in keys_asked_for():
        if isinstance(text, ast.JoinedStr):
            pattern = pattern_of(text)
            assert any(re.fullmatch(pattern, key) for key in VI), pattern


def values_given(call: ast.Call) -> set[str] | None:
    """The names of the values a call gives; None when it unpacks a mapping."""
    names = {keyword.arg for keyword in call.keywords}
    return None if None in names else names


def test_every_call_gives_the_values_its_text_needs():
    wrong = []
    for tree in sources():
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and asks_for_words(call) and call.args):
                continue
            plural = isinstance(call.func, ast.Attribute) and call.func.attr == "plural"
            direct = plural or not isinstance(call.func, ast.Name) or call.func.id in ("w", "self")
            given = values_given(call)
            if not direct or given is None:
                continue
            for text in constants_of(call.args[0]):
                if isinstance(text, ast.Constant) and text.value in VI:
                    needed = placeholders(VI[text.value][0]) - ({"count"} if plural else set())
                    if not needed <= given:
                        wrong.append((text.value, needed - given))
    assert wrong == []


def test_every_problem_gives_the_values_its_sentence_needs():
    for tree in sources():
        for call in ast.walk(tree):
            named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            if not named or call.func.id != "Problem" or not call.args:
                continue
            for text in constants_of(call.args[0]):
                if isinstance(text, ast.Constant) and text.value != "error.blocked":
                    assert placeholders(VI[text.value][0]) <= values_given(call), text.value


def test_every_key_is_used():
    constants = set().union(*map(texts_in, sources()))
    composed = [text for text in keys_asked_for() if isinstance(text, ast.JoinedStr)]
    unused = set(VI) - constants - set().union(*map(named_by, composed))
    assert {key for key in unused if not key.startswith((*GLOSSARY, *FROM_DATA))} == set()


def test_a_composed_key_says_in_the_catalogues_which_files_compose_it():
    for path in references.paths():
        text = path.read_text(encoding="utf-8")
        assert references.with_references(text) == text, "run python -m tests.words.references"


def column(file: str, name: str) -> set[str]:
    with (ROOT / "data" / file).open(encoding="utf-8", newline="") as lines:
        return {row[name] for row in csv.DictReader(lines)} - {""}


@every(
    ("prefix", "file", "name"),
    [
        ("aggregation", "reference/methods.csv", "aggregation"),
        ("basis", "reference/methods.csv", "aggregation_basis"),
        ("basis", "reference/indicators.csv", "max_basis"),
        ("basis", "reference/indicators.csv", "weight_basis"),
        ("confidence", "published/observations.csv", "confidence"),
        ("level", "reference/indicators.csv", "level"),
        ("measure", "published/observations.csv", "measure"),
        ("period_type", "published/editions.csv", "period_type"),
        ("scheme", "reference/units.csv", "scheme"),
        ("source", "published/sources.csv", "kind"),
        ("source_kind", "published/sources.csv", "kind"),
        ("status", "published/observations.csv", "status"),
    ],
)
def test_every_code_in_the_data_has_words(prefix, file, name):
    assert {f"{prefix}.{code}" for code in column(file, name)} <= set(VI)


def test_every_check_has_a_sentence_with_columns_it_returns():
    checks = {path.stem: path for path in (ROOT / "queries" / "checks").glob("*.sql")}
    assert {key.removeprefix("rule.") for key in VI if key.startswith("rule.")} == set(checks)
    for rule, path in checks.items():
        columns = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        assert placeholders(VI[f"rule.{rule}"][0]) <= columns, rule


# --- Words ---


@pytest.fixture
def vi():
    return words("vi")


@pytest.fixture
def en():
    return words("en")


def test_an_unknown_language_is_vietnamese():
    assert words("fr") is words(None) is words("vi")


@every("language", LANGUAGES)
def test_an_absent_key_or_value_is_an_error(language):
    w = words(language)
    with pytest.raises(KeyError):
        w("card.no_such_key")
    with pytest.raises(KeyError):
        w.plural("card.no_such_key", 2)
    with pytest.raises(KeyError):
        w("card.unknown")


@every(
    ("value", "decimals", "in_vi", "in_en"),
    [
        (Decimal("1234.5"), 1, "1.234,5", "1,234.5"),
        (Decimal("65.49"), 2, "65,49", "65.49"),
        (Decimal("0.0754"), 4, "0,0754", "0.0754"),
        (Decimal("22.000000"), None, "22", "22"),
        (Decimal("0.500000"), None, "0,5", "0.5"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (22, 2, "22,00", "22.00"),
        (Decimal("0.125"), 2, "0,13", "0.13"),
        (Decimal("0.135"), 2, "0,14", "0.14"),
        (0.1 + 0.2, 2, "0,30", "0.30"),
        (Decimal("-0.05"), 2, "−0,05", "−0.05"),
        (Decimal("-0.001"), 2, "0,00", "0.00"),
        (0, 0, "0", "0"),
        (None, 2, "–", "–"),
        (float("nan"), 2, "–", "–"),
        (pd.NA, 2, "–", "–"),
    ],
)
def test_numbers(vi, en, value, decimals, in_vi, in_en):
    assert vi.number(value, decimals) == in_vi
    assert en.number(value, decimals) == in_en


def test_percent(vi, en):
    assert (vi.percent(Decimal("76.4")), en.percent(76.4)) == ("76,4%", "76.4%")
    assert vi.percent(Decimal("100"), 0) == "100%"
    assert vi.percent(None) == "–"


@every(
    ("day", "in_vi", "in_en"),
    [
        (date(2026, 10, 10), "10/10/2026", "10 Oct 2026"),
        (date(2026, 9, 5), "05/09/2026", "5 Sep 2026"),
        (date(2025, 7, 1), "01/07/2025", "1 Jul 2025"),
        (None, "–", "–"),
        (pd.NaT, "–", "–"),
    ],
)
def test_dates(vi, en, day, in_vi, in_en):
    assert vi.date(day) == in_vi
    assert en.date(day) == in_en


@every(
    ("start", "end", "in_vi", "in_en"),
    [
        (date(2026, 10, 10), date(2026, 10, 10), "10/10/2026", "10 Oct 2026"),
        (date(2025, 10, 1), date(2025, 10, 31), "tháng 10/2025", "October 2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "tháng 02/2024", "February 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), "từ 01/02/2024 đến 28/02/2024", None),
        (date(2025, 7, 1), date(2025, 9, 30), "quý III/2025", "third quarter of 2025"),
        (date(2024, 1, 1), date(2024, 12, 31), "năm 2024", "2024"),
        (
            date(2025, 10, 1),
            date(2025, 12, 15),
            "từ 01/10/2025 đến 15/12/2025",
            "1 Oct 2025 to 15 Dec 2025",
        ),
        (date(2025, 7, 1), None, "từ 01/07/2025 trở đi", "1 Jul 2025 or later"),
        (None, date(2025, 7, 1), "chậm nhất 01/07/2025", "1 Jul 2025 or earlier"),
        (None, None, "chưa rõ ngày", "date not known"),
    ],
)
def test_date_ranges(vi, en, start, end, in_vi, in_en):
    assert vi.date_range(start, end) == in_vi
    assert in_en is None or en.date_range(start, end) == in_en


def test_time_is_that_of_vietnam(vi, en):
    stored = datetime(2026, 11, 21, 18, 4)
    assert vi.time(stored) == "01:04 ngày 22/11/2026"
    assert en.time(stored.replace(tzinfo=UTC)) == "01:04 on 22 Nov 2026"


@every(
    ("label", "period_type", "in_vi", "in_en", "short_vi", "short_en"),
    [
        (
            "2026-10-10",
            "year_to_date",
            "lũy kế từ đầu năm đến ngày 10/10/2026",
            "year to date, 10 Oct 2026",
            "10/10/2026",
            "10 Oct 2026",
        ),
        (
            "2025-Q3",
            "quarter",
            "quý III/2025",
            "third quarter of 2025",
            "quý III/2025",
            "Q3 2025",
        ),
        ("2025-Q4", "quarter", "quý IV/2025", "fourth quarter of 2025", "quý IV/2025", "Q4 2025"),
        ("2025-10", "month", "tháng 10/2025", "October 2025", "tháng 10/2025", "Oct 2025"),
        ("2025-09", "month", "tháng 9/2025", "September 2025", "tháng 9/2025", "Sep 2025"),
        ("2025-01", "month", "tháng 01/2025", "January 2025", "tháng 01/2025", "Jan 2025"),
        ("2025", "year", "năm 2025", "year 2025", "năm 2025", "2025"),
    ],
)
def test_periods(vi, en, label, period_type, in_vi, in_en, short_vi, short_en):
    edition = SimpleNamespace(period=label, period_type=period_type)
    assert (vi.period(edition), en.period(edition)) == (in_vi, in_en)
    assert (vi.period_short(edition), en.period_short(edition)) == (short_vi, short_en)


def test_every_period_in_the_data_has_words(vi, en):
    with (ROOT / "data" / "published" / "editions.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            edition = SimpleNamespace(**row)
            for w in (vi, en):
                assert w.period(edition)
                assert w.period_short(edition)


def test_an_unknown_period_type_is_an_error(vi):
    with pytest.raises(ValueError, match="decade"):
        vi.period(SimpleNamespace(period="2020", period_type="decade"))


@every(
    ("rank", "in_en"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (10, "10th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (24, "24th"),
        (30, "30th"),
        (63, "63rd"),
        (101, "101st"),
        (111, "111th"),
    ],
)
def test_ordinals(vi, en, rank, in_en):
    assert en.place(rank) == en.ordinal(rank) == in_en
    assert vi.place(rank) == str(rank)
    assert vi.ordinal(rank) == f"thứ {rank}"


def test_ranks(vi, en):
    assert (vi.rank(7, 34), en.rank(7, 34)) == ("thứ 7/34", "7th of 34")
    assert (vi.rank(None, 34), vi.fraction(None, 34), vi.fraction(7, 34)) == (
        "–/34",
        "–/34",
        "7/34",
    )
    assert vi.rank_range(5, 8, 34) == "từ thứ 5 đến thứ 8/34"
    assert en.rank_range(5, 8, 34) == "5th to 8th of 34"
    assert vi.rank_range(5, 5, 34) == "thứ 5/34"


@every(
    ("places", "in_vi", "in_en"),
    [
        (2, "tăng 2 bậc", "up 2 places"),
        (1, "tăng 1 bậc", "up 1 place"),
        (0, "giữ nguyên", "unchanged"),
        (-1, "giảm 1 bậc", "down 1 place"),
        (-21, "giảm 21 bậc", "down 21 places"),
    ],
)
def test_movements(vi, en, places, in_vi, in_en):
    assert (vi.movement(places), en.movement(places)) == (in_vi, in_en)


@every(
    ("difference", "in_vi", "in_en"),
    [
        (Decimal("0.36"), "tăng 0,36", "up 0.36"),
        (Decimal("-0.05"), "giảm 0,05", "down 0.05"),
        (Decimal("0.00"), "giữ nguyên", "unchanged"),
    ],
)
def test_changes(vi, en, difference, in_vi, in_en):
    assert (vi.change(difference, 2), en.change(difference, 2)) == (in_vi, in_en)


def test_lists(vi, en):
    names = ["Lạng Sơn", "Tuyên Quang", "Huế"]
    assert vi.join(names) == "Lạng Sơn, Tuyên Quang, Huế"
    assert en.join(names) == "Lạng Sơn, Tuyên Quang and Huế"
    assert vi.join_and(names) == "Lạng Sơn, Tuyên Quang và Huế"
    assert vi.join(["Huế"]) == en.join(["Huế"]) == "Huế"
    assert vi.join_and([]) == "–"


def test_a_row_in_the_language(vi, en):
    row = {"name_vi": "Hà Nội", "name_en": "Hanoi", "region_vi": "Đồng bằng sông Hồng"}
    for kind in (row, SimpleNamespace(**row), pd.Series(row)):
        assert (vi.name(kind), en.name(kind)) == ("Hà Nội", "Hanoi")
        assert en.field(kind, "region") == "Đồng bằng sông Hồng"
        assert en.field(kind, "capital") is None


def test_sentence_case():
    assert sentence_case("đắk Lắk, DTI") == "Đắk Lắk, DTI"
    assert sentence_case("") == ""


@every("language", LANGUAGES)
def test_no_key_stands_twice_in_a_catalogue(language):
    path = ROOT / f"rankings/words/locale/{language}/LC_MESSAGES/rankings.po"
    keys = Counter(re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE))
    assert [key for key, times in keys.items() if times > 1] == []
