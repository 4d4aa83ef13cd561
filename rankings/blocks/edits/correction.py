"""Figures of one edition corrected together: written into a grid, taken from a file, worked out."""

from operator import itemgetter
from typing import Any

import streamlit as st

from rankings.blocks import table
from rankings.blocks.edits import fields, from_file, grid, held, source
from rankings.blocks.edits.form import Form
from rankings.blocks.edits.grid import Names
from rankings.blocks.edits.period import edition_of
from rankings.blocks.upload.fields import told
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.ingest.submission import Submission
from rankings.loads.edits import basket
from rankings.loads.edits.basket import RANKS, TOTALS, Basket, Key, Line
from rankings.sentences import edits as said
from rankings.sentences import naming
from rankings.store.problems import Problem
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table


def correction(view: View) -> Form | None:
    """The form; None while nothing is corrected."""
    edition = edition_of(view)
    names = grid.named(view, edition, _units(view, edition))
    grid.draw(names, _chosen_units(names))
    from_file.draw(names)
    _buttons(names)
    filled = _basket(names)
    if filled is None:
        return None
    typed = source.draw(view)
    now = held.of(edition.edition_id)

    def make(why: str, _: str) -> Submission:
        for cell, problem in filled.refused:
            raise _named(names, cell.key, problem)
        return basket.change(
            view.at,
            edition_id=edition.edition_id,
            cells=list(now.cells.values()),
            recompute=now.recompute,
            left_out=now.left_out,
            why=why,
            source=typed.read(),
            file=now.file,
        )

    inputs = (
        edition.edition_id,
        tuple(sorted(now.cells.items())),
        now.recompute,
        now.left_out,
        typed,
        # What is stored may have become another figure meanwhile.
        tuple((line.key, line.value) for line in filled.lines),
    )
    # The figures themselves stand above, before and after.
    return Form(inputs, make, lambda _: [], of_table=True)


def _chosen_units(names: Names) -> list[str]:
    """The units whose figures the grid shows, home first; home alone where none is chosen."""
    w, codes = names.view.words, list(names.units)
    key = fields.key(f"units_{names.edition.scheme}")
    kept = f"{key}_chosen"
    chosen: list[str] = st.session_state.get(kept, codes[:1])
    # Given anew in every run: the browser may still write the names in the other language.
    st.session_state[key] = chosen
    st.multiselect(
        w("table.unit"),
        codes,
        key=key,
        format_func=lambda code: names.units.get(code, code),
        on_change=lambda: st.session_state.update({kept: list(st.session_state[key])}),
        help=w("edits.units_help"),
    )
    return [code for code in codes if code in chosen] or codes[:1]


def _buttons(names: Names) -> None:
    """What is worked out anew on request, and the way back to nothing."""
    w, edition_id = names.view.words, names.edition.edition_id
    with st.container(horizontal=True, vertical_alignment="center"):
        for what in (TOTALS, RANKS):
            st.button(
                w(f"edits.recompute_{what}"),
                key=fields.key(f"recompute_{what}"),
                on_click=held.recompute,
                args=(edition_id, what),
                help=w(f"edits.recompute_{what}_help"),
                icon=":material/refresh:",
            )
        st.button(
            w("edits.empty"),
            key=fields.key("empty"),
            on_click=held.empty,
            args=(edition_id,),
            icon=":material/undo:",
        )


def _basket(names: Names) -> Basket | None:
    """What is to become other figures, line by line; None where nothing is."""
    view, edition_id = names.view, names.edition.edition_id
    w = view.words
    now = held.of(edition_id)
    given: dict[str, Any] = {
        "edition_id": edition_id,
        "cells": now.cells.values(),
        "recompute": now.recompute,
    }
    every = basket.filled(view.at, **given)
    filled = basket.filled(view.at, **given, left_out=now.left_out)
    for cell, problem in filled.refused:
        st.error(told(view, _named(names, cell.key, problem)))
    offered = {line.key: line for line in (*every.lines, *filled.lines)}
    _kept(names, filled)
    if not offered and not every.refused:
        st.info(w("edits.basket_empty"))
        return None
    st.subheader(w.plural("edits.basket", len(filled.lines)))
    if filled.lines:
        _table(names, filled)
    if offered:
        _left_out(names, list(offered))
    return filled


def _kept(names: Names, filled: Basket) -> None:
    """Why what was to be worked out anew stays."""
    view = names.view
    called = {code: view.words.name(node) or code for code, node in names.nodes.items()}
    for item in filled.kept:
        st.info(literal(said.kept(view.words, item, names.units, called)))


def _table(names: Names, filled: Basket) -> None:
    w = names.view.words
    rows = [
        (
            names.units[line.key[0]],
            names.figure(*line.key[1:]),
            _before(names, line),
            _after(names, line),
            said.how(w, line),
        )
        # The first unit of the list is home.
        for line in sorted(filled.lines, key=lambda line: line.key[0] != next(iter(names.units)))
    ]
    headings = ("table.unit", "edits.figure", "edits.before", "edits.after", "edits.how")
    columns = [Column(w(key), itemgetter(at)) for at, key in enumerate(headings)]
    table.draw(names.view, Table(rows, columns), key=fields.key("basket_table"))


def _left_out(names: Names, offered: list[Key]) -> None:
    """The figures that stay as they are though they stand among the corrections."""
    w, edition_id = names.view.words, names.edition.edition_id
    key = fields.key(f"left_{edition_id}")
    known = [item for item in held.of(edition_id).left_out if item in offered]
    st.session_state[key] = sorted(known, key=offered.index)
    st.multiselect(
        w("edits.left_out"),
        offered,
        key=key,
        format_func=names.of,
        on_change=lambda: held.leave_out(edition_id, st.session_state[key]),
        placeholder=w("edits.left_out_none"),
    )


def _named(names: Names, key: Key, problem: Problem) -> Problem:
    """A problem with a figure, which a reader knows by its name."""
    if "where" not in problem.values:
        return problem
    return Problem(problem.key, **problem.values | {"where": names.of(key)})


def _before(names: Names, line: Line) -> str:
    if line.before is None:
        return names.view.words("edits.not_there")
    return names.number(line.before["value"], line.key[2])


def _after(names: Names, line: Line) -> str:
    """The number that was read, not what was typed: 1.234 may be meant as either."""
    if line.value is None:
        return names.view.words("edits.removed")
    return names.number(line.value, line.key[2])


def _units(view: View, edition: EditionFacts) -> dict[str, str]:
    """The units of the edition's scheme by name, home first."""
    w = view.words
    names = naming.unit_names(view.at, w, scheme=edition.scheme)
    home = editions.home_code(view.at, edition.scheme)
    ordered = sorted(names, key=lambda code: (code != home, w.sort_key(names[code])))
    return {code: names[code] for code in ordered}
