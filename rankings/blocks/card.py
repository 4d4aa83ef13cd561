"""One card of the overview: rank, verdict, distance, change, period and source."""

import streamlit as st

from rankings import charts, editions, queries, sentences
from rankings.analysis.card import Card
from rankings.blocks import figure
from rankings.selection import View, link
from rankings.text import Words

# Path of a page, as sentences name it -> its name in the navigation.
PAGES = {"index-standing": "standing", "component-gaps": "components", "data-sources": "data"}
VERDICT_COLOURS = {"inside": "green", "outside": "orange", "unknown": "gray"}


def draw(view: View, card: Card) -> None:
    """The card of one index, everything on it in the order a leader asks."""
    w = view.words
    with st.container(border=True, height="stretch", gap="xxsmall"):
        _heading(view, card)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _rank(w, card)
            colour = VERDICT_COLOURS[card.position.status]
            st.markdown(f"**:{colour}[{sentences.verdict(w, card)}]**", width="content")
        _strip(view, card)
        st.markdown(sentences.distance(w, card, _names(view, card)))
        st.markdown(sentences.change(w, card))
        _small_print(view, card)


def _names(view: View, card: Card) -> dict[str, str]:
    """Names of the units whose figures contradict each other, if any do."""
    if not card.position.contradiction:
        return {}
    rows = queries.units(view.store, view.version, scheme=card.edition.scheme).to_pylist()
    return {row["unit_code"]: view.words.name(row) for row in rows}


def _heading(view: View, card: Card) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xsmall"):
        st.page_link(
            view.pages["standing"],
            label=f"**{card.index_short}**",
            query_params=link(index=card.index_code),
            help=card.index_name,
            icon=":material/chevron_right:",
            icon_position="right",
        )
        chips = sentences.chips(view.words, card)
        if chips:
            st.markdown(" ".join(f":gray-badge[{chip}]" for chip in chips), width="content")


def _rank(w: Words, card: Card) -> None:
    rank = w.fraction(card.position.rank, card.position.units)
    # A derived rank is lighter than a published one.
    value = f":gray[{rank}]" if card.status == "derived" else rank
    st.metric(card.index_short, value, label_visibility="collapsed", width="content")


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


def _small_print(view: View, card: Card) -> None:
    w = view.words
    index = editions.index_row(view.store, view.version, card.index_code)
    issuer = w.field(index, "issuer")
    lines = [
        sentences.derived(w, card, issuer),
        sentences.year_ago(w, card),
        " · ".join(filter(None, (sentences.period(w, card), sentences.band(w, card)))),
        sentences.source(w, card, issuer if card.status != "derived" else None),
    ]
    st.caption("  \n".join(line for line in lines if line))
    stale = sentences.stale(w, card)
    if stale:
        st.markdown(f":small[:orange[:material/schedule: {stale}]]")


def attention(view: View, cards: tuple[Card, ...]) -> None:
    """At most three sentences on what needs attention first, each with a link to its page."""
    notes = sentences.attention(view.words, cards)
    st.markdown(f"**{view.words('card.attention')}**")
    for text, page, index_code in notes:
        sentence, more = st.columns([9, 1], vertical_alignment="center")
        sentence.markdown(text)
        more.page_link(
            view.pages[PAGES[page]],
            label=view.words("nav.details"),
            query_params=link(index=index_code),
        )
