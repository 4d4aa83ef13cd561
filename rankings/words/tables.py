"""One description of a table, from which the screen, the Excel and CSV files and the evidence of
its figures are made: what the page shows and what the file holds cannot differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from rankings.words.exports import Sheet

Row = TypeVar("Row")

# Where a column stands. Files have every column.
EVERYWHERE = "everywhere"
WHERE_KNOWN = "where known"  # on screen only when at least one row has something in it
IN_FILES = "in files"  # never on screen


@dataclass(frozen=True)
class Column(Generic[Row]):
    """What a table says of each row under one heading.

    value: makes the text or the number of a row; None: nothing is known. key: makes the key of the
    figure in the cell (`rankings.store.figure_keys`); None: no figure. decimals: with how many
    digits after the comma the numbers are written; None: text, or whole numbers. usual: a value
    that says nothing on screen: with WHERE_KNOWN the column is there only where a row has another.
    """

    heading: str
    value: Callable[[Row], object]
    key: Callable[[Row], str | None] | None = field(default=None, kw_only=True)
    decimals: int | None = field(default=None, kw_only=True)
    where: str = field(default=EVERYWHERE, kw_only=True)
    usual: object = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Table(Generic[Row]):
    """The rows of a table in the order in which they are read, and its columns."""

    rows: Sequence[Row]
    columns: Sequence[Column[Row]]

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The heading of each column; of two alike the second has a number: "A", "A (2)"."""
        headings: list[str] = []
        for column in self.columns:
            heading, number = column.heading, 1
            while heading in headings:
                number += 1
                heading = f"{column.heading} ({number})"
            headings.append(heading)
        return tuple(headings)

    @cached_property
    def cells(self) -> tuple[tuple[object, ...], ...]:
        """Of each row the value of each column."""
        return tuple(tuple(column.value(row) for column in self.columns) for row in self.rows)

    @cached_property
    def keys(self) -> tuple[tuple[str | None, ...], ...]:
        """Of each row the key of each column; None for what is no figure."""
        return tuple(
            tuple(column.key and column.key(row) for column in self.columns) for row in self.rows
        )

    @property
    def decimals(self) -> tuple[int | None, ...]:
        """Of each column the digits after the comma."""
        return tuple(column.decimals for column in self.columns)

    def on_screen(self) -> "Table[Row]":
        """The table with the columns that a page shows; the same one each time."""
        return self._on_screen

    @cached_property
    def _on_screen(self) -> "Table[Row]":
        return Table(self.rows, [column for column in self.columns if self._shown(column)])

    def _shown(self, column: Column[Row]) -> bool:
        if column.where == WHERE_KNOWN:
            return any(column.value(row) not in (None, column.usual) for row in self.rows)
        return column.where == EVERYWHERE

    def sheet(
        self, title: str, notes: Sequence[tuple[str, str]], *, label: str | None = None
    ) -> Sheet:
        """The table as a file holds it. label: the heading of the column that says what a row is;
        None: the first."""
        return Sheet(
            title=title,
            notes=tuple(notes),
            columns=self.headings,
            decimals=self.decimals,
            rows=self.cells,
            keys=self.keys,
            labelled=0 if label is None else self.headings.index(label),
        )
