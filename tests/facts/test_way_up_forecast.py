"""The moving cut line on generated series: none of them is ever shown."""

from datetime import date, timedelta

import numpy as np
import pytest

from rankings.facts.way_up import back_test as module
from rankings.facts.way_up import drift
from rankings.facts.way_up.back_test import BackTest, back_test
from rankings.facts.way_up.field import History, lines, moves
from rankings.facts.way_up.forecast import fan, forecast, simulate

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
    assert found.back_test.crps < found.back_test.crps_unchanged
    assert found.back_test.home_crps < found.back_test.home_crps_unchanged
    assert found.back_test.chance <= 0.05
    assert (found.back_test.origins, found.back_test.horizon_days) == (8, 27.125)


def test_points_are_needed_only_where_the_chance_is_smaller():
    """Whatever home and drift: a chance told and points said to be needed for it never disagree."""
    for home in range(12):
        given = history(home=home)
        told = fan(given, 5, ahead(given, 28))
        for share, points in ((0.5, told.per_month_50), (0.8, told.per_month_80)):
            assert told.inside < share or points == 0
        assert told.per_month_50 <= told.per_month_80


def test_home_far_above_the_line_is_inside_and_needs_nothing():
    given = history(home=11)
    fan = forecast(given, 5, ahead(given, 14)).fan
    assert (fan.inside, fan.per_month_50, fan.per_month_80) == (1.0, 0.0, 0.0)


def test_a_limit_as_large_as_the_field_has_no_line_to_cross():
    given = history()
    drawn = simulate(given, ahead(given, 14), draws=50)
    assert (lines(drawn, given.home, 12) == -np.inf).all()


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


def test_a_count_that_starts_anew_is_not_told_over_the_turn_of_the_year():
    given = history(14, cumulative=True)
    late = History(
        tuple(day + timedelta(210) for day in given.days), given.scores, 6, cumulative=True
    )
    assert late.days[-1] == date(2026, 11, 29)
    assert forecast(late, 5, date(2026, 12, 31)).reason in (None, "not_better")
    assert forecast(late, 5, date(2027, 1, 1)).reason == "beyond_year"
    plain = History(late.days, late.scores, 6, cumulative=False)
    assert forecast(plain, 5, date(2027, 1, 1)).reason is None


def test_a_horizon_that_no_two_editions_show_is_not_told():
    """Three gains come before the first of the two: 8 weekly tables show 28 days, not 42."""
    given = history(8)
    assert module.spans(given, 28) == [(3, 7), (4, 7)]
    assert module.spans(given, 42) == []
    found = forecast(given, 5, ahead(given, 42))
    assert (found.reason, found.back_test) == ("untested", None)


def test_where_nothing_changes_that_is_what_is_told():
    still = History(history().days, np.repeat(history().scores[:1], 14, axis=0), 6, False)
    found = forecast(still, 5, ahead(still, 14))
    assert (found.reason, found.fan) == ("not_better", None)
    # Both fans are as narrow as rounding makes them.
    assert found.back_test.crps_unchanged < 0.002


@pytest.mark.parametrize(
    ("line", "home", "chance", "better"),
    [
        ((0.3, 0.4), (0.2, 0.2), 0.05, True),
        ((0.3, 0.4), (0.2, 0.2), 0.06, False),
        ((0.4, 0.4), (0.1, 0.2), 0.01, True),
        ((0.41, 0.4), (0.1, 0.2), 0.01, False),
        ((0.3, 0.4), (0.4, 0.2), 0.01, False),
        ((0.4, 0.4), (0.2, 0.2), 0.01, False),
    ],
)
def test_better_than_nothing_changes(line, home, chance, better):
    assert BackTest(9, 10.0, 0.1, 0.1, *line, *home, 0.9, chance).better is better


def test_nothing_changes_is_a_fan_too():
    """Both are scored alike: of a walk without drift the fan of "nothing changes" errs less than
    its middle alone would, whose score is the mean absolute error."""
    given = history(30, drift=0.0)
    tested = back_test(given, 5, 28)
    pairs = module.spans(given, 28)
    line = lines(given.scores, given.home, 5)
    alone = np.mean([abs(line[target] - line[origin]) for origin, target in pairs])
    assert tested.crps_unchanged < alone


