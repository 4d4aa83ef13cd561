"""The briefing: which facts leave the app, chosen once for every form in which they leave it.

Five parts, as they are shown in a meeting: position, what moved, where points are lost, the
cheapest way, what is asked of whom. Nothing is worked out here: each part is what a page shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rankings.facts import components, editions, overview, standing, subindicators
from rankings.facts.components import Component
from rankings.facts.editions import Edition, EditionFacts
from rankings.facts.overview.directions import Direction, directions
from rankings.facts.overview.model import Card, Earlier, Source
from rankings.facts.subindicators import SubIndicator
from rankings.facts.why import events
from rankings.facts.why.events import Since
from rankings.store import queries
from rankings.store.rows import made
from rankings.store.versions import Snapshot

# Of each index so many of what costs most points are told; the rest stands on its page.
MOST_LOST = 5
# What a move is counted from.
SINCE_BRIEFING, SINCE_DAY, SINCE_EDITION = "briefing", "day", "edition"


@dataclass(frozen=True)
class State:
    """The figures that a briefing tells: the version of the store, and as of which load.

    made: when that version was made (UTC).
    """

    version: int
    as_of: int | None = None
    made: datetime | None = None


@dataclass(frozen=True)
class Given:
    """What a briefing has told of an index: in which edition, which rank and score."""

    edition_id: str
    rank: int | None
    score: Decimal | None


@dataclass(frozen=True)
class LastBriefing:
    """An earlier briefing: when it was made (UTC), and what it told, by index."""

    at: datetime
    given: Mapping[str, Given]


@dataclass(frozen=True)
class Goal:
    """The target of home in an index; by_date: None where the source states none."""

    index_code: str
    rank_limit: int
    by_date: date | None
    set_by_vi: str | None
    set_by_en: str | None
    source_id: str


@dataclass(frozen=True)
class Place:
    """Where home stands in an index, and what was set as its target."""

    card: Card
    goal: Goal
    source_id: str | None


@dataclass(frozen=True)
class Move:
    """What moved in an index.

    card: the card, compared with the edition that the move is counted from. basis: of that
    (SINCE_…). nothing_new: no newer table has come since then. given: what the last briefing told
    of the same table, where that was another figure. happened: the events round home; None where
    no earlier table can be compared.
    """

    card: Card
    basis: str
    nothing_new: bool = False
    given: Given | None = None
    happened: Since | None = None


@dataclass(frozen=True)
class Lost:
    """Where home loses points in an index: its components, the largest distance to the best first,
    and of its sub-indicators those with the most points to win. Both may be empty."""

    card: Card
    parts: tuple[Component, ...]
    subs: tuple[SubIndicator, ...]


@dataclass(frozen=True)
class Brief:
    """The facts of a briefing, of one language for names.

    day: on which it is made. places: of every index with a target and an edition. unjudged: names
    of those with a target and no edition; no_target: of those with editions and no target.
    directions: what to direct, the first first. sources: by code. last: the briefing before, where
    one is known. since: the day that was asked for.
    """

    state: State
    day: date
    language: str
    home_name: str
    places: tuple[Place, ...]
    unjudged: tuple[str, ...]
    no_target: tuple[str, ...]
    moves: tuple[Move, ...]
    lost: tuple[Lost, ...]
    directions: tuple[Direction, ...]
    sources: Mapping[str, Source]
    last: LastBriefing | None = None
    since: date | None = None

    def place(self, index_code: str) -> Place:
        """The place in an index; KeyError where there is none."""
        for place in self.places:
            if place.card.index_code == index_code:
                return place
        raise KeyError(index_code)


def brief(
    at: Snapshot,
    *,
    language: str,
    today: date,
    state: State,
    since: date | None = None,
    last: LastBriefing | None = None,
) -> Brief:
    """Choose the facts of a briefing.

    since: tell what moved since the newest tables of that day; else since the last briefing, where
    there is one, else since the table before. Raises Problem where no target is set for anybody,
    or the version is no longer kept.
    """
    cards = overview.cards(at, language=language, today=today)
    goals = _goals(at)
    scheme, unit_code = editions.home(at)
    return Brief(
        state=state,
        day=today,
        language=language,
        home_name=_home_name(at, scheme, unit_code, language),
        places=tuple(_place(at, card, goals[card.index_code]) for card in cards),
        unjudged=_shorts(overview.unjudged(at), language),
        no_target=_shorts(overview.without_card(at), language),
        moves=tuple(_move(at, card, since, last) for card in cards),
        lost=tuple(_lost(at, card) for card in cards),
        directions=directions(at, today=today),
        sources=overview.sources(at),
        last=last,
        since=since,
    )


def given(facts: Brief) -> dict[str, Given]:
    """What a briefing tells of each index, to be kept for the next one."""
    return {
        place.card.index_code: Given(
            place.card.edition.edition_id, place.card.position.rank, place.card.position.score
        )
        for place in facts.places
    }


def _home_name(at: Snapshot, scheme: str, unit_code: str, language: str) -> str:
    return next(
        str(row[f"name_{language}"])
        for row in queries.units(at, scheme=scheme).to_pylist()
        if row["unit_code"] == unit_code
    )


def _goals(at: Snapshot) -> dict[str, Goal]:
    """Index -> its target, as `editions.targets` chooses: of two the one with the later date."""
    home = editions.home(at)
    return {
        row["index_code"]: made(Goal, row)
        for row in queries.targets(at).to_pylist()
        if (row["scheme"], row["unit_code"]) == home
    }


def _shorts(rows: list[dict[str, Any]], language: str) -> tuple[str, ...]:
    return tuple(row[f"short_{language}"] for row in rows)


def _place(at: Snapshot, card: Card, goal: Goal) -> Place:
    row = standing.ranking(at, edition_id=card.edition.edition_id).row(card.position.unit_code)
    return Place(card, goal, row.score_source_id or row.rank_source_id)


# --- What moved -----------------------------------------------------------------------------------


def _move(at: Snapshot, card: Card, since: date | None, last: LastBriefing | None) -> Move:
    before = last.given.get(card.index_code) if last and since is None else None
    if since is not None:
        first = _newest_by(at, card, since)
        if first is None and card.edition.period_end <= since:
            return Move(card, SINCE_DAY, nothing_new=True)
        return _since(at, card, first, SINCE_DAY if first else SINCE_EDITION)
    if before is not None:
        if before.edition_id == card.edition.edition_id:
            now = (card.position.rank, card.position.score)
            changed = None if now == (before.rank, before.score) else before
            return Move(card, SINCE_BRIEFING, nothing_new=changed is None, given=changed)
        first = next((e for e in _earlier(at, card) if e.edition_id == before.edition_id), None)
        if first is not None:
            return _since(at, card, first, SINCE_BRIEFING)
    previous = card.previous
    first = None if previous is None else editions.by_id(at, previous.edition.edition_id)
    return _since(at, card, first, SINCE_EDITION)


def _earlier(at: Snapshot, card: Card) -> tuple[EditionFacts, ...]:
    """The editions that the card's can be compared with, newest first."""
    return events.choices(
        at,
        index_code=card.index_code,
        unit_code=card.position.unit_code,
        scheme=card.edition.scheme,
    )


