"""Read the folder data/ (load 0) into the tables of the store."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from rankings.store.problems import Problem
from rankings.store.versions import QUERIES, ROOT

DATA = ROOT / "data"
LOAD_ID = 0
# Folder -> tables, in the order they are read; a file is named for its table.
TABLES = {
    "reference": (
        "indices",
        "methods",
        "indicators",
        "subindicators",
        "subindicator_futures",
        "subindicator_links",
        "subindicator_splits",
        "level_rules",
        "bands",
        "targets",
        "schemes",
        "units",
        "unit_lineage",
        "unit_aliases",
        "tiles",
        "drivers",
        "drivers_by_name",
        "collector_sources",
        "portal_departments",
        "alert_rules",
    ),
    "published": ("sources", "editions", "observations", "conflicts"),
}
# Plain digits: no exponent, blank, digit group or decimal comma, which Python would partly accept.
WHOLE_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
DECIMAL_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SHOWN_OF_A_ROW = 60


@dataclass
class Reading:
    """The rows of one CSV file as columns, and the values that could not be read."""

    columns: dict[str, list[Any]]
    unreadable: list[dict[str, Any]] = field(default_factory=list)


def fingerprint(data: Path = DATA) -> str:
    """SHA-256 over the CSV files of data/ and the SQL that builds the store from them."""
    digest = hashlib.sha256()
    sources = [path for folder in TABLES for path in sorted((data / folder).glob("*.csv"))]
    for folder in ("schema", "loading", "marts", "checks"):
        sources += sorted((QUERIES / folder).glob("*.sql"))
    for path in sources:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def load(connection: duckdb.DuckDBPyConnection, data: Path = DATA) -> None:
    """Insert every CSV of data/ as load 0.

    A value that cannot be read goes to `unreadable_values` with its file and row, where a check
    finds it; its row is left out.
    """
    for folder, tables in TABLES.items():
        for table in tables:
            _load_table(connection, table, data / folder / f"{table}.csv")


def _load_table(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    target = connection.table(table)
    types = dict(zip(target.columns, map(str, target.types), strict=True))
    columns = connection.execute("call pragma_table_info(?)", [table]).fetchall()
    required = {name for _, name, _, not_null, *_ in columns if not_null}
    reading = _read(path, types, required)
    insert(connection, table, reading.columns)
    if reading.unreadable:
        keys = reading.unreadable[0].keys()
        rows = {key: [row[key] for row in reading.unreadable] for key in keys}
        insert(connection, "unreadable_values", rows)


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[Any]]
) -> None:
    """Append rows to a table; `columns` holds every column of the table, None where not known."""
    schema = connection.table(table).limit(0).to_arrow_table().schema
    arrays = [pa.array(columns[name], schema.field(name).type) for name in schema.names]
    connection.from_arrow(pa.Table.from_arrays(arrays, schema=schema)).insert_into(table)


def insert_row(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, object]) -> None:
    """Append one row to a table; a column that `row` does not name stays empty."""
    columns = {name: [row.get(name)] for name in connection.table(table).columns}
    insert(connection, table, columns)


def insert_table(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append the rows of an Arrow table, column by name; what it does not have stays empty.

    Columns of repeated texts are kept as codes, and unfold only in the table.
    """
    schema = connection.table(table).limit(0).to_arrow_table().schema
    arrays = [
        _fitting(rows.column(field.name), field.type)
        if field.name in rows.column_names
        else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    named = pa.Table.from_arrays(arrays, names=schema.names)
    connection.from_arrow(named).insert_into(table)


def _fitting(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    coded = pa.types.is_dictionary(column.type) and column.type.value_type == wanted
    return column if coded else column.cast(wanted)


def _read(path: Path, types: dict[str, str], required: set[str]) -> Reading:
    """Read a CSV file: values converted to the column types, empty text as missing."""
    wanted = [name for name in types if name not in ("load_id", "place")]
    columns: dict[str, list[Any]] = {name: [] for name in types}
    reading = Reading(columns)
    for place, row in _rows(path, wanted):
        if isinstance(row, str):
            column = f"{wanted[0]} … {wanted[-1]}"
            reading.unreadable.append(_unreadable(place, column, row, "unreadable"))
            continue
        values, problems = _values(place, row, types, required)
        if problems:
            reading.unreadable += problems
            continue
        values |= {"load_id": LOAD_ID, "place": place}
        for name, kept in columns.items():
            kept.append(values[name])
    return reading


def _values(
    place: str, row: dict[str, str], types: dict[str, str], required: set[str]
) -> tuple[dict[str, object], list[dict[str, Any]]]:
    """The values of a row, and what could not be read of it."""
    values = {}
    problems = []
    for name, text in row.items():
        try:
            values[name] = _convert(text, types[name])
        except ValueError:
            problems.append(_unreadable(place, name, text, "unreadable"))
            continue
        if values[name] is None and name in required:
            problems.append(_unreadable(place, name, text, "missing"))
    return values, problems


def _rows(path: Path, wanted: list[str]) -> Iterator[tuple[str, dict[str, str] | str]]:
    """Each row of a CSV file with its place, "observations.csv:12": the line on which it begins.

    A row that has not one cell for each column comes as text, as does one with a stray quotation
    mark, where reading ends: it cannot be told where the next row begins.
    """
    lines = list(io.StringIO(_text(path), newline=""))
    reader = csv.reader(lines, strict=True)
    line = 0
    try:
        header = next(reader, [])
        _check_columns(path, Counter(header), Counter(wanted))
        line = reader.line_num
        for cells in reader:
            place = f"{path.name}:{line + 1}"
            line = reader.line_num
            if len(cells) == len(header):
                yield place, dict(zip(header, cells, strict=True))
            elif cells:
                yield place, ",".join(cells)[:SHOWN_OF_A_ROW]
    except csv.Error:
        yield f"{path.name}:{line + 1}", lines[line].rstrip("\r\n")[:SHOWN_OF_A_ROW]


def _check_columns(path: Path, found: Counter[str], wanted: Counter[str]) -> None:
    if found != wanted:
        raise Problem(
            "error.data_columns",
            file=path.name,
            missing=", ".join(sorted((wanted - found).elements())) or "–",
            surplus=", ".join(sorted((found - wanted).elements())) or "–",
        )


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem("error.data_missing", file=str(path)) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Problem("error.data_encoding", file=f"{path.name}:{row}") from error


def _unreadable(place: str, column: str, text: str, reason: str) -> dict[str, Any]:
    return {
        "load_id": LOAD_ID,
        "place": place,
        "column_name": column,
        "value_printed": text.replace("\0", "\N{SYMBOL FOR NULL}"),
        "reason": reason,
    }


def _convert(text: str, type_name: str) -> object:
    """A cell as a value of a column type, None when empty; ValueError when it cannot be read."""
    if not text:
        return None
    if type_name == "VARCHAR":
        return _plain_text(text)
    if type_name == "INTEGER":
        return int(_matching(WHOLE_NUMBER, text))
    if type_name == "DATE":
        return date.fromisoformat(_matching(DAY, text))
    if type_name == "BOOLEAN":
        return _boolean(text)
    digits, places = map(int, re.findall(r"\d+", type_name))
    return _decimal(text, digits=digits, places=places)


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _plain_text(text: str) -> str:
    if "\0" in text:
        raise ValueError(text)
    return text


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _decimal(text: str, *, digits: int, places: int) -> Decimal:
    value = Decimal(_matching(DECIMAL_NUMBER, text))
    if abs(value) >= 10 ** (digits - places) or value != round(value, places):
        raise ValueError(text)
    return round(value, places)
