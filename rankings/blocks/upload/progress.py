"""How far a load is, step by step, while it is read, checked and published."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from rankings.blocks import runs
from rankings.blocks.view import View

STEPS = ("reading", "recognising", "checking", "comparing", "publishing")
# A smaller one is done before its steps could be read: it gets a word, not a bar that flickers.
LONG_BYTES = 500_000

# Told which step begins, and how much of it is done (0 … 1).
Tell = Callable[..., None]


@contextmanager
def shown(view: View, size: int, first: str, *, again: bool = False) -> Iterator[Tell]:
    """Show the steps of a load while they are done; nothing stays when they are.

    size: of what was handed in, in bytes; first: the step that comes now. Gives what is to be told
    of each step. A bar is drawn when it is told something, so that work that was done before draws
    nothing. again: what is done begins again by itself when the reader comes back to it, and gives
    way when the reader goes on to something else.
    """
    if size < LONG_BYTES:
        with st.spinner(view.words(f"progress.{first}")):
            yield lambda step, share=0.0: None
        return
    place = st.empty()

    def tell(step: str, share: float = 0.0) -> None:
        if again:
            runs.give_way()
        _draw(view, place, step, share)

    try:
        yield tell
    finally:
        place.empty()


def _draw(view: View, place: "st.delta_generator.DeltaGenerator", step: str, share: float) -> None:
    w = view.words
    number = STEPS.index(step)
    text = w("progress.step", number=number + 1, steps=len(STEPS), what=w(f"progress.{step}"))
    place.progress((number + min(max(share, 0.0), 1.0)) / len(STEPS), text)
