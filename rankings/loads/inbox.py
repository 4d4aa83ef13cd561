"""A folder that is looked after: a file that is dropped there is recognised, and published where
nothing is left to be asked.

    var/inbox/
      bang.xlsx                what was dropped
      bang.xlsx.nguon.txt      where it is from: a link or a document's number; laid there first
      done/ waiting/ refused/  where it goes, with a note beside it: a sentence, then what is known

A file in `waiting/` stands on the upload page until somebody has published it there. Whatever is
killed when, a file is published once or is still to be had: what was published is known by its
SHA-256, and only then is the file moved.

    RANKINGS_INBOX    off (default): the server does not follow it; on: it follows var/inbox; or the
                      folder that it follows. The command works off the folder, followed or not
"""

import contextlib
import hashlib
import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from rankings.ingest import intake
from rankings.ingest.reading import display_name
from rankings.ingest.sourcing import UNSAID, SourceFields, web_address
from rankings.loads import access, unattended
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store import queries, whole_files
from rankings.store.clock import VIETNAM_TIME
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store, default_folder
from rankings.words import typed

SETTING = "RANKINGS_INBOX"
DONE, WAITING, REFUSED = "done", "waiting", "refused"
SOURCE, NOTE = ".nguon.txt", ".ghi-chu.txt"
# What a program calls a file that it has not finished.
UNFINISHED = re.compile(r"^[.~]|\.(part|tmp|crdownload|download|partial)$", re.IGNORECASE)
# The line of a note that says that its file tells of persons; such a file is refused and removed
# after so long.
PERSONAL, PERSONAL_SECONDS = "dossiers: yes", 24 * 3600
# Bytes of a name that is kept.
LONGEST_NAME = 150
# A file is whole when nothing about it has changed for so long; an empty one may still be filled.
STILL_SECONDS, EMPTY_SECONDS = 2.0, 20.0
# What says nothing of the file: it stays where it is, and is tried again.
ANOTHER_TIME = (
    *("error.disk", "error.readers_busy", "error.lake_away", "error.lake_away_kept"),
    *("error.database_memory", "error.kept_full"),
)

log = logging.getLogger("rankings")


@dataclass(frozen=True)
class Item:
    """What became of a file. state: published | again (a load has brought it before) |
    nothing_new | waits | refused | left (it stays, to be tried again) | new (nobody has looked).

    path: where it lies now; questions: as unattended.Outcome has them, or withdrawn; problem: why
    it was refused or left; personal: it holds dossiers, and is not kept.
    """

    name: str
    state: str
    path: Path
    sha256: str | None = None
    load_id: int | None = None
    questions: tuple[str, ...] = ()
    problem: Problem | None = None
    personal: bool = False


@dataclass(frozen=True)
class Waiting:
    """A file that waits for a person. name: as it was dropped; sentence: of its note; questions: as
    `Item` has them."""

    name: str
    path: Path
    sha256: str
    sentence: str
    questions: tuple[str, ...]


# Makes the sentence of the note that is laid beside a file.
Say = Callable[[Item], str]


def folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that is worked off, whether the server follows it or not."""
    value = environment.get(SETTING, "").strip()
    named = value and value.lower() not in ("on", "off")
    return Path(value).expanduser().absolute() if named else default_folder() / "inbox"


def is_followed(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the server follows it."""
    return environment.get(SETTING, "").strip().lower() not in ("", "off")


def work_off(
    store: Store,
    inbox: Path,
    *,
    by: Actor,
    say: Say,
    today: date | None = None,
    still: float = STILL_SECONDS,
) -> list[Item]:
    """Bring in what lies in the folder and is whole; what became of each file, by name.

    still: for how long nothing about a file may have changed, in seconds. Raises Problem where
    another process works without a person, or the folder may not be written to.
    """
    audit.demand(store, by, access.PUBLISH)
    make(inbox)
    if not any(_dropped(inbox)):
        return []
    with unattended.alone(store):
        day = today or datetime.now(VIETNAM_TIME).date()
        return [_one(store, path, by, say, day) for path in _whole(inbox, still)]


