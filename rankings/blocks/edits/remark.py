"""A remark on one edition, signed and dated."""

from datetime import date

import streamlit as st

from rankings.blocks.edits import fields
from rankings.blocks.edits.form import Form
from rankings.blocks.edits.period import edition_of
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.ingest.submission import Submission
from rankings.loads.edits import grounds, remark
from rankings.sentences import edits as said
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.words.typed import line


def signed(view: View) -> Form:
    """The form for the remark on an edition."""
    w = view.words
    edition = edition_of(view)
    before = remark.of_edition(view.at, edition_id=edition.edition_id) or {}
    mark = f"{edition.edition_id}_{view.at.version}"
    if before:
        # As text: what a person has typed is never read as Markdown.
        st.text(said.signed(w, before["signed_by"], before["dated"]))
    vi, en = (
        fields.area(w(f"edits.remark_{language}"), f"{language}_{mark}", text or "")
        for language, text in (("vi", before.get("text_vi")), ("en", before.get("text_en")))
    )
    labels = _labels(view, edition)
    marked = remark.marked(view.at, edition_id=edition.edition_id)
    name = f"rescored_{mark}"
    rescored = st.multiselect(
        w("edits.rescored"),
        list(labels),
        key=fields.held(name, [cell for cell in marked if cell in labels]),
        format_func=labels.__getitem__,
        help=w("edits.rescored_help"),
    )
    fields.hold(name, rescored)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        signed_by = fields.text(w("edits.signed_by"), f"signed_{mark}", 300)
        dated = fields.text(w("edits.dated"), f"dated_{mark}", 200, fields.typed_day(view.today))

    def make(why: str, _: str) -> Submission:
        return remark.change(
            view.at,
            edition_id=edition.edition_id,
            text_vi=vi,
            text_en=en,
            signed_by=signed_by,
            dated=_day_given(dated),
            why=why,
            rescored=rescored,
        )

    inputs = edition.edition_id, vi, en, signed_by, dated, tuple(rescored)
    changes = said.remark_change(w, before.get("text_vi"), line(vi))
    changes += said.rescored_change(
        w,
        [
            [labels[cell] for cell in cells if cell in labels]
            for cells in (remark.marked(view.at, edition_id=edition.edition_id), rescored)
        ],
    )
    return Form(inputs, make, lambda _: changes, needs_why=False)


def _labels(view: View, edition: EditionFacts) -> dict[tuple[str, str], str]:
    """The component scores of an edition by name: "Khánh Hòa: Công khai, minh bạch"."""
    w = view.words
    rows = queries.units(view.at, scheme=edition.scheme).to_pylist()
    units = {row["unit_code"]: w.name(row) or row["unit_code"] for row in rows}
    nodes = editions.components_of(view.at, edition)
    return {
        (unit, component): said.valued(w, units[unit], w.name(nodes[component]) or component)
        for unit, component in remark.figures(view.at, edition_id=edition.edition_id)
        if unit in units and component in nodes
    }


def _day_given(text: str) -> date:
    found = grounds.day(text)
    if found is None:
        raise Problem("error.not_a_day", value=text)
    return found
