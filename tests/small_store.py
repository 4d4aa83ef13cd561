"""Stores of a few rows, made by hand: the unit of measure is points, the method has two decimals.

Every table starts with what a small ranking needs (one index, one method, units 01 to 06, a total
and two components); a test adds its editions and figures, or replaces a table.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from rankings.loads import bootstrap, marts
from rankings.store import data_folder
from rankings.store.versions import Snapshot, Store

SCHEME = "vn34"
HOME = "01"
UNITS = ("01", "02", "03", "04", "05", "06")


def figure(
    unit_code: str,
    *,
    score: str | None = None,
    rank: int | None = None,
    edition: str = "e1",
    indicator: str = "total",
    status: str = "published",
    confidence: str = "high",
    load: int = 0,
) -> list[dict]:
    """The rows of `observations` for what is given of one unit: a score, a rank, or both."""
    given = {"score": score, "rank": rank}
    return [
        {
            "load_id": load,
            "edition_id": edition,
            "unit_code": unit_code,
            "indicator_code": indicator,
            "measure": measure,
            "value": Decimal(value),
            "value_printed": str(value),
            "status": status,
            "confidence": confidence,
            "source_id": f"{status}-{load}",
        }
        for measure, value in given.items()
        if value is not None
    ]


def edition(edition_id: str = "e1", **columns: object) -> dict:
    """A row of `editions`: the year 2025 of the index `x`, published on 1 February 2026."""
    return {
        "edition_id": edition_id,
        "index_code": "x",
        "period": "2025",
        "period_type": "year",
        "period_start": date(2025, 1, 1),
        "period_end": date(2025, 12, 31),
        "scheme": SCHEME,
        "method_code": "x-1",
        "published_from": date(2026, 2, 1),
        "published_to": date(2026, 2, 1),
    } | columns


def load(load_id: int, state: str = "published") -> dict:
    """A row of `loads`."""
    return {
        "load_id": load_id,
        "sequence": load_id,
        "kind": "data_folder" if load_id == 0 else "file",
        "state": state,
        "loaded_at": datetime(2026, 2, 1 + load_id),
    }


def target(rank_limit: int, unit_code: str = HOME, **columns: object) -> dict:
    """A row of `targets` for the index `x`."""
    return {
        "index_code": "x",
        "scheme": SCHEME,
        "unit_code": unit_code,
        "rank_limit": rank_limit,
        "set_by_vi": "Tỉnh",
        "set_by_en": "Province",
        "source_id": "published-0",
    } | columns


def indicator(code: str, *, method: str = "x-1", **columns: object) -> dict:
    """A row of `indicators`: a component of 20 points, or the total of 40."""
    total = code == "total"
    return {
        "index_code": "x",
        "method_code": method,
        "indicator_code": code,
        "parent_code": None if total else "total",
        "level": "total" if total else "component",
        "sort_order": 0 if total else 1,
        "name_vi": f"Thành phần {code}",
        "name_en": f"Component {code}",
        "value_kind": "points",
        "max_score": Decimal(40 if total else 20),
        "max_basis": "published",
        "weight_basis": "not_published",
        "direction": 1,
        "adds_up": not total,
        "source_id": "published-0",
    } | columns


def method(code: str = "x-1", **columns: object) -> dict:
    """A row of `methods`: two decimals, a total that is the sum of the components."""
    return {
        "index_code": "x",
        "method_code": code,
        "editions_from": "2020",
        "legal_basis": "1/QĐ",
        "scale_max": Decimal(40),
        "decimals": 2,
        "aggregation": "sum",
        "adding_up_tolerance": Decimal("0.03"),
        "closeness_band": Decimal("0.5"),
        "cadence_days": 365,
        "relative_to_field": False,
        "source_id": "published-0",
    } | columns


def schemes() -> list[dict]:
    """Rows of `schemes`: the lists that tests name, as data/ has them."""
    provinces = {"vn34": None, "vn63": None, "daklak102": "66"}
    return [
        {
            "scheme": scheme,
            "province_code": code,
            "portal_code": code and "H15",
            "name_vi": f"Danh mục {scheme}",
            "name_en": f"List {scheme}",
            "demonstration": False,
            "source_id": "published-0",
        }
        for scheme, code in provinces.items()
    ]


def units(codes: Iterable[str] = UNITS, scheme: str = SCHEME) -> list[dict]:
    """Rows of `units` named for their code."""
    return [
        {
            "scheme": scheme,
            "unit_code": code,
            "name_vi": f"Tỉnh {code}",
            "full_name_vi": f"Tỉnh {code}",
            "name_en": f"Province {code}",
            "kind": "province",
            "source_id": "published-0",
        }
        for code in codes
    ]


def default_tables() -> dict[str, list[dict]]:
    """What every small store has, as table -> rows."""
    index = {
        "index_code": "x",
        "sort_order": 1,
        "name_vi": "Chỉ số X",
        "name_en": "Index X",
        "short_vi": "X",
        "short_en": "X",
        "component_term": "component",
        "issuer_vi": "Bộ",
        "issuer_en": "Ministry",
        "legal_basis": "1/QĐ",
        "source_id": "published-0",
    }
    source = {"source_id": "published-0", "origin": "Bộ", "publisher": "Báo", "kind": "press"}
    return {
        "loads": [load(0)],
        "indices": [index],
        "methods": [method()],
        "indicators": [indicator("total"), indicator("a"), indicator("b", sort_order=2)],
        "schemes": schemes(),
        "units": units(),
        "targets": [target(3)],
        "sources": [source],
        "editions": [edition()],
    }


def fill(connection: duckdb.DuckDBPyConnection, tables: dict[str, list[dict]]) -> None:
    """Make the tables of the store, insert the rows and build the marts."""
    bootstrap.create_tables(connection)
    for name, rows in (default_tables() | tables).items():
        columns = connection.table(name).columns
        filled = [{"load_id": 0} | row for row in rows]
        by_column = {column: [row.get(column) for row in filled] for column in columns}
        data_folder.insert(connection, name, by_column)
    marts.build(connection)


def connect(**tables: list[dict]) -> duckdb.DuckDBPyConnection:
    """A small store in memory, to ask the marts in SQL."""
    connection = duckdb.connect()
    fill(connection, tables)
    return connection


def build(folder: Path, **tables: list[dict]) -> Snapshot:
    """A small store in a folder, with the version it has: to be asked through rankings.

    Written straight to its file: a store for one test needs no lock and no sync.
    """
    store = Store(folder)
    folder.mkdir(parents=True)
    with duckdb.connect(str(store.path(1))) as connection:
        fill(connection, tables)
    store.pointer.write_text("1\n", encoding="ascii")
    return store.at(1)


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict]:
    """The result of a statement as dicts."""
    return connection.execute(sql).to_arrow_table().to_pylist()
