"""Figures of some units in one edition as a grid to write over: a line each, a column a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import streamlit as st

from rankings.blocks.edits import fields, held
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.loads.edits import basket
from rankings.loads.edits.basket import MEASURES, Cell, Key
from rankings.sentences import edits as said
from rankings.store.rounding import decimals_of
from rankings.words.text import sentence_case

ROW, HEAD, HIGHEST, LABEL = 35, 40, 535, 230  # px


@dataclass(frozen=True)
class Names:
    """What an edition's units and figures are called, and how its numbers are written."""

    view: View
    edition: EditionFacts
    units: Mapping[str, str]
    nodes: Mapping[str, Mapping]

    def figure(self, indicator: str, measure: str) -> str:
        """The name of a figure: "Số hóa hồ sơ", "Số hóa hồ sơ, thứ hạng"."""
        node = self.nodes[indicator]
        name = self.view.words.name(node) or node["name_en"] or indicator
        if node["level"] == "indicator" and node["issuer_code"]:
            name = f"{node['issuer_code']} {name}"
        return said.cell(self.view.words, name, measure)

    def of(self, key: Key) -> str:
        """A figure with its unit: "Đắk Lắk: Số hóa hồ sơ"."""
        unit, indicator, measure = key
        if unit not in self.units or indicator not in self.nodes:
            return basket.named(key)
        return said.valued(self.view.words, self.units[unit], self.figure(indicator, measure))

    def number(self, value: Decimal, measure: str) -> str:
        """A value with the decimals of the index, or all those that it has."""
        decimals = self.edition.decimals if measure == "score" else 0
        return self.view.words.number(value, max(decimals, decimals_of(value)))


def draw(names: Names, units: Sequence[str]) -> None:
    """The grid; what is written into it is held."""
    edition_id = names.edition.edition_id
    stored = basket.figures(names.view.at, edition_id)
    lines = figures_of(names.nodes, stored)
    if not lines:
        st.info(names.view.words("edits.no_figures"))
        return
    now = held.of(edition_id)
    key = fields.key(
        f"grid_{edition_id}_{names.view.at.version}_{names.view.language}_{now.round}_"
        + "_".join(units)
    )
    begun = _begun(key, names, stored, lines, units)
    w = names.view.words
    heading, maximum = w("edits.figure"), sentence_case(w("vocab.max_score"))
    rows = [
        (_label(names, line), *(begun.texts[(unit, *line)] for unit in units), _most(names, line))
        for line in lines
    ]
    columns = [heading, *(names.units[unit] for unit in units), maximum]
    start = pd.DataFrame(rows, columns=columns, dtype="str")
    edited = st.data_editor(
        start,
        hide_index=True,
        disabled=[heading, maximum],
        column_config={heading: st.column_config.TextColumn(pinned=True, width=LABEL)},
        key=key,
        row_height=ROW,
        height=min(HIGHEST, HEAD + ROW * len(lines)),
    )
    cells = dict(held.of(edition_id).cells)
    for line, row in zip(lines, edited.itertuples(index=False, name=None), strict=True):
        for unit, text in zip(units, row[1:-1], strict=True):
            _settle(cells, (unit, *line), text, begun, names, stored)
    if cells != held.of(edition_id).cells:
        held.change(edition_id, cells=cells)


def figures_of(
    nodes: Mapping[str, Mapping], stored: Mapping[Key, Mapping]
) -> list[tuple[str, str]]:
    """The figures that a unit can have in an edition: (indicator, measure); the total and its parts
    first, then what only some editions have, as far as any unit has it."""
    there = {key[1:] for key in stored}
    main = [code for code, node in nodes.items() if code == "total" or node["adds_up"]]
    expected = {(code, "score") for code in main} if stored else set()
    others = [code for code in nodes if code not in main]
    return [
        (code, measure)
        for code in (*main, *others)
        for measure in MEASURES
        if (code, measure) in there | expected
    ]


@dataclass(frozen=True)
class _Begun:
    """What the grid showed when it was drawn first, and what was held then."""

    texts: Mapping[Key, str]
    cells: Mapping[Key, Cell]


def _begun(
    key: str,
    names: Names,
    stored: Mapping[Key, Mapping],
    lines: Sequence[tuple[str, str]],
    units: Sequence[str],
) -> _Begun:
    """As long as the widget lives it must be given the same: its own state is what was written."""
    kept = f"{key}_begun"
    if key not in st.session_state or kept not in st.session_state:
        cells = held.of(names.edition.edition_id).cells
        every = [(unit, *line) for unit in units for line in lines]
        texts = {item: _text(names, stored, item) for item in every}
        given = {item: _given(names, cells[item]) for item in every if item in cells}
        st.session_state[kept] = _Begun(texts | given, cells)
    begun: _Begun = st.session_state[kept]
    return begun


def _given(names: Names, cell: Cell) -> str:
    """What was typed, as it was typed; what a file has, in the reader's language."""
    return cell.value or "" if cell.number is None else names.number(cell.number, cell.measure)


def _settle(
    cells: dict[Key, Cell],
    key: Key,
    written: object,
    begun: _Begun,
    names: Names,
    stored: Mapping[Key, Mapping],
) -> None:
    """Hold what a cell of the grid says now."""
    text = written.strip() if isinstance(written, str) else ""
    if text == begun.texts[key]:
        before = begun.cells.get(key)
        cells.pop(key, None)
        if before is not None:
            cells[key] = before
    elif text == _text(names, stored, key):
        cells.pop(key, None)
    else:
        cells[key] = Cell(*key, value=text or None)


def _text(names: Names, stored: Mapping[Key, Mapping], key: Key) -> str:
    row = stored.get(key)
    return names.number(row["value"], key[2]) if row else ""


def _label(names: Names, line: tuple[str, str]) -> str:
    """The figure as it stands in a narrow column: what is counted before a name that may be cut."""
    indicator, measure = line
    if measure in ("score", "rank"):
        return names.figure(indicator, measure)
    w = names.view.words
    counted = sentence_case(w(f"measure.{measure}"))
    return said.valued(w, counted, names.figure(indicator, "score"))


def _most(names: Names, line: tuple[str, str]) -> str:
    """The maximum of a score, where it is known."""
    indicator, measure = line
    maximum = names.nodes[indicator]["max_score"] if measure == "score" else None
    return "" if maximum is None else names.view.words.number(maximum)


def named(view: View, edition: EditionFacts, units: Mapping[str, str]) -> Names:
    """The names for an edition."""
    return Names(view, edition, units, editions.nodes_of(view.at, edition))
