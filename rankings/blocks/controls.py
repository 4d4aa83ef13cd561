"""The widgets that show what the reader has chosen, and change it: one choice, two, a switch.

A widget gets its value before it is drawn; its callback changes the choice and the URL.
"""

from collections.abc import Collection, Mapping

import streamlit as st

from rankings.blocks import address
from rankings.words.text import Words

QUESTION = "view"  # its name in the address


def select(
    name: str, label: str, options: Mapping[str, str], default: str, leaves: str | None = None
) -> str:
    """A select box over code -> label; returns the chosen code. leaves: the one that leaves the URL
    once it is chosen, the default if not given."""
    key = _show(name, address.choice(name, options, default))
    st.selectbox(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        on_change=_changed,
        args=(name, key, default if leaves is None else leaves, tuple(options)),
    )
    return address.choice(name, options, default)


def segments(
    name: str, label: str, options: Mapping[str, str], default: str, *, show_label: bool = True
) -> str:
    """A row of buttons over code -> label, one of them chosen; returns its code."""
    key = _show(name, address.choice(name, options, default))
    st.segmented_control(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        required=True,
        on_change=_changed,
        args=(name, key, default, tuple(options)),
        label_visibility="visible" if show_label else "collapsed",
    )
    return address.choice(name, options, default)


def question(options: Mapping[str, str], label: str) -> str:
    """The questions that one page answers, side by side below its choices; returns the one asked.

    The first is asked where nothing is. Only the one asked is worked out.
    """
    return segments(QUESTION, label, options, next(iter(options)), show_label=False)


def pair(name: str, labels: tuple[str, str], options: Mapping[str, str], none: str) -> tuple:
    """Two select boxes over code -> label, either of them empty; returns the codes chosen.

    none: what an empty box says. Not a multi-select: its tags are unreadable on a dark ground.
    """
    chosen = address.chosen_several(name, options)[: len(labels)]
    # What is not among the options leaves the URL too.
    address.keep_several(name, chosen)
    keys = []
    for place, label in enumerate(labels):
        others = {code for at, code in enumerate(chosen) if at != place}
        left = {"": none} | {code: text for code, text in options.items() if code not in others}
        keys.append(_show(f"{name}_{place}", chosen[place] if place < len(chosen) else ""))
        with st.container(width=220):
            st.selectbox(
                label,
                list(left),
                format_func=lambda code, left=left: left.get(code, code),
                key=keys[place],
                on_change=_changed_pair,
                args=(name, keys, keys[place], tuple(options)),
            )
    return chosen


def language_switch(w: Words) -> None:
    """The switch between Vietnamese and English."""
    default = address.DEFAULT_LANGUAGE
    segments("lang", w("control.language"), address.LANGUAGES, default, show_label=False)


def pin_switch(w: Words, version: int, *, pinned: bool) -> None:
    """The switch that freezes the figures at the version shown now."""
    key = _show("v", pinned)
    st.toggle(
        w("control.pin"),
        key=key,
        on_change=_pin_changed,
        args=(key, version),
        help=w("control.pin_help"),
    )


def _show(name: str, value: object) -> str:
    """Give the widget of a choice its value before it is drawn; returns the widget's key."""
    key = f"control_{name}"
    st.session_state[key] = value
    return key


def _changed(name: str, key: str, default: str, codes: Collection[str]) -> None:
    value = st.session_state[key]
    # No code where the browser still writes the options in the other language.
    if value in codes and not address.echo(key):
        address.choose(name, value, default)


def _changed_pair(name: str, keys: list[str], key: str, codes: Collection[str]) -> None:
    if not address.echo(key):
        chosen = [st.session_state[each] for each in keys]
        address.choose_several(name, [code for code in chosen if code in codes])


def _pin_changed(key: str, version: int) -> None:
    if address.echo(key):
        return
    address.choose("v", str(version) if st.session_state[key] else "", "")
