"""All units ranked by one component or sub-indicator: ladder, map and table, as by the total."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

import pyarrow as pa
import streamlit as st

from rankings.blocks import address, edition, figure, table
from rankings.blocks import standing as by_total
from rankings.blocks.controls import segments, select
from rankings.blocks.standing import ladder_component
from rankings.blocks.view import EditionView, choose_edition
from rankings.charts import standing_ladder, standing_ladder_rows, standing_map
from rankings.facts import components, subindicators
from rankings.facts.components import Ranked
from rankings.facts.editions import EditionFacts
from rankings.facts.subindicators import PER_CENT, Rule
from rankings.sentences import components_counts as said_of_counts
from rankings.sentences import standing_by_indicator as said
from rankings.store import figure_keys, queries
from rankings.store.problems import Problem
from rankings.store.rounding import decimal_of
from rankings.store.versions import memo
from rankings.words.tables import IN_FILES, WHERE_KNOWN, Column, Table
from rankings.words.text import sentence_case

TOTAL = "total"
LIVE_LADDER, PLAIN_LADDER = "live_ladder_indicator", "plain_ladder_indicator"
SHARE_DIGITS = 9  # more than are shown
BEST_NAMED = 2


@dataclass(frozen=True)
class Shown:
    """What is ranked: one indicator of the edition of a view.

    name: as the page calls it. kind: share | points | score; rule: of a sub-indicator.
    """

    view: EditionView
    code: str
    name: str
    kind: str
    rule: Rule | None

    @property
    def rows(self) -> tuple[Ranked, ...]:
        """All units, best first."""
        return ranked(self.view, self.view.edition, self.code)

    def at(self, item: EditionFacts) -> "Shown":
        """The same of another edition."""
        return replace(self, view=self.view.of_edition(item))

    def key(self, unit_code: str, measure: str = "score") -> str:
        """The key of a unit's figure."""
        return figure_keys.figure(self.view.edition.edition_id, unit_code, self.code, measure)


def choice(view: EditionView) -> Shown | None:
    """The control for what is ranked; None for the total."""
    w = view.words
    shown = {each.code: each for each in _offered(view)}
    if not shown:
        return None
    options = {TOTAL: sentence_case(w("level.total"))} | {
        code: each.name for code, each in shown.items()
    }
    with st.container(width=460, key="choices_of_indicator"):
        return shown.get(select("indicator", w("control.ranked_by"), options, TOTAL))


@memo
def _offered(view: EditionView) -> tuple[Shown, ...]:
    """The components and sub-indicators by which the units of the edition can be ranked."""
    w = view.words
    parts = components.comparison(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=view.limit,
    )
    every = [
        *(Shown(view, part.component, w.name(part) or "", part.value_kind, None) for part in parts),
        *(
            Shown(view, rule.indicator_code, said_of_counts.name(w, rule), "points", rule)
            for rule in subindicators.rules(view.at, edition_id=view.edition.edition_id)
        ),
    ]
    return tuple(each for each in every if sum(row.rank is not None for row in each.rows) > 1)


def ranked(view: EditionView, item: EditionFacts, code: str) -> tuple[Ranked, ...]:
    """All units of an edition by an indicator, best first; none where the edition lacks it."""
    try:
        return components.ranking(view.at, edition_id=item.edition_id, indicator_code=code)
    except Problem:
        return ()


def ladder(shown: Shown, region: str, compared: tuple[str, ...]) -> None:
    """All units by their score in the indicator."""
    view = shown.view
    w = view.words
    drawn = _ladder_table(shown, region, compared)
    options = standing_ladder.Options.for_table(
        drawn,
        decimals=view.edition.decimals,
        language=view.language,
        words=by_total.ladder_words(view, cut_line="", zone=""),
    )
    plain = address.choice("figures", by_total.FIGURES, "live") == "plain"
    if plain:
        st.markdown(finding(shown))
        figure.chart("ladder", options, drawn, alt=_alt(shown), key=PLAIN_LADDER)
    else:
        _live(shown, region, compared)
    figure.foot(
        view,
        "ladder",
        options,
        drawn,
        title=shown.name,
        note=" ".join([*_notes(shown), *([] if plain else [w("standing.click_hint")])]),
        file_name=_file_name(shown),
    )


