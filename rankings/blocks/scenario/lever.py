"""One lever of a scenario, a slider and a field; what it is set to goes into the address.

What the levers are set to together, and what comes of it, is read here too.
"""

from decimal import Decimal

import streamlit as st

from rankings.blocks import address, keyed
from rankings.blocks.view import View
from rankings.facts.scenario import gains as scenario_gains
from rankings.facts.scenario import texts, trial
from rankings.facts.scenario.model import Base, Lever, Part, Scenario
from rankings.facts.scenario.outcome import Outcome
from rankings.sentences import scenario as said
from rankings.store.rounding import rounded
from rankings.store.versions import memo
from rankings.words import typed
from rankings.words.markdown import literal

# As many places as a slider can stop at: enough for a hand, few enough to be sent at once.
STOPS = 200
NOTE = "scenario_note"


def current(base: Base) -> Scenario:
    """What the address says is tried, as far as this edition allows it."""
    asked = Scenario(
        texts.read_plan(address.choice("plan", None, "")),
        texts.read_others(address.choice("others", None, "")),
    )
    return trial.fitted(base, asked)


def outcome(view: View, base: Base, tried: Scenario) -> Outcome:
    """Where home stands in a scenario."""
    return trial.simulate(
        view.at,
        edition_id=base.edition.edition_id,
        unit_code=base.unit_code,
        limit=base.limit,
        tried=tried,
    )


def draw(view: View, base: Base, lever: Lever, tried: Scenario) -> None:
    """One lever as a slider and as a field; either sets the other."""
    w, decimals = view.words, base.edition.decimals
    score = lever.score + scenario_gains.gain_of(base, tried.gains, lever.component)
    of = base.edition.edition_id, view.language
    slider, began = keyed.key_of(f"lever_{lever.component}", _plain(score, decimals), of)
    field, shown = keyed.key_of(f"typed_{lever.component}", w.number(score, decimals), of)
    stops = _stops(lever, decimals, Decimal(began))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.select_slider(
            said.lever_label(w, base, lever),
            stops,
            began,
            format_func=lambda stop: w.number(stop, decimals),
            key=slider,
            help=w.field(lever, "definition") if isinstance(lever, Part) else None,
            on_change=_moved,
            args=(base, lever, slider),
        )
        st.text_input(
            w("scenario.typed", name=w.name(lever)),
            shown,
            key=field,
            label_visibility="collapsed",
            width=92,
            on_change=_typed,
            args=(view, base, lever, field),
        )
    if note := st.session_state.pop(f"{NOTE}_{lever.component}", None):
        st.warning(note)


@memo
def _stops(lever: Lever, decimals: int, began: Decimal) -> list[str]:
    """Where a slider can stop: from the worst unit to the maximum in even steps, and at the scores
    that matter."""
    low = min(lever.score, began, lever.worst or Decimal(0))
    step = Decimal(1).scaleb(-decimals)
    factors = iter((2, Decimal("2.5"), 2) * 9)
    while (lever.max_score - low) / step > STOPS:
        step *= next(factors)
        step = step.quantize(Decimal(1).scaleb(-decimals))
    first = (low / step).to_integral_value() * step
    even = (first + number * step for number in range(STOPS + 2))
    fixed = {lever.score, began, low, lever.max_score}
    every = {stop for stop in even if low <= stop <= lever.max_score} | fixed
    return [_plain(stop, decimals) for stop in sorted(every)]


def _plain(score: Decimal, decimals: int) -> str:
    return f"{rounded(score, decimals):f}"


def _moved(base: Base, lever: Lever, key: str) -> None:
    if keyed.in_use(key):
        set_score(base, lever, Decimal(st.session_state[key]))


def _typed(view: View, base: Base, lever: Lever, key: str) -> None:
    """A typed score; what is none, or lies off the scale, is said and changes nothing."""
    if not keyed.in_use(key):
        return
    w, text = view.words, st.session_state[key]
    score = typed.number(text)
    note = None
    if score is None:
        note = w("scenario.not_a_number", value=literal(text))
    elif not 0 <= score <= lever.max_score:
        note = w("scenario.out_of_range", value=literal(text), max=w.number(lever.max_score))
    if note:
        st.session_state[f"{NOTE}_{lever.component}"] = note
    else:
        set_score(base, lever, rounded(score, base.edition.decimals))


def set_score(base: Base, lever: Lever, score: Decimal) -> None:
    """The new score of a lever into the address, the others kept."""
    gains = scenario_gains.moved_to(base, current(base).gains, lever.component, score)
    address.choose("plan", texts.plan_code(gains), "")
