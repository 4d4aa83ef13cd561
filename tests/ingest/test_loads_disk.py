"""A disk that is full while a load is written: the store stays as it was, wherever it happens."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from rankings import loads
from rankings.ingest import originals
from rankings.loads import checks, journal
from rankings.loads.access import operator
from rankings.store import queries
from rankings.store import versions as store_module
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import small_store
from tests.acknowledged import publish
from tests.ingest.test_loads import SCORES, marts, submission, table_of
from tests.store.test_versions import limited
from tests.store_clones import clone

GIVEN = submission(SCORES | {"01": "20"})
FULL = os.strerror(errno.ENOSPC)
CONTENT = b"Xep hang;1\n"


class Disk:
    """The calls through which a store is written; any of them can be told that the disk is full."""

    def __init__(self, patch: pytest.MonkeyPatch, store: Store) -> None:
        self.patch = patch
        self.folder = store.folder
        self.hits = 0

    def full_at(self, owner: object, name: str, here: Callable[..., bool]) -> None:
        """Let a function fail where `here`, called with the same arguments, says so."""
        real = getattr(owner, name)

        def call(*arguments: object, **named: object) -> object:
            if here(*arguments):
                self.fail(OSError(errno.ENOSPC, FULL))
            return real(*arguments, **named)

        self.patch.setattr(owner, name, call)

    def fail(self, error: Exception) -> None:
        """Raise, and remember that the place was reached."""
        self.hits += 1
        raise error

    def full_in_database(self, here: Callable[[Path], bool], call: str) -> None:
        """Let DuckDB fail at a commit or checkpoint of the files that `here` names."""
        real = store_module._open

        def opened(path: Path, *, read_only: bool) -> object:
            connection = real(path, read_only=read_only)
            return connection if read_only or not here(path) else Full(connection, call, self)

        self.patch.setattr(store_module, "_open", opened)

    def mine(self, path: object) -> bool:
        """True for what lies right in the folder of the store."""
        return Path(path).parent == self.folder

    def tried(self, path: object) -> bool:
        """True for what lies in a trial."""
        return Path(path).parent.parent == self.folder / "trials"

    def kept(self, path: object) -> bool:
        """True for what lies under loads/."""
        return (self.folder / "loads") in Path(path).parents


class Full:
    """A connection that cannot commit, or cannot checkpoint."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, call: str, disk: Disk) -> None:
        self._connection, self._call, self._disk = connection, call, disk

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Commit, unless there is no room for it."""
        if self._call == "commit":
            self._disk.fail(duckdb.TransactionException("Failed to commit: No space left"))
        self._connection.commit()

    def execute(self, sql: str, *arguments: object) -> object:
        """Execute; a checkpoint only when there is room for it."""
        if (self._call, sql) == ("checkpoint", "checkpoint"):
            self._disk.fail(duckdb.IOException("Could not write file: No space left"))
        return self._connection.execute(sql, *arguments)


def is_open(descriptor: int, pattern: str, folder: Path) -> bool:
    """True when a descriptor is that of a file in the folder whose name fits the pattern."""
    found = os.fstat(descriptor)
    return any(os.path.samestat(found, path.stat()) for path in folder.glob(pattern))


# Where the disk can end once a load is kept, in the order in which the places are reached.
PLACES: dict[str, Callable[[Disk], None]] = {
    "folder of the trial": lambda disk: disk.full_at(tempfile, "mkdtemp", lambda *_: True),
    "copy for the trial": lambda disk: disk.full_at(
        shutil, "copyfile", lambda _, target: disk.tried(target)
    ),
    "commit of the trial": lambda disk: disk.full_in_database(disk.tried, "commit"),
    "pointer of the trial": lambda disk: disk.full_at(
        os, "replace", lambda _, target: disk.tried(target) and Path(target).name == "current"
    ),
    "trial taken for the next version": lambda disk: disk.full_at(
        os, "replace", lambda _, target: disk.mine(target) and Path(target).suffix == ".part"
    ),
    "commit": lambda disk: disk.full_in_database(disk.mine, "commit"),
    "checkpoint": lambda disk: disk.full_in_database(disk.mine, "checkpoint"),
    "sync of the next version": lambda disk: disk.full_at(
        os, "fsync", lambda descriptor: is_open(descriptor, "next-*.part", disk.folder)
    ),
    "name of the next version": lambda disk: disk.full_at(
        os, "replace", lambda _, target: disk.mine(target) and Path(target).suffix == ".duckdb"
    ),
    "sync of the pointer": lambda disk: disk.full_at(
        os, "fsync", lambda descriptor: is_open(descriptor, "current.part", disk.folder)
    ),
    "pointer": lambda disk: disk.full_at(
        os, "replace", lambda _, target: disk.mine(target) and Path(target).name == "current"
    ),
}

# Where it can end while a load is kept.
KEEPING: dict[str, Callable[[Disk], None]] = {
    "folder": lambda disk: disk.full_at(os, "mkdir", lambda path, *_: disk.kept(path)),
    "rows": lambda disk: disk.full_at(pa, "OSFile", lambda path, *_: disk.kept(path)),
    "facts": lambda disk: disk.full_at(Path, "write_text", lambda path, *_: disk.kept(path)),
    "sync": lambda disk: disk.full_at(os, "fsync", lambda _: True),
    "number": lambda disk: disk.full_at(os, "rename", lambda _, target: disk.kept(target)),
}


@pytest.fixture(scope="module")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disk")
    fresh = small_store.build(folder / "fresh", observations=table_of(SCORES)).store
    clone(fresh.folder, folder / "loaded")
    publish(Store(folder / "loaded"), GIVEN)
    loads.stage(fresh, GIVEN, by=operator("An"))
    return folder


@pytest.fixture
def waiting(_made_once: Path, tmp_path: Path) -> Store:
    """A store with load 1 handed in and not published."""
    return Store(clone(_made_once / "fresh", tmp_path / "var"))


@pytest.fixture
def loaded(_made_once: Path, tmp_path: Path) -> Store:
    """A store with load 1 published."""
    return Store(clone(_made_once / "loaded", tmp_path / "var"))


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rules, which take half of the time and write nothing."""
    monkeypatch.setattr(checks, "findings", lambda connection, load_id: [])


