"""The sub-indicators of the home unit: counts, points, what a point costs, what moves together."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import streamlit as st

from rankings.blocks import edition, figure, table
from rankings.blocks.controls import segments
from rankings.blocks.view import EditionView
from rankings.charts import at_once, components_counts
from rankings.facts import components_together, subindicators
from rankings.facts.components_together import Together
from rankings.facts.subindicators import PER_CENT, SubIndicator
from rankings.sentences import components_counts as said
from rankings.store import figure_keys
from rankings.store.rounding import decimal_of
from rankings.store.versions import memo
from rankings.words.tables import IN_FILES, WHERE_KNOWN, Column, Table

ORDERS: tuple[subindicators.Order, ...] = ("to_win", "rank", "count")
# A count is written whole: so many digits that it is rounded once.
EXACT = 9
BEST_NAMED = 3

Value = Callable[[SubIndicator], object]
Key = Callable[[SubIndicator], str | None]


def of_home(view: EditionView) -> tuple[SubIndicator, ...]:
    """The sub-indicators of home in the edition chosen, in the order of the tree."""
    return subindicators.of_unit(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=view.limit,
    )


@st.fragment
def section(view: EditionView) -> None:
    """What the points of the components are made of; nothing where the method has no parts."""
    subs = of_home(view)
    if not subs:
        return
    w = view.words
    if not scored(subs):
        st.markdown(f"**{w('counts.title')}**")
        st.info(w("counts.none", home=edition.home_name(view), period=w.period(view.edition)))
        return
    st.markdown(f"**{w('counts.title')}**")
    st.markdown(finding(view, subs))
    order = _order(view)
    _figure(view, subs, order)
    if lines := _together(view):
        st.markdown(
            f"**{w('counts.together_title')}**\n" + "\n".join(f"- {each}" for each in lines)
        )
    described = _table(view, order)
    table.draw(view, described, key="counts")
    st.caption("  \n".join([w("counts.note"), *said.doubts(w, subs)]))
    table.downloads(
        view,
        lambda: described.sheet(edition.heading(view), edition.about(view)),
        file_name=w("download.file_counts"),
    )


def _order(view: EditionView) -> subindicators.Order:
    """The control for the order of the sub-indicators; returns the one chosen."""
    w = view.words
    orders: dict[str, str] = {code: w(f"control.sub_order_{code}") for code in ORDERS}
    chosen = segments("sub_order", w("control.sub_order"), orders, "to_win")
    return next(code for code in ORDERS if code == chosen)


def scored(subs: tuple[SubIndicator, ...]) -> tuple[SubIndicator, ...]:
    """Those in which home has points."""
    return tuple(sub for sub in subs if sub.points is not None)


def finding(view: EditionView, subs: tuple[SubIndicator, ...]) -> str:
    """In which one home has most points to win, and what a point costs there."""
    most = subindicators.in_order(subs, "to_win")[0]
    card = edition.card_of(view)
    return said.finding(
        view.words,
        index=card.index_short,
        edition=card.edition,
        home=card.home_name,
        decimals=card.decimals,
        sub=most if most.to_win else None,
    )


def _figure(view: EditionView, subs: tuple[SubIndicator, ...], order: subindicators.Order) -> None:
    w = view.words
    card = edition.card_of(view)
    drawn, options = _tracks(view, scored(subs), order)
    figure.draw(
        view,
        "component_counts",
        options,
        drawn,
        title=w("counts.figure"),
        alt=w(
            "chart.counts_alt",
            home=card.home_name,
            index=card.index_short,
            period=w.period(card.edition),
            finding=finding(view, subs),
        ),
        file_name=w("download.file_counts"),
    )


@memo
def _tracks(
    view: EditionView, subs: tuple[SubIndicator, ...], order: subindicators.Order
) -> tuple[pa.Table, components_counts.Options]:
    """Home's tracks in an order, with their lines in the others, and the options that fit."""
    w = view.words
    rows = [
        {
            "indicator_code": sub.rule.indicator_code,
            "name": said.marked(w, sub),
            "score": sub.points,
            "max_score": sub.rule.maximum,
            "cut_line": sub.cut_line_points,
            "best": sub.best,
            "rank": sub.own.rank if sub.own else None,
            "ranked_units": sub.own.ranked_units if sub.own else None,
            "counts": said.counts(w, sub.rule, sub.own),
            "cost": said.cost(w, sub),
            "evidence_key": _of_home(view, sub, "score"),
            "cut_line_key": _cut_line_key(view, sub),
            "best_key": _best_key(view, sub),
            "max_score_key": _maximum_key(view, sub),
            "rank_key": _of_home(view, sub, "rank"),
        }
        for sub in subindicators.in_order(subs, order)
    ]
    drawn = components_counts.table(
        rows,
        decimals=view.edition.decimals,
        language=view.language,
        orders=at_once.Orders.of(
            {
                each: [sub.rule.indicator_code for sub in subindicators.in_order(subs, each)]
                for each in ORDERS
            },
            order,
        ),
    )
    card = edition.card_of(view)
    line = card.cut_line_unit_name
    words = components_counts.Words(
        sub_indicator=w("table.sub_indicator"),
        home=card.home_name,
        cut_line=w("table.cut_line_score_named", u=line) if line else "",
        best=w("chart.best"),
        rank=w("table.rank"),
        counts=w("counts.counts"),
    )
    options = components_counts.Options.for_table(drawn, language=view.language, words=words)
    return drawn, options


