"""Sub-indicators as levers: by hand on small stores, and a load of them on the real figures."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rankings import cli, evidence
from rankings.facts.scenario import gains as scenario_gains
from rankings.facts.scenario import texts as scenario_texts
from rankings.facts.scenario import trial
from rankings.facts.scenario.model import Base, Scenario
from rankings.sentences import evidence as evidence_sentences
from rankings.sentences import scenario as said
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import acknowledged, effort, page_runs, small_store, sub_figures
from tests.blocks.test_scenario import field, plan, saved_table, slider
from tests.page_runs import asked, metrics, sound, texts
from tests.small_store import default_tables, figure, indicator
from tests.store_clones import clone

PSI = sub_figures.EDITION
WORDS = words("vi")


def d(value: str | int) -> Decimal:
    return Decimal(value)


def gains(**points: str) -> tuple[tuple[str, Decimal], ...]:
    """`gains(a="1", a_1="0.5")`: the code of a sub-indicator has a point."""
    return tuple((code.replace("_", "."), d(value)) for code, value in points.items())


# A small store: component a (at most 20) of a.1 (12) and a.2 (6), component b (20)


def part(code: str, most: int | None, **columns: object) -> dict:
    node = {"parent_code": "a", "level": "indicator", "adds_up": False, "sort_order": 3}
    maximum = None if most is None else d(most)
    return indicator(code, **node | {"max_score": maximum} | columns)


def ratio(numerator: str, denominator: str, code: str = "a.1", **columns: object) -> list[dict]:
    (row,) = figure("01", indicator=code, score="1")
    return [
        row | {"measure": measure, "value": d(value), "value_printed": value} | columns
        for measure, value in (("numerator", numerator), ("denominator", denominator))
    ]


def small(folder: Path, *more: list[dict], nodes: tuple[dict, ...] = (), **tables) -> Base:
    """The base of unit 01: a 10, b 12; of the others the totals are 25, 23, 20, 18 and 15."""
    totals = {"01": "22", "02": "25", "03": "23", "04": "20", "05": "18", "06": "15"}
    rows = [row for unit, score in totals.items() for row in figure(unit, score=score)]
    rows += figure("01", indicator="a", score="10") + figure("01", indicator="b", score="12")
    rows += [row for each in more for row in each]
    own = nodes or (part("a.1", 12), part("a.2", 6, sort_order=4))
    built = small_store.build(
        folder / "var",
        observations=rows,
        indicators=[*default_tables()["indicators"], *own],
        **tables,
    )
    small.at = built
    return trial.base(built, edition_id="e1", unit_code="01", limit=3)


def outcome(base: Base, tried: tuple[tuple[str, Decimal], ...]):
    return trial.simulate(small.at, edition_id="e1", unit_code="01", limit=3, tried=Scenario(tried))


A1 = figure("01", indicator="a.1", score="6")
A2 = figure("01", indicator="a.2", score="4")


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return small(tmp_path, A1, A2, figure("02", indicator="a.1", score="5"), ratio("50", "100"))


def test_a_sub_indicator_moves_its_component_and_the_total(base):
    assert [part.component for part in base.parts] == ["a.1", "a.2"]
    assert [one.component for one in base.in_order] == ["a", "a.1", "a.2", "b"]
    found = outcome(base, gains(a_1="1.5"))
    assert (found.score.low, found.rank, found.passed) == (d("23.50"), 2, ("03",))
    assert found == outcome(base, gains(a="1.5")) == outcome(base, gains(a="1", a_1="0.5"))


def test_gains_of_a_component_and_of_its_parts_add_up_and_count_once(base):
    tried = gains(a="1", a_1="0.5", a_2="-0.25", b="2")
    assert scenario_gains.gain_of(base, tried, "a") == d("1.25")
    assert scenario_gains.gain_of(base, tried, "a.1") == d("0.5")
    assert scenario_gains.total_gain(base, tried) == d("3.25")
    code = scenario_texts.plan_code(tried)
    assert code == "a:1,a.1:0.5,a.2:-0.25,b:2"
    assert scenario_texts.read_plan(code) == tried


def test_what_is_known_of_a_part(base):
    first, second = base.parts
    assert (first.parent, first.score, first.max_score) == ("a", d(6), d(12))
    assert (first.worst, first.worst_unit, first.best) == (d(5), "02", d(6))
    assert (first.numerator, first.denominator) == (50, 100)
    # Only this unit's score is known.
    assert (second.worst, second.best, second.numerator) == (None, None, None)


@pytest.mark.parametrize(
    ("tried", "key", "value"),
    [
        (gains(a_1="6.01"), "error.gain_of_part_out_of_range", "12.01"),
        (gains(a_1="-6.01"), "error.gain_of_part_out_of_range", "-0.01"),
        # Each within its own scale, but not the component.
        (gains(a_1="6", a="4.5"), "error.gain_out_of_range", "20.5"),
        (gains(a_1="-6", a="-4.5"), "error.gain_out_of_range", "-0.5"),
    ],
)
def test_no_gain_leaves_its_scale(base, tried, key, value):
    with pytest.raises(Problem) as told:
        outcome(base, tried)
    assert (told.value.key, Decimal(told.value.values["value"])) == (key, d(value))


def test_a_part_that_there_is_not_is_told_with_those_there_are(base):
    with pytest.raises(Problem) as told:
        outcome(base, gains(a_3="1"))
    assert (told.value.key, told.value.values["known"]) == (
        "error.gain_unknown",
        ["a", "b", "a.1", "a.2"],
    )


def test_setting_a_score_keeps_what_the_others_have(base):
    tried = scenario_gains.moved_to(base, gains(a_1="1"), "a", d("12.5"))
    assert tried == gains(a="1.5", a_1="1")
    tried = scenario_gains.moved_to(base, tried, "a.2", d("5"))
    assert tried == gains(a="1.5", a_1="1", a_2="1")
    assert scenario_gains.moved_to(base, tried, "a.1", d("6")) == gains(a="1.5", a_2="1")


def test_a_part_without_room_takes_what_the_component_has_for_itself(base):
    # a is at its maximum; what a.1 gains then is part of the same 10 points.
    assert scenario_gains.moved_to(base, gains(a="10"), "a.1", d("8")) == gains(a="8", a_1="2")
    # b has nothing to do with it.
    assert scenario_gains.moved_to(base, gains(b="8"), "a.1", d("8")) == gains(a_1="2", b="8")


def test_what_does_not_fit_is_fitted(base):
    def fitted(**points: str):
        found = trial.fitted(base, Scenario(gains(**points))).gains
        assert outcome(base, found)
        return found

    assert fitted(a="9", a_1="99", c="1") == gains(a="4", a_1="6")
    assert fitted(a_1="-99", a="-9") == gains(a_1="-6", a="-4")
    assert fitted(a="11", a_1="-1") == gains(a="11", a_1="-1")


def test_parts_that_hold_more_than_their_component_stop_with_it(tmp_path):
    """a.1 and a.2 have 18 points to gain, the component 10: it stops at its maximum."""
    base = small(
        tmp_path,
        figure("01", indicator="a.1", score="0"),
        figure("01", indicator="a.2", score="0"),
    )
    found = trial.fitted(base, Scenario(gains(a_1="9", a_2="6"))).gains
    assert found == gains(a_1="9", a_2="1")
    assert outcome(base, found).score.low == d(32)


@pytest.mark.parametrize(
    "node",
    [
        part("a.1", None),
        part("a.1", 12, direction=-1),
        part("a.1", 12, level="group"),
        part("a.1", 12, value_kind="share"),
        part("a.1", 12, parent_code="a.9"),
        part("a.1", 5),  # the score is above it
    ],
    ids=["no maximum", "falls", "regroups", "not in points", "no component", "above"],
)
def test_what_points_cannot_be_gained_in_is_no_lever(tmp_path, node):
    assert small(tmp_path, A1, nodes=(node,)).parts == ()


def test_no_lever_without_an_undisputed_score_or_where_totals_are_no_sums(tmp_path):
    disputed = figure("01", indicator="a.1", score="6", confidence="disputed")
    assert small(tmp_path / "1", disputed, ratio("5", "10")).parts == ()
    assert small(tmp_path / "2", ratio("5", "10")).parts == ()
    assert small(tmp_path / "3", figure("02", indicator="a.1", score="6")).parts == ()
    method = small_store.method(aggregation="weighted_mean")
    assert small(tmp_path / "4", A1, methods=[method]).parts == ()


@pytest.mark.parametrize(
    ("score", "pair"),
    [
        ("6", ratio("0", "100")),
        ("0", ratio("50", "100")),
        ("6", ratio("50.5", "100")),
        ("6", ratio("101", "100")),
        ("6", ratio("50", "100")[:1]),
        ("6", ratio("50", "100", confidence="disputed")),
    ],
    ids=["of nothing", "no points", "not whole", "above", "one only", "disputed"],
)
def test_without_a_proportion_only_the_points_move(tmp_path, score, pair):
    (found,) = small(tmp_path, figure("01", indicator="a.1", score=score), pair).parts
    assert (found.score, found.numerator, found.denominator) == (d(score), None, None)


def test_what_is_held_still_is_said(base, tmp_path):
    lever = base.lever("a")
    told = said.about_parts(WORDS, base, lever, Scenario())
    assert "chiếm 18 trong 20 điểm tối đa của nhóm; phần còn lại của nhóm giữ nguyên" in told
    assert "điểm tỉ lệ với số đạt, như ở số liệu đã công bố" in told
    assert "Ngoài các chỉ tiêu này" not in told
    told = said.about_parts(WORDS, base, lever, Scenario(gains(a="1", a_1="1")))
    assert "Ngoài các chỉ tiêu này, nhóm được giả định tăng 1,00 điểm." in told
    whole = small(tmp_path / "whole", A1, nodes=(part("a.1", 20),))
    told = said.about_parts(WORDS, whole, whole.lever("a"), Scenario())
    assert "giữ nguyên" not in told
    assert "tỉ lệ" not in told


# Real figures and a load of sub-indicators


@pytest.fixture(scope="module")
def loaded(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the store with the figures of sub_figures.py."""
    folder = clone(var, tmp_path_factory.mktemp("loaded") / "var")
    acknowledged.publish(Store(folder), sub_figures.submission())
    return folder


