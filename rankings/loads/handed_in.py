"""What comes in with a load and stays beside the store: originals, and how tables are read.

An original that a load names stays for good. Of those that no load names (handed in, and never
published) settings say how much is kept:

    RANKINGS_KEPT_DAYS        so many days after it was last handed in; 90
    RANKINGS_KEPT_MEGABYTES   so much of all originals together, the oldest unnamed go first; 5,000
"""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rankings.ingest import intake, originals
from rankings.ingest.grid import Book
from rankings.ingest.layouts import Layout
from rankings.ingest.limits import MEGABYTE
from rankings.ingest.originals import Kept
from rankings.loads import access, journal
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store import current
from rankings.store.problems import Problem
from rankings.store.shared import SharedStore
from rankings.store.versions import Store
from rankings.words import typed

DAYS, MEGABYTES = 90, 5_000
DAY_SECONDS = 24 * 3600
# Somebody may be at work on what was handed in within this time: it stays, whatever the room.
IN_HAND_SECONDS = DAY_SECONDS
# The audit names so many of the files that were removed at once.
NAMED_IN_AUDIT = 20


def keep_original(store: Store, content: bytes, *, by: Actor) -> str:
    """Keep a document by its hash, which is returned. Raises Problem where `by` hands nothing in,
    it cannot be written, or there is no room for it."""
    audit.demand(store, by, access.HAND_IN, access.PUBLISH, access.APPROVE)
    make_room(store, len(content))
    return originals.keep(store, content)


def keep_layout(store: Store, layout: Layout, *, by: Actor) -> None:
    """Keep how tables of a shape are read. Raises Problem where `by` hands nothing in, or it cannot
    be written."""
    audit.demand(store, by, access.HAND_IN, access.PUBLISH, access.APPROVE)
    intake.save_layout(store, layout)


def read_path(store: Store, path: Path) -> Book:
    """A file of this machine, kept and read. Raises Problem as `intake.read_path` does, and where
    there is no room for it."""
    _make_room_for(store, path)
    return intake.read_path(store, path)


def attach_path(store: Store, path: Path) -> tuple[str, str]:
    """The original of a table, a file of this machine, kept; its name and SHA-256. Raises Problem
    as `intake.attach_path` does, and where there is no room for it."""
    _make_room_for(store, path)
    return intake.attach_path(store, path)


def _make_room_for(store: Store, path: Path) -> None:
    with contextlib.suppress(OSError):  # whoever reads it says what is amiss
        make_room(store, path.stat().st_size if path.is_file() else 0)


def make_room(
    store: Store,
    size: int = 0,
    *,
    now: float | None = None,
    environment: Mapping[str, str] = os.environ,
) -> list[Kept]:
    """Remove originals that no load names and that are too old, or for which there is no room, the
    oldest first; those that were removed.

    size: bytes of what is about to be handed in; now: seconds since 1970. Raises Problem where
    there is no room for it though nothing is left to remove.
    """
    now = time.time() if now is None else now
    days = _setting(environment, "RANKINGS_KEPT_DAYS", DAYS)
    most = _setting(environment, "RANKINGS_KEPT_MEGABYTES", MEGABYTES) * MEGABYTE
    there = originals.every(store)
    left = sum(file.size for file in there) + size
    due = [file for file in there if now - file.handed_in > days * DAY_SECONDS]
    if not due and left <= most:
        return []
    removed = []
    for file in _unnamed(store, there):
        age = now - file.handed_in
        goes = age > days * DAY_SECONDS or (left > most and age > IN_HAND_SECONDS)
        if goes and originals.remove(store, file):
            removed.append(file)
            left -= file.size
    _note(store, removed)
    if size and left > most:
        raise Problem("error.kept_full", megabytes=most // MEGABYTE)
    return removed


def _setting(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name, "").strip()
    number = typed.whole(text) if text else usual
    if number is None or number < 1:
        raise Problem("error.setting_number", name=name, value=text[:40])
    return number


def _unnamed(store: Store, files: Sequence[Kept]) -> list[Kept]:
    """Those of some originals that no load names; none where that cannot be known."""
    if store.version() is None:
        return []
    if isinstance(store, SharedStore):
        try:
            with store.locked():
                store.fetch()  # what others have handed in counts as well
        except Problem:
            return []
    named = {*_named_by_version(store), *_named_by_waiting(store)}
    return [file for file in files if file.sha256 not in named]


def _named_by_version(store: Store) -> Iterator[str]:
    at = store.snapshot()
    cursor = at.store.connect(at.version).cursor()
    for name in current.tables(cursor):
        if "sha256" in cursor.table(name).columns:
            yield from cursor.table(name).to_arrow_table()["sha256"].drop_null().to_pylist()


def _named_by_waiting(store: Store) -> Iterator[str]:
    """What loads name that were handed in and not cancelled, whether they were published or not."""
    for number in journal.ids(store):
        if journal.is_cancelled(store, number):
            continue
        # One that cannot be read cannot be published either.
        with contextlib.suppress(Problem):
            submission = journal.read(store, number)
            if submission.sha256:
                yield submission.sha256
            for rows in submission.rows.values():
                if "sha256" in rows.column_names:
                    yield from rows["sha256"].drop_null().to_pylist()


def _note(store: Store, removed: Sequence[Kept]) -> None:
    if removed:
        audit.note_done(
            store,
            "originals_removed",
            by=access.operator("rankings"),
            files=len(removed),
            bytes=sum(file.size for file in removed),
            sha256=[file.sha256 for file in removed[:NAMED_IN_AUDIT]],
        )
