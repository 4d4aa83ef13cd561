"""Who makes the gap of a province: the finding, how it adds up, the bars, every unit in a table."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import streamlit as st

from rankings.blocks import figure, table
from rankings.blocks import units as frame
from rankings.blocks.units.asked import Asked
from rankings.charts import units_shortfalls
from rankings.evidence.units import COUNTS, PARTS, POINTS
from rankings.facts import units
from rankings.facts.subindicators import PER_CENT
from rankings.facts.units.shortfall import Line
from rankings.sentences import components_counts as counts_said
from rankings.sentences import units as said
from rankings.store import figure_keys
from rankings.store.rounding import decimal_of
from rankings.store.versions import memo
from rankings.words.tables import IN_FILES, WHERE_KNOWN, Column, Table

DRAWN = 12  # lines of the figure
# A count is written with COUNTS decimals; so many digits that it is rounded once.
EXACT = 9
Sum = tuple[str, str, Fraction]  # label, what the key counts, value


def draw(asked: Asked) -> None:
    """All of it; of what does not add up the province's own gap and one sentence why."""
    view, w, ledger = asked.view, asked.view.words, asked.ledger
    finding = said.gap(w, ledger, asked.rule, asked.wanted, province=frame.province_name(view))
    st.markdown(finding or w("units.no_province_row"))
    if not ledger.adds_up:
        st.info(said.refused(w, asked.rule, asked.split))
        _source(asked)
        return
    for text in (said.first(w, ledger), said.covered(w, ledger)):
        if text:
            st.markdown(text)
    if warning := said.off(w, ledger, asked.split):
        st.warning(warning)
    _sums(asked)
    _figure(asked)
    _table(asked)


def _key(asked: Asked, unit_code: str, counted: str) -> str:
    place = asked.view.table.edition_id, unit_code, asked.code
    return str(figure_keys.InLedger(*place, asked.wanted.text, counted))


def _source(asked: Asked) -> None:
    notes = [
        said.wanted_from(asked.view.words, asked.wanted),
        frame.caption(asked.view, _sources(asked)),
    ]
    st.caption("  \n".join(filter(None, notes)))


def _sources(asked: Asked) -> list[str | None]:
    figures = units.counted(
        asked.view.at, edition_id=asked.view.table.edition_id, indicator_code=asked.code
    )
    return [unit.source_id for unit in figures.units]


# --- How it adds up ---


def _sums(asked: Asked) -> None:
    """What units lack, less what others have more, and what is in none, make the province's gap."""
    w, ledger = asked.view.words, asked.ledger
    st.subheader(w("units.sums_title"))
    if text := said.sums(w, ledger, asked.rule):
        st.markdown(text)
    if described := _sum_table(asked):
        table.draw(asked.view, described, key="units_sums")
    notes = [
        w("units.gross_note"),
        said.full_note(w, asked.rule, asked.wanted),
        said.unknown(w, ledger),
        w.field(asked.split, "note") if asked.split else None,
    ]
    st.caption("  \n".join(filter(None, notes)))


@memo
def _sum_table(asked: Asked) -> Table[Sum] | None:
    w, ledger, province = asked.view.words, asked.ledger, asked.ledger.province
    left = ledger.remainder
    if province is None or left is None or None in (ledger.gross, ledger.surplus, ledger.net):
        return None
    rows: list[Sum] = [
        (w("units.sum_gross"), "gross", ledger.gross or Fraction(0)),
        (w("units.sum_above"), "above", ledger.surplus or Fraction(0)),
        (w("units.sum_remainder"), "remainder", left.shortfall),
        (w("units.sum_net"), "net", ledger.net or Fraction(0)),
    ]
    return Table(
        rows,
        [
            Column(w("units.column_sum"), lambda each: each[0]),
            Column(
                w("units.column_amount", noun=counts_said.noun(w, asked.rule)),
                lambda each: decimal_of(each[2], COUNTS),
                key=lambda each: _key(asked, province.unit_code, each[1]),
                decimals=COUNTS,
            ),
        ],
    )


# --- The bars ---


