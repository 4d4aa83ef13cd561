"""A press on a button beside the entry grid, held until the last cell typed has come in as well.

A browser tells of a cell a moment after it was left, of a press at once. Whoever types the last
figure and presses the button without another key would lose that figure, and not be told.
"""

import streamlit as st

from rankings.blocks.upload import state
from rankings.words.text import Words

# Longer than the front end holds an edit back (150 ms). Its clock starts in the browser after the
# press, so what was typed before it is always sent first, however slow the line.
HOLD = "300ms"
PRESSED, COMPLETE = "pressed", "complete"


def all_of(press: bool, w: Words) -> bool:
    """True in the run after a press in which the grid is complete. Call it once in each run.

    press: what the button says in this run.
    """
    key = state.key("heard")
    if press:
        st.session_state[key] = PRESSED
    now = st.session_state.get(key)
    if now == PRESSED:
        _hold(key, w, [])
    elif now == COMPLETE:
        del st.session_state[key]
    return now == COMPLETE


@st.fragment(run_every=HOLD)
def _hold(key: str, w: Words, drawn: list[bool]) -> None:
    """Drawn with the page; run by itself again when the browser's clock has run down.

    Only the clock answers the press: any other run may come before the figure does. drawn: empty in
    a page that is drawn.
    """
    if drawn:
        st.session_state[key] = COMPLETE
        st.rerun()
    drawn.append(True)
    st.caption(w("upload.hearing"))
