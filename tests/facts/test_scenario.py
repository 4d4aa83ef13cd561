"""Scenarios on the store: hand cases, the standings of a store that really has the gains, texts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rankings.facts import components, standing
from rankings.facts.scenario import link as scenario_link
from rankings.facts.scenario import others as scenario_others
from rankings.facts.scenario import texts, trial
from rankings.facts.scenario.model import FROZEN, OWN, TREND, Others, Scenario
from rankings.facts.standing.bounds import Interval
from rankings.ingest import scenario_file
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words import exports
from rankings.words.text import words
from tests import effort, small_store

PSI = "psi-2026-10-10-year_to_date-vn34"
PII = "pii-2025-year-vn34"
DTI = "dti-2024-year-vn34"
HOME = "66"
ALL_STILL = Others()
LIMITS = {PSI: 10, PII: 15, DTI: 15}


def d(value: str | int) -> Decimal:
    return Decimal(value)


@pytest.fixture
def real(var):
    """`real(edition, digitisation="1.5", others=…)`: the outcome for the home unit."""
    store = Store(var)

    def tried(edition: str, others: Others = ALL_STILL, **gains: str):
        return trial.simulate(
            store.snapshot(),
            edition_id=edition,
            unit_code=HOME,
            limit=LIMITS.get(edition, 10),
            tried=Scenario(tuple((code, d(points)) for code, points in gains.items()), others),
        )

    tried.base = lambda edition, unit=HOME: trial.base(
        store.snapshot(), edition_id=edition, unit_code=unit, limit=LIMITS.get(edition, 10)
    )
    tried.rows = lambda edition: standing.ranking(store.snapshot(), edition_id=edition).rows
    return tried


# Real figures


def test_more_digitisation_by_hand(real):
    found = real(PSI, digitisation="1.5")
    assert found.score == Interval(d("66.99"), d("66.99"))
    assert (found.rank, found.gap) == (4, Interval(d("-3.02"), d("-3.02")))
    # Counted by hand: who has 65.49 < score <= 66.99.
    rows = {row.unit_code: row.score for row in real.rows(PSI)}
    between = {code for code, score in rows.items() if d("65.49") < score <= d("66.99")}
    assert set(found.passed) == between == {"22", "80", "52"}
    assert [rows[code] for code in found.passed] == sorted(rows[code] for code in between)
    assert found.rank == 1 + sum(score > d("66.99") for score in rows.values())


def test_nothing_tried_is_the_published_ranking(real):
    for edition in (PSI, PII, DTI):
        now, found = real.base(edition).position, real(edition)
        assert (found.rank, found.gap) == (now.rank, now.gap)
        assert found.passed == found.may_pass == found.passed_by == ()


def test_losing_points_is_being_passed(real):
    found = real(PSI, digitisation="-1.52", satisfaction="-0.01")
    assert (found.rank, found.gap) == (11, Interval(d("0.01"), d("0.01")))
    assert len(found.passed_by) == 4
    assert real(PSI, digitisation="-1.52").rank == 10


def test_levers_are_the_components_of_the_method_that_add_up(real):
    base = real.base(PSI)
    assert [lever.component for lever in base.levers] == [
        "transparency",
        "timeliness",
        "online_service",
        "online_payment",
        "digitisation",
        "satisfaction",
    ]
    assert sum(lever.max_score for lever in base.levers) == 100
    lever = base.lever("digitisation")
    assert (lever.score, lever.worst, lever.best) == (d("9.08"), d("8.01"), d("12.13"))
    assert lever.worst_unit in real.base(PSI).units
    assert (lever.cut_line_score, lever.target_mean) == (d("9.74"), d("9.94"))
    assert base.total_only is None


@pytest.mark.parametrize(
    ("edition", "why"), [(PII, "relative"), (DTI, "no_weights"), ("dti-2023-year-vn63", None)]
)
def test_where_components_do_not_add_up_only_the_total_moves(real, edition, why):
    base = real.base(edition)
    assert [lever.component for lever in base.levers] == ["total"]
    assert base.total_only == (why or "no_components")
    with pytest.raises(Problem) as told:
        base.lever("pillar_1")
    assert told.value.key == "error.gain_total_only"


def test_a_partial_table_gives_an_interval_of_ranks(real):
    """PII: between places 12 (44.92) and 17 (38.93) no score is published."""
    short = real(PII, total="4.12")
    # Gia Lai, published 21st with 37.66, is passed: whoever is 22nd to 24th was below it.
    assert (short.rank, short.rank_low, short.rank_high) == (None, 18, 21)
    level = real(PII, total="4.13")
    assert (level.rank, level.rank_low, level.rank_high) == (None, 13, 17)
    assert level.gap == Interval(d("0.00"), d("5.99"))
    above = real(PII, total="10.12")
    assert above.rank_high == 12
    assert above.gap.high == 0


def test_a_calculated_table_may_be_off_by_a_step(real):
    base = real.base(DTI)
    assert base.derived
    line = real(DTI, total="0.0754")
    assert (line.rank, line.rank_low, line.rank_high) == (None, 15, 16)
    assert line.gap == Interval(d("0.0000"), d("0.0000"))
    assert real(DTI, total="0.0757").rank_high <= 15


def test_without_a_score_there_is_nothing_to_move(real):
    assert real.base("psi-2025-Q3-quarter-vn34").levers == ()


# The others


def test_the_others_on_their_trend(real):
    trend = real.base(PSI).trend
    assert (trend.first.period, trend.second.period) == ("2026-09-17", "2026-10-10")
    assert (trend.first_day, trend.last) == (date(2026, 10, 11), date(2026, 12, 31))
    found = real(PSI, Others(TREND, date(2026, 11, 2)))
    # By hand: in as many days again each gains what it gained before.
    now = {row.unit_code: row.score for row in real.rows(PSI)}
    before = {row.unit_code: row.score for row in real.rows("psi-2026-09-17-year_to_date-vn34")}
    then = {code: min(2 * now[code] - before[code], d(100)) for code in now if code != HOME}
    assert found.score.low == d("65.49")
    assert found.rank == 1 + sum(score > d("65.49") for score in then.values())
    line = sorted(then.values(), reverse=True)[9]
    assert found.gap == Interval(line - d("65.49"), line - d("65.49"))


@pytest.mark.parametrize("day", [date(2026, 10, 10), date(2027, 1, 1), None])
def test_a_count_from_the_start_of_the_year_is_not_continued_over_its_turn(real, day):
    with pytest.raises(Problem) as told:
        real(PSI, Others(TREND, day))
    assert told.value.key == "error.trend_day"


def test_no_trend_without_two_complete_editions(real):
    assert (real.base(PII).trend, real.base(PII).no_trend) == (None, "incomplete")
    assert real.base(DTI).no_trend == "one_edition"
    # The first complete one of the new portal: last year's was another method.
    assert real.base("psi-2026-09-17-year_to_date-vn34").no_trend == "one_edition"
    with pytest.raises(Problem):
        real(PII, Others(TREND, date(2026, 1, 1)))


def test_others_with_gains_of_their_own(real):
    found = real(PSI, Others(OWN, None, (("46", d("2")), ("20", d("-1")))))
    # Huế (46) rises above home, the unit on the line does not move.
    assert (found.rank, found.passed_by) == (8, ("46",))
    for code in ("99", HOME):
        with pytest.raises(Problem):
            real(PSI, Others(OWN, None, ((code, d(1)),)))


@pytest.mark.parametrize(("points", "total"), [("9999", "10063.09"), ("-64.10", "-0.01")])
def test_the_total_of_another_unit_stays_on_the_scale(real, points, total):
    base = real.base(PSI)
    assert dict(base.totals)["46"] == d("64.09")
    told = scenario_others.other_gain_problem(base, "46", d(points))
    assert (told.key, str(told.values["value"])) == ("error.other_gain_out_of_range", total)
    with pytest.raises(Problem):
        real(PSI, Others(OWN, None, (("46", d(points)),)))
    for last in ("35.91", "-64.09"):
        assert scenario_others.other_gain_problem(base, "46", d(last)) is None


def test_of_an_unknown_total_no_more_than_the_whole_scale_moves(real):
    base = real.base(PII)
    code = next(code for code in base.units if code not in dict(base.totals))
    assert scenario_others.other_gain_problem(base, code, d("-100")) is None
    told = scenario_others.other_gain_problem(base, code, d("100.01"))
    assert told.key == "error.other_gain_beyond_scale"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Tỉnh, thành phố “Huế” đang có 64,09 điểm; điểm mới phải từ 0 đến 100,"),
        ("en", "The province “Huế” has 64.09; its new score must be from 0 to 100, not -0.91."),
    ],
)
def test_a_total_that_leaves_the_scale_is_said_with_the_name_of_the_unit(real, language, said):
    told = scenario_others.other_gain_problem(real.base(PSI), "46", d("-65"))
    assert said in problems.problem(words(language), told, {"46": "Huế"})


def test_gains_of_others_that_leave_the_scale_stop_at_its_end(real):
    asked = Scenario((), Others(OWN, None, (("46", d(9999)), ("20", d("-1")))))
    fitted = trial.fitted(real.base(PSI), asked)
    assert fitted.others.gains == (("46", d("35.91")), ("20", d("-1")))
    assert real(PSI, fitted.others).passed_by == ("46",)


# Bounds of a gain


@pytest.mark.parametrize("points", ["12.93", "-9.09"])
def test_a_score_stays_on_its_scale(real, points):
    with pytest.raises(Problem) as told:
        real(PSI, digitisation=points)
    assert told.value.key == "error.gain_out_of_range"
    assert told.value.values["highest"] == "22"


def test_what_does_not_fit_an_edition_is_fitted(real):
    base = real.base(PSI)
    tried = Scenario(
        (("digitisation", d(99)), ("pillar_1", d(1)), ("online_service", d("0.5"))),
        Others(TREND, date(2030, 1, 1)),
        "a name",
    )
    fitted = trial.fitted(base, tried)
    assert fitted.gains == (("digitisation", d("12.92")), ("online_service", d("0.5")))
    assert (fitted.others.kind, fitted.name) == (FROZEN, "a name")


@settings(max_examples=effort.examples(40))
@given(data=some.data())
def test_a_gain_never_worsens_the_rank(var, data):
    store = Store(var)
    edition = data.draw(some.sampled_from([PSI, PII, DTI, "psi-2026-09-17-year_to_date-vn34"]))
    place = {"edition_id": edition, "unit_code": HOME, "limit": 10}
    base = trial.base(store.snapshot(), **place)
    lever = data.draw(some.sampled_from(base.levers))
    steps = 10**base.edition.decimals
    most = int((lever.max_score - lever.score) * steps)
    small = data.draw(some.integers(-int(lever.score * steps), most))
    large = data.draw(some.integers(small, most))

    def after(points: int):
        tried = Scenario(((lever.component, Decimal(points) / steps),))
        return trial.simulate(store.snapshot(), **place, tried=tried)

    less, more = after(small), after(large)
    assert more.rank_low <= less.rank_low
    assert more.rank_high <= less.rank_high
    assert set(less.passed) <= set(more.passed)
    assert more.gap.low <= less.gap.low
    assert more.rank_low <= more.rank_high


# Against a store that really has the gain


FIELD = {"01": 10, "02": 12, "03": 15, "04": 15, "05": 18, "06": 9}


def loaded(gains: dict[str, dict[str, int]]) -> list[dict]:
    """Figures of `FIELD`: component a as given, b of 5 points each, and the total."""
    rows = []
    for code, a in FIELD.items():
        own = gains.get(code, {})
        first, second = a + own.get("a", 0), 5 + own.get("b", 0)
        rows += small_store.figure(code, score=str(first), indicator="a")
        rows += small_store.figure(code, score=str(second), indicator="b")
        rows += small_store.figure(code, score=str(first + second))
    return rows


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The store without any gain."""
    return small_store.build(tmp_path_factory.mktemp("field") / "var", observations=loaded({}))


