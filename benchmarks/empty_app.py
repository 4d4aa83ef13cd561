"""The least that a Streamlit app with navigation can be: what every page is compared with."""

import streamlit as st


def empty() -> None:
    """Nothing but one line of text."""
    st.write("…")


st.navigation([st.Page(empty, title="…", url_path="empty")], position="top").run()
