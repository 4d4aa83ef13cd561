"""The newest version of a store, also of one that other servers publish to, and the way into it.

Where nobody else publishes, that is what the folder's pointer names, and a load takes effect as
the next version. Of a shared store (store/shared.py) the lake has the newest snapshot; a version is
made of it here, with the marts made by the same code; a load takes effect when the lake commits it.
"""

import contextlib
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from rankings.loads import bootstrap, checks, journal, marts
from rankings.store import current, data_folder, queries
from rankings.store.lake import Overtaken
from rankings.store.problems import Problem
from rankings.store.shared import SharedStore
from rankings.store.versions import Snapshot, Store, sql

T = TypeVar("T")
# So often something is tried while the others may publish. Overtaken, it makes them wait: of two
# servers that publish without a pause each would else try everything three or four times.
TRIES = 1

log = logging.getLogger("rankings")


def ensure(store: Store, data: Path = bootstrap.DATA) -> int:
    """The current version of a store, brought up to data/ and to what other servers published.

    Where the lake is away it is the newest version that is here. Raises Problem as
    `bootstrap.ensure` does, and where the lake is away and no version is here.
    """
    store.clear_trials()
    if not isinstance(store, SharedStore):
        return bootstrap.ensure(store, data) if data != bootstrap.DATA else bootstrap.ensure(store)
    with store.locked(builds=True):
        try:
            store.fetch()
            _bring_up(store, data)
            return catch_up_locked(store, sound=True)
        except Problem as problem:
            if problem.key != "error.lake_away":
                raise
            return _what_is_here(store)


def catch_up(store: SharedStore) -> int:
    """Make the version of the lake's newest snapshot, unless it is the current one; its number."""
    if store.version() == store.lake.reached().figures:
        return store.version() or 0
    with store.locked():
        return catch_up_locked(store)


def on_the_newest(store: Store, act: Callable[[int], T]) -> T:
    """What an act gives that is tried on the newest version and may change the store, with the lock
    held; tried again where other servers have published meanwhile.

    Raises what the act raises, and Problem where it cannot be known what the newest version is.
    """
    if not isinstance(store, SharedStore):
        with store.locked():
            return act(store.version() or 0)
    with store.locked():
        for _ in range(TRIES):
            store.fetch()
            with contextlib.suppress(Overtaken):
                return act(catch_up_locked(store))
        # Others are quicker every time: they wait until this one is done.
        try:
            with store.lake.held():
                return act(catch_up_locked(store))
        except Overtaken as error:  # only where the lock was lost with the catalogue
            raise Problem("error.lake_away") from error


def take_effect(
    store: Store, tried: Store, base: int, load_id: int, outcome: Mapping[str, pa.Table]
) -> int:
    """Make a load that was tried on version `base` part of what counts, with what was found and
    done; the number of the version. Call with the lock held.

    tried: the store whose newest version is `base` with the load; outcome: table -> further rows.
    Raises Overtaken when other servers have published after `base`: nothing has changed then.
    """
    if isinstance(store, SharedStore):
        _commit(store, tried, base, load_id, outcome)
    number = base + 1 if isinstance(store, SharedStore) else None
    try:
        path = tried.path(tried.snapshot().version)
        tried.close()
        # Moved here, not copied: to publish takes no more disk than the one version.
        with store.next_version(path, moved=True, small=True, number=number) as connection:
            for name, rows in outcome.items():
                data_folder.insert_table(connection, name, rows)
    except Problem as problem:
        if number is None:
            raise
        # The load counts, everywhere: this server shows it as soon as it can write again.
        log.error("load %d counts, but its version could not be made here: %s", load_id, problem)
        return number
    return store.snapshot().version


def has(store: Store, version: int) -> bool:
    """Whether a version can be read here; one of a shared store is made of its snapshot where it is
    not here any more, or never was."""
    if store.path(version).exists():
        return True
    if not isinstance(store, SharedStore) or not 0 < version <= (store.version() or 0):
        return False
    with contextlib.suppress(Problem), store.trial() as made:
        _make(made, store, version, None)
        made.close()
        made.path(made.snapshot().version).replace(store.path(version))
    return store.path(version).exists()


