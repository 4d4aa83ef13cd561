"""Where a table of a new index and the sheet of its structure say different things."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from rankings.ingest.grid import Sheet, address
from rankings.ingest.meaning.numbers import number
from rankings.ingest.proposal import Line, NewIndicator, TableReading


class Disagreement(NamedTuple):
    """One thing that the two say differently.

    variant: maximum | without_column | not_named. place: the cell of the table ("Kết quả!C4");
    part: what the part is called; printed, said: its maximum in the table and in the structure;
    other: the cell of the structure.
    """

    variant: str
    place: str
    part: str
    other: str
    printed: str | None = None
    said: str | None = None


def of_structure(sheet: Sheet, reading: TableReading) -> Iterator[Disagreement]:
    """What a table says otherwise than the structure of its index, part by part.

    Nothing where no sheet tells a structure, and no maximum that a person has settled. In a long
    table the rows, not the columns, say which part they are of: only maxima are compared.
    """
    named = [node for node in reading.new_indicators if node.place]
    if not (reading.new_index and named):
        return
    lines: dict[str | None, Line] = {}
    for line in reading.lines:
        if line.role == "figure" and line.indicator_code != "total":
            lines.setdefault(line.indicator_code, line)
    for node in named:
        line = lines.get(node.code)
        if line and (found := _of_maximum(sheet, reading, node, line)):
            yield found
        elif line is None and reading.shape == "wide":
            where = _headings(sheet, reading)
            yield Disagreement("without_column", where, node.name, str(node.place))
    listed = f"{named[0].place}:{_cell(named[-1])}" if named[1:] else str(named[0].place)
    codes = {node.code for node in named}
    for code, line in lines.items():
        if code is not None and code not in codes:
            where = _place(sheet, *_heading(sheet, reading, line))
            yield Disagreement("not_named", where, line.heading, listed)


def _of_maximum(
    sheet: Sheet, reading: TableReading, node: NewIndicator, line: Line
) -> Disagreement | None:
    printed, said = _read(line.max_score), _read(node.max_score)
    if node.max_place is None or None in (printed, said) or printed == said:
        return None
    across = reading.orientation == "units_in_rows"
    cells = [(row, line.position) if across else (line.position, row) for row in _heads(reading)]
    where = next((cell for cell in cells if sheet.text(*cell) == line.max_score), None)
    where = where or _heading(sheet, reading, line)
    place = _place(sheet, *where)
    return Disagreement("maximum", place, node.name, node.max_place, line.max_score, node.max_score)


def _read(text: str | None) -> Decimal | None:
    found = (number(text, "comma") or number(text, "point")) if text else None
    return found.value if found else None


def _heads(reading: TableReading) -> Sequence[int]:
    """The rows of headings (columns, where units stand in columns), the lowest first."""
    return reading.header_rows[::-1]


def _heading(sheet: Sheet, reading: TableReading, line: Line) -> tuple[int, int]:
    """The cell that names a column: the lowest of its headings with words in it."""
    across = reading.orientation == "units_in_rows"
    cells = [(at, line.position) if across else (line.position, at) for at in _heads(reading)]
    worded = (cell for cell in cells if (text := sheet.text(*cell)) and _read(text) is None)
    area = reading.area
    first = (area.top, line.position) if across else (line.position, area.left)
    return next(worded, first)


def _headings(sheet: Sheet, reading: TableReading) -> str:
    """The headings of a table as a range, "Kết quả!A3:F4"; its figures where it has none."""
    area, heads = reading.area, reading.header_rows
    across = reading.orientation == "units_in_rows"
    top, left, bottom, right = area.top, area.left, area.bottom, area.right
    if heads and across:
        top, bottom = heads[0], heads[-1]
    elif heads:
        left, right = heads[0], heads[-1]
    return f"{_place(sheet, top, left)}:{address(bottom, right)}"


def _place(sheet: Sheet, row: int, column: int) -> str:
    return f"{sheet.name}!{address(row, column)}"


def _cell(node: NewIndicator) -> str:
    return str(node.place).rsplit("!", 1)[-1]
