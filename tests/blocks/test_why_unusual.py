"""A table that repeats the one before is said to be one: on the overview, over time, and by why."""

import shutil

import pytest

from rankings.loads import bootstrap
from rankings.store import data_folder
from rankings.store.versions import Store
from tests import page_runs
from tests.data_copy import DataCopy

LATE, AGAIN = (f"psi-2026-10-{day}-year_to_date-vn34" for day in ("10", "11"))


@pytest.fixture(scope="module")
def repeating(tmp_path_factory) -> Store:
    """A store of data/ with the table of 10 October 2026 once more, as that of the next day."""
    folder = tmp_path_factory.mktemp("repeating")
    copy = DataCopy(shutil.copytree(data_folder.DATA, folder / "data"))
    of_late = [row for row in copy.rows("observations") if row["edition_id"] == LATE]
    again = [row | {"edition_id": AGAIN} for row in of_late]
    copy.write("observations", [*copy.rows("observations"), *again])
    days = dict.fromkeys(("period", "period_end", "published_from"), "2026-10-11")
    copy.add("editions", {"edition_id": LATE}, edition_id=AGAIN, **days, published_to="2026-10-11")
    store = Store(folder / "var")
    bootstrap.ensure(store, copy.folder)
    return store


@pytest.fixture
def show(repeating, serve):
    """`show("overview", lang="en")`: what a page says in sentences."""
    serve(repeating.folder)
    app = page_runs.session()
    return lambda page, **choices: page_runs.texts(
        page_runs.shown(app, f"pages/{page}_page.py", **choices)
    )


def test_the_overview_says_that_the_newest_table_is_the_one_before(show):
    assert "Giống hệt bảng 10/10/2026: không tỉnh, thành phố nào thay đổi điểm." in show("overview")
    assert "The same table as on 10 Oct 2026: no province" in show("overview", lang="en")


def test_over_time_names_the_tables_that_repeat(show):
    told = show("over_time", index="psi")
    assert "Giống hệt kỳ ngay trước, không tỉnh, thành phố nào thay đổi điểm: 11/10/2026." in told
    assert "Hai bảng giống hệt nhau: không tỉnh, thành phố nào thay đổi điểm." in told


def test_why_explains_nothing_where_nothing_changed(show):
    told = show("over_time", index="psi", view="why")
    assert "giữ nguyên thứ 7. Hai bảng giống hệt nhau: không tỉnh, thành phố nào" in told
    assert "không làm thay đổi thứ hạng" not in told
    assert "thành cao hơn" not in told


def test_scores_that_moved_far_more_than_usual_are_told_of_the_table_that_has_them(show):
    pair = {"index": "psi", "from": "psi-2026-10-05-year_to_date-vn34", "edition": LATE}
    leapt = "4 điểm thành phần thay đổi nhiều bất thường so với kỳ trước, có thể do được chấm lại"
    assert leapt not in show("overview")
    for view in ({}, {"view": "why"}):
        assert leapt in show("over_time", **pair, **view)
    assert "Khánh Hòa (Công khai, minh bạch tăng 8,00)" in show("over_time", **pair)


def test_the_overview_tells_them_where_it_lists_what_changed(var):
    app = page_runs.sound(page_runs.opened())
    told = [part.value for shut in app.get("popover") for part in shut if part.type == "markdown"]
    assert any("4 điểm thành phần thay đổi nhiều bất thường" in text for text in told)