def files(store: Store) -> dict[str, bytes]:
    """Every file of the store but the lock, and but what is kept of loads."""
    paths = (path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock")
    named = {str(path.relative_to(store.folder)): path for path in paths}
    return {name: p.read_bytes() for name, p in named.items() if not name.startswith("loads")}


def half_made(store: Store) -> list[str]:
    """What a load that was broken off must not leave."""
    left = [path for path in store.folder.rglob("*") if "part" in path.name]
    return [path.name for path in [*left, *(store.folder / "trials").glob("*")]]


def expect_full(action: Callable[[], object], reason: str = "") -> None:
    """The action is told that the disk is full, with the system's own reason."""
    with pytest.raises(Problem) as problem:
        action()
    assert problem.value.key == "error.disk"
    assert set(problem.value.values) == {"folder", "reason"}
    assert reason in problem.value.values["reason"]


def on_full_disk(
    store: Store, place: Callable[[Disk], None], action: Callable[[], object], reason: str = ""
) -> None:
    """Run an action with the disk full at a place; the place must be reached."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, store)
        place(disk)
        expect_full(action, reason)
    assert disk.hits > 0


# --- publish -------------------------------------------------------------------------------


def test_publishing_on_a_full_disk_changes_nothing_and_can_be_done_again(waiting):
    """At one place after the other: each try gets further than the one before."""
    before = files(waiting), marts(waiting)
    for name, place in PLACES.items():
        on_full_disk(
            waiting, place, lambda: loads.publish(waiting, 1, by=operator("An")), "No space left"
        )
        assert (waiting.version(), waiting.versions()) == (1, [1]), name
        assert files(waiting) == before[0], name
        assert half_made(waiting) == [], name
        # The load waits as it did.
        assert [number for number, _ in loads.staged(waiting)] == [1], name
        assert journal.published(waiting) == {}, name
    assert marts(waiting) == before[1]
    assert loads.publish(waiting, 1, by=operator("An")).version == 2
    assert (loads.staged(waiting), list(journal.published(waiting))) == ([], [1])
    assert marts(waiting) != before[1]


@pytest.mark.parametrize("place", KEEPING)
def test_what_cannot_be_kept_is_not_handed_in(waiting, place):
    before = journal.ids(waiting), files(waiting)
    on_full_disk(
        waiting, KEEPING[place], lambda: loads.stage(waiting, GIVEN, by=operator("An")), FULL
    )
    assert (journal.ids(waiting), files(waiting)) == before
    assert half_made(waiting) == []
    assert loads.stage(waiting, GIVEN, by=operator("An")) == 2


def test_checking_on_a_full_disk_says_so_and_leaves_nothing(waiting):
    for place in ("folder of the trial", "copy for the trial", "commit of the trial"):
        on_full_disk(waiting, PLACES[place], lambda: loads.check(waiting, GIVEN))
        assert half_made(waiting) == []


def test_a_load_counts_although_the_record_of_it_found_no_room(waiting):
    """The record serves to bring a load back after damage; the load is published before it."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, waiting)
        disk.full_at(pa, "OSFile", lambda path, *_: Path(path).name == "loads.arrow")
        published = loads.publish(waiting, 1, by=operator("An"))
    assert (disk.hits, published.version, waiting.version()) == (1, 2, 2)
    assert not (journal.folder_of(waiting, 1) / "published").exists()
    assert journal.published(waiting) == {}


# --- withdraw ------------------------------------------------------------------------------


def take_back(store: Store) -> loads.Published:
    return loads.withdraw(store, 1, why="Nhầm kỳ", by=operator("Bình"))


@pytest.mark.long
def test_withdrawing_on_a_full_disk_changes_nothing_and_can_be_done_again(loaded):
    before = files(loaded), marts(loaded)
    for name, place in PLACES.items():
        on_full_disk(loaded, place, lambda: take_back(loaded), "No space left")
        assert (loaded.version(), loaded.versions()) == (2, [1, 2]), name
        assert files(loaded) == before[0], name
        assert half_made(loaded) == [], name
        # A withdrawal that did not happen is nothing that waits to be published.
        assert loads.staged(loaded) == [], name
        assert list(journal.published(loaded)) == [1], name
    assert marts(loaded) == before[1]
    done = take_back(loaded)
    assert done.version == 3
    assert marts(loaded) == marts(loaded.at(1))
    rows = queries.loads(loaded.at(3)).to_pylist()
    assert [row["load_id"] for row in rows if row["kind"] == "withdrawal"] == [done.load_id]
    # Nor can one that was broken off be published by its number.
    for number in set(journal.ids(loaded)) - {1, done.load_id}:
        with pytest.raises(Problem) as problem:
            loads.publish(loaded, number, by=operator("An"))
        assert problem.value.key == "error.load_cancelled"


def test_a_withdrawal_that_cannot_be_kept_does_not_happen(loaded):
    before = journal.ids(loaded), files(loaded)
    # It brings no rows of its own.
    for name in KEEPING.keys() - {"rows"}:
        on_full_disk(loaded, KEEPING[name], lambda: take_back(loaded), FULL)
        assert (journal.ids(loaded), files(loaded)) == before, name
        assert half_made(loaded) == [], name
    assert take_back(loaded).version == 3


# --- a disk that is full for everything ----------------------------------------------------


@pytest.mark.parametrize("room", [0, 1_000_000])
def test_no_file_may_grow(loaded, room):
    """The system itself refuses: files longer than `room` bytes cannot be written."""
    number = loads.stage(loaded, submission(SCORES | {"02": "1"}), by=operator("An"))
    before = files(loaded), marts(loaded)

    def in_little_room(action: Callable[[], object]) -> None:
        with limited("RLIMIT_FSIZE", room):
            action()

    expect_full(lambda: in_little_room(lambda: loads.publish(loaded, number, by=operator("An"))))
    expect_full(lambda: in_little_room(lambda: take_back(loaded)))
    assert (files(loaded), marts(loaded)) == before
    assert half_made(loaded) == []
    assert [waits for waits, _ in loads.staged(loaded)] == [number]


def test_what_is_told_is_what_happened_when_the_folder_cannot_be_synced(waiting):
    """The pointer is moved and then made safe: the last step can fail after it counts."""
    place = waiting.folder
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, waiting)
        disk.full_at(
            os, "fsync", lambda descriptor: os.path.samestat(os.fstat(descriptor), place.stat())
        )
        try:
            told = loads.publish(waiting, 1, by=operator("An")).version
        except Problem:
            told = 1
    assert disk.hits == 1
    assert waiting.version() == told


# --- originals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        lambda disk: disk.full_at(os, "mkdir", lambda path, *_: Path(path).parent.name == "files"),
        lambda disk: disk.full_at(os, "fsync", lambda _: True),
        lambda disk: disk.full_at(os, "replace", lambda *_: True),
    ],
    ids=["folder", "sync", "name"],
)
def test_an_original_that_finds_no_room_is_not_there(tmp_path, place):
    store = Store(tmp_path / "var")
    (store.folder / "files").mkdir(parents=True)
    on_full_disk(store, place, lambda: originals.keep(store, CONTENT), FULL)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []
    sha256 = originals.keep(store, CONTENT)
    assert originals.path_of(store, sha256).read_bytes() == CONTENT


def test_an_original_is_whole_or_not_there(tmp_path):
    store = Store(tmp_path / "var")
    content = CONTENT * 1_000

    def keep_in_little_room() -> None:
        with limited("RLIMIT_FSIZE", 4_096):
            originals.keep(store, content)

    expect_full(keep_in_little_room, os.strerror(errno.EFBIG))
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []
    assert originals.path_of(store, originals.keep(store, content)).read_bytes() == content
