"""The components of the home unit: where the points are lost, all units stacked, head to head."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from operator import attrgetter

import pyarrow as pa
import streamlit as st

from rankings.blocks import address, edition, figure, table
from rankings.blocks.controls import segments
from rankings.blocks.view import EditionView, IndexView
from rankings.charts import at_once, components_gaps, components_head_to_head, components_stack
from rankings.facts import components as component_gaps
from rankings.facts import editions
from rankings.facts.components import Component
from rankings.sentences import components as said
from rankings.store import figure_keys
from rankings.store.versions import memo
from rankings.words.tables import WHERE_KNOWN, Column, Table

ORDERS = {"best": "to_best", "mean": "to_target_mean", "max": "to_max"}


def comparison(view: EditionView) -> tuple[Component, ...]:
    """The home unit's components in the edition chosen, the largest distance to the best first."""
    return component_gaps.comparison(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=edition.home_code(view),
        limit=view.limit,
    )


def finding(view: EditionView, components: tuple[Component, ...]) -> str:
    """Where home is farthest below the best and below the target-group mean."""
    card = edition.card_of(view)
    return said.finding(
        view.words,
        index=card.index_short,
        edition=card.edition,
        home=card.home_name,
        limit=view.limit,
        decimals=card.decimals,
        to_best=_largest(view, components, "to_best"),
        to_mean=_largest(view, components, "to_target_mean"),
    )


