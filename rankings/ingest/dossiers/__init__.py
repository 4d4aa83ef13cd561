"""A file of dossiers, one row a dossier, to what counts of them by unit, procedure and day.

    counted = count(path, folder, agencies, now=…)

DuckDB does the sums (queries/dossiers/), reading the file as a stream and of it only the columns
that the rules need. Nothing of a person is kept: columns are refused by their headings and by what
stands in them, and what goes on from here is counts, codes of units and procedures, days, and the
numbers of dossiers that are still open.
"""

import contextlib
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from rankings.ingest.dossiers import days, fields, headings, opening, personal
from rankings.ingest.dossiers.agencies import Agencies
from rankings.store.problems import Problem
from rankings.store.versions import sql

MEMORY_MEGABYTES = 800
# What stands before is the zero of a calendar, or a slip.
EARLIEST = datetime(2000, 1, 1)
# So many agencies that are not in the list are told by name.
TOLD = 50
DAYS = ("received", "due", "finished", "returned", "asked", "supplied")
# Columns whose values go on from here, or decide to whom a dossier belongs.
LOOKED_INTO = ("number", "procedure", "agency", "state")


@dataclass(frozen=True)
class Counted:
    """What a dossier file comes to.

    file, sha256, size: of the file, size in bytes. headings: of the columns that were read, field
    -> heading; shape: every heading that is no personal data, as the fingerprint of the file needs
    them. refused: (heading, kind) of columns that were not read. rows: dossiers in the file;
    broken: rows that could not be read. moment: when the file was made; period_start: since when
    receipts count. computed: codes of the sub-indicators; missing: those whose columns are not
    there, with the fields. figures: unit_code (null: all together), indicator_code, numerator,
    denominator, one row per unit and sub-indicator. faults: (kind, dossiers), those that are none
    left out. unknown: (agency, dossiers) that are no unit of the list, the largest first, where
    the name may be told; unplaced: dossiers of all such agencies. counts, open: Parquet files in
    the folder of the work.
    """

    file: str
    sha256: str
    size: int
    headings: Mapping[str, str]
    shape: tuple[str, ...]
    refused: tuple[tuple[str, personal.Kind], ...]
    rows: int
    broken: int
    moment: datetime
    period_start: datetime
    computed: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    figures: pa.Table
    faults: tuple[tuple[str, int], ...]
    unknown: tuple[tuple[str, int], ...]
    unplaced: int
    counts: Path
    open: Path


def count(
    path: Path,
    folder: Path,
    agencies: Agencies,
    *,
    now: datetime,
    given: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    moment: datetime | None = None,
) -> Counted:
    """Count the dossiers of a file, from 1 January of the year of its moment.

    folder: of the work, empty; what is copied of the file is there and nowhere else. now, moment:
    in the time of Việt Nam, without a zone; moment: when the file was made, by default the newest
    receipt or end in it that is not later than now. given, remembered: see `headings.match`. Raises
    Problem with what is wrong with the file and what to do.
    """
    with _working(path, folder) as connection:
        file = opening.opened(path)
        matched = headings.match(file.headings, given=given, remembered=remembered, file=file.name)
        opening.show(connection, file, matched.columns, folder)
        rows = _read(connection, file, matched.columns)
        connection.execute(sql("dossiers/repeated"))
        connection.execute(sql("dossiers/only_once"))
        moment = moment or _moment(connection, now, file.name)
        period_start = datetime(moment.year, 1, 1)
        spelled = connection.execute(sql("dossiers/agency_counts")).fetchall()
        unknown = _place(connection, agencies, spelled)
        span = {"period_start": period_start, "moment": moment}
        connection.execute(sql("dossiers/unit_counts"), span)
        connection.execute(sql("dossiers/open_dossiers"))
        has_due = "due" in matched.columns
        faults = connection.execute(sql("dossiers/faults"), span | {"has_due": has_due}).fetchall()
        there = frozenset(matched.columns)
        computed = fields.computed(there)
        figures = connection.execute(
            sql("dossiers/sub_indicators"), {"computed": list(computed)}
        ).to_arrow_table()
        counts, still_open = _written(connection, folder)
        broken = _broken(connection)
    return Counted(
        file=file.name,
        sha256=_sha256(path),
        size=path.stat().st_size,
        headings=matched.columns,
        shape=file.headings,
        refused=matched.refused,
        rows=rows + broken,
        broken=broken,
        moment=moment,
        period_start=period_start,
        computed=computed,
        missing=fields.missing(there),
        figures=figures,
        faults=tuple((kind, number) for kind, number in faults if number),
        unknown=tuple(item for item in unknown if _may_be_told(item[0]))[:TOLD],
        unplaced=sum(number for _, number in unknown),
        counts=counts,
        open=still_open,
    )


