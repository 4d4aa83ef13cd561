"""Where to go on once figures are published: to what readers see, and to the list of loads."""

import streamlit as st

from rankings.blocks.address import link
from rankings.blocks.view import View


def links(view: View) -> None:
    """The two links, side by side with what else stands in the same row."""
    for label, page, query in (
        ("nav.to_overview", "overview", link()),
        ("nav.to_history", "data", link(section="history")),
    ):
        st.page_link(
            view.pages[page],
            label=view.words(label),
            query_params=query,
            icon=":material/arrow_forward:",
        )
