"""How sure the ranks of an edition are: other weights, fewer components, other editions."""

from collections.abc import Callable
from dataclasses import asdict
from operator import attrgetter

import pyarrow as pa
import streamlit as st

from rankings.blocks import edition, figure, table
from rankings.blocks.view import EditionView, IndexView
from rankings.charts import robustness_ranges
from rankings.facts import robustness
from rankings.facts.robustness import Basis, PartInfluence, Row, Stability, WithoutPart
from rankings.facts.robustness.draws import DRAWS, TOLERANCE
from rankings.sentences import naming
from rankings.sentences import robustness as said
from rankings.store import figure_keys, queries
from rankings.store.rows import picked, where
from rankings.store.versions import memo
from rankings.words.tables import IN_FILES, Column, Table

ENDS = ("best", "worst", "p05", "p50", "p95")


def basis(view: EditionView) -> Basis:
    """What the ranks of the edition chosen can be computed from, or why they cannot be."""
    return robustness.basis(view.at, edition_id=view.edition.edition_id)


def reason(view: IndexView, found: Basis) -> None:
    """Why there is nothing to compute."""
    st.info(said.reason(view.words, found, index=view.index_name))


def finding(view: EditionView, found: Basis) -> str:
    """Between which ranks home lies while the weights change."""
    return said.finding(
        view.words,
        found,
        _home_row(view),
        index=view.index_name,
        home=edition.home_name(view),
        term=_term(view),
        limit=view.limit if edition.has_target(view) else None,
        tolerance=TOLERANCE,
    )


def method(view: EditionView, found: Basis) -> None:
    """That the weights are decided, and one click away how all of it is computed."""
    w = view.words
    st.caption(_decided(view))
    names = edition.names(view)
    for note in (
        said.not_compared(w, found, names),
        said.differing(w, robustness.differing(_ranges(view))),
    ):
        if note:
            st.caption(note)
    with st.expander(w("robustness.how")):
        tolerance, draws = said.share(w, TOLERANCE), w.number(DRAWS)
        st.markdown(
            "\n".join(
                f"- {line}"
                for line in (
                    w("robustness.how_weights", term=_term(view), tolerance=tolerance),
                    w("robustness.how_extremes"),
                    w("robustness.how_draws", draws=draws),
                    w("robustness.how_influence"),
                    w("robustness.how_sources"),
                )
            )
        )


def ranges(view: EditionView, found: Basis) -> None:
    """Every unit's best, worst and usual rank, as a figure and as a table."""
    w = view.words
    drawn, options = _drawn(view)
    figure.draw(
        view,
        "rank_ranges",
        options,
        drawn,
        title=w("robustness.figure", tolerance=said.share(w, TOLERANCE)),
        alt=w("robustness.figure_alt", n=drawn.num_rows, finding=finding(view, found)),
        note=w("robustness.figure_note", home=edition.home_name(view)),
        file_name=w("download.file_robustness"),
    )
    described = _range_table(view)
    table.draw(view, described, key="rank_ranges", height=420)
    table.downloads(
        view,
        lambda: described.sheet(
            edition.heading(view),
            (*edition.about(view), (w("robustness.how"), _decided(view))),
            label=w("table.unit"),
        ),
        file_name=w("download.file_robustness"),
    )


def without_each(view: EditionView, found: Basis) -> None:
    """Home's rank when one component is left out."""
    w = view.words
    row = _home_row(view)
    if row is None:
        return
    parts = robustness.without_each(
        view.at, edition_id=view.edition.edition_id, unit_code=row.unit_code
    )
    if not parts:
        return
    home, term = edition.home_name(view), _term(view)
    st.subheader(w("robustness.without", term=term, home=home))
    st.markdown(said.without(w, row, parts, units=found.compared, home=home, term=term))
    described = _without_table(view, row, sorted(parts, key=lambda without: -without.rank))
    table.draw(view, described, key="rank_without")
    st.caption(f"{w('robustness.without_note')}  \n{edition.caption(view)}")


def _without_table(view: EditionView, row: Row, parts: list[WithoutPart]) -> Table[WithoutPart]:
    """Home's rank without each component, beside the weight of it."""
    w, item = view.words, view.edition

    def weight_key(without: WithoutPart) -> str:
        place = item.index_code, item.method_code, without.part.component
        return str(figure_keys.Maximum(*place, "max_score"))

    def rank_key(without: WithoutPart) -> str:
        place = item.edition_id, row.unit_code, without.part.component
        return str(figure_keys.Reduced(*place))

    def weight(without: WithoutPart) -> str:
        return w.percent(round(100 * without.part.whole, 4), None)

    return Table(
        parts,
        [
            Column(w("table.component"), lambda without: w.name(without.part)),
            Column(w("robustness.weight"), weight, key=weight_key),
            Column(w("robustness.rank_without"), attrgetter("rank"), key=rank_key),
            Column(w("robustness.movement"), lambda without: w.movement(row.rank - without.rank)),
        ],
    )


