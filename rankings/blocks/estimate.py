"""Where home stands between two official tables: a line of its tile, a part of over time."""

import streamlit as st

from rankings.blocks import table
from rankings.blocks.view import EditionView, View
from rankings.facts import editions, estimate
from rankings.facts.estimate import Estimate, Miss
from rankings.sentences import estimate as said
from rankings.store import figure_keys
from rankings.words.tables import Column, Table


def after(view: View, edition_id: str) -> Estimate | None:
    """The estimate that follows an edition, where that is the newest table of its index."""
    index_code = editions.by_id(view.at, edition_id).index_code
    now = estimate.today(view.at, index_code=index_code)
    return now if now is not None and now.official.edition_id == edition_id else None


def keys(view: View, now: Estimate) -> dict[str, str | None]:
    """Its score and rank in words, with the keys of their evidence."""
    w, place = view.words, (now.official.edition_id, view.home, now.inside.edition_id)
    score = w.number(now.scored.score, now.official.decimals)
    return {
        f"{w('estimate.chip')}: {score}": str(figure_keys.Estimated(*place, "score")),
        f"{w('estimate.chip')}: {said.ranks(w, now)}": str(figure_keys.Estimated(*place, "rank")),
    }


def lines(view: View, now: Estimate) -> list[str]:
    """What stands behind it: the last table, what it rests on, how far it was off before."""
    w = view.words
    nodes = editions.parts_of_total(view.at, now.official)
    names = {code: w.name(row) or code for code, row in nodes.items()}
    return [
        said.finding(w, now),
        said.basis(w, now, names),
        said.others(w, now),
        said.misses(w, now),
    ]


def section(view: EditionView) -> None:
    """Today's estimate, and what became of earlier ones; nothing where none can be made."""
    now = after(view, view.edition.edition_id)
    if now is None:
        return
    st.subheader(view.words("estimate.title"), anchor=False)
    finding, *others = lines(view, now)
    st.markdown(finding)
    st.caption(" ".join(others))
    if now.misses:
        table.draw(view, _held(view, now), key="estimate_misses")


def _held(view: View, now: Estimate) -> Table[Miss]:
    """Estimates beside the official scores that came after them."""
    w, decimals = view.words, now.official.decimals

    def official(miss: Miss) -> str:
        return figure_keys.figure(miss.edition.edition_id, view.home, "total", "score")

    return Table(
        now.misses,
        [
            Column(w("table.period"), lambda miss: w.period_short(miss.edition)),
            Column(w("estimate.of"), lambda miss: said.moment(w, miss.inside)),
            Column(w("estimate.chip"), lambda miss: miss.estimated, decimals=decimals),
            Column(
                w("estimate.published"),
                lambda miss: miss.published,
                key=official,
                decimals=decimals,
            ),
            Column(w("estimate.off"), lambda miss: said.off(w, miss)),
        ],
    )
