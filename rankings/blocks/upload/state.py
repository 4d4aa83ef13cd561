"""One upload in the session: what was handed in, what was settled about it, what came of it.

All of it is one frozen dataclass under one key. Every change makes a new one. What costs time (the
figures, the check) is kept beside it, with what it was made of, and made again only when that is
different.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import streamlit as st

from rankings import loads
from rankings.blocks import person
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, Table, TargetFields, assemble, new_source_id
from rankings.ingest.extraction import SchemeSpelling
from rankings.ingest.grid import Book
from rankings.ingest.proposal import Contradiction, Recognition, TableReading
from rankings.ingest.sourcing import UNSAID, SourceFields
from rankings.ingest.submission import Submission
from rankings.loads import Acknowledgement, Checked, Published, source_told
from rankings.store.problems import Problem
from rankings.store.versions import Store

_KEY = "upload"
_MADE = "upload_made"
_NAMES = ("unit", "unit_code")
# Told which step begins.
Tell = Callable[[str], None]


def _nobody(step: str) -> None:
    """Where nobody watches."""


@dataclass(frozen=True)
class HandedIn:
    """One of several files handed in at once.

    label: its name, told apart from another one's; number: of its upload, see `Upload`. content:
    None where the file is kept on the server. upload: as it was read and settled; problem: why it
    is not loaded; large: its cells are not kept in memory. load_id, staged: what came of it;
    failed: why the last try to publish it came to nothing, it can be tried again.
    """

    name: str
    label: str
    size: int
    sha256: str
    number: int
    content: bytes | None = None
    upload: "Upload | None" = None
    problem: Problem | None = None
    large: bool = False
    load_id: int | None = None
    staged: int | None = None
    failed: Problem | None = None

    @property
    def waits(self) -> bool:
        """True until something has come of it."""
        return self.problem is None and self.load_id is None and self.staged is None


@dataclass(frozen=True)
class Batch:
    """Several files handed in at once. chosen: edition -> place of the file that is loaded for it,
    of several. front: the upload of the list, while one of its files is open.
    """

    entries: tuple[HandedIn, ...]
    chosen: Mapping[str, int] = field(default_factory=dict)
    front: "Upload | None" = None


@dataclass(frozen=True)
class Upload:
    """What an analyst has handed in and settled so far.

    number: of the upload within the session; the keys of its widgets carry it, so that the next
    one begins empty. base: version of the store that the file is compared with. readings: the
    tables as corrected; unchosen: places of those that are not loaded. against: place of a table ->
    what the file says otherwise than the person. accepted: (scheme, spelling) -> unit code;
    left_out: (scheme, spelling) of those whose rows are not read. layout_name, remember: under
    which name a corrected reading is kept for the next file of its shape, and whether it is.
    waiting: number of a load that another person handed in and that is looked at instead of a file.
    batch: several files instead of one; opened: the place of this one among them. source_id: of the
    source that the load makes, however often it is made anew.
    """

    number: int = 0
    base: int = 0
    book: Book | None = None
    recognition: Recognition | None = None
    readings: tuple[TableReading, ...] = ()
    unchosen: frozenset[int] = frozenset()
    against: Mapping[int, tuple[Contradiction, ...]] = field(default_factory=dict)
    accepted: Mapping[SchemeSpelling, str] = field(default_factory=dict)
    left_out: frozenset[SchemeSpelling] = frozenset()
    source: SourceFields = UNSAID
    confirmed: bool = False
    targets: Mapping[str, TargetFields] = field(default_factory=dict)
    draft: Mapping[str, Any] = field(default_factory=dict)
    acknowledged: Mapping[str, Acknowledgement] = field(default_factory=dict)
    layout_name: str | None = None
    remember: bool = True
    waiting: int | None = None
    by: str = ""
    problem: Problem | None = None
    published: Published | None = None
    staged: int | None = None
    batch: Batch | None = None
    opened: int | None = None
    source_id: str = field(default_factory=new_source_id)


@dataclass(frozen=True)
class Settled:
    """What of an upload decides on what the checks find in it.

    figures: what the figures are made of, see `tables`.
    """

    source_given: bool
    confidence: str
    source_kind: str
    issued_on: date | None
    figures: tuple
    confirmed: bool
    against: Mapping[int, tuple[Contradiction, ...]]
    targets: Mapping[str, TargetFields]


def current() -> Upload:
    """The upload of this session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Upload(by=person.known())
    upload: Upload = st.session_state[_KEY]
    return upload


def change(**changes: Any) -> Upload:
    """Settle something about the upload."""
    st.session_state[_KEY] = replace(current(), **changes)
    return st.session_state[_KEY]


def restart(**kept: Any) -> Upload:
    """Forget the upload; its file stays where files are kept. The name is not asked for again.

    One of several files goes back to their list, with what was settled about it.
    """
    before = current()
    if before.batch is not None and before.opened is not None:
        return _close(before, before.batch, before.opened)
    st.session_state.pop(_MADE, None)
    st.session_state[_KEY] = Upload(number=before.number + 1, by=before.by, **kept)
    return st.session_state[_KEY]


def open_file(place: int, upload: Upload) -> Upload:
    """Look at one of several files by itself. upload: the file as it was read."""
    front = current()
    beside = replace(front.batch or Batch(()), front=replace(front, batch=None))
    opened = replace(upload, batch=beside, opened=place, by=front.by)
    st.session_state[_KEY] = opened
    return opened


