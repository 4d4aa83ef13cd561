"""Changes made by hand: each a load, each shown before, each taken back without a trace."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from rankings import loads
from rankings.blocks.edits import grid
from rankings.facts import editions, overview, standing
from rankings.ingest.sourcing import UNSAID, SourceFields
from rankings.ingest.submission import Submission, table
from rankings.loads import journal, marts
from rankings.loads.access import operator
from rankings.loads.edits import basket, grounds, owners, recompute, remark, targets
from rankings.loads.edits.basket import Cell
from rankings.loads.edits.recompute import Kept, Rule
from rankings.loads.edits.targets import TargetGiven
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import effort, small_store
from tests.acknowledged import publish
from tests.ingest import test_loads
from tests.small_store import figure
from tests.store_clones import clone

SCORES = {"01": "30", "02": "29", "03": "28", "04": "27", "05": "26", "06": "25"}
VIEWS = (
    "current_observations",
    "current_editions",
    "current_targets",
    "current_indicators",
    "current_remarks",
    "current_rescored_figures",
    "current_sources",
    "figures",
    "coverage",
    "standings",
)
SIGNED = {"signed_by": "Nguyễn Văn A", "dated": date(2026, 11, 22)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = [row for unit, score in SCORES.items() for row in figure(unit, score=score)]
    given += figure("01", score="18", indicator="a") + figure("01", score="12", indicator="b")
    made = small_store.build(tmp_path_factory.mktemp("edits") / "var", observations=given).store
    return made.folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Store:
    return Store(clone(built, tmp_path / "var"))


OFFICIAL = SourceFields(document_number="12/BC-UBND")


def corrected(store: Store, value: str | None = "27.5", **given: object) -> Submission:
    """The correction of one figure, the total of 02 if not said."""
    cell = {"unit_code": "02", "indicator_code": "total", "measure": "score", "value": value}
    cell |= {name: given.pop(name) for name in list(given) if name in cell}
    return filled(store, Cell(**cell), **given)


def filled(store: Store, *cells: Cell, **given: object) -> Submission:
    """The correction of some figures of the edition e1."""
    options = {"edition_id": "e1", "why": "Gõ nhầm", "source": OFFICIAL} | given
    return basket.change(store.snapshot(), cells=cells, **options)


def of(unit: str, indicator: str, value: str | None, measure: str = "score") -> Cell:
    return Cell(unit, indicator, measure, value)


def targeted(store: Store, *given: TargetGiven, **options: object) -> Submission:
    named = {"index_code": "x", "why": "Kế hoạch mới"} | options
    return targets.change(store.snapshot(), targets=given, **named)


def assigned(store: Store, **agencies: tuple[str, str | None]) -> Submission:
    given = {"index_code": "x", "method_code": "x-1", "owners": agencies, "why": "Phân công lại"}
    return owners.change(store.snapshot(), **given)


def remarked(store: Store, text: str = "Giữ vững nhóm 3.", **given: object) -> Submission:
    options = {"edition_id": "e1", "text_vi": text} | SIGNED | given
    return remark.change(store.snapshot(), **options)


EVERY_KIND = {
    "correction": corrected,
    "a figure taken back": lambda store: corrected(store, None),
    "targets": lambda store: targeted(store, TargetGiven(2, "UBND tỉnh", date(2027, 12, 31))),
    "owners": lambda store: assigned(store, a=("Sở Tài chính", "Department of Finance")),
    "remark": remarked,
    "a figure marked": lambda store: remarked(store, rescored=[("01", "a")]),
}


def state(store: Store) -> dict[str, str]:
    """Everything that counts, row by row in one order."""
    found = {}
    for view in VIEWS:
        rows = store.snapshot().fetch(f"from {view} order by all").to_pylist()
        found[view] = json.dumps(rows, default=str)
    return found


def scores(store: Store) -> dict[str, Decimal | None]:
    rows = standing.ranking(store.snapshot(), edition_id="e1").rows
    return {row.unit_code: row.score for row in rows}


def current(store: Store, **cell: str) -> dict:
    wanted = {"unit_code": "02", "indicator_code": "total", "measure": "score"} | cell
    return basket.figures(store.snapshot(), "e1")[tuple(wanted.values())]


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(Problem) as problem:
        action()
    return problem.value.key


# Every kind of change


@pytest.mark.parametrize("kind", effort.each(2, EVERY_KIND))
def test_a_change_is_recorded_and_taken_back_without_a_trace(store, kind):
    before = state(store)
    given = EVERY_KIND[kind](store)
    published = publish(store, given)
    assert state(store) != before
    row = queries.loads(store.snapshot()).to_pylist()[0]
    assert (row["load_id"], row["state"], row["loaded_by"]) == (1, "published", "An")
    assert (row["kind"], row["why"]) == (given.kind, given.why)
    loads.withdraw(store, published.load_id, why="Nhầm", by=operator("An"))
    assert state(store) == before


@pytest.mark.parametrize("kind", effort.each(2, [*EVERY_KIND][::-1]))
def test_a_change_is_kept_as_it_was_handed_in(store, kind):
    given = EVERY_KIND[kind](store)
    read = journal.read(store, loads.stage(store, given, by=operator("An")))
    assert (read.kind, read.why) == (given.kind, given.why)
    assert {name: rows.to_pylist() for name, rows in read.rows.items()} == {
        name: rows.to_pylist() for name, rows in given.rows.items()
    }


@pytest.mark.parametrize("kind", effort.each(3, EVERY_KIND))
def test_taking_back_the_first_of_two_changes_leaves_the_second(store, kind):
    publish(store, corrected(store, "25.5", unit_code="05"))
    first = publish(store, EVERY_KIND[kind](store))
    publish(store, corrected(store, "24.5", unit_code="06"))
    loads.withdraw(store, first.load_id, why="Nhầm", by=operator("An"))
    found = scores(store)
    assert (found["05"], found["06"]) == (Decimal("25.5"), Decimal("24.5"))
    assert (found["02"], editions.rank_limit(store.snapshot(), "x")) == (29, 3)
    assert queries.remarks(store.snapshot()).num_rows == 0


# One figure


@pytest.mark.parametrize("typed", effort.first(1, ["27,5", "27.5", " 27,50 điểm "]))
def test_a_figure_takes_the_value_that_was_typed(store, typed):
    publish(store, corrected(store, typed))
    assert scores(store)["02"] == Decimal("27.5")
    found = current(store)
    assert (found["value_printed"], found["place"]) == (typed.strip(), "correction")


def test_a_correction_changes_one_figure_and_nothing_else(store):
    checked = loads.check(store, corrected(store))
    found = checked.comparison
    assert (found.new, found.changed, found.gone, found.same) == (0, 1, 0, 7)
    (effect,) = checked.effects
    # Of the others 29, 28 and 27 were the best three, now 28, 27.5 and 27: the line stays.
    assert (effect.before.gap.low, effect.after.gap.low) == (-3, -3)
    assert not checked.to_acknowledge


def test_a_figure_keeps_its_status_and_confidence_and_gets_a_source_of_its_own(tmp_path):
    given = figure("02", score="29", status="provisional", confidence="medium")
    sources = small_store.default_tables()["sources"]
    source = sources[0] | {"source_id": "provisional-0", "url": "https://bo.vn/1"}
    store = small_store.build(
        tmp_path / "var", observations=given, sources=[*sources, source]
    ).store
    source = SourceFields(document_number="12/BC-UBND", url="https://bo.vn/2", issuer="Sở")
    publish(store, corrected(store, source=source))
    found = current(store)
    assert (found["status"], found["confidence"]) == ("provisional", "medium")
    rows = {row["source_id"]: row for row in queries.sources(store.snapshot()).to_pylist()}
    own = rows[found["source_id"]]
    assert (own["kind"], own["origin"], own["publisher"]) == ("correction", "Sở", "Sở")
    assert (own["title"], own["url"], own["figures"]) == ("Gõ nhầm", "https://bo.vn/2", 1)
    documents = store.snapshot().fetch("from current_source_documents").to_pylist()
    assert [row["document_number"] for row in documents] == ["12/BC-UBND"]


def test_a_figure_taken_back_is_missing_and_never_nought(store):
    checked = loads.check(store, corrected(store, None))
    assert (checked.comparison.gone, checked.comparison.same) == (1, 7)
    publish(store, corrected(store, None))
    assert scores(store)["02"] is None
    assert [unit for unit, score in scores(store).items() if score is None] == ["02"]
    assert refused(lambda: corrected(store, None)) == "error.correction_no_figure"


def test_a_newer_table_wins_over_a_correction_and_a_newer_correction_over_both(store):
    for value in ("27.5", "28.5", "27.75"):
        publish(store, corrected(store, value))
        assert scores(store)["02"] == Decimal(value)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("29", "error.correction_same"),
        ("29,00", "error.correction_same"),
        ("", "error.correction_empty"),
        ("  ", "error.correction_empty"),
        ("hai chín", "error.correction_unreadable"),
        ("29,5%", "error.correction_unreadable"),
        ("8/34", "error.correction_unreadable"),
        ("=1+1", "error.correction_unreadable"),
        ("1e1", "error.correction_unreadable"),
        ("1,12345678", "error.correction_unreadable"),
        ("999999999", "error.correction_unreadable"),
    ],
)
def test_values_that_are_refused_with_a_sentence(store, value, key):
    assert refused(lambda: corrected(store, value)) == key


def test_a_rank_is_a_whole_number(tmp_path):
    store = small_store.build(tmp_path / "var", observations=figure("02", rank=2)).store
    assert refused(lambda: corrected(store, "2,5", measure="rank")) == "error.correction_rank"
    publish(store, corrected(store, "3/6", measure="rank"))
    assert current(store, measure="rank")["value"] == 3


@pytest.mark.parametrize("value", ["41", "-1"])
def test_a_value_off_the_scale_is_found_by_the_checks(store, value):
    checked = loads.check(store, corrected(store, value))
    assert "above_maximum" in [item.rule for item in checked.blockers]


def test_parts_that_no_longer_add_up_are_found_by_the_checks(store):
    given = corrected(store, "17", unit_code="01", indicator_code="a")
    assert [item.rule for item in loads.check(store, given).blockers] == ["adding_up"]


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ({"unit_code": "99"}, "error.unknown_unit"),
        ({"indicator_code": "zz"}, "error.unknown_component"),
        ({"measure": "mean"}, "error.correction_figure"),
    ],
)
def test_a_figure_that_the_edition_cannot_have(store, cell, key):
    assert refused(lambda: corrected(store, **cell)) == key


@pytest.mark.parametrize("why", ["", "  ", "–", "..."])
def test_every_change_needs_a_reason(store, why):
    new = TargetGiven(2, "Tỉnh")
    assert refused(lambda: corrected(store, why=why)) == "error.edit_why"
    assert refused(lambda: targeted(store, new, why=why)) == "error.edit_why"


# Several figures at once


SUM = Rule({"a": Decimal(1), "b": Decimal(1)}, stated=True, tolerance=Decimal("0.03"), decimals=2)
PARTS = {
    ("01", "a"): Decimal("18"),
    ("01", "b"): Decimal("12"),
    ("01", "total"): Decimal("30"),
    ("02", "a"): Decimal("15"),
    ("02", "b"): Decimal("14"),
    ("02", "total"): Decimal("29"),
    ("03", "a"): Decimal("14"),
    ("03", "total"): Decimal("28"),
}


def totals(rule: Rule = SUM, **changed: str | None) -> tuple[dict[str, Decimal], list[Kept]]:
    """What becomes of totals where parts become others: totals(u01_a="17")."""
    given = {tuple(name[1:].split("_")): value for name, value in changed.items()}
    after = PARTS | {cell: value and Decimal(value) for cell, value in given.items()}
    known = {cell: value for cell, value in after.items() if value is not None}
    return recompute.totals(rule, PARTS, known, disputed=())


def test_totals_are_those_of_the_parts_that_became_others():
    assert totals(u01_a="17.255") == ({"01": Decimal("29.26")}, [])
    half = {"a": Decimal("0.4"), "b": Decimal("0.6")}
    weighed = Rule(half, stated=True, tolerance=Decimal(100), decimals=2)
    assert totals(weighed, u01_a="17") == ({"01": Decimal("14.00")}, [])


@pytest.mark.parametrize(
    ("rule", "changed", "kept"),
    [
        (SUM, {}, Kept("no_part_changed")),
        (SUM, {"u03_a": "13"}, Kept("no_part", ("03",), ("b",))),
        (SUM, {"u01_b": None}, Kept("no_part", ("01",), ("b",))),
        (Rule(None, True, Decimal(0), 2), {"u01_a": "17"}, Kept("no_rule")),
        # 02 is no mean of its parts.
        (
            Rule({"a": Decimal("0.5"), "b": Decimal("0.5")}, True, Decimal("0.03"), 2),
            {"u01_a": "17"},
            Kept("not_proved", ("02",)),
        ),
        # One other total is no proof of a rule that nobody has stated.
        (Rule(SUM.weights, False, SUM.tolerance, 2), {"u01_a": "17"}, Kept("not_proved")),
    ],
)
def test_a_total_is_not_guessed(rule, changed, kept):
    assert totals(rule, **changed) == ({}, [kept])


def test_a_disputed_part_makes_no_total():
    after = PARTS | {("01", "a"): Decimal(17)}
    made, kept = recompute.totals(SUM, PARTS, after, disputed={("01", "b")})
    assert (made, kept) == ({}, [Kept("disputed", ("01",), ("b",))])


def ranked(before: str, after: str, published: str, **options: object):
    """Ranks by the scores of units 01, 02, …: ranked("30 29", "28 29", "1 2")."""
    scores = [
        {(f"{at:02d}", "total"): Decimal(score) for at, score in enumerate(text.split(), 1)}
        for text in (before, after)
    ]
    given = {f"{at:02d}": int(rank) for at, rank in enumerate(published.split(), 1) if rank != "-"}
    units = [f"{at:02d}" for at in range(1, len(before.split()) + 1)]
    settings = {"disputed": ()} | options
    made, kept = recompute.ranks("total", units, 2, tuple(scores), given, **settings)
    return " ".join(str(made.get(unit, "-")) for unit in units), kept


@pytest.mark.parametrize(
    ("before", "after", "published", "ranks"),
    [
        ("30 29 28", "28.5 29 28", "1 2 3", "2 1 3"),
        # A new tie shares the better place, and the next one is two below.
        ("30 29 28 27", "29 29 28 27", "1 2 3 4", "1 1 3 4"),
        ("30 29.004 29.001 27", "30 29.004 29.001 27", "1 2 2 4", "1 2 2 4"),
        # The publisher told two apart; they stay apart as long as nobody joins them.
        ("30 29 29 27", "28 29 29 27", "1 3 2 4", "3 2 1 4"),
        ("30 29 29 27", "29 29 29 27", "1 3 2 4", "1 1 1 4"),
        # Who had no rank gets none.
        ("30 29 28", "30 27 28", "1 - 3", "1 - 2"),
    ],
)
def test_ranks_follow_the_scores_with_published_ties(before, after, published, ranks):
    assert ranked(before, after, published) == (ranks, [])


def test_no_rank_without_every_score():
    assert ranked("30 29", "30 29", "- -")[1] == [Kept("no_ranks", (), ("total",))]
    doubtful = {("02", "total")}
    assert ranked("30 29", "30 29", "1 2", disputed=doubtful)[1] == [
        Kept("disputed", ("02",), ("total",))
    ]
    units, scores = ["01", "02"], {("01", "total"): Decimal(30)}
    made = recompute.ranks("total", units, 2, (scores, scores), {"01": 1, "02": 2}, ())
    assert made == ({}, [Kept("no_score", ("02",), ("total",))])


@pytest.fixture(scope="module")
def _field(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six units with total, ranks and both components; 01 has 30, each next one a point less."""
    given = []
    for at, (unit, score) in enumerate(SCORES.items(), 1):
        given += figure(unit, score=score, rank=at)
        given += figure(unit, score=str(int(score) - 12), rank=at, indicator="a")
        given += figure(unit, score="12", indicator="b")
    made = small_store.build(tmp_path_factory.mktemp("basket") / "var", observations=given).store
    return made.folder


