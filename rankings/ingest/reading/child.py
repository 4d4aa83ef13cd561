"""The reading process: `python -m rankings.ingest.reading.child`, started by read().

Its one argument is a folder with order.json: the file, its name and the limits. Its limits are set
before anything is read; it writes the Book or the Problem into the folder, and how far it is, as
one number a line, to standard output.
"""

import json
import logging
import sys
from pathlib import Path

from rankings.ingest.limits import MEGABYTE, Limits
from rankings.store.problems import Problem

ORDER = "order.json"
# The clock is watched by the parent. Should that be killed, this ends a child that runs on.
_CPU_SECONDS_FOR_EACH = 3
# The Arrow files and JSON of a Book may be larger than its file, but not without bound.
_WRITTEN_FOR_EACH = 2
# Arrow imports these where it finds them, to understand their arrays: most of the time of a start.
_NOT_NEEDED = ("numpy", "pandas")


def _confine(limits: Limits) -> None:
    """Bound memory, processor time and what is written, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.seconds * _CPU_SECONDS_FOR_EACH,
        resource.RLIMIT_FSIZE: limits.memory_bytes * _WRITTEN_FOR_EACH,
        resource.RLIMIT_CORE: 0,
    }
    for what, amount in wanted.items():
        _, highest = resource.getrlimit(what)
        if highest != resource.RLIM_INFINITY:
            amount = min(amount, highest)
        try:
            resource.setrlimit(what, (amount, amount))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS but does not take every value
            logging.getLogger(__name__).warning("limit %s could not be set", what)


def main(folder: Path) -> None:
    """Carry out the order in a folder."""
    order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    limits = Limits(**order["limits"])
    _confine(limits)
    sys.modules.update(dict.fromkeys(_NOT_NEEDED))
    from rankings.ingest.reading import handover

    try:
        from rankings.ingest.reading.file import read_file

        book = read_file(Path(order["path"]), order["file"], limits, _say)
        handover.write_book(book, folder)
    except Problem as problem:
        handover.write_problem(problem, folder)
    except (MemoryError, RecursionError):
        megabytes = limits.memory_bytes // MEGABYTE
        problem = Problem("error.file_memory", file=order["file"], megabytes=megabytes)
        handover.write_problem(problem, folder)


def _say(share: float) -> None:
    print(f"{share:.3f}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