def _close(upload: Upload, beside: Batch, place: int) -> Upload:
    """The list again, with what was settled about the file that was open."""
    entries = list(beside.entries)
    published = upload.published.load_id if upload.published else None
    entries[place] = replace(
        entries[place],
        upload=replace(upload, batch=None, problem=None),
        load_id=published,
        staged=upload.staged,
        failed=None,
    )
    front = replace(
        beside.front or Upload(),
        by=upload.by,
        batch=replace(beside, entries=tuple(entries), front=None),
    )
    st.session_state[_KEY] = front
    return front


def back() -> Upload:
    """Return to where figures are pasted or typed, with what stood there."""
    return restart(draft=current().draft)


def key(name: str) -> str:
    """The key of a widget of this upload."""
    return f"upload_{current().number}_{name}"


def once(name: str, made_of: object, make: Callable[[], Any]) -> Any:
    """What `make` gives, made again only when what it is made of has changed."""
    made = st.session_state.setdefault(_MADE, {})
    if name not in made or made[name][0] != made_of:
        made.pop(name, None)
        made[name] = (made_of, make())
    return made[name][1]


# --- What comes of it -----------------------------------------------------------------------------


def chosen(upload: Upload) -> tuple[TableReading, ...]:
    """The tables that are to be loaded."""
    pairs = enumerate(upload.readings)
    return tuple(reading for number, reading in pairs if number not in upload.unchosen)


def readable(reading: TableReading) -> bool:
    """True when it is settled where the names and where the figures stand."""
    roles = {line.role for line in reading.lines}
    return "figure" in roles and not roles.isdisjoint(_NAMES)


def tables(store: Store, upload: Upload, tell: Tell = _nobody) -> tuple[Table, ...]:
    """The figures of the tables chosen; rows that a person left out are not asked about.

    tell: called with "checking" when the figures are made anew.
    """
    made_of = _tables_made_of(upload)
    return once(_slot("tables", upload), made_of, lambda: _tables(store, upload, tell))


def _slot(name: str, upload: Upload) -> str:
    """Where something made of an upload is kept: each of several files has its own place."""
    return name if upload.opened is None else f"{name}_{upload.opened}"


def _tables_made_of(upload: Upload) -> tuple:
    book = upload.book
    names = dict(upload.accepted), upload.left_out
    return book.sha256, book.file_name, chosen(upload), names, upload.base


def _tables(store: Store, upload: Upload, tell: Tell) -> tuple[Table, ...]:
    tell("checking")
    readings = [reading for reading in chosen(upload) if readable(reading)]
    read = intake.extract(store.at(upload.base), upload.book, readings, upload.accepted)
    return tuple(intake.without(table, upload.left_out) for table in read)


def rows_of(checked: Checked) -> Mapping[str, Any]:
    """The rows of what was tried, by table; empty for a load so large that they are not kept."""
    return checked.of.rows if checked.of else {}


def submission(store: Store, upload: Upload, today: date) -> Submission:
    """The load that the upload makes."""
    pairs = sorted(upload.against.items())
    against = [one for number, found in pairs if number not in upload.unchosen for one in found]
    settled = Intake(
        book=upload.book,
        tables=tables(store, upload),
        source=upload.source,
        accepted=upload.accepted,
        contradictions=tuple(dict.fromkeys(against)),
        confirmed=upload.confirmed,
        targets=upload.targets,
        left_out=upload.recognition.left_out if upload.recognition else (),
        today=today,
        source_id=upload.source_id,
    )
    return assemble(store.at(upload.base), settled)


def checked(store: Store, upload: Upload, today: date, tell: Tell = _nobody) -> Checked:
    """What the load would do to version `base`; made again only when that may have changed.

    The words of the source change nothing that is checked; that there is one, its kind and its day
    do. Where it was missing and is told now, it may be known without a check what that changes.
    tell: see `loads.check`.
    """
    slot, made_of = _slot("checked", upload), checked_made_of(upload)
    before = st.session_state.get(_MADE, {}).get(slot)

    def make() -> Checked:
        asked = submission(store, upload, today)
        if before is not None and _told_a_source(before[0], made_of):
            known: Checked | None = source_told.known(before[1], asked)
            if known is not None:
                return known
        return loads.check(store, asked, base=upload.base, tell=tell)

    return once(slot, made_of, make)


def _told_a_source(before: Settled, after: Settled) -> bool:
    """Whether nothing has changed but that a source is given."""
    newly_given = not before.source_given and after.source_given
    return newly_given and after == replace(before, source_given=True, confidence=after.confidence)


def checked_made_of(upload: Upload) -> Settled:
    """What of an upload decides on what is found in it."""
    source = upload.source
    return Settled(
        source_given=source.given,
        confidence=source.confidence,
        source_kind=source.kind,
        issued_on=source.issued_on,
        figures=_tables_made_of(upload),
        confirmed=upload.confirmed,
        against={number: told for number, told in upload.against.items() if told},
        targets=dict(upload.targets),
    )


def checked_waiting(
    store: Store, upload: Upload, waiting: Submission, tell: Tell = _nobody
) -> Checked:
    """The same for a load that another person has handed in."""
    made_of = upload.waiting, upload.base
    return once(
        "checked", made_of, lambda: loads.check(store, waiting, base=upload.base, tell=tell)
    )
