"""Which cells of a file say what is proposed of a table: for the marks and the words of step 1."""

from collections.abc import Iterator
from dataclasses import dataclass

from rankings.ingest.grid import Sheet
from rankings.ingest.meaning import names
from rankings.ingest.proposal import Line, TableReading

Cell = tuple[int, int]
# Fields that stand in a cell of their own; the type of a period is read where the period is.
SUBJECTS = ("index_code", "period", "published_on", "status")
# How far from either end of a table a row for all provinces is looked for.
LOOKED_AT = 200
BEYOND = 5


@dataclass(frozen=True)
class Evidence:
    """The cells of a table by what they say, as (row, column) from 0.

    subjects: field -> cells that name it. headings: the heading cells of each line that is read.
    first, last: the name in the first and in the last line of figures. aggregates: names of all
    provinces together ("Cả nước"), which are not read.
    """

    subjects: dict[str, tuple[Cell, ...]]
    headings: dict[Line, Cell]
    first: Cell | None
    last: Cell | None
    aggregates: tuple[Cell, ...]


def of_table(sheet: Sheet, reading: TableReading) -> Evidence:
    """What the cells of a sheet say of a table, as it is read now."""
    area, across = reading.area, reading.orientation == "units_in_rows"
    read = [line for line in reading.lines if line.role not in ("ignored", "ordinal")]
    named = next((line for line in read if line.role in ("unit", "unit_code")), None)
    first = last = None
    if named is not None:
        start, end = (area.top, area.bottom) if across else (area.left, area.right)
        first, last = (_cell(at, named.position, across) for at in (start, end))
    subjects = {
        field: tuple(cell for cell in cells if _inside(sheet, cell))
        for field, cells in reading.evidence.items()
        if field in SUBJECTS
    }
    return Evidence(
        subjects={field: cells for field, cells in subjects.items() if cells},
        headings={line: cell for line in read if (cell := _heading(sheet, reading, line))},
        first=first if first and _inside(sheet, first) else None,
        last=last if last and _inside(sheet, last) else None,
        aggregates=tuple(_aggregates(sheet, reading, named)) if named else (),
    )


def _cell(along: int, position: int, across: bool) -> Cell:
    """A cell by its place along the units and its line."""
    return (along, position) if across else (position, along)


def _inside(sheet: Sheet, cell: Cell) -> bool:
    return 0 <= cell[0] < sheet.height and 0 <= cell[1] < sheet.width


def _heading(sheet: Sheet, reading: TableReading, line: Line) -> Cell | None:
    """The lowest heading cell of a line with words in it; of a merged one, where they stand."""
    across = reading.orientation == "units_in_rows"
    for at in reversed(reading.header_rows):
        cell = _cell(at, line.position, across)
        if not _inside(sheet, cell):
            continue
        text = sheet.text(*cell)
        if text and text in line.heading.split(" / "):
            return cell
        for top, left, bottom, right in sheet.merged:
            if top <= cell[0] <= bottom and left <= cell[1] <= right and sheet.text(top, left):
                return top, left
    return None


def _aggregates(sheet: Sheet, reading: TableReading, named: Line) -> Iterator[Cell]:
    area, across = reading.area, reading.orientation == "units_in_rows"
    start, end = (area.top, area.bottom) if across else (area.left, area.right)
    near = {
        *range(start - BEYOND, min(start + LOOKED_AT, end)),
        *range(max(end - LOOKED_AT, start), end + BEYOND + 1),
    }
    for at in sorted(near - set(reading.header_rows)):
        cell = _cell(at, named.position, across)
        if _inside(sheet, cell) and names.is_aggregate(sheet.text(*cell)):
            yield cell
