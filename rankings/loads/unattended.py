"""A file that nobody is beside: through the gate like any other, published only when nothing is
left to be asked.

What a person would have to look at, say or acknowledge is never settled here: the file waits for
somebody. One process at a time works without a person (`alone`), under a name of its own.
"""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from filelock import FileLock, Timeout

from rankings import loads
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, Table, assemble, clashes
from rankings.ingest.grid import Book
from rankings.ingest.proposal import Given, Recognition
from rankings.ingest.sourcing import UNSAID, SourceFields
from rankings.ingest.submission import Submission
from rankings.loads import Checked, Stopped, access, handed_in
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store

# What is taken for granted and decides of whom the figures are: somebody has to look.
TAKEN = ("reading.of_one_unit",)
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


def published_before(at: Snapshot, sha256: str) -> tuple[int, bool] | None:
    """The newest load that brought a file of this content, and whether it counts; None: none."""
    rows = [row for row in queries.loads(at).to_pylist() if row["sha256"] == sha256]
    if not rows:
        return None
    newest = max(rows, key=lambda row: row["sequence"] or row["load_id"])
    return newest["load_id"], newest["state"] == "published"


def _published(store: Store, at: Snapshot, submission: Submission, by: Actor) -> Outcome:
    checked = loads.check(store, submission, base=at.version)
    if questions := _of_check(checked):
        return Outcome("waits", questions, submission=submission, checked=checked)
    compared = checked.comparison
    if not compared.new + compared.changed + compared.gone:
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
