"""Where figures of sub-indicators come from: the counts, and the rules they are scored by."""

from decimal import Decimal

import pytest

from rankings import evidence
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.store.versions import Store

EDITION = "psi-2026-10-10-year_to_date-vn34"


@pytest.fixture(scope="module")
def look(var):
    at = Store(var).snapshot()
    return lambda key: evidence.evidence(at, str(key))


def count(code: str, measure: str) -> str:
    return figure_keys.figure(EDITION, "66", code, measure)


def test_a_share_rests_on_both_counts(look):
    share = look(figure_keys.Share(EDITION, "66", "4.1"))
    assert (share.value, share.status) == (Decimal("64.25"), "derived")
    assert share.rests_on == (count("4.1", "numerator"), count("4.1", "denominator"))
    assert share.sources


def test_a_cost_rests_on_counts_and_maxima(look):
    alone = look(figure_keys.CountPerPoint(EDITION, "66", "2.1"))
    joint = look(figure_keys.JointCount(EDITION, "66", "2.1"))
    assert (alone.value, joint.value) == (Decimal("22178.25"), Decimal("20065.08"))
    assert str(figure_keys.Maximum("psi", "psi-2026", "5.4", "max_score")) in joint.rests_on
    assert count("5.4", "numerator") in joint.rests_on
    assert count("5.4", "numerator") not in alone.rests_on


def test_the_best_and_the_distances_are_those_of_the_points(look):
    assert look(figure_keys.Best(EDITION, "2.1")).value == Decimal("19.17")
    assert look(figure_keys.ToBest(EDITION, "66", "2.1")).value == Decimal("1.45")
    assert look(figure_keys.ToMax(EDITION, "66", "2.1")).value == Decimal("2.28")
    assert look(figure_keys.RankedUnits(EDITION, "66", "2.1")).value == 34
    assert look(figure_keys.Best(EDITION, "2.1")).sources


@pytest.mark.parametrize(
    "key",
    [
        figure_keys.JointCount(EDITION, "66", "4.1"),  # nothing moves with it
        figure_keys.Share(EDITION, "66", "digitisation"),  # a component has no counts
        figure_keys.CountPerPoint(EDITION, "66", "3.1"),  # nothing is known of it
        figure_keys.Share("psi-2026-10-05-year_to_date-vn34", "66", "4.1"),
    ],
)
def test_what_has_no_counts_has_no_such_figure(look, key):
    with pytest.raises(Problem):
        look(key)
