"""A file of records, one JSON object a line, to which lines are only ever added.

A line is there when it is synced; what a power cut left of one is not read, and is cut off by the
next that is added. Several processes take turns by the lock of the folder.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.store.versions import Store

LOCK = ".accounts.lock"
LOCK_SECONDS = 30
# What stays for good of accounts: what was done to them, and what was done by them.
KEPT = ("events.jsonl", "audit.jsonl")


def folder_of(store: Store) -> Path:
    """Where what is known of accounts lies."""
    return store.common / "accounts"


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Let nobody else change accounts, in whatever process or server. Raises Problem where somebody
    else does so for too long, or the folder may not be written to, or is not mounted."""
    # Beside the folder, which a backup that is restored puts another in the place of.
    lock = FileLock(store.common / LOCK)
    try:
        store.make_common()
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise Problem("error.accounts_busy", seconds=LOCK_SECONDS) from error
    except OSError as error:
        raise _disk(store.common, error) from error
    try:
        yield
    finally:
        lock.release()


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a file, oldest first; none where there is no file.

    Raises Problem on a line, but for one that was cut off at the end, that is no record.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Problem("error.file_unopened", file=str(path), reason=error.strerror) from error
    records = []
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise Problem("error.record_damaged", file=path.name, line=number) from error
        if not isinstance(record, dict):
            raise Problem("error.record_damaged", file=path.name, line=number)
        records.append(record)
    return records


def add(path: Path, record: Mapping[str, Any]) -> None:
    """Add a record, and sync it; the caller holds the lock. Raises Problem where it cannot be
    written: then it is not there."""
    line = json.dumps(record, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        with path.open("ab+") as file:
            size = file.seek(0, os.SEEK_END)
            whole = _whole(file, size)
            if whole < size:
                file.truncate(whole)
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(whole)
                raise
        if is_new:
            whole_files.sync(path.parent)
    except OSError as error:
        raise _disk(path.parent, error) from error


def last(path: Path) -> dict[str, Any] | None:
    """The newest record of a file, without reading those before it; None where there is none, an
    empty one where it cannot be read."""
    try:
        with path.open("rb") as file:
            end = _whole(file, file.seek(0, os.SEEK_END))
            begin = _whole(file, end - 1) if end else 0
            file.seek(begin)
            line = file.read(end - begin)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _disk(path.parent, error) from error
    if not line:
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _whole(file: Any, size: int) -> int:
    """How many bytes of a file are whole lines: what a power cut left behind them is none."""
    step = 4096
    end = size
    while end > 0:
        begin = max(0, end - step)
        file.seek(begin)
        place = file.read(end - begin).rfind(b"\n")
        if place >= 0:
            return begin + place + 1
        end = begin
    return 0


def _disk(folder: Path, error: OSError) -> Problem:
    return Problem("error.disk", folder=str(folder), reason=error.strerror)
