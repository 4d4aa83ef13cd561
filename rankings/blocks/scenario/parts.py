"""The sub-indicators under the lever of a component, where the store has the unit's scores of them:
points as slider and field, and the numerator where it is known."""

from decimal import Decimal

import streamlit as st

from rankings.blocks import address, figure, keyed
from rankings.blocks.scenario import lever as scenario_lever
from rankings.blocks.scenario import tracks
from rankings.blocks.view import EditionView, View
from rankings.facts import subindicators
from rankings.facts.scenario import gains, proportion, texts
from rankings.facts.scenario.model import Base, Lever, Part, Scenario
from rankings.sentences import naming
from rankings.sentences import scenario as said
from rankings.store import figure_keys
from rankings.words.text import sentence_case

TYPED = "scenario_numerators"
MOVED = "scenario_parts_moved"
NOTE = "scenario_numerator_note"


def draw(view: EditionView, base: Base, lever: Lever, tried: Scenario, *, home: str) -> None:
    """A folded part with a line for each sub-indicator of a component; nothing where there is no
    figure of one. What is folded is not drawn."""
    parts = base.parts_of(lever.component)
    if not parts:
        return
    w, key = view.words, f"parts_{lever.component}"
    moved = {code for code, points in tried.gains if points}
    _unfold(key, moved=any(part.component in moved for part in parts))
    folded = st.expander(w("scenario.parts", n=len(parts)), key=key, on_change="rerun")
    if not folded.open:
        return
    with folded:
        st.caption(said.about_parts(w, base, lever, tried))
        for part in parts:
            with st.container(gap="xxsmall"):
                _part(view, base, part, tried)
        _tracks(view, base, lever, tried, home)


def _unfold(key: str, *, moved: bool) -> None:
    """Unfold what begins to be moved: a link or a saved scenario does that. After that the reader
    folds and unfolds it: a figure typed in it that moves nothing must not fold it."""
    begun = st.session_state.setdefault(MOVED, {})
    if moved and not (begun.get(key) and key in st.session_state):
        st.session_state[key] = True
    begun[key] = moved


def _part(view: View, base: Base, part: Part, tried: Scenario) -> None:
    scenario_lever.draw(view, base, part, tried)
    score = part.score + gains.gain_of(base, tried.gains, part.component)
    if part.numerator is not None:
        _numerator(view, base, part, score)
    _figures(view, base, part, tried, score)


def _numerator(view: View, base: Base, part: Part, score: Decimal) -> None:
    """The numerator as a whole number: points follow, and it follows points."""
    w = view.words
    noun = _noun(view, base, part)
    needed = _needed(base, part, score)
    shown = needed if needed <= part.denominator else None
    of = base.edition.edition_id, view.language
    key, began = keyed.key_of(f"numerator_{part.component}", shown, of)
    # A value to begin with, or bounds, would be the browser's to keep: it puts back the one where
    # the field is emptied, and is silent beyond the other.
    st.session_state.setdefault(key, began)
    st.number_input(
        sentence_case(w("scenario.numerator", d=w.number(part.denominator), noun=noun)),
        value=None,
        step=1,
        key=key,
        width=240,
        on_change=_typed,
        args=(view, base, part, key),
    )
    if note := st.session_state.pop(f"{NOTE}_{part.component}", None):
        st.warning(note)
    if moved := said.numerator_moved(w, part, needed, noun):
        st.caption(moved)


def _noun(view: View, base: Base, part: Part) -> str:
    """What a sub-indicator counts: "hồ sơ"."""
    rules = subindicators.rules(view.at, edition_id=base.edition.edition_id)
    counted = {rule.indicator_code: rule.counted for rule in rules}.get(part.component, "cases")
    return view.words(f"count.noun_{counted}")


def _needed(base: Base, part: Part, score: Decimal) -> int:
    """The numerator that was typed while it gives these points, else the smallest that does."""
    typed = st.session_state.get(TYPED, {}).get((base.edition.edition_id, part.component))
    if typed is not None and _points(base, part, typed) == score:
        return typed
    return proportion.numerator_for(
        score, score=part.score, published=part.numerator, decimals=base.edition.decimals
    )


def _points(base: Base, part: Part, numerator: int) -> Decimal:
    return proportion.points_at(
        numerator,
        score=part.score,
        published=part.numerator,
        maximum=part.max_score,
        decimals=base.edition.decimals,
    )


def _typed(view: View, base: Base, part: Part, key: str) -> None:
    """A new numerator: the points that follow from it. Emptied, it is the published one again; one
    that cannot be is said and changes nothing."""
    if not keyed.in_use(key):
        return
    numerator = st.session_state[key]
    if numerator is None:
        numerator = part.numerator
    if not 0 <= numerator <= part.denominator:
        w = view.words
        st.session_state[f"{NOTE}_{part.component}"] = w(
            "scenario.numerator_refused", value=numerator, d=w.number(part.denominator)
        )
        return
    typed = st.session_state.setdefault(TYPED, {})
    typed[base.edition.edition_id, part.component] = numerator
    scenario_lever.set_score(base, part, _points(base, part, numerator))


def _figures(view: View, base: Base, part: Part, tried: Scenario, score: Decimal) -> None:
    """What the line rests on, each figure a way to its evidence."""
    w, decimals = view.words, base.edition.decimals
    place = base.edition.edition_id, base.unit_code, part.component
    found = {"part_score": (w.number(part.score, decimals), "score")}
    if part.numerator is not None:
        found["part_numerator"] = w.number(part.numerator), "numerator"
        found["part_denominator"] = w.number(part.denominator), "denominator"
    shown = {
        name: (text, figure_keys.figure(*place, measure)) for name, (text, measure) in found.items()
    }
    if score != part.score:
        key = texts.figure_key(base, tried, "score", part.component)
        shown["part_then"] = w.number(score, decimals), key
    with st.container(horizontal=True, gap="xsmall"):
        for name, (text, key) in shown.items():
            st.button(
                w(f"scenario.{name}", x=text, now=naming.now(w, later=base.later)),
                key=f"{name}_{part.component}",
                type="tertiary",
                icon=":material/fact_check:",
                help=w("evidence.open_help"),
                on_click=address.ask_figure,
                args=(key,),
            )


def _tracks(view: EditionView, base: Base, lever: Lever, tried: Scenario, home: str) -> None:
    """The sub-indicators between the worst and the best unit, where others have scores too."""
    parts = tuple(part for part in base.parts_of(lever.component) if part.worst is not None)
    if not parts:
        return
    plain = Scenario(tried.gains, tried.others)
    table, options = tracks.drawn(view, base, parts, plain, home)
    w, now = view.words, naming.now(view.words, later=base.later)
    alt = w("scenario.parts_track_alt", name=w.name(lever), home=home, now=now)
    figure.chart("levers", options, table, alt=alt, key=f"figure_parts_{lever.component}")
