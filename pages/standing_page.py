"""How do all provinces rank in one index and edition, and how sure are their ranks?"""

import streamlit as st

from rankings.blocks import edition, robustness, standing
from rankings.blocks.standing import by_indicator
from rankings.blocks.view import current

view = current(title="page.standing", pick_edition=True)

match standing.tab(view):
    case "ranking":
        indicator = by_indicator.choice(view)
        region, compared = standing.controls(view)
        if indicator is None:
            standing.ladder(view, region, compared)
            standing.details(view, region)
        else:
            by_indicator.ladder(indicator, region, compared)
            by_indicator.details(indicator, region)
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
