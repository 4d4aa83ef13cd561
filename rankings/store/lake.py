"""What several servers hold in common: a lake of DuckLake, its catalogue in PostgreSQL.

    catalogue (PostgreSQL)   schema rankings_figures: which rows of which table belong to a snapshot
                             schema rankings_kept: the same of the files, and the numbers of loads
    data path (a folder that every server sees)
      rankings-lake          the lake that this folder belongs to
      figures/, kept/        Parquet files, written once

Each change of the figures is one transaction and one snapshot, whose number is that of the version
that every server makes of it. What is kept beside them (originals, journal) is a lake of its own,
so that it counts no versions. The extensions of DuckDB come as Python packages
(requirements-shared.txt); nothing is downloaded.
"""

import contextlib
import importlib.util
import logging
import re
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from rankings.store.problems import Problem
from rankings.store.versions import LOCK_SECONDS, sql

SCHEME = "ducklake:postgres:"
MARK = "rankings-lake"
EXTENSIONS = ("postgres_scanner", "ducklake")
MEGABYTES = 512
# How long a server that does not answer is waited for before the catalogue counts as away.
CONNECT_SECONDS = 3
ASK_AGAIN_SECONDS = 0.02
# What DuckDB raises when PostgreSQL or the data path cannot be reached, or are lost on the way.
AWAY = (duckdb.IOException, duckdb.ConnectionException, duckdb.TransactionException, OSError)

log = logging.getLogger("rankings")


class Overtaken(Exception):
    """The figures have moved on: what was tried on a snapshot has to be tried on the newest one."""


@dataclass(frozen=True)
class Newest:
    """The numbers of the newest snapshots; figures: 0 where nothing was published yet."""

    figures: int
    kept: int


