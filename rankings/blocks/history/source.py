"""Telling the source of a load that was published without one: one step, and a load of its own."""

import streamlit as st

from rankings import loads
from rankings.blocks import person
from rankings.blocks.edits import fields
from rankings.blocks.upload import permission
from rankings.blocks.upload.fields import told
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.ingest.reading import display_name
from rankings.ingest.sourcing import GIVEN_KINDS, UNSAID, SourceFields
from rankings.ingest.submission import Submission
from rankings.loads import Acknowledgement, Checked, Stopped, handed_in
from rankings.loads.edits import grounds
from rankings.loads.edits import source as sources
from rankings.loads.history import Load
from rankings.sentences import edits as edit_sentences
from rankings.sentences import naming, problems
from rankings.store.problems import Problem
from rankings.words.text import sentence_case

_FOUND = "source_found"  # (load, what the checks found when it was last tried)
_DONE = "source_done"  # (load, number of the load that tells its source), said once


def draw(view: View, load: Load) -> None:
    """Of a load whose figures have no source: that they have none, and the fields to tell it."""
    w = view.words
    done = st.session_state.pop(_DONE, None)
    if done and done[0] == load.load_id:
        st.success(w(done[2], id=load.load_id, number=done[1]), icon=":material/link:")
    if not sources.lacking(view.at, load_id=load.load_id):
        return
    st.markdown(f":orange-badge[{w('chip.unsourced')}] {w('history.source_lacking')}")
    if reason := permission.refused(view):
        st.caption(reason)
        return
    if view.as_of is not None or view.pinned:
        return
    with st.container(border=True):
        st.markdown(f"**{w('history.source_title', id=load.load_id)}**")
        _form(view, load)


def _form(view: View, load: Load) -> None:
    """What the source is, then a reason where the checks ask for one, then who says so."""
    w = view.words
    try:
        given = _given(view)
    except Problem as problem:
        st.error(told(view, problem))
        return
    tried = st.session_state.get(_FOUND)
    checked = tried[1] if tried and tried[0] == (load.load_id, view.at.version) else None
    sentence = _findings(view, checked) if checked else ""
    with (
        person.box(view, "source"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        by = _name(view)
    if not st.button(
        w("history.source_do"),
        key=fields.key("source_do"),
        icon=":material/link:",
        disabled=bool(checked and checked.blockers),
    ):
        return
    try:
        change = sources.change(view.at, load_id=load.load_id, source=given)
        with st.spinner(w("edits.working")):
            done = _publish(view, change, by, sentence)
    except Problem as problem:
        st.error(told(view, problem))
        return
    except Stopped as stopped:
        st.session_state[_FOUND] = (load.load_id, view.at.version), stopped.checked
    else:
        person.typed(by)
        st.session_state[_DONE] = (load.load_id, *done)
        fields.begin_anew()
    st.rerun()


def _name(view: View) -> str:
    """Who tells the source: typed, or known from signing in."""
    if not person.is_typed():
        person.say(view)
        return person.known(view.at.store)
    by = fields.text(view.words("publish.name"), "source_by", 300, person.known())
    st.caption(view.words("publish.self_declared"), width="content")
    return by


def _given(view: View) -> SourceFields:
    w = view.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = fields.text(w("vocab.source_doc"), "source_number", 260)
        url = fields.text(w("upload.url"), "source_url", 360)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = {UNSAID.kind: w("source_kind.by_itself")}
        kinds |= {kind: sentence_case(w(f"source_kind.{kind}")) for kind in GIVEN_KINDS}
        kind = fields.choice(w("table.source_kind"), kinds, "source_kind", 260)
        issuer = fields.text(sentence_case(w("vocab.issuer")), "source_issuer", 260)
        issued = fields.text(w("upload.issued_on"), "source_day", 160, none="31/12/2026")
    file = st.file_uploader(w("upload.attach"), key=fields.key("source_file"))
    attached: tuple[str | None, str | None] = (None, None)
    if file is not None and file.size:
        attached = display_name(file.name), _kept(view, file.getvalue())
    return SourceFields(
        kind=kind,
        document_number=number.strip() or None,
        issued_on=grounds.day(issued),
        issuer=issuer.strip() or None,
        url=url.strip() or None,
        attached_name=attached[0],
        attached_sha256=attached[1],
    )


def _findings(view: View, checked: Checked) -> str:
    """What the checks found of the figures now that they are to count; returns the reason given."""
    w = view.words
    home, _ = editions.home(view.at)
    schemes = {naming.scheme_of(item, home) for item in checked.findings}
    names = naming.names_by_scheme(view.at, w, schemes)
    for item in checked.findings[:10]:
        known = names.get(naming.scheme_of(item, home))
        st.text(edit_sentences.finding(problems.finding(w, item, known)))
    if checked.blockers:
        st.error(w("edits.blocked"))
        return ""
    return fields.text(w("check.sentence"), "source_why", 480)


def _publish(view: View, change: Submission, by: str, sentence: str) -> tuple[int, str]:
    """The number of the load, and the key of what came of it."""
    name = person.acting(view.at.store, by)
    if person.hands_over(view.at.store):
        return loads.stage(view.at.store, change, by=name), "history.source_staged"
    checked = loads.check(view.at.store, change, base=view.at.version)
    reasons = [
        Acknowledgement(rule, "other", sentence) for rule in checked.to_acknowledge if sentence
    ]
    done = loads.publish_at_once(
        view.at.store,
        change,
        by=name,
        acknowledgements=reasons,
        seen=view.at.version,
        known=checked,
    )
    return done.load_id, "history.source_done"


def _kept(view: View, content: bytes) -> str:
    """Keep a document that was handed in; its hash."""
    store = view.at.store
    return handed_in.keep_original(store, content, by=person.present(store))
