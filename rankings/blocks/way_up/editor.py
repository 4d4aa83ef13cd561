"""The table in which effort, largest gain and lead time of each component are set."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from rankings.blocks import address
from rankings.blocks.view import EditionView
from rankings.blocks.way_up.asked import SETTINGS, Asked, given_of, usual_rooms
from rankings.facts.way_up import settings as plan_settings
from rankings.facts.way_up.model import Room, Setting, WayUp
from rankings.facts.way_up.settings import Settings
from rankings.sentences import address as address_sentences
from rankings.sentences import naming
from rankings.words.markdown import literal
from rankings.words.text import Words

# Cells to be typed in -> what of a setting they say.
TYPED = {"cap": "cap", "cost": "cost", "lead": "lead_days", "owner": "owner"}


def settings(asked: Asked, found: WayUp) -> None:
    """Effort, largest gain and lead time of each component, to be changed; folded."""
    view, w = asked.view, asked.view.words
    if not found.rooms:
        return
    with st.expander(w("plan.settings")):
        st.caption(w("plan.settings_note"))
        lift = _key(view, "lift")
        st.session_state[lift] = asked.given.lift
        st.toggle(w("plan.lift"), key=lift, on_change=_lifted, args=(asked, lift))
        began, editor = _begun(asked, found)
        st.data_editor(
            _frame(view, began),
            key=editor,
            hide_index=True,
            num_rows="fixed",
            column_config=_columns(asked),
            on_change=_edited,
            args=(view, began, editor),
        )
        for refused in _refused(asked, began, editor):
            st.warning(refused)


def _key(view: EditionView, name: str) -> str:
    """The key of a control that belongs to one edition."""
    return f"plan_{name}_{view.edition.edition_id}"


def _begun(asked: Asked, found: WayUp) -> tuple[Settings, str]:
    """What the table of components began with, and the key of its widget.

    The widget keeps what is typed on top of that. It begins anew where the address says something
    else than was typed, and where its own figures are written or measured in another way.
    """
    view, name = asked.view, _key(asked.view, SETTINGS)
    now = plan_settings.code(asked.given)
    about = view.language, found.deadline.days
    began, typed, of_what, number = st.session_state.get(name, (None, None, None, 0))
    if began is None or typed != now or of_what != about:
        began, number = asked.given, number + 1
    st.session_state[name] = began, now, about, number
    return began, f"{name}_{number}"


def _edited(view: EditionView, began: Settings, editor: str) -> None:
    """What was typed, on top of what the table began with, into the address."""
    parts = [room.component for room in usual_rooms(view)]
    new = replace(began, lift=given_of(view).lift)
    for row, cells in st.session_state[editor]["edited_rows"].items():
        new = new.with_one(_typed(began.of(parts[int(row)]), cells))
    text = plan_settings.code(new)
    address.choose(SETTINGS, text, "")
    name = _key(view, SETTINGS)
    state = st.session_state[name]
    st.session_state[name] = (
        state[0],
        plan_settings.code(plan_settings.read(text, parts)),
        *state[2:],
    )


def _typed(own: Setting, cells: Mapping[str, Any]) -> Setting:
    """A setting with the cells of its row that were changed; an emptied cell sets nothing, one that
    cannot be read changes nothing."""
    new = replace(own, fixed=bool(cells["fixed"])) if "fixed" in cells else own
    for name, field in TYPED.items():
        if name in cells:
            text = (cells[name] or "").strip()
            read = plan_settings.changed(new, name, text) if text else replace(new, **{field: None})
            new = read or new
    return new


def _refused(asked: Asked, began: Settings, editor: str) -> list[str]:
    """What was typed and cannot be used, a sentence for each cell."""
    w, rooms = asked.view.words, usual_rooms(asked.view)
    said = []
    for row, cells in st.session_state[editor]["edited_rows"].items():
        room = rooms[int(row)]
        for name in TYPED:
            text = (cells.get(name) or "").strip()
            if text and plan_settings.changed(began.of(room.component), name, text) is None:
                said.append(_refusal(w, room, name, text))
    return said


def _refusal(w: Words, room: Room, name: str, text: str) -> str:
    return w(
        f"plan.refused_{name}",
        component=literal(w.name(room)),
        column=w("plan.owner" if name == "owner" else f"plan.column_{name}"),
        text=address_sentences.quoted(w, [text]),
        most=w.number(plan_settings.LONGEST),
    )


def _lifted(asked: Asked, key: str) -> None:
    changed = replace(given_of(asked.view), lift=st.session_state[key])
    address.choose(SETTINGS, plan_settings.code(changed), "")


def _frame(view: EditionView, began: Settings) -> pd.DataFrame:
    """The table of components as it begins, numbers as they are written."""
    return pd.DataFrame([_row(view, room, began.of(room.component)) for room in usual_rooms(view)])


def _row(view: EditionView, room: Room, own: Setting) -> dict[str, Any]:
    w, decimals = view.words, view.edition.decimals
    return {
        "name": w.name(room),
        "score": w.number(room.score, decimals),
        "most": w.number(room.max_score),
        "cap": w.number(room.usual if own.cap is None else own.cap, decimals),
        "cost": w.number(1 if own.cost is None else own.cost),
        "fixed": own.fixed,
        "lead": "" if own.lead_days is None else str(own.lead_days),
        "owner": own.owner or w.field(room, "owner") or "",
    }


def _columns(asked: Asked) -> dict[str, Any]:
    w, text = asked.view.words, st.column_config.TextColumn
    right = {"alignment": "right"}
    later = asked.base.later
    now = naming.now(w, later=later)
    return {
        "name": text(w("plan.column_component"), disabled=True),
        "score": text(w("plan.column_score", now=now), disabled=True, alignment="right"),
        "most": text(w("plan.column_max"), disabled=True, alignment="right"),
        "cap": text(w("plan.column_cap"), **right),
        "cost": text(w("plan.column_cost"), **right),
        "fixed": st.column_config.CheckboxColumn(w("plan.column_fixed")),
        "lead": text(w("plan.column_lead"), **right),
        "owner": text(w("plan.owner")),
    }
