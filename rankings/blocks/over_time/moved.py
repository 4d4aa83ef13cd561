"""Who climbed and who fell between two editions, and who climbed from where home stands."""

from dataclasses import replace

import streamlit as st

from rankings.blocks import edition, selection, table
from rankings.blocks.over_time.shown import Shown, note
from rankings.blocks.selection import View
from rankings.facts import editions, over_time
from rankings.facts.editions import EditionFacts
from rankings.facts.over_time import Climber, Move
from rankings.sentences import over_time as said
from rankings.store import figure_keys
from rankings.words import exports


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
    here = replace(view, edition=after)
    table.draw(
        here,
        [_record(here, before, move) for move in found],
        key="moves",
        empty=w("empty.no_findings"),
        height=420,
        decimals=after.decimals,
        optional=[w("table.note"), w("table.score_change")],
        keys=[_keys(here, before, move) for move in found],
    )
    st.caption(edition.caption(here))
    table.downloads(
        here, lambda: _moves_sheet(here, before, found), file_name=w("download.file_moves")
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
            after = later[selection.select("to", w("control.to"), labels, next(iter(labels)))]
        earlier = {
            item.edition_id: item
            for item in tables
            if item.scheme == after.scheme and item.period_end < after.period_end
        }
        with left:
            labels = {code: _period_label(view, item) for code, item in earlier.items()}
            default = _first_comparable(after, list(earlier.values()))
            before = earlier[selection.select("from", w("control.from"), labels, default)]
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


def _record(view: View, before: EditionFacts, move: Move) -> dict[str, object]:
    w, after = view.words, view.edition
    a, b = w.period_short(before), w.period_short(after)
    return {
        w("table.unit"): w.name(move),
        w("table.rank_change"): None if move.climbed is None else w.movement(move.climbed),
        w("table.rank_at", period=a): move.rank_from,
        w("table.rank_at", period=b): move.rank_to,
        w("table.score_at", period=a): move.score_from,
        w("table.score_at", period=b): move.score_to,
        w("table.score_change"): None
        if move.gained is None
        else w.change(move.gained, after.decimals),
        w("table.note"): note(view, move.status, move.disputed),
    }


def _keys(view: View, before: EditionFacts, move: Move) -> dict[str, str]:
    """The keys of the figures of a row, by column."""
    w, found = view.words, {}
    for item in (before, view.edition):
        period = w.period_short(item)
        for measure, heading in (
            ("rank", w("table.rank_at", period=period)),
            ("score", w("table.score_at", period=period)),
        ):
            found[heading] = figure_keys.figure(item.edition_id, move.unit_code, "total", measure)
    for measure, heading in (("rank", "table.rank_change"), ("score", "table.score_change")):
        known = move.climbed if measure == "rank" else move.gained
        if known is not None:
            found[w(heading)] = figure_keys.made_of(
                "change",
                *(
                    figure_keys.figure(item.edition_id, move.unit_code, "total", measure)
                    for item in (before, view.edition)
                ),
            )
    return found


def _climber_keys(
    view: View, before: EditionFacts, climber: Climber, gained: str
) -> dict[str, str]:
    """As `_keys`; what a climber gained leads to the component in which it gained most."""
    keys = _keys(view, before, climber.move)
    for gain in climber.gains[:1]:
        keys[gained] = figure_keys.made_of(
            "change",
            *(
                figure_keys.figure(item.edition_id, climber.move.unit_code, gain.component, "score")
                for item in (before, view.edition)
            ),
        )
    return keys


def _moves_sheet(view: View, before: EditionFacts, found: tuple[Move, ...]) -> exports.Sheet:
    w, after = view.words, view.edition
    records = [_record(view, before, move) for move in found]
    numbers = {}
    for item in (before, after):
        numbers[w("table.rank_at", period=w.period_short(item))] = 0
        numbers[w("table.score_at", period=w.period_short(item))] = after.decimals
    columns = tuple(records[0])
    return exports.Sheet(
        title=edition.heading(view),
        notes=((w("control.from"), w.period(before)), *edition.about(view)),
        columns=columns,
        decimals=tuple(numbers.get(name) for name in columns),
        rows=tuple(tuple(record.values()) for record in records),
        labelled=0,
        keys=tuple(
            tuple(keys.get(name) for name in columns)
            for keys in (_keys(view, before, move) for move in found)
        ),
    )


def _climbers(view: View, before: EditionFacts, home: str, name: str) -> None:
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
    gained = w("table.gained_most")
    records = [
        _record(view, before, climber.move)
        | {gained: said.gains(w, climber.gains, after.decimals) or None}
        for climber in found.climbers
    ]
    table.draw(
        view,
        records,
        key="climbers",
        empty=w("trajectory.sample_none"),
        decimals=after.decimals,
        optional=[w("table.note"), w("table.score_change"), gained],
        keys=[_climber_keys(view, before, climber, gained) for climber in found.climbers],
    )
    if not found.components:
        st.caption(w("trajectory.no_gains"))
