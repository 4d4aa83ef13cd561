"""If the pace stays: by hand, by trying every day, and from the files of data/ alone."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from rankings.facts.way_up import pace as module
from rankings.facts.way_up.pace import pace, passing, ranks_by_day
from rankings.sentences import way_up_pace as sentences
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import words
from tests import oracles

PSI = "psi-2026-10-10-year_to_date-vn34"
FIRST = "psi-2026-09-17-year_to_date-vn34"
NINH_BINH, THAI_NGUYEN, QUANG_NINH, LANG_SON = "37", "19", "22", "20"
TABLE = date(2026, 10, 10)
VI, EN = words("vi"), words("en")


@pytest.fixture
def current(var):
    """The store built from data/, with its version."""
    return Store(var).snapshot()


def ask(current, **asked: object):
    choices = {"edition_id": PSI, "unit_code": "66", "limit": 10} | asked
    return pace(current, **choices)


def totals(edition_id: str) -> dict[str, Decimal]:
    """unit -> score, straight from data/."""
    return {
        row["unit_code"]: Decimal(row["value"])
        for row in oracles.read("observations")
        if (row["edition_id"], row["indicator_code"], row["measure"])
        == (edition_id, "total", "score")
    }


def names(current, w) -> dict[str, str]:
    rows = queries.units(current, scheme="vn34").to_pylist()
    return {row["unit_code"]: w.name(row) for row in rows}


# --- The sums ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "other", "days"),
    [
        # 1 point behind and 0.1 a day faster: level after 10 days, above on the eleventh.
        (("5", "0.1"), ("4", "0.2"), 11),
        (("5", "0.1"), ("4", "0.21"), 10),
        (("4", "0.2"), ("5", "0.1"), 11),
        (("5", "0.1"), ("4", "0.1"), None),
        (("5", "0.1"), ("4", "-1"), None),
        (("4", "0.1"), ("5", "0.1"), None),
        # Level: the faster one stands above on the next day.
        (("5", "0.1"), ("5", "0.2"), 1),
        (("5", "0.2"), ("5", "0.1"), 1),
        (("5", "0.1"), ("5", "0.1"), None),
    ],
)
def test_when_one_passes_the_other(own, other, days):
    assert passing(*((Fraction(score), Fraction(step)) for score, step in (own, other))) == days


@pytest.mark.parametrize("seed", range(8))
def test_passing_and_ranks_equal_trying_every_day(seed):
    dice = random.Random(seed)
    lines = {
        f"{number:02d}": (Fraction(dice.randint(0, 40), 10), Fraction(dice.randint(-9, 9), 70))
        for number in range(9)
    }
    ranks = ranks_by_day(lines, "00", 60)
    own = lines["00"]
    for day in range(61):
        on_day = {code: score + step * day for code, (score, step) in lines.items()}
        assert ranks[day] == 1 + sum(value > on_day["00"] for value in on_day.values())
    for code in lines.keys() - {"00"}:
        other = lines[code]
        signs = [
            (own[0] + own[1] * day > other[0] + other[1] * day)
            - (own[0] + own[1] * day < other[0] + other[1] * day)
            for day in range(2_000)
        ]
        turned = next((day for day in range(1, 2_000) if signs[day] == -signs[0] != 0), None)
        if signs[0] == 0:
            turned = next((day for day in range(1, 2_000) if signs[day]), None)
        assert passing(own, other) == turned


# --- On real figures -----------------------------------------------------------------------------


def test_when_those_behind_would_pass(current):
    """Ninh Bình gains 4.53 points a month and home 2.00: 1.56 points are made up in 19 days."""
    moving = ask(current)
    assert (moving.own.change, moving.own.per_month) == (Decimal("1.51"), Decimal("2.00"))
    rivals = {row.unit_code: row for row in moving.rivals}
    assert rivals[NINH_BINH].per_month == Decimal("4.53")
    assert rivals[NINH_BINH].passes == date(2026, 10, 29)
    assert rivals[THAI_NGUYEN].passes == date(2026, 11, 15)
    assert rivals[QUANG_NINH].passes == date(2026, 10, 18)
    assert rivals[LANG_SON].passes is None
    assert (moving.inside, moving.crosses, moving.rank_then) == (True, None, 6)


@pytest.mark.parametrize("limit", [3, 7, 10, 12])
@pytest.mark.parametrize("by", [None, date(2026, 10, 20)])
def test_it_is_what_two_tables_and_a_straight_line_give(current, limit, by):
    """Each day worked out once more from the files of data/."""
    before, now = totals(FIRST), totals(PSI)
    last = by or date(2026, 12, 31)
    by_day = []
    for number in range((last - TABLE).days + 1):
        there = {
            code: Fraction(score) + Fraction(score - before[code]) * number / 23
            for code, score in now.items()
        }
        by_day.append(there)
    ranks = [1 + sum(score > day["66"] for score in day.values()) for day in by_day]
    moving = ask(current, limit=limit, by=by)
    assert (moving.last, moving.rank_then) == (last, ranks[-1])
    assert moving.inside == (ranks[0] <= limit)
    turned = [n for n, rank in enumerate(ranks) if (rank <= limit) != moving.inside]
    assert moving.crosses == (TABLE + timedelta(turned[0]) if turned else None)
    for row in moving.rivals:
        code, above = row.unit_code, now[row.unit_code] > now["66"]
        passed = [n for n, day in enumerate(by_day) if (day["66"] > day[code]) == above]
        passed = [n for n in passed if by_day[n]["66"] != by_day[n][code]]
        assert row.passes == (TABLE + timedelta(passed[0]) if passed else None), code
    near = {row.unit_code for row in moving.rivals}
    for code in now.keys() - near - {"66"}:
        assert all((day["66"] > day[code]) == (now["66"] > now[code]) for day in by_day)


def test_since_another_day(current):
    week = ask(current, since=date(2026, 10, 5))
    assert week.trend.first.period == "2026-10-05"
    assert (week.trend.span_days, week.own.per_month) == (5, Decimal("2.19"))
    assert (week.crosses, week.rank_then) == (date(2026, 10, 23), 13)
    for day in (date(2026, 10, 10), date(2026, 11, 1)):
        with pytest.raises(Problem) as problem:
            ask(current, since=day)
        assert problem.value.key == "error.pace_since"


def test_a_pace_knows_nothing_later_and_no_other_year(current):
    older = ask(current, edition_id="psi-2026-10-05-year_to_date-vn34")
    assert older.trend.second.period == "2026-10-05"
    assert older.trend.first.period == "2026-09-17"
    assert ask(current, edition_id=FIRST).why_none == "one_edition"
    assert ask(current, edition_id="pii-2025-year-vn34").why_none == "incomplete"
    late = ask(current, by=date(2027, 3, 1))
    assert late.last == date(2026, 12, 31)
    last_year = ask(current, edition_id="psi-2025-10-16-year_to_date-vn34")
    assert last_year.trend.first.period == "2025-10-11"


def test_what_cannot_be_asked(current):
    with pytest.raises(Problem) as problem:
        ask(current, limit=35)
    assert problem.value.key == "error.limit_out_of_range"
    with pytest.raises(Problem):
        ask(current, unit_code="00")


# --- The words -----------------------------------------------------------------------------------


def test_the_sentence_names_who_passes_and_when(current):
    known = names(current, VI)
    assert sentences.sentence(VI, ask(current), known) == (
        "Nếu mọi tỉnh, thành phố giữ nguyên tốc độ như từ 17/09/2026, Đắk Lắk (tăng 2,00 điểm mỗi "
        "tháng) **vẫn trong nhóm 10** đến ngày 31/12/2026, khi đó xếp thứ 6/34. Vượt Đắk Lắk: "
        "Khánh Hòa (ngày 22/10/2026), Ninh Bình (ngày 29/10/2026), Thái Nguyên (ngày 15/11/2026) "
        "và Quảng Trị (ngày 21/11/2026)."
    )
    week = ask(current, since=date(2026, 10, 5))
    assert "**ra khỏi nhóm 10 ngày 23/10/2026**" in sentences.sentence(VI, week, known)
    first = ask(current, limit=6)
    assert "**vào nhóm 6 ngày" in sentences.sentence(VI, first, known)
    assert "**chưa vào nhóm 1**" in sentences.sentence(VI, ask(current, limit=1), known)
    assert "không phải dự báo" in sentences.note(VI, first)
    assert "no forecast" in sentences.note(EN, first)


def test_who_stands_above_is_passed_and_who_stands_below_passes(current):
    moving = ask(current)
    rivals = {row.unit_code: row for row in moving.rivals}
    for code, passes, passed in (
        (NINH_BINH, "ngày 29/10/2026", None),
        (LANG_SON, "không", None),
        (QUANG_NINH, None, "ngày 18/10/2026"),
        ("52", None, "không"),
    ):
        row = rivals[code]
        assert sentences.passes(VI, moving, row) == passes
        assert sentences.passed(VI, moving, row) == passed
    assert sentences.monthly(VI, rivals[LANG_SON], 2) == "giảm 0,15 điểm"
    own = (sentences.passes(VI, moving, moving.own), sentences.passed(VI, moving, moving.own))
    assert own == (None, None)


def test_near_is_within_three_places_or_on_the_way(current):
    moving = ask(current, by=date(2026, 10, 11))
    ranks = {row.rank for row in moving.rivals}
    assert ranks == {*range(4, 14)} - {7}
    assert module.NEAR == 3
