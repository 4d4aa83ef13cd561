"""Step 5: where figures are from, why warnings do not stop them, who publishes; what came of it."""

import streamlit as st

from rankings import loads
from rankings.blocks import person
from rankings.blocks.upload import (
    fields,
    findings,
    onwards,
    progress,
    saved_layouts,
    source_fields,
    state,
)
from rankings.blocks.upload.permission import TO_CHANGE, TO_PUBLISH, refused
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.ingest.sourcing import web_address
from rankings.ingest.submission import Submission
from rankings.loads import Checked, Published, Stopped, access
from rankings.loads.access import Actor
from rankings.sentences import naming
from rankings.sentences import upload as said
from rankings.store.problems import Problem
from rankings.words.markdown import literal


def draw(view: View, upload: Upload, checked: Checked | None) -> None:
    """Source, reasons, name and button, in the order of the work; what stands in the way is said.

    A file that is refused, or whose period is not settled, asks for nothing: what is typed for it
    would be typed for nothing.
    """
    w = view.words
    if reason := why_not(view, upload):
        st.info(reason)
        return
    sound = None if checked is None or checked.blockers or checked.questions else checked
    if sound and upload.waiting is None:
        source_fields.draw(view, upload)
    second = upload.waiting is None and person.hands_over(view.at.store)
    if sound and not second:
        findings.acknowledge(view, sound)
    if sound:
        name(view, upload)
    if reason := _not_yet(view, upload, checked):
        st.markdown(reason)
    _say_problem(view, upload)
    label = w("action.stage" if second else "action.publish")
    # Also while warnings wait: who types the reason and presses at once would press in vain.
    ready = sound is not None
    if st.button(
        label,
        key=state.key("publish"),
        disabled=not ready,
        icon=":material/outbox:" if second else ":material/publish:",
    ):
        if not second and findings.missing(upload, checked):
            state.change(problem=Problem("error.not_acknowledged"))
            st.rerun()
        size = upload.book.size if upload.book else 0
        with progress.shown(view, size, "publishing") as tell:
            tell("publishing")
            _act(view, upload, checked, second)
        st.rerun()


def why_not(view: View, upload: Upload) -> str | None:
    """Why this reader neither hands the load in nor publishes it; None where one of them can be."""
    return refused(view, rights=TO_CHANGE if upload.waiting is None else TO_PUBLISH)


def name(view: View, upload: Upload) -> None:
    """The name of the person, which nothing checks."""
    w = view.words
    if not person.is_typed():
        person.say(view)
        return

    def settle(text: str | None) -> None:
        person.typed(text or "")
        state.change(by=text or "", problem=None)

    with (
        person.box(view, "upload"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        with st.container(width=300):
            fields.text(w("publish.name"), upload.by, "by", settle, most=access.NAME_LENGTH)
        st.caption(w("publish.self_declared"), width="content")


def _not_yet(view: View, upload: Upload, checked: Checked | None) -> str | None:
    w = view.words
    if checked is None:
        return w("publish.not_checked")
    if checked.blockers:
        return w("publish.blocked")
    if checked.questions:
        return w("publish.question" if upload.waiting is None else "publish.question_waiting")
    if findings.missing(upload, checked):
        return w("publish.not_acknowledged")
    return None


def _say_problem(view: View, upload: Upload) -> None:
    if upload.problem is None:
        return
    st.error(fields.told(view, upload.problem))
    if upload.problem.key == "error.changed_meanwhile":
        st.button(
            view.words("publish.check_again"),
            key=state.key("again"),
            on_click=check_again,
            args=(view,),
            icon=":material/refresh:",
        )


def check_again(view: View) -> None:
    """Compare with what is published now."""
    state.change(base=view.at.store.version(), problem=None)


def _act(view: View, upload: Upload, checked: Checked, second: bool) -> None:
    try:
        web_address(upload.source.url)
        by = person.acting(view.at.store, upload.by)
        if upload.by != by.name:
            state.change(by=by.name)
        if upload.waiting is not None:
            state.change(published=_publish(view, upload.waiting, by, checked))
            return
        own = state.submission(view.at.store, upload, view.today)
        if second:
            state.change(staged=loads.stage(view.at.store, own, by=by), problem=None)
        else:
            state.change(published=_publish_own(view, own, by, checked), problem=None)
        saved_layouts.remember(view, upload, by=by)
    except Problem as problem:
        state.change(problem=problem)
    except Stopped:
        # Somebody published meanwhile, and the checks now say otherwise than what was seen.
        state.change(base=view.at.store.version(), problem=Problem("error.found_more"))


def _publish_own(view: View, own: Submission, by: Actor, checked: Checked) -> Published:
    """Publish at once; a load that is stopped is not left waiting for somebody else."""
    number = loads.stage(view.at.store, own, by=by)
    try:
        return _publish(view, number, by, checked)
    except (Problem, Stopped):
        loads.cancel(view.at.store, number, by=by)
        raise


def _publish(view: View, number: int, by: Actor, checked: Checked) -> Published:
    said_of = findings.acknowledgements(state.current(), checked)
    return loads.publish(
        view.at.store,
        number,
        by=by,
        acknowledgements=said_of,
        seen=state.current().base,
        known=checked,
    )


# --- Afterwards -----------------------------------------------------------------------------------


def done(view: View, upload: Upload) -> None:
    """What was published or handed over, and where to go on."""
    w = view.words
    if upload.published is not None:
        found = upload.published
        by = literal(upload.by)
        st.success(said.published(w, found.load_id, found.checked.comparison, by))
        for effect in found.checked.effects:
            if moved := said.effect_movement(w, effect) if effect.changed else None:
                st.markdown(
                    w("publish.moved", index=_short(view, effect.index_code), movement=moved)
                )
    else:
        st.success(w("publish.staged", id=upload.staged))
    with st.container(horizontal=True, vertical_alignment="center"):
        onwards.links(view)
        of_several = upload.opened is not None
        st.button(
            w("batch.back" if of_several else "upload.next"),
            key=state.key("next"),
            on_click=state.restart,
            icon=":material/list:" if of_several else ":material/add:",
        )


def _short(view: View, index_code: str) -> str:
    return literal(naming.index_name(view.at.store.snapshot(), view.words, index_code))
