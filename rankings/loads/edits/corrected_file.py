"""What a corrected file says otherwise than the edition that is stored, figure by figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.ingest import confined, intake
from rankings.ingest.assembly import Table
from rankings.ingest.grid import Book
from rankings.ingest.proposal import Contradiction, Given, Recognition, TableReading
from rankings.loads.edits.basket import MEASURES, Cell, Key, figures, named
from rankings.store.problems import Problem
from rankings.store.rounding import decimals_of, rounded
from rankings.store.versions import Snapshot


@dataclass(frozen=True)
class Differences:
    """The figures of a file that differ from an edition, and what else there is to know.

    same: how many figures are as they are stored; lacking: how many stored scores and ranks the
    file does not have, which stay as they are. unmatched: names that are no unit, whose rows are
    not read; unreadable: (place, heading, text). contradictions: what the file says otherwise than
    the edition that it is taken for.
    """

    cells: tuple[Cell, ...]
    same: int
    lacking: int
    unmatched: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str, str], ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@confined.work
def differences(at: Snapshot, *, edition_id: str, book: Book, insist: bool = False) -> Differences:
    """Compare the tables of a file with the edition that they are of.

    A table that does not say its period is taken for one of the edition; insist: so is one that
    says another. Raises Problem where no table is of the edition, and where the file has two
    values for a figure.
    """
    edition = editions.by_id(at, edition_id)
    recognition = _recognition(at, edition, book, insist=insist)
    tables = intake.extract(at, book, recognition.tables)
    stored = figures(at, edition_id)
    read = _read_once(book, _rows(tables, edition))
    known = editions.nodes_of(at, edition)
    given = {key: row for key, row in read.items() if key[1] in known and key[2] in MEASURES}
    cells = [_cell(key, row) for key, row in given.items() if not _same(edition, key, stored, row)]
    printed = [key for key in stored if key[2] in ("score", "rank") and key not in given]
    return Differences(
        cells=tuple(cells),
        same=len(given) - len(cells),
        lacking=len(printed),
        unmatched=tuple(
            spelling.text
            for item in tables
            for spelling in item.extraction.spellings
            if spelling.unit_code is None
        ),
        unreadable=tuple(text for item in tables for text in item.extraction.unreadable),
        contradictions=recognition.contradictions,
    )


def _recognition(at: Snapshot, edition: EditionFacts, book: Book, *, insist: bool) -> Recognition:
    """The tables that are of the edition. Raises Problem when there is none."""
    given = Given(
        index=edition.index_code,
        period=edition.period,
        period_type=edition.period_type,
        scheme=edition.scheme,
    )
    if insist:
        asked = intake.propose(at, book, given)
        if not asked.tables:
            raise Problem("error.corrected_file_none", file=book.file_name)
        return asked
    own = intake.propose(at, book)
    if not own.tables:
        raise Problem("error.corrected_file_none", file=book.file_name)
    if _of_edition(own.tables, edition):
        kept = tuple(_of_edition(own.tables, edition))
        return Recognition(kept, own.left_out, own.contradictions)
    if all(table.period is None for table in own.tables):
        return intake.propose(at, book, given)
    said = [_edition_of(table) for table in own.tables if table.period is not None]
    raise Problem(
        "error.corrected_file_other",
        file=book.file_name,
        said=list(dict.fromkeys(said)),
        asked=edition.edition_id,
    )


def _of_edition(tables: Sequence[TableReading], edition: EditionFacts) -> list[TableReading]:
    """A long table has its periods in its rows: which are of the edition is told by its figures."""
    return [
        table
        for table in tables
        if _edition_of(table) == edition.edition_id
        or (table.period is None and any(line.role == "period" for line in table.lines))
    ]


def _edition_of(table: TableReading) -> str:
    return editions.id_of(
        table.index_code, table.period or "–", table.period_type or "–", table.scheme
    )


def _rows(tables: Sequence[Table], edition: EditionFacts) -> Iterator[Mapping[str, Any]]:
    for item in tables:
        for row in item.extraction.figures.to_pylist():
            if (row["period"], row["period_type"]) == (edition.period, edition.period_type):
                yield row


def _read_once(book: Book, rows: Iterator[Mapping[str, Any]]) -> dict[Key, Mapping[str, Any]]:
    """Each figure once; equal ones count as one. Raises Problem on two that differ."""
    read: dict[Key, Mapping[str, Any]] = {}
    for row in rows:
        key = row["unit_code"], row["indicator_code"], row["measure"]
        before = read.setdefault(key, row)
        if before["value"] != row["value"]:
            raise Problem(
                "error.corrected_file_twice",
                file=book.file_name,
                where=named(key),
                places=[before["place"], row["place"]],
            )
    return read


def _same(
    edition: EditionFacts, key: Key, stored: Mapping[Key, Mapping], row: Mapping[str, Any]
) -> bool:
    """A score that a spreadsheet keeps with more decimals than were printed is no other one."""
    before = stored.get(key)
    if before is None:
        return False
    if key[2] != "score":
        return bool(before["value"] == row["value"])
    decimals = max(edition.decimals, decimals_of(before["value"]))
    return rounded(before["value"], decimals) == rounded(row["value"], decimals)


def _cell(key: Key, row: Mapping[str, Any]) -> Cell:
    value: Decimal = row["value"]
    return Cell(*key, value=row["value_printed"], place=row["place"] or "–", number=value)
