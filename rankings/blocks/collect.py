"""What the collector did last, on the page of data: a line, and a table of the newest rounds."""

import streamlit as st

from rankings.blocks import table
from rankings.blocks.view import View
from rankings.loads.collect import kept
from rankings.loads.collect.kept import Round
from rankings.sentences import collect as said
from rankings.words.tables import Column, Table

# So many rounds are shown; the command `collect --last` and the files have the others.
SHOWN = 10


def line(view: View) -> str | None:
    """The last round in a sentence; None where nothing was ever collected."""
    newest = kept.rounds(view.at.store, most=1)
    return said.last(view.words, newest[0]) if newest else None


def draw(view: View) -> None:
    """The newest rounds; nothing where nothing was ever collected."""
    rounds = kept.rounds(view.at.store, most=SHOWN)
    if rounds:
        st.subheader(view.words("collect.title"))
        table.draw(view, described(view, rounds), key="collected")


def described(view: View, rounds: list[Round]) -> Table[Round]:
    """Rounds as a table: when, whom, what became of it and why."""
    w = view.words
    return Table(
        rounds,
        [
            Column(w("collect.when"), lambda done: w.time(done.began)),
            Column(w("collect.host"), lambda done: done.host),
            Column(w("collect.result"), lambda done: said.state(w, done.state)),
            Column(w("table.note"), lambda done: said.of_round(w, done)),
        ],
    )
