"""Ranks and scores over the editions of one period type, and who moved between two of them."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

import pyarrow as pa
import streamlit as st

from rankings import (
    charts,
    editions,
    evidence_key,
    exports,
    overview,
    queries,
    selection,
    sentences,
    timelines,
    trajectory,
)
from rankings.analysis.card import Source
from rankings.blocks import edition, figure, table
from rankings.editions import EditionFacts
from rankings.selection import View
from rankings.sentences import trajectory as said
from rankings.text import sentence_case
from rankings.timelines import Mark, Timeline
from rankings.trajectory import Climber, Move

BUMP, SCORE_LINES = "figure_bump", "figure_score_lines"
MOST_COMPARED = 2


@dataclass(frozen=True)
class Shown:
    """What the page shows: a view of the index, a period type, the peers, how many editions."""

    view: View
    period_type: str
    peers: tuple[str, ...]
    most: int


def controls(view: View) -> Shown:
    """Draw the controls: index, period type, peers, and how many editions where there are many."""
    w = view.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="content"):
            index_code = selection.index_choice(view)
        types = trajectory.period_types(view.store, view.version, index_code=index_code)
        if types:
            names = {kind: sentence_case(w(f"period_type.{kind}")) for kind in types}
            with st.container(width="content"):
                period_type = selection.segments(
                    "type", w("control.period_type"), names, _default_type(view, index_code)
                )
    if not types:
        index = editions.index_row(view.store, view.version, index_code)
        st.info(w("empty.no_edition", index=w.field(index, "short")))
        st.stop()
    view = replace(
        view,
        index_code=index_code,
        limit=editions.rank_limit(view.store, view.version, index_code),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        peers = _peers(view)
        most = _most(view, period_type)
    return Shown(view, period_type, peers, most)


def _default_type(view: View, index_code: str) -> str:
    """The period type of the edition that the overview shows."""
    edition_id = overview.card_edition(
        view.store,
        view.version,
        index_code=index_code,
        scheme=view.scheme,
        unit_code=view.home,
    )
    return editions.by_id(view.store, view.version, edition_id).period_type


def _peers(view: View) -> tuple[str, ...]:
    w = view.words
    rows = queries.units(view.store, view.version, scheme=view.scheme).to_pylist()
    names = {row["unit_code"]: w.name(row) for row in rows if row["unit_code"] != view.home}
    return selection.pair(
        "peers",
        (w("control.compare"), w("control.second")),
        dict(sorted(names.items(), key=lambda item: w.sort_key(item[1]))),
        none=w("control.compare_placeholder"),
    )


def _most(view: View, period_type: str) -> int:
    """How many editions are drawn; a choice only where there are more than the newest few."""
    w = view.words
    few = timelines.MOST_COLUMNS["recent"]
    every = _ranks(view, period_type, (), timelines.MOST_COLUMNS["all"])
    options = {"recent": w("control.editions_recent", n=few), "all": w("control.editions_all")}
    if len(every.columns) <= few:
        return timelines.MOST_COLUMNS[selection.choice("shown", options, "recent")]
    with st.container(width="content"):
        chosen = selection.segments("shown", w("control.editions_shown"), options, "recent")
    return timelines.MOST_COLUMNS[chosen]


def _ranks(view: View, period_type: str, peers: tuple[str, ...], most: int) -> Timeline:
    return timelines.ranks(
        view.store,
        view.version,
        index_code=view.index_code,
        period_type=period_type,
        home=view.home,
        scheme=view.scheme,
        peers=peers,
        most=most,
    )


def _home_name(view: View) -> str:
    rows = queries.units(view.store, view.version, scheme=view.scheme).to_pylist()
    return next(view.words.name(row) for row in rows if row["unit_code"] == view.home)


def _index(view: View) -> str:
    row = editions.index_row(view.store, view.version, view.index_code)
    return view.words.field(row, "short")


# --- The finding ---------------------------------------------------------------------------------


def finding(shown: Shown) -> str:
    """Where home went since the rules and the list of units are what they are now."""
    view, ranked = shown.view, _home_ranks(shown)
    newest = [mark for mark in ranked if mark.point.span == ranked[-1].point.span]
    text = said.trajectory_finding(
        view.words,
        index=_index(view),
        period_type=shown.period_type,
        home=_home_name(view),
        units=newest[-1].point.units if newest else 0,
        ranks=[(mark.point, mark.point.rank) for mark in newest],
    )
    if newest and newest[-1].mark == "derived":
        return f"{text} {edition.derived_note(view)}"
    return text


def year_ago(shown: Shown) -> str | None:
    """Against the same time last year, by rank; None where there is nothing to compare with."""
    view, ranked = shown.view, _home_ranks(shown)
    if not ranked or ranked[-1].point.scheme != view.scheme:
        return None
    card = overview.edition_card(
        view.store,
        view.version,
        edition_id=ranked[-1].point.edition_id,
        unit_code=view.home,
        language=view.language,
        today=view.today,
    )
    return sentences.year_ago(view.words, card)


def _home_ranks(shown: Shown) -> list[Mark]:
    """Home's undisputed ranks, oldest first."""
    every = _ranks(shown.view, shown.period_type, shown.peers, timelines.MOST_COLUMNS["all"])
    return [mark for mark in every.marks if mark.role == "home" and not mark.point.disputed]


