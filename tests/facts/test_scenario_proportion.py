"""Points in proportion to a numerator: by hand, and there and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rankings.facts.scenario.proportion import numerator_for, points_at


def d(value: str) -> Decimal:
    return Decimal(value)


@pytest.mark.parametrize(
    ("numerator", "points"),
    [
        (8040, "4.02"),
        (9000, "4.50"),  # 4.02 × 9000 / 8040
        (9005, "4.50"),  # 4.5025
        (9010, "4.51"),  # 4.505, half is rounded up
        (12000, "6.00"),
        (0, "0.00"),
    ],
)
def test_points_by_hand(numerator, points):
    found = points_at(numerator, score=d("4.02"), published=8040, maximum=d("6"), decimals=2)
    assert found == d(points)


def test_points_are_not_above_the_maximum():
    at = {"score": d("2.01"), "published": 4824, "maximum": d("4"), "decimals": 2}
    assert points_at(9600, **at) == d("4.00")
    assert points_at(12000, **at) == d("4.00")


@pytest.mark.parametrize(
    ("points", "numerator"),
    [
        ("4.02", 8040),  # the published one, though 8030 is rounded to 4.02 as well
        ("4.03", 8050),  # 4.025 is rounded up
        ("5.00", 9990),
        ("0.00", 0),
    ],
)
def test_the_smallest_numerator_by_hand(points, numerator):
    assert numerator_for(d(points), score=d("4.02"), published=8040, decimals=2) == numerator


@given(
    published=some.integers(1, 20_000),
    score=some.decimals("0.01", "20", places=2),
    points=some.decimals("0", "20", places=2),
)
def test_one_less_would_not_do(published, score, points):
    needed = numerator_for(points, score=score, published=published, decimals=2)
    at = {"score": score, "published": published, "maximum": d("1000000"), "decimals": 2}
    assert points_at(needed, **at) >= points
    if points != score and needed > 0 and needed - 1 != published:
        assert points_at(needed - 1, **at) < points
