"""Work on what a stranger hands in: done in a process of its own, stopped at its limits."""

import os
import signal
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from rankings.ingest import confined, confined_processes
from rankings.store.problems import Problem
from tests.ingest import confined_work as work

FILE = SimpleNamespace(file_name="bang.xlsx")


@pytest.fixture(autouse=True)
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a server, with processes of its own; none is left behind."""
    pool = confined_processes.Pool()
    monkeypatch.setattr(confined_processes, "pool", pool)
    confined.serve()
    monkeypatch.setenv("RANKINGS_LIMIT_SECONDS", "2")
    yield
    confined._serving.clear()
    for worker in pool.resting:
        worker.end()


def test_it_is_done_elsewhere_and_the_process_is_kept_for_the_next_work():
    first, second = work.number_of_the_process(FILE), work.number_of_the_process(FILE)
    assert first == second != os.getpid()


def test_what_serves_nobody_does_its_work_itself():
    confined._serving.clear()
    assert work.number_of_the_process(FILE) == os.getpid()


def test_what_the_work_tells_is_told_here():
    said = []
    assert work.telling(FILE, tell=said.append) == "done"
    assert said == ["checking", "comparing"]


def test_a_reader_who_leaves_ends_the_work():
    def leave(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work.telling(FILE, tell=leave)
    assert confined_processes.pool.resting == []


def test_what_the_work_raises_is_raised_here_and_harms_no_later_work():
    with pytest.raises(Problem) as caught:
        work.refusing(FILE)
    assert (caught.value.key, caught.value.values) == ("error.file_empty", {"file": "bang.xlsx"})
    with pytest.raises(ZeroDivisionError):
        work.failing(FILE)
    assert work.number_of_the_process(FILE) != os.getpid()


@pytest.mark.parametrize(
    ("done", "args", "key"),
    [
        (work.never_ending, (), "error.file_time"),
        (work.boundless, (), "error.file_memory"),
        (work.dying, (signal.SIGKILL,), "error.file_memory"),
        (work.dying, (signal.SIGABRT,), "error.file_crash"),
    ],
)
def test_what_takes_too_much_is_stopped_and_named(done, args, key):
    with pytest.raises(Problem) as caught:
        done(FILE, *args)
    assert caught.value.key == key
    assert caught.value.values["file"] == "bang.xlsx"
    assert work.number_of_the_process(FILE) != os.getpid()


def test_what_only_waits_is_ended_by_the_clock(monkeypatch):
    monkeypatch.setattr(confined_processes, "CLOCK_FOR_EACH", 2)
    work.number_of_the_process(FILE)
    with pytest.raises(Problem, match=r"error\.file_time"):
        work.waiting(FILE)
    assert confined_processes.pool.outcomes == {"done": 1, "stopped": 1, "refused": 0}


def test_each_piece_of_work_has_its_own_time():
    """Three that together take more than one may take, one after another."""
    for _ in range(3):
        work.busy(FILE)


def test_a_process_that_has_once_taken_much_memory_is_not_kept():
    before = work.number_of_the_process(FILE)
    assert work.greedy(FILE) == 600_000_000
    assert work.number_of_the_process(FILE) != before


def test_what_the_server_has_held_does_not_count_as_the_process_s_own():
    held = bytearray(700_000_000)
    held[::4096] = b"x" * len(held[::4096])
    before = number_of_the_process_twice()
    del held
    assert before[0] == before[1]


def number_of_the_process_twice() -> tuple[int, int]:
    return work.number_of_the_process(FILE), work.number_of_the_process(FILE)


def test_a_process_that_ended_while_it_was_at_rest_is_replaced():
    before = work.number_of_the_process(FILE)
    os.kill(before, signal.SIGKILL)
    confined_processes.pool.resting[0]._process.wait()
    assert work.number_of_the_process(FILE) != before


def test_when_too_many_are_at_work_the_next_one_is_told(monkeypatch):
    monkeypatch.setattr(confined_processes, "WAIT_SECONDS", 0.01)
    for _ in range(confined_processes.WORKERS):
        confined_processes.pool.places.acquire()
    with pytest.raises(Problem, match=r"error\.readers_busy"):
        work.number_of_the_process(FILE)
    assert confined_processes.pool.outcomes == {"done": 0, "stopped": 0, "refused": 1}


def test_it_comes_after_the_work_for_readers():
    assert work.niceness(FILE) > os.nice(0)
