"""The ranking of one edition: ladder, map and table of all units."""

from dataclasses import asdict
from decimal import Decimal
from operator import attrgetter

import pyarrow as pa
import streamlit as st

from rankings.blocks import address, edition, figure, table
from rankings.blocks.controls import question, segments, select
from rankings.blocks.standing import ladder_component as components
from rankings.blocks.view import EditionView, View, choices, choose_edition
from rankings.charts import standing_ladder, standing_ladder_rows, standing_map
from rankings.facts import editions, standing
from rankings.ingest.sourcing import UNVERIFIED
from rankings.sentences import standing as said
from rankings.store import figure_keys, queries
from rankings.store.rows import picked
from rankings.store.versions import memo
from rankings.words.tables import IN_FILES, WHERE_KNOWN, Column, Table

MOST_COMPARED = 2
AHEAD = 3  # editions on either side of the one shown that the browser is given
FIGURES = {"live": "live", "plain": "plain"}
LIVE_LADDER = "live_ladder"
PLAIN_LADDER = "plain_ladder"


def tab(view: EditionView) -> str:
    """The choice between the two questions of the page: the ranking, or how sure the ranks are."""
    w = view.words
    names = ("ranking", "robustness")
    return question({name: w(f"standing.tab_{name}") for name in names}, w("control.question"))


def controls(view: EditionView) -> tuple[str, tuple[str, ...]]:
    """The controls of the page: region shown (empty: all) and units to compare."""
    w = view.words
    ranking = edition.ranking_of(view)
    regions = {row.region_code: w.field(row, "region") for row in ranking.rows if row.region_code}
    with choices("compared"):
        compared = edition.compared(view)
        if not regions:
            return "", compared
        with st.container(width=300):
            options = {"": w("control.region_all")} | dict(sorted(regions.items()))
            region = select("region", w("control.region"), options, "")
    return region, compared


def rows_shown(view: EditionView, region: str) -> list[standing.Row]:
    """The units of a region, or all; the home unit always among them."""
    home = edition.home_code(view)
    return [
        row
        for row in edition.ranking_of(view).rows
        if not region or row.region_code == region or row.unit_code == home
    ]


def ladder(view: EditionView, region: str, compared: tuple[str, ...]) -> None:
    """All units by score: home, cut line and target zone marked; a click picks a unit.

    Drawn by a component that steps through the comparable editions in the browser; with
    `?figures=plain` in the URL by Streamlit's own chart, for one edition.
    """
    w = view.words
    if badge := edition.unsourced_badge(view):
        st.markdown(badge)
    drawn = _ladder_table(view, region, compared)
    words = ladder_words(view, cut_line=_cut_line(view), zone=_zone(view))
    options = standing_ladder.Options.for_table(
        drawn, decimals=view.edition.decimals, language=view.language, words=words
    )
    if address.choice("figures", FIGURES, "live") == "plain":
        _plain_ladder(view, options, drawn)
    else:
        _live_ladder(view, region, compared)
    note = " ".join([*edition.cut_line_note(view), w("standing.click_hint"), *edition.notes(view)])
    figure.foot(
        view,
        "ladder",
        options,
        drawn,
        title=w("standing.ladder"),
        note=note,
        file_name=w("download.file_standing"),
    )


def _plain_ladder(view: EditionView, options: standing_ladder.Options, drawn: pa.Table) -> None:
    finding = edition.finding(view)
    st.markdown(finding)
    alt = said.ladder_alt(view.words, card=edition.card_of(view), finding=finding)
    figure.chart(
        "ladder",
        options,
        drawn,
        alt=alt,
        key=PLAIN_LADDER,
        selection_mode="picked",
        on_select=lambda: _toggle_compared(view, figure.clicked(PLAIN_LADDER)),
    )


