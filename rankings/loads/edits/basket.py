"""Figures of one edition corrected together: given, taken away, worked out anew; one load.

A component, its total and eleven ranks are checked as they will stand, so that no check of one of
them stops the others. A corrected figure has a source of its own (kind `correction`), what was
worked out has one of kind `derived`: the original is not where the new value was read, and a load
that named the original's source could not stand without the load that brought it.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa

from rankings.facts import editions
from rankings.facts.editions import Edition, EditionFacts
from rankings.ingest.meaning import numbers
from rankings.ingest.proposal import Contradiction
from rankings.ingest.sourcing import (
    NOBODY,
    UNSAID,
    UNVERIFIED,
    SourceFields,
    counted,
    document_row,
    kind_of,
    web_address,
)
from rankings.ingest.submission import Submission, table
from rankings.loads.edits import grounds
from rankings.loads.edits.recompute import TOTAL, Kept, Rule, ranks, totals
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot

# How a figure and its new value are named on the command line.
EXAMPLE = "66:digitisation=9.43, 66:total:rank=6, 66:5.2:numerator=241"
PLACE, WORKED_OUT = "correction", "recalculated"
MEASURES = ("score", "rank", "numerator", "denominator")
# What can be worked out anew.
TOTALS, RANKS = "totals", "ranks"
# What a column of figures can hold.
PLACES, LARGEST = 6, Decimal(10**8)

# Unit, indicator, measure of a figure.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    """One figure as a person or a corrected file gives it.

    value: as typed; None takes the figure away. place: where the file has it; None: typed.
    number: what the file's value was read as.
    """

    unit_code: str
    indicator_code: str
    measure: str
    value: str | None
    place: str | None = None
    number: Decimal | None = None

    @property
    def key(self) -> Key:
        """Which figure it is."""
        return self.unit_code, self.indicator_code, self.measure


@dataclass(frozen=True)
class Line:
    """One figure that becomes another one.

    before: its row of edition_figures.sql; None where there is none. value: None takes it away.
    printed: the value as it is kept as text. how: typed | file | recomputed.
    """

    key: Key
    before: Mapping[str, Any] | None
    value: Decimal | None
    printed: str | None
    how: str
    place: str | None = None


@dataclass(frozen=True)
class Basket:
    """The figures of one edition that become others together.

    lines: those of units with a given figure first, in the order of the index. refused: figures
    whose value cannot be read, each with why. kept: what was to be worked out anew and stays.
    """

    edition: EditionFacts
    lines: tuple[Line, ...]
    refused: tuple[tuple[Cell, Problem], ...] = ()
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class File:
    """The corrected file that cells were taken from, and what it says otherwise than whoever took
    it for one of the edition."""

    name: str
    sha256: str
    contradictions: tuple[Contradiction, ...] = ()


def change(
    at: Snapshot,
    *,
    edition_id: str,
    cells: Sequence[Cell],
    why: str,
    recompute: Collection[str] = (),
    left_out: Collection[Key] = (),
    source: SourceFields = UNSAID,
    file: File | None = None,
) -> Submission:
    """The load that gives figures of an edition other values, or takes them away.

    cells: values as typed, with a decimal comma or point. recompute: what is worked out anew,
    TOTALS and RANKS; left_out: figures that stay as they are all the same. source: what the values
    rest on, kept with every one; without a document number, a link or an attached original they
    are provisional and replace no published figure. Raises Problem on the first value that cannot
    be read, where nothing becomes another figure, without a reason. Whether the values are possible
    is left to the checks.
    """
    why = grounds.reason(why)
    basket = filled(at, edition_id=edition_id, cells=cells, recompute=recompute, left_out=left_out)
    for _, problem in basket.refused:
        raise problem
    if not basket.lines:
        if len(cells) == 1 and cells[0].value is not None:
            raise Problem("error.correction_same", value=cells[0].value.strip())
        raise Problem("error.nothing_changed")
    _check_taken_away(basket, source)
    return Submission(
        kind="correction",
        rows=_rows(at, basket, why, source) | _said_otherwise(file),
        file_name=file.name if file else None,
        sha256=file.sha256 if file else None,
        why=why,
        recognised=grounds.of_edition(basket.edition) | _remembered(basket),
    )


def filled(
    at: Snapshot,
    *,
    edition_id: str,
    cells: Iterable[Cell],
    recompute: Collection[str] = (),
    left_out: Collection[Key] = (),
) -> Basket:
    """What cells make of an edition, with what is worked out anew from them; nothing is written.

    A value that counts already is no change. Raises Problem on an edition that is not there.
    """
    edition = editions.by_id(at, edition_id)
    now = figures(at, edition_id)
    tree = _Tree.of(at, edition)
    lines, refused = [], []
    for cell in cells:
        if cell.key in left_out:
            continue
        try:
            line = _line(tree, cell, now.get(cell.key))
        except Problem as problem:
            refused.append((cell, problem))
            continue
        if line is not None:
            lines.append(line)
    field = _Field(at, edition, now, tuple(lines))
    worked_out, kept = _worked_out(field, recompute, left_out)
    order = _order(tree, {line.key[0] for line in lines})
    every = sorted([*lines, *worked_out], key=lambda line: order(line.key))
    return Basket(edition, tuple(every), tuple(refused), tuple(kept))


def figures(at: Snapshot, edition_id: str) -> dict[Key, dict[str, Any]]:
    """The rows of edition_figures.sql by unit, indicator and measure."""
    rows = queries.edition_figures(at, edition_id=edition_id).to_pylist()
    return {(row["unit_code"], row["indicator_code"], row["measure"]): row for row in rows}


# --- What is given --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tree:
    """What figures an edition can have: its units and the nodes of its index."""

    edition: EditionFacts
    units: tuple[str, ...]
    nodes: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, at: Snapshot, edition: EditionFacts) -> "_Tree":
        """Those of an edition."""
        units = queries.units(at, scheme=edition.scheme)["unit_code"].to_pylist()
        return cls(edition, tuple(units), editions.nodes_of(at, edition))


def _line(tree: _Tree, cell: Cell, before: dict | None) -> Line | None:
    """What a cell makes of a figure; None where that is no change. Raises Problem."""
    _check_key(tree, cell)
    how = "typed" if cell.place is None else "file"
    if cell.value is None:
        if before is None:
            raise Problem("error.correction_no_figure", where=named(cell.key))
        return Line(cell.key, before, None, None, how, cell.place)
    value = _value(tree, cell) if cell.number is None else cell.number
    if before is not None and value == before["value"]:
        return None
    return Line(cell.key, before, value, cell.value.strip(), how, cell.place)


def named(key: Key) -> str:
    """A figure as the command line names it: "66:digitisation", "66:total:rank"."""
    unit, indicator, measure = key
    return f"{unit}:{indicator}" if measure == "score" else f"{unit}:{indicator}:{measure}"


def _check_key(tree: _Tree, cell: Cell) -> None:
    unit, node = cell.unit_code, cell.indicator_code
    if unit not in tree.units:
        known = list(tree.units)
        raise Problem("error.unknown_unit", scheme=tree.edition.scheme, value=unit, known=known)
    if node not in tree.nodes:
        raise Problem("error.unknown_component", value=node, known=sorted(tree.nodes))
    if cell.measure not in MEASURES:
        raise Problem("error.correction_figure", value=named(cell.key), example=EXAMPLE)


def _value(tree: _Tree, cell: Cell) -> Decimal:
    """The number that a text prints, in the scale of the indicator. Raises Problem."""
    text, where = (cell.value or "").strip(), named(cell.key)
    if not text:
        raise Problem("error.correction_empty", where=where)
    read = numbers.number(text, scale_max=_scale(tree, cell))
    if read is None or read.percent or (read.of is not None and cell.measure != "rank"):
        raise Problem("error.correction_unreadable", where=where, value=text)
    if cell.measure == "rank" and read.value != int(read.value):
        raise Problem("error.correction_rank", where=where, value=text)
    if abs(read.value) >= LARGEST or read.value != round(read.value, PLACES):
        raise Problem("error.correction_unreadable", where=where, value=text)
    return read.value


def _scale(tree: _Tree, cell: Cell) -> Decimal | None:
    """The largest value possible: it decides between 1.234 and 1234 where a text may be both."""
    if cell.measure == "rank":
        return Decimal(len(tree.units))
    if cell.measure != "score":
        return None
    maximum: Decimal | None = tree.nodes[cell.indicator_code]["max_score"]
    return maximum or tree.edition.scale_max


# --- What is worked out anew ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Field:
    """The figures of an edition as they count now, and the lines that are to become others."""

    at: Snapshot
    edition: EditionFacts
    now: Mapping[Key, Mapping[str, Any]]
    lines: tuple[Line, ...]

    @cached_property
    def given(self) -> dict[Key, Line]:
        """Those lines by what they are of."""
        return {line.key: line for line in self.lines}

    @cached_property
    def before(self) -> dict[tuple[str, str], Decimal]:
        """Unit and indicator -> score, as it counts now."""
        return {key[:2]: row["value"] for key, row in self.now.items() if key[2] == "score"}

    @cached_property
    def after(self) -> dict[tuple[str, str], Decimal]:
        """The same as it is to become; without what is taken away."""
        changed = {line.key[:2]: line.value for line in self.lines if line.key[2] == "score"}
        every = self.before | changed
        return {cell: value for cell, value in every.items() if value is not None}

    @cached_property
    def disputed(self) -> frozenset[tuple[str, str]]:
        """Unit and indicator of the scores that nothing is built on."""
        return frozenset(
            key[:2]
            for key, row in self.now.items()
            if key[2] == "score" and row["confidence"] == "disputed"
        )

    def line(self, key: Key, value: Decimal, decimals: int) -> Line | None:
        """A figure worked out; None where it is what counts already."""
        before = self.now.get(key)
        if before is not None and before["value"] == value:
            return None
        return Line(key, before, value, f"{value:.{decimals}f}", "recomputed")

    def with_lines(self, lines: Sequence[Line]) -> "_Field":
        """The same with more lines."""
        return _Field(self.at, self.edition, self.now, (*self.lines, *lines))


def _worked_out(
    field: _Field, recompute: Collection[str], left_out: Collection[Key]
) -> tuple[list[Line], list[Kept]]:
    """Totals first, then ranks by them."""
    lines: list[Line] = []
    kept: list[Kept] = []
    for what, work_out in ((TOTALS, _totals), (RANKS, _ranks)):
        if what in recompute:
            made, stays = work_out(field)
            made = [line for line in made if line.key not in left_out]
            given = {line.key[:2] for line in made if line.key in field.given}
            own = [line for line in made if line.key not in field.given]
            kept += [*stays, *_given(given)]
            lines += own
            field = field.with_lines(own)
    return lines, kept


def _given(cells: Collection[tuple[str, str]]) -> Iterator[Kept]:
    """What a person or a file gives goes before what would be worked out, by indicator."""
    for indicator in sorted({indicator for _, indicator in cells}):
        units = sorted(unit for unit, of in cells if of == indicator)
        yield Kept("given", tuple(units), (indicator,))


def _totals(field: _Field) -> tuple[list[Line], list[Kept]]:
    at, edition = field.at, field.edition
    methods = queries.methods(at).to_pylist()
    key = edition.index_code, edition.method_code
    method = next(row for row in methods if (row["index_code"], row["method_code"]) == key)
    rule = Rule.of(method, list(editions.parts_of_total(at, edition).values()))
    made, kept = totals(rule, field.before, field.after, field.disputed)
    given = {unit for unit, indicator, _ in field.given if indicator == TOTAL}
    lines = [
        field.line((unit, TOTAL, "score"), total, edition.decimals)
        # Worked out or given: a given total that is what the parts make is nothing to tell.
        for unit, total in made.items()
        if unit not in given or field.after.get((unit, TOTAL)) != total
    ]
    return [line for line in lines if line is not None], kept


def _ranks(field: _Field) -> tuple[list[Line], list[Kept]]:
    """Of the total, and of every other indicator that has ranks and of which a score changes."""
    moved = {line.key[1] for line in field.lines if line.key[2] == "score"}
    ranked = {indicator for _, indicator, measure in field.now if measure == "rank"}
    lines, kept = [], []
    units = queries.units(field.at, scheme=field.edition.scheme)["unit_code"].to_pylist()
    for indicator in sorted({TOTAL} | (moved & ranked), key=lambda code: (code != TOTAL, code)):
        published = {
            key[0]: int(row["value"])
            for key, row in field.now.items()
            if key[1:] == (indicator, "rank")
        }
        made, stays = ranks(
            indicator,
            units,
            field.edition.decimals,
            (field.before, field.after),
            published,
            field.disputed,
        )
        moved_to = [
            line
            for unit, rank in made.items()
            if not _gives(field, (unit, indicator, "rank"), rank)
            and (line := field.line((unit, indicator, "rank"), Decimal(rank), 0)) is not None
        ]
        lines += moved_to
        kept += stays if moved_to or stays else [Kept("ranks_agree", (), (indicator,))]
    return lines, kept


def _gives(field: _Field, key: Key, value: int) -> bool:
    """True where a person or a file gives a figure the value that was worked out."""
    return key in field.given and field.given[key].value == value


def _order(tree: _Tree, given: Collection[str]) -> Callable[[Key], tuple]:
    """Sorts figures: units with a given one first, then the unit, then the index from its total
    down, a score before its rank."""
    places = {code: place for place, code in enumerate(tree.nodes)}

    def order(key: Key) -> tuple:
        unit, indicator, measure = key
        return unit not in given, unit, places.get(indicator, 0), MEASURES.index(measure)

    return order


# --- What the load brings -------------------------------------------------------------------------


def _rows(at: Snapshot, basket: Basket, why: str, source: SourceFields) -> dict:
    edition_id = basket.edition.edition_id
    made = {
        how: _source(at, basket, why, source, how)
        for how in ("correction", "derived")
        if any((line.how == "recomputed") == (how == "derived") for line in _valued(basket))
    }
    observations = [_observation(edition_id, line, made, source) for line in _valued(basket)]
    scopes = [
        _scope(edition_id, line, source)
        for line in basket.lines
        # What is worked out stands in the place of what was published.
        if line.before is not None and (line.value is None or line.how == "recomputed")
    ]
    documents = [
        document_row(source, row["source_id"]) | {"abstract": source.abstract or why}
        for row in made.values()
    ]
    rows = {
        "observations": observations,
        "load_scopes": scopes,
        "editions": [_columns(basket.edition)] if observations else [],
        "sources": list(made.values()),
        "source_documents": documents,
        "unsourced_editions": [] if source.given else [_unsourced(basket)],
    }
    return {name: table(added) for name, added in rows.items() if added}


def _said_otherwise(file: File | None) -> dict[str, pa.Table]:
    """What is found of a file that says another period, as of any file."""
    if file is None or not file.contradictions:
        return {}
    return {
        "reading_findings": table(
            [
                {
                    "rule": "given_contradicts_file",
                    "place": file.name,
                    "details": json.dumps(vars(item), ensure_ascii=False, default=str),
                }
                for item in file.contradictions
            ]
        )
    }


def _valued(basket: Basket) -> list[Line]:
    """The lines that bring a figure."""
    return [line for line in basket.lines if line.value is not None]


def _observation(
    edition_id: str, line: Line, made: Mapping[str, Mapping], source: SourceFields
) -> dict[str, Any]:
    unit_code, indicator_code, measure = line.key
    worked_out = line.how == "recomputed"
    status, confidence = _standing(line, source)
    return {
        "edition_id": edition_id,
        "unit_code": unit_code,
        "indicator_code": indicator_code,
        "measure": measure,
        "value": round(line.value, PLACES) if line.value is not None else None,
        "value_printed": line.printed,
        "status": status,
        "confidence": confidence,
        "source_id": made["derived" if worked_out else "correction"]["source_id"],
        "place": WORKED_OUT if worked_out else line.place or PLACE,
    }


def _standing(line: Line, source: SourceFields) -> tuple[str, str]:
    """Status and confidence of a new value: those of the figure that it stands for, as far as both
    have a source. With one a recalculated figure is none any more."""
    confidence = line.before["confidence"] if line.before else UNVERIFIED
    if not source.given or confidence == UNVERIFIED:
        confidence = source.confidence
    if line.how == "recomputed":
        return "derived", confidence
    return counted(_stated(line), source), confidence


def _stated(line: Line) -> str:
    """The status that is said of a new value."""
    stated = line.before["stated_status"] if line.before else "published"
    return "published" if stated == "derived" else stated


def _unsourced(basket: Basket) -> dict[str, Any]:
    """What was said of the status of figures without a source, for when the source is told."""
    stated = {_stated(line) for line in basket.lines if line.how != "recomputed"}
    status = stated.pop() if len(stated) == 1 else "provisional"
    return {"edition_id": basket.edition.edition_id, "stated_status": status}


def _check_taken_away(basket: Basket, source: SourceFields) -> None:
    """Raise Problem where a figure that has a source is to go without one."""
    gone = [line.before for line in basket.lines if line.value is None and line.before]
    if not source.given and any(row["confidence"] != UNVERIFIED for row in gone):
        raise Problem("error.take_back_basis")


def _scope(edition_id: str, line: Line, source: SourceFields) -> dict[str, Any]:
    """What takes one figure back: it, and what stood behind it with a weaker status."""
    unit_code, indicator_code, measure = line.key
    return {
        "edition_id": edition_id,
        "indicator_code": indicator_code,
        "status": counted(line.before["status"], source) if line.before else None,
        "unit_code": unit_code,
        "measure": measure,
    }


def _source(
    at: Snapshot, basket: Basket, why: str, source: SourceFields, kind: str
) -> dict[str, Any]:
    """The source of what was given (kind correction) or worked out (kind derived).

    Who issued the original issues the correction too, unless somebody else is named. Nobody does
    without a source. Raises Problem for a link that is none of the web.
    """
    original = _original(at, basket) if source.given else {}
    origin = source.issuer if source.given and source.issuer else original.get("origin") or NOBODY
    return {
        "source_id": grounds.new_id(kind),
        "origin": origin,
        "publisher": origin,
        "kind": kind if source.given else kind_of(source, "correction"),
        "title": source.abstract or why,
        "url": web_address(source.url),
        "published_from": source.issued_on,
        "published_to": source.issued_on,
    }


def _original(at: Snapshot, basket: Basket) -> Mapping[str, Any]:
    """The source of the figures that are corrected, the first of them that has one."""
    known = grounds.sources(at)
    sourced = [
        line.before
        for line in basket.lines
        if line.before and line.before["confidence"] != UNVERIFIED
    ]
    return next((known[row["source_id"]] for row in sourced if row["source_id"] in known), {})


def _columns(edition: Edition) -> dict:
    """The row of `editions`, copied so that the load stands by itself."""
    return picked(edition, *Edition.__dataclass_fields__)


def _remembered(basket: Basket) -> dict[str, Any]:
    """What the load remembers of each figure; of a single one as ever."""
    every = [
        {
            "unit_code": line.key[0],
            "indicator": line.key[1],
            "measure": line.key[2],
            "before": line.before["value_printed"] if line.before else None,
            "after": line.printed,
            "how": line.how,
        }
        for line in basket.lines
    ]
    first = {name: value for name, value in every[0].items() if name != "how"}
    return (first if len(every) == 1 else {}) | {"figures": every}
