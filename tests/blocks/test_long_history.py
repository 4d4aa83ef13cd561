"""With years of daily tables a page asks as much as today, and says what it leaves out."""

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import local_script_runner

from benchmarks.growth import VIEWS
from benchmarks.growth_store import MANY
from benchmarks.upload import check, write_sheet
from rankings.facts import editions, over_time, robustness
from rankings.facts.over_time import timelines
from rankings.facts.way_up import outlook, rooms
from rankings.store import versions
from rankings.store.versions import Snapshot, Store
from tests import page_runs
from tests.store_clones import clone

FIRST, LAST = "psi-2025-10-16-year_to_date-vn34", "psi-2027-08-06-year_to_date-vn34"
# What else it may ask: a figure that had seven columns has twelve, and a cut line in each.
MORE = 6
# View -> the messages of its first run, their kilobytes today, and with the tables more. A browser
# keeps what has a kilobyte and more: of the runs after the first only the rest is sent again. A
# change that raises one of these says so in its commit.
BUDGETS = {
    "overview": (111, 39, 43),
    "standing": (42, 82, 112),
    "standing robustness": (51, 51, 81),
    "components": (58, 171, 182),
    "over_time": (64, 297, 436),
    "over_time why": (47, 28, 79),
    "way_up 6": (238, 117, 118),
    "data": (22, 21, 91),
    "data history": (47, 37, 38),
    "merger": (70, 55, 55),
    "upload": (18, 5, 5),
    "targets": (23, 10, 10),
}


# What a table of 34 units asks until it is checked and compared: statements that change the copy of
# the store or look for what is wrong, and statements that read it. Whatever is stored.
LOAD_WRITES, LOAD_READS = 62, 21


@pytest.fixture
def long(long_var) -> Store:
    """A store with most of a year of daily tables more: more than any window."""
    return Store(long_var)


@pytest.fixture
def asked(monkeypatch) -> Counter:
    """How many statements a snapshot was asked, and how many rows it gave."""
    counted: Counter = Counter()
    fetch = Snapshot.fetch

    def counting(self, *arguments):
        rows = fetch(self, *arguments)
        counted.update(statements=1, rows=rows.num_rows)
        return rows

    monkeypatch.setattr(Snapshot, "fetch", counting)
    return counted


class Counted:
    """A connection of a writer that counts what it is told to do."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, counted: Counter) -> None:
        self._connection = connection
        self._counted = counted

    def __getattr__(self, name: str):
        self._counted[name] += 1
        return getattr(self._connection, name)


@pytest.fixture
def written(monkeypatch) -> Counter:
    """How often each method of a writer's connection was called."""
    counted: Counter = Counter()
    opened = versions._open

    def counting(path: Path, *, read_only: bool):
        connection = opened(path, read_only=read_only)
        return connection if read_only else Counted(connection, counted)

    monkeypatch.setattr(versions, "_open", counting)
    return counted


@pytest.fixture
def sent(monkeypatch) -> Counter:
    """How many messages a run sent to the browser, and how many bytes they have."""
    counted: Counter = Counter()
    parse = local_script_runner.parse_tree_from_messages

    def counting(messages):
        counted.update(messages=len(messages), bytes=sum(one.ByteSize() for one in messages))
        return parse(messages)

    monkeypatch.setattr(local_script_runner, "parse_tree_from_messages", counting)
    return counted


def costs(asked: Counter, sent: Counter) -> list[Counter]:
    """What each view takes; that seeing it again asks nothing and sends the same."""
    st.cache_resource.clear()  # the app keeps its store
    app = page_runs.opened()
    taken = []
    for page, choices in VIEWS:
        sent.clear()
        page_runs.shown(app, f"pages/{page}_page.py", **choices)
        taken.append(asked + sent)
        asked.clear()
        sent.clear()
        page_runs.shown(app, f"pages/{page}_page.py", **choices)
        assert not asked, (page, choices)
        assert sent["messages"] <= taken[-1]["messages"], (page, choices)
    return taken


def test_a_view_costs_no_more_with_a_long_history(long, var, serve, asked, sent, tmp_path):
    # Copies: what other tests asked of these stores is remembered.
    serve(clone(var, tmp_path / "today"))
    of_today = costs(asked, sent)
    asked.clear()
    serve(clone(long.folder, tmp_path / "years"))
    of_years = costs(asked, sent)
    # The overview, read by a process that knew nothing.
    assert min(of_years[0]["statements"], of_today[0]["statements"]) > 20
    over = {}
    for (page, choices), few, many in zip(VIEWS, of_today, of_years, strict=True):
        view = " ".join((page, *choices.values()))
        messages, today, years = BUDGETS[view]
        if (
            few["messages"] != messages
            or few["bytes"] > 1000 * today
            or many["messages"] > messages + 1
            or many["bytes"] > 1000 * years
            or many["statements"] > few["statements"] + MORE
        ):
            over[view] = few, many
    assert not over


