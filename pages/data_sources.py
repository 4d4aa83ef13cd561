"""Where does each figure come from, how complete is it, and what is in doubt?"""

import streamlit as st

from rankings import selection
from rankings.blocks import records, table

view = selection.current(title="page.data")
w = view.words

st.markdown(records.finding(view))
if made := records.version_made(view):
    st.caption(made)

home = records.home_name(view)
names = ("editions", "sources", "missing", "conflicts", "definitions", "methods", "targets")
sections = {name: w(f"data.{name}", home=home) for name in (*names, "findings")}
section = selection.segments("section", w("page.data"), sections, "editions", show_label=False)

match section:
    case "editions":
        table.draw(
            view, records.edition_records(view), key="editions", empty=w("error.no_editions")
        )
    case "sources":
        st.caption(w("data.copies_note"))
        table.draw(view, records.source_records(view), key="sources", empty=w("source.unknown"))
    case "missing":
        st.caption(f"{w('data.not_published_note')} {w('data.not_loaded_note')}")
        table.draw(view, records.missing_records(view), key="missing", empty=w("empty.no_findings"))
    case "conflicts":
        st.caption(w("data.conflicts_note"))
        found = records.doubtful_records(view)
        table.draw(view, found, key="conflicts", empty=w("empty.no_conflicts"))
    case "definitions":
        index_code = selection.index_choice(view)
        found = records.definition_records(view, index_code)
        table.draw(view, found, key="definitions", empty=w("empty.no_definitions"))
    case "methods":
        table.draw(view, records.method_records(view), key="methods", empty=w("empty.no_index"))
    case "targets":
        table.draw(view, records.target_records(view), key="targets", empty=w("error.no_targets"))
    case "findings":
        found = records.finding_records(view)
        table.draw(view, found, key="findings", empty=w("empty.no_findings"))
