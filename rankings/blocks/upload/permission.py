"""Whether the reader may change what others see."""

import streamlit as st

from rankings.blocks import person
from rankings.blocks.upload import fields
from rankings.blocks.view import View
from rankings.loads import access
from rankings.store.problems import Problem

# Who brings a change, and who publishes what somebody else has brought.
TO_CHANGE = (access.HAND_IN, access.PUBLISH)
TO_PUBLISH = (access.PUBLISH, access.APPROVE)


def refused(
    view: View, elsewhere: str = "publish.elsewhere", rights: tuple[str, ...] = TO_CHANGE
) -> str | None:
    """Why nothing can be changed from here, as a sentence; None when it can.

    elsewhere: key of what is said to a reader at another machine; rights: of which one is needed.
    """
    try:
        settings = access.settings()
        access.may_change(settings)
        if settings.accounts:
            access.demand(person.present(view.at.store), *rights)
            return None
    except Problem as problem:
        return fields.told(view, problem)
    if not access.from_this_machine(st.context.ip_address, st.context.headers):
        return view.words(elsewhere)
    return None
