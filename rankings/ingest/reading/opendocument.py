"""OpenDocument spreadsheets (.ods), read from their XML: values, merged cells, what is hidden."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rankings.ingest.grid import DAY, ERROR, NUMBER, TRUTH, Remark, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.reading.archive import Archive
from rankings.ingest.reading.cells import (
    NOTHING,
    Cell,
    Columns,
    check_columns,
    check_size,
    clean,
    number_text,
    percent_cell,
    text_cell,
    with_facts,
)
from rankings.store.problems import Problem

Progress = Callable[[float], None]

MACROS = Remark("macros_ignored")
_HIDDEN = ("collapse", "filter")
# Content that is no part of a cell's text, or of any table: notes, drawings, earlier versions.
_PASSED_OVER = frozenset(
    {"office:annotation", "draw:frame", "table:tracked-changes", "table:shapes"}
)
_NUMBERS = ("float", "currency")


def read_opendocument(
    path: Path, limits: Limits, file: str, progress: Progress
) -> tuple[tuple[Sheet, ...], tuple[Remark, ...]]:
    """The sheets of a spreadsheet that hold anything, and what to tell about them.

    Raises the Problem of one that is protected, damaged or beyond the limits.
    """
    content = _Content(limits, file)
    with Archive(path, limits, file) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Problem("error.file_protected", file=file)
        if "content.xml" not in archive.names:
            raise archive.damaged()
        archive.parse("content.xml", content.begin, content.end, content.text)
        macros = any(name.startswith(("Basic/", "Scripts/")) for name in archive.names)
    return tuple(content.sheets), (MACROS,) if macros else ()


@dataclass
class _Table:
    """The table that is being read."""

    columns: Columns
    hidden: bool
    rows: int = 0
    columns_seen: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    no_cached_value: list[tuple[int, int]] = field(default_factory=list)


class _Content:
    """Takes the elements of content.xml one after another and keeps the sheets."""

    def __init__(self, limits: Limits, file: str) -> None:
        self.sheets: list[Sheet] = []
        self._limits = limits
        self._file = file
        self._table: _Table | None = None
        self._name = ""
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._row: list[Cell] | None = None
        self._row_facts: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._covered = False
        self._words: list[str] = []
        self._paragraphs = 0
        self._passed_over = 0
        # Empty cells and rows that count only when something follows them.
        self._gap = 0
        self._empty_rows = 0

    def begin(self, name: str, values: dict[str, str]) -> None:
        """An element opens."""
        if self._passed_over or name in _PASSED_OVER:
            self._passed_over += 1
        elif name == "style:style":
            self._style = values.get("style:name", "")
        elif name == "style:table-properties" and values.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table:table":
            self._begin_table(values)
        elif self._table is None:
            return
        elif name == "table:table-column":
            self._column(values)
        elif name == "table:table-row":
            self._row, self._row_facts, self._gap = [], values, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._words, self._paragraphs = values, [], 0
            self._covered = name == "table:covered-table-cell"
        elif self._cell is not None:
            self._inside_a_cell(name, values)

    def _inside_a_cell(self, name: str, values: dict[str, str]) -> None:
        if name == "text:p":
            if self._paragraphs:
                self._words.append(" ")
            self._paragraphs += 1
        elif name in ("text:s", "text:tab", "text:line-break"):
            self._words.append(" ")

    def text(self, text: str) -> None:
        """Text stands between elements."""
        if self._cell is not None and self._paragraphs and not self._passed_over:
            self._words.append(text)

    def end(self, name: str) -> None:
        """An element closes."""
        if self._passed_over:
            self._passed_over -= 1
        elif self._table is None:
            return
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table":
            self._end_table()

    def _begin_table(self, values: dict[str, str]) -> None:
        self._name = clean(values.get("table:name", ""))
        hidden = values.get("table:style-name") in self._hidden_styles
        self._table = _Table(Columns(self._limits, self._file, self._name), hidden)
        self._empty_rows = 0

    def _column(self, values: dict[str, str]) -> None:
        table = self._table
        count = _count(values, "table:number-columns-repeated")
        if values.get("table:visibility") in _HIDDEN:
            table.hidden_columns.append((table.columns_seen, table.columns_seen + count - 1))
        table.columns_seen += count

    def _end_cell(self) -> None:
        values, self._cell = self._cell, None
        if values is None or self._row is None:
            return
        count = _count(values, "table:number-columns-repeated")
        cell = NOTHING if self._covered else _cell(values, "".join(self._words))
        unknown = "table:formula" in values and "office:value-type" not in values
        unknown = unknown and cell == NOTHING
        spans = [_count(values, f"table:number-{what}-spanned") for what in ("rows", "columns")]
        if cell == NOTHING and not unknown and spans == [1, 1]:
            self._gap += count
            return
        width = len(self._row) + self._gap + count
        check_columns(width, self._limits, file=self._file, sheet=self._name)
        self._row += [NOTHING] * self._gap
        self._gap = 0
        row, column = self._table.rows + self._empty_rows, len(self._row)
        if spans != [1, 1]:
            self._table.merged.append((row, column, row + spans[0] - 1, column + spans[1] - 1))
        if unknown:
            self._table.no_cached_value += [(row, column + n) for n in range(count)]
        self._row += [cell] * count

    def _end_row(self) -> None:
        table, row = self._table, self._row
        if row is None:
            return
        self._row = None
        count = _count(self._row_facts, "table:number-rows-repeated")
        first = table.rows + self._empty_rows
        if self._row_facts.get("table:visibility") in _HIDDEN and first < self._limits.rows:
            table.hidden_rows += range(first, min(first + count, self._limits.rows))
        if not row:
            self._empty_rows += count
            return
        height = first + count
        width = max(len(row), table.columns.width)
        check_size(height, width, self._limits, file=self._file, sheet=self._name)
        for _ in range(self._empty_rows):
            table.columns.add([])
        for _ in range(count):
            table.columns.add(row)
        table.rows, self._empty_rows = height, 0

    def _end_table(self) -> None:
        table, self._table = self._table, None
        unknown = table.no_cached_value
        reach = tuple(max(at[axis] + 1 for at in unknown) for axis in (0, 1)) if unknown else (0, 0)
        sheet = with_facts(
            table.columns.sheet(reach),
            merged=table.merged,
            hidden=table.hidden,
            hidden_rows=table.hidden_rows,
            hidden_columns=table.hidden_columns,
            no_cached_value=unknown,
        )
        if sheet.width:
            self.sheets.append(sheet)


def _count(values: dict[str, str], name: str) -> int:
    text = values.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _cell(values: dict[str, str], shown: str) -> Cell:
    """A cell from its attributes, or from the text it shows where they say nothing."""
    if values.get("calcext:value-type") == "error":
        return (shown.strip() or "#ERR!"), ERROR
    kind = values.get("office:value-type")
    try:
        if kind in _NUMBERS:
            number = number_text(float(values["office:value"]))
            return (number, NUMBER) if number is not None else (shown, ERROR)
        if kind == "percentage":
            return percent_cell(float(values["office:value"]))
        if kind == "date":
            return dt.date.fromisoformat(values["office:date-value"][:10]).isoformat(), DAY
    except (KeyError, ValueError):
        return text_cell(shown)
    if kind == "boolean":
        return ("true" if values.get("office:boolean-value") == "true" else "false"), TRUTH
    return text_cell(shown or values.get("office:string-value", ""))
