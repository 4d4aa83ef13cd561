"""One figure corrected or taken back.

A corrected figure has a source of its own (kind `correction`): the original is not where the new
value was read, and a load that named the original's source could not stand without the load that
brought it. Issuer, publisher and dates are those of the original.
A value that rests on no document or link is one without a source: it corrects another one without,
and stands beside one that has a source.
"""

from dataclasses import dataclass
from decimal import Decimal

from rankings.facts import editions
from rankings.facts.editions import Edition
from rankings.ingest import sourcing
from rankings.ingest.meaning import numbers
from rankings.ingest.sourcing import UNVERIFIED, SourceFields
from rankings.ingest.submission import Submission, table
from rankings.loads.edits import grounds
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import first, picked
from rankings.store.versions import Snapshot

PLACE = "correction"
# What a column of figures can hold.
PLACES, LARGEST = 6, Decimal(10**8)


@dataclass(frozen=True)
class Cell:
    """One figure: where it stands, and its new value as text; None takes it back."""

    unit_code: str
    indicator_code: str
    measure: str
    value: str | None


def change(
    at: Snapshot,
    *,
    edition_id: str,
    unit_code: str,
    indicator_code: str,
    measure: str,
    value: str | None,
    why: str,
    basis: str | None = None,
) -> Submission:
    """The load that gives one figure another value, or takes it back (value None).

    value: as typed, with a decimal comma or point; with a basis the figure keeps its status and
    confidence. basis: document number or link that the new value rests on. Raises Problem when
    there is no such figure, when the value cannot be read or is the one that counts already,
    without a reason, and when a figure that has a source is to be taken back without a basis.
    Whether the value is possible is left to the checks.
    """
    cell = Cell(unit_code, indicator_code, measure, value)
    edition = editions.by_id(at, edition_id)
    found = row(at, edition_id=edition_id, cell=cell)
    why = grounds.reason(why)
    source = grounds.source(basis)
    rows = {} if source.given else {"unsourced_editions": table([_unsourced(edition_id, found)])}
    if value is None:
        if found["confidence"] != UNVERIFIED and not source.given:
            raise Problem("error.take_back_basis")
        rows |= {"load_scopes": table([_scope(edition_id, cell, found, source)])}
    else:
        number = _value(at, edition, cell)
        if number == found["value"]:
            raise Problem("error.correction_same", value=value.strip())
        own = _source(at, found, why, source)
        figure = _figure(edition_id, cell, found, number, source)
        rows |= {
            "observations": table([figure | {"source_id": own["source_id"]}]),
            "editions": table([_columns(edition)]),
            "sources": table([own]),
        } | grounds.documents([own], why, basis)
    return Submission(
        kind="correction",
        rows=rows,
        why=why,
        recognised=grounds.of_edition(edition)
        | {
            "unit_code": unit_code,
            "indicator": indicator_code,
            "measure": measure,
            "before": found["value_printed"],
            "after": None if value is None else value.strip(),
        },
    )


def row(at: Snapshot, *, edition_id: str, cell: Cell) -> dict:
    """The row of queries/edition_figures.sql for a cell; Problem when there is none."""
    wanted = picked(cell, "unit_code", "indicator_code", "measure")
    found = first(queries.edition_figures(at, edition_id=edition_id), **wanted)
    if found is None:
        raise Problem("error.correction_no_figure")
    return found


def _value(at: Snapshot, edition: Edition, cell: Cell) -> Decimal:
    """The number that a text prints, in the scale of the indicator. Raises Problem."""
    text = (cell.value or "").strip()
    if not text:
        raise Problem("error.correction_empty")
    found = numbers.number(text, scale_max=_scale(at, edition, cell))
    if found is None or found.percent or (found.of is not None and cell.measure != "rank"):
        raise Problem("error.correction_unreadable", value=text)
    if cell.measure == "rank" and found.value != int(found.value):
        raise Problem("error.correction_rank", value=text)
    if abs(found.value) >= LARGEST or found.value != round(found.value, PLACES):
        raise Problem("error.correction_unreadable", value=text)
    return found.value


def _scale(at: Snapshot, edition: Edition, cell: Cell) -> Decimal | None:
    """The largest value possible: it decides between 1.234 and 1234 where a text may be both."""
    if cell.measure == "rank":
        return Decimal(queries.units(at, scheme=edition.scheme).num_rows)
    nodes = editions.nodes_of(at, edition)
    node = nodes[cell.indicator_code]
    return node["max_score"] or editions.by_id(at, edition.edition_id).scale_max


def _figure(edition_id: str, cell: Cell, found: dict, value: Decimal, source: SourceFields) -> dict:
    return {
        "edition_id": edition_id,
        "unit_code": cell.unit_code,
        "indicator_code": cell.indicator_code,
        "measure": cell.measure,
        "value": round(value, PLACES),
        "value_printed": cell.value.strip(),
        "status": sourcing.counted(found["stated_status"], source),
        "confidence": _confidence(found, source),
        "place": PLACE,
    }


def _confidence(corrected: dict, source: SourceFields) -> str:
    """What is corrected keeps its confidence, where both have a source."""
    if not source.given or corrected["confidence"] == UNVERIFIED:
        return source.confidence
    return str(corrected["confidence"])


def _unsourced(edition_id: str, corrected: dict) -> dict:
    return {"edition_id": edition_id, "stated_status": corrected["stated_status"]}


def _scope(edition_id: str, cell: Cell, found: dict, source: SourceFields) -> dict:
    """What takes one figure back: it, and what stood behind it with a weaker status."""
    return {
        "edition_id": edition_id,
        "indicator_code": cell.indicator_code,
        "status": sourcing.counted(found["status"], source),
        "unit_code": cell.unit_code,
        "measure": cell.measure,
    }


def _source(at: Snapshot, found: dict, why: str, source: SourceFields) -> dict[str, object]:
    original = grounds.sources(at).get(found["source_id"]) or {}
    new = {"source_id": grounds.new_id("correction"), "title": why}
    nobody: dict[str, object] = {"origin": sourcing.NOBODY, "publisher": sourcing.NOBODY}
    if not source.given:
        return new | nobody | {"kind": sourcing.kind_of(source, "correction")}
    if found["confidence"] == UNVERIFIED:
        # What is corrected has no issuer that could be looked up.
        original = nobody
    return new | {
        "origin": original.get("origin") or sourcing.NOBODY,
        "publisher": original.get("publisher") or sourcing.NOBODY,
        "kind": "correction",
        "url": source.url or original.get("url"),
        "published_from": original.get("published_from"),
        "published_to": original.get("published_to"),
    }


def _columns(edition: Edition) -> dict:
    """The row of `editions`, copied so that the load stands by itself."""
    return picked(edition, *Edition.__dataclass_fields__)
