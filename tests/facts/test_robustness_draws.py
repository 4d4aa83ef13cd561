"""Ranks under other weights: by hand, against every corner of small fields, and against draws."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from rankings.facts.robustness import draws
from rankings.facts.robustness.draws import APART, Extremes, Field, Spread
from tests import effort

# b leads by its strong x, a by its strong y, c is below both whatever the weights.
SHARES = np.array([[0.50, 0.60], [0.62, 0.50], [0.40, 0.40]])


def field_of(shares: np.ndarray, weights: list[float] | None = None) -> Field:
    units, parts = shares.shape
    return Field(
        tuple("abcdefghijklmnopqrstuvwxyz"[:units]),
        tuple(f"x{number}" for number in range(parts)),
        shares,
        np.array(weights or [1.0] * parts),
    )


# --- ranks ---------------------------------------------------------------------------------------


def test_ties_share_the_better_rank():
    assert draws.ranks(np.array([3.0, 5.0, 3.0, 1.0])).tolist() == [2, 1, 2, 4]


def test_ranks_of_many_rows_are_those_of_each():
    scores = np.random.default_rng(1).integers(0, 6, (40, 9)).astype(float)
    every = draws.ranks(scores)
    for row, found in zip(scores, every, strict=True):
        assert found.tolist() == [1 + int((row > own).sum()) for own in row]
        assert draws.ranks(row).tolist() == found.tolist()


# --- extremes ------------------------------------------------------------------------------------


def test_extremes_by_hand():
    """b leads while its weight of x is above 10/22; from 0.375 to 0.625 both orders occur."""
    field = field_of(SHARES)
    assert draws.extremes(field, "abc") == (
        Extremes("a", rank=2, best=1, worst=2),
        Extremes("b", rank=1, best=1, worst=2),
        Extremes("c", rank=3, best=3, worst=3),
    )


def test_without_tolerance_nothing_moves():
    assert draws.extremes(field_of(SHARES), "a", tolerance=0) == (Extremes("a", 2, 2, 2),)


def test_equal_units_share_their_rank_under_all_weights():
    field = field_of(np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]))
    assert draws.extremes(field, "abc") == tuple(Extremes(unit, 1, 1, 1) for unit in "abc")


@pytest.mark.parametrize("units", [1, 2])
def test_one_and_two_units(units):
    (found,) = draws.extremes(field_of(SHARES[:units]), "a")
    assert (found.best, found.worst) == (1, units)


def corners(normals: list[tuple[np.ndarray, float]], whole: np.ndarray) -> list[np.ndarray]:
    """Where as many of the planes meet as there are weights, the sum of 1 among them."""
    parts = len(whole)
    found = []
    for chosen in combinations(normals, parts - 1):
        rows = np.array([np.ones(parts), *(normal for normal, _ in chosen)])
        if abs(np.linalg.det(rows)) < 1e-12:
            continue
        point = np.linalg.solve(rows, np.array([1.0, *(value for _, value in chosen)]))
        if (np.abs(point - whole) <= whole * draws.TOLERANCE + 1e-12).all():
            found.append(point)
    return found


def by_corners(field: Field, home: int) -> tuple[int, int]:
    """Best and worst over the corners of the weights allowed, cut where rivals draw level."""
    whole = field.whole
    distance = np.delete(field.shares - field.shares[home], home, axis=0)
    sides = [
        (axis, whole[number] * (1 + sign * draws.TOLERANCE))
        for number, axis in enumerate(np.eye(len(whole)))
        for sign in (-1, 1)
    ]
    level = corners([*sides, *((row, 0.0) for row in distance)], whole)
    ahead = corners([*sides, *((row, APART) for row in distance)], whole)
    best = min(int((distance @ point > 1e-9).sum()) for point in level)
    worst = max(int((distance @ point >= APART - 1e-9).sum()) for point in ahead)
    return 1 + best, 1 + worst


@settings(max_examples=effort.examples(40))
@given(some.integers(0, 10_000), some.integers(2, 6), some.integers(2, 3))
def test_no_corner_gives_another_extreme(seed, units, parts):
    random = np.random.default_rng(seed)
    field = field_of(
        random.integers(20, 40, (units, parts)) / 50, random.integers(1, 4, parts).tolist()
    )
    (found,) = draws.extremes(field, "a")
    best, worst = by_corners(field, 0)
    assert (found.best, found.worst) == (min(best, found.rank), max(worst, found.rank))


# --- draws ---------------------------------------------------------------------------------------


def test_drawn_weights_keep_their_sum_and_the_tolerance():
    whole = np.array([0.1, 0.2, 0.3, 0.4])
    drawn = draws.draw_weights(whole, 5_000)
    assert drawn.shape == (5_000, 4)
    assert np.allclose(drawn.sum(axis=1), 1)
    assert (np.abs(drawn / whole - 1) <= draws.TOLERANCE + 1e-6).all()
    assert np.allclose(drawn.mean(axis=0), whole, atol=0.005)


def test_the_same_seed_gives_the_same_spreads_and_they_lie_within_the_extremes():
    random = np.random.default_rng(7)
    field = field_of(random.integers(20, 40, (8, 4)) / 50)
    found = draws.spreads(field, 4_000)
    assert found == draws.spreads(field, 4_000)
    for spread, limits in zip(found, draws.extremes(field, field.unit_codes), strict=True):
        assert limits.best <= spread.p05 <= spread.p50 <= spread.p95 <= limits.worst


def test_spreads_by_hand():
    """b leads for weights of x above 10/22: in 68 of 100 draws between 0.375 and 0.625."""
    found = draws.spreads(field_of(SHARES), 10_000)
    assert found == (Spread("a", 1, 2, 2), Spread("b", 1, 1, 2), Spread("c", 3, 3, 3))


# --- one component left out, sensitivity, stability ----------------------------------------------


def test_left_out_by_hand():
    assert draws.left_out(field_of(SHARES), "a") == {"x0": 1, "x1": 2}
    assert draws.left_out(field_of(SHARES[:, :1]), "a") == {}


def test_a_weight_that_moves_nothing_explains_nothing():
    shares = np.column_stack([SHARES, [0.3, 0.3, 0.3]])
    found = {item.component: item for item in draws.influences(field_of(shares), "a")}
    assert found["x0"].total > 0.3
    assert found["x1"].total > 0.3
    assert found["x2"].total < 0.05
    assert found["x0"].first_low <= found["x0"].first <= found["x0"].first_high


def test_a_rank_that_never_changes_has_no_sensitivity():
    assert {item.total for item in draws.influences(field_of(SHARES), "c")} == {None}


def test_sobol_indices_of_many_resamples_are_scipys_of_each():
    random = np.random.default_rng(3)
    values = random.integers(1, 9, (5, 64)).astype(float)
    picked = random.integers(0, 64, (4, 64))
    taken = np.array([np.bincount(each, minlength=64) for each in picked], dtype=float)
    found = draws.sobol_indices(values, taken)
    for number, each in enumerate(picked):
        one, other, *mixed = (row[None, each] for row in values)
        by_scipy = stats.sobol_indices(
            func={"f_A": one, "f_B": other, "f_AB": np.stack(mixed)}, n=64
        )
        assert found[0, :, number] == pytest.approx(by_scipy.first_order.ravel())
        assert found[1, :, number] == pytest.approx(by_scipy.total_order.ravel())
    assert not draws.sobol_indices(np.ones((5, 64)), taken).any()


@pytest.mark.parametrize(
    ("after", "tau"), [([1, 2, 3, 4], 1.0), ([4, 3, 2, 1], -1.0), ([1, 2, 4, 3], 2 / 3)]
)
def test_agreement_of_two_rankings(after, tau):
    assert draws.agreement([1, 2, 3, 4], after) == pytest.approx(tau)


def test_agreement_that_cannot_be_told():
    assert draws.agreement([1], [1]) is None
    assert draws.agreement([1, 1], [1, 2]) is None
    with pytest.raises(ValueError, match="different units"):
        draws.agreement([1, 2], [1])


@pytest.mark.parametrize(
    ("shares", "weights", "message"),
    [
        (np.array([[0.5]]), [1.0, 2.0], "one row per unit|weights"),
        (np.array([[np.nan]]), [1.0], "missing"),
        (np.array([[0.5]]), [0.0], "above 0"),
    ],
)
def test_a_field_that_makes_no_sense_is_an_error(shares, weights, message):
    with pytest.raises(ValueError, match=message):
        field_of(shares, weights)
