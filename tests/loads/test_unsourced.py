"""Figures without a source: where they count, beside what they stand, their source told later."""

from decimal import Decimal
from pathlib import Path

import pytest

from rankings import loads
from rankings.facts import editions
from rankings.ingest.sourcing import SourceFields
from rankings.ingest.submission import Submission, table
from rankings.loads.access import operator
from rankings.loads.edits import basket, grounds
from rankings.loads.edits import source as sources
from rankings.sentences import naming
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import words
from tests import acknowledged, small_store
from tests.ingest.test_loads import SCORES, submission, table_of
from tests.small_store import figure

# "03" is not in the store: nothing stands there.
KNOWN = {unit: score for unit, score in SCORES.items() if unit != "03"}
DOCUMENT = SourceFields(kind="uploaded_file", document_number="12/BC")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Totals of all units but "03", with a source, in edition e1."""
    return small_store.build(tmp_path / "var", observations=table_of(KNOWN)).store


def without_source(scores: dict[str, str], source_id: str = "s-1", **options) -> Submission:
    """A table as it comes in when nobody says where it is from."""
    given = submission(scores, **options)
    rows = dict(given.rows)
    weak = {"status": "provisional", "confidence": "unverified", "source_id": source_id}
    rows["observations"] = table([row | weak for row in rows["observations"].to_pylist()])
    if "load_scopes" in rows:
        scopes = rows["load_scopes"].to_pylist()
        rows["load_scopes"] = table([row | {"status": "provisional"} for row in scopes])
    unsourced = {"source_id": source_id, "origin": "–", "publisher": "–", "kind": "unsourced_file"}
    rows["sources"] = table([unsourced])
    rows["unsourced_editions"] = table([{"edition_id": "e1", "stated_status": "published"}])
    return Submission(given.kind, rows, file_name="bang.xlsx", sha256="ab" * 32)


def with_source(scores: dict[str, str], source_id: str) -> Submission:
    given = submission(scores)
    renamed = {}
    for name in ("observations", "sources"):
        rows = given.rows[name].to_pylist()
        renamed[name] = table([row | {"source_id": source_id} for row in rows])
    return Submission(given.kind, {**given.rows, **renamed}, file_name="b.xlsx", sha256="cd" * 32)


def counting(store: Store) -> dict[str, tuple[str, str, str]]:
    """Unit -> value, status and confidence of the total that counts."""
    rows = queries.edition_figures(store.snapshot(), edition_id="e1").to_pylist()
    return {
        row["unit_code"]: (f"{float(row['value']):g}", row["status"], row["confidence"])
        for row in rows
    }


def beside(store: Store) -> dict[str, str]:
    """Unit -> what a table without a source says against a figure that has one."""
    rows = store.snapshot().fetch("from figures_beside").to_pylist()
    return {row["unit_code"]: f"{float(row['value']):g}" for row in rows}


def test_it_stands_beside_what_has_a_source_and_counts_where_nothing_stood(store):
    done = acknowledged.publish(store, without_source({"01": "31", "02": "29", "03": "28"}))
    assert counting(store) == {
        "01": ("30", "published", "high"),
        "02": ("29", "published", "high"),
        "03": ("28", "provisional", "unverified"),
        # A complete table without a source takes nothing away that has one.
        **{unit: (KNOWN[unit], "published", "high") for unit in ("04", "05", "06")},
    }
    # The same figure again contradicts nothing.
    assert beside(store) == {"01": "31"}
    cells = done.checked.comparison
    assert (cells.new, cells.changed, cells.gone, cells.beside) == (1, 0, 0, 1)
    rows = queries.edition_standings(
        store.snapshot(), edition_id="e1", indicator_code="total"
    ).to_pylist()
    shown = {row["unit_code"]: (row["confidence"], row["disputed"]) for row in rows}
    assert shown["01"] == ("high", False)
    assert shown["03"] == ("unverified", False)
    # The origin is who handed it in.
    rows = queries.load_sources(store.snapshot()).to_pylist()
    assert [row["origin"] for row in rows if row["load_id"] == 1] == ["An"]


def test_the_newest_without_a_source_counts_and_one_with_a_source_replaces_all(store):
    acknowledged.publish(store, without_source({"03": "28", "01": "31"}, complete=False))
    acknowledged.publish(store, without_source({"03": "27.5"}, "s-2", complete=False))
    assert counting(store)["03"] == ("27.5", "provisional", "unverified")
    acknowledged.publish(store, with_source(SCORES, "s-3"))
    assert counting(store) == {unit: (score, "published", "high") for unit, score in SCORES.items()}
    # What came before it was replaced, and contradicts nothing any more.
    assert beside(store) == {}


def test_where_the_figures_with_a_source_are_withdrawn_the_others_count(store):
    sourced = acknowledged.publish(store, with_source({"03": "28"}, "s-2"))
    acknowledged.publish(store, without_source({"03": "27"}, complete=False))
    assert counting(store)["03"] == ("28", "published", "high")
    loads.withdraw(store, sourced.load_id, why="Nhầm", by=operator("An"))
    assert counting(store)["03"] == ("27", "provisional", "unverified")
    before = loads.as_of(store.snapshot(), 2)
    rows = queries.edition_figures(before, edition_id="e1").to_pylist()
    assert {row["confidence"] for row in rows if row["unit_code"] == "03"} == {"high"}


def test_the_source_told_later_makes_them_count_as_if_it_had_been_given_at_once(store):
    first = acknowledged.publish(store, without_source({"01": "31", "03": "28"}, complete=False))
    acknowledged.publish(store, with_source(SCORES | {"01": "30.5"}, "s-2"))
    change = sources.change(store.snapshot(), load_id=first.load_id, source=DOCUMENT)
    later = acknowledged.publish(store, change)
    # By the place of its own load: the table with a source came after it.
    assert counting(store)["01"] == ("30.5", "published", "high")
    loads.withdraw(store, 2, why="Nhầm", by=operator("An"))
    assert counting(store)["01"] == ("31", "published", "high")
    assert counting(store)["03"] == ("28", "published", "high")
    kinds = {row["source_id"]: row for row in queries.sources(store.snapshot()).to_pylist()}
    assert kinds["s-1"]["kind"] == "official_document"
    loads.withdraw(store, later.load_id, why="Nhầm văn bản", by=operator("An"))
    assert counting(store)["01"] == ("30", "published", "high")
    assert counting(store)["03"] == ("28", "provisional", "unverified")
    assert beside(store) == {"01": "31"}


def test_what_is_found_when_the_source_is_told_is_what_was_not_found_before(store):
    first = acknowledged.publish(store, without_source({"01": "31"}, complete=False))
    acknowledged.publish(store, with_source({"05": "26"}, "s-2"))
    change = sources.change(store.snapshot(), load_id=first.load_id, source=DOCUMENT)
    findings = loads.check(store, change).findings
    # It changes what a source said; that it has none is not said any more.
    rules = [item.rule for item in findings if item.severity == "warning"]
    assert rules == ["restated_value"]


def test_what_is_no_source_and_no_load_without_one_is_refused(store, subtests):
    acknowledged.publish(store, without_source({"03": "28"}, complete=False))
    for load_id, given, key in (
        (1, SourceFields(kind="uploaded_file", issuer="Bộ"), "error.source_missing"),
        (1, SourceFields(url="bo.gov.vn/bang"), "error.not_a_link"),
        (0, DOCUMENT, "error.source_known"),
        (7, DOCUMENT, "error.load_unknown"),
    ):
        with subtests.test(key), pytest.raises(Problem) as trouble:
            sources.change(store.snapshot(), load_id=load_id, source=given)
        assert trouble.value.key == key


def correct(store: Store, unit: str, value: str | None, basis: str | None = None) -> Submission:
    return basket.change(
        store.snapshot(),
        edition_id="e1",
        cells=[basket.Cell(unit, "total", "score", value)],
        why="Cơ quan công bố đính chính",
        source=grounds.source(basis),
    )


def test_a_correction_without_a_basis_corrects_only_what_has_no_source(store):
    acknowledged.publish(store, without_source({"03": "28"}, complete=False))
    acknowledged.publish(store, correct(store, "03", "27,5"))
    acknowledged.publish(store, correct(store, "01", "31"))
    assert counting(store)["03"] == ("27.5", "provisional", "unverified")
    assert counting(store)["01"] == ("30", "published", "high")
    assert beside(store) == {"01": "31"}
    acknowledged.publish(store, correct(store, "03", "27", basis="13/BC"))
    acknowledged.publish(store, correct(store, "01", "31", basis="13/BC"))
    assert counting(store)["03"] == ("27", "published", "high")
    assert counting(store)["01"] == ("31", "published", "high")


def test_a_figure_with_a_source_is_taken_back_on_a_basis_only(store):
    with pytest.raises(Problem) as trouble:
        correct(store, "01", None)
    assert trouble.value.key == "error.take_back_basis"
    acknowledged.publish(store, without_source({"03": "28"}, complete=False))
    acknowledged.publish(store, correct(store, "03", None))
    acknowledged.publish(store, correct(store, "01", None, basis="13/BC"))
    assert {"01", "03"}.isdisjoint(counting(store))


def test_publishing_without_a_source_is_acknowledged_like_any_warning(store):
    checked = loads.check(store, without_source({"01": "31", "03": "28"}, complete=False))
    (finding,) = [item for item in checked.findings if item.rule == "no_source"]
    assert (finding.severity, finding.details) == ("warning", {"figures": "2", "kept": "1"})
    assert "no_source" not in loads.check(store, with_source({"03": "28"}, "s-2")).to_acknowledge


def test_how_much_of_an_edition_has_no_source_is_said_in_one_place(store):
    assert editions.unsourced(store.snapshot(), "e1") is None
    acknowledged.publish(store, without_source({"01": "31", "03": "28"}))
    lacking = editions.unsourced(store.snapshot(), "e1")
    assert lacking == editions.Unsourced(1, 6)
    said_of = naming.unsourced(words("vi"), lacking)
    assert said_of == "1 trong 6 số liệu của kỳ này chưa ghi nguồn, chưa xác minh."
    assert naming.unsourced(words("vi"), editions.Unsourced(6, 6)).startswith("Số liệu kỳ này")
    assert naming.origin(words("vi"), "unsourced_file", "An") == "tệp do An tải lên, chưa ghi nguồn"
    assert naming.origin(words("vi"), "press", "Bộ") == "Bộ"


def test_a_score_without_a_source_does_not_say_that_a_rank_with_one_is_wrong():
    ranked = [
        row for place, unit in enumerate(small_store.UNITS, 1) for row in figure(unit, rank=place)
    ]
    scored = [
        row
        for unit, score in SCORES.items()
        for row in figure(unit, score=score, confidence="unverified" if unit == "06" else "high")
    ]
    # "06" would be first.
    scored[-1] |= {"value": Decimal(39), "status": "provisional"}

    def disagreeing(rows: list[dict]) -> int:
        connection = small_store.connect(observations=rows)
        counted = connection.execute("select count(*) from standings where ranks_disagree")
        return counted.fetchone()[0]

    assert disagreeing([*ranked, *scored]) == 0
    assert disagreeing([*ranked, *scored[:-1], scored[-1] | {"confidence": "high"}]) == 6


def test_figures_are_judged_for_jumps_when_they_begin_to_count():
    def new(of_load: int, *observations: list[dict], **tables: list[dict]) -> list[tuple]:
        connection = small_store.connect(
            loads=[small_store.load(number) for number in range(3)],
            observations=[row for rows in observations for row in rows],
            **tables,
        )
        asked = "select value, status from new_figures($of_load)"
        return connection.execute(asked, {"of_load": of_load}).fetchall()

    given = figure("01", score="31", status="provisional", confidence="unverified", load=1)
    unsourced = [{"load_id": 1, "edition_id": "e1", "stated_status": "published"}]
    later = [{"load_id": 2, "of_load": 1, "edition_id": "e1", "confidence": "high"}]
    tables = {"unsourced_editions": unsourced, "later_sources": later}
    # As they count now, so that they are found among the figures that do.
    assert new(1, given, **tables) == [(Decimal(31), "published")]
    # The same table with a source: what stood beside was not judged.
    again = figure("01", score="31", load=2)
    assert new(2, given, again, unsourced_editions=unsourced) == [(Decimal(31), "published")]
    assert new(2, figure("01", score="31", load=1), again) == []


def test_which_of_two_figures_counts_is_settled_by_source_then_status_then_age():
    """Every pair of kinds, the weaker one newer: only two of one kind leave it to the newest."""
    statuses = ("published", "provisional", "self_reported", "derived")
    kinds = [(status, confidence) for confidence in ("high", "unverified") for status in statuses]
    of_units = {
        f"{own}{other}": (kinds[own], kinds[other])
        for own in range(len(kinds))
        for other in range(own, len(kinds))
    }
    scores = [
        row
        for unit, pair in of_units.items()
        for load, (status, confidence) in enumerate(pair, 1)
        for row in figure(unit, score=str(load), status=status, confidence=confidence, load=load)
    ]
    connection = small_store.connect(
        loads=[small_store.load(number) for number in range(3)], observations=scores
    )
    counted = connection.execute("select unit_code, value from current_observations").fetchall()
    assert dict(counted) == {
        unit: Decimal(2 if first == second else 1) for unit, (first, second) in of_units.items()
    }


def test_a_load_stays_while_a_correction_was_worked_out_on_top_of_it(tmp_path):
    parts = [
        row
        for unit, score in SCORES.items()
        for indicator, value in (("total", score), ("a", "14"), ("b", str(int(score) - 14)))
        for row in figure(unit, score=value, indicator=indicator)
    ]
    store = small_store.build(tmp_path / "var", observations=parts).store

    def correct(cell: basket.Cell) -> None:
        change = basket.change(
            store.snapshot(),
            edition_id="e1",
            cells=[cell],
            why="Nhập nhầm",
            recompute=[basket.TOTALS],
            source=DOCUMENT,
        )
        acknowledged.publish(store, change)

    correct(basket.Cell("01", "a", "score", "15"))
    correct(basket.Cell("01", "b", "score", "15"))
    with pytest.raises(Problem) as problem:
        loads.withdraw(store, 1, why="Nhầm", by=operator("An"))
    assert (problem.value.key, problem.value.values) == (
        "error.load_corrected",
        {"load_id": 1, "later": [2]},
    )
    for number in (2, 1):
        loads.withdraw(store, number, why="Nhầm", by=operator("An"))
    rows = queries.edition_figures(store.snapshot(), edition_id="e1").to_pylist()
    assert {row["status"] for row in rows} == {"published"}