@pytest.fixture
def here(loaded: Path, serve: Callable[[Path], Store]) -> Snapshot:
    store = serve(loaded)
    return store.snapshot()


@pytest.fixture
def psi(here) -> Base:
    return trial.base(here, edition_id=PSI, unit_code="66", limit=10)


def test_published_figures_have_no_sub_indicator(var):
    store = Store(var)
    found = trial.base(store.snapshot(), edition_id=PSI, unit_code="66", limit=10)
    assert found.parts == ()


def test_the_same_gain_in_a_part_and_in_its_component(here, psi):
    def tried(**points: str):
        place = {"edition_id": PSI, "unit_code": "66", "limit": 10}
        made = Scenario(tuple((c.strip("_").replace("_", "."), d(p)) for c, p in points.items()))
        return trial.simulate(here, **place, tried=made)

    assert [part.component for part in psi.parts] == ["3.5", "4.1", "4.2", "4.3"]
    # 65.49 + 1.5; see test_scenarios.py for who is passed.
    assert tried(_4_1="1.5").passed == ("22", "80", "52")
    assert tried(_4_1="1.5") == tried(digitisation="1.5") == tried(digitisation="1", _4_2="0.5")


def test_the_command_takes_sub_indicators(here, capsys):
    def answer(line: str) -> dict:
        assert cli.main([*line.split(), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    one = answer("simulate psi --gain 4.1=0.5 digitisation=1")
    other = answer("simulate psi --gain digitisation=1.5")
    assert one["gains"] == [
        {
            "component": "digitisation",
            "part_of": None,
            "points": 1.0,
            "score": 10.58,
            "max_score": 22.0,
        },
        {
            "component": "4.1",
            "part_of": "digitisation",
            "points": 0.5,
            "score": 4.52,
            "max_score": 6.0,
        },
    ]
    assert {**one, "gains": None} == {**other, "gains": None}
    assert cli.main(["simulate", "psi", "--gain", "4.1=2"]) == 2
    assert "từ 0 đến 6, không phải 6.02" in capsys.readouterr().err


def test_figures_of_parts_lead_to_their_evidence(here, psi):
    shown = {
        "score": "4,02",
        "numerator": "8.040",
        "denominator": "12.000",
    }
    for measure, text in shown.items():
        found = evidence.evidence(here, figure_keys.figure(PSI, "66", "4.1", measure))
        assert evidence_sentences.figure_value(WORDS, found) == text
        assert found.sources
    tried = Scenario((("digitisation", d(1)), ("4.1", d("0.5"))))

    def made(component: str):
        key = scenario_texts.figure_key(psi, tried, "score", component)
        found = evidence.evidence(here, key)
        return evidence_sentences.figure_value(WORDS, found), found.rests_on, found

    own = f"{PSI}:66:4.1:score"
    assert made("4.1")[:2] == ("4,52", (own,))
    value, rests_on, found = made("digitisation")
    assert (value, rests_on) == ("10,58", (f"{PSI}:66:digitisation:score", own))
    told = evidence_sentences.formula(WORDS, found)
    assert "Số hóa hồ sơ (ngoài các chỉ tiêu thành phần đã nêu): tăng 1,00 điểm" in told
    assert "4.1 Tỷ lệ hồ sơ cấp kết quả điện tử: tăng 0,50 điểm" in told
    # What is not moved keeps its published key, and so does what moves there and back.
    assert scenario_texts.figure_key(psi, tried, "score", "4.2") == f"{PSI}:66:4.2:score"
    back = Scenario((("digitisation", d(-1)), ("4.1", d(1))))
    assert scenario_texts.figure_key(psi, back, "score", "digitisation") == (
        f"{PSI}:66:digitisation:score"
    )


# The page


@pytest.fixture
def show(here):
    return page_runs.of_page("pages/way_up_page.py")


def number(app: AppTest, component: str):
    return next(n for n in app.number_input if n.key.startswith(f"numerator_{component}_"))


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_parts_are_folded_until_one_is_moved(show):
    app = show()
    folded = [one.label for one in app.expander if one.label.startswith("Chỉ tiêu thành phần")]
    assert folded == ["Chỉ tiêu thành phần (1)", "Chỉ tiêu thành phần (3)"]
    assert len(app.select_slider) == 6
    app = show(plan="4.1:0.5")
    assert len(app.select_slider) == 9
    assert metrics(app)["Điểm"] == "65,99"
    # The lever of the component shows its own gain and those of its parts.
    assert slider(app, "digitisation").value == "9.58"
    assert slider(app, "4.1").value == "4.52"
    assert slider(app, "4.1").options[-1] == "6,00"
    assert "Điểm hiện nay: 4,02" in labels(app)
    assert "chiếm 12 trong 22 điểm tối đa của nhóm" in texts(app)


def test_points_of_a_part_are_typed_and_moved(show):
    app = show(plan="4.1:0.5")
    sound(field(app, "4.1").set_value("5,02").run())
    assert plan(app) == "4.1:1"
    assert number(app, "4.1").value == 10030  # 4.02 × 10030 / 8040 = 5.015
    assert "Cần thêm ít nhất 1.990 hồ sơ đạt: từ 8.040 lên 10.030." in texts(app)
    sound(slider(app, "digitisation").set_value("11.00").run())
    assert plan(app) == "digitisation:0.92,4.1:1"
    assert "nhóm được giả định tăng 0,92 điểm" in texts(app)
    sound(field(app, "4.1").set_value("6,5").run())
    assert "từ 0 đến 6" in app.warning[0].value
    assert plan(app) == "digitisation:0.92,4.1:1"


def test_a_numerator_is_typed_and_the_points_follow(show):
    app = show(plan="4.1:0.01")
    sound(number(app, "4.1").set_value(9000).run())
    assert plan(app) == "4.1:0.48"  # 4.02 × 9000 / 8040 = 4.50
    # It stays what was typed, though 8990 are rounded to as many points.
    assert number(app, "4.1").value == 9000
    assert metrics(app)["Điểm"] == "65,97"
    sound(number(app, "4.2").set_value(12000).run())
    assert plan(app) == "4.1:0.48,4.2:1.99"  # full at 9600 of 12000
    assert number(app, "4.2").value == 12000


def opened(app: AppTest) -> AppTest:
    """The app with the sub-indicators of "digitisation" unfolded by the reader."""
    app.session_state["parts_digitisation"] = True
    return sound(app.run())


def test_what_the_reader_unfolded_stays_so_whatever_is_typed(show):
    app = opened(show())
    sound(number(app, "4.1").set_value(8041).run())
    assert plan(app) is None  # 4.02 × 8041 / 8040 is 4.02 again
    assert number(app, "4.1").value == 8041
    sound(number(app, "4.1").set_value(9000).run())
    sound(number(app, "4.1").set_value(8040).run())
    assert plan(app) is None
    assert number(app, "4.1").value == 8040


def test_what_a_link_unfolded_stays_so_when_all_is_taken_back(show):
    app = show(plan="4.1:0.01")
    sound(app.button(key="scenario_reset").click().run())
    assert plan(app) is None
    assert number(app, "4.1").value == 8040


@pytest.mark.parametrize(("language", "typed"), effort.in_turn(["vi", "en"], [99999, 12001, -5]))
def test_a_numerator_that_cannot_be_is_said_and_changes_nothing(show, typed, language):
    app = show(plan="4.1:0.48", lang=language)
    before = number(app, "4.1").value
    sound(number(app, "4.1").set_value(typed).run())
    assert str(typed) in app.warning[0].value
    assert app.warning[0].value.count("12.000" if language == "vi" else "12,000") == 1
    assert number(app, "4.1").value == before == 8990
    assert plan(app) == "4.1:0.48"
    sound(number(app, "4.1").set_value(9000).run())
    assert not app.warning


def test_an_emptied_numerator_is_the_published_one(show):
    app = show(plan="4.1:0.48")
    sound(number(app, "4.1").set_value(None).run())
    assert plan(app) is None
    assert number(app, "4.1").value == 8040
    assert slider(app, "4.1").value == "4.02"


def test_without_a_proportion_there_is_no_numerator_to_type(show):
    app = show(plan="3.5:-0.5,4.1:0.1")
    names = {one.key.split("_")[1] for one in app.number_input}
    assert names == {"4.1", "4.2"}


def test_parts_in_saved_scenarios(show):
    app = show(saved="A~psi~4.1:0.5~;B~psi~digitisation:1~")
    rows = {row.iloc[0]: tuple(row.iloc[1:]) for _, row in saved_table(app).iterrows()}
    assert rows["Số hóa hồ sơ"] == ("9,08", "9,58 (tăng 0,50)", "10,08 (tăng 1,00)")
    assert rows["4.1 Tỷ lệ hồ sơ cấp kết quả điện tử"] == ("4,02", "4,52 (tăng 0,50)", "4,02")
    assert not any(name.startswith("4.2") for name in rows)


def test_an_action_replaces_what_was_tried_of_a_component_with_its_parts(show):
    app = show(action="digitised_results", share="25", plan="digitisation:1,4.1:0.5,3.5:-0.5")
    sound(app.button(key="action_into_plan").click().run())
    assert plan(app) == "3.5:-0.5,digitisation:3.23"
    assert metrics(app)["Điểm"] == "68,22"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_part_in_every_language(show, language):
    app = show(lang=language, plan="3.5:-2,4.1:-4.02,4.2:1.99,4.3:2")
    assert len(app.select_slider) == 6 + 4
    # 4.1 has scores of others too: it is drawn.
    assert len(app.get("vega_lite_chart")) == 2
    assert asked(app, "plan") == "3.5:-2,4.1:-4.02,4.2:1.99,4.3:2"
