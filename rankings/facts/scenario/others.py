"""What the others do meanwhile: the trend that they could go on with, and what they gain."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal

from rankings.facts import editions, standing
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario import rescored
from rankings.facts.scenario.model import OWN, TREND, Base, Others, Trend
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot

# How far ahead of its table anything is planned: five years, as provinces plan.
FARTHEST = timedelta(days=5 * 366)
YEAR = timedelta(days=366)


def moves(start: Base, others: Others) -> dict[str, Decimal]:
    """What each other unit gains meanwhile, in points of the total. Raises Problem for a trend
    that the editions do not give, a unit that there is not, or a gain that leaves the scale."""
    if others.kind == OWN:
        for code, points in others.gains:
            if problem := other_gain_problem(start, code, points):
                raise problem
        return dict(others.gains)
    if others.kind != TREND:
        return {}
    if start.trend is None:
        raise Problem("error.no_trend", index=start.edition.index_code, value=start.edition.period)
    if others.day is None or not start.trend.first_day <= others.day <= start.trend.last:
        raise Problem(
            "error.trend_day",
            value=str(others.day),
            first=str(start.trend.first_day),
            last=str(start.trend.last),
        )
    days = (others.day - start.trend.second.period_end).days
    return {code: change * days for code, change in start.trend.per_day if code != start.unit_code}


def other_gain_problem(start: Base, unit_code: str, points: Decimal) -> Problem | None:
    """Why another unit cannot gain so many points of the total (below 0: lose); None where it can.

    A new total stays within 0 and the end of the method's scale. Of a unit whose total is not known
    any total is thought possible: it cannot gain or lose more than the whole scale.
    """
    edition = start.edition
    if unit_code not in start.units or unit_code == start.unit_code:
        return Problem("error.other_unknown", value=unit_code, scheme=edition.scheme)
    low, high = other_room(start, unit_code)
    if low <= points <= high:
        return None
    score, highest = dict(start.totals).get(unit_code), edition.scale_max
    if score is None:
        return Problem(
            "error.other_gain_beyond_scale", unit=unit_code, value=points, highest=highest
        )
    return Problem(
        "error.other_gain_out_of_range",
        unit=unit_code,
        score=score,
        value=score + points,
        highest=highest,
    )


def fitted_gains(
    start: Base, gains: Iterable[tuple[str, Decimal]]
) -> tuple[tuple[str, Decimal], ...]:
    """Gains of others, each as far as the scale leaves room; those that come to nothing left
    out."""
    fitted = []
    for code, points in gains:
        low, high = other_room(start, code)
        fitted.append((code, min(max(points, low), high)))
    return tuple((code, points) for code, points in fitted if points)


def other_room(start: Base, unit_code: str) -> tuple[Decimal, Decimal]:
    """The least and the most that another unit can gain, in points of the total."""
    highest = start.edition.scale_max
    score = dict(start.totals).get(unit_code)
    return (-highest, highest) if score is None else (-score, highest - score)


def trend_of(
    at: Snapshot, edition: EditionFacts, since: date | None = None
) -> tuple[Trend | None, str | None]:
    """The change per day from the first complete edition on or after a day to this one; or why
    there is none.

    since: None: the start of the year that ends with the edition; with nothing complete in it, the
    complete edition before. Only what was known when the edition came out is compared, and what a
    signed remark marks as re-scored is no pace. A count from the start of each year is compared and
    continued within the year only.
    """
    if not edition.scores_complete:
        return None, "incomplete"
    cumulative = edition.period_type == "year_to_date"
    earlier = [
        item
        for item in editions.known_by(at, edition)
        if item.scores_complete
        and item.period_end < edition.period_end
        and (not cumulative or item.period_end.year == edition.period_end.year)
    ]
    first = _first_of(earlier, since, edition.period_end)
    last = edition.period_end + FARTHEST
    if cumulative:
        last = date(edition.period_end.year, 12, 31)
    if first is None or last <= edition.period_end:
        return None, "one_edition"
    span = (edition.period_end - first.period_end).days
    before, after = (
        totals(standing.ranking(at, edition_id=item.edition_id).rows) for item in (first, edition)
    )
    anew = rescored.between(
        rescored.rescorings(at, edition_id=edition.edition_id), first.period_end, edition.period_end
    )
    gains = {code: after[code] - before[code] for code in after if code in before}
    left_out = tuple((code, points) for code, points in anew if code in gains)
    for code, points in left_out:
        gains[code] -= points
    per_day = tuple((code, gain / span) for code, gain in gains.items())
    return Trend(first, edition, last, per_day, left_out), None


def _first_of(
    earlier: Collection[EditionFacts], since: date | None, end: date
) -> EditionFacts | None:
    """The edition from which the pace to another one is taken; None where there is none."""
    start = end - YEAR if since is None else since
    within = [item for item in earlier if item.period_end >= start]
    if within:
        return min(within, key=lambda item: item.period_end)
    if since is not None:
        return None
    return max(earlier, key=lambda item: item.period_end, default=None)


def totals(rows: Iterable[standing.Row]) -> dict[str, Decimal]:
    """The known and undisputed totals of a ranking, by unit."""
    return {row.unit_code: row.score for row in rows if row.score is not None and not row.disputed}
