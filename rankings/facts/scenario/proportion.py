"""Points that follow from a count: a score that is a share of something, moved by whole numbers.

Assumption, said wherever a figure of it is shown: points are in proportion to the numerator, as the
published score is to the published numerator; the denominator stays; the maximum is not exceeded.
No formula of the issuer is taken for granted: one that is full at 80 % is in proportion below that.
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil

from rankings.store.rounding import rounded


def points_at(
    numerator: int, *, score: Decimal, published: int, maximum: Decimal, decimals: int
) -> Decimal:
    """The points at another numerator: score × numerator / published, at most the maximum, rounded
    to the decimals of the score. score, published: the two that are published, both above 0."""
    if numerator == published:
        return score
    points = min(score * numerator / published, maximum)
    return rounded(points, decimals)


def numerator_for(points: Decimal, *, score: Decimal, published: int, decimals: int) -> int:
    """The smallest numerator that gives these points at least, whatever the denominator is; the
    published one for the published score."""
    if points == score:
        return published
    half = Fraction(Decimal(1).scaleb(-decimals)) / 2  # half a step is rounded up
    return max(ceil((Fraction(points) - half) * published / Fraction(score)), 0)
