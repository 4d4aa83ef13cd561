"""What was collected: every reply as it came, and what became of each round.

    var/collected/
      replies/20261010T040000Z-provinces-1a2b3c4d5e6f.reply    as it came, before anything else
      000012.json              a round: when, what was asked, what became of it

A reply is kept for 90 days, a round for the newest 400. The rounds are seen by every server of a
shared store, the replies lie where they were asked for.
"""

import contextlib
import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rankings.loads.collect.soundness import Table
from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.store.versions import Store

REPLY_DAYS = 90
ROUNDS_KEPT = 400
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Asked:
    """One request of a round. state: answered | refused | failed | not_asked; reason: as
    asking.NotAnswered has it; sha256, bytes: of the reply; file: its name among the replies."""

    request: str
    address: str
    state: str
    reason: str | None = None
    status: int | None = None
    tries: int = 0
    seconds: float = 0.0
    bytes: int = 0
    sha256: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Collected:
    """One table of a round. asked: provinces | units; state: published | waits | aside | failed.

    reason: why it was kept aside (soundness.Unsound), what it waits for (unattended.Outcome), or
    why it is not here; details: of that. table: what the next one is held against; sha256: of the
    file that was brought in.
    """

    asked: str
    state: str
    reason: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    load_id: int | None = None
    table: Table | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Round:
    """One round: when it began and ended (UTC), whom it asked, what of it.

    state: published | waits | nothing_new | aside | failed | refused | held (a refusal is not long
    enough ago). until: before then nobody is asked again, where it was refused.
    """

    began: datetime
    ended: datetime
    host: str
    state: str
    asked: tuple[Asked, ...] = ()
    tables: tuple[Collected, ...] = ()
    until: datetime | None = None
    number: int | None = None


def keep_reply(store: Store, request: str, content: bytes, at: datetime) -> tuple[str, str]:
    """Keep a reply as it came; its SHA-256 and the name of its file. at: UTC.

    Raises Problem where it cannot be written: then nothing is made of it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    folder = store.folder / "collected" / "replies"
    name = f"{at:%Y%m%dT%H%M%SZ}-{request}-{sha256[:12]}.reply"
    try:
        whole_files.write(folder / name, content)
    except OSError as error:
        raise Problem("error.disk", folder=str(folder), reason=error.strerror) from error
    return sha256, name


def keep_round(store: Store, done: Round) -> int:
    """Keep what became of a round under the next number, which is returned. Raises Problem."""
    folder = store.folder / "collected"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = _write_next(store, folder, _written(done))
        _prune(store, folder)
    except OSError as error:
        raise Problem("error.disk", folder=str(folder), reason=error.strerror) from error
    return number


def rounds(store: Store, most: int | None = None) -> list[Round]:
    """The newest rounds, newest first. What cannot be read is passed over."""
    folder = store.folder / "collected"
    newest: list[Round] = []
    for number in reversed(_numbers(folder)):
        if most is not None and len(newest) == most:
            break
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            newest.append(_read(folder / f"{number:06d}.json", number))
    return newest


def last_table(store: Store, asked: str, host: str, brought: frozenset[str]) -> Table | None:
    """What the next table is held against: the newest one of this kind and host that was published,
    waits, or was brought in by a person since.

    brought: SHA-256 of the files that a load brought.
    """
    for done in rounds(store):
        for collected in done.tables:
            fits = collected.asked == asked and done.host == host and collected.table is not None
            good = collected.state in ("published", "waits", "nothing_new")
            if fits and (good or collected.sha256 in brought):
                return collected.table
    return None


def _written(done: Round) -> str:
    facts = asdict(done)
    facts.pop("number")
    return json.dumps(facts, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _read(path: Path, number: int) -> Round:
    facts = json.loads(path.read_text(encoding="utf-8"))
    tables = tuple(_collected(row) for row in facts.pop("tables"))
    asked = tuple(Asked(**row) for row in facts.pop("asked"))
    times = {name: _moment(facts.pop(name)) for name in ("began", "ended", "until")}
    if times["began"] is None or times["ended"] is None:
        raise ValueError(path)
    return Round(
        began=times["began"],
        ended=times["ended"],
        until=times["until"],
        host=facts["host"],
        state=facts["state"],
        asked=asked,
        tables=tables,
        number=number,
    )


def _collected(row: dict[str, Any]) -> Collected:
    table = row.pop("table")
    return Collected(**row, table=None if table is None else Table(**table))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _numbers(folder: Path) -> list[int]:
    names = (re.fullmatch(r"(\d{6,})\.json", path.name) for path in folder.glob("*.json"))
    return sorted(int(name[1]) for name in names if name)


def _write_next(store: Store, folder: Path, text: str) -> int:
    """Under the next free number; two that write at once get two numbers."""
    number = max(_numbers(folder), default=0) + 1
    while True:
        path = folder / f"{number:06d}.json"
        try:
            with store.sharing(path), path.open("x", encoding="utf-8") as file:
                file.write(text)
            return number
        except FileExistsError:
            number += 1


def _prune(store: Store, folder: Path) -> None:
    oldest = time.time() - REPLY_DAYS * DAY_SECONDS
    for path in _replies(folder):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
    for number in _numbers(folder)[:-ROUNDS_KEPT]:
        path = folder / f"{number:06d}.json"
        with store.sharing(path):
            path.unlink(missing_ok=True)


def _replies(folder: Path) -> Iterator[Path]:
    yield from (folder / "replies").glob("*.reply")