def make(inbox: Path) -> None:
    """The folder and those in it. Raises Problem where they cannot be made."""
    try:
        for name in (DONE, WAITING, REFUSED):
            (inbox / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem("error.disk", folder=str(inbox), reason=error.strerror) from error


def names(inbox: Path) -> list[str]:
    """What lies in the folder and was not worked off yet."""
    return sorted(path.name for path in _dropped(inbox))


def waiting(at: Snapshot, inbox: Path) -> list[Waiting]:
    """The files that wait for a person, by name; without those that a load has brought since."""
    noted = [_noted(path) for path in sorted((inbox / WAITING).glob(f"*{NOTE}"))]
    there = [item for item in noted if item is not None]
    brought = _brought(at) if there else frozenset()
    return [item for item in there if item.sha256 not in brought]


def settle(store: Store, inbox: Path, *, by: Actor, say: Say) -> None:
    """Move to `done/` what waited and was published by a person since."""
    audit.demand(store, by, access.HAND_IN, access.PUBLISH)
    _forget_personal(inbox)
    at = store.snapshot()
    open_still = {item.path for item in waiting(at, inbox)}
    for note in sorted((inbox / WAITING).glob(f"*{NOTE}")):
        item = _noted(note)
        if item is not None and item.path not in open_still:
            before = unattended.published_before(at, item.sha256)
            number = before[0] if before else None
            moved = Item(item.name, "again", item.path, item.sha256, number)
            with contextlib.suppress(OSError):
                _move(moved, inbox, DONE, say)
                note.unlink()


# --- One file -------------------------------------------------------------------------------------


def _one(store: Store, path: Path, by: Actor, say: Say, day: date) -> Item:
    item = Item(path.name, "left", path)
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        item = replace(item, sha256=sha256, personal=unattended.holds_dossiers(path))
        item = _brought_in(store, item, by, day)
    except OSError as error:
        reason = error.strerror or str(error)
        item = replace(item, problem=Problem("error.file_unopened", file=path.name, reason=reason))
    except Problem as problem:
        state = "left" if problem.key in ANOTHER_TIME else "refused"
        item = replace(item, state=state, problem=problem)
    log.info(
        "inbox: %s %s (%s)", item.name, item.state, item.load_id or item.problem or item.questions
    )
    if item.state == "left":
        return item
    where = {"waits": WAITING, "refused": REFUSED}.get(item.state, DONE)
    try:
        return replace(item, path=_move(item, path.parent, where, say))
    except OSError as error:
        # It lies where it lay; by its hash it is known what became of it.
        reason = error.strerror or str(error)
        return replace(item, problem=Problem("error.disk", folder=str(path), reason=reason))


def _brought_in(store: Store, item: Item, by: Actor, day: date) -> Item:
    before = unattended.published_before(store.snapshot(), str(item.sha256))
    if before is not None:
        number, counts = before
        if counts:
            return replace(item, state="again", load_id=number)
        # Somebody has taken it back: nobody but a person brings it again.
        state = "refused" if item.personal else "waits"
        return replace(item, state=state, questions=("withdrawn",), load_id=number)
    if item.personal:
        outcome = unattended.bring_in_dossiers(store, item.path, by=by)
    else:
        source = source_of(item.path)
        intake.check_size(item.path.stat().st_size, item.name)
        outcome = unattended.bring_in(
            store, item.path.read_bytes(), item.name, by=by, today=day, source=source
        )
    # A dossier file waits nowhere: who has it counts it by the command, where it is asked.
    state = "refused" if item.personal and outcome.state == "waits" else outcome.state
    return replace(item, state=state, questions=outcome.questions, load_id=outcome.load_id)


def source_of(path: Path) -> SourceFields:
    """Where a file is from, as a file beside it says. Raises Problem where that is no source."""
    beside = path.with_name(f"{path.name}{SOURCE}")
    if not beside.is_file():
        return UNSAID
    line = typed.line(beside.read_text(encoding="utf-8-sig", errors="replace")[:1000])
    if re.match(r"[a-z]+://", line, re.IGNORECASE):
        return SourceFields(kind=UNSAID.kind, url=web_address(line))
    return SourceFields(kind=UNSAID.kind, document_number=line or None)


def _move(item: Item, inbox: Path, where: str, say: Say) -> Path:
    """Move a file with its note, which is written first: a file without one was not done."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{(item.sha256 or '0' * 8)[:8]}"
    there = inbox / where / f"{stamp}-{_short(item.name)}"
    facts = [f"name: {display_name(item.name)}", f"sha256: {item.sha256 or ''}"]
    if item.load_id is not None:
        facts.append(f"load: {item.load_id}")
    if item.questions:
        facts.append(f"questions: {' '.join(item.questions)}")
    if item.personal:
        facts.append(PERSONAL)
    note = there.with_name(f"{there.name}{NOTE}")
    whole_files.write(note, "\n".join([say(item), "", *facts, ""]).encode())
    if item.personal and where == DONE:
        # Its counts are kept; the file, which tells of persons, is not.
        item.path.unlink()
        return note
    try:
        item.path.replace(there)
    except OSError:
        note.unlink(missing_ok=True)
        raise
    beside = item.path.with_name(f"{item.path.name}{SOURCE}")
    with contextlib.suppress(FileNotFoundError):
        beside.replace(there.with_name(f"{there.name}{SOURCE}"))
    return there


def _forget_personal(inbox: Path) -> None:
    """Remove the dossier files that were refused so long ago that whoever laid them there knows."""
    for note in (inbox / REFUSED).glob(f"*{NOTE}"):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            old = time.time() - note.stat().st_mtime > PERSONAL_SECONDS
            if old and PERSONAL in note.read_text(encoding="utf-8").splitlines():
                note.with_name(note.name.removesuffix(NOTE)).unlink(missing_ok=True)


def _short(name: str) -> str:
    """A name that has room for what is put before and behind it; its ending stays."""
    encoded = name.encode("utf-8", "surrogateescape")
    if len(encoded) <= LONGEST_NAME:
        return name
    return encoded[-LONGEST_NAME:].decode("utf-8", "ignore")


# --- What lies there ------------------------------------------------------------------------------


def _dropped(inbox: Path) -> Iterator[Path]:
    for path in sorted(inbox.iterdir()) if inbox.is_dir() else ():
        beside = path.name.endswith((SOURCE, NOTE))
        if not beside and not UNFINISHED.search(path.name) and _is_file(path):
            yield path


def _is_file(path: Path) -> bool:
    # Not a link, which may lead to a file that was never handed in.
    return path.is_file() and not path.is_symlink()


def _whole(inbox: Path, still: float) -> list[Path]:
    """The files of which nothing has changed for a while; the others are left to the next look."""
    before = {path: _mark(path) for path in _dropped(inbox)}
    if not before:
        return []
    time.sleep(still)
    empty_before = time.time() - EMPTY_SECONDS * still / STILL_SECONDS
    return [
        path
        for path, mark in before.items()
        if mark is not None
        and mark == _mark(path)
        and (mark[0] > 0 or mark[1] / 1e9 < empty_before)
    ]


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns


def _brought(at: Snapshot) -> frozenset[str]:
    rows = queries.loads(at).to_pylist()
    return frozenset(row["sha256"] for row in rows if row["sha256"] and row["state"] == "published")


def _noted(note: Path) -> Waiting | None:
    """The file of a note; None where it is not there, or the note cannot be read."""
    path = note.with_name(note.name.removesuffix(NOTE))
    try:
        sentence, _, rest = note.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    facts = dict(line.split(": ", 1) for line in rest.splitlines() if ": " in line)
    if not path.is_file() or len(facts.get("sha256", "")) != 64:
        return None
    name, questions = display_name(facts.get("name", path.name)), facts.get("questions", "").split()
    return Waiting(name, path, facts["sha256"], sentence, tuple(questions))
