"""What of a table is no ordinary change: by hand, and on the editions of data/."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rankings.facts import editions, why
from rankings.facts.why import unusual
from rankings.sentences import why as why_sentences
from rankings.store.versions import Store
from rankings.words.text import words
from tests import small_store
from tests.small_store import UNITS, edition, figure

EARLY, LATE = (f"psi-2026-10-{day}-year_to_date-vn34" for day in ("05", "10"))
YEARS = {f"e{year}": edition(f"e{year}", period=str(year)) for year in (2023, 2024, 2025)}
for year, row in zip((2023, 2024, 2025), YEARS.values(), strict=True):
    row |= {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}


def scores(edition_id: str, *given: str, indicator: str = "total") -> list[dict]:
    return [
        row
        for unit, score in zip(UNITS, given, strict=False)
        for row in figure(unit, score=score, edition=edition_id, indicator=indicator)
    ]


def repeated(folder, *tables: list[dict]) -> dict[str, str]:
    rows = [row for table in tables for row in table]
    at = small_store.build(folder, editions=list(YEARS.values()), observations=rows)
    return dict(unusual.repeated(at, edition_ids=tuple(YEARS)))


def test_a_table_that_gives_every_score_again_repeats_the_one_before(tmp_path):
    first, again = (scores(one, "20", "18", "12") for one in ("e2023", "e2024"))
    found = repeated(tmp_path / "a", first, again, scores("e2025", "20", "18", "12.01"))
    assert found == {"e2024": "e2023"}


@pytest.mark.parametrize(
    "second",
    [("20", "18"), ("20", "18", "12", "9"), ("20", "18", "11"), ("18", "20", "12")],
    ids=["one is missing", "one is new", "another score", "exchanged"],
)
def test_a_table_with_any_other_score_is_none(tmp_path, second):
    other = scores("e2024", *second)
    assert repeated(tmp_path / "a", scores("e2023", "20", "18", "12"), other) == {}


def test_another_score_of_a_component_is_enough_where_both_have_it(tmp_path):
    first, again = (scores(one, "20", "18", "12") for one in ("e2023", "e2024"))
    parts = scores("e2023", "10", "9", "6", indicator="a")
    assert repeated(tmp_path / "a", first, parts, again) == {"e2024": "e2023"}
    other = scores("e2024", "10", "9", "5", indicator="a")
    assert repeated(tmp_path / "b", first, parts, again, other) == {}


def test_one_score_is_no_table(tmp_path):
    assert repeated(tmp_path / "a", scores("e2023", "20"), scores("e2024", "20")) == {}


def test_no_edition_of_data_repeats_another(var):
    at = Store(var).snapshot()
    every = tuple(item.edition_id for item in editions.all_editions(at))
    assert unusual.repeated(at, edition_ids=every) == {}


def test_what_leapt_in_october_the_largest_first(var):
    at = Store(var).snapshot()
    found = unusual.leaps_between(at, first_id=EARLY, second_id=LATE)
    assert [(leap.unit_code, leap.indicator_code, str(leap.change)) for leap in found] == [
        ("56", "transparency", "8.000000"),
        ("44", "transparency", "3.520000"),
        ("33", "transparency", "2.000000"),
        ("44", "online_service", "-1.880000"),
    ]
    september = "psi-2026-09-17-year_to_date-vn34"
    assert unusual.leaps_between(at, first_id=september, second_id=LATE) == ()


def test_leaps_in_words():
    leap = unusual.Leap(EARLY, "56", "a", Decimal(6), Decimal(14), Decimal(8))
    names, parts = {"56": "Khánh Hòa"}, {"a": "Công khai, minh bạch"}

    def told(language: str, count: int, most: int) -> str | None:
        leapt = [leap] * count
        return why_sentences.leaps(words(language), leapt, names, parts, decimals=2, most=most)

    assert told("vi", 0, 5) is None
    assert told("vi", 1, 5) == (
        "1 điểm thành phần thay đổi nhiều bất thường so với kỳ trước, có thể do được chấm lại: "
        "Khánh Hòa (Công khai, minh bạch tăng 8,00)."
    )
    leapt = [leap, replace(leap, change=Decimal(-2)), replace(leap, change=Decimal(1))]
    assert why_sentences.leaps(words("en"), leapt, names, parts, decimals=2, most=1) == (
        "3 component scores moved far more than usual since the table before, perhaps scored anew; "
        "most of all: Khánh Hòa (Công khai, minh bạch up 8.00)."
    )
    # Two that leapt as far are both named.
    assert told("vi", 2, 1).count("Khánh Hòa") == 2


def test_where_nothing_changed_nothing_is_explained(tmp_path):
    first, again = (scores(one, "20", "18", "12") for one in ("e2024", "e2025"))
    at = small_store.build(
        tmp_path / "a",
        units=small_store.units(UNITS[:3]),
        editions=list(YEARS.values()),
        observations=[*first, *again, *scores("e2023", "20", "18", "11")],
    )
    home, names = UNITS[1], dict.fromkeys(UNITS, "X")
    asked = {"second_id": "e2025", "unit_code": home, "limit": 1}
    still = why.movement(at, first_id="e2024", **asked)
    assert still.repeated
    assert "giữ nguyên thứ 2. Hai bảng giống hệt nhau" in why_sentences.sentence(
        words("vi"), still, names
    )
    assert why_sentences.shares(words("vi"), still, names, {}) is None
    assert why_sentences.gap(words("vi"), still, names) is None
    # Another table in which only the distance is the same.
    moved = why.movement(at, first_id="e2023", **asked)
    assert not moved.repeated
    assert "vẫn còn thiếu 2,00 điểm" in why_sentences.gap(words("vi"), moved, names)
