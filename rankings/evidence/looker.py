"""What is asked of one version of the store, and what figures made of others share."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import singledispatch
from operator import itemgetter
from typing import Any

import pyarrow as pa

from rankings.evidence.model import CONFIDENCES, STRENGTHS, Evidence, File, LoadTrail, SourceTrail
from rankings.facts import editions, inside
from rankings.facts.editions import EditionFacts
from rankings.facts.inside import InsideEdition
from rankings.ingest import originals
from rankings.ingest.sourcing import UNSOURCED_KINDS
from rankings.loads import history
from rankings.store import data_folder, figure_keys, queries
from rankings.store.problems import Problem
from rankings.store.rows import first
from rankings.store.versions import Snapshot, Store, memo


@singledispatch
def resolve(key: figure_keys.Key, looker: "Looker", found: Evidence) -> Evidence:
    """All that is known of a figure; found: its key as it was asked for, and its kind.

    Raises Problem for a figure that is not there. The other modules register a resolver for each
    kind, beside what it looks up.
    """
    raise NotImplementedError(key.kind)


class Looker:
    """What is asked of one version of the store for one piece of evidence.

    files: the store in whose folder the originals are kept.
    """

    def __init__(self, at: Snapshot, files: Store) -> None:
        self.at, self.files = at, files
        self._states: dict[str, str] = {}

    def look(self, text: str) -> Evidence:
        """The evidence of a key. Raises Problem for a text that is none, or names nothing."""
        key = figure_keys.read(text)
        found = resolve(key, self, Evidence(text, key.kind, None))
        of_method = {"index_code": found.index_code, "method_code": found.method_code}
        return replace(found, method=first(queries.methods(self.at), **of_method))

    def edition(self, edition_id: str, text: str) -> EditionFacts:
        """An edition of a key. Raises Problem when there is none."""
        try:
            return editions.by_id(self.at, edition_id)
        except Problem:
            raise unknown_key(text) from None

    def file(self, name: str | None, sha256: str | None, kind: str | None = None) -> File | None:
        """A file kept by its hash, looked at now; of load 0 the folder that it was read from."""
        if not sha256:
            return None
        if sha256 not in self._states:
            if kind == "data_folder":
                same = data_folder.fingerprint() == sha256
                self._states[sha256] = "kept" if same else "changed"
            else:
                self._states[sha256] = originals.state(self.files, sha256)
        return File(name, sha256, self._states[sha256])

    def source(self, source_id: str | None, load_id: int | None) -> SourceTrail | None:
        """A source as the load gave it, else as the newest load that knows it. Of figures without
        a source it is what a later load tells."""
        rows = sources_by_id(self.at).get(source_id, ())
        own = [row for row in rows if row["load_id"] == load_id] or rows
        if not own:
            return None
        row = own[0]
        if row["kind"] in UNSOURCED_KINDS.values():
            row = next((later for later in rows if later["counts"]), row)
        names = [name for name in SourceTrail.__dataclass_fields__ if name != "file"]
        return SourceTrail(
            **{name: row[name] for name in names}, file=self.file(row["file_name"], row["sha256"])
        )

    def load(self, load_id: int) -> LoadTrail | None:
        """A load, with the file that it was read from."""
        for item in history.published(self.at):
            if item.load_id == load_id:
                return LoadTrail(item, self.file(item.file_name, item.sha256, item.kind))
        return None

    def rows(self, edition_id: str, indicator_code: str, unit_code: str, measure: str) -> list:
        """The rows of evidence_observations.sql of one figure, what counts first."""
        found = _observations(self.at, edition_id=edition_id, indicator_code=indicator_code)
        return found.get((unit_code, measure), [])


def made_of(
    looker: Looker, found: Evidence, keys: Iterable[str], *, nearest: Iterable[str] = ()
) -> Evidence:
    """A figure with those it rests on: their sources and loads, the weakest status of all.

    nearest: what it rests on at once, where that in turn rests on the figures of the keys.
    """
    keys = tuple(dict.fromkeys(keys))
    rows = [row for row in (_counting_row(looker, key) for key in keys) if row is not None]
    sources = dict.fromkeys((row["source_id"], row["load_id"]) for row in rows)
    loads = dict.fromkeys(row["load_id"] for row in rows)
    return replace(
        found,
        status=found.status or weakest(STRENGTHS, [row["status"] for row in rows]),
        confidence=found.confidence or weakest(CONFIDENCES, [row["confidence"] for row in rows]),
        provisional=any(row["status"] == "provisional" for row in rows),
        sources=found.sources or tuple(filter(None, (looker.source(*one) for one in sources))),
        loads=found.loads or tuple(filter(None, map(looker.load, loads))),
        rests_on=tuple(nearest) or keys,
    )


def _counting_row(looker: Looker, text: str) -> dict | None:
    key = figure_keys.read(text)
    if not isinstance(key, figure_keys.Figure):
        return None
    rows = looker.rows(key.edition_id, key.indicator_code, key.unit_code, key.measure)
    return rows[0] if rows and rows[0]["counts"] else None


def weakest(order: tuple[str, ...], values: list[str]) -> str | None:
    """The weakest of some values, of an order that begins with the strongest; None of none."""
    return max(values, key=order.index, default=None)


def between(found: Evidence, low: Decimal | None, high: Decimal | None) -> Evidence:
    """A figure with its bounds, which are its value where they are one."""
    value = low if low is not None and low == high else None
    return replace(found, value=value, low=low, high=high)


def score_key(edition: EditionFacts, unit_code: str, indicator_code: str = "total") -> str:
    """The key of a unit's score."""
    return figure_keys.figure(edition.edition_id, unit_code, indicator_code, "score")