# --- What the lake is made of ---------------------------------------------------------------------


@cache
def base_tables() -> tuple[str, ...]:
    """The tables of a store that hold what loads brought, and nothing that is made of it."""
    with contextlib.closing(duckdb.connect()) as connection:
        bootstrap.create_tables(connection)
        return tuple(current.tables(connection))


def lake_info(store: SharedStore, version: int) -> dict[str, str]:
    """What a snapshot says of itself, as `store_info` has it. Raises Problem when it was made by a
    newer version of this application."""
    rows = store.lake.rows("store_info", version=version).to_pylist()
    facts = {row["key"]: row["value"] for row in rows}
    reached = current.schema_reached(facts)
    if reached is None:
        raise Problem("error.schema_unknown", folder=str(store.lake.data))
    if reached > current.schema_version():
        raise Problem("error.store_newer", folder=str(store.lake.data))
    return facts


def _commit(
    store: SharedStore, tried: Store, base: int, load_id: int, outcome: Mapping[str, pa.Table]
) -> None:
    """Make a load a snapshot of the lake."""
    rows = rows_of_load(tried.snapshot(), load_id)
    for name, more in outcome.items():
        if more.num_rows:
            rows[name] = more
    with store.lake.changing(base) as connection:
        put(connection, load_id, rows)


def put(connection: duckdb.DuckDBPyConnection, load_id: int, rows: Mapping[str, pa.Table]) -> None:
    """Write the rows of a load into the lake, in a transaction that is open."""
    for name, table in rows.items():
        data_folder.insert_table(connection, name, table)
    brought = {"load_id": [load_id] * len(rows), "table_name": list(rows)}
    data_folder.insert(connection, "brought", brought)


def rows_of_load(at: Snapshot, load_id: int) -> dict[str, pa.Table]:
    """The rows that a load has in a version, by table; only of tables in which it has any."""
    cursor = at.store.connect(at.version).cursor()
    rows, there = {}, set(current.tables(cursor))
    for name in base_tables():
        # A version of an earlier application may lack a table.
        if name in there and "load_id" in cursor.table(name).columns:
            table = cursor.table(name).filter(f"load_id = {int(load_id)}").to_arrow_table()
            if table.num_rows:
                rows[name] = table
    return rows


def replace_all(store: SharedStore, at: Snapshot, *, because: str) -> None:
    """Make what a version of another store holds the next snapshot of the lake, in place of all
    that it held."""
    while True:
        base = store.lake.newest().figures
        there = lake_info(store, base)
        with contextlib.suppress(Overtaken), store.lake.changing(base) as connection:
            for name in base_tables():
                connection.execute(sql("lake/forget_all").replace("of_table", name))
            for load_id in queries.loads(at)["load_id"].to_pylist()[::-1]:
                put(connection, load_id, rows_of_load(at, load_id))
            facts = {
                "fingerprint": current.info(at).get("fingerprint", ""),
                "schema_version": there["schema_version"],
                "made_because": because,
                "lake": there["lake"],
            }
            say(connection, facts)
            return


def record_all(store: Store, at: Snapshot) -> None:
    """Record of each load in the folder of a store what a publication added to it, unless that was
    done: other servers have recorded theirs in their own folders."""
    for load_id in queries.loads(at)["load_id"].to_pylist():
        # What was handed in may be lost; the load itself is in the version.
        with contextlib.suppress(Problem):
            if load_id and load_id not in journal.published_ids(store):
                handed_in = journal.read(store, load_id).rows.keys()
                rows = rows_of_load(at, load_id)
                beside = {name: rows[name] for name in rows.keys() - handed_in}
                journal.record(store, load_id, beside)


# --- Bringing the lake up to data/ ----------------------------------------------------------------


