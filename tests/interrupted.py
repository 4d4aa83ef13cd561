"""Functions of the store in a process that is killed while they work."""

import multiprocessing
import os
import signal
import sys
import time
import types
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from unittest import mock

from rankings.store.versions import Store

# A server that has imported the package and forks from there: a child starts in milliseconds.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["rankings.loads", "tests.ingest.test_loads"])
WRITES = os.O_WRONLY | os.O_RDWR


def start(function: Callable, *arguments: object) -> BaseProcess:
    """Begin a function in a process of its own.

    A new process imports what its parent holds for the main program. After a run of a page that is
    app.py, which takes a second; the functions here need none.
    """
    process = PROCESSES.Process(target=function, args=arguments)
    with mock.patch.dict(sys.modules, {"__main__": types.ModuleType("__main__")}):
        process.start()
    return process


def killed_after(seconds: float, function: Callable, *arguments: object) -> bool:
    """Begin a function and kill it some time later; True when it was still at work.

    The time is counted from the moment at which the process enters the function.
    """
    hears, tells = PROCESSES.Pipe(duplex=False)
    process = start(_tell_and_run, tells, function, *arguments)
    tells.close()
    hears.recv_bytes()
    time.sleep(seconds)
    process.kill()
    return _was_killed(process)


def seconds_of(function: Callable, *arguments: object) -> float:
    """How long a function takes in such a process, from its first moment to its last."""
    hears, tells = PROCESSES.Pipe(duplex=False)
    process = start(_tell_and_run, tells, function, *arguments)
    tells.close()
    hears.recv_bytes()
    began = time.monotonic()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def killed_before(operation: int, folder: Path, function: Callable, *arguments: object) -> bool:
    """Run a function, killed before its nth change of a file in a folder; False when it ended."""
    return _was_killed(start(_run_until, operation, folder, function, *arguments))


def add_a_version(store: Store) -> None:
    """Write the next version, with one row more in `store_info`."""
    with store.locked(), store.next_version(base=store.version()) as connection:
        connection.execute("insert into store_info values ('added', 'yes')")


def _was_killed(process: BaseProcess) -> bool:
    process.join()
    # Anything else is an error of the function itself: it is in the output of the process.
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode == -signal.SIGKILL


def _tell_and_run(tells: Connection, function: Callable, *arguments: object) -> None:
    tells.send_bytes(b"begun")
    function(*arguments)


def _run_until(operation: int, folder: Path, function: Callable, *arguments: object) -> None:
    seen = 0

    def count(event: str, details: tuple) -> None:
        nonlocal seen
        changes = event in {"os.rename", "os.remove", "os.mkdir"}
        changes |= event == "open" and bool(details[2] & WRITES)
        if changes and str(details[0]).startswith(str(folder)):
            seen += 1
            if seen == operation:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    function(*arguments)
