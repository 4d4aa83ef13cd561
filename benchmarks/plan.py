"""How long the plans for one rank take, from figures in memory to gains, for every rank there is.

Against the question without plans: where home stands. The slowest plan is to take less than LIMIT
seconds: else the exit code is 1.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row, show
from rankings.facts import editions, standing
from rankings.facts.way_up import answer, plans
from rankings.loads import bootstrap
from rankings.store.versions import Snapshot, Store

TURNS = 5
LIMIT = 0.2


def newest(at: Snapshot) -> tuple[str, str]:
    """The newest edition that plans can be made for, and home's code in it."""
    for edition in editions.of_index(at, "psi"):
        home = editions.home_code(at, edition.scheme)
        found = answer.way_up(at, edition_id=edition.edition_id, unit_code=home, limit=1)
        if found.why_not is None:
            return edition.edition_id, home
    raise LookupError("no edition has what a plan needs")


def plan_seconds(at: Snapshot, edition_id: str, home: str, **asked: object) -> float:
    """The slowest of the plans for the ranks below home's, each the median of some turns."""
    slowest = 0.0
    for limit in range(1, 34):
        taken = []
        for _ in range(TURNS):
            answer.way_up.cache_clear()
            plans.ways.cache_clear()
            start = time.perf_counter()
            answer.way_up(at, edition_id=edition_id, unit_code=home, limit=limit, **asked)
            taken.append(time.perf_counter() - start)
        slowest = max(slowest, statistics.median(taken))
    return slowest


def position_seconds(at: Snapshot, edition_id: str, home: str) -> float:
    """Where home stands against a rank limit, the median of some turns."""
    taken = []
    for _ in range(TURNS):
        standing.home_position.cache_clear()
        start = time.perf_counter()
        standing.home_position(at, edition_id=edition_id, unit_code=home, limit=3)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Print the table; exit 1 where a plan takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "var")
        version = bootstrap.ensure(store)
        edition_id, home = newest(store.at(version))
        usual = plan_seconds(store.at(version), edition_id, home)
        lifted = plan_seconds(store.at(version), edition_id, home, lift_caps=True)
        moving = plan_seconds(store.at(version), edition_id, home, others="trend")
        position = position_seconds(store.at(version), edition_id, home)
    show(
        "The way to rank k",
        [
            Row("slowest plan, default caps", usual, "where home stands", position),
            Row("slowest plan, caps lifted", lifted, "where home stands", position),
            Row("slowest plan, others on their trend", moving, "where home stands", position),
        ],
        f"Each is to take less than {LIMIT:g} s.",
    )
    slowest = max(usual, lifted, moving)
    if slowest >= LIMIT:
        sys.exit(f"Too slow: {slowest:.3f} s for a plan.")


if __name__ == "__main__":
    main()
