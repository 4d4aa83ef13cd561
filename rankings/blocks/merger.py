"""An edition before the merger on the units after it: readings, the way there, check, all units."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from typing import Any

import pyarrow as pa
import streamlit as st

from rankings.blocks import edition, evidence, figure, table
from rankings.blocks.controls import segments, select
from rankings.blocks.view import EDITION_WIDTH, EditionView, IndexView, View
from rankings.blocks.view import row as control_row
from rankings.charts import merger_means
from rankings.facts import merger
from rankings.facts.editions import EditionFacts
from rankings.facts.merger import Check, Lens, Point, Row
from rankings.sentences import merger as said
from rankings.sentences import naming
from rankings.store import figure_keys, queries
from rankings.words.tables import EVERYWHERE, WHERE_KNOWN, Column, Table
from rankings.words.text import sentence_case

# As many columns as can be read on a phone.
COLUMNS_BEFORE, COLUMNS_AFTER = 5, 2
Keyed = Callable[[Row], str | None]  # makes the key of a figure of a row


def chosen(view: View) -> tuple[EditionView, Lens]:
    """Draw the controls; the view with index and edition before the merger, and what it gives."""
    w = view.words
    indices = _indices(view)
    if not indices:
        st.info(w("empty.merger"))
        st.stop()
    with control_row():
        with st.container(width="content"):
            index_code = segments("index", w("control.index"), indices, _best_known(view, indices))
        every = merger.editions_before(view.at, index_code=index_code)
        default = merger.choose(view.at, index_code).edition_id
        labels = {one.edition_id: naming.edition_label(w, one) for one in every}
        with st.container(width=EDITION_WIDTH):
            before_id = select("before", w("control.before_merger"), labels, default)
        after_id = _after_choice(view, before_id)
    found = merger.lens(view.at, before_id=before_id, after_id=after_id)
    return view.of_edition(found.before), found


def finding(view: IndexView, found: Lens) -> str:
    """Where home's predecessors stood, what their mean gives, and whether it can be compared."""
    return said.finding(view.words, found, _home(view, found), index=view.index_name)


def compared(view: View, found: Lens) -> str:
    """Which edition is set beside which."""
    return said.compared(view.words, found)


def readings(view: View, found: Lens) -> None:
    """The three readings of home and what was published after the merger, side by side."""
    w = view.words
    row = _home(view, found)
    st.subheader(w("merger.readings", home=w.name(row)))
    every, keys = said.readings(w, found, row), _reading_keys(found, row)
    for column, reading, key in zip(st.columns(len(every)), every, keys, strict=True):
        with column, st.container(border=True, height="stretch", gap="xxsmall"):
            st.markdown(f"**{reading.name}**")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                # A recalculated rank is lighter than a published one.
                value = f":gray[{reading.rank}]" if reading.derived else reading.rank
                st.metric(reading.name, value, label_visibility="collapsed", width="content")
                if reading.derived:
                    st.markdown(f":gray-badge[{w('chip.derived')}]", width="content")
            st.caption(reading.text)
            if key is not None:
                evidence.button(view, key, f"reading_{reading.name}")


@st.fragment
def paths(view: EditionView, found: Lens) -> None:
    """Home's predecessors over the years, converging into the merged unit."""
    w = view.words
    row = _home(view, found)
    names = w.join(w.name(one) for one in row.predecessors)
    points = merger.paths(view.at, index_code=view.index_code, period_type=found.before.period_type)
    if not any(point.scheme == found.before.scheme for point in points):
        st.info(w("merger.paths_none", names=names))
        return
    measure = _measure(view, found, points)
    columns, drawn = _drawn(view, found, points, measure)
    series = [
        (_series(view, found, one.unit_code, found.before.scheme)) for one in row.predecessors
    ]
    options = merger_means.Options.for_table(
        drawn,
        series=(*series, _series(view, found, row.unit_code, found.scheme)),
        top=w(f"merger.top_{measure}"),
        bottom=w(f"merger.bottom_{measure}"),
        language=view.language,
    )
    texts = [text for text in drawn["said"].to_pylist() if text]
    figure.draw(
        view,
        "merger",
        options,
        drawn,
        title=w("merger.paths" if measure == "rank" else "merger.paths_score", names=names),
        alt=w(
            "merger.paths_alt",
            names=names,
            home=w.name(row),
            index=view.index_name,
            points="; ".join(texts),
        ),
        note=_path_note(view, found, columns, measure),
        file_name=w("download.file_merger"),
    )


