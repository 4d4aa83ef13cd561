"""How did the rank get where it is, who moved in the meantime, and why did it change?"""

import streamlit as st

from rankings.blocks import estimate, why, why_counts
from rankings.blocks.over_time import chosen, figures, moved, shown, told
from rankings.blocks.view import current

view = current(title="page.over_time")
pair = chosen.choose(view)

match chosen.tab(pair):
    case "ranks":
        lines = shown.controls(pair)
        st.markdown(f"{told.finding(lines, pair)} {told.badge(lines)}")
        if same_time := told.year_ago(lines):
            st.markdown(same_time)
        estimate.section(pair.view)
        figures.ranks(lines)
        figures.scores(lines)
        moved.moves(pair)
    case "why":
        if (asked := why.choose(pair)) and (movement := why.answer(asked)):
            why.waterfall(asked, movement)
            why.details(asked, movement)
            why_counts.section(asked)
