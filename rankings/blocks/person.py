"""Who acts on a page: who has signed in, or without accounts the name that this browser remembers.

Nothing checks a typed name, and a computer may be shared: what the browser remembers is shown in
its box, said to be remembered, and written over like any other text.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import streamlit as st

from rankings.blocks.view import View
from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import sessions
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.markdown import literal

COOKIE = "person"  # as in delivery/person.js
SESSION = "rankings_session"
_TYPED = "person_typed"


def present(store: Store) -> Actor:
    """Who looks at the page, known by the session of the browser; with accounts off somebody with
    all rights at the machine that serves, and none but reading elsewhere. Looked up at each run."""
    if access.settings().accounts:
        return sessions.actor(store, _cookie(SESSION), now=time.time())
    if access.from_this_machine(st.context.ip_address, st.context.headers):
        return Actor(known(), access.RIGHTS)
    return access.visitor(access.settings())


def acting(store: Store, name: str | None) -> Actor:
    """Who does something now: who has signed in, or with accounts off the operator of this machine
    under the typed name.

    Raises Problem where there is no name, or the page is open at another machine. What the person
    may do is asked by what is done.
    """
    if access.settings().accounts:
        return present(store)
    if not access.from_this_machine(st.context.ip_address, st.context.headers):
        raise Problem("publish.elsewhere")
    return access.operator(name)


def hands_over(store: Store) -> bool:
    """Whether what is handed in here waits for another person to publish it."""
    settings = access.settings()
    alone = not settings.accounts or present(store).may(access.PUBLISH)
    return settings.second_person or not alone


def is_typed() -> bool:
    """Whether who acts is typed into a box, and not known from signing in."""
    return not access.settings().accounts


def known(store: Store | None = None) -> str:
    """The name of who has signed in; else the one that was typed last in this session, else the one
    that the browser remembers; empty where there is none."""
    if store is not None and not is_typed():
        return present(store).name
    typed = st.session_state.get(_TYPED)
    return _of_browser() if typed is None else str(typed)


def typed(name: str) -> None:
    """Take a name for that of who works in this session."""
    if is_typed():
        st.session_state[_TYPED] = name


@contextmanager
def box(view: View, name: str) -> Iterator[None]:
    """Where the box for the name stands: what is typed in it the browser remembers. name: of the
    place, another one for each on a page."""
    with st.container(key=f"person_{name}"):
        yield
        if is_typed() and st.session_state.get(_TYPED) is None and _of_browser():
            st.caption(view.words("publish.remembered_name"))


def say(view: View) -> None:
    """Under which account it is done, in the place of the box."""
    st.markdown(view.words("account.acting", name=literal(known(view.at.store))))


def _of_browser() -> str:
    """What stands in the cookie, as far as it is a name."""
    kept = _cookie(COOKIE)
    try:
        return access.person(unquote(kept)) if kept else ""
    except Problem:
        return ""


def _cookie(name: str) -> str | None:
    """None where there is none, or in a run of the page without a browser."""
    kept = st.context.cookies.get(name)
    return kept if isinstance(kept, str) else None
