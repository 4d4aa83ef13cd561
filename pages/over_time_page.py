"""How did the rank get where it is, and who moved in the meantime?"""

import streamlit as st

from rankings.blocks import over_time
from rankings.blocks.view import current

view = current(title="page.trajectory")

shown = over_time.controls(view)
st.markdown(f"{over_time.finding(shown)} {over_time.badge(shown)}")
if same_time := over_time.year_ago(shown):
    st.markdown(same_time)
over_time.ranks(shown)
over_time.scores(shown)
over_time.moves(shown)
