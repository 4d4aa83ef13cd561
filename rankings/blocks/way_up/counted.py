"""The answer in counts: plans in dossiers, petitions and procedures, a goal of one's own, each
sub-indicator alone.

What is asked stands in the address: `goal_of` (the sub-indicator), `goal_in` (count, share or
points), `goal` (how much), `tocome` (how many more come in; rankings.facts.way_up.count_texts).
"""

from datetime import date

import streamlit as st

from rankings.blocks import address, edition, evidence, table
from rankings.blocks.controls import segments, select
from rankings.blocks.way_up import cards, counted_keys
from rankings.blocks.way_up.asked import Asked
from rankings.facts import editions
from rankings.facts.scenario import texts
from rankings.facts.scenario.outcome import Outcome
from rankings.facts.way_up import count_texts, counted, counted_together, counts
from rankings.facts.way_up.counted_model import Alone, CountedPlan, CountedWay
from rankings.facts.way_up.counted_together import Along
from rankings.facts.way_up.counts import Counts
from rankings.facts.way_up.keeping import keeping
from rankings.facts.way_up.model import WayUp
from rankings.sentences import way_up_counts as said
from rankings.words import typed
from rankings.words.markdown import literal
from rankings.words.tables import IN_FILES, WHERE_KNOWN, Column, Table
from rankings.words.text import Words

GOAL, GOAL_OF, GOAL_IN, TO_COME = "goal", "goal_of", "goal_in", "tocome"


def draw(asked: Asked, points: WayUp) -> None:
    """The answer in counts; nothing where an index has none, why where the edition has none."""
    if points.why_not is not None:
        return
    plain = counted.in_counts(asked.view.at, points=points)
    to_come = count_texts.read(address.choice(TO_COME, None, ""), plain.counted)
    way = counted.in_counts(asked.view.at, points=points, to_come=to_come)
    w = asked.view.words
    _keep(asked, points)
    if sentence := said.answer(w, way):
        st.markdown(sentence)
    if not way.counted.rows:
        return
    _cards(asked, way)
    _goal(asked, way, to_come)
    with st.expander(w("count.each"), expanded=not way.plans):
        _each(asked, way)
    with st.expander(w("count.rests_on")):
        names = {
            code: w.name(row) or code
            for code, row in editions.nodes_of(asked.view.at, points.edition).items()
        }
        st.markdown("\n".join(f"- {line}" for line in said.assumptions(w, way, names)))
    if points.plans:
        st.markdown(f"**{w('count.by_component')}**")


def _keep(asked: Asked, points: WayUp) -> None:
    """Of a place that is held: who threatens it, and the next one up."""
    known = keeping(asked.view.at, points)
    if known is not None:
        names = edition.names(asked.view)
        lines = said.keeping(asked.view.words, points, known, names)
        st.markdown("\n".join(f"- {line}" for line in lines))


# --- Plans ----------------------------------------------------------------------------------------


def _cards(asked: Asked, way: CountedWay) -> None:
    if not way.plans:
        return
    for column, plan in zip(st.columns(len(way.plans)), way.plans, strict=True):
        with column, st.container(border=True, height="stretch"):
            _card(asked, way, plan)


