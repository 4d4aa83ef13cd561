"""The one door to DuckDB: a folder of immutable versions and a pointer to the current one.

    var/
      current                  the number of the current version
      store-000012.duckdb      a version; written once, then only read
      damaged/                 versions that could not be opened, kept for inspection
      trials/                  what a load would do, tried on a copy
      .sound                   the version that was last read to its end, and when
      .lock                    held by the one writer, in whatever process

Readers open the current version read-only by its own name and never wait. A writer takes the lock,
writes the next version beside the others, runs the checks, syncs, and moves the pointer: all or
nothing, whatever is killed when. A file name is never used twice and a connection is never closed
while another thread may hold it.
"""

import contextlib
import functools
import os
import re
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from rankings.store.problems import Problem
from rankings.store.remembered import Budget
from rankings.store.whole_files import sync

ROOT = Path(__file__).resolve().parents[2]
QUERIES = ROOT / "queries"
KEPT_VERSIONS = 20
LOCK_SECONDS = 60
# As long as the first build may take on a machine that is busy with other things.
BUILD_SECONDS = 300
CONNECTIONS_KEPT = 4
WRITER_MEGABYTES = 512
# Nothing that is being written lasts so long; what is older was left by a killed process.
ABANDONED_SECONDS = 3600
MEMO_BYTES = 64_000_000
# How long a file that was read to its end and has not changed since is taken for sound. Reading it
# all at every start takes longer the more it holds.
SOUND_SECONDS = 24 * 3600
# DuckDB sets aside memory for a whole batch, a million rows unless told: 140 MB of addresses for a
# table of 34 rows, kept as long as the table is.
BATCH_ROWS = 4096
# What a full disk raises: while Python writes, while DuckDB writes, commits or checkpoints.
WRITE_ERRORS = (OSError, duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)

P = ParamSpec("P")
R = TypeVar("R")

MEMORY = Budget(MEMO_BYTES)
_connections: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
_connections_lock = threading.Lock()


def default_folder() -> Path:
    """The folder of the store: the environment variable RANKINGS_VAR, else var/."""
    return Path(os.environ.get("RANKINGS_VAR") or ROOT / "var")


