"""What a gain makes of a unit's rank, the others' scores being given.

The others keep what the table says of them: a score where it is known, the range that the table
allows where it is not (analysis.bounds). The unit's new total is its own plus the gain. Its new
rank is 1 + the number of others strictly above: at most k when the gain is the gap to the k-th best
of the others, and that gap is an interval (bounds.gap). Formula: competition ranking (design, 4.1).

The others may move too, each by points of its own: then the whole range of its score moves, and the
rank lies between 1 + those certainly above and 1 + those that may be. So it does where scores were
calculated, not published: they may be off by a step of the last decimal, and their ranges are wider
by that much.

Where the publisher has put units of one score at different ranks, who only comes level with another
may be put before it or behind: it counts among those that may stand above, as in gap and plan,
which ask one step more (position.needed).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from rankings.facts.standing import bounds
from rankings.facts.standing.bounds import NOT_KNOWN, Interval, Standing
from rankings.facts.standing.position import Position, needed, position
from rankings.store.rounding import less
from rankings.store.versions import memo

NONE: Mapping[str, Decimal] = MappingProxyType({})
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Outcome:
    """Where a unit stands after a gain.

    score: its new total, an interval where its own score is not published; capped at the scale's
    end. rank: where it is certain; rank_low (best) and rank_high (worst) always, unless the figures
    contradict each other. gap: the cut line minus the new score, positive: points still needed.
    passed: others that stood above for certain and stand above no longer, the nearest first;
    may_pass: others of which that is possible only. passed_by: others that did not stand above, for
    certain, and do now. tied: another unit has the same score for certain. needed: points still
    needed to be inside for certain, one step more than the gap where the publisher breaks ties.
    """

    score: Interval
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    gap: Interval
    passed: tuple[str, ...]
    may_pass: tuple[str, ...]
    contradiction: tuple[str, ...] = ()
    passed_by: tuple[str, ...] = ()
    tied: bool = False
    needed: Interval = NOT_KNOWN


def outcome(
    standings: Sequence[Standing],
    unit_code: str,
    gain: Decimal,
    *,
    limit: int | None,
    decimals: int,
    scale_max: Decimal,
    moves: Mapping[str, Decimal] = NONE,
    slack: Mapping[str, Decimal] = NONE,
) -> Outcome:
    """The outcome of a gain (in points of the total, may be negative).

    standings: every unit of the scheme once. moves: what others gain meanwhile, by unit, in points
    of the total. slack: by how much the score of a unit may differ from the one given; that counts
    for who stands above whom. Raises ValueError for an unknown or repeated unit and for a limit
    below 1.
    """
    now = position(standings, unit_code, limit, decimals)
    if now.contradiction:
        return Outcome(NOT_KNOWN, None, None, None, NOT_KNOWN, (), (), now.contradiction)
    ranges = bounds.ranges(standings, decimals).units
    score = _moved(now.score_range, gain, decimals, scale_max)
    others = {
        code: _moved(known.score, moves.get(code, NOTHING), decimals, scale_max)
        for code, known in ranges.items()
        if code != unit_code
    }
    own = _widened(score, slack.get(unit_code))
    loose = {code: _widened(other, slack.get(code)) for code, other in others.items()}
    above = [code for code, other in loose.items() if _certainly_above(other, own)]
    maybe = [
        code
        for code, other in loose.items()
        if _possibly_above(other, own, or_level=now.ties_broken)
    ]
    low, high = 1 + len(above), 1 + len(maybe)
    before = {code for code in others if _stood_above(ranges[code], ranges[unit_code])}
    below = {code for code in others if _stood_not_above(ranges[code], ranges[unit_code])}
    passed = [code for code in before if code not in maybe]
    may_pass = [code for code in before if code in maybe and code not in above]
    passed_by = [code for code in below if code in above]
    if not any(moves.values()):
        if not slack:
            low, high = _by_lines(
                _gaps(tuple(standings), unit_code, decimals),
                _reached(now, score, gain),
                past=now.ties_broken,
            )
        if gain == 0:
            # The table's own ranks say more than its scores alone, and nobody is passed.
            low, high = now.rank_low or low, now.rank_high or high
            passed = may_pass = passed_by = []
    gap = _new_gap(now, others, score, gain, moves, limit)
    return Outcome(
        score=score,
        rank=low if low == high else None,
        rank_low=low,
        rank_high=high,
        gap=gap,
        passed=_nearest_first(passed, others),
        may_pass=_nearest_first(may_pass, others),
        passed_by=_nearest_first(passed_by, others),
        tied=own.exact and any(other == own for other in loose.values()),
        needed=_still_needed(gap, low, high, limit, decimals, ties_broken=now.ties_broken),
    )


def _still_needed(
    gap: Interval, low: int, high: int, limit: int | None, decimals: int, *, ties_broken: bool
) -> Interval:
    """What is needed of a gap by a unit whose rank lies from low to high."""
    if limit is None:
        return NOT_KNOWN
    if high <= limit:
        return needed(gap, "inside", decimals)
    level_or_short = ties_broken and gap.low is not None and gap.low >= 0
    status = "outside" if low > limit or level_or_short else "unknown"
    return needed(gap, status, decimals, ties_broken=ties_broken)


def _reached(now: Position, score: Interval, gain: Decimal) -> Decimal:
    """The gain that the scale leaves room for."""
    known = less(score.low, now.score_range.low) if score.exact else None
    return gain if known is None else known


def _by_lines(gaps: tuple[Interval, ...], gain: Decimal, *, past: bool) -> tuple[int, int]:
    """Best and worst rank after a gain: rank k is reached when the gain is the gap to the k-th best
    of the others, each gap being the tightest that all figures together allow. past: for certain
    only when the gain is more than the gap."""
    last = len(gaps) + 1
    low = next((k for k, g in enumerate(gaps, 1) if g.low is None or g.low <= gain), last)
    reached = [g.high is not None and (g.high < gain if past else g.high <= gain) for g in gaps]
    high = next((k for k, certain in enumerate(reached, 1) if certain), last)
    return low, high


@memo
def _gaps(standings: tuple[Standing, ...], unit_code: str, decimals: int) -> tuple[Interval, ...]:
    """The gap of a unit to the best, the second best … of the others."""
    return tuple(
        bounds.gap(standings, unit_code, place, decimals) for place in range(1, len(standings))
    )


def _nearest_first(codes: Sequence[str], others: Mapping[str, Interval]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: (_height(others[code]), code)))


def _new_gap(
    now: Position,
    others: Mapping[str, Interval],
    score: Interval,
    gain: Decimal,
    moves: Mapping[str, Decimal],
    limit: int | None,
) -> Interval:
    """The table's own while nothing moves; else the line, where the others have gone, to score."""
    if limit is None:
        return NOT_KNOWN
    if any(moves.values()):
        return _gap(_line(tuple(others.values()), limit), score)
    return _gap(now.cut_line, score) if gain else now.gap


