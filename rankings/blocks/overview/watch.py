"""The cut-line watch on the overview: what happened since the edition that the reader chooses."""

import streamlit as st

from rankings.blocks import address, evidence
from rankings.blocks.controls import select
from rankings.blocks.view import View
from rankings.blocks.why import unusual_scores
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.facts.why import events, watch
from rankings.facts.why.events import Since
from rankings.facts.why.watch import Event
from rankings.sentences import naming, why_events
from rankings.store import figure_keys
from rankings.store.versions import memo

# So many editions are listed to look back to; an address may name an older one.
OFFERED = 120
# So many sentences stand open.
NEWS = 3


def draw(view: View) -> None:
    """A button that opens the list of what happened; none where there is no earlier edition.

    The earlier edition is that of the URL, else the last but one of the first index that has one.
    """
    offered = _offered(view)
    if not offered:
        return
    w = view.words
    asked = address.choice("since", None, "")
    listed = [*offered[:OFFERED], *(item for item in offered[OFFERED:] if item.edition_id == asked)]
    labels = {item.edition_id: _label(view, item) for item in listed}
    default = offered[0].edition_id
    found = since(view, address.choice("since", labels, default))
    count = len(found.events)
    with st.popover(_button(view, found), type="tertiary", icon=":material/notifications:"):
        select("since", w("event.since"), labels, default)
        st.markdown(_heading(view, found))
        if not count:
            st.markdown(w("event.none"))
        _list(view, found)
        st.page_link(
            view.pages["over_time"],
            label=w("event.more"),
            query_params=address.link(
                view="why",
                index=found.first.index_code,
                edition=found.second.edition_id if found.second else "",
                **{"from": found.first.edition_id},
            ),
        )


@memo
def news(view: View) -> tuple[str, ...]:
    """The first sentences on what happened since the table before; that there is none to compare
    with, or that nothing did."""
    offered = _offered(view)
    if not offered:
        return (view.words("news.none"),)
    happened = since(view, offered[0].edition_id)
    return tuple(told(view, happened)[:NEWS]) or (view.words("event.none"),)


def _heading(view: View, happened: Since) -> str:
    """Between which tables it happened, and what moved far more than usual from one to the next."""
    heading = f"**{why_events.heading(view.words, happened)}**"
    if happened.second is None:
        return heading
    leaps = unusual_scores(view, happened.first, happened.second)
    return "\n\n".join(filter(None, (heading, leaps)))


def changes(view: View) -> str | None:
    """What the button says at first; None where there is no earlier edition."""
    offered = _offered(view)
    return _button(view, since(view, offered[0].edition_id)) if offered else None


def _button(view: View, found: Since) -> str:
    w, count = view.words, len(found.events)
    a = w.period_short(found.first)
    return w("event.button", a=a, n=count) if count else w("event.button_none", a=a)


def _list(view: View, found: Since) -> None:
    """One line for an event, with the step to its evidence at its end where there is width."""
    line = {"horizontal": True, "vertical_alignment": "center", "gap": "xsmall"}
    with st.container(gap=None):
        for number, (said, event) in enumerate(zip(told(view, found), found.events, strict=True)):
            with st.container(**line, horizontal_alignment="distribute"):
                st.markdown(f"- {said}", width="content")
                evidence.button(view, key_of(found, event), f"event_{number}")


def since(view: View, edition_id: str) -> Since:
    """What happened to the home unit since an edition."""
    first = editions.by_id(view.at, edition_id)
    return events.since(
        view.at,
        first_id=edition_id,
        unit_code=editions.home_code(view.at, first.scheme),
        limit=editions.rank_limit(view.at, first.index_code),
    )


@memo
def told(view: View, found: Since) -> tuple[str, ...]:
    """The events as sentences, the words of the command line."""
    first = found.first
    names = naming.unit_names(view.at, view.words, scheme=first.scheme)
    parts = naming.node_names(view.at, view.words, first)
    return tuple(
        why_events.event(
            view.words, event, names, parts, decimals=first.decimals, limit=found.limit
        )
        for event in found.events
    )


def key_of(found: Since, event: Event) -> str:
    """Names the figure that an event tells of: what changed, or how far apart two units are now."""
    both = found.first.edition_id, found.second.edition_id
    if event.event == watch.NEAR_LINE:
        # Its own line: what the place that it must take, or keep, has.
        line = str(figure_keys.CutLine(both[1], event.unit_code, found.limit))
        own = figure_keys.figure(both[1], event.unit_code, "total", "score")
        return str(figure_keys.Difference((own, line)))
    if event.event == watch.NEAR_UNIT:
        pair = event.other_unit_code, event.unit_code
        scores = (figure_keys.figure(both[1], code, "total", "score") for code in pair)
        return str(figure_keys.Difference(tuple(scores)))
    if event.event == watch.BEST:
        return str(figure_keys.Best(both[1], event.component))
    if event.event == watch.LOST_MOST:
        place = event.unit_code, event.component, "score"
    elif event.event in (watch.OVERTAKEN_BY, watch.OVERTOOK):
        place = event.other_unit_code, "total", "rank"
    else:
        place = event.unit_code, "total", "rank"
    return str(figure_keys.Change(tuple(figure_keys.figure(item, *place) for item in both)))


def _offered(view: View) -> list[EditionFacts]:
    """The editions to look back to, of every index with a target, newest first."""
    return [
        item
        for index in editions.index_rows(view.at)
        if editions.rank_limit(view.at, index["index_code"]) is not None
        for item in events.choices(
            view.at, index_code=index["index_code"], unit_code=view.home, scheme=view.scheme
        )
    ]


def _label(view: View, item: EditionFacts) -> str:
    index = editions.index_row(view.at, item.index_code)
    return f"{view.words.field(index, 'short')}, {view.words.period(item)}"
