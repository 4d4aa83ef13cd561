"""Where does each figure come from, how complete is it, and what is in doubt?"""

import streamlit as st

from rankings.blocks import data, selection, table

view = selection.current(title="page.data")
w = view.words

st.markdown(data.finding(view))
if made := data.version_made(view):
    st.caption(made)

home = data.home_name(view)
names = ("editions", "sources", "missing", "conflicts", "definitions", "methods", "targets")
sections = {name: w(f"data.{name}", home=home) for name in (*names, "findings")}
section = selection.segments("section", w("page.data"), sections, "editions", show_label=False)

match section:
    case "editions":
        found, keys = data.edition_records(view), data.edition_keys(view)
        table.draw(view, found, key="editions", empty=w("error.no_editions"), keys=keys)
    case "sources":
        st.caption(w("data.copies_note"))
        found, keys = data.source_records(view), data.source_keys(view)
        table.draw(view, found, key="sources", empty=w("source.unknown"), keys=keys)
    case "missing":
        st.caption(f"{w('data.not_published_note')} {w('data.not_loaded_note')}")
        table.draw(view, data.missing_records(view), key="missing", empty=w("empty.no_findings"))
    case "conflicts":
        st.caption(w("data.conflicts_note"))
        found, keys = data.doubtful_records(view), data.doubtful_keys(view)
        table.draw(view, found, key="conflicts", empty=w("empty.no_conflicts"), keys=keys)
    case "definitions":
        index_code = selection.index_choice(view)
        found = data.definition_records(view, index_code)
        keys = data.definition_keys(view, index_code)
        table.draw(view, found, key="definitions", empty=w("empty.no_definitions"), keys=keys)
    case "methods":
        found, keys = data.method_records(view), data.method_keys(view)
        table.draw(view, found, key="methods", empty=w("empty.no_index"), keys=keys)
    case "targets":
        found, keys = data.target_records(view), data.target_keys(view)
        table.draw(view, found, key="targets", empty=w("error.no_targets"), keys=keys)
    case "findings":
        found = data.finding_records(view)
        table.draw(view, found, key="findings", empty=w("empty.no_findings"))
