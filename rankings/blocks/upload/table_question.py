"""The one question on tables of a file that claim the same edition with different figures."""

import streamlit as st

from rankings.blocks.upload import state
from rankings.blocks.upload.state import Upload
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.ingest import assembly
from rankings.ingest.same_edition import Clash
from rankings.sentences import naming
from rankings.words.markdown import literal


def clashes(view: View, upload: Upload) -> list[tuple[Clash, tuple[int, ...]]]:
    """Where the chosen tables disagree, each with the places of its tables among the readings."""
    chosen = [
        number
        for number, reading in enumerate(upload.readings)
        if number not in upload.unchosen and state.readable(reading)
    ]
    if len(chosen) < 2:
        return []
    disagreeing = assembly.clashes(state.tables(view.at.store, upload))
    return [(clash, tuple(chosen[at] for at in clash.tables)) for clash in disagreeing]


def draw(view: View, upload: Upload) -> None:
    """Each of them as a sentence, and the tables to choose from."""
    w = view.words
    for at, (clash, numbers) in enumerate(clashes(view, upload)):
        named = editions.name_of(clash.edition_id)
        shorts = naming.index_names(view.at.store.at(upload.base), w)
        edition = f"{shorts.get(named.index_code, named.index_code)}, {w.period(named)}"
        options = {str(number): assembly.where(upload.readings[number]) for number in numbers}
        st.warning(
            w(
                "upload.tables_disagree",
                edition=literal(edition),
                count=w.number(clash.differing),
                figure=literal(f"{clash.place}: {clash.value}"),
                other_figure=literal(f"{clash.other_place}: {clash.other_value}"),
            )
        )
        key = state.key(f"which_table_{at}")
        st.session_state[key] = None
        st.radio(
            w("upload.which_table"),
            list(options),
            index=None,
            format_func=lambda code, options=options: options.get(code, code),
            key=key,
            on_change=_settle,
            args=(key, numbers),
        )
        st.caption(w("upload.which_table_other"))


def _settle(key: str, numbers: tuple[int, ...]) -> None:
    """Only the table that was chosen is loaded."""
    code = st.session_state[key]
    if code in map(str, numbers):
        others = {number for number in numbers if str(number) != code}
        state.change(unchosen=state.current().unchosen | others)
