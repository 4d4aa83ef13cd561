"""A figure with all that belongs to it: chart, text alternative, source and coverage, picture."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import streamlit as st

from rankings.blocks import edition, evidence
from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.view import EditionView, View
from rankings.charts import pictures, specs


def chart(
    name: str,
    options: Any,
    table: pa.Table,
    *,
    alt: str,
    key: str | None = None,
    selection_mode: str | None = None,
    on_select: Callable[[], None] | None = None,
) -> None:
    """Draw one figure of `rankings.charts` from its cached specification and an Arrow table.

    A figure whose marks name their figures (`look.EVIDENCE`) leads from a mark to its evidence; it
    needs a key. selection_mode, on_select: a selection of its own besides.
    """
    spec = specs.of(name, options)
    clickable = key is not None and evidence.marked(spec)
    modes = [selection_mode] if selection_mode else []
    if not modes and not clickable:
        st.vega_lite_chart(table, spec, alt=alt, key=key)
        return

    def clicked_one() -> None:
        if clickable:
            evidence.ask_mark(key)
        if on_select:
            on_select()

    modes += [evidence.MARK] if clickable else []
    st.vega_lite_chart(table, spec, alt=alt, key=key, selection_mode=modes, on_select=clicked_one)
    evidence.follow()


def draw(
    view: EditionView,
    name: str,
    options: Any,
    table: pa.Table,
    *,
    title: str,
    alt: str,
    file_name: str,
    finding: str | None = None,
    note: str | None = None,
) -> None:
    """A figure of the edition chosen: title, finding, chart, note, source with coverage, picture.

    finding: left out where it stands above the figure already.
    """
    st.subheader(title)
    if finding:
        st.markdown(finding)
    chart(name, options, table, alt=alt, key=f"figure_{name}")
    if evidence.marked(specs.of(name, options)):
        note = " ".join(filter(None, (note, view.words("evidence.hint_chart"))))
    foot(view, name, options, table, title=title, note=note, file_name=file_name)


def foot(
    view: EditionView,
    name: str,
    options: Any,
    table: pa.Table,
    *,
    title: str,
    note: str | None,
    file_name: str,
) -> None:
    """What stands under a figure: note, source with coverage, and its picture to download."""
    source = edition.caption(view)
    st.caption(f"{note}  \n{source}" if note else source)
    picture_button(
        view,
        name,
        options,
        table,
        title=title,
        subtitle=edition.heading(view),
        source=source,
        file_name=file_name,
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
            specs.of(name, options),
            table,
            title=title,
            subtitle=subtitle,
            source=source,
            language=view.language,
        )

    st.download_button(
        view.words("download.png"),
        or_sentence(view.words, make),
        file_name=f"{file_name}.png",
        mime="image/png",
        key=f"png_{name}_{file_name}",
        on_click="ignore",
        icon=":material/image:",
    )


def clicked(key: str) -> set[str]:
    """The units clicked since the last time, from all that the chart says are picked."""
    points = st.session_state[key].get("selection", {}).get("picked", [])
    now = {point["unit_code"] for point in points if "unit_code" in point}
    before = st.session_state.get(f"{key}_before", set())
    st.session_state[f"{key}_before"] = now
    return now - before or before - now