@pytest.fixture
def field(_field: Path, tmp_path: Path) -> Store:
    return Store(clone(_field, tmp_path / "var"))


def test_a_component_its_total_and_the_ranks_are_one_load_and_taken_back_as_one(field):
    before = state(field)
    cell = of("02", "a", "18,5")
    assert [item.rule for item in loads.check(field, filled(field, cell)).blockers] == ["adding_up"]
    total = loads.check(field, filled(field, cell, recompute=["totals"]))
    assert {item.rule for item in total.blockers} == {"rank_order"}

    given = filled(field, cell, recompute=["totals", "ranks"])
    assert not loads.check(field, given).blockers
    made = publish(field, given)
    rows = {row["unit_code"]: row for row in where_total(field)}
    assert {unit: row["rank"] for unit, row in rows.items() if unit < "04"} == {
        "01": 2,
        "02": 1,
        "03": 3,
    }
    assert (rows["02"]["score"], rows["02"]["score_status"]) == (Decimal("30.5"), "derived")
    component = current(field, indicator_code="a")
    assert (component["status"], component["value_printed"]) == ("published", "18,5")
    kinds = {row["kind"] for row in queries.sources(field.snapshot()).to_pylist()}
    assert {"correction", "derived"} <= kinds

    # What the issuer prints goes before what was worked out.
    publish(field, corrected(field, "30,49"))
    assert current(field)["status"] == "published"
    loads.withdraw(field, 2, why="Nhầm", by=operator("An"))
    loads.withdraw(field, made.load_id, why="Nhầm", by=operator("An"))
    assert state(field) == before


