"""From a figure on screen to where it comes from: what was asked for, and the panel that says it.

The figure asked for stands in the URL (`?figure=KEY`), so that a link to its evidence can be sent.
Nothing is looked up before a figure is asked for.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter

import streamlit as st

from rankings import evidence
from rankings.blocks import address, chart_tooltip
from rankings.blocks.view import View, current
from rankings.evidence import Evidence, SourceTrail
from rankings.facts import editions
from rankings.sentences import evidence as said
from rankings.sentences import problems
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.words import exports
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table
from rankings.words.text import Words

MARK = "evidence"  # the selection of a chart that names a figure
COLUMN = "evidence_key"
SHOWN_AT_ONCE = 6
SHORT = 8  # letters of a value that has room in the size of a card's
_ASKED = "evidence_table"  # the table in which a cell was clicked


# --- Asking ---------------------------------------------------------------------------------------


def button(view: View, key: str, name: str, text: str | None = None) -> None:
    """A small button that leads to the evidence of a figure; name: unlike others on the page.

    text: the figure itself; None: the button says where it leads.
    """
    st.button(
        text or view.words("evidence.open"),
        key=f"evidence_{name}",
        type="tertiary",
        icon=":material/fact_check:",
        help=view.words("evidence.open_help"),
        on_click=address.ask_figure,
        args=(key,),
    )


def figures(view: View, name: str, shown: Mapping[str, str | None]) -> None:
    """Figures of a text side by side, each a small button that leads to its evidence.

    shown: text -> key, None where it has none; name: of the text, unlike others on the page.
    """
    with st.container(horizontal=True, gap="xsmall"):
        for number, (text, key) in enumerate(shown.items()):
            if key is not None:
                button(view, key, f"{name}_{number}", text)


def ask_cell(table: str, shown: Table) -> None:
    """Called when a cell of a table was clicked: its figure.

    A cell without one leads nowhere: sorting by a heading selects the first cell, a name.
    """
    for row, heading in st.session_state[table]["selection"]["cells"]:
        if row < len(shown.rows) and heading in shown.headings:
            key = shown.keys[row][shown.headings.index(heading)]
            if key:
                st.session_state[_ASKED] = table
                address.ask_figure(key)
                return


def ask_mark(chart: str) -> None:
    """Called when marks of a chart were clicked: the figure of the one that is new or gone."""
    points = st.session_state[chart].get("selection", {}).get(MARK, [])
    now = {point[COLUMN] for point in points if point.get(COLUMN)}
    kept = f"{chart}_{MARK}"
    before = st.session_state.get(kept, set())
    st.session_state[kept] = now
    changed = now - before or before - now
    if len(changed) == 1:
        address.ask_figure(changed.pop())


def marked(spec: Mapping) -> bool:
    """True when the marks of a chart's specification name figures that can be clicked."""
    return any(each.get("name") == MARK for each in spec.get("params", ()))


def follow() -> None:
    """After something that can be clicked: a part of the page drawn alone leaves the panel to the
    whole page."""
    if address.figure_just_asked():
        st.rerun()


# --- The panel ------------------------------------------------------------------------------------


def panel() -> None:
    """The panel of the figure asked for, if any; app.py calls it once, after the page."""
    if address.figure():
        view = current()
        _panel_of(view)


def _panel_of(view: View) -> None:
    title = view.words("evidence.title")
    st.dialog(title, width="medium", on_dismiss=_leave)(_contents)(view)


def _leave() -> None:
    """Called when the panel is closed: no cell stays selected, so that a click on the same one is a
    question again. Not before: a table without one selects its first cell as it gets the focus
    back. It is not drawn anew, so that the reader's order and place in it stay."""
    address.leave_figure()
    if table := st.session_state.pop(_ASKED, None):
        st.session_state[table] = {"selection": {"rows": [], "columns": [], "cells": []}}


def _contents(view: View) -> None:
    key = address.figure()
    if key is None:
        return
    try:
        found = of(view, key)
    except Problem as trouble:
        st.info(literal(problems.problem(view.words, trouble)))
    else:
        _draw(view, found)
    chart_tooltip.hidden_by_a_panel()


