"""What was read of a file, before anybody has said what it means: sheets of cells.

Every reader (Excel, CSV, JSON, Parquet, Word, PDF, a pasted block) ends in a Book, so that
recognition knows one thing only. Cells are kept by column as Arrow text with the kind of each cell
beside it: a million rows take what their letters take.
"""

from dataclasses import dataclass

import pyarrow as pa
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

# The kind of a cell. A number is plain digits with a decimal point ("86.98"), a day is ISO text,
# a truth is "true" or "false"; text stands as it was written (NFC, ends trimmed).
EMPTY, TEXT, NUMBER, DAY, TRUTH, ERROR = range(6)


@dataclass(frozen=True)
class Sheet:
    """One sheet, or one table of a document. Row and column numbers count from 0; A1 is (0, 0).

    texts: a column each, Arrow string arrays of equal length, null where the cell is empty;
    kinds: the same shape, uint8. merged: (first row, first column, last row, last column).
    no_cached_value: cells that hold a formula whose result the file does not carry.
    struck: (row, column, text) of what is struck through and is no part of the cells.
    lines: of a file read line by line, the line on which each row begins (from 1); else None.
    """

    name: str
    texts: tuple[pa.Array, ...]
    kinds: tuple[pa.Array, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    no_cached_value: tuple[tuple[int, int], ...] = ()
    struck: tuple[tuple[int, int, str], ...] = ()
    lines: pa.Array | None = None

    @property
    def height(self) -> int:
        """How many rows."""
        return len(self.texts[0]) if self.texts else 0

    @property
    def width(self) -> int:
        """How many columns."""
        return len(self.texts)

    def text(self, row: int, column: int) -> str | None:
        """A cell as text; None when it is empty."""
        return self.texts[column][row].as_py()

    def kind(self, row: int, column: int) -> int:
        """The kind of a cell: EMPTY, TEXT, NUMBER, DAY, TRUTH or ERROR."""
        return self.kinds[column][row].as_py()


@dataclass(frozen=True)
class Remark:
    """Something to tell about the reading: a key of the catalogue (`reading.<key>`) and values."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Aside:
    """A line of text of a document outside its tables. page: of a PDF file, from 1; else None."""

    text: str
    page: int | None = None


@dataclass(frozen=True)
class Book:
    """A file as it was read.

    kind: xlsx | xls | xlsb | ods | csv | json | parquet | docx | pdf | html | pasted | typed |
    single.
    needs_confirmation: the reading of a document is a guess and always asks to be confirmed.
    asides: its lines of text that are in no sheet.
    """

    file_name: str
    sha256: str
    size: int
    kind: str
    sheets: tuple[Sheet, ...]
    needs_confirmation: bool = False
    remarks: tuple[Remark, ...] = ()
    asides: tuple[Aside, ...] = ()

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


def letters(column: int) -> str:
    """The letters of a column as spreadsheets show it: 0 -> A, 27 -> AB."""
    return xl_col_to_name(column)


def address(row: int, column: int) -> str:
    """A cell as spreadsheets name it: (6, 2) -> C7."""
    return xl_rowcol_to_cell(row, column)


def place(sheet: Sheet, row: int, column: int) -> str:
    """Where a cell stands, for a finding: "Tháng 10!C7"."""
    return f"{sheet.name}!{address(row, column)}"
