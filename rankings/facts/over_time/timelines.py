"""What a figure over time draws: which units, which editions, where no line goes and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from rankings.facts import editions, over_time, standing
from rankings.facts.editions import EditionFacts
from rankings.facts.over_time import Point
from rankings.facts.over_time.segments import YEAR_TO_DATE, Place, is_table
from rankings.facts.over_time.segments import span as span_of
from rankings.facts.standing.position import position
from rankings.store import queries
from rankings.store.versions import Snapshot, memo

MOST_LINES = 80
MOST_COLUMNS = {"recent": 12, "all": 60}


@dataclass(frozen=True)
class Column:
    """One edition of the figure.

    gap: why it cannot be compared with the one before: method, scheme, year (a count that began
    anew); empty where it can. hole: a period of the calendar is missing before it.
    """

    edition: EditionFacts
    gap: tuple[str, ...]
    hole: bool


@dataclass(frozen=True)
class Mark:
    """One unit in one column. track: its line over all schemes; place: what it may be joined with.

    unit_code: its code in the home unit's scheme, or the track where it has none there.
    role: home, predecessor (merged into home), peer_1, peer_2, others.
    """

    point: Point
    track: str
    role: str
    place: Place | None

    @property
    def mark(self) -> str:
        """known, derived, other (provisional, self-reported) or disputed."""
        if self.point.disputed:
            return "disputed"
        if self.point.status in ("published", None):
            return "known"
        return "derived" if self.point.status == "derived" else "other"


@dataclass(frozen=True)
class Timeline:
    """columns and marks of one figure, oldest first.

    earlier: editions that are older than the first column and are not drawn; empty: those between
    that give no figure to draw; left_out: units of a longer list that are not drawn.
    """

    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    earlier: int
    empty: tuple[EditionFacts, ...]
    left_out: int


@memo
def ranks(
    at: Snapshot,
    *,
    index_code: str,
    period_type: str,
    home: str,
    scheme: str,
    peers: tuple[str, ...],
    most: int,
) -> Timeline:
    """The ranks of a period type: home, peers (codes in home's scheme), the others behind them."""
    every = [
        point
        for point in over_time.points(at, index_code=index_code)
        if point.period_type == period_type
    ]
    older = over_time.beyond(at, index_code=index_code, measure="rank")
    beyond = sum(item.period_type == period_type for item in older)
    return _timeline(at, every, "rank", index_code, home, scheme, peers, most, beyond)


@memo
def scores(
    at: Snapshot,
    *,
    index_code: str,
    span: tuple[str, ...],
    home: str,
    scheme: str,
    peers: tuple[str, ...],
    most: int,
) -> Timeline:
    """The scores of editions that can be compared with each other: one method, one scheme."""
    every = [point for point in over_time.points(at, index_code=index_code) if point.span == span]
    older = over_time.beyond(at, index_code=index_code, measure="score")
    beyond = sum(span_of(item) == span for item in older)
    return _timeline(at, every, "score", index_code, home, scheme, peers, most, beyond)


@memo
def score_spans(
    at: Snapshot, *, index_code: str, period_type: str, home: str, scheme: str
) -> tuple[tuple[str, ...], ...]:
    """The parts of a period type worth a figure of scores, newest first.

    There home, or at least half of the units, have scores that may be joined.
    """
    joined: dict[tuple[str, ...], list[Point]] = {}
    for point in over_time.points(at, index_code=index_code):
        place = point.score_place
        if point.period_type == period_type and place is not None and place.before is not None:
            joined.setdefault(point.span, []).append(point)
    newest = {
        span: (points[-1].period_end, points[-1].scheme == scheme)
        for span, points in joined.items()
        if any(track_of(point, scheme) == home for point in points)
        or is_table(len({point.unit_code for point in points}), points[0].units)
    }
    return tuple(sorted(newest, key=newest.__getitem__, reverse=True))


@memo
def cut_lines(
    at: Snapshot, *, edition_ids: tuple[str, ...], unit_code: str, limit: int
) -> tuple[tuple[str, Decimal], ...]:
    """Edition and cut line for a rank limit, where the line is known exactly."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in queries.totals(at, edition_ids="\n".join(edition_ids)).to_pylist():
        rows.setdefault(row["edition_id"], []).append(row)
    lines = []
    for edition_id in edition_ids:
        decimals = editions.by_id(at, edition_id).decimals
        units = standing.standings_of(rows[edition_id])
        cut_line = position(units, unit_code, limit, decimals).cut_line
        if cut_line.exact and cut_line.low is not None:
            lines.append((edition_id, cut_line.low))
    return tuple(lines)


def track_of(point: Point, scheme: str) -> str:
    """The line that a point belongs to: its code in the scheme, where it has a namesake there."""
    if point.scheme == scheme:
        return point.unit_code
    if point.namesake and point.successor_scheme == scheme:
        return point.successor_code
    return f"{point.scheme}:{point.unit_code}"


def _timeline(
    at: Snapshot,
    every: Sequence[Point],
    measure: str,
    index_code: str,
    home: str,
    scheme: str,
    peers: tuple[str, ...],
    most: int,
    beyond: int,
) -> Timeline:
    """beyond: editions that are too old to be among `every`."""
    drawn, left_out = _most_important(every, measure, home, scheme, peers)
    known = [point for point in every if getattr(point, measure) is not None]
    known = [point for point in known if (point.scheme, point.unit_code) in drawn]
    known = _of_interest(known, home, scheme, peers)
    facts = {item.edition_id: item for item in editions.of_index(at, index_code)}
    order = list(dict.fromkeys(point.edition_id for point in every))
    given = {point.edition_id for point in known}
    with_figures = [facts[edition_id] for edition_id in order if edition_id in given]
    shown = with_figures[-most:]
    kept = {item.edition_id for item in shown}
    first = order.index(shown[0].edition_id) if shown else 0
    return Timeline(
        columns=_columns(shown),
        marks=tuple(
            Mark(
                point,
                track_of(point, scheme),
                _role(point, home, scheme, peers),
                getattr(point, f"{measure}_place"),
            )
            for point in known
            if point.edition_id in kept
        ),
        earlier=len(with_figures) - len(shown) + beyond,
        empty=tuple(facts[e] for e in order[first:] if e not in given),
        left_out=sum(left_out[old] for old in {item.scheme for item in shown}),
    )


def _most_important(
    every: Sequence[Point], measure: str, home: str, scheme: str, peers: tuple[str, ...]
) -> tuple[set[tuple[str, str]], dict[str, int]]:
    """The units (scheme, code) that are drawn, at most MOST_LINES of a scheme; how many are not."""
    found, left_out = set(), {}
    for old in {point.scheme for point in every}:
        newest = {point.unit_code: point for point in every if point.scheme == old}
        times = Counter(
            p.unit_code for p in every if p.scheme == old and getattr(p, measure) is not None
        )

        def order(point: Point, times: Counter[str] = times) -> tuple[bool, bool, int, str]:
            others = _role(point, home, scheme, peers) == "others"
            return others, not point.namesake, -times[point.unit_code], point.unit_code

        ordered = sorted(newest.values(), key=order)
        found |= {(old, point.unit_code) for point in ordered[:MOST_LINES]}
        left_out[old] = sum(times[point.unit_code] > 0 for point in ordered[MOST_LINES:])
    return found, left_out


def _of_interest(
    known: Sequence[Point], home: str, scheme: str, peers: tuple[str, ...]
) -> list[Point]:
    """Without the editions of another list of units that no line can lead to.

    Few figures of units that home's list does not have would take a column, a gap and, where that
    list is longer, half of the height.
    """
    units: dict[str, set[str]] = {}
    for point in known:
        units.setdefault(point.edition_id, set()).add(point.unit_code)
    kept = {
        point.edition_id
        for point in known
        if point.namesake
        or _role(point, home, scheme, peers) != "others"
        or is_table(len(units[point.edition_id]), point.units)
    }
    return [point for point in known if point.scheme == scheme or point.edition_id in kept]


def _role(point: Point, home: str, scheme: str, peers: tuple[str, ...]) -> str:
    track = track_of(point, scheme)
    if track == home:
        return "home"
    if track in peers[:2]:
        return f"peer_{peers.index(track) + 1}"
    merged = (point.successor_scheme, point.successor_code) == (scheme, home)
    return "predecessor" if merged and point.scheme != scheme else "others"


def _columns(shown: Sequence[EditionFacts]) -> tuple[Column, ...]:
    found = []
    for number, item in enumerate(shown):
        before = shown[number - 1] if number else None
        gap = _gap(before, item) if before else ()
        hole = (
            before is not None
            and not gap
            and item.period_type != YEAR_TO_DATE
            and item.period_start != before.period_end + timedelta(days=1)
        )
        found.append(Column(item, gap, hole))
    return tuple(found)


def _gap(before: EditionFacts, item: EditionFacts) -> tuple[str, ...]:
    reasons = {
        "scheme": before.scheme != item.scheme,
        "method": before.method_code != item.method_code,
        "year": item.period_type == YEAR_TO_DATE
        and before.period_start.year != item.period_start.year,
    }
    return tuple(name for name, holds in reasons.items() if holds)
