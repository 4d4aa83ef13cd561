"""Read the folder data/ (load 0) into the tables of the store."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb
import pyarrow as pa

from rankings.problems import Problem
from rankings.store import QUERIES, ROOT

DATA = ROOT / "data"
LOAD_ID = 0
# Folder -> tables, in the order they are read; a file is named for its table.
TABLES = {
    "reference": (
        "indices",
        "methods",
        "indicators",
        "bands",
        "targets",
        "units",
        "unit_lineage",
        "unit_aliases",
        "tiles",
    ),
    "published": ("sources", "editions", "observations", "conflicts"),
}


@dataclass
class Reading:
    """The rows of one CSV file as columns, and the values that could not be read."""

    columns: dict[str, list]
    unreadable: list[dict] = field(default_factory=list)


def fingerprint(data: Path = DATA) -> str:
    """SHA-256 over the CSV files of data/ and the SQL that builds the store from them."""
    digest = hashlib.sha256()
    sources = [path for folder in TABLES for path in sorted((data / folder).glob("*.csv"))]
    for folder in ("schema", "marts", "checks"):
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
    reading = _read(path, types, required={name for _, name, _, required, *_ in columns if required})
    insert(connection, table, reading.columns)
    if reading.unreadable:
        keys = reading.unreadable[0].keys()
        rows = {key: [row[key] for row in reading.unreadable] for key in keys}
        insert(connection, "unreadable_values", rows)


def insert(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list]) -> None:
    schema = connection.table(table).to_arrow_table().schema
    arrays = [pa.array(columns[name], schema.field(name).type) for name in schema.names]
    connection.from_arrow(pa.Table.from_arrays(arrays, schema=schema)).insert_into(table)


def _read(path: Path, types: dict[str, str], required: set[str]) -> Reading:
    """Read a CSV file: values converted to the column types, empty text as missing."""
    wanted = [name for name in types if name not in ("load_id", "place")]
    columns: dict[str, list] = {name: [] for name in types}
    reading = Reading(columns)
    for place, row in _rows(path, wanted):
        values = {}
        problems = []
        for name in wanted:
            try:
                values[name] = _convert(row[name], types[name])
            except (ValueError, InvalidOperation):
                problems.append(_unreadable(place, name, row[name], "unreadable"))
                continue
            if values[name] is None and name in required:
                problems.append(_unreadable(place, name, row[name], "missing"))
        if problems:
            reading.unreadable += problems
            continue
        values |= {"load_id": LOAD_ID, "place": place}
        for name, column in columns.items():
            column.append(values[name])
    return reading


def _rows(path: Path, wanted: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of a CSV file with its place, "observations.csv:12"."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames is None or set(reader.fieldnames) != set(wanted):
                missing = sorted(set(wanted) - set(reader.fieldnames or ()))
                surplus = sorted(set(reader.fieldnames or ()) - set(wanted))
                raise Problem(
                    "error.data_columns",
                    file=path.name,
                    missing=", ".join(missing) or "–",
                    surplus=", ".join(surplus) or "–",
                )
            for row in reader:
                yield f"{path.name}:{reader.line_num}", row
    except FileNotFoundError as error:
        raise Problem("error.data_missing", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise Problem("error.data_encoding", file=path.name) from error


def _unreadable(place: str, column: str, text: str, reason: str) -> dict:
    return {
        "load_id": LOAD_ID,
        "place": place,
        "column_name": column,
        "value_printed": text,
        "reason": reason,
    }


def _convert(text: str | None, type_name: str) -> object:
    if not text:
        return None
    if type_name == "VARCHAR":
        return text
    if type_name == "INTEGER":
        return int(text)
    if type_name == "DATE":
        return date.fromisoformat(text)
    if type_name == "BOOLEAN":
        return _boolean(text)
    return _decimal(text, places=int(type_name.split(",")[1].rstrip(")")))


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _decimal(text: str, *, places: int) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or value != round(value, places):
        raise ValueError(text)
    return round(value, places)
