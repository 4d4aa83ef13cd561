"""A signed remark: on the card of its edition, in the reader's language, shown as text."""

from datetime import date
from pathlib import Path

import pytest

from rankings.facts import overview
from rankings.facts.overview.model import Card, Remark
from rankings.sentences import overview as overview_sentences
from rankings.store import queries
from rankings.store.versions import Snapshot
from rankings.words.text import words
from tests import small_store
from tests.small_store import edition, figure

REMARK = {
    "index_code": "x",
    "edition_id": "e1",
    "text_vi": "Giữ vững nhóm 3.",
    "text_en": "Stay in the top 3.",
    "signed_by": "Nguyễn Văn A",
    "dated": date(2026, 1, 9),
}


def build(folder: Path, *remarks: dict, **tables: list[dict]) -> Snapshot:
    given = {"observations": figure("01", rank=2)} | tables
    return small_store.build(folder / "var", remarks=[REMARK | row for row in remarks], **given)


def card(at: Snapshot, language: str = "vi") -> Card:
    (found,) = overview.cards(at, language=language, today=date(2026, 11, 22))
    return found


def test_the_card_has_the_remark_of_its_language(tmp_path):
    at = build(tmp_path, {})
    assert card(at).remark == Remark("Giữ vững nhóm 3.", "Nguyễn Văn A", date(2026, 1, 9))
    assert card(at, "en").remark.text == "Stay in the top 3."


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_an_english_text_the_vietnamese_one_is_shown(tmp_path, nothing):
    at = build(tmp_path, {"text_en": nothing})
    assert card(at, "en").remark.text == "Giữ vững nhóm 3."


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_empty_text_is_no_remark(tmp_path, nothing):
    at = build(tmp_path, {"text_vi": nothing})
    assert card(at).remark is None
    assert queries.remarks(at).num_rows == 0


def test_a_remark_on_another_edition_is_not_on_the_card(tmp_path):
    at = build(tmp_path, {"edition_id": "e0"}, editions=[edition(), edition("e0")])
    assert card(at).remark is None


def test_the_newest_remark_counts(tmp_path):
    at = build(
        tmp_path,
        {},
        {"load_id": 1, "text_vi": "Đã giữ được."},
        loads=[small_store.load(0), small_store.load(1)],
    )
    assert card(at).remark.text == "Đã giữ được."
    assert queries.remarks(at).num_rows == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Nhận xét: Giữ vững nhóm 3.\n— Nguyễn Văn A, 09/01/2026 (tự khai, chưa xác thực)"),
        (
            "en",
            "Remark: Stay in the top 3.\n— Nguyễn Văn A, 9 Jan 2026 (self-declared, not verified)",
        ),
    ],
)
def test_it_says_who_signed_and_when(tmp_path, language, text):
    at = build(tmp_path, {})
    assert overview_sentences.remark(words(language), card(at, language)) == text


def test_a_card_without_a_remark_says_nothing(tmp_path):
    assert overview_sentences.remark(words("vi"), card(build(tmp_path))) is None


def test_braces_in_a_remark_stay_braces(tmp_path):
    at = build(tmp_path, {"text_vi": "{name} {0} %s"})
    assert "{name} {0} %s" in overview_sentences.remark(words("vi"), card(at))


def test_the_source_of_a_corrected_figure_says_so(tmp_path):
    sources = small_store.default_tables()["sources"]
    at = build(tmp_path, sources=[sources[0] | {"kind": "correction"}])
    line = overview_sentences.source(words("vi"), card(at))
    assert line == "Nguồn: Bộ (đã đính chính, xem nhật ký cập nhật)"