def _live(shown: Shown, region: str, compared: tuple[str, ...]) -> None:
    view, w = shown.view, shown.view.words
    boards = [
        ladder_component.ladder_edition(
            _ladder_table(each, region, ()),
            edition_id=each.view.edition.edition_id,
            label=w.period_short(each.view.edition),
            finding=finding(each),
            cut_line="",
            figure=each.key("{unit}"),
        )
        for each in _steps(shown)
    ]
    ladder_component.ladder(
        data=ladder_component.ladder_data(
            boards,
            edition=view.edition.edition_id,
            picked=compared,
            labels=by_total.ladder_labels(view, figure=_alt(shown), zone=""),
            language=view.language,
            max_picked=by_total.MOST_COMPARED,
        ),
        key=LIVE_LADDER,
        on_edition_change=lambda: choose_edition(view, st.session_state[LIVE_LADDER].edition),
        on_picked_change=lambda: address.choose_several(
            "peers", st.session_state[LIVE_LADDER].picked or []
        ),
        on_figure_change=lambda: by_total.ask(st.session_state[LIVE_LADDER].figure),
    )


def _steps(shown: Shown) -> list[Shown]:
    """The editions round the one chosen that have the indicator, oldest first."""
    now = shown.view.edition
    every = [
        item
        for item in by_total.comparable(shown.view)
        if item == now or any(row.rank is not None for row in ranked(shown.view, item, shown.code))
    ]
    place = every.index(now)
    near = every[max(0, place - by_total.AHEAD) : place + by_total.AHEAD + 1]
    return [shown.at(item) for item in near]


@st.fragment
def details(shown: Shown, region: str) -> None:
    """The table or the map of the same units."""
    w = shown.view.words
    tabs = {"table": w("tab.table"), "map": w("tab.map")}
    if segments("tab", w("page.standing"), tabs, "table", show_label=False) == "map":
        _tile_map(shown, region)
    else:
        _standing_table(shown, region)


def finding(shown: Shown) -> str:
    """Where home stands in the indicator, and who is best."""
    view, w = shown.view, shown.view.words
    home, names = edition.home_code(view), edition.names(view)
    own = next((row for row in shown.rows if row.unit_code == home), None)
    best = [row for row in shown.rows if row.rank == 1]
    leaders = w.join(names[row.unit_code] for row in best[:BEST_NAMED])
    score = None if own is None else own.score
    return said.finding(
        w,
        heading=edition.heading(view),
        name=shown.name,
        home=names[home],
        own=own,
        ranked_units=sum(row.rank is not None for row in shown.rows),
        score=said.score_of(w, score, shown.kind, view.edition.decimals),
        counts=_counts(shown, home),
        best=f"{leaders} ({said.score_of(w, best[0].score, shown.kind, view.edition.decimals)})"
        if best and own not in best and len(best) <= BEST_NAMED
        else None,
    )


def _counts(shown: Shown, unit_code: str) -> str | None:
    """The counts that a unit's score follows from, as text."""
    if shown.rule is None:
        return None
    place = {"edition_id": shown.view.edition.edition_id, "indicator_code": shown.code}
    units = subindicators.ranking(shown.view.at, **place)
    own = next((row for row in units if row.unit_code == unit_code), None)
    return said_of_counts.counts(shown.view.words, shown.rule, own)


def _notes(shown: Shown) -> list[str]:
    """What is to be known of the points of a sub-indicator: how they are made, what is in doubt."""
    if shown.rule is None:
        return []
    view, w = shown.view, shown.view.words
    sub = subindicators.one_of_unit(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=view.limit,
        indicator_code=shown.code,
    )
    doubts = said_of_counts.doubts(w, [sub])
    return [w("standing.by_rule"), *doubts] if doubts else [w("standing.by_rule"), _proof(shown)]


def _proof(shown: Shown) -> str:
    return shown.view.words.field(shown.rule, "note") or ""


def _alt(shown: Shown) -> str:
    view = shown.view
    return view.words(
        "chart.ladder_alt",
        n=view.edition.units,
        index=view.index_name,
        period=view.words.period(view.edition),
        finding=finding(shown),
    )


def _file_name(shown: Shown) -> str:
    return f"{shown.view.words('download.file_standing')}-{shown.code}"


def _of_region(shown: Shown, region: str) -> list[Ranked]:
    """The units of a region, or all; the home unit always among them."""
    codes = {row.unit_code for row in by_total.rows_shown(shown.view, region)}
    return [row for row in shown.rows if row.unit_code in codes]


def _figures(shown: Shown, row: Ranked) -> dict[str, object]:
    w = shown.view.words
    notes = [_counts(shown, row.unit_code), w("counts.provisional") if row.provisional else None]
    return {
        "unit_code": row.unit_code,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "score": row.score,
        "rank": row.rank,
        "disputed": row.disputed,
        "status": "provisional" if row.provisional else None,
        "note": "; ".join(filter(None, notes)) or None,
        "evidence_key": shown.key(row.unit_code),
        "rank_key": shown.key(row.unit_code, "rank"),
    }


