"""Where a table comes from, in the analyst's words; and the target of a new index."""

from dataclasses import replace

import streamlit as st

from rankings.blocks import person
from rankings.blocks.upload import fields, permission, state
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.ingest.assembly import TargetFields
from rankings.ingest.reading import display_name
from rankings.ingest.sourcing import GIVEN_KINDS, UNSAID, web_address
from rankings.loads import handed_in
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.text import sentence_case


def draw(view: View, upload: Upload) -> None:
    """Document number, day, issuer, abstract, link, kind, and the document itself."""
    w = view.words
    source = upload.source
    st.markdown(f"**{w('upload.source')}**")
    kind, number, day = st.columns(3)
    with kind:
        fields.choice(
            w("table.source_kind"),
            {UNSAID.kind: w("source_kind.by_itself")}
            | {kind: w(f"source_kind.{kind}") for kind in GIVEN_KINDS},
            source.kind,
            "source_kind",
            _set("kind"),
        )
    with number:
        label = w("vocab.source_doc")
        fields.text(label, source.document_number, "source_number", _set("document_number"))
    with day:
        fields.day(w("upload.issued_on"), source.issued_on, "source_day", _set("issued_on"))
    issuer, abstract, url = st.columns(3)
    with issuer:
        label = sentence_case(w("vocab.issuer"))
        fields.text(label, source.issuer, "source_issuer", _set("issuer"))
    with abstract:
        fields.text(w("upload.abstract"), source.abstract, "source_abstract", _set("abstract"))
    with url:
        fields.text(w("upload.url"), source.url, "source_url", _set("url"), most=1000)
    try:
        web_address(source.url)
    except Problem as problem:
        st.error(fields.told(view, problem))
    _document(view, upload)


def _document(view: View, upload: Upload) -> None:
    """The document itself, kept by its hash beside the files that were handed in."""
    w = view.words
    if permission.refused(view):
        return
    key = state.key("attached")
    file = st.file_uploader(w("upload.attach"), key=key, on_change=_taken_away, args=(key,))
    if file is not None and file.file_id != upload.draft.get("attached"):
        try:
            sha256 = _kept(view, file.getvalue())
        except Problem as problem:
            st.error(fields.told(view, problem))
            return
        name = display_name(file.name)
        state.change(
            source=replace(upload.source, attached_name=name, attached_sha256=sha256),
            draft={**upload.draft, "attached": file.file_id},
        )
        # What was checked above was checked without it.
        st.rerun()
    if name := state.current().source.attached_name:
        st.caption(w("upload.attached", file=literal(name)))


def _taken_away(key: str) -> None:
    """Let the document go that was taken away again; one given before another page was looked at
    stays, though the browser shows it no more."""
    if st.session_state[key] is None:
        upload = state.current()
        state.change(
            source=replace(upload.source, attached_name=None, attached_sha256=None),
            draft={name: kept for name, kept in upload.draft.items() if name != "attached"},
        )


def target(view: View, index_code: str, number: int) -> None:
    """The target of the home unit in a new index: may stay empty."""
    w = view.words
    given = state.current().targets.get(index_code)
    values = {
        "rank_limit": given.rank_limit if given else None,
        "set_by": given.set_by if given else "",
        "by_date": given.by_date if given else None,
    }

    def settle(**changed: object) -> None:
        values.update(changed)
        targets = dict(state.current().targets)
        limit = values["rank_limit"]
        if limit is None:
            targets.pop(index_code, None)
        else:
            targets[index_code] = TargetFields(
                int(limit), str(values["set_by"] or w.number(None)), values["by_date"]
            )
        state.change(targets=targets)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=160):
            limits = {str(limit): str(limit) for limit in range(1, 64)}
            fields.choice(
                w("upload.target"),
                limits,
                str(values["rank_limit"]) if values["rank_limit"] else None,
                f"target_{number}",
                lambda text: settle(rank_limit=int(text) if text else None),
                none=w("upload.no_target"),
            )
        if values["rank_limit"]:
            with st.container(width=330):
                fields.text(
                    w("table.set_by"),
                    values["set_by"],
                    f"target_by_{number}",
                    lambda text: settle(set_by=text),
                )
            with st.container(width=200):
                fields.day(
                    w("table.by_date"),
                    values["by_date"],
                    f"target_day_{number}",
                    lambda day: settle(by_date=day),
                )


def _set(name: str) -> fields.Handed:
    def settle(value: object) -> None:
        state.change(source=replace(state.current().source, **{name: value}))

    return settle


def _kept(view: View, content: bytes) -> str:
    """Keep a document that was handed in; its hash."""
    store = view.at.store
    return handed_in.keep_original(store, content, by=person.present(store))
