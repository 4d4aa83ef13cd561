"""What the tests have a confined process do: it finds its work by the name of the module."""

import os
import time
from collections.abc import Callable
from types import SimpleNamespace

from rankings.ingest import confined
from rankings.store.problems import Problem


@confined.work
def number_of_the_process(_: object) -> int:
    return os.getpid()


@confined.work
def telling(_: object, *, tell: Callable[[str], None]) -> str:
    tell("checking")
    tell("comparing")
    return "done"


@confined.work
def refusing(file: SimpleNamespace) -> None:
    raise Problem("error.file_empty", file=file.file_name)


@confined.work
def failing(_: object) -> None:
    raise ZeroDivisionError("of the work itself")


@confined.work
def never_ending(_: object) -> None:
    while True:
        pass


@confined.work
def waiting(_: object) -> None:
    time.sleep(60)


@confined.work
def boundless(_: object) -> int:
    return len(b"x" * 64_000_000_000)


@confined.work
def greedy(_: object) -> int:
    return len(bytearray(600_000_000))


@confined.work
def dying(_: object, number: int) -> None:
    os.kill(os.getpid(), number)


@confined.work
def busy(_: object) -> None:
    until = time.process_time() + 1.1
    while time.process_time() < until:
        pass


@confined.work
def niceness(_: object) -> int:
    return os.nice(0)