def where_total(store: Store) -> list[dict]:
    return queries.edition_standings(store.snapshot(), edition_id="e1").to_pylist()


def lines(store: Store, *cells: Cell, **options: object) -> list[tuple[str, str | None, str]]:
    made = basket.filled(store.snapshot(), edition_id="e1", cells=cells, **options)
    return [(basket.named(line.key), line.printed, line.how) for line in made.lines]


def test_what_was_worked_out_can_be_left_out_and_what_was_given_stays(field):
    cell, both = of("02", "a", "18,5"), ["totals", "ranks"]
    every = lines(field, cell, recompute=both)
    assert every == [
        ("02:total", "30.50", "recomputed"),
        ("02:total:rank", "1", "recomputed"),
        ("02:a", "18,5", "typed"),
        ("02:a:rank", "1", "recomputed"),
        ("01:total:rank", "2", "recomputed"),
        ("01:a:rank", "2", "recomputed"),
    ]
    left = lines(field, cell, recompute=both, left_out=[("01", "a", "rank")])
    assert [line for line in every if line not in left] == [("01:a:rank", "2", "recomputed")]
    given = [cell, of("02", "total", "30,4")]
    made = basket.filled(field.snapshot(), edition_id="e1", cells=given, recompute=both)
    assert Kept("given", ("02",), ("total",)) in made.kept
    assert ("02:total", "30,4", "typed") in lines(field, *given, recompute=both)