def _figure(asked: Asked) -> None:
    view, w = asked.view, asked.view.words
    if not asked.ledger.below:
        return
    drawn, options = _drawn(asked)
    title = w("units.figure", name=counts_said.name(w, asked.rule))
    st.subheader(title)
    figure.chart(
        "units_shortfalls",
        options,
        drawn,
        alt=w("chart.units_alt", title=title, finding=said.first(w, asked.ledger) or ""),
        key="figure_units_shortfalls",
    )
    more = len(asked.ledger.below) - DRAWN
    notes = [
        w("units.figure_note"),
        w.plural("units.figure_more", more) if more > 0 else None,
        w("evidence.hint_chart"),
    ]
    st.caption(" ".join(filter(None, notes)))
    _source(asked)
    figure.picture_button(
        view,
        "units_shortfalls",
        options,
        drawn,
        title=title,
        subtitle=frame.heading(view),
        source=frame.caption(view, _sources(asked)),
        file_name=w("units.file_ledger", code=asked.code),
    )


@memo
def _drawn(asked: Asked) -> tuple[pa.Table, units_shortfalls.Options]:
    """The lines of the figure and the options that fit."""
    w, ledger = asked.view.words, asked.ledger
    lines = [_line(asked, line) for line in ledger.below[:DRAWN]]
    left, province = ledger.remainder, ledger.province
    if left is not None and province is not None and (left.numerator or left.denominator):
        counts = f"{w.number(left.numerator)}/{_amount(asked, left.denominator)}"
        lines.append(
            {
                "name": w("units.sum_remainder"),
                "role": "remainder",
                "shortfall": left.shortfall,
                "figure": w.number(decimal_of(left.shortfall, COUNTS), COUNTS),
                "counts": counts,
                "evidence_key": _key(asked, province.unit_code, "remainder"),
            }
        )
    drawn = units_shortfalls.table(lines)
    words = units_shortfalls.Words(
        unit=w("units.column_unit"),
        shortfall=w("units.column_shortfall"),
        counts=w("counts.counts"),
        cumulated=w("units.column_cumulated"),
    )
    options = units_shortfalls.Options.for_table(drawn, language=asked.view.language, words=words)
    return drawn, options


def _line(asked: Asked, line: Line) -> dict[str, object]:
    w, unit = asked.view.words, line.unit
    gross, so_far = asked.ledger.gross or Fraction(1), asked.ledger.together(line) or Fraction(0)
    short = w.number(decimal_of(line.shortfall or Fraction(0), COUNTS), COUNTS)
    return {
        "unit_code": unit.unit_code,
        "name": said.unit_name(w, unit),
        "role": "unit",
        "shortfall": line.shortfall,
        "cumulated": so_far,
        "cumulated_text": _percent(asked, so_far / gross),
        "figure": f"{short} · {_percent(asked, line.part or Fraction(0))}",
        "counts": w(
            "counts.share",
            counts=f"{w.number(unit.numerator)}/{_amount(asked, unit.denominator)}",
            share=said.share(w, unit.share),
        ),
        "evidence_key": _key(asked, unit.unit_code, "shortfall"),
        "cumulated_key": _key(asked, unit.unit_code, "together"),
    }


def _amount(asked: Asked, count: Decimal | None) -> str:
    return counts_said.amount(asked.view.words, asked.rule, int(count or 0))


def _percent(asked: Asked, part: Fraction) -> str:
    return asked.view.words.percent(decimal_of(part * PER_CENT, PARTS), PARTS)


# --- Every unit ---


def _table(asked: Asked) -> None:
    view, w = asked.view, asked.view.words
    described = _unit_table(asked)
    st.subheader(w("units.all_units"))
    table.draw(view, described, key="units_ledger")
    title = f"{w('page.units')}: {counts_said.name(w, asked.rule)}, {frame.heading(view)}"
    notes = (
        *frame.about(view, _sources(asked)),
        (w("units.about_wanted"), said.wanted(w, asked.wanted)),
    )
    table.downloads(
        view,
        lambda: described.sheet(title, notes),
        file_name=w("units.file_ledger", code=asked.code),
    )


