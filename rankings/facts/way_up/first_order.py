"""The one thing to order first: a count in a single sub-indicator that wins the next place.

No solver: each sub-indicator is asked alone. Of those that suffice, and ask for no larger a share
than the best unit has, the one whose share has to rise least above that of so far; first of those
that are still in time, if all went on as before since the table, and of those of which the rule
says what can still be changed, then of those where that is assumed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rankings.facts import editions, standing, subindicators
from rankings.facts.editions import EditionFacts
from rankings.facts.overview.model import Card
from rankings.facts.way_up import counts
from rankings.facts.way_up.counts import Counts
from rankings.facts.way_up.others import deadline
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo


@dataclass(frozen=True)
class FirstOrder:
    """So many are to be done well by a day; that wins a place by itself.

    place: the rank it leads to, at least: that of the target, or the next above the one held.
    last_day: after it that is out of reach, if until then all goes on as so far; late: it is over.
    """

    counts: Counts
    done: int
    gain: Decimal
    place: int
    by: date
    last_day: date
    late: bool


def first_orders(at: Snapshot, cards: Sequence[Card], *, today: date) -> dict[str, FirstOrder]:
    """The order of each card that has one, by its index."""
    orders = {
        card.index_code: first_order(
            at,
            edition_id=card.edition.edition_id,
            unit_code=card.position.unit_code,
            limit=card.position.limit,
            today=today,
        )
        for card in cards
    }
    return {index_code: order for index_code, order in orders.items() if order is not None}


@memo
def first_order(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None, today: date
) -> FirstOrder | None:
    """The order to a unit, the others keeping their scores; None where no single one suffices,
    nothing can be counted, or the table leaves the rank open."""
    edition = editions.by_id(at, edition_id)
    by = deadline(at, edition=edition, today=today).day
    # Points of sub-indicators are points of the total where components are summed.
    if not edition.scores_complete or edition.aggregation != "sum":
        return None
    aim = _aim(at, edition, unit_code, limit)
    if aim is None:
        return None
    place, needed = aim
    counted = counts.of_unit(at, edition_id=edition_id, unit_code=unit_code, by=by)
    best = _best_shares(at, edition)
    ways = [
        (row, done, day)
        for row in counted.rows
        if (done := row.least(row.points + needed)) is not None
        and not row.provisional
        and Fraction(done, row.most) <= best.get(row.code, 0)
        and done <= counted.ceiling(row)
        and (day := row.last_day(done)) is not None
    ]
    if not ways:
        return None
    row, done, last_day = min(ways, key=lambda way: _order(way, today))
    return FirstOrder(row, done, row.gain_with(done), place, by, last_day, last_day < today)


def _aim(
    at: Snapshot, edition: EditionFacts, unit_code: str, limit: int | None
) -> tuple[int, Decimal] | None:
    """The place to win, and the points of the total that it takes; None where there is none."""
    position = standing.home_position(
        at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    if position.rank is None or position.score is None or position.contradiction:
        return None
    inside = limit is None or position.rank <= limit
    place = position.rank - 1 if inside else limit
    others = sorted(
        (
            rounded(row.score, edition.decimals)
            for row in standing.ranking(at, edition_id=edition.edition_id).rows
            if row.unit_code != unit_code and row.score is not None and not row.disputed
        ),
        reverse=True,
    )
    if not place or place > len(others):
        return None
    needed = others[place - 1] - rounded(position.score, edition.decimals)
    # Where the publisher breaks ties, who is level may be put behind.
    needed += Decimal(1).scaleb(-edition.decimals) if position.ties_broken else 0
    return (place, needed) if needed > 0 else None


def _best_shares(at: Snapshot, edition: EditionFacts) -> dict[str, Fraction]:
    """The highest share of any unit, by sub-indicator."""
    return {
        code: max(
            (unit.share for unit in units if unit.share is not None and not unit.disputed),
            default=Fraction(0),
        )
        for code, units in subindicators.standings(at, edition_id=edition.edition_id)
    }


def _order(way: tuple[Counts, int, date], today: date) -> tuple[bool, bool, Fraction, str]:
    """What comes too late last, then assumptions, then the larger rise of the share of so far."""
    row, done, last_day = way
    rise = Fraction(done, row.most) - Fraction(row.numerator, row.denominator)
    return last_day < today, row.future.basis != counts.SOURCE, rise, row.code
