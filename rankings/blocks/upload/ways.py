"""The ways in: a file, a pasted block, a grid to type into, one figure; and the blank forms."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.table import XLSX
from rankings.blocks.upload import (
    batch_files,
    fields,
    heard,
    permission,
    progress,
    saved_layouts,
    state,
    typed,
)
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.ingest import intake, templates
from rankings.ingest.grid import Book
from rankings.ingest.limits import MEGABYTE, Limits
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.proposal import TableReading
from rankings.ingest.sourcing import SourceFields, web_address
from rankings.loads import handed_in
from rankings.sentences import naming
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.text import sentence_case

WAYS = ("file", "paste", "grid", "single", "template", "layouts")
PASTE_HEIGHT = 240
Row = tuple[str, list[str | None]]  # a unit as it is written, and its cells as typed


def draw(view: View, way: str) -> None:
    """One way in. What is handed in is read and recognised at once, then the steps are shown."""
    if _draft("way") != way:
        _settle(way=way)
    draw_way = {
        "file": _file,
        "paste": _paste,
        "grid": _grid,
        "single": _single,
        "template": _templates,
        "layouts": saved_layouts.draw,
    }
    draw_way[way](view)


def read_in(
    view: View,
    book: Book,
    readings: tuple[TableReading, ...] | None = None,
    source: SourceFields | None = None,
) -> None:
    """Begin the steps with a book. readings: given where a person typed; else they are proposed."""
    state.change(**begun(view, book, readings, source))


def begun(
    view: View,
    book: Book,
    readings: tuple[TableReading, ...] | None = None,
    source: SourceFields | None = None,
) -> dict[str, Any]:
    """What an upload is that begins with a book, as fields of `Upload`."""
    base = view.at.store.version()
    found = None
    if readings is None:
        found = intake.propose(view.at.store.at(base), book)
        readings = found.tables
    return {
        "base": base,
        "book": book,
        "recognition": found,
        "readings": readings,
        "unchosen": found.unchosen if found else frozenset(),
        "left_out": found.left_names if found else frozenset(),
        "against": {0: found.contradictions} if found and found.contradictions else {},
        "source": source or state.UNSAID,
        "problem": None,
    }


# --- A file ---------------------------------------------------------------------------------------


def _file(view: View) -> None:
    w = view.words
    st.caption(w("upload.file_note"))
    most = Limits.from_environment().file_bytes // MEGABYTE
    files = st.file_uploader(
        w("upload.file"),
        accept_multiple_files=True,
        key=state.key("file"),
        max_upload_size=most,
        on_change=_forget_problem,
    )
    upload = state.current()
    if upload.problem:
        st.error(fields.told(view, upload.problem))
    elif len(files) == 1:
        read_file(view, files[0].getvalue(), files[0].name)
    elif files:
        _take_files(view, [(file.name, file.getvalue()) for file in files])


def _forget_problem() -> None:
    state.change(problem=None)


def read_file(view: View, content: bytes, name: str, source: SourceFields | None = None) -> None:
    """Read and recognise a file, and begin its steps with a new run; source: where it is from."""
    try:
        with progress.shown(view, len(content), "reading", again=True) as tell:
            tell("reading")
            keep = permission.refused(view) is None
            if keep:
                handed_in.make_room(view.at.store, len(content))
            book = intake.read(
                view.at.store,
                content,
                name,
                keep=keep,
                progress=lambda share: tell("reading", share),
            )
            tell("recognising")
            read_in(view, book, source=source)
    except Problem as problem:
        state.change(problem=problem)
    st.rerun()


def _take_files(view: View, files: list[tuple[str, bytes]]) -> None:
    """Several files: kept now, read by the list that shows them."""
    try:
        keep = permission.refused(view) is None
        state.change(batch=batch_files.take(view.at.store, files, keep=keep), problem=None)
    except Problem as problem:
        state.change(problem=problem)
    st.rerun()


# --- A pasted block -------------------------------------------------------------------------------


def _paste(view: View) -> None:
    w = view.words
    st.caption(w("upload.paste_note"))
    key = state.key("paste")
    text = st.text_area(
        w("upload.paste"),
        _begun("paste", key, ""),
        key=key,
        height=PASTE_HEIGHT,
        # Heard also where the same press leads away from here.
        on_change=lambda: _keep("paste", st.session_state[key]),
    )
    if _check_button(view):
        _settle()
        try:
            if not text.strip():
                raise Problem("error.paste_empty")
            with progress.shown(view, len(text), "reading") as tell:
                tell("reading")
                keep = permission.refused(view) is None
                if keep:
                    handed_in.make_room(view.at.store, len(text or ""))
                book = intake.read_pasted(view.at.store, text, keep=keep)
                tell("recognising")
                read_in(view, book)
        except Problem as problem:
            state.change(problem=problem)
        st.rerun()
    _say_problem(view)


def _check_button(view: View) -> bool:
    return st.button(
        view.words("upload.check"), key=state.key("check"), icon=":material/fact_check:"
    )


def _say_problem(view: View) -> None:
    if problem := state.current().problem:
        st.error(fields.told(view, problem))


# --- Typed figures --------------------------------------------------------------------------------


def _draft(name: str, default: object = None) -> object:
    return state.current().draft.get(name, default)


def _settle(**values: object) -> None:
    state.change(draft={**state.current().draft, **values}, problem=None)


def _begun(name: str, widget: str, default: object) -> object:
    """What a widget that keeps its own state begins with: what stood in the one before it."""
    if widget not in st.session_state:
        _keep(f"{name}_begun", _draft(name, default))
    return _draft(f"{name}_begun")


def _keep(name: str, value: object) -> None:
    """Remember what stands in a widget, for when it is drawn anew; a problem said stays said."""
    state.change(draft={**state.current().draft, name: value})


def _edition_fields(view: View) -> None:
    """The controls for index and period that the grid and the single figure share."""
    w = view.words
    shorts = naming.index_names(view.at, w)
    if _draft("index") is None:
        newest = editions.choose(view.at, next(iter(shorts)))
        _settle(index=newest.index_code, period_type=newest.period_type)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=200):
            fields.choice(
                w("control.index"), shorts, _draft("index"), "d_index", lambda v: _settle(index=v)
            )
        with st.container(horizontal=True, width="content", vertical_alignment="bottom"):
            fields.period(
                view,
                _draft("period"),
                _draft("period_type"),
                "d_period",
                lambda period, kind: _settle(period=period, period_type=kind),
            )


def _need(view: View, *names: str) -> None:
    """Raise Problem when something was not chosen."""
    missing = [name for name in names if not _draft(name)]
    if missing:
        what = view.words.join(view.words(f"upload.need_{name}") for name in missing)
        raise Problem("error.upload_missing", what=what)


def _grid(view: View) -> None:
    w = view.words
    st.caption(w("upload.grid_note"))
    _edition_fields(view)
    columns = _columns(view)
    names = typed.unit_names(knowledge(view.at), view.scheme)
    ordered = sorted(names.items(), key=lambda item: w.sort_key(item[1]))
    heading = sentence_case(w("vocab.unit"))
    labels = _labels(columns)
    # Other headings are another grid: it takes over what was typed.
    key = state.key(f"{_grid_of()}_{view.language}_{len(labels)}")
    before = _begun(_grid_of(), key, {})
    start = pd.DataFrame(
        [[name, *_cells_of(before.get(name, {}), columns)] for _, name in ordered],
        columns=[heading, *labels],
        dtype="str",
    )
    edited = st.data_editor(
        start,
        hide_index=True,
        disabled=[heading],
        column_config={heading: st.column_config.TextColumn(pinned=True)},
        key=key,
        height=420,
    )
    filled = _filled(edited)
    figures = [column[:2] for column in columns]
    _keep(_grid_of(), {name: dict(zip(figures, cells, strict=True)) for name, cells in filled})
    if heard.all_of(_check_button(view), w):
        try:
            _read_grid(view, columns, filled)
        except Problem as problem:
            state.change(problem=problem)
        st.rerun()
    _say_problem(view)


def _cells_of(kept: Mapping[tuple[str, str], str | None], columns: list[typed.Column]) -> list[str]:
    """The cells of a row as they were typed; kept: (component, measure) -> what was typed."""
    return [kept.get(column[:2]) or "" for column in columns]


def _grid_of() -> str:
    """The grid of the index chosen."""
    return f"grid_{_draft('index')}"


def _columns(view: View) -> list[typed.Column]:
    w = view.words
    total, rank = sentence_case(w("upload.total")), sentence_case(w("vocab.rank"))
    return typed.columns(view.at, _draft("index"), total, rank)


def _labels(columns: list[typed.Column]) -> list[str]:
    """The words above the columns, no two alike."""
    labels: list[str] = []
    for code, _, words in columns:
        labels.append(words if words not in labels else f"{words} ({code})")
    return labels


def _filled(edited: pd.DataFrame) -> list[Row]:
    """The rows of the grid in which something is typed."""
    rows = (
        (row[0], [_typed(cell) for cell in row[1:]])
        for row in edited.itertuples(index=False, name=None)
    )
    return [(name, cells) for name, cells in rows if any(cells)]


def _read_grid(view: View, columns: list[typed.Column], filled: list[Row]) -> None:
    w = view.words
    _need(view, "index", "period", "period_type")
    if not filled:
        raise Problem("error.upload_missing", what=w("upload.need_figures"))
    _settle()
    _begin_typed(view, "typed", w("upload.way_grid"), columns, filled, state.UNSAID)


def _typed(cell: object) -> str | None:
    return cell.strip() or None if isinstance(cell, str) else None


def _begin_typed(
    view: View,
    kind: str,
    name: str,
    columns: list[typed.Column],
    rows: list[Row],
    source: SourceFields,
) -> None:
    heading = sentence_case(view.words("vocab.unit"))
    keep = permission.refused(view) is None
    book = typed.book(view.at.store, name, kind, heading, columns, rows, keep=keep)
    reading = typed.reading(
        view.at.store.snapshot(),
        book,
        columns,
        index_code=_draft("index"),
        period=_draft("period"),
        period_type=_draft("period_type"),
        scheme=view.scheme,
    )
    read_in(view, book, (reading,), source)


def _single(view: View) -> None:
    w = view.words
    st.caption(w("upload.single_note"))
    _edition_fields(view)
    names = typed.unit_names(knowledge(view.at), view.scheme)
    unit, score, rank = st.columns(3)
    with unit:
        fields.choice(
            sentence_case(w("vocab.unit")),
            dict(sorted(names.items(), key=lambda item: w.sort_key(item[1]))),
            _draft("unit", view.home),
            "d_unit",
            _set("unit"),
        )
    with score:
        fields.text(sentence_case(w("vocab.score")), _draft("score"), "d_score", _set("score"))
    with rank:
        fields.text(sentence_case(w("vocab.rank")), _draft("rank"), "d_rank", _set("rank"))
    publisher, url, day = st.columns(3)
    with publisher:
        fields.text(w("upload.publisher"), _draft("publisher"), "d_publisher", _set("publisher"))
    with url:
        fields.text(w("upload.url"), _draft("url"), "d_url", _set("url"), most=1000)
    with day:
        fields.day(w("upload.posted_on"), _draft("issued_on"), "d_issued", _set("issued_on"))
    if _check_button(view):
        try:
            _read_single(view, names)
        except Problem as problem:
            state.change(problem=problem)
        st.rerun()
    _say_problem(view)


def _set(name: str) -> fields.Handed:
    return lambda value: _settle(**{name: value})


def _read_single(view: View, names: dict[str, str]) -> None:
    _need(view, "index", "period", "period_type", "publisher", "url")
    if not (_draft("score") or _draft("rank")):
        raise Problem("error.upload_missing", what=view.words("upload.need_figures"))
    source = SourceFields(
        kind="press",
        issuer=_draft("publisher"),
        url=web_address(_draft("url")),
        issued_on=_draft("issued_on"),
    )
    row = (names[_draft("unit", view.home)], [_draft("score"), _draft("rank")])
    _begin_typed(view, "single", view.words("upload.way_single"), _columns(view)[:2], [row], source)


# --- Blank forms ----------------------------------------------------------------------------------


def _templates(view: View) -> None:
    w = view.words
    st.caption(w("upload.template_note"))
    forms = naming.index_names(view.at, w)
    with st.container(horizontal=True):
        for code, name in (*forms.items(), (None, w("upload.new_index"))):
            st.download_button(
                literal(name),
                or_sentence(w, partial(templates.template, code, view.at, view.language)),
                file_name=f"{w('upload.template_file')}-{code or w('upload.template_new')}.xlsx",
                mime=XLSX,
                key=state.key(f"template_{code}"),
                on_click="ignore",
                icon=":material/download:",
            )