@memo
def _unit_table(asked: Asked) -> Table[Line]:
    """Every unit of the ledger, those that lack most first."""
    w = asked.view.words
    before = _before(asked)

    def key(counted: str) -> Callable[[Line], str | None]:
        return lambda line: None if line.net is None else _key(asked, line.unit.unit_code, counted)

    def given(name: str) -> Column[Line]:
        return Column(
            w(f"table.{name}"),
            lambda line: getattr(line.unit, name),
            key=lambda line: _given_key(asked, line, name),
            decimals=0,
        )

    def exact(name: str, decimals: int, times: int = 1) -> Callable[[Line], Decimal | None]:
        def value(line: Line) -> Decimal | None:
            number = getattr(line, name)
            return None if number is None else decimal_of(number * times, decimals)

        return value

    columns: list[Column[Line]] = [
        Column(w("units.column_unit"), lambda line: said.unit_name(w, line.unit)),
        Column(w("units.column_level"), lambda line: said.level(w, line.unit.level)),
        given("numerator"),
        given("denominator"),
        Column(
            w("table.share_percent"),
            lambda line: _per_cent(line.unit.share),
            key=lambda line: share_key(asked, line.unit.unit_code, line.unit.share),
            decimals=2,
        ),
        Column(
            w("units.column_shortfall"),
            exact("shortfall", COUNTS),
            key=key("shortfall"),
            decimals=COUNTS,
        ),
        Column(
            w("units.column_points"),
            exact("points", POINTS),
            key=lambda line: None if line.points is None else key("points")(line),
            decimals=POINTS,
        ),
        Column(
            w("units.column_part"),
            exact("part", PARTS, PER_CENT),
            key=lambda line: None if line.part is None else key("part")(line),
            decimals=PARTS,
        ),
        Column(
            w("units.column_surplus"),
            exact("surplus", COUNTS),
            key=key("surplus"),
            decimals=COUNTS,
        ),
    ]
    if before is not None:
        columns.append(_change_column(asked, before))
    columns += [
        Column(w("units.column_mark"), lambda line: said.flag(w, line.unit), where=WHERE_KNOWN),
        Column(w("table.unit_code"), lambda line: line.unit.unit_code, where=IN_FILES),
    ]
    return Table(asked.ledger.lines, columns)


def _given_key(asked: Asked, line: Line, measure: str) -> str | None:
    if getattr(line.unit, measure) is None:
        return None
    place = asked.view.table.edition_id, line.unit.unit_code, asked.code
    return figure_keys.figure(*place, measure)


def share_key(asked: Asked, unit_code: str, share: Fraction | None) -> str | None:
    """The key of a unit's share; None where it has none."""
    if share is None:
        return None
    return str(figure_keys.Share(asked.view.table.edition_id, unit_code, asked.code))


def _per_cent(share: Fraction | None) -> Decimal | None:
    return None if share is None else decimal_of(share * PER_CENT, EXACT)


def _before(asked: Asked) -> Asked | None:
    """The same held against the same share in the table before; None where there is none."""
    view = asked.view
    earlier = units.before(view.at, view.table)
    if earlier is None:
        return None
    figures = units.counted(view.at, edition_id=earlier.edition_id, indicator_code=asked.code)
    if not any(unit.numerator is not None for unit in figures.units):
        return None
    return Asked(view.of_table(earlier), asked.rule, asked.wanted)


def _change_column(asked: Asked, before: Asked) -> Column[Line]:
    """What a unit lacks now less what it lacked in the table before, of the same share."""
    w = asked.view.words
    earlier = {line.unit.unit_code: line.net for line in before.ledger.lines}

    def change(line: Line) -> Decimal | None:
        then = earlier.get(line.unit.unit_code)
        if then is None or line.net is None:
            return None
        # Both ends are rounded before: what their evidence says is what is compared.
        return decimal_of(line.net, COUNTS) - decimal_of(then, COUNTS)

    def key(line: Line) -> str | None:
        if change(line) is None:
            return None
        code = line.unit.unit_code
        return str(figure_keys.Change((_key(before, code, "net"), _key(asked, code, "net"))))

    heading = w("units.column_change", period=w.period_short(before.view.table))
    return Column(heading, change, key=key, decimals=COUNTS)