def _bring_up(store: SharedStore, data: Path) -> None:
    """Make the lake, or bring load 0 and the tables of an older one up to this application.

    A server whose data/ the lake had before and has replaced leaves it: of two servers that are
    updated one after the other the older one does not take anything back.
    """
    wanted = data_folder.fingerprint(data)
    while True:
        base = store.lake.newest().figures
        info = lake_info(store, base) if base else {}
        if base and info.get("lake") != store.lake.id():
            raise Problem("error.lake_other", data=str(store.lake.data))
        before = info.get("before", "").split(", ") if info.get("before") else []
        if info.get("fingerprint") == wanted or wanted in before:
            return
        with contextlib.suppress(Overtaken):
            _replace_load_0(store, data, base, info, wanted)
            return


def _replace_load_0(
    store: SharedStore, data: Path, base: int, info: Mapping[str, str], wanted: str
) -> None:
    with store.trial() as made:
        with made.next_version(None, kept=False) as connection:
            bootstrap.create_tables(connection)
            if base:
                brought = _brought(store, base)
                brought.pop(data_folder.LOAD_ID, None)
                _insert_loads(connection, store, base, brought)
            checks.stop_on_blocker(bootstrap.load_data_folder(connection, data))
        rows = rows_of_load(made.snapshot(), data_folder.LOAD_ID)
    if not base:
        store.lake.mark(new_identity())
    facts = {
        "fingerprint": wanted,
        "schema_version": str(current.schema_version()),
        "made_because": "data_changed" if base else "first",
        "lake": store.lake.id(),
    }
    if base:
        facts["before"] = ", ".join(filter(None, (info.get("before"), info.get("fingerprint"))))
    with store.lake.changing(base) as connection:
        migrate(connection, current.schema_reached(info) or 0)
        if base:
            for name in base_tables():
                if name != "store_info":
                    statement = sql("lake/forget_load").replace("of_table", name)
                    connection.execute(statement, {"load_id": data_folder.LOAD_ID})
        put(connection, data_folder.LOAD_ID, rows)
        say(connection, facts)


def new_identity() -> str:
    """What a new lake is known by."""
    return uuid.uuid4().hex


def migrate(connection: duckdb.DuckDBPyConnection, reached: int) -> None:
    """Make the tables of the lake, or what a newer version of the application adds to them.

    reached: the newest migration that was run; 0: none. In a transaction that is open.
    """
    if not reached:
        connection.execute(sql("lake/head"))
    for path in sorted((bootstrap.QUERIES / "schema").glob("*.sql")):
        if int(path.stem.split("_")[0]) > reached:
            connection.execute(path.read_text(encoding="utf-8"))


def say(connection: duckdb.DuckDBPyConnection, facts: Mapping[str, str]) -> None:
    """Write what the lake says of itself, in place of what it said, in a transaction that is open.

    What was made of earlier snapshots is no base for the next one: it is made anew.
    """
    connection.execute(sql("lake/forget_all").replace("of_table", "store_info"))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    every = {"built_at": now, **facts, "generation": uuid.uuid4().hex}
    columns = {"key": list(every), "value": list(every.values())}
    data_folder.insert(connection, "store_info", columns)


# --- Making versions of its snapshots -------------------------------------------------------------


@dataclass(frozen=True)
class _Base:
    """A version that a later one is made of, and what has come since: load -> its tables."""

    version: int
    since: Mapping[int, frozenset[str]]


def catch_up_locked(store: SharedStore, *, sound: bool = False) -> int:
    """The current version, made of the newest snapshot where it is not that. Call with the lock
    held. sound: the current one is read to its end before it is believed."""
    newest, version = store.lake.reached().figures, store.version()
    if version is not None and version > newest:
        raise Problem("error.lake_older", folder=str(store.folder), version=version, newest=newest)
    if sound and version is not None and not _is_sound(store, version):
        version = None
    if version == newest:
        return newest
    base = None if version is None else _usable(store, version, newest)
    _make(store, store, newest, base)
    log.info("version %d made of the shared store", newest)
    return newest


