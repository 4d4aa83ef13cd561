"""Whether the store is sound and was made from what data/ holds now, told without building it."""

from collections.abc import Mapping

import duckdb

from rankings.store import data_folder
from rankings.store.problems import Problem
from rankings.store.versions import BATCH_ROWS, QUERIES, Snapshot, Store, sql


def is_current(store: Store, wanted: str | None = None) -> bool:
    """True when the current version can be read to its end and was built from what is wanted.

    wanted: the fingerprint of the data, by default of data/. Raises Problem when the store was made
    by a newer version of this application, or data/ cannot be read.
    """
    version = store.version()
    wanted = data_folder.fingerprint() if wanted is None else wanted
    if version is None or info(store.at(version)).get("fingerprint") != wanted:
        return False
    return store.is_known_sound(version) or scans(store.at(version))


def info(at: Snapshot) -> dict[str, str]:
    """What a version says of itself: built_at, made_because, damaged …; empty if it cannot be read.

    One whose schema_version is no number cannot be read either: nobody knows what its tables are.
    Raises Problem when it was made by a newer version of this application, and when the memory of
    this machine was not enough, which says nothing of the version.
    """
    try:
        table = at.fetch(sql("store_info"))
    except (duckdb.Error, Problem) as error:
        if isinstance(error, Problem) and error.key == "error.database_memory":
            raise
        if "newer version of DuckDB" in str(error):
            raise Problem("error.store_newer", folder=str(at.store.folder)) from error
        return {}
    facts = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
    reached = schema_reached(facts)
    if reached is None:
        return {}
    if reached > schema_version():
        raise Problem("error.store_newer", folder=str(at.store.folder))
    return facts


def schema_reached(facts: Mapping[str, str]) -> int | None:
    """The newest migration that was run, by what a store says of itself: 0 where it says nothing,
    None where what it says is no number."""
    written = facts.get("schema_version") or "0"
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def schema_version() -> int:
    """The number of the newest migration in queries/schema/."""
    return max(int(path.stem.split("_")[0]) for path in (QUERIES / "schema").glob("*.sql"))


def scans(at: Snapshot) -> bool:
    """True when every table of a version can be read to its end. Raises Problem when the memory of
    this machine was not enough for that."""
    try:
        cursor = at.store.connect(at.version).cursor()
        for table in tables(cursor):
            for _ in cursor.table(table).to_arrow_reader(BATCH_ROWS):
                pass  # read, and let go of: at 4,000 editions all at once took 500 MB
    except duckdb.OutOfMemoryException as error:
        raise at.store.memory_problem() from error
    except (duckdb.Error, Problem):
        return False
    at.store.note_sound(at.version)
    return True


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the tables of a store."""
    return [name for (name,) in connection.execute(sql("store_tables")).fetchall()]