@pytest.mark.parametrize("unit", effort.first(2, ["01", "03", "06"]))
@pytest.mark.parametrize(("a", "b"), effort.each(2, [(2, 0), (1, 4), (0, -5), (-3, 1)]))
def test_it_is_what_the_standings_say_of_a_store_that_has_the_gain(tmp_path, before, unit, a, b):
    after = small_store.build(tmp_path / "after", observations=loaded({unit: {"a": a, "b": b}}))
    place = {"edition_id": "e1", "unit_code": unit, "limit": 3}
    tried = Scenario((("a", d(a)), ("b", d(b))))
    found = trial.simulate(before, **place, tried=tried)
    row = standing.ranking(after, edition_id="e1").row(unit)
    there = standing.home_position(after, **place)
    assert (found.score.low, found.rank) == (row.score, row.rank)
    assert found.gap == there.gap
    own = {one.unit_code: one for one in standing.ranking(before, edition_id="e1").rows}
    ranks = {one.unit_code: one for one in standing.ranking(after, edition_id="e1").rows}
    assert set(found.passed) == {
        code
        for code in FIELD
        if own[code].score > own[unit].score and ranks[code].score <= ranks[unit].score
    }


@pytest.mark.parametrize("gain", [3, -4])
def test_others_that_gain_are_what_the_standings_say(tmp_path, before, gain):
    after = small_store.build(tmp_path / "after", observations=loaded({"05": {"a": gain}}))
    place = {"edition_id": "e1", "unit_code": "03", "limit": 2}
    others = Others(OWN, None, (("05", d(gain)),))
    found = trial.simulate(before, **place, tried=Scenario((), others))
    there = standing.home_position(after, **place)
    assert (found.rank, found.gap) == (there.rank, there.gap)


