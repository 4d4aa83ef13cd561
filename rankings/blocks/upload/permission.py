"""Whether the reader may change what others see."""

import streamlit as st

from rankings.blocks.upload import fields
from rankings.blocks.view import View
from rankings.loads import access
from rankings.store.problems import Problem


def refused(view: View, elsewhere: str = "publish.elsewhere") -> str | None:
    """Why nothing can be changed from here, as a sentence; None when it can.

    elsewhere: key of what is said to a reader at another machine.
    """
    try:
        access.may_change(access.settings())
    except Problem as problem:
        return fields.told(view, problem)
    if not access.from_this_machine(st.context.ip_address, st.context.headers):
        return view.words(elsewhere)
    return None
