"""The dossiers that must be handled soon: the second tab of the units inside the province."""

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from rankings.blocks import table
from rankings.blocks.view import View
from rankings.facts import due as facts
from rankings.facts.due import Due, Line, Worth
from rankings.ingest.dossiers import submission
from rankings.loads import dossiers
from rankings.sentences import due as said
from rankings.store import dossiers as kept
from rankings.store import queries
from rankings.store.clock import VIETNAM_TIME
from rankings.words.tables import Column, Table

# Field of the counts -> the key of its heading.
COUNTED = {
    "overdue": "due.overdue",
    "lapsed": "due.lapsed_since",
    "today": "due.today",
    "in_24_hours": "due.in_24_hours",
    "in_7_days": "due.in_7_days",
    "still_open": "due.still_open",
}


def draw(view: View) -> None:
    """What is due by the newest dossier file of home, by unit and by procedure."""
    w = view.words
    load = dossiers.newest(view.at)
    if load is None:
        st.info(w("due.none", home=view.home_name))
        st.markdown(w("due.none_how"))
        return
    now = dt.datetime.now(VIETNAM_TIME).replace(tzinfo=None)
    # The lists lie beside the versions, whatever earlier state is looked at.
    rows = kept.due(view.live.store, load.key, made=load.made, now=now)
    if rows is None:
        st.info(w("due.forgotten", load=load.load_id, days=w.number(kept.open_days())))
        return
    due = facts.due(rows.to_pylist(), file_made=load.made, now=now)
    worth = facts.worth(view.at)
    st.markdown(f"**{said.finding(w, due)}**")
    if worth is not None:
        st.markdown(said.at_stake(w, due, worth))
    if due.total.lapsed:
        st.caption(said.lapsed(w, due))
    _tables(view, due, worth)
    st.caption(w("due.note"))


def _tables(view: View, due: Due, worth: Worth | None) -> None:
    w = view.words
    names = _names(view)
    st.subheader(w("due.by_unit"))
    table.draw(
        view,
        _table(
            view, due.units, worth, w("due.unit"), lambda code: names.get(code, w("due.nowhere"))
        ),
        key="due_units",
        empty=w("due.nothing"),
    )
    st.subheader(w("due.by_procedure"))
    table.draw(
        view,
        _table(view, due.procedures, worth, w("due.procedure"), lambda code: code),
        key="due_procedures",
        empty=w("due.nothing"),
    )


def _table(
    view: View,
    lines: Sequence[Line],
    worth: Worth | None,
    heading: str,
    name: Callable[[str | None], str | None],
) -> Table[Line]:
    """Lines with their counts, and what those of 7 days are worth."""
    w = view.words
    columns: list[Column[Line]] = [
        Column(heading, lambda line: name(line.code) or w("due.no_code"))
    ]
    columns += [Column(w(counted), _count(field)) for field, counted in COUNTED.items()]
    if worth is not None:
        columns.append(
            Column(w("due.points"), lambda line: said.points(w, worth.cost(line.counts.in_7_days)))
        )
    return Table(lines, columns)


def _count(field: str) -> Callable[[Line], object]:
    return lambda line: getattr(line.counts, field)


def _names(view: View) -> dict[str | None, str]:
    home = submission.home_list(view.at)
    rows = queries.inside_units(view.at, scheme=home.scheme).to_pylist()
    full = view.words.language == "vi"
    return {row["unit_code"]: row["full_name_vi" if full else "name_en"] for row in rows}
