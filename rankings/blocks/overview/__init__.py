"""The first screen: the message, a tile for each index, what to direct, what is new."""

import math
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rankings.blocks import evidence
from rankings.blocks.address import link, to
from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.overview import parts, told, watch
from rankings.blocks.overview.told import CardTold, DirectionTold
from rankings.blocks.view import View
from rankings.charts import overview_card, pictures, specs
from rankings.facts import overview
from rankings.facts.overview.model import Card

CARDS_IN_A_ROW = 4
# Of the width in hundredths: what stands before the news and what behind them; what leads from a
# row to its plan.
ASIDE, TAKEN, LINK = 17, 37, 12


def message(view: View, cards: tuple[Card, ...]) -> None:
    """What changed first, then where home stands; at the right up to which day the figures go."""
    st.html(parts.style())
    st.html(parts.html("message", told.message(view, cards)))


def rows(cards: Sequence[Card]) -> list[list[Card | None]]:
    """The cards in rows as even as can be; None keeps a place free, so that all are as wide."""
    if not cards:
        return []
    width = math.ceil(len(cards) / math.ceil(len(cards) / CARDS_IN_A_ROW))
    filled = [*cards, *[None] * (-len(cards) % width)]
    return [filled[start : start + width] for start in range(0, len(filled), width)]


def draw(view: View, card: Card) -> None:
    """The tile of one index: what a leader asks; all else behind one button."""
    texts = told.card(view, card)
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.html(parts.html("tile", texts))
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            gap="xsmall",
        ):
            st.html(parts.html("foot", texts), width="content")
            with st.popover(view.words("tile.more"), type="tertiary", icon=":material/info:"):
                _behind(view, card, texts)


def _behind(view: View, card: Card, texts: CardTold) -> None:
    """What stands behind a tile: sentences, the evidence of its figures, where to look further."""
    w = view.words
    st.markdown("\n".join(f"- {line}" for line in texts.behind))
    if texts.remark:
        # As text: what a person has typed is never read as Markdown.
        st.text(texts.remark)
    evidence.figures(view, f"card_{texts.index_code}", dict(texts.figures))
    st.page_link(
        view.pages["standing"],
        label=w("tile.to_standing", index=texts.short),
        query_params=link(index=texts.index_code),
        icon=":material/format_list_numbered:",
    )
    if texts.to_merger:
        st.page_link(
            view.pages["merger"],
            label=w("nav.to_merger"),
            query_params=link(index=texts.index_code),
            icon=":material/call_merge:",
        )
    _picture_button(view, card)


def _picture_button(view: View, card: Card) -> None:
    w = view.words
    st.download_button(
        "PNG",
        or_sentence(w, lambda: _picture(view, card)),
        file_name=f"{w('download.file_overview')}-{card.index_code}.png",
        mime="image/png",
        key=f"png_card_{card.index_code}",
        help=w("download.card_png"),
        type="tertiary",
        icon=":material/image:",
        on_click="ignore",
    )


def _picture(view: View, card: Card) -> bytes:
    """The card as a PNG, with the province, the period and the source inside it."""
    texts = told.card(view, card)
    position = card.position
    chips = [*(chip for chip, _ in texts.chips), *filter(None, [texts.unsourced])]
    table = overview_card.table(
        index=f"{card.home_name} · {texts.name}",
        rank=texts.rank,
        status=texts.status,
        status_word=f"{texts.verdict} ({', '.join(chips)})" if chips else texts.verdict,
        sentences=[texts.movement, texts.figure],
        small=[line for line in (texts.target, *texts.behind, texts.remark) if line],
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


def to_direct(view: View, cards: tuple[Card, ...]) -> None:
    """At most five rows on what to direct, each with a link to the plan that contains it."""
    w = view.words
    directions = told.to_direct(view, cards)
    with st.container(gap=None):
        title, more = st.columns([100 - LINK, LINK], vertical_alignment="center")
        title.html(parts.html("headings", told.headings(view)))
        with more.popover(w("tile.more"), type="tertiary", icon=":material/info:"):
            _behind_directions(view, cards, directions)
        if not directions:
            st.markdown(w("direction.none"))
            return
        # All rows are one text: the browser follows their links itself (delivery/page.js).
        rows = tuple((row, to(row.page, **dict(row.choices))) for row in directions)
        st.html(parts.html("directions", rows))


def _behind_directions(
    view: View, cards: tuple[Card, ...], directions: Sequence[DirectionTold]
) -> None:
    """How rows in counts are meant, an action that serves several indices, the evidence."""
    w = view.words
    st.markdown(w("direction.alone"))
    if shared := told.shared(view, cards):
        st.markdown(shared[0], help=shared[1])
    figures = {text: key for row in directions for text, key in row.figures}
    evidence.figures(view, "directions", figures)


def news(view: View) -> DeltaGenerator:
    """What is new since the table before: three sentences, and the button that has all of it.
    Returns the place beside them, for what is taken along."""
    sentences = watch.news(view)
    title, text, taken = st.columns([ASIDE, 100 - ASIDE - TAKEN, TAKEN])
    with title:
        st.markdown(f"**{view.words('news.title')}**")
        watch.draw(view)
    text.html(parts.html("news", sentences))
    return taken


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
