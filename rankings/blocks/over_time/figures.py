"""The two figures: ranks of all units over the editions, and scores under one method."""

from dataclasses import replace

import pyarrow as pa
import streamlit as st

from rankings.blocks import address, figure, table
from rankings.blocks.controls import segments
from rankings.blocks.over_time.foot import foot
from rankings.blocks.over_time.sheet import points_sheet
from rankings.blocks.over_time.shown import Shown, decimals, note, ranked
from rankings.blocks.over_time.told import finding
from rankings.blocks.view import View
from rankings.charts import over_time_ranks, over_time_scores
from rankings.facts.over_time import timelines
from rankings.facts.over_time.timelines import Mark, Timeline
from rankings.sentences import over_time as said
from rankings.store import figure_keys, queries
from rankings.store.versions import memo
from rankings.words.text import Words, sentence_case

BUMP, SCORE_LINES = "figure_bump", "figure_score_lines"
MOST_COMPARED = 2


def ranks(shown: Shown) -> None:
    """The ranks of all units over the editions; a click on a mark brings its unit forward."""
    view, w = shown.view, shown.view.words
    found = ranked(view, shown.period_type, shown.peers, shown.most)
    st.subheader(w("trajectory.ranks"))
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
            index=view.index_name,
            type=w(f"period_type.{shown.period_type}"),
            finding=finding(shown).replace("**", ""),
        ),
        key=BUMP,
        selection_mode="picked",
        on_select=lambda: _toggle(view, figure.clicked(BUMP)),
    )
    foot(shown, found, "rank", "bump", options, drawn, w("trajectory.ranks"))
    table.downloads(view, lambda: points_sheet(shown), file_name=w("download.file_trajectory"))


@memo
def _bump(shown: Shown) -> tuple[pa.Table, over_time_ranks.Options]:
    view, w = shown.view, shown.view.words
    found = ranked(view, shown.period_type, shown.peers, shown.most)
    columns = _columns(view, found)
    target = view.limit is not None and any(column["target"] for column in columns)
    drawn = over_time_ranks.table(
        [_point(view, mark, "rank") for mark in found.marks],
        columns,
        limit=view.limit if target else None,
        limit_key=str(figure_keys.Target(view.index_code, view.scheme, view.home))
        if target
        else None,
        decimals=decimals(found),
        language=view.language,
    )
    zone = sentence_case(w("vocab.rank_limit", k=view.limit)) if target else ""
    words = over_time_ranks.Words(**_words(w), zone=zone)
    options = over_time_ranks.Options.for_table(drawn, columns, language=view.language, words=words)
    return drawn, options


def scores(shown: Shown) -> None:
    """The scores of the editions that can be compared, with the cut line as a line of its own."""
    view, w = shown.view, shown.view.words
    st.subheader(w("trajectory.scores"))
    spans = timelines.score_spans(
        view.at,
        index_code=view.index_code,
        period_type=shown.period_type,
        home=view.home,
        scheme=view.scheme,
    )
    if not spans:
        st.info(w("trajectory.no_scores", home=view.home_name))
        return
    span = spans[0]
    if len(spans) > 1:
        labels = {"~".join(one): _span_label(shown, one) for one in spans}
        span = tuple(
            segments("span", w("control.score_span"), labels, next(iter(labels))).split("~")
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
            index=view.index_name,
            type=w(f"period_type.{shown.period_type}"),
            home=view.home_name,
            score=w.number(own[-1] if own else None, decimals(found)),
        ),
        key=SCORE_LINES,
        selection_mode="picked",
        on_select=lambda: _toggle(view, figure.clicked(SCORE_LINES)),
    )
    foot(shown, found, "score", "score_lines", options, drawn, w("trajectory.scores"))


def _scores(shown: Shown, span: tuple[str, ...]) -> Timeline:
    view = shown.view
    return timelines.scores(
        view.at,
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


@memo
def _score_lines(shown: Shown, span: tuple[str, ...]) -> tuple[pa.Table, over_time_scores.Options]:
    view, w = shown.view, shown.view.words
    found = _scores(shown, span)
    columns = _columns(view, found)
    cut = {}
    if view.limit is not None and found.columns[0].edition.scheme == view.scheme:
        cut = dict(
            timelines.cut_lines(
                view.at,
                edition_ids=tuple(column["edition_id"] for column in columns),
                unit_code=view.home,
                limit=view.limit,
            )
        )
    drawn = over_time_scores.table(
        [_point(view, mark, "score") for mark in found.marks],
        columns,
        cut={
            edition_id: (line, str(figure_keys.CutLine(edition_id, view.home, view.limit)))
            for edition_id, line in cut.items()
        },
        cut_name=w("trajectory.cut_line", k=view.limit),
        decimals=decimals(found),
        language=view.language,
    )
    words = over_time_scores.Words(**_words(w))
    options = over_time_scores.Options.for_table(
        drawn, columns, language=view.language, words=words
    )
    return drawn, options


def _words(w: Words) -> dict[str, str]:
    """What both figures write of a point."""
    return {
        "unit": w("table.unit"),
        "period": w("table.period"),
        "rank": w("table.rank"),
        "score": w("table.score"),
        "note": w("table.note"),
    }


def _toggle(view: View, codes: set[str]) -> None:
    """A click on a unit adds it to those in colour, or takes it away; home is always there."""
    names = {row["unit_code"] for row in queries.units(view.at, scheme=view.scheme).to_pylist()}
    chosen = list(address.chosen_several("peers"))
    for code in sorted((codes & names) - {view.home}):
        if code in chosen:
            chosen.remove(code)
        else:
            chosen.append(code)
    address.choose_several("peers", chosen[-MOST_COMPARED:])


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
        name: figure_keys.figure(point.edition_id, point.unit_code, "total", name)
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
        "note": note(view, point.status, point.disputed),
        "evidence_key": keys[measure],
        "rank_key": keys["rank"],
        "score_key": keys["score"],
    }
