"""If the pace stays: what each unit gained in a month since a day, and when who would pass whom.

No forecast: every unit goes on in a straight line as it went, day by day, and nothing is said of
how likely that is. What is told is arithmetic of two tables, exact in fractions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from rankings.facts import editions, standing
from rankings.facts.editions import EditionFacts
from rankings.facts.scenario.model import Trend
from rankings.facts.scenario.others import trend_of
from rankings.facts.way_up.others import deadline
from rankings.store.problems import Problem
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo

# As a year has 365.25 days.
DAYS_PER_MONTH = Fraction(1461, 48)
# So many places above and below the unit, and round the line, a rival is near whatever its pace.
NEAR = 3


@dataclass(frozen=True)
class Moving:
    """A unit on its way: score now, change since the first table, points a month.

    passes: of a unit level or below, the day on which it would stand above the unit asked about; of
    one above, the day on which that would stand above it; None: not by the last day. rescored: what
    of the change came of re-scorings; the pace is taken without it.
    """

    unit_code: str
    rank: int | None
    score: Decimal
    change: Decimal
    per_month: Decimal
    passes: date | None = None
    rescored: Decimal = Decimal(0)

    @property
    def kept_change(self) -> Decimal:
        """The change that its pace is taken from."""
        return self.change - self.rescored


@dataclass(frozen=True)
class Pace:
    """What follows if the pace stays.

    why_none: incomplete | one_edition; then nothing else is known. trend: from which table to
    which. last: to which day anything is told, the deadline or the end of the year of a count from
    its start; cut_from: a later day that was asked for. own: the unit; rivals: those near it or
    near the line, and those that would pass or be passed by the last day, the best first. inside:
    whether it holds the limit now; crosses: the day on which that would change, None: not by the
    last day; rank_then: on that last day.
    """

    edition: EditionFacts
    unit_code: str
    limit: int
    last: date
    why_none: str | None
    trend: Trend | None = None
    own: Moving | None = None
    rivals: tuple[Moving, ...] = ()
    inside: bool | None = None
    crosses: date | None = None
    rank_then: int | None = None
    cut_from: date | None = None


@memo
def pace(
    at: Snapshot,
    *,
    edition_id: str,
    unit_code: str,
    limit: int,
    since: date | None = None,
    by: date | None = None,
    today: date | None = None,
) -> Pace:
    """What each rival gained in a month, and when it would pass the unit or be passed by it.

    since: the first complete table on or after that day counts; None: the first of the last year,
    within the year of a count from its start. by: None: the day by which a plan looks; today: that
    day is not before it, but a count from the start of a year ends with its year. Problem for a day
    with no complete table between it and the edition's, a day that has passed, a unit or limit that
    is none.
    """
    edition = editions.by_id(at, edition_id)
    if not 1 <= limit <= edition.units:
        raise Problem("error.limit_out_of_range", highest=edition.units, value=limit)
    rows = standing.ranking(at, edition_id=edition_id)
    rows.row(unit_code)
    until = deadline(at, edition=edition, by=by, today=today).day
    trend, why_none = trend_of(at, edition, since)
    if trend is None:
        if since is not None and trend_of(at, edition)[0] is not None:
            raise Problem("error.pace_since", value=since, day=edition.period_end)
        return Pace(edition, unit_code, limit, until, why_none)
    scores = {row.unit_code: row.score for row in rows.rows if row.score is not None}
    ranks = {row.unit_code: row.rank for row in rows.rows}
    # The pace is a quotient: what was gained is exact, with as many decimals as a score may have.
    changes = {code: rounded(step * trend.span_days, 6) for code, step in trend.per_day}
    lines = {
        code: (Fraction(scores[code]), Fraction(change) / trend.span_days)
        for code, change in changes.items()
    }
    rescored = dict(trend.rescored)
    last = min(until, trend.last)
    start, days = edition.period_end, (last - edition.period_end).days
    movers = {
        code: Moving(
            unit_code=code,
            rank=ranks[code],
            score=scores[code],
            change=change + rescored.get(code, Decimal(0)),
            per_month=_decimal(lines[code][1] * DAYS_PER_MONTH, edition.decimals),
            passes=_day(start, passing(lines[unit_code], lines[code]), days),
            rescored=rescored.get(code, Decimal(0)),
        )
        for code, change in changes.items()
    }
    by_day = ranks_by_day(lines, unit_code, days)
    inside = (ranks[unit_code] or by_day[0]) <= limit
    turned = next((n for n, rank in enumerate(by_day) if n and (rank <= limit) != inside), None)
    return Pace(
        edition=edition,
        unit_code=unit_code,
        limit=limit,
        last=last,
        why_none=None,
        trend=trend,
        own=movers.pop(unit_code),
        rivals=_near(movers.values(), ranks[unit_code] or by_day[0], limit),
        inside=inside,
        crosses=_day(start, turned, days),
        rank_then=by_day[-1],
        cut_from=until if until > last else None,
    )


def passing(own: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> int | None:
    """After how many whole days whichever stands not above would stand above the other.

    Each a score and points a day. Units that are level: the one that is faster, on the next day.
    None: never.
    """
    (score, step), (other_score, other_step) = own, other
    ahead = abs(score - other_score)
    if score > other_score:
        closing = other_step - step
    elif score < other_score:
        closing = step - other_step
    else:
        closing = abs(step - other_step)
    return None if closing <= 0 else int(ahead / closing) + 1


def ranks_by_day(
    lines: Mapping[str, tuple[Fraction, Fraction]], unit_code: str, days: int
) -> list[int]:
    """The unit's rank after 0, 1, … days: one more than the units above it, equals sharing."""
    score, step = lines[unit_code]
    # Days times others: as whole numbers, which take a hundredth of the time of fractions.
    apart = [
        _whole(score - other, pace - step)
        for code, (other, pace) in lines.items()
        if code != unit_code
    ]
    return [1 + sum(closing * day > behind for behind, closing in apart) for day in range(days + 1)]


def _whole(first: Fraction, second: Fraction) -> tuple[int, int]:
    """Two whole numbers that stand to each other as these do."""
    return first.numerator * second.denominator, second.numerator * first.denominator


def _near(movers: Iterable[Moving], rank: int, limit: int) -> tuple[Moving, ...]:
    """The rivals near the unit or the line, and those that pass or are passed, the best first."""
    near = [
        mover
        for mover in movers
        if mover.passes is not None
        or (mover.rank is not None and min(abs(mover.rank - rank), abs(mover.rank - limit)) <= NEAR)
    ]
    return tuple(sorted(near, key=lambda mover: (-mover.score, mover.unit_code)))


def _day(start: date, after: int | None, days: int) -> date | None:
    """The day so many days later; None where it lies beyond the last."""
    return None if after is None or after > days else start + timedelta(after)


def _decimal(value: Fraction, decimals: int) -> Decimal:
    return rounded(Decimal(value.numerator) / Decimal(value.denominator), decimals)
