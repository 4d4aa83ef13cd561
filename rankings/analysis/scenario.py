"""What a gain makes of a unit's rank, the others' scores being given.

The others keep what the table says of them: a score where it is known, the range that the table
allows where it is not (analysis.bounds). The unit's new total is its own plus the gain. Its new
rank is 1 + the number of others strictly above, at least those certainly above and at most those
that may be; all can be at their highest, or at their lowest, at once, since raising or lowering
every unknown score within its range keeps their order. Formula: competition ranking (design, 4.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rankings.analysis import bounds
from rankings.analysis.bounds import NOT_KNOWN, Interval, Standing
from rankings.analysis.position import position


@dataclass(frozen=True)
class Outcome:
    """Where a unit stands after a gain.

    score: its new total, an interval where its own score is not published; capped at the scale's
    end. rank: where it is certain; rank_low (best) and rank_high (worst) always, unless the figures
    contradict each other. gap: the cut line minus the new score, positive: points still needed.
    passed: others that stood above for certain and stand above no longer, the nearest first;
    may_pass: others of which that is possible only.
    """

    score: Interval
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    gap: Interval
    passed: tuple[str, ...]
    may_pass: tuple[str, ...]
    contradiction: tuple[str, ...] = ()


def outcome(
    standings: Sequence[Standing],
    unit_code: str,
    gain: Decimal,
    *,
    limit: int | None,
    decimals: int,
    scale_max: Decimal,
) -> Outcome:
    """The outcome of a gain (in points of the total, may be negative).

    standings: every unit of the scheme once. Raises ValueError for an unknown or repeated unit and
    for a limit below 1.
    """
    now = position(standings, unit_code, limit, decimals)
    if now.contradiction:
        return Outcome(NOT_KNOWN, None, None, None, NOT_KNOWN, (), (), now.contradiction)
    score = _moved(now.score_range, gain, decimals, scale_max)
    ranges = bounds.ranges(standings, decimals).units
    others = {code: known.score for code, known in ranges.items() if code != unit_code}
    above = [code for code, other in others.items() if _certainly_above(other, score)]
    maybe = [code for code, other in others.items() if _possibly_above(other, score)]
    low, high = 1 + len(above), 1 + len(maybe)
    before = {code for code in others if _stood_above(ranges[code], ranges[unit_code])}
    passed = [code for code in before if code not in maybe]
    may_pass = [code for code in before if code in maybe and code not in above]
    if gain == 0:
        # The table's own ranks say more than its scores alone.
        low, high = now.rank_low or low, now.rank_high or high
        passed = may_pass = []
    return Outcome(
        score=score,
        rank=low if low == high else None,
        rank_low=low,
        rank_high=high,
        gap=_gap(now.cut_line, score) if gain else now.gap,
        passed=tuple(sorted(passed, key=lambda code: (_height(others[code]), code))),
        may_pass=tuple(sorted(may_pass, key=lambda code: (_height(others[code]), code))),
    )


def _moved(score: Interval, gain: Decimal, decimals: int, scale_max: Decimal) -> Interval:
    step = Decimal(1).scaleb(-decimals)

    def move(value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        return min(max(value + gain, Decimal(0)), scale_max).quantize(step)

    return Interval(move(score.low), move(score.high))


def _certainly_above(other: Interval, score: Interval) -> bool:
    return other.low is not None and score.high is not None and other.low > score.high


def _possibly_above(other: Interval, score: Interval) -> bool:
    return other.high is None or score.low is None or other.high > score.low


def _stood_above(rival: bounds.Range, home: bounds.Range) -> bool:
    """Certain before the gain: by scores, or by ranks that exclude each other."""
    if _certainly_above(rival.score, home.score):
        return True
    ranked = rival.rank_high is not None and home.rank_low is not None
    # Of two units of one score the publisher may rank one first: nobody stands above.
    tied = rival.score.exact and rival.score == home.score
    return ranked and rival.rank_high < home.rank_low and not tied


def _gap(cut_line: Interval, score: Interval) -> Interval:
    low = None if cut_line.low is None or score.high is None else cut_line.low - score.high
    high = None if cut_line.high is None or score.low is None else cut_line.high - score.low
    return Interval(low, high)


def _height(score: Interval) -> Decimal:
    return score.low or score.high or Decimal(0)
