"""The confined processes that a server has at hand, and what ends them (confined.py)."""

import atexit
import contextlib
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from rankings.ingest.limits import CLOCK_FOR_EACH, MEGABYTE, SPARING, Limits
from rankings.store.problems import Problem

# A process that has not begun by then will not: what it imports takes a second or two.
START_SECONDS = 60
# Each may take much memory and one core: so many at once, the next one waits.
WORKERS = 2
WAIT_SECONDS = 60
NAMELESS = "–"

_ROOT = Path(__file__).resolve().parents[2]
_END = object()
_log = logging.getLogger(__name__)


class Pool:
    """The confined processes of this server: those at rest, and places for those at work."""

    def __init__(self) -> None:
        self.places = threading.BoundedSemaphore(WORKERS)
        self.resting: list[_Worker] = []
        self.lock = threading.Lock()
        # done: it gave an answer, also that a file is wrong; stopped: at a limit, or it ended;
        # refused: no place in time.
        self.outcomes: Counter[str] = Counter(done=0, stopped=0, refused=0)

    def note(self, outcome: str) -> None:
        """Count what became of a piece of work."""
        with self.lock:
            self.outcomes[outcome] += 1


def ask(function: Callable[..., object], args: tuple, kwargs: dict[str, Any]) -> object:
    """What a function gives, or raises, in a confined process; see `confined.work`."""
    file = file_of(*args, *kwargs.values())
    tell = kwargs.pop("tell", None)
    order = pickle.dumps((function, args, kwargs, tell is not None))
    with _place(file) as worker:
        return worker.carry_out(order, tell or (lambda *step: None))


def file_of(*args: object) -> str:
    """The name of the file that the work is about."""
    names = (getattr(item, "file_name", None) for item in args)
    return next((name for name in names if isinstance(name, str)), NAMELESS)


@contextlib.contextmanager
def _place(file: str) -> Iterator["_Worker"]:
    """A process for one piece of work; it is kept for the next one when all went well."""
    if not pool.places.acquire(timeout=WAIT_SECONDS):
        pool.note("refused")
        raise Problem("error.readers_busy", seconds=WAIT_SECONDS)
    try:
        worker = _taken(file)
        try:
            yield worker
        finally:
            pool.note("done" if worker.answered else "stopped")
            if worker.at_rest:
                with pool.lock:
                    pool.resting.append(worker)
            else:
                worker.end()
    finally:
        pool.places.release()


def _taken(file: str) -> "_Worker":
    with pool.lock:
        while pool.resting:
            worker = pool.resting.pop()
            if worker.lives:
                worker.file = file
                return worker
            worker.end()
    return _Worker(file)


class _Worker:
    """One confined process. file: what it works on, for what is said when it is stopped."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.limits = Limits.from_environment()
        self.at_rest = False
        self._has_begun = False
        self.answered = False
        self._answers: queue.Queue = queue.Queue()
        command = [sys.executable, "-m", "rankings.ingest.confined_worker"]
        self._process = subprocess.Popen(
            command,
            cwd=_ROOT,
            env=os.environ | SPARING,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._orders = cast(IO[bytes], self._process.stdin)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def lives(self) -> bool:
        """False once the process has ended."""
        return self._process.poll() is None

    def carry_out(self, order: bytes, tell: Callable[..., None]) -> object:
        """Send an order and wait for what it gives. Raises what the function raises, or Problem."""
        self.at_rest = self.answered = False
        self._wait_for_its_start()
        deadline = time.monotonic() + self.limits.seconds * CLOCK_FOR_EACH
        with contextlib.suppress(OSError):  # it has ended: there will be no answer
            self._orders.write(order)
            self._orders.flush()
        while True:
            kind, value, self.at_rest = self._answer(deadline - time.monotonic())
            self.answered = kind in ("gave", "raised")
            if kind == "gave":
                return value
            if kind == "raised":
                raise value
            tell(*value)

    def _wait_for_its_start(self) -> None:
        """That it starts is not the file's time."""
        if not self._has_begun:
            self._answer(START_SECONDS)
            self._has_begun = True

    def _answer(self, seconds: float) -> tuple[str, Any, bool]:
        try:
            answer = self._answers.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise self._too_long() from None
        if answer is _END:
            raise self._ended()
        return cast(tuple[str, Any, bool], answer)

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._orders.close()

    def _listen(self) -> None:
        answers = cast(IO[bytes], self._process.stdout)
        with contextlib.suppress(Exception), answers:  # half an answer is none
            while True:
                self._answers.put(pickle.load(answers))
        self._answers.put(_END)

    def _too_long(self) -> Problem:
        return Problem("error.file_time", file=self.file, seconds=self.limits.seconds)

    def _ended(self) -> Problem:
        """Why a process ended without an answer."""
        status = self._process.wait()
        _log.error("work on %r ended with status %s", self.file, status)
        if status == -_signal("SIGXCPU"):
            return self._too_long()
        if status == -_signal("SIGKILL"):
            megabytes = self.limits.memory_bytes // MEGABYTE
            return Problem("error.file_memory", file=self.file, megabytes=megabytes)
        return Problem("error.file_crash", file=self.file)


def _signal(name: str) -> int:
    """The number of a signal; of one that this system does not know a number that is none."""
    return int(getattr(signal, name, 10_000))


pool = Pool()


@atexit.register
def _end_all() -> None:
    for worker in pool.resting:
        worker.end()
