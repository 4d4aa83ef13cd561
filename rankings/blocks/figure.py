"""A figure with all that belongs to it: finding, chart, source and coverage, picture to download."""

from typing import Any

import pyarrow as pa
import streamlit as st

from rankings import charts, pictures
from rankings.selection import View


def chart(
    name: str,
    options: Any,
    table: pa.Table,
    *,
    alt: str,
    key: str | None = None,
    on_select: Any = "ignore",
) -> Any:
    """Draw one figure of `rankings.charts` from its cached specification and an Arrow table."""
    return st.vega_lite_chart(
        table, charts.spec(name, options), alt=alt, key=key, on_select=on_select
    )


def picture_button(
    view: View,
    name: str,
    options: Any,
    table: pa.Table,
    *,
    title: str,
    subtitle: str,
    source: str,
    file_name: str,
) -> None:
    """A button that makes the PNG only when it is pressed."""

    def make() -> bytes:
        return pictures.png(
            charts.spec(name, options),
            table,
            title=title,
            subtitle=subtitle,
            source=source,
            language=view.language,
        )

    st.download_button(
        view.words("download.png"),
        make,
        file_name=f"{file_name}.png",
        mime="image/png",
        key=f"png_{file_name}",
        on_click="ignore",
        icon=":material/image:",
    )
