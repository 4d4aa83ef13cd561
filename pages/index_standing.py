"""How do all provinces rank in one index and edition, and who stands round the cut line?"""

import streamlit as st

from rankings import selection
from rankings.blocks import ranking

view = selection.current(pick_edition=True)

st.header(view.words("page.standing"))
region, compared = ranking.controls(view)
ranking.ladder(view, region, compared)
ranking.details(view, region)