def test_ranks_that_agree_with_the_scores_are_said_to(field):
    made = basket.filled(field.snapshot(), edition_id="e1", cells=[], recompute=["ranks"])
    assert (made.lines, made.kept) == ((), (Kept("ranks_agree", (), ("total",)),))


def test_a_cell_that_cannot_be_read_is_named_and_the_others_stay(field):
    given = [of("02", "a", "18,5"), of("03", "a", "cao"), of("01", "total", "hai", "rank")]
    made = basket.filled(field.snapshot(), edition_id="e1", cells=given)
    assert [basket.named(line.key) for line in made.lines] == ["02:a"]
    assert [problem.values["where"] for _, problem in made.refused] == ["03:a", "01:total:rank"]
    assert refused(lambda: filled(field, *given)) == "error.correction_unreadable"


def test_an_emptied_cell_takes_a_figure_away_and_no_total_is_made_of_the_rest(field):
    made = basket.filled(
        field.snapshot(), edition_id="e1", cells=[of("02", "a", None)], recompute=["totals"]
    )
    assert [(line.key[1], line.value) for line in made.lines] == [("a", None)]
    assert made.kept == (Kept("no_part", ("02",), ("a",)),)


def test_a_figure_that_the_edition_lacked_is_added(store):
    publish(store, filled(store, of("02", "a", "15"), of("02", "b", "14")))
    added = current(store, indicator_code="a")
    assert (added["value"], added["status"], added["confidence"]) == (15, "published", "high")