def _live_ladder(view: EditionView, region: str, compared: tuple[str, ...]) -> None:
    every = comparable(view)
    place = every.index(view.edition)
    first, last = max(0, place - AHEAD), place + AHEAD
    boards = [_board(view.of_edition(item), region) for item in every[first : last + 1]]
    alt = said.ladder_alt(view.words, card=edition.card_of(view), finding=edition.finding(view))
    data = components.ladder_data(
        boards,
        edition=view.edition.edition_id,
        before=every[first - 1].edition_id if first else None,
        after=every[last + 1].edition_id if last + 1 < len(every) else None,
        ends=_ends(view),
        picked=compared,
        labels=ladder_labels(view, figure=alt, zone=_zone(view)),
        language=view.language,
        max_picked=MOST_COMPARED,
    )
    components.ladder(
        data=data,
        key=LIVE_LADDER,
        on_edition_change=lambda: choose_edition(view, st.session_state[LIVE_LADDER].edition),
        on_picked_change=lambda: address.choose_several(
            "peers", st.session_state[LIVE_LADDER].picked or []
        ),
        on_figure_change=lambda: ask(st.session_state[LIVE_LADDER].figure),
    )


def _ends(view: EditionView) -> list[Decimal | None]:
    """The lowest and the highest score of all editions to step through: one axis for them."""
    names = ("index_code", "method_code", "scheme", "period_type")
    kinds = queries.score_ends(view.at, **picked(view.edition, *names)).to_pylist()
    return [row[end] for row in kinds for end in ("low", "high")]


def ask(key: str | None) -> None:
    """The evidence of a score that was clicked."""
    if key:
        address.ask_figure(key)


def comparable(view: EditionView) -> list[editions.EditionFacts]:
    """The editions to step through, oldest first: same method, scheme and period type, of which
    at least half is known; and the one chosen."""
    now = view.edition
    return [
        item
        for item in reversed(editions.comparable(view.at, now))
        if item == now or 2 * max(item.known_scores, item.known_ranks) >= item.units
    ]


@memo
def _board(view: EditionView, region: str) -> dict:
    """One edition as the ladder's component takes it; read only."""
    return components.ladder_edition(
        _ladder_table(view, region, ()),
        edition_id=view.edition.edition_id,
        label=view.words.period_short(view.edition),
        finding=edition.finding(view),
        cut_line=_cut_line(view),
        figure=_score_key(view, "{unit}"),
    )


@memo
def _ladder_table(view: EditionView, region: str, compared: tuple[str, ...]) -> pa.Table:
    target = edition.has_target(view)
    cut_line = edition.card_of(view).position.cut_line
    return standing_ladder_rows.table(
        [_figures(view, row) for row in rows_shown(view, region)],
        home=edition.home_code(view),
        limit=view.limit if target else None,
        decimals=view.edition.decimals,
        language=view.language,
        cut_low=cut_line.low if target else None,
        cut_high=cut_line.high if target else None,
        picked=compared,
        cut_key=_cut_key(view),
    )


@st.fragment
def details(view: EditionView, region: str) -> None:
    """The table or the map of the same units; changing between them redraws only this part."""
    w = view.words
    tabs = {"table": w("tab.table"), "map": w("tab.map")}
    if segments("tab", w("page.standing"), tabs, "table", show_label=False) == "map":
        tile_map(view, region)
    else:
        standing_table(view, region)


def tile_map(view: EditionView, region: str) -> None:
    """The tile-grid map, coloured by rank or by score."""
    w = view.words
    if not queries.tiles(view.at, scheme=view.edition.scheme).num_rows:
        st.info(w("empty.no_map"))
        return
    measures = {"rank": w("control.colour_rank"), "score": w("control.colour_score")}
    measure = segments("colour", w("control.colour"), measures, "rank")
    drawn = _tile_table(view, region)
    options = standing_map.Options.for_table(
        drawn,
        decimals=view.edition.decimals,
        language=view.language,
        measure=measure,
        words=standing_map.Words(
            unit=w("table.unit"),
            rank=w("table.rank"),
            score=w("table.score"),
            note=w("table.note"),
            legend=measures[measure],
        ),
    )
    card = edition.card_of(view)
    figure.draw(
        view,
        "tile_map",
        options,
        drawn,
        title=w("standing.map"),
        finding=edition.finding(view),
        alt=w(
            "chart.map_alt",
            n=view.edition.units,
            by=measures[measure].lower(),
            index=card.index_short,
            period=w.period(card.edition),
            finding=edition.finding(view),
        ),
        note=w("chart.archipelagos"),
        file_name=w("download.file_map"),
    )


