"""A copy of data/ to plant errors in: find rows, change, add and remove them by what they hold."""

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rankings.store import data_folder


@lru_cache(maxsize=32)
def _rows(content: bytes) -> tuple[dict[str, str], ...]:
    """The rows of a CSV: most tables of most copies are as they were, and read once."""
    return tuple(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


@dataclass(frozen=True)
class DataCopy:
    """A folder shaped like data/. Rows are dicts of text; a place is "observations.csv:12"."""

    folder: Path

    def path(self, table: str) -> Path:
        """The file of a table."""
        parts = (part for part, tables in data_folder.TABLES.items() if table in tables)
        return self.folder / next(parts) / f"{table}.csv"

    def rows(self, table: str) -> list[dict[str, str]]:
        """All rows of a table, as text."""
        return [dict(row) for row in _rows(self.path(table).read_bytes())]

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        """Replace the rows of a table."""
        header = self.path(table).read_text(encoding="utf-8").splitlines()[0].split(",")
        text = io.StringIO()
        writer = csv.DictWriter(text, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.path(table).write_text(text.getvalue(), encoding="utf-8", newline="")

    def places(self, table: str, **wanted: str) -> list[str]:
        """Where the rows stand that hold what is wanted."""
        rows = enumerate(self.rows(table), start=2)
        return [f"{table}.csv:{line}" for line, row in rows if wanted.items() <= row.items()]

    def change(self, table: str, wanted: dict[str, str], **values: str) -> list[str]:
        """Change the rows that hold what is wanted; the places of what was changed."""
        places = self.places(table, **wanted)
        assert places, f"no row of {table} holds {wanted}"
        rows = [row | values if wanted.items() <= row.items() else row for row in self.rows(table)]
        self.write(table, rows)
        return places

    def add(self, table: str, like: dict[str, str], **values: str) -> str:
        """Add a row at the end, like the first one that holds `like`; its place."""
        rows = self.rows(table)
        model = next(row for row in rows if like.items() <= row.items())
        self.write(table, [*rows, model | values])
        return f"{table}.csv:{len(rows) + 2}"

    def remove(self, table: str, **wanted: str) -> None:
        """Remove the rows that hold what is wanted."""
        self.write(table, [row for row in self.rows(table) if not wanted.items() <= row.items()])

    def replace(self, table: str, old: str, new: str, *, row: int | None = None) -> None:
        """Replace text as it stands in the file, once: in one line of it, else anywhere."""
        lines = self.path(table).read_text(encoding="utf-8").splitlines(keepends=True)
        at = range(len(lines)) if row is None else [row - 1]
        line = next(line for line in at if old in lines[line])
        lines[line] = lines[line].replace(old, new, 1)
        self.path(table).write_text("".join(lines), encoding="utf-8", newline="")
