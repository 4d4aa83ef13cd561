"""What a person corrects about how a table is read."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rankings.blocks.upload import state
from rankings.blocks.view import View
from rankings.ingest import intake
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.proposal import Area, Given, Line, NewIndicator, TableReading
from rankings.ingest.recognition.structure import Fitted, with_structure
from rankings.words import typed

NEW = "new-index"
_CELL = r"\s*\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\s*"
_CELLS = re.compile(f"{_CELL}:{_CELL}")
# What a maximum can be: below this, with so many decimals.
LARGEST, PLACES = 10**7, 6
_CODE = re.compile(r"[a-z][a-z0-9_]{1,11}")


def correct(number: int, **changes: object) -> None:
    """Set fields of a table's reading; the person is sure of them."""
    before = state.current().readings[number]
    # What the file says of a field says nothing of what a person has put in its place.
    kept = {
        name: cells
        for name, cells in before.evidence.items()
        if name not in changes or changes[name] == getattr(before, name)
    }
    _replace(number, replace(before.corrected(**changes), evidence=kept))


def confirm(number: int) -> None:
    """What is shown was looked at and is right."""
    reading = state.current().readings[number]
    lines = tuple(replace(line, confidence=1.0) for line in reading.lines)
    sure = dict.fromkeys(reading.confidence, 1.0)
    _replace(number, replace(reading, lines=lines, confidence=sure))


def choose_table(number: int, wanted: bool) -> None:
    """Load a table, or leave it out."""
    unchosen = state.current().unchosen
    state.change(unchosen=unchosen - {number} if wanted else unchosen | {number})


def look_at_line(number: int, position: str) -> None:
    """Show another column of a table."""
    state.change(draft={**state.current().draft, f"line_{number}": position})


def set_line(number: int, position: int, line: Line) -> None:
    """Say what a column holds."""
    reading = state.current().readings[number]
    lines = tuple(
        replace(line, confidence=1.0) if one.position == position else one for one in reading.lines
    )
    least = min(one.confidence for one in lines)
    changed = replace(reading, lines=lines, confidence=reading.confidence | {"lines": least})
    look_at_line(number, str(position))
    _replace(number, changed)


# --- What the table is of -------------------------------------------------------------------------


def set_index(view: View, number: int, code: str) -> None:
    """Read the table as one of another index: its columns are looked at again."""
    draft = {**state.current().draft}
    draft.pop(structure_name(number), None)
    state.change(draft=draft)
    if code == NEW:
        _again(view, number, index=_free_code(view))
    else:
        _again(view, number, index=code)


def set_period(view: View, number: int, period: str | None, period_type: str | None) -> None:
    """Another period decides on the method, and may decide on the scheme."""
    if period is None:
        correct(number, period=None, period_type=period_type, method_code=None)
        return
    _again(view, number, period=period, period_type=period_type)


def set_scheme(view: View, number: int, scheme: str) -> None:
    """Match the names against another list of units."""
    _again(view, number, scheme=scheme)


def set_new_code(number: int, code: str | None) -> None:
    """The code of a new index: small letters, digits, underscores. Otherwise nothing changes."""
    if code and _CODE.fullmatch(code):
        correct(number, index_code=code)


def set_part(number: int, at: int, **changes: str | None) -> None:
    """Name or maximum of a part of a new index."""
    reading = state.current().readings[number]
    parts = list(reading.new_indicators)
    if text := changes.get("max_score"):
        changes["max_score"] = _plain_number(text)
    if "name" in changes and not changes["name"]:
        return
    if "max_score" in changes:
        # Settled by the person: what the sheet of structure says does not count any more.
        changes["max_place"] = None
    parts[at] = replace(parts[at], **changes)
    correct(number, new_indicators=tuple(parts))


def structure_name(number: int) -> str:
    """Under which name a table's file of structure is shown and remembered."""
    return f"structure_{number}"


