"""How much of a file is read before the reader says no; each limit is a setting."""

import logging
import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields

from rankings.store.problems import Problem

PREFIX = "RANKINGS_LIMIT_"
MEGABYTE = 1_000_000

# For a process whose memory is bounded by address space, which these would reserve without using.
SPARING = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONIOENCODING": "utf-8",
}
# A processor's time is what counts. Where the machine is busy with other things, or cannot count it
# (Windows), the clock ends what only waits: so many seconds of it for each one.
CLOCK_FOR_EACH = 5
# What is written may be larger than the memory it is made in, but not without bound.
_WRITTEN_FOR_EACH = 2


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    file_bytes: size of the file. unpacked_bytes: of all that is packed in it (xlsx, ods, docx).
    rows, columns, cells: of one sheet, empty cells inside the table included.
    cell_characters: length of one cell; the default is Excel's own.
    seconds: of a processor, for reading it and again for working on it. memory_bytes: address space
    of the reading process; twice as much of one that checks it. pages: of a PDF file. tables: of
    one file; sheets, and tables within a sheet.
    """

    file_bytes: int = 200 * MEGABYTE
    unpacked_bytes: int = 1_000 * MEGABYTE
    rows: int = 1_200_000
    columns: int = 2_000
    cells: int = 20_000_000
    cell_characters: int = 32_767
    seconds: int = 60
    memory_bytes: int = 2_000 * MEGABYTE
    pages: int = 200
    tables: int = 500

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Limits":
        """The defaults, and what RANKINGS_LIMIT_ROWS … RANKINGS_LIMIT_PAGES say instead.

        Raises a Problem where a setting is not a whole number above 0.
        """
        given = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            text = environment.get(name, "").strip()
            if text:
                given[field.name] = _whole_number(name, text)
        return cls(**given)

    def check_tables(self, tables: int, file_name: str) -> None:
        """Raise Problem where a file has more tables than are looked at: each of them costs the
        server some milliseconds, and a page of a megabyte may hold ten thousand."""
        if tables > self.tables:
            raise Problem("error.file_tables", file=file_name, tables=tables, limit=self.tables)


def confine(*, memory_bytes: int | None = None, seconds: int | None = None) -> None:
    """Bound what this process may take, where the system can (not on Windows).

    memory_bytes: of its address space; twice as much may be written into a file. seconds: of a
    processor, from now on; at its end the system ends the process. None: as it is.
    """
    try:
        import resource
    except ImportError:
        return
    wanted: dict[int, tuple[int, int | None]] = {resource.RLIMIT_CORE: (0, 0)}
    if memory_bytes is not None:
        written = memory_bytes * _WRITTEN_FOR_EACH
        wanted[resource.RLIMIT_AS] = memory_bytes, memory_bytes
        wanted[resource.RLIMIT_FSIZE] = written, written
    if seconds is not None:
        # The highest stays as it is: the next piece of work is given its own time.
        wanted[resource.RLIMIT_CPU] = math.ceil(time.process_time()) + seconds, None
    for what, (amount, most) in wanted.items():
        _, highest = resource.getrlimit(what)
        if highest != resource.RLIM_INFINITY:
            amount = min(amount, highest)
        try:
            resource.setrlimit(what, (amount, highest if most is None else amount))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS but does not take every value
            logging.getLogger(__name__).warning("limit %s could not be set", what)


def _whole_number(name: str, text: str) -> int:
    plain = text.replace("_", "")
    if not (plain.isascii() and plain.isdigit() and 0 < len(plain) < 19 and int(plain)):
        raise Problem("error.setting_number", name=name, value=text[:40])
    return int(plain)
