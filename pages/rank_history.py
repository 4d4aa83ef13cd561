"""How did the rank get where it is, and who moved in the meantime?"""

import streamlit as st

from rankings import selection
from rankings.blocks import trajectory

view = selection.current(title="page.trajectory")

shown = trajectory.controls(view)
st.markdown(f"{trajectory.finding(shown)} {trajectory.badge(shown)}")
if same_time := trajectory.year_ago(shown):
    st.markdown(same_time)
trajectory.ranks(shown)
trajectory.scores(shown)
trajectory.moves(shown)
