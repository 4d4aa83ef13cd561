"""A table on screen with its downloads, from worded records."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from rankings import exports
from rankings.blocks.records import Records
from rankings.selection import View

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(view: View, records: Records, *, key: str, empty: str, height: int | str = "auto") -> None:
    """The records as a sortable table; links can be opened. `empty` is said when there are none."""
    if not records:
        st.info(empty)
        return
    link = view.words("table.link")
    columns = {link: st.column_config.LinkColumn(link)} if link in records[0] else {}
    st.dataframe(
        pd.DataFrame(records),
        hide_index=True,
        key=key,
        height=height,
        column_config=columns,
        placeholder=view.words.number(None),
    )


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
