"""Step 2: names that are not known for sure, and columns that were not understood."""

import streamlit as st

from rankings.blocks.upload import corrections, fields, state
from rankings.blocks.upload.state import Upload
from rankings.ingest.assembly import Table
from rankings.ingest.extraction import Spelling
from rankings.ingest.grid import letters
from rankings.ingest.meaning.knowledge import Knowledge, knowledge
from rankings.ingest.proposal import SURE, TableReading
from rankings.selection import View

LEAVE_OUT = "leave-out"
NAMES_SHOWN = 60
ROWS_NAMED = 12


def unknown(tables: tuple[Table, ...]) -> dict[str, tuple[Spelling, str | None]]:
    """Spelling -> (where it stands, scheme) of the names that a person must settle."""
    found: dict[str, tuple[Spelling, str | None]] = {}
    for table in tables:
        for spelling in table.extraction.spellings:
            if spelling.unit_code is None:
                found.setdefault(spelling.text, (spelling, table.reading.scheme))
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
    known = knowledge(view.store, upload.base)
    asked = unknown(tables)
    if asked:
        st.caption(w("match.note"))
    for at, (text, (spelling, scheme)) in enumerate(list(asked.items())[:NAMES_SHOWN]):
        _ask(view, known, at, text, spelling, scheme)
    _settled(view, known, upload, tables)
    for table in tables:
        if columns := not_understood(table.reading):
            listed = fields.escaped(", ".join(columns))
            sheet = fields.escaped(table.reading.sheet)
            st.warning(w("match.columns", sheet=sheet, columns=listed))
        _counts(view, table)


def _ask(
    view: View, known: Knowledge, at: int, text: str, spelling: Spelling, scheme: str | None
) -> None:
    w = view.words
    schemes = (scheme,) if scheme else known.province_schemes
    names = {unit.unit_code: unit.name_vi for code in schemes for unit in known.units_of(code)}
    near = [one[0] if isinstance(one, tuple) else one for one in spelling.candidates]
    options = {code: w("match.near", name=names[code]) for code in near if code in names}
    rest = sorted(names.items(), key=lambda item: w.sort_key(item[1]))
    options |= {code: name for code, name in rest if code not in options}
    options[LEAVE_OUT] = w("match.leave_out")
    with st.container(width=480):
        fields.choice(
            w("match.name", name=fields.escaped(text), place=fields.escaped(spelling.place)),
            options,
            None,
            f"name_{at}_{text}",
            lambda code: settle(view, text, code),
            none=w("upload.choose"),
        )


def settle(view: View, text: str, code: str | None) -> None:
    """Take a spelling for a unit, leave its rows out, or ask again (None)."""
    upload = state.current()
    accepted = {name: unit for name, unit in upload.accepted.items() if name != text}
    left_out = upload.left_out - {text}
    if code == LEAVE_OUT:
        left_out |= {text}
    elif code is not None:
        accepted[text] = code
    _complete_again(view, state.change(accepted=accepted, left_out=left_out))


def _complete_again(view: View, upload: Upload) -> None:
    """A table that seemed partial for want of its names may be complete now."""
    known = knowledge(view.store, upload.base)
    units = {
        table.reading.sheet: table.extraction.figures["unit_code"].unique()
        for table in state.tables(view.store, upload)
    }
    for number, reading in enumerate(upload.readings):
        if reading.complete or reading.confidence.get("complete", 1.0) >= SURE:
            continue
        found = units.get(reading.sheet, ())
        if len(found) == len(known.units_of(reading.scheme or "")):
            corrections.correct(number, complete=True)


def _settled(view: View, known: Knowledge, upload: Upload, tables: tuple[Table, ...]) -> None:
    """What the person has chosen, each with a way back."""
    w = view.words
    names = {unit.unit_code: unit.name_vi for unit in known.units}
    for table in tables:
        names |= {
            unit.unit_code: unit.name_vi for unit in known.units_of(table.reading.scheme or "")
        }
    lines = [
        (text, w("match.accepted", name=fields.escaped(text), unit=names.get(code, code)))
        for text, code in upload.accepted.items()
    ]
    lines += [
        (text, w("match.left_out", name=fields.escaped(text))) for text in sorted(upload.left_out)
    ]
    for at, (text, sentence) in enumerate(lines):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(sentence, width="content")
            st.button(
                w("match.undo"),
                key=state.key(f"undo_{at}_{text}"),
                on_click=settle,
                args=(view, text, None),
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
            sheet=fields.escaped(table.reading.sheet),
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
        values = {name: fields.escaped(value) for name, value in remark.values}
        st.caption(w(f"reading.{remark.key.removeprefix('reading.')}", **values))