def set_structure(number: int, nodes: Sequence[NewIndicator]) -> Fitted:
    """Take the parts of a new index from its file of structure."""
    fitted = with_structure(state.current().readings[number], nodes)
    _replace(number, fitted.reading)
    return fitted


def _again(view: View, number: int, **said: str) -> None:
    """Recognise the table anew with what a person has said of it, now and before."""
    upload = state.current()
    before = upload.readings[number]
    settled = {name: code for name, code in _settled(before).items() if code} | said
    given = Given(**settled, sheets=(before.sheet,))
    found = intake.propose(view.at.store.at(upload.base), upload.book, given)
    same = [table for table in found.tables if _overlap(table.area, before.area)]
    if not same:
        _set_plainly(view, number, said)
        return
    kept = {
        name: getattr(before, name)
        for name in ("status", "complete", "published_on")
        if before.confidence.get(name) == 1.0
    }
    names = {"index": "index_code"}
    sure = {names.get(name, name): settled[name] for name in settled}
    # Several indices may stand side by side in one table.
    again = next((table for table in same if table.index_code == before.index_code), same[0])
    _replace(number, _named_as(before, again.corrected(**kept, **sure)))
    against = {**upload.against, number: found.contradictions}
    state.change(against=against)


def _named_as(before: TableReading, found: TableReading) -> TableReading:
    """A table of a new index that was looked at again, with the parts as they were named before."""
    if not (before.new_index and found.new_index and before.index_code == found.index_code):
        return found
    named = replace(
        found,
        new_index_name=before.new_index_name,
        new_index_name_en=before.new_index_name_en,
        new_scale=before.new_scale,
        confidence=found.confidence | _of_scale(before),
    )
    known = {(line.position, line.heading): line for line in before.lines if line.role == "figure"}
    lines = tuple(_line_as(known.get((line.position, line.heading)), line) for line in found.lines)
    codes = {line.indicator_code for line in lines if line.role == "figure"}
    if not codes <= {None, "total", *(node.code for node in before.new_indicators)}:
        return named
    least = min((line.confidence for line in lines), default=0.0)
    return replace(
        named,
        lines=lines,
        new_indicators=before.new_indicators,
        confidence=named.confidence | {"lines": least},
    )


def _of_scale(before: TableReading) -> dict[str, float]:
    """How sure the scale of a new index was, where anybody has said it."""
    return {name: sure for name, sure in before.confidence.items() if name == "new_scale"}


def _line_as(before: Line | None, line: Line) -> Line:
    if before is None or line.role != "figure":
        return line
    return replace(
        line,
        indicator_code=before.indicator_code,
        measure=before.measure,
        max_score=before.max_score,
        confidence=before.confidence,
    )


def _settled(reading: TableReading) -> dict[str, str | None]:
    """What a person has said before: the fields of which the reading is wholly sure."""
    sure = {name for name, value in reading.confidence.items() if value == 1.0}
    fields = {"index": "index_code", "period": "period", "scheme": "scheme"}
    found = {name: getattr(reading, field) for name, field in fields.items() if field in sure}
    if "period" in found:
        found["period_type"] = reading.period_type
    return found


def _set_plainly(view: View, number: int, said: dict[str, str]) -> None:
    """Set the fields as they are, where the table is not found again."""
    names = {"index": "index_code"}
    correct(number, **{names.get(name, name): value for name, value in said.items()})
    reading = state.current().readings[number]
    known = knowledge(view.at.store.at(state.current().base))
    code = reading.index_code or ""
    new = code not in {index.index_code for index in known.indices}
    method = known.method_for(code, reading.period, reading.period_type)
    lines = reading.lines
    if "index" in said:
        lines = tuple(
            replace(line, indicator_code=None, confidence=0.0) if line.role == "figure" else line
            for line in lines
        )
    correct(
        number,
        new_index=new,
        new_index_name=code.upper() if new else None,
        method_code=method.method_code if method else None,
        new_indicators=(),
    )
    changed = replace(state.current().readings[number], lines=lines)
    least = min((line.confidence for line in lines), default=0.0)
    _replace(number, replace(changed, confidence=changed.confidence | {"lines": least}))


