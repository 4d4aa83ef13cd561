"""The calendar of tables on screen: what is due, what came, what is late, what never came."""

from collections.abc import Iterable

import streamlit as st

from rankings import sentences
from rankings.blocks import history, selection, table
from rankings.blocks.data import Records
from rankings.blocks.selection import View
from rankings.facts import cadence
from rankings.facts.cadence import Period, Series, Table
from rankings.sentences import naming

RECENT = 12  # periods of a series that are shown at first


def draw(view: View) -> None:
    """Where every index stands, then the periods of one as a table with downloads."""
    w = view.words
    every = cadence.calendar(view.at, today=view.today)
    st.subheader(w("calendar.title"))
    st.markdown("\n".join(f"- {finding(view, series)}" for series in every))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        index_code = selection.index_choice(view)
        spans = {"recent": w("calendar.recent", count=RECENT), "all": w("calendar.all")}
        span = selection.segments("span", w("calendar.span"), spans, "recent")
    chosen = [series for series in every if series.index_code == index_code]
    shown = period_records(view, chosen, RECENT if span == "recent" else None, named=False)
    table.draw(view, shown, key=f"calendar_{index_code}", empty=w("error.no_editions"))
    st.caption(w("calendar.note"))

    def whole() -> object:
        found = period_records(view, every, None, named=True)
        return history.sheet(view, found, w("calendar.title"))

    table.downloads(view, whole, file_name=w("history.file_calendar"))


def finding(view: View, series: Series) -> str:
    """One series in a sentence, with the mark of its state."""
    w = view.words
    state = cadence.LATE if series.late_since else cadence.AWAITED
    said = sentences.series_finding(
        w,
        name=_name(view, series),
        newest=w.period_short(series.newest.edition),
        late_since=series.late_since,
        late=series.count(cadence.LATE),
        next_due=series.next_due,
        gaps=series.count(cadence.GAP),
    )
    return f"{sentences.PERIOD_MARKS[state]} {said}"


def period_records(
    view: View, every: Iterable[Series], most: int | None, *, named: bool
) -> Records:
    """The periods of some series as rows, newest first; of each no more than `most`.

    named: with the name of the index.
    """
    w = view.words
    return [
        ({w("table.index"): _index(view, series)} if named else {})
        | {
            w("table.period"): sentences.period_name(
                w, item.label, series.period_type, item.start, item.end
            ),
            w("calendar.state"): sentences.period_state(w, item.state, item.days_late),
            w("calendar.due"): w.date(item.due),
            w("table.period_type"): w(f"period_type.{series.period_type}"),
            w("calendar.received"): _received(view, item),
            w("calendar.published"): _joined(
                w.date_range(table.edition.published_from, table.edition.published_to)
                for table in item.tables
            ),
            w("calendar.loaded"): _joined(_loaded(view, table) for table in item.tables),
        }
        for series in every
        for item in series.periods[:most]
    ]


def _received(view: View, item: Period) -> str | None:
    w = view.words
    several = len({table.edition.scheme for table in item.tables}) > 1
    return _joined(
        f"{w.period_short(table.edition)} ({w(f'scheme.{table.edition.scheme}')})"
        if several
        else w.period_short(table.edition)
        for table in item.tables
    )


def _loaded(view: View, came: Table) -> str:
    w = view.words
    if came.load_id == 0:
        return w("calendar.loaded_with_data")
    return w("calendar.loaded_text", date=w.date(came.loaded), id=came.load_id)


def _joined(texts: object) -> str | None:
    return "; ".join(dict.fromkeys(texts)) or None


def _name(view: View, series: Series) -> str:
    return sentences.series_name(view.words, _index(view, series), series.period_type)


def _index(view: View, series: Series) -> str:
    return naming.index_name(view.at, view.words, series.index_code)
