"""A sheet as recognition looks at it: its first rows as lists, turned if units stand in columns."""

from dataclasses import dataclass

from rankings.ingest.grid import NUMBER, Sheet

# Tables are found among the first rows; a longer one is a list whose later rows look the same.
SEEN_ROWS = 1500
# No more columns than this are looked at: wider sheets hold no ranking.
SEEN_COLUMNS = 400


@dataclass(frozen=True)
class Face:
    """The seen part of a sheet. Rows and columns are those of the table: where `turned`, a row
    here is a column of the sheet.

    cells: text as it stands, None where empty. filled: the same with every cell of a merged range
    holding the range's text.
    """

    sheet: Sheet
    turned: bool
    cells: tuple[tuple[str | None, ...], ...]
    filled: tuple[tuple[str | None, ...], ...]
    numbers: frozenset[tuple[int, int]]
    merged: tuple[tuple[int, int, int, int], ...]

    @property
    def height(self) -> int:
        """How many rows are seen."""
        return len(self.cells)

    @property
    def width(self) -> int:
        """How many columns are seen."""
        return len(self.cells[0]) if self.cells else 0

    def place(self, row: int, column: int) -> tuple[int, int]:
        """A cell of the face as (row, column) of the sheet."""
        return (column, row) if self.turned else (row, column)

    def column(self, column: int, first: int, last: int) -> list[str | None]:
        """The cells of a column, rows first … last."""
        return [self.cells[row][column] for row in range(first, last + 1)]

    def is_number(self, row: int, column: int) -> bool:
        """True for a cell that the file itself keeps as a number."""
        return (row, column) in self.numbers


def face(sheet: Sheet, *, turned: bool = False) -> Face:
    """The first rows of a sheet (SEEN_ROWS × SEEN_COLUMNS at most), turned when asked."""
    rows = min(sheet.height, SEEN_COLUMNS if turned else SEEN_ROWS)
    width = min(sheet.width, SEEN_COLUMNS)
    columns = [text.slice(0, rows).to_pylist() for text in sheet.texts[:width]]
    kinds = [kind.slice(0, rows).to_pylist() for kind in sheet.kinds[:width]]
    full = [list(column) for column in columns]
    for top, left, bottom, right in sheet.merged:
        if top < rows and left < width:
            text = columns[left][top]
            for column in range(left, min(right, width - 1) + 1):
                full[column][top : bottom + 1] = [text] * (min(bottom, rows - 1) - top + 1)
    numbers = {
        (column, row) if turned else (row, column)
        for column, of_column in enumerate(kinds)
        for row, kind in enumerate(of_column)
        if kind == NUMBER
    }
    merged = tuple((m[1], m[0], m[3], m[2]) if turned else m for m in sheet.merged)
    return Face(
        sheet=sheet,
        turned=turned,
        cells=_oriented(columns, rows, turned),
        filled=_oriented(full, rows, turned),
        numbers=frozenset(numbers),
        merged=merged,
    )


def _oriented(
    columns: list[list[str | None]], rows: int, turned: bool
) -> tuple[tuple[str | None, ...], ...]:
    if turned:
        return tuple(tuple(column) for column in columns)
    return tuple(zip(*columns, strict=True)) if rows else ()
