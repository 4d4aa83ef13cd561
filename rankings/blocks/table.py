"""A table on screen with its downloads."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from rankings.blocks import evidence
from rankings.blocks.selection import View
from rankings.words import exports
from rankings.words.tables import EVERYWHERE, WHERE_KNOWN, Column, Table
from rankings.words.text import Words

ROWS_IN_FULL = 16
HEIGHT = 600  # px of a longer table, which scrolls by itself
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(
    view: View,
    described: Table | list[dict],
    *,
    key: str,
    empty: str,
    height: int | None = None,
    **of_records: Any,
) -> None:
    """The table, which can be sorted; links can be opened. `empty` is said when it has no row.

    A click on a cell with a figure leads to where the figure comes from.
    """
    if isinstance(described, list) and described:
        described = _of_records(described, **of_records)
        return draw(view, described, key=key, empty=empty, height=height)
    if not described or not described.rows:
        st.info(empty)
        return None
    w, shown = view.words, described.on_screen()
    link = w("table.link")
    clickable = any(column.key for column in shown.columns)
    st.dataframe(
        _written(w, key, *_frame(w, shown.headings, shown.decimals, shown.cells)),
        hide_index=True,
        key=key,
        height=height or ("content" if len(shown.rows) <= ROWS_IN_FULL else HEIGHT),
        column_config={link: st.column_config.LinkColumn(link)} if link in shown.headings else {},
        placeholder=w.number(None),
        on_select=(lambda: evidence.ask_cell(key, shown)) if clickable else "ignore",
        selection_mode="single-cell",
    )
    if clickable:
        st.caption(w("evidence.hint_table"))
        evidence.follow()
    return None


def _of_records(
    records: list[dict],
    *,
    decimals: int | None = None,
    optional: Sequence[str] = (),
    keys: Sequence[Mapping[str, str]] = (),
) -> Table:
    """A table of records that are worded already."""

    def column(heading: str) -> Column:
        return Column(
            heading,
            lambda row: row[0][heading],
            key=(lambda row: row[1].get(heading)) if keys else None,
            decimals=decimals or 0
            if any(isinstance(record[heading], Decimal) for record in records)
            else None,
            where=WHERE_KNOWN if heading in optional else EVERYWHERE,
        )

    rows = list(zip(records, keys or [{}] * len(records), strict=True))
    return Table(rows, [column(heading) for heading in records[0]])


def _written(
    w: Words, key: str, frame: pd.DataFrame, texts: Mapping[str, Mapping[float, str]]
) -> Styler | pd.DataFrame:
    """The frame with the text of each number that has decimals. It is sorted by the numbers.

    No format of `st.column_config` writes a decimal comma in every browser.
    """
    if not texts:
        return frame
    missing = w.number(None)
    of_columns = {
        heading: lambda number, known=known: known.get(number, missing)
        for heading, known in texts.items()
    }
    return frame.style.set_uuid(key).format(of_columns)


@lru_cache(maxsize=256)
def _frame(
    w: Words,
    headings: tuple[str, ...],
    decimals: tuple[int | None, ...],
    cells: tuple[tuple[object, ...], ...],
) -> tuple[pd.DataFrame, dict[str, dict[float, str]]]:
    """The cells as a frame, and of its columns with decimals number -> text. Remembered, because
    writing the numbers takes longer than all the rest; to be read only."""
    frame = pd.DataFrame(list(cells), columns=list(headings))
    texts = {}
    for heading, places in zip(headings, decimals, strict=True):
        known = frame[heading].dropna()
        if places is not None and len(known):
            frame[heading] = frame[heading].astype("float64")
            texts[heading] = {float(number): w.number(number, places) for number in known}
        elif pd.api.types.is_float_dtype(known):
            # Where a whole number is missing, pandas has made floats of the others.
            frame[heading] = frame[heading].astype("Int64")
    return frame, texts


def downloads(view: View, sheet: Callable[[], exports.Sheet], *, file_name: str) -> None:
    """Buttons for the table as Excel workbook and as CSV, made only when pressed.

    The workbook has a second sheet that says where each figure comes from, if they have keys.
    """
    w = view.words

    def book() -> bytes:
        figures = sheet()
        trail = evidence.trail_sheet(view, figures)
        second = None if trail is None else (trail, w("evidence.sheet"))
        return exports.workbook(figures, w("download.sheet_figures"), second)

    with st.container(horizontal=True):
        st.download_button(
            w("download.xlsx"),
            book,
            file_name=f"{file_name}.xlsx",
            mime=XLSX,
            key=f"xlsx_{file_name}",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            w("download.csv"),
            lambda: exports.csv_text(sheet(), decimal_comma=view.language == "vi"),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            key=f"csv_{file_name}",
            on_click="ignore",
            icon=":material/download:",
        )
