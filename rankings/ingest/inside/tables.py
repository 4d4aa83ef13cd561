"""Tables of units inside a province in layouts of machines: headings are the portal's own fields.

One row for each unit with a column for each field, or one row for each unit and key of a metric.
What people lay out is recognised as tables of provinces are, by what is known inside the province.
"""

from dataclasses import dataclass

from rankings.ingest import layouts
from rankings.ingest.grid import Sheet
from rankings.ingest.inside import fields, moments
from rankings.ingest.inside.names import code_of
from rankings.ingest.meaning import periods
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import Area, Given, Line, TableReading

HEADER_WITHIN = 60
# What stands above the table of a reply and tells when it was taken, or which period it is of.
TAKEN = ("extractedat", "takenat", "thoidiem")


@dataclass(frozen=True)
class _Header:
    """Where the headings of a sheet stand, and what each column holds."""

    row: int
    lines: tuple[Line, ...]


def of_machine(sheet: Sheet, known: Knowledge, given: Given) -> TableReading | None:
    """How a sheet in the layout of a machine is read; None for any other sheet.

    known: what is known inside the province (`known_inside`).
    """
    header = _header(sheet, known)
    if header is None or known.within is None:
        return None
    long = any(line.role == "indicator" for line in header.lines)
    index_code = known.within.index_code
    period, period_type = _period(sheet, header, given)
    lines = header.lines
    if period is not None:
        lines = tuple(_ignored(line) if line.role == "period" else line for line in lines)
    method = known.method_for(index_code or "", period, period_type) if index_code else None
    table = TableReading(
        sheet=sheet.name,
        area=Area(header.row + 1, 0, sheet.height - 1, sheet.width - 1),
        header_rows=(header.row,),
        orientation="units_in_rows",
        shape="long" if long else "wide",
        lines=lines,
        index_code=index_code,
        period=period,
        period_type=period_type,
        scheme=known.within.scheme,
        method_code=method.method_code if method else None,
        confidence=dict.fromkeys(("index_code", "scheme", "status", "lines"), 1.0)
        | dict.fromkeys(("period", "period_type"), 1.0 if period else 0.0),
    )
    return table.corrected(fingerprint=layouts.fingerprint_of(table))


def _header(sheet: Sheet, known: Knowledge) -> _Header | None:
    for row in range(min(HEADER_WITHIN, sheet.height)):
        headings = [sheet.text(row, column) or "" for column in range(sheet.width)]
        lines = _lines(headings, known)
        roles = {line.role for line in lines}
        if roles & {"unit", "unit_code"} and "figure" in roles:
            return _Header(row, lines)
    return None


def _lines(headings: list[str], known: Knowledge) -> tuple[Line, ...]:
    """What each column holds; a figure that two columns give is read from the first."""
    long = any(fields.plain(heading) in fields.METRIC for heading in headings)
    beside = frozenset(fields.plain(fields.path_of(heading)[-1]) for heading in headings if heading)
    seen: set[object] = set()
    lines = []
    for position, heading in enumerate(headings):
        line = _line(position, heading, known, beside, long=long)
        key = (line.indicator_code, line.measure) if line.role == "figure" else line.role
        if line.role != "ignored" and key in seen:
            line = _ignored(line)
        seen.add(key)
        lines.append(line)
    return tuple(lines)


def _line(
    position: int, heading: str, known: Knowledge, beside: frozenset[str], *, long: bool
) -> Line:
    last = fields.plain(heading)
    roles = {
        "unit_code": fields.UNIT_CODE,
        "unit": fields.UNIT_NAME,
        "indicator": fields.METRIC,
        "period": fields.PERIOD,
    }
    role = next((role for role, headings in roles.items() if last in headings), None)
    if role is not None:
        return Line(position, role, heading)
    if long:
        measure = fields.MEASURES.get(last)
        return Line(position, "figure" if measure else "ignored", heading, measure=measure)
    path = fields.path_of(heading)
    figure = fields.figure(path, known.metrics, beside) if path else None
    if figure is None:
        return Line(position, "ignored", heading)
    return Line(position, "figure", heading, indicator_code=figure[0], measure=figure[1])


def _ignored(line: Line) -> Line:
    return Line(line.position, "ignored", line.heading)


def _period(sheet: Sheet, header: _Header, given: Given) -> tuple[str | None, str | None]:
    """The period of a sheet: what was given, else what its one column of moments or what stands
    above it says; None where its rows have several, or nothing says it."""
    if given.period:
        read = periods.read(given.period, given.period_type) or periods.read(given.period)
        if read:
            return read.period, read.period_type
    column = next((line for line in header.lines if line.role == "period"), None)
    if column is not None:
        cells = set(sheet.texts[column.position].slice(header.row + 1).unique().to_pylist())
        read_cells = {moments.moment(cell) for cell in cells if cell}
        if len(read_cells) == 1 and (only := read_cells.pop()):
            return only.period, only.period_type
        return None, given.period_type
    for row in range(header.row):
        name, value = sheet.text(row, 0), sheet.text(row, 1) if sheet.width > 1 else None
        if name and fields.plain(name.rpartition(".")[2]) in TAKEN:
            taken = moments.moment(value)
            if taken:
                return taken.period, taken.period_type
    return None, given.period_type


def has_codes(sheet: Sheet) -> bool:
    """Whether a sheet holds codes of units of the portal at all, told at little cost."""
    return any(
        code_of(text) and "." in (code_of(text) or "")
        for column in sheet.texts[:40]
        for text in column.slice(0, 200).to_pylist()
        if text
    )
