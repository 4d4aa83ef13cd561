"""How long the plans for one rank take, from figures in memory to gains, for every rank there is.

Against the question without plans: where home stands. The slowest plan is to take less than LIMIT
seconds.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Row
from benchmarks.turns import Turns
from rankings.facts import editions, standing
from rankings.facts.way_up import answer, plans
from rankings.loads import bootstrap
from rankings.store.versions import Snapshot, Store

TURNS = 10
LIMIT = 0.2
KINDS: dict[str, tuple[str, dict[str, object]]] = {
    "usual": ("default caps", {}),
    "lifted": ("caps lifted", {"lift_caps": True}),
    "moving": ("others on their trend", {"others": "trend"}),
}


def newest(at: Snapshot) -> tuple[str, str]:
    """The newest edition that plans can be made for, and home's code in it."""
    for edition in editions.of_index(at, "psi"):
        home = editions.home_code(at, edition.scheme)
        found = answer.way_up(at, edition_id=edition.edition_id, unit_code=home, limit=1)
        if found.why_not is None:
            return edition.edition_id, home
    raise LookupError("no edition has what a plan needs")


def plan_seconds(
    at: Snapshot, edition_id: str, home: str, name: str, **asked: object
) -> dict[str, float]:
    """The plan for each rank below home's, by the name and the rank: `usual 3`."""
    return {
        f"{name} {limit}": _seconds(
            lambda limit=limit: answer.way_up(
                at, edition_id=edition_id, unit_code=home, limit=limit, **asked
            )
        )
        for limit in range(1, 34)
    }


def _seconds(ask: Callable[[], object]) -> float:
    for remembered in (answer.way_up, plans.ways, standing.home_position):
        remembered.cache_clear()
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def rows(quick: bool = False) -> list[Row]:
    """The slowest plan by default, with all caps lifted, and with the others on their trend."""
    turns = Turns(TURNS, quick=quick)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "var")
        at = store.at(bootstrap.ensure(store))
        edition_id, home = newest(at)
        asked = {"edition_id": edition_id, "unit_code": home, "limit": 3}
        for turn in turns:
            for name, (_, more) in KINDS.items():
                turn.update(plan_seconds(at, edition_id, home, name, **more))
            turn["position"] = _seconds(lambda: standing.home_position(at, **asked))
    return [
        turns.row(
            f"slowest plan, {kind}",
            max((each for each in turns.names() if each.startswith(name)), key=turns.median),
            "position",
            "where home stands",
            at_most=LIMIT,
        )
        for name, (kind, _) in KINDS.items()
    ]
