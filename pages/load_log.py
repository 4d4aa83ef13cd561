"""What was loaded, by whom and to what effect; which tables are due, late or missing?"""

import streamlit as st

from rankings.blocks import history, selection
from rankings.blocks.history import cadence

view = selection.current(title="page.history")

st.markdown(history.finding(view))
st.subheader(history.heading(view))
history.draw_list(view)
history.details(view)
cadence.draw(view)
