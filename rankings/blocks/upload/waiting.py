"""What waits for a person: loads that somebody handed in, files that lie in the inbox."""

import streamlit as st

from rankings import loads
from rankings.blocks import person
from rankings.blocks.upload import fields, permission, state, ways
from rankings.blocks.view import View
from rankings.ingest.submission import Submission
from rankings.loads import inbox
from rankings.sentences.inbox import asked
from rankings.store.problems import Problem
from rankings.words.markdown import literal


def draw(view: View) -> None:
    """Both lists, each with a button to look at it; nothing where nothing waits."""
    _loads(view)
    _inbox(view)


def _inbox(view: View) -> None:
    """The files that were laid into the inbox and could not be published without a person, for who
    may hand in: their names may tell more than is to be read by all."""
    w = view.words
    there = inbox.waiting(view.at, inbox.folder())
    if not there or permission.refused(view) is not None:
        return
    with st.container(border=True):
        st.markdown(f"**{w('inbox.title')}**")
        st.caption(w("inbox.note"))
        for item in there:
            with st.container(horizontal=True, vertical_alignment="center"):
                line = w("inbox.asks", file=literal(item.name), questions=asked(w, item))
                st.markdown(line, width="content")
                pressed = st.button(
                    w("waiting.open"),
                    key=state.key(f"inbox_{item.path.name}"),
                    icon=":material/visibility:",
                )
            if pressed:
                _begin(view, item)


def _begin(view: View, item: inbox.Waiting) -> None:
    try:
        content, source = item.path.read_bytes(), inbox.source_of(item.path)
    except (OSError, Problem):
        st.error(view.words("inbox.unread", file=literal(item.name)))
        return
    ways.read_file(view, content, item.name, source)


def _loads(view: View) -> None:
    w = view.words
    found = loads.staged(view.at.store)
    if not found:
        return
    with st.container(border=True):
        st.markdown(f"**{w('waiting.title')}**")
        for number, item in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(line(view, number, item), width="content")
                st.button(
                    w("waiting.open"),
                    key=state.key(f"open_{number}"),
                    on_click=_open,
                    args=(view, number),
                    icon=":material/visibility:",
                )


def line(view: View, number: int, item: Submission) -> str:
    """One load in a line: number, file, who, when."""
    w = view.words
    return w(
        "waiting.line",
        id=number,
        file=literal(item.file_name or w(f"load_kind.{item.kind}")),
        by=literal(item.uploaded_by or w.number(None)),
        time=w.time(item.uploaded_at) if item.uploaded_at else w.number(None),
    )


def cancel_button(view: View, number: int) -> None:
    """A button that decides against the load, and why the last press did not."""
    w = view.words
    problem = state.current().problem
    if problem is not None and problem.key.startswith("error.no_right"):
        st.error(fields.told(view, problem))
    rights = (*permission.TO_CHANGE, *permission.TO_PUBLISH)
    if permission.refused(view, rights=rights) is None:
        st.button(
            w("waiting.cancel"),
            key=state.key("cancel"),
            on_click=_cancel,
            args=(view, number),
            icon=":material/cancel:",
        )


def _open(view: View, number: int) -> None:
    state.restart(waiting=number, base=view.at.store.version())


def _cancel(view: View, number: int) -> None:
    try:
        loads.cancel(view.at.store, number, by=person.present(view.at.store))
    except Problem as problem:
        state.change(problem=problem)
    else:
        state.restart()
