"""The way to rank k: what is asked, the answer, the plans side by side, what they rest on.

All that is asked stands in the address: `limit`, `by`, `meanwhile` (trend: the others go on as
before) and `settings` (rankings.plan_settings).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from rankings import (
    charts,
    editions,
    evidence_key,
    plan_settings,
    queries,
    scenarios,
    selection,
    sentences,
    way_up,
)
from rankings import outlook as outlooks
from rankings.blocks import edition, figure, table
from rankings.blocks.scenario_lever import read_number
from rankings.markdown import literal
from rankings.outlook import Outlook
from rankings.plan_settings import Settings
from rankings.scenarios import FROZEN, TREND
from rankings.selection import View
from rankings.way_up import Plan, Setting, WayUp

STRICTER = 3  # how many stricter limits are offered to a unit that is inside
WITHOUT = 10  # the rank limit shown first where there is no target
SCENARIO = "scenario"
DAY = "by"
MEANWHILE = "meanwhile"
SETTINGS = "settings"
ASKED = "plan_asked"
# Of pieces of an address that cannot be used so many are shown, and so much of each.
PIECES, PIECE_LENGTH = 3, 40
FARTHEST = timedelta(days=5 * 366)
# A number as it may be typed: 1,5 or 1.5.
NUMBER = r"^\d{0,4}([.,]\d{1,4})?$"


@dataclass(frozen=True)
class Asked:
    """What the reader asks. view: with index and edition; limit: of the rank wanted; others: what
    they do meanwhile; given: what the analyst has set."""

    view: View
    limit: int
    by: date | None
    others: str
    given: Settings

    @property
    def home(self) -> str:
        """The home unit in the edition's scheme."""
        return edition.home_code(self.view)


def choose(view: View) -> Asked | None:
    """The title and the controls: index, edition, rank limit, day, the others; None for an index
    without an edition."""
    w = view.words
    title = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="content"):
            index_code = selection.index_choice(view)
        found = editions.of_index(view.store, view.version, index_code)
        if found:
            default = editions.choose(view.store, view.version, index_code).edition_id
            labels = {item.edition_id: selection.edition_label(w, item) for item in found}
            with st.container(width=440):
                edition_id = selection.select("edition", w("control.edition"), labels, default)
            shown = replace(
                view,
                index_code=index_code,
                edition=editions.by_id(view.store, view.version, edition_id),
                limit=editions.rank_limit(view.store, view.version, index_code),
            )
            limit = _limit(shown)
            by = _day(shown)
            others = _others(shown, limit)
    title.header(w("page.plan", k=limit if found else "k"))
    if not found:
        index = editions.index_row(view.store, view.version, index_code)
        st.info(w("empty.no_edition", index=w.field(index, "short")))
        st.page_link(view.pages["upload"], label=w("nav.upload"), query_params=selection.link())
        return None
    return Asked(shown, limit, by, others, _given(shown))


def answer(asked: Asked) -> WayUp:
    """Say how many points are missing and whether they are within reach; the whole answer."""
    view = asked.view
    found = _found(asked)
    index = editions.index_row(view.store, view.version, view.index_code)
    names = _names(view)
    said = sentences.way_up(
        view.words,
        found,
        index=view.words.field(index, "short"),
        home=names[asked.home],
        names=names,
    )
    st.markdown(f"{said} {edition.badge(view)}")
    if any(row.status == "derived" for row in edition.ranking_of(view).rows):
        st.markdown(edition.derived_note(view))
    held = sentences.plan_held(view.words, found)
    if found.no_trend is not None:
        held.append(view.words(f"scenario.no_trend_{found.no_trend}"))
    st.caption(f"{' '.join(held)}  \n{edition.caption(view)}")
    if asked.given.left_out:
        st.warning(view.words("plan.settings_ignored", what=_pieces(view, asked.given.left_out)))
    return found


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
        lines = [sentences.plan_binding(w, found, component) for component in found.binding]
        st.markdown("\n".join(f"- {line}" for line in lines))


def assumptions(asked: Asked, found: WayUp) -> None:
    """What the answer rests on, folded: sentences, and where each largest gain comes from."""
    view, w = asked.view, asked.view.words
    with st.expander(w("plan.assumptions")):
        said = sentences.plan_assumptions(w, found)
        st.markdown("\n".join(f"- {sentence}" for sentence in said))
        if found.rooms:
            st.markdown(f"**{w('plan.caps_title')}**")
            records = [_cap_row(view, found, room) for room in found.rooms]
            table.draw(
                view,
                records,
                key="caps",
                empty=w("plan.none"),
                decimals=found.edition.decimals,
                keys=[_cap_keys(asked, found, room) for room in found.rooms],
            )
        st.caption(edition.caption(view))


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


