"""The targets of the province, who answers for what, and remarks: what stands, and the change."""

import re
from collections.abc import Callable, Mapping
from operator import itemgetter

import streamlit as st

from rankings.blocks import edits, table
from rankings.blocks.controls import segments
from rankings.blocks.table import SITE
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.loads.edits import owners
from rankings.sentences import naming
from rankings.store import figure_keys, queries
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table


def draw(view: View) -> None:
    """One part at a time: what stands as a table, and the form to change it."""
    w = view.words
    options = {part: w(f"edits.part_{part}") for part in TABLES}
    part = segments("edit", w("page.targets"), options, "targets", show_label=False)
    described = TABLES[part](view)
    with st.container(key=f"wide_{part}"):
        table.draw(view, described, key=part, empty=w(f"targets.no_{part}"))
    if described.rows:
        with st.container(key=f"narrow_{part}"):
            st.markdown(_in_lines(described))
    st.subheader(w(f"targets.change_{part}"))
    edits.draw(view, part)


def _in_lines(described: Table[dict]) -> str:
    """A table on a narrow screen: a paragraph for each row, its first cell as the heading."""
    shown = described.on_screen()
    paragraphs = []
    for first, *others in shown.cells:
        named = zip(shown.headings[1:], others, strict=True)
        lines = [f"{literal(name)}: {_cell(value)}" for name, value in named if value is not None]
        paragraphs.append("  \n".join([f"**{literal(str(first))}**", *lines]))
    return "\n\n".join(paragraphs)


def _cell(value: object) -> str:
    """A cell as Markdown; an address can be followed."""
    text = str(value)
    site = re.match(SITE, text)
    return f"[{literal(site[1])}](<{text}>)" if site else literal(text)


def target_table(view: View) -> Table[dict]:
    """The targets with who set them and where that is said."""
    w, short = view.words, naming.index_names(view.at, view.words)

    def target_key(row: dict) -> str:
        return str(figure_keys.Target(row["index_code"], row["scheme"], row["unit_code"]))

    def by_date(row: dict) -> str:
        return w.date(row["by_date"]) if row["by_date"] else w("data.target_undated")

    rows = [row for row in queries.targets(view.at).to_pylist() if row["index_code"] in short]
    order = [*short]
    return Table(
        sorted(rows, key=lambda row: order.index(row["index_code"])),
        [
            Column(w("table.index"), lambda row: short[row["index_code"]]),
            Column(
                w("table.target"), lambda row: w("data.target", k=row["rank_limit"]), key=target_key
            ),
            Column(w("table.by_date"), by_date),
            Column(w("table.set_by"), lambda row: w.field(row, "set_by")),
            Column(w("table.note"), lambda row: w.field(row, "note")),
            Column(w("table.link"), itemgetter("url")),
        ],
    )


def owner_table(view: View) -> Table[dict]:
    """The components of every index under its newest rules, and which agency answers for each."""
    w, short = view.words, naming.index_names(view.at, view.words)
    rows = [
        row
        for code in short
        for newest in editions.of_index(view.at, code)[:1]
        for row in owners.components(view.at, index_code=code, method_code=newest.method_code)
    ]
    return Table(
        rows,
        [
            Column(w("table.index"), lambda row: short[row["index_code"]]),
            Column(w("table.component"), lambda row: w.name(row) or row["name_en"]),
            Column(w("table.owner"), lambda row: w.field(row, "owner") or w("word.not_assigned")),
        ],
    )


def remark_table(view: View) -> Table[dict]:
    """The remarks on editions, with who signed them and when."""
    w = view.words
    known = {item.edition_id: item for item in editions.all_editions(view.at)}
    rows = [row for row in queries.remarks(view.at).to_pylist() if row["edition_id"] in known]
    return Table(
        rows,
        [
            Column(
                w("table.index"),
                lambda row: naming.index_name(view.at, w, known[row["edition_id"]].index_code),
            ),
            Column(w("table.period"), lambda row: w.period_short(known[row["edition_id"]])),
            Column(w("targets.remark"), lambda row: w.field(row, "text")),
            Column(w("edits.signed_by"), itemgetter("signed_by")),
            Column(w("edits.dated"), lambda row: w.date(row["dated"])),
        ],
    )


TABLES: Mapping[str, Callable[[View], Table[dict]]] = {
    "targets": target_table,
    "owners": owner_table,
    "remark": remark_table,
}
