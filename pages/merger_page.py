"""What do the figures of before the merger say of the province there is now?"""

import streamlit as st

from rankings.blocks import merger
from rankings.blocks.view import current

view = current(title="page.merger")
view, found = merger.chosen(view)

st.markdown(merger.finding(view, found))
st.caption(merger.compared(view, found))
merger.readings(view, found)
merger.paths(view, found)
merger.all_units(view, found)
merger.checks(view, found)