# --- The two figures -----------------------------------------------------------------------------


def ranks(shown: Shown) -> None:
    """The ranks of all units over the editions; a click on a mark brings its unit forward."""
    view, w = shown.view, shown.view.words
    found = _ranks(view, shown.period_type, shown.peers, shown.most)
    st.markdown(f"**{w('trajectory.ranks')}**")
    if not found.columns:
        st.info(w("trajectory.no_figure"))
        return
    drawn, options = _bump(shown)
    figure.chart(
        "bump",
        options,
        drawn,
        alt=w(
            "chart.bump_alt",
            n=len(found.columns),
            index=_index(view),
            type=w(f"period_type.{shown.period_type}"),
            finding=finding(shown).replace("**", ""),
        ),
        key=BUMP,
        selection_mode="picked",
        on_select=lambda: _toggle(view, figure.clicked(BUMP)),
    )
    _foot(shown, found, "rank", "bump", options, drawn, w("trajectory.ranks"))
    table.downloads(view, lambda: _points_sheet(shown), file_name=w("download.file_trajectory"))


@lru_cache(maxsize=128)
def _bump(shown: Shown) -> tuple[pa.Table, charts.BumpOptions]:
    view, w = shown.view, shown.view.words
    found = _ranks(view, shown.period_type, shown.peers, shown.most)
    columns = _columns(view, found)
    target = view.limit is not None and any(column["target"] for column in columns)
    drawn = charts.bump_table(
        [_point(view, mark, "rank") for mark in found.marks],
        columns,
        limit=view.limit if target else None,
        limit_key=evidence_key.of("target", view.index_code, view.scheme, view.home)
        if target
        else None,
        decimals=_decimals(found),
        language=view.language,
    )
    words = charts.BumpWords(
        unit=w("table.unit"),
        period=w("table.period"),
        rank=w("table.rank"),
        score=w("table.score"),
        note=w("table.note"),
        zone=sentence_case(w("vocab.rank_limit", k=view.limit)) if target else "",
    )
    options = charts.BumpOptions.for_table(drawn, columns, language=view.language, words=words)
    return drawn, options


def scores(shown: Shown) -> None:
    """The scores of the editions that can be compared, with the cut line as a line of its own."""
    view, w = shown.view, shown.view.words
    st.subheader(w("trajectory.scores"))
    spans = timelines.score_spans(
        view.store,
        view.version,
        index_code=view.index_code,
        period_type=shown.period_type,
        home=view.home,
        scheme=view.scheme,
    )
    if not spans:
        st.info(w("trajectory.no_scores", home=_home_name(view)))
        return
    span = spans[0]
    if len(spans) > 1:
        labels = {"~".join(one): _span_label(shown, one) for one in spans}
        span = tuple(
            selection.segments("span", w("control.score_span"), labels, next(iter(labels))).split(
                "~"
            )
        )
    found = _scores(shown, span)
    drawn, options = _score_lines(shown, span)
    own = [mark.point.score for mark in found.marks if mark.role == "home"]
    figure.chart(
        "score_lines",
        options,
        drawn,
        alt=w(
            "chart.score_lines_alt",
            n=len(found.columns),
            index=_index(view),
            type=w(f"period_type.{shown.period_type}"),
            home=_home_name(view),
            score=w.number(own[-1] if own else None, _decimals(found)),
        ),
        key=SCORE_LINES,
        selection_mode="picked",
        on_select=lambda: _toggle(view, figure.clicked(SCORE_LINES)),
    )
    _foot(shown, found, "score", "score_lines", options, drawn, w("trajectory.scores"))


