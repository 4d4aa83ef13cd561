"""Cells as every reader leaves them: clean text with its kind, gathered into columns."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import pyarrow as pa

from rankings.ingest.grid import DAY, EMPTY, ERROR, NUMBER, TEXT, TRUTH, Sheet, address
from rankings.ingest.limits import Limits
from rankings.ingest.reading.old_letters import OldLetters
from rankings.store.problems import Problem

# A cell: its text, None when empty, and its kind.
Cell = tuple[str | None, int]
NOTHING: Cell = (None, EMPTY)

# Rows are turned into Arrow in batches: Python objects of a whole sheet would take ten times that.
BATCH = 20_000
# Zero-width characters, byte order marks and other marks that nobody sees or typed; NUL and its
# like. Tab and line breaks are left, for `clean` to make spaces of.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Spaces of other widths, breaks inside a cell, and runs of them.
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*", re.ASCII)
_LONGEST_EXPONENT = 40
_DIGITS_OF_A_SHEET = 15
_SHORT = 60


# What the file that is being read is written in, where that is no Unicode.
_old_letters: ContextVar[OldLetters | None] = ContextVar("old_letters", default=None)


@contextmanager
def written_in(letters: OldLetters) -> Iterator[None]:
    """Within it, texts are taken to be of old letters, and cleaned into Unicode."""
    before = _old_letters.set(letters)
    _short_text_cell.cache_clear()
    try:
        yield
    finally:
        _old_letters.reset(before)
        _short_text_cell.cache_clear()


def clean(text: str) -> str:
    """Text as it is kept: NFC, without unseen characters, one space where there was any white."""
    if _PLAIN.fullmatch(text):
        return text
    if letters := _old_letters.get():
        # Before what is unseen goes: an unseen sign is the ư of TCVN3.
        text = letters.decoded(text)
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return _SPACES.sub(" ", text).strip()


def text_cell(text: str) -> Cell:
    """A cell of text; EMPTY when nothing is left of it."""
    return _short_text_cell(text) if len(text) <= _SHORT else _text_cell(text)


def _text_cell(text: str) -> Cell:
    text = clean(text)
    return (text, TEXT) if text else NOTHING


# A table says the same names and figures many times over.
_short_text_cell = lru_cache(maxsize=20_000)(_text_cell)


@lru_cache(maxsize=20_000)
def _number_cell(value: int | float) -> Cell:
    text = number_text(value)
    return (text, NUMBER) if text is not None else (str(value), ERROR)


def number_text(value: int | float) -> str | None:
    """A number as plain digits, "86.98" or "7"; None when it is no finite number.

    Spreadsheets keep and show 15 significant digits; what a binary fraction has beyond is noise.
    """
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return None
    text = repr(value)
    if len(text) > _DIGITS_OF_A_SHEET:
        text = format(value, f".{_DIGITS_OF_A_SHEET}g")
    text = plain_digits(text)
    if text is not None and text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text


def plain_digits(text: str) -> str | None:
    """A number as written by a machine without its exponent: "1e3" -> "1000"; "86.90" stays.

    None where it is no number, or one so large or small that its digits would fill the cell.
    """
    if "e" not in text and "E" not in text:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_EXPONENT:
        return None
    return format(number, "f")


def percent_cell(value: int | float) -> Cell:
    """A number under a format with "%", as the sheet shows it: 0.764 -> "76.4%"."""
    text = number_text(value)
    if text is None:
        return str(value), ERROR
    hundredfold = format(Decimal(text) * 100, "f")
    if "." in hundredfold:
        hundredfold = hundredfold.rstrip("0").rstrip(".")
    return f"{hundredfold}%", TEXT


def value_cell(value: object) -> Cell:
    """A value of a workbook or a data file as a cell.

    A time of day beside a date is left out: a table is told by its day.
    """
    kind = type(value)
    if kind is str:
        return text_cell(value)
    if kind is float or kind is int:
        return _number_cell(value)
    if value is None:
        return NOTHING
    if kind is bool:
        return ("true" if value else "false"), TRUTH
    if isinstance(value, dt.datetime):
        return value.date().isoformat(), DAY
    if isinstance(value, dt.date):
        return value.isoformat(), DAY
    if isinstance(value, Decimal):
        text = plain_digits(str(value))
        return (text, NUMBER) if text is not None else (str(value), ERROR)
    return text_cell(str(value))


class Columns:
    """Rows of cells, taken one by one and kept as Arrow columns.

    Stops with a Problem at the first row, column or cell beyond the limits. Rows may differ in
    length; empty rows and columns at the end are dropped, those before the table are kept.
    """

    def __init__(self, limits: Limits, file: str, sheet: str) -> None:
        self._limits = limits
        self._named = {"file": file, "sheet": sheet}
        self._rows: list[Sequence[Cell]] = []
        self._batches: list[tuple[list[pa.Array], list[pa.Array]]] = []
        self.height = 0
        self.width = 0

    def add(self, row: Sequence[Cell]) -> None:
        """Take a row of cells."""
        self._rows.append(row)
        self.height += 1
        if len(row) > self.width:
            check_columns(len(row), self._limits, **self._named)
            self.width = len(row)
        if len(self._rows) == BATCH:
            self._flush()

    def _flush(self) -> None:
        rows, self._rows = self._rows, []
        check_size(self.height, self.width, self._limits, **self._named)
        above = self.height - len(rows)
        texts, kinds = [], []
        for column in range(self.width):
            cells = [row[column] if column < len(row) else NOTHING for row in rows]
            self._check_lengths(cells, above, column)
            texts.append(pa.array([cell[0] for cell in cells], pa.string()))
            kinds.append(pa.array([cell[1] for cell in cells], pa.uint8()))
        self._batches.append((texts, kinds))

    def _check_lengths(self, cells: list[Cell], above: int, column: int) -> None:
        longest = self._limits.cell_characters
        for row, (text, _) in enumerate(cells):
            if text is not None and len(text) > longest:
                raise too_long(address(above + row, column), len(text), longest, **self._named)

    def sheet(self, reach: tuple[int, int] = (0, 0), **facts: object) -> Sheet:
        """The sheet of all rows taken. reach: the least height and width it must have."""
        while self.height < reach[0]:
            self.add([NOTHING] * reach[1])
        self._flush()
        texts, kinds = [], []
        for column in range(self.width):
            pieces = [
                (part[0][column], part[1][column])
                if column < len(part[0])
                else _empty(len(part[0][0]) if part[0] else 0)
                for part in self._batches
            ]
            texts.append(_joined([text for text, _ in pieces], pa.string()))
            kinds.append(_joined([kind for _, kind in pieces], pa.uint8()))
        texts, kinds = _trimmed(texts, kinds, reach)
        return Sheet(self._named["sheet"], tuple(texts), tuple(kinds), **facts)


def with_facts(
    sheet: Sheet,
    *,
    merged: Iterable[tuple[int, int, int, int]] = (),
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[tuple[int, int]] = (),
    no_cached_value: Iterable[tuple[int, int]] = (),
    struck: Iterable[tuple[int, int, str]] = (),
) -> Sheet:
    """A sheet with what else is known of it, cut to its rows and columns.

    hidden_columns: (first, last) each; merged as in Sheet.
    """
    bottom, right = sheet.height - 1, sheet.width - 1
    cut = [(a, b, min(c, bottom), min(d, right)) for a, b, c, d in merged]
    columns = [range(first, min(last, right) + 1) for first, last in hidden_columns]
    return Sheet(
        sheet.name,
        sheet.texts,
        sheet.kinds,
        merged=tuple(m for m in cut if m[0] <= m[2] and m[1] <= m[3] and m[:2] != m[2:]),
        hidden=hidden,
        hidden_rows=frozenset(row for row in hidden_rows if row <= bottom),
        hidden_columns=frozenset(column for numbers in columns for column in numbers),
        no_cached_value=tuple(sorted(set(no_cached_value))),
        struck=tuple(sorted(struck)),
    )


def _empty(height: int) -> tuple[pa.Array, pa.Array]:
    return pa.nulls(height, pa.string()), pa.array(bytes(height), pa.uint8())


def _joined(pieces: list[pa.Array], kind: pa.DataType) -> pa.Array:
    return pieces[0] if len(pieces) == 1 else pa.concat_arrays(pieces or [pa.array([], kind)])


def _trimmed(
    texts: list[pa.Array], kinds: list[pa.Array], reach: tuple[int, int]
) -> tuple[list[pa.Array], list[pa.Array]]:
    """Columns without the empty columns and rows at their end."""
    while len(texts) > reach[1] and texts[-1].null_count == len(texts[-1]):
        texts, kinds = texts[:-1], kinds[:-1]
    height = max([reach[0], *(_filled(text) for text in texts)]) if texts else 0
    return [text.slice(0, height) for text in texts], [kind.slice(0, height) for kind in kinds]


def _filled(text: pa.Array) -> int:
    """How many cells a column has down to its last filled one."""
    height = len(text)
    while height and not text[height - 1].is_valid:
        # Long empty tails are told by their count of nulls, in steps, not cell by cell.
        step = min(height, BATCH)
        tail = text.slice(height - step, step)
        height -= step if tail.null_count == step else 1
    return height


def check_columns(columns: int, limits: Limits, *, file: str, sheet: str) -> None:
    """Raise a Problem when a sheet has more columns than it may."""
    if columns > limits.columns:
        first_beyond = address(0, limits.columns)
        raise Problem(
            "error.file_columns", file=file, sheet=sheet, limit=limits.columns, cell=first_beyond
        )


def check_size(rows: int, columns: int, limits: Limits, *, file: str, sheet: str) -> None:
    """Raise a Problem when a sheet has more rows, columns or cells than it may."""
    if rows > limits.rows:
        raise Problem("error.file_rows", file=file, sheet=sheet, limit=limits.rows)
    check_columns(columns, limits, file=file, sheet=sheet)
    if rows * columns > limits.cells:
        raise Problem("error.file_cells", file=file, sheet=sheet, limit=limits.cells)


def too_long(cell: str, length: int, limit: int, *, file: str, sheet: str) -> Problem:
    """The Problem of a cell that holds more characters than it may."""
    return Problem(
        "error.file_cell", file=file, sheet=sheet, cell=cell, characters=length, limit=limit
    )


def sheet_of(
    name: str, rows: Iterable[Sequence[Cell]], limits: Limits, file: str, **facts: object
) -> Sheet:
    """A sheet of rows of cells; Problem where they are more than the limits allow."""
    columns = Columns(limits, file, name)
    for row in rows:
        columns.add(row)
    return columns.sheet(**facts)
