"""The agencies that answer for the components of an index."""

import streamlit as st

from rankings.blocks.edits import fields
from rankings.blocks.edits.form import Form
from rankings.blocks.view import View, index_choice
from rankings.facts import editions
from rankings.ingest.submission import Submission
from rankings.loads.edits import owners
from rankings.sentences import edits as said
from rankings.sentences import naming
from rankings.words.typed import line


def owner(view: View) -> Form | None:
    """The form, a line for each component; None where the index has none."""
    w = view.words
    index_code = index_choice(view)
    method = _method(view, index_code)
    if method is None:
        return None
    nodes = {
        row["indicator_code"]: row
        for row in owners.components(view.at, index_code=index_code, method_code=method)
    }
    if not nodes:
        st.info(w("edits.no_components"))
        return None
    names = {code: w.name(row) or row["name_en"] for code, row in nodes.items()}
    before = {code: (row["owner_vi"] or "", row["owner_en"] or "") for code, row in nodes.items()}
    given, none = {}, w("word.not_assigned")
    for code in nodes:
        mark = f"{method}_{code}_{view.at.version}"
        with st.container(horizontal=True, vertical_alignment="bottom"):
            vi = fields.text(names[code], f"owner_vi_{mark}", 400, before[code][0], none)
            en = fields.text(w("edits.owner_en"), f"owner_en_{mark}", 300, before[code][1])
        given[code] = (vi, en)
    after = {code: tuple(map(line, pair)) for code, pair in given.items()}

    def make(why: str, _: str) -> Submission:
        return owners.change(
            view.at, index_code=index_code, method_code=method, owners=given, why=why
        )

    inputs = index_code, method, tuple(given.items())
    return Form(inputs, make, lambda _: said.owner_changes(w, names, before, after))


def _method(view: View, index_code: str) -> str | None:
    """The version of the rules, the one of the newest edition first."""
    found = editions.of_index(view.at, index_code)
    codes = dict.fromkeys(item.method_code for item in found)
    if not codes:
        st.info(view.words("empty.no_definitions"))
        return None
    names = naming.method_names(view.at, view.words)
    options = {code: names[index_code, code] for code in codes}
    return fields.choice(view.words("table.method"), options, f"method_{index_code}", 440)