def test_an_origin_knows_nothing_later():
    """Of a span only what came before it and at its end counts: nothing between, nothing after."""
    given = history(14)
    assert module.spans(given, 28)[0] == (3, 7)

    def errors(changed: int | None) -> list[float]:
        scores = given.scores.copy()
        if changed is not None:
            scores[changed, ::2] += 5
        random = np.random.default_rng(1)
        tested = module._tested(given, scores[None], 5, [(3, 7)], 200, random, drifting=True)
        return [float(part[0]) for part in vars(tested).values()]

    as_it_came = errors(None)
    for number in range(14):
        assert (errors(number) == as_it_came) == (number not in (0, 1, 2, 3, 7)), number


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
    assert np.percentile(gained, 99) < 4
    usual = simulate(plain, ahead(plain, 21), draws=2_000)[:, 3] - plain.scores[-1, 3]
    assert gained.std() == pytest.approx(usual.std(), rel=0.5)


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
    """By hand: a day's gain is 10 parts of the days counted, of which 1 February is the 32nd."""
    gains = [sum(10 / day for day in days) for days in (range(33, 40), range(40, 47))]
    course = np.cumsum([40, *gains])
    days = tuple(START + timedelta(WEEK * number) for number in range(3))
    given = History(days, np.column_stack([course, course]), 0, cumulative=True, decimals=6)
    drawn = simulate(given, ahead(given, WEEK), draws=3)
    assert drawn == pytest.approx(course[-1] + sum(10 / day for day in range(47, 54)), abs=1e-3)
    weight = drift.weights((date(2025, 12, 31), date(2026, 1, 3)), cumulative=True)
    assert weight.drift == pytest.approx([1 + 1 / 2 + 1 / 3])
    assert weight.variance == pytest.approx([1 + 1 / 4 + 1 / 9])


def test_a_step_over_the_new_year_says_nothing_of_a_count_that_starts_anew():
    days = (date(2025, 11, 1), date(2025, 11, 15), date(2025, 11, 29), date(2026, 1, 10))
    scores = np.array([[80.0, 70, 60], [81, 71, 61], [82, 72, 62], [40, 30, 20]])
    given = History(days, scores, 0, cumulative=True)
    assert given.kept.tolist() == [True, True, False]
    assert np.array_equal(moves(given).shared, moves(given.until(3)).shared)
    assert moves(given).freedom == 1
    assert moves(History(days, scores, 0, cumulative=False)).freedom == 2


def test_a_drift_that_all_share_is_not_taken_for_one_of_a_unit():
    """Where all rise alike a unit's own drift is drawn near none; where they differ it stays."""
    alike, apart = history(9, own=0.2), history(9, own=0.02)
    course = np.linspace(-0.4, 0.4, 12) * np.arange(9)[:, None]
    apart = History(apart.days, np.round(apart.scores + course, 2), 6, False)
    random = np.random.default_rng(5)
    for given, least, most in ((alike, 0.0, 0.5), (apart, 0.95, 1.05)):
        seen = moves(given)
        drawn = drift._own_drifts(seen, (4_000, 12), random).mean(axis=0)
        slope = np.polyfit(seen.own, drawn, 1)[0]
        assert least <= slope <= most


def test_variances_of_units_are_drawn_towards_each_other_as_far_as_they_are_alike():
    random = np.random.default_rng(2)
    few = random.chisquare(8, 500) / 8
    alike, worth = drift._alike(few, 8)
    assert worth > 60
    assert alike.std() < few.std() / 3
    differing, less = drift._alike(few * np.exp(random.normal(0, 2, 500)), 8)
    assert less < 12
    assert differing.std() > 1


def test_two_gains_are_needed():
    with pytest.raises(ValueError, match="two gains"):
        moves(history(8).until(2))


def test_no_score_leaves_the_scale():
    given = history(drift=4.0)
    drawn = simulate(given, ahead(given, 60), draws=300)
    assert drawn.max() == 100
    assert np.array_equal(drawn, np.round(drawn, 2))


def test_the_score_of_draws_against_its_definition():
    drawn = np.random.default_rng(3).normal(size=40)
    apart = np.abs(drawn[:, None] - drawn[None]).mean()
    assert module.crps(drawn, np.array(0.3)) == pytest.approx(
        np.abs(drawn - 0.3).mean() - apart / 2
    )


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
