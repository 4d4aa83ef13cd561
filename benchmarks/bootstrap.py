"""The first build of the store, against merely reading the same CSV files."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.table import Row
from benchmarks.turns import Turns
from rankings.loads import bootstrap
from rankings.store.versions import Store

TURNS = 10


def read_only() -> None:
    """Every CSV file of data/ into memory, types guessed: the least that a start could do."""
    connection = duckdb.connect()
    for path in sorted(bootstrap.DATA.glob("*/*.csv")):
        connection.read_csv(str(path)).fetchall()
    connection.close()


def seconds(action: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def rows(quick: bool = False) -> list[Row]:
    """The first build and a later start, against reading."""
    turns = Turns(TURNS, quick=quick)
    with tempfile.TemporaryDirectory() as folder:
        for number, turn in enumerate(turns):
            store = Store(Path(folder) / str(number))
            turn["build"] = seconds(lambda store=store: bootstrap.ensure(store))
            turn["start"] = seconds(lambda store=store: bootstrap.ensure(store))
            turn["read_csv"] = seconds(read_only)
    return [
        turns.row("first build of the store, with all checks", "build", "read_csv"),
        turns.row("start with an up-to-date store", "start", "read_csv", at_most=1),
    ]
