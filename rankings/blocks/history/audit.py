"""What administrators see below the list of loads: who did, took along or was refused what."""

from datetime import datetime
from typing import Any

import streamlit as st

from rankings.blocks import person, table
from rankings.blocks.view import View
from rankings.loads import access
from rankings.loads.accounts import audit
from rankings.sentences import history as said
from rankings.words.tables import Column, Table

Record = dict[str, Any]
# The newest of them; the command `audit` gives all.
SHOWN = 200


def draw(view: View) -> None:
    """The newest lines, and whether one was touched; nothing for anybody else."""
    store, w = view.at.store, view.words
    by = person.present(store)
    if person.is_typed() or not by.may(access.ADMINISTER):
        return
    records = audit.records(store, by=by)
    st.subheader(w("audit.title"))
    broken = audit.verified(records).broken
    if broken is not None:
        st.error(w("audit.broken", line=broken))
    table.draw(
        view, described(view, records[: -SHOWN - 1 : -1]), key="audit", empty=w("audit.none")
    )


def described(view: View, records: list[Record]) -> Table[Record]:
    """The lines as a table."""
    w = view.words

    def moment(record: Record) -> str:
        return said.moment(w, datetime.fromisoformat(record["at"]))

    return Table(
        records,
        [
            Column(
                w("history.when"), lambda row: said.moment(w, datetime.fromisoformat(row["at"]))
            ),
            Column(w("audit.event"), lambda row: said.audit_event(w, row["event"])),
            Column(w("history.by"), lambda row: row["by"] or None),
            Column(w("account.title"), lambda row: row["account"]),
            Column(w("audit.details"), lambda row: said.audit_details(w, row["details"])),
        ],
    )