def checks(view: IndexView, found: Lens) -> None:
    """What was published after the merger against the mean of the predecessors."""
    w = view.words
    made = _checks(view, found)
    st.subheader(w("merger.checks"))
    term = w(f"vocab.{view.index['component_term']}")
    st.markdown(said.check(w, found, made, term=term))
    if not made:
        return
    st.caption(
        f"{said.unchecked_units(w, found)} "
        + w("merger.check_tolerance", step=w.number(Decimal(1).scaleb(-found.before.decimals)))
    )
    table.draw(view, _check_table(view, found, made), key="merger_checks")


def all_units(view: EditionView, found: Lens) -> None:
    """Every unit after the merger with its three readings and the verdict, with downloads."""
    w = view.words
    st.subheader(w("merger.all_units"))
    described = _unit_table(view, found)
    table.draw(view, described, key="merger_units", empty=w("empty.merger"))
    st.caption(f"{w('merger.all_note')}  \n{edition.caption(view)}")
    title = f"{w('page.merger')}: {edition.heading(view)}"
    table.downloads(
        view,
        lambda: described.sheet(
            title, (*edition.about(view), (w("merger.all_units"), said.compared(w, found)))
        ),
        file_name=w("download.file_merger"),
    )


# --- The controls -----------------------------------------------------------------------------


def _indices(view: View) -> dict[str, str]:
    """The indices that have an edition of before the merger: code -> short name."""
    return {
        code: name
        for code, name in naming.index_names(view.at, view.words).items()
        if merger.editions_before(view.at, index_code=code)
    }


def _best_known(view: View, indices: dict[str, str]) -> str:
    """The index in which most units have a mean: there is most to see of it."""

    def known(index_code: str) -> int:
        before = merger.choose(view.at, index_code)
        found = merger.lens(view.at, before_id=before.edition_id)
        return found.means_known

    return max(indices, key=known)


def _after_choice(view: View, before_id: str) -> str | None:
    """The control for the edition after the merger, where there are several to choose from."""
    w = view.words
    every = merger.editions_after(view.at, edition_id=before_id)
    if not every:
        return None
    default = every[0].edition_id
    if len(every) == 1:
        return default
    labels = {one.edition_id: naming.edition_label(w, one) for one in every}
    with st.container(width=EDITION_WIDTH):
        return select("after", w("control.after_merger"), labels, default)


def _measure(view: View, found: Lens, points: Sequence[Point]) -> str:
    """The control for what is drawn: ranks, or scores where home's predecessors have some."""
    w = view.words
    kinds = [
        kind
        for kind in ("rank", "score")
        if any(
            getattr(point, kind) is not None
            for point in _of_measure(found, points, kind)
            if point.scheme == found.before.scheme
        )
    ]
    if len(kinds) < 2:
        return kinds[0] if kinds else "rank"
    options = {kind: sentence_case(w(f"measure.{kind}")) for kind in kinds}
    return segments("measure", w("control.path_measure"), options, "rank")


# --- The way into the merged unit -------------------------------------------------------------


def _of_measure(found: Lens, points: Sequence[Point], measure: str) -> list[Point]:
    """The points to draw: of scores only those of one method."""
    known = [point for point in points if getattr(point, measure) is not None]
    if measure == "rank":
        return known
    return [point for point in known if point.edition.method_code == found.before.method_code]


def _columns(found: Lens, points: Sequence[Point]) -> list[EditionFacts]:
    """The editions to draw, from left to right."""
    every = list(dict.fromkeys(point.edition for point in points))
    before = [one for one in every if one.scheme == found.before.scheme]
    after = [one for one in every if one.scheme != found.before.scheme]
    if found.after in after and found.after not in after[-COLUMNS_AFTER:]:
        after = [found.after, after[-1]]
    return [*before[-COLUMNS_BEFORE:], *after[-COLUMNS_AFTER:]]


