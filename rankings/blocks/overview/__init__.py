"""The overview: its headline, a card for each index, and what needs attention first."""

import math
from collections.abc import Sequence

import streamlit as st

from rankings.blocks import evidence
from rankings.blocks.address import link
from rankings.blocks.overview import told, watch
from rankings.blocks.overview.told import CardTold
from rankings.blocks.view import View
from rankings.charts import overview_card, pictures, specs
from rankings.facts import overview
from rankings.facts.overview.model import Card

CARDS_IN_A_ROW = 4
VERDICT_COLOURS = {"inside": "green", "outside": "orange", "unknown": "gray"}


def headline(view: View, cards: tuple[Card, ...]) -> None:
    """How many targets are reached, in a sentence, and beside it what changed since an edition."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.markdown(f"## {told.headline(view, cards)}", width="content")
        if cards:
            watch.draw(view)


def rows(cards: Sequence[Card]) -> list[list[Card | None]]:
    """The cards in rows as even as can be; None keeps a place free, so that all are as wide."""
    if not cards:
        return []
    width = math.ceil(len(cards) / math.ceil(len(cards) / CARDS_IN_A_ROW))
    filled = [*cards, *[None] * (-len(cards) % width)]
    return [filled[start : start + width] for start in range(0, len(filled), width)]


def draw(view: View, card: Card) -> None:
    """The card of one index, everything on it in the order a leader asks."""
    texts = told.card(view, card)
    with st.container(border=True, height="stretch", gap="xxsmall"):
        _heading(view, texts)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _rank(texts)
            colour = VERDICT_COLOURS[texts.status]
            st.markdown(f"**:{colour}[{texts.verdict}]**", width="stretch")
            _picture_button(view, card)
        st.html(texts.strip)
        st.markdown(texts.distance)
        st.markdown(texts.change)
        if texts.remark:
            # As text: what a person has typed is never read as Markdown.
            st.text(texts.remark)
        st.caption("  \n".join(texts.small))
        if texts.stale:
            st.markdown(f":small[:orange[:material/schedule: {texts.stale}]]")
        if texts.to_merger:
            st.page_link(
                view.pages["merger"],
                label=view.words("nav.to_merger"),
                query_params=link(index=texts.index_code),
                icon=":material/call_merge:",
            )


def _heading(view: View, texts: CardTold) -> None:
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap="xsmall",
    ):
        st.page_link(
            view.pages["standing"],
            label=f"**{texts.short}**",
            query_params=link(index=texts.index_code),
            help=texts.name,
            icon=":material/chevron_right:",
            icon_position="right",
        )
        evidence.button(view, texts.evidence_key, f"card_{texts.index_code}")
        badges = [f":gray-badge[{chip}]" for chip in texts.chips]
        if texts.unsourced:
            badges.append(f":orange-badge[{texts.unsourced}]")
        # An empty one keeps the ranks of all cards on one line.
        st.markdown(" ".join(badges) or ":gray-badge[ ]", width="content")


def _picture_button(view: View, card: Card) -> None:
    w = view.words
    st.download_button(
        "PNG",
        lambda: _picture(view, card),
        file_name=f"{w('download.file_overview')}-{card.index_code}.png",
        mime="image/png",
        key=f"png_card_{card.index_code}",
        help=w("download.card_png"),
        type="tertiary",
        icon=":material/image:",
        on_click="ignore",
    )


def _rank(texts: CardTold) -> None:
    # A derived rank is lighter than a published one.
    value = f":gray[{texts.rank}]" if texts.derived else texts.rank
    st.metric(texts.short, value, label_visibility="collapsed", width="content")


def _picture(view: View, card: Card) -> bytes:
    """The card as a PNG, with the province, the period and the source inside it."""
    texts = told.card(view, card)
    position = card.position
    verdict = texts.verdict.split(" ", 1)[1]
    chips = [*texts.chips, *filter(None, [texts.unsourced])]
    table = overview_card.table(
        index=f"{card.home_name} · {texts.name}",
        rank=texts.rank,
        status=texts.status,
        status_word=f"{verdict} ({', '.join(chips)})" if chips else verdict,
        sentences=[texts.distance, texts.change],
        small=[line for line in (*texts.small, texts.stale, texts.remark) if line],
        rank_low=position.rank or position.rank_low,
        rank_high=position.rank or position.rank_high,
    )
    options = overview_card.Options.for_table(
        table, units=position.units, limit=position.limit, language=view.language
    )
    return pictures.png(
        specs.of("card", options),
        table,
        title="",
        subtitle="",
        source="",
        language=view.language,
        width=640,
    )


def other_indices(view: View) -> None:
    """One line on the indices that have figures and no card, with a link to each ranking."""
    w = view.words
    others = overview.without_card(view.at)
    if not others:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(w("overview.other_indices"), width="content")
        for row in others:
            st.page_link(
                view.pages["standing"],
                label=w.field(row, "short"),
                query_params=link(index=row["index_code"]),
                help=w.name(row),
                width="content",
            )


def attention(view: View, cards: tuple[Card, ...]) -> None:
    """At most three sentences on what needs attention first, each with a link to its page."""
    with st.container(gap="xxsmall"):
        st.markdown(f"**{view.words('card.attention')}**")
        for note in told.attention(view, cards):
            sentence, more = st.columns([10, 1], vertical_alignment="center")
            sentence.markdown(note.sentence, help=note.reach)
            more.page_link(
                view.pages[note.page],
                label=view.words("nav.details"),
                query_params=link(**note.choices),
            )
