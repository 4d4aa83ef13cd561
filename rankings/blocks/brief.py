"""Briefings to take along: buttons that make a file when they are pressed, and the text to copy."""

import streamlit as st

from rankings.blocks import meeting, person
from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.view import View
from rankings.forms import settings
from rankings.loads import access
from rankings.loads.access import Actor
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import Words

OFFICE = "application/vnd.openxmlformats-officedocument"
# Form -> what a browser is told of it.
KINDS_OF_FILE = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
# What is asked for most stands on the page, the rest in a menu: form, kind, icon.
FIRST: tuple[tuple[str, str | None, str], ...] = (
    ("pdf", "page", ":material/download:"),
    ("docx", "report", ":material/download:"),
)
OTHERS: tuple[tuple[str, str | None, str], ...] = (
    ("png", "tall", ":material/image:"),
    ("pptx", None, ":material/download:"),
    ("pdf", "report", ":material/download:"),
    ("docx", "annex", ":material/download:"),
    ("xlsx", None, ":material/download:"),
    ("png", "wide", ":material/image:"),
)


def draw(view: View) -> None:
    """The buttons; where a setting of the office cannot be, that is said instead.

    What opens is filled when it is opened: the first screen does not wait for it.
    """
    w = view.words
    try:
        settings.settings()
    except Problem as problem:
        st.caption(problems.problem(w, problem))
        return
    noted = _noted_by(view.live.store)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="brief"):
        version = view.live.version
        st.button(w("meeting.open"), key="meeting_open", on_click=meeting.begin, args=(version,))
        for form, kind, icon in FIRST:
            _button(view, form, kind, icon, noted=noted)
        _message(view, noted=noted)
        others = st.popover(w("brief.other_forms"), key="brief_others", on_change="rerun")
        if others.open:
            with others:
                for form, kind, icon in OTHERS:
                    _button(view, form, kind, icon, noted=noted)


def _noted_by(store: Store) -> Actor | None:
    """By whom a briefing made here counts as one: who may change figures; None: it does not."""
    try:
        publishing = access.settings().publishing
        by = person.present(store)
    except Problem:
        return None
    return by if publishing and by.may(access.HAND_IN) else None


def _button(view: View, form: str, kind: str | None, icon: str, *, noted: Actor | None) -> None:
    """A button that makes the file only when it is pressed; the browser shows that it waits."""
    w = view.words
    name = "-".join(filter(None, (form, kind)))
    st.download_button(
        label(w, form, kind),
        or_sentence(w, lambda: made(view, form, kind, noted=noted)),
        file_name=f"{w('brief.file')}-{view.today.isoformat()}-{name}.{form}",
        mime=KINDS_OF_FILE[form],
        key=f"brief_{form}_{kind}",
        on_click="ignore",
        icon=icon,
    )


def label(w: Words, form: str, kind: str | None) -> str:
    """What stands on the button of a form."""
    return w(f"brief.button_{form}_{kind}") if kind else w(f"brief.button_{form}")


def _message(view: View, *, noted: Actor | None) -> None:
    """The text for a message, made when its button is pressed. The browser copies it as it comes
    (delivery/page.js); where it may not, the reader does."""
    w = view.words
    box = st.popover(
        w("brief.button_text"), icon=":material/content_copy:", key="brief_text", on_change="rerun"
    )
    if box.open:
        with box, st.container(key="brief_message"):
            with st.container(key="brief_by_hand"):
                st.caption(w("brief.copy_help"))
            with st.container(key="brief_copied"):
                st.markdown(f"**{w('brief.copied')}**")
            st.code(made(view, "text", None, noted=noted).decode(), language=None, wrap_lines=True)


def made(view: View, form: str, kind: str | None, *, noted: Actor | None) -> bytes:
    """The briefing of what the page shows, as a file. noted: by whom it counts as one."""
    # What makes documents is imported when the first one is asked for.
    from rankings.forms import briefing

    document, facts = briefing.draw_up(
        view.live, view.at, language=view.language, as_of=view.as_of, today=view.today
    )
    content = briefing.content(document, form, kind)
    if noted is not None:
        briefing.record(view.live, facts, form, by=noted)
    return content
