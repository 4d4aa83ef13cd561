"""Tables of one file that give figures of one edition: each figure once, and one question where
they disagree.

A book often holds a sheet of totals and a sheet of details with the same totals: what is equal is
one figure. Where two tables give different figures for the same cells of an edition, one of them
is of another period or out of date, and only a person knows which.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from rankings.ingest import new_rules
from rankings.ingest.extraction import Extraction
from rankings.ingest.proposal import TableReading

KEY = ("unit_code", "indicator_code", "measure")
# An edition, and whether its figures are published, provisional or self-reported.
Claimed = tuple[str, str]


@dataclass(frozen=True)
class Clash:
    """Tables that claim one edition with different figures.

    tables: their numbers in the file, the first is the one whose figures are kept. differing: how
    many figures; place, value and other_place, other_value: the first pair of them.
    """

    edition_id: str
    tables: tuple[int, ...]
    differing: int
    place: str
    value: str
    other_place: str
    other_value: str


def merged(
    tables: Sequence[tuple[TableReading, Extraction]],
) -> tuple[list[Extraction], list[Clash]]:
    """The figures of every table, each of an edition once, the first table's where they differ;
    and where they do."""
    extractions = [_without_repeats(extraction) for _, extraction in tables]
    clashes = []
    for claimed, numbers in _shared(tables).items():
        taken: dict[tuple, dict[str, Any]] = {}
        differing: list[tuple[int, dict[str, Any], dict[str, Any]]] = []
        for number in numbers:
            of_edition, own = _rows(tables[number], extractions[number], claimed)
            dropped = []
            fresh: dict[tuple, dict[str, Any]] = {}
            for at, row in zip(of_edition, own, strict=True):
                key = tuple(row[name] for name in KEY)
                before = taken.get(key)
                if before is None:
                    fresh.setdefault(key, row)
                    continue
                dropped.append(at)
                if before["value"] != row["value"]:
                    differing.append((number, before, row))
            # A unit that stands twice in one table, with other figures, stays so, and is told.
            taken |= fresh
            extractions[number] = _without(extractions[number], dropped)
        if differing:
            clashes.append(_clash(claimed[0], numbers[0], differing))
    return extractions, clashes


def _without_repeats(extraction: Extraction) -> Extraction:
    """Without the rows of a table that say again all that it says of a unit."""
    figures = extraction.figures
    names = ["period", "period_type", *KEY]
    counted = figures.group_by(names).aggregate([("value", "count"), ("value", "count_distinct")])
    if not counted.num_rows or pc.max(counted["value_count"]).as_py() < 2:
        return extraction
    rows = counted.to_pylist()
    other = {row["unit_code"] for row in rows if row["value_count_distinct"] > 1}
    wanted = {row["unit_code"] for row in rows if row["value_count"] > 1} - other
    seen: set[tuple] = set()
    dropped = []
    for at, row in enumerate(figures.select(names).to_pylist()):
        key = tuple(row[name] for name in names)
        if row["unit_code"] in wanted and key in seen:
            dropped.append(at)
        seen.add(key)
    return _without(extraction, dropped)


def _shared(tables: Sequence[tuple[TableReading, Extraction]]) -> dict[Claimed, list[int]]:
    """The editions that more than one table gives figures of, with the numbers of these."""
    claims: dict[Claimed, list[int]] = defaultdict(list)
    for number, (reading, extraction) in enumerate(tables):
        if reading.index_code and reading.scheme:
            for period, period_type in extraction.periods:
                if period and period_type:
                    edition = new_rules.edition_id(reading, period, period_type)
                    claims[edition, reading.status].append(number)
    return {claimed: numbers for claimed, numbers in claims.items() if len(numbers) > 1}


def _rows(
    table: tuple[TableReading, Extraction], extraction: Extraction, claimed: Claimed
) -> tuple[list[int], list[dict[str, Any]]]:
    """The rows of an extraction that are of an edition: their places in it, and what they hold."""
    reading, _ = table
    figures = extraction.figures
    of_edition = pa.array(_of_edition(reading, figures, claimed[0]), pa.bool_())
    own = figures.select([*KEY, "value", "value_printed", "place"]).filter(of_edition)
    return pc.indices_nonzero(of_edition).to_pylist(), own.to_pylist()


def _of_edition(reading: TableReading, figures: pa.Table, edition_id: str) -> Iterator[bool]:
    known: dict[tuple, bool] = {}
    pairs = zip(figures["period"].to_pylist(), figures["period_type"].to_pylist(), strict=True)
    for pair in pairs:
        if pair not in known:
            known[pair] = None not in pair and (new_rules.edition_id(reading, *pair) == edition_id)
        yield known[pair]


def _without(extraction: Extraction, dropped: Sequence[int]) -> Extraction:
    if not dropped:
        return extraction
    out = set(dropped)
    kept = [at for at in range(extraction.figures.num_rows) if at not in out]
    return replace(extraction, figures=extraction.figures.take(pa.array(kept, pa.int64())))


def _clash(
    edition_id: str, first: int, differing: Sequence[tuple[int, dict[str, Any], dict[str, Any]]]
) -> Clash:
    _, before, row = differing[0]
    return Clash(
        edition_id=edition_id,
        tables=(first, *dict.fromkeys(number for number, _, _ in differing)),
        differing=len(differing),
        place=before["place"],
        value=before["value_printed"],
        other_place=row["place"],
        other_value=row["value_printed"],
    )
