"""Re-scorings that a signed remark marks are no pace: not in trend, pace or forecast."""

from datetime import date
from decimal import Decimal

import pytest

from rankings.facts import editions
from rankings.facts.scenario import rescored, trial
from rankings.facts.scenario.model import TREND, Others, Scenario
from rankings.facts.scenario.others import trend_of
from rankings.facts.way_up import outlook
from rankings.facts.way_up.pace import pace
from rankings.loads.edits import remark
from rankings.sentences import scenario, way_up, way_up_pace
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import oracles
from tests.acknowledged import publish

HOME, NINH_BINH, KHANH_HOA = "66", "37", "56"
VI, EN = words("vi"), words("en")


def edition_of(day: str) -> str:
    return f"psi-2026-{day}-year_to_date-vn34"


LATE, MARKED = edition_of("10-10"), edition_of("10-05")


def marked(store: Store, edition_id: str, *cells: tuple[str, str]) -> Snapshot:
    """The store after a signed remark has marked some figures of an edition."""
    given = remark.change(
        store.snapshot(),
        edition_id=edition_id,
        text_vi="Cổng chấm lại.",
        signed_by="Nguyễn Văn A",
        dated=date(2026, 11, 30),
        rescored=cells,
    )
    publish(store, given)
    return store.snapshot()


def score(edition_id: str, unit: str, indicator: str) -> Decimal:
    """A score, straight from data/."""
    (value,) = (
        Decimal(row["value"])
        for row in oracles.read("observations")
        if (row["edition_id"], row["unit_code"], row["indicator_code"], row["measure"])
        == (edition_id, unit, indicator, "score")
    )
    return value


def asked(at: Snapshot, **choices: object):
    return pace(at, **({"edition_id": LATE, "unit_code": HOME, "limit": 10} | choices))


def test_a_re_scoring_is_what_the_component_gained_since_the_table_before(own_var):
    at = marked(Store(own_var), MARKED, (NINH_BINH, "transparency"), (HOME, "digitisation"))
    gained = {
        unit: score(MARKED, unit, part) - score(edition_of("10-04"), unit, part)
        for unit, part in ((NINH_BINH, "transparency"), (HOME, "digitisation"))
    }
    known = rescored.rescorings(at, edition_id=LATE)
    assert {item.unit_code: item.points for item in known} == gained
    assert gained[NINH_BINH] == Decimal("4.73")
    # Before it came nothing is known of it.
    assert rescored.rescorings(at, edition_id=edition_of("10-04")) == ()
    # Between two tables after it there is none.
    assert rescored.between(known, date(2026, 10, 5), date(2026, 10, 10)) == ()


def test_without_a_remark_nothing_is_left_out(var):
    at = Store(var).snapshot()
    assert rescored.rescorings(at, edition_id=LATE) == ()
    trend, _ = trend_of(at, editions.by_id(at, LATE))
    assert trend.rescored == ()


def test_a_re_scoring_is_no_pace(own_var):
    """Ninh Bình would pass on 29 October by what it gained when it was scored anew."""
    store = Store(own_var)
    before = {row.unit_code: row for row in asked(store.snapshot()).rivals}
    assert before[NINH_BINH].passes == date(2026, 10, 29)
    moving = asked(marked(store, MARKED, (NINH_BINH, "transparency")))
    row = next(row for row in moving.rivals if row.unit_code == NINH_BINH)
    first = edition_of("09-17")
    change = score(LATE, NINH_BINH, "total") - score(first, NINH_BINH, "total")
    assert (row.change, row.rescored) == (change, Decimal("4.73"))
    assert row.per_month == round((change - Decimal("4.73")) / 23 * Decimal("30.4375"), 2) < 0
    assert row.passes is None
    assert moving.trend.rescored == ((NINH_BINH, Decimal("4.73")),)
    # Since a day on which it had been scored anew there is nothing to leave out.
    later = asked(store.snapshot(), since=date(2026, 10, 5))
    assert later.trend.rescored == ()


