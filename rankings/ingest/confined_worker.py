"""The confined process: `python -m rankings.ingest.confined_worker`.

It carries out one order after another until its input ends. An order is a pickled function with its
arguments; the answers are pickled too: what the function tells, then what it gives or raises. What
has taken much memory ends itself, and a new process begins with little.
"""

import logging
import os
import pickle
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from rankings.ingest.confined_processes import file_of
from rankings.ingest.limits import MEGABYTE, Limits, confine
from rankings.store.problems import Problem

# The readers' work comes first.
NICENESS = 5
# A check holds a version of the store beside the figures of the file.
MEMORY_FOR_EACH = 2
# What has once taken more than this is not kept: what is given back to a process stays with it.
KEPT_BYTES = 500 * MEGABYTE

OUT_OF_MEMORY = (MemoryError, RecursionError, duckdb.OutOfMemoryException)
_log = logging.getLogger(__name__)


def main() -> None:
    """Carry out orders until there are no more."""
    orders = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints goes to the log, not among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limits = Limits.from_environment()
    confine(memory_bytes=limits.memory_bytes * MEMORY_FOR_EACH)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    _send(answers, "began", None, stays=False)
    while True:
        try:
            function, args, kwargs, tells = pickle.load(orders)
        except EOFError:
            return
        confine(seconds=limits.seconds)
        if tells:
            kwargs["tell"] = lambda *step: _send(answers, "told", step, stays=False)
        kind, value = _carry_out(function, args, kwargs, limits)
        stays = _peak_bytes() < KEPT_BYTES
        _send(answers, kind, value, stays=stays)
        if not stays:
            return


def _carry_out(
    function: Callable[..., object], args: tuple, kwargs: dict[str, Any], limits: Limits
) -> tuple[str, object]:
    try:
        return "gave", function(*args, **kwargs)
    except OUT_OF_MEMORY:
        megabytes = limits.memory_bytes * MEMORY_FOR_EACH // MEGABYTE
        file = file_of(*args, *kwargs.values())
        return "raised", Problem("error.file_memory", file=file, megabytes=megabytes)
    except Exception as error:
        if not isinstance(error, Problem):
            _log.exception("work on a file failed")
        return "raised", error


def _send(answers: BinaryIO, kind: str, value: object, *, stays: bool) -> None:
    pickle.dump((kind, value, stays), answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _peak_bytes() -> int:
    """The most memory that this process has held at once; 0 where the system does not say.

    What getrusage calls the peak begins with that of whoever started the process.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(peak[1]) * 1024 if peak else 0


if __name__ == "__main__":
    main()
