"""What the other units do meanwhile: they stand still, go on as before, or gain what is typed.

It stands in the address as `others`. A trend goes on to the day by which the rank is wanted, or as
far as it may be continued; on the card of what is tried another day may be chosen.
"""

from datetime import date
from decimal import Decimal

import streamlit as st

from rankings.blocks import address, edition
from rankings.blocks.scenario import lever as scenario_lever
from rankings.blocks.view import EditionView, View
from rankings.facts.scenario import others as scenario_others
from rankings.facts.scenario import texts
from rankings.facts.scenario.model import FROZEN, OWN, TREND, Base, Others, Scenario
from rankings.sentences import scenario as said
from rankings.store.rounding import rounded
from rankings.words import typed
from rankings.words.markdown import literal

NOTE = "scenario_note_other"
NAME = "others"


def kind(view: View, base: Base, until: date) -> str:
    """The control for what the others do; returns frozen, trend or own."""
    w = view.words
    if address.choice(NAME, None, "") == TREND:
        # A link that leaves the day open.
        address.restate(NAME, texts.others_code(_going_on(base, until)))
    kinds = {FROZEN: w("scenario.others_frozen")}
    if base.trend is not None:
        kinds[TREND] = w("scenario.others_trend")
    kinds[OWN] = w("scenario.others_own")
    key = "scenario_others"
    st.session_state[key] = scenario_lever.current(base).others.kind
    st.segmented_control(
        w("scenario.others"),
        list(kinds),
        format_func=lambda code: kinds.get(code, code),
        key=key,
        required=True,
        on_change=_kind_chosen,
        args=(base, key, until),
        width="content",
    )
    return scenario_lever.current(base).others.kind


def go_on_until(base: Base, until: date) -> None:
    """Let a trend that the others go on with end at another day."""
    if scenario_lever.current(base).others.kind == TREND:
        _choose(_going_on(base, until))


def details(view: EditionView, base: Base, tried: Scenario) -> None:
    """What there is to choose of the others: the day of a trend, or what each of them gains."""
    if tried.others.kind == TREND:
        _day(view, base, tried.others)
    if tried.others.kind == OWN:
        _own(view, base, tried.others)


def _going_on(base: Base, until: date) -> Others:
    return Others() if base.trend is None else Others(TREND, min(until, base.trend.last))


def _kind_chosen(base: Base, key: str, until: date) -> None:
    chosen = st.session_state[key]
    if chosen in (FROZEN, TREND, OWN) and not address.echo(key):
        _choose(_going_on(base, until) if chosen == TREND else Others(chosen))


def _choose(others: Others) -> None:
    address.choose(NAME, texts.others_code(others), "")


def _day(view: View, base: Base, others: Others) -> None:
    if base.trend is None:
        return
    key = "scenario_day"
    st.session_state[key] = others.day
    st.date_input(
        view.words("scenario.others_day"),
        key=key,
        min_value=base.trend.first_day,
        max_value=base.trend.last,
        format="DD/MM/YYYY",
        width=220,
        on_change=lambda: _choose(Others(TREND, st.session_state[key] or others.day)),
    )


def _own(view: EditionView, base: Base, others: Others) -> None:
    """What each other unit gains, one by one."""
    w, units = view.words, edition.names(view)
    given = dict(others.gains)
    for code, points in others.gains:
        with st.container(horizontal=True, vertical_alignment="center"):
            change = w.change(points, base.edition.decimals)
            st.markdown(w("scenario.other_line", name=units[code], change=change), width="content")
            st.button(
                w("scenario.remove"),
                key=f"other_remove_{code}",
                on_click=_remove_other,
                args=(base, code),
            )
    free = {code: name for code, name in units.items() if code not in (*given, base.unit_code)}
    if not free:
        return
    free = dict(sorted(free.items(), key=lambda item: w.sort_key(item[1])))
    form = st.form("scenario_other", border=False)
    with form, st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            w("scenario.other_unit"),
            list(free),
            format_func=lambda code: free.get(code, code),
            key="other_unit",
            width=200,
        )
        st.text_input(w("scenario.other_points"), key="other_points", width=240)
        st.form_submit_button(w("scenario.other_add"), on_click=_add_other, args=(view, base))
    if note := st.session_state.pop(NOTE, None):
        st.warning(note)


def _remove_other(base: Base, unit_code: str) -> None:
    _choose(Others(OWN, None, _without(base, unit_code)))


def _without(base: Base, unit_code: str) -> tuple[tuple[str, Decimal], ...]:
    """What each other unit gains now, but for one of them."""
    gains = scenario_lever.current(base).others.gains
    return tuple((code, points) for code, points in gains if code != unit_code)


def _add_other(view: EditionView, base: Base) -> None:
    """Points typed for another unit; what cannot be is said, with what can, and changes nothing."""
    unit_code, text = st.session_state["other_unit"], st.session_state["other_points"]
    points = typed.number(text)
    if reason := _why_refused(base, unit_code, points):
        name = edition.names(view)[unit_code]
        st.session_state[NOTE] = said.other_refused(
            view.words, base, reason, typed=literal(text), unit_code=unit_code, name=name
        )
        return
    new = (unit_code, rounded(points, base.edition.decimals))
    _choose(Others(OWN, None, (*_without(base, unit_code), new)))


def _why_refused(base: Base, unit_code: str, points: Decimal | None) -> str | None:
    """Why another unit cannot gain what was typed; None where it can."""
    if points is None:
        return "not_a_number"
    if scenario_others.other_gain_problem(base, unit_code, points):
        return "beyond_scale"
    return None if rounded(points, base.edition.decimals) else "too_small"
