"""Who climbed and who fell between two editions, and who climbed from where home stands."""

from collections.abc import Callable
from operator import attrgetter

import streamlit as st

from rankings.blocks import edition, table
from rankings.blocks.over_time.chosen import Chosen
from rankings.blocks.over_time.shown import note
from rankings.blocks.view import EditionView
from rankings.blocks.why import unusual_scores
from rankings.facts import editions, over_time
from rankings.facts.editions import EditionFacts
from rankings.facts.over_time import Move
from rankings.facts.why import unusual
from rankings.sentences import naming
from rankings.sentences import over_time as said
from rankings.store import figure_keys
from rankings.words.tables import WHERE_KNOWN, Column, Table


def moves(chosen: Chosen) -> None:
    """Who climbed and who fell between two editions, and who climbed from where home stands."""
    view, before = chosen.view, chosen.first
    w, after = view.words, view.edition
    st.subheader(w("trajectory.delta"))
    ranking = _ranking(view)
    if before is None or not {before, after} <= set(ranking):
        few = len(ranking) < 2
        st.info(w("trajectory.need_two", n=len(ranking)) if few else w("trajectory.not_both_rank"))
        return
    home = editions.home_code(view.at, after.scheme)
    found = over_time.moves(
        view.at, from_edition=before.edition_id, to_edition=after.edition_id, first=home
    )
    name = w.name(next(move for move in found if move.unit_code == home))
    moved = said.moves_finding(
        w, home=name, home_code=home, first=before, second=after, moves=found
    )
    if unusual.repeated(view.at, edition_ids=(after.edition_id,)).get(after.edition_id) == (
        before.edition_id
    ):
        moved = f"{moved} {w('why.repeated')}."
    sentences = filter(None, (moved, unusual_scores(view, before, after)))
    st.markdown("\n\n".join(sentences))
    notes = []
    if after.scheme != view.scheme:
        notes.append(w("trajectory.old_scheme", scheme=w(f"scheme.{after.scheme}")))
    if before.method_code != after.method_code:
        notes.append(w("trajectory.ranks_only"))
    if notes:
        st.caption(" ".join(notes))
    described = Table(found, _columns(view, before))
    table.draw(view, described, key="moves", empty=w("empty.no_findings"), height=420)
    st.caption(edition.caption(view))
    table.downloads(
        view,
        lambda: described.sheet(
            edition.heading(view), ((w("control.from"), w.period(before)), *edition.about(view))
        ),
        file_name=w("download.file_moves"),
    )
    _climbers(view, before, home, name)


def _ranking(view: EditionView) -> tuple[EditionFacts, ...]:
    """The editions that rank most units of the list of the one shown, of its period type."""
    return over_time.tables(
        view.at,
        index_code=view.index_code,
        period_type=view.edition.period_type,
        scheme=view.edition.scheme,
    )


def _columns(view: EditionView, before: EditionFacts) -> list[Column[Move]]:
    """What is said of each unit between two editions."""
    w, after = view.words, view.edition
    a, b = w.period_short(before), w.period_short(after)

    def key(item: EditionFacts, measure: str) -> Callable[[Move], str]:
        return lambda move: figure_keys.figure(item.edition_id, move.unit_code, "total", measure)

    def change_key(measure: str, name: str) -> Callable[[Move], str | None]:
        return lambda move: (
            None
            if getattr(move, name) is None
            else _change_key(before, after, move.unit_code, "total", measure)
        )

    def climbed(move: Move) -> str | None:
        return None if move.climbed is None else w.movement(move.climbed)

    def gained(move: Move) -> str | None:
        return None if move.gained is None else w.change(move.gained, after.decimals)

    def rank(period: str, name: str, item: EditionFacts) -> Column[Move]:
        heading = w("table.rank_at", period=period)
        return Column(heading, attrgetter(name), key=key(item, "rank"))

    def score(period: str, name: str, item: EditionFacts) -> Column[Move]:
        heading = w("table.score_at", period=period)
        decimals = after.decimals
        return Column(heading, attrgetter(name), key=key(item, "score"), decimals=decimals)

    return [
        Column(w("table.unit"), w.name),
        Column(w("table.rank_change"), climbed, key=change_key("rank", "climbed")),
        rank(a, "rank_from", before),
        rank(b, "rank_to", after),
        score(a, "score_from", before),
        score(b, "score_to", after),
        Column(
            w("table.score_change"), gained, key=change_key("score", "gained"), where=WHERE_KNOWN
        ),
        Column(
            w("table.note"), lambda move: note(view, move.status, move.disputed), where=WHERE_KNOWN
        ),
    ]


def _change_key(
    before: EditionFacts, after: EditionFacts, unit_code: str, indicator_code: str, measure: str
) -> str:
    ends = before.edition_id, after.edition_id
    place = unit_code, indicator_code, measure
    return str(figure_keys.Change(tuple(figure_keys.figure(end, *place) for end in ends)))


def _climbers(view: EditionView, before: EditionFacts, home: str, name: str) -> None:
    """Who stood where home stands now and has climbed since, and where they gained most."""
    w, after = view.words, view.edition
    found = over_time.climbers(
        view.at, from_edition=before.edition_id, to_edition=after.edition_id, unit_code=home
    )
    if found is None:
        return
    later = editions.has_later(view.at, edition_id=after.edition_id, unit_code=home)
    title = w("trajectory.climbers", home=name, now=naming.now(w, later=later))
    st.subheader(title)
    st.markdown(said.sample(w, home=name, first=before, second=after, found=found))
    if not found.climbers:
        return
    gains = {climber.move.unit_code: climber.gains for climber in found.climbers}

    def gained_most(move: Move) -> str | None:
        return said.gains(w, gains[move.unit_code], after.decimals) or None

    def key(move: Move) -> str | None:
        """Leads to the component in which the climber gained most."""
        first = next(iter(gains[move.unit_code]), None)
        return first and _change_key(before, after, move.unit_code, first.component, "score")

    most = Column(w("table.gained_most"), gained_most, key=key, where=WHERE_KNOWN)
    described = Table([climber.move for climber in found.climbers], [*_columns(view, before), most])
    table.draw(view, described, key="climbers", empty=w("trajectory.sample_none"))
    if not found.components:
        st.caption(w("trajectory.no_gains"))
