"""A load that is killed at any moment: the store opens, and holds all of it or nothing."""

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from rankings import loads
from rankings.loads.access import operator
from rankings.store import queries
from rankings.store.versions import Store
from tests import acknowledged, effort, interrupted, small_store
from tests.acknowledged import publish
from tests.ingest.test_loads import SCORES, marts, submission, table_of
from tests.store_clones import clone

# Of each action: thirty where the tests are thorough. Only processes still at work count.
RANDOM_KILLS = effort.rounds(30, fewest=4)
ATTEMPTS = 10 * RANDOM_KILLS
GIVEN = {unit: score for unit, score in SCORES.items() if unit != "06"} | {"01": "1"}


def hand_in_and_publish(folder: Path) -> None:
    """What the command line does with `load --publish`."""
    publish(Store(folder), submission(GIVEN))


def take_back(folder: Path) -> None:
    loads.withdraw(Store(folder), 1, why="Nhầm kỳ", by=operator("An"))


ACTIONS = {"publish": hand_in_and_publish, "withdraw": take_back}


@dataclass(frozen=True)
class Case:
    """An action, a store on which it was not done yet, and the figures before and after it."""

    action: str
    fresh: Store
    before: dict
    after: dict

    def run(self, store: Store) -> None:
        """Do it in this process."""
        ACTIONS[self.action](store.folder)

    def expect_all_or_nothing(self, store: Store) -> bool:
        """The store is in one of the two states, and what it says of loads fits; True: the later.

        What the loads table tells is what the figures show.
        """
        version = store.version()
        rows = queries.loads(store.at(version)).to_pylist()
        found = figures(store)
        assert found in (self.before, self.after)
        assert len(rows) == version
        return found == self.after


@pytest.fixture(scope="module", params=ACTIONS)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Each of the actions, on a small store; the store is to be copied, not written."""
    folder = tmp_path_factory.mktemp(request.param)
    fresh = small_store.build(folder / "fresh", observations=table_of(SCORES)).store
    if request.param == "withdraw":
        publish(fresh, submission(GIVEN))
    whole = copy_of(fresh, folder / "whole")
    ACTIONS[request.param](whole.folder)
    made = Case(request.param, fresh, figures(fresh), figures(whole))
    assert made.before != made.after
    return made


def copy_of(store: Store, folder: Path) -> Store:
    clone(store.folder, folder)
    return Store(folder)


def figures(store: Store) -> dict:
    """The marts without the number of the load: a killed one has taken a number."""
    return {
        mart: [
            {name: value for name, value in row.items() if name != "load_id"}
            for row in json.loads(rows)
        ]
        for mart, rows in marts(store).items()
    }


def test_killed_before_every_change_of_a_file(tmp_path, case):
    reached, operation = [], 1
    step = 1 if effort.THOROUGH else 3
    killed = True
    while killed:
        store = copy_of(case.fresh, tmp_path / f"{operation}")
        act = ACTIONS[case.action]
        killed = interrupted.killed_before(operation, store.folder, act, store.folder)
        reached.append(case.expect_all_or_nothing(store))
        operation += step
    # The later state is reached once, and never left again.
    assert reached == sorted(reached)
    assert reached[-1]
    assert operation > 8


@pytest.mark.long
def test_killed_at_random_moments(tmp_path, case):
    """Until so many were killed at work; a new store whenever the action was done nevertheless."""
    seed = int(os.environ.get("RANKINGS_TEST_SEED") or random.SystemRandom().randrange(2**32))
    print(f"RANKINGS_TEST_SEED={seed}")
    moments = random.Random(seed)
    act = ACTIONS[case.action]
    whole = copy_of(case.fresh, tmp_path / "whole")
    span = interrupted.seconds_of(act, whole.folder)
    store = copy_of(case.fresh, tmp_path / "var")
    kills, attempts, done = 0, 0, 0
    while kills < RANDOM_KILLS:
        attempts += 1
        assert attempts < ATTEMPTS, "too few of the processes were killed at work"
        killed = interrupted.killed_after(moments.uniform(0, span), act, store.folder)
        kills += killed
        if not killed:
            # It takes less time than was thought: the machine has less to do.
            span *= 0.9
        if case.expect_all_or_nothing(store):
            done += 1
            store = copy_of(case.fresh, tmp_path / f"var-{attempts}")
    print(f"{case.action}: {kills} of {attempts} processes killed at work, {done} times done")
    # After all that, the next one works as on the first day.
    case.run(store)
    assert figures(store) == case.after


def test_what_was_handed_in_survives_and_nothing_else_is_left(tmp_path):
    """A crash leaves its staged load, which can then be published, and no half-made version."""
    store = small_store.build(tmp_path / "var", observations=table_of(SCORES)).store
    kills = 0
    while not loads.staged(store):
        kills += interrupted.killed_before(
            8 + kills, store.folder, hand_in_and_publish, store.folder
        )
        assert store.version() == 1
    ((number, given),) = loads.staged(store)
    assert given.uploaded_by == "An"
    loads.publish(store, number, by=operator("An"), acknowledgements=acknowledged.everything())
    assert not [*store.folder.glob("*.part*")]
