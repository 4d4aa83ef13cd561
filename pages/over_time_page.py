"""How did the rank get where it is, who moved in the meantime, and why did it change?"""

import streamlit as st

from rankings.blocks import over_time, why
from rankings.blocks.view import current

view = current(title="page.over_time")
chosen = over_time.choose(view)

match over_time.tab(chosen):
    case "ranks":
        shown = over_time.controls(chosen)
        st.markdown(f"{over_time.finding(shown)} {over_time.badge(shown)}")
        if same_time := over_time.year_ago(shown):
            st.markdown(same_time)
        over_time.ranks(shown)
        over_time.scores(shown)
        over_time.moves(chosen)
    case "why":
        if (asked := why.choose(chosen)) and (found := why.answer(asked)):
            why.waterfall(asked, found)
            why.details(asked, found)
