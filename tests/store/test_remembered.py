"""What is remembered stays within its budget, and the estimate of what it takes is a good one."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from rankings.blocks import table
from rankings.facts import over_time, standing
from rankings.store import queries, versions
from rankings.store.remembered import Budget, size
from rankings.store.versions import Store
from rankings.words.text import words


@pytest.fixture
def asked() -> list[tuple[str, int]]:
    """What the functions below were called for, and so did not remember."""
    return []


@pytest.fixture
def budget(asked):
    """A budget of ten kilobytes with two functions, one of long answers and one of short ones."""
    made = Budget(10_000)

    @made.remember
    def long(number: int) -> bytes:
        asked.append(("long", number))
        return bytes(2_000)

    @made.remember
    def short(number: int) -> bytes:
        asked.append(("short", number))
        return bytes(100)

    made.long, made.short = long, short
    return made


def test_an_answer_is_made_once_as_long_as_there_is_room(budget, asked):
    for _ in range(3):
        budget.long(1)
        budget.short(1)
    assert asked == [("long", 1), ("short", 1)]
    assert 2_100 < budget.spent < 2_300


def test_over_the_budget_the_one_that_holds_most_forgets(budget, asked):
    budget.short(0)
    for number in range(5):
        budget.long(number)
        assert budget.spent <= budget.total
    asked.clear()
    assert budget.short(0) == bytes(100)  # was not what took the room
    assert asked == []
    assert budget.long(0) == bytes(2_000)
    assert asked == [("long", 0)]


def test_an_answer_larger_than_the_budget_is_given_all_the_same(budget):
    huge = budget.remember(lambda number: bytes(20_000 + number))
    assert len(huge(1)) == len(huge(1)) == 20_001
    assert budget.spent <= budget.total


def test_many_threads_keep_within_it(budget):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: budget.long(number % 13), range(500)))
    assert {len(answer) for answer in answers} == {2_000}
    assert budget.spent <= budget.total


def test_all_can_be_forgotten(budget, asked):
    for _ in range(2):
        budget.long(1)
        budget.short(1)
        budget.forget()
        assert budget.spent == 0
    assert asked == [("long", 1), ("short", 1)] * 2


def test_a_failure_is_not_remembered(budget):
    @budget.remember
    def fails(number: int) -> str:
        raise ValueError(number)

    for _ in range(2):
        with pytest.raises(ValueError, match="1"):
            fails(1)
    assert budget.spent == 0


@pytest.fixture
def at(var):
    return Store(var).snapshot()


def _cells(at) -> tuple:
    """Headings, decimals and cells of a table of all units, as the page draws one."""
    rows = standing.ranking(at, edition_id="psi-2026-10-10-year_to_date-vn34").rows
    cells = tuple((row.name_vi, row.rank, row.score, row.score_low) for row in rows)
    return ("name", "rank", "score", "low"), (None, None, 2, 2), cells


@pytest.mark.parametrize(
    "answer",
    [
        lambda at: over_time.every_point(at, index_code="psi"),
        lambda at: standing.ranking.__wrapped__(at, edition_id="psi-2026-10-10-year_to_date-vn34"),
        lambda at: queries.indicators(at, index_code="psi").to_pylist(),
        lambda at: table._written.__wrapped__(words("vi"), *_cells(at), "key"),
    ],
)
def test_the_estimate_is_of_the_right_size(at, answer):
    answer(at)  # what it asks for is remembered already
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    made = answer(at)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Texts that rows share count each time; none of it is left out.
    assert 0.8 < size(made) / (after - before) < 6


def test_a_table_takes_what_its_columns_take():
    numbers = pa.table({"number": pa.array(range(1000), pa.int64())})
    assert size(numbers) == numbers.nbytes == 8_000


def test_what_pages_ask_for_shares_one_budget(at):
    over_time.points(at, index_code="psi")
    assert 0 < versions.MEMORY.spent <= versions.MEMORY.total == versions.MEMO_BYTES
