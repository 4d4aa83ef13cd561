"""What a change would do, said before it is made; a reason, a name, and the button."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from rankings import loads
from rankings.blocks import person
from rankings.blocks.edits import fields
from rankings.blocks.edits.form import Form, Seen
from rankings.blocks.upload import heard
from rankings.blocks.upload.fields import told
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.loads import REASONS, Acknowledgement, Checked, Stopped
from rankings.sentences import edits as said
from rankings.sentences import naming, problems, upload
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.text import sentence_case

_SEEN = "edits_seen"
SAID = "edits_said"  # what came of the last change, said once
FINDINGS_SHOWN = 10


def judge(view: View, part: str, form: Form) -> None:
    """Reason, name, the preview and, once the preview has been seen, the button that publishes."""
    w = view.words
    reason, why, basis = "other", "", ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if form.of_table:
            reasons = {code: sentence_case(w(f"ack_reason.{code}")) for code in REASONS}
            reason = fields.choice(w("edits.reason"), reasons, "reason", 260)
        if form.needs_why:
            why = fields.text(w("edits.why"), f"why_{part}", 440)
        if form.basis:
            basis = fields.text(w("edits.basis"), f"basis_{part}", 360)
    # Not the version: who publishes what was seen before another load is told of that load.
    of = (part, form.inputs, why, basis)
    pressed = st.button(w("edits.preview"), key=fields.key("preview"), icon=":material/visibility:")
    if heard.all_of(pressed, w) if form.of_table else pressed:
        _look(view, form, of, why, basis)
    seen = st.session_state.get(_SEEN)
    if seen is None or seen.of != of:
        return
    _preview(view, seen)
    if seen.checked.blockers:
        st.error(w("edits.blocked"))
        return
    _publish(view, seen, reason, why)


def _look(view: View, form: Form, of: tuple, why: str, basis: str) -> None:
    """Try the change on a copy and keep what came of it."""
    st.session_state.pop(_SEEN, None)
    try:
        with st.spinner(view.words("edits.checking")):
            submission = form.make(why, basis)
            checked = loads.check(view.at.store, submission, base=view.at.version)
            st.session_state[_SEEN] = Seen(of, submission, checked, form.changes(submission))
    except Problem as problem:
        st.error(told(view, problem))


def _preview(view: View, seen: Seen) -> None:
    """Before and after, line by line; then what the checks found."""
    w = view.words
    lines = list(seen.changes)
    units = queries.units(view.at, scheme=view.scheme).num_rows
    for effect in seen.checked.effects:
        if effect.changed:
            decimals = editions.decimals(view.at, effect.index_code)
            rows = upload.effect_rows(w, effect, units, decimals)
            short = naming.index_name(view.at, w, effect.index_code)
            lines += [
                (said.valued(w, short, what), *sides)
                for what, *sides in rows
                if len(set(sides)) > 1
            ]
    columns = [w("edits.what"), w("edits.before"), w("edits.after")]
    if lines:
        st.table(pd.DataFrame(_as_text(lines), columns=columns).set_index(columns[0]))
    if kept := upload.beside(w, seen.checked.comparison):
        st.warning(kept, icon=":material/compare_arrows:")
    if not any(effect.changed for effect in seen.checked.effects):
        st.caption(w("edits.no_effect"))
    _movements(view, seen)
    _findings(view, seen.checked)


def _movements(view: View, seen: Seen) -> None:
    """The units that change their place in the edition, which may not be the one on the card."""
    w = view.words
    moved = [item for item in seen.checked.movements if item.rank_before != item.rank_after]
    if not moved:
        return
    rows = [
        [str(w.name(vars(item))), w.number(item.rank_before), w.number(item.rank_after)]
        for item in moved
    ]
    columns = [w("table.unit"), w("compare.rank_before"), w("compare.rank_after")]
    st.markdown(f"**{w('edits.places')}**")
    st.table(pd.DataFrame(_as_text(rows), columns=columns).set_index(columns[0]))


def _as_text(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """Cells of st.table are Markdown; what people have typed is to be shown letter by letter."""
    return [[literal(cell) for cell in line] for line in lines]


def _findings(view: View, checked: Checked) -> None:
    w = view.words
    schemes = {naming.scheme_of(item, view.scheme) for item in checked.findings}
    names = naming.names_by_scheme(view.at, w, schemes)
    for severity in ("blocker", "warning", "note"):
        found = [item for item in checked.findings if item.severity == severity]
        if not found:
            continue
        st.markdown(f"**{w(f'finding.{severity}')}**")
        for item in found[:FINDINGS_SHOWN]:
            known = names.get(naming.scheme_of(item, view.scheme))
            st.text(said.finding(problems.finding(w, item, known)))
        if len(found) > FINDINGS_SHOWN:
            st.caption(w.plural("edits.more_findings", len(found) - FINDINGS_SHOWN))


def _publish(view: View, seen: Seen, reason: str, why: str) -> None:
    w = view.words
    second = person.hands_over(view.at.store)
    accepted = True
    if seen.checked.to_acknowledge and not second:
        accepted = st.checkbox(w("edits.acknowledge"), key=fields.key("acknowledge"))
    with (
        person.box(view, "edits"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = _name(view)
    pressed = st.button(
        w("edits.stage" if second else "edits.publish"),
        key=fields.key("publish"),
        disabled=not accepted,
        icon=":material/outbox:" if second else ":material/publish:",
    )
    if not pressed:
        return
    sentence = why or w("edits.by_hand")
    given = [Acknowledgement(rule, reason, sentence) for rule in seen.checked.to_acknowledge]
    try:
        with st.spinner(w("edits.working")):
            message = _act(view, seen, name, second, given)
    except Problem as problem:
        st.error(told(view, problem))
        return
    except Stopped:
        # Somebody published meanwhile, and the checks now say otherwise than what was seen.
        st.session_state.pop(_SEEN, None)
        st.error(w("edits.found_more"))
        return
    st.session_state.pop(_SEEN, None)
    person.typed(name)
    fields.begin_anew()
    st.session_state[SAID] = message
    st.rerun()


def _name(view: View) -> str:
    """Who makes the change: typed, or known from signing in."""
    w = view.words
    if not person.is_typed():
        person.say(view)
        return person.known(view.at.store)
    name = st.text_input(w("edits.name"), person.known(), key=fields.key("name"), width=300)
    st.caption(w("edits.self_declared"), width="content")
    return name


def _act(view: View, seen: Seen, name: str, second: bool, given: list[Acknowledgement]) -> str:
    """Hand the load in and, where one person is enough, publish it; what came of it in words."""
    w = view.words
    by = person.acting(view.at.store, name)
    if second:
        return w("edits.staged", id=loads.stage(view.at.store, seen.submission, by=by))
    done = loads.publish_at_once(
        view.at.store,
        seen.submission,
        by=by,
        acknowledgements=given,
        seen=seen.checked.base,
        known=seen.checked,
    )
    return w("edits.published", id=done.load_id, by=literal(by.name))
