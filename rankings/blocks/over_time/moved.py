"""Who climbed and who fell between two editions, and who climbed from where home stands."""

from collections.abc import Callable
from operator import attrgetter

import streamlit as st

from rankings.blocks import edition, table
from rankings.blocks.controls import select
from rankings.blocks.over_time.shown import Shown, note
from rankings.blocks.view import EditionView, View
from rankings.facts import editions, over_time
from rankings.facts.editions import EditionFacts
from rankings.facts.over_time import Move
from rankings.sentences import over_time as said
from rankings.store import figure_keys
from rankings.words.tables import WHERE_KNOWN, Column, Table


@st.fragment
def moves(shown: Shown) -> None:
    """Who climbed and who fell between two editions, and who climbed from where home stands."""
    view, w = shown.view, shown.view.words
    st.subheader(w("trajectory.delta"))
    pair = _two_editions(shown)
    if pair is None:
        return
    before, after = pair
    home = editions.home_code(view.at, after.scheme)
    found = over_time.moves(
        view.at,
        from_edition=before.edition_id,
        to_edition=after.edition_id,
        first=home,
    )
    name = w.name(next(move for move in found if move.unit_code == home))
    st.markdown(
        said.moves_finding(w, home=name, home_code=home, first=before, second=after, moves=found)
    )
    notes = []
    if after.scheme != view.scheme:
        notes.append(w("trajectory.old_scheme", scheme=w(f"scheme.{after.scheme}")))
    if before.method_code != after.method_code:
        notes.append(w("trajectory.ranks_only"))
    if notes:
        st.caption(" ".join(notes))
    here = view.of_edition(after)
    described = Table(found, _columns(here, before))
    table.draw(here, described, key="moves", empty=w("empty.no_findings"), height=420)
    st.caption(edition.caption(here))
    table.downloads(
        here,
        lambda: described.sheet(
            edition.heading(here), ((w("control.from"), w.period(before)), *edition.about(here))
        ),
        file_name=w("download.file_moves"),
    )
    _climbers(here, before, home, name)


def _two_editions(shown: Shown) -> tuple[EditionFacts, EditionFacts] | None:
    """The controls for the two editions; None, with a sentence, where there are not two."""
    view, w = shown.view, shown.view.words
    tables = _tables(shown)
    later = {
        item.edition_id: item
        for number, item in enumerate(tables)
        if any(other.scheme == item.scheme for other in tables[number + 1 :])
    }
    if not later:
        st.info(w("trajectory.need_two", n=len(tables)))
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # Drawn second, chosen first: what may stand on the left depends on it.
        left, right = st.container(width=300), st.container(width=300)
        with right:
            labels = {code: _period_label(view, item) for code, item in later.items()}
            after = later[select("to", w("control.to"), labels, next(iter(labels)))]
        earlier = {
            item.edition_id: item
            for item in tables
            if item.scheme == after.scheme and item.period_end < after.period_end
        }
        with left:
            labels = {code: _period_label(view, item) for code, item in earlier.items()}
            default = _first_comparable(after, list(earlier.values()))
            before = earlier[select("from", w("control.from"), labels, default)]
    return before, after


def _tables(shown: Shown) -> list[EditionFacts]:
    """The editions of the type that rank the field, newest first, home's scheme before others."""
    view = shown.view
    schemes = dict.fromkeys(
        [
            view.scheme,
            *(item.scheme for item in editions.of_index(view.at, view.index_code)),
        ]
    )
    return [
        item
        for scheme in schemes
        for item in reversed(
            over_time.tables(
                view.at,
                index_code=view.index_code,
                period_type=shown.period_type,
                scheme=scheme,
            )
        )
    ]


def _first_comparable(after: EditionFacts, earlier: list[EditionFacts]) -> str:
    """The first table under the same rules and count as the later one, else the one before it."""
    same = [
        item
        for item in earlier
        if item.method_code == after.method_code
        and (
            item.period_type != "year_to_date" or item.period_start.year == after.period_start.year
        )
    ]
    return (same[-1] if same else earlier[0]).edition_id


def _period_label(view: View, item: EditionFacts) -> str:
    text = view.words.period_short(item)
    text = f"{text[:1].upper()}{text[1:]}"
    return text if item.scheme == view.scheme else f"{text} · {item.units}"


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
            w("table.note"),
            lambda move: note(view, move.status, move.disputed),
            where=WHERE_KNOWN,
        ),
    ]


def _change_key(
    before: EditionFacts, after: EditionFacts, unit_code: str, indicator_code: str, measure: str
) -> str:
    ends = before.edition_id, after.edition_id
    place = unit_code, indicator_code, measure
    return figure_keys.made_of("change", *(figure_keys.figure(end, *place) for end in ends))


def _climbers(view: EditionView, before: EditionFacts, home: str, name: str) -> None:
    """Who stood where home stands now and has climbed since, and where they gained most."""
    w, after = view.words, view.edition
    found = over_time.climbers(
        view.at,
        from_edition=before.edition_id,
        to_edition=after.edition_id,
        unit_code=home,
    )
    if found is None:
        return
    st.markdown(f"**{w('trajectory.climbers', home=name)}**")
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
