"""A whole store into a lake and back, broken off or not: every table is the same, row by row."""

from pathlib import Path

import pytest

from rankings import loads
from rankings.ingest import originals
from rankings.loads import backup, follower, journal, move
from rankings.loads.access import operator
from rankings.loads.history import staged
from rankings.store import queries
from rankings.store.shared import SharedStore
from rankings.store.versions import Store
from tests import interrupted, shared_lake
from tests.ingest.test_loads import SCORES, scores_of, submission
from tests.shared_lake import refused
from tests.store_clones import clone


def published(store: Store, unit: str, score: str) -> int:
    """Publish another total of a unit; the number of the load."""
    load = submission(SCORES | {unit: score})
    return loads.publish_at_once(store, load, by=operator("An")).load_id


@pytest.fixture(autouse=True)
def _no_rules():
    with shared_lake.no_rules():
        yield


@pytest.fixture(scope="session")
def _filled_once(small: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load 1 taken back by load 2, load 3 published after load 4, load 5 waiting; an original."""
    store = Store(clone(small.folder, tmp_path_factory.mktemp("filled") / "var"))
    with shared_lake.no_rules():
        first = loads.publish_at_once(store, submission(SCORES | {"01": "21"}), by=operator("An"))
        loads.withdraw(store, first.load_id, why="sai số", by=operator("Bình"))
        later = loads.stage(store, submission(SCORES | {"02": "22"}), by=operator("An"))
        loads.publish_at_once(store, submission(SCORES | {"03": "23"}), by=operator("An"))
        loads.publish(store, later, by=operator("Bình"))
        loads.stage(store, submission(SCORES | {"04": "24"}), by=operator("An"))
    originals.keep(store, b"a table")
    store.close()
    return store.folder


@pytest.fixture
def filled(_filled_once: Path, tmp_path: Path) -> Store:
    return Store(clone(_filled_once, tmp_path / "var"))


@pytest.fixture
def empty(postgres, tmp_path: Path) -> shared_lake.Database:
    """A database in which there is no lake yet."""
    return shared_lake.database(postgres, tmp_path / "of")


def order(store: Store) -> list[int]:
    return queries.loads(store.snapshot())["load_id"].to_pylist()


def test_a_store_goes_into_a_lake_and_back_with_all_it_has(filled, empty, tmp_path):
    a = empty.store("a")
    moved = move.into_lake(filled, a, by=operator("An"))
    # Five loads, what was handed in, and the audit.
    assert (moved.version, moved.loads, moved.files) == (5, 5, 7)
    assert move.differing(filled.snapshot(), a.snapshot()) == []
    # Another server makes the same of it, marts included, without having moved anything.
    b = empty.store("b")
    follower.step(b)
    assert move.differing(filled.snapshot(), b.snapshot()) == []
    assert moved.tables > 50, "marts and what they are made of"
    assert order(b) == order(filled) == [3, 4, 2, 1, 0]
    assert [item.load_id for item in staged(b)] == [5]
    assert published(b, "01", "19") == 6
    back = Store(tmp_path / "back")
    follower.step(a)
    assert move.out_of_lake(a, back, by=operator("An")).loads == 6
    assert move.differing(b.snapshot(), back.snapshot()) == []
    # There a load comes back after damage by what the journal has recorded, whoever published it.
    assert journal.published_ids(back) == [1, 2, 3, 4, 6]
    again = move.out_of_lake(a, back, by=operator("An"))
    assert (again.version, again.loads, again.files) == (1, 0, 0)
    assert loads.publish(back, 5, by=operator("Bình")).version == 2
    with refused("error.move_not_empty"):
        move.out_of_lake(a, back, by=operator("An"))


def test_a_move_that_is_asked_for_again_moves_nothing_twice(filled, empty):
    a = empty.store("a")
    move.into_lake(filled, a, by=operator("An"))
    again = move.into_lake(filled, a, by=operator("An"))
    assert (again.version, again.loads, again.files) == (5, 0, 0)


@pytest.mark.parametrize("window", ["kept", "put"])
def test_a_move_that_was_killed_goes_on(filled, empty, window):
    killed = interrupted.start(move_until, window, filled.folder, empty.connection, empty.folder)
    killed.join()
    assert killed.exitcode == -9
    a = empty.store("a")
    moved = move.into_lake(filled, a, by=operator("An"))
    assert moved.loads == (5 if window == "kept" else 3)
    assert move.differing(filled.snapshot(), a.snapshot()) == []
    b = empty.store("b")
    for store in (a, b):
        follower.step(store)
    names = [sorted(path.name for path in (s.folder / "loads").iterdir()) for s in (filled, a, b)]
    assert names[0] == names[1] == names[2]
    assert move.differing(filled.snapshot(), b.snapshot()) == []


def move_until(window: str, var: Path, connection: str, folder: Path) -> None:
    """Move a store and die: with the second file not yet shown to others, or after two loads."""
    target = {"kept": (SharedStore, "_put"), "put": (move, "_put_load")}[window]
    with shared_lake.killed_at_call(3 if window == "put" else 2, *target):
        target = shared_lake.store_of(connection, folder, "a")
        move.into_lake(Store(var), target, by=operator("An"))


def test_stores_that_differ_are_not_made_one(filled, lake, tmp_path):
    a = lake.joined("a")
    loads.publish_at_once(a, submission(SCORES | {"05": "25"}), by=operator("An"))
    with refused("error.move_not_empty"):
        move.into_lake(filled, a, by=operator("An"))
    with refused("error.move_not_empty"):
        move.out_of_lake(a, filled, by=operator("An"))
    assert (a.version(), order(filled)) == (2, [3, 4, 2, 1, 0])


def test_a_table_that_differs_is_named(filled):
    other = filled.version()
    loads.publish(filled, 5, by=operator("Bình"))
    with refused("error.move_differs") as told:
        move._compared(filled.at(other), filled.snapshot())
    assert {"observations", "current_observations"} <= set(told.value.values["tables"].split(", "))


def test_a_shared_store_is_backed_up_and_restored_for_all(lake, tmp_path):
    a, b = lake.joined("a"), lake.joined("b")
    loads.publish_at_once(a, submission(SCORES | {"01": "21"}), by=operator("An"))
    waits = loads.stage(a, submission(SCORES | {"02": "22"}), by=operator("An"))
    # The server that makes it has published none of it, and has not followed yet.
    held = backup.make(b, tmp_path / "day.zip", by=operator("An"))
    assert (held.version, held.loads) == (2, 2)
    before = b.snapshot()
    loads.publish(a, waits, by=operator("Bình"))
    lost = published(a, "03", "23")
    backup.restore(b, tmp_path / "day.zip", by=operator("An"))
    follower.step(a)
    assert (a.version(), b.version()) == (5, 5)
    assert move.differing(a.snapshot(), before) == []
    assert move.differing(a.snapshot(), b.snapshot()) == []
    assert [item.load_id for item in staged(a)] == [waits]
    assert published(a, "03", "23") > lost
    # The same file is good for a server alone.
    alone = Store(tmp_path / "alone")
    backup.restore(alone, tmp_path / "day.zip", by=operator("An"))
    assert scores_of(alone)["01"] == "21"
    with lake.away(), refused("error.lake_away"):
        backup.make(a, tmp_path / "none.zip", by=operator("An"))
    assert not (tmp_path / "none.zip").exists()
