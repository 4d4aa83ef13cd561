"""How sure is a rank: would it be another if the weights were not quite these?"""

import streamlit as st

from rankings.blocks import edition, robustness
from rankings.blocks.view import current

view = current(title="page.robustness", pick_edition=True)
found = robustness.basis(view)

if found.reason:
    robustness.reason(view, found)
    robustness.stability(view)
    st.stop()

st.markdown(f"{robustness.finding(view, found)} {edition.badge(view)}")
robustness.method(view, found)
robustness.ranges(view, found)
robustness.without_each(view, found)
robustness.influences(view)
robustness.stability(view)
