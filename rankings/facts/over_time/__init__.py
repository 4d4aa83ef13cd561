"""The ranks and scores of an index over its editions: points, what may join them, who moved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from rankings.facts import editions
from rankings.facts.editions import PERIOD_TYPES, EditionFacts
from rankings.facts.over_time.segments import Place, Stop, is_table, places, series, span
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rounding import less
from rankings.store.rows import level_with_last, made
from rankings.store.versions import Snapshot, memo

# "Stood where we stand": a rank so many places from ours or fewer.
MATCH_DISTANCE = 3
GAINS_SHOWN = 2
MEASURES = ("rank", "score")
# Of each period type so many editions are read for the figures, twice what one can draw. What is
# asked of an older one is read by itself.
NEWEST = 120


@dataclass(frozen=True)
class Point:
    """One unit in one edition; None for what is not known.

    successor_code: the unit's code after the merger; namesake: the successor bears its name.
    segment: of its figures, whichever they are; rank_place and score_place: of each of them.
    """

    edition_id: str
    period: str
    period_type: str
    period_start: date
    period_end: date
    scheme: str
    method_code: str
    unit_code: str
    name_vi: str
    name_en: str
    successor_scheme: str
    successor_code: str
    namesake: bool
    units: int
    score: Decimal | None
    rank: int | None
    rank_basis: str | None
    status: str | None
    confidence: str | None
    disputed: bool
    score_source_id: str | None
    rank_source_id: str | None
    segment: str | None
    rank_place: Place | None
    score_place: Place | None

    @property
    def span(self) -> tuple[str, ...]:
        """What all points share that a line may ever join with this one."""
        return span(self)


@dataclass(frozen=True)
class Move:
    """One unit between two editions of one scheme. climbed: places gained, negative: lost."""

    unit_code: str
    name_vi: str
    name_en: str
    rank_from: int | None
    rank_to: int | None
    climbed: int | None
    score_from: Decimal | None
    score_to: Decimal | None
    gained: Decimal | None
    status: str | None
    disputed: bool


@dataclass(frozen=True)
class Gain:
    """What a unit gained in one component."""

    component: str
    name_vi: str
    name_en: str
    gained: Decimal


@dataclass(frozen=True)
class Climber:
    """A unit that stood where another stands and climbed, and where it gained most."""

    move: Move
    gains: tuple[Gain, ...]


@dataclass(frozen=True)
class Climbers:
    """The climbers among the units that stood within `distance` places of `rank`.

    stood: how many stood there (the sample), the unit itself left out; best, worst: the ranks that
    were looked at. components: False where no component is known in both editions under one method.
    """

    rank: int
    distance: int
    best: int
    worst: int
    stood: int
    climbers: tuple[Climber, ...]
    components: bool


@memo
def points(at: Snapshot, *, index_code: str) -> tuple[Point, ...]:
    """Every unit in the newest editions of each period type: by type, then oldest first."""
    return _points(at, index_code, newest_ids(at, index_code=index_code))


@memo
def newest_ids(at: Snapshot, *, index_code: str) -> tuple[str, ...]:
    """The newest editions of each period type of an index, as many as are read at once."""
    editions.index_row(at, index_code)
    every = editions.of_index(at, index_code)
    of_type = {kind: [item for item in every if item.period_type == kind] for kind in PERIOD_TYPES}
    return tuple(item.edition_id for items in of_type.values() for item in items[:NEWEST])


def every_point(at: Snapshot, *, index_code: str) -> tuple[Point, ...]:
    """Every unit in every edition of an index, in the same order; not kept in memory."""
    editions.index_row(at, index_code)
    return _points(at, index_code, ())


def _points(at: Snapshot, index_code: str, edition_ids: Collection[str]) -> tuple[Point, ...]:
    """The points of some editions, joined with each other; of all of them where none is named."""
    listed = "\n".join(edition_ids)
    rows = queries.trajectory(at, index_code=index_code, edition_ids=listed).to_pylist()
    stops = _stops(rows)
    of_scheme = {
        scheme: series(stop for stop in stops if stop.scheme == scheme)
        for scheme in {stop.scheme for stop in stops}
    }
    by_unit: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        by_unit.setdefault((row["scheme"], row["unit_code"]), []).append(row)
    found = []
    for (scheme, unit_code), unit in by_unit.items():
        joined = {
            measure: places(of_scheme[scheme], _figures(unit, measure), name=unit_code)
            for measure in ("any", *MEASURES)
        }
        for row in unit:
            edition_id = row["edition_id"]
            place = joined["any"].get(edition_id)
            found.append(
                made(
                    Point,
                    row,
                    segment=None if place is None else place.segment,
                    rank_place=joined["rank"].get(edition_id),
                    score_place=joined["score"].get(edition_id),
                )
            )
    return tuple(sorted(found, key=_oldest_first))


def chosen(
    at: Snapshot,
    *,
    index_code: str,
    unit_codes: Collection[str] = (),
    period_type: str | None = None,
    scheme: str | None = None,
) -> tuple[Point, ...]:
    """The points of some units, a period type or a scheme. Problem lists what there is instead."""
    editions.choose(at, index_code, period_type=period_type, scheme=scheme)
    fitting = [
        point
        for point in every_point(at, index_code=index_code)
        if period_type in (None, point.period_type) and scheme in (None, point.scheme)
    ]
    known = {point.unit_code: point.name_vi for point in fitting}
    for code in unit_codes:
        if code not in known:
            schemes = " | ".join(sorted({point.scheme for point in fitting}))
            listed = [f"{unit} {name}" for unit, name in sorted(known.items())]
            raise Problem("error.unknown_unit", value=code, scheme=schemes, known=listed)
    return tuple(point for point in fitting if not unit_codes or point.unit_code in unit_codes)


@memo
def period_types(at: Snapshot, *, index_code: str) -> tuple[str, ...]:
    """The period types in which an index has a rank or a score, the shortest period first."""
    counts = _counts(at, index_code)
    types = {
        item.period_type
        for item in editions.of_index(at, index_code)
        if any(counts.get(item.edition_id, {}).get(f"{measure}s") for measure in MEASURES)
    }
    return tuple(sorted(types, key=PERIOD_TYPES.index))


def beyond(at: Snapshot, *, index_code: str, measure: str) -> tuple[EditionFacts, ...]:
    """The editions with a figure of a measure (rank | score) that are older than what is read."""
    read = set(newest_ids(at, index_code=index_code))
    if len(read) == len(editions.of_index(at, index_code)):
        return ()
    counts = _counts(at, index_code)
    return tuple(
        item
        for item in editions.of_index(at, index_code)
        if item.edition_id not in read and counts.get(item.edition_id, {}).get(f"{measure}s")
    )


@memo
def predecessors(
    at: Snapshot, *, index_code: str, unit_code: str, scheme: str
) -> tuple[tuple[str, str], ...]:
    """Scheme and code of the units merged into one, its namesake first; none when there is none."""
    found = {
        (not point.namesake, point.scheme, point.unit_code)
        for point in points(at, index_code=index_code)
        if (point.successor_scheme, point.successor_code) == (scheme, unit_code)
        and point.scheme != scheme
    }
    return tuple((old, code) for _, old, code in sorted(found))


@memo
def tables(
    at: Snapshot, *, index_code: str, period_type: str, scheme: str
) -> tuple[EditionFacts, ...]:
    """The editions of a type and scheme that rank at least half of the units, oldest first."""
    return tuple(
        item
        for item in reversed(editions.of_index(at, index_code))
        if (item.period_type, item.scheme) == (period_type, scheme)
        and is_table(_ranked(at, item), item.units)
    )


@memo
def moves(at: Snapshot, *, from_edition: str, to_edition: str, first: str) -> tuple[Move, ...]:
    """Every unit between two editions: `first` first, then who climbed most, not known last.

    gained is None across a method break: such scores are not compared. Disputed figures move
    nobody. Raises Problem when the editions are of two schemes or of two period types.
    """
    before, after = _pair(at, from_edition, to_edition)
    earlier = {p.unit_code: p for p in _of_edition(at, before)}
    same = before.method_code == after.method_code
    found = [
        _move(earlier[point.unit_code], point, same_method=same)
        for point in _of_edition(at, after)
        if point.unit_code in earlier
    ]

    def order(move: Move) -> tuple[Any, ...]:
        return (
            move.unit_code != first,
            move.climbed is None,
            -(move.climbed or 0),
            move.rank_to or 0,
            move.unit_code,
        )

    return tuple(sorted(found, key=order))


@memo
def climbers(
    at: Snapshot,
    *,
    from_edition: str,
    to_edition: str,
    unit_code: str,
    distance: int = MATCH_DISTANCE,
) -> Climbers | None:
    """Who stood at `from_edition` where the unit stands at `to_edition`, and climbed since.

    None when the unit's rank at `to_edition` is not known.
    """
    moved = moves(at, from_edition=from_edition, to_edition=to_edition, first=unit_code)
    own = next((move for move in moved if move.unit_code == unit_code), None)
    if own is None or own.rank_to is None or own.disputed:
        return None
    before, after = _pair(at, from_edition, to_edition)
    best, worst = max(1, own.rank_to - distance), min(before.units, own.rank_to + distance)
    stood = [
        move
        for move in moved
        if move.unit_code != unit_code
        and move.climbed is not None
        and move.rank_from is not None
        and best <= move.rank_from <= worst
    ]
    gains = _gains(at, before, after)
    return Climbers(
        rank=own.rank_to,
        distance=distance,
        best=best,
        worst=worst,
        stood=len(stood),
        climbers=tuple(
            Climber(move, _most(gains.get(move.unit_code, ())))
            for move in stood
            if move.climbed is not None and move.climbed > 0
        ),
        components=bool(gains),
    )


def _most(gained: Sequence[Gain]) -> tuple[Gain, ...]:
    """The largest gains, and those as large as the last of them."""
    return tuple(level_with_last(gained, GAINS_SHOWN, key=attrgetter("gained")))


def _pair(at: Snapshot, from_edition: str, to_edition: str) -> tuple[EditionFacts, EditionFacts]:
    before, after = (editions.by_id(at, code) for code in (from_edition, to_edition))
    for name in ("index_code", "scheme", "period_type"):
        if getattr(before, name) != getattr(after, name):
            raise Problem("error.not_one_series", first=from_edition, second=to_edition)
    return before, after


def _of_edition(at: Snapshot, edition: EditionFacts) -> tuple[Point, ...]:
    return _points(at, edition.index_code, (edition.edition_id,))


def _ranked(at: Snapshot, edition: EditionFacts) -> int:
    return _counts(at, edition.index_code).get(edition.edition_id, {}).get("ranked", 0)


@memo
def _counts(at: Snapshot, index_code: str) -> dict[str, dict[str, int]]:
    """Edition -> how many units have a rank, a rank that is not disputed, a score."""
    rows = queries.edition_counts(at, index_code=index_code).to_pylist()
    return {row["edition_id"]: row for row in rows}


def _move(before: Point, after: Point, *, same_method: bool) -> Move:
    disputed = before.disputed or after.disputed
    weaker = [p.status for p in (before, after) if p.status not in (None, "published")]
    return made(
        Move,
        after,
        rank_from=before.rank,
        rank_to=after.rank,
        climbed=None if disputed else less(before.rank, after.rank),
        score_from=before.score,
        score_to=after.score,
        gained=less(after.score, before.score) if same_method and not disputed else None,
        status=weaker[0] if weaker else after.status or before.status,
        disputed=disputed,
    )


def _gains(at: Snapshot, before: EditionFacts, after: EditionFacts) -> dict[str, tuple[Gain, ...]]:
    """Unit -> what it gained in the parts of the total, most first; empty across a method break."""
    if before.method_code != after.method_code:
        return {}
    earlier = _component_scores(at, before)
    found: dict[str, list[Gain]] = {}
    for key, row in _component_scores(at, after).items():
        if key in earlier:
            gained = row["score"] - earlier[key]["score"]
            names = row["component_vi"], row["component_en"]
            found.setdefault(row["unit_code"], [])
            if gained > 0:
                found[row["unit_code"]].append(Gain(row["indicator_code"], *names, gained))
    return {
        code: tuple(sorted(gains, key=lambda gain: (-gain.gained, gain.component)))
        for code, gains in found.items()
    }


def _component_scores(at: Snapshot, edition: EditionFacts) -> dict[tuple[str, str], dict[str, Any]]:
    rows = queries.component_standings(at, edition_id=edition.edition_id).to_pylist()
    # Parts of the total, or what the issuer calls components where it does not say how they add
    # up: a group of parts would tell the same gain twice.
    parts = [row for row in rows if row["adds_up"]]
    return {
        (row["unit_code"], row["indicator_code"]): row
        for row in parts or [row for row in rows if row["level"] == "component"]
        if row["score"] is not None and not row["disputed"]
    }


def _figures(rows: Sequence[Mapping[str, Any]], measure: str) -> dict[str, bool]:
    """Edition -> True where the unit's figure may be used, False where it is disputed."""
    names = MEASURES if measure == "any" else (measure,)
    return {
        row["edition_id"]: not row["disputed"]
        for row in rows
        if any(row[name] is not None for name in names)
    }


def _stops(rows: Sequence[Mapping[str, Any]]) -> list[Stop]:
    of_edition = {row["edition_id"]: row for row in rows}
    return [
        made(Stop, row, table=is_table(max(row["known_scores"], row["known_ranks"]), row["units"]))
        for row in of_edition.values()
    ]


def _oldest_first(point: Point) -> tuple[Any, ...]:
    # Of two schemes in one period the older list of units first: the merger lies between them.
    return (
        PERIOD_TYPES.index(point.period_type),
        point.period_end,
        point.successor_scheme == point.scheme,
        point.edition_id,
        point.unit_code,
    )
