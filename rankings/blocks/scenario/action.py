"""One action, several indices: what moves with a lever, and what an action would bring on each.

What is chosen stands in the address: `action` and `share`, the percent of what is left to the
maximum that is taken to be won; see `rankings.facts.scenario.reach`.
"""

import streamlit as st

from rankings.blocks import address, keyed
from rankings.blocks.controls import select
from rankings.blocks.scenario import lever as scenario_lever
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.facts.scenario import drivers, reach, texts
from rankings.facts.scenario.drivers import Action
from rankings.facts.scenario.model import Base, Lever, Scenario
from rankings.facts.scenario.reach import Effect
from rankings.sentences import scenario_drivers as said
from rankings.sentences.scenario_drivers import Line
from rankings.words.markdown import literal
from rankings.words.text import sentence_case

SHARES = tuple(range(0, reach.MOST + 1, 5))
USUAL = 10  # percent: an example to begin with, no estimate
ABREAST = 3  # indices in a row


def beside(view: View, base: Base, lever: Lever) -> None:
    """The actions that move a lever, and what else they move; nothing where there are none."""
    edition = base.edition
    found = drivers.of_component(
        view.at,
        index_code=edition.index_code,
        method_code=edition.method_code,
        component=lever.component,
    )
    if not found:
        return
    w = view.words
    methods = _methods(view, base)
    with st.popover(
        w("reach.actions", n=len(found)), type="tertiary", icon=":material/account_tree:"
    ):
        st.markdown(f"**{w('reach.of_lever', name=w.name(lever))}**")
        place = edition.index_code, edition.method_code, lever.component
        for action in found:
            moved = drivers.reach(view.at, action_code=action.action_code, method_codes=methods)
            st.markdown(said.beside(w, action, moved, place))
        st.caption(w("reach.meaning"))


def draw(view: View, base: Base) -> None:
    """The choice of an action and of a share, and what comes of it on each index."""
    w = view.words
    st.subheader(w("reach.title"))
    action = _action(view)
    if action is None:
        st.caption(w("reach.choose"))
        return
    share = _share(view)
    st.caption(w("reach.assumption", share=w.number(share)))
    found = reach.effects(
        view.at, action_code=action.action_code, share=share, edition_ids=_edition_ids(view, base)
    )
    for at in range(0, len(found), ABREAST):
        for effect, place in zip(found[at:], st.columns(ABREAST, gap="medium"), strict=False):
            with place, st.container(border=True):
                _effect(view, effect)
    own = next(one for one in found if one.base.edition == base.edition)
    if own.gains:
        _into_plan(view, base, own)


def _edition_ids(view: View, base: Base) -> tuple[str, ...]:
    """The current edition of each index; of the one that is shown the one that is chosen."""
    current = reach.current_editions(view.at)
    chosen = base.edition
    return tuple(
        chosen.edition_id if _index(view, item) == chosen.index_code else item for item in current
    )


def _index(view: View, edition_id: str) -> str:
    return editions.by_id(view.at, edition_id).index_code


def _methods(view: View, base: Base) -> tuple[str, ...]:
    """The methods of the editions that are compared."""
    return tuple(editions.by_id(view.at, item).method_code for item in _edition_ids(view, base))


def _action(view: View) -> Action | None:
    """The action chosen; None before one is."""
    w = view.words
    found = {one.action_code: one for one in drivers.actions(view.at)}
    in_order = sorted(found.values(), key=lambda one: w.sort_key(w.name(one)))
    options = {"": w("reach.none")} | {one.action_code: w.name(one) for one in in_order}
    with st.container(width=520):
        return found.get(select("action", w("reach.action"), options, ""))


def _share(view: View) -> int:
    """The share chosen, as a whole percent."""
    w = view.words
    text = address.choice("share", {str(share): "" for share in SHARES}, str(USUAL))
    key, began = keyed.key_of("share", int(text))
    with st.container(width=520):
        st.select_slider(
            w("reach.share"),
            SHARES,
            began,
            format_func=lambda share: f"{w.number(share)}%",
            key=key,
            on_change=_share_moved,
            args=(key,),
        )
    return int(text)


def _share_moved(key: str) -> None:
    if keyed.in_use(key):
        address.choose("share", str(st.session_state[key]), str(USUAL))


def _effect(view: View, effect: Effect) -> None:
    """What the action brings on one index, or why that is not calculated and what is needed."""
    w, base = view.words, effect.base
    index = editions.index_row(view.at, base.edition.index_code)
    short, issuer = (literal(w.field(index, name)) for name in ("short", "issuer"))
    st.markdown(f"**{short}**, {w.period(base.edition)}")
    if effect.outcome is None:
        lines = said.not_calculated(w, effect, index=short, issuer=issuer)
    else:
        lines = said.effect_lines(w, effect)
    if base.derived and any(line.measure for line in lines):
        st.caption(sentence_case(w("status.derived")))
    tried = Scenario(effect.gains)
    with st.container(gap="xsmall"):
        for line in lines:
            _line(view, base, tried, line)


def _line(view: View, base: Base, tried: Scenario, line: Line) -> None:
    """A sentence; one that tells a figure leads to how it is made."""
    if line.measure is None:
        st.markdown(line.text)
        return
    w = view.words
    key = texts.figure_key(base, tried, line.measure, line.component)
    name = f"action_{base.edition.index_code}_{line.component}_{line.measure}"
    # Not one long button: its text stands in the middle where it does not fit a line.
    with st.container(gap=None):
        st.markdown(line.text)
        st.button(
            w("reach.source"),
            key=name,
            type="tertiary",
            icon=":material/fact_check:",
            help=w("evidence.open_help"),
            on_click=address.ask_figure,
            args=(key,),
        )


def _into_plan(view: View, base: Base, own: Effect) -> None:
    """A button that adds the gains to what is tried."""
    w = view.words
    index = editions.index_row(view.at, base.edition.index_code)
    st.button(
        w("reach.into_plan", index=w.field(index, "short")),
        key="action_into_plan",
        icon=":material/playlist_add:",
        on_click=_add_to_plan,
        args=(base, own),
    )


def _add_to_plan(base: Base, own: Effect) -> None:
    """Of these components the gains replace what is tried, with what was tried of their
    sub-indicators."""
    tried = scenario_lever.current(base)
    replaced = dict(own.gains)
    kept = (
        (one.component, points)
        for code, points in tried.gains
        if (one := base.lever(code)).component not in replaced
        and getattr(one, "parent", None) not in replaced
    )
    merged = dict(kept) | replaced
    in_order = [(one.component, merged.get(one.component)) for one in base.in_order]
    plan = texts.plan_code((code, points) for code, points in in_order if points)
    address.choose("plan", plan, "")
