"""Passwords tried in vain, counted by account and by address: who tries on has to wait.

An attempt is counted before the password is looked at, and taken back when it was right: whoever
tries many at once is not let through in between. What is counted is kept in a file, so that neither
a restart nor a second process begins at nought.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rankings.loads.accounts import lines
from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.store.versions import Store

WINDOW_SECONDS = 15 * 60
# As often one may be wrong within the window before the rest of it has to be waited for.
OF_AN_ACCOUNT, OF_AN_ADDRESS = 5, 30
# From the third on, each takes a pause after the one before.
FREE = 2
PAUSE_SECONDS = 3
# Of so many names and addresses is counted; the oldest go first.
KEPT = 10_000


@dataclass(frozen=True)
class Attempt:
    """One that was counted: to whom, and when (seconds)."""

    keys: tuple[str, ...]
    at: float


def begin(store: Store, *, name: str, address: str | None, now: float) -> Attempt:
    """Count an attempt. now: seconds since 1970.

    Raises Problem, with the minutes or seconds to wait, where there were too many; that one is not
    counted, so that whoever waits is let in.
    """
    keys = (f"account {name[:100]}", *([f"address {address}"] if address else ()))
    with lines.locked(store):
        counted = _counted(_path(store), now)
        wait = max(_wait(counted.get(key, []), key, now) for key in keys)
        if wait > 0:
            raise Problem("error.sign_in_wait", seconds=int(wait) + 1)
        for key in keys:
            counted[key] = [*counted.pop(key, []), now]
        _write(_path(store), counted)
    return Attempt(keys, now)


def was_right(store: Store, attempt: Attempt) -> None:
    """Forget what was counted of the account, and this attempt of the address."""
    account, *others = attempt.keys
    with lines.locked(store):
        counted = _counted(_path(store), attempt.at)
        counted.pop(account, None)
        for key in others:
            counted[key] = [at for at in counted.get(key, []) if at != attempt.at]
        _write(_path(store), counted)


def forget(store: Store, name: str) -> None:
    """Let an account that is locked out try again at once."""
    with lines.locked(store):
        counted = _counted(_path(store), 0)
        if counted.pop(f"account {name}", None) is not None:
            _write(_path(store), counted)


def _wait(times: list[float], key: str, now: float) -> float:
    """Seconds until the next attempt is looked at; nought or less: at once."""
    most = OF_AN_ACCOUNT if key.startswith("account ") else OF_AN_ADDRESS
    if len(times) >= most:
        return times[-most] + WINDOW_SECONDS - now
    if key.startswith("account ") and len(times) > FREE:
        return times[-1] + PAUSE_SECONDS - now
    return 0


def _counted(path: Path, now: float) -> dict[str, list[float]]:
    """What counts still; a file that cannot be read counts nothing, and is written anew."""
    try:
        kept: Any = json.loads(path.read_text(encoding="utf-8"))
        recent = {
            str(key): [float(at) for at in times if float(at) > now - WINDOW_SECONDS]
            for key, times in kept.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {key: times for key, times in recent.items() if times}


def _write(path: Path, counted: dict[str, list[float]]) -> None:
    newest = dict(list(counted.items())[-KEPT:])
    try:
        whole_files.write(path, json.dumps(newest).encode())
    except OSError as error:
        raise Problem("error.disk", folder=str(path.parent), reason=error.strerror) from error


def _path(store: Store) -> Path:
    return lines.folder_of(store) / "attempts.json"