def _drawn(
    view: View, found: Lens, points: Sequence[Point], measure: str
) -> tuple[list[EditionFacts], pa.Table]:
    """The editions drawn and the table of the figure."""
    w = view.words
    kept = _of_measure(found, points, measure)
    columns = _columns(found, kept)
    kept = [point for point in kept if point.edition in columns]
    day = merger.merged_on(view.at)
    gaps = [None] + [
        said.gap(w, before, after, merged_on=w.date(day)) for before, after in pairwise(columns)
    ]
    place = _place_of(kept, measure)
    return columns, merger_means.table(
        [
            {
                # On a phone there is room for the year alone.
                "text": one.period if one.period_type == "year" else w.period_short(one),
                "method": one.method_code,
                "side": "before" if one.scheme == found.before.scheme else "after",
                "gap": gap,
            }
            for one, gap in zip(columns, gaps, strict=True)
        ],
        [
            {
                "series": _series(view, found, point.unit_code, point.scheme),
                "column": columns.index(point.edition),
                "place": place(point),
                **_texts(view, found, point, measure),
                "derived": point.status == "derived",
                "evidence_key": figure_keys.figure(
                    point.edition.edition_id, point.unit_code, merger.TOTAL, measure
                ),
            }
            for point in kept
        ],
    )


def _place_of(points: Sequence[Point], measure: str) -> Any:
    """A function from a point to its height: 0 is the top."""
    if measure == "rank":
        return lambda point: (point.rank - 1) / max(point.edition.units - 1, 1)
    scores = [point.score for point in points]
    low, high = min(scores), max(scores)
    return lambda point: float((high - point.score) / ((high - low) or 1))


def _texts(view: View, found: Lens, point: Point, measure: str) -> dict[str, str | None]:
    """What stands at a point, and what it says when pointed at."""
    w = view.words
    rank = w.fraction(point.rank, point.edition.units)
    score = w.number(point.score, point.edition.decimals)
    text = rank if measure == "rank" else score
    full = w.rank(point.rank, point.edition.units) if measure == "rank" else score
    derived = point.status == "derived"
    if derived:
        full = w("merger.derived_text", text=full)
    name = _series(view, found, point.unit_code, point.scheme)
    period = w.period(point.edition)
    return {
        "text": text,
        "note": w("chip.derived") if derived else None,
        "said": w("merger.paths_point", name=name, period=period, text=full),
    }


def _series(view: View, found: Lens, unit_code: str, scheme: str) -> str:
    """A unit as the legend names it: the same name stands for two units."""
    w = view.words
    row = _home(view, found)
    if scheme == found.scheme:
        return w("merger.after", name=w.name(row))
    one = next(one for one in row.predecessors if one.unit_code == unit_code)
    return w("merger.before", name=w.name(one))


def _path_note(view: IndexView, found: Lens, columns: Sequence[EditionFacts], measure: str) -> str:
    w = view.words
    first = (
        w("merger.place_note")
        if measure == "rank"
        else w("merger.score_note", period=w.period(found.before))
    )
    methods = {
        row["method_code"]: row
        for row in queries.methods(view.at).to_pylist()
        if row["index_code"] == view.index_code
    }
    return " ".join([first, w("merger.line_note"), *said.method_reasons(w, columns, methods)])


# --- The check and the table of all units -----------------------------------------------------


def _checks(view: View, found: Lens) -> tuple[Check, ...]:
    if found.after is None:
        return ()
    return merger.checks(
        view.at, before_id=found.before.edition_id, after_id=found.after.edition_id
    )


def _check_table(view: View, lens: Lens, checked: Sequence[Check]) -> Table[Check]:
    """Each figure published after the merger beside the mean of the predecessors."""
    w = view.words
    units = {row.unit_code: w.name(row) for row in lens.rows}
    parts = naming.node_names(view.at, w, lens.after) | {
        merger.TOTAL: sentence_case(w("level.total"))
    }

    def shown(check: Check, value: Decimal | None) -> str:
        return w.number(value, lens.after.decimals if check.measure == "score" else 0)

    def published_key(check: Check) -> str:
        place = check.unit_code, check.indicator_code, check.measure
        return figure_keys.figure(lens.after.edition_id, *place)

    def mean_key(check: Check) -> str:
        reading = "mean_score" if check.measure == "score" else "mean_rank"
        place = check.unit_code, check.indicator_code, reading
        return str(figure_keys.Merged(lens.before.edition_id, *place))

    def part(check: Check) -> str:
        return parts.get(check.indicator_code, check.indicator_code)

    def measure(check: Check) -> str:
        return sentence_case(w(f"measure.{check.measure}"))

    def result(check: Check) -> str:
        return said.result(w, check, n=lens.before.units)

    published, mean = w("merger.column.value_published"), w("merger.column.value_mean")
    return Table(
        checked,
        [
            Column(w("table.indicator"), part),
            Column(w("table.unit"), lambda check: units[check.unit_code]),
            Column(w("table.measure"), measure),
            Column(published, lambda check: shown(check, check.published), key=published_key),
            Column(mean, lambda check: shown(check, check.mean), key=mean_key),
            Column(w("merger.column.result"), result),
        ],
    )