def _scores(shown: Shown, span: tuple[str, ...]) -> Timeline:
    view = shown.view
    return timelines.scores(
        view.store,
        view.version,
        index_code=view.index_code,
        span=span,
        home=view.home,
        scheme=view.scheme,
        peers=shown.peers,
        most=shown.most,
    )


def _span_label(shown: Shown, span: tuple[str, ...]) -> str:
    """The first and the last period of a part: "17/09/2026 – 10/10/2026"."""
    found = _scores(replace(shown, peers=(), most=timelines.MOST_COLUMNS["all"]), span)
    ends = (found.columns[0].edition, found.columns[-1].edition)
    return " – ".join(shown.view.words.period_short(item) for item in ends)


@lru_cache(maxsize=128)
def _score_lines(shown: Shown, span: tuple[str, ...]) -> tuple[pa.Table, charts.ScoreLinesOptions]:
    view, w = shown.view, shown.view.words
    found = _scores(shown, span)
    columns = _columns(view, found)
    cut = {}
    if view.limit is not None and found.columns[0].edition.scheme == view.scheme:
        cut = dict(
            timelines.cut_lines(
                view.store,
                view.version,
                edition_ids=tuple(column["edition_id"] for column in columns),
                unit_code=view.home,
                limit=view.limit,
            )
        )
    drawn = charts.score_lines_table(
        [_point(view, mark, "score") for mark in found.marks],
        columns,
        cut={
            edition_id: (line, evidence_key.of("cut_line", edition_id, view.home, view.limit))
            for edition_id, line in cut.items()
        },
        cut_name=w("trajectory.cut_line", k=view.limit),
        decimals=_decimals(found),
        language=view.language,
    )
    words = charts.ScoreLinesWords(
        unit=w("table.unit"),
        period=w("table.period"),
        rank=w("table.rank"),
        score=w("table.score"),
        note=w("table.note"),
    )
    options = charts.ScoreLinesOptions.for_table(
        drawn, columns, language=view.language, words=words
    )
    return drawn, options


def _toggle(view: View, codes: set[str]) -> None:
    """A click on a unit adds it to those in colour, or takes it away; home is always there."""
    names = {
        row["unit_code"]
        for row in queries.units(view.store, view.version, scheme=view.scheme).to_pylist()
    }
    chosen = list(selection.chosen_several("peers"))
    for code in sorted((codes & names) - {view.home}):
        if code in chosen:
            chosen.remove(code)
        else:
            chosen.append(code)
    selection.choose_several("peers", chosen[-MOST_COMPARED:])


def _columns(view: View, found: Timeline) -> list[dict]:
    w = view.words
    columns = []
    for column in found.columns:
        label, year = said.tick(w, column.edition)
        columns.append(
            {
                "edition_id": column.edition.edition_id,
                "label": label,
                "year": year,
                "period": w.period(column.edition),
                "gap": said.gap_reason(w, column.gap),
                "hole": column.hole,
                "target": column.edition.scheme == view.scheme,
            }
        )
    return columns


def _point(view: View, mark: Mark, measure: str) -> dict:
    point = mark.point
    keys = {
        name: evidence_key.figure(point.edition_id, point.unit_code, "total", name)
        for name in ("rank", "score")
    }
    return {
        "edition_id": point.edition_id,
        "track": mark.track,
        "unit_code": mark.track,
        "name": view.words.name(point),
        "role": mark.role,
        "rank": point.rank,
        "units": point.units,
        "score": point.score,
        "before": mark.place and mark.place.before,
        "passed": bool(mark.place and mark.place.over),
        "segment": mark.place and mark.place.segment,
        "mark": mark.mark,
        "note": _note(view, point.status, point.disputed),
        "evidence_key": keys[measure],
        "rank_key": keys["rank"],
        "score_key": keys["score"],
    }


