"""What stands under a figure: what is missing, why no line goes on, source and coverage."""

from collections import Counter
from itertools import pairwise

import pyarrow as pa
import streamlit as st

from rankings.blocks import edition, figure
from rankings.blocks.over_time.shown import Shown
from rankings.blocks.view import IndexView, View
from rankings.facts import editions, over_time
from rankings.facts.over_time import timelines
from rankings.facts.over_time.timelines import Timeline
from rankings.facts.why import unusual
from rankings.sentences import over_time as said
from rankings.sentences import overview
from rankings.store import queries


def foot(
    shown: Shown,
    found: Timeline,
    measure: str,
    name: str,
    options: object,
    drawn: pa.Table,
    title: str,
) -> None:
    """Notes on what is drawn and what is missing, source with coverage, and the picture."""
    view, w = shown.view, shown.view.words
    source = overview.caption(w, _source(view, found), _coverage(view, found, measure))
    with st.container(key=f"narrow_{name}"):  # seen on narrow screens only (delivery/page.css)
        st.caption(w("trajectory.narrow_note", home=view.home_name))
    st.caption("  \n".join([*_notes(view, found, measure), source]))
    figure.picture_button(
        view,
        name,
        options,
        drawn,
        title=title,
        subtitle=f"{view.index_name}, {w(f'period_type.{shown.period_type}')}",
        source=source,
        file_name=w("download.file_trajectory"),
    )


def _notes(view: View, found: Timeline, measure: str) -> list[str]:
    w = view.words
    marks = {mark.mark for mark in found.marks}
    joined = [mark.place for mark in found.marks if mark.place and mark.place.before]
    notes = [w("trajectory.click_hint"), w("trajectory.evidence_hint")]
    days = _days_between(found)
    if days and max(days) > 2 * min(days):
        notes.append(w("trajectory.even_note"))
    if any(place.over for place in joined):
        notes.append(w("trajectory.dashed_note"))
    if any(column.hole for column in found.columns):
        notes.append(w("trajectory.interrupted_note"))
    shown = tuple(column.edition.edition_id for column in found.columns)
    repeated = unusual.repeated(view.at, edition_ids=shown)
    if again := [c.edition for c in found.columns if c.edition.edition_id in repeated]:
        notes.append(w("trajectory.repeated_note", periods=said.periods_named(w, again)))
    if "derived" in marks:
        notes.append(w("trajectory.derived_note"))
    if "other" in marks:
        notes.append(w("trajectory.other_note"))
    if "disputed" in marks:
        notes.append(w("trajectory.disputed_note"))
    if found.empty:
        periods = said.periods_named(w, found.empty)
        notes.append(w(f"trajectory.no_{measure}s_note", n=len(found.empty), periods=periods))
    if found.earlier:
        notes.append(w("trajectory.earlier_note", n=found.earlier))
    if found.left_out:
        most, home = timelines.MOST_LINES, view.home_name
        notes.append(w("trajectory.left_out_note", most=most, home=home, n=found.left_out))
    return [" ".join(notes), *_gap_notes(view, found)]


def _days_between(shown: Timeline) -> set[int]:
    """How many days lie between two editions that stand side by side."""
    ends = [column.edition.period_end for column in shown.columns]
    return {(later - earlier).days for earlier, later in pairwise(ends)}


def _gap_notes(view: View, found: Timeline) -> list[str]:
    w = view.words
    methods = {row["method_code"]: row for row in queries.methods(view.at).to_pylist()}
    notes = []
    for before, column in zip(found.columns, found.columns[1:], strict=False):
        if column.gap:
            method = methods.get(column.edition.method_code, {})
            notes.append(
                said.gap_note(
                    w,
                    first=before.edition,
                    second=column.edition,
                    kinds=column.gap,
                    method_reason=w.field(method, "break_reason"),
                )
            )
    return notes


def _source(view: IndexView, found: Timeline) -> str:
    """The source of most figures drawn, and how many others there are."""
    points = [mark.point for mark in found.marks]
    used = (code for point in points for code in (point.rank_source_id, point.score_source_id))
    line = edition.most_used_source(view, used)
    lacking = [
        column.edition
        for column in found.columns
        if editions.unsourced(view.at, column.edition.edition_id)
    ]
    if not lacking:
        return line
    note = view.words("trajectory.unsourced_note", periods=said.periods_named(view.words, lacking))
    return f"{line}. {note.rstrip('.')}"


def _coverage(view: IndexView, found: Timeline, measure: str) -> str:
    own = {mark.point.edition_id for mark in found.marks if mark.role == "home"}
    facts = [column.edition for column in found.columns]
    known = Counter(
        point.edition_id
        for point in over_time.points(view.at, index_code=view.index_code)
        if getattr(point, measure) is not None
    )
    full = sum(known[item.edition_id] == item.units for item in facts)
    key = "trajectory.coverage" if measure == "rank" else "trajectory.coverage_scores"
    return view.words(key, n=len(facts), full=full, own=len(own), home=view.home_name)
