"""Where does the province stand against its targets, what moved, and what is to be directed?"""

import streamlit as st

from rankings.blocks import brief, meeting
from rankings.blocks import overview as screen
from rankings.blocks.view import current
from rankings.facts import overview

view = current()

if meeting.is_on():
    meeting.draw(view)
else:
    cards = overview.cards(view.at, language=view.language, today=view.today)
    with st.container(gap="xsmall"):
        screen.message(view, cards)
        for row in screen.rows(cards):
            for column, facts in zip(st.columns(len(row)), row, strict=True):
                if facts is not None:
                    with column:
                        screen.draw(view, facts)
        screen.to_direct(view, cards)
        if cards:
            with screen.news(view):
                brief.draw(view)
        screen.other_indices(view)
