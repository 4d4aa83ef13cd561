"""The first build of the store, against merely reading the same CSV files."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.table import Row, show
from rankings.loads import bootstrap
from rankings.store.versions import Store

TURNS = 5


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


def main() -> None:
    """Print the table."""
    builds, reads, starts = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(TURNS):
            store = Store(Path(folder) / str(turn))
            builds.append(seconds(lambda store=store: bootstrap.ensure(store)))
            starts.append(seconds(lambda store=store: bootstrap.ensure(store)))
            reads.append(seconds(read_only))
    read = statistics.median(reads)
    show(
        "First build of the store",
        [
            Row("build, with all checks", statistics.median(builds), "read_csv", read),
            Row("start with an up-to-date store", statistics.median(starts), "read_csv", read),
        ],
        f"Medians of {TURNS}.",
    )


if __name__ == "__main__":
    main()