def test_without_a_source_nothing_published_is_replaced(field):
    given = filled(field, of("02", "a", "18,5"), recompute=["totals", "ranks"], source=UNSAID)
    rows = given.rows["observations"].to_pylist()
    assert {row["status"] for row in rows} == {"provisional", "derived"}
    assert {row["confidence"] for row in rows} == {"unverified"}
    assert loads.check(field, given).comparison.changed == 0


def test_the_grid_has_the_total_its_parts_and_what_else_the_edition_has():
    nodes = {
        "total": {"adds_up": False},
        "a": {"adds_up": True},
        "a1": {"adds_up": False},
        "b": {"adds_up": True},
    }
    keys = [("01", "total", "rank"), ("02", "a1", "numerator"), ("01", "a", "score")]
    shown = grid.figures_of(nodes, {key: {} for key in keys})
    assert shown == [
        ("total", "score"),
        ("total", "rank"),
        ("a", "score"),
        ("b", "score"),
        ("a1", "numerator"),
    ]


def test_an_edition_of_only_ranks_says_that_it_has_no_scores(tmp_path):
    ranks = [row for at, unit in enumerate(SCORES, 1) for row in figure(unit, rank=at)]
    made = small_store.build(tmp_path / "var", observations=ranks)
    found = basket.filled(
        made, edition_id="e1", cells=[of("01", "total", "2", "rank")], recompute=["ranks"]
    )
    assert found.kept == (Kept("no_score", tuple(SCORES), ("total",)),)


# Targets


