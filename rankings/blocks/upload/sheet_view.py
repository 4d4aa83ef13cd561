"""The cells of a table as the file has them, marked with what each tells of the reading."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
import streamlit as st

from rankings.blocks.upload import evidence, state
from rankings.blocks.upload.evidence import Cell, Evidence
from rankings.blocks.view import View
from rankings.ingest.grid import Sheet, address, letters
from rankings.ingest.proposal import TableReading
from rankings.sentences import upload as said
from rankings.words.markdown import literal

ROWS_ABOVE = 3
ROWS_BELOW = 6
ROWS_OF_AN_END = 2
MOST_ROWS = 40
MOST_COLUMNS = 40
# See-through, so that the writing keeps its contrast by day and by night. The words of the caption
# say the same.
HEADING = "background-color: rgba(31, 90, 148, 0.28)"
NAMES = "background-color: rgba(230, 159, 0, 0.30)"
FIGURES = "background-color: rgba(0, 158, 115, 0.20)"
SUBJECT = "background-color: rgba(142, 68, 173, 0.32)"
AGGREGATE = "background-color: rgba(128, 128, 128, 0.35)"
# The first and the last line of figures, in the colours of names and figures.
END_NAME = "background-color: rgba(230, 159, 0, 0.55)"
END_FIGURES = "background-color: rgba(0, 158, 115, 0.42)"
# Where rows are left out; no two labels may be alike.
GAP = "⋮"


def draw(
    view: View, sheet: Sheet, reading: TableReading, number: int, names: Mapping[str, str]
) -> None:
    """The rows that tell how the table is read, with the letters and numbers that Excel shows.

    names: code -> what an indicator is called. Below them the legend, and for each field the cells
    that it was read from.
    """
    found = evidence.of_table(sheet, reading)
    frame, rows = _frame(sheet, rows_shown(sheet, reading, found))
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    marked = _Marks(reading, found)
    for at, row in enumerate(rows):
        for column in range(frame.shape[1] if row is not None else 0):
            marks.iat[at, column] = marked.of(row, column)
    st.dataframe(
        frame.style.apply(lambda _: marks, axis=None),
        key=state.key(f"cells_{number}"),
        placeholder="",
        height="content",
    )
    _legend(view, reading, found)
    if state.current().book.kind not in ("typed", "single"):
        st.caption(said.evidence(view.words, sheet, reading, found, names, literal))


def _legend(view: View, reading: TableReading, found: Evidence) -> None:
    w = view.words
    across = reading.orientation == "units_in_rows"
    names = tuple(line.position for line in reading.lines if line.role in ("unit", "unit_code"))
    parts = [
        w(
            "upload.marked" if across else "upload.marked_turned",
            header=said.headings_named(reading) or w.number(None),
            names=said.lines_named(reading, names) or w.number(None),
            area=said.area(reading.area),
        )
    ]
    if found.first and found.last:
        ends = [cell[0 if across else 1] for cell in (found.first, found.last)]
        first, last = (str(at + 1) if across else letters(at) for at in ends)
        key = "upload.marked_ends" if across else "upload.marked_ends_turned"
        parts.append(w(key, first=first, last=last))
    if found.subjects:
        cells = dict.fromkeys(cell for told in found.subjects.values() for cell in told)
        parts.append(w("upload.marked_subject", cells=_named(cells)))
    if found.aggregates:
        parts.append(w("upload.marked_aggregate", cells=_named(found.aggregates)))
    st.caption(" · ".join(parts).replace(":", "\\:"))


def _named(cells: Sequence[Cell] | Mapping[Cell, None]) -> str:
    return ", ".join(address(*cell) for cell in cells)


def rows_shown(sheet: Sheet, reading: TableReading, found: Evidence) -> list[int]:
    """The rows of the sheet that tell something: titles, headings, both ends, rows of all."""
    across = reading.orientation == "units_in_rows"
    area = reading.area
    heads = [*(reading.header_rows if across else ()), area.top]
    cells = [cell for told in found.subjects.values() for cell in told]
    wanted = set(range(min(heads) - ROWS_ABOVE, max(heads) + 1))
    if across:
        wanted |= {*range(area.top, area.top + ROWS_BELOW)}
        wanted |= {*range(area.bottom - ROWS_OF_AN_END + 1, area.bottom + 1)}
    else:
        wanted |= {*range(area.top, area.bottom + 1)}
    wanted |= {row for row, _ in (*cells, *found.aggregates)}
    return sorted(row for row in wanted if 0 <= row < sheet.height)[:MOST_ROWS]


def _frame(sheet: Sheet, rows: Sequence[int]) -> tuple[pd.DataFrame, list[int | None]]:
    """The rows of a sheet, an empty one where some are left out; and which row of it each is."""
    width = min(sheet.width, MOST_COLUMNS)
    shown = list(_with_gaps(rows))
    cells = [
        [None] * width if row is None else [sheet.text(row, column) for column in range(width)]
        for row in shown
    ]
    labels = [GAP + " " * at if row is None else str(row + 1) for at, row in enumerate(shown)]
    columns = [letters(at) for at in range(width)]
    return pd.DataFrame(cells, columns=columns, index=labels, dtype="str"), shown


def _with_gaps(rows: Sequence[int]) -> Iterator[int | None]:
    before = None
    for row in rows:
        if before is not None and row > before + 1:
            yield None
        yield row
        before = row


class _Marks:
    """The look of each cell of a table; what names the table comes before what it is part of."""

    def __init__(self, reading: TableReading, found: Evidence) -> None:
        self._reading = reading
        self._across = reading.orientation == "units_in_rows"
        self._roles = {line.position: line.role for line in reading.lines}
        self._subjects = {cell for told in found.subjects.values() for cell in told}
        along = 0 if self._across else 1
        self._aggregates = {cell[along] for cell in found.aggregates}
        self._ends = {cell[along] for cell in (found.first, found.last) if cell}

    def of(self, row: int, column: int) -> str:
        """The look of one cell of the sheet; empty for one that tells nothing."""
        area = self._reading.area
        line, along = (column, row) if self._across else (row, column)
        first, last = (area.left, area.right) if self._across else (area.top, area.bottom)
        if (row, column) in self._subjects:
            return SUBJECT
        if not first <= line <= last:
            return ""
        if along in self._reading.header_rows:
            return HEADING
        if along in self._aggregates:
            return AGGREGATE
        role = self._roles.get(line, "ignored")
        inside = area.top <= row <= area.bottom and area.left <= column <= area.right
        if not inside or role in ("ignored", "ordinal"):
            return ""
        if role in ("unit", "unit_code"):
            return END_NAME if along in self._ends else NAMES
        return END_FIGURES if along in self._ends else FIGURES
