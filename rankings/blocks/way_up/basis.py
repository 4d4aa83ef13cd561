"""What the answer rests on, and where each largest gain comes from."""

from operator import attrgetter

import streamlit as st

from rankings.blocks import edition, table
from rankings.blocks.way_up.asked import Asked
from rankings.facts import editions
from rankings.facts.way_up.model import Room, WayUp
from rankings.sentences import way_up
from rankings.store import figure_keys
from rankings.words.tables import Column, Table


def assumptions(asked: Asked, found: WayUp) -> None:
    """What the answer rests on, folded: sentences, and where each largest gain comes from."""
    view, w = asked.view, asked.view.words
    with st.expander(w("plan.assumptions")):
        said = way_up.plan_assumptions(w, found)
        st.markdown("\n".join(f"- {sentence}" for sentence in said))
        if found.rooms:
            if learn := way_up.learn(w, found, edition.names(view)):
                st.markdown(f"**{w('plan.learn_title')}**")
                st.markdown("\n".join(f"- {sentence}" for sentence in learn))
            st.markdown(f"**{w('plan.caps_title')}**")
            table.draw(view, _cap_table(asked, found), key="caps", empty=w("plan.none"))
        st.caption(edition.caption(view))


def _cap_table(asked: Asked, answer: WayUp) -> Table[Room]:
    """The largest gain of each component and why it is so much; what the reader has set has no
    evidence."""
    view, w = asked.view, asked.view.words
    short = {
        item.edition_id: w.period_short(item)
        for item in editions.of_index(view.at, view.index_code)
    }

    def room_key(room: Room, counted: str) -> str:
        place = answer.edition.edition_id, asked.home, room.component
        return str(figure_keys.Room(*place, answer.deadline.day.isoformat(), counted))

    def cap_key(room: Room) -> str | None:
        if room.reason == "observed":
            return room_key(room, "gain")
        if room.reason in ("maximum", "not_observed"):
            place = answer.edition.edition_id, asked.home, room.component
            return str(figure_keys.ToMax(*place))
        return None

    def pairs(room: Room) -> str | None:
        tables = room.observed.pairs if room.observed else ()
        return w.join(w("plan.pair", a=short[a], b=short[b]) for a, b in tables) if tables else None

    return Table(
        answer.rooms,
        [
            Column(w("plan.column_component"), w.name),
            Column(
                w("plan.column_cap"),
                attrgetter("cap"),
                key=cap_key,
                decimals=answer.edition.decimals,
            ),
            Column(w("plan.column_reason"), lambda room: way_up.cap_reason(w, answer, room)),
            Column(w("plan.column_pairs"), pairs),
            Column(
                w("plan.column_most"),
                lambda room: way_up.most_gain(w, answer, room, edition.names(view)),
            ),
            Column(
                w("plan.column_flagged"),
                lambda room: room.observed and room.observed.flagged,
                key=lambda room: room.observed and room_key(room, "flagged"),
            ),
            Column(w("plan.owner"), lambda room: way_up.plan_owner(w, room)),
        ],
    )
