"""What is said of an action that moves components of several indices."""

from collections.abc import Sequence

from rankings.drivers import ASSUMPTION, Action, Driven
from rankings.text import Words


def shared(w: Words, action: Action, moved: Sequence[Driven], *, index_code: str) -> str | None:
    """That an action which moves an index also moves others; None where it moves no other.

    One that is assumed of any of the others is said to be an assumption.
    """
    others = [one for one in moved if one.index_code != index_code]
    if not others:
        return None
    assumed = any(one.basis == ASSUMPTION for one in others)
    return w(
        "attention.shared_assumed" if assumed else "attention.shared",
        action=w.name(action),
        indices=w.join_and(dict.fromkeys(w.field(one, "short") for one in others)),
    )


def reach(w: Words, action: Action, moved: Sequence[Driven]) -> str:
    """Every component that an action moves, and which of it is an assumption."""
    parts = [
        w(
            "attention.shared_part_assumed" if one.basis == ASSUMPTION else "attention.shared_part",
            index=w.field(one, "short"),
            component=w.name(one),
        )
        for one in moved
    ]
    return w("attention.shared_help", action=w.name(action), parts=w.join(parts))
