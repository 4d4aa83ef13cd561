"""What if: levers for home, what the others do meanwhile, and what comes of it, at once.

What is tried stands in the address: `plan`, `others` and `saved`; see `rankings.scenarios`.
"""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

import pyarrow as pa
import streamlit as st

from rankings import charts, editions, evidence_key, scenarios, selection
from rankings.analysis.bounds import Interval
from rankings.analysis.scenario import Outcome
from rankings.blocks import edition, evidence, figure, keyed, scenario_action, scenario_list
from rankings.scenarios import FROZEN, OWN, TREND, Base, Lever, Others, Scenario
from rankings.selection import View
from rankings.sentences import scenario as said

# As many places as a slider can stop at: enough for a hand, few enough to be sent at once.
STOPS = 200
NOTE = "scenario_note"
TRIED = "scenario_tried"


def start(view: View) -> Base | None:
    """The edition before anything is tried; says why when nothing can be."""
    found = scenarios.base(
        view.store,
        view.version,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=view.limit if edition.has_target(view) else None,
    )
    if found.levers:
        return found
    w = view.words
    st.info(w("scenario.no_score", home=home_name(view), period=w.period(view.edition)))
    return None


def _leave_what_is_of_another_index(view: View) -> None:
    """What was tried of one index says nothing of another: forget it when the index is changed."""
    asked = selection.choice("plan", None, ""), selection.choice("others", None, "")
    before = st.session_state.get(TRIED)
    if before is not None and before[0] != view.index_code and before[1] == asked and any(asked):
        selection.choose("plan", "", "")
        selection.choose("others", "", "")
        asked = "", ""
    st.session_state[TRIED] = view.index_code, asked


@st.fragment
def builder(view: View, base: Base) -> None:
    """The result over the levers and the figure, and the scenarios to compare below."""
    _leave_what_is_of_another_index(view)
    tried = current(base)
    found = outcome(view, base, tried)
    _result(view, base, tried, found)
    left, right = st.columns(2, gap="large")
    with left:
        _levers(view, base, tried)
        _others(view, base, tried)
    with right:
        _tracks(view, base, tried, found)
    scenario_action.draw(view, base, tried)
    scenario_list.draw(view, base, tried)
    evidence.follow()


def current(base: Base) -> Scenario:
    """What the address says is tried, as far as this edition allows it."""
    asked = Scenario(
        scenarios.read_plan(selection.choice("plan", None, "")),
        scenarios.read_others(selection.choice("others", None, "")),
    )
    return scenarios.fitted(base, asked)


def outcome(view: View, base: Base, tried: Scenario) -> Outcome:
    """Where home stands in a scenario."""
    return scenarios.simulate(
        view.store,
        view.version,
        edition_id=base.edition.edition_id,
        unit_code=base.unit_code,
        limit=base.limit,
        tried=tried,
    )


def finding(view: View, base: Base, tried: Scenario, found: Outcome) -> str:
    """The result in one sentence."""
    index = editions.index_row(view.store, view.version, view.index_code)
    return said.finding(
        view.words,
        base,
        found,
        index=view.words.field(index, "short"),
        home=home_name(view),
        changed=bool(tried.gains or tried.others.gains or tried.others.kind == TREND),
    )


def names(view: View) -> dict[str, str]:
    """Code -> name of every unit of the edition."""
    return {row.unit_code: view.words.name(row) for row in edition.ranking_of(view).rows}


def home_name(view: View) -> str:
    """The name of the home unit in the edition's list."""
    return names(view)[edition.home_code(view)]


# --- The result ----------------------------------------------------------------------------------


def _result(view: View, base: Base, tried: Scenario, found: Outcome) -> None:
    w = view.words
    units = names(view)
    with st.container(border=True):
        st.markdown(finding(view, base, tried, found))
        with st.container(horizontal=True, gap="medium"):
            _metric(view, base, tried, "rank", w("table.rank"), _rank_metric(view, base, found))
            score = w.number(found.score.low, base.edition.decimals)
            _metric(view, base, tried, "score", w("table.score"), score)
            if shown := _gap_metric(view, base, found.gap):
                _metric(view, base, tried, "gap", *shown)
        sentences = [said.distance(w, base, found.gap), *said.passing(w, found, units)]
        st.markdown(" ".join(filter(None, sentences)))
        held = [said.held(w, base, tried, units)]
        if base.total_only is None:
            held.append(w("scenario.held_parts", home=units[base.unit_code]))
        st.markdown(f"*{' '.join(held)}*")
        for note in said.notes(w, base, found):
            st.caption(note)


def _metric(view: View, base: Base, tried: Scenario, measure: str, label: str, value: str) -> None:
    with st.container(width="content", gap=None):
        # What rests on recalculated figures is lighter than what rests on published ones.
        st.metric(label, f":gray[{value}]" if base.derived else value, width="content")
        evidence.button(view, scenarios.figure_key(base, tried, measure), f"scenario_{measure}")


