"""One card of the overview: rank, verdict, distance, change, period and source."""

import streamlit as st

from rankings import charts, sentences
from rankings.analysis.card import Card
from rankings.blocks import figure
from rankings.selection import View, link
from rankings.text import Words

VERDICT_COLOURS = {"inside": "green", "outside": "orange", "unknown": "gray"}


def draw(view: View, card: Card) -> None:
    """The card of one index, everything on it in the order a leader asks."""
    w = view.words
    with st.container(border=True, height="stretch", gap="xsmall"):
        _heading(view, card)
        _rank(w, card)
        st.markdown(sentences.verdict(w, card))
        _strip(view, card)
        for line in (sentences.distance(w, card), sentences.change(w, card)):
            st.markdown(line)
        _small_print(w, card)


def _heading(view: View, card: Card) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xsmall"):
        st.page_link(
            view.pages["standing"],
            label=f"**{card.index_short}**",
            query_params=link(index=card.index_code),
            help=card.index_name,
        )
        chips = sentences.chips(view.words, card)
        if chips:
            st.markdown(" ".join(f":gray-badge[{chip}]" for chip in chips), width="content")


def _rank(w: Words, card: Card) -> None:
    rank = w.fraction(card.position.rank, card.position.units)
    # A derived rank is lighter than a published one.
    value = f":gray[{rank}]" if card.status == "derived" else rank
    st.metric(card.index_short, value, label_visibility="collapsed")


def _strip(view: View, card: Card) -> None:
    position = card.position
    options = charts.StripOptions(
        units=position.units,
        limit=position.limit,
        limit_label=view.words("vocab.rank_limit", k=position.limit),
        language=view.language,
    )
    table = charts.strip_table(
        rank_low=position.rank_low,
        rank_high=position.rank_high,
        rank=position.rank,
        label=sentences.strip_alt(view.words, card),
    )
    figure.chart("strip", options, table, alt=sentences.strip_alt(view.words, card))


def _small_print(w: Words, card: Card) -> None:
    stale = sentences.stale(w, card)
    lines = [
        sentences.derived(w, card) if card.status == "derived" else None,
        sentences.year_ago(w, card),
        sentences.period(w, card),
        f":orange[{stale}]" if stale else None,
        sentences.source(w, card),
    ]
    st.caption("  \n".join(line for line in lines if line))


def attention(view: View, cards: tuple[Card, ...]) -> None:
    """At most three sentences on what needs attention first, each with a link to its page."""
    notes = sentences.attention(view.words, cards)
    st.markdown(f"**{view.words('card.attention')}**")
    for text, page, index_code in notes:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(text, width="stretch")
            st.page_link(
                view.pages[page],
                label=view.words("nav.details"),
                query_params=link(index=index_code),
            )
