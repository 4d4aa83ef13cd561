"""A load that is killed at any moment: the store opens, and holds all of it or nothing."""

import json
import random
import shutil
from pathlib import Path

import pytest

from rankings import queries
from rankings.ingest import loads
from rankings.store import Store
from tests import interrupted, small_store
from tests.ingest.test_loads import SCORES, marts, publish, submission, table_of

RANDOM_KILLS = 25
GIVEN = {unit: score for unit, score in SCORES.items() if unit != "06"} | {"01": "1"}


def hand_in_and_publish(folder: Path) -> None:
    """What the command line does with `load --publish`."""
    publish(Store(folder), submission(GIVEN))


def take_back(folder: Path) -> None:
    loads.withdraw(Store(folder), 1, why="Nhầm kỳ", by="An")


ACTIONS = {"publish": hand_in_and_publish, "withdraw": take_back}


def store_for(action: str, folder: Path) -> Store:
    made, _ = small_store.build(folder, observations=table_of(SCORES))
    if action == "withdraw":
        publish(made, submission(GIVEN))
    return made


def copy_of(store: Store, folder: Path) -> Store:
    shutil.copytree(store.folder, folder)
    return Store(folder)


def states(action: str, folder: Path) -> tuple[dict, dict]:
    """The marts before and after an action that nobody disturbs."""
    store = store_for(action, folder)
    before = figures(store)
    ACTIONS[action](store.folder)
    return before, figures(store)


def figures(store: Store) -> dict:
    """The marts without the number of the load: a killed one has taken a number."""
    return {
        mart: [
            {name: value for name, value in row.items() if name != "load_id"}
            for row in json.loads(rows)
        ]
        for mart, rows in marts(store).items()
    }


def expect_all_or_nothing(store: Store, before: dict, after: dict) -> bool:
    """The store is in one of the two states, and what it says of loads fits; True: the later."""
    version = store.version()
    rows = queries.loads(store, version).to_pylist()
    found = figures(store)
    assert found in (before, after)
    # What the loads table tells is what the figures show.
    assert len(rows) == store.version()
    return found == after


@pytest.mark.parametrize("action", ACTIONS)
def test_killed_before_every_change_of_a_file(tmp_path, action):
    before, after = states(action, tmp_path / "whole")
    assert before != after
    fresh = store_for(action, tmp_path / "fresh")
    reached, operation = [], 1
    killed = True
    while killed:
        folder = tmp_path / f"{operation}"
        store = copy_of(fresh, folder)
        killed = interrupted.killed_before(operation, folder, ACTIONS[action], folder)
        reached.append(expect_all_or_nothing(store, before, after))
        operation += 1
    # The later state is reached once, and never left again.
    assert reached == sorted(reached)
    assert reached[-1]
    assert operation > 8


@pytest.mark.parametrize("action", ACTIONS)
def test_killed_at_random_moments(tmp_path, action):
    before, after = states(action, tmp_path / "whole")
    moments = random.Random(7)
    kills = 0
    fresh = store_for(action, tmp_path / "fresh")
    store = copy_of(fresh, tmp_path / "var")
    for number in range(RANDOM_KILLS):
        kills += interrupted.killed_after(moments.uniform(0.02, 0.6), ACTIONS[action], store.folder)
        if expect_all_or_nothing(store, before, after):
            store = copy_of(fresh, tmp_path / f"var-{number}")
    assert kills > RANDOM_KILLS // 2
    # After all that, the next one works as on the first day.
    ACTIONS[action](store.folder)
    assert figures(store) == after


def test_what_was_handed_in_survives_and_nothing_else_is_left(tmp_path):
    """A crash leaves its staged load, which can then be published, and no half-made version."""
    store = store_for("publish", tmp_path / "var")
    kills = 0
    while not loads.staged(store):
        kills += interrupted.killed_before(
            8 + kills, store.folder, hand_in_and_publish, store.folder
        )
        assert store.version() == 1
    ((number, given),) = loads.staged(store)
    assert given.uploaded_by == "An"
    said = [
        loads.Acknowledgement(rule, "other", "Đã xem")
        for rule in loads.check(store, given).to_acknowledge
    ]
    loads.publish(store, number, by="An", acknowledgements=said)
    assert not [*store.folder.glob("*.part*")]
