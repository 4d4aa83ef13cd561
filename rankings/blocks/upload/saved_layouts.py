"""Readings remembered for the next file of the same shape: saved, shown, edited, carried."""

from collections import Counter

import streamlit as st

from rankings.blocks import person
from rankings.blocks.upload import fields, permission, state
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.ingest import intake, layouts
from rankings.ingest.layouts import Layout
from rankings.ingest.proposal import Line, TableReading
from rankings.ingest.submission import now
from rankings.loads import handed_in
from rankings.loads.access import Actor
from rankings.store.problems import Problem
from rankings.words.markdown import literal

JSON_HEIGHT = 320


def ask(view: View, upload: Upload) -> None:
    """Whether what was corrected is remembered, and under which name."""
    w = view.words
    if not _corrected_tables(upload):
        return
    fields.tick(
        w("layout.remember"),
        upload.remember,
        "remember",
        lambda value: state.change(remember=value),
    )
    if upload.remember:
        with st.container(width=480):
            fields.text(
                w("layout.name"),
                name_of(upload),
                "layout_name",
                lambda text: state.change(layout_name=text),
                most=80,
            )


def name_of(upload: Upload) -> str:
    """The name given, else that of the file."""
    return upload.layout_name or upload.book.file_name.rsplit(".", 1)[0][:80]


def remember(view: View, upload: Upload, *, by: Actor) -> None:
    """Save the readings that were settled; called when the load is handed in."""
    if not upload.remember or upload.book is None or upload.recognition is None:
        return
    shapes = Counter(table.fingerprint for table in upload.recognition.tables)
    for number in _corrected_tables(upload):
        before, after = upload.recognition.tables[number], upload.readings[number]
        made = layouts.layout_of(
            name_of(upload),
            after,
            author=by.name,
            saved_at=now().isoformat(timespec="seconds"),
            file_name=upload.book.file_name,
            recognised=before,
            sheet=upload.book.sheet(before.sheet),
            one_of_several=shapes[before.fingerprint] > 1,
            left_out=None if number in upload.unchosen else _names_left(upload, after.scheme),
        )
        handed_in.keep_layout(view.at.store, made, by=by)


def _names_left(upload: Upload, scheme: str | None) -> list[str]:
    """The names in a table of a scheme whose rows a person left out."""
    return sorted(text for of_scheme, text in upload.left_out if of_scheme == scheme)


def _corrected_tables(upload: Upload) -> list[int]:
    """The tables of which a person said anything that the next file need not be asked again."""
    recognition = upload.recognition
    if recognition is None:
        return []
    pairs = list(zip(recognition.tables, upload.readings, strict=True))
    named = upload.left_out != recognition.left_names
    changed = {
        number
        for number, (before, after) in enumerate(pairs)
        if (number in upload.unchosen) != (number in recognition.unchosen)
        or (number not in upload.unchosen and (named or _answered(before, after)))
    }
    # Of two tables of one shape each needs its own layout, or that of one is taken for the other.
    shapes = {pairs[number][0].fingerprint for number in changed}
    return [number for number, (before, _) in enumerate(pairs) if before.fingerprint in shapes]


def _answered(before: TableReading, after: TableReading) -> bool:
    """True where something was corrected, or found right that was not sure."""
    return _settled(before) != _settled(after) or (not before.sure and after.sure)


def _settled(reading: TableReading) -> tuple:
    lines = [_of_line(line) for line in reading.lines]
    return (*(getattr(reading, name) for name in layouts.SETTLED), reading.area, lines)


def _of_line(line: Line) -> tuple:
    return line.heading, line.role, line.indicator_code, line.measure, line.divided_by


# --- Those that are saved -------------------------------------------------------------------------


def draw(view: View) -> None:
    """Every saved layout with its file, a field to edit it, and a way to bring one in."""
    w = view.words
    st.caption(w("layout.note"))
    found = layouts.load_all(intake.layouts_folder(view.at.store))
    if not found:
        st.markdown(w("layout.none"))
    for number, layout in enumerate(found):
        _one(view, number, layout)
    if permission.refused(view) is None:
        _bring_in(view)
    if problem := state.current().problem:
        st.error(fields.told(view, problem))


def _one(view: View, number: int, layout: Layout) -> None:
    w = view.words
    with st.container(border=True):
        if layout.broken:
            st.markdown(w("reading.broken_layout", file=literal(layout.name)))
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                w(
                    "layout.line",
                    name=literal(layout.name),
                    by=literal(layout.author),
                    columns=w.number(len(layout.reading["lines"])),
                ),
                width="content",
            )
            st.download_button(
                w("layout.download"),
                layouts.to_json(layout),
                file_name=f"{layout.fingerprint}.json",
                mime="application/json",
                key=state.key(f"layout_file_{number}"),
                on_click="ignore",
                icon=":material/download:",
            )
        if permission.refused(view) is None:
            with st.popover(w("layout.edit"), icon=":material/edit:"):
                _edit(view, number, layout)


def _edit(view: View, number: int, layout: Layout) -> None:
    w = view.words
    key = state.key(f"layout_text_{number}_{layout.saved_at}")
    st.text_area(w("layout.text"), layouts.to_json(layout), key=key, height=JSON_HEIGHT)
    st.button(
        w("layout.save"),
        key=state.key(f"layout_save_{number}"),
        on_click=_save_text,
        args=(view, key, layout.name),
    )


def _bring_in(view: View) -> None:
    w = view.words
    key = state.key("layout_new")
    st.file_uploader(
        w("layout.bring_in"), type="json", key=key, on_change=_save_file, args=(view, key)
    )


def _save_text(view: View, key: str, name: str) -> None:
    _save(view, st.session_state[key], name)


def _save_file(view: View, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        _save(view, file.getvalue().decode("utf-8-sig", errors="replace"), file.name)


def _save(view: View, text: str, name: str) -> None:
    layout = layouts.from_json(text, name)
    try:
        if layout.broken:
            raise Problem("error.layout_broken", file=name)
        handed_in.keep_layout(view.at.store, layout, by=person.present(view.at.store))
        state.change(problem=None)
    except Problem as problem:
        state.change(problem=problem)