def test_targets_take_effect_all_of_them_together(store):
    given = TargetGiven(1, "UBND tỉnh", date(2027, 12, 31)), TargetGiven(3, "Tỉnh")
    checked = loads.check(store, targeted(store, *given))
    (effect,) = checked.effects
    assert (effect.before.gap.low, effect.after.gap.low) == (-3, -1)
    publish(store, targeted(store, *given, basis="https://daklak.gov.vn/kh"))
    rows = targets.of_home(store.snapshot(), index_code="x")
    assert [(row["rank_limit"], row["by_date"]) for row in rows] == [
        (3, None),
        (1, date(2027, 12, 31)),
    ]
    assert editions.rank_limit(store.snapshot(), "x") == 1
    # What stays keeps its source and its English; what is new has the document behind it.
    assert (rows[0]["source_id"], rows[0]["set_by_en"]) == ("published-0", "Province")
    assert (rows[1]["origin"], rows[1]["url"]) == ("UBND tỉnh", "https://daklak.gov.vn/kh")
    publish(store, targeted(store, TargetGiven(2, "Tỉnh")))
    rows = targets.of_home(store.snapshot(), index_code="x")
    assert [(row["rank_limit"], row["set_by_en"]) for row in rows] == [(2, "Province")]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ([], "error.targets_none"),
        ([TargetGiven(0, "Tỉnh")], "error.limit_out_of_range"),
        ([TargetGiven(7, "Tỉnh")], "error.limit_out_of_range"),
        ([TargetGiven(2, " ")], "error.target_set_by"),
        ([TargetGiven(2, "Tỉnh", None, "tuần")], "error.target_period_type"),
        ([TargetGiven(2, "Tỉnh"), TargetGiven(1, "Tỉnh")], "error.targets_twice"),
        ([TargetGiven(3, "Tỉnh")], "error.nothing_changed"),
        ([TargetGiven(2, "T" * 301)], "error.edit_long"),
    ],
)
def test_targets_that_are_refused_with_a_sentence(store, given, key):
    assert refused(lambda: targeted(store, *given)) == key


def test_no_target_for_an_index_that_has_nothing_to_measure_it_on(tmp_path):
    index = small_store.default_tables()["indices"][0]
    store = small_store.build(
        tmp_path / "var",
        observations=figure("01", rank=1),
        indices=[index, index | {"index_code": "z", "sort_order": 2}],
    ).store
    new = TargetGiven(2, "Tỉnh")
    assert refused(lambda: targeted(store, new, index_code="z")) == "error.target_no_edition"
    assert refused(lambda: targeted(store, new, index_code="y")) == "error.unknown_index"


# Agencies


def owners_of(store: Store) -> dict[str, tuple[str | None, str | None]]:
    rows = queries.indicators(store.snapshot(), index_code="x").to_pylist()
    return {row["indicator_code"]: (row["owner_vi"], row["owner_en"]) for row in rows}


def test_an_agency_answers_for_a_component_until_it_is_taken_back(store):
    publish(store, assigned(store, a=(" Sở  Tài chính ", "Finance"), b=("", None)))
    assert owners_of(store) == {
        "total": (None, None),
        "a": ("Sở Tài chính", "Finance"),
        "b": (None, None),
    }
    publish(store, assigned(store, a=("", ""), b=("Sở Y tế", None)))
    assert owners_of(store)["a"] == (None, None)
    assert owners_of(store)["b"] == ("Sở Y tế", None)


def test_only_what_differs_becomes_part_of_the_load(store):
    given = assigned(store, a=("Sở Tài chính", ""), b=("", ""))
    assert [row["indicator_code"] for row in given.rows["owners"].to_pylist()] == ["a"]
    assert refused(lambda: assigned(store, a=("", None))) == "error.nothing_changed"


@pytest.mark.parametrize(
    "name", ["**Sở**", "<b>Sở</b>", ":red[Sở]", "[Sở](x)", "`Sở`", "$x$", "123", "=cmd|x"]
)
def test_a_name_of_an_agency_holds_no_markup(store, name):
    assert refused(lambda: assigned(store, a=(name, None))) == "error.agency_name"


def test_an_agency_for_a_component_that_is_not_there(store):
    assert refused(lambda: assigned(store, c=("Sở Y tế", None))) == "error.unknown_component"


# Remarks


def card_on(store: Store, language: str = "vi") -> overview.Card:
    (found,) = overview.cards(store.snapshot(), language=language, today=date(2026, 11, 22))
    return found


def test_a_remark_stands_on_the_card_of_its_edition_signed_and_dated(store):
    assert card_on(store).remark is None
    publish(store, remarked(store, "Giữ vững nhóm 3.\n", text_en="Stay in the top 3."))
    found = card_on(store).remark
    assert (found.text, found.signed_by) == ("Giữ vững nhóm 3.", "Nguyễn Văn A")
    assert found.dated == date(2026, 11, 22)
    assert card_on(store, "en").remark.text == "Stay in the top 3."
    publish(store, remarked(store, "Đã giữ được."))
    assert card_on(store, "en").remark.text == "Đã giữ được."