def test_weighted_shares_move_the_total_by_their_weight(tmp_path):
    share = {"value_kind": "share", "max_score": 1, "weight_basis": "published"}
    parts = [
        small_store.indicator("total", **share),
        small_store.indicator("a", **share, weight=d("0.75")),
        small_store.indicator("b", **share, weight=d("0.25")),
    ]
    rows = []
    for code, a in (("01", "0.4"), ("02", "0.6")):
        rows += small_store.figure(code, score=a, indicator="a")
        rows += small_store.figure(code, score="0.2", indicator="b")
        rows += small_store.figure(code, score=str(d(a) * d("0.75") + d("0.05")))
    made = small_store.build(
        tmp_path / "var",
        indicators=parts,
        methods=[small_store.method(aggregation="weighted_mean", scale_max=1, decimals=4)],
        units=small_store.units(("01", "02")),
        observations=rows,
    )
    place = {"edition_id": "e1", "unit_code": "01", "limit": 1}
    found = trial.simulate(made, **place, tried=Scenario((("a", d("0.2")),)))
    assert (found.score.low, found.rank, found.passed) == (d("0.5000"), 1, ("02",))
    assert trial.simulate(made, **place, tried=Scenario((("b", d("0.2")),))).rank == 2


def test_a_component_that_is_missing_leaves_the_total(tmp_path):
    rows = [row for row in loaded({}) if (row["unit_code"], row["indicator_code"]) != ("01", "b")]
    made = small_store.build(tmp_path / "var", observations=rows)
    place = {"edition_id": "e1", "unit_code": "01", "limit": 3}
    base = trial.base(made, **place)
    assert (base.total_only, [lever.component for lever in base.levers]) == (
        "no_components",
        ["total"],
    )
    assert components.comparison(made, **place)


