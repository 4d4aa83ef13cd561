"""Step 4: what a load makes new, changes and takes away, and what leaders will read then."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import attrgetter, itemgetter

import streamlit as st

from rankings.blocks import table
from rankings.blocks.upload import state
from rankings.blocks.upload.findings import own_names
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.loads import Checked
from rankings.loads.effects import Effect, Movement
from rankings.sentences import naming
from rankings.sentences import upload as said
from rankings.store import queries
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table
from rankings.words.text import sentence_case

CELLS_SHOWN = 1_000
TABLE_HEIGHT = 300


def draw(view: View, upload: Upload, checked: Checked) -> None:
    """The leaders' figures first, then the units that moved, then the cells."""
    w = view.words
    touched = [effect for effect in checked.effects if effect.changed]
    indices = _indices(view, upload)
    if kept := said.beside(w, checked.comparison):
        st.warning(kept, icon=":material/compare_arrows:")
    if brought := said.units_brought(w, state.rows_of(checked)):
        st.markdown(brought)
    if not touched:
        st.markdown(w("compare.no_effect"))
    for effect in touched:
        _effect(view, upload, effect, indices)
    same = [
        literal(indices.get(effect.index_code, effect.index_code))
        for effect in checked.effects
        if not effect.changed
    ]
    if touched and same:
        st.caption(w("compare.unchanged", names=w.join(same)))
    _movements(view, upload, checked)
    _cells(view, upload, checked)


def _indices(view: View, upload: Upload) -> dict[str, str]:
    known = naming.index_names(view.at.store.at(upload.base), view.words)
    own = {
        reading.index_code: reading.new_index_name or reading.index_code
        for reading in upload.readings
        if reading.new_index
    }
    return own | known


def _decimals(view: View, upload: Upload, index_code: str) -> int:
    return editions.decimals(view.at.store.at(upload.base), index_code)


def _effect(view: View, upload: Upload, effect: Effect, indices: Mapping[str, str]) -> None:
    w = view.words
    units = queries.units(view.at.store.at(upload.base), scheme=view.scheme).num_rows
    decimals = _decimals(view, upload, effect.index_code)
    moved = said.effect_movement(w, effect)
    name = literal(indices.get(effect.index_code, effect.index_code))
    st.markdown(
        f"**{w('compare.effect', index=name, movement=moved)}**" if moved else f"**{name}**"
    )
    headings = w("compare.what"), w("compare.before"), w("compare.after")
    columns = [Column(heading, itemgetter(at)) for at, heading in enumerate(headings)]
    described = Table(said.effect_rows(w, effect, units, decimals), columns)
    table.draw(view, described, key=state.key(f"effect_{effect.index_code}"), height="auto")


def _movements(view: View, upload: Upload, checked: Checked) -> None:
    w = view.words
    if not checked.movements:
        return
    st.subheader(w("compare.movements"))
    names = _edition_names(view, upload)

    def moved(at: int) -> Callable[[Movement], str]:
        return lambda unit: said.movement(
            w,
            unit,
            _decimals(view, upload, editions.name_of(unit.edition_id).index_code),
        )[at]

    columns = [
        Column(sentence_case(w("vocab.unit")), w.name),
        Column(w("compare.rank_before"), attrgetter("rank_before")),
        Column(w("compare.rank_after"), attrgetter("rank_after")),
        Column(w("compare.rank_movement"), moved(0)),
        Column(w("compare.score_movement"), moved(1)),
        Column(w("compare.against"), lambda unit: names.get(unit.against, unit.against)),
    ]
    table.draw(view, Table(checked.movements, columns), key=state.key("movements"), height="auto")


def _edition_names(view: View, upload: Upload) -> dict[str, str]:
    return {
        item.edition_id: view.words.period(item)
        for item in editions.all_editions(view.at.store.at(upload.base))
    }


def _cells(view: View, upload: Upload, checked: Checked) -> None:
    w = view.words
    found = checked.comparison
    st.markdown(f"**{w('compare.cells')}** {said.counts(w, found)}")
    if not found.cells.num_rows:
        return
    names = naming.of_load(view.at.store.at(upload.base), w, state.rows_of(checked))
    own = own_names(view, upload, checked)
    cells = found.cells.slice(0, CELLS_SHOWN).to_pylist()
    of_editions = {cell["edition_id"]: editions.name_of(cell["edition_id"]) for cell in cells}
    known = {code: own | names.get(item.scheme, {}) for code, item in of_editions.items()}
    decimals = {
        code: _decimals(view, upload, item.index_code) for code, item in of_editions.items()
    }

    def named(name: str) -> Callable[[dict], str]:
        return lambda cell: known[cell["edition_id"]].get(cell[name], cell[name])

    def indicator(cell: dict) -> str:
        code = cell["indicator_code"]
        key = naming.indicator_key(of_editions[cell["edition_id"]].index_code, code)
        return known[cell["edition_id"]].get(key, code)

    def figure(side: str) -> Callable[[dict], str | None]:
        return lambda cell: _figure(view, cell, side, decimals[cell["edition_id"]])

    columns = [
        Column(w("table.edition"), named("edition_id")),
        Column(sentence_case(w("vocab.unit")), named("unit_code")),
        Column(w("table.indicator"), lambda cell: sentence_case(indicator(cell))),
        Column(w("table.measure"), lambda cell: w(f"measure.{cell['measure']}")),
        Column(w("compare.change"), lambda cell: w(f"change_kind.{cell['change']}")),
        Column(w("compare.before"), figure("before")),
        Column(w("compare.after"), figure("after")),
    ]
    table.draw(view, Table(cells, columns), key=state.key("cells"), height=TABLE_HEIGHT)
    if found.cells.num_rows > CELLS_SHOWN:
        st.caption(w("compare.cut", kept=w.number(CELLS_SHOWN)))


def _figure(view: View, cell: dict, side: str, decimals: int) -> str | None:
    value: Decimal | None = cell[f"value_{side}"]
    if value is None:
        return None
    return view.words.number(value, 0 if cell["measure"] == "rank" else decimals)
