"""Whether the store is sound and was made from what data/ holds now, told without building it."""

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

    Raises Problem when it was made by a newer version of this application.
    """
    try:
        table = at.fetch(sql("store_info"))
    except (duckdb.Error, Problem) as error:
        if "newer version of DuckDB" in str(error):
            raise Problem("error.store_newer", folder=str(at.store.folder)) from error
        return {}
    facts = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
    if int(facts.get("schema_version", 0)) > schema_version():
        raise Problem("error.store_newer", folder=str(at.store.folder))
    return facts


def schema_version() -> int:
    """The number of the newest migration in queries/schema/."""
    return max(int(path.stem.split("_")[0]) for path in (QUERIES / "schema").glob("*.sql"))


def scans(at: Snapshot) -> bool:
    """True when every table of a version can be read to its end."""
    try:
        cursor = at.store.connect(at.version).cursor()
        for table in tables(cursor):
            for _ in cursor.table(table).to_arrow_reader(BATCH_ROWS):
                pass  # read, and let go of: at 4,000 editions all at once took 500 MB
    except (duckdb.Error, Problem):
        return False
    at.store.note_sound(at.version)
    return True


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the tables of a store."""
    return [name for (name,) in connection.execute(sql("store_tables")).fetchall()]
