"""What the others do meanwhile: the trend that they could go on with, and what they gain."""

from datetime import date, timedelta
from decimal import Decimal

from rankings import editions, standing
from rankings.editions import EditionFacts
from rankings.problems import Problem
from rankings.scenarios.facts import OWN, TREND, Base, Others, Trend
from rankings.store import Store


def moves(start: Base, others: Others) -> dict[str, Decimal]:
    """What each other unit gains meanwhile, in points of the total. Raises Problem for a trend
    that the editions do not give, or a unit that there is not."""
    if others.kind == OWN:
        for code, _ in others.gains:
            if code not in start.units or code == start.unit_code:
                raise Problem("error.other_unknown", value=code, scheme=start.edition.scheme)
        return dict(others.gains)
    if others.kind != TREND:
        return {}
    if start.trend is None:
        raise Problem("error.no_trend", index=start.edition.index_code, value=start.edition.period)
    if others.day not in start.trend.days:
        raise Problem(
            "error.trend_day",
            value=str(others.day),
            first=str(start.trend.days[0]),
            last=str(start.trend.last),
        )
    days = (others.day - start.trend.second.period_end).days
    return {code: change * days for code, change in start.trend.per_day if code != start.unit_code}


def trend_of(store: Store, version: int, edition: EditionFacts) -> tuple[Trend | None, str | None]:
    """The change per day between the edition and the complete one before it; or why there is none.

    Figures that count from the start of each year are continued within the year only, and compared
    within it.
    """
    if not edition.scores_complete:
        return None, "incomplete"
    cumulative = edition.period_type == "year_to_date"
    earlier = [
        item
        for item in editions.of_index(store, version, edition.index_code)
        if (item.method_code, item.scheme, item.period_type)
        == (edition.method_code, edition.scheme, edition.period_type)
        and item.scores_complete
        and item.period_end < edition.period_end
        and (not cumulative or item.period_end.year == edition.period_end.year)
    ]
    if not earlier:
        return None, "one_edition"
    first = max(earlier, key=lambda item: item.period_end)
    span = (edition.period_end - first.period_end).days
    last = edition.period_end + timedelta(span)
    if cumulative:
        last = min(last, date(edition.period_end.year, 12, 31))
    if last <= edition.period_end:
        return None, "one_edition"
    before, after = (_scores(store, version, item.edition_id) for item in (first, edition))
    per_day = tuple((code, (after[code] - before[code]) / span) for code in after if code in before)
    return Trend(first, edition, last, per_day), None


def _scores(store: Store, version: int, edition_id: str) -> dict[str, Decimal]:
    rows = standing.ranking(store, version, edition_id=edition_id).rows
    return {row.unit_code: row.score for row in rows if row.score is not None and not row.disputed}
