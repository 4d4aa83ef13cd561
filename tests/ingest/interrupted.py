"""`ensure` in a process that is killed while it works."""

import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from rankings.ingest import bootstrap
from rankings.store import Store

# A server that has imported the package and forks from there: a child starts in milliseconds.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["rankings.ingest.bootstrap"])
WRITES = os.O_WRONLY | os.O_RDWR


def start(folder: Path, data: Path) -> BaseProcess:
    """Begin `ensure` in a process of its own."""
    process = PROCESSES.Process(target=bootstrap.ensure, args=(Store(folder), data))
    process.start()
    return process


def killed_after(folder: Path, data: Path, seconds: float) -> bool:
    """Begin `ensure` and kill it after some time; True when it was still at work."""
    process = start(folder, data)
    time.sleep(seconds)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def killed_before(folder: Path, data: Path, operation: int) -> bool:
    """Run `ensure`, killed before the nth operation on files; True when there were as many."""
    process = PROCESSES.Process(target=_ensure_until, args=(folder, data, operation))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode == -signal.SIGKILL


def _ensure_until(folder: Path, data: Path, operation: int) -> None:
    seen = 0

    def count(event: str, arguments: tuple) -> None:
        nonlocal seen
        changes = event in {"os.rename", "os.remove", "os.mkdir", "shutil.copyfile"}
        changes |= event == "open" and bool(arguments[2] & WRITES)
        if changes and str(arguments[0]).startswith(str(folder)):
            seen += 1
            if seen == operation:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    bootstrap.ensure(Store(folder), data)