def _line(others: Sequence[Interval], limit: int) -> Interval:
    """The k-th best score of the others: at least the k-th best of what each has at least."""
    if limit > len(others):
        return NOT_KNOWN
    lows = sorted((o.low for o in others if o.low is not None), reverse=True)
    highs = sorted((o.high for o in others if o.high is not None), reverse=True)
    open_above = len(others) - len(highs)
    return Interval(
        lows[limit - 1] if limit <= len(lows) else None,
        highs[limit - open_above - 1] if limit > open_above else None,
    )


def _widened(score: Interval, by: Decimal | None) -> Interval:
    if not by:
        return score
    return Interval(
        None if score.low is None else score.low - by,
        None if score.high is None else score.high + by,
    )


def _moved(score: Interval, gain: Decimal, decimals: int, scale_max: Decimal) -> Interval:
    step = Decimal(1).scaleb(-decimals)

    def move(value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        return min(max(value + gain, Decimal(0)), scale_max).quantize(step, ROUND_HALF_UP)

    return Interval(move(score.low), move(score.high))


def _certainly_above(other: Interval, score: Interval) -> bool:
    return other.low is not None and score.high is not None and other.low > score.high


def _possibly_above(other: Interval, score: Interval, *, or_level: bool) -> bool:
    """or_level: one of the same score may be put above too."""
    if other.high is None or score.low is None:
        return True
    return other.high >= score.low if or_level else other.high > score.low


def _stood_above(rival: bounds.Range, home: bounds.Range) -> bool:
    """Certain before the gain: by scores, or by ranks that exclude each other."""
    if _certainly_above(rival.score, home.score):
        return True
    # Of two units of one score the publisher may rank one first: nobody stands above.
    tied = rival.score.exact and rival.score == home.score
    if rival.rank_high is None or home.rank_low is None:
        return False
    return rival.rank_high < home.rank_low and not tied


def _stood_not_above(rival: bounds.Range, home: bounds.Range) -> bool:
    """Certain before the gain: by scores, or by ranks."""
    by_score = (
        rival.score.high is not None
        and home.score.low is not None
        and rival.score.high <= home.score.low
    )
    if by_score or rival.rank_low is None or home.rank_high is None:
        return by_score
    return rival.rank_low > home.rank_high


def _gap(cut_line: Interval, score: Interval) -> Interval:
    low = None if cut_line.low is None or score.high is None else cut_line.low - score.high
    high = None if cut_line.high is None or score.low is None else cut_line.high - score.low
    return Interval(low, high)


def _height(score: Interval) -> Decimal:
    return score.low or score.high or Decimal(0)
