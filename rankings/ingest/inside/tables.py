"""Tables of units inside a province in layouts of machines: headings are the portal's own fields.

One row for each unit with a column for each field, or one row for each unit and key of a metric.
What people lay out is recognised as tables of provinces are, by what is known inside the province.
"""

from dataclasses import dataclass, replace

import pyarrow as pa

from rankings.ingest import layouts
from rankings.ingest.grid import Sheet
from rankings.ingest.inside import fields, moments
from rankings.ingest.inside.names import code_of, code_within, is_department
from rankings.ingest.meaning import periods
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.meaning.periods import Period
from rankings.ingest.proposal import Area, Contradiction, Given, Line, TableReading

HEADER_WITHIN = 60
DEPARTMENTS_AT_LEAST = 3
SAMPLED = 400
# Of fields that say what they are; what a person says is surer still.
CERTAIN = 0.97


@dataclass(frozen=True)
class _Header:
    """Where the headings of a sheet stand, and what each column holds."""

    row: int
    lines: tuple[Line, ...]


def of_machine(
    sheet: Sheet, known: Knowledge, given: Given, file_name: str
) -> tuple[TableReading, list[Contradiction]] | None:
    """How a sheet in the layout of a machine is read, and where it contradicts what was given; None
    for any other sheet.

    known: what is known inside the province (`known_inside`).
    """
    header = _header(sheet, known)
    if header is None or known.within is None:
        return None
    long = any(line.role == "indicator" for line in header.lines)
    index_code = known.within.index_code
    read = _said_period(sheet, header, file_name)
    period, period_type, against = _with_given(read, given)
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
        complete=_is_complete(sheet, header, known),
        confidence=dict.fromkeys(("index_code", "scheme", "status", "lines"), CERTAIN)
        | dict.fromkeys(("period", "period_type"), CERTAIN if period else 0.0),
        evidence={"scheme": _cells(header, "unit_code"), "period": _cells(header, "period")},
    )
    return replace(table, fingerprint=layouts.fingerprint_of(table)), against


def _is_complete(sheet: Sheet, header: _Header, known: Knowledge) -> bool:
    """Whether a copy has units of both levels: one of communes alone takes nothing from one of
    departments, which is another file of the same moment."""
    kinds = {unit.unit_code: unit.kind for unit in known.units}
    by_code = {alias.alias: kinds.get(alias.unit_code) for alias in known.aliases}
    named = {
        by_code.get(code_of(text) or "")
        for line in header.lines
        if line.role == "unit_code"
        for text in sheet.texts[line.position].unique().to_pylist()
    } - {None}
    return "department" in named and bool(named - {"department", "province"})


def _cells(header: _Header, role: str) -> tuple[tuple[int, int], ...]:
    """The first cell of the column of a role."""
    return tuple((header.row + 1, line.position) for line in header.lines if line.role == role)


def _with_given(
    read: Period | None, given: Given
) -> tuple[str | None, str | None, list[Contradiction]]:
    """The period and its type: what was given wins; a sheet of another one contradicts it.

    An hour that only one of both says is no contradiction: it is kept.
    """
    if not given.period:
        return (read.period, read.period_type, []) if read else (None, given.period_type, [])
    asked = periods.read(given.period, given.period_type) or periods.read(given.period)
    if asked is None:
        return None, given.period_type, []
    if read is None:
        return asked.period, asked.period_type, []
    if read.period_type == asked.period_type and read.end == asked.end:
        both = [item.period for item in (asked, read)]
        # A given hour wins over that of the sheet; a day without one takes it from the sheet.
        return (both[0] if "T" in both[0] else both[1]), asked.period_type, []
    told_otherwise = Contradiction("period", asked.period, read.period)
    return asked.period, asked.period_type, [told_otherwise]


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
    return _with_group(tuple(lines), known)


