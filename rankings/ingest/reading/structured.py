"""Data files: JSON with a list of objects in it, and Parquet."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from rankings.ingest.grid import DAY, EMPTY, ERROR, NUMBER, TEXT, TRUTH, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading import portal_reply
from rankings.ingest.reading.cells import (
    NOTHING,
    Cell,
    Columns,
    check_size,
    clean,
    plain_digits,
    sheet_of,
    text_cell,
    value_cell,
)
from rankings.ingest.reading.delimited import utf8
from rankings.ingest.reading.portal_reply import Reply
from rankings.store.problems import Problem

# From so many entries on an object may be a table by the names of its rows.
KEYED_AT_LEAST = 3
# How the columns of such a table are headed.
NAME, VALUE = "name", "value"
_CODE = re.compile(r"H?\d{2}")
_FIGURE = re.compile(r"\s*[\d.,]{1,12}\s*%?\s*")
_LONGEST_NAME = 60
_SHOWN_OF_A_LIST = "; "
# What the field of a unit's name is called, in letters without marks. Not "name": an indicator has
# one too.
_OF_A_UNIT = re.compile(
    r"(?:ten)?(?:tinh|tinhthanhpho|tinhthanh|thanhpho|diaphuong|donvi)"
    r"|(?:province|department|unit|city|locality)(?:s|name|code)?"
)
# The field that names a part before all others that could.
_NAMES_A_PART = re.compile(r"(?:ten|name|title|label|indicator|component|chitieu|tieuchi).*")


class _Number(str):
    """A number of a JSON file, with the digits it was written in."""


class _Object(list):
    """An object of a JSON file as (name, value) pairs: a name that stands twice is seen twice."""


def read_json(path: Path, name: str, limits: Limits, file: str) -> tuple[Sheet, ...]:
    """A sheet for each list of objects in a JSON file, nested objects as columns "scores.CKMB",
    a list of named parts as columns "components / Công khai / score".

    An object keyed by names, {"Đắk Lắk": {"score": 85.1}}, is such a list, and so is a list of rows
    that are lists. A list of tables, {"month": 10, "rows": [{"province": …}]}, is a sheet for each.
    Single values beside a list ({"date": …}) stand as rows above its table. Numbers keep the
    digits they were written in. Raises the Problem of a file that is no JSON, or has no such list.
    """
    content, _ = utf8(path.read_bytes(), file)
    try:
        said = json.loads(
            content.decode(),
            object_pairs_hook=_Object,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_Number,
        )
        of_units = portal_reply.replies(_as_dicts(said))
        lists = [] if of_units else list(_lists(said, (), []))
    except json.JSONDecodeError as error:
        raise Problem(
            "error.file_json", file=file, line=error.lineno, column=error.colno
        ) from error
    except RecursionError as error:
        raise Problem("error.file_no_table", file=file) from error
    sheets = [
        sheet_of(clean(".".join(reply.where))[:_LONGEST_NAME], _of_reply(reply), limits, file)
        for reply in of_units
    ]
    for where, above, rows in lists:
        grid = _grid(above, rows)
        called = clean(".".join(where))[:_LONGEST_NAME] or name
        sheets.append(sheet_of(called, grid, limits, file))
    sheets = [sheet for sheet in sheets if sheet.width]
    if not sheets:
        raise Problem("error.file_no_table", file=file)
    return tuple(sheets)


def _as_dicts(value: object) -> object:
    """A value with its objects as dicts; of a name that stands twice the last one counts."""
    if isinstance(value, _Object):
        return {name: _as_dicts(inner) for name, inner in value}
    return [_as_dicts(inner) for inner in value] if isinstance(value, list) else value


def _of_reply(reply: Reply) -> Iterator[list[Cell]]:
    """The rows of the sheet of a reply: see portal_reply."""
    for name, value in reply.above:
        yield [text_cell(name), _cell(value)]
    if reply.above:
        yield []
    columns = list(dict.fromkeys(column for row in reply.rows for column in row))
    yield [text_cell(column) for column in columns]
    for row in reply.rows:
        yield [_cell(row.get(column)) for column in columns]


def _lists(
    value: object, where: tuple[str, ...], above: list[tuple[str, object]]
) -> Iterator[tuple[tuple[str, ...], list[tuple[str, object]], list]]:
    """Each list of rows, however deep: its path, the single values around it, itself."""
    if isinstance(value, _Object):
        if rows := _by_name(value):
            yield where, above, rows
            return
        own = [
            (".".join((*where, name)), single)
            for name, single in value
            if not isinstance(single, list)
        ]
        for name, inner in value:
            yield from _lists(inner, (*where, name), above + own)
    elif isinstance(value, list) and any(isinstance(item, _Object) for item in value):
        if not _is_list_of_tables(value):
            yield where, above, value
            return
        for number, item in enumerate(value, 1):
            yield from _lists(item, (*where, str(number)), above)
    elif isinstance(value, list) and len(value) > 1 and all(map(_is_plain_row, value)):
        yield where, above, value


def _is_plain_row(item: object) -> bool:
    """Whether an entry is a list of two or more single values."""
    return (
        isinstance(item, list)
        and not isinstance(item, _Object)
        and len(item) > 1
        and not any(isinstance(value, list) for value in item)
    )


def _is_list_of_tables(rows: list) -> bool:
    """Whether the objects of a list are no units themselves but hold lists of units."""
    return all(
        isinstance(row, _Object)
        and not _has_unit(row)
        and any(_is_list_of_units(inner) for _, inner in row)
        for row in rows
    )


def _is_list_of_units(value: object) -> bool:
    return (
        isinstance(value, list)
        and not isinstance(value, _Object)
        and bool(value)
        and all(isinstance(item, _Object) and _has_unit(item) for item in value)
    )


def _has_unit(row: _Object) -> bool:
    return any(_OF_A_UNIT.fullmatch(_bare(name)) for name, _ in row)


def _bare(name: str) -> str:
    """The letters of a name, small and without marks: "Tên tỉnh" -> "tentinh"."""
    apart = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if letter.isascii() and letter.isalpha())


def _by_name(value: _Object) -> list | None:
    """The rows of an object whose names are those of the rows: {"Đắk Lắk": {"score": 85.1}, …} or
    {"Đắk Lắk": 85.1, …}; each with its name before it. None for any other object.
    """
    names = [name for name, _ in value]
    if len(value) < KEYED_AT_LEAST or len(set(names)) < len(names):
        return None
    inner = [item for _, item in value]
    if all(isinstance(item, _Object) for item in inner):
        fields = Counter(field for item in inner for field, _ in item)
        # Rows are alike, parts of a file are not.
        if not fields or max(fields.values()) * 10 < 8 * len(inner):
            return None
        return [_Object([(NAME, name), *item]) for name, item in value]
    # Names of fields have no blanks and no letters beyond ASCII, those of units do, or are codes.
    keyed = sum(not name.isascii() or " " in name or bool(_CODE.fullmatch(name)) for name in names)
    if keyed * 2 < len(names) or not all(map(_is_figure, inner)):
        return None
    return [_Object([(NAME, name), (VALUE, item)]) for name, item in value]


def _is_figure(value: object) -> bool:
    if value is None or isinstance(value, _Number):
        return True
    return isinstance(value, str) and bool(_FIGURE.fullmatch(value))


def _grid(above: list[tuple[str, object]], rows: list) -> Iterator[list[Cell]]:
    """The rows of a sheet: what stands above, a blank row, the names of the columns, the rows."""
    for name, value in above:
        yield [text_cell(name), _cell(value)]
    if above:
        yield []
    if all(map(_is_plain_row, rows)):
        yield from ([_cell(value) for value in row] for row in rows)
        return
    flat = [dict(_flat(row)) for row in rows]
    columns: dict[tuple[str, int], int] = {}
    for row in flat:
        for column in row:
            columns.setdefault(column, len(columns))
    yield [text_cell(name) for name, _ in columns]
    for row in flat:
        yield [_cell(row.get(column)) for column in columns]


def _flat(row: object) -> Iterator[tuple[tuple[str, int], object]]:
    """The values of an object by path; the number counts how often the path stood there before."""
    seen: dict[str, int] = {}
    # Not by recursion: objects may be nested as deep as the parser goes.
    waiting = [("", row)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Object):
            start = f"{path}." if path else ""
            waiting += [(start + name, inner) for name, inner in reversed(value)]
        elif parts := _parts(value):
            waiting += [(f"{path} / {name}", inner) for name, inner in reversed(parts)]
        else:
            yield (path, seen.setdefault(path, 0)), value
            seen[path] += 1


def _parts(value: object) -> list[tuple[str, object]]:
    """What a list of named parts, [{"name": "Công khai", "score": 17.1}, …], comes to by level:
    ("Công khai / score", 17.1), …. Empty for any other list, and for one of units within a unit.
    """
    if not isinstance(value, list) or not value or _is_list_of_units(value):
        return []
    if not all(isinstance(item, _Object) for item in value):
        return []
    called = _naming_field(value)
    if called is None:
        return []
    return [
        (f"{dict(item)[called]} / {name}", inner)
        for item in value
        for name, inner in item
        if name != called
    ]


def _naming_field(parts: list) -> str | None:
    """The field that names each part of a list: words, in every part, in none the same."""
    fields = [dict(part) for part in parts]
    able = []
    for name in fields[0]:
        names = [part.get(name) for part in fields]
        if all(_is_words(called) for called in names) and len(set(names)) == len(names):
            able.append(name)
    return next(
        (name for name in able if _NAMES_A_PART.fullmatch(_bare(name))), next(iter(able), None)
    )


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(clean(value)) and not _is_figure(value)


def _cell(value: object) -> Cell:
    if isinstance(value, _Number):
        text = plain_digits(value) if value[-1:].isdigit() else None
        return (text, NUMBER) if text is not None else (str(value), ERROR)
    if isinstance(value, list):
        return text_cell(_SHOWN_OF_A_LIST.join(_inner(item) for item in value))
    if value is None or isinstance(value, str | bool):
        return value_cell(value)
    return text_cell(str(value))


def _inner(value: object) -> str:
    if isinstance(value, _Object):
        return ", ".join(_inner(single) for _, single in value)
    if isinstance(value, list):
        return "…"
    return _cell(value)[0] or ""


# --- Parquet ----------------------------------------------------------------------------------


def read_parquet(path: Path, name: str, limits: Limits, file: str) -> Sheet:
    """The table of a Parquet file: names of the columns in the first row, then the rows.

    Raises the Problem of a file that is damaged or beyond the limits, before its rows are read.
    """
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as content:
            facts = content.metadata
            check_size(facts.num_rows + 1, facts.num_columns, limits, file=file, sheet=name)
            _check_unpacked(facts, limits, file)
            return _parquet_sheet(content, name, limits, file)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, MemoryError):
            raise
        raise Problem("error.file_damaged", file=file) from error


def _check_unpacked(facts: object, limits: Limits, file: str) -> None:
    unpacked = sum(facts.row_group(n).total_byte_size for n in range(facts.num_row_groups))
    if unpacked > limits.unpacked_bytes:
        megabytes = limits.unpacked_bytes // 1_000_000
        raise Problem("error.file_bomb", file=file, megabytes=megabytes)


def _parquet_sheet(content: object, name: str, limits: Limits, file: str) -> Sheet:
    names = content.schema_arrow.names
    columns = Columns(limits, file, name)
    columns.add([text_cell(column) for column in names])
    for batch in content.iter_batches(batch_size=20_000):
        cells = [_column_cells(column) for column in batch.columns]
        for row in zip(*cells, strict=True):
            columns.add(row)
    return columns.sheet()


def _column_cells(column: pa.Array) -> list[Cell]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_float16(column.type) or pa.types.is_float32(column.type):
        # The shortest digits that mean this number: wider, 86.98 would be 86.9800033569336.
        return [_float_cell(text) for text in column.cast(pa.string()).to_pylist()]
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return [_day_cell(value) for value in column.cast(pa.string()).to_pylist()]
    return [_value_cell(value) for value in column.to_pylist()]


def _float_cell(text: str | None) -> Cell:
    if text is None:
        return NOTHING
    digits = plain_digits(text) if text[-1:].isdigit() else None
    if digits is None:
        return (None, EMPTY) if text == "nan" else (text, ERROR)
    return digits.removesuffix(".0"), NUMBER


def _day_cell(text: str | None) -> Cell:
    if text is None:
        return NOTHING
    try:
        return date.fromisoformat(text[:10]).isoformat(), DAY
    except ValueError:
        return text, TEXT


def _value_cell(value: object) -> Cell:
    if isinstance(value, bytes):
        return text_cell(value.decode("utf-8", "replace"))
    if isinstance(value, float) and value != value:
        return NOTHING
    if isinstance(value, bool):
        return ("true" if value else "false"), TRUTH
    if isinstance(value, dict | list | datetime):
        return text_cell(json.dumps(value, ensure_ascii=False, default=str))
    return value_cell(value)
