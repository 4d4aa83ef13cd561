"""Where no plan can be made: how far the known components are from the best, what moves them, and
which figure to ask whom for."""

import streamlit as st

from rankings.blocks import edition, table
from rankings.blocks.way_up.asked import Asked
from rankings.facts import editions
from rankings.facts.components import Component
from rankings.facts.scenario import drivers
from rankings.facts.way_up import missing
from rankings.facts.way_up.missing import Wanted
from rankings.facts.way_up.model import WayUp
from rankings.sentences import way_up_missing
from rankings.store import figure_keys
from rankings.words.tables import Column, Table


def draw(asked: Asked, answer: WayUp) -> None:
    """The known components, what moves them, what to ask for; nothing where plans can be made."""
    if answer.why_not is None or answer.inside:
        return
    w = asked.view.words
    parts = missing.known(asked.view.at, answer)
    if parts:
        st.subheader(w("missing.components", k=answer.limit))
        described = Table(parts, _columns(asked, answer))
        table.draw(asked.view, described, key="missing_components", empty=w("plan.none"))
    lines = [
        w("missing.moves", component=w.name(part), levers=levers)
        for part in missing.unknown(asked.view.at, answer)
        if (levers := _levers(asked, answer, part)) is not None
    ]
    if lines:
        st.markdown(f"**{w('missing.unknown')}**\n" + "\n".join(f"- {line}" for line in lines))
    wanted = missing.wanted(asked.view.at, answer)
    if wanted:
        st.subheader(w("missing.title"))
        requests = [_request(asked, answer, item) for item in wanted]
        st.markdown("\n".join(f"{number}. {line}" for number, line in enumerate(requests, 1)))


def _columns(asked: Asked, answer: WayUp) -> list[Column[Component]]:
    view, w, item = asked.view, asked.view.words, answer.edition
    names = edition.names(view)
    place = item.edition_id, answer.unit_code

    def own(part: Component) -> str:
        return figure_keys.figure(*place, part.component, "score")

    return [
        Column(w("plan.column_component"), w.name),
        Column(w("table.score"), lambda part: part.score, key=own, decimals=item.decimals),
        Column(
            w("missing.rank"),
            lambda part: None if part.rank is None else w.rank(part.rank, part.ranked_units),
        ),
        Column(
            w("missing.mean", k=answer.limit),
            lambda part: way_up_missing.distance(w, part, item.decimals),
        ),
        Column(
            w("missing.best"),
            lambda part: w.join([names[code] for code in part.best_units]) or None,
        ),
        Column(w("missing.levers"), lambda part: _levers(asked, answer, part)),
        Column(w("plan.owner"), lambda part: w.field(part, "owner") or w("plan.no_owner")),
    ]


def _levers(asked: Asked, answer: WayUp, part: Component) -> str | None:
    """What can be done for a component, as the map of drivers has it; assumptions are marked."""
    w, item = asked.view.words, answer.edition
    place = {"index_code": item.index_code, "method_code": item.method_code}
    actions = drivers.of_component(asked.view.at, **place, component=part.component)
    shown = []
    for action in actions:
        moved = drivers.reach(
            asked.view.at, action_code=action.action_code, method_codes=(item.method_code,)
        )
        basis = next(each.basis for each in moved if each.component == part.component)
        shown.append(way_up_missing.lever(w, action, basis))
    return "; ".join(shown) or None


def _request(asked: Asked, answer: WayUp, item: Wanted) -> str:
    """A request that can be given to an agency as it stands, and what it is for."""
    w, at = asked.view.words, asked.view.at
    nodes = editions.nodes_of(at, answer.edition)
    return way_up_missing.request(
        w,
        item,
        issuer=w.field(editions.index_row(at, answer.edition.index_code), "issuer") or "",
        index=asked.view.index_name,
        period=w.period(answer.edition),
        home=edition.names(asked.view)[answer.unit_code],
        parts=[w.name(nodes[code]) or code for code in item.components],
    )
