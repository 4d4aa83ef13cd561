"""What if: levers for home, what the others do meanwhile, and what comes of it, at once.

What is tried stands in the address: `plan`, `others` and `saved`; see `rankings.facts.scenario`.
"""

from decimal import Decimal

import streamlit as st

from rankings.blocks import address, edition, evidence, figure
from rankings.blocks.scenario import action, parts, saved, tracks
from rankings.blocks.scenario import lever as scenario_lever
from rankings.blocks.view import EditionView, IndexView, View
from rankings.facts import editions, scenario
from rankings.facts.scenario import FROZEN, OWN, TREND, Base, Others, Scenario
from rankings.facts.scenario.outcome import Outcome
from rankings.facts.standing.certainty import certainty
from rankings.sentences import naming
from rankings.sentences import scenario as said
from rankings.store.rounding import rounded
from rankings.words import typed
from rankings.words.markdown import literal

NOTE = "scenario_note"
TRIED = "scenario_tried"
IN_ADDRESS = ("plan", "others", "saved")


def start(view: EditionView) -> Base | None:
    """The edition before anything is tried; says why when nothing can be."""
    found = scenario.base(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=view.limit if edition.has_target(view) else None,
    )
    # A link to a scenario names its edition: it says the same once a newer one is there.
    newest = editions.choose(view.at, view.index_code).edition_id
    address.rests_on(IN_ADDRESS, "edition", view.edition.edition_id, newest)
    if found.levers:
        return found
    w = view.words
    st.info(w("scenario.no_score", home=home_name(view), period=w.period(view.edition)))
    return None


def _leave_what_is_of_another_index(view: IndexView) -> None:
    """What was tried of one index says nothing of another: forget it when the index is changed."""
    asked = address.choice("plan", None, ""), address.choice("others", None, "")
    before = st.session_state.get(TRIED)
    if before is not None and before[0] != view.index_code and before[1] == asked and any(asked):
        address.choose("plan", "", "")
        address.choose("others", "", "")
        asked = "", ""
    st.session_state[TRIED] = view.index_code, asked


def _say_what_is_left_out(view: View, base: Base, tried: Scenario) -> None:
    found = scenario.left_out(
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
    _leave_what_is_of_another_index(view)
    tried = scenario_lever.current(base)
    _say_what_is_left_out(view, base, tried)
    found = scenario_lever.outcome(view, base, tried)
    _result(view, base, tried, found)
    left, right = st.columns(2, gap="large")
    with left:
        _levers(view, base, tried)
        _others(view, base, tried)
    with right:
        _tracks(view, base, tried, found)
    action.draw(view, base)
    saved.draw(view, base)
    evidence.follow()


def finding(view: EditionView, base: Base, tried: Scenario, found: Outcome) -> str:
    """The result in one sentence."""
    index = editions.index_row(view.at, view.index_code)
    return said.finding(
        view.words,
        base,
        found,
        index=view.words.field(index, "short"),
        home=home_name(view),
        changed=bool(tried.gains or tried.others.gains or tried.others.kind == TREND),
    )


def home_name(view: EditionView) -> str:
    """The name of the home unit in the edition's list."""
    return edition.names(view)[edition.home_code(view)]


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
        sentences = [said.distance(w, base, found.gap), *said.passing(w, found, units)]
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
        evidence.button(view, scenario.figure_key(base, tried, measure), f"scenario_{measure}")


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
            parts.draw(view, base, lever, tried, home=home_name(view))
    if tried.gains:
        st.button(
            view.words("scenario.reset"),
            key="scenario_reset",
            icon=":material/undo:",
            on_click=address.choose,
            args=("plan", "", ""),
        )


# --- The others ----------------------------------------------------------------------------------


def _others(view: EditionView, base: Base, tried: Scenario) -> None:
    w = view.words
    kinds = {FROZEN: w("scenario.others_frozen")}
    if base.trend is not None:
        kinds[TREND] = w("scenario.others_trend")
    kinds[OWN] = w("scenario.others_own")
    key = "scenario_others"
    st.session_state[key] = tried.others.kind
    st.segmented_control(
        w("scenario.others"),
        list(kinds),
        format_func=lambda kind: kinds.get(kind, kind),
        key=key,
        required=True,
        on_change=_kind_chosen,
        args=(base, key),
    )
    if base.trend is None:
        st.caption(w(f"scenario.no_trend_{base.no_trend}"))
    if tried.others.kind == TREND:
        _day(view, base, tried.others)
    if tried.others.kind == OWN:
        _own(view, base, tried.others)


def _kind_chosen(base: Base, key: str) -> None:
    kind = st.session_state[key]
    day = base.trend.last if kind == TREND and base.trend else None
    _choose_others(Others(kind, day))


def _choose_others(others: Others) -> None:
    address.choose("others", scenario.others_code(others), "")


def _day(view: View, base: Base, others: Others) -> None:
    key = "scenario_day"
    st.session_state[key] = others.day
    st.selectbox(
        view.words("scenario.others_day"),
        base.trend.days,
        format_func=view.words.date,
        key=key,
        width=220,
        on_change=lambda: _choose_others(Others(TREND, st.session_state[key])),
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
    if note := st.session_state.pop(f"{NOTE}_other", None):
        st.warning(note)


def _remove_other(base: Base, unit_code: str) -> None:
    _choose_others(Others(OWN, None, _without(base, unit_code)))


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
        st.session_state[f"{NOTE}_other"] = said.other_refused(
            view.words, base, reason, typed=literal(text), unit_code=unit_code, name=name
        )
        return
    new = (unit_code, rounded(points, base.edition.decimals))
    _choose_others(Others(OWN, None, (*_without(base, unit_code), new)))


def _why_refused(base: Base, unit_code: str, points: Decimal | None) -> str | None:
    """Why another unit cannot gain what was typed; None where it can."""
    if points is None:
        return "not_a_number"
    if scenario.other_gain_problem(base, unit_code, points):
        return "beyond_scale"
    return None if rounded(points, base.edition.decimals) else "too_small"


# --- The figure ----------------------------------------------------------------------------------


def _tracks(view: EditionView, base: Base, tried: Scenario, found: Outcome) -> None:
    w = view.words
    plain = Scenario(tried.gains, tried.others)
    drawn, options = tracks.drawn(view, base, base.levers, plain, home_name(view))
    figure.draw(
        view,
        "levers",
        options,
        drawn,
        title=w("scenario.track"),
        alt=w(
            "scenario.track_alt",
            home=home_name(view),
            finding=finding(view, base, tried, found).replace("**", ""),
        ),
        note=w("scenario.how", home=home_name(view)),
        file_name=w("scenario.file"),
    )


def why_total_only(view: EditionView, base: Base) -> str | None:
    """Why only the total can be tried; None where components can."""
    index = editions.index_row(view.at, view.index_code)
    return said.why_total_only(
        view.words,
        base,
        index=view.words.field(index, "short"),
        issuer=view.words.field(index, "issuer"),
        home=home_name(view),
    )
