"""A store in which a province has tables of its units: those of Gia Lai, another than home.

`units_of_gia_lai.csv` is a real table (10 October 2026, 04:00) read in a public copy of the
national portal: 149 units and their province, of sub-indicators numerator/denominator, of groups
and total the score. It is for tests: the figures are another province's and are never shipped.
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb

from rankings.loads import marts
from rankings.store import data_folder
from rankings.store.versions import Store
from tests import oracles

TABLE = Path(__file__).with_name("units_of_gia_lai.csv")
SCHEME, PROVINCE = "h21", "H21"
NEWEST = "psi-2026-10-10T04-year_to_date-h21"
BEFORE = "psi-2026-10-03T04-year_to_date-h21"
SOURCE = "sf921f08e"
KINDS = {"province": "province", "department": "department", "commune": "commune"}


@cache
def lines() -> tuple[dict[str, str], ...]:
    """The lines of the table, as text."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def counted(code: str) -> dict[str, tuple[int, int]]:
    """Unit -> numerator and denominator of a sub-indicator, the province under H21."""
    split = {line["unit_code"]: line[code].split("/") for line in lines()}
    return {unit: (int(above), int(below)) for unit, (above, below) in split.items()}


def with_units(folder: Path) -> Store:
    """The store of a folder with two tables of the units of Gia Lai: the real one, and one of a
    week before in which each unit had a tenth less of everything."""
    store = Store(folder)
    with store.locked(), store.next_version(base=store.version()) as connection:
        _add(connection)
        marts.build(connection)
    return store


HOME_TABLE = "psi-2026-10-10T05-year_to_date-daklak102"


def with_home(folder: Path) -> Store:
    """The store of a folder with a table of the communes of home, whose counts are made up: the
    n-th of them has 3n dossiers, n of them late for each third."""
    store = Store(folder)
    communes = [row["unit_code"] for row in oracles.read("units") if row["scheme"] == "daklak102"]
    counts = {code: (2 * n + n // 2, 3 * n) for n, code in enumerate(communes)}
    counts["H15"] = tuple(map(sum, zip(*counts.values(), strict=True)))
    province = {
        "scheme": "daklak102",
        "unit_code": "H15",
        "name_vi": "Đắk Lắk",
        "full_name_vi": "Tỉnh Đắk Lắk",
        "name_en": "Dak Lak",
        "kind": "province",
        "source_id": SOURCE,
    }
    table = _edition(HOME_TABLE, date(2026, 10, 10)) | {
        "period": "2026-10-10T05",
        "scheme": "daklak102",
    }
    figures = [
        _figure(HOME_TABLE, code, "2.1", measure, Decimal(value))
        for code, pair in counts.items()
        for measure, value in zip(("numerator", "denominator"), pair, strict=True)
    ]
    with store.locked(), store.next_version(base=store.version()) as connection:
        _insert(connection, {"units": [province], "editions": [table], "observations": figures})
        marts.build(connection)
    return store


def _add(connection: duckdb.DuckDBPyConnection) -> None:
    tables = {
        "schemes": [
            {
                "scheme": SCHEME,
                "province_code": "52",
                "portal_code": PROVINCE,
                "name_vi": "Các đơn vị của tỉnh Gia Lai",
                "name_en": "Units of Gia Lai",
                "demonstration": False,
                "source_id": SOURCE,
            }
        ],
        "units": [
            {
                "scheme": SCHEME,
                "unit_code": line["unit_code"],
                "name_vi": line["unit_name"],
                "full_name_vi": line["unit_name"],
                "name_en": line["unit_name"],
                "kind": KINDS[line["level"]],
                "source_id": SOURCE,
            }
            for line in lines()
        ],
        "editions": [_edition(NEWEST, date(2026, 10, 10)), _edition(BEFORE, date(2026, 10, 3))],
        "observations": [*_figures(NEWEST, 10), *_figures(BEFORE, 9)],
        "quality_flags": [
            {
                "edition_id": NEWEST,
                "unit_code": "H21.24",
                "indicator_code": "2.1",
                "flag": "TEMP_NATIONAL_REPORT_DENOMINATOR",
            }
        ],
    }
    _insert(connection, tables)


def _insert(connection: duckdb.DuckDBPyConnection, tables: dict[str, list[dict]]) -> None:
    """Rows of some tables, as those of data/."""
    for name, rows in tables.items():
        columns = connection.table(name).columns
        filled = [{"load_id": 0} | row for row in rows]
        by_column = {column: [row.get(column) for row in filled] for column in columns}
        data_folder.insert(connection, name, by_column)


def _edition(edition_id: str, day: date) -> dict:
    return {
        "edition_id": edition_id,
        "index_code": "psi",
        "period": f"{day}T04",
        "period_type": "year_to_date",
        "period_start": date(2026, 1, 1),
        "period_end": day,
        "scheme": SCHEME,
        "method_code": "psi-2026",
        "published_from": day,
        "published_to": day,
    }


def _figures(edition_id: str, tenths: int) -> Iterator[dict]:
    """All figures of the table; of counts so many tenths, rounded down."""
    for line in lines():
        for code, text in line.items():
            if code in ("unit_code", "unit_name", "level") or not text:
                continue
            counts = text.split("/")
            names = ("numerator", "denominator") if len(counts) == 2 else ("score",)
            for measure, printed in zip(names, counts, strict=True):
                value = Decimal(printed)
                if measure != "score":
                    value = value * tenths // 10
                yield _figure(edition_id, line["unit_code"], code, measure, value)


def _figure(edition_id: str, unit_code: str, code: str, measure: str, value: Decimal) -> dict:
    return {
        "edition_id": edition_id,
        "unit_code": unit_code,
        "indicator_code": code,
        "measure": measure,
        "value": value,
        "value_printed": str(value),
        "status": "published",
        "confidence": "medium",
        "source_id": SOURCE,
        "place": f"table.csv:{unit_code}",
    }
