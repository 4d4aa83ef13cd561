"""The way to rank k on real editions: caps, plans, and whether a plan keeps its promise."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from math import ceil

import pytest

from rankings.facts import editions
from rankings.facts.scenario import trial
from rankings.facts.scenario.model import TREND, Others, Scenario
from rankings.facts.standing.bounds import Interval
from rankings.facts.way_up import answer as way_up_answer
from rankings.facts.way_up import program
from rankings.facts.way_up.model import Deadline, Setting
from rankings.facts.way_up.plausible import Most
from rankings.loads.edits import remark
from rankings.sentences import problems, way_up
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import words
from tests import effort, oracles, small_store
from tests.acknowledged import publish
from tests.small_store import edition, figure, indicator, method, target

HOME = "66"
PSI = "psi-2026-10-10-year_to_date-vn34"
COMPLETE = (
    *(f"psi-2026-{day}-year_to_date-vn34" for day in ("09-17", "10-05", "10-10")),
    *(f"psi-2025-10-{day}-year_to_date-vn34" for day in ("11", "15", "16")),
)
PARTS = (
    *("transparency", "timeliness", "online_service"),
    *("online_payment", "digitisation", "satisfaction"),
)
VI, EN = words("vi"), words("en")
COSTS = tuple(Setting(part, cost=Decimal(n)) for n, part in enumerate(PARTS, start=1))
# Without these two all the others together may gain 1.72 points: not enough for the first two.
HELD = tuple(Setting(part, fixed=True) for part in ("transparency", "online_service"))


@pytest.fixture
def current(var):
    """The store built from data/, with its version."""
    store = Store(var)
    return store.snapshot()


def ask(current, limit: int, edition_id: str = PSI, unit: str = HOME, **asked: object):
    return way_up_answer.way_up(
        current, edition_id=edition_id, unit_code=unit, limit=limit, **asked
    )


def scores(edition_id: str, indicator: str = "total") -> dict[str, Decimal]:
    """unit -> score, straight from data/."""
    return {
        row["unit_code"]: Decimal(row["value"])
        for row in oracles.read("observations")
        if (row["edition_id"], row["indicator_code"], row["measure"])
        == (edition_id, indicator, "score")
    }


# --- The promise --------------------------------------------------------------------------------


def ranks_by_standings(
    folder, trials: Mapping[str, Mapping[str, Decimal]], totals: Mapping[str, Decimal] | None = None
) -> dict[str, int]:
    """Home's rank in each trial (name -> gains), as the standings of a store of their own say.

    totals: of all units before home gains anything; those of the edition where none are given.
    """
    parts = {part: scores(PSI, part) for part in PARTS}
    totals = totals or scores(PSI)
    figures = []
    for name, gains in trials.items():
        for unit, total in totals.items():
            gained = gains if unit == HOME else {}
            new = str(total + sum(gained.values()))
            figures += figure(unit, score=new, edition=name)
            for part in PARTS:
                moved = str(parts[part][unit] + gained.get(part, 0))
                figures += figure(unit, score=moved, edition=name, indicator=part)
    at = small_store.build(
        folder,
        units=small_store.units(totals),
        indicators=[indicator("total"), *(indicator(part) for part in PARTS)],
        editions=[edition(name) for name in trials],
        observations=figures,
    )
    found = {}
    for name in trials:
        rows = queries.edition_standings(at, edition_id=name).to_pylist()
        found[name] = next(row["rank"] for row in rows if row["unit_code"] == HOME)
    return found


@pytest.mark.parametrize(
    "asked",
    [{}, {"settings": HELD}, {"settings": COSTS}, {"settings": COSTS, "lift_caps": True}],
    ids=["usual", "two held", "costs", "costs lifted"],
)
def test_every_plan_lands_where_it_promises_and_what_cannot_be_cannot(current, tmp_path, asked):
    trials: dict[str, dict[str, Decimal]] = {"still": {}}
    promised, out_of_reach = {}, {}
    for limit in range(1, 10):
        found = ask(current, limit, **asked)
        for number, one in enumerate(found.plans):
            name = f"{limit} {number}"
            trials[name], promised[name] = dict(one.gains), one.rank
            assert one.rank <= limit
            assert all(0 < points <= found.room(part).cap for part, points in one.gains)
        if not found.reachable:
            trials[f"{limit} all"] = {room.component: room.cap for room in found.rooms}
            out_of_reach[f"{limit} all"] = found.best_rank
        assert found.inside == (limit >= 7)
        assert found.inside or found.plans or not found.reachable
    ranks = ranks_by_standings(tmp_path / "trial", trials)
    assert ranks["still"] == 7
    assert {name: ranks[name] for name in promised} == promised
    for name, best in out_of_reach.items():
        assert ranks[name] == best > int(name.split()[0])
    assert bool(out_of_reach) == (asked.get("settings") == HELD)


# --- With the others still moving ---------------------------------------------------------------


def field_on(day: date) -> dict[str, Decimal]:
    """Totals of the newest edition on a day: each unit but home as it went since 17/9/2026, from
    the files of data/ alone."""
    before, now = scores(COMPLETE[0]), scores(PSI)
    days = (day - date(2026, 10, 10)).days
    moved = {HOME: now[HOME]}
    for unit in now.keys() - {HOME}:
        there = now[unit] + (now[unit] - before[unit]) / 23 * days
        there = min(max(there, Decimal(0)), Decimal(100))
        moved[unit] = there.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return moved


@pytest.mark.parametrize(
    ("by", "until"),
    [(None, date(2026, 12, 31)), (date(2026, 10, 13), date(2026, 10, 13))],
    ids=["to the deadline", "three days"],
)
@pytest.mark.parametrize("lift", effort.first(1, [True, False]))
def test_every_plan_keeps_its_promise_in_a_field_that_moves(current, tmp_path, by, until, lift):
    totals = field_on(until)
    others = sorted((score for unit, score in totals.items() if unit != HOME), reverse=True)
    trials: dict[str, dict[str, Decimal]] = {"still": {}}
    promised, out_of_reach = {}, {}
    for limit in range(1, 10):
        found = ask(current, limit, by=by, lift_caps=lift, others="trend")
        assert found.others == Others(TREND, until)
        needed = max(others[limit - 1] - totals[HOME], Decimal(0))
        assert found.needed == Interval(needed, needed)
        assert found.reachable == (sum(room.cap for room in found.rooms) >= needed)
        assert found.rooms == ask(current, limit, by=by, lift_caps=lift).rooms
        for number, one in enumerate(found.plans):
            name = f"{limit} {number}"
            trials[name], promised[name] = dict(one.gains), one.rank
            assert one.rank <= limit
            gained = sum(points for _, points in one.gains)
            assert gained >= needed
            if one.spirit == "least_effort":
                assert gained == needed
            assert all(0 < points <= found.room(part).cap for part, points in one.gains)
            place = {"edition_id": PSI, "unit_code": HOME, "limit": limit}
            tried = Scenario(one.gains, found.others)
            assert trial.simulate(current, **place, tried=tried).rank == one.rank
        if not found.reachable:
            trials[f"{limit} all"] = {room.component: room.cap for room in found.rooms}
            out_of_reach[f"{limit} all"] = found.best_rank
        assert found.inside == (needed == 0)
        assert found.inside or found.plans or not found.reachable
    ranks = ranks_by_standings(tmp_path / "trial", trials, totals)
    assert ask(current, 9, by=by, others="trend").against.rank == ranks["still"]
    assert promised
    assert {name: ranks[name] for name in promised} == promised
    for name, best in out_of_reach.items():
        assert ranks[name] == best > int(name.split()[0])


def test_a_field_that_moves_asks_for_more_or_less_than_one_that_stands_still(current):
    still, moving = (ask(current, 7, others=others) for others in ("frozen", "trend"))
    assert (still.inside, still.position.rank) == (True, 7)
    assert still.against == still.position == moving.position
    assert (moving.inside, moving.against.status) == (False, "outside")
    then = sorted(field_on(date(2026, 12, 31)).values(), reverse=True)
    assert moving.needed.low == then[6] - Decimal("65.49")


@pytest.mark.parametrize(
    ("edition_id", "reason"),
    [
        (COMPLETE[0], "one_edition"),
        ("dti-2024-year-vn34", "one_edition"),
        ("psi-2025-Q3-quarter-vn34", "incomplete"),
    ],
)
def test_where_there_is_no_trend_it_says_why(current, edition_id, reason):
    assert ask(current, 5, edition_id).no_trend == reason
    with pytest.raises(Problem) as problem:
        ask(current, 5, edition_id, others="trend")
    assert problem.value.key == "error.no_trend"


def test_no_two_plans_ask_the_same_of_as_many_components(current):
    for limit in range(1, 7):
        for by in (None, date(2026, 10, 12)):
            plans = [one for one in ask(current, limit, by=by).plans if not one.another]
            asked = [(one.cost, len(one.gains)) for one in plans]
            assert len(asked) == len(set(asked))
            assert len({one.spirit for one in plans}) == len(plans)


def parts_of(plans) -> list[set[str]]:
    return [{part for part, _ in one.gains} for one in plans]


@pytest.mark.parametrize("asked", [{}, {"lift_caps": True}, {"settings": COSTS}])
def test_five_plans_in_three_spirits_each_spare_a_component_of_those_before(current, asked):
    for limit in range(1, 7):
        plans = ask(current, limit, **asked).plans
        assert len(plans) <= 5
        assert [one.another for one in plans] == sorted(one.another for one in plans)
        for number, one in enumerate(plans):
            if one.another:
                shown = [program.spirit for program in plans[:number]]
                assert one.spirit in shown
                assert not any(known <= parts_of([one])[0] for known in parts_of(plans[:number])), (
                    limit,
                    one,
                )


def test_rank_six_without_satisfaction(current):
    plans = ask(current, 6, settings=HELD).plans
    assert parts_of(plans) == [
        {"satisfaction"},
        set(PARTS) - {"transparency", "online_service"},
        {"digitisation", "timeliness"},
        {"digitisation", "online_payment"},
        {"online_payment", "timeliness"},
    ]
    assert {one.cost for one in plans} == {Decimal("0.42")}
    titles = [way_up.plan_title(VI, one, equal_costs=True) for one in plans]
    assert (
        titles
        == ["Phương án cần tăng ít điểm nhất", "Phương án chắc chắn nhất"]
        + ["Phương án cần tăng ít điểm nhất (cách khác)"] * 3
    )


def test_where_nearly_all_must_gain_there_is_no_other_way(current):
    """1.69 of the 1.72 points that the caps allow: nothing can be spared."""
    (only,) = ask(current, 3, settings=HELD).plans
    assert not only.another


def test_what_is_within_reach_today(current):
    assert all(ask(current, limit).reachable for limit in range(1, 10))
    held = [ask(current, limit, settings=HELD) for limit in range(1, 10)]
    assert [found.reachable for found in held] == [False] * 2 + [True] * 7
    assert held[0].best_rank == 3
    assert [str(ask(current, k).needed.low) for k in (2, 3, 4, 5, 6, 7)] == [
        *("1.99", "1.69", "0.74", "0.64", "0.42", "0.00"),
    ]


# --- The solver on real editions ----------------------------------------------------------------


def ties_are_broken(edition_id: str) -> bool:
    """Whether units of one score have different ranks, straight from data/."""
    ranks: dict[Decimal, set[str]] = {}
    totals = scores(edition_id)
    for row in oracles.read("observations"):
        place = row["edition_id"], row["indicator_code"], row["measure"]
        if place == (edition_id, "total", "rank") and row["value"]:
            ranks.setdefault(totals[row["unit_code"]], set()).add(row["value"])
    return any(len(different) > 1 for different in ranks.values())


@pytest.mark.parametrize("edition_id", effort.each(3, COMPLETE))
@pytest.mark.parametrize("lift", [False, True])
def test_no_plan_is_better_than_what_filling_up_by_hand_gives(current, edition_id, lift):
    """Where a step of each component is a step of the total, filling up the best first is exact."""
    for limit in range(1, 34, 3):
        found = ask(current, limit, edition_id, settings=COSTS, lift_caps=lift)
        others = sorted(
            (score for unit, score in scores(edition_id).items() if unit != HOME), reverse=True
        )
        needed = max(others[limit - 1] - scores(edition_id)[HOME], Decimal(0))
        needed += Decimal("0.01") if needed and ties_are_broken(edition_id) else 0
        caps = {room.component: room.cap for room in found.rooms}
        assert found.needed.low == needed
        assert found.reachable == (sum(caps.values()) >= needed)
        if needed == 0 or not found.reachable:
            assert found.plans == ()
            continue
        left, cost = needed, Decimal(0)
        for number, part in enumerate(PARTS, start=1):
            take = min(left, caps[part])
            left, cost = left - take, cost + take * number
        largest = sorted(caps.values(), reverse=True)
        fewest = next(n for n in range(1, 7) if sum(largest[:n]) >= needed)
        by_spirit = {one.spirit: one for one in found.plans if not one.another}
        assert by_spirit["least_effort"].cost == cost
        assert min(len(one.gains) for one in found.plans) == fewest
        for one in found.plans:
            assert sum(points for _, points in one.gains) >= needed
            assert one.score == scores(edition_id)[HOME] + sum(points for _, points in one.gains)
            assert one.margin == one.score - others[limit - 1]


@pytest.mark.parametrize("edition_id", COMPLETE)
def test_on_a_coarse_grid_the_solver_equals_trying_everything(current, edition_id):
    """Caps and distances of an edition in tenths of a point: few enough to try all."""
    rooms = ask(current, 1, edition_id).rooms
    caps = [min(ceil(room.cap * 10), 5) for room in rooms]
    levers = [
        program.Lever(room.component, cap, cost=Fraction(number))
        for number, (room, cap) in enumerate(zip(rooms, caps, strict=True), start=1)
    ]
    totals = {unit: int(score * 10) for unit, score in scores(edition_id).items()}
    own = totals.pop(HOME)
    tried = [
        (sum(gains), sum(n * x for n, x in enumerate(gains, start=1)), sum(x > 0 for x in gains))
        for gains in product(*(range(cap + 1) for cap in caps))
    ]
    for limit in range(1, 34):
        found = program.way(own, totals, levers, limit)
        enough = [row for row in tried if row[0] >= found.needed]
        assert found.reachable == bool(enough)
        if found.plans:
            assert found.plans[0].cost == min(row[1] for row in enough)
            assert min(len(one.gains) for one in found.plans) == min(row[2] for row in enough)


# --- What a component may gain ------------------------------------------------------------------


def test_a_cap_is_what_nine_of_ten_units_have_not_exceeded(current):
    room = ask(current, 6).room("satisfaction")
    before, after = (scores(one, "satisfaction") for one in (COMPLETE[0], COMPLETE[2]))
    moved = sorted(after[unit] - before[unit] for unit in before.keys() & after.keys())
    assert (room.observed.cases, len(moved)) == (33, 33)
    assert room.cap == moved[ceil(33 * 0.9) - 1] == Decimal("0.64")
    assert (room.reason, room.observed.span_days) == ("observed", 23)
    assert room.observed.pairs == ((COMPLETE[0], COMPLETE[2]),)


def test_the_caps_of_the_newest_edition(current):
    """Worked out once more from the files of data/: all 33 units that both tables know."""
    found = {
        room.component: (f"{room.cap}", room.observed.cases, room.observed.flagged)
        for room in ask(current, 6).rooms
    }
    assert found == {
        "transparency": ("2.00", 33, 0),
        "timeliness": ("0.37", 33, 0),
        "online_service": ("0.67", 33, 0),
        "online_payment": ("0.31", 33, 0),
        "digitisation": ("0.40", 33, 0),
        "satisfaction": ("0.64", 33, 0),
    }
    for part in PARTS:
        before, after = (scores(one, part) for one in (COMPLETE[0], COMPLETE[2]))
        gains = [after[unit] - before[unit] for unit in before.keys() & after.keys()]
        assert sum(gain > Decimal(found[part][0]) for gain in gains) <= len(gains) / 10


def test_who_gained_most_is_said_beside_the_caps(current):
    found = ask(current, 6)
    assert found.room("transparency").observed.most == Most(
        "37", Decimal("4.73"), (date(2026, 9, 17), date(2026, 10, 10))
    )
    told = way_up.learn(VI, found, names(current, "vi"))
    assert len(told) == 6
    assert told[0] == (
        "**Ninh Bình** tăng 4,73 điểm công khai, minh bạch trong 23 ngày (từ 17/09/2026 đến "
        "10/10/2026)."
    )
    assert way_up.most_gain(EN, found, found.rooms[0], names(current, "en")) == (
        "Ninh Binh: 4.73 points, from 17 Sep 2026 to 10 Oct 2026"
    )


def test_the_caps_of_an_older_edition_know_nothing_later(current):
    """Of the three tables of 2026 the second one knows the first, the first one none."""
    room = ask(current, 6, COMPLETE[1]).room("transparency")
    assert (room.observed.span_days, room.observed.pairs) == (18, (COMPLETE[:2],))
    assert {room.reason for room in ask(current, 6, COMPLETE[0]).rooms} == {"not_observed"}


def test_adding_tables_between_two_dates_changes_no_cap(tmp_path):
    """Four tables of made-up figures; then the same with three noisy days between the first two.

    Day by day the noise is ten times the gain over the span, and every unit jumps: of the rule for
    jumps each of these changes would be unusual.
    """
    units = [f"{number:02d}" for number in range(1, 13)]

    def rows(days: list[int]) -> dict:
        editions_, figures = [], []
        for day in days:
            name = f"x-2026-09-{day:02d}-year_to_date-vn34"
            when = date(2026, 9, day)
            given = {"period": f"2026-09-{day:02d}", "period_type": "year_to_date"}
            stay = {"period_start": date(2026, 1, 1), "period_end": when}
            editions_.append(edition(name, **given, **stay, published_from=when, published_to=when))
            for number, unit in enumerate(units):
                noise = (number * day) % 7 - 3 if day in (2, 3, 4) else 0
                parts = {"a": 8 + noise + day * number / 200, "b": 9 + noise}
                for part, score in parts.items():
                    figures += figure(unit, score=f"{score:.2f}", edition=name, indicator=part)
                total = sum(Decimal(f"{score:.2f}") for score in parts.values())
                figures += figure(unit, score=str(total), edition=name)
        return {"units": small_store.units(units), "editions": editions_, "observations": figures}

    found = []
    for days in ([1, 21], [1, 2, 3, 4, 21]):
        built = small_store.build(tmp_path / str(len(days)), **rows(days))
        asked = ask(built, 3, "x-2026-09-21-year_to_date-vn34", "05")
        found.append([(room.cap, room.observed) for room in asked.rooms])
    assert found[0] == found[1]
    assert found[0][0][1].cases == 12
    assert found[0][0][0] == Decimal("1.00")


def test_a_figure_marked_as_re_scored_counts_no_more(own_var):
    """Seven units gained in transparency; of these the four that gained most are marked."""
    store = Store(own_var)
    for component, units, cap in (
        ("satisfaction", [], "2.00"),
        ("transparency", ["37", "40", "44", "33"], "0.01"),
    ):
        given = remark.change(
            store.snapshot(),
            edition_id=PSI,
            text_vi=f"Cổng chấm lại {component}.",
            signed_by="Nguyễn Văn A",
            dated=date(2026, 11, 30),
            rescored=[(unit, component) for unit in units],
        )
        publish(store, given)
        found = ask(store.snapshot(), 6)
        room = found.room("transparency")
        assert (f"{room.cap}", room.observed.flagged) == (cap, len(units))
    assert (
        "4 mức tăng không tính vì có nhận xét ký tên là số liệu được chấm lại."
        in way_up.plan_assumptions(VI, found)
    )


def test_a_shorter_time_gives_shorter_spans_and_never_a_larger_gain(current):
    week = ask(current, 6, by=date(2026, 10, 17)).room("satisfaction")
    assert week.observed.span_days == 7  # from 27 September to 4 October
    days = ask(current, 6, by=date(2026, 10, 12))
    assert days.room("satisfaction").observed.span_days == 2
    assert days.room("satisfaction").cap <= week.cap
    assert ask(current, 1, by=date(2026, 10, 12)).reachable is False
    (said,) = [line for line in way_up.plan_assumptions(VI, days) if "9 trên 10" in line]
    assert "cách nhau 2 ngày" in said


def test_what_an_analyst_sets(current):
    settings = (
        Setting("satisfaction", fixed=True),
        Setting("digitisation", cap=Decimal("1.5"), cost=Decimal(3)),
        Setting("timeliness", lead_days=83),
        Setting("online_payment", lead_days=82),
        Setting("transparency", cap=Decimal(50)),
    )
    found = ask(current, 3, settings=settings)
    assert {room.component: (f"{room.cap:.2f}", room.reason) for room in found.rooms} == {
        "transparency": ("6.15", "maximum"),
        "timeliness": ("0.00", "lead_time"),
        "online_service": ("0.67", "observed"),
        "online_payment": ("0.31", "observed"),
        "digitisation": ("1.50", "given"),
        "satisfaction": ("0.00", "fixed"),
    }
    assert not found.equal_costs
    least = found.plans[0]
    assert least.gains == (("transparency", Decimal("1.69")),)
    assert least.cost == Decimal("1.69")


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"limit": 0}, "error.limit_out_of_range"),
        ({"limit": 35}, "error.limit_out_of_range"),
        ({"limit": 5, "by": date(2026, 10, 10)}, "error.plan_date"),
        ({"limit": 5, "by": date(2031, 10, 15)}, "error.plan_far"),
        ({"limit": 5, "by": date.max}, "error.plan_far"),
        ({"limit": 5, "settings": (Setting("x"),)}, "error.unknown_component"),
        ({"limit": 5, "settings": (Setting("timeliness", cost=Decimal(0)),)}, "error.plan_cost"),
        ({"limit": 5, "settings": (Setting("timeliness", cap=Decimal(-1)),)}, "error.plan_cap"),
        *(
            (
                {"limit": 5, "settings": (Setting("timeliness", **{name: value}),)},
                "error.plan_number",
            )
            for name in ("cost", "cap")
            for value in map(Decimal, ("1e400", "10000", "0.00001", "1e-400", "NaN"))
        ),
    ],
)
def test_what_cannot_be_asked(current, asked, key):
    with pytest.raises(Problem) as problem:
        ask(current, **asked)
    assert problem.value.key == key
    assert "{" not in problems.problem(VI, problem.value)


def test_the_last_day_that_can_be_asked_for(current, tmp_path):
    """1,830 days after the table: five years of 366 days; a target that lies later counts."""
    last = ask(current, 5, by=date(2031, 10, 14)).deadline
    assert (last.basis, last.days) == ("given", 1830)
    far = date(2060, 12, 31)
    store = small(tmp_path / "var", targets=[target(1, by_date=far)])
    assert ask(store, 1, "e1", "01").deadline.basis == "target"
    assert ask(store, 1, "e1", "01", by=far).deadline.day == far
    with pytest.raises(Problem) as told:
        ask(store, 1, "e1", "01", by=date(2061, 1, 1))
    assert told.value.values == {"value": date(2061, 1, 1), "day": far}


# --- Where no plan can be made ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition_id", "there"),
    [
        ("dti-2024-year-vn34", "awareness"),
        ("pii-2025-year-vn34", "pillar_1"),
        ("psi-2025-Q3-quarter-vn34", "digitisation"),
    ],
)
def test_what_is_set_of_a_component_must_be_of_one_there_is(current, edition_id, there):
    still = ask(current, 15, edition_id)
    assert ask(current, 15, edition_id, settings=(Setting(there, fixed=True),)) == still
    for setting, key in (
        (Setting("foo", fixed=True), "error.unknown_component"),
        (Setting(there, cost=Decimal(0)), "error.plan_cost"),
    ):
        with pytest.raises(Problem) as told:
            ask(current, 15, edition_id, settings=(setting,))
        assert told.value.key == key


def test_nothing_can_be_set_in_an_index_without_components(tmp_path):
    store = small_store.build(
        tmp_path / "var", indicators=[indicator("total")], observations=figure("01", score="1")
    )
    assert ask(store, 1, "e1", "01").why_not == "weights"
    with pytest.raises(Problem) as told:
        ask(store, 1, "e1", "01", settings=(Setting("foo"),))
    said = problems.problem(VI, told.value)
    assert said == "x kỳ này không có thành phần nào nên không đặt được gì cho “foo”."


@pytest.mark.parametrize(
    ("edition_id", "limit", "why_not", "needed"),
    [
        ("dti-2024-year-vn34", 15, "weights", ("0.0754", "0.0754")),
        ("pii-2025-year-vn34", 15, "relative", ("4.13", "10.12")),
        ("psi-2025-Q3-quarter-vn34", 10, "partial", ("0", "0")),
        ("psi-2026-08-month-vn34", 10, "partial", (None, None)),
    ],
)
def test_elsewhere_only_points_of_the_total_are_told(current, edition_id, limit, why_not, needed):
    found = ask(current, limit, edition_id)
    assert found.why_not == why_not
    assert (found.plans, found.reachable, found.best_rank, found.rooms) == ((), None, None, ())
    ends = [None if end is None else Decimal(end) for end in needed]
    assert [found.needed.low, found.needed.high] == ends


def test_a_unit_whose_components_are_missing(current):
    found = ask(current, 1, COMPLETE[0], unit="37")
    assert "37" not in scores(COMPLETE[0], "timeliness") or found.why_not is None
    lacking = scores(COMPLETE[0]).keys() - scores(COMPLETE[0], "timeliness").keys()
    (unit,) = lacking
    assert ask(current, 1, COMPLETE[0], unit=unit).why_not == "components"


# --- Small stores -------------------------------------------------------------------------------


def small(folder, **tables: list[dict]):
    """Four units with two components; home (01) is third with 20, above it 24 and 22."""
    rows = {"01": (8, 12), "02": (12, 12), "03": (12, 10), "04": (5, 5)}
    figures = []
    for unit, (a, b) in rows.items():
        figures += figure(unit, score=f"{a + b}")
        figures += figure(unit, score=f"{a}", indicator="a")
        figures += figure(unit, score=f"{b}", indicator="b")
    given = {"units": small_store.units(rows), "observations": figures}
    return small_store.build(folder, **given | tables)


def test_one_edition_has_nothing_to_observe(tmp_path):
    found = ask(small(tmp_path / "var"), 1, "e1", "01")
    assert [(room.cap, room.reason) for room in found.rooms] == [
        (Decimal("12.00"), "not_observed"),
        (Decimal("8.00"), "not_observed"),
    ]
    (gain,) = found.plans[0].gains
    assert gain[1] == Decimal("4.00")
    assert found.plans[0].passed == ("03", "02")
    assert any("chưa" in line.lower() for line in way_up.plan_assumptions(VI, found))


def test_the_day_of_the_target_counts_while_it_is_to_come(tmp_path):
    by = small(tmp_path / "one", targets=[target(3, by_date=date(2030, 12, 31))])
    found = ask(by, 1, "e1", "01").deadline
    assert (found.day, found.basis, found.days) == (date(2030, 12, 31), "target", 1826)
    past = small(tmp_path / "two", targets=[target(3, by_date=date(2025, 6, 30))])
    assert ask(past, 1, "e1", "01").deadline == Deadline(date(2026, 12, 31), "year_end", 365)


def test_in_a_small_field_that_moves_the_plan_equals_trying_everything(tmp_path):
    """Whole points; a unit that would leave the scale stops at its end (40), one that falls passes
    below home."""
    before = {"01": (3, 4), "02": (9, 8), "03": (6, 8), "04": (8, 9), "05": (19, 19)}
    now = {"01": (5, 5), "02": (9, 9), "03": (8, 9), "04": (7, 8), "05": (20, 19)}
    days = (date(2025, 12, 21), date(2025, 12, 31))
    figures, tables = [], []
    for name, day, rows in (("e0", days[0], before), ("e1", days[1], now)):
        about = {"period": name, "period_type": "month", "period_end": day}
        tables.append(edition(name, **about, period_start=date(2025, 12, 1)))
        for unit, (a, b) in rows.items():
            figures += figure(unit, score=f"{a + b}", edition=name)
            figures += figure(unit, score=f"{a}", edition=name, indicator="a")
            figures += figure(unit, score=f"{b}", edition=name, indicator="b")
    store = small_store.build(
        tmp_path / "var",
        units=small_store.units(now),
        methods=[method(decimals=0)],
        editions=tables,
        observations=figures,
    )
    by = date(2026, 1, 10)
    # Ten days on: the change of ten days once more, but none above 40.
    moved = {"02": 19, "03": 20, "04": 13, "05": 40}
    caps = {"a": 3, "b": 9}
    set_so = tuple(
        Setting(code, cap=Decimal(cap), cost=Decimal(cost))
        for (code, cap), cost in zip(caps.items(), (1, 2), strict=True)
    )
    for limit in range(1, 6):
        found = ask(store, limit, "e1", "01", by=by, settings=set_so, others="trend")
        tried = [
            (a + 2 * b, a, b)
            for a, b in product(range(caps["a"] + 1), range(caps["b"] + 1))
            if 1 + sum(score > 10 + a + b for score in moved.values()) <= limit
        ]
        assert found.reachable == bool(tried)
        assert found.best_rank == 1 + sum(score > 10 + 3 + 9 for score in moved.values())
        if found.plans:
            cost, a, b = min(tried)
            assert found.plans[0].cost == cost
            assert dict(found.plans[0].gains) == {k: v for k, v in (("a", a), ("b", b)) if v}
        else:
            assert not tried or min(tried)[0] == 0


def weighted(basis: str = "published"):
    parts = [
        indicator(
            code, max_score=Decimal(20), weight=Decimal(weight), weight_basis=basis, sort_order=n
        )
        for n, (code, weight) in enumerate((("a", "0.75"), ("b", "0.25")), start=1)
    ]
    return {
        "methods": [method(aggregation="weighted_mean", aggregation_basis="published")],
        "indicators": [indicator("total"), *parts],
    }


def test_published_weights_count_as_published(tmp_path):
    found = ask(small(tmp_path / "var", **weighted()), 1, "e1", "01")
    assert [room.weight for room in found.rooms] == [Fraction(3, 4), Fraction(1, 4)]
    # 4 points of the total: a gains 5.33 (3.9975) at most short of it, so 5.34.
    (first, *_) = found.plans
    assert first.gains == (("a", Decimal("5.34")),)
    assert (first.rank, first.cost) == (1, Decimal("5.34"))
    assert ask(small(tmp_path / "no", **weighted("derived")), 1, "e1", "01").why_not == "weights"


def test_maxima_that_were_only_inferred_are_no_basis(tmp_path):
    parts = [indicator("total"), indicator("a", max_basis="derived"), indicator("b")]
    given = small(tmp_path / "var", indicators=parts)
    assert ask(given, 1, "e1", "01").why_not == "weights"


def test_of_a_sum_the_published_maxima_are_the_weights(tmp_path):
    """Also where nobody wrote down that the parts are summed: each row of the table adds up."""
    given = small(tmp_path / "var", methods=[method(aggregation_basis="derived")])
    assert ask(given, 1, "e1", "01").why_not is None


def test_a_method_without_parts_or_maxima(tmp_path):
    parts = [indicator("total"), indicator("a", max_score=None), indicator("b")]
    assert ask(small(tmp_path / "a", indicators=parts), 1, "e1", "01").why_not == "weights"
    bare = small(tmp_path / "b", indicators=[indicator("total")])
    assert ask(bare, 1, "e1", "01").why_not == "weights"


@pytest.mark.parametrize("count", [1, 2])
def test_a_field_of_one_or_two(tmp_path, count):
    codes = ("01", "02")[:count]
    figures = []
    for unit in codes:
        figures += figure(unit, score="20")
        figures += figure(unit, score="10", indicator="a")
        figures += figure(unit, score="10", indicator="b")
    store = small(tmp_path / "var", units=small_store.units(codes), observations=figures)
    found = ask(store, 1, "e1", "01")
    assert found.inside
    assert found.plans == ()


# --- Sentences ----------------------------------------------------------------------------------


def names(current, language: str) -> dict[str, str]:
    rows = queries.units(current, scheme="vn34").to_pylist()
    return {row["unit_code"]: words(language).name(row) for row in rows}


def said(current, limit: int, language: str, edition_id: str = PSI, **asked: object) -> str:
    w = words(language)
    found = ask(current, limit, edition_id, **asked)
    index = w.field(editions.index_row(current, edition_id[:3]), "short")
    known = names(current, language)
    return way_up.sentence(w, found, index=index, home=known[HOME], names=known)


def test_inside_already(current):
    assert said(current, 10, "vi") == (
        "Đắk Lắk xếp thứ 7/34 (Chỉ số 766, lũy kế từ đầu năm đến ngày 10/10/2026), "
        "**đã trong nhóm 10**, cao hơn điểm ngưỡng 1,52 điểm. Để giữ được: chỉ khi có từ 4 "
        "tỉnh, thành phố trở lên vượt qua, Đắk Lắk mới ra khỏi nhóm 10; gần nhất là Lạng "
        "Sơn (kém 0,44 điểm)."
    )


def test_within_reach(current):
    assert said(current, 6, "vi") == (
        "Để vào nhóm 6 của Chỉ số 766 (lũy kế từ đầu năm đến ngày 10/10/2026), Đắk Lắk cần thêm "
        "**0,42 điểm** so với hiện nay (thứ 7/34). Có thể đạt đến ngày 31/12/2026 theo các phương "
        "án sau."
    )


def test_what_an_older_edition_lacks_is_not_said_of_now(current):
    older = said(current, 6, "vi", COMPLETE[1])
    assert "so với kỳ này (thứ 7/34)" in older
    assert "hiện nay" not in older
    assert "than in this edition (7th of 34)" in said(current, 6, "en", COMPLETE[1])
    for edition_id, later in (
        (PSI, False),
        (COMPLETE[1], True),
        ("psi-2026-Q3-quarter-vn34", True),
    ):
        found = editions.has_later(current, edition_id=edition_id, unit_code=HOME)
        assert found == later, edition_id
    # Of another list of units: the units of now are others.
    assert editions.has_later(current, edition_id="dti-2024-year-vn34", unit_code=HOME) is False
    assert editions.has_later(current, edition_id="dti-2023-year-vn63", unit_code="66")


def test_out_of_reach(current):
    assert said(current, 2, "vi", settings=HELD) == (
        "**Chưa đạt được trong thời hạn** (đến ngày 31/12/2026): để vào nhóm 2 của Chỉ số 766 "
        "(lũy kế từ đầu năm đến ngày 10/10/2026), Đắk Lắk cần thêm 1,99 điểm so với hiện nay (thứ "
        "7/34), trong khi các mức tăng tối đa cộng lại chỉ được 1,72 điểm. Thứ hạng tốt nhất có "
        "thể đạt: **thứ 3/34**."
    )


def test_a_moving_field_is_said_to_move_and_how_far(current):
    w = VI
    found = ask(current, 7, others="trend")
    index = w.field(editions.index_row(current, "psi"), "short")
    known = names(current, "vi")
    told = way_up.sentence(w, found, index=index, home=known[HOME], names=known)
    assert "giữ nguyên tốc độ thay đổi đến ngày 31/12/2026" in told
    first, second = way_up.plan_held(w, found)
    assert "từ 17/09/2026 đến 10/10/2026 (23 ngày), kéo dài đến 31/12/2026" in first
    assert "Đây không phải dự báo." in first
    assert second.startswith("Thời gian kéo dài (82 ngày) dài hơn khoảng đã quan sát (23 ngày)")
    assert way_up.plan_assumptions(w, found)[:2] == [first, second]
    late = way_up.plan_held(w, ask(current, 7, by=date(2027, 2, 1), others="trend"))
    assert "chỉ kéo dài đến ngày 31/12/2026" in late[-1]
    assert "thời hạn (01/02/2027)" in late[-1]
    near = ask(current, 7, by=date(2026, 10, 12), others="trend")
    assert len(way_up.plan_held(w, near)) == 1
    assert way_up.plan_held(w, ask(current, 7)) == [w("plan.held")]
    assert "nhờ các mức tăng này mà không đứng sau" in way_up.plan_result(
        w, found, found.plans[0], known
    )


def test_only_the_points_of_the_total(current):
    assert said(current, 15, "en", "pii-2025-year-vn34").startswith(
        "To be in the top 15 of PII (year 2025), Dak Lak is **between 4.13 and 10.12 points** of "
        "the total short"
    )
    assert "trọng số" in said(current, 15, "vi", "dti-2024-year-vn34")


def test_nothing_is_called_cheap_before_anybody_said_what_a_point_costs(current):
    for limit in range(1, 7):
        found = ask(current, limit)
        told = [
            *way_up.plan_assumptions(VI, found),
            *(way_up.plan_title(VI, one, equal_costs=True) for one in found.plans),
            *(way_up.plan_cost(VI, found, one) for one in found.plans),
        ]
        assert "rẻ" not in " ".join(told).lower().split()
    titles = [way_up.plan_title(VI, one, equal_costs=True) for one in ask(current, 6).plans]
    assert titles[:2] == ["Phương án cần tăng ít điểm nhất", "Phương án chắc chắn nhất"]
    priced = ask(current, 6, settings=COSTS)
    assert way_up.plan_title(EN, priced.plans[0], equal_costs=priced.equal_costs) == (
        "The easiest, by the difficulty entered"
    )


def test_a_plan_says_what_to_gain_and_whom_it_passes(current):
    found = ask(current, 6, settings=HELD)
    least = found.plans[0]
    assert way_up.plan_gain(VI, found, *least.gains[0]) == (
        "Mức độ hài lòng: tăng **0,42 điểm**, từ 11,18 lên 11,60 (tối đa 18)"
    )
    assert way_up.plan_result(VI, found, least, names(current, "vi")) == (
        "Khi đó xếp **thứ 6/34** với 65,91 điểm, vừa bằng điểm ngưỡng (đồng điểm thì đồng hạng); "
        "không còn đứng sau Quảng Ninh."
    )
    assert way_up.plan_owner(VI, found.room("satisfaction")) == "Chưa phân công"
    owned = Setting("satisfaction", owner="Văn phòng UBND tỉnh")
    named = ask(current, 6, settings=(*HELD, owned))
    assert way_up.plan_owner(VI, named.room("satisfaction")) == "Văn phòng UBND tỉnh"
    assert named.plans == found.plans


def test_a_raised_cap_is_said_to_be_raised(current):
    found = ask(current, 2, settings=(Setting("digitisation", cap=Decimal(2)),))
    assert found.reachable
    assert (
        "Số hóa hồ sơ: tăng được nhiều nhất 2,00 điểm (do người dùng nhập, cao hơn mức 0,40 điểm "
        "đã quan sát trong 23 ngày)."
    ) in way_up.plan_assumptions(VI, found)
    assert way_up.plan_assumptions(VI, found)[0] == VI("plan.held")


@pytest.mark.parametrize("others", ["frozen", "trend"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("limit", [1, 2, 3, 6, 10, 33])
def test_no_sentence_shows_a_sign_or_a_gap(current, language, limit, others):
    w = words(language)
    late = (Setting("timeliness", lead_days=500),)
    found = ask(current, limit, settings=late, others=others)
    known = names(current, language)
    index = w.field(editions.index_row(current, "psi"), "short")
    answer = way_up.sentence(w, found, index=index, home=known[HOME], names=known)
    lines = [answer, *way_up.plan_assumptions(w, found)]
    lines += [way_up.plan_binding(w, found, part) for part in found.binding]
    for one in found.plans:
        lines += [
            way_up.plan_result(w, found, one, known),
            way_up.plan_cost(w, found, one),
        ]
    for line in lines:
        assert not any(mark in line for mark in ("None", "–", "−", "+", "{", "nan")), line
