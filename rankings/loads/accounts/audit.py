"""Who changed something, took an export, signed in or was refused: lines that are only added.

Each holds the hash of the one before it, so that one that is changed, taken out or put in
afterwards is noticed by `verify`. Who looked at what is not kept. A hash is the SHA-256 of the line
without it, as JSON with sorted keys and no blanks.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import lines
from rankings.store.problems import Problem
from rankings.store.versions import Store

log = logging.getLogger("rankings")
BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True)
class Verified:
    """Whether the chain holds. records: how many there are; last: the hash of the newest, to be
    kept elsewhere: with it also the end is known. broken: the number of the first line that does
    not fit the one before."""

    records: int
    last: str
    broken: int | None


def demand(store: Store, by: Actor, right: str, *others: str) -> None:
    """As access.demand; that somebody who has signed in was refused is kept."""
    try:
        access.demand(by, right, *others)
    except Problem:
        if by.account is not None:
            note_done(store, "refused", by=by, right=right)
        raise


def note(store: Store, event: str, *, by: Actor, **details: Any) -> None:
    """Add what somebody did. Raises Problem where it cannot be written."""
    with lines.locked(store):
        add(store, event, by=by.name, account=by.account, details=details)


def note_done(store: Store, event: str, *, by: Actor, **details: Any) -> None:
    """Add what was done and cannot be undone for want of a line; where it cannot be written, the
    log of the server says so."""
    try:
        note(store, event, by=by, **details)
    except Problem as problem:
        log.error("not in the audit: %s of %s %s: %s", event, by.name, details, problem)


def add(
    store: Store, event: str, *, by: str, account: str | None, details: Mapping[str, Any]
) -> None:
    """The same for who holds the lock."""
    path = _path(store)
    number, before = _end(path)
    record: dict[str, Any] = {
        "number": number + 1,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "by": by,
        "account": account,
        "details": dict(details),
        "before": before,
    }
    lines.add(path, record | {"hash": _hash(record)})


def records(store: Store, *, by: Actor) -> list[dict[str, Any]]:
    """All lines, oldest first. Raises Problem where that is not for `by` to know."""
    access.demand(by, access.ADMINISTER)
    return lines.read(_path(store))


def verify(store: Store, *, by: Actor) -> Verified:
    """Go through the chain from its beginning."""
    access.demand(by, access.ADMINISTER)
    try:
        there = lines.read(_path(store))
    except Problem as problem:
        line = problem.values.get("line")
        if not isinstance(line, int):
            raise
        return Verified(line - 1, "", line)
    return verified(there)


def verified(there: list[dict[str, Any]]) -> Verified:
    """Whether lines are a chain: numbered from 1, each with its own hash and that of the one before
    it."""
    before = BEFORE_THE_FIRST
    for number, record in enumerate(there, start=1):
        own = {key: value for key, value in record.items() if key != "hash"}
        fits = record.get("number") == number and record.get("before") == before
        if not fits or record.get("hash") != _hash(own):
            return Verified(len(there), before, number)
        before = record["hash"]
    return Verified(len(there), before, None)


def _hash(record: Mapping[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _end(path: Path) -> tuple[int, str]:
    """Number and hash of the newest line."""
    last = lines.last(path)
    if last is None:
        return 0, BEFORE_THE_FIRST
    try:
        return int(last["number"]), str(last["hash"])
    except (KeyError, TypeError, ValueError):
        # The chain is broken there already: `verify` says so, and what comes is kept all the same.
        return -1, BEFORE_THE_FIRST


def _path(store: Store) -> Path:
    return lines.folder_of(store) / "audit.jsonl"