def outlook(asked: Asked, found: WayUp) -> None:
    """The forecast of the cut line, or why there is none and what is missing."""
    view, w = asked.view, asked.view.words
    told = outlooks.outlook(
        view.store,
        view.version,
        edition_id=view.edition.edition_id,
        unit_code=asked.home,
        limit=asked.limit,
        day=found.deadline.day,
    )
    said = sentences.outlook(w, told)
    st.markdown(f"**{w('forecast.title')}**")
    st.markdown(" ".join(said[:2] if told.available else said))
    if told.available:
        _fan(asked, told, said)


# --- What is chosen -----------------------------------------------------------------------------


def _limit(view: View) -> int:
    """The control for the rank limit; the target's unless another is chosen."""
    w = view.words
    highest = view.edition.units - 1
    labels = {str(k): w("control.plan_limit_other", k=k) for k in range(1, highest + 1)}
    if str(view.limit) in labels:
        labels[str(view.limit)] = w("control.plan_limit_target", k=view.limit)
    with st.container(width=190):
        return int(selection.select("limit", w("control.plan_limit"), labels, _usual_limit(view)))


def _usual_limit(view: View) -> str:
    """The rank limit of the target; without one, or beyond the units, another that there is."""
    highest = view.edition.units - 1
    return str(view.limit if view.limit and view.limit <= highest else min(WITHOUT, highest))


def _day(view: View) -> date | None:
    """The control for the day; None where it is left at the target's or the end of the year."""
    usual = way_up.deadline(view.store, view.version, edition=view.edition)
    start = view.edition.period_end + timedelta(days=1)
    last = max(usual.day, view.edition.period_end + FARTHEST)
    chosen = _iso(selection.choice(DAY, None, ""))
    if chosen is None or not start <= chosen <= last:
        chosen = usual.day
    key = f"control_{DAY}"
    st.session_state[key] = chosen

    def changed() -> None:
        day = st.session_state[key] or usual.day
        selection.choose(DAY, day.isoformat(), usual.day.isoformat())

    with st.container(width=150):
        st.date_input(
            view.words("control.plan_by"),
            key=key,
            min_value=start,
            max_value=last,
            format="DD/MM/YYYY",
            on_change=changed,
        )
    return None if chosen == usual.day else chosen


def _others(view: View, limit: int) -> str:
    """The control for what the others do meanwhile; none where there is no trend to go on with."""
    w = view.words
    start = scenarios.base(
        view.store,
        view.version,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=limit,
    )
    if start.trend is None:
        return FROZEN
    kinds = {kind: w(f"scenario.others_{kind}") for kind in (FROZEN, TREND)}
    with st.container(width="content"):
        return selection.segments(MEANWHILE, w("scenario.others"), kinds, FROZEN)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _key(view: View, name: str) -> str:
    """The key of a control that belongs to one edition."""
    return f"plan_{name}_{view.edition.edition_id}"


def _found(asked: Asked) -> WayUp:
    view = asked.view
    return way_up.way_up(
        view.store,
        view.version,
        edition_id=view.edition.edition_id,
        unit_code=asked.home,
        limit=asked.limit,
        by=asked.by,
        settings=asked.given.settings,
        lift_caps=asked.given.lift,
        others=asked.others,
    )


def _given(view: View) -> Settings:
    """What the address says is set, as far as it fits the components of the edition."""
    text = selection.choice(SETTINGS, None, "")
    before = st.session_state.get(ASKED)
    if text and before is not None and before[0] != view.index_code and before[1] == text:
        # What was set of one index says nothing of another that was chosen since.
        selection.choose(SETTINGS, "", "")
        text = ""
    st.session_state[ASKED] = view.index_code, text
    parts = [room.component for room in _usual(view).rooms]
    return plan_settings.read(text, parts) if parts else Settings()


def _pieces(view: View, left_out: tuple[str, ...]) -> str:
    """Pieces of an address as they stand there, shortened."""
    shown = [
        piece if len(piece) <= PIECE_LENGTH else f"{piece[:PIECE_LENGTH]}…"
        for piece in left_out[:PIECES]
    ]
    return view.words.join([literal(piece) for piece in shown])


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
    parts = [room.component for room in _usual(view).rooms]
    new = replace(began, lift=_given(view).lift)
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


def _usual(view: View) -> WayUp:
    """The answer before anything is changed: what each component may gain by default."""
    by = _iso(selection.choice(DAY, None, ""))
    start = view.edition.period_end
    return way_up.way_up(
        view.store,
        view.version,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=1,
        by=by if by is not None and by > start else None,
    )


def _frame(view: View, began: Settings) -> pd.DataFrame:
    """The table of components as it begins, numbers as they are written."""
    return pd.DataFrame([_row(view, room, began.of(room.component)) for room in _usual(view).rooms])


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


# --- What is drawn ------------------------------------------------------------------------------


def _cards(asked: Asked, found: WayUp, plans: Sequence[Plan]) -> None:
    for column, one in zip(st.columns(len(plans)), plans, strict=True):
        with column, st.container(border=True, height="stretch"):
            _card(asked, found, one)


