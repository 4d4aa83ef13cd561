"""What a correction rests on: a document, a page, the original attached."""

from dataclasses import dataclass

import streamlit as st

from rankings.blocks import person
from rankings.blocks.edits import fields
from rankings.blocks.upload.fields import told
from rankings.blocks.view import View
from rankings.ingest.reading import display_name
from rankings.ingest.sourcing import SourceFields, web_address
from rankings.loads import handed_in
from rankings.loads.edits import grounds
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.text import sentence_case
from rankings.words.typed import line


@dataclass(frozen=True)
class Typed:
    """The source as it was typed, to be read when the correction is previewed."""

    number: str
    issued_on: str
    issuer: str
    url: str
    attached: tuple[str, str] | None

    def read(self) -> SourceFields:
        """The fields of the source. Raises Problem on a day or a link that is none."""
        name, sha256 = self.attached or (None, None)
        return SourceFields(
            kind="uploaded_file",
            document_number=line(self.number) or None,
            issued_on=grounds.day(self.issued_on),
            issuer=line(self.issuer) or None,
            url=web_address(line(self.url) or None),
            attached_name=name,
            attached_sha256=sha256,
        )

    @property
    def given(self) -> bool:
        """True when a reader could look it up."""
        try:
            return self.read().given
        except Problem:
            return False


def draw(view: View) -> Typed:
    """The fields; without a source what becomes of the figures is said."""
    w = view.words
    st.markdown(f"**{w('edits.source')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = fields.text(w("vocab.source_doc"), "source_number", 260)
        issued_on = fields.text(w("edits.issued_on"), "source_day", 200)
        issuer = fields.text(sentence_case(w("vocab.issuer")), "source_issuer", 300)
        url = fields.text(w("upload.url"), "source_url", 360)
    typed = Typed(number, issued_on, issuer, url, _attached(view))
    if not typed.given:
        st.warning(w("edits.unsourced"), icon=":material/warning:")
    return typed


def _attached(view: View) -> tuple[str, str] | None:
    """Name and hash of the original, kept beside the files that were handed in; it stays until it
    is removed or another one is given."""
    w = view.words
    kept = fields.key("source_kept")
    file = st.file_uploader(
        w("upload.attach"),
        key=fields.key("source_attached"),
        on_change=lambda: st.session_state.pop(kept, None),
    )
    if file is not None and st.session_state.get(kept, ("",))[0] != file.file_id:
        try:
            sha256 = _kept(view, file.getvalue())
        except Problem as problem:
            st.error(told(view, problem))
            return None
        st.session_state[kept] = file.file_id, display_name(file.name), sha256
    if kept not in st.session_state:
        return None
    _, name, sha256 = st.session_state[kept]
    st.caption(w("upload.attached", file=literal(name)))
    return name, sha256


def _kept(view: View, content: bytes) -> str:
    """Keep a document that was handed in; its hash."""
    store = view.at.store
    return handed_in.keep_original(store, content, by=person.present(store))
