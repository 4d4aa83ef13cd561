"""The targets of an index: the rank limit, by when, and who has set it."""

import streamlit as st

from rankings.blocks.edits import fields
from rankings.blocks.edits.form import Form
from rankings.blocks.view import View, index_choice
from rankings.ingest.submission import Submission
from rankings.loads.edits import grounds, targets
from rankings.loads.edits.targets import TargetGiven
from rankings.sentences import edits as said
from rankings.sentences import naming
from rankings.store import queries
from rankings.words.text import sentence_case

NEW = "new"


def target(view: View) -> Form:
    """The form for one target, a new one among those to choose."""
    w = view.words
    index_code = index_choice(view)
    rows = targets.of_home(view.at, index_code=index_code)
    known = [targets.given_of(row) for row in rows]
    agencies = naming.agency_names(view.at, w)
    options = {str(at): said.target(w, given, agencies) for at, given in enumerate(known)}
    mark = f"{index_code}_{view.at.version}"
    chosen = fields.choice(
        w("table.target"), options | {NEW: w("edits.target_new")}, f"target_{mark}", 560
    )
    before = None if chosen == NEW else known[int(chosen)]
    mark = f"{mark}_{chosen}"
    typed, removed = _target_fields(view, before, mark)

    def given() -> list[TargetGiven]:
        others = [item for item in known if item is not before]
        day = grounds.day(typed["by_date"])
        return others if removed else [*others, TargetGiven(**typed | {"by_date": day})]

    def make(why: str, basis: str) -> Submission:
        return targets.change(view.at, index_code=index_code, targets=given(), why=why, basis=basis)

    inputs = index_code, chosen, removed, tuple(typed.items())
    return Form(inputs, make, lambda _: said.target_changes(w, known, given()), basis=True)


def _target_fields(
    view: View, before: TargetGiven | None, mark: str
) -> tuple[dict[str, object], bool]:
    """The fields of one target, and whether it is to go."""
    w = view.words
    was = before or TargetGiven(10, "")
    types = {"": w("edits.any_type")}
    types |= {code: sentence_case(w(f"period_type.{code}")) for code in targets.PERIOD_TYPES}
    highest = queries.units(view.at, scheme=view.scheme).num_rows
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = f"limit_{mark}"
        limit = st.number_input(
            w("edits.limit"), 1, highest, key=fields.held(name, was.rank_limit), width=160
        )
        fields.hold(name, limit)
        day = fields.typed_day(was.by_date) if was.by_date else ""
        by_date = fields.text(w("edits.by_date"), f"by_date_{mark}", 200, day)
        kind = fields.choice(
            w("edits.period_type"), types, f"type_{mark}", 220, first=was.period_type or ""
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        set_by = fields.text(w("edits.set_by"), f"set_by_{mark}", 400, was.set_by)
        note = fields.text(w("edits.note"), f"note_{mark}", 400, was.note or "")
    name = f"remove_{mark}"
    removed = before is not None and fields.hold(
        name, st.checkbox(w("edits.remove"), key=fields.held(name, False))
    )
    typed = {
        "rank_limit": int(limit),
        "set_by": set_by,
        "by_date": by_date,
        "period_type": kind or None,
        "note": note or None,
    }
    return typed, removed
