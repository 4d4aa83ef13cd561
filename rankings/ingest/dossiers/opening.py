"""A dossier file as columns of text that DuckDB reads as a stream: CSV, Parquet or Excel.

Nothing is copied but an Excel file, whose needed columns go into a Parquet file in the folder of
the work, and a CSV file in UTF-16; that folder goes when the work ends, and where it was killed at
the next start.
"""

import codecs
import csv
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from rankings.ingest.dossiers.fields import FIELDS
from rankings.ingest.dossiers.personal import LOOKED_AT
from rankings.ingest.limits import Limits
from rankings.ingest.reading.file_kind import file_kind
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem

KINDS = ("csv", "parquet", "xlsx", "xls", "xlsb", "ods")
DELIMITERS = ",;\t|"
# The letters of a CSV file are told by so much of it.
TOLD_BY = 1 << 20
# Rows of an Excel sheet that are written at once.
BATCH = 20_000
# Lines that cannot be read are counted up to here.
BROKEN_COUNTED = 100_000


@dataclass(frozen=True)
class Opened:
    """A file that can be read. kind: csv | parquet | an Excel kind; headings: of its columns, each
    once; encoding, delimiter: of a CSV file."""

    path: Path
    kind: str
    headings: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ","

    @property
    def name(self) -> str:
        """The name of the file, as it is told."""
        return self.path.name


def opened(path: Path) -> Opened:
    """What a file is, and which columns it has.

    Raises Problem when it cannot be opened, holds no table of this kind, or has letters in an
    encoding that is not known.
    """
    try:
        if not path.is_file():
            raise Problem("error.file_missing", file=str(path))
        kind = file_kind(path, Limits.from_environment(), path.name)
        if kind not in KINDS:
            raise Problem("error.dossier_kind", file=path.name)
        if kind == "csv":
            return _text_file(path)
    except OSError as error:
        raise Problem("error.file_unopened", file=str(path), reason=error.strerror) from error
    try:
        parquet = kind == "parquet"
        headings = tuple(pq.read_schema(path).names) if parquet else _sheets(path)[0][1]
    except (pa.ArrowException, CalamineError) as error:
        raise Problem("error.dossier_unreadable", file=path.name) from error
    return Opened(path, kind, headings)


def show(
    connection: duckdb.DuckDBPyConnection,
    file: Opened,
    columns: Mapping[str, str],
    folder: Path,
) -> None:
    """Make the view `file_rows`, one row per row of the file: for each field a text, and for each
    day besides a time (`received_at`), which only a typed file has.

    columns: field -> heading; a field without one stays empty. folder: of the work.
    """
    if file.kind not in ("csv", "parquet"):
        file, columns = _written(file, columns, folder)
    elif file.encoding != "utf-8":
        file = _in_utf_8(file, folder)
    relation = _relation(connection, file)
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    shown = []
    for field in FIELDS:
        heading = columns.get(field.name)
        kind = "" if heading is None else types[heading]
        timed = kind.startswith(("TIMESTAMP", "DATE"))
        text = None if timed else heading
        shown.append(_column(text).cast("VARCHAR").alias(field.name))
        if field.kind == "day":
            at = _column(heading if timed else None).cast("TIMESTAMP")
            if kind == "TIMESTAMP WITH TIME ZONE":
                # Without a database of zones DuckDB tells such moments in UTC.
                at = at + duckdb.ConstantExpression(VIETNAM_TIME.utcoffset(None))
            shown.append(at.alias(f"{field.name}_at"))
    relation.select(*shown).create_view("file_rows", replace=True)