def test_an_empty_text_takes_a_remark_back(store):
    assert refused(lambda: remarked(store, "")) == "error.remark_none"
    publish(store, remarked(store))
    before = state(store)
    taken = publish(store, remarked(store, " "))
    assert card_on(store).remark is None
    loads.withdraw(store, taken.load_id, why="Nhầm", by=operator("An"))
    assert state(store) == before
    assert card_on(store).remark.text == "Giữ vững nhóm 3."


@pytest.mark.parametrize(
    ("text", "given", "key"),
    [
        ("a" * 401, {}, "error.remark_long"),
        ("Một. Hai. Ba.", {}, "error.remark_sentences"),
        ("Một? Hai! Ba", {}, "error.remark_sentences"),
        ("", {"text_en": "Only in English."}, "error.remark_vietnamese"),
        ("Một.", {"signed_by": " "}, "error.name_missing"),
        ("Một.", {"text_en": "One. Two. Three."}, "error.remark_sentences"),
    ],
)
def test_remarks_that_are_refused_with_a_sentence(store, text, given, key):
    assert refused(lambda: remarked(store, text, **given)) == key


def test_the_same_remark_twice_is_no_change(store):
    publish(store, remarked(store))
    assert refused(lambda: remarked(store)) == "error.nothing_changed"


def test_a_remark_marks_figures_as_re_scored_and_they_go_with_it(store):
    def marked() -> list[tuple[str, str]]:
        return remark.marked(store.snapshot(), edition_id="e1")

    assert marked() == []
    publish(store, remarked(store, rescored=[("01", "b"), ("01", "a"), ("01", "a")]))
    assert marked() == [("01", "a"), ("01", "b")]
    same = [("01", "b"), ("01", "a")]
    assert refused(lambda: remarked(store, rescored=same)) == "error.nothing_changed"
    fewer = publish(store, remarked(store, rescored=[("01", "b")]))
    assert marked() == [("01", "b")]
    loads.withdraw(store, fewer.load_id, why="Nhầm", by=operator("An"))
    assert marked() == [("01", "a"), ("01", "b")]
    publish(store, remarked(store, ""))
    assert marked() == []


def test_figures_that_cannot_be_marked(store, subtests):
    publish(store, remarked(store))
    for text, cell, key in (
        ("Một.", ("02", "a"), "error.rescored_none"),
        ("Một.", ("01", "c"), "error.rescored_none"),
        ("Một.", ("01", "total"), "error.rescored_none"),
        ("", ("01", "a"), "error.rescored_without_remark"),
    ):
        with subtests.test(cell):
            made = partial(remarked, store, text, rescored=[cell])
            assert refused(made) == key


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Giữ vững nhóm 10", 1),
        ("Còn thiếu 1.52 điểm so với TP. Hồ Chí Minh.", 1),
        ("Giữ vững. “Số hóa” còn thấp.", 2),
        ("Đạt 65,49 điểm… Giao Sở Nội vụ theo dõi.", 2),
        ("Một. Hai.\nBa.", 3),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text, count):
    assert remark.sentence_count(text) == count


# Days


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("1-2-2027", date(2027, 2, 1)),
        ("2026-12-31", date(2026, 12, 31)),
        ("", None),
        (None, None),
    ],
)
def test_a_day_as_it_is_typed(text, wanted):
    assert grounds.day(text) == wanted


@pytest.mark.parametrize("text", ["31/02/2026", "12/31/2026", "hôm nay", "2026", "1/1/26"])
def test_a_day_that_is_none(text):
    assert refused(lambda: grounds.day(text)) == "error.not_a_day"


def test_the_second_of_two_who_edit_targets_is_told(store):
    seen = store.version()
    given = [TargetGiven(rank_limit=4, set_by="Tỉnh")]
    first = targets.change(store.at(seen), index_code="x", targets=given, why="Nghị quyết mới")
    second = targets.change(store.at(seen), index_code="x", targets=given, why="Nghị quyết khác")
    loads.publish(store, loads.stage(store, first, by=operator("An")), by=operator("An"), seen=seen)
    number = loads.stage(store, second, by=operator("Bình"))
    with pytest.raises(Problem) as problem:
        loads.publish(store, number, by=operator("Bình"), seen=seen)
    assert problem.value.key == "error.changed_meanwhile"


