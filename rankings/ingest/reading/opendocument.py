"""OpenDocument spreadsheets (.ods), read from their XML: values, merged cells, what is hidden or
struck through."""

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
# A style may go back to another, and that to a third: so many at most are followed.
_STYLES_DEEP = 10


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
        if "styles.xml" in archive.names:
            archive.parse("styles.xml", content.looks.begin)
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
    struck: list[tuple[int, int, str]] = field(default_factory=list)
    # Style of the cells of columns that have none of their own: first, last, its name.
    styles: list[tuple[int, int, str]] = field(default_factory=list)

    def style_of(self, column: int) -> str:
        """The style of the cells of a column."""
        return next((style for first, last, style in self.styles if first <= column <= last), "")


class _Looks:
    """Which styles of cells and letters are struck through, also by the styles they go back to."""

    def __init__(self) -> None:
        self._style = ""
        self._own: dict[str, bool] = {}
        self._parents: dict[str, str] = {}

    def begin(self, name: str, values: dict[str, str]) -> None:
        """An element opens: a style, or what it says of its letters."""
        if name == "style:style":
            self._style = values.get("style:name", "")
            self._parents[self._style] = values.get("style:parent-style-name", "")
        elif name == "style:text-properties":
            for kind in ("style", "type"):
                if line := values.get(f"style:text-line-through-{kind}"):
                    self._own[self._style] = line != "none"

    def struck(self, style: str) -> bool | None:
        """Whether a style is struck through; None where it says nothing of it."""
        for _ in range(_STYLES_DEEP):
            if style in self._own:
                return self._own[style]
            style = self._parents.get(style, "")
        return None


class _Content:
    """Takes the elements of content.xml one after another and keeps the sheets."""

    def __init__(self, limits: Limits, file: str) -> None:
        self.sheets: list[Sheet] = []
        self.looks = _Looks()
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
        # What is struck through in the cell, and whether each open span of letters is.
        self._through: list[str] = []
        self._spans: list[bool | None] = []
        self._whole = False
        self._row_struck: list[tuple[int, str]] = []
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
            self.looks.begin(name, values)
        elif name == "style:text-properties":
            self.looks.begin(name, values)
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
            self._row_struck = []
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._words, self._paragraphs = values, [], 0
            self._through, self._spans, self._whole = [], [], self._is_struck(values)
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
        elif name == "text:span":
            self._spans.append(self.looks.struck(values.get("text:style-name", "")))

    def _is_struck(self, values: dict[str, str]) -> bool:
        """Whether a cell is struck through, by its own style, that of its row or of its column."""
        column = len(self._row or ()) + self._gap
        of_column = self._table.style_of(column) if self._table else ""
        of_row = self._row_facts.get("table:default-cell-style-name")
        own = values.get("table:style-name") or of_row or of_column
        return bool(self.looks.struck(own))

    def text(self, text: str) -> None:
        """Text stands between elements."""
        if self._cell is not None and self._paragraphs and not self._passed_over:
            looks = [self._whole, *(look for look in self._spans if look is not None)]
            (self._through if looks[-1] else self._words).append(text)

    def end(self, name: str) -> None:
        """An element closes."""
        if self._passed_over:
            self._passed_over -= 1
        elif self._table is None:
            return
        elif name == "text:span" and self._spans:
            self._spans.pop()
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
        if table is None:
            return
        count = _count(values, "table:number-columns-repeated")
        if values.get("table:visibility") in _HIDDEN:
            table.hidden_columns.append((table.columns_seen, table.columns_seen + count - 1))
        if style := values.get("table:default-cell-style-name"):
            table.styles.append((table.columns_seen, table.columns_seen + count - 1, style))
        table.columns_seen += count

    def _end_cell(self) -> None:
        values, self._cell = self._cell, None
        if values is None or self._row is None:
            return
        count = _count(values, "table:number-columns-repeated")
        left, through = "".join(self._words), clean("".join(self._through))
        cell = NOTHING if self._covered else _cell(values, left)
        if not self._covered and (through or (self._whole and cell != NOTHING)):
            self._strike(values, left.strip(), through or cell[0] or "", count)
            return
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

    def _strike(self, values: dict[str, str], left: str, through: str, count: int) -> None:
        """Take a cell with something struck through: what is left of it, as text."""
        table, whole_row = self._table, self._row
        if table is None or whole_row is None:
            return
        cell = text_cell(left) if left else NOTHING
        first = len(whole_row) + self._gap
        check_columns(first + count, self._limits, file=self._file, sheet=self._name)
        whole_row += [NOTHING] * self._gap + [cell] * count
        self._gap = 0
        self._row_struck += [(first + n, through) for n in range(count)]
        spans = [_count(values, f"table:number-{what}-spanned") for what in ("rows", "columns")]
        if spans != [1, 1]:
            row = table.rows + self._empty_rows
            table.merged.append((row, first, row + spans[0] - 1, first + spans[1] - 1))

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
        for number in range(count):
            table.columns.add(row)
            table.struck += [(first + number, column, text) for column, text in self._row_struck]
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
            struck=table.struck,
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
