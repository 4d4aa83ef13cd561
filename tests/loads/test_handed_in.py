"""What is kept of what is handed in: named originals for good, the others for a time and a room."""

import os
import time

import pytest

from rankings import loads
from rankings.ingest import originals
from rankings.ingest.limits import MEGABYTE
from rankings.ingest.submission import Submission
from rankings.loads import handed_in
from rankings.loads.access import operator
from rankings.loads.accounts import audit
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests import small_store

NOW = time.time()
DAY = 24 * 3600
BY = operator("An")


@pytest.fixture
def store(tmp_path) -> Store:
    return small_store.build(tmp_path / "var").store


def kept(store: Store, content: bytes, *, days: float) -> str:
    """A file that was handed in so many days ago; its hash."""
    sha256 = originals.keep(store, content)
    os.utime(originals.path_of(store, sha256), (NOW, NOW - days * DAY))
    return sha256


def staged(store: Store, sha256: str) -> int:
    """A load that waits and names an original."""
    return loads.stage(store, Submission("file", file_name="a.csv", sha256=sha256), by=BY)


def removed(store: Store, size: int = 0, **settings: str) -> set[str]:
    gone = handed_in.make_room(store, size, now=NOW, environment=settings)
    hashes = {file.sha256 for file in gone}
    assert all(originals.state(store, sha256) == "missing" for sha256 in hashes)
    return hashes


def test_what_no_load_names_is_removed_after_ninety_days(store):
    old, recent = kept(store, b"old", days=91), kept(store, b"recent", days=89)
    assert removed(store) == {old}
    assert originals.state(store, recent) == "kept"
    assert removed(store) == set()
    assert removed(store, RANKINGS_KEPT_DAYS="30") == {recent}
    # Each removal stands in the audit, with what was removed.
    told = [record for record in audit.records(store, by=BY) if record["by"] == "rankings"]
    assert [record["details"]["sha256"] for record in told] == [[old], [recent]]
    assert {record["event"] for record in told} == {"originals_removed"}


def test_what_a_load_names_stays_published_or_waiting_and_not_cancelled(store):
    waiting, cancelled = kept(store, b"waiting", days=400), kept(store, b"cancelled", days=400)
    staged(store, waiting)
    loads.cancel(store, staged(store, cancelled), by=BY)
    published = kept(store, b"published", days=400)
    with store.locked(), store.next_version(base=store.version()) as connection:
        connection.execute(
            "update loads set sha256 = $sha256 where load_id = 0", {"sha256": published}
        )
    attached = kept(store, b"attached", days=400)
    with store.locked(), store.next_version(base=store.version()) as connection:
        connection.execute(
            "insert into source_documents by name select 0 as load_id, 's' as source_id, "
            "$sha256 as sha256",
            {"sha256": attached},
        )
    assert removed(store) == {cancelled}


def test_beyond_its_room_the_oldest_go_first_and_only_as_many_as_needed(store):
    content = b"x" * (MEGABYTE // 2)
    first, second, third = (kept(store, content + b"%d" % n, days=30 - n) for n in range(3))
    named = kept(store, content, days=60)
    staged(store, named)
    assert removed(store, RANKINGS_KEPT_MEGABYTES="3") == set()
    assert removed(store, MEGABYTE, RANKINGS_KEPT_MEGABYTES="3") == {first}
    assert removed(store, RANKINGS_KEPT_MEGABYTES="1") == {second, third}


def test_where_nothing_may_go_what_is_handed_in_is_refused(store):
    staged(store, kept(store, b"x" * MEGABYTE, days=60))
    in_hand = kept(store, b"somebody is at work on it", days=0.5)
    with pytest.raises(Problem) as caught:
        removed(store, 1, RANKINGS_KEPT_MEGABYTES="1")
    assert (caught.value.key, caught.value.values) == ("error.kept_full", {"megabytes": 1})
    assert originals.state(store, in_hand) == "kept"


def test_what_is_handed_in_again_counts_as_of_now(store):
    sha256 = kept(store, b"again", days=91)
    seen = originals.every(store)
    originals.keep(store, b"again")
    assert removed(store) == set()
    # Another process had seen it as old before.
    assert not originals.remove(store, seen[0])
    assert originals.state(store, sha256) == "kept"
    assert originals.remove(store, originals.every(store)[0])
    assert not originals.remove(store, seen[0])


def test_where_it_is_not_known_what_is_named_nothing_goes(store):
    kept(store, b"old", days=91)
    store.pointer.write_text("none", encoding="ascii")
    assert removed(store) == set()


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_a_setting_that_is_no_number_is_told(store, value):
    with pytest.raises(Problem) as caught:
        removed(store, RANKINGS_KEPT_DAYS=value)
    assert caught.value.key == "error.setting_number"
