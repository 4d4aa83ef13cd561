"""Work on what a stranger hands in, done in a process of its own, within limits.

A server that many read from hands such work to confined processes (confined_processes.py): there it
has so much memory and so much time of a processor, it comes after the readers' work, and when it is
stopped nobody else notices. Commands and tests, which serve nobody beside, do it where they are.

    @confined.work
    def propose(at, book): ...        # whoever calls it waits for the answer, wherever it is made
"""

import contextlib
import functools
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

_serving = threading.Event()


def serve() -> None:
    """From here on this process serves others: work on what a stranger hands in is done apart."""
    _serving.set()


def serves() -> bool:
    """Whether this process serves others."""
    return _serving.is_set()


def work(function: Callable[P, R]) -> Callable[P, R]:
    """Have a function of a module done apart, where this process serves others.

    What it takes and gives must be possible to pickle. Its argument `tell`, where there is one, is
    called here with what the function tells. Raises what the function raises; Problem when it takes
    more time or memory than a file may take, or when too many files are being worked on.
    """

    @functools.wraps(function)
    def apart(*args: P.args, **kwargs: P.kwargs) -> R:
        if not serves():
            return function(*args, **kwargs)
        # Only a server needs what starts and watches processes.
        from rankings.ingest import confined_processes

        return cast(R, confined_processes.ask(apart, args, kwargs))

    return apart


def prepare(function: Callable[..., object], *args: object) -> None:
    """Have a process ready before somebody waits for it. function: one of `work`, done there with
    its arguments."""
    if not serves():
        return
    from rankings.ingest import confined_processes

    if not confined_processes.pool.resting:
        threading.Thread(target=_quietly, args=(function, *args), daemon=True).start()


def _quietly(function: Callable[..., object], *args: object) -> None:
    with contextlib.suppress(Exception):  # whoever needs it next is told what is amiss
        function(*args)
