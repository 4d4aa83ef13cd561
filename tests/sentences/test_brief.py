"""What a briefing says: the finding, five parts, the message within its letters."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankings.evidence import evidence
from rankings.facts import brief as facts_of
from rankings.facts.brief import Given, LastBriefing, State
from rankings.sentences import brief, brief_message, brief_parts, overview_message
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests.cases import every

TODAY = date(2026, 11, 30)
VI = words("vi")
PSI = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    return Store(var).snapshot()


def facts(at: Snapshot, language: str = "vi", **given) -> facts_of.Brief:
    return facts_of.brief(at, language=language, today=TODAY, state=State(at.version), **given)


@pytest.fixture(scope="module")
def document(at):
    return brief.tell(at, VI, facts(at))


def test_the_finding_says_where_home_stands(document):
    assert document.finding == (
        "Chỉ số 766 giữ vị trí thứ 7/34, đạt mục tiêu nhóm 10 dẫn đầu, cao hơn điểm ngưỡng 1,52 "
        "điểm. DTI (tính lại) thứ 29, PII thứ 24: chưa đạt mục tiêu."
    )


@pytest.mark.parametrize(
    ("before", "begins"),
    [
        (9, "Chỉ số 766 tăng 2 bậc, lên vị trí thứ 7/34, đạt mục tiêu nhóm 10 dẫn đầu,"),
        (12, "Chỉ số 766 tăng 5 bậc, lên vị trí thứ 7/34, vào nhóm 10 dẫn đầu, đạt mục tiêu,"),
        (5, "Chỉ số 766 giảm 2 bậc, xuống vị trí thứ 7/34, đạt mục tiêu nhóm 10 dẫn đầu,"),
    ],
)
def test_a_move_comes_first(at, before, begins):
    known = facts(at)
    move = known.moves[0]
    earlier = replace(move.card.previous, rank=before)
    moved = replace(move, card=replace(move.card, previous=earlier))
    text = brief.finding(VI, replace(known, moves=(moved, *known.moves[1:])))
    assert text.startswith(begins)


def test_a_fall_out_of_the_group_is_said(at):
    known = facts(at)
    move = known.moves[0]
    position = replace(move.card.position, rank=17, status="outside")
    moved = replace(move, card=replace(move.card, position=position))
    text = brief.finding(VI, replace(known, moves=(moved,)))
    assert text.startswith(
        "Chỉ số 766 giảm 10 bậc, xuống vị trí thứ 17/34, ra khỏi nhóm 10 dẫn đầu"
    )


@every("language", ("vi", "en"))
def test_the_finding_is_the_message_of_the_first_screen(at, language):
    known, w = facts(at, language), words(language)
    cards = [place.card for place in known.places]
    assert brief.finding(w, known) == overview_message.message(w, cards, known.unjudged)


def test_without_a_newer_table_a_place_is_kept(at):
    known = facts(at)
    earlier = replace(known.moves[0].card.previous, rank=12)
    move = replace(known.moves[0].card, previous=earlier)
    still = replace(known.moves[0], card=move, nothing_new=True)
    text = brief.finding(VI, replace(known, moves=(still, *known.moves[1:])))
    assert text.startswith("Chỉ số 766 giữ vị trí thứ 7/34, đạt mục tiêu")


def test_there_are_five_slides(document):
    assert [part.code for part in brief.slides(document)] == list(brief.PARTS)
    assert all(part.sentences for part in brief.slides(document))


@every("language", ("vi", "en"))
def test_no_sentence_is_markdown_or_empty(at, language):
    document = brief.tell(at, words(language), facts(at, language))
    lines = [line for part in document.parts for line in part.sentences]
    lines += [*document.notes, document.finding, document.title]
    assert not [line for line in lines if "**" in line or not line.strip() or "None" in line]
    assert not [line for line in lines if re.search(r"−\d", line)]


def test_every_figure_has_a_source_that_is_listed(document):
    cells = [c for grid in document.grids for row in grid.rows for c in row if c.number is not None]
    assert len(cells) > 40
    assert {cell.source for cell in cells} <= {origin.number for origin in document.sources}


def test_the_key_of_a_figure_leads_to_that_figure(at, document):
    cells = [c for grid in document.grids for row in grid.rows for c in row if c.key]
    for cell in cells[:2] + cells[8:12] + cells[-3:]:
        shown = evidence(at, cell.key).value
        assert Decimal(str(shown)) == Decimal(str(cell.number)), cell


def test_what_is_asked_says_up_to_when_there_is_time_to_begin(document):
    """1.1 wins its place only if it is begun long before the year is over; 4.1 up to its end."""
    (asked,) = (part.grids[0] for part in document.parts if part.code == brief_parts.ASK)
    by = {row[0].text: row[2].text for row in asked.rows}
    counted = {text: day for text, day in by.items() if text.startswith("Bảo đảm ")}
    assert list(counted.values()) == [
        "31/12/2026; còn kịp đến 03/12/2026",
        "31/12/2026",
        "31/12/2026",
    ]


def test_what_the_last_briefing_told_otherwise_is_said(at):
    last = LastBriefing(
        datetime(2026, 11, 20, tzinfo=UTC), {"psi": Given(PSI, 8, Decimal("64.10"))}
    )
    known = facts(at, last=last)
    (line,) = brief.moved(at, VI, known, known.moves[0])
    assert "(trước: 8/34, 64,10 điểm; nay: 7/34, 65,49 điểm)" in line
    same = replace(last, given={"psi": Given(PSI, 7, Decimal("65.49"))})
    known = facts(at, last=same)
    (line,) = brief.moved(at, VI, known, known.moves[0])
    assert line == "Chỉ số 766: chưa có kỳ công bố mới kể từ báo cáo ngày 20/11/2026."


def test_the_link_opens_these_figures_in_this_language(at):
    known = facts(at, "en")
    known = replace(known, state=State(12, 3))
    assert (
        brief.link_to(known, "https://x.example/a/") == "https://x.example/a/?lang=en&v=12&as_of=3"
    )
    assert brief.link_to(known, None) is None
    assert brief.tell(at, VI, facts(at)).link_line.startswith("Không có mã QR")


@every("language", ("vi", "en"))
def test_the_message_is_whole_and_short(at, language):
    w = words(language)
    document = brief.tell(at, w, facts(at, language), address="https://rankings.example")
    text = brief_message.message(w, document)
    assert len(text) <= brief_message.MESSAGE_CHARACTERS
    assert "7/34" in text or "7th of 34" in text
    assert document.finding in text
    assert document.state in text
    assert document.link in text
    assert document.part(brief_parts.WAY).sentences[0] in text
    assert document.notes[0] in text


@given(
    lines=st.lists(st.tuples(st.integers(0, 99), st.text(max_size=400)), max_size=12),
    most=st.integers(0, 900),
)
def test_lines_are_kept_whole_or_left_out_the_highest_turn_first(lines, most):
    text = brief_message.within(lines, most)
    assert len(text) <= most
    turns = sorted(turn for turn, _ in lines)
    kept = [
        count
        for count in range(len(lines) + 1)
        if text
        == "\n".join(
            line for place, (turn, line) in enumerate(lines) if _place(lines, place) < count
        )
    ]
    assert kept
    assert turns == sorted(turns)


def _place(lines: list[tuple[int, str]], place: int) -> int:
    """How many lines are left out after this one: of equal turns the first one goes first."""
    order = sorted(range(len(lines)), key=lambda each: (lines[each][0], -each))
    return order.index(place)


def test_nothing_to_tell_of_is_said(at):
    nothing = replace(facts(at), places=(), moves=(), lost=(), directions=())
    document = brief.tell(at, VI, nothing)
    assert document.finding == "Chưa có kỳ công bố nào để đối chiếu với mục tiêu."
    assert document.rank is None
    assert all(part.sentences for part in document.parts)


def test_where_a_rank_is_not_known_the_places_that_can_be_stand_there(at):
    known = facts(at)
    place = known.places[2]
    position = replace(place.card.position, rank=None, rank_low=22, rank_high=26)
    unsure = replace(place, card=replace(place.card, position=position))
    document = brief.tell(at, VI, replace(known, places=(*known.places[:2], unsure)))
    rank = document.part(brief.POSITION).grids[0].rows[2][2]
    assert (rank.text, rank.number) == ("22–26/34", None)
