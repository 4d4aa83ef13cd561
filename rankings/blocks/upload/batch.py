"""Several files at once: a table of what each is, changes and asks; the sure ones in one press."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

from rankings import loads
from rankings.blocks import person, runs, table
from rankings.blocks.upload import (
    acknowledging,
    batch_files,
    fields,
    findings,
    names,
    onwards,
    permission,
    publishing,
    recognised,
    saved_layouts,
    source_fields,
    state,
    ways,
)
from rankings.blocks.upload.batch_files import Judged, Overview, Ready
from rankings.blocks.upload.state import Batch, HandedIn, Upload
from rankings.blocks.upload.ways import web_address
from rankings.blocks.view import View
from rankings.facts.editions import name_of
from rankings.ingest import intake
from rankings.loads import batch
from rankings.loads.access import Actor
from rankings.loads.batch import Outcome
from rankings.sentences import naming, problems
from rankings.sentences import upload as said
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table
from rankings.words.text import sentence_case

# What a load does to figures, see `loads.Comparison`.
COUNTS = ("new", "changed", "gone", "same")
# Characters of a file's name in a cell, and how many of them are its end.
LONGEST_IN_A_CELL, ENDING = 40, 14

Row = tuple[HandedIn, Judged | None]


def draw(view: View, upload: Upload) -> None:
    """The files: first they are read, one after the other; then what they are, and one button."""
    w = view.words
    if upload.batch is None:
        return
    if any(_unread(entry) for entry in upload.batch.entries):
        _read_all(view, upload.batch)
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        counted = w.plural("batch.files", len(upload.batch.entries))
        st.markdown(f"**{counted}**", width="content")
        st.button(
            w("upload.restart"),
            key=state.key("restart"),
            on_click=state.restart,
            icon=":material/restart_alt:",
        )
    try:
        with _bar(view, "batch.checking", len(upload.batch.entries)) as tell:
            seen = batch_files.overview(
                view.at.store, upload, view.today, lambda item: _questions(view, item), tell
            )
    except Problem as problem:
        _not_checked(view, upload.batch, problem)
        return
    _table(view, upload.batch, seen)
    _refusals(view, upload.batch)
    _claims(view, upload.batch, seen)
    _asked(view, upload.batch, seen)
    _remarks(view, upload.batch, seen)
    _together(view, upload, seen)
    _done(view, upload.batch)


def _not_checked(view: View, files: Batch, problem: Problem) -> None:
    """What came of each file so far, and why nothing can be said of the others, on a full disk for
    one. All that was typed and settled is kept for the next try.
    """
    _table(view, files, None)
    _refusals(view, files)
    st.error(fields.told(view, problem))
    st.button(view.words("batch.again"), key=state.key("again"), icon=":material/refresh:")
    _done(view, files)


def _unread(entry: HandedIn) -> bool:
    return entry.waits and entry.upload is None and not entry.large


def _read_all(view: View, files: Batch) -> None:
    """Read what was not read yet; what is read stays so when the reader leaves meanwhile."""
    entries = list(files.entries)

    with _bar(view, "batch.reading", len(entries)) as tell:
        for place, entry in enumerate(entries):
            if _unread(entry):
                runs.give_way()
                tell(place)
                entries[place] = batch_files.read(view.at.store, entry, _begin(view))
                kept = batch_files.within_memory(entries)
                state.change(batch=replace(files, entries=kept))


def _begin(view: View) -> Callable[[HandedIn, bytes], Upload]:
    """How a file becomes an upload: read and recognised."""

    def begin(entry: HandedIn, content: bytes) -> Upload:
        keep = permission.refused(view) is None
        book = intake.read(view.at.store, content, entry.name, keep=keep)
        return Upload(number=entry.number, **ways.begun(view, book))

    return begin


@contextmanager
def _bar(view: View, key: str, count: int) -> Iterator[Callable[[int], None]]:
    """A bar that is told how many of the files are done; nothing stays of it."""
    place = st.empty()

    def tell(done: int) -> None:
        text = view.words(key, number=view.words.number(done + 1), count=view.words.number(count))
        place.progress(min(done / max(count, 1), 1.0), text)

    try:
        yield tell
    finally:
        place.empty()


def _questions(view: View, upload: Upload) -> tuple[str, ...]:
    """What has to be settled at a file before its figures are checked."""
    if not any(state.readable(reading) for reading in state.chosen(upload)):
        return ("table",)
    asked = []
    if not recognised.sure(upload):
        asked.append("reading")
    if names.unknown(state.tables(view.at.store, upload)):
        asked.append("names")
    if any(upload.against.values()):
        asked.append("contradiction")
    return tuple(asked)


# --- What they are --------------------------------------------------------------------------------


def _table(view: View, files: Batch, seen: Overview | None) -> None:
    """One row for each file: those that are published together first, in their order. How a file
    stands comes first, so that it is seen of every file on a telephone too.

    seen: None where the files could not be checked.
    """
    w = view.words
    judged = {item.place: item for item in seen.judged} if seen else {}
    order = [*judged, *(place for place in range(len(files.entries)) if place not in judged)]
    rows = [(files.entries[place], judged.get(place)) for place in order]
    counts = [Column(w(f"batch.{name}"), _count(name)) for name in COUNTS]
    columns = [
        Column(w("batch.state"), lambda row: w(f"batch.stands.{_stands(seen, *row)}")),
        Column(w("batch.file"), lambda row: cell_name(row[0].label)),
        Column(sentence_case(w("vocab.index")), lambda row: _indices(view, row[1])),
        Column(sentence_case(w("vocab.period")), lambda row: _periods(view, row[1])),
        Column(sentence_case(w("vocab.unit")), lambda row: _units(row[1])),
        Column(w("batch.figures"), lambda row: _figures(row[1])),
        *counts,
        Column(w("batch.details"), lambda row: _details(view, seen, *row)),
    ]
    table.draw(view, Table(rows, columns), key=state.key("batch"), wide=w("batch.details"))


def cell_name(label: str) -> str:
    """The name of a file in a cell: of a long one its beginning and its end, so that what is asked
    of the file is still to be seen on a narrow screen."""
    if len(label) <= LONGEST_IN_A_CELL:
        return label
    return f"{label[: LONGEST_IN_A_CELL - ENDING - 1]}…{label[-ENDING:]}"


def _refusals(view: View, files: Batch) -> None:
    """In full what a narrow cell cuts off: why a file is not loaded, and what to do; then by name
    what was to be published and was not."""
    for name, show in (("problem", st.markdown), ("failed", st.error)):
        whys = [(entry.label, getattr(entry, name)) for entry in files.entries]
        lines = [f"- {literal(label)}: {fields.told(view, why)}" for label, why in whys if why]
        if lines:
            head = [view.words("batch.failed"), ""] if name == "failed" else []
            show("\n".join([*head, *lines]))


def _count(name: str) -> Callable[[Row], int | None]:
    """How many figures of a file are new, say; None where it was not checked."""

    def value(row: Row) -> int | None:
        checked = row[1].checked if row[1] else None
        return getattr(checked.comparison, name) if checked else None

    return value


def _indices(view: View, item: Judged | None) -> str | None:
    codes = {t.reading.index_code: None for t in item.tables} if item else {}
    shorts = naming.index_names(view.at.store.snapshot(), view.words)
    return view.words.join([shorts.get(code, code) for code in codes if code]) or None


def _periods(view: View, item: Judged | None) -> str | None:
    """The periods of its editions, with their types."""
    ids = sorted(batch.edition_ids(item.submission)) if item else []
    periods = dict.fromkeys(view.words.period(name_of(edition_id)) for edition_id in ids)
    return view.words.join([sentence_case(period) for period in periods]) or None


def _units(item: Judged | None) -> int | None:
    if item is None:
        return None
    units = [len(t.extraction.figures["unit_code"].unique()) for t in item.tables]
    return max(units, default=0)


def _figures(item: Judged | None) -> int | None:
    return sum(t.extraction.figures.num_rows for t in item.tables) if item else None


def _stands(seen: Overview | None, entry: HandedIn, item: Judged | None) -> str:
    """How a file stands: the end of a key of the catalogue, `batch.stands.…`."""
    if entry.load_id is not None:
        return "published"
    if entry.staged is not None:
        return "staged"
    if entry.problem is not None:
        return "left_out"
    if seen is None:
        return "failed" if entry.failed else "not_checked"
    if item is not None and item.place in seen.left:
        return "left_out"
    if item is None or item.questions or item.checked is None:
        return "asked"
    if item.checked.to_acknowledge:
        return "warned"
    return "failed" if entry.failed else "ready"


def _details(view: View, seen: Overview | None, entry: HandedIn, item: Judged | None) -> str:
    """What becomes of a file, or what is asked of it, in words."""
    w = view.words
    stands = _stands(seen, entry, item)
    if stands == "published":
        return w("batch.published", id=entry.load_id)
    if stands == "staged":
        return w("batch.staged", id=entry.staged)
    if entry.problem is not None:
        # In a cell of the table text is text: nothing in it is marked as such.
        return problems.problem(w, entry.problem)
    if stands == "left_out":
        return w("batch.not_chosen")
    if stands == "failed":
        return w("batch.failed_cell")
    if stands == "not_checked":
        return w("batch.not_checked")
    if item is None:
        return w("batch.question.large")
    if item.questions:
        return sentence_case(w.join([w(f"batch.question.{name}") for name in item.questions]))
    if item.checked is None:
        return w("batch.question.edition")
    if item.checked.to_acknowledge:
        return w.plural("check.to_acknowledge", len(item.checked.to_acknowledge))
    return w("batch.ready")


# --- What is asked --------------------------------------------------------------------------------


def _claims(view: View, files: Batch, seen: Overview) -> None:
    """One question for each edition that several files bring."""
    w = view.words
    for edition_id, places in seen.claims.items():
        options = {str(place): files.entries[place].label for place in places}
        chosen = files.chosen.get(edition_id)
        with st.container(width=480):
            fields.choice(
                w("batch.choose", edition=_edition(view, edition_id)),
                options,
                None if chosen is None else str(chosen),
                f"claim_{edition_id}",
                lambda code, edition_id=edition_id: _choose(edition_id, int(code)),
                none=w("upload.choose"),
            )


def _edition(view: View, edition_id: str) -> str:
    at = view.at.store.snapshot()
    return naming.of_editions(at, view.words, [edition_id])[edition_id]


def _choose(edition_id: str, place: int) -> None:
    files = state.current().batch
    if files is not None:
        chosen = {**files.chosen, edition_id: place}
        state.change(batch=replace(files, chosen=chosen))


def _asked(view: View, files: Batch, seen: Overview) -> None:
    """A button for each file with questions: it is looked at by itself."""
    w = view.words
    asked: list[tuple[int, tuple[str, ...], Upload | None]] = [
        (item.place, item.questions, item.upload) for item in seen.judged if item.questions
    ]
    asked += [
        (place, ("large",), None) for place, entry in enumerate(files.entries) if _large(entry)
    ]
    if not asked:
        return
    st.markdown(f"**{w.plural('batch.asked', len(asked))}**")
    for place, questions, upload in asked:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                w("batch.open"),
                key=state.key(f"open_{place}"),
                on_click=_open,
                args=(view, place, upload),
                icon=":material/open_in_new:",
            )
            label = literal(files.entries[place].label)
            st.markdown(f"{label}: {literal(_why(view, questions, upload))}", width="content")


def _remarks(view: View, files: Batch, seen: Overview) -> None:
    """What the reader and the recogniser tell of each file that is not opened by itself."""
    for item in seen.judged:
        for remark in recognised.remarks(item.upload):
            label = literal(files.entries[item.place].label)
            st.caption(f"{label}: {said.remark(view.words, remark, literal)}")


def _why(view: View, questions: Sequence[str], upload: Upload | None) -> str:
    """What is asked of a file; of its reading, the fields that are not sure."""
    w = view.words
    unsure: list[str] = []
    if "reading" in questions and upload is not None:
        unsure = [name for item in state.chosen(upload) for name in recognised.unsure(view, item)]
    fields_named = w("batch.question.fields", fields=w.join([*dict.fromkeys(unsure)]))
    texts = [
        fields_named if name == "reading" and unsure else w(f"batch.question.{name}")
        for name in questions
    ]
    recognition = upload.recognition if upload is not None else None
    if "table" in questions and recognition is not None:
        # Why a sheet is left out says more than that there is no table.
        texts += dict.fromkeys(w(f"left_out.{left.reason}") for left in recognition.left_out)
    return "; ".join(texts)


def _large(entry: HandedIn) -> bool:
    return entry.large and entry.waits


def _open(view: View, place: int, upload: Upload | None) -> None:
    """Look at a file; one whose cells were let go is read again."""
    files = state.current().batch
    if files is None:
        return
    entry = files.entries[place]
    if upload is None:
        again = batch_files.read(view.at.store, entry, _begin(view))
        if again.upload is None:
            entries = [*files.entries]
            entries[place] = again
            state.change(batch=replace(files, entries=tuple(entries)))
            return
        upload = again.upload
    state.open_file(place, upload)


# --- Those that are sure --------------------------------------------------------------------------


def _together(view: View, upload: Upload, seen: Overview) -> None:
    """Source, name and reasons once for all files that nothing stands against, and the button."""
    w = view.words
    if not seen.ready:
        return
    st.markdown(f"**{w.plural('batch.together', len(seen.ready))}**")
    if reason := permission.refused(view):
        st.info(reason)
        return
    source_fields.draw(view, upload)
    counts = Counter(
        item.rule
        for ready in seen.ready
        for item in ready.checked.findings
        if item.severity == "warning"
    )
    for ready in seen.ready:
        findings.draw_warnings(view, ready.upload, ready.checked)
    acknowledging.draw(view, counts, {rule: findings.rule_name(w, rule) for rule in counts})
    publishing.name(view, upload)
    if upload.problem is not None:
        st.error(fields.told(view, upload.problem))
    second = person.hands_over(view.at.store)
    if st.button(
        w.plural("batch.stage" if second else "batch.publish", len(seen.ready)),
        key=state.key("publish"),
        type="primary",
        icon=":material/outbox:" if second else ":material/publish:",
    ):
        with _bar(view, "batch.publishing", len(seen.ready)) as tell:
            _publish(view, upload, seen.ready, tell, second=second)
        st.rerun()


def _publish(
    view: View,
    upload: Upload,
    ready: Sequence[Ready],
    tell: Callable[[int], None],
    *,
    second: bool,
) -> None:
    """Carry the files out in order; what became of each stands in the list."""
    try:
        web_address(upload.source.url)
        by = person.acting(view.at.store, upload.by)
        needed = dict.fromkeys(rule for item in ready for rule in item.checked.to_acknowledge)
        if not second and acknowledging.missing(list(needed), upload.acknowledged):
            raise Problem("error.batch_not_acknowledged")
    except Problem as problem:
        state.change(problem=problem)
        return
    state.change(problem=None)
    outcomes = (
        _staged(view, ready, by, tell) if second else _published(view, upload, ready, by, tell)
    )
    for item, entry in outcomes:
        _settle(item.place, entry)
        if entry["failed"] is None:
            _remember(view, item.upload, by)


def _remember(view: View, upload: Upload, by: Actor) -> None:
    """Keep the answers for the next file of the shape; that this fails stops no other file."""
    try:
        saved_layouts.remember(view, upload, by=by)
    except Problem as problem:
        state.change(problem=problem)


def _published(
    view: View, upload: Upload, ready: Sequence[Ready], by: Actor, tell: Callable[[int], None]
) -> Iterator[tuple[Ready, Mapping[str, Any]]]:
    said_of = upload.acknowledged
    outcomes = batch.publish_in_turn(
        view.at.store,
        [item.submission for item in ready],
        by=by,
        acknowledgements=[
            [said_of[rule] for rule in item.checked.to_acknowledge] for item in ready
        ],
        seen=ready[0].upload.base,
        tell=tell,
    )
    for item, outcome in zip(ready, outcomes, strict=True):
        yield item, _came_of(outcome)


def _came_of(outcome: Outcome) -> Mapping[str, Any]:
    if outcome.published is not None:
        return {"load_id": outcome.published.load_id, "failed": None}
    return {"failed": outcome.problem or Problem("error.batch_found_more")}


def _staged(
    view: View, ready: Sequence[Ready], by: Actor, tell: Callable[[int], None]
) -> Iterator[tuple[Ready, Mapping[str, Any]]]:
    """Hand each over to a second person."""
    for place, item in enumerate(ready):
        tell(place)
        try:
            number = loads.stage(view.at.store, item.submission, by=by)
            yield item, {"staged": number, "failed": None}
        except Problem as problem:
            yield item, {"failed": problem}


def _settle(place: int, changes: Mapping[str, Any]) -> None:
    """Keep what became of a file. One that failed waits on, with what was settled about it."""
    files = state.current().batch
    if files is None:
        return
    entries = list(files.entries)
    entries[place] = replace(entries[place], **changes)
    if entries[place].failed is None:
        entries[place] = replace(entries[place], upload=None)
    state.change(batch=replace(files, entries=tuple(entries)))


def _done(view: View, files: Batch) -> None:
    """How many were published, and where to go on."""
    w = view.words
    published = sorted(item.load_id for item in files.entries if item.load_id is not None)
    if not published:
        return
    numbers = w.join([w.number(number) for number in published])
    st.success(w.plural("batch.done", len(published), numbers=numbers))
    with st.container(horizontal=True, vertical_alignment="center"):
        onwards.links(view)
