"""The lake is away: readers go on, what is handed in is kept, and all goes on when it is back."""

import threading
from unittest import mock

import pytest

from rankings import loads
from rankings.ingest import originals
from rankings.loads import follower, newest
from rankings.loads.access import operator
from rankings.loads.history import staged
from rankings.store import queries
from rankings.store.shared import SharedStore
from tests import shared_lake
from tests.ingest.test_loads import SCORES, scores_of, submission
from tests.shared_lake import refused

CHANGED = SCORES | {"01": "21"}


@pytest.fixture(autouse=True)
def _no_rules():
    with shared_lake.no_rules():
        yield


@pytest.fixture
def a(lake) -> SharedStore:
    """One server, up to date."""
    return lake.joined("a")


@pytest.fixture
def b(lake) -> SharedStore:
    """Another server of the same store."""
    return lake.joined("b")


def waiting(store: SharedStore) -> list[int]:
    return sorted(item.load_id for item in staged(store))


def test_readers_go_on_and_what_is_handed_in_waits_until_the_catalogue_is_back(a, b, lake):
    before = loads.stage(a, submission(SCORES | {"02": "22"}), by=operator("An"))
    follower.step(b)
    with lake.away():
        with refused("error.lake_away"):
            follower.step(a)
        assert follower.away_since(a) is not None
        assert newest.ensure(a) == 1, "a server that starts shows what it has"
        assert scores_of(a)["01"] == "3E+1"
        with refused("error.lake_away"):
            loads.publish(b, before, by=operator("Bình"))
        with refused("error.lake_away_kept"):
            loads.publish_at_once(a, submission(CHANGED), by=operator("An"))
        sha256 = originals.keep(a, b"a table")
        assert waiting(a) == waiting(b) == [before]
    for store in (a, b):
        follower.step(store)
        assert follower.away_since(store) is None
    follower.step(b)
    _, handed_in = waiting(a)
    assert waiting(b) == [before, handed_in]
    assert originals.state(b, sha256) == "kept"
    loads.publish(b, handed_in, by=operator("Bình"))
    follower.step(a)
    assert scores_of(a)["01"] == "21"


def test_a_shared_folder_that_is_not_mounted_is_not_made_anew(a, lake):
    number = loads.stage(a, submission(CHANGED), by=operator("An"))
    with lake.data_path_away():
        with refused("error.lake_away"):
            loads.publish(a, number, by=operator("Bình"))
        with refused("error.lake_away"):
            follower.step(a)
        assert not (lake.folder / "data").exists()
        assert (a.version(), waiting(a)) == (1, [number])
    follower.step(a)
    assert loads.publish(a, number, by=operator("Bình")).version == 2


def test_a_commit_of_which_nobody_knows_is_not_cancelled(a, lake, monkeypatch):
    """The catalogue is lost as it is told to commit: the load counts, its server was told no."""
    commit = newest._commit

    def lost(*arguments: object) -> None:
        commit(*arguments)
        raise a.lake._away(OSError("lost"))

    monkeypatch.setattr(newest, "_commit", lost)
    with refused("error.lake_away"):
        loads.publish_at_once(a, submission(CHANGED), by=operator("An"))
    assert waiting(a), "as far as this server knows"
    follower.step(a)
    assert queries.loads(a.snapshot())["load_id"].to_pylist() == [1, 0]
    assert not waiting(a)


def test_a_withdrawal_says_that_it_was_not_made(a, lake):
    done = loads.publish_at_once(a, submission(CHANGED), by=operator("An"))
    with lake.away(), refused("error.lake_away"):
        loads.withdraw(a, done.load_id, why="sai số", by=operator("Bình"))
    loads.withdraw(a, done.load_id, why="sai số", by=operator("Bình"))
    assert scores_of(a)["01"] == "3E+1"


def test_a_load_counts_though_its_version_cannot_be_made_here(a, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise shared_lake.Problem("error.disk", folder="var", reason="full")

    number = loads.stage(a, submission(CHANGED), by=operator("An"))
    with monkeypatch.context() as patch:
        patch.setattr(SharedStore, "next_version", full)
        assert loads.publish(a, number, by=operator("Bình")).version == 2
        assert a.version() == 1
    follower.step(a)
    assert (a.version(), scores_of(a)["01"]) == (2, "21")


def test_a_server_without_any_version_says_what_to_look_at(lake):
    new = lake.store("new")
    with lake.away(), refused("error.lake_away_empty"):
        newest.ensure(new)


def test_the_follower_lives_on_whatever_happens(a, monkeypatch):
    away = shared_lake.Problem("error.lake_away")
    step = mock.Mock(side_effect=[ValueError("anything"), away, KeyboardInterrupt])
    monkeypatch.setattr(follower, "step", step)
    monkeypatch.setattr(follower, "EVERY", 0)
    with pytest.raises(KeyboardInterrupt):
        follower._follow(a, threading.Event())
    assert step.call_count == 3