@memo
def _ladder_table(shown: Shown, region: str, compared: tuple[str, ...]) -> pa.Table:
    return standing_ladder_rows.table(
        [_figures(shown, row) for row in _of_region(shown, region)],
        home=edition.home_code(shown.view),
        limit=None,
        decimals=shown.view.edition.decimals,
        language=shown.view.language,
        picked=compared,
    )


def _tile_map(shown: Shown, region: str) -> None:
    view, w = shown.view, shown.view.words
    tiles = queries.tiles(view.at, scheme=view.edition.scheme).to_pylist()
    if not tiles:
        st.info(w("empty.no_map"))
        return
    measures = {"rank": w("control.colour_rank"), "score": w("control.colour_score")}
    measure = segments("colour", w("control.colour"), measures, "rank")
    drawn = standing_map.table(
        tiles,
        [_figures(shown, row) for row in _of_region(shown, region)],
        home=edition.home_code(view),
        decimals=view.edition.decimals,
        language=view.language,
    )
    words = standing_map.Words(
        unit=w("table.unit"),
        rank=w("table.rank"),
        score=w("table.score"),
        note=w("table.note"),
        legend=measures[measure],
    )
    options = standing_map.Options.for_table(
        drawn,
        decimals=view.edition.decimals,
        language=view.language,
        measure="score" if measure == "score" else "rank",
        words=words,
    )
    figure.draw(
        view,
        "tile_map",
        options,
        drawn,
        title=f"{w('standing.map')}: {shown.name}",
        alt=w(
            "chart.map_alt",
            n=view.edition.units,
            by=measures[measure].lower(),
            index=view.index_name,
            period=w.period(view.edition),
            finding=finding(shown),
        ),
        note=w("chart.archipelagos"),
        file_name=f"{w('download.file_map')}-{shown.code}",
    )


def _standing_table(shown: Shown, region: str) -> None:
    view, w = shown.view, shown.view.words
    described = _table(shown, _of_region(shown, region))
    empty = w("empty.no_match", all=w("control.region_all"))
    table.draw(view, described, key="standing_indicator", empty=empty, height=420)
    title = f"{edition.heading(view)}, {shown.name}"
    table.downloads(
        view,
        lambda: described.sheet(title, edition.about(view), label=w("table.unit")),
        file_name=_file_name(shown),
    )


def _table(shown: Shown, rows: list[Ranked]) -> Table[Ranked]:
    """What is said of each unit."""
    w, decimals = shown.view.words, shown.view.edition.decimals
    edition_id = shown.view.edition.edition_id

    def share(row: Ranked) -> Decimal | None:
        if row.numerator is None or not row.denominator:
            return None
        numerator, denominator = (int(count) for count in (row.numerator, row.denominator))
        return decimal_of(Fraction(numerator, denominator) * PER_CENT, SHARE_DIGITS)

    def share_key(row: Ranked) -> str | None:
        if share(row) is None:
            return None
        return str(figure_keys.Share(edition_id, row.unit_code, shown.code))

    def counted(measure: str) -> Column[Ranked]:
        return Column(
            w(f"table.{measure}"),
            attrgetter(measure),
            key=lambda row: shown.key(row.unit_code, measure),
            decimals=0,
            where=WHERE_KNOWN,
        )

    return Table(
        rows,
        (
            Column(
                w("table.rank"),
                attrgetter("rank"),
                key=lambda row: shown.key(row.unit_code, "rank"),
            ),
            Column(w("table.unit_code"), attrgetter("unit_code"), where=IN_FILES),
            Column(w("table.unit"), w.name),
            Column(
                w("table.score"),
                attrgetter("score"),
                key=lambda row: shown.key(row.unit_code),
                decimals=decimals,
            ),
            counted("numerator"),
            counted("denominator"),
            Column(w("table.share_percent"), share, key=share_key, decimals=2, where=WHERE_KNOWN),
            Column(
                w("table.certainty"),
                lambda row: w(f"certainty.{row.certainty}"),
                where=WHERE_KNOWN,
                usual=w("certainty.exact"),
            ),
            Column(
                w("table.note"),
                lambda row: w("counts.provisional") if row.provisional else None,
                where=WHERE_KNOWN,
            ),
            Column(
                w("table.status"),
                lambda row: w(f"status.{row.status}") if row.status else None,
                where=IN_FILES,
            ),
        ),
    )