def standing_table(view: EditionView, region: str) -> None:
    """The ranking as a sortable table in the order of the ladder, with downloads."""
    w, described = view.words, _table(view, region)
    empty = w("empty.no_match", all=w("control.region_all"))
    table.draw(view, described, key="standing", empty=empty, height=420)
    table.downloads(
        view,
        lambda: described.sheet(edition.heading(view), edition.about(view), label=w("table.unit")),
        file_name=w("download.file_standing"),
    )


@memo
def _tile_table(view: EditionView, region: str) -> pa.Table:
    tiles = queries.tiles(view.at, scheme=view.edition.scheme).to_pylist()
    return standing_map.table(
        tiles,
        [_figures(view, row) for row in rows_shown(view, region)],
        home=edition.home_code(view),
        decimals=view.edition.decimals,
        language=view.language,
    )


def _toggle_compared(view: EditionView, codes: set[str]) -> None:
    """A click on a unit adds it to those compared, or takes it away; home is always there."""
    chosen = list(address.chosen_several("peers"))
    for code in sorted(codes - {edition.home_code(view)}):
        if code in chosen:
            chosen.remove(code)
        else:
            chosen.append(code)
    address.choose_several("peers", chosen[-MOST_COMPARED:])


def ladder_labels(view: EditionView, *, figure: str, zone: str) -> components.LadderLabels:
    """What the live ladder says. figure: what it is, read aloud; zone: what the rows inside the
    target are called, nothing where there is none."""
    w = view.words
    return components.LadderLabels(
        figure=figure,
        previous=w("control.edition_previous"),
        next=w("control.edition_next"),
        period=w("table.period"),
        rank=w("table.rank"),
        score=w("table.score"),
        note=w("table.note"),
        zone=zone,
        unknown=w("chart.unknown"),
        disputed=w("status.conflict"),
        apart=w("chart.unranked"),
    )


def ladder_words(view: EditionView, *, cut_line: str, zone: str) -> standing_ladder.Words:
    """What the drawn ladder says; cut_line and zone: nothing where there is no target."""
    w = view.words
    return standing_ladder.Words(
        unit=w("table.unit"),
        rank=w("table.rank"),
        score=w("table.score"),
        note=w("table.note"),
        cut_line=cut_line,
        zone=zone,
        unknown=w("chart.unknown"),
        disputed=w("status.conflict"),
        apart=w("chart.unranked"),
    )


def _cut_line(view: EditionView) -> str:
    """What the cut line is called; nothing where none is drawn."""
    return view.words("vocab.cut_line", k=view.limit) if edition.has_target(view) else ""


def _zone(view: EditionView) -> str:
    """What the rows inside the target are called; nothing where there is no target."""
    return view.words("vocab.rank_limit", k=view.limit) if edition.has_target(view) else ""


def _figures(view: EditionView, row: standing.Row) -> dict:
    figures = asdict(row) | {
        "note": _note(view, row),
        "evidence_key": _score_key(view, row.unit_code),
        "rank_key": _rank_key(view, row.unit_code),
    }
    if _anywhere(view, row):
        figures |= {"rank_low": None, "rank_high": None}
    return figures


def _anywhere(view: EditionView, row: standing.Row) -> bool:
    """True when the unit can have any rank: saying so of each says nothing."""
    return (row.rank_low, row.rank_high) == (1, view.edition.units)


