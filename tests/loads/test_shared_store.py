"""One store, several servers: what one publishes the others show; nothing is lost or doubled."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from rankings import loads
from rankings.ingest import originals
from rankings.loads import follower, journal, move, newest
from rankings.loads.access import operator
from rankings.loads.accounts import audit, register, sessions
from rankings.loads.accounts.register import Role
from rankings.loads.history import staged
from rankings.store import lake as lake_module
from rankings.store import queries, shared
from rankings.store.lake import Overtaken
from rankings.store.shared import SharedStore
from rankings.store.versions import Snapshot, Store
from tests import interrupted, shared_lake
from tests.ingest.test_loads import SCORES, scores_of, submission
from tests.shared_lake import Database, refused
from tests.store_clones import clone

OTHER = {"02": "12"}


@pytest.fixture(autouse=True)
def _no_rules():
    with shared_lake.no_rules():
        yield


@pytest.fixture
def a(lake: Database) -> SharedStore:
    """One server, up to date."""
    return lake.joined("a")


@pytest.fixture
def b(lake: Database) -> SharedStore:
    """Another server of the same store."""
    return lake.joined("b")


def publish(store: Store, score: str, *, unit: str = "01", **given: object) -> loads.Published:
    """Publish another total of a unit."""
    load = submission(SCORES | {unit: score})
    return loads.publish_at_once(store, load, by=operator("An"), **given)


def load_ids(at: Snapshot) -> list[int]:
    return queries.loads(at)["load_id"].to_pylist()


# --- Publishing -----------------------------------------------------------------------------------


def test_what_one_server_publishes_the_other_shows_as_the_same_version(a, b, lake, small, tmp_path):
    done = publish(a, "21")
    follower.step(b)
    assert (done.version, a.version(), b.version()) == (2, 2, 2)
    assert a.lake.newest().figures == 2, "the version is the snapshot's number"
    back = loads.withdraw(b, done.load_id, why="sai số", by=operator("Bình"))
    follower.step(a)
    assert (back.version, a.version()) == (3, 3)
    assert move.differing(a.snapshot(), b.snapshot()) == []
    # The same in the store of one server gives the same marts, up to the moment of each load.
    alone = Store(clone(small.folder, tmp_path / "alone"))
    loads.withdraw(alone, publish(alone, "21").load_id, why="sai số", by=operator("Bình"))
    wrong = move.differing(alone.snapshot(), a.snapshot())
    assert wrong == ["loads"], "times differ, and nothing else"
    # A server that comes later makes all of it at once, and one that was away skips what it missed.
    c = lake.store("c")
    follower.step(c)
    assert (c.versions(), move.differing(c.snapshot(), a.snapshot())) == ([3], [])


def test_a_load_that_waits_is_published_by_another_server(a, b):
    sha256 = originals.keep(a, b"a table")
    number = loads.stage(a, submission(SCORES | {"01": "21"}), by=operator("An"))
    follower.step(b)
    assert [item.load_id for item in staged(b)] == [number]
    assert originals.state(b, sha256) == "kept"
    assert loads.publish(b, number, by=operator("Bình")).load_id == number
    with refused("error.load_published"):
        loads.publish(a, number, by=operator("An"))
    assert scores_of(a)["01"] == "21", "who is refused has seen why"


def test_what_one_server_decides_against_is_gone_on_the_other(a, b):
    number = loads.stage(a, submission(SCORES | {"01": "21"}), by=operator("An"))
    follower.step(b)
    journal.cancel(a, number)
    with refused("error.load_cancelled"):
        loads.publish(b, number, by=operator("Bình"))


def test_numbers_are_given_once_whoever_asks(a, b):
    # Neither has heard of the other's yet.
    numbers = [
        loads.stage(store, submission(SCORES | {"01": str(score)}), by=operator("An"))
        for score, store in enumerate((a, b, b, a), start=10)
    ]
    assert len(set(numbers)) == 4


def test_who_is_overtaken_tries_again_on_the_newest_version(a, b, monkeypatch):
    tried = []
    try_once = loads._try

    def overtaken(store, base, *arguments, **named):
        tried.append(base)
        if len(tried) == 1:
            monkeypatch.setattr(loads, "_try", try_once)
            publish(b, "12", unit="02")
            monkeypatch.setattr(loads, "_try", overtaken)
        return try_once(store, base, *arguments, **named)

    monkeypatch.setattr(loads, "_try", overtaken)
    number = loads.stage(a, submission({"01": "21"}, complete=False), by=operator("An"))
    done = loads.publish(a, number, by=operator("An"))
    assert tried == [1, 2], "the second time on what the other has published"
    assert (done.checked.base, done.version) == (2, 3)
    assert {"01": "21", "02": "12"}.items() <= scores_of(a).items()


def test_who_is_overtaken_makes_the_others_wait(a, b, monkeypatch):
    tries = []

    def act(base: int) -> int:
        tries.append(base)
        if len(tries) <= newest.TRIES:
            raise Overtaken
        assert a.lake._holder is not None, "nobody else can publish now"
        return base

    assert newest.on_the_newest(a, act) == 1
    assert len(tries) == newest.TRIES + 1


def test_the_second_person_is_told_what_the_other_server_has_changed(a, b):
    seen = a.version()
    publish(b, "21")
    with refused("error.changed_meanwhile"):
        publish(a, "22", seen=seen)


def test_of_two_changes_on_one_snapshot_one_is_refused_without_the_lock(a, b, monkeypatch):
    """Where the connection that held the lock was lost, the lake itself refuses the second."""
    monkeypatch.setattr(lake_module.Lake, "held", lambda self: mock.MagicMock())
    with pytest.raises(Overtaken), a.lake.changing(1):
        publish(b, "21")
    follower.step(a)
    assert load_ids(a.snapshot()) == [1, 0]


def test_a_version_that_a_link_names_is_made_where_it_never_was(a, b):
    publish(a, "21")
    publish(a, "22")
    follower.step(b)
    assert b.versions() == [1, 3]
    assert newest.has(b, 2)
    assert scores_of(b.at(2))["01"] == "21"
    assert b.version() == 3
    assert not newest.has(b, 4)


def test_servers_follow_by_themselves(a, b):
    follower.start(b)
    follower.start(b)
    done = publish(a, "21")
    began = time.monotonic()
    while b.version() != done.version:
        # The processors of the tests are busy with other tests: docs/shared-store.md has the time.
        assert time.monotonic() - began < 60
        time.sleep(0.05)
    follower.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "follower"]


# --- The store that the environment names ---------------------------------------------------------


def test_without_a_setting_the_store_is_the_folder_of_one_server(tmp_path):
    with mock.patch.dict(os.environ, {"RANKINGS_VAR": str(tmp_path)}):
        assert shared.configured({}) == Store(tmp_path)
        follower.start(shared.configured({}))


def test_settings_are_told_without_their_passwords(tmp_path):
    with refused("error.store_setting") as told:
        shared.configured({"RANKINGS_STORE": "mysql://an:bimat@localhost/store"})
    assert "bimat" not in str(told.value)
    setting = {"RANKINGS_STORE": "ducklake:postgres:host=localhost password='bi mat' user=an"}
    for data in ("", "s3://bucket/folder"):
        with refused("error.store_data_setting"):
            shared.configured(setting | {"RANKINGS_STORE_DATA": data})
    said = lake_module.without_secrets("cannot reach postgresql://an:bimat@h/d, password='bi mat'")
    assert "bi" not in said


def test_a_new_password_is_no_new_store():
    names = {
        shared.shared(f"ducklake:postgres:postgresql://an:{word}@h/d", "/mnt/data").folder
        for word in ("one", "two")
    }
    assert len(names) == 1


# --- What the servers start with ------------------------------------------------------------------


def test_a_damaged_version_is_made_again(a):
    publish(a, "21")
    a.close()
    a.path(2).write_bytes(b"damaged")
    with mock.patch.object(newest, "_bring_up"):
        assert newest.ensure(a) == 2
    assert scores_of(a)["01"] == "21"


def test_another_lake_in_the_data_path_is_noticed(a, lake):
    (lake.folder / "data" / lake_module.MARK).write_text("another")
    with refused("error.lake_other"):
        newest.ensure(a)


def test_a_lake_that_went_back_is_not_believed(a):
    publish(a, "21")
    older = mock.patch.object(a.lake, "reached", return_value=lake_module.Newest(1, 1))
    with older, refused("error.lake_older"):
        newest.catch_up(a)


# --- Killed on the way ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "counts"), [("kept", False), ("tried", False), ("committed", True)]
)
def test_a_server_that_is_killed_leaves_the_lake_whole(a, b, lake, window, counts):
    for store in (a, b):
        store.lake.close()
    killed = interrupted.start(
        shared_lake.stopped_at, window, publish_in, lake.connection, lake.folder
    )
    killed.join()
    assert killed.exitcode == -9
    for store in (a, b):
        follower.step(store)
    assert load_ids(b.snapshot()) == ([1, 0] if counts else [0])
    assert move.differing(a.snapshot(), b.snapshot()) == []
    # What was handed in is there for both, to be published unless it was.
    waiting = [item.load_id for item in staged(b)]
    assert waiting == [item.load_id for item in staged(a)]
    for number in waiting:
        loads.publish(b, number, by=operator("Bình"))
    follower.step(a)
    assert scores_of(a) == scores_of(b)
    assert scores_of(a)["01"] == "21"
    publish(a, "22")


def publish_in(connection: str, folder: Path) -> None:
    publish(shared_lake.store_of(connection, folder, "a"), "21")


# --- Who may sign in ------------------------------------------------------------------------------


def test_who_signs_in_on_one_server_is_known_to_the_other(a, b):
    boss = operator("An")
    roles, password = [Role("publisher")], "mật khẩu đủ dài"
    register.add(a, "lan", shown_name="Lan", by=boss, roles=roles, password=password)
    now = time.time()
    secret = sessions.sign_in(b, "lan", password, address=None, now=now)
    lan = sessions.actor(a, secret, now=now)
    assert (lan.name, lan.account) == ("Lan", "lan")
    number = loads.publish_at_once(a, submission(SCORES | {"01": "21"}), by=lan).load_id
    register.remove(b, "lan", by=boss)
    assert sessions.account_of(a, secret, now=now) is None
    # One audit of all that was done, by whichever server.
    done = [(row["event"], row["details"].get("load")) for row in audit.records(a, by=boss)]
    assert done[0][0] == "account_added"
    assert ("published", number) in done
    assert done[-1][0] == "account_removed"
    assert audit.verify(b, by=boss).broken is None


def test_the_folder_of_accounts_is_not_made_where_none_is_mounted(a, lake):
    with lake.data_path_away():
        with refused("error.lake_away"):
            register.add(a, "lan", shown_name="Lan", by=operator("An"), password="mật khẩu đủ dài")
        assert not (lake.folder / "data").exists()


# --- Two servers at once --------------------------------------------------------------------------


@pytest.mark.parametrize("each", [5, pytest.param(500, marks=pytest.mark.long)])
def test_what_two_servers_publish_at_once_is_neither_lost_nor_doubled(lake, small, each):
    """Each publishes so many, of which nothing is known to the other beforehand."""
    servers = [lake.joined(name) for name in ("a", "b")]
    for store in servers:
        store.lake.close()
    work = [
        interrupted.start(publish_many, lake.connection, lake.folder, name, each)
        for name in ("a", "b")
    ]
    for process in work:
        process.join()
    assert [process.exitcode for process in work] == [0, 0]
    for store in servers:
        follower.step(store)
    a, b = (store.snapshot() for store in servers)
    assert a.version == b.version == 1 + 2 * each, "a snapshot for each, and for nothing else"
    assert move.differing(a, b) == []
    rows = queries.loads(a).to_pylist()
    assert len({row["load_id"] for row in rows}) == len(rows) == 1 + 2 * each
    assert [row["sequence"] for row in rows] == list(range(2 * each, -1, -1))
    told = [row["why"] for row in rows if row["load_id"]]
    assert sorted(told) == sorted(f"{name} {number}" for name in "ab" for number in range(each))
    # All made at once, by a server that comes later, is what was made one after the other.
    c = lake.store("c")
    follower.step(c)
    assert move.differing(a, c.snapshot()) == []


def publish_many(connection: str, folder: Path, server: str, each: int) -> None:
    store = shared_lake.store_of(connection, folder, server)
    unit = {"a": "01", "b": "02"}[server]
    with shared_lake.no_rules():
        for number in range(each):
            scores = {unit: f"{21 + number % 70}.5"}
            item = replace(submission(scores, complete=False), why=f"{server} {number}")
            loads.publish_at_once(store, item, by=operator(server))