def placed(
    looker: Looker,
    found: Evidence,
    edition_id: str,
    indicator_code: str,
    unit_code: str | None = None,
) -> tuple[Evidence, EditionFacts]:
    """A figure of an edition with all that those of its indicator and of its unit have in common.

    Raises Problem when there is no such edition or unit.
    """
    edition = looker.edition(edition_id, found.key)
    if unit_code is not None:
        found = with_unit(looker, found, edition.scheme, unit_code)
    index, method = edition.index_code, edition.method_code
    indicator = indicator_row(looker, index, method, indicator_code)
    found = replace(found, edition=edition, index_code=index, method_code=method)
    return replace(found, indicator=indicator), edition


def table_of_units(looker: Looker, edition_id: str) -> InsideEdition | None:
    """The table of units inside a province that an id names; None where it names none.

    Not asked for an edition of provinces, which nearly all are.
    """
    if editions.is_known(looker.at, edition_id):
        return None
    every = inside.all_editions(looker.at)
    return next((item for item in every if item.edition_id == edition_id), None)


def placed_inside(
    looker: Looker, so_far: Evidence, table: InsideEdition, key: figure_keys.OfIndicator
) -> Evidence:
    """A figure of a table of units with all that those of its indicator and unit have in common.

    Raises Problem when there is no such unit.
    """
    so_far = with_unit(looker, so_far, table.scheme, key.unit_code)
    index, method = table.index_code, table.method_code
    row = indicator_row(looker, index, method, key.indicator_code)
    return replace(so_far, inside=table, index_code=index, method_code=method, indicator=row)


def with_unit(looker: Looker, found: Evidence, scheme: str, unit_code: str) -> Evidence:
    """A figure with the unit that it is of. Raises Problem when there is none."""
    row = unit_row(looker, scheme, unit_code, found.key)
    return replace(found, unit_code=unit_code, unit_vi=row["name_vi"], unit_en=row["name_en"])


def indicator_row(
    looker: Looker, index_code: str, method_code: str, indicator_code: str
) -> dict | None:
    """The row of indicators.sql of an indicator under a method; None where there is none."""
    for row in queries.indicators(looker.at, index_code=index_code).to_pylist():
        if (row["method_code"], row["indicator_code"]) == (method_code, indicator_code):
            return row
    return None


def unit_row(looker: Looker, scheme: str, unit_code: str, text: str) -> dict:
    """The row of units.sql of a unit. Raises Problem when there is none."""
    for row in queries.units(looker.at, scheme=scheme).to_pylist():
        if row["unit_code"] == unit_code:
            return row
    raise unknown_key(text)


def standings(looker: Looker, edition: EditionFacts, indicator_code: str) -> dict[str, dict]:
    """The rows of edition_standings.sql of an indicator, by unit."""
    return _standings_by_unit(
        looker.at, edition_id=edition.edition_id, indicator_code=indicator_code
    )


def as_decimal(value: int | None) -> Decimal | None:
    """A whole number as a value; None where it is not known."""
    return None if value is None else Decimal(value)


def unknown_key(text: str) -> Problem:
    """What is raised for a key of nothing."""
    return Problem("error.evidence_key", value=text)


@memo
def _standings_by_unit(at: Snapshot, *, edition_id: str, indicator_code: str) -> dict[str, dict]:
    rows = queries.edition_standings(at, edition_id=edition_id, indicator_code=indicator_code)
    return {row["unit_code"]: row for row in rows.to_pylist()}


@memo
def _observations(at: Snapshot, *, edition_id: str, indicator_code: str) -> dict[tuple, list[dict]]:
    rows = queries.evidence_observations(at, edition_id=edition_id, indicator_code=indicator_code)
    return _grouped(rows, "unit_code", "measure")


@memo
def conflicts(at: Snapshot, *, edition_id: str, indicator_code: str) -> dict[tuple, list[dict]]:
    """The rows of evidence_conflicts.sql by unit and measure."""
    rows = queries.evidence_conflicts(at, edition_id=edition_id, indicator_code=indicator_code)
    return _grouped(rows, "unit_code", "measure")


@memo
def sources_by_id(at: Snapshot) -> dict[str, list[dict]]:
    """The rows of evidence_sources.sql by source."""
    return _grouped(queries.evidence_sources(at), "source_id")


def _grouped(rows: pa.Table, *columns: str) -> dict[Any, list[dict]]:
    """The rows with the same value in a column, or in several, in their order."""
    key = itemgetter(*columns)
    found: dict[Any, list[dict]] = {}
    for row in rows.to_pylist():
        found.setdefault(key(row), []).append(row)
    return found


@memo
def definitions_by_place(at: Snapshot) -> dict[tuple, dict]:
    """By kind and codes; of two targets of a unit in an index the later one."""
    found = {}
    for row in queries.evidence_definitions(at).to_pylist():
        if row["kind"] == "target":
            place = "target", row["index_code"], row["scheme"], row["unit_code"]
        else:
            place = row["kind"], row["index_code"], row["method_code"], row["indicator_code"]
        found[place] = row
    return found
