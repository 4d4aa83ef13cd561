"""One word for how sure a rank is: of several things that hold, the one that leaves the least."""

import pytest

from rankings.facts.standing.certainty import certainty


@pytest.mark.parametrize(
    ("rank", "facts", "expected"),
    [
        (7, {}, "exact"),
        (7, {"tied": True}, "tied"),
        (None, {}, "interval"),
        (None, {"tied": True}, "interval"),
        (29, {"status": "derived"}, "derived"),
        (29, {"status": "derived", "tied": True}, "derived"),
        (7, {"status": "provisional"}, "exact"),
        (40, {"disputed": True, "status": "derived"}, "disputed"),
        (None, {"disputed": True}, "disputed"),
    ],
)
def test_certainty(rank, facts, expected):
    given = {"status": "published", "disputed": False, "tied": False} | facts
    assert certainty(rank, **given) == expected