def _with_group(lines: tuple[Line, ...], known: Knowledge) -> tuple[Line, ...]:
    """The lines of a reply of one group, in which a plain "score" is that of the group."""
    parents = {
        node.indicator_code: node.parent_code
        for node in known.indicators
        if node.index_code == (known.within and known.within.index_code)
    }
    figures = [line.indicator_code for line in lines if line.role == "figure"]
    groups = {
        parents.get(code) if parents.get(code) != "total" else code for code in figures if code
    }
    plain = [
        line for line in lines if fields.plain(line.heading) == "score" and line.role == "ignored"
    ]
    (group,) = groups if len(groups) == 1 else (None,)
    if (
        not plain
        or group in (None, "total")
        or (group, "score") in {(line.indicator_code, line.measure) for line in lines}
    ):
        return lines
    score = replace(plain[0], role="figure", indicator_code=group, measure="score")
    return tuple(score if line is plain[0] else line for line in lines)


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


def _said_period(sheet: Sheet, header: _Header, file_name: str) -> Period | None:
    """The period that a sheet says it is of: its one column of moments, what stands above it, else
    the day in the name of the file; None where its rows have several, or nothing says it."""
    column = next((line for line in header.lines if line.role == "period"), None)
    if column is not None:
        cells = set(sheet.texts[column.position].slice(header.row + 1).unique().to_pylist())
        read = {moments.period(cell) for cell in cells if cell}
        return read.pop() if len(read) == 1 else None
    around = {
        fields.plain((sheet.text(row, 0) or "").rpartition(".")[2]): sheet.text(row, 1)
        for row in range(header.row)
        if sheet.width > 1
    }
    return moments.of_reply(around) or moments.of_file_name(file_name)


def inside(table: TableReading, known: Knowledge) -> TableReading:
    """A table that people have laid out as one of the list inside the province; its columns of
    counts read as the sub-indicators that they are headed with."""
    if known.within is None:
        return table
    table = _with_counts(table, known.within.index_code, known)
    if table.scheme:
        return table
    confidence = table.confidence | {"scheme": CERTAIN}
    return replace(table, scheme=known.within.scheme, confidence=confidence)


def _with_counts(table: TableReading, index_code: str | None, known: Knowledge) -> TableReading:
    """Shares beside counts say the same again, and are left out. The columns that are left are read
    as they were: of a group by its name, of the total."""
    levels = (level for line in table.lines for level in line.heading.split(" / "))
    headed = frozenset(map(fields.worded, levels))
    counts = {
        line.position: pair
        for line in table.lines
        if line.role in ("figure", "ignored")
        and (pair := fields.count_headed(line.heading, headed))
    }
    if not counts:
        return table
    tree = {node.indicator_code for node in known.indicators if node.index_code == index_code}
    seen: set[tuple[str, str]] = set()
    lines = []
    for line in table.lines:
        pair = counts.get(line.position)
        if pair and pair not in seen:
            seen.add(pair)
            lines.append(Line(line.position, "figure", line.heading, *pair))
        elif line.role == "figure" and (
            pair or line.indicator_code not in tree or fields.is_no_score(line.heading)
        ):
            lines.append(_ignored(line))
        else:
            lines.append(line)
    method = known.method_for(index_code or "", table.period, table.period_type)
    certain = dict.fromkeys(("index_code", "method_code", "lines"), CERTAIN)
    return replace(
        table,
        confidence=table.confidence | certain,
        lines=tuple(lines),
        index_code=index_code,
        method_code=method.method_code if method else None,
        new_index=False,
        new_index_name=None,
        new_indicators=(),
    )


def has_departments(sheet: Sheet) -> bool:
    """Whether a sheet names departments of a province, three at the least."""
    named = {
        text
        for column in sheet.texts[:12]
        for text in column.slice(0, 200).to_pylist()
        if text and is_department(text)
    }
    return len(named) >= DEPARTMENTS_AT_LEAST


def has_codes(sheet: Sheet) -> bool:
    """Whether a sheet holds codes of units of the portal at all, told at little cost."""
    # A long table says the same unit in hundreds of rows: some of all of them are looked at.
    step = sheet.height // SAMPLED + 1
    rows = pa.array(range(0, sheet.height, step), pa.int64())
    return any(
        "." in (code_within(text) or "")
        for column in sheet.texts[:40]
        for text in column.take(rows).to_pylist()
        if text
    )