# As texts


TRIED = Scenario(
    (("digitisation", d("1.5")), ("online_service", d("-0.25"))),
    Others(OWN, None, (("46", d("2")),)),
    "Phương án 1",
)


def test_a_plan_as_text():
    assert texts.plan_code(TRIED.gains) == "digitisation:1.5,online_service:-0.25"
    assert texts.plan_code({"a": d("10"), "b": d("0"), "c": d("1.50")}) == "a:10,c:1.5"
    assert texts.read_plan("a:10,c:1.5") == (("a", d("10")), ("c", d("1.5")))


@pytest.mark.parametrize("text", ["", "a", "a:", ":1", "a:x", "a:nan", "a:1e99", "a:0", ",,", "~;"])
def test_what_is_no_plan_is_left_out(text):
    assert texts.read_plan(text) == ()


@pytest.mark.parametrize(
    "others",
    [
        Others(),
        Others(TREND, date(2026, 10, 15)),
        Others(OWN),
        Others(OWN, None, (("46", d("-1.5")), ("20", d("2")))),
    ],
)
def test_what_the_others_do_as_text(others):
    assert texts.read_others(texts.others_code(others)) == others


@pytest.mark.parametrize("text", ["trend", "trend:", "trend:x", "x", "frozen", "trend:2026-13-01"])
def test_what_the_others_cannot_do_is_nothing(text):
    assert texts.read_others(text) == Others()


def test_named_scenarios_as_text():
    text = texts.several_code([("psi", TRIED), ("pii", Scenario((("total", d(5)),), name="B"))])
    assert text == "Phương án 1~psi~digitisation:1.5,online_service:-0.25~own:46:2;B~pii~total:5~"
    assert texts.read_several(text)[0] == ("psi", TRIED)
    many = ";".join(f"{name}~psi~digitisation:1~" for name in "ABCDEF")
    assert [one.name for _, one in texts.read_several(many)] == list("ABCD")
    assert texts.read_several("x;~psi~~;a~b~c;A~PSI!~a:1~") == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Phương án   1 ", "Phương án 1"),
        ("a~b;c", "a b c"),
        ("=1+1", "1+1"),
        ("@x", "x"),
        ("\n\t", ""),
        ("x" * 99, "x" * texts.NAME_LENGTH),
    ],
)
def test_a_name_holds_nothing_that_divides_or_calculates(typed, kept):
    assert texts.clean_name(typed) == kept


