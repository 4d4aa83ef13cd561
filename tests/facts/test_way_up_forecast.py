"""The moving cut line on generated series: none of them is ever shown."""

from datetime import date, timedelta

import numpy as np
import pytest

from rankings.facts.way_up import forecast as module
from rankings.facts.way_up.forecast import BackTest, History, back_test, forecast, simulate

START = date(2026, 2, 1)
WEEK = 7


def history(
    editions: int = 14, *, seed: int = 1, drift: float = 0.4, own: float = 0.15, **other: object
) -> History:
    """Twelve units that rise together by `drift` a week, each with small shocks of its own."""
    random = np.random.default_rng(seed)
    first = np.linspace(55, 66, 12)
    moves = (
        drift + random.normal(0, 0.1, (editions - 1, 1)) + random.normal(0, own, (editions - 1, 12))
    )
    scores = np.round(np.vstack([first, first + np.cumsum(moves, axis=0)]), 2)
    days = tuple(START + timedelta(WEEK * number) for number in range(editions))
    return History(days, scores, **({"home": 6, "cumulative": False} | other))


def ahead(found: History, days: int) -> date:
    return found.days[-1] + timedelta(days)


# --- what is said, and what is not ---------------------------------------------------------------


def test_a_line_that_rises_is_told_to_rise_and_to_need_points():
    given = history()
    found = forecast(given, 5, ahead(given, 28))
    assert found.reason is None
    now = sorted(np.delete(given.scores[-1], 6), reverse=True)[4]
    assert found.fan.line[2] == pytest.approx(now + 1.6, abs=0.5)
    assert list(found.fan.line) == sorted(found.fan.line)
    assert 0 < found.fan.per_month_50 < found.fan.per_month_80
    assert found.back_test.crps < found.back_test.crps_unchanged


def test_home_far_above_the_line_is_inside_and_needs_nothing():
    given = history(home=11)
    fan = forecast(given, 5, ahead(given, 14)).fan
    assert (fan.inside, fan.per_month_50, fan.per_month_80) == (1.0, 0.0, 0.0)


def test_a_limit_as_large_as_the_field_has_no_line_to_cross():
    given = history()
    drawn = simulate(given, ahead(given, 14), draws=50)
    assert (module._lines(drawn, given.home, 12) == -np.inf).all()


@pytest.mark.parametrize("editions", [0, 1, 7])
def test_too_few_editions(editions):
    given = history(8).until(editions)
    found = forecast(given, 5, date(2026, 12, 1))
    assert (found.reason, found.editions, found.fan) == ("few_editions", editions, None)


def test_never_beyond_the_span_seen():
    given = history(8)
    assert forecast(given, 5, ahead(given, 49)).reason != "beyond_span"
    found = forecast(given, 5, ahead(given, 50))
    assert (found.reason, found.span_days, found.horizon_days) == ("beyond_span", 49, 50)


@pytest.mark.parametrize("days", [0, -7])
def test_a_day_that_is_past(days):
    given = history(8)
    assert forecast(given, 5, ahead(given, days)).reason == "not_ahead"


def test_where_nothing_changes_that_is_what_is_told():
    still = History(history().days, np.repeat(history().scores[:1], 14, axis=0), 6, False)
    found = forecast(still, 5, ahead(still, 14))
    assert (found.reason, found.fan) == ("not_better", None)
    assert found.back_test.crps_unchanged == 0


@pytest.mark.parametrize(
    ("told", "better"),
    [
        ((0.1, 0.2, 0.3, 0.4), True),
        ((0.1, 0.2, 0.4, 0.4), False),
        ((0.002, 0.0, 0.3, 0.4), True),
        ((0.01, 0.0, 0.3, 0.4), False),
    ],
)
def test_better_than_nothing_changes(told, better):
    assert BackTest(9, *told, coverage=0.9).better is better


# --- how it is made ------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_fan_and_another_one_nearly_so():
    given = history()
    day = ahead(given, 28)
    assert forecast(given, 5, day) == forecast(given, 5, day)
    one, other = (forecast(given, 5, day, seed=seed).fan for seed in (1, 2))
    assert one != other
    assert one.line == pytest.approx(other.line, abs=0.1)