def _card(asked: Asked, way: CountedWay, plan: CountedPlan) -> None:
    """One plan: what is to be done, who is responsible, where that leads, a button to try it."""
    w = asked.view.words
    st.markdown(f"**{said.title(w, plan)}**", help=w(f"count.{plan.spirit}_help"))
    lines = []
    for item in plan.things:
        owner = w.field(item.counts.rule, "owner")
        owner = literal(owner) if owner else w("plan.no_owner")
        thing = said.with_along(w, said.thing(w, item), said.along_with(plan.along, item.counts))
        line = w("plan.gain_owner", gain=thing, owner=owner)
        if item.counts.future.basis == counts.ASSUMPTION:
            line = w("count.thing_assumed", thing=line)
        lines.append(f"- {line}")
    st.markdown("\n".join(lines))
    st.markdown(said.result(w, way, plan, edition.names(asked.view)))
    evidence.figures(asked.view, f"count_{plan.spirit}", counted_keys.of_plan(asked, way, plan))
    late = _late(asked, way, plan.last_day)
    more = said.if_assumed(w, way, plan)
    st.caption(" ".join(filter(None, (said.used(w, plan), late, more))))
    done = ((item.counts, item.done) for item in plan.things)
    gained = texts.plan_code(tuple(counted_together.by_component(done, plan.along).items()))
    st.button(
        w("count.apply"),
        key=f"count_apply_{plan.spirit}",
        icon=":material/playlist_add:",
        on_click=cards.apply,
        args=(asked, way.points, gained),
    )


# --- A goal of one's own --------------------------------------------------------------------------


def _goal(asked: Asked, way: CountedWay, to_come: count_texts.ToCome) -> None:
    """A goal in counts, a share or points, each shown with the others and the place it leads to."""
    w = asked.view.words
    st.markdown(f"**{w('count.goal')}**")
    rows = [row for row in way.counted.rows if row.most]
    labels = {row.code: _named(w, row) for row in rows}
    usual = "5.2" if "5.2" in labels else next(iter(labels))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=420):
            row = way.counted.row(select(GOAL_OF, w("count.goal_of"), labels, usual))
        kinds = {kind: w(f"count.in_{kind}") for kind in counts.KINDS}
        kind = segments(GOAL_IN, w("count.goal_in"), kinds, counts.COUNT)
        _field(GOAL, w("count.goal_much"), address.choice(GOAL, None, ""), width=120)
        if row.future.comes_in:
            _to_come_field(asked, row, to_come)
    done = _wanted(way, row, kind)
    st.markdown(_told(asked, way, row, done))
    if done is not None and done <= way.counted.ceiling(row):
        come = counted_together.along(way.pairs, {row.code: done})
        shown = counted_keys.of_things(asked, way, [(row, done)], come)
        share = asked.view.words.percent(said.per_cent(row, done))
        shown[share] = counted_keys.by_day(asked, way, row, "share", done)
        sure = counted_together.proved(come)
        outcome = _led_to(asked, way, row, done, sure)
        reached = outcome.score.low, outcome.rank
        shown |= counted_keys.of_place(asked, way, [(row, done)], sure, reached)
        evidence.figures(asked.view, "count_goal", shown)


def _named(w: Words, row: Counts) -> str:
    return str(said.marked(w, row, f"{row.code} {w.name(row.rule)}"))


def _wanted(way: CountedWay, row: Counts, kind: str) -> int | None:
    """How many are to be done well for the goal in the address, without one for the limit; None for
    what is no number."""
    text = address.choice(GOAL, None, "")
    if not text:
        done = next((each.done for each in way.alone if each.counts == row), None)
        return way.counted.ceiling(row) if done is None else done
    value = typed.number(text)
    return None if value is None or value < 0 else counts.done_for(row, kind, value)


def _told(asked: Asked, way: CountedWay, row: Counts, done: int | None) -> str:
    """The goal in counts, share, points and rank; what is to be typed while there is none."""
    w = asked.view.words
    if done is None:
        return w("count.goal_none", value=literal(address.choice(GOAL, None, "")))
    if done > row.most:
        most, best = w.number(row.most), w.number(row.best - row.points, row.rule.decimals)
        return w("count.goal_beyond", most=most, gain=best, by=w.date(way.points.deadline.day))
    if done > way.counted.ceiling(row):
        return said.goal_within(w, way.counted, row)
    coming = counted_together.along(way.pairs, {row.code: done})
    sure = counted_together.proved(coming)
    goal = said.goal(
        w, row, done, _led_to(asked, way, row, done, sure), sure, units=way.points.edition.units
    )
    late = _late(asked, way, row.last_day(done))
    more = None
    if len(coming) > len(sure):
        place = said.place(w, _led_to(asked, way, row, done, coming), way.points.edition.units)
        more = said.also_assumed(w, [come for come in coming if not come.pair.proved], place)
    return "  \n".join(filter(None, (goal, said.detail(w, row, done), more, late)))


