"""Where does the province stand against its targets, and what needs attention first?"""

import streamlit as st

from rankings.blocks import brief
from rankings.blocks import overview as card
from rankings.blocks.view import current
from rankings.facts import overview

view = current()
cards = overview.cards(view.at, language=view.language, today=view.today)

card.headline(view, cards)

for row in card.rows(cards):
    for column, facts in zip(st.columns(len(row)), row, strict=True):
        if facts is not None:
            with column:
                card.draw(view, facts)
if cards:
    card.attention(view, cards)
    brief.draw(view)

card.other_indices(view)
