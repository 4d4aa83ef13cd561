"""One figure: given another value, or taken back."""

from collections.abc import Mapping

import streamlit as st

from rankings.blocks.edits import fields
from rankings.blocks.edits.form import Form
from rankings.blocks.edits.period import edition_of
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.facts.editions import EditionFacts
from rankings.ingest.submission import Submission
from rankings.loads.edits import figure
from rankings.sentences import edits as said
from rankings.sentences import naming
from rankings.store import queries


def correction(view: View) -> Form | None:
    """The form, None where there is nothing to correct."""
    w = view.words
    edition = edition_of(view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = fields.choice(w("table.unit"), _units(view, edition), f"unit_{edition.scheme}", 300)
        cells = _cells(view, edition, unit)
        if not cells:
            st.info(w("edits.no_figures"))
            return None
        at = f"cell_{edition.edition_id}_{unit}"
        chosen = fields.choice(
            w("edits.figure"), {key: text for key, (text, _) in cells.items()}, at, 440
        )
    row = cells[chosen][1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        gone = st.checkbox(
            w("edits.take_back"), key=fields.key("gone"), help=w("edits.take_back_help")
        )
        value = fields.text(w("edits.new_value"), "value", 200, disabled=gone)
    cell = figure.Cell(unit, row["indicator_code"], row["measure"], None if gone else value)

    def make(why: str, basis: str) -> Submission:
        return figure.change(
            view.at, edition_id=edition.edition_id, **vars(cell), why=why, basis=basis
        )

    name = said.cell(w, _name(view, edition, row), row["measure"])
    what = said.valued(w, _units(view, edition)[unit], name)

    def changes(submission: Submission) -> list[said.Change]:
        after = w("edits.removed")
        if not gone:
            # The number that was read, not what was typed: 1.234 may be meant as either.
            read = submission.rows["observations"].to_pylist()[0]
            after = _written(view, edition, read)
        return [(what, _written(view, edition, row), after)]

    return Form((edition.edition_id, cell), make, changes, basis=True)


def _cells(view: View, edition: EditionFacts, unit: str) -> dict[str, tuple[str, dict]]:
    """The figures of a unit in an edition: code -> label and row, in the order of the index."""
    rows = queries.edition_figures(view.at, edition_id=edition.edition_id).to_pylist()
    order = list(_nodes(view, edition))
    own = [row for row in rows if row["unit_code"] == unit and row["indicator_code"] in order]
    own.sort(key=lambda row: (order.index(row["indicator_code"]), row["measure"] != "score"))
    found = {}
    for row in own:
        name = said.cell(view.words, _name(view, edition, row), row["measure"])
        label = said.valued(view.words, name, _written(view, edition, row))
        found[f"{row['indicator_code']} {row['measure']}"] = label, row
    return found


def _written(view: View, edition: EditionFacts, row: Mapping) -> str:
    """A figure in the reader's language, with the decimals of its index."""
    decimals = 0 if row["measure"] == "rank" else edition.decimals
    # A value with more decimals than its index prints is shown with all of them.
    own = -row["value"].normalize().as_tuple().exponent
    return view.words.number(row["value"], max(decimals, own))


def _units(view: View, edition: EditionFacts) -> dict[str, str]:
    """The units of the edition's scheme by name, home first."""
    w = view.words
    names = naming.unit_names(view.at, w, scheme=edition.scheme)
    home = editions.home_code(view.at, edition.scheme)
    ordered = sorted(names, key=lambda code: (code != home, w.sort_key(names[code])))
    return {code: names[code] for code in ordered}


def _nodes(view: View, edition: EditionFacts) -> dict[str, dict]:
    return editions.nodes(view.at, index_code=edition.index_code, method_code=edition.method_code)


def _name(view: View, edition: EditionFacts, row: Mapping) -> str:
    node = _nodes(view, edition)[row["indicator_code"]]
    return view.words.name(node) or node["name_en"] or row["indicator_code"]