def of(view: View, key: str) -> Evidence:
    """The evidence of a figure of the state shown. Raises Problem for a key that names none."""
    return evidence.evidence(view.at, key, files=view.live.store)


def _draw(view: View, found: Evidence) -> None:
    w = view.words
    _headline(said.figure_name(w, found), said.figure_value(w, found))
    if found.table is not None:
        st.caption(_heading(view, found))
    for file in found.broken:
        st.error(said.broken(w, file), icon=":material/broken_image:")
    if text := said.formula(w, found):
        st.markdown(f"**{w('evidence.how')}:** {text}")
    _made_of(view, found)
    _list(said.meaning_lines(w, found))
    _sources(w, found)
    for item in found.loads:
        _list(said.load_lines(w, item))
    if found.place:
        _list([(w("evidence.place"), literal(said.place(w, found.place)))])
    if found.kind in said.OF_A_TABLE:
        _history(w, found)
    if beside := _beside(view, found):
        st.markdown(f"**{w('evidence.beside')}:**")
        _steps(view, beside)
    _to_history(view, found)


def _headline(name: str, value: str) -> None:
    """The value is what is read first; in a dialog headings are hardly larger than the text."""
    st.markdown(literal(name))
    if len(value) <= SHORT:
        st.metric(name, value, label_visibility="collapsed")
    else:
        st.markdown(f"# {literal(value)}")


def _heading(view: View, found: Evidence) -> str:
    """Index and period: a rank is never shown without its period type."""
    row = editions.index_row(view.at, found.index_code)
    return literal(f"{view.words.field(row, 'short')}, {view.words.period(found.table)}")


def _beside(view: View, found: Evidence) -> list[str]:
    """The keys of what a reader of a unit's total asks for next: score, rank, cut line, gap.

    Without those that it rests on: they are listed already.
    """
    edition = found.edition
    if edition is None or found.kind not in said.OF_A_TABLE or not said.is_total(found):
        return []
    other = "rank" if found.measure == "score" else "score"
    keys = [figure_keys.figure(edition.edition_id, found.unit_code, "total", other)]
    limit = editions.rank_limit(view.at, edition.index_code)
    if limit is not None and (edition.scheme, found.unit_code) == (view.scheme, view.home):
        place = edition.edition_id, view.home, limit
        keys += [str(figure_keys.CutLine(*place)), str(figure_keys.Gap(*place))]
    return [key for key in keys if key not in found.rests_on]


def _made_of(view: View, found: Evidence) -> None:
    """The figures that this one rests on, each a step to its own evidence."""
    if not found.rests_on:
        return
    w = view.words
    st.markdown(f"**{w('evidence.made_of')}:**")
    first, rest = found.rests_on[:SHOWN_AT_ONCE], found.rests_on[SHOWN_AT_ONCE:]
    _steps(view, first)
    if rest:
        with st.expander(w("evidence.more", n=w.number(len(rest)))):
            _steps(view, rest)


def _steps(view: View, keys: Sequence[str]) -> None:
    w = view.words
    files = view.live.store
    found = evidence.trail(view.at, keys, files=files)
    several = len({each.table.edition_id for each in found.values() if each.table}) > 1
    with st.container(gap="xxsmall"):
        for key, each in found.items():
            name = literal(said.figure_name(w, each))
            if several and each.table:
                period = w.period_short(each.table)
                name = w("evidence.step_at", figure=name, period=period)
            st.button(
                f"{name}: {said.figure_value(w, each)}",
                key=f"evidence_step_{key}",
                type="tertiary",
                icon=":material/subdirectory_arrow_right:",
                on_click=address.ask_figure,
                args=(key,),
            )


def _sources(w: Words, found: Evidence) -> None:
    first, rest = found.sources[:1], found.sources[1:]
    for item in first:
        _source(w, item)
    if rest:
        with st.expander(w("evidence.more_sources", n=w.number(len(rest)))):
            for item in rest:
                _source(w, item)


def _source(w: Words, item: SourceTrail) -> None:
    _list(said.source_lines(w, item))
    if item.url and item.url.startswith(("https://", "http://")):
        st.link_button(w("evidence.link"), item.url, icon=":material/open_in_new:")
    else:
        st.caption(w("evidence.no_link"))


