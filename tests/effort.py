"""How far the tests search: a part by default, everything in `make soak` (RANKINGS_TESTS=thorough).

What is marked `long` is left out of `make test`; `make soak` runs it too.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

THOROUGH = os.environ.get("RANKINGS_TESTS") == "thorough"
FEWEST = 10


def examples(number: int) -> int:
    """How many examples a search by hypothesis tries, of those that a thorough one tries."""
    return number if THOROUGH else max(FEWEST, number // 8)


def seeds(number: int) -> range:
    """The seeds of a search by chance: the first one, or all."""
    return range(number if THOROUGH else 1)


def rounds(number: int, fewest: int = FEWEST) -> int:
    """How often something is tried by chance. fewest: where each time takes a second."""
    return number if THOROUGH else max(fewest, number // 8)


def some(number: int, cases: Iterable[Any], begin: int = 0) -> list[Any]:
    """Each so many-th of what one test goes through, from the one at `begin`; or all of it."""
    every = list(cases)
    return every if THOROUGH else every[begin::number]


def first(number: int, cases: Iterable[Any]) -> list[Any]:
    """The cases of a parametrised test, those after the first so many marked `long`."""
    return [case if place < number else _long(case) for place, case in enumerate(cases)]


def each(number: int, cases: Iterable[Any]) -> list[Any]:
    """The cases of a parametrised test, all but each so many-th marked `long`."""
    return [case if place % number == 0 else _long(case) for place, case in enumerate(cases)]


def in_turn(languages: Sequence[str], cases: Iterable[Any]) -> list[Any]:
    """Pairs (language, case): each case in one language, the next in the next; the rest `long`."""
    return [
        pair if at % len(languages) == place % len(languages) else _long(pair)
        for place, case in enumerate(cases)
        for at, pair in enumerate((language, case) for language in languages)
    ]


def _long(case: Any) -> Any:
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.long)
