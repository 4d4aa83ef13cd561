"""The page that brings figures in: the ways in, then five steps to a published load."""

from collections.abc import Mapping

import streamlit as st

from rankings.blocks.controls import segments
from rankings.blocks.upload import (
    batch,
    comparison,
    fields,
    findings,
    names,
    progress,
    publishing,
    recognised,
    state,
    table_question,
    waiting,
    ways,
)
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.ingest import confined, intake
from rankings.loads import Checked, journal
from rankings.loads.readiness import ready
from rankings.sentences import upload as said
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.text import sentence_case

# How a step stands: an icon, with words beside it in its head.
DONE, LOOK, STOP, WAIT = (
    ":material/check_circle:",
    ":material/visibility:",
    ":material/block:",
    ":material/hourglass_empty:",
)
# What was taken for granted and decides of whom the figures are: the step is open, sure as it is.
TAKEN = ("reading.of_one_unit",)
# What was not a file, by its kind.
TYPED = ("pasted", "typed", "single")


def draw(view: View, others: Mapping[str, str]) -> str | None:
    """The whole page: what was published, a load in its steps, or the ways in.

    others: code -> words of what else can be chosen; returns the one chosen, for the page to draw.
    """
    upload = state.current()
    if view.pinned or view.as_of is not None:
        st.info(view.words("edits.pinned"))
    elif upload.batch is not None and upload.opened is None:
        batch.draw(view, upload)
    elif upload.published is not None or upload.staged is not None:
        publishing.done(view, upload)
    elif upload.waiting is not None:
        _waiting(view, upload)
    elif upload.book is not None:
        _steps(view, upload)
    else:
        return _ways(view, others)
    return None


def _ways(view: View, others: Mapping[str, str]) -> str | None:
    w = view.words
    intake.prepare()
    confined.prepare(ready, view.at)
    waiting.draw(view)
    options = {way: w(f"upload.way_{way}") for way in ways.WAYS} | others
    way = segments("way", w("page.upload"), options, "file", show_label=False)
    if way in others:
        return way
    ways.draw(view, way)
    return None


def _steps(view: View, upload: Upload) -> None:
    w = view.words
    if not view.at.store.path(upload.base).exists():
        # So long ago that the version is not kept any more.
        upload = state.change(base=view.at.store.version())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            w(
                "upload.file_line",
                file=_called(view, upload),
                size=w.number(max(1, upload.book.size // 1000)),
            ),
            width="content",
        )
        if upload.book.kind in TYPED:
            st.button(
                w("upload.back"), key=state.key("back"), on_click=state.back, icon=":material/edit:"
            )
        _restart_button(view)
    sure = recognised.sure(upload) and not table_question.clashes(view, upload)
    with _step(
        view,
        1,
        _how_sure(view, upload, sure),
        DONE if sure else LOOK,
        expanded=not sure or any(remark.key in TAKEN for remark in recognised.remarks(upload)),
    ):
        recognised.draw(view, upload)
    if not any(state.readable(reading) for reading in state.chosen(upload)):
        for number in range(2, 6):
            with _step(view, number, "step.waits", WAIT):
                st.markdown(w("step.first_1"))
        return
    checked = _matched(view, upload)
    _judge(view, upload, checked, upload.book)


def _how_sure(view: View, upload: Upload, sure: bool) -> str:
    """How sure the recognition is, and how many remarks it has: they stand in a step that is
    folded."""
    w = view.words
    how_sure = w("sure.certain" if sure else "step.look")
    count = len(recognised.remarks(upload))
    return w.plural("upload.with_remarks", count, sure=how_sure) if count else how_sure


def _called(view: View, upload: Upload) -> str:
    """What was handed in, by its name where it has one."""
    kind = upload.book.kind
    if kind in TYPED:
        return sentence_case(view.words(f"load_kind.{kind}"))
    return literal(upload.book.file_name)


def _restart_button(view: View) -> None:
    of_several = state.current().opened is not None
    st.button(
        view.words("batch.back" if of_several else "upload.restart"),
        key=state.key("restart"),
        on_click=state.restart,
        icon=":material/list:" if of_several else ":material/restart_alt:",
    )


def _matched(view: View, upload: Upload) -> Checked:
    """Step 2, and the check that can be made when the names are matched as far as they are."""
    w = view.words
    with progress.shown(view, upload.book.size, "checking", again=True) as tell:
        tables = state.tables(view.at.store, upload, tell)
        checked = state.checked(view.at.store, upload, view.today, tell)
    asked = names.unknown(tables)
    words = w.plural("match.asked", len(asked)) if asked else w("match.all_known")
    with _step(view, 2, words, LOOK if asked else DONE):
        names.draw(view, upload, tables)
    return checked


def _judge(view: View, upload: Upload, checked: Checked, book: object) -> None:
    """Steps 3 to 5, the same for one's own load and for one that waits."""
    w = view.words
    left = findings.missing(upload, checked)
    icon = STOP if checked.blockers else LOOK if left else DONE
    with _step(view, 3, _found(view, checked, left), icon):
        findings.draw(view, upload, checked, book)
    with _step(view, 4, said.counts(w, checked.comparison), WAIT if checked.blockers else DONE):
        comparison.draw(view, upload, checked)
    refused = publishing.why_not(view, upload)
    ready = not (checked.blockers or checked.questions or left) and refused is None
    words = "publish.ready" if ready else "publish.not_ready"
    with _step(view, 5, words, LOOK if ready else WAIT, expanded=True):
        publishing.draw(view, upload, checked)
        if upload.waiting is not None:
            waiting.cancel_button(view, upload.waiting)


def _found(view: View, checked: Checked, left: tuple[str, ...]) -> str:
    w = view.words
    if checked.blockers:
        return w.plural("check.blockers", len(checked.blockers))
    if left:
        return w.plural("check.to_acknowledge", len(left))
    return w("check.passed")


def _step(
    view: View, number: int, what: str, icon: str, *, expanded: bool | None = None
) -> "st.delta_generator.DeltaGenerator":
    """The container of a step: folded when it is done. what: a key, or words already."""
    w = view.words
    words = w(what) if what.startswith(("step.", "sure.", "publish.")) else what
    head = said.step(w, number, words)
    colour = {DONE: "green", LOOK: "orange", STOP: "red", WAIT: "gray"}[icon]
    shown = icon in (LOOK, STOP) if expanded is None else expanded
    return st.expander(f":{colour}[{icon}] {head}", expanded=shown, key=state.key(f"step_{number}"))


def _waiting(view: View, upload: Upload) -> None:
    """Steps 3 to 5 of a load that another person handed in."""
    try:
        item = journal.read(view.at.store, upload.waiting)
        rows = item.rows.get("observations")
        with progress.shown(view, rows.nbytes if rows else 0, "checking") as tell:
            checked = state.checked_waiting(view.at.store, upload, item, tell)
    except Problem as problem:
        st.error(fields.told(view, problem))
        _restart_button(view)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(waiting.line(view, upload.waiting, item), width="content")
        _restart_button(view)
    _judge(view, upload, checked, None)