def _is_sound(store: SharedStore, version: int) -> bool:
    if store.path(version).exists():
        at = store.at(version)
        if current.info(at) and (store.is_known_sound(version) or current.scans(at)):
            return True
        store.set_aside(version)
    return False


def _usable(store: SharedStore, version: int, newest: int) -> _Base | None:
    """A version as the base of the newest one: where only loads were added, and the SQL of this
    application made it."""
    there, here = lake_info(store, newest), current.info(store.at(version))
    alike = here.get("generation") == there["generation"]
    if not alike or here.get("made_by") != data_folder.fingerprint():
        return None
    cursor = store.connect(version).cursor()
    known = set(cursor.table("loads").to_arrow_table()["load_id"].to_pylist())
    brought = _brought(store, newest)
    return _Base(version, {number: brought[number] for number in brought.keys() - known})


def _brought(store: SharedStore, snapshot: int) -> dict[int, frozenset[str]]:
    """The loads of a snapshot, and the tables in which each has rows."""
    names: dict[int, set[str]] = defaultdict(set)
    for row in store.lake.rows("brought", version=snapshot).to_pylist():
        names[row["load_id"]].add(row["table_name"])
    return {load_id: frozenset(tables) for load_id, tables in names.items()}


def _make(into: Store, store: SharedStore, snapshot: int, base: _Base | None) -> None:
    """Make a version of a snapshot, of `base` with the loads since, or of nothing."""
    number = snapshot if into is store else None
    if base is None:
        with into.next_version(None, number=number) as connection:
            bootstrap.create_tables(connection)
            info = lake_info(store, snapshot) | {"made_by": data_folder.fingerprint()}
            columns = {"key": list(info), "value": list(info.values())}
            data_folder.insert(connection, "store_info", columns)
            _insert_loads(connection, store, snapshot, _brought(store, snapshot))
            marts.build(connection)
        return
    with into.next_version(base.version, number=number, small=True) as connection:
        _insert_loads(connection, store, snapshot, base.since)
        marts.build(connection, _changed(connection, base.since))


def _changed(connection: duckdb.DuckDBPyConnection, since: Collection[int]) -> marts.Changed:
    """What follows from loads that came in: their rows, and those of the loads they take back."""
    rows = connection.table("loads").to_arrow_table().to_pylist()
    taken_back = {row["withdraws"] for row in rows if row["load_id"] in since} - {None}
    every = [marts.changed_by_load(connection, load_id) for load_id in {*since, *taken_back}]
    return marts.Changed(
        frozenset().union(*(item.tables for item in every)),
        frozenset().union(*(item.edition_ids for item in every)),
    )


def load_ids(store: SharedStore, snapshot: int) -> set[int]:
    """The numbers of the loads of a snapshot; none of snapshot 0, which holds nothing."""
    if not snapshot:
        return set()
    rows = store.lake.rows("loads", version=snapshot)
    return set(rows["load_id"].to_pylist())


def _insert_loads(
    connection: duckdb.DuckDBPyConnection,
    store: SharedStore,
    snapshot: int,
    brought: Mapping[int, frozenset[str]],
) -> None:
    """Copy the rows of loads as they stand in a snapshot, of the tables in which they have any."""
    for name in sorted(frozenset().union(*brought.values())):
        rows = store.lake.rows(name, version=snapshot, load_ids=brought.keys())
        data_folder.insert_table(connection, name, rows)


def _what_is_here(store: SharedStore) -> int:
    """The newest version that is here and can be read, the lake being away."""
    version = store.version()
    if version is not None and _is_sound(store, version):
        return version
    for older in reversed(store.versions()):
        if older != version and _is_sound(store, older):
            store.go_back_to(older)
            return older
    raise Problem("error.lake_away_empty", folder=str(store.folder))
