"""A file that nobody is beside: through the gate like any other, published only when nothing is
left to be asked.

What a person would have to look at, say or acknowledge is never settled here: the file waits for
somebody. One process at a time works without a person (`alone`), under a name of its own.
"""

import contextlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rankings import loads
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, Table, assemble, clashes
from rankings.ingest.dossiers import headings, opening, personal
from rankings.ingest.dossiers import submission as dossier_loads
from rankings.ingest.grid import Book
from rankings.ingest.proposal import Given, Recognition
from rankings.ingest.sourcing import UNSAID, SourceFields
from rankings.ingest.submission import Submission
from rankings.loads import Checked, Stopped, access, dossiers, handed_in
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store

# What is taken for granted and decides of whom the figures are: somebody has to look.
TAKEN = ("reading.of_one_unit",)
# Columns that no table of figures has; "Cán bộ" may head a count.
SURELY_PERSONAL = frozenset({"identity", "birth", "phone", "mail"})
# Why a load that was sure is not published all the same: somebody else has to, or nobody may.
NOT_ALLOWED = ("error.second_person", "error.publishing_off")

log = logging.getLogger("rankings")


@dataclass(frozen=True)
class Outcome:
    """What became of a file. state: published | waits | nothing_new.

    questions: what has to be settled by a person, where it waits: reading | confirmation | table |
    names | contradiction | new_index | blockers | periods | warnings | not_allowed. checked: what
    was found; None where a question came first.
    """

    state: str
    questions: tuple[str, ...] = ()
    load_id: int | None = None
    submission: Submission | None = field(default=None, repr=False)
    checked: Checked | None = field(default=None, repr=False)


@contextlib.contextmanager
def alone(store: Store) -> Iterator[None]:
    """Only one process works here without a person. Raises Problem where another one does."""
    store.folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store.folder / ".unattended.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Problem("error.unattended_busy") from error
    try:
        yield
    finally:
        lock.release()


def bring_in(
    store: Store,
    content: bytes,
    file_name: str,
    *,
    by: Actor,
    today: date,
    given: Given = intake.NOTHING_GIVEN,
    source: SourceFields = UNSAID,
) -> Outcome:
    """Read a file and publish it, where nothing is left to be asked. Call within `alone`.

    Raises Problem where it cannot be read, or the disk is full.
    """
    audit.demand(store, by, access.HAND_IN)
    handed_in.make_room(store, len(content))
    book = intake.read(store, content, file_name)
    _forget_unfinished(store, book.sha256, by)
    at = store.snapshot()
    recognition = intake.propose(at, book, given)
    if questions := _of_reading(book, recognition):
        return Outcome("waits", questions)
    tables = intake.extract(at, book, recognition.tables)
    if questions := _of_tables(recognition, tables):
        return Outcome("waits", questions)
    settled = Intake(
        book=book,
        tables=tables,
        source=source,
        contradictions=recognition.contradictions,
        left_out=recognition.left_out,
        today=today,
    )
    return _published(store, at, assemble(at, settled), by)


def holds_dossiers(path: Path) -> bool:
    """Whether a file of this machine has a dossier in each row, or columns of personal data: such a
    file is counted and never kept."""
    try:
        opened = opening.opened(path)
        if any(personal.of_heading(heading) in SURELY_PERSONAL for heading in opened.headings):
            return True
        headings.match(opened.headings, file=path.name)
    except Problem:
        return False
    return True


def bring_in_dossiers(store: Store, path: Path, *, by: Actor) -> Outcome:
    """Count the dossiers of a file, and publish the counts where nothing is left to be asked.

    Nothing of the file stays. Call within `alone`. Raises Problem where it cannot be counted.
    """
    audit.demand(store, by, access.HAND_IN)
    handed = dossiers.count_file(store, path, by=by)
    try:
        # Estimates stand in no comparison: that none of them is new says nothing.
        outcome = _published(store, store.snapshot(), handed.submission, by, compared=False)
    except Problem:
        dossiers.drop(store, handed.submission)
        raise
    if outcome.state != "published":
        dossiers.drop(store, handed.submission)
    return outcome


def published_before(at: Snapshot, sha256: str) -> tuple[int, bool] | None:
    """The newest load that brought a file of this content, and whether it counts; None: none."""
    rows = [row for row in queries.loads(at).to_pylist() if _hash_of(row) == sha256]
    if not rows:
        return None
    newest = max(rows, key=lambda row: row["sequence"] or row["load_id"])
    return newest["load_id"], newest["state"] == "published"


def _hash_of(row: Mapping[str, Any]) -> str | None:
    """The SHA-256 of the file of a load; of one of dossiers, which is not kept, as it was read."""
    if row["sha256"] is not None or row["kind"] != dossier_loads.KIND:
        return row["sha256"]
    return json.loads(row["recognised"])["dossiers"]["sha256"]


def _published(
    store: Store, at: Snapshot, submission: Submission, by: Actor, *, compared: bool = True
) -> Outcome:
    checked = loads.check(store, submission, base=at.version)
    if questions := _of_check(checked):
        return Outcome("waits", questions, submission=submission, checked=checked)
    figures = checked.comparison
    if compared and not figures.new + figures.changed + figures.gone:
        return Outcome("nothing_new", submission=submission, checked=checked)
    try:
        done = loads.publish_at_once(store, submission, by=by, seen=at.version, known=checked)
    except Stopped as stopped:
        # Somebody has published meanwhile: what was found then counts.
        questions = _of_check(stopped.checked)
        return Outcome("waits", questions, submission=submission, checked=stopped.checked)
    except Problem as problem:
        if problem.key not in NOT_ALLOWED:
            raise
        return Outcome("waits", ("not_allowed",), submission=submission, checked=checked)
    return Outcome("published", (), done.load_id, submission, done.checked)


def _of_reading(book: Book, recognition: Recognition) -> tuple[str, ...]:
    tables = recognition.tables
    asked = {
        "reading": not tables or not all(table.sure for table in tables),
        "confirmation": book.needs_confirmation,
        "new_index": any(table.new_index for table in tables),
        "table": bool(recognition.unchosen),
    }
    taken = any(remark.key in TAKEN for remark in (*book.remarks, *recognition.remarks))
    asked["reading"] = asked["reading"] or taken
    return tuple(name for name, open_still in asked.items() if open_still)


def _of_tables(recognition: Recognition, tables: tuple[Table, ...]) -> tuple[str, ...]:
    spellings = [spelling for table in tables for spelling in table.extraction.spellings]
    asked = {
        "names": any(spelling.unit_code is None for spelling in spellings)
        or bool(recognition.left_names),
        "contradiction": bool(recognition.contradictions),
        "table": bool(clashes(tables)),
    }
    return tuple(name for name, open_still in asked.items() if open_still)


def _of_check(checked: Checked) -> tuple[str, ...]:
    asked = {
        "blockers": bool(checked.blockers),
        "periods": bool(checked.questions),
        "warnings": bool(checked.to_acknowledge),
    }
    return tuple(name for name, open_still in asked.items() if open_still)


def _forget_unfinished(store: Store, sha256: str, by: Actor) -> None:
    """Cancel what was handed in here of this file and not published, a process having died in
    between: it is handed in anew."""
    for number, item in loads.staged(store):
        if item.sha256 == sha256 and item.uploaded_by == by.name:
            loads.cancel(store, number, by=by)
            log.info("load %d was not finished; its file is brought in anew", number)
