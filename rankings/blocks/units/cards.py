"""The cards of all units of a table as one PDF, a page each: what the page says of one of them."""

from typing import TYPE_CHECKING

import streamlit as st

from rankings.blocks import units as frame
from rankings.blocks.delivery.downloads import or_sentence
from rankings.blocks.units import one_unit as card_block
from rankings.blocks.view import TableView
from rankings.facts import units
from rankings.facts.units import one_unit
from rankings.sentences import units as said

if TYPE_CHECKING:
    from rankings.forms.cards import CardSheet


def download(view: TableView) -> None:
    """The button; the file is made only when it is pressed."""
    w = view.words
    st.download_button(
        w.plural("units.cards", len(frame.unit_names(view))),
        or_sentence(w, lambda: pdf(view)),
        file_name=f"{w('units.file_cards')}.pdf",
        mime="application/pdf",
        on_click="ignore",
        icon=":material/download:",
    )


def pdf(view: TableView) -> bytes:
    """The cards in the order of the names in the list."""
    # What sets pages is imported by whoever asks for them.
    from rankings.forms import cards

    w, names = view.words, frame.unit_names(view)
    codes = sorted(names, key=lambda code: w.sort_key(names[code]))
    sheets = [_card(view, code) for code in codes]
    return cards.pdf_of(sheets, title=frame.heading(view), language=view.language)


def _card(view: TableView, code: str) -> "CardSheet":
    from rankings.forms.cards import CardSheet

    w = view.words
    card = one_unit.card(
        view.at, edition_id=view.table.edition_id, unit_code=code, asked=units.BEST
    )
    sources = [part.unit.source_id for part in card.parts]
    groups = card_block.group_table(view, card).on_screen()
    parts = card_block.part_table(view, card).on_screen()
    return CardSheet(
        above=frame.heading(view),
        title=said.unit_name(w, card.unit),
        mark=w("units.demonstration") if view.table.demonstration else None,
        sentences=tuple(card_block.findings(view, card)),
        tables=(groups.sheet(w("units.groups"), ()), parts.sheet(w("units.parts"), ())),
        foot=". ".join((w("units.parts_note").rstrip("."), *_of_table(view, sources))),
    )


def _of_table(view: TableView, sources: list[str | None]) -> tuple[str, ...]:
    """Where the figures are from, and which version of them it is."""
    *_, version = frame.about(view, sources)
    return frame.caption(view, sources), ": ".join(version)