def _newest_by(at: Snapshot, card: Card, day: date) -> EditionFacts | None:
    """The newest edition up to a day that is not the card's own, nor later than it."""
    if card.edition.period_end <= day:
        return None
    return next((item for item in _earlier(at, card) if item.period_end <= day), None)


def _since(at: Snapshot, card: Card, first: EditionFacts | None, basis: str) -> Move:
    if first is None:
        return Move(card, basis)
    happened = events.since(
        at,
        first_id=first.edition_id,
        unit_code=card.position.unit_code,
        limit=card.position.limit,
    )
    return Move(_compared(at, card, first), basis, happened=happened)


def _compared(at: Snapshot, card: Card, first: EditionFacts) -> Card:
    """The card beside another earlier edition than the one before."""
    if card.previous is not None and card.previous.edition.edition_id == first.edition_id:
        return card
    row = standing.ranking(at, edition_id=first.edition_id).row(card.position.unit_code)
    earlier = Earlier(
        edition=made(Edition, first),
        rank=row.rank,
        score=row.score,
        units=first.units,
        same_method=first.method_code == card.edition.method_code,
        same_scheme=first.scheme == card.edition.scheme,
    )
    return replace(card, previous=earlier, no_previous=None, repeated=False)


# --- Where points are lost ------------------------------------------------------------------------


def _lost(at: Snapshot, card: Card) -> Lost:
    edition_id, unit_code = card.edition.edition_id, card.position.unit_code
    limit = card.position.limit
    parts = components.comparison(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    subs = subindicators.of_unit(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    return Lost(
        card,
        tuple(part for part in parts if part.score is not None),
        tuple(sub for sub in subindicators.in_order(subs, "to_win") if sub.to_win)[:MOST_LOST],
    )