def known(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """The components in which home has a score."""
    return tuple(component for component in components if component.score is not None)


def why_no_points(view: EditionView) -> str | None:
    """Why there are only shares and distances and no points (DTI 2024); None where there are."""
    components = known(comparison(view))
    if any(part.value_kind != "share" or part.max_points is not None for part in components):
        return None
    index = editions.index_row(view.at, view.index_code)
    issuer = view.words.field(index, "issuer")
    return said.no_points(view.words, issuer=issuer, year=view.edition.period)


def orders(view: EditionView) -> dict[str, str]:
    """The orders that the components can be put in, as code -> what it is called."""
    w = view.words
    options = {"best": w("control.order_best")}
    if view.limit is not None:
        options["mean"] = w("control.order_target_mean", k=view.limit)
    if _with_maxima(view, known(comparison(view))):
        options["max"] = w("control.order_max")
    return options


def order_choice(view: EditionView) -> str:
    """The control for the order of the components, where there is a choice; returns its code."""
    options = orders(view)
    if len(options) == 1:
        return address.choice("order", options, "best")
    return segments("order", view.words("control.order"), options, "best")


def ordered(components: tuple[Component, ...], order: str) -> list[Component]:
    """The components by the distance chosen, the largest first, unknown last."""
    field = ORDERS[order]

    def distance(component: Component) -> tuple:
        value = getattr(component, field)
        return value is None, -(value or 0), component.component

    return sorted(components, key=distance)


@st.fragment
def own(view: EditionView, components: tuple[Component, ...]) -> None:
    """Home's components in the order chosen, as a figure and as a table."""
    order = order_choice(view)
    lost(view, components, order)
    gap_table(view, components, order)


@st.fragment
def all_units(view: EditionView, components: tuple[Component, ...]) -> None:
    """Every unit's components stacked, or home head to head with one or two others."""
    w = view.words
    tabs = {"stack": w("components.stack"), "pair": w("components.head_to_head")}
    if segments("part", edition.heading(view), tabs, "stack", show_label=False) == "pair":
        head_to_head(view, list(components))
    else:
        stack(view)


def lost(view: EditionView, components: tuple[Component, ...], order: str) -> None:
    """Home's components in an order, with what the others have reached."""
    w = view.words
    card = edition.card_of(view)
    drawn, options = _tracks(view, components, order)
    figure.draw(
        view,
        "component_gaps",
        options,
        drawn,
        title=w("components.lost"),
        alt=w(
            "chart.lost_alt" if view.limit is not None else "chart.lost_alt_best",
            home=card.home_name,
            k=view.limit,
            index=card.index_short,
            period=w.period(card.edition),
            finding=finding(view, components),
        ),
        note=" ".join([_group_note(view), *edition.notes(view)]),
        file_name=w("download.file_components"),
    )


def _group_note(view: EditionView) -> str:
    """Whose mean home is set beside; without a target, that there is no such group."""
    w = view.words
    if view.limit is None:
        return w("components.no_target_note")
    return w("components.mean_note", k=view.limit, home=edition.card_of(view).home_name)


def _with_maxima(view: EditionView, components: Sequence[Component]) -> bool:
    """True when points are given and it is known how many there can be at most."""
    return why_no_points(view) is None and any(part.to_max is not None for part in components)


@memo
def _tracks(
    view: EditionView, components: tuple[Component, ...], order: str
) -> tuple[pa.Table, components_gaps.Options]:
    """Home's tracks in this order, with their lines in the others, and the options that fit."""
    rows = [
        asdict(part)
        | {"indicator_code": part.component}
        | components_gaps.key_columns(_keys(view, part))
        | ({"max_score": None} if part.value_kind == "share" else {})
        for part in ordered(components, order)
    ]
    drawn = components_gaps.table(
        rows,
        decimals=view.edition.decimals,
        language=view.language,
        orders=at_once.Orders.of(
            {code: [part.component for part in ordered(components, code)] for code in orders(view)},
            order,
        ),
    )
    options = components_gaps.Options.for_table(
        drawn, language=view.language, words=_gap_words(view)
    )
    return drawn, options


def gap_table(view: EditionView, components: tuple[Component, ...], order: str) -> None:
    """The same figures as a table, with downloads."""
    w, described = view.words, _table(view, components, order)
    table.draw(view, described, key="gaps", empty=_nothing(view))
    st.caption(w("components.rank_note"))
    table.downloads(
        view,
        lambda: described.sheet(edition.heading(view), edition.about(view)),
        file_name=w("download.file_components"),
    )


def stack(view: EditionView) -> None:
    """Every unit's total split into its parts, where the method allows it; otherwise why not."""
    w = view.words
    shares = component_gaps.shares(view.at, edition_id=view.edition.edition_id)
    if not shares:
        st.info(why_no_points(view) or w("empty.stack"))
        return
    card = edition.card_of(view)
    drawn, options = _stacked(view)
    figure.draw(
        view,
        "component_stack",
        options,
        drawn,
        title=w("components.stack"),
        finding=edition.finding(view),
        alt=w(
            "chart.stack_alt",
            n=view.edition.units,
            index=card.index_short,
            period=w.period(card.edition),
            finding=edition.finding(view),
        ),
        file_name=f"{w('download.file_components')}-{w('download.file_standing')}",
    )


@memo
def _stacked(view: EditionView) -> tuple[pa.Table, components_stack.Options]:
    """The stack of all units and the options that fit it."""
    w = view.words
    shares = component_gaps.shares(view.at, edition_id=view.edition.edition_id)
    parts = dict.fromkeys((row["component"], w.field(row, "component")) for row in shares)
    drawn = components_stack.table(
        [
            asdict(row)
            | {
                "evidence_key": _key(view, row.unit_code, "total"),
                "rank_key": _key(view, row.unit_code, "total", "rank"),
            }
            for row in edition.ranking_of(view).rows
        ],
        [
            row
            | {
                "indicator_code": row["component"],
                "score": row["points"],
                "evidence_key": _key(view, row["unit_code"], row["component"]),
            }
            for row in shares
        ],
        components=list(parts),
        home=edition.home_code(view),
        decimals=view.edition.decimals,
        language=view.language,
    )
    words = components_stack.Words(
        unit=w("table.unit"), component=_term(view), score=w("table.score"), total=w("level.total")
    )
    options = components_stack.Options.for_table(drawn, language=view.language, words=words)
    return drawn, options


def head_to_head(view: EditionView, components: list[Component]) -> None:
    """Home beside one or two other units, component by component."""
    w = view.words
    names = edition.names(view)
    home = edition.home_code(view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        compared = edition.compared(view)
    if not compared:
        st.info(w("components.head_to_head_hint", home=names[home]))
        return
    codes = (home, *compared)
    without_maximum = {
        part.component: part.best
        for part in components
        if part.value_kind != "share" and part.max_score is None
    }
    scores = component_gaps.scores_of(view.at, edition_id=view.edition.edition_id, unit_codes=codes)
    drawn = components_head_to_head.table(
        [
            row | {"evidence_key": _key(view, row["unit_code"], row["indicator_code"])}
            for row in scores
        ],
        components=[
            (part.component, w.name(part), part.max_score if part.value_kind != "share" else None)
            for part in components
        ],
        units=[(code, names[code]) for code in codes],
        decimals=view.edition.decimals,
        language=view.language,
        best=without_maximum,
    )
    options = components_head_to_head.Options.for_table(
        drawn,
        language=view.language,
        words=components_head_to_head.Words(
            component=_term(view),
            unit=w("table.unit"),
            score=w("table.score"),
            share=w(_share_key(len(without_maximum), len(components))),
        ),
    )
    card = edition.card_of(view)
    figure.draw(
        view,
        "head_to_head",
        options,
        drawn,
        title=w("components.head_to_head"),
        finding=_pair_finding(view, scores, codes, names),
        alt=w(
            "chart.head_to_head_alt",
            home=names[home],
            names=w.join(names[code] for code in compared),
            index=card.index_short,
            period=w.period(card.edition),
        ),
        file_name=f"{w('download.file_components')}-2",
    )


def _share_key(without_maximum: int, components: int) -> str:
    """What the scale of shares is a share of, where some components have no maximum."""
    if not without_maximum:
        return "table.share"
    return "table.share_of_best" if without_maximum == components else "table.share_mixed"


def _pair_finding(
    view: IndexView, scores: list[dict], codes: tuple[str, ...], names: dict[str, str]
) -> str:
    """In how many components home is above each of the others."""
    home, *others = codes
    term = view.words(f"vocab.{view.index['component_term']}")
    sentences_of = []
    for code in others:
        above, both = component_gaps.components_above(scores, home, code)
        values = {"home": names[home], "name": names[code], "above": above, "n": both}
        sentences_of.append(view.words("components.pair", term=term, **values))
    return " ".join(sentences_of)


def _nothing(view: EditionView) -> str:
    card = edition.card_of(view)
    return view.words(
        "empty.no_components",
        home=card.home_name,
        index=card.index_short,
        period=view.words.period(card.edition),
    )


def empty(view: EditionView) -> str:
    """What is missing when home has no component, and how to supply it."""
    return _nothing(view)


def _largest(
    view: EditionView, components: tuple[Component, ...], field: str
) -> said.ComponentGap | None:
    """The component with the largest distance above zero."""
    below = [part for part in components if (getattr(part, field) or 0) > 0]
    if not below:
        return None
    part = max(below, key=lambda part: getattr(part, field))
    return said.ComponentGap(
        name=view.words.name(part),
        distance=getattr(part, field),
        score=part.score,
        max_score=part.max_score,
        rank=part.rank,
        ranked_units=part.ranked_units,
        best_name=_best_name(view, part) if field == "to_best" else None,
        points=part.value_kind != "share",
    )


def _best_name(view: EditionView, part: Component) -> str:
    names = edition.names(view)
    return view.words.join(names[code] for code in part.best_units)


def _gap_words(view: EditionView) -> components_gaps.Words:
    w = view.words
    card = edition.card_of(view)
    line = card.cut_line_unit_name
    named = w("table.cut_line_score_named", u=line) if line else w("table.cut_line_score")
    target = view.limit is not None
    return components_gaps.Words(
        component=_term(view),
        home=card.home_name,
        cut_line=named if target else "",
        target_mean=w("chart.target_mean", k=view.limit) if target else "",
        median=w("chart.median"),
        best=w("chart.best"),
        rank=w("table.rank"),
    )


def _key(view: EditionView, unit_code: str, component: str, measure: str = "score") -> str:
    return figure_keys.figure(view.edition.edition_id, unit_code, component, measure)


def _keys(view: EditionView, part: Component) -> dict[str, str]:
    return component_gaps.keys(
        part,
        edition=view.edition,
        unit_code=edition.home_code(view),
        limit=view.limit,
        line=edition.card_of(view).position.cut_line_unit,
    )


@memo
def _table(view: EditionView, components: tuple[Component, ...], order: str) -> Table[Component]:
    """What is said of each component, in this order."""
    w, k = view.words, view.limit

    def key(name: str) -> Callable[[Component], str | None]:
        return lambda part: _keys(view, part).get(name)

    def score(heading: str, name: str) -> Column[Component]:
        return Column(heading, attrgetter(name), key=key(name), decimals=view.edition.decimals)

    def ranked_units(part: Component) -> int | None:
        return part.ranked_units if part.rank else None

    def certainty(part: Component) -> str | None:
        return part.certainty and w(f"certainty.{part.certainty}")

    columns = [
        Column(_term(view), w.name),
        # Whom a meeting asks: beside the component, not behind all figures.
        Column(w("table.owner"), lambda part: w.field(part, "owner") or w("word.not_assigned")),
        score(w("table.score"), "score"),
        Column(w("table.rank"), attrgetter("rank"), key=key("rank")),
        Column(w("table.ranked_units"), ranked_units, key=key("ranked_units")),
        Column(w("table.certainty"), certainty, where=WHERE_KNOWN, usual=w("certainty.exact")),
        score(w("table.best"), "best"),
        score(w("table.to_best"), "to_best"),
    ]
    if k is not None:
        columns += [
            score(w("table.target_mean", k=k), "target_mean"),
            score(w("table.to_target_mean", k=k), "to_target_mean"),
            score(w("table.cut_line_score"), "cut_line_score"),
        ]
    columns.append(score(w("table.median"), "median"))
    if _with_maxima(view, components):
        columns += [score(w("table.max_score"), "max_score"), score(w("table.to_max"), "to_max")]
    return Table(ordered(components, order), columns)


def _term(view: IndexView) -> str:
    """What the issuer calls a component of this index."""
    return view.words(f"table.{view.index['component_term']}")
