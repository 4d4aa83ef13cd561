"""What if we gain points here and there: which score and rank, and who is passed?"""

import streamlit as st

from rankings.blocks import scenario
from rankings.blocks.view import current

view = current(title="page.scenario", pick_edition=True)

if base := scenario.start(view):
    if reason := scenario.why_total_only(view, base):
        st.caption(reason)
    scenario.builder(view, base)