def test_one_re_scoring_is_not_drawn_again():
    plain = history()
    jumped = plain.scores.copy()
    jumped[9:, 3] += 8
    given = History(plain.days, jumped, 6, False)
    drawn = simulate(given, ahead(given, 21), draws=2_000)
    gained = drawn[:, 3] - jumped[-1, 3]
    assert gained.max() < 4
    usual = simulate(plain, ahead(plain, 21), draws=2_000)[:, 3] - plain.scores[-1, 3]
    assert gained.std() == pytest.approx(usual.std(), rel=0.35)


def test_gains_of_a_count_from_the_start_of_the_year_shrink_as_it_goes():
    given = history(cumulative=True)
    near, far = (given.scores[-1], simulate(given, ahead(given, 28), draws=500))
    first = far.mean(axis=0) - near
    days = tuple(day + timedelta(210) for day in given.days)
    late = History(days, given.scores, 6, cumulative=True)
    # The same gains seen later in the year come of larger daily ones: they go on as large.
    second = simulate(late, ahead(late, 28), draws=500).mean(axis=0) - near
    assert (first > 0).all()
    assert second.mean() > first.mean()
    plain = simulate(history(), ahead(given, 28), draws=500).mean(axis=0) - near
    assert first.mean() < plain.mean()


def test_the_first_of_january_counts_as_one_day():
    """By hand: every 7 days a gain of 70 parts of the days counted, which are 32 on 1 February."""
    counted = [32, 39, 46]
    course = np.cumsum([40, 70 / counted[1], 70 / counted[2]])
    days = tuple(START + timedelta(WEEK * number) for number in range(3))
    given = History(days, np.column_stack([course, course]), 0, cumulative=True, decimals=6)
    drawn = simulate(given, ahead(given, WEEK), draws=3)
    assert drawn == pytest.approx(course[-1] + 70 / 53, abs=1e-6)


def test_a_step_over_the_new_year_says_nothing_of_a_count_that_starts_anew():
    days = (date(2025, 11, 30), date(2025, 12, 14), date(2026, 1, 10), date(2026, 1, 24))
    scores = np.array([[80.0, 70], [81, 71], [40, 30], [41, 31]])
    moves = module._moves(History(days, scores, 0, cumulative=True))
    assert moves.lengths.tolist() == [14, 14]
    assert len(module._moves(History(days, scores, 0, cumulative=False)).lengths) == 3


def test_no_score_leaves_the_scale():
    given = history(drift=4.0)
    drawn = simulate(given, ahead(given, 60), draws=300)
    assert drawn.max() == 100
    assert np.array_equal(drawn, np.round(drawn, 2))


def test_what_is_told_covers_what_comes():
    """Over forty histories: nine of ten lines lie in the interval told, within chance."""
    covered = [back_test(history(16, seed=seed), 5, draws=300).coverage for seed in range(40)]
    assert 0.78 < np.mean(covered) < 0.98


def test_the_score_of_draws_against_its_definition():
    drawn = np.random.default_rng(3).normal(size=40)
    apart = np.abs(drawn[:, None] - drawn[None]).mean()
    assert module._crps(drawn, 0.3) == pytest.approx(np.abs(drawn - 0.3).mean() - apart / 2)


@pytest.mark.parametrize(
    ("days", "scores", "message"),
    [
        ([START], [[1.0], [2.0]], "per edition"),
        ([START], [[np.nan]], "missing"),
        ([START, START], [[1.0], [2.0]], "rise"),
    ],
)
def test_a_history_that_makes_no_sense_is_an_error(days, scores, message):
    with pytest.raises(ValueError, match=message):
        History(tuple(days), np.array(scores), 0, cumulative=False)


def test_a_limit_below_one_is_an_error():
    with pytest.raises(ValueError, match="limit"):
        forecast(history(), 0, date(2026, 12, 1))