def _joint(view: EditionView, subs: tuple[SubIndicator, ...], code: str) -> Together | None:
    known = components_together.links(view.at, edition_id=view.edition.edition_id)
    return components_together.together(subs, known, code)


@memo
def _together(view: EditionView) -> tuple[str, ...]:
    """A line for each sub-indicator that others move with."""
    subs = of_home(view)
    rules = {sub.rule.indicator_code: sub.rule for sub in subs}
    joint = ((sub, _joint(view, subs, sub.rule.indicator_code)) for sub in subs)
    return tuple(
        said.together(view.words, sub, each, rules) for sub, each in joint if each is not None
    )


@memo
def _table(view: EditionView, order: subindicators.Order) -> Table[SubIndicator]:
    """What is said of each sub-indicator, in this order."""
    subs = subindicators.in_order(of_home(view), order)
    w, decimals = view.words, view.edition.decimals
    names = edition.names(view)

    def counted(name: str) -> Column[SubIndicator]:
        return Column(
            w(f"table.{name}"),
            lambda sub: getattr(sub.own, name) if _is_share(sub) else None,
            key=lambda sub: _of_home(view, sub, name),
            decimals=0,
        )

    def mean_days(sub: SubIndicator) -> Decimal | None:
        return None if sub.own is None or _is_share(sub) else sub.own.numerator

    def points(heading: str, name: str, its_key: Key) -> Column[SubIndicator]:
        return Column(w(heading), lambda sub: getattr(sub, name), key=its_key, decimals=decimals)

    def key(kind: type[figure_keys.OfIndicator]) -> Key:
        return lambda sub: str(kind(*_place(view, sub)))

    def joint(sub: SubIndicator) -> Fraction | None:
        together = _joint(view, subs, sub.rule.indicator_code)
        return None if together is None else together.count_per_point

    def share(sub: SubIndicator) -> Decimal | None:
        part = None if sub.own is None else sub.own.share
        return None if part is None else decimal_of(part * PER_CENT, EXACT)

    def rank(sub: SubIndicator) -> int | None:
        return None if sub.own is None else sub.own.rank

    def ranked_units(sub: SubIndicator) -> int | None:
        return None if sub.own is None or sub.own.rank is None else sub.own.ranked_units

    def best_names(sub: SubIndicator) -> str | None:
        known = sub.best_units if len(sub.best_units) < len(names) else ()
        return w.join(names[code] for code in known[:BEST_NAMED]) or None

    columns = [
        Column(w("table.sub_indicator"), lambda sub: said.marked(w, sub)),
        Column(w("table.owner"), lambda sub: w.field(sub.rule, "owner") or w("word.not_assigned")),
        counted("numerator"),
        counted("denominator"),
        Column(w("table.counted"), lambda sub: said.noun(w, sub.rule)),
        Column(w("table.share_percent"), share, key=key(figure_keys.Share), decimals=2),
        points("table.score", "points", lambda sub: _of_home(view, sub, "score")),
        Column(
            w("table.max_score"),
            lambda sub: sub.rule.maximum,
            key=lambda sub: _maximum_key(view, sub),
            decimals=decimals,
        ),
        points("table.to_max", "to_win", key(figure_keys.ToMax)),
        Column(
            w("table.count_per_point"),
            lambda sub: _exact(sub.count_per_point),
            key=key(figure_keys.CountPerPoint),
            decimals=0,
        ),
        Column(
            w("table.joint_count"),
            lambda sub: _exact(joint(sub)),
            key=key(figure_keys.JointCount),
            decimals=0,
            where=WHERE_KNOWN,
        ),
        Column(w("table.rank"), rank, key=lambda sub: _of_home(view, sub, "rank")),
        Column(w("table.ranked_units"), ranked_units, key=key(figure_keys.RankedUnits)),
        points("table.best", "best", lambda sub: _best_key(view, sub)),
        Column(w("table.best_unit"), best_names),
        points("table.to_best", "to_best", key(figure_keys.ToBest)),
    ]
    if view.limit is not None:
        columns.append(
            points("table.cut_line_score", "cut_line_points", lambda sub: _cut_line_key(view, sub))
        )
    columns += [
        Column(_term(view), lambda sub: w.field(sub.rule, "component")),
        Column(
            w("table.mean_days"),
            mean_days,
            key=lambda sub: _of_home(view, sub, "numerator"),
            decimals=2,
            where=WHERE_KNOWN,
        ),
        Column(w("table.proof"), lambda sub: said.proof(w, sub.rule)),
        # On screen only what is in doubt is said, under the table.
        Column(w("table.note"), lambda sub: w.field(sub.rule, "note"), where=IN_FILES),
    ]
    return Table(subs, [_without_empty_keys(column) for column in columns])


