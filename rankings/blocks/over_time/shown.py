"""What the ranks and scores are shown of: a period type, the peers, and how many editions."""

from dataclasses import dataclass

import streamlit as st

from rankings.blocks import address
from rankings.blocks.controls import pair, segments
from rankings.blocks.over_time.chosen import Chosen
from rankings.blocks.view import IndexView, View, choices
from rankings.facts.over_time import timelines
from rankings.facts.over_time.timelines import Timeline
from rankings.sentences import naming


@dataclass(frozen=True)
class Shown:
    """What the figures show: a view of the index, a period type, the peers, how many editions."""

    view: IndexView
    period_type: str
    peers: tuple[str, ...]
    most: int


def controls(chosen: Chosen) -> Shown:
    """Draw the controls: peers, and how many editions where there are many."""
    # Not of the edition chosen: every edition of its type has the same figures.
    shown = chosen.view.of_index(chosen.view.index_code)
    period_type = chosen.view.edition.period_type
    with choices("lines"):
        peers = _peers(shown)
        most = _most(shown, period_type)
    return Shown(shown, period_type, peers, most)


def _peers(view: View) -> tuple[str, ...]:
    w = view.words
    names = naming.unit_names(view.at, w, scheme=view.scheme)
    names.pop(view.home, None)
    return pair(
        "peers",
        (w("control.compare"), w("control.second")),
        dict(sorted(names.items(), key=lambda item: w.sort_key(item[1]))),
        none=w("control.compare_placeholder"),
    )


def _most(view: IndexView, period_type: str) -> int:
    """How many editions are drawn; a choice only where there are more than the newest few."""
    w = view.words
    few = timelines.MOST_COLUMNS["recent"]
    every = ranked(view, period_type, (), timelines.MOST_COLUMNS["all"])
    options = {"recent": w("control.editions_recent", n=few), "all": w("control.editions_all")}
    if len(every.columns) <= few:
        return timelines.MOST_COLUMNS[address.choice("shown", options, "recent")]
    with st.container(width="content"):
        chosen = segments("shown", w("control.editions_shown"), options, "recent")
    return timelines.MOST_COLUMNS[chosen]


def ranked(view: IndexView, period_type: str, peers: tuple[str, ...], most: int) -> Timeline:
    """The ranks of a period type, of at most so many editions."""
    return timelines.ranks(
        view.at,
        index_code=view.index_code,
        period_type=period_type,
        home=view.home,
        scheme=view.scheme,
        peers=peers,
        most=most,
    )


def note(view: View, status: str | None, disputed: bool) -> str | None:
    """What must be said beside the figures of a unit."""
    w = view.words
    notes = [w(f"chip.{status}")] if status in ("derived", "provisional", "self_reported") else []
    if disputed:
        notes.append(w("chip.conflict"))
    return "; ".join(notes) or None


def decimals(found: Timeline) -> int:
    """How many decimals the scores of a figure are published with."""
    return max((column.edition.decimals for column in found.columns), default=2)
