"""What is kept of dossier files: found again by its key, and gone when its time is over."""

import datetime as dt
import os

import duckdb
import pytest

from rankings.store import dossiers
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests.cases import every

KEY, OTHER = "0123456789abcdef", "fedcba9876543210"
MADE = dt.datetime(2026, 10, 9, 20)
NOW = dt.datetime(2026, 10, 10, 9)
DAY = dossiers.DAY_SECONDS
# When each of the dossiers in process is due, of units "a" and "b" in turn.
DUE = [
    *("2026-10-09 10:00", "2026-10-10 07:00", "2026-10-10 16:00", "2026-10-11 08:00"),
    *("2026-10-11 10:00", "2026-10-17 08:00", "2026-10-17 10:00", None),
]


@pytest.fixture
def store(tmp_path) -> Store:
    """A folder with what is kept of one file."""
    rows = ", ".join(
        f"('n{place}', '{'ab'[place % 2]}', '1.1', timestamp '2026-10-01', {_time(due)}, false)"
        for place, due in enumerate(DUE)
    )
    names = "number, unit_code, procedure, received, due, waiting"
    made = duckdb.sql(f"select * from (values {rows}) as listed({names})")
    made.write_parquet(str(tmp_path / "made.parquet"))
    store = Store(tmp_path / "var")
    dossiers.keep(store, KEY, tmp_path / "made.parquet", tmp_path / "made.parquet")
    return store


def _time(due: str | None) -> str:
    return f"timestamp '{due}:00'" if due else "null::timestamp"


def test_what_is_due_is_counted_by_unit_and_moment(store):
    by_unit = {
        row["unit_code"]: row for row in dossiers.due(store, KEY, made=MADE, now=NOW).to_pylist()
    }
    names = ("still_open", "overdue", "lapsed", "today", "in_24_hours", "in_7_days", "without_due")
    assert [by_unit["a"][name] for name in names] == [4, 1, 0, 1, 1, 2, 0]
    assert [by_unit["b"][name] for name in names] == [4, 0, 1, 0, 1, 2, 1]


def test_the_dossiers_of_a_unit_are_told_by_number(store):
    before = NOW + dt.timedelta(days=1)
    rows = dossiers.due_dossiers(store, KEY, unit_code="b", now=NOW, before=before).to_pylist()
    assert [row["number"] for row in rows] == ["n3"]


def test_what_is_no_longer_there_is_said_to_be_so(store):
    assert dossiers.due(store, OTHER, made=MADE, now=NOW) is None


@every(
    "days, named, left",
    [
        (1, [KEY], {"counts", "open"}),
        (15, [KEY], {"counts"}),
        (1, [OTHER], set()),
        (0, [], {"counts", "open"}),
    ],
)
def test_numbers_go_after_their_time_and_with_their_load(days, named, left, store, tmp_path):
    dossiers.keep(store, KEY, tmp_path / "made.parquet", tmp_path / "made.parquet")
    written = dossiers.path_of(store, KEY, "open").stat().st_mtime
    dossiers.forget(store, named, now=written + days * DAY + 1, environment={})
    there = {path.stem.partition("-")[2] for path in (store.folder / "dossiers").glob("*")}
    assert there == left


def test_half_a_copy_of_a_killed_process_goes(store):
    part = store.folder / "dossiers" / "part-x.parquet"
    part.touch()
    os.utime(part, (0, 0))
    dossiers.forget(store, [KEY], environment={})
    assert not part.exists()


def test_how_long_numbers_are_kept_is_a_setting():
    assert dossiers.open_days({}) == 14
    assert dossiers.open_days({dossiers.SETTING: "3"}) == 3
    with pytest.raises(Problem):
        dossiers.open_days({dossiers.SETTING: "bald"})
