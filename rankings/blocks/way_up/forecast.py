"""The forecast of the cut line."""

import pyarrow as pa
import streamlit as st

from rankings.blocks import edition, figure
from rankings.blocks.view import EditionView
from rankings.blocks.way_up.asked import Asked
from rankings.charts import way_up_fan
from rankings.facts.way_up import outlook as outlooks
from rankings.facts.way_up.model import WayUp
from rankings.facts.way_up.outlook import Outlook
from rankings.sentences import way_up, way_up_pace
from rankings.store.versions import memo


def outlook(asked: Asked, found: WayUp) -> None:
    """The forecast of the cut line, or why there is none and what is missing."""
    view, w = asked.view, asked.view.words
    told = outlooks.outlook(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=asked.home,
        limit=asked.limit,
        day=found.deadline.day,
    )
    said = way_up.outlook(w, told, view.today)
    st.markdown(f"**{w('forecast.title')}**")
    st.markdown(" ".join(said[:2] if told.available else said))
    if told.available:
        names, decimals = edition.names(view), told.edition.decimals
        anew = way_up_pace.rescored(w, told.rescored, names, decimals, forecast=True)
        if anew:
            st.markdown(anew)
        _fan(asked, told, said)


def _fan(asked: Asked, told: Outlook, said: list[str]) -> None:
    view, w = asked.view, asked.view.words
    drawn, options = _fan_drawn(view, told)
    title = w("forecast.chart", k=told.limit)
    st.subheader(title)
    figure.chart("fan", options, drawn, alt=w("forecast.alt", finding=said[0]), key="figure_fan")
    figure.foot(
        view, "fan", options, drawn, title=title, note=said[-1], file_name=w("forecast.file")
    )


@memo
def _fan_drawn(view: EditionView, told: Outlook) -> tuple[pa.Table, way_up_fan.Options]:
    w, decimals = view.words, told.edition.decimals
    past = [
        {
            "day": known.edition.period_end,
            "label": w.date(known.edition.period_end),
            "home": known.home,
            "line": known.line,
        }
        for known in told.known
    ]
    ahead = [
        {"day": fan.day, "label": w.date(fan.day), "line": fan.line, "home": fan.home}
        for fan in told.fans
    ]
    drawn = way_up_fan.table(past, ahead, decimals=decimals, language=view.language)
    words = way_up_fan.Words(
        home=edition.names(view)[edition.home_code(view)],
        line=w("forecast.line_name"),
        wide=w("forecast.band_wide"),
        narrow=w("forecast.band_narrow"),
        forecast=w("forecast.forecast_mark"),
    )
    return drawn, way_up_fan.Options.for_table(drawn, language=view.language, words=words)
