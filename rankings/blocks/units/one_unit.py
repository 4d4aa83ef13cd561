"""One unit inside a province: its place, its groups, what it lacks and costs the province."""

from decimal import Decimal
from fractions import Fraction

import streamlit as st

from rankings.blocks import evidence, table
from rankings.blocks import units as frame
from rankings.blocks.controls import select
from rankings.blocks.view import TableView
from rankings.evidence.units import COUNTS, POINTS
from rankings.facts import units
from rankings.facts.subindicators import PER_CENT
from rankings.facts.units import one_unit
from rankings.facts.units.one_unit import Card, Group, Part
from rankings.sentences import components_counts as counts_said
from rankings.sentences import units as said
from rankings.store import figure_keys
from rankings.store.rounding import decimal_of
from rankings.store.versions import memo
from rankings.words.tables import WHERE_KNOWN, Column, Table

WIDTH = 440


def draw(view: TableView) -> None:
    """The control for the unit, and its card."""
    w = view.words
    names = frame.unit_names(view)
    if not names:
        st.info(w("units.no_counts"))
        return
    options = {"": w("units.pick_unit")} | dict(
        sorted(names.items(), key=lambda item: w.sort_key(item[1]))
    )
    with st.container(width=WIDTH):
        code = select(frame.UNIT, w("units.column_unit"), options, "")
    if not code:
        st.caption(w("units.pick_unit_note"))
        return
    card = one_unit.card(
        view.at, edition_id=view.table.edition_id, unit_code=code, asked=units.BEST
    )
    _head(view, card)
    st.subheader(w("units.groups"))
    table.draw(view, group_table(view, card), key="units_groups")
    st.subheader(w("units.parts"))
    described = part_table(view, card)
    table.draw(view, described, key="units_parts")
    sources = [part.unit.source_id for part in card.parts]
    st.caption(f"{w('units.parts_note')}  \n{frame.caption(view, sources)}")
    title = f"{names[code]}: {frame.heading(view)}"
    table.downloads(
        view,
        lambda: described.sheet(title, frame.about(view, sources)),
        file_name=w("units.file_unit", code=code),
    )


def findings(view: TableView, card: Card) -> list[str]:
    """Where it stands, and the sub-indicator in which it costs the province most."""
    w = view.words
    dearest = next((part for part in card.parts if part.line and part.line.points), None)
    standing = said.standing(w, card, decimals=view.table.decimals)
    return [standing, *([said.costs(w, dearest)] if dearest is not None else [])]


def _head(view: TableView, card: Card) -> None:
    """Name, findings, and the figures of total and place."""
    w, unit = view.words, card.unit
    st.subheader(said.unit_name(w, unit))
    place = view.table.edition_id, unit.unit_code
    for sentence in findings(view, card):
        st.markdown(sentence)
    shown = {}
    if unit.score is not None:
        key = figure_keys.figure(*place, units.TOTAL, "score")
        shown[w.number(unit.score, view.table.decimals)] = key
    if card.total.rank is not None:
        key = str(figure_keys.UnitPlace(*place, units.TOTAL))
        shown[w.rank(card.total.rank, card.total.ranked)] = key
    evidence.figures(view, "unit_card", shown)


@memo
def group_table(view: TableView, card: Card) -> Table[Group]:
    """The components of the index as they are printed for a unit."""
    w = view.words
    place = view.table.edition_id, card.unit.unit_code
    method = view.table.index_code, view.table.method_code

    def score_key(group: Group) -> str | None:
        if group.score is None:
            return None
        return figure_keys.figure(*place, group.indicator_code, "score")

    def maximum_key(group: Group) -> str | None:
        if group.maximum is None:
            return None
        return str(figure_keys.Maximum(*method, group.indicator_code, "max_score"))

    return Table(
        card.groups,
        [
            Column(w("table.component"), w.name),
            Column(
                w("table.score"),
                lambda group: group.score,
                key=score_key,
                decimals=view.table.decimals,
            ),
            Column(
                w("table.max_score"),
                lambda group: group.maximum,
                key=maximum_key,
                decimals=view.table.decimals,
            ),
        ],
    )


@memo
def part_table(view: TableView, card: Card) -> Table[Part]:
    """The sub-indicators of a unit, those that cost the province most points first."""
    w = view.words
    place = view.table.edition_id, card.unit.unit_code

    def figure(part: Part, measure: str) -> str | None:
        if getattr(part.unit, measure) is None:
            return None
        return figure_keys.figure(*place, part.rule.indicator_code, measure)

    def lacking(part: Part, name: str, decimals: int) -> Decimal | None:
        value = None if part.line is None else getattr(part.line, name)
        return None if value is None else decimal_of(value, decimals)

    def ledger_key(part: Part, name: str, decimals: int) -> str | None:
        if lacking(part, name, decimals) is None or part.wanted is None:
            return None
        code = part.rule.indicator_code
        return str(figure_keys.InLedger(*place, code, part.wanted.text, name))

    def per_cent(share: Fraction | None) -> Decimal | None:
        return None if share is None else decimal_of(share * PER_CENT, 2)

    def share_key(part: Part) -> str | None:
        if part.unit.share is None:
            return None
        return str(figure_keys.Share(*place, part.rule.indicator_code))

    def place_key(part: Part) -> str | None:
        if part.placed.rank is None:
            return None
        return str(figure_keys.UnitPlace(*place, part.rule.indicator_code))

    def wanted_key(part: Part) -> str | None:
        wanted = part.wanted
        if wanted is None or wanted.edition is None or wanted.unit_code is None:
            return None
        of_province = wanted.edition.edition_id, wanted.unit_code, part.rule.indicator_code
        return str(figure_keys.Share(*of_province))

    def given(name: str) -> Column[Part]:
        return Column(
            w(f"table.{name}"),
            lambda part: getattr(part.unit, name),
            key=lambda part: figure(part, name),
            decimals=0,
        )

    def lacks(name: str, decimals: int) -> Column[Part]:
        return Column(
            w(f"units.column_{name}"),
            lambda part: lacking(part, name, decimals),
            key=lambda part: ledger_key(part, name, decimals),
            decimals=decimals,
        )

    columns: list[Column[Part]] = [
        Column(w("table.sub_indicator"), lambda part: counts_said.name(w, part.rule)),
        given("numerator"),
        given("denominator"),
        Column(
            w("table.share_percent"),
            lambda part: per_cent(part.unit.share),
            key=share_key,
            decimals=2,
        ),
        Column(
            w("units.column_wanted"),
            lambda part: per_cent(None if part.wanted is None else part.wanted.share),
            key=wanted_key,
            decimals=2,
        ),
        Column(w("table.rank"), lambda part: part.placed.rank, key=place_key),
        lacks("shortfall", COUNTS),
        lacks("points", POINTS),
        Column(
            w("units.column_mark"),
            lambda part: said.mark(w, part.placed, part.rule),
            where=WHERE_KNOWN,
        ),
        Column(
            w("table.score"),
            lambda part: part.unit.score,
            key=lambda part: figure(part, "score"),
            decimals=view.table.decimals,
            where=WHERE_KNOWN,
        ),
    ]
    return Table(card.parts, columns)
