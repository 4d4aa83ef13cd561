"""What another process takes of the machine, as Linux tells it."""

import re
import time
from pathlib import Path


def processor_seconds(pid: int) -> float:
    """Seconds of processor that a process has taken until now, with its threads that have ended.

    Linux only; the clock of a process counts nanoseconds, its file in /proc hundredths.
    """
    return time.clock_gettime((~pid << 3) | 2)


def megabytes(pid: int) -> float:
    """The memory of a process that lies in the machine's now, in megabytes of 1,000,000 bytes."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", told)
    if found is None:
        raise ProcessLookupError(f"process {pid} has ended")
    return int(found[1]) * 1024 / 1e6
