"""The file of structure of a new index: its parts with their names and maxima, read in step 1."""

from dataclasses import dataclass

import streamlit as st

from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.table import XLSX
from rankings.blocks.upload import corrections, fields, state
from rankings.blocks.view import View
from rankings.ingest import intake, templates
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.proposal import TableReading
from rankings.ingest.recognition import structure
from rankings.ingest.recognition.structure import Fitted
from rankings.loads import handed_in
from rankings.sentences import upload as said
from rankings.store.problems import Problem
from rankings.words.markdown import literal


@dataclass(frozen=True)
class Read:
    """What came of a file: which one of which upload, and how its parts fit the table."""

    file_id: str
    upload: int
    name: str
    fitted: Fitted | None = None
    problem: Problem | None = None


def draw(view: View, number: int, reading: TableReading) -> None:
    """The uploader with a form to fill in, and what of the last file fits the table."""
    w = view.words
    name = corrections.structure_name(number)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=500):
            file = st.file_uploader(
                w("upload.structure"), key=state.key(name), help=w("upload.structure_help")
            )
        st.download_button(
            w("upload.structure_form"),
            or_sentence(w, lambda: templates.structure(reading.new_indicators, view.language)),
            file_name=f"{w('upload.structure_file')}.xlsx",
            mime=XLSX,
            key=state.key(f"{name}_form"),
            on_click="ignore",
            icon=":material/download:",
        )
    upload = state.current()
    last: Read | None = upload.draft.get(name)
    if last is not None and last.upload != upload.number:
        last = None
    if file is not None and (last is None or file.file_id != last.file_id):
        with st.spinner(w("progress.reading")):
            read = _read(view, number, file.file_id, file.getvalue(), file.name)
        state.change(draft={**state.current().draft, name: read})
        st.rerun()
    if last is not None:
        _tell(view, last)


def _read(view: View, number: int, file_id: str, content: bytes, name: str) -> Read:
    upload = state.current()
    try:
        handed_in.make_room(view.at.store, len(content))
        book = intake.read(view.at.store, content, name)
        nodes = structure.of_file(book, knowledge(view.at.store.at(upload.base)))
    except Problem as problem:
        return Read(file_id, upload.number, name, problem=problem)
    fitted = corrections.set_structure(number, nodes)
    return Read(file_id, upload.number, book.file_name, fitted)


def _tell(view: View, read: Read) -> None:
    if read.problem is not None:
        st.error(fields.told(view, read.problem))
    elif read.fitted is not None:
        for line in said.structure(view.words, literal(read.name), read.fitted):
            st.caption(line)