def _led_to(
    asked: Asked, way: CountedWay, row: Counts, done: int, along: tuple[Along, ...]
) -> Outcome:
    return counted.outcome_of(
        asked.view.at,
        edition=way.points.edition,
        unit_code=asked.home,
        limit=asked.limit,
        done=((row, done),),
        along=along,
        others=way.points.others,
    )


def _late(asked: Asked, way: CountedWay, day: date | None) -> str | None:
    """Until when an order can wait; None where that is until the end."""
    if day is None:
        return None
    late = day < asked.view.today
    return said.in_time(asked.view.words, day, way.points.deadline.day, late=late)


def _field(name: str, label: str, value: str, *, width: int) -> None:
    """A field whose text goes into the address as it is typed."""
    key = f"control_{name}"
    st.session_state[key] = value

    def changed() -> None:
        address.choose(name, typed.line(st.session_state[key]), "")

    with st.container(width=width):
        st.text_input(label, key=key, on_change=changed)


def _to_come_field(asked: Asked, row: Counts, to_come: count_texts.ToCome) -> None:
    """The field for how many more come in; emptied, they come in at their pace again."""
    key = f"control_{TO_COME}"
    st.session_state[key] = asked.view.words.number(row.to_come)

    def changed() -> None:
        number = count_texts.to_come(st.session_state[key])
        given = count_texts.with_one(to_come, row.code, number)
        address.choose(TO_COME, count_texts.code(given), "")

    with st.container(width=190):
        st.text_input(
            asked.view.words("count.to_come"),
            key=key,
            on_change=changed,
            help=asked.view.words("count.to_come_help"),
        )


# --- Each alone -----------------------------------------------------------------------------------


def _each(asked: Asked, way: CountedWay) -> None:
    """What each sub-indicator would take alone, the most it can gain, until when."""
    view, w = asked.view, asked.view.words
    needed = bool(way.points.needed.high)
    alone: list[Column[Alone]] = [
        Column(
            w("count.column_alone", k=asked.limit),
            lambda each: said.alone(w, each),
            key=lambda each: (
                None
                if each.done is None
                else counted_keys.by_day(asked, way, each.counts, "gain", each.done)
            ),
        ),
        Column(w("count.column_last"), lambda each: said.last_day(w, each, view.today)),
    ]
    columns: list[Column[Alone]] = [
        Column(w("count.column_sub"), lambda each: _named(w, each.counts)),
        Column(
            w("count.column_so_far"),
            lambda each: said.so_far(w, each.counts),
            key=lambda each: counted_keys.share_so_far(asked, each.counts),
        ),
        Column(
            w("count.column_left"),
            lambda each: said.left(w, each.counts),
            key=lambda each: counted_keys.by_day(asked, way, each.counts, "to_come"),
        ),
        *(alone if needed else []),
        Column(
            w("count.column_best"),
            lambda each: each.best_gain,
            decimals=way.points.edition.decimals,
            key=lambda each: counted_keys.by_day(asked, way, each.counts, "gain", each.counts.most),
        ),
        Column(w("plan.owner"), lambda each: w.field(each.counts.rule, "owner"), where=WHERE_KNOWN),
        # On screen it stands below: too long for a cell.
        Column(w("table.note"), lambda each: said.basis(w, each.counts), where=IN_FILES),
    ]
    table.draw(view, Table(way.alone, columns), key="count_each", empty=w("plan.none"))
    reasons = said.reasons(w, way.counted.rows)
    st.caption("\n".join([w("count.column_basis"), *(f"- {literal(line)}" for line in reasons)]))
