"""The name under which a person changes what readers see, as this browser remembers it.

Nothing checks a name, and a computer may be shared: what the browser remembers is shown in its box,
said to be remembered, and written over like any other text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import streamlit as st

from rankings.blocks.view import View
from rankings.loads import access
from rankings.store.problems import Problem

COOKIE = "person"  # as in delivery/person.js
_TYPED = "person_typed"


def known() -> str:
    """The name that was typed last in this session, else the one that the browser remembers; empty
    where there is none."""
    typed = st.session_state.get(_TYPED)
    return _of_browser() if typed is None else str(typed)


def typed(name: str) -> None:
    """Take a name for that of who works in this session."""
    st.session_state[_TYPED] = name


@contextmanager
def box(view: View, name: str) -> Iterator[None]:
    """Where the box for the name stands: what is typed in it the browser remembers. name: of the
    place, another one for each on a page."""
    with st.container(key=f"person_{name}"):
        yield
        if st.session_state.get(_TYPED) is None and _of_browser():
            st.caption(view.words("publish.remembered_name"))


def _of_browser() -> str:
    """What stands in the cookie, as far as it is a name."""
    kept = st.context.cookies.get(COOKIE)
    if not isinstance(kept, str):  # no such cookie, or a run of the page without a browser
        return ""
    try:
        return access.person(unquote(kept))
    except Problem:
        return ""
