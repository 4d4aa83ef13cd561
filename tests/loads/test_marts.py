"""What a load changes in the marts is what making all of them anew would change."""

import contextlib
import json
import random
from datetime import date

import duckdb
import pyarrow as pa
import pytest

from rankings import loads
from rankings.ingest.submission import table
from rankings.loads import marts
from rankings.loads.access import operator
from rankings.store import data_folder
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import effort, history_loads, small_store
from tests.acknowledged import publish
from tests.ingest.test_edits import EVERY_KIND
from tests.ingest.test_loads import SCORES, submission, table_of
from tests.small_store import edition, figure
from tests.store_clones import clone

MADE = tuple(mart.name for mart in marts._marts() if mart.kind == "table")


def state(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every mart, its columns and its rows in one order."""
    contents = {}
    for name in MADE:
        rows = connection.execute(f"from {name} order by all").to_arrow_table()
        contents[name] = json.dumps([rows.column_names, rows.to_pylist()], default=str)
    return contents


def expect_as_if_made_anew(store: Store) -> None:
    """The marts of the current version are those that all its rows make."""
    with duckdb.connect(str(store.path(store.version())), read_only=True) as stored:
        as_published = state(stored)
    with duckdb.connect() as anew:
        anew.execute(f"attach '{store.path(store.version())}' as published (read_only)")
        anew.execute("copy from database published to memory")
        marts.build(anew)
        assert as_published == state(anew)


@pytest.fixture
def store(tmp_path) -> Store:
    made = small_store.build(
        tmp_path / "var",
        editions=[edition(), edition("e2", period="2026", period_end=date(2026, 12, 31))],
        observations=[
            *table_of(SCORES),
            *table_of(SCORES, "e2"),
            *figure("01", score="18", indicator="a"),
        ],
    )
    return made.store


def add(connection: duckdb.DuckDBPyConnection, name: str, row: dict) -> None:
    """Add a row to a table; a column that is not given is empty."""
    columns = {column: [row.get(column)] for column in connection.table(name).columns}
    data_folder.insert(connection, name, columns)


def expect_same_made_anew(connection: duckdb.DuckDBPyConnection) -> None:
    made_in_part = state(connection)
    marts.build(connection)
    assert made_in_part == state(connection)


# Rows of tables that the marts of every edition are made of, or that none is: the first row of the
# table once more, with other values.
OF_NO_EDITION = {
    "methods": {"decimals": 1},
    "units": {"name_vi": "Tên khác"},
    "indicators": {"name_vi": "Tên khác"},
    "indices": {"name_vi": "Tên khác"},
    "editions": {"published_from": date(2026, 2, 2)},
}


@pytest.mark.parametrize("name", OF_NO_EDITION)
def test_a_row_of_a_table_that_figures_are_made_of(name):
    connection = small_store.connect(editions=[edition()], observations=table_of(SCORES))
    before = state(connection)
    rows = connection.execute(f"from {name} limit 1").to_arrow_table()
    row = rows.to_pylist()[0] | OF_NO_EDITION[name] | {"load_id": 1}
    add(connection, "loads", small_store.load(1))
    add(connection, name, row)
    marts.build(connection, marts.changed_by_rows({name: table([row])}))
    assert state(connection) != before
    expect_same_made_anew(connection)
    add(connection, "loads", small_store.load(2) | {"kind": "withdrawal", "withdraws": 1})
    marts.build(connection, marts.changed_by_load(connection, 1))
    assert state(connection) == before


def test_a_unit_that_is_added_stands_in_every_edition():
    """Which the editions touched alone would not show: the load has no figure."""
    connection = small_store.connect(
        editions=[edition(), edition("e2")],
        observations=table_of(SCORES) + table_of(SCORES, "e2"),
    )
    rows = connection.execute("from units limit 1").to_arrow_table().to_pylist()
    row = rows[0] | {"unit_code": "07", "load_id": 1}
    add(connection, "loads", small_store.load(1))
    add(connection, "units", row)
    marts.build(connection, marts.changed_by_rows({"units": table([row])}))
    seen = connection.execute("select edition_id from figures where unit_code = '07'").fetchall()
    assert sorted(seen) == [("e1",), ("e2",)]


def test_of_a_figure_that_a_load_gives_twice_the_first_counts():
    """A rule stops such a load; what the others find in it must not hang on chance."""
    twice = [row for score in ("29", "20", "25") for row in figure("01", score=score)]
    for rows, first in ((twice, 29), (twice[::-1], 25)):
        connection = small_store.connect(editions=[edition()], observations=rows)
        seen = connection.execute("select score from figures where unit_code = '01'").fetchall()
        assert seen == [(first,)]


def test_other_editions_are_left_alone(store):
    """What is not touched is not made again: a row that is planted there stays."""
    with store.locked(), store.next_version(base=store.version()) as connection:
        connection.execute("update standings set rank = 99 where edition_id = 'e2'")
    publish(store, submission(SCORES | {"01": "20"}))
    rows = store.snapshot().fetch("select edition_id, max(rank) as rank from standings group by 1")
    worst = dict(zip(*(column.to_pylist() for column in rows.columns), strict=True))
    assert (worst["e1"], worst["e2"]) == (6, 99)


@pytest.mark.parametrize("kind", effort.each(2, EVERY_KIND))
def test_every_kind_of_edit_and_its_withdrawal(store, kind):
    number = publish(store, EVERY_KIND[kind](store)).load_id
    expect_as_if_made_anew(store)
    loads.withdraw(store, number, why="Nhầm", by=operator("An"))
    expect_as_if_made_anew(store)


@pytest.mark.parametrize("seed", effort.seeds(10))
def test_loads_and_withdrawals_by_chance(store, seed):
    chance = random.Random(seed)
    standing = []
    for step in range(6):
        if standing and chance.random() < 0.35:
            number = standing.pop(chance.randrange(len(standing)))
            loads.withdraw(store, number, why="Nhầm", by=operator("An"))
        elif chance.random() < 0.3:
            # A figure that was taken back cannot be corrected.
            with contextlib.suppress(Problem):
                edit = EVERY_KIND[chance.choice(list(EVERY_KIND))](store)
                standing.append(publish(store, edit).load_id)
        else:
            units = chance.sample(list(SCORES), chance.randint(1, 6))
            scores = {unit: str(chance.randint(20, 30)) for unit in units}
            given = submission(
                scores,
                edition_id=chance.choice(("e1", "e2", f"e{step + 3}")),
                complete=chance.random() < 0.5,
                period=str(2027 + step),
            )
            standing.append(publish(store, given).load_id)
        expect_as_if_made_anew(store)


def test_a_table_of_the_real_figures_published_and_taken_back(loaded_var, tmp_path):
    store = Store(clone(loaded_var, tmp_path / "var"))
    expect_as_if_made_anew(store)
    loads.withdraw(store, 1, why="Nhầm kỳ", by=operator("An"))
    expect_as_if_made_anew(store)
    history_loads.publish(store, history_loads.submission(store, history_loads.EARLIER))
    expect_as_if_made_anew(store)


def test_what_a_load_changes_is_read_of_its_rows():
    rows = {
        "observations": pa.table({"edition_id": ["e1", "e1", "e2"]}),
        "editions": pa.table({"edition_id": ["e3"]}),
        "remarks": pa.table({"edition_id": pa.array([], pa.string())}),
    }
    assert marts.changed_by_rows(rows) == marts.Changed(
        frozenset({"observations", "editions"}), frozenset({"e1", "e2", "e3"})
    )


def test_a_load_that_is_taken_back_changes_what_it_had_brought(store):
    number = publish(store, submission(SCORES | {"01": "20"}, edition_id="e2")).load_id
    connection = store.connect(store.version()).cursor()
    changed = marts.changed_by_load(connection, number)
    assert changed.edition_ids == {"e2"}
    assert changed.tables >= {"observations", "editions", "sources", "load_scopes"}
    assert not changed.tables & set(MADE)


def test_the_table_of_each_mart_is_named(store):
    connection = store.connect(store.version()).cursor()
    for name in MADE:
        assert connection.table(name).columns
    assert {mart.name for mart in marts._marts() if mart.by_edition} == {
        "current_observations",
        "coverage",
        "standings",
    }