class Lake:
    """A lake by its catalogue (a connection string of PostgreSQL) and its data path.

    Opens nothing before it is asked. Every method raises the Problem error.lake_away where the
    catalogue or the data path cannot be reached; asked again, it connects anew.
    """

    def __init__(self, catalogue: str, data: Path) -> None:
        self.catalogue = catalogue
        self.data = data
        # Since when it cannot be reached, as far as is known; None: it was there when last asked.
        self.away_since: datetime | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.RLock()
        self._holder: int | None = None

    def newest(self) -> Newest:
        """The newest snapshots, asked of the catalogue alone: some milliseconds."""
        with self._reaching() as cursor:
            return Newest(*self._in_the_catalogue(cursor, "lake/newest"))

    def reached(self) -> Newest:
        """The newest snapshots, and that the data path is there as well: all is well again."""
        newest = self.newest()
        if newest.figures:
            self.id()
        self.away_since = None
        return newest

    def id(self) -> str:
        """What this lake is known by; it is given once and stands in its data path as well."""
        try:
            return (self.data / MARK).read_text(encoding="ascii").strip()
        except OSError as error:
            raise self._away(error) from error

    def mark(self, identity: str) -> None:
        """Say in the data path which lake it belongs to, unless that is said already."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            with (self.data / MARK).open("x", encoding="ascii") as file:
                file.write(identity)
        except FileExistsError:
            return
        except OSError as error:
            raise self._away(error) from error

    def rows(
        self, table: str, *, version: int, load_ids: Collection[int] | None = None
    ) -> pa.Table:
        """The rows of a table in a snapshot, of some loads in the order in which they came; None:
        all of them, in any order."""
        with self._reaching() as cursor:
            given: dict[str, object] = {"version": version}
            statement = sql("lake/rows")
            if load_ids is not None:
                statement, given = sql("lake/rows_of_loads"), given | {"load_ids": sorted(load_ids)}
            return cursor.execute(statement.replace("of_table", table), given).to_arrow_table()

    def next_number(self, after: int) -> int:
        """A number of a load above `after` that nobody else is given."""
        with self._reaching() as cursor:
            while (number := int(self._in_the_catalogue(cursor, "lake/next_number")[0])) <= after:
                pass
            return number

    @contextmanager
    def changing(self, base: int) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction on the figures that becomes snapshot `base` + 1 at the end.

        One server at a time has the catalogue's lock. Raises Overtaken when `base` is not the
        newest snapshot; then, and when the body raises or the process dies, nothing has changed.
        Where the catalogue is lost while it is being told to commit, nobody knows yet whether it
        did: the Problem is raised, and the newest snapshot says it later.
        """
        with self.held(), self._reaching() as cursor:
            self.id()
            cursor.execute("use figures")
            cursor.begin()
            try:
                if cursor.execute(sql("lake/snapshot")).fetchone() != (base,):
                    raise Overtaken
                yield cursor
                cursor.execute(sql("lake/moved_on"))
                cursor.commit()
            except BaseException as error:
                with contextlib.suppress(duckdb.Error):
                    cursor.rollback()
                if isinstance(error, duckdb.Error) and "conflict" in str(error):
                    raise Overtaken from error
                raise

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the catalogue's lock; whoever holds it may ask again. A server that dies lets go."""
        if self._holder == threading.get_ident():
            yield
            return
        with self._reaching() as cursor:
            self._waiting_for_lock(cursor)
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None
                with contextlib.suppress(duckdb.Error):
                    cursor.rollback()

    def keep(self, files: Sequence[tuple[str, bytes | None]]) -> None:
        """Keep files by their paths, in one transaction; None: removed."""
        columns = {
            "path": pa.array([path for path, _ in files], pa.string()),
            "content": pa.array([content for _, content in files], pa.binary()),
        }
        with self.held(), self._reaching() as cursor:
            self.id()
            cursor.execute("use kept")
            cursor.from_arrow(pa.table(columns)).insert_into("files")

    def kept_since(self, snapshot: int, to: int) -> Iterator[tuple[str, bytes | None]]:
        """What was kept after a snapshot up to another one: path and content, in order."""
        with self._reaching() as cursor:
            asked = cursor.execute(sql("lake/kept_since"), {"first": snapshot + 1, "last": to})
            while row := asked.fetchone():
                yield row[0], row[1]

    def close(self) -> None:
        """Let go of the connection; the next question makes another one."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(duckdb.Error):
                connection.close()

    # --- Reaching it ------------------------------------------------------------------------------

    @contextmanager
    def _reaching(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own; what DuckDB says when the lake is away becomes a Problem."""
        try:
            cursor = self._connected().cursor()
            try:
                yield cursor
            finally:
                cursor.close()
        except AWAY as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> Problem:
        # The next question connects anew: what is half lost is not asked again.
        with self._lock:
            self._connection = None
        if self.away_since is None:
            self.away_since = datetime.now(UTC)
            log.warning("the shared store cannot be reached: %s", without_secrets(str(error)))
        return Problem("error.lake_away")

    def _waiting_for_lock(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Take the catalogue's lock for the transaction that begins here."""
        cursor.begin()
        give_up = time.monotonic() + LOCK_SECONDS
        while not self._in_the_catalogue(cursor, "lake/lock")[0]:
            if time.monotonic() > give_up:
                raise Problem("error.store_locked", seconds=LOCK_SECONDS)
            time.sleep(ASK_AGAIN_SECONDS)

    @staticmethod
    def _in_the_catalogue(cursor: duckdb.DuckDBPyConnection, name: str) -> tuple[int, ...]:
        statement = {"statement": sql(name)}
        row = cursor.execute(sql("lake/in_the_catalogue"), statement).fetchone()
        return row or ()

    def _connected(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        for name in EXTENSIONS:
            connection.execute(f"load {_text(str(extension(name)))}")
        connection.execute(f"set memory_limit = '{MEGABYTES}MB'")
        connection.execute("set enable_progress_bar = false")
        given = _text(with_limits(self.catalogue))
        connection.execute(f"attach {given} as catalogue (type postgres)")
        with contextlib.closing(connection.cursor()) as lock:
            # Two servers that come first would both make the tables of DuckLake.
            self._waiting_for_lock(lock)
            self._attach_lakes(connection)
        return connection

    def _attach_lakes(self, connection: duckdb.DuckDBPyConnection) -> None:
        statement = {"statement": sql("lake/schemas")}
        connection.execute("call postgres_execute('catalogue', $statement)", statement)
        for name, inlined in (("figures", 10), ("kept", 0)):
            # A folder may be mounted elsewhere on another server: paths are kept relative to it.
            options = (
                f"data_path {_text(str(self.data / name))}, override_data_path true, "
                f"metadata_schema 'rankings_{name}', data_inlining_row_limit {inlined}"
            )
            lake = _text(SCHEME + with_limits(self.catalogue))
            connection.execute(f"attach {lake} as {name} ({options})")
        connection.execute(sql("lake/kept"))


def extension(name: str) -> Path:
    """The file of an extension of DuckDB, from its Python package. Raises Problem without it."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        raise Problem("error.lake_packages")
    folder = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}"
    path = folder / f"{name}.duckdb_extension"
    if not path.exists():
        raise Problem("error.lake_packages")
    return path


def with_limits(catalogue: str) -> str:
    """A connection string that gives up soon where nobody answers, unless it says how soon."""
    if "connect_timeout" in catalogue:
        return catalogue
    if "://" in catalogue:
        joint = "&" if "?" in catalogue else "?"
        return f"{catalogue}{joint}connect_timeout={CONNECT_SECONDS}"
    return f"{catalogue} connect_timeout={CONNECT_SECONDS}"


def without_secrets(text: str) -> str:
    """A text without the passwords of connection strings."""
    text = re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1@", text)
    return re.sub(r"password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)", "password=…", text)


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
