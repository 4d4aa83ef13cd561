"""A sheet with figures beside names that are those of no province: what stands there, and where."""

import pyarrow as pa
import pyarrow.compute as pc

from rankings.ingest.grid import NUMBER, TEXT, Sheet

# Fewer names beside figures are no table; names further right than this are no column of names.
NAMES_AT_LEAST = 5
COLUMNS_SEEN = 12
ROWS_SEEN = 2_000


def first_name(sheet: Sheet) -> tuple[int, int] | None:
    """The first cell of the column that looks like names beside figures; None without one.

    Asked of a sheet in which no table was recognised.
    """
    columns = [column.slice(0, ROWS_SEEN) for column in sheet.kinds[:COLUMNS_SEEN]]
    if not columns:
        return None
    figures = _rows_with(columns, NUMBER)
    for position, column in enumerate(columns):
        named = pc.and_(pc.equal(column, TEXT), figures)
        rows = pc.indices_nonzero(named)
        texts = sheet.texts[position].slice(0, ROWS_SEEN).filter(named)
        if len(texts.unique()) >= NAMES_AT_LEAST:
            return int(rows[0].as_py()), position
    return None


def _rows_with(columns: list[pa.Array], kind: int) -> pa.Array:
    """Which rows have a cell of a kind."""
    rows = pc.equal(columns[0], kind)
    for column in columns[1:]:
        rows = pc.or_(rows, pc.equal(column, kind))
    return rows