@dataclass(frozen=True)
class Store:
    """A folder of versions. Cheap to make: holds a path, opens nothing."""

    folder: Path

    @property
    def pointer(self) -> Path:
        """The file that says which version is the current one."""
        return self.folder / "current"

    @property
    def common(self) -> Path:
        """The folder for what all servers of the store add to, such as who may sign in."""
        return self.folder

    def make_common(self) -> None:
        """Make that folder where it is not there. Raises OSError where it cannot be made."""
        self.common.mkdir(parents=True, exist_ok=True)

    def at(self, version: int) -> "Snapshot":
        """One version of this store."""
        return Snapshot(self, version)

    def snapshot(self) -> "Snapshot":
        """The current version. Raises Problem where no readable pointer names one."""
        version = self.version()
        if version is None:
            raise Problem("error.no_version", file=self.pointer.name)
        return Snapshot(self, version)

    def path(self, version: int) -> Path:
        """The file of a version."""
        return self.folder / f"store-{version:06d}.duckdb"

    def version(self) -> int | None:
        """The current version, or None when there is no readable pointer."""
        try:
            return int(self.pointer.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def versions(self) -> list[int]:
        """The versions on disk, oldest first."""
        return _versions_in(self.folder)

    def free_number(self, after: int) -> int:
        """The number of the next load, where `after` is the highest that is known here."""
        return after + 1

    def sharing(self, *paths: Path) -> contextlib.AbstractContextManager[None]:
        """Write or remove files beside the versions, or folders of such, within this. One server
        has them where they are; several see them only where each shows them the others."""
        return contextlib.nullcontext()

    def connect(self, version: int) -> duckdb.DuckDBPyConnection:
        """The shared read-only connection of a version; take a cursor of it for each call.

        Raises Problem when the version is gone (pruned), duckdb.Error when it cannot be opened.
        """
        path = self.path(version)
        with _connections_lock:
            if path in _connections:
                _connections.move_to_end(path)
                return _connections[path]
            if not path.exists():
                raise Problem("error.version_gone", version=version)
            connection = _open(path, read_only=True)
            _connections[path] = connection
            while len(_connections) > CONNECTIONS_KEPT:
                # Dropped, not closed: another thread may still read from it.
                _connections.popitem(last=False)
            return connection

    @contextmanager
    def locked(self, *, builds: bool = False) -> Iterator[None]:
        """Hold the folder's lock; a Problem says so when another writer keeps it too long.

        builds: whoever waits has nothing to show before the store is built, and waits longer.
        """
        seconds = BUILD_SECONDS if builds else LOCK_SECONDS
        lock = FileLock(self.folder / ".lock", timeout=seconds)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise Problem("error.store_locked", seconds=seconds) from error
        except OSError as error:
            raise self._disk_problem(error) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def next_version(
        self,
        base: int | Path | None,
        *,
        kept: bool = True,
        small: bool = False,
        moved: bool = False,
        number: int | None = None,
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A writable copy of version `base` (None: an empty store) that becomes current at the end.

        base may also be the file of a version of another store. Call with the lock held. When the
        body raises, or the process dies, nothing has changed. kept: False for a version that is
        thrown away soon, which need be neither packed nor safe from a power cut. small: True where
        little is written and asked, so that one thread does it with less work than several. moved:
        True where the file of the other store is taken, not copied; nobody may have it open.
        number: of the version, where something else gives it; None: one that was never used.
        """
        version = self._unused_version() if number is None else number
        part = self.folder / f"next-{version:06d}.part"
        self._remove_leftovers()
        try:
            if base is not None:
                bring = os.replace if moved else shutil.copyfile
                bring(base if isinstance(base, Path) else self.path(base), part)
            connection = _open(part, read_only=False)
            try:
                # What does not fit goes to disk, beside the version that is being written.
                connection.execute(f"set memory_limit = '{WRITER_MEGABYTES}MB'")
                if small:
                    connection.execute("set threads = 1")
                if not kept:
                    connection.execute("set force_compression = 'uncompressed'")
                connection.begin()
                yield connection
                connection.commit()
                connection.execute("checkpoint")
            finally:
                connection.close()
            if kept:
                sync(part)
            part.replace(self.path(version))
            self._point_to(version)
            if kept:
                self.note_sound(version)
        except WRITE_ERRORS as error:
            if self.version() != version:
                self.path(version).unlink(missing_ok=True)
            raise self._disk_problem(error) from error
        except duckdb.OutOfMemoryException as error:
            if self.version() != version:
                self.path(version).unlink(missing_ok=True)
            raise self.memory_problem() from error
        finally:
            self._remove_leftovers()
        self._prune(version)

    @contextmanager
    def trial(self) -> Iterator["Store"]:
        """An empty store of its own beside the versions, gone at the end.

        What a load would do is tried there; readers and writers never see it.
        """
        trials = self.folder / "trials"
        self.clear_trials()
        try:
            trials.mkdir(parents=True, exist_ok=True)
            tried = Store(Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=trials)))
        except OSError as error:
            raise self._disk_problem(error) from error
        try:
            yield tried
        finally:
            tried.close()
            shutil.rmtree(tried.folder, ignore_errors=True)

    def clear_trials(self) -> None:
        """Remove what killed processes have left of their trials."""
        trials = self.folder / "trials"
        remove_abandoned(trials.glob("*"))
        for left in (path for path in trials.glob("*-*") if is_of_the_dead(path)):
            shutil.rmtree(left, ignore_errors=True)

    def close(self) -> None:
        """Close the connections to a store that only this thread has used."""
        with _connections_lock:
            for path in [path for path in _connections if path.parent == self.folder]:
                _connections.pop(path).close()

    def is_known_sound(self, version: int) -> bool:
        """True for a file that was written or read to its end within a day, and is still the same.

        Its size and the moment of its last change tell; what decays without these is found by the
        next reading to the end, and by DuckDB's own sums where the damaged block is read.
        """
        try:
            written, noted = self._sound_note.read_text(encoding="ascii").rsplit(" ", 1)
            age = time.time() - float(noted)
            return written == self._marks(version) and 0 <= age < SOUND_SECONDS
        except (OSError, ValueError):
            return False

    def note_sound(self, version: int) -> None:
        """Remember that the file of a version was just written, or read to its end."""
        # Without the note, which a folder that may not be written to never gets, it is read again.
        with contextlib.suppress(OSError):
            part = self.folder / f".sound-{os.getpid()}.part"
            part.write_text(f"{self._marks(version)} {time.time()}", encoding="ascii")
            part.replace(self._sound_note)

    @property
    def _sound_note(self) -> Path:
        return self.folder / ".sound"

    def _marks(self, version: int) -> str:
        facts = self.path(version).stat()
        return f"{self.path(version).name} {facts.st_size} {facts.st_mtime_ns}"

    def set_aside(self, version: int) -> Path:
        """Move a version that cannot be opened to damaged/; nothing is deleted.

        Raises Problem when the trouble is not in the file: no right to read it, too many open
        files, no right to move it.
        """
        path = self.path(version)
        target = self.folder / "damaged" / path.name
        with _connections_lock:
            _connections.pop(path, None)
        try:
            path.open("rb").close()
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
        except OSError as error:
            raise self._disk_problem(error) from error
        return target

    def memory_problem(self) -> Problem:
        """That the memory of this machine was not enough to read or write a version."""
        return Problem("error.database_memory", folder=str(self.folder))

    def _disk_problem(self, error: Exception) -> Problem:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Problem("error.disk", folder=str(self.folder), reason=reason)

    def _unused_version(self) -> int:
        used = [0, self.version() or 0, *self.versions(), *_versions_in(self.folder / "damaged")]
        return max(used) + 1

    def _point_to(self, version: int) -> None:
        part = self.folder / "current.part"
        part.write_text(f"{version}\n", encoding="ascii")
        sync(part)
        part.replace(self.pointer)
        # The new version counts from here on: that the folder could not be synced is no failure.
        with contextlib.suppress(OSError):
            sync(self.folder)

    def _remove_leftovers(self) -> None:
        patterns = ("next-*.part*", "current.part", ".sound-*.part")
        for leftover in [path for pattern in patterns for path in self.folder.glob(pattern)]:
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)

    def _prune(self, current: int) -> None:
        old = [version for version in self.versions() if version != current]
        for version in old[: max(0, len(old) + 1 - KEPT_VERSIONS)]:
            try:
                self.path(version).unlink(missing_ok=True)
            except OSError:
                # Windows keeps a file that a reader has open; the next writer tries again.
                continue


@dataclass(frozen=True)
class Snapshot:
    """One version of a store. It never changes, so it is the cache key of all that is read from it.

    Functions that read figures take it as their first argument, named `at`.
    """

    store: Store
    version: int

    def fetch(self, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
        """The rows of a statement, as an Arrow table.

        Raises Problem where the memory of this machine is not enough.
        """
        try:
            with contextlib.closing(self.store.connect(self.version).cursor()) as cursor:
                rows = cursor.execute(sql, parameters or {}).to_arrow_table(BATCH_ROWS)
                return rows.combine_chunks()
        except duckdb.OutOfMemoryException as error:
            raise self.store.memory_problem() from error


def remove_abandoned(folders: Iterable[Path]) -> None:
    """Remove folders that a killed process has left: those older than any work can last."""
    for folder in folders:
        with contextlib.suppress(OSError):  # another process may be removing it as well
            if time.time() - folder.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def is_of_the_dead(trial: Path) -> bool:
    """Whether the process that a folder of trials, or a note, is named for has ended; where that
    cannot be known, the folder's age tells."""
    number = trial.name.partition("-")[0]
    if os.name != "posix" or not number.isdecimal():
        return False  # on Windows the call below would end the process
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it lives, as somebody else's
        return False
    return False


def _versions_in(folder: Path) -> list[int]:
    names = (re.fullmatch(r"store-(\d+)\.duckdb", path.name) for path in folder.glob("store-*"))
    return sorted(int(name[1]) for name in names if name)


def _open(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), read_only=read_only)
    # The SQL of this project reads tables only: no file, no network.
    connection.execute("set enable_external_access = false")
    # Its bar would stand in the answer of a command.
    connection.execute("set enable_progress_bar = false")
    if read_only:
        # What a page asks takes milliseconds: to share it among threads costs a third more, and
        # the other cores belong to the other readers.
        connection.execute("set threads = 1")
    return connection


def memo(function: Callable[P, R]) -> Callable[P, R]:
    """Remember results of a function of (at: Snapshot, **hashable arguments).

    A version never changes, so a result never goes stale; the memos share MEMO_BYTES. Results are
    shared between threads and sessions: return Arrow tables, tuples or frozen dataclasses, nothing
    that a caller may change.
    """
    return MEMORY.remember(function)


@functools.cache
def sql(name: str) -> str:
    """The text of queries/<name>.sql."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
