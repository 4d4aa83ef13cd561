"""What is asked of the store: statements, and the rows of tables that DuckDB reads for them.

Counted, not timed: the same on every machine. DuckDB itself says how many rows it has read; it
reads whole blocks of a table, so that a statement which leaves out what it need not read is seen.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from rankings.store import versions


def counting(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """From now on, of every store that is opened: `statements`, `rows` read, rows `fetched`."""
    counted: Counter = Counter()
    opened = versions._open

    def open_counting(path: Path, *, read_only: bool) -> "Watched":
        return Watched(opened(path, read_only=read_only), counted)

    monkeypatch.setattr(versions, "_open", open_counting)
    return counted


class Watched:
    """A connection or cursor that counts what it is asked, and else is the one it holds."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, counted: Counter) -> None:
        self._connection, self._counted = connection, counted
        connection.execute("pragma enable_profiling = 'no_output'")
        metrics = json.dumps({"CUMULATIVE_ROWS_SCANNED": "true"})
        connection.execute(f"pragma custom_profiling_settings = '{metrics}'")
        self._asked = False

    def __getattr__(self, name: str) -> Any:
        """What is not counted."""
        return getattr(self._connection, name)

    def cursor(self) -> "Watched":
        """Another one, counted together with this."""
        return Watched(self._connection.cursor(), self._counted)

    def execute(self, *asked: Any) -> "Watched":
        """One statement."""
        self._settle()
        self._connection.execute(*asked)
        self._counted.update(statements=1)
        self._asked = True
        return self

    def to_arrow_table(self, *how: Any) -> pa.Table:
        """All rows."""
        rows = self._connection.to_arrow_table(*how)
        self._counted.update(fetched=rows.num_rows)
        return rows

    def fetchall(self) -> list[tuple]:
        """All rows."""
        rows = self._connection.fetchall()
        self._counted.update(fetched=len(rows))
        return rows

    def close(self) -> None:
        """The last of it."""
        self._settle()
        self._connection.close()

    def _settle(self) -> None:
        # Its rows have been fetched by now: before, not all of them may have been read.
        if self._asked:
            told = json.loads(self._connection.get_profiling_information(format="json"))
            self._counted.update(rows=told.get("cumulative_rows_scanned", 0))
            self._asked = False