def _rank_metric(view: View, base: Base, found: Outcome) -> str:
    w, units = view.words, base.position.units
    if found.rank is not None or found.rank_low is None:
        return w.fraction(found.rank, units)
    return w("scenario.rank_interval", a=found.rank_low, b=found.rank_high, n=units)


def _gap_metric(view: View, base: Base, gap: Interval) -> tuple[str, str] | None:
    """Label and figure of the distance to the cut line, never signed; None on the line, and where
    it is not certain on which side of it the score is: the sentence below says so."""
    w, decimals = view.words, base.edition.decimals
    low, high = gap.low, gap.high
    if low == high == 0:
        return None
    if low is not None and low > 0 and high is not None:
        return w("scenario.metric_gap_short"), _span(view, low, high, decimals)
    if high is not None and high <= 0 and low is not None:
        return w("scenario.metric_gap_kept"), _span(view, -high, -low, decimals)
    return None


def _span(view: View, low: Decimal, high: Decimal, decimals: int) -> str:
    a, b = (view.words.number(end, decimals) for end in (low, high))
    return a if a == b else view.words("scenario.range", a=a, b=b)


# --- The levers ----------------------------------------------------------------------------------


def _levers(view: View, base: Base, tried: Scenario) -> None:
    gains = dict(tried.gains)
    for lever in base.levers:
        with st.container(gap=None):
            _lever(view, base, lever, lever.score + gains.get(lever.component, Decimal(0)))
            scenario_action.beside(view, base, lever)
    if tried.gains:
        st.button(
            view.words("scenario.reset"),
            key="scenario_reset",
            icon=":material/undo:",
            on_click=selection.choose,
            args=("plan", "", ""),
        )


