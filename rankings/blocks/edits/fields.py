"""The fields of a form: each begins anew once what the form held is published."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TypeVar

import streamlit as st

from rankings.loads.edits import grounds

ROUND = "edits_round"
Value = TypeVar("Value")


def typed_day(day: date) -> str:
    """A day as it is typed into a field."""
    return f"{day:%d/%m/%Y}"


def choice(
    label: str, options: Mapping[str, str], name: str, width: int, *, first: str | None = None
) -> str:
    """A select box over code -> label; returns the code, which stays when the language changes."""
    codes, widget = list(options), key(name)
    kept = f"{widget}_chosen"
    chosen: str = st.session_state.get(kept, first or codes[0])
    if chosen not in options:
        chosen = first if first and first in options else codes[0]
    st.session_state[widget] = chosen
    with st.container(width=width):
        st.selectbox(
            label,
            codes,
            format_func=lambda code: options.get(code, code),
            key=widget,
            on_change=_keep,
            args=(widget, kept, codes),
        )
    return chosen


def _keep(widget: str, kept: str, codes: Collection[str]) -> None:
    # No code where the browser still writes the options in the other language.
    if (code := st.session_state[widget]) in codes:
        st.session_state[kept] = code


def text(
    label: str, name: str, width: int, value: str = "", none: str = "", *, disabled: bool = False
) -> str:
    """A line to type in, which keeps what was typed while another page is looked at. none: what an
    empty one says."""
    typed: str = st.text_input(
        label,
        key=held(name, value),
        width=width,
        placeholder=none,
        disabled=disabled,
        max_chars=grounds.WHY_LENGTH,
    )
    return hold(name, typed)


def area(label: str, name: str, value: str = "") -> str:
    """Some lines to type in, which keep what was typed as a line does. How long they may be is said
    when they are handed in: a browser with a limit refuses a long paste without a word."""
    return hold(name, st.text_area(label, key=held(name, value)))


def held(name: str, value: object) -> str:
    """The key of a widget that holds a value at first, and what was given to it since, also while
    another page or another form is looked at; `hold` what it says."""
    widget = key(name)
    if widget not in st.session_state:
        st.session_state[widget] = st.session_state.get(f"{widget}_held", value)
    return widget


def hold(name: str, given: Value) -> Value:
    """What a widget of `held` says, for when it is drawn again; returns it."""
    st.session_state[f"{key(name)}_held"] = given
    return given


def key(name: str) -> str:
    """The key of a widget; after a publication all begin anew."""
    return f"edit_{name}_{st.session_state.get(ROUND, 0)}"


def begin_anew() -> None:
    """Empty every field: what stood in them is published."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