def test_it_is_said(own_var):
    moving = asked(marked(Store(own_var), MARKED, (NINH_BINH, "transparency")))
    names = {NINH_BINH: "Ninh Bình"}
    assert way_up_pace.rescored(VI, moving.trend.rescored, names, 2) == (
        "Không tính vào tốc độ các mức thay đổi có nhận xét ký tên là do chấm lại: "
        "Ninh Bình (tăng 4,73)."
    )
    assert "left out of the forecast: Ninh Bình (up 4.73)." in way_up_pace.rescored(
        EN, moving.trend.rescored, names, 2, forecast=True
    )
    assert way_up_pace.rescored(VI, (), names, 2) is None


def test_the_plan_against_others_on_their_way_says_it(own_var):
    from rankings.facts.way_up import answer

    at = marked(Store(own_var), MARKED, (NINH_BINH, "transparency"))
    way = answer.way_up(
        at,
        edition_id=LATE,
        unit_code=HOME,
        limit=6,
        by=date(2026, 12, 31),
        others="trend",
        today=date(2026, 11, 30),
    )
    assert (
        "Tốc độ không tính mức thay đổi do chấm lại của 1 tỉnh, thành phố "
        "(theo nhận xét có ký tên)." in way_up.plan_held(VI, way)
    )


def test_a_scenario_against_others_on_their_way_says_it(own_var):
    at = marked(Store(own_var), MARKED, (NINH_BINH, "transparency"))
    start = trial.base(at, edition_id=LATE, unit_code=HOME, limit=10)
    assert [code for code, _ in start.trend.rescored] == [NINH_BINH]
    moving = Scenario((), Others(TREND, date(2026, 12, 31)))
    left_out = "Tốc độ không tính mức thay đổi do chấm lại của 1 tỉnh, thành phố"
    assert left_out in scenario.held(VI, start, moving, {})
    assert left_out not in scenario.held(VI, start, Scenario(), {})


@pytest.fixture
def histories(monkeypatch):
    """What the forecast is given, call by call."""
    given = []
    forecast = outlook.forecast.forecast

    def kept(history, *rest):
        given.append(history)
        return forecast(history, *rest)

    monkeypatch.setattr(outlook.forecast, "forecast", kept)
    return given


def test_the_forecast_takes_a_re_scoring_for_no_shock(own_var, histories):
    """All tables before are told it as if they had been scored as the newest."""
    store = Store(own_var)
    which = {"edition_id": LATE, "unit_code": HOME, "limit": 10, "day": date(2026, 10, 25)}
    plain = outlook.outlook(store.snapshot(), **which)
    at = marked(store, MARKED, (NINH_BINH, "transparency"))
    after_it = outlook.outlook(at, **which)
    before, after = histories
    moved = after.scores - before.scores
    units = sorted({row["unit_code"] for row in oracles.read("units") if row["scheme"] == "vn34"})
    column = units.index(NINH_BINH)
    earlier = [day < date(2026, 10, 5) for day in after.days]
    assert earlier == [True] * 6 + [False] * 2
    assert [round(value, 6) for value in moved[:, column]] == [4.73] * 6 + [0.0] * 2
    moved[:, column] = 0
    assert not moved.any()
    # What was published is shown as it was.
    assert after_it.known == plain.known
    assert (plain.rescored, after_it.rescored) == ((), ((NINH_BINH, Decimal("4.73")),))


def test_of_a_component_that_the_table_before_lacks_the_whole_gain_is_left_out(own_var):
    """17 September lacks the components of Khánh Hòa: the gain until the 26th is one."""
    after, before = edition_of("09-26"), edition_of("09-17")
    at = marked(Store(own_var), after, (KHANH_HOA, "transparency"))
    (whole,) = rescored.rescorings(at, edition_id=LATE)
    assert whole.points == score(after, KHANH_HOA, "total") - score(before, KHANH_HOA, "total")
