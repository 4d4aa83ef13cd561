"""How do all provinces rank in one index and edition, and how sure are their ranks?"""

import streamlit as st

from rankings.blocks import edition, robustness, standing
from rankings.blocks.view import current

view = current(title="page.standing", pick_edition=True)

match standing.tab(view):
    case "ranking":
        region, compared = standing.controls(view)
        standing.ladder(view, region, compared)
        standing.details(view, region)
    case "robustness":
        found = robustness.basis(view)
        if found.reason:
            robustness.reason(view, found)
        else:
            st.markdown(f"{robustness.finding(view, found)} {edition.badge(view)}")
            robustness.method(view, found)
            robustness.ranges(view, found)
            robustness.without_each(view, found)
            robustness.influences(view)
        robustness.stability(view)
