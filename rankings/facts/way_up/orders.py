"""What can be ordered: a count in a single sub-indicator that wins places by itself.

No solver: each sub-indicator is asked alone, for every place above the one held; of a unit that
misses its target for the places of the target, or for those on the way where these are out of
reach. Of the places that it suffices for, and that ask for no larger a share than the best unit
has, the one that wins the most places for what it takes: so many more are done well than keep the
points. One procedure, dossier or petition is like another there (`fewest_counts` of a plan).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rankings.facts import editions, standing, subindicators
from rankings.facts.editions import EditionFacts
from rankings.facts.way_up import counts
from rankings.facts.way_up.counts import Counted, Counts
from rankings.facts.way_up.others import deadline
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo


@dataclass(frozen=True)
class Order:
    """So many (`done`) are to be done well by a day; that wins a place by itself.

    gain: points. place: the rank it leads to, at least; places: how many places that is won.
    last_day: after it that is out of reach, if until then all goes on as so far; late: it is over.
    """

    counts: Counts
    done: int
    gain: Decimal
    place: int
    places: int
    by: date
    last_day: date
    late: bool

    @property
    def takes(self) -> int:
        """How many more are to be done well than keep the points as they are; at least 1, as where
        one makes more than a step, and the last one that keeps them wins already."""
        return max(1, self.done - self.counts.hold)

    @property
    def places_for_each(self) -> Fraction:
        """Places won for one that is done well."""
        return Fraction(self.places, self.takes)


@memo
def orders(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None, today: date
) -> tuple[Order, ...]:
    """What can be ordered of a unit, the others keeping their scores: one for each sub-indicator
    that suffices alone, the most places for what it takes first.

    What comes too late, if all went on as before since the table, is told only where nothing is
    still in time. Empty where no single one suffices, nothing can be counted, or the table leaves
    the rank open.
    """
    edition = editions.by_id(at, edition_id)
    needs = places_above(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    # Points of sub-indicators are points of the total where components are summed.
    if not needs or not edition.scores_complete or edition.aggregation != "sum":
        return ()
    by = deadline(at, edition=edition, today=today).day
    counted = counts.of_unit(at, edition_id=edition_id, unit_code=unit_code, by=by)
    best = _best_shares(at, edition)
    ways = [
        _orders_of(row, needs, counted, best.get(row.code, Fraction(0)), by, today)
        for row in counted.rows
        if not row.provisional
    ]
    in_time = any(not order.late for way in ways for order in way)
    kept = ([order for order in way if order.late != in_time] for way in ways)
    chosen = [_most(way, limit) for way in kept if way]
    return tuple(
        sorted(
            chosen,
            key=lambda way: (_on_the_way(way, limit), -way.places_for_each, way.counts.code),
        )
    )


@dataclass(frozen=True)
class Need:
    """A place above the one held, how many places that is won, and the points of the total that it
    takes, the others keeping theirs."""

    place: int
    places: int
    points: Decimal


@memo
def places_above(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None
) -> tuple[Need, ...]:
    """The places above that of a unit, the nearest first; empty where a score or its rank leaves
    them open, or where it is first."""
    edition = editions.by_id(at, edition_id)
    position = standing.home_position(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    rank, score = position.rank, position.score
    if rank is None or score is None or position.contradiction:
        return ()
    others = sorted(
        (
            rounded(row.score, edition.decimals)
            for row in standing.ranking(at, edition_id=edition_id).rows
            if row.unit_code != unit_code and row.score is not None and not row.disputed
        ),
        reverse=True,
    )
    # Where the publisher breaks ties, who is level may be put behind.
    over = Decimal(1).scaleb(-edition.decimals) if position.ties_broken else Decimal(0)
    own = rounded(score, edition.decimals) - over
    return tuple(
        Need(place, rank - place, others[place - 1] - own)
        for place in range(min(rank - 1, len(others)), 0, -1)
        if others[place - 1] > own
    )


def _orders_of(
    row: Counts,
    needs: Sequence[Need],
    counted: Counted,
    best: Fraction,
    by: date,
    today: date,
) -> list[Order]:
    """What can be ordered in one sub-indicator, for each place that it suffices for."""
    return [
        Order(
            row, done, row.gain_with(done), need.place, need.places, by, last_day, last_day < today
        )
        for need in needs
        if (done := row.least(row.points + need.points)) is not None
        and row.most
        and Fraction(done, row.most) <= best
        and done <= counted.ceiling(row)
        and (last_day := row.last_day(done)) is not None
    ]


def _most(ways: Sequence[Order], limit: int | None) -> Order:
    """Of what one sub-indicator wins: the places of the target before those on the way to it, then
    the most places for what it takes, then the highest place."""
    return min(ways, key=lambda way: (_on_the_way(way, limit), -way.places_for_each, way.place))


def _on_the_way(way: Order, limit: int | None) -> bool:
    return limit is not None and way.place > limit


def _best_shares(at: Snapshot, edition: EditionFacts) -> dict[str, Fraction]:
    """The highest share of any unit, by sub-indicator."""
    return {
        code: max(
            (unit.share for unit in units if unit.share is not None and not unit.disputed),
            default=Fraction(0),
        )
        for code, units in subindicators.standings(at, edition_id=edition.edition_id)
    }
