"""Why the points of sub-indicators moved: the largest in sentences, all of them as a table."""

from collections.abc import Callable
from decimal import Decimal

import streamlit as st

from rankings.blocks import edition, table
from rankings.blocks.why import Asked
from rankings.facts.subindicators import PER_CENT, Standing
from rankings.facts.why import counts, obstacle
from rankings.facts.why.counts import CountChange, Rest
from rankings.sentences import components_counts
from rankings.sentences import why_counts as said
from rankings.store import figure_keys
from rankings.store.rounding import decimal_of
from rankings.words.tables import WHERE_KNOWN, Column, Table

IN_SENTENCES = 3
DIGITS = 9  # of a share or a part: more than are shown

Row = CountChange | Rest


def section(asked: Asked) -> None:
    """The sub-indicators of which both editions have counts; nothing where there are none."""
    view, w = asked.view, asked.view.words
    if obstacle(view.at, first=asked.first, second=asked.second) is not None:
        return
    both = {"first_id": asked.first.edition_id, "second_id": asked.second.edition_id}
    moved = counts.changes(view.at, **both, unit_code=asked.unit_code)
    if not moved:
        return
    st.subheader(w("why.counts_title"))
    largest = sorted((each for each in moved if each.points), key=lambda each: -abs(each.points))
    lines = [said.change(w, each, asked.second.decimals) for each in largest[:IN_SENTENCES]]
    st.markdown("\n".join(f"- {line}" for line in lines))
    rests = counts.rests(view.at, **both, unit_code=asked.unit_code)
    described = _table(asked, [*moved, *(rest for rest in rests if rest.points)])
    table.draw(view, described, key="why_counts")
    st.caption(w("why.counts_note"))
    table.downloads(
        view,
        lambda: described.sheet(
            f"{edition.heading(view)}. {w('why.counts_title')}", edition.about(view)
        ),
        file_name=w("why.counts_file"),
    )


def _table(asked: Asked, rows: list[Row]) -> Table[Row]:
    """What is said of each sub-indicator in both editions, and of what they leave."""
    w, decimals = asked.view.words, asked.second.decimals

    def name(row: Row) -> str:
        if isinstance(row, CountChange):
            return components_counts.name(w, row.rule)
        names = {row.component: w.name(row) or row.component}
        return said.rest(w, names, row.component, whole=row.whole)

    def of_side(
        what: str,
        side: str,
        value: Callable[[Standing], Decimal | None],
        key: Callable,
        digits: int,
    ) -> Column[Row]:
        heading = w(f"why.column_{side}", what=w(what))
        item = asked.first if side == "before" else asked.second

        def cell(row: Row) -> Decimal | None:
            return value(getattr(row, side)) if isinstance(row, CountChange) else None

        def key_of(row: Row) -> str | None:
            return key(item.edition_id, row) if isinstance(row, CountChange) else None

        return Column(heading, cell, key=key_of, decimals=digits)

    def figure(measure: str) -> Callable[[str, CountChange], str]:
        return lambda edition_id, row: figure_keys.figure(
            edition_id, asked.unit_code, row.rule.indicator_code, measure
        )

    def share_key(edition_id: str, row: CountChange) -> str:
        return str(figure_keys.Share(edition_id, asked.unit_code, row.rule.indicator_code))

    def part(counted: str, digits: int) -> Column[Row]:
        def cell(row: Row) -> Decimal | None:
            if not isinstance(row, CountChange):
                return None
            value = getattr(row, f"by_{counted}")
            return value if isinstance(value, Decimal) else decimal_of(value, DIGITS)

        def key(row: Row) -> str | None:
            return _part_key(asked, row, counted)

        return Column(w(f"why.column_by_{counted}"), cell, key=key, decimals=digits)

    def points_key(row: Row) -> str | None:
        return _points_key(asked, row)

    sides = [
        of_side(what, side, value, key, digits)
        for what, value, key, digits in (
            ("table.numerator", lambda side: side.numerator, figure("numerator"), 0),
            ("table.denominator", lambda side: side.denominator, figure("denominator"), 0),
            ("table.share_percent", _per_cent, share_key, 2),
            ("table.score", lambda side: side.points, figure("score"), decimals),
        )
        for side in ("before", "after")
    ]
    return Table(
        rows,
        [
            Column(w("table.sub_indicator"), name),
            Column(
                w("why.column_points"), lambda row: row.points, key=points_key, decimals=decimals
            ),
            # Half a step of the published points is the least that a part can be.
            part("numerator", decimals + 1),
            part("denominator", decimals + 1),
            part("volume", 0),
            part("rate", 0),
            *sides,
            Column(
                w("table.note"),
                lambda row: (
                    w("counts.provisional")
                    if isinstance(row, CountChange)
                    and (row.before.provisional or row.after.provisional)
                    else None
                ),
                where=WHERE_KNOWN,
            ),
        ],
    )


def _per_cent(side: Standing) -> Decimal | None:
    return None if side.share is None else decimal_of(side.share * PER_CENT, DIGITS)


def _part_key(asked: Asked, row: Row, counted: str) -> str | None:
    if not isinstance(row, CountChange):
        return None
    return str(figure_keys.CountPart(*_place(asked, row.rule.indicator_code), counted))


def _points_key(asked: Asked, row: Row) -> str:
    """Names the change of points, or what is left of that of a component."""
    if not isinstance(row, CountChange):
        return str(figure_keys.CountPart(*_place(asked, row.component), "rest"))
    ends = (
        figure_keys.figure(item.edition_id, asked.unit_code, row.rule.indicator_code, "score")
        for item in (asked.first, asked.second)
    )
    return str(figure_keys.Change(tuple(ends)))


def _place(asked: Asked, code: str) -> tuple[str, str, str, str]:
    return asked.first.edition_id, asked.second.edition_id, asked.unit_code, code
