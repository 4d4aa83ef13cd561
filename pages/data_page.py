"""Where does each figure come from, what is in doubt, what was loaded, and what is due?"""

import streamlit as st

from rankings.blocks import alerts, collect, data, history, table
from rankings.blocks.controls import segments
from rankings.blocks.history import audit, cadence
from rankings.blocks.view import current, index_choice

view = current(title="page.data")
w = view.words

finding = st.container()
names = ("editions", "sources", "missing", "conflicts", "definitions", "methods")
sections = {name: w(f"data.{name}") for name in (*names, "findings", "alerts", "history")}
section = segments("section", w("page.data"), sections, "editions", show_label=False)

finding.markdown(history.finding(view) if section == "history" else data.finding(view))
if made := data.version_made(view):
    finding.caption(made)
if collected := collect.line(view):
    finding.caption(collected)

match section:
    case "editions":
        table.draw(view, data.edition_table(view), key="editions", empty=w("error.no_editions"))
    case "sources":
        st.caption(w("data.copies_note"))
        table.draw(view, data.source_table(view), key="sources", empty=w("source.unknown"))
    case "missing":
        st.caption(f"{w('data.not_published_note')} {w('data.not_loaded_note')}")
        table.draw(view, data.missing_table(view), key="missing", empty=w("empty.no_findings"))
    case "conflicts":
        st.caption(w("data.conflicts_note"))
        table.draw(view, data.doubtful_table(view), key="conflicts", empty=w("empty.no_conflicts"))
    case "definitions":
        table.draw(
            view,
            data.definition_table(view, index_choice(view)),
            key="definitions",
            empty=w("empty.no_definitions"),
        )
    case "methods":
        table.draw(view, data.method_table(view), key="methods", empty=w("empty.no_index"))
    case "findings":
        table.draw(view, data.finding_table(view), key="findings", empty=w("empty.no_findings"))
    case "alerts":
        alerts.draw(view)
    case "history":
        st.subheader(history.heading(view))
        history.draw_list(view)
        history.details(view)
        cadence.draw(view)
        collect.draw(view)
        audit.draw(view)