def _card(asked: Asked, found: WayUp, one: Plan) -> None:
    """One plan: what to gain, where that leads, what it takes, and on to the scenario page."""
    w = asked.view.words
    title = sentences.plan_title(w, one, equal_costs=found.equal_costs)
    spirit = "least_cost" if one.spirit == "least_effort" and not found.equal_costs else one.spirit
    about = [w(f"plan.{spirit}_help"), *([w("plan.another_help")] if one.another else [])]
    st.markdown(f"**{title}**", help=" ".join(about))
    lines = []
    for component, points in one.gains:
        line = sentences.plan_gain(w, found, component, points)
        if owner := w.field(found.room(component), "owner"):
            line = w("plan.gain_owner", gain=line, owner=literal(owner))
        lines.append(f"- {line}")
    st.markdown("\n".join(lines))
    st.markdown(sentences.plan_result(w, found, one, _names(asked.view)))
    st.caption(sentences.plan_cost(w, found, one))
    if SCENARIO in asked.view.pages:
        st.page_link(
            asked.view.pages[SCENARIO],
            label=w("plan.apply"),
            icon=":material/arrow_forward:",
            query_params=_scenario(asked, found, one),
        )


def _scenario(asked: Asked, found: WayUp, one: Plan) -> dict[str, str]:
    """The address of a plan on the scenario page (rankings/scenarios/)."""
    plan = ",".join(f"{component}:{points}" for component, points in one.gains)
    view = asked.view
    return selection.link(
        index=view.index_code,
        edition=view.edition.edition_id,
        plan=plan,
        others=scenarios.others_code(found.others),
    )


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
                on_click=selection.choose,
                args=("limit", str(k), _usual_limit(view)),
            )


def _cap_row(view: View, found: WayUp, room: way_up.Room) -> dict[str, Any]:
    w, seen = view.words, room.observed
    short = {
        item.edition_id: w.period_short(item)
        for item in editions.of_index(view.store, view.version, view.index_code)
    }
    pairs = [w("plan.pair", a=short[a], b=short[b]) for a, b in (seen.pairs if seen else ())]
    return {
        w("plan.column_component"): w.name(room),
        w("plan.column_cap"): room.cap,
        w("plan.column_reason"): sentences.cap_reason(w, found, room),
        w("plan.column_pairs"): w.join(pairs) if pairs else None,
        w("plan.column_flagged"): None if seen is None else seen.flagged,
        w("plan.owner"): sentences.plan_owner(w, room),
    }


def _cap_keys(asked: Asked, found: WayUp, room: way_up.Room) -> dict[str, str]:
    """The keys of the figures of a row, by column; what the reader has set has none."""
    w, place = asked.view.words, (found.edition.edition_id, asked.home, room.component)
    day, keys = found.deadline.day.isoformat(), {}
    if room.reason == "observed":
        keys[w("plan.column_cap")] = evidence_key.of("room", *place, day, "gain")
    elif room.reason in ("maximum", "not_observed"):
        keys[w("plan.column_cap")] = evidence_key.of("to_max", *place)
    if room.observed is not None:
        keys[w("plan.column_flagged")] = evidence_key.of("room", *place, day, "flagged")
    return keys


def _fan(asked: Asked, told: Outlook, said: list[str]) -> None:
    view, w = asked.view, asked.view.words
    drawn, options = _fan_drawn(view, told)
    title = w("forecast.chart", k=told.limit)
    st.markdown(f"**{title}**")
    figure.chart("fan", options, drawn, alt=w("forecast.alt", finding=said[0]), key="figure_fan")
    figure.foot(
        view,
        "fan",
        options,
        drawn,
        title=title,
        note=said[-1],
        file_name=w("forecast.file"),
    )


@lru_cache(maxsize=64)
def _fan_drawn(view: View, told: Outlook) -> tuple[pa.Table, charts.FanOptions]:
    w, decimals = view.words, told.edition.decimals
    past = [
        {
            "day": known.edition.period_end,
            "label": w.date(known.edition.period_end),
            "home": known.home,
            "line": known.line,
        }
        for known in told.known
    ]
    ahead = [
        {"day": fan.day, "label": w.date(fan.day), "line": fan.line, "home": fan.home}
        for fan in told.fans
    ]
    drawn = charts.fan_table(past, ahead, decimals=decimals, language=view.language)
    words = charts.FanWords(
        home=_names(view)[edition.home_code(view)],
        line=w("forecast.line_name"),
        wide=w("forecast.band_wide"),
        narrow=w("forecast.band_narrow"),
        forecast=w("forecast.forecast_mark"),
    )
    return drawn, charts.FanOptions.for_table(drawn, language=view.language, words=words)


def _names(view: View) -> Mapping[str, str]:
    rows = queries.units(view.store, view.version, scheme=view.edition.scheme).to_pylist()
    return {row["unit_code"]: view.words.name(row) for row in rows}
