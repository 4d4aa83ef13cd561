"""Build the store from data/ when it is missing, older than data/, or damaged."""

import logging
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from rankings.loads import checks, journal, marts
from rankings.store import current, data_folder, queries
from rankings.store.versions import QUERIES, Store

DATA = data_folder.DATA

log = logging.getLogger("rankings")


def ensure(store: Store, data: Path = DATA) -> int:
    """The current version of the store, built or rebuilt from data/ when that is needed.

    A new version follows when data/ or the SQL that builds the store has changed; what was loaded
    since is carried over. A version that cannot be read to its end is moved aside and said so in
    `store_info`, as is a pointer that leads nowhere; the newest readable version then serves as the
    base. Loads that the journal knows as published and that version does not, because it is older
    or the newest one is damaged, are brought back; those that cannot be are said. Raises Problem
    when a check finds a blocker, when data/ is incomplete, when another writer holds the store too
    long, when the disk is full, or when the store was made by a newer version of this application.
    """
    wanted = data_folder.fingerprint(data)
    if _is_current(store, wanted):
        return store.version()
    with store.locked(builds=True):
        # Another process may have built it while this one waited for the lock.
        if _is_current(store, wanted):
            return store.version()
        base, damaged = _newest_readable(store)
        with store.next_version(base=None) as connection:
            create_tables(connection)
            known: list[int] = []
            if base is not None:
                earlier = store.connect(base)
                known = _later_loads(earlier)
                copy_loads(earlier, connection, known)
            lost = _restore(store, connection, known)
            checks.stop_on_blocker(load_data_folder(connection, data))
            info = {
                "fingerprint": wanted,
                "schema_version": str(current.schema_version()),
                "made_because": _reason(store, base, damaged),
            }
            for key, names in (("damaged", damaged), ("not_restored", lost)):
                info |= {key: ", ".join(map(str, names))} if names else {}
            _describe(connection, info)
    log.info("version %d of the store: %s", store.version(), info)
    return store.version()


def _is_current(store: Store, wanted: str) -> bool:
    return current.is_current(store, wanted) and not _behind_journal(store, store.version())


def _behind_journal(store: Store, version: int | None) -> bool:
    """Whether the journal knows of published loads that a version neither has nor says are lost."""
    published = set(journal.published_ids(store))
    if version is None or not published:
        return False
    lost = current.info(store.at(version)).get("not_restored")
    known_lost = {int(number) for number in lost.split(", ")} if lost else set()
    return bool(
        published - known_lost - set(queries.loads(store.at(version))["load_id"].to_pylist())
    )


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Run the migrations of queries/schema/ on an empty store."""
    for path in sorted((QUERIES / "schema").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))


def load_data_folder(
    connection: duckdb.DuckDBPyConnection, data: Path, asked: Iterable[checks.Rule] | None = None
) -> list[checks.Finding]:
    """Read data/ as load 0, run the checks, record and return what they find, blockers first.

    asked: some of the rules; None: all.
    """
    facts = {
        "load_id": data_folder.LOAD_ID,
        "sequence": 0,
        "kind": "data_folder",
        "state": "published",
        "loaded_at": datetime.now(UTC).replace(tzinfo=None),
        "file_name": data.name,
        "sha256": data_folder.fingerprint(data),
    }
    data_folder.insert_row(connection, "loads", facts)
    data_folder.load(connection, data)
    marts.build(connection)
    found = checks.findings(connection, data_folder.LOAD_ID, asked)
    columns = checks.as_columns(found, data_folder.LOAD_ID)
    data_folder.insert(connection, "findings", columns)
    return found


def findings_of(
    data: Path = DATA, asked: Iterable[checks.Rule] | None = None
) -> list[checks.Finding]:
    """What the checks find in data/, blockers included; nothing is stored.

    asked: some of the rules; None: all.
    """
    connection = duckdb.connect()
    create_tables(connection)
    return load_data_folder(connection, data, asked)


def _reason(store: Store, base: int | None, damaged: list[str]) -> str:
    """Why a version is made: first | damaged | older_store | behind_journal | data_changed."""
    if damaged:
        return "damaged"
    if base is None:
        return "first"
    older = (current.schema_reached(current.info(store.at(base))) or 0) < current.schema_version()
    if older:
        return "older_store"
    return "behind_journal" if _behind_journal(store, base) else "data_changed"


def _describe(connection: duckdb.DuckDBPyConnection, info: dict[str, str]) -> None:
    info = info | {"built_at": datetime.now(UTC).isoformat(timespec="seconds")}
    columns = {"key": list(info), "value": list(info.values())}
    data_folder.insert(connection, "store_info", columns)


def _newest_readable(store: Store) -> tuple[int | None, list[str]]:
    """The current version, else the newest that can be read, and the names of what is damaged."""
    newest = store.version()
    damaged = []
    if newest is None and store.pointer.exists():
        damaged.append(store.pointer.name)
    elif newest is not None and not store.path(newest).exists():
        damaged.append(store.path(newest).name)
    candidates = sorted(store.versions(), key=lambda version: (version == newest, version))
    for version in reversed(candidates):
        if current.info(store.at(version)) and current.scans(store.at(version)):
            return version, damaged
        damaged.append(store.set_aside(version).name)
    return None, damaged


def copy_loads(
    earlier: duckdb.DuckDBPyConnection,
    connection: duckdb.DuckDBPyConnection,
    load_ids: Collection[int],
) -> None:
    """Copy the rows of some loads from another version, table by table, column by column name.

    A column that the other version does not have stays empty.
    """
    if not load_ids:
        return
    numbers = ", ".join(str(int(load_id)) for load_id in sorted(load_ids))
    cursor = earlier.cursor()
    known = current.tables(cursor)
    for table in current.tables(connection):
        if table in known and "load_id" in cursor.table(table).columns:
            rows = cursor.table(table).filter(f"load_id in ({numbers})").to_arrow_table()
            data_folder.insert_table(connection, table, rows)


def _restore(
    store: Store, connection: duckdb.DuckDBPyConnection, known: Collection[int]
) -> list[int]:
    """Bring back the loads that no readable version holds, from what is kept of each; the numbers
    of those that cannot be."""
    missing = [number for number in journal.published_ids(store) if number not in known]
    whole = journal.published(store, missing)
    for tables in whole.values():
        for name, rows in tables.items():
            data_folder.insert_table(connection, name, rows)
    return [number for number in missing if number not in whole]


def _later_loads(earlier: duckdb.DuckDBPyConnection) -> list[int]:
    """The numbers of all loads but load 0."""
    rows = earlier.cursor().table("loads").filter(f"load_id > {data_folder.LOAD_ID}")
    return rows.to_arrow_table()["load_id"].to_pylist()