def _note(view: View, status: str | None, disputed: bool) -> str | None:
    """What must be said beside the figures of a unit."""
    w = view.words
    notes = [w(f"chip.{status}")] if status in ("derived", "provisional", "self_reported") else []
    if disputed:
        notes.append(w("chip.conflict"))
    return "; ".join(notes) or None


def _decimals(found: Timeline) -> int:
    return max((column.edition.decimals for column in found.columns), default=2)


# --- Under a figure ------------------------------------------------------------------------------


def _foot(
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
    source = sentences.caption(w, _source(view, found), _coverage(view, found, measure))
    st.caption("  \n".join([*_notes(view, found, measure), source]))
    figure.picture_button(
        view,
        name,
        options,
        drawn,
        title=title,
        subtitle=f"{_index(view)}, {w(f'period_type.{shown.period_type}')}",
        source=source,
        file_name=w("download.file_trajectory"),
    )


def _notes(view: View, found: Timeline, measure: str) -> list[str]:
    w = view.words
    marks = {mark.mark for mark in found.marks}
    joined = [mark.place for mark in found.marks if mark.place and mark.place.before]
    notes = [w("trajectory.click_hint"), w("trajectory.evidence_hint", home=_home_name(view))]
    if any(place.over for place in joined):
        notes.append(w("trajectory.dashed_note"))
    if any(column.hole for column in found.columns):
        notes.append(w("trajectory.interrupted_note"))
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
        most, home = timelines.MOST_LINES, _home_name(view)
        notes.append(w("trajectory.left_out_note", most=most, home=home, n=found.left_out))
    return [" ".join(notes), *_gap_notes(view, found)]


def _gap_notes(view: View, found: Timeline) -> list[str]:
    w = view.words
    methods = {
        row["method_code"]: row for row in queries.methods(view.store, view.version).to_pylist()
    }
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


def _source(view: View, found: Timeline) -> str:
    """The source of most figures drawn, and how many others there are."""
    used = Counter(
        code
        for mark in found.marks
        for code in (mark.point.rank_source_id, mark.point.score_source_id)
        if code is not None
    )
    known = {row["source_id"]: row for row in queries.sources(view.store, view.version).to_pylist()}
    codes = [code for code, _ in used.most_common() if code in known]
    first = None
    if codes:
        first = Source(**{name: known[codes[0]][name] for name in Source.__dataclass_fields__})
    line = edition.source_line(view, first, view.index_code)
    if len(codes) < 2:
        return line
    return view.words.plural("source.and_others", len(codes) - 1, source=line)


def _coverage(view: View, found: Timeline, measure: str) -> str:
    own = {mark.point.edition_id for mark in found.marks if mark.role == "home"}
    facts = [column.edition for column in found.columns]
    known = Counter(
        point.edition_id
        for point in trajectory.points(view.store, view.version, index_code=view.index_code)
        if getattr(point, measure) is not None
    )
    full = sum(known[item.edition_id] == item.units for item in facts)
    key = "trajectory.coverage" if measure == "rank" else "trajectory.coverage_scores"
    return view.words(key, n=len(facts), full=full, own=len(own), home=_home_name(view))


def _points_sheet(shown: Shown) -> exports.Sheet:
    """Every point of the period type with what it may be joined with."""
    view, w = shown.view, shown.view.words
    found = trajectory.chosen(
        view.store, view.version, index_code=view.index_code, period_type=shown.period_type
    )
    found = [point for point in found if point.rank is not None or point.score is not None]
    facts = {
        item.edition_id: item
        for item in editions.of_index(view.store, view.version, view.index_code)
    }
    decimals = max(facts[point.edition_id].decimals for point in found)
    names = ("period", "scheme", "method", "unit_code", "unit", "rank", "score", "status", "note")
    names = (*names, "segment")
    numbers = {"rank": 0, "score": decimals}
    return exports.Sheet(
        title=f"{_index(view)}, {w(f'period_type.{shown.period_type}')}",
        notes=_about(view),
        columns=tuple(w(f"table.{name}") for name in names),
        decimals=tuple(numbers.get(name) for name in names),
        rows=tuple(
            (
                w.period(point),
                w(f"scheme.{point.scheme}"),
                point.method_code,
                point.unit_code,
                w.name(point),
                point.rank,
                point.score,
                w(f"status.{point.status}") if point.status else None,
                _note(view, None, point.disputed),
                point.segment,
            )
            for point in found
        ),
        labelled=names.index("unit"),
        keys=tuple(
            tuple(
                evidence_key.figure(point.edition_id, point.unit_code, "total", name)
                if name in numbers
                else None
                for name in names
            )
            for point in found
        ),
    )


def _about(view: View) -> tuple[tuple[str, str], ...]:
    w = view.words
    row = editions.index_row(view.store, view.version, view.index_code)
    version = sentences.version_shown(w, view.live_version or view.version, view.as_of)
    return (
        (w("download.about_index"), w.name(row)),
        (w("download.about_version"), str(version)),
    )


# --- Who moved -----------------------------------------------------------------------------------


@st.fragment
def moves(shown: Shown) -> None:
    """Who climbed and who fell between two editions, and who climbed from where home stands."""
    view, w = shown.view, shown.view.words
    st.subheader(w("trajectory.delta"))
    pair = _two_editions(shown)
    if pair is None:
        return
    before, after = pair
    home = editions.home_code(view.store, view.version, after.scheme)
    found = trajectory.moves(
        view.store,
        view.version,
        from_edition=before.edition_id,
        to_edition=after.edition_id,
        first=home,
    )
    name = w.name(next(move for move in found if move.unit_code == home))
    st.markdown(
        said.moves_finding(w, home=name, home_code=home, first=before, second=after, moves=found)
    )
    notes = []
    if after.scheme != view.scheme:
        notes.append(w("trajectory.old_scheme", scheme=w(f"scheme.{after.scheme}")))
    if before.method_code != after.method_code:
        notes.append(w("trajectory.ranks_only"))
    if notes:
        st.caption(" ".join(notes))
    here = replace(view, edition=after)
    table.draw(
        here,
        [_record(here, before, move) for move in found],
        key="moves",
        empty=w("empty.no_findings"),
        height=420,
        decimals=after.decimals,
        optional=[w("table.note"), w("table.score_change")],
        keys=[_keys(here, before, move) for move in found],
    )
    st.caption(edition.caption(here))
    table.downloads(
        here, lambda: _moves_sheet(here, before, found), file_name=w("download.file_moves")
    )
    _climbers(here, before, home, name)


def _two_editions(shown: Shown) -> tuple[EditionFacts, EditionFacts] | None:
    """The controls for the two editions; None, with a sentence, where there are not two."""
    view, w = shown.view, shown.view.words
    tables = _tables(shown)
    later = {
        item.edition_id: item
        for number, item in enumerate(tables)
        if any(other.scheme == item.scheme for other in tables[number + 1 :])
    }
    if not later:
        st.info(w("trajectory.need_two", n=len(tables)))
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # Drawn second, chosen first: what may stand on the left depends on it.
        left, right = st.container(width=300), st.container(width=300)
        with right:
            labels = {code: _period_label(view, item) for code, item in later.items()}
            after = later[selection.select("to", w("control.to"), labels, next(iter(labels)))]
        earlier = {
            item.edition_id: item
            for item in tables
            if item.scheme == after.scheme and item.period_end < after.period_end
        }
        with left:
            labels = {code: _period_label(view, item) for code, item in earlier.items()}
            default = _first_comparable(after, list(earlier.values()))
            before = earlier[selection.select("from", w("control.from"), labels, default)]
    return before, after


def _tables(shown: Shown) -> list[EditionFacts]:
    """The editions of the type that rank the field, newest first, home's scheme before others."""
    view = shown.view
    schemes = dict.fromkeys(
        [
            view.scheme,
            *(item.scheme for item in editions.of_index(view.store, view.version, view.index_code)),
        ]
    )
    return [
        item
        for scheme in schemes
        for item in reversed(
            trajectory.tables(
                view.store,
                view.version,
                index_code=view.index_code,
                period_type=shown.period_type,
                scheme=scheme,
            )
        )
    ]


def _first_comparable(after: EditionFacts, earlier: list[EditionFacts]) -> str:
    """The first table under the same rules and count as the later one, else the one before it."""
    same = [
        item
        for item in earlier
        if item.method_code == after.method_code
        and (
            item.period_type != "year_to_date" or item.period_start.year == after.period_start.year
        )
    ]
    return (same[-1] if same else earlier[0]).edition_id


def _period_label(view: View, item: EditionFacts) -> str:
    text = view.words.period_short(item)
    text = f"{text[:1].upper()}{text[1:]}"
    return text if item.scheme == view.scheme else f"{text} · {item.units}"


def _record(view: View, before: EditionFacts, move: Move) -> dict[str, object]:
    w, after = view.words, view.edition
    a, b = w.period_short(before), w.period_short(after)
    return {
        w("table.unit"): w.name(move),
        w("table.rank_change"): None if move.climbed is None else w.movement(move.climbed),
        w("table.rank_at", period=a): move.rank_from,
        w("table.rank_at", period=b): move.rank_to,
        w("table.score_at", period=a): move.score_from,
        w("table.score_at", period=b): move.score_to,
        w("table.score_change"): None
        if move.gained is None
        else w.change(move.gained, after.decimals),
        w("table.note"): _note(view, move.status, move.disputed),
    }


def _keys(view: View, before: EditionFacts, move: Move) -> dict[str, str]:
    """The keys of the figures of a row, by column."""
    w, found = view.words, {}
    for item in (before, view.edition):
        period = w.period_short(item)
        for measure, heading in (
            ("rank", w("table.rank_at", period=period)),
            ("score", w("table.score_at", period=period)),
        ):
            found[heading] = evidence_key.figure(item.edition_id, move.unit_code, "total", measure)
    for measure, heading in (("rank", "table.rank_change"), ("score", "table.score_change")):
        known = move.climbed if measure == "rank" else move.gained
        if known is not None:
            found[w(heading)] = evidence_key.made_of(
                "change",
                *(
                    evidence_key.figure(item.edition_id, move.unit_code, "total", measure)
                    for item in (before, view.edition)
                ),
            )
    return found


def _climber_keys(
    view: View, before: EditionFacts, climber: Climber, gained: str
) -> dict[str, str]:
    """As `_keys`; what a climber gained leads to the component in which it gained most."""
    keys = _keys(view, before, climber.move)
    for gain in climber.gains[:1]:
        keys[gained] = evidence_key.made_of(
            "change",
            *(
                evidence_key.figure(
                    item.edition_id, climber.move.unit_code, gain.component, "score"
                )
                for item in (before, view.edition)
            ),
        )
    return keys


def _moves_sheet(view: View, before: EditionFacts, found: tuple[Move, ...]) -> exports.Sheet:
    w, after = view.words, view.edition
    records = [_record(view, before, move) for move in found]
    numbers = {}
    for item in (before, after):
        numbers[w("table.rank_at", period=w.period_short(item))] = 0
        numbers[w("table.score_at", period=w.period_short(item))] = after.decimals
    columns = tuple(records[0])
    return exports.Sheet(
        title=edition.heading(view),
        notes=((w("control.from"), w.period(before)), *edition.about(view)),
        columns=columns,
        decimals=tuple(numbers.get(name) for name in columns),
        rows=tuple(tuple(record.values()) for record in records),
        labelled=0,
        keys=tuple(
            tuple(keys.get(name) for name in columns)
            for keys in (_keys(view, before, move) for move in found)
        ),
    )


def _climbers(view: View, before: EditionFacts, home: str, name: str) -> None:
    """Who stood where home stands now and has climbed since, and where they gained most."""
    w, after = view.words, view.edition
    found = trajectory.climbers(
        view.store,
        view.version,
        from_edition=before.edition_id,
        to_edition=after.edition_id,
        unit_code=home,
    )
    if found is None:
        return
    st.markdown(f"**{w('trajectory.climbers', home=name)}**")
    st.markdown(said.sample(w, home=name, first=before, second=after, found=found))
    if not found.climbers:
        return
    gained = w("table.gained_most")
    records = [
        _record(view, before, climber.move)
        | {gained: said.gains(w, climber.gains, after.decimals) or None}
        for climber in found.climbers
    ]
    table.draw(
        view,
        records,
        key="climbers",
        empty=w("trajectory.sample_none"),
        decimals=after.decimals,
        optional=[w("table.note"), w("table.score_change"), gained],
        keys=[_climber_keys(view, before, climber, gained) for climber in found.climbers],
    )
    if not found.components:
        st.caption(w("trajectory.no_gains"))
