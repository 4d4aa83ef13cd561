"""Widgets whose value something else changes too: they are replaced, never set.

A browser sends the values of all widgets with each move, and those of before a change until it has
heard of it. Of a widget that was set this would look as if the reader had set it back.
"""

import streamlit as st

BEGUN = "keyed_begun"


def key_of(name: str, value: object, of: object = None) -> tuple[str, object]:
    """The key of the widget that shows a value, and the value with which this one began.

    It stays while the widget itself changes its value. Where anything else does, or it is `of`
    something else now (its options, how they are written), another key takes its place; what the
    browser then still says of the one before is to be left unheard (`in_use`). The widget is to be
    drawn with the value with which it began, and not to be set.
    """
    begun = st.session_state.setdefault(BEGUN, {})
    number, began, was_of = begun.get(name, (0, value, of))
    if st.session_state.get(f"{name}_{number}") != value or was_of != of:
        number, began = number + 1, value
        begun[name] = number, began, of
    return f"{name}_{number}", began


def in_use(key: str) -> bool:
    """False for a widget in whose place there is another one."""
    name, _, number = key.rpartition("_")
    return st.session_state[BEGUN][name][0] == int(number)
