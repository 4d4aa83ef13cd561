"""The whole way of a file on a store of its own: Book to findings, or to a published load.

The store is built from data/ without the tables that the files bring (ARRIVING), so that they are
new to it, and what is told of them is told of figures that nobody has seen before.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from rankings import loads
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, Table, assemble
from rankings.ingest.grid import Book
from rankings.ingest.inside import within
from rankings.ingest.meaning.knowledge import Knowledge, knowledge
from rankings.ingest.proposal import Given, Recognition
from rankings.ingest.recognition import recognise
from rankings.ingest.sourcing import SourceFields
from rankings.ingest.submission import Submission
from rankings.loads import bootstrap, checks, marts
from rankings.loads.checks import Finding
from rankings.store import data_folder
from rankings.store.versions import Snapshot, Store
from tests import acknowledged
from tests.data_copy import DataCopy
from tests.ingest import shapes

ARRIVING = {shapes.PSI, shapes.DTI, shapes.PII}
# Files come with a source; what is told of those without one has tests of its own.
SOURCE = SourceFields(document_number="12/BC-VPCP")


@dataclass(frozen=True)
class Passed:
    """What became of a file: what was recognised, extracted, assembled and found."""

    recognition: Recognition
    tables: tuple[Table, ...]
    submission: Submission
    findings: tuple[Finding, ...]

    @property
    def blockers(self) -> list[tuple[str, str | None]]:
        """(rule, cell) of what stops the load."""
        return [(f.rule, f.place) for f in self.findings if f.severity == "blocker"]

    @property
    def told(self) -> set[tuple[str, str | None]]:
        """(rule, cell) of blockers and warnings."""
        return {(f.rule, f.place) for f in self.findings if f.severity != "note"}

    def details(self, rule: str) -> list[Mapping[str, str]]:
        """What the findings of a rule say beyond their place."""
        return [finding.details for finding in self.findings if finding.rule == rule]


@dataclass(frozen=True)
class Gate:
    """The gate on a store; all but `publish` leave the store as it is."""

    store: Store

    @property
    def version(self) -> int:
        """The version that files are held against."""
        return self.store.version()

    @property
    def at(self) -> Snapshot:
        """That version itself."""
        return self.store.snapshot()

    @property
    def known(self) -> Knowledge:
        """What recognition knows from that version."""
        return knowledge(self.at)

    @cached_property
    def _copy(self) -> duckdb.DuckDBPyConnection:
        """A copy of the version in which loads are tried, each in a transaction taken back."""
        copy = self.store.folder.parent / "tried.duckdb"
        shutil.copy(self.store.path(self.version), copy)
        return duckdb.connect(copy)

    def recognised(self, book: Book, given: Given | None = None) -> Recognition:
        """What a book holds, units inside provinces included."""
        return recognise(book, self.known, given, lists=lambda: within.lists(self.at))

    def through(
        self,
        book: Book,
        given: Given | None = None,
        accepted: Mapping[tuple[str, str], str] | None = None,
        *,
        jumps: bool = True,
        **settled: object,
    ) -> Passed:
        """Recognise, extract, assemble and check a book; without the rules of jumps when asked.

        These take half of the time, and have nothing to say of most errors.
        """
        recognition = self.recognised(book, given)
        tables = intake.extract(self.at, book, recognition.tables, accepted)
        said = {
            "contradictions": recognition.contradictions,
            "accepted": accepted or {},
            "left_out": recognition.left_out,
            "source": SOURCE,
        }
        taken = Intake(book=book, tables=tables, **(said | settled))
        submission = assemble(self.at, taken)
        return Passed(recognition, tables, submission, self.findings(submission, jumps=jumps))

    def publish(self, book: Book, **settled: object) -> loads.Published:
        """Read a book without a correction and publish it, its warnings acknowledged."""
        accepted = settled.pop("accepted", {})
        at = self.at
        recognition = self.recognised(book)
        tables = intake.extract(at, book, recognition.tables, accepted)
        said = {"accepted": accepted, "source": SOURCE}
        taken = Intake(book=book, tables=tables, **(said | settled))
        return acknowledged.publish(self.store, assemble(at, taken))

    def findings(self, submission: Submission, *, jumps: bool = True) -> tuple[Finding, ...]:
        """What the rules find, as in loads.check, which also counts what the load does to others.

        A test holds the two against each other.
        """
        with self._tried() as connection:
            row = {"sequence": loads.TRIED, "state": "published", "load_id": loads.TRIED}
            facts = submission.facts() | row | {"loaded_at": loads.now()}
            data_folder.insert_row(connection, "loads", facts)
            submission.insert(connection, loads.TRIED)
            marts.build(connection, marts.changed_by_rows(submission.rows))
            if jumps:
                return tuple(checks.findings(connection, loads.TRIED))
            return tuple(_without_jumps(connection))

    @contextmanager
    def _tried(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self._copy.execute("begin")
        try:
            yield self._copy
        finally:
            self._copy.execute("rollback")


def _without_jumps(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    kept = (rule for rule in checks.rules() if not rule.name.endswith(("_jump", "_jumps")))
    return checks.findings(connection, loads.TRIED, kept)


def before_arrival(folder: Path) -> Gate:
    """A gate on a store that does not have the tables of ARRIVING."""
    data = DataCopy(shutil.copytree(data_folder.DATA, folder / "data"))
    for table in ("observations", "editions", "conflicts"):
        kept = [row for row in data.rows(table) if row["edition_id"] not in ARRIVING]
        data.write(table, kept)
    store = Store(folder / "var")
    bootstrap.ensure(store, data.folder)
    return Gate(store)
