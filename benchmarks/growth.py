"""What a page costs when the store has grown: at today's editions, about 10 and 100 times as many.

Each size is measured in a process of its own: seconds of processor for the first view of each page
(imports are done, nothing is remembered) and for the same view again, for a table that is published
and for a start, and the largest memory. The slope is that of a straight line through log(seconds)
over log(editions): 0 means that it costs the same however much is stored, 1 that it costs as many
times more as there is more.
"""

import json
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.table import Row
from benchmarks.turns import Turns
from tests.store_clones import clone

SIZES = (0, 421, 4200)  # daily tables beside those of data/
VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("overview", {}),
    ("standing", {}),
    ("standing", {"view": "robustness"}),
    ("components", {}),
    ("over_time", {}),
    ("over_time", {"view": "why"}),
    ("way_up", {"limit": "6"}),
    ("data", {}),
    ("data", {"section": "history"}),
    ("merger", {}),
    ("upload", {}),
    ("targets", {}),
)
TURNS = 10
AGAIN = 5
AGAIN_AT_MOST = (0.06, 0.1)  # seconds with the first and the second number of tables more
START, PUBLISHED = "start", "a table of 34 published"
MEMORY, KEPT = "largest memory of the pages", "20 versions of this size"


def rows(quick: bool = False) -> list[Row]:
    """What each view takes with more tables against today, and the slopes."""
    turns = Turns(TURNS, quick=quick)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stores = {tables: folder / str(tables) for tables in SIZES}
        for tables, store in stores.items():
            _in_a_process("build", store, tables)
        for turn in turns:
            for tables, store in stores.items():
                own = clone(store, folder / "turn")
                for what, taken in _in_a_process("measure", own, tables).items():
                    turn[f"{what} at {tables}"] = taken
                shutil.rmtree(own)
    return [*_views(turns), *_rest(turns)]


def _views(turns: Turns) -> list[Row]:
    found = []
    for name in map(name_of, VIEWS):
        again = f"{name}, again"
        found += [
            _row(turns, again, at, at_most=most)
            for at, most in zip(SIZES[1:], AGAIN_AT_MOST, strict=True)
        ]
        found.append(_slope(turns, again, at_most=0.3))
        found.append(_row(turns, f"{name}, first", SIZES[-1], at_most=0.5))
    return found


def _rest(turns: Turns) -> list[Row]:
    largest, middle = SIZES[-1], SIZES[1]
    return [
        _row(turns, START, largest, at_most=1),
        _slope(turns, START),
        _row(turns, PUBLISHED, largest, at_most=2),
        _slope(turns, PUBLISHED),
        _row(turns, MEMORY, largest, unit="MB", at_most=600),
        *(
            _row(turns, KEPT, at, unit="MB", at_most=most)
            for at, most in ((middle, 1000), (largest, None))
        ),
    ]


def _row(turns: Turns, what: str, tables: int, **bounds: Any) -> Row:
    editions = f"{turns.median(f'editions at {tables}'):,.0f} editions"
    return turns.row(
        f"{what}, {editions}", f"{what} at {tables}", f"{what} at 0", "today", **bounds
    )


def _slope(turns: Turns, what: str, **bounds: Any) -> Row:
    """Of the straight line through log(seconds) over log(editions), of the medians."""
    points = [
        (
            math.log(turns.median(f"editions at {tables}")),
            # Times below a millisecond are noise.
            math.log(max(turns.median(f"{what} at {tables}"), 0.001)),
        )
        for tables in SIZES
    ]
    slope = statistics.linear_regression(*zip(*points, strict=True)).slope
    row = turns.row(f"{what}, slope", f"{what} at 0", unit="", **bounds)
    return replace(row, ours=slope)


def name_of(view: tuple[str, dict[str, str]]) -> str:
    """What a view is called: its page, and what is chosen there."""
    page, choices = view
    return " ".join((page, *choices.values()))


def _in_a_process(what: str, folder: Path, tables: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.growth", what, str(folder), str(tables)]
    environment = os.environ | {"RANKINGS_VAR": str(folder)}
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(told.stdout.splitlines()[-1])


def _build(folder: Path, tables: int) -> dict[str, float]:
    from benchmarks.growth_store import grown

    grown(folder, tables)
    return {}


def _measure(folder: Path, _: int) -> dict[str, float]:
    """One size: what was done -> seconds of processor, and what it took besides."""
    from rankings.facts import editions
    from rankings.loads import bootstrap
    from rankings.store.versions import KEPT_VERSIONS, Store

    store = Store(folder)
    found = {START: _timed(lambda: bootstrap.ensure(store))}
    found |= _pages()
    # Publishing has a writer's memory beside that of the pages.
    found[MEMORY] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    found[PUBLISHED] = _timed(lambda: _publish(store))
    at = store.snapshot()
    found["editions"] = len(editions.all_editions(at))
    found[KEPT] = KEPT_VERSIONS * store.path(at.version).stat().st_size / 1e6
    return found


def _timed(action) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began


def _publish(store) -> None:
    from tests import history_loads

    history_loads.publish(store, history_loads.submission(store, history_loads.EARLIER))


def _pages() -> dict[str, float]:
    from tests import page_runs

    app = page_runs.opened()
    seconds = {}
    for page, choices in VIEWS:
        name = name_of((page, choices))
        view = lambda: page_runs.shown(app, f"pages/{page}_page.py", **choices)  # noqa: B023, E731
        seconds[f"{name}, first"] = _timed(view)
        seconds[f"{name}, again"] = statistics.median(_timed(view) for _ in range(AGAIN))
    return seconds


if __name__ == "__main__":
    action = {"build": _build, "measure": _measure}[sys.argv[1]]
    print(json.dumps(action(Path(sys.argv[2]), int(sys.argv[3]))))