def _free_code(view: View) -> str:
    known = {one.index_code for one in knowledge(view.at.store.at(state.current().base)).indices}
    numbers = range(1, len(known) + 2)
    return next(code for code in (f"index{number}" for number in numbers) if code not in known)


def _overlap(one: Area, other: Area) -> bool:
    apart = one.bottom < other.top or other.bottom < one.top
    return not (apart or one.right < other.left or other.right < one.left)


# --- Where the table stands -----------------------------------------------------------------------


def set_area(number: int, text: str | None) -> None:
    """The cells of the figures, "A5:J38". A text that is none changes nothing."""
    match = _CELLS.fullmatch(text or "")
    upload = state.current()
    reading = upload.readings[number]
    sheet = upload.book.sheet(reading.sheet)
    if match is None:
        return
    rows = sorted((int(match[2]) - 1, int(match[4]) - 1))
    columns = sorted((_column(match[1]), _column(match[3])))
    if rows[0] < 0 or rows[1] >= sheet.height or columns[1] >= sheet.width:
        return
    area = Area(rows[0], columns[0], rows[1], columns[1])
    _replace(number, _with_lines(reading.corrected(area=area)))


def set_header(number: int, text: str | None) -> None:
    """The rows of the headings, "4, 5" (columns by letter, where units are in columns)."""
    reading = state.current().readings[number]
    words = re.findall(r"[A-Za-z]+|[0-9]+", text or "")
    across = reading.orientation == "units_in_rows"
    places = [
        int(word) - 1 if across else _column(word) for word in words if word.isdigit() == across
    ]
    sheet = state.current().book.sheet(reading.sheet)
    end = sheet.height if across else sheet.width
    header = tuple(sorted({at for at in places if 0 <= at < end}))
    changed = reading.corrected(header_rows=header)
    lines = tuple(
        replace(line, heading=_heading(changed, line.position) or line.heading)
        for line in changed.lines
    )
    _replace(number, replace(changed, lines=lines))


def set_orientation(number: int, orientation: str) -> None:
    """Turn the table: what each row (column) holds must then be said anew."""
    reading = state.current().readings[number]
    turned = reading.corrected(orientation=orientation, header_rows=())
    _replace(number, _with_lines(replace(turned, lines=())))


def _with_lines(reading: TableReading) -> TableReading:
    """A line for each column of the area; those that were not there before are not understood."""
    area = reading.area
    across = reading.orientation == "units_in_rows"
    positions = range(area.left, area.right + 1) if across else range(area.top, area.bottom + 1)
    known = {line.position: line for line in reading.lines}
    lines = tuple(
        known.get(at, Line(at, "ignored", _heading(reading, at), confidence=0.0))
        for at in positions
    )
    least = min((line.confidence for line in lines), default=0.0)
    return replace(reading, lines=lines, confidence=reading.confidence | {"lines": least})


def _heading(reading: TableReading, position: int) -> str:
    """What stands above a column (before a row) in the heading rows."""
    sheet = state.current().book.sheet(reading.sheet)
    across = reading.orientation == "units_in_rows"
    found = [
        sheet.text(at, position) if across else sheet.text(position, at)
        for at in reading.header_rows
    ]
    return " / ".join(dict.fromkeys(filter(None, found)))


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _plain_number(text: str) -> str | None:
    """ "22,5" as "22.5"; None for what is no number, or none that a maximum can be."""
    value = typed.number(text)
    if value is None or not 0 <= value < LARGEST or value != round(value, PLACES):
        return None
    return f"{value:f}"


def _replace(number: int, reading: TableReading) -> None:
    readings = state.current().readings
    changed = (*readings[:number], reading, *readings[number + 1 :])
    state.change(readings=changed)
