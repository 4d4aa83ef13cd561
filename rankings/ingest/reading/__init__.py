"""Read a file, or a pasted block, into a Book: in a process of its own, within limits.

The type of a file is told by its content. Whatever comes, the answer is a Book or a Problem.
"""

import atexit
import contextlib
import json
import logging
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from rankings.ingest.limits import CLOCK_FOR_EACH, MEGABYTE, SPARING, Limits
from rankings.store.problems import Problem

if TYPE_CHECKING:
    # Brings Arrow, which the child imports later, in its own way.
    from rankings.ingest.grid import Book

__all__ = ["display_name", "prepare", "read", "read_pasted"]

Progress = Callable[[float], None]

_ROOT = Path(__file__).resolve().parents[3]
_LONGEST_NAME = 120
_NAMELESS = "–"
# Marks that turn the direction of writing would let "gpj.exe" look like "exe.jpg".
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# The last two are said where the limit is met while a library is loaded.
_OUT_OF_MEMORY = re.compile(
    rb"memory allocation of|bad_alloc|MemoryError|out of memory"
    rb"|failed to map segment|cannot allocate memory",
    re.I,
)
# How much a library asked for at once.
_ASKED_FOR = re.compile(rb"memory allocation of (\d+) bytes")
# No sound file takes so much for each of its bytes: packed at its densest, and laid out as cells.
_MEMORY_OF_A_BYTE = 10_000
_SHOWN_OF_A_CRASH = 4_000
_END = object()
_log = logging.getLogger(__name__)


def read(
    path: Path,
    *,
    file_name: str | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> "Book":
    """The sheets of a file of any kind that the app takes.

    file_name: the name to show, where the file itself is kept under another; it is never opened.
    limits: by default those of the environment. progress: called with 0 … 1 while reading.
    Raises a Problem that names the file and says what to do.
    """
    from rankings.ingest.reading.file import check_file

    limits = limits or Limits.from_environment()
    file = display_name(file_name or path.name)
    check_file(path, file, limits)
    order = {"path": str(path.resolve()), "file": file, "limits": asdict(limits)}
    return _read_by_child(order, file, limits, progress or (lambda share: None))


def read_pasted(text: str, *, html: str | None = None) -> "Book":
    """The table of a pasted block: cells between tabs, or as the web page's own markup says.

    Raises a Problem when there is nothing in it, or more than the limits allow.
    """
    from rankings.ingest.reading.pasted import read_block

    return read_block(text, html, Limits.from_environment())


def display_name(name: str) -> str:
    """A file's name as it may be shown: without folders, unseen characters and excess length."""
    last = re.split(r"[/\\]", name)[-1]
    shown = " ".join(_UNSHOWN.sub("", last).encode("utf-8", "replace").decode().split())
    if len(shown) > _LONGEST_NAME:
        half = _LONGEST_NAME // 2
        shown = f"{shown[:half]}…{shown[1 - half :]}"
    return shown if shown.strip(". ") else _NAMELESS


class _Child:
    """A reading process, and the folder in which it finds its order and leaves its answer.

    It imports what it needs and waits until its input is closed.
    """

    def __init__(self) -> None:
        self._kept = tempfile.TemporaryDirectory(prefix="rankings-reading-")
        self.folder = Path(self._kept.name)
        self.errors = self.folder / "errors.txt"
        with self.errors.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"{__name__}.child", str(self.folder)],
                cwd=_ROOT,
                env=os.environ | SPARING,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )

    def carry_out(self, order: dict[str, Any], limits: Limits, progress: Progress) -> int | None:
        """Give the order and wait for the end; its exit status, or None when its time was up."""
        (self.folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        cast(IO[bytes], self.process.stdin).close()
        return _watch(self.process, time.monotonic() + limits.seconds * CLOCK_FOR_EACH, progress)

    def end(self) -> None:
        """End the process, whatever it does, and remove its folder."""
        with self.process:
            self.process.kill()
        self._kept.cleanup()


# At most one, ready for the next file.
_spare: list[_Child] = []


def prepare() -> None:
    """Start the process for the next file now: whoever hands one in does not wait for its start."""
    if not _spare:
        _spare.append(_Child())


@atexit.register
def _end_spare() -> None:
    while _spare:
        _spare.pop().end()


def _ready_child() -> _Child:
    with contextlib.suppress(IndexError):  # another reader may take it first
        child = _spare.pop()
        if child.process.poll() is None:
            return child
        child.end()
    return _Child()


def _read_by_child(order: dict[str, Any], file: str, limits: Limits, progress: Progress) -> "Book":
    from rankings.ingest.reading import handover

    child = _ready_child()
    try:
        status = child.carry_out(order, limits, progress)
        if status is None:
            raise Problem("error.file_time", file=file, seconds=limits.seconds)
        problem = handover.read_problem(child.folder)
        if problem is not None:
            raise problem
        if status == 0 and (child.folder / handover.BOOK).exists():
            return handover.read_book(child.folder)
        size = Path(order["path"]).stat().st_size
        raise _crash(status, child.errors.read_bytes(), file, limits, size)
    finally:
        # Also when `progress` raises: a page that is left ends its reading.
        child.end()


def _watch(child: subprocess.Popen, deadline: float, progress: Progress) -> int | None:
    said: queue.Queue = queue.Queue()

    def listen() -> None:
        for line in child.stdout:
            said.put(line)
        said.put(_END)

    threading.Thread(target=listen, daemon=True).start()
    try:
        while (line := said.get(timeout=max(0.0, deadline - time.monotonic()))) is not _END:
            progress(float(line))
        return child.wait(timeout=max(0.1, deadline - time.monotonic()))
    except (queue.Empty, subprocess.TimeoutExpired):
        return None


def _crash(status: int, errors: bytes, file: str, limits: Limits, size: int) -> Problem:
    """The Problem of a child that ended without a word; what it left goes to the log. size: bytes
    of the file."""
    shown = errors[-_SHOWN_OF_A_CRASH:].decode("utf-8", "replace")
    _log.error("reading %r ended with status %s: %s", file, status, shown)
    signal = -status
    if signal == _signal("SIGXCPU"):
        return Problem("error.file_time", file=file, seconds=limits.seconds)
    asked = _ASKED_FOR.search(errors)
    if asked and int(asked[1]) > limits.memory_bytes:
        # More at once than there is for everything: a number that no sound file holds.
        return Problem("error.file_damaged", file=file)
    enough = limits.memory_bytes >= Limits().memory_bytes
    if asked and enough and size * _MEMORY_OF_A_BYTE < limits.memory_bytes:
        # For instance a chain of blocks that leads back into itself, read without an end.
        return Problem("error.file_damaged", file=file)
    if _OUT_OF_MEMORY.search(errors) or signal == _signal("SIGKILL"):
        megabytes = limits.memory_bytes // MEGABYTE
        return Problem("error.file_memory", file=file, megabytes=megabytes)
    return Problem("error.file_crash", file=file)


def _signal(name: str) -> int | None:
    import signal

    return getattr(signal, name, None)
