"""How do all provinces rank in one index and edition, and who stands round the cut line?"""

import streamlit as st

from rankings import selection
from rankings.blocks import edition, ranking

view = selection.current(pick_edition=True)
w = view.words

st.header(w("page.standing"))
st.markdown(edition.finding(view))
region, compared = ranking.controls(view)
rows = ranking.rows_shown(view, region)

ranking.ladder(view, rows, compared)

tabs = {"table": w("tab.table"), "map": w("tab.map")}
tab = selection.segments("tab", w("page.standing"), tabs, "table", show_label=False)
if tab == "map":
    ranking.tile_map(view, rows)
else:
    ranking.standing_table(view, rows)
