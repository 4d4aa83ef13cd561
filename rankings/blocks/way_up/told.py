"""The answer in words: how many points are missing, and whether they are within reach."""

import streamlit as st

from rankings.blocks import edition
from rankings.blocks.way_up.asked import Asked, answered
from rankings.facts.scenario.model import OWN
from rankings.facts.way_up.model import WayUp
from rankings.sentences import address, way_up


def answer(asked: Asked) -> WayUp:
    """Say how many points are missing and whether they are within reach; the whole answer."""
    view = asked.view
    found = answered(asked)
    names = edition.names(view)
    said = way_up.sentence(
        view.words,
        found,
        index=view.index_name,
        home=names[asked.home],
        names=names,
    )
    st.markdown(f"{said} {edition.badge(view)}")
    if any(row.status == "derived" for row in edition.ranking_of(view).rows):
        st.markdown(edition.derived_note(view))
    held = way_up.plan_held(view.words, found)
    if found.no_trend is not None:
        held.append(view.words(f"scenario.no_trend_{found.no_trend}"))
    if asked.others == OWN:
        held.append(view.words("plan.held_own"))
    st.caption(f"{' '.join(held)}  \n{edition.caption(view)}")
    if asked.given.left_out:
        st.warning(
            view.words(
                "plan.settings_ignored", what=address.quoted(view.words, asked.given.left_out)
            )
        )
    return found