def _without_empty_keys(column: Column[SubIndicator]) -> Column[SubIndicator]:
    """The column whose empty cells lead nowhere: a sub-indicator without counts has no figure."""
    if column.key is None:
        return column
    value, key = column.value, column.key

    def key_of(sub: SubIndicator) -> str | None:
        return None if value(sub) is None else key(sub)

    return Column(column.heading, value, key=key_of, decimals=column.decimals, where=column.where)


def _is_share(sub: SubIndicator) -> bool:
    """True where counts are known; false for a mean."""
    return sub.own is not None and sub.own.denominator is not None


def _exact(count: Fraction | None) -> Decimal | None:
    return None if count is None else decimal_of(count, EXACT)


def _place(view: EditionView, sub: SubIndicator) -> tuple[str, str, str]:
    return view.edition.edition_id, edition.home_code(view), sub.rule.indicator_code


def _of_home(view: EditionView, sub: SubIndicator, measure: str) -> str:
    return figure_keys.figure(*_place(view, sub), measure)


def _best_key(view: EditionView, sub: SubIndicator) -> str:
    return str(figure_keys.Best(view.edition.edition_id, sub.rule.indicator_code))


def _maximum_key(view: EditionView, sub: SubIndicator) -> str:
    method = view.edition.index_code, view.edition.method_code
    return str(figure_keys.Maximum(*method, sub.rule.indicator_code, "max_score"))


def _cut_line_key(view: EditionView, sub: SubIndicator) -> str | None:
    line = sub.cut_line_unit
    if line is None:
        return None
    return figure_keys.figure(view.edition.edition_id, line, sub.rule.indicator_code, "score")


def _term(view: EditionView) -> str:
    """What the issuer calls a component of this index."""
    return view.words(f"table.{view.index['component_term']}")
