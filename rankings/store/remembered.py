"""What is remembered of answers, bounded by the memory that they take.

Each function keeps its own answers; what all of them may take together is one budget. When it is
spent, the function that holds most forgets all of its answers: the next readers make again the few
that are still asked for. A hit costs what `functools.cache` costs, which a book of who asked for
what last would not.
"""

import functools
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, ParamSpec, TypeVar, cast

import pyarrow as pa

SAMPLE = 8  # of about so many elements the size of a longer collection is worked out
# Most of what answers hold: asked first, since each answer is weighed when it is first given.
SIMPLE = frozenset({str, bytes, int, float, bool, Decimal, date, datetime, type(None)})

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Budget:
    """So many bytes for the answers of all functions that `remember` was called for."""

    total: int
    _held: dict[Callable[..., Any], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def spent(self) -> int:
        """The bytes that are held now, by estimate."""
        return sum(self._held.values())

    def remember(self, function: Callable[P, R]) -> Callable[P, R]:
        """The function with a memory of its answers, by its arguments, which must be hashable."""

        @functools.cache
        @functools.wraps(function)
        def remembered(*arguments: P.args, **named: P.kwargs) -> R:
            answer = function(*arguments, **named)
            self._note(remembered, size(answer))
            return answer

        return cast(Callable[P, R], remembered)

    def forget(self) -> None:
        """Make room: the next readers make their answers again."""
        with self._lock:
            for holder in self._held:
                cast(Any, holder).cache_clear()
            self._held.clear()

    def _note(self, holder: Any, taken: int) -> None:
        """An answer is about to be kept. One that is too large for the budget takes all with it."""
        with self._lock:
            self._held[holder] = self._held.get(holder, 0) + taken
            while self.spent > self.total:
                largest: Any = max(self._held, key=lambda each: self._held[each])
                largest.cache_clear()
                del self._held[largest]


def size(answer: object) -> int:
    """The bytes that an answer takes, by estimate: what it shares with others counts each time."""
    own = sys.getsizeof(answer)
    if type(answer) in SIMPLE:
        return own
    if isinstance(answer, pa.Table):
        return int(answer.nbytes)
    if isinstance(answer, Mapping):
        return own + _of_all(answer.keys()) + _of_all(answer.values())
    if isinstance(answer, tuple | list | set | frozenset):
        return own + _of_all(answer)
    if is_dataclass(answer):
        return own + sum(size(getattr(answer, each.name)) for each in fields(answer))
    return own + int(getattr(answer, "nbytes", 0))


def _of_all(elements: Collection[object]) -> int:
    step = max(1, len(elements) // SAMPLE)
    taken = [size(element) for element in _every(step, elements)]
    return sum(taken) * len(elements) // max(1, len(taken))


def _every(step: int, elements: Iterable[object]) -> Iterable[object]:
    return islice(elements, 0, None, step)
