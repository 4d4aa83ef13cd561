"""In which components does the province lose points, and to whom?"""

import streamlit as st

from rankings.blocks import components, components_counts
from rankings.blocks.view import current

view = current(title="page.components", pick_edition=True)

if found := components.known(components.comparison(view)):
    st.markdown(components.finding(view, found))
    if reason := components.why_no_points(view):
        st.caption(reason)
    components.own(view, found)
    components_counts.section(view)
    components.all_units(view, found)
else:
    st.info(components.empty(view))