def influences(view: EditionView) -> None:
    """Which weights home's rank depends on."""
    w = view.words
    row = _home_row(view)
    if row is None:
        return
    parts = robustness.influences(
        view.at, edition_id=view.edition.edition_id, unit_code=row.unit_code
    )
    home = edition.home_name(view)
    st.subheader(w("robustness.influence", home=home))
    st.markdown(said.influence(w, parts, home=home))
    if parts[0].total is None:
        return

    def shares(name: str) -> Callable[[PartInfluence], str]:
        ends = attrgetter(name, f"{name}_low", f"{name}_high")
        return lambda influence: said.share_between(w, *ends(influence))

    columns = [
        Column(w("table.component"), lambda influence: w.name(influence.part)),
        Column(w("robustness.first"), shares("first")),
        Column(w("robustness.total"), shares("total")),
    ]
    table.draw(view, Table(parts, columns), key="weight_influence")
    st.caption(f"{w('robustness.influence_note')}  \n{edition.caption(view)}")


def stability(view: EditionView) -> None:
    """How alike the rankings of editions are that follow each other."""
    w = view.words
    pairs = robustness.stability(view.at, edition_id=view.edition.edition_id)
    st.subheader(w("robustness.stability"))
    st.markdown(said.stability(w, pairs))
    if not pairs:
        return

    def key(counted: str) -> Callable[[Stability], str]:
        return lambda pair: str(
            figure_keys.Stability(pair.after.edition_id, pair.before.edition_id, counted)
        )

    def same_order(pair: Stability) -> str:
        return f"{w.number(pair.same_order)}/{w.number(pair.pairs)}"

    columns = [
        Column(w("robustness.from"), lambda pair: w.period_short(pair.before)),
        Column(w("robustness.to"), lambda pair: w.period_short(pair.after)),
        Column(w("robustness.units"), attrgetter("units"), key=key("units")),
        Column(w("robustness.same_order"), same_order, key=key("same_order")),
        Column(w("robustness.tau"), lambda pair: w.number(pair.tau, 2), key=key("tau")),
    ]
    table.draw(view, Table(pairs[::-1], columns), key="rank_stability")
    notes = [w("robustness.stability_note")]
    every = len(robustness.pairs_of(view.at, edition_id=view.edition.edition_id))
    if len(pairs) < every:
        notes.append(w("robustness.stability_newest", n=len(pairs), every=every))
    st.caption("  \n".join(notes))


# --- What is drawn ----------------------------------------------------------------------------


def _ranges(view: EditionView) -> tuple[Row, ...]:
    return robustness.ranges(view.at, edition_id=view.edition.edition_id)


def _home_row(view: EditionView) -> Row | None:
    home = edition.home_code(view)
    return next((row for row in _ranges(view) if row.unit_code == home), None)


@memo
def _drawn(view: EditionView) -> tuple[pa.Table, robustness_ranges.Options]:
    w = view.words
    drawn = robustness_ranges.table(
        [asdict(row) | _drawn_keys(view, row) for row in _ranges(view)],
        home=edition.home_code(view),
        language=view.language,
    )
    limit = view.limit if edition.has_target(view) else None
    words = robustness_ranges.Words(
        unit=w("table.unit"),
        rank=w("robustness.rank"),
        range=w("robustness.range"),
        usual=w("robustness.usual"),
        limit="" if limit is None else w("vocab.rank_limit", k=limit),
    )
    options = robustness_ranges.Options.for_table(
        drawn, limit=limit, language=view.language, words=words
    )
    return drawn, options


def _rank_key(view: EditionView, row: Row) -> str:
    """Names the rank of the standing, or that from the components where it is another."""
    if row.rank != row.given:
        return _end_key(view, row, "rank")
    return figure_keys.figure(view.edition.edition_id, row.unit_code, "total", "rank")


def _end_key(view: EditionView, row: Row, end: str) -> str:
    """Names a rank under other weights; end: best, worst, p05, p50 or p95."""
    return str(figure_keys.Reweighted(view.edition.edition_id, row.unit_code, end))


def _drawn_keys(view: EditionView, row: Row) -> dict[str, str]:
    """The keys of a row's marks on the figure."""
    ends = {f"{end}_key": _end_key(view, row, end) for end in ("best", "worst", "p05", "p95")}
    return {"evidence_key": _rank_key(view, row)} | ends


def _range_table(view: EditionView) -> Table[Row]:
    """Every unit's rank, and its best, worst and usual ranks under other weights."""
    w = view.words

    def end(name: str) -> Column[Row]:
        return Column(
            w(f"robustness.{name}"), attrgetter(name), key=lambda row: _end_key(view, row, name)
        )

    return Table(
        _ranges(view),
        [
            Column(w("table.unit_code"), attrgetter("unit_code"), where=IN_FILES),
            Column(w("table.unit"), w.name),
            Column(w("robustness.rank"), attrgetter("rank"), key=lambda row: _rank_key(view, row)),
            *map(end, ENDS),
        ],
    )


def _term(view: IndexView) -> str:
    """What a component of the index is called."""
    return view.words(f"vocab.{view.index['component_term']}")


def _decided(view: EditionView) -> str:
    """That the weights are decided, and by which document where that is known."""
    basis = _legal_basis(view)
    if basis is None:
        return view.words("robustness.decided_unnamed")
    return view.words("robustness.decided", basis=basis)


def _legal_basis(view: EditionView) -> str | None:
    """The document that sets the weights; None where it is not known."""
    own = picked(view.edition, "index_code", "method_code")
    (row,) = where(queries.methods(view.at), **own)
    return naming.known(row["legal_basis"])
