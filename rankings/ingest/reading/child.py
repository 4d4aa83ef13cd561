"""The reading process: `python -m rankings.ingest.reading.child`, started by read().

Its one argument is a folder with order.json: the file, its name and the limits. Its limits are set
before anything is read; it writes the Book or the Problem into the folder, and how far it is, as
one number a line, to standard output.
"""

import json
import sys
from pathlib import Path

from rankings.ingest.limits import MEGABYTE, Limits, confine
from rankings.store.problems import Problem

ORDER = "order.json"
# Arrow imports these where it finds them, to understand their arrays: most of the time of a start.
_NOT_NEEDED = ("numpy", "pandas")


def main(folder: Path) -> None:
    """Carry out the order in a folder."""
    order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    limits = Limits(**order["limits"])
    confine(memory_bytes=limits.memory_bytes, seconds=limits.seconds)
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


def _wait_for_the_order(folder: Path) -> bool:
    """Import what every reading needs, then wait until the input is closed. False where there is no
    order then: whoever started this process has ended."""
    sys.modules.update(dict.fromkeys(_NOT_NEEDED))
    from rankings.ingest.reading import file, handover  # noqa: F401

    sys.stdin.read()
    return (folder / ORDER).exists()


if __name__ == "__main__" and _wait_for_the_order(Path(sys.argv[1])):
    main(Path(sys.argv[1]))
