"""The fields of a form: each begins anew once what the form held is published."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from rankings.loads.edits import grounds

ROUND = "edits_round"


def typed_day(day: date) -> str:
    """A day as it is typed into a field."""
    return f"{day:%d/%m/%Y}"


def choice(
    label: str, options: Mapping[str, str], name: str, width: int, *, first: str | None = None
) -> str:
    """A select box over code -> label; returns the code."""
    codes = list(options)
    begun = codes.index(first) if first in codes else 0
    with st.container(width=width):
        chosen = st.selectbox(
            label,
            codes,
            index=begun,
            format_func=lambda code: options.get(code, code),
            key=key(name),
        )
    # No code where the browser still writes the options in the other language.
    return chosen if chosen in options else codes[begun]


def text(
    label: str, name: str, width: int, value: str = "", none: str = "", *, disabled: bool = False
) -> str:
    """A line to type in. none: what an empty one says."""
    return st.text_input(
        label,
        value,
        key=key(name),
        width=width,
        placeholder=none,
        disabled=disabled,
        max_chars=grounds.WHY_LENGTH,
    )


def key(name: str) -> str:
    """The key of a widget; after a publication all begin anew."""
    return f"edit_{name}_{st.session_state.get(ROUND, 0)}"


def begin_anew() -> None:
    """Empty every field: what stood in them is published."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
