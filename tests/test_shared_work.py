"""How the workers of a run share its files: one in a browser beside those that reckon."""

from types import SimpleNamespace

import pytest

from tests.shared_work import IN_A_BROWSER, BrowserBeside

RECKONING = [f"tests/facts/test_{name}.py" for name in "abcdef"]
IN_BROWSER = [f"{IN_A_BROWSER}test_{name}.py" for name in "uvwxyz"]
EVERY = [f"{file}::test_{number}" for file in (*RECKONING, *IN_BROWSER) for number in range(3)]


class Worker:
    """A worker that notes what it is given, and does it when asked."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.given: list[int] = []
        self.done = 0
        self.shutting_down = False

    def send_runtest_some(self, places: list[int]) -> None:
        """Note the tests that it is given."""
        self.given += places

    def shutdown(self) -> None:
        """Take no more."""
        self.shutting_down = True


def files_of(worker: Worker) -> list[str]:
    """The files that it was given, in order."""
    return list(dict.fromkeys(EVERY[place].partition("::")[0] for place in worker.given))


@pytest.fixture
def workers() -> list[Worker]:
    """Three workers after a run in which each does one test after the other."""
    option = SimpleNamespace(loadscopereorder=False, tx=["popen"] * 3)
    config = SimpleNamespace(option=option, getvalue=lambda name: getattr(option, name))
    shared = BrowserBeside(config)
    made = [Worker(f"gw{number}") for number in range(3)]
    for worker in made:
        shared.add_node(worker)
        shared.add_node_collection(worker, EVERY)
    shared.schedule()
    while any(worker.done < len(worker.given) for worker in made):
        for worker in made:
            if worker.done < len(worker.given):
                worker.done += 1
                shared.mark_test_complete(worker, worker.given[worker.done - 1])
    assert shared.tests_finished
    return made


def test_every_test_is_done_once_and_a_file_by_one_worker(workers):
    assert sorted(place for worker in workers for place in worker.given) == list(range(len(EVERY)))
    given = [file for worker in workers for file in files_of(worker)]
    assert sorted(given) == sorted([*RECKONING, *IN_BROWSER])


def test_one_worker_begins_in_a_browser_and_the_others_come_to_it_when_all_is_reckoned(workers):
    first, *others = map(files_of, workers)
    assert set(first) < set(IN_BROWSER)
    for files in others:
        kinds = [file in IN_BROWSER for file in files]
        assert not kinds[0]
        assert kinds[-1]
        assert kinds == sorted(kinds)
