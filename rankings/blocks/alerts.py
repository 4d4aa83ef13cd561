"""What the rules give cause to tell now, on the page of data."""

from datetime import UTC, datetime

import streamlit as st

from rankings.blocks.view import View
from rankings.loads import alerts
from rankings.sentences import alerts as said
from rankings.words.markdown import literal


def draw(view: View) -> None:
    """The alerts of the newest figures, a paragraph each, which fits a phone; or that there is
    none."""
    w = view.words
    # To whom they are sent is not read here: a page must not fail for want of a file of addresses.
    there = alerts.current(view.at, now=datetime.now(UTC), environment={})
    if not there:
        st.info(w("alerts.none"))
    for item in there:
        kind = w(f"alerts.kind_of.{item.event.kind}")
        st.markdown(f"**{kind}.** {literal(said.said(view.at, w, item.event))}")
        st.caption(w("alerts.since", time=w.time(item.since)))
