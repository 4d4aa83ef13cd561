"""The calendar of tables on screen: what is due, what came, what is late, what never came."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import streamlit as st

from rankings.blocks import history, table
from rankings.blocks.controls import segments
from rankings.blocks.view import View, index_choice
from rankings.facts import cadence
from rankings.facts.cadence import Period, Series
from rankings.sentences import history as history_sentences
from rankings.sentences import naming
from rankings.words.tables import Column, Table

RECENT = 12  # periods of a series that are shown at first


class Row(NamedTuple):
    """A row of the calendar."""

    series: Series
    period: Period


def draw(view: View) -> None:
    """Where every index stands, then the periods of one as a table with downloads."""
    w = view.words
    every = cadence.calendar(view.at, today=view.today)
    st.subheader(w("calendar.title"))
    st.markdown("\n".join(f"- {finding(view, series)}" for series in every))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        index_code = index_choice(view)
        spans = {"recent": w("calendar.recent", count=RECENT), "all": w("calendar.all")}
        span = segments("span", w("calendar.span"), spans, "recent")
    chosen = [series for series in every if series.index_code == index_code]
    shown = _of_series(chosen, RECENT if span == "recent" else None)
    described = period_table(view, shown, named=False)
    table.draw(view, described, key=f"calendar_{index_code}", empty=w("error.no_editions"))
    st.caption(w("calendar.note"))
    whole = period_table(view, _of_series(every, None), named=True)
    table.downloads(
        view,
        lambda: whole.sheet(w("calendar.title"), history.about(view)),
        file_name=w("history.file_calendar"),
    )


def finding(view: View, series: Series) -> str:
    """One series in a sentence, with the mark of its state."""
    w = view.words
    state = cadence.LATE if series.late_since else cadence.AWAITED
    first, gaps = series.same_rules
    said = history_sentences.series_finding(
        w,
        name=_name(view, series),
        newest=w.period_short(series.newest.edition),
        late_since=series.late_since,
        late=series.count(cadence.LATE),
        next_due=series.next_due,
        first=w.period_short(first.edition),
        gaps=gaps,
    )
    return f"{history_sentences.PERIOD_MARKS[state]} {said}"


def _of_series(every: Iterable[Series], most: int | None) -> list[Row]:
    """The periods of some series, newest first; of each no more than `most`."""
    return [Row(series, period) for series in every for period in series.periods[:most]]


def period_table(view: View, rows: Sequence[Row], *, named: bool) -> Table[Row]:
    """What is due and what came, period by period. named: with the name of the index."""
    w = view.words

    def name(row: Row) -> str:
        series, period = row
        return history_sentences.period_name(
            w, period.label, series.period_type, period.start, period.end
        )

    def state(row: Row) -> str:
        return history_sentences.period_state(w, row.period.state, row.period.days_late)

    def published(row: Row) -> str | None:
        came = [item.edition for item in row.period.tables]
        return _joined(w.date_range(item.published_from, item.published_to) for item in came)

    def loaded(row: Row) -> str | None:
        return _joined(_loaded(view, came) for came in row.period.tables)

    index = Column(w("table.index"), lambda row: _index(view, row.series))
    columns = [
        Column(w("table.period"), name),
        Column(w("calendar.state"), state),
        Column(w("calendar.due"), lambda row: w.date(row.period.due)),
        Column(w("table.period_type"), lambda row: w(f"period_type.{row.series.period_type}")),
        Column(w("calendar.received"), lambda row: _received(view, row.period)),
        Column(w("calendar.published"), published),
        Column(w("calendar.loaded"), loaded),
    ]
    return Table(rows, [index, *columns] if named else columns)


def _received(view: View, item: Period) -> str | None:
    w = view.words
    several = len({table.edition.scheme for table in item.tables}) > 1
    return _joined(
        f"{w.period_short(table.edition)} ({w(f'scheme.{table.edition.scheme}')})"
        if several
        else w.period_short(table.edition)
        for table in item.tables
    )


def _loaded(view: View, came: cadence.Table) -> str:
    w = view.words
    if came.load_id == 0:
        return w("calendar.loaded_with_data")
    return w("calendar.loaded_text", date=w.date(came.loaded), id=came.load_id)


def _joined(texts: object) -> str | None:
    return "; ".join(dict.fromkeys(texts)) or None


def _name(view: View, series: Series) -> str:
    return history_sentences.series_name(view.words, _index(view, series), series.period_type)


def _index(view: View, series: Series) -> str:
    return naming.index_name(view.at, view.words, series.index_code)
