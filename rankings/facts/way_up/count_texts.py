"""What an analyst sets to come in, as a text short enough for an address: "5.2:150;4.1:90000".

The text comes from anywhere: what cannot be read, or names nothing that comes in, is left out.
"""

from rankings.facts.way_up.counts import MOST_TO_COME, Counted
from rankings.words import typed

ToCome = tuple[tuple[str, int], ...]


def code(to_come: ToCome) -> str:
    """The text of an address; empty where nothing is set."""
    return ";".join(f"{sub}:{number}" for sub, number in to_come)


def read(text: str, counted: Counted) -> ToCome:
    """What a text sets of the sub-indicators that can be counted; the first of two holds."""
    known = {row.code for row in counted.rows if row.future.comes_in}
    numbers: dict[str, int] = {}
    for piece in text.split(";"):
        sub, _, given = piece.partition(":")
        number = to_come(given)
        if sub in known and number is not None:
            numbers.setdefault(sub, number)
    return tuple(numbers.items())


def with_one(asked: ToCome, sub: str, number: int | None) -> ToCome:
    """The same with another number for one sub-indicator; None: at its pace again."""
    kept = tuple(pair for pair in asked if pair[0] != sub)
    return kept if number is None else (*kept, (sub, number))


def to_come(text: str) -> int | None:
    """A number that can be set, as a person types it; None where the text is none."""
    number = typed.whole(text)
    return number if number is not None and 0 <= number <= MOST_TO_COME else None