@contextlib.contextmanager
def _working(path: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in the folder of the work, which may read the file and that folder and nothing
    else; what does not fit into memory goes there too."""
    connection = duckdb.connect(
        str(folder / "work.duckdb"),
        config={
            "memory_limit": f"{MEMORY_MEGABYTES}MB",
            "temp_directory": str(folder / "spill"),
            "python_enable_replacements": False,
            "preserve_insertion_order": False,
        },
    )
    try:
        connection.execute("set allowed_directories = $1", [[str(folder)]])
        connection.execute("set allowed_paths = $1", [[str(path)]])
        connection.execute("set enable_external_access = false")
        connection.execute("set enable_progress_bar = false")
        connection.execute(sql("dossiers/marks"))
        yield connection
    except duckdb.OutOfMemoryException as error:
        raise Problem("error.dossier_memory", file=path.name) from error
    except duckdb.IOException as error:
        raise Problem("error.disk", folder=str(folder), reason=str(error)) from error
    finally:
        connection.close()


def _read(
    connection: duckdb.DuckDBPyConnection, file: opening.Opened, columns: Mapping[str, str]
) -> int:
    """Make the table `dossiers` of what is read; how many rows it has.

    Raises Problem where a column holds personal data or no days.
    """
    try:
        some = opening.sample(connection)
        _refuse_personal(some, file, columns)
        parameters = {f"{name}_formats": _formats(some, name, file, columns) for name in DAYS}
        connection.execute(sql("dossiers/dossiers"), parameters | {"earliest": EARLIEST})
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise Problem("error.dossier_unreadable", file=file.name) from error
    rows = len(connection.table("dossiers"))
    if not rows:
        raise Problem("error.dossier_empty", file=file.name)
    return rows


def _refuse_personal(some: pa.Table, file: opening.Opened, columns: Mapping[str, str]) -> None:
    for name in LOOKED_INTO:
        kind = personal.of_values(some[name].to_pylist()) if name in columns else None
        if kind is not None:
            raise Problem(
                "error.dossier_personal", file=file.name, heading=columns[name], kind=kind
            )


def _formats(
    some: pa.Table, name: str, file: opening.Opened, columns: Mapping[str, str]
) -> list[str]:
    wanted = days.formats(some[name].to_pylist())
    if not wanted:
        raise Problem("error.dossier_no_days", file=file.name, heading=columns[name])
    return wanted


def _moment(connection: duckdb.DuckDBPyConnection, now: datetime, file: str) -> datetime:
    row = connection.execute(sql("dossiers/newest_moment"), {"now": now}).fetchone()
    if row is None or row[0] is None:
        raise Problem("error.dossier_never_received", file=file)
    return row[0]


def _place(
    connection: duckdb.DuckDBPyConnection,
    agencies: Agencies,
    spelled: Collection[tuple[str | None, int]],
) -> list[tuple[str, int]]:
    """Make the table `agency_units`: which unit each spelling is. Returns those that are none, with
    their dossiers."""
    units = [agencies.unit(agency) for agency, _ in spelled]
    table = pa.table(
        {"agency": [agency for agency, _ in spelled], "unit_code": units},
        schema=pa.schema([("agency", pa.string()), ("unit_code", pa.string())]),
    )
    connection.from_arrow(table).create("agency_units")
    return [
        (agency or "", number)
        for (agency, number), unit in zip(spelled, units, strict=True)
        if unit is None
    ]


def _may_be_told(agency: str) -> bool:
    """Whether the spelling of an agency that nobody knows is surely no person."""
    return personal.of_text(agency) is None and personal.is_office(agency)


def _written(connection: duckdb.DuckDBPyConnection, folder: Path) -> tuple[Path, Path]:
    counts, still_open = folder / "counts.parquet", folder / "open.parquet"
    connection.table("unit_counts").write_parquet(str(counts), compression="zstd")
    connection.table("open_dossiers").write_parquet(str(still_open), compression="zstd")
    return counts, still_open


def _broken(connection: duckdb.DuckDBPyConnection) -> int:
    """How many lines of a CSV file could not be read."""
    try:
        row = connection.execute(sql("dossiers/broken_lines")).fetchone()
    except duckdb.CatalogException:  # no CSV file
        return 0
    return 0 if row is None else int(row[0])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
