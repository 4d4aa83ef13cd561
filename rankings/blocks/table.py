"""A table on screen with its downloads, from worded records."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from rankings.blocks import evidence
from rankings.blocks.data import Records
from rankings.blocks.evidence import Keys
from rankings.blocks.selection import View
from rankings.words import exports
from rankings.words.text import Words

ROWS_IN_FULL = 16
HEIGHT = 600  # px of a longer table, which scrolls by itself
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(
    view: View,
    records: Records,
    *,
    key: str,
    empty: str,
    height: int | None = None,
    decimals: int | None = None,
    optional: Sequence[str] = (),
    keys: Keys = (),
) -> None:
    """The records as a sortable table; links can be opened. `empty` is said when there are none.

    keys: of each record the keys of its figures, by column; a click on a cell then leads to where
    its figure comes from.

    Decimals are written in the reader's language with `decimals` digits, and sorted as numbers.
    `optional`: columns that are left out when nothing stands in them.
    """
    if not records:
        st.info(empty)
        return
    shown = repr(records), view.language, decimals, tuple(optional)
    height = height or ("content" if len(records) <= ROWS_IN_FULL else HEIGHT)
    if keys:
        _clickable(view, shown, key, height, records, keys)
    else:
        _drawn(shown, key, height, view.words, records)


def _clickable(
    view: View, shown: tuple, key: str, height: int | str, records: Records, keys: Keys
) -> None:
    """The table with cells that lead to the evidence of their figures."""
    w = view.words
    link = w("table.link")
    st.dataframe(
        _written(shown, key, w, _Shared(records)),
        hide_index=True,
        key=key,
        height=height,
        column_config={link: st.column_config.LinkColumn(link)} if link in records[0] else {},
        placeholder=w.number(None),
        on_select=lambda: evidence.ask_cell(key, keys),
        selection_mode="single-cell",
    )
    st.caption(w("evidence.hint_table"))
    evidence.follow()


class _Shared:
    """Records beside what they are remembered by: equal to any others."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=256)
def _written(shown: tuple, key: str, words: Words, shared: _Shared) -> Styler | pd.DataFrame:
    """The table with its decimals written, remembered by `shown`: writing them takes longer than
    all the rest of a page, and Streamlit would do so at each run."""
    frame, written = _frame(shown, words, shared.records)
    if not written:
        return frame
    styler = frame.style.format(written).set_uuid(key)
    styler._compute()
    cells = styler._translate(False, False)
    styler._compute = lambda: styler
    styler._translate = lambda *_, **__: cells
    return styler


def _frame(shown: tuple, words: Words, records: Records) -> tuple[pd.DataFrame, dict]:
    """The records as a frame, and how the decimals of its columns are written."""
    *_, decimals, optional = shown
    frame = pd.DataFrame(records)
    frame = frame.drop(columns=[name for name in optional if frame[name].isna().all()])
    numbers = {name: _kind(frame[name].dropna()) for name in frame}
    frame = frame.astype({name: kind for name, kind in numbers.items() if kind})
    written = {
        name: lambda score: words.number(score, decimals)
        for name, kind in numbers.items()
        if kind == "float64"
    }
    return frame, written


@st.cache_data(max_entries=512, show_spinner=False)
def _drawn(shown: tuple, key: str, height: int | str, _words: Words, _records: Records) -> None:
    """The table itself, which Streamlit remembers and sends again without making it anew: writing
    the decimals takes longer than all the rest of a page. `shown` is what it depends on.
    """
    link = _words("table.link")
    frame, written = _frame(shown, _words, _records)
    st.dataframe(
        frame.style.format(written) if written else frame,
        hide_index=True,
        key=key,
        height=height,
        column_config={link: st.column_config.LinkColumn(link)} if link in frame else {},
        placeholder=_words.number(None),
    )


def _kind(cells: pd.Series) -> str | None:
    """The type of a column of numbers, some of which may be missing; None for text."""
    if len(cells) and all(isinstance(cell, Decimal) for cell in cells):
        return "float64"
    # Where one is missing, pandas has made floats of whole numbers.
    return "Int64" if pd.api.types.is_float_dtype(cells) else None


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