def test_who_withdraws_an_edit_of_targets_is_told_of_a_newer_one(store):
    def aim_at(limit: int) -> None:
        given = [TargetGiven(rank_limit=limit, set_by="Tỉnh")]
        made = targets.change(store.snapshot(), index_code="x", targets=given, why="Mới")
        loads.publish_at_once(store, made, by=operator("An"))

    aim_at(4)
    seen = store.version()
    aim_at(3)
    with pytest.raises(Problem) as problem:
        loads.withdraw(store, 1, why="Nhầm", by=operator("Bình"), seen=seen)
    assert problem.value.key == "error.changed_before_withdrawal"
    assert (
        loads.withdraw(store, 1, why="Nhầm", by=operator("Bình"), seen=store.version()).load_id == 3
    )


# Taking back what a change rests on


def table_of_parts(**scores: str) -> Submission:
    """A table of e2: the scores of 01; each next unit a point less, in total two."""
    rows = []
    for at, unit in enumerate(SCORES):
        for indicator, score in scores.items():
            total = indicator == "total"
            given = {"score": str(int(score) - at * (2 if total else 1))}
            given |= {"rank": at + 1} if total else {}
            rows += figure(unit, edition="e2", indicator=indicator, **given)
    columns = {"source_id": "s-1", "place": "Sheet!C2"}
    made = test_loads.submission(SCORES, edition_id="e2", period="2026", complete=False)
    made.rows["observations"] = table([row | columns for row in rows]).drop_columns("load_id")
    return made


def first_to_withdraw(store: Store, load_id: int) -> tuple[str, object]:
    """Why a load cannot be withdrawn, and which are to be withdrawn before it."""
    with pytest.raises(Problem) as problem:
        loads.withdraw(store, load_id, why="Nhầm", by=operator("An"))
    return problem.value.key, problem.value.values["later"]


BOTH = ["totals", "ranks"]


def test_a_table_stays_while_corrections_of_it_count(store):
    before = state(store)
    publish(store, table_of_parts(total="32", a="17", b="15"))
    for value in ("18,5", "12,5"):
        publish(store, filled(store, of("03", "a", value), edition_id="e2", recompute=BOTH))
    # Without the table only corrections would be left of the edition, all of them sound.
    assert first_to_withdraw(store, 1) == ("error.load_corrected", [3, 2])
    # Nor does one correction stand on its own, in whatever order they go.
    loads.withdraw(store, 3, why="Nhầm", by=operator("An"))
    assert first_to_withdraw(store, 1) == ("error.load_corrected", [2])
    for load_id in (2, 1):
        loads.withdraw(store, load_id, why="Nhầm", by=operator("An"))
    assert state(store) == before


def test_a_part_stays_while_a_total_is_worked_out_from_it(store):
    publish(store, table_of_parts(total="32", a="17"))
    publish(store, table_of_parts(b="15"))
    publish(store, filled(store, of("03", "a", "16"), edition_id="e2", recompute=BOTH))
    assert first_to_withdraw(store, 2) == ("error.load_corrected", [3])


def test_a_correction_of_a_table_that_was_withdrawn_is_not_published(store):
    publish(store, table_of_parts(total="32", a="17", b="15"))
    waiting = filled(store, of("03", "a", "18,5"), edition_id="e2", recompute=BOTH)
    assert not loads.check(store, waiting).blockers
    loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    (blocker,) = loads.check(store, waiting).blockers
    # 03: a, total, rank; 02 is a place down.
    assert (blocker.rule, blocker.details) == (
        "correction_left_alone",
        {"edition_id": "e2", "figures": "4"},
    )


def test_an_edition_stays_while_a_remark_on_it_is_signed(store):
    publish(store, table_of_parts(total="32", a="17", b="15"))
    publish(store, remarked(store, edition_id="e2"))
    assert first_to_withdraw(store, 1) == ("error.load_in_use", [2])
    publish(store, remarked(store, "", edition_id="e2"))
    # The empty text takes the remark back; what it took back would count again without it.
    assert first_to_withdraw(store, 1) == ("error.load_in_use", [2])


def test_what_was_amiss_before_does_not_stop_a_withdrawal(store):
    publish(store, table_of_parts(total="32", a="17", b="15"))
    publish(store, filled(store, of("03", "a", "18,5"), edition_id="e2", recompute=BOTH))
    publish(store, test_loads.submission({"02": "20"}, complete=False))
    with store.locked(), store.next_version(base=store.version()) as connection:
        # As earlier releases left it: the table is withdrawn, the correction is not.
        connection.execute("update loads set state = 'withdrawn' where load_id = 1")
        marts.build(connection)
    loads.withdraw(store, 3, why="Nhầm", by=operator("An"))
    loads.withdraw(store, 2, why="Nhầm", by=operator("An"))
