"""The plans side by side, or what is offered where there is none."""

from collections.abc import Sequence

import streamlit as st

from rankings.blocks import address, edition
from rankings.blocks.way_up.asked import Asked, usual_limit
from rankings.facts.scenario import texts
from rankings.facts.scenario.model import OWN
from rankings.facts.way_up.model import Plan, WayUp
from rankings.sentences import way_up as said
from rankings.words.markdown import literal

STRICTER = 3  # how many stricter limits are offered to a unit that is inside


def plans(asked: Asked, found: WayUp) -> None:
    """The plans side by side, other ways below them; or what stands in the way; or stricter limits,
    when inside."""
    if found.inside:
        _stricter(asked, found)
    elif found.plans:
        _cards(asked, found, [one for one in found.plans if not one.another])
        if others := [one for one in found.plans if one.another]:
            st.markdown(f"**{asked.view.words('plan.other_ways')}**")
            _cards(asked, found, others)
    elif found.binding:
        w = asked.view.words
        st.markdown(f"**{w('plan.binding_title')}**")
        lines = [said.plan_binding(w, found, component) for component in found.binding]
        st.markdown("\n".join(f"- {line}" for line in lines))


def _cards(asked: Asked, found: WayUp, plans: Sequence[Plan]) -> None:
    for column, one in zip(st.columns(len(plans)), plans, strict=True):
        with column, st.container(border=True, height="stretch"):
            _card(asked, found, one)


def _card(asked: Asked, found: WayUp, one: Plan) -> None:
    """One plan: what to gain, where that leads, what it takes, and a button to try it below."""
    w = asked.view.words
    title = said.plan_title(w, one, equal_costs=found.equal_costs)
    spirit = "least_cost" if one.spirit == "least_effort" and not found.equal_costs else one.spirit
    about = [w(f"plan.{spirit}_help"), *([w("plan.another_help")] if one.another else [])]
    st.markdown(f"**{title}**", help=" ".join(about))
    lines = []
    for component, points in one.gains:
        line = said.plan_gain(w, found, component, points)
        if owner := w.field(found.room(component), "owner"):
            line = w("plan.gain_owner", gain=line, owner=literal(owner))
        lines.append(f"- {line}")
    st.markdown("\n".join(lines))
    st.markdown(said.plan_result(w, found, one, edition.names(asked.view)))
    st.caption(said.plan_cost(w, found, one))
    _apply_button(asked, found, one)


def _apply_button(asked: Asked, found: WayUp, one: Plan) -> None:
    """Sets the levers below to the plan."""
    plan = texts.plan_code(one.gains)
    st.button(
        asked.view.words("plan.apply"),
        key=f"plan_apply_{one.spirit}_{plan}",
        icon=":material/playlist_add:",
        on_click=apply,
        args=(asked, found, plan),
    )


def apply(asked: Asked, found: WayUp, plan: str) -> None:
    """Set the levers below to a plan, a text of an address, and the others to what it rests on."""
    address.choose("plan", plan, "")
    if asked.others != OWN:
        address.choose("others", texts.others_code(found.others), "")
    st.toast(asked.view.words("plan.applied"), icon=":material/playlist_add_check:")


def _stricter(asked: Asked, found: WayUp) -> None:
    """Buttons for the limits just above the rank that is held."""
    view, rank = asked.view, found.against.rank
    if rank is None or found.why_not is not None:
        return
    with st.container(horizontal=True):
        for k in range(rank - 1, 0, -1)[:STRICTER]:
            st.button(
                view.words("plan.stricter", k=k),
                icon=":material/trending_up:",
                on_click=address.choose,
                args=("limit", str(k), usual_limit(view)),
            )
