"""Step 2: names that are not known for sure, and columns that were not understood."""

import streamlit as st

from rankings.blocks.upload import corrections, fields, state
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.ingest.assembly import Table
from rankings.ingest.extraction import SchemeSpelling, Spelling
from rankings.ingest.grid import letters
from rankings.ingest.meaning.knowledge import Knowledge, knowledge
from rankings.ingest.proposal import SURE, TableReading
from rankings.sentences import upload as said
from rankings.words.markdown import literal

LEAVE_OUT = "leave-out"
NAMES_SHOWN = 60
ROWS_NAMED = 12


def unknown(tables: tuple[Table, ...]) -> dict[SchemeSpelling, Spelling]:
    """(scheme, spelling) -> where it stands first, of the names that a person must settle.

    A name in tables of two schemes is asked for in each: its province may be another one there.
    """
    found: dict[SchemeSpelling, Spelling] = {}
    for table in tables:
        for spelling in table.extraction.spellings:
            if spelling.unit_code is None:
                found.setdefault((table.reading.scheme, spelling.text), spelling)
    return found


def not_understood(reading: TableReading) -> list[str]:
    """The columns with figures or words of which it is not clear what they hold."""
    across = reading.orientation == "units_in_rows"
    return [
        f"{letters(line.position) if across else line.position + 1} ({line.heading})"
        for line in reading.lines
        if line.confidence < SURE
        or (line.role == "ignored" and line.heading and line.confidence < 1)
    ]


def draw(view: View, upload: Upload, tables: tuple[Table, ...]) -> None:
    """A list to choose from for each unknown name; what was settled can be settled again."""
    w = view.words
    known = knowledge(view.at.store.at(upload.base))
    asked = unknown(tables)
    if asked:
        st.caption(w("match.note"))
    for at, (key, spelling) in enumerate(list(asked.items())[:NAMES_SHOWN]):
        _ask(view, known, at, key, spelling)
    _settled(view, known, upload)
    for table in tables:
        if columns := not_understood(table.reading):
            listed = literal(", ".join(columns))
            sheet = literal(table.reading.sheet)
            st.warning(w("match.columns", sheet=sheet, columns=listed))
        _counts(view, table)


def _ask(view: View, known: Knowledge, at: int, key: SchemeSpelling, spelling: Spelling) -> None:
    w = view.words
    scheme, text = key
    schemes = (scheme,) if scheme else known.province_schemes
    names = {unit.unit_code: unit.name_vi for code in schemes for unit in known.units_of(code)}
    near = [one[0] if isinstance(one, tuple) else one for one in spelling.candidates]
    options = {code: w("match.near", name=names[code]) for code in near if code in names}
    rest = sorted(names.items(), key=lambda item: w.sort_key(item[1]))
    options |= {code: name for code, name in rest if code not in options}
    options[LEAVE_OUT] = w("match.leave_out")
    with st.container(width=480):
        fields.choice(
            w("match.name", name=literal(text), place=literal(spelling.place)),
            options,
            None,
            f"name_{scheme}_{at}_{text}",
            lambda code: settle(view, key, code),
            none=w("upload.choose"),
        )


def settle(view: View, key: SchemeSpelling, code: str | None) -> None:
    """Take a spelling for a unit, leave its rows out, or ask again (None)."""
    upload = state.current()
    accepted = {name: unit for name, unit in upload.accepted.items() if name != key}
    left_out = upload.left_out - {key}
    if code == LEAVE_OUT:
        left_out |= {key}
    elif code is not None:
        accepted[key] = code
    _complete_again(view, state.change(accepted=accepted, left_out=left_out))


def _complete_again(view: View, upload: Upload) -> None:
    """A table that seemed partial for want of its names may be complete now."""
    known = knowledge(view.at.store.at(upload.base))
    units = {
        table.reading.sheet: table.extraction.figures["unit_code"].unique()
        for table in state.tables(view.at.store, upload)
    }
    for number, reading in enumerate(upload.readings):
        if reading.complete or reading.confidence.get("complete", 1.0) >= SURE:
            continue
        found = units.get(reading.sheet, ())
        if len(found) == len(known.units_of(reading.scheme or "")):
            corrections.correct(number, complete=True)


def _settled(view: View, known: Knowledge, upload: Upload) -> None:
    """What the person has chosen, each with a way back."""
    w = view.words
    any_scheme = {unit.unit_code: unit.name_vi for unit in known.units}
    names = {(unit.scheme, unit.unit_code): unit.name_vi for unit in known.units}
    lines = []
    for (scheme, text), code in upload.accepted.items():
        unit = names.get((scheme, code)) or any_scheme.get(code, code)
        sentence = w("match.accepted", name=literal(text), unit=unit)
        lines.append(((scheme, text), sentence))
    for scheme, text in sorted(upload.left_out, key=lambda key: (w.sort_key(key[1]), key[0] or "")):
        lines.append(((scheme, text), w("match.left_out", name=literal(text))))
    for at, (key, sentence) in enumerate(lines):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(sentence, width="content")
            st.button(
                w("match.undo"),
                key=state.key(f"undo_{at}_{key[0]}_{key[1]}"),
                on_click=settle,
                args=(view, key, None),
                type="tertiary",
                icon=":material/undo:",
            )
    if upload.accepted:
        st.caption(w("match.alias_note"))


def _counts(view: View, table: Table) -> None:
    """How many names were matched, and how."""
    w = view.words
    found = table.extraction
    matched = sum(spelling.unit_code is not None for spelling in found.spellings)
    st.caption(
        w(
            "match.counts",
            sheet=literal(table.reading.sheet),
            names=w.number(matched),
            figures=w.number(found.figures.num_rows),
        )
    )
    across = table.reading.orientation == "units_in_rows"
    for reason in dict.fromkeys(why for _, why in found.left_rows if why != "unknown_name"):
        rows = [row for row, why in found.left_rows if why == reason]
        names = [str(row + 1) if across else letters(row) for row in rows[:ROWS_NAMED]]
        more = ", …" if len(rows) > ROWS_NAMED else ""
        key = "match.left_rows" if across else "match.left_columns"
        st.caption(w(key, reason=w(f"left_row.{reason}"), rows=", ".join(names) + more))
    for remark in found.remarks:
        st.caption(said.remark(w, remark, literal))
