"""Changes by hand: a form each, what it would do, a reason, a name, and the button."""

from collections.abc import Callable, Mapping

import streamlit as st

from rankings.blocks.edits.correction import correction
from rankings.blocks.edits.form import Form
from rankings.blocks.edits.judging import SAID, judge
from rankings.blocks.edits.owners import owner
from rankings.blocks.edits.remark import signed
from rankings.blocks.edits.targets import target
from rankings.blocks.upload import permission
from rankings.blocks.view import View

FORMS: Mapping[str, Callable[[View], Form | None]] = {
    "correction": correction,
    "targets": target,
    "owners": owner,
    "remark": signed,
}


def draw(view: View, part: str) -> None:
    """One form of FORMS; nothing from another machine or while figures are pinned."""
    w = view.words
    if view.pinned or view.as_of is not None:
        st.info(w("edits.pinned"))
        return
    if reason := permission.refused(view):
        st.info(reason)
        return
    if message := st.session_state.pop(SAID, None):
        st.success(message)
    st.caption(w(f"edits.about_{part}"))
    form = FORMS[part](view)
    if form is not None:
        judge(view, part, form)
