"""A table on screen with its downloads, from worded records."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from rankings import exports
from rankings.blocks.records import Records
from rankings.selection import View
from rankings.text import Words

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
) -> None:
    """The records as a sortable table; links can be opened. `empty` is said when there are none.

    Decimals are written in the reader's language with `decimals` digits, and sorted as numbers.
    `optional`: columns that are left out when nothing stands in them.
    """
    if not records:
        st.info(empty)
        return
    shown = repr(records), view.language, decimals, tuple(optional)
    height = height or ("content" if len(records) <= ROWS_IN_FULL else HEIGHT)
    _drawn(shown, key, height, view.words, records)


@st.cache_data(max_entries=512, show_spinner=False)
def _drawn(shown: tuple, key: str, height: int | str, _words: Words, _records: Records) -> None:
    """The table itself, which Streamlit remembers and sends again without making it anew: writing
    the decimals takes longer than all the rest of a page. `shown` is what it depends on.
    """
    *_, decimals, optional = shown
    link = _words("table.link")
    frame = pd.DataFrame(_records)
    frame = frame.drop(columns=[name for name in optional if frame[name].isna().all()])
    numbers = {name: _kind(frame[name].dropna()) for name in frame}
    frame = frame.astype({name: kind for name, kind in numbers.items() if kind})
    written = {
        name: lambda score: _words.number(score, decimals)
        for name, kind in numbers.items()
        if kind == "float64"
    }
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
    """Buttons for the table as Excel workbook and as CSV, made only when pressed."""
    w = view.words
    with st.container(horizontal=True):
        st.download_button(
            w("download.xlsx"),
            lambda: exports.workbook(sheet(), w("download.sheet_figures")),
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
