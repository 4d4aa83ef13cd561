"""The units inside a province: which table is shown, what is asked of it, what its parts share."""

from collections.abc import Iterable

import streamlit as st

from rankings.blocks import address
from rankings.blocks import edition as edition_block
from rankings.blocks.controls import QUESTION, segments, select
from rankings.blocks.view import EDITION_WIDTH, TableView, View, row
from rankings.facts import editions, inside, units
from rankings.sentences import history, naming
from rankings.sentences import units as said
from rankings.store.versions import memo

LIST, TABLE, UNIT = "list", "table", "unit"  # their names in the address
TABS = ("ledger", "due", "ranking", "one_unit")


def chosen(view: View) -> TableView | None:
    """Draw the controls for the list of units and its table; None where no list has one.

    Home's list is shown first where it has a table; another province's only under its own name.
    """
    w = view.words
    every = inside.all_editions(view.at)
    lists = {scheme.scheme: scheme for scheme in inside.schemes(view.at)}
    labels = {item.scheme: w.name(lists[item.scheme]) or item.scheme for item in every}
    home = inside.home_scheme(view.at)
    if home is None or home.scheme not in labels:
        _nothing(view, labels)
    if not every:
        return None
    default = home.scheme if home is not None and home.scheme in labels else next(iter(labels))
    with row():
        code = default
        if len(labels) > 1:
            with st.container(width=EDITION_WIDTH):
                code = select(LIST, w("units.control_list"), labels, default)
        tables = {item.edition_id: item for item in every if item.scheme == code}
        names = {edition_id: said.table_label(w, item) for edition_id, item in tables.items()}
        with st.container(width=EDITION_WIDTH):
            asked = select(TABLE, w("units.control_table"), names, next(iter(tables)))
    shown = view.of_table(tables[asked])
    if home is None or code != home.scheme:
        st.markdown(f"**{labels[code]}**")
    if shown.table.demonstration:
        st.warning(w("units.demonstration"))
    return shown


def _nothing(view: View, labels: dict[str, str]) -> None:
    """That home has no table of its units, what to load and where; which other lists have one."""
    w = view.words
    st.info(w("units.none", home=view.home_name))
    st.markdown(w("units.none_how"))
    st.page_link(view.pages["upload"], label=w("nav.upload"), query_params=address.link())
    if labels:
        st.caption(
            w("units.others", names=w.join(naming.in_sentence(each) for each in labels.values()))
        )


def tab(view: TableView) -> str:
    """The question that is asked of the table; a link to a unit asks for that unit."""
    w = view.words
    options = {name: w(f"units.tab_{name}") for name in TABS}
    asked = address.choice(UNIT, None, "") in unit_names(view)
    default = "one_unit" if asked else TABS[0]
    return segments(QUESTION, w("page.units"), options, default, show_label=False)


@memo
def unit_names(view: TableView) -> dict[str, str]:
    """Code -> name of every unit of the table but the province; read only."""
    totals = units.counted(view.at, edition_id=view.table.edition_id, indicator_code=units.TOTAL)
    return {unit.unit_code: said.unit_name(view.words, unit) for unit in totals.units}


def province_name(view: TableView) -> str:
    """The name of the province whose units these are."""
    scheme, _ = editions.home(view.at)
    return naming.unit_names(view.at, view.words, scheme=scheme)[view.table.province_code]


def heading(view: TableView) -> str:
    """Index, list and period, for the head of a figure or file."""
    w, table = view.words, view.table
    index = w.field(editions.index_row(view.at, table.index_code), "short")
    return f"{index}, {_list_name(view)}, {w.period(table)}"


def _list_name(view: TableView) -> str:
    return naming.in_sentence(view.words.field(view.table, "scheme_name") or "")


def caption(view: TableView, used: Iterable[str | None]) -> str:
    """The source of most figures, and of what they are. used: the source of each by its code."""
    w = view.words
    line = edition_block.most_used_source(view, used)
    return f"{line} · {w('units.demonstration')}" if view.table.demonstration else line


def about(view: TableView, used: Iterable[str | None]) -> tuple[tuple[str, str], ...]:
    """Label and text of what an exported table must say of itself: period, list, source …"""
    w, table = view.words, view.table
    methods = naming.method_names(view.at, w)
    version = history.version_shown(w, view.live.version, view.as_of)
    return (
        (w("download.about_index"), w.name(editions.index_row(view.at, table.index_code)) or ""),
        (w("download.about_period"), w.period(table)),
        (w("download.about_scheme"), w.field(table, "scheme_name") or table.scheme),
        (w("download.about_method"), methods[table.index_code, table.method_code]),
        (w("download.about_source"), caption(view, used)),
        (w("download.about_version"), str(version)),
    )
