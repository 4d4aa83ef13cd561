"""The one question on a period of which the texts of a file do not agree, or say too little."""

import streamlit as st

from rankings.blocks.upload import corrections, state
from rankings.blocks.view import View
from rankings.ingest.proposal import SURE, TableReading
from rankings.ingest.recognition.period_signs import choices
from rankings.sentences import upload_periods as words
from rankings.words.markdown import literal
from rankings.words.text import sentence_case


def draw(view: View, number: int, reading: TableReading) -> None:
    """What each text says, with its place, and the periods to choose from; nothing where it is
    settled."""
    sure = min(reading.confidence.get(name, 1.0) for name in ("period", "period_type"))
    if sure >= SURE or not reading.signs:
        return
    w = view.words
    lines = [words.sign(w, sign, literal) for sign in reading.signs]
    every = "\n".join(f"- {sentence_case(line)}" for line in lines)
    st.markdown(f"**{w('upload.period_asked')}**\n\n{every}")
    options = words.choices(w, choices(reading.period, reading.period_type, reading.signs))
    if not options:
        return
    key = state.key(f"period_choice_{number}")
    st.session_state[key] = None
    st.radio(
        w("upload.period_which"),
        list(options),
        index=None,
        format_func=lambda code: sentence_case(options[code]) if code in options else str(code),
        key=key,
        on_change=_settle,
        args=(view, number, key),
    )
    st.caption(w("upload.period_other"))


def _settle(view: View, number: int, key: str) -> None:
    code = st.session_state[key]
    if code is not None:
        period_type, _, period = code.partition(" ")
        corrections.set_period(view, number, period, period_type)