def _reading_keys(found: Lens, row: Row) -> list[str | None]:
    """The key of the figure of each reading of `said.readings`, None where it has none.

    The rank, else the score that is known without one.
    """
    before = found.before.edition_id
    named = row.namesake_code, row.namesake_rank, row.namesake_score
    return [
        _first_known(before, *named),
        None if row.mean_score is None else _merged(found, row, "mean_rank"),
        None if row.weighted_mean is None else _merged(found, row, "weighted_rank"),
        None
        if found.after is None or row.after_status in (None, "derived")
        else _first_known(found.after.edition_id, row.unit_code, row.after_rank, row.after_score),
    ]


def _total_key(edition_id: str | None, unit_code: str | None, measure: str) -> str | None:
    if edition_id is None or unit_code is None:
        return None
    return figure_keys.figure(edition_id, unit_code, merger.TOTAL, measure)


def _first_known(
    edition_id: str, unit_code: str | None, rank: int | None, score: Decimal | None
) -> str | None:
    known = [name for name, value in (("rank", rank), ("score", score)) if value is not None]
    return _total_key(edition_id, unit_code, known[0]) if known else None


def _merged(found: Lens, row: Row, reading: str) -> str:
    return str(figure_keys.Merged(found.before.edition_id, row.unit_code, merger.TOTAL, reading))


def _unit_table(view: View, lens: Lens) -> Table[Row]:
    """Every unit after the merger with its three readings, the home unit first."""
    w, before = view.words, lens.before.edition_id
    # Published figures of the unit itself are of the same period only.
    after = lens.after.edition_id if lens.same_period else None

    def published(measure: str) -> Keyed:
        return lambda row: _total_key(after, row.unit_code, measure)

    def namesake(measure: str) -> Keyed:
        return lambda row: _total_key(before, row.namesake_code, measure)

    def merged(reading: str) -> Keyed:
        return lambda row: _merged(lens, row, reading)

    n, decimals = lens.before.units, lens.before.decimals
    figures = {
        "published_score": (w("merger.column.published_score"), published("score"), WHERE_KNOWN),
        "published_rank": (w("merger.column.published_rank"), published("rank"), WHERE_KNOWN),
        "namesake_score": (w("merger.column.namesake_score"), namesake("score"), EVERYWHERE),
        "namesake_rank": (w("merger.column.namesake_rank", n=n), namesake("rank"), EVERYWHERE),
        "mean_score": (w("merger.column.mean_score"), merged("mean_score"), EVERYWHERE),
        "mean_rank": (w("merger.column.mean_rank"), merged("mean_rank"), EVERYWHERE),
        "weighted_mean": (w("merger.column.weighted_mean"), merged("weighted_mean"), WHERE_KNOWN),
        "weighted_rank": (w("merger.column.weighted_rank"), merged("weighted_rank"), WHERE_KNOWN),
    }
    home = _home(view, lens)
    return Table(
        [home, *(row for row in lens.rows if row is not home)],
        [
            Column(w("table.unit"), w.name),
            Column(
                w("merger.column.predecessors"),
                lambda row: said.predecessors(w, lens, row),
                key=merged("mean_score"),
            ),
            *(
                Column(
                    heading,
                    attrgetter(name),
                    key=key,
                    where=where,
                    decimals=None if name.endswith("rank") else decimals,
                )
                for name, (heading, key, where) in figures.items()
            ),
            Column(w("merger.column.verdict"), lambda row: said.verdict(w, row)),
        ],
    )


def _home(view: View, found: Lens) -> Row:
    return found.row(view.home)
