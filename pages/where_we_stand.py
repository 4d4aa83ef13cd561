"""Where does the province stand against its targets, and what needs attention first?"""

import streamlit as st

from rankings import overview, selection, sentences
from rankings.blocks import card

view = selection.current()
cards = overview.cards(view.store, view.version, language=view.language, today=view.today)

st.markdown(f"## {sentences.headline(view.words, cards)}")

for column, facts in zip(st.columns(len(cards)), cards, strict=True):
    with column:
        card.draw(view, facts)

card.attention(view, cards)
