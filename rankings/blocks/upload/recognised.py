"""Step 1: how each table is read, shown on the file's own cells; every part can be corrected."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from rankings.blocks.upload import (
    corrections,
    fields,
    period_question,
    saved_layouts,
    sheet_view,
    source_fields,
    state,
    structure_file,
    table_question,
)
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.facts import inside
from rankings.ingest.grid import Remark, letters
from rankings.ingest.meaning.knowledge import Knowledge, knowledge
from rankings.ingest.proposal import SURE, Line, TableReading
from rankings.sentences import naming
from rankings.sentences import upload as said
from rankings.words.markdown import literal
from rankings.words.text import sentence_case

STATUSES = ("published", "provisional", "self_reported")
ROLES = ("unit", "unit_code", "ordinal", "indicator", "measure", "period", "ignored")
ORIENTATIONS = ("units_in_rows", "units_in_columns")
SEPARATOR = ":"


def sure(upload: Upload) -> bool:
    """True when nothing has to be looked at before the figures are read."""
    tables = state.chosen(upload)
    confirmed = upload.confirmed or not upload.book.needs_confirmation
    return bool(tables) and confirmed and all(t.sure and state.readable(t) for t in tables)


def draw(view: View, upload: Upload) -> None:
    """The tables of the file with their fields, and what is left out."""
    w = view.words
    _remarks(view, upload)
    if not upload.readings:
        st.warning(w("upload.no_table"))
    if upload.book.needs_confirmation:
        st.info(w("upload.document_note"))
    several = len(upload.readings) > 1
    if several:
        st.caption(w("upload.several_tables"))
        table_question.draw(view, upload)
    for number, reading in enumerate(upload.readings):
        with st.container(border=several, key=state.key(f"table_{number}")):
            _table(view, upload, number, reading, several)
    if upload.book.needs_confirmation and upload.readings:
        fields.tick(
            w("upload.confirm_reading"),
            upload.confirmed,
            "confirmed",
            lambda value: state.change(confirmed=value),
        )
    saved_layouts.ask(view, upload)


def remarks(upload: Upload) -> tuple[Remark, ...]:
    """What the reader and the recogniser want to tell, each once."""
    read = upload.recognition
    return tuple(dict.fromkeys([*upload.book.remarks, *(read.remarks if read else ())]))


def _remarks(view: View, upload: Upload) -> None:
    w = view.words
    found = upload.recognition
    for remark in remarks(upload):
        st.caption(said.remark(w, remark, literal))
    for left in found.left_out if found else ():
        st.caption(
            w("left_out.sheet", sheet=literal(left.sheet), reason=w(f"left_out.{left.reason}"))
        )
    if found and found.layout:
        st.caption(w("upload.layout_applied", name=literal(found.layout)))


def _table(view: View, upload: Upload, number: int, reading: TableReading, several: bool) -> None:
    w = view.words
    place = w(
        "upload.table_place", sheet=literal(reading.sheet), area=literal(said.area(reading.area))
    )
    st.markdown(f"**{place}**")
    if several:
        wanted = number not in upload.unchosen
        fields.tick(
            w("upload.use_table"),
            wanted,
            f"use_{number}",
            lambda value: corrections.choose_table(number, value),
        )
        if not wanted:
            return
    known = knowledge(view.at.store.at(upload.base))
    _look_at(view, number, reading)
    period_question.draw(view, number, reading)
    sheet = upload.book.sheet(reading.sheet)
    sheet_view.draw(view, sheet, reading, number, indicator_names(view, known, reading))
    _subject(view, known, number, reading)
    _columns(view, known, number, reading)
    with st.popover(w("upload.more_fields"), icon=":material/tune:"):
        _shape(view, number, reading)


def unsure(view: View, reading: TableReading) -> list[str]:
    """What the fields are called of which the reading is not sure."""
    names = [name for name, value in reading.confidence.items() if value < SURE]
    return [view.words(f"recognised.{name}").lower() for name in names]


def _look_at(view: View, number: int, reading: TableReading) -> None:
    """The fields of which the reading is not sure, named, and a button that says they are right."""
    w = view.words
    if names := unsure(view, reading):
        with st.container(horizontal=True, vertical_alignment="center"):
            text = w("upload.look_at", fields=w.join(names))
            st.markdown(f":orange[:material/visibility:] {text}", width="content")
            # What is not known at all cannot be right: it has to be said first.
            st.button(
                w("upload.as_shown"),
                key=state.key(f"as_shown_{number}"),
                icon=":material/check:",
                on_click=corrections.confirm,
                args=(number,),
                disabled=not state.readable(reading),
            )


def _sure(view: View, reading: TableReading, *names: str) -> str:
    """How sure the fields are, as words for a label."""
    return said.confidence(
        view.words, min((reading.confidence.get(name, 1.0) for name in names), default=1.0)
    )


def _label(view: View, key: str, reading: TableReading, *names: str) -> str:
    words = sentence_case(view.words(key))
    return view.words("upload.field", field=words, sure=_sure(view, reading, *names))


def _subject(view: View, known: Knowledge, number: int, reading: TableReading) -> None:
    """Index, period, scheme, completeness, status and day of a table."""
    w = view.words
    indices = naming.index_names(view.at.store.at(state.current().base), w)
    if reading.new_index and reading.index_code:
        indices[reading.index_code] = reading.new_index_name or reading.index_code
    indices[corrections.NEW] = w("upload.new_index")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=230):
            fields.choice(
                _label(view, "recognised.index_code", reading, "index_code"),
                indices,
                reading.index_code,
                f"index_{number}",
                lambda code: corrections.set_index(view, number, code),
                none=w("upload.choose"),
            )
        with st.container(horizontal=True, width="content", vertical_alignment="bottom"):
            fields.period(
                view,
                reading.period,
                reading.period_type,
                f"period_{number}",
                lambda period, kind: corrections.set_period(view, number, period, kind),
                hours=bool(reading.scheme) and reading.scheme not in known.province_schemes,
            )
            st.caption(_sure(view, reading, "period", "period_type"), width="content")
    if reading.new_index:
        _new_index(view, number, reading)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=330):
            fields.choice(
                _label(view, _list_label(known, reading), reading, "scheme"),
                _schemes(view, known, reading),
                reading.scheme,
                f"scheme_{number}",
                lambda code: corrections.set_scheme(view, number, code),
                none=w("upload.choose"),
            )
        with st.container(width=230):
            fields.choice(
                _label(view, "recognised.complete", reading, "complete"),
                {"true": w("recognised.complete.true"), "false": w("recognised.complete.false")},
                "true" if reading.complete else "false",
                f"complete_{number}",
                lambda code: corrections.correct(number, complete=code == "true"),
                explained=w("upload.complete_help"),
            )
        with st.container(width=230):
            fields.choice(
                _label(view, "recognised.status", reading, "status"),
                {code: w(f"status.{code}") for code in STATUSES},
                reading.status,
                f"status_{number}",
                lambda code: corrections.correct(number, status=code),
            )
        with st.container(width=200):
            fields.day(
                _label(view, "recognised.published_on", reading, "published_on"),
                date.fromisoformat(reading.published_on) if reading.published_on else None,
                f"published_{number}",
                lambda day: corrections.correct(
                    number, published_on=day.isoformat() if day else None
                ),
            )


def _list_label(known: Knowledge, reading: TableReading) -> str:
    inside_province = reading.scheme is not None and reading.scheme not in known.province_schemes
    return "recognised.inside_scheme" if inside_province else "recognised.scheme"


def _schemes(view: View, known: Knowledge, reading: TableReading) -> dict[str, str]:
    """The lists of units that a table may be of; those inside a province for a table of such."""
    w = view.words
    at = view.at.store.at(state.current().base)
    if reading.scheme is None or reading.scheme in known.province_schemes:
        return {code: naming.list_of_units(at, w, code) for code in known.province_schemes}
    codes = dict.fromkeys((reading.scheme, *(item.scheme for item in inside.schemes(at))))
    return {code: naming.list_of_units(at, w, code) for code in codes}


def _new_index(view: View, number: int, reading: TableReading) -> None:
    """Name, code and parts of an index that the store has never seen, and its target."""
    w = view.words
    st.info(w("upload.new_index_note"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=330):
            fields.text(
                w("upload.index_name"),
                reading.new_index_name,
                f"index_name_{number}",
                lambda name: corrections.correct(number, new_index_name=name),
            )
        with st.container(width=330):
            fields.text(
                w("upload.index_name_en"),
                reading.new_index_name_en,
                f"index_name_en_{number}",
                lambda name: corrections.correct(number, new_index_name_en=name),
            )
        with st.container(width=160):
            fields.text(
                w("upload.index_code"),
                reading.index_code,
                f"index_code_{number}",
                lambda code: corrections.set_new_code(number, code),
                explained=w("upload.index_code_help"),
                most=12,
            )
        with st.container(width=200):
            fields.text(
                w("upload.new_scale"),
                reading.new_scale,
                f"new_scale_{number}",
                lambda text: corrections.correct(number, new_scale=text or None),
                explained=w("upload.new_scale_help"),
                most=8,
            )
    if not reading.new_index_name_en:
        name = literal(reading.new_index_name or (reading.index_code or "").upper())
        st.caption(w("upload.index_name_en_none", name=name))
    structure_file.draw(view, number, reading)
    for at, node in enumerate(reading.new_indicators):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            with st.container(width=330):
                fields.text(
                    w("upload.part_name", number=at + 1),
                    node.name,
                    f"part_{number}_{at}",
                    lambda name, at=at: corrections.set_part(number, at, name=name),
                )
            with st.container(width=160):
                fields.text(
                    sentence_case(w("vocab.max_score")),
                    node.max_score,
                    f"part_max_{number}_{at}",
                    lambda text, at=at: corrections.set_part(number, at, max_score=text),
                    most=20,
                )
    source_fields.target(view, reading.index_code or "", number)


# --- What the columns hold ------------------------------------------------------------------------


def indicator_names(view: View, known: Knowledge, reading: TableReading) -> dict[str, str]:
    """Code -> name of what a column of this table can hold."""
    if reading.new_index:
        nodes = {node.code: node.name for node in reading.new_indicators}
        return {"total": view.words("upload.total")} | nodes
    tree = known.tree(reading.index_code or "", reading.method_code or "")
    if not tree and (newest := next(iter(known.methods_of(reading.index_code or "")), None)):
        tree = known.tree(newest.index_code, newest.method_code)
    return {node.indicator_code: view.words.name(node) or node.indicator_code for node in tree}


def _columns(view: View, known: Knowledge, number: int, reading: TableReading) -> None:
    """What each column holds, and the two controls that correct one of them."""
    w = view.words
    names = indicator_names(view, known, reading)
    across = reading.orientation == "units_in_rows"
    lines = {
        str(line.position): f"{letters(line.position) if across else line.position + 1}"
        f" · {line.heading or w('upload.no_heading')}"
        for line in reading.lines
    }
    unclear = [line for line in reading.lines if line.confidence < SURE]
    first = next(iter([*unclear, *reading.lines]), None)
    if first is None:
        return
    at = state.current().draft.get(f"line_{number}", str(first.position))
    line = next((line for line in reading.lines if str(line.position) == at), first)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=330):
            fields.choice(
                w("upload.column" if across else "upload.row"),
                lines,
                str(line.position),
                f"line_{number}",
                lambda code: corrections.look_at_line(number, code),
            )
        with st.container(width=330):
            fields.choice(
                w(
                    "upload.field",
                    field=w("upload.holds"),
                    sure=said.confidence(w, line.confidence),
                ),
                _meanings(view, names, line),
                _code(line),
                f"holds_{number}",
                lambda code: corrections.set_line(number, line.position, _as_line(line, code)),
                none=w("upload.choose"),
            )
        if line.role == "figure" and line.measure == "score":
            fields.tick(
                w("upload.per_cent"),
                line.divided_by == 100,
                f"per_cent_{number}",
                lambda value: corrections.set_line(
                    number, line.position, replace(line, divided_by=100 if value else 1)
                ),
            )


def _meanings(view: View, names: Mapping[str, str], line: Line) -> dict[str, str]:
    """What a column may hold. A numerator or denominator only where its heading says so: few tables
    have them, and the list is long.
    """
    w = view.words
    found = {role: w(f"recognised.role.{role}") for role in ROLES}
    for measure in ("score", "rank"):
        found[SEPARATOR + measure] = w(f"measure.{measure}")
        for code, name in names.items():
            words = w("role.measured", measure=w(f"measure.{measure}"), indicator=name)
            found[f"{code}{SEPARATOR}{measure}"] = words
    if line.measure not in (None, "score", "rank"):
        name = names.get(line.indicator_code or "", line.indicator_code or "")
        words = w("role.measured", measure=w(f"measure.{line.measure}"), indicator=name)
        found[_code(line)] = words
    return {code: sentence_case(words) for code, words in found.items()}


def _code(line: Line) -> str:
    if line.role != "figure":
        return line.role
    return f"{line.indicator_code or ''}{SEPARATOR}{line.measure}"


def _as_line(line: Line, code: str) -> Line:
    indicator, is_figure, measure = code.rpartition(SEPARATOR)
    if not is_figure:
        return replace(line, role=code, indicator_code=None, measure=None)
    return replace(line, role="figure", indicator_code=indicator or None, measure=measure)


# --- Where the table stands -----------------------------------------------------------------------


def _shape(view: View, number: int, reading: TableReading) -> None:
    """Area, heading rows and orientation, for the rare table that was cut out wrongly."""
    w = view.words
    fields.text(
        w("recognised.area"),
        said.area(reading.area),
        f"area_{number}",
        lambda text: corrections.set_area(number, text),
        explained=w("upload.area_help"),
    )
    fields.text(
        w("recognised.header_rows"),
        said.headings_named(reading),
        f"header_{number}",
        lambda text: corrections.set_header(number, text),
    )
    fields.choice(
        w("recognised.orientation"),
        {code: w(f"recognised.orientation.{code}") for code in ORIENTATIONS},
        reading.orientation,
        f"orientation_{number}",
        lambda code: corrections.set_orientation(number, code),
    )
