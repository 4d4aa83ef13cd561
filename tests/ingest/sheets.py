"""Books made in memory from lists of lists, as a reader would have made them of a file."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import pyarrow as pa

from rankings.ingest.grid import DAY, EMPTY, NUMBER, TEXT, Book, Sheet

Cell = str | int | float | Decimal | date | None


def sheet(
    rows: Sequence[Sequence[Cell]],
    name: str = "Sheet1",
    *,
    merged: Iterable[tuple[int, int, int, int]] = (),
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    struck: Iterable[tuple[int, int, str]] = (),
) -> Sheet:
    """A sheet of rows of cells; short rows are filled up with empty cells."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = [[_cell(row[column]) for row in full] for column in range(width)]
    return Sheet(
        name=name,
        texts=tuple(pa.array([text for text, _ in column], pa.string()) for column in columns),
        kinds=tuple(pa.array([kind for _, kind in column], pa.uint8()) for column in columns),
        merged=tuple(merged),
        hidden=hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        struck=tuple(struck),
    )


def book(*sheets: Sheet, file_name: str = "bang.xlsx", kind: str = "xlsx") -> Book:
    """A book of sheets."""
    return Book(file_name=file_name, sha256="0" * 64, size=1, kind=kind, sheets=sheets)


def _cell(value: Cell) -> tuple[str | None, int]:
    if value is None or value == "":
        return None, EMPTY
    if isinstance(value, date):
        return value.isoformat(), DAY
    if isinstance(value, int | float | Decimal):
        return str(value), NUMBER
    text = unicodedata.normalize("NFC", value).strip()
    return text, TEXT