def _history(w: Words, found: Evidence) -> None:
    """What other sources and other loads say of the figure."""
    others = [said.conflict(w, item, found.decimals) for item in found.conflicts]
    before = [said.earlier(w, item, found.decimals) for item in found.earlier]
    for title, lines, none in (
        ("evidence.conflicts", others, "evidence.no_conflicts"),
        ("evidence.earlier", before, "evidence.no_earlier"),
    ):
        if lines:
            st.markdown(f"**{w(title)}:**\n" + "\n".join(f"- {line}" for line in lines))
        else:
            st.caption(w(none))


def _to_history(view: View, found: Evidence) -> None:
    if len(found.loads) == 1:
        number = str(found.loads[0].load.load_id)
        st.page_link(
            view.pages["data"],
            label=view.words("evidence.to_history"),
            icon=":material/history:",
            query_params=address.link(section="history", load=number),
        )


def _list(lines: Sequence[tuple[str, str]]) -> None:
    if lines:
        st.markdown("\n".join(f"- **{name}:** {text}" for name, text in lines))


# --- In files -------------------------------------------------------------------------------------


def trail_sheet(view: View, sheet: exports.Sheet) -> exports.Sheet | None:
    """The second sheet of a workbook: one row for each figure of the first, where it comes from.

    None where no figure of the sheet has a key.
    """
    placed = [
        (sheet.label(row), heading, key)
        for row, keys in enumerate(sheet.keys)
        for heading, key in zip(sheet.columns, keys, strict=True)
        if key
    ]
    if not placed:
        return None
    w = view.words
    keys = [key for _, _, key in placed]
    trail = evidence.trail(view.at, keys, files=view.live.store)
    rows = [_trail_row(w, label, heading, trail[key]) for label, heading, key in placed]
    described = Table(rows, [Column(heading, itemgetter(heading)) for heading in rows[0]])
    return described.sheet(f"{sheet.title} – {w('evidence.title')}", sheet.notes)


def _trail_row(w: Words, row: str, column: str, found: Evidence) -> dict[str, object]:
    """What the second sheet says of a figure: heading -> text."""
    edition, indicator = found.table, found.indicator or {}
    files = [file for file in found.files if file.sha256]
    every = found.sources
    return {
        w("evidence.row"): row,
        w("evidence.column"): column,
        w("evidence.figure"): said.figure_name(w, found),
        w("evidence.value"): said.figure_value(w, found),
        w("evidence.printed"): found.printed,
        w("evidence.status"): said.status(w, found),
        w("evidence.confidence"): found.confidence and w(f"confidence.{found.confidence}"),
        w("evidence.how"): said.formula(w, found),
        w("evidence.definition"): w.field(indicator, "definition")
        or indicator.get("definition_en"),
        w("evidence.edition"): edition and w.period(edition),
        w("evidence.method"): found.method_code,
        w("evidence.sources"): _joined(said.source_name(w, item) for item in every),
        w("evidence.source_title"): _joined(item.title for item in every),
        w("evidence.document"): _joined(item.document_number for item in every),
        w("evidence.link_address"): _joined(item.url for item in every),
        w("evidence.published"): _joined(
            w.date_range(item.published_from, item.published_to) for item in every
        ),
        w("evidence.load"): _joined(str(item.load.load_id) for item in found.loads),
        w("evidence.when"): _joined(said.moment(w, item.load.at) for item in found.loads),
        w("evidence.by"): _joined(
            said.who(w, item.load.by, item.load.identity) for item in found.loads if item.load.by
        ),
        w("evidence.file"): _joined(
            f"{file.name or '–'} ({w(f'evidence.file_state.{file.state}')})" for file in files
        ),
        w("evidence.hash"): _joined(file.sha256 for file in files),
        w("evidence.place"): found.place and said.place(w, found.place),
        w("evidence.conflicts"): _joined(
            said.conflict_text(w, item, found.decimals) for item in found.conflicts
        ),
        w("evidence.earlier"): _joined(
            said.earlier(w, item, found.decimals) for item in found.earlier
        ),
        w("evidence.key"): found.key,
    }


def _joined(texts: object) -> str | None:
    return "; ".join(dict.fromkeys(filter(None, texts))) or None
