"""Rows of queries, and what is made of them by the names of their columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field
from itertools import takewhile
from typing import Any, ClassVar, Protocol, TypeVar

import pyarrow as pa


class Described(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=Described)
E = TypeVar("E")


def made(kind: type[T], row: object, **further: Any) -> T:
    """A dataclass with what a row, or another object, has under the names of its fields.

    further: fields by another name than the row's, or of another value. What neither gives keeps
    its default; raises TypeError for a field without one.
    """
    names = kind.__dataclass_fields__
    if isinstance(row, Mapping):
        given = {name: row[name] for name in names if name in row}
    else:
        given = {name: getattr(row, name) for name in names if hasattr(row, name)}
    return kind(**(given | further))


def level_with_last(ordered: Sequence[E], most: int, *, key: Callable[[E], object]) -> Sequence[E]:
    """The first so many of what stands in an order, and all that are level with the last of them.

    key: what they are ordered by, equal of those that are level.
    """
    if len(ordered) <= most:
        return ordered
    last = key(ordered[most - 1])
    return ordered[
        : most + sum(1 for _ in takewhile(lambda item: key(item) == last, ordered[most:]))
    ]


def picked(row: object, *names: str) -> dict[str, Any]:
    """What a row, or another object, has under some names, by these names."""
    if isinstance(row, Mapping):
        return {name: row[name] for name in names}
    return {name: getattr(row, name) for name in names}


def first(table: pa.Table, **wanted: object) -> dict[str, Any] | None:
    """The first row with these values in its columns; None when there is none."""
    return next(iter(where(table, **wanted)), None)


def where(table: pa.Table, **wanted: object) -> list[dict[str, Any]]:
    """The rows with these values in their columns."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]
