"""What a scenario says of the distance to the cut line, for every kind of interval."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from rankings.facts.scenario.model import TREND, Others, Scenario
from rankings.facts.standing.bounds import Interval
from rankings.sentences import scenario as said
from rankings.words.text import words

START = SimpleNamespace(
    limit=10,
    edition=SimpleNamespace(decimals=2),
    position=SimpleNamespace(ties_broken=False),
)
BROKEN = SimpleNamespace(**vars(START) | {"position": SimpleNamespace(ties_broken=True)})


def interval(low: str | None, high: str | None) -> Interval:
    return Interval(*(None if end is None else Decimal(end) for end in (low, high)))


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("1.5", "1.5", "Còn thiếu 1,50 điểm so với điểm ngưỡng vào nhóm 10."),
        ("-1.5", "-1.5", "Cao hơn 1,50 điểm so với điểm ngưỡng vào nhóm 10."),
        ("0", "0", "Bằng đúng điểm ngưỡng vào nhóm 10."),
        ("1", "2", "Còn thiếu từ 1,00 đến 2,00 điểm so với điểm ngưỡng vào nhóm 10."),
        ("-2", "-1", "Cao hơn từ 1,00 đến 2,00 điểm so với điểm ngưỡng vào nhóm 10."),
        ("-2", "0", "Không thấp hơn điểm ngưỡng vào nhóm 10; cao hơn nhiều nhất 2,00 điểm."),
        (None, "0", "Không thấp hơn điểm ngưỡng vào nhóm 10."),
        ("0", None, "Chưa xác định đã vào nhóm 10 hay chưa: không cao hơn điểm ngưỡng."),
        ("0", "2", "Chưa xác định đã vào nhóm 10 hay chưa: còn thiếu nhiều nhất 2,00 điểm."),
        ("1", None, "Còn thiếu ít nhất 1,00 điểm so với điểm ngưỡng vào nhóm 10."),
        (None, "-1", "Cao hơn ít nhất 1,00 điểm so với điểm ngưỡng vào nhóm 10."),
        (
            "-1",
            "2",
            "Chưa xác định đã vào nhóm 10 hay chưa: có thể còn thiếu đến 2,00 điểm, có thể cao hơn "
            "điểm ngưỡng đến 1,00 điểm.",
        ),
        (
            None,
            "2",
            "Chưa xác định đã vào nhóm 10 hay chưa: còn thiếu nhiều nhất 2,00 điểm.",
        ),
        (
            "-2",
            None,
            "Chưa xác định đã vào nhóm 10 hay chưa: cao hơn điểm ngưỡng nhiều nhất 2,00 điểm.",
        ),
        (None, None, "Chưa tính được khoảng cách đến điểm ngưỡng vào nhóm 10."),
    ],
)
def test_a_distance_in_words(low, high, text):
    assert said.distance(words("vi"), START, interval(low, high)) == text
    english = said.distance(words("en"), START, interval(low, high))
    assert "-" not in english
    assert "−" not in english


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("1.61", "1.61", "Còn thiếu 1,62 điểm để vượt điểm ngưỡng vào nhóm 10."),
        ("1", "2", "Còn thiếu từ 1,01 đến 2,01 điểm để vượt điểm ngưỡng vào nhóm 10."),
        ("1", None, "Còn thiếu ít nhất 1,01 điểm để vượt điểm ngưỡng vào nhóm 10."),
        (
            "0",
            "0",
            "Bằng điểm ngưỡng vào nhóm 10: có thể được xếp trong hoặc ngoài nhóm; thêm 0,01 điểm "
            "thì chắc chắn vào.",
        ),
        ("-1.5", "-1.5", "Cao hơn 1,50 điểm so với điểm ngưỡng vào nhóm 10."),
    ],
)
def test_where_ties_are_broken_the_line_has_to_be_passed(low, high, text):
    assert said.distance(words("vi"), BROKEN, interval(low, high)) == text


@pytest.mark.parametrize(
    ("gap", "shown"),
    [("1.61", ("Còn thiếu", "1,62")), ("-1.5", ("Cao hơn ngưỡng", "1,50")), ("0", None)],
)
def test_the_large_figure_where_ties_are_broken(gap, shown):
    assert said.gap_metric(words("vi"), BROKEN, interval(gap, gap)) == shown


@pytest.mark.parametrize(("last", "span"), [(2, "(1 day)"), (3, "(2 days)")])
def test_how_long_a_trend_was_seen_in_english(last, span):
    first, second = (SimpleNamespace(period_end=date(2026, 10, day)) for day in (1, last))
    start = SimpleNamespace(trend=SimpleNamespace(first=first, second=second, rescored=()))
    tried = Scenario(others=Others(TREND, date(2026, 10, 4)))
    assert span in said.held(words("en"), start, tried, {})


@pytest.mark.parametrize(
    ("score", "allowed"),
    [
        ("0", "Huế đang có 0,00 điểm: nhập số điểm tăng từ 0,01 đến 100,00. "),
        ("100", "Huế đang có 100,00 điểm: nhập số điểm giảm từ 0,01 đến 100,00 (thêm dấu trừ). "),
    ],
)
def test_at_an_end_of_the_scale_there_is_one_way_only(score, allowed):
    start = SimpleNamespace(
        edition=SimpleNamespace(decimals=2, scale_max=Decimal(100)),
        totals=(("46", Decimal(score)),),
    )
    text = said.other_refused(
        words("vi"), start, "too_small", typed="0", unit_code="46", name="Huế"
    )
    assert allowed in text


def test_without_a_target_there_is_no_distance():
    start = SimpleNamespace(limit=None, edition=START.edition)
    assert said.distance(words("vi"), start, interval("1", "1")) is None


def test_of_many_units_only_some_are_named():
    names = {str(number): f"Tỉnh {number}" for number in range(30)}
    assert said.listed(words("vi"), [], names) == "–"
    assert said.listed(words("vi"), list(names)[:2], names) == "Tỉnh 0, Tỉnh 1"
    text = said.listed(words("vi"), list(names), names)
    assert text.endswith("Tỉnh 8 và 21 tỉnh, thành phố khác")


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        ("1.5", "1.5", ("Còn thiếu", "1,50")),
        ("1", "2", ("Còn thiếu", "1,00–2,00")),
        ("-1.5", "-1.5", ("Cao hơn ngưỡng", "1,50")),
        ("-2", "-1", ("Cao hơn ngưỡng", "1,00–2,00")),
        ("-2", "0", ("Cao hơn ngưỡng nhiều nhất", "2,00")),
        # The sentence says these.
        ("0", "0", None),
        ("0", "2", None),
        ("-1", "2", None),
        (None, "-1", None),
        ("1", None, None),
        (None, None, None),
    ],
)
def test_the_large_figure_of_a_distance(low, high, shown):
    assert said.gap_metric(words("vi"), START, interval(low, high)) == shown
