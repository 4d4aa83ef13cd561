"""What is said of the address of a page: a link may hold anything."""

from collections.abc import Iterable, Mapping
from itertools import islice

from rankings.words.markdown import literal
from rankings.words.text import Words

# Of what somebody typed or a link holds only so much is quoted.
MOST, LONGEST = 5, 40


def refused(w: Words, choices: Mapping[str, str]) -> str:
    """That these choices of a link cannot be and are left out."""
    pieces = (f"{name}={value}" for name, value in choices.items())
    return w("app.refused_choices", what=quoted(w, pieces))


def quoted(w: Words, pieces: Iterable[str]) -> str:
    """Texts of somebody else as they stand, letter by letter; long ones and many are cut."""
    shown = islice(pieces, MOST)
    return w.join([literal(one if len(one) <= LONGEST else f"{one[:LONGEST]}…") for one in shown])
