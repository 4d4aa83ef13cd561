"""Today's estimate on the overview and over time, apart in word and mark, with its evidence."""

from datetime import date
from pathlib import Path

import pytest

from rankings import evidence
from rankings.store import figure_keys
from rankings.store.versions import Store
from tests import acknowledged, page_runs
from tests.portal_copies import copy_of
from tests.store_clones import clone

OFFICIAL = "psi-2026-10-10-year_to_date-vn34"
INSIDE = "psi-2026-10-14T04-year_to_date-daklak102"


@pytest.fixture
def store(var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """With a copy of 8 October, after which a table was published, and one of 14 October."""
    made = Store(clone(var, tmp_path / "var"))
    acknowledged.publish(made, copy_of(date(2026, 10, 8), {"total": {"score": "65.40"}}))
    acknowledged.publish(made, copy_of(date(2026, 10, 14), {"total": {"score": "65.20"}}))
    monkeypatch.setenv("RANKINGS_VAR", str(made.folder))
    return made


def test_it_stands_on_the_tile_and_over_time_and_is_never_called_published(store):
    overview = page_runs.texts(page_runs.opened())
    line = "lúc 4 giờ ngày 14/10/2026: 65,20 điểm, xếp "
    assert line in overview
    assert "7/34" in overview
    show = page_runs.of_page("pages/over_time_page.py")
    later = page_runs.texts(show(index="psi"))
    assert "giảm 0,29 điểm so với kỳ công bố ngày 10/10/2026" in later
    assert "Sai số bình quân của ước tính: 0,09 điểm qua 1 kỳ công bố." in later


def test_its_figures_lead_to_the_copy_and_the_last_table(store):
    place = OFFICIAL, "66", INSIDE
    score = evidence.evidence(store.snapshot(), str(figure_keys.Estimated(*place, "score")))
    assert (str(score.value), score.status) == ("65.20", "estimated")
    assert score.loads[0].load.load_id == 2
    assert score.rests_on == (figure_keys.figure(OFFICIAL, "66", "total", "score"),)
    rank = evidence.evidence(store.snapshot(), str(figure_keys.Estimated(*place, "rank")))
    assert rank.low <= 7 <= rank.high