def test_scenarios_of_a_file_that_was_taken_out():
    sheet = exports.Sheet(
        title="Title",
        notes=(("Kỳ", "2026"),),
        columns=("Tên", "Mã"),
        decimals=(None, None),
        rows=(("Phương án 1", texts.saved_code("psi", TRIED)), ("B", "a ~ b ~ c")),
    )
    for content, name in (
        (exports.workbook(sheet, "Số liệu"), "a.xlsx"),
        (exports.csv_text(sheet, decimal_comma=True), "a.csv"),
        (exports.csv_text(sheet, decimal_comma=False), "a.csv"),
    ):
        assert scenario_file.scenarios(content, name) == (("psi", TRIED),)
    with pytest.raises(Problem):
        scenario_file.scenarios(b"\x00\x01\x02", "a.xlsx")


# --- What a link asks for and an edition does not take -------------------------------------------


@pytest.fixture
def at(var):
    store = Store(var)
    return store.snapshot()


def left_out(at, plan="", others="", saved="", edition=PSI):
    base = trial.base(at, edition_id=edition, unit_code="66", limit=10)
    asked = Scenario(texts.read_plan(plan), texts.read_others(others))
    return scenario_link.left_out(
        base,
        trial.fitted(base, asked),
        plan=plan,
        others=others,
        saved=saved,
        indices=("psi", "dti", "pii"),
    )


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"plan": "digitisation:1.5,online_service:-0.25"},
        {"plan": "digitisation:12.92"},
        {"plan": "digitisation:0"},
        {"others": "trend:2026-10-15"},
        {"others": "own:46:1.5,01:-2"},
        {"saved": "A~psi~digitisation:1~;B~psi~~trend:2026-10-15;A~dti~total:0.1~"},
    ],
)
def test_what_an_edition_takes_is_not_left_out(at, link):
    assert left_out(at, **link) == scenario_link.LeftOut()


@pytest.mark.parametrize(
    ("plan", "pieces"),
    [
        ("foo:1,digitisation:1", ("foo:1",)),
        ("digitisation:1,5", ()),
        ("digitisation:1,5,timeliness:0,5,", ()),
        ("digitisation:1,x", ("digitisation:1,x",)),
        ("digitisation:1,digitisation:2", ("digitisation:1",)),
        ("digitisation:1e3", ("digitisation:1e3",)),
        ("digitisation:-999,timeliness:0.5", ("digitisation:-999",)),
        ("digitisation:0.004", ("digitisation:0.004",)),
        ("digitisation:1.239", ("digitisation:1.239",)),
        ("digitisation:NaN,timeliness:Infinity", ("digitisation:NaN", "timeliness:Infinity")),
        (";;~~", (";;~~",)),
        ("total:5", ("total:5",)),
    ],
)
def test_pieces_of_a_plan_that_are_left_out_or_changed(at, plan, pieces):
    assert left_out(at, plan=plan) == scenario_link.LeftOut(gains=pieces)


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ("trend:2099-01-01", scenario_link.LeftOut(trend=date(2099, 1, 1))),
        ("trend:abc", scenario_link.LeftOut(others=("trend:abc",))),
        ("zzz", scenario_link.LeftOut(others=("zzz",))),
        ("own:99:1,46:2", scenario_link.LeftOut(others=("99:1",))),
        ("own:66:1", scenario_link.LeftOut(others=("66:1",))),
        ("own:46:NaN", scenario_link.LeftOut(others=("46:NaN",))),
        ("own:46:1,46:2", scenario_link.LeftOut(others=("46:1",))),
    ],
)
def test_what_the_others_cannot_do(at, others, told):
    assert left_out(at, others=others) == told


@pytest.mark.parametrize(
    ("saved", "told"),
    [
        ("A~psi~digitisation:1~;A~psi~digitisation:2~", ("A~psi~digitisation:2~",)),
        ("=~psi~digitisation:1~", ("=~psi~digitisation:1~",)),
        ("A~foo~a:1~;nonsense", ("A~foo~a:1~", "nonsense")),
        (";".join(f"{name}~psi~~" for name in "ABCDE"), ("E~psi~~",)),
        ("A~psi~foo:1~", ("A",)),
        ("A~psi~digitisation:99~;B~psi~digitisation:1~", ("A",)),
    ],
)
def test_saved_scenarios_that_are_left_out_or_changed(at, saved, told):
    assert left_out(at, saved=saved) == scenario_link.LeftOut(saved=told)


def test_of_scenarios_of_one_name_the_first_counts():
    found = texts.read_several("A~psi~a:1~;A~psi~a:2~;A~dti~a:3~;=~psi~a:4~")
    assert [(code, one.name, one.gains[0][1]) for code, one in found] == [
        ("psi", "A", d("1")),
        ("dti", "A", d("3")),
    ]
