"""What the answer rests on, and where each largest gain comes from."""

from typing import Any

import streamlit as st

from rankings import sentences
from rankings.blocks import edition, table
from rankings.blocks.selection import View
from rankings.blocks.way_up.asked import Asked
from rankings.facts import editions, way_up
from rankings.facts.way_up import WayUp
from rankings.store import figure_keys


def assumptions(asked: Asked, found: WayUp) -> None:
    """What the answer rests on, folded: sentences, and where each largest gain comes from."""
    view, w = asked.view, asked.view.words
    with st.expander(w("plan.assumptions")):
        said = sentences.plan_assumptions(w, found)
        st.markdown("\n".join(f"- {sentence}" for sentence in said))
        if found.rooms:
            st.markdown(f"**{w('plan.caps_title')}**")
            records = [_cap_row(view, found, room) for room in found.rooms]
            table.draw(
                view,
                records,
                key="caps",
                empty=w("plan.none"),
                decimals=found.edition.decimals,
                keys=[_cap_keys(asked, found, room) for room in found.rooms],
            )
        st.caption(edition.caption(view))


def _cap_row(view: View, found: WayUp, room: way_up.Room) -> dict[str, Any]:
    w, seen = view.words, room.observed
    short = {
        item.edition_id: w.period_short(item)
        for item in editions.of_index(view.at, view.index_code)
    }
    pairs = [w("plan.pair", a=short[a], b=short[b]) for a, b in (seen.pairs if seen else ())]
    return {
        w("plan.column_component"): w.name(room),
        w("plan.column_cap"): room.cap,
        w("plan.column_reason"): sentences.cap_reason(w, found, room),
        w("plan.column_pairs"): w.join(pairs) if pairs else None,
        w("plan.column_flagged"): None if seen is None else seen.flagged,
        w("plan.owner"): sentences.plan_owner(w, room),
    }


def _cap_keys(asked: Asked, found: WayUp, room: way_up.Room) -> dict[str, str]:
    """The keys of the figures of a row, by column; what the reader has set has none."""
    w, place = asked.view.words, (found.edition.edition_id, asked.home, room.component)
    day, keys = found.deadline.day.isoformat(), {}
    if room.reason == "observed":
        keys[w("plan.column_cap")] = figure_keys.of("room", *place, day, "gain")
    elif room.reason in ("maximum", "not_observed"):
        keys[w("plan.column_cap")] = figure_keys.of("to_max", *place)
    if room.observed is not None:
        keys[w("plan.column_flagged")] = figure_keys.of("room", *place, day, "flagged")
    return keys
