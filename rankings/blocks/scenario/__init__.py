"""What if: levers for home, what the others do meanwhile, and what comes of it, at once.

What is tried stands in the address: `plan`, `others` and `saved`; see `rankings.facts.scenario`.
"""

import streamlit as st

from rankings.blocks import address, edition, evidence, figure
from rankings.blocks.scenario import action, others, parts, saved, tracks
from rankings.blocks.scenario import lever as scenario_lever
from rankings.blocks.view import EditionView, IndexView, View
from rankings.facts import editions
from rankings.facts.scenario import link, texts, trial
from rankings.facts.scenario.model import TREND, Base, Scenario
from rankings.facts.scenario.outcome import Outcome
from rankings.facts.standing.certainty import certainty
from rankings.sentences import naming
from rankings.sentences import scenario as said

NOTE = "scenario_note"
TRIED = "scenario_tried"
IN_ADDRESS = ("plan", "others", "saved")
OF_AN_INDEX = ("plan", "others", "limit", "by", "goal", "goal_of", "goal_in", "tocome")


def start(view: EditionView, limit: int) -> Base:
    """The edition before anything is tried; limit: of the rank wanted."""
    found = trial.base(
        view.at, edition_id=view.edition.edition_id, unit_code=edition.home_code(view), limit=limit
    )
    # A link to a scenario names its edition: it says the same once a newer one is there.
    newest = editions.choose(view.at, view.index_code).edition_id
    address.rests_on(IN_ADDRESS, "edition", view.edition.edition_id, newest)
    return found


def leave_what_is_of_another_index(view: IndexView) -> None:
    """What was asked of one index says nothing of another: forget it when the index is changed."""
    asked, before = _asked(), st.session_state.get(TRIED)
    if before is not None and before[0] != view.index_code and before[1] == asked and any(asked):
        for name in OF_AN_INDEX:
            address.choose(name, "", "")
    st.session_state[TRIED] = view.index_code, _asked()


def _asked() -> tuple[str, ...]:
    return tuple(address.choice(name, None, "") for name in OF_AN_INDEX)


def draw(view: EditionView, base: Base) -> None:
    """The part of the page in which a scenario is tried; says why where nothing can be tried."""
    w = view.words
    st.subheader(w("page.scenario"))
    if not base.levers:
        st.info(w("scenario.no_score", home=edition.home_name(view), period=w.period(view.edition)))
        return
    if reason := _why_total_only(view, base):
        st.caption(reason)
    builder(view, base)


def _say_what_is_left_out(view: View, base: Base, tried: Scenario) -> None:
    found = link.left_out(
        base,
        tried,
        **{name: address.choice(name, None, "") for name in IN_ADDRESS},
        indices=naming.index_names(view.at, view.words),
    )
    for sentence in said.left_out(view.words, base, found):
        st.warning(sentence)


@st.fragment
def builder(view: EditionView, base: Base) -> None:
    """The result over the levers and the figure, and the scenarios to compare below."""
    # Also where this part is drawn alone, after a lever was moved in it.
    st.session_state[TRIED] = view.index_code, _asked()
    tried = scenario_lever.current(base)
    _say_what_is_left_out(view, base, tried)
    found = scenario_lever.outcome(view, base, tried)
    _result(view, base, tried, found)
    left, right = st.columns(2, gap="large")
    with left:
        _levers(view, base, tried)
        others.details(view, base, tried)
    with right:
        _tracks(view, base, tried, found)
    action.draw(view, base)
    saved.draw(view, base)
    evidence.follow()


def finding(view: EditionView, base: Base, tried: Scenario, found: Outcome) -> str:
    """The result in one sentence."""
    return said.finding(
        view.words,
        base,
        found,
        index=view.index_name,
        home=edition.home_name(view),
        changed=bool(tried.gains or tried.others.gains or tried.others.kind == TREND),
    )


# --- The result ----------------------------------------------------------------------------------


def _result(view: EditionView, base: Base, tried: Scenario, found: Outcome) -> None:
    w = view.words
    units = edition.names(view)
    with st.container(border=True):
        st.markdown(f"{finding(view, base, tried, found)} {_badge(view, base, found)}")
        with st.container(horizontal=True, gap="medium"):
            _metric(view, base, tried, "rank", w("table.rank"), _rank_metric(view, base, found))
            score = w.number(found.score.low, base.edition.decimals)
            _metric(view, base, tried, "score", w("table.score"), score)
            if shown := said.gap_metric(w, base, found.gap):
                _metric(view, base, tried, "gap", *shown)
        sentences = [said.distance(w, base, found.gap, found.rank), *said.passing(w, found, units)]
        st.markdown(" ".join(filter(None, sentences)))
        held = [said.held(w, base, tried, units)]
        if base.total_only is None:
            held.append(w("scenario.held_parts", home=units[base.unit_code]))
        st.markdown(f"*{' '.join(held)}*")
        for note in said.notes(w, base, found):
            st.caption(note)


def _badge(view: View, base: Base, found: Outcome) -> str:
    """How sure the rank of the scenario is; empty where nothing is known of it."""
    if found.rank is None and found.rank_low is None:
        return ""
    status = "derived" if base.derived else None
    return edition.sure(view, certainty(found.rank, status=status, disputed=False, tied=found.tied))


def _metric(view: View, base: Base, tried: Scenario, measure: str, label: str, value: str) -> None:
    with st.container(width="content", gap=None):
        # What rests on recalculated figures is lighter than what rests on published ones.
        st.metric(label, f":gray[{value}]" if base.derived else value, width="content")
        evidence.button(view, texts.figure_key(base, tried, measure), f"scenario_{measure}")


def _rank_metric(view: View, base: Base, found: Outcome) -> str:
    w, units = view.words, base.position.units
    if found.rank is not None or found.rank_low is None:
        return w.fraction(found.rank, units)
    return w("scenario.rank_interval", a=found.rank_low, b=found.rank_high, n=units)


# --- The levers ----------------------------------------------------------------------------------


def _levers(view: EditionView, base: Base, tried: Scenario) -> None:
    for lever in base.levers:
        with st.container(gap=None):
            scenario_lever.draw(view, base, lever, tried)
            action.beside(view, base, lever)
            parts.draw(view, base, lever, tried, home=edition.home_name(view))
    if tried.gains:
        st.button(
            view.words("scenario.reset"),
            key="scenario_reset",
            icon=":material/undo:",
            on_click=address.choose,
            args=("plan", "", ""),
        )


# --- The figure ----------------------------------------------------------------------------------


def _tracks(view: EditionView, base: Base, tried: Scenario, found: Outcome) -> None:
    w = view.words
    plain = Scenario(tried.gains, tried.others)
    drawn, options = tracks.drawn(view, base, base.levers, plain, edition.home_name(view))
    figure.draw(
        view,
        "levers",
        options,
        drawn,
        title=w("scenario.track", now=naming.now(w, later=base.later)),
        alt=w(
            "scenario.track_alt",
            home=edition.home_name(view),
            now=naming.now(w, later=base.later),
            finding=finding(view, base, tried, found).replace("**", ""),
        ),
        note=w("scenario.how", home=edition.home_name(view)),
        file_name=w("scenario.file"),
    )


def _why_total_only(view: EditionView, base: Base) -> str | None:
    """Why only the total can be tried; None where components can."""
    return said.why_total_only(
        view.words,
        base,
        index=view.index_name,
        issuer=view.words.field(view.index, "issuer"),
        home=edition.home_name(view),
    )
