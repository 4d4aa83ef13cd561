"""Figures that were typed as a Book and how it is read, so that they go the way of every file."""

import csv
import hashlib
import io
from collections.abc import Sequence

import pyarrow as pa

from rankings.ingest import originals
from rankings.ingest.grid import EMPTY, TEXT, Book, Sheet
from rankings.ingest.meaning.knowledge import Knowledge, knowledge
from rankings.ingest.proposal import Area, Line, TableReading
from rankings.ingest.templates import LEVELS
from rankings.loads import handed_in
from rankings.store.versions import Snapshot, Store

# An indicator with its measure, and what stands above its column.
Column = tuple[str, str, str]


def columns(at: Snapshot, index_code: str, total: str, rank: str) -> list[Column]:
    """What can be typed for an index: score and rank of the total, then each part that is printed.

    total, rank: the words above the first two columns.
    """
    known = knowledge(at)
    method = next(iter(known.methods_of(index_code)), None)
    nodes = known.tree(index_code, method.method_code) if method else ()
    parts = [node for node in nodes if node.level in LEVELS]
    return [
        ("total", "score", total),
        ("total", "rank", rank),
        *((node.indicator_code, "score", node.name_vi or node.indicator_code) for node in parts),
    ]


def book(
    store: Store,
    name: str,
    kind: str,
    heading: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[str, Sequence[str | None]]],
    *,
    keep: bool = True,
) -> Book:
    """A sheet of what was typed: a heading row, then (name of the unit, texts) per row.

    keep: False for a reader who may look but not publish; nothing of it stays.
    """
    table = [[heading, *(words for _, _, words in columns)]]
    table += [[unit, *texts] for unit, texts in rows]
    file = io.StringIO()
    csv.writer(file).writerows([["" if cell is None else cell for cell in row] for row in table])
    content = file.getvalue().encode()
    if keep:
        handed_in.make_room(store, len(content))
        originals.keep(store, content)
    texts = [[_bare(row[at]) for row in table] for at in range(len(columns) + 1)]
    sheet = Sheet(
        name=name,
        texts=tuple(pa.array(column, pa.string()) for column in texts),
        kinds=tuple(
            pa.array([EMPTY if cell is None else TEXT for cell in column], pa.uint8())
            for column in texts
        ),
    )
    return Book(name, hashlib.sha256(content).hexdigest(), len(content), kind, (sheet,))


def reading(
    at: Snapshot,
    made: Book,
    columns: Sequence[Column],
    *,
    index_code: str,
    period: str,
    period_type: str,
    scheme: str,
) -> TableReading:
    """How the sheet of `book` is read, as a person said; complete when no cell is empty."""
    sheet = made.sheets[0]
    typed = [
        column
        for column, cells in enumerate(sheet.texts)
        if column and cells[1:].null_count < len(cells) - 1
    ]
    lines = [Line(0, "unit", sheet.text(0, 0) or "")]
    for place, (indicator_code, measure, words) in enumerate(columns, start=1):
        role = "figure" if place in typed else "ignored"
        lines.append(Line(place, role, words, indicator_code, measure))
    known = knowledge(at)
    method = known.method_for(index_code, period, period_type)
    every = len(known.units_of(scheme)) == sheet.height - 1
    return TableReading(
        sheet=sheet.name,
        area=Area(1, 0, sheet.height - 1, sheet.width - 1),
        header_rows=(0,),
        orientation="units_in_rows",
        shape="wide",
        lines=tuple(lines),
        index_code=index_code,
        period=period,
        period_type=period_type,
        scheme=scheme,
        method_code=method.method_code if method else None,
        complete=every and all(sheet.texts[at][1:].null_count == 0 for at in typed),
    )


def unit_names(known: Knowledge, scheme: str) -> dict[str, str]:
    """Code -> name of the units of a scheme, as files spell them."""
    return {unit.unit_code: unit.name_vi for unit in known.units_of(scheme)}


def _bare(text: str | None) -> str | None:
    return (text or "").strip() or None
