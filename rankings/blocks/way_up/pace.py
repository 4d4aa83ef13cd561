"""If the pace stays: the rivals near the line, what each gains a month, and who passes whom when.

Since which table the pace is taken stands in the address as `since`.
"""

import streamlit as st

from rankings.blocks import edition, table
from rankings.blocks.controls import select
from rankings.blocks.way_up.asked import Asked
from rankings.facts import editions
from rankings.facts.way_up import pace as paces
from rankings.facts.way_up.model import WayUp
from rankings.facts.way_up.pace import Moving, Pace
from rankings.sentences import way_up_pace as sentences
from rankings.store import figure_keys
from rankings.words import typed
from rankings.words.tables import Column, Table

SINCE = "since"


def draw(asked: Asked, answer: WayUp) -> None:
    """The table, with the day since which; or why there is none."""
    view, w = asked.view, asked.view.words
    st.markdown(f"**{w('pace.title')}**")
    usual = _pace(asked, answer, None)
    if usual.trend is None:
        st.markdown(w(f"pace.no_{usual.why_none}"))
        return
    days = {
        str(item.period_end): w.date(item.period_end)
        for item in reversed(editions.known_by(view.at, view.edition))
        if item.scores_complete and usual.trend.first.period_end <= item.period_end
    }
    days.pop(str(view.edition.period_end), None)
    with st.container(width=240):
        since = select(SINCE, w("pace.since"), days, str(usual.trend.first.period_end))
    pace = _pace(asked, answer, since)
    names = edition.names(view)
    st.markdown(sentences.sentence(w, pace, names))
    if pace.trend and (
        anew := sentences.rescored(w, pace.trend.rescored, names, view.edition.decimals)
    ):
        st.markdown(anew)
    table.draw(view, _table(asked, pace), key="pace", empty=w("pace.nobody"))
    st.caption(sentences.note(w, pace))


def _pace(asked: Asked, answer: WayUp, since: str | None) -> Pace:
    return paces.pace(
        asked.view.at,
        edition_id=asked.view.edition.edition_id,
        unit_code=asked.home,
        limit=asked.limit,
        since=typed.day(since) if since else None,
        by=answer.deadline.day if answer.deadline.basis == "given" else None,
        today=asked.view.today,
    )


def _table(asked: Asked, pace: Pace) -> Table[Moving]:
    view, w = asked.view, asked.view.words
    names, decimals = edition.names(view), view.edition.decimals
    home, own, trend = names[asked.home], pace.own, pace.trend
    if own is None or trend is None:
        return Table((), ())
    rows = sorted((*pace.rivals, own), key=lambda row: (-row.score, row.unit_code))

    def key(row: Moving, measure: str) -> str:
        return figure_keys.figure(view.edition.edition_id, row.unit_code, "total", measure)

    def change(row: Moving) -> str:
        first = figure_keys.figure(trend.first.edition_id, row.unit_code, "total", "score")
        return str(figure_keys.Change((first, key(row, "score"))))

    def gap(row: Moving) -> str | None:
        if row is own:
            return None
        return str(figure_keys.Difference((key(row, "score"), key(own, "score"))))

    return Table(
        rows,
        [
            Column(w("table.rank"), lambda row: row.rank, key=lambda row: key(row, "rank")),
            Column(w("table.unit"), lambda row: names[row.unit_code]),
            Column(
                w("table.score"),
                lambda row: row.score,
                key=lambda row: key(row, "score"),
                decimals=decimals,
            ),
            Column(
                w("pace.change", day=w.date(trend.first.period_end)),
                lambda row: row.change,
                key=change,
                decimals=decimals,
            ),
            Column(w("pace.per_month"), lambda row: sentences.monthly(w, row, decimals)),
            Column(
                w("pace.gap", home=home),
                lambda row: None if row is own else row.score - own.score,
                key=gap,
                decimals=decimals,
            ),
            Column(w("pace.passes", home=home), lambda row: sentences.passes(w, pace, row)),
            Column(w("pace.passed", home=home), lambda row: sentences.passed(w, pace, row)),
        ],
    )
