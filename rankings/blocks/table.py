"""A table on screen with its downloads."""

import math
from collections.abc import Callable, MutableMapping
from decimal import Decimal
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements import arrow
from streamlit.proto.ArrowData_pb2 import ArrowData

from rankings.blocks import evidence
from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.view import View
from rankings.store.versions import memo
from rankings.words import exports
from rankings.words.tables import Table
from rankings.words.text import Words

ROWS_IN_FULL = 16
SITE = r"^[a-z]+://(?:www\.)?([^/]+)"  # what is written of a link: the site, not all of its address
HEIGHT = 600  # px of a longer table, which scrolls by itself
CELL_BYTES = 140  # that pandas keeps of each cell's format: more than of the cell
# What Streamlit has made of a styled table, as long as the table is remembered: the styler takes
# some ten milliseconds of each table at each run.
_STYLES: MutableMapping[Styler, bytes] = WeakKeyDictionary()
_marshall_styler = arrow.marshall_styler
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(
    view: View,
    described: Table,
    *,
    key: str,
    empty: str = "",
    height: int | str | None = None,
    wide: str | None = None,
) -> None:
    """The table, which can be sorted; links can be opened. `empty` is said when it has no row.

    A click on a cell with a figure leads to where the figure comes from. wide: the heading of a
    column of sentences.
    """
    if not described.rows:
        st.info(empty)
        return
    w, shown = view.words, described.on_screen()
    link = w("table.link")
    config = {
        link: st.column_config.LinkColumn(link, display_text=SITE),
        wide: st.column_config.TextColumn(width="large"),
    }
    clickable = any(column.key for column in shown.columns)
    st.dataframe(
        _written(w, shown.headings, shown.decimals, shown.cells, key).shown,
        hide_index=True,
        key=key,
        height=height or ("content" if len(shown.rows) <= ROWS_IN_FULL else HEIGHT),
        column_config={name: config[name] for name in shown.headings if name in config},
        placeholder=w.number(None),
        on_select=(lambda: evidence.ask_cell(key, shown)) if clickable else "ignore",
        selection_mode="single-cell",
    )
    if clickable:
        st.caption(w("evidence.hint_table"))
        evidence.follow()


class _Written:
    """A table as Streamlit takes it, and the bytes that it holds, for the memory of answers."""

    def __init__(self, shown: pd.DataFrame | Styler, nbytes: int) -> None:
        self.shown = shown
        self.nbytes = nbytes


@memo
def _written(
    w: Words,
    headings: tuple[str, ...],
    decimals_of: tuple[int | None, ...],
    rows: tuple[tuple[object, ...], ...],
    key: str,
) -> _Written:
    """The cells as Streamlit takes them: sorted as numbers, written in the reader's language.

    No format of `st.column_config` writes a decimal comma in every browser.
    """
    columns, written = {}, {}
    for heading, decimals, cells in zip(
        headings, decimals_of, zip(*rows, strict=True), strict=True
    ):
        known = tuple(cell for cell in cells if cell is not None)
        columns[heading] = list(cells)
        if decimals is not None and known:
            columns[heading] = [math.nan if cell is None else float(cell) for cell in cells]
            written[heading] = _texts(w, decimals, known)
        elif len(known) < len(cells) and known and all(isinstance(cell, int) for cell in known):
            # Among floats, which pandas would make of whole numbers, "7" would be "7.0".
            columns[heading] = pd.array(cells, dtype="Int64")
    missing = w.number(None)
    formats = {
        heading: lambda number, texts=texts: texts.get(number, missing)
        for heading, texts in written.items()
    }
    frame = pd.DataFrame(columns)
    held = int(frame.memory_usage(deep=True).sum())
    if not formats:
        return _Written(frame, held)
    return _Written(frame.style.set_uuid(key).format(formats), held + CELL_BYTES * frame.size)


def _marshalled_once(proto: ArrowData, styler: Styler, default_uuid: str) -> None:
    """Streamlit's own marshalling, the first time that it is asked for with this styler."""
    kept = _STYLES.get(styler)
    if kept is None:
        made = ArrowData()
        _marshall_styler(made, styler, default_uuid)
        _STYLES[styler] = kept = made.styler.SerializeToString()
    proto.styler.MergeFromString(kept)


arrow.marshall_styler = _marshalled_once


@memo
def _texts(w: Words, decimals: int, numbers: tuple[Decimal | int, ...]) -> dict[float, str]:
    """Number -> text of a column. Remembered, because writing takes longer than all the rest."""
    return {float(number): w.number(number, decimals) for number in numbers}


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
            or_sentence(w, book),
            file_name=f"{file_name}.xlsx",
            mime=XLSX,
            key=f"xlsx_{file_name}",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            w("download.csv"),
            or_sentence(w, lambda: exports.csv_text(sheet(), decimal_comma=view.language == "vi")),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            key=f"csv_{file_name}",
            on_click="ignore",
            icon=":material/download:",
        )