def sample(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The first rows of `file_rows`, by which days and personal data are told. Raises Problem
    where the file cannot be read as far as that."""
    return connection.view("file_rows").limit(LOOKED_AT).to_arrow_table()


def _column(heading: str | None) -> duckdb.Expression:
    if heading is None:
        return duckdb.ConstantExpression(None)
    # Quoted: a heading may have points, as "TaiLieuNop.DuocSoHoa" has.
    return duckdb.ColumnExpression('"' + heading.replace('"', '""') + '"')


def _relation(connection: duckdb.DuckDBPyConnection, file: Opened) -> duckdb.DuckDBPyRelation:
    if file.kind == "parquet":
        return connection.read_parquet(str(file.path))
    # All is told, nothing guessed: what DuckDB finds out by itself is another thing for each file.
    return connection.read_csv(
        str(file.path),
        header=True,
        columns=dict.fromkeys(file.headings, "VARCHAR"),
        auto_detect=False,
        sep=file.delimiter,
        quotechar='"',
        escapechar='"',
        strict_mode=True,
        store_rejects=True,
        rejects_limit=BROKEN_COUNTED,
    )


# --- CSV ------------------------------------------------------------------------------------------


def _text_file(path: Path) -> Opened:
    """A CSV file by its first line: the mark that divides most of it, and its headings."""
    with path.open("rb") as content:
        head = content.read(TOLD_BY)
    encoding = _encoding(head, path.name)
    text = head.decode(encoding, "ignore").lstrip("\ufeff")
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    headings = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    return Opened(path, "csv", _each_once(headings), encoding, delimiter)


def _encoding(head: bytes, file: str) -> str:
    """utf-8, or utf-16 where the file says so at its beginning. Raises Problem for letters of an
    older encoding, which would be read as others."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        raise Problem("error.dossier_encoding", file=file) from error
    return "utf-8"


def _in_utf_8(file: Opened, folder: Path) -> Opened:
    """The same CSV file in the letters that DuckDB reads, in the folder of the work."""
    path = folder / "letters.csv"
    with (
        file.path.open(encoding=file.encoding, newline="") as wide,
        path.open("w", encoding="utf-8", newline="") as narrow,
    ):
        shutil.copyfileobj(wide, narrow, TOLD_BY)
    return replace(file, path=path, encoding="utf-8")


def _each_once(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings by which columns can be told apart; a second one of a name gets its number."""
    kept: list[str] = []
    for heading in map(str.strip, headings):
        number = sum(other.lower() == heading.lower() for other in kept)
        kept.append(f"{heading} ({number + 1})" if number or not heading else heading)
    return tuple(kept)


# --- Excel ----------------------------------------------------------------------------------------


def _sheets(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """(sheet, headings) of the first sheet with a row, and of those with the same headings."""
    book = CalamineWorkbook.from_path(str(path))
    named = [(name, _headings(book, name)) for name in book.sheet_names]
    first = next((headings for _, headings in named if headings), ())
    same = [(name, headings) for name, headings in named if headings and headings == first]
    if not same:
        raise Problem("error.file_empty", file=path.name)
    return same


def _headings(book: CalamineWorkbook, sheet: str) -> tuple[str, ...]:
    row = next(iter(book.get_sheet_by_name(sheet).iter_rows()), [])
    return _each_once([str(cell) for cell in row])


def _written(
    file: Opened, columns: Mapping[str, str], folder: Path
) -> tuple[Opened, Mapping[str, str]]:
    """The needed columns of an Excel file as a Parquet file in the folder of the work."""
    path = folder / "sheet.parquet"
    schema = pa.schema([(field, pa.string()) for field in columns])
    with pq.ParquetWriter(path, schema) as writer:
        for batch in _batches(file, columns):
            writer.write_table(pa.table(batch, schema=schema))
    return Opened(path, "parquet", tuple(columns)), {field: field for field in columns}


def _batches(file: Opened, columns: Mapping[str, str]) -> Iterator[dict[str, list[str | None]]]:
    places = {field: file.headings.index(heading) for field, heading in columns.items()}
    book = CalamineWorkbook.from_path(str(file.path))
    for sheet, _ in _sheets(file.path):
        batch: dict[str, list[str | None]] = {field: [] for field in columns}
        rows = book.get_sheet_by_name(sheet).iter_rows()
        next(rows)
        for row in rows:
            for field, place in places.items():
                batch[field].append(_text(row[place]) if place < len(row) else None)
            if len(next(iter(batch.values()))) == BATCH:
                yield batch
                batch = {field: [] for field in columns}
        yield batch


def _text(cell: object) -> str | None:
    """A cell as text; a whole number without its point, a day as 2026-10-10 04:00:00."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
