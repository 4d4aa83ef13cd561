"""In which components does the province lose points, and to whom?"""

import streamlit as st

from rankings import selection
from rankings.blocks import components, edition

view = selection.current(pick_edition=True)
w = view.words
found = components.known(components.comparison(view))

st.header(w("page.components"))
if not found:
    st.info(components.empty(view))
    st.stop()
st.markdown(components.finding(view, found))
if reason := components.why_no_points(view):
    st.caption(reason)

ordered = components.ordered(found, components.order_choice(view))
components.lost(view, ordered)
components.gap_table(view, ordered)

tabs = {"stack": w("components.stack"), "pair": w("components.head_to_head")}
tab = selection.segments("part", edition.heading(view), tabs, "stack", show_label=False)
if tab == "stack":
    components.stack(view)
else:
    components.head_to_head(view, ordered)
