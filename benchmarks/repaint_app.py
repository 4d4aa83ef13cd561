"""One ladder of real figures, its edition changed in one of three ways: ?way=component|vega|rerun.

What a page could do beforehand is done beforehand, in all three alike: the tables are cached and
the specification is built once.
"""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

from rankings.blocks.standing.ladder_component import (
    LadderLabels,
    ladder,
    ladder_data,
    ladder_edition,
)
from rankings.charts import specs, standing_ladder, standing_ladder_rows

ROOT = Path(__file__).resolve().parent.parent
EDITIONS = ("psi-2026-09-17", "psi-2026-10-05", "psi-2026-10-10")
HOME, LIMIT, DECIMALS = "66", 10, 2


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file of data/."""
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@st.cache_data
def tables() -> dict[str, pa.Table]:
    """Label -> table of the ladder, for three weeks of the public-service index."""
    units = {u["unit_code"]: u for u in read("reference/units") if u["scheme"] == "vn34"}
    known: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for figure in read("published/observations"):
        if figure["edition_id"].startswith(EDITIONS) and figure["indicator_code"] == "total":
            number = Decimal if figure["measure"] == "score" else int
            known[figure["edition_id"], figure["unit_code"]][figure["measure"]] = number(
                figure["value"]
            )
    return {
        edition: standing_ladder_rows.table(
            [
                {**unit, **figures}
                for (edition_id, code), figures in known.items()
                if edition_id.startswith(edition) and (unit := units[code])
            ],
            home=HOME,
            limit=LIMIT,
            decimals=DECIMALS,
            language="vi",
        )
        for edition in EDITIONS
    }


def options(table: pa.Table) -> standing_ladder.Options:
    """One scale for all editions."""
    words = standing_ladder.Words(
        "unit", "rank", "score", "note", "cut", "zone", "unknown", "apart"
    )
    return standing_ladder.Options.for_table(
        table, decimals=DECIMALS, language="vi", words=words, domain=(50, 75)
    )


def draw_component() -> None:
    """All editions in the browser, stepped through by the component."""
    editions = [
        ladder_edition(table, edition_id=label, label=label, finding=label, cut_line="cut")
        for label, table in tables().items()
    ]
    labels = LadderLabels(*(["label"] * 11))
    data = ladder_data(editions, edition=EDITIONS[-1], picked=[], labels=labels, language="vi")
    ladder(data=data, key="ladder")


def draw_vega() -> None:
    """All editions in the browser, chosen by a Vega parameter bound to a list."""
    drawn = [
        table.append_column("edition", pa.array([label] * len(table)))
        for label, table in tables().items()
    ]
    spec = specs.of("ladder", options(drawn[0]))
    edition = {
        "name": "edition",
        "value": EDITIONS[-1],
        "bind": {"input": "select", "options": list(EDITIONS)},
    }
    spec = spec | {
        "params": [*spec["params"], edition],
        "transform": [{"filter": "datum.edition == edition"}],
    }
    st.vega_lite_chart(pa.concat_tables(drawn), spec)


def draw_rerun() -> None:
    """One edition in the browser, chosen by a select box: the server draws the next one."""
    edition = st.selectbox("edition", EDITIONS, index=len(EDITIONS) - 1)
    table = tables()[edition]
    st.vega_lite_chart(table, specs.of("ladder", options(table)))


{"component": draw_component, "vega": draw_vega, "rerun": draw_rerun}[st.query_params["way"]]()
