"""Departments among departments, communes among communes: by share, with volume and the total."""

from collections.abc import Callable
from decimal import Decimal

import streamlit as st

from rankings.blocks import table
from rankings.blocks import units as frame
from rankings.blocks.controls import segments
from rankings.blocks.units import areas
from rankings.blocks.units.asked import Asked
from rankings.facts import inside, units
from rankings.facts.subindicators import PER_CENT
from rankings.facts.units import Unit, places
from rankings.facts.units.places import Placed
from rankings.sentences import components_counts as counts_said
from rankings.sentences import units as said
from rankings.store import figure_keys
from rankings.store.rounding import decimal_of
from rankings.store.versions import memo
from rankings.words.tables import IN_FILES, WHERE_KNOWN, Column, Table
from rankings.words.text import sentence_case

LEVEL = "level"
LEVELS = ("commune", "department")
EXACT = 9


def draw(asked: Asked) -> None:
    """The control for the level, who is first and last, the warning, every unit in a table."""
    view, w = asked.view, asked.view.words
    levels = _levels(asked)
    labels = {code: sentence_case(said.level(w, code)) for code in levels}
    code = segments(LEVEL, w("units.column_level"), labels, next(iter(labels)))
    placed = places.by_share(levels[code])
    if text := said.ends(w, placed, asked.rule):
        st.markdown(text)
    for item in units.petitions(view.at, edition_id=view.table.edition_id, level=code):
        rule = units.rule_of(view.at, view.table.edition_id, item.indicator_code)
        st.warning(said.decided(w, item, rule, code))
    described = _table(asked, code)
    table.draw(view, described, key="units_ranking")
    sources = [item.unit.source_id for item in placed]
    st.caption(f"{w('units.ranking_note', n=places.SMALL)}  \n{frame.caption(view, sources)}")
    title = f"{labels[code]}: {counts_said.name(w, asked.rule)}, {frame.heading(view)}"
    table.downloads(
        view,
        lambda: described.sheet(title, frame.about(view, sources), label=w("units.column_unit")),
        file_name=w("units.file_ranking", code=asked.code),
    )
    areas.draw(asked, placed)


def _levels(asked: Asked) -> dict[str, list[Unit]]:
    """Level -> its units, of the levels that have any."""
    figures = units.counted(
        asked.view.at, edition_id=asked.view.table.edition_id, indicator_code=asked.code
    ).units
    by_level = {code: [unit for unit in figures if unit.level == code] for code in LEVELS}
    return {code: of_level for code, of_level in by_level.items() if of_level}


@memo
def _table(asked: Asked, level: str) -> Table[Placed]:
    """The units of a level, the highest share first, with the official total beside it."""
    view, w = asked.view, asked.view.words
    edition_id = view.table.edition_id
    placed = places.by_share(_levels(asked)[level])
    totals = units.counted(view.at, edition_id=edition_id, indicator_code=units.TOTAL).units
    by_total = {
        item.unit.unit_code: item
        for item in places.by_score(unit for unit in totals if unit.level == level)
    }
    former = {
        row["unit_code"]: row["former_area"] for row in inside.units(view.at, view.table.scheme)
    }
    before = _shares_before(asked)

    def given(name: str) -> Column[Placed]:
        return Column(
            w(f"table.{name}"),
            lambda item: getattr(item.unit, name),
            key=lambda item: _figure(asked, item, asked.code, name, getattr(item.unit, name)),
            decimals=0,
        )

    def total(item: Placed) -> Decimal | None:
        own = by_total.get(item.unit.unit_code)
        return None if own is None else own.unit.score

    def total_rank(item: Placed) -> int | None:
        own = by_total.get(item.unit.unit_code)
        return None if own is None else own.rank

    def change(item: Placed) -> Decimal | None:
        then, now = before.get(item.unit.unit_code), _per_cent(item.unit)
        return None if then is None or now is None else now - then

    columns: list[Column[Placed]] = [
        Column(
            w("table.rank"),
            lambda item: item.rank,
            key=lambda item: _place(asked, item, asked.code, item.rank),
        ),
        Column(w("units.column_unit"), lambda item: said.unit_name(w, item.unit)),
        Column(
            w("table.share_percent"),
            lambda item: _per_cent(item.unit),
            key=lambda item: _share(asked, item),
            decimals=2,
        ),
        given("numerator"),
        given("denominator"),
        Column(
            w("units.column_mark"),
            lambda item: said.mark(w, item, asked.rule),
            where=WHERE_KNOWN,
        ),
    ]
    if before:
        columns.append(_change_column(asked, change))
    columns += [
        Column(
            w("units.column_total"),
            total,
            key=lambda item: _figure(asked, item, units.TOTAL, "score", total(item)),
            decimals=view.table.decimals,
        ),
        Column(
            w("units.column_total_rank"),
            total_rank,
            key=lambda item: _place(asked, item, units.TOTAL, total_rank(item)),
        ),
        Column(
            w("units.column_area"), lambda item: former.get(item.unit.unit_code), where=WHERE_KNOWN
        ),
        Column(w("table.unit_code"), lambda item: item.unit.unit_code, where=IN_FILES),
    ]
    return Table(placed, columns)


def _change_column(asked: Asked, change: Callable[[Placed], Decimal | None]) -> Column[Placed]:
    """By how many points of per cent a share has moved since the table before."""
    w = asked.view.words
    earlier = units.before(asked.view.at, asked.view.table)
    if earlier is None:
        raise ValueError("no table before")

    def key(item: Placed) -> str | None:
        if change(item) is None:
            return None
        code = item.unit.unit_code, asked.code
        ends = (
            str(figure_keys.Share(edition_id, *code))
            for edition_id in (earlier.edition_id, asked.view.table.edition_id)
        )
        return str(figure_keys.Change(tuple(ends)))

    heading = w("units.column_share_change", period=w.period_short(earlier))
    return Column(heading, change, key=key, decimals=2)


def _shares_before(asked: Asked) -> dict[str, Decimal]:
    """Unit -> its share in per cent in the table before; empty where there is none."""
    view = asked.view
    earlier = units.before(view.at, view.table)
    if earlier is None:
        return {}
    figures = units.counted(view.at, edition_id=earlier.edition_id, indicator_code=asked.code)
    shares = {unit.unit_code: _per_cent(unit) for unit in figures.units}
    return {code: share for code, share in shares.items() if share is not None}


def _per_cent(unit: Unit) -> Decimal | None:
    return None if unit.share is None else decimal_of(unit.share * PER_CENT, 2)


def _share(asked: Asked, item: Placed) -> str | None:
    if item.unit.share is None:
        return None
    place = asked.view.table.edition_id, item.unit.unit_code, asked.code
    return str(figure_keys.Share(*place))


def _place(asked: Asked, item: Placed, code: str, rank: int | None) -> str | None:
    if rank is None:
        return None
    return str(figure_keys.UnitPlace(asked.view.table.edition_id, item.unit.unit_code, code))


def _figure(asked: Asked, item: Placed, code: str, measure: str, value: object) -> str | None:
    if value is None:
        return None
    place = asked.view.table.edition_id, item.unit.unit_code, code
    return figure_keys.figure(*place, measure)