def _lever(view: View, base: Base, lever: Lever, score: Decimal) -> None:
    """One lever as a slider and as a field; either sets the other."""
    w, decimals = view.words, base.edition.decimals
    of = base.edition.edition_id, view.language
    slider, began = keyed.key_of(f"lever_{lever.component}", _plain(score, decimals), of)
    field, shown = keyed.key_of(f"typed_{lever.component}", w.number(score, decimals), of)
    stops = _stops(lever, decimals, Decimal(began))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.select_slider(
            said.lever_label(w, lever, decimals),
            stops,
            began,
            format_func=lambda stop: w.number(stop, decimals),
            key=slider,
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


@lru_cache(maxsize=256)
def _stops(lever: Lever, decimals: int, began: Decimal) -> list[str]:
    """Where a slider can stop: from the worst unit to the maximum in even steps, and at the scores
    that matter."""
    low = min(lever.score, began, lever.worst if lever.worst is not None else lever.score)
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
    return f"{score.quantize(Decimal(1).scaleb(-decimals)):f}"


def _moved(base: Base, lever: Lever, key: str) -> None:
    if keyed.in_use(key):
        _set(base, lever, Decimal(st.session_state[key]))


def _typed(view: View, base: Base, lever: Lever, key: str) -> None:
    """A typed score; what is none, or lies off the scale, is said and changes nothing."""
    if not keyed.in_use(key):
        return
    w, text = view.words, st.session_state[key]
    score = read_number(text)
    note = None
    if score is None:
        note = w("scenario.not_a_number", value=text)
    elif not 0 <= score <= lever.max_score:
        note = w("scenario.out_of_range", value=text, max=w.number(lever.max_score))
    if note:
        st.session_state[f"{NOTE}_{lever.component}"] = note
    else:
        _set(base, lever, score.quantize(Decimal(1).scaleb(-base.edition.decimals)))


def read_number(text: str) -> Decimal | None:
    """A typed number with a comma or a point; None where it is none."""
    try:
        value = Decimal(text.strip().replace("−", "-").replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10_000 else None


def _set(base: Base, lever: Lever, score: Decimal) -> None:
    """The new score of a lever into the address, the others kept."""
    gains = dict(current(base).gains) | {lever.component: score - lever.score}
    order = [one.component for one in base.levers]
    in_order = sorted(gains.items(), key=lambda item: order.index(item[0]))
    selection.choose("plan", scenarios.plan_code(in_order), "")


# --- The others ----------------------------------------------------------------------------------


def _others(view: View, base: Base, tried: Scenario) -> None:
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
    selection.choose("others", scenarios.others_code(others), "")


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


def _own(view: View, base: Base, others: Others) -> None:
    """What each other unit gains, one by one."""
    w, units = view.words, names(view)
    given = dict(others.gains)
    for code, points in others.gains:
        with st.container(horizontal=True, vertical_alignment="center"):
            change = w.change(points, base.edition.decimals)
            st.markdown(w("scenario.other_line", name=units[code], change=change), width="content")
            left = tuple((other, gain) for other, gain in others.gains if other != code)
            st.button(
                w("scenario.remove"),
                key=f"other_remove_{code}",
                on_click=_choose_others,
                args=(Others(OWN, None, left),),
            )
    free = {code: name for code, name in units.items() if code not in (*given, base.unit_code)}
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
        st.form_submit_button(
            w("scenario.other_add"), on_click=_add_other, args=(view, base, others)
        )
    if note := st.session_state.pop(f"{NOTE}_other", None):
        st.warning(note)


def _add_other(view: View, base: Base, others: Others) -> None:
    text = st.session_state["other_points"]
    points = read_number(text)
    if points is None:
        st.session_state[f"{NOTE}_other"] = view.words("scenario.not_a_number", value=text)
        return
    points = points.quantize(Decimal(1).scaleb(-base.edition.decimals))
    if points:
        new = (st.session_state["other_unit"], points)
        _choose_others(Others(OWN, None, (*others.gains, new)))


# --- The figure ----------------------------------------------------------------------------------


def _tracks(view: View, base: Base, tried: Scenario, found: Outcome) -> None:
    w = view.words
    drawn, options = _drawn(view, base, Scenario(tried.gains, tried.others))
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


@lru_cache(maxsize=256)
def _drawn(view: View, base: Base, tried: Scenario) -> tuple[pa.Table, charts.LeversOptions]:
    rows = [_track(base, lever, tried) for lever in base.levers]
    drawn = charts.levers_table(rows, decimals=base.edition.decimals, language=view.language)
    options = charts.LeversOptions.for_table(
        drawn, language=view.language, words=_words(view, base)
    )
    return drawn, options


def _track(base: Base, lever: Lever, tried: Scenario) -> dict[str, object]:
    gain = dict(tried.gains).get(lever.component)
    then = scenarios.figure_key(base, tried, "score", lever.component)
    return {
        "indicator_code": lever.component,
        "name_vi": lever.name_vi,
        "name_en": lever.name_en,
        "max_score": lever.max_score,
        "worst": lever.worst,
        "best": lever.best,
        "now": lever.score,
        "then": None if gain is None else lever.score + gain,
        "cut_line": lever.cut_line_score,
        "target_mean": lever.target_mean,
        "then_key": None if gain is None else then,
        **_track_keys(base, lever),
    }


def _track_keys(base: Base, lever: Lever) -> dict[str, str | None]:
    """The keys of a track's figures of now."""
    item, unit, code = base.edition.edition_id, base.unit_code, lever.component
    of, line = evidence_key.of, base.position.cut_line_unit
    method = base.edition.index_code, base.edition.method_code

    def score(owner: str | None) -> str | None:
        return None if owner is None else evidence_key.figure(item, owner, code, "score")

    keys = {
        "now_key": score(unit),
        "worst_key": score(lever.worst_unit),
        "cut_line_key": score(line),
    }
    if code == scenarios.TOTAL:
        group = [score(owner) for owner in lever.group]
        return keys | {
            "best_key": score(lever.best_unit),
            "max_score_key": of("method", *method, "scale_max"),
            "target_mean_key": evidence_key.made_of("mean", *group) if group else None,
        }
    return keys | {
        "best_key": of("best", item, code),
        "max_score_key": of("maximum", *method, code, "max_score"),
        "target_mean_key": of("target_mean", item, unit, base.limit, code) if base.limit else None,
    }


def _words(view: View, base: Base) -> charts.LeversWords:
    """What the figure says; a mark that no lever has is not in its legend."""
    w, home = view.words, home_name(view)
    target = any(lever.cut_line_score is not None for lever in base.levers)
    mean = any(lever.target_mean is not None for lever in base.levers)
    line = edition.card_of(view).cut_line_unit_name if target else None
    at_line = w("table.cut_line_score_named", u=line) if line else w("table.cut_line_score")
    index = editions.index_row(view.store, view.version, view.index_code)
    return charts.LeversWords(
        component=w(f"table.{index['component_term']}"),
        now=w("scenario.mark_now", home=home),
        then=w("scenario.mark_then", home=home),
        cut_line=at_line if target else "",
        target_mean=w("chart.target_mean", k=view.limit) if mean else "",
        worst=w("scenario.mark_worst"),
        best=w("scenario.mark_best"),
        max_score=w("table.max_score"),
    )


def why_total_only(view: View, base: Base) -> str | None:
    """Why only the total can be tried; None where components can."""
    index = editions.index_row(view.store, view.version, view.index_code)
    return said.why_total_only(
        view.words,
        base,
        index=view.words.field(index, "short"),
        issuer=view.words.field(index, "issuer"),
        home=home_name(view),
    )
