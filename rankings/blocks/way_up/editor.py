"""The table in which effort, largest gain and lead time of each component are set."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from rankings import plan_settings, selection, way_up
from rankings.blocks.scenario_lever import read_number
from rankings.blocks.way_up.asked import SETTINGS, Asked, given_of, usual_answer
from rankings.plan_settings import Settings
from rankings.selection import View
from rankings.way_up import Setting, WayUp

# A number as it may be typed: 1,5 or 1.5.
NUMBER = r"^\d{0,4}([.,]\d{1,4})?$"


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


def _key(view: View, name: str) -> str:
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


def _edited(view: View, began: Settings, editor: str) -> None:
    """What was typed, on top of what the table began with, into the address."""
    parts = [room.component for room in usual_answer(view).rooms]
    new = replace(began, lift=given_of(view).lift)
    for row, cells in st.session_state[editor]["edited_rows"].items():
        new = new.with_one(_typed(began.of(parts[int(row)]), cells))
    text = plan_settings.code(new)
    selection.choose(SETTINGS, text, "")
    name = _key(view, SETTINGS)
    state = st.session_state[name]
    st.session_state[name] = (
        state[0],
        plan_settings.code(plan_settings.read(text, parts)),
        *state[2:],
    )


def _typed(own: Setting, cells: Mapping[str, Any]) -> Setting:
    """A setting with the cells of its row that were changed; an emptied cell sets nothing."""
    new = {}
    for name in ("cost", "cap", "lead", "owner"):
        if name in cells:
            new[name] = cells[name] or ""
    numbers = {name: read_number(text) for name, text in new.items() if name != "owner"}
    lead = numbers.pop("lead", None)
    if "cost" in numbers:
        numbers["cost"] = numbers["cost"] or None
    if "lead" in new:
        numbers["lead_days"] = None if lead is None else int(lead)
    if "owner" in new:
        numbers["owner"] = plan_settings.clean_owner(new["owner"]) or None
    if "fixed" in cells:
        numbers["fixed"] = bool(cells["fixed"])
    return replace(own, **numbers)


def _lifted(asked: Asked, key: str) -> None:
    changed = replace(asked.given, lift=st.session_state[key])
    selection.choose(SETTINGS, plan_settings.code(changed), "")


def _frame(view: View, began: Settings) -> pd.DataFrame:
    """The table of components as it begins, numbers as they are written."""
    return pd.DataFrame(
        [_row(view, room, began.of(room.component)) for room in usual_answer(view).rooms]
    )


def _row(view: View, room: way_up.Room, own: Setting) -> dict[str, Any]:
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
    right = {"alignment": "right", "validate": NUMBER}
    return {
        "name": text(w("plan.column_component"), disabled=True),
        "score": text(w("plan.column_score"), disabled=True, alignment="right"),
        "most": text(w("plan.column_max"), disabled=True, alignment="right"),
        "cap": text(w("plan.column_cap"), **right),
        "cost": text(w("plan.column_cost"), **right),
        "fixed": st.column_config.CheckboxColumn(w("plan.column_fixed")),
        "lead": text(w("plan.column_lead"), alignment="right", validate=r"^\d{0,4}$"),
        "owner": text(w("plan.owner")),
    }
