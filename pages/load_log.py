"""What was loaded, by whom and to what effect; which tables are due, late or missing?"""

import streamlit as st

from rankings.blocks import history
from rankings.blocks.history import cadence
from rankings.blocks.view import current

view = current(title="page.history")

st.markdown(history.finding(view))
st.subheader(history.heading(view))
history.draw_list(view)
history.details(view)
cadence.draw(view)