def test_a_load_asks_as_much_with_a_long_history(long, var, asked, written, tmp_path):
    taken = []
    for name, folder in (("today", var), ("years", long.folder)):
        store = Store(clone(folder, tmp_path / name))
        sheet = write_sheet(tmp_path / f"{name}.xlsx", store.snapshot(), day=date(2027, 8, 8))
        asked.clear()
        written.clear()
        check(store, sheet)
        taken.append((written["execute"] + written["from_arrow"], asked["statements"]))
    assert taken == [(LOAD_WRITES, LOAD_READS)] * 2


def test_the_figures_are_read_of_the_newest_editions_and_say_how_many_are_older(long):
    at = long.snapshot()
    points = over_time.points(at, index_code="psi")
    daily = {point.edition_id for point in points if point.period_type == "year_to_date"}
    assert len(daily) == over_time.NEWEST
    assert LAST in daily
    assert FIRST not in daily
    home, scheme = editions.home_code(at, "vn34"), "vn34"
    timeline = timelines.ranks(
        at,
        index_code="psi",
        period_type="year_to_date",
        home=home,
        scheme=scheme,
        peers=(),
        most=timelines.MOST_COLUMNS["all"],
    )
    assert len(timeline.columns) == timelines.MOST_COLUMNS["all"]
    every = {
        point.edition_id
        for point in over_time.every_point(at, index_code="psi")
        if point.period_type == "year_to_date" and point.rank is not None
    }
    assert timeline.earlier == len(every) - len(timeline.columns)


def test_all_of_it_is_there_when_asked(long):
    at = long.snapshot()
    chosen = over_time.chosen(at, index_code="psi", period_type="year_to_date")
    assert {FIRST, LAST} <= {point.edition_id for point in chosen}
    tables = over_time.tables(at, index_code="psi", period_type="year_to_date", scheme="vn34")
    assert len(tables) > MANY
    first = tables[0].edition_id
    moves = over_time.moves(at, from_edition=first, to_edition=LAST, first="66")
    by_hand = {
        (point.edition_id, point.unit_code): point.rank
        for point in chosen
        if point.edition_id in (first, LAST)
    }
    for move in moves:
        assert move.rank_from == by_hand[first, move.unit_code]
        assert move.rank_to == by_hand[LAST, move.unit_code]


def test_how_alike_the_newest_pairs_are_and_an_older_one_when_asked(long):
    at = long.snapshot()
    pairs = robustness.stability(at, edition_id=LAST)
    assert len(pairs) == robustness.NEWEST_PAIRS
    assert pairs[-1].after.edition_id == LAST
    before, after = robustness.pairs_of(at, edition_id=LAST)[0]
    alone = robustness.stability_of(at, edition_id=after.edition_id, before_id=before.edition_id)
    assert (alone.before, alone.after) == (before, after)
    assert 0 < alone.same_order <= alone.pairs
    newest = robustness.stability_of(at, edition_id=LAST, before_id=pairs[-1].before.edition_id)
    assert newest == pairs[-1]
    assert robustness.stability_of(at, edition_id=LAST, before_id=before.edition_id) is None


@pytest.mark.long
def test_a_forecast_is_made_from_the_newest_editions(long):
    told = outlook.outlook(
        long.snapshot(), edition_id=LAST, unit_code="66", limit=10, day=date(2027, 8, 20)
    )
    assert told.told.editions == len(told.known) == outlook.NEWEST
    assert told.known[-1].edition.edition_id == LAST
    assert told.method_editions > MANY


def test_what_a_component_has_gained_is_looked_for_in_the_newest_hundred(long):
    histories = rooms._histories(
        long.snapshot(),
        index_code="psi",
        method_code="psi-2026",
        period_type="year_to_date",
        scheme="vn34",
    )
    assert {len(tables) for tables in histories.values()} <= set(range(95, 101))
    assert all(tables[-1].edition_id == LAST for tables in histories.values())


def test_what_is_left_out_is_said(long, serve):
    serve(long.folder)
    app = page_runs.opened()
    page = page_runs.shown(app, "pages/standing_page.py", view="robustness", index="psi")
    every = len(robustness.pairs_of(long.snapshot(), edition_id=LAST))
    assert f"Nêu {robustness.NEWEST_PAIRS} cặp kỳ gần nhất trong tổng số {every} cặp." in (
        page_runs.texts(page)
    )
    page = page_runs.shown(app, "pages/overview_page.py", since=FIRST)
    (since,) = (box for box in page.selectbox if box.key and "since" in box.key)
    assert len(since.options) <= 130
