"""Step 4: what a load makes new, changes and takes away, and what leaders will read then."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import streamlit as st

from rankings.blocks.selection import View
from rankings.blocks.upload import state
from rankings.blocks.upload.findings import own_names
from rankings.blocks.upload.state import Upload
from rankings.facts import editions
from rankings.loads import Checked
from rankings.loads.effects import Effect
from rankings.sentences import naming
from rankings.sentences import upload as said
from rankings.store import queries
from rankings.words.markdown import literal
from rankings.words.text import sentence_case

CELLS_SHOWN = 1_000
DECIMALS = 2
TABLE_HEIGHT = 300


def draw(view: View, upload: Upload, checked: Checked) -> None:
    """The leaders' figures first, then the units that moved, then the cells."""
    w = view.words
    touched = [effect for effect in checked.effects if effect.changed]
    indices = _indices(view, upload)
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
    rows = queries.methods(view.at.store.at(upload.base)).to_pylist()
    of_index = [row for row in rows if row["index_code"] == index_code]
    if not of_index:
        return DECIMALS
    return max(of_index, key=lambda row: row["editions_from"])["decimals"]


def _effect(view: View, upload: Upload, effect: Effect, indices: Mapping[str, str]) -> None:
    w = view.words
    units = queries.units(view.at.store.at(upload.base), scheme=view.scheme).num_rows
    decimals = _decimals(view, upload, effect.index_code)
    moved = said.effect_movement(w, effect)
    name = literal(indices.get(effect.index_code, effect.index_code))
    st.markdown(
        f"**{w('compare.effect', index=name, movement=moved)}**" if moved else f"**{name}**"
    )
    rows = said.effect_rows(w, effect, units, decimals)
    what, before, after = w("compare.what"), w("compare.before"), w("compare.after")
    st.dataframe(
        pd.DataFrame(rows, columns=[what, before, after]),
        hide_index=True,
        key=state.key(f"effect_{effect.index_code}"),
    )


def _movements(view: View, upload: Upload, checked: Checked) -> None:
    w = view.words
    if not checked.movements:
        return
    st.markdown(f"**{w('compare.movements')}**")
    names = _edition_names(view, upload)
    rows = []
    for moved in checked.movements:
        decimals = _decimals(view, upload, editions.name_of(moved.edition_id).index_code)
        places, points = said.movement(w, moved, decimals)
        rows.append(
            {
                sentence_case(w("vocab.unit")): w.name(moved),
                w("compare.rank_before"): moved.rank_before,
                w("compare.rank_after"): moved.rank_after,
                w("compare.rank_movement"): places,
                w("compare.score_movement"): points,
                w("compare.against"): names.get(moved.against, moved.against),
            }
        )
    frame = pd.DataFrame(rows)
    ranks = [w("compare.rank_before"), w("compare.rank_after")]
    frame = frame.astype(dict.fromkeys(ranks, "Int64"))
    st.dataframe(frame, hide_index=True, key=state.key("movements"), placeholder=w.number(None))


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
    names = naming.names_by_scheme(view.at.store.at(upload.base), w)
    own = own_names(view, upload, checked)
    rows = []
    for cell in found.cells.slice(0, CELLS_SHOWN).to_pylist():
        named = editions.name_of(cell["edition_id"])
        known = own | names.get(named.scheme, {})
        decimals = _decimals(view, upload, named.index_code)
        rows.append(
            {
                w("table.edition"): known.get(cell["edition_id"], cell["edition_id"]),
                sentence_case(w("vocab.unit")): known.get(cell["unit_code"], cell["unit_code"]),
                w("table.indicator"): sentence_case(
                    known.get(cell["indicator_code"], cell["indicator_code"])
                ),
                w("table.measure"): w(f"measure.{cell['measure']}"),
                w("compare.change"): w(f"change_kind.{cell['change']}"),
                w("compare.before"): _figure(view, cell, "before", decimals),
                w("compare.after"): _figure(view, cell, "after", decimals),
            }
        )
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key=state.key("cells"),
        height=TABLE_HEIGHT,
        placeholder=w.number(None),
    )
    if found.cells.num_rows > CELLS_SHOWN:
        st.caption(w("compare.cut", kept=w.number(CELLS_SHOWN)))


def _figure(view: View, cell: dict, side: str, decimals: int) -> str | None:
    value: Decimal | None = cell[f"value_{side}"]
    if value is None:
        return None
    return view.words.number(value, 0 if cell["measure"] == "rank" else decimals)
