"""Every page that tells home's rank says beside it where that rank is not simply what it is."""

import pytest
from streamlit.testing.v1 import AppTest

from tests import page_runs


@pytest.fixture(scope="module")
def app(var) -> AppTest:
    return page_runs.session()


def badges(app: AppTest, page: str, **choices: str) -> set[str]:
    """The badges of a page after its run."""
    page_runs.shown(app, f"pages/{page}_page.py", **choices)
    said = [item.value for item in app.markdown if ":gray-badge[" in item.value]
    return {piece.split("]")[0] for text in said for piece in text.split(":gray-badge[")[1:]}


@pytest.mark.parametrize(
    ("page", "choices", "expected"),
    [
        ("over_time", {}, set()),
        ("over_time", {"index": "dti"}, {"thứ hạng: tính lại"}),
        ("over_time", {"view": "why"}, set()),
        # As many points as Gia Lai, the 4th.
        ("way_up", {"plan": "digitisation:0.74"}, {"thứ hạng: đồng hạng"}),
        ("way_up", {"index": "dti"}, {"thứ hạng: tính lại"}),
        ("way_up", {"index": "pii", "plan": "total:5"}, {"thứ hạng: khoảng"}),
        ("way_up", {}, set()),
        ("way_up", {"plan": "digitisation:1.5"}, set()),
        ("way_up", {"index": "dti", "plan": "total:0.01"}, {"thứ hạng: tính lại"}),
        ("standing", {"view": "robustness"}, set()),
        ("merger", {}, {"tính lại"}),
    ],
)
def test_beside_the_rank_stands_how_sure_it_is(app, page, choices, expected):
    found = badges(app, page, **choices)
    assert expected <= found
    if page != "merger":
        assert found == expected