def _note(view: View, row: standing.Row) -> str | None:
    """What must be said beside the figures of one unit."""
    how_sure = standing.certainty(row)
    badge = [view.words(f"certainty.{how_sure}")] if how_sure not in ("exact", "interval") else []
    return "; ".join([*badge, *filter(None, [_remainder(view, row)])]) or None


def _remainder(view: View, row: standing.Row) -> str | None:
    """What is left to say where a column tells how sure the rank is."""
    w = view.words
    notes = []
    if row.status in ("provisional", "self_reported"):
        notes.append(w(f"chip.{row.status}"))
    if row.confidence == UNVERIFIED:
        notes.append(w("chip.unsourced"))
    if row.ranks_disagree:
        notes.append(w("vocab.rank_disagree", a=row.rank_published, b=row.rank_computed))
    return "; ".join(notes) or None


def _score_key(view: EditionView, unit_code: str) -> str:
    return figure_keys.figure(view.edition.edition_id, unit_code, "total", "score")


def _rank_key(view: EditionView, unit_code: str) -> str:
    return figure_keys.figure(view.edition.edition_id, unit_code, "total", "rank")


def _cut_key(view: EditionView) -> str | None:
    """Names the cut line; None where none is drawn."""
    if not edition.has_target(view):
        return None
    home = edition.home_code(view)
    return str(figure_keys.CutLine(view.edition.edition_id, home, view.limit))


@memo
def _table(view: EditionView, region: str) -> Table[standing.Row]:
    """What is said of each unit, in the order of the ladder: a range leads to what is known of the
    figure itself."""
    w, decimals = view.words, view.edition.decimals
    order = _ladder_table(view, region, ())["unit_code"].to_pylist()
    rows = sorted(rows_shown(view, region), key=lambda row: order.index(row.unit_code))

    def score_key(row: standing.Row) -> str:
        return _score_key(view, row.unit_code)

    def rank_key(row: standing.Row) -> str:
        return _rank_key(view, row.unit_code)

    def rank_range(row: standing.Row) -> str | None:
        if row.rank is not None or _anywhere(view, row):
            return None
        return _interval(row.rank_low, row.rank_high, None, view)

    def score_range(row: standing.Row) -> str | None:
        if row.score is not None:
            return None
        return _interval(row.score_low, row.score_high, decimals, view)

    def basis(row: standing.Row) -> str | None:
        return w(f"rank_basis.{row.rank_basis}") if row.rank_basis else None

    def status(row: standing.Row) -> str | None:
        return w(f"status.{row.status}") if row.status else None

    return Table(
        rows,
        (
            Column(w("table.rank"), attrgetter("rank"), key=rank_key),
            Column(w("table.unit_code"), attrgetter("unit_code"), where=IN_FILES),
            Column(w("table.unit"), w.name),
            Column(w("table.score"), attrgetter("score"), key=score_key, decimals=decimals),
            Column(
                w("table.certainty"),
                lambda row: w(f"certainty.{standing.certainty(row)}"),
                where=WHERE_KNOWN,
                usual=w("certainty.exact"),
            ),
            Column(w("table.rank_range"), rank_range, key=rank_key, where=WHERE_KNOWN),
            Column(w("table.score_range"), score_range, key=score_key, where=WHERE_KNOWN),
            Column(w("table.region"), lambda row: w.field(row, "region"), where=WHERE_KNOWN),
            Column(w("table.rank_basis"), basis),
            Column(w("table.status"), status, where=IN_FILES),
            Column(w("table.note"), lambda row: _remainder(view, row), where=WHERE_KNOWN),
        ),
    )


def _interval(low: object, high: object, decimals: int | None, view: View) -> str | None:
    """ "38,93 – 44,92"; an open end as "≤" or "≥"; None when neither end is known."""
    w = view.words
    if low is None and high is None:
        return None
    if low is None:
        return f"≤ {w.number(high, decimals)}"
    if high is None:
        return f"≥ {w.number(low, decimals)}"
    return f"{w.number(low, decimals)} – {w.number(high, decimals)}"
