"""A corrected file: what differs from the stored edition goes into the corrections."""

from typing import Any

import streamlit as st

from rankings.blocks.edits import fields, held
from rankings.blocks.edits.grid import Names
from rankings.blocks.upload.fields import told
from rankings.ingest import intake
from rankings.ingest.limits import MEGABYTE, Limits
from rankings.loads import handed_in
from rankings.loads.edits import corrected_file
from rankings.loads.edits.basket import File
from rankings.loads.edits.corrected_file import Differences
from rankings.sentences import edits as said
from rankings.sentences import naming
from rankings.store.problems import Problem
from rankings.words.markdown import literal

LISTED = 10


def draw(names: Names) -> None:
    """The way in of a file, and what was read of the last one."""
    view, edition_id = names.view, names.edition.edition_id
    w = view.words
    now = held.of(edition_id)
    with st.expander(w("edits.from_file"), expanded=now.file is not None or bool(now.refused)):
        st.caption(w("edits.from_file_note"))
        key = fields.key(f"file_{edition_id}")
        most = Limits.from_environment().file_bytes // MEGABYTE
        file = st.file_uploader(
            w("upload.file"),
            key=key,
            max_upload_size=most,
            on_change=_given_up,
            args=(edition_id, key),
        )
        read = f"{key}_read"
        if file is not None and st.session_state.get(read) != file.file_id:
            st.session_state[read] = file.file_id
            _take(names, file.getvalue(), file.name, insist=False)
        if now.refused is not None:
            st.error(_told(names, now.refused))
            if now.refused.key == "error.corrected_file_other" and file is not None:
                insist = st.button(w("edits.of_this_edition"), key=fields.key("insist"))
                if insist:
                    _take(names, file.getvalue(), file.name, insist=True)
        elif now.compared is not None and now.file is not None:
            _compared(names, now.file.name, now.compared)


def _given_up(edition_id: str, key: str) -> None:
    """A file that was removed takes along what it brought."""
    if st.session_state[key] is None:
        now = held.of(edition_id)
        typed = {item: cell for item, cell in now.cells.items() if cell.place is None}
        held.change(
            edition_id, cells=typed, file=None, compared=None, refused=None, round=now.round + 1
        )


def _take(names: Names, content: bytes, name: str, *, insist: bool) -> None:
    """Read a file and hold what it says otherwise, in the place of an earlier file."""
    view, edition_id = names.view, names.edition.edition_id
    now = held.of(edition_id)
    typed = {key: cell for key, cell in now.cells.items() if cell.place is None}
    try:
        with st.spinner(view.words("edits.reading_file")):
            handed_in.make_room(view.at.store, len(content))
            book = intake.read(view.at.store, content, name)
            compared = corrected_file.differences(
                view.at, edition_id=edition_id, book=book, insist=insist
            )
    except Problem as problem:
        held.change(edition_id, cells=typed, file=None, compared=None, refused=problem)
    else:
        cells = {cell.key: cell for cell in compared.cells} | typed
        file = File(book.file_name, book.sha256, compared.contradictions)
        held.change(
            edition_id,
            cells=cells,
            file=file,
            compared=compared,
            refused=None,
            round=now.round + 1,
        )
    st.rerun()


def _compared(names: Names, name: str, compared: Differences) -> None:
    """How the file compares, and what of it could not be read."""
    w = names.view.words
    st.markdown(said.compared(w, literal(name), compared))
    if compared.unmatched:
        listed = [literal(text) for text in compared.unmatched[:LISTED]]
        st.warning(w("edits.file_unmatched", names=w.join(listed)))
    if compared.unreadable:
        listed = [
            said.valued(w, literal(place), literal(text))
            for place, _, text in compared.unreadable[:LISTED]
        ]
        st.warning(w("edits.file_unreadable", cells=w.join(listed)))


def _told(names: Names, problem: Problem) -> str:
    """The sentence, with editions and figures by their names."""
    view = names.view
    values: dict[str, Any] = dict(problem.values)
    if problem.key == "error.corrected_file_other":
        said_of = [values["asked"], *values["said"]]
        called = naming.of_editions(
            view.at, view.words, [code for code in said_of if "–" not in code]
        )
        unsure = view.words("edits.period_unknown")
        values["asked"] = called[values["asked"]]
        values["said"] = [called.get(code, unsure) for code in values["said"]]
    return told(view, Problem(problem.key, **values))
