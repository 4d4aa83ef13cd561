"""One card of the overview: rank, verdict, distance, change, period and source."""

import math
from collections.abc import Sequence

import streamlit as st

from rankings.blocks import edition, evidence, figure
from rankings.blocks.address import link
from rankings.blocks.overview import watch
from rankings.blocks.view import View
from rankings.charts import overview_card, overview_strip, pictures, specs
from rankings.facts import editions, merger, overview
from rankings.facts.overview.model import Card
from rankings.facts.scenario import drivers
from rankings.sentences import naming, overview_attention, scenario_drivers
from rankings.sentences import overview as overview_sentences
from rankings.store import figure_keys
from rankings.words.text import Words

CARDS_IN_A_ROW = 4
VERDICT_COLOURS = {"inside": "green", "outside": "orange", "unknown": "gray"}


def headline(view: View, cards: tuple[Card, ...]) -> None:
    """How many targets are reached, in a sentence, and beside it what changed since an edition."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.markdown(
            f"## {overview_sentences.headline(view.words, cards, unjudged(view))}", width="content"
        )
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
    w = view.words
    with st.container(border=True, height="stretch", gap="xxsmall"):
        _heading(view, card)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _rank(w, card)
            colour = VERDICT_COLOURS[card.position.status]
            st.markdown(f"**:{colour}[{overview_sentences.verdict(w, card)}]**", width="stretch")
            _picture_button(view, card)
        _strip(view, card)
        st.markdown(overview_sentences.distance(w, card, _names(view, card)))
        st.markdown(overview_sentences.change(w, card))
        if said := overview_sentences.remark(w, card):
            # As text: what a person has typed is never read as Markdown.
            st.text(said)
        _small_print(view, card)
        _to_merger(view, card)


def _evidence_key(card: Card) -> str:
    """Names the rank; where only a score is known, the score."""
    position = card.position
    measure = "score" if position.rank is None and position.score is not None else "rank"
    return figure_keys.figure(card.edition.edition_id, position.unit_code, "total", measure)


def _names(view: View, card: Card) -> dict[str, str]:
    """Names of the units whose figures contradict each other, if any do."""
    if not card.position.contradiction:
        return {}
    scheme = card.edition.scheme
    return naming.unit_names(view.at, view.words, scheme=scheme)


def _heading(view: View, card: Card) -> None:
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap="xsmall",
    ):
        st.page_link(
            view.pages["standing"],
            label=f"**{card.index_short}**",
            query_params=link(index=card.index_code),
            help=card.index_name,
            icon=":material/chevron_right:",
            icon_position="right",
        )
        evidence.button(view, _evidence_key(card), f"card_{card.index_code}")
        badges = [f":gray-badge[{chip}]" for chip in overview_sentences.chips(view.words, card)]
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


def _rank(w: Words, card: Card) -> None:
    rank = w.fraction(card.position.rank, card.position.units)
    # A derived rank is lighter than a published one.
    value = f":gray[{rank}]" if card.status == "derived" else rank
    st.metric(card.index_short, value, label_visibility="collapsed", width="content")


def _strip(view: View, card: Card) -> None:
    position = card.position
    options = overview_strip.Options(
        units=position.units,
        limit=position.limit,
        limit_label=view.words("vocab.rank_limit", k=position.limit),
        language=view.language,
    )
    table = overview_strip.table(
        rank_low=position.rank_low,
        rank_high=position.rank_high,
        rank=position.rank,
        label=overview_sentences.strip_alt(view.words, card),
        evidence_key=figure_keys.figure(
            card.edition.edition_id, position.unit_code, "total", "rank"
        ),
    )
    figure.chart("strip", options, table, alt=overview_sentences.strip_alt(view.words, card))


def _small_print(view: View, card: Card) -> None:
    st.caption("  \n".join(_small_lines(view, card)))
    stale = overview_sentences.stale(view.words, card)
    if stale:
        st.markdown(f":small[:orange[:material/schedule: {stale}]]")


def _to_merger(view: View, card: Card) -> None:
    """The way to the comparison over the merger, where it is why nothing else is compared with."""
    before = merger.editions_before(view.at, index_code=card.index_code)
    if before and card.no_previous == "scheme":
        st.page_link(
            view.pages["merger"],
            label=view.words("nav.to_merger"),
            query_params=link(index=card.index_code),
            icon=":material/call_merge:",
        )


def _small_lines(view: View, card: Card) -> list[str]:
    """What stands in small print: how it was derived, the year before, period, source."""
    w = view.words
    index = editions.index_row(view.at, card.index_code)
    issuer = w.field(index, "issuer")
    lines = [
        overview_sentences.derived(w, card, issuer),
        overview_sentences.year_ago(w, card),
        " · ".join(
            filter(None, (overview_sentences.period(w, card), overview_sentences.band(w, card)))
        ),
        edition.source_line(view, card.source, card.index_code),
    ]
    return [line for line in lines if line]


def _picture(view: View, card: Card) -> bytes:
    """The card as a PNG, with the province, the period and the source inside it."""
    w = view.words
    position = card.position
    stale, said = overview_sentences.stale(w, card), overview_sentences.remark(w, card)
    verdict = overview_sentences.verdict(w, card).split(" ", 1)[1]
    chips = overview_sentences.chips(w, card)
    table = overview_card.table(
        index=f"{card.home_name} · {card.index_name}",
        rank=w.fraction(position.rank, position.units),
        status=position.status,
        status_word=f"{verdict} ({', '.join(chips)})" if chips else verdict,
        sentences=[
            overview_sentences.distance(w, card, _names(view, card)),
            overview_sentences.change(w, card),
        ],
        small=[line for line in (*_small_lines(view, card), stale, said) if line],
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


def unjudged(view: View) -> list[str]:
    """Short names of the indices with a target and nothing to judge it by."""
    return [view.words.field(row, "short") for row in overview.unjudged(view.at)]


def other_indices(view: View) -> None:
    """One line on the indices that have figures and no card, with a link to each ranking."""
    w = view.words
    found = overview.without_card(view.at)
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(w("overview.other_indices"), width="content")
        for row in found:
            st.page_link(
                view.pages["standing"],
                label=w.field(row, "short"),
                query_params=link(index=row["index_code"]),
                help=w.name(row),
                width="content",
            )


def attention(view: View, cards: tuple[Card, ...]) -> None:
    """At most three sentences on what needs attention first, each with a link to its page."""
    notes = overview_attention.attention(view.words, cards)
    with st.container(gap="xxsmall"):
        st.markdown(f"**{view.words('card.attention')}**")
        for text, page, index_code in notes:
            sentence, more = st.columns([10, 1], vertical_alignment="center")
            shared = _shared(view, cards, index_code)
            sentence.markdown(" ".join([text, *shared[:1]]), help=shared[1] if shared else None)
            more.page_link(
                view.pages[page],
                label=view.words("nav.details"),
                query_params=link(index=index_code),
            )


def _shared(view: View, cards: tuple[Card, ...], index_code: str) -> tuple[str, ...]:
    """That the action behind the weakest component of an index serves other indices too, and of
    which components that is said; nothing where another index is the one to say so.
    """
    weakest = [(one.index_code, one.edition.method_code, one.weakest_code) for one in cards]
    for row in overview.without_card(view.at):
        newest = editions.choose(view.at, row["index_code"])
        weakest.append((newest.index_code, newest.method_code, None))
    found = drivers.furthest(view.at, weakest=weakest)
    if found is None:
        return ()
    action, moved = found
    reached = {(one.index_code, one.component) for one in moved}
    first = next(one for one in cards if (one.index_code, one.weakest_code) in reached)
    said = scenario_drivers.shared(view.words, action, moved, index_code=index_code)
    if first.index_code != index_code or said is None:
        return ()
    return said, scenario_drivers.reach(view.words, action, moved)
