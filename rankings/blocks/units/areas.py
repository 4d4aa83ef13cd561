"""Communes as tiles by former district, coloured by share: where the list says what they were."""

import pyarrow as pa
import streamlit as st

from rankings.blocks import figure
from rankings.blocks import units as frame
from rankings.blocks.units.asked import Asked
from rankings.charts import units_areas
from rankings.facts import inside
from rankings.facts.subindicators import PER_CENT
from rankings.facts.units.places import SMALL, Placed
from rankings.sentences import components_counts as counts_said
from rankings.sentences import units as said
from rankings.store import figure_keys
from rankings.store.rounding import decimal_of
from rankings.store.versions import memo


def draw(asked: Asked, placed: tuple[Placed, ...]) -> None:
    """The tiles of the units of a level; nothing where no former district is known of any."""
    view, w = asked.view, asked.view.words
    drawn, options = _drawn(asked, placed)
    if not drawn.num_rows:
        return
    title = w("units.areas", name=counts_said.name(w, asked.rule))
    st.subheader(title)
    figure.chart(
        "units_areas",
        options,
        drawn,
        alt=w("chart.units_alt", title=title, finding=said.ends(w, placed, asked.rule) or ""),
        key="figure_units_areas",
    )
    source = frame.caption(view, [item.unit.source_id for item in placed])
    note = w("units.areas_note", n=SMALL)
    st.caption(f"{note} {w('evidence.hint_chart')}  \n{source}")
    figure.picture_button(
        view,
        "units_areas",
        options,
        drawn,
        title=title,
        subtitle=frame.heading(view),
        source=source,
        file_name=w("units.file_areas", code=asked.code),
    )


@memo
def _drawn(asked: Asked, placed: tuple[Placed, ...]) -> tuple[pa.Table, units_areas.Options]:
    """The tiles in the order of the names of the former districts, and the options that fit."""
    view, w = asked.view, asked.view.words
    areas = {
        row["unit_code"]: row["former_area"].split(";")[0].strip()
        for row in inside.units(view.at, view.table.scheme)
        if row["former_area"]
    }
    known = [item for item in placed if item.unit.unit_code in areas]
    known.sort(
        key=lambda item: (
            w.sort_key(areas[item.unit.unit_code]),
            w.sort_key(w.name(item.unit) or ""),
        )
    )
    drawn = units_areas.table(
        [_tile(asked, item, areas[item.unit.unit_code]) for item in known], language=view.language
    )
    words = units_areas.Words(
        unit=w("units.column_unit"),
        counts=w("counts.counts"),
        legend=w("table.share_percent"),
    )
    return drawn, units_areas.Options.for_table(drawn, language=view.language, words=words)


def _tile(asked: Asked, item: Placed, area: str) -> dict[str, object]:
    w, unit = asked.view.words, item.unit
    place = asked.view.table.edition_id, unit.unit_code, asked.code
    amount = counts_said.amount(w, asked.rule, int(unit.denominator or 0))
    counts = f"{w.number(unit.numerator)}/{amount}"
    share = unit.share
    return {
        "unit_code": unit.unit_code,
        "name": w.name(unit),
        "area": area,
        "share": None if share is None else decimal_of(share * PER_CENT, 2),
        "small": item.small,
        "counts": w("counts.share", counts=counts, share=said.share(w, share)),
        "evidence_key": None if share is None else str(figure_keys.Share(*place)),
    }
