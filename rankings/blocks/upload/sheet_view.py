"""The first rows of a table as the file has them, marked with how they are read."""

import pandas as pd
import streamlit as st

from rankings.blocks.upload import state
from rankings.ingest.grid import Sheet, letters
from rankings.ingest.proposal import TableReading
from rankings.selection import View
from rankings.sentences import upload as said

ROWS_ABOVE = 3
ROWS_BELOW = 6
MOST_COLUMNS = 40
# See-through, so that the writing keeps its contrast by day and by night. The words of the caption
# say the same.
HEADING = "background-color: rgba(31, 90, 148, 0.28)"
NAMES = "background-color: rgba(230, 159, 0, 0.30)"
FIGURES = "background-color: rgba(0, 158, 115, 0.20)"


def draw(view: View, sheet: Sheet, reading: TableReading, number: int) -> None:
    """The rows round the head of the table, with the letters and numbers that Excel shows."""
    w = view.words
    across = reading.orientation == "units_in_rows"
    top, bottom = _rows(sheet, reading)
    width = min(sheet.width, MOST_COLUMNS)
    cells = [row[:width] for row in sheet.window(top, bottom)]
    frame = pd.DataFrame(
        cells,
        columns=[letters(at) for at in range(width)],
        index=[str(row + 1) for row in range(top, top + len(cells))],
        dtype="str",
    )
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    roles = {line.position: line.role for line in reading.lines}
    for row in range(len(cells)):
        for column in range(width):
            marks.iat[row, column] = _mark(reading, roles, top + row, column, across)
    st.dataframe(
        frame.style.apply(lambda _: marks, axis=None),
        key=state.key(f"cells_{number}"),
        placeholder="",
        height="content",
    )
    names = tuple(line.position for line in reading.lines if line.role in ("unit", "unit_code"))
    st.caption(
        w(
            "upload.marked" if across else "upload.marked_turned",
            header=said.headings_named(reading) or w.number(None),
            names=said.lines_named(reading, names) or w.number(None),
            area=said.area(reading.area).replace(":", "\\:"),
        )
    )


def _rows(sheet: Sheet, reading: TableReading) -> tuple[int, int]:
    """First and last row shown: the headings with what stands above, and the first of the table."""
    across = reading.orientation == "units_in_rows"
    heads = [*(reading.header_rows if across else ()), reading.area.top]
    top = max(0, min(heads) - ROWS_ABOVE)
    bottom = reading.area.top + ROWS_BELOW if across else reading.area.bottom
    return top, min(sheet.height - 1, bottom, top + 30)


def _mark(reading: TableReading, roles: dict[int, str], row: int, column: int, across: bool) -> str:
    area = reading.area
    line, along = (column, row) if across else (row, column)
    inside_lines = (area.left <= column <= area.right) if across else area.top <= row <= area.bottom
    if along in reading.header_rows and inside_lines:
        return HEADING
    if not (area.top <= row <= area.bottom and area.left <= column <= area.right):
        return ""
    role = roles.get(line, "ignored")
    if role in ("unit", "unit_code"):
        return NAMES
    return "" if role in ("ignored", "ordinal") else FIGURES
