"""What the reader compares over time: an index, an edition of it, and an earlier one of its type.

The same two editions serve who moved between them and why. `type` in an address, from before there
was one choice of the period, asks for the newest edition of that type.
"""

from dataclasses import dataclass

import streamlit as st

from rankings.blocks import address
from rankings.blocks.controls import question, select
from rankings.blocks.view import (
    EditionView,
    View,
    choices,
    edition_choice,
    edition_shown,
    say_chosen,
)
from rankings.facts import editions, merger, over_time, overview, why
from rankings.facts.editions import EditionFacts
from rankings.sentences import naming


@dataclass(frozen=True)
class Chosen:
    """Two editions of one index and period type. view: with the later one; first: the earlier one,
    None where the type has no other."""

    view: EditionView
    first: EditionFacts | None


def choose(view: View) -> Chosen:
    """The controls: index, edition and the earlier edition; the page ends at an index without."""
    asked = address.choice("from", None, "")
    summary = st.container()
    with choices("edition"):
        shown = edition_choice(view, _usual)
        first = _earlier(shown) if isinstance(shown, EditionView) else None
    say_chosen(summary, shown)
    chosen = Chosen(edition_shown(shown), first)
    _say_what_was_not_earlier(chosen, asked)
    return chosen


def tab(chosen: Chosen) -> str:
    """The choice between the two questions of the page, ranks or why they changed; beside it the
    way to the comparison over the merger."""
    w = chosen.view.words
    names = {name: w(f"over_time.tab_{name}") for name in ("ranks", "why")}
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = question(names, w("control.question"))
        _to_merger(chosen.view)
    return asked


def _to_merger(view: EditionView) -> None:
    """The way there, where the index has editions from before the merger."""
    if merger.editions_before(view.at, index_code=view.index_code):
        st.page_link(
            view.pages["merger"],
            label=view.words("nav.to_merger"),
            query_params=address.link(index=view.index_code),
            icon=":material/call_merge:",
        )


def _usual(view: View, index_code: str) -> str:
    """The edition shown first: the later one of the newest two of the card's type, or of the type
    asked for, that can be compared."""
    on_card = overview.card_edition(
        view.at, index_code=index_code, scheme=view.scheme, unit_code=view.home
    )
    asked = address.choice("type", None, "")
    if asked in over_time.period_types(view.at, index_code=index_code):
        newest = _newest(view, index_code, asked, on_card)
        if not address.choice("edition", None, ""):
            address.restate("edition", newest)
    address.restate("type", "")
    return _newest(view, index_code, editions.by_id(view.at, on_card).period_type, on_card)


def _newest(view: View, index_code: str, period_type: str, otherwise: str) -> str:
    found = why.of_period_type(view.at, index_code=index_code, period_type=period_type)
    pair = why.default_pair(view.at, index_code=index_code, period_type=period_type)
    if pair is not None:
        return pair[1].edition_id
    return next((item.edition_id for item in found), otherwise)


def _earlier(view: EditionView) -> EditionFacts | None:
    """The control for the earlier edition, also across a break of method or list of units."""
    w, second = view.words, view.edition
    of_type = why.of_period_type(
        view.at, index_code=view.index_code, period_type=second.period_type
    )
    by_id = {item.edition_id: item for item in of_type if item != second}
    if not by_id:
        return None
    earlier = {
        code: item for code, item in by_id.items() if item.period_end < second.period_end
    } or by_id
    every = naming.edition_labels(view.at, w, view.index_code)
    labels = {code: every[code] for code in earlier}
    with st.container(width=400):
        return by_id[select("from", w("control.from"), labels, _before(view, labels))]


def _before(view: EditionView, codes: dict[str, str]) -> str:
    """The newest edition that can be compared with the one shown, complete ones first."""
    second = view.edition
    pair = why.default_pair(view.at, index_code=view.index_code, period_type=second.period_type)
    if pair is not None and pair[1] == second:
        return pair[0].edition_id
    items = [editions.by_id(view.at, code) for code in codes]
    comparable = [
        item for item in items if why.obstacle(view.at, first=item, second=second) is None
    ]
    complete = [item for item in comparable if item.scores_complete]
    return next(iter(complete or comparable or items)).edition_id


def _say_what_was_not_earlier(chosen: Chosen, asked: str) -> None:
    """Where the edition asked for as the earlier one is not earlier, another was taken: say so."""
    view, w, first = chosen.view, chosen.view.words, chosen.first
    second = view.edition
    of_type = why.of_period_type(
        view.at, index_code=view.index_code, period_type=second.period_type
    )
    wanted = next((item for item in of_type if item.edition_id == asked), first)
    if first is not None and wanted is not None and wanted != first:
        names = {"asked": w.period(wanted), "to": w.period(second), "shown": w.period(first)}
        st.caption(w("why.from_not_earlier", **names))
