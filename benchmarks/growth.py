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
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
AGAIN = 5


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        measured = [_in_a_process(Path(folder) / str(tables), tables) for tables in SIZES]
    sizes = [size["editions"] for size in measured]
    print(f"| processor seconds at … editions | {' | '.join(map(str, sizes))} | slope |")
    print("|---|" + "---:|" * (len(sizes) + 1))
    for name in measured[0]["seconds"]:
        times = [size["seconds"][name] for size in measured]
        shown = " | ".join(f"{seconds:.3f}" for seconds in times)
        print(f"| {name} | {shown} | {_slope(sizes, times):.2f} |")
    for name in ("megabytes of memory", "megabytes of a version"):
        shown = " | ".join(f"{size[name]:.0f}" for size in measured)
        print(f"| {name} | {shown} | |")


def _slope(sizes: list[int], times: list[float]) -> float:
    # Times below a millisecond are noise.
    points = [
        (math.log(size), math.log(max(t, 0.001))) for size, t in zip(sizes, times, strict=True)
    ]
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def _in_a_process(folder: Path, tables: int) -> dict:
    command = [sys.executable, "-m", "benchmarks.growth", str(folder), str(tables)]
    environment = os.environ | {"RANKINGS_VAR": str(folder)}
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(told.stdout.splitlines()[-1])


def _measure(folder: Path, tables: int) -> dict:
    """One size: name of what was done -> seconds of processor, and what it took besides."""
    from benchmarks.growth_store import grown
    from rankings.facts import editions
    from rankings.loads import bootstrap

    store = grown(folder, tables)
    seconds = {"start": _timed(lambda: bootstrap.ensure(store))}
    seconds |= _pages()
    # Publishing has a writer's memory beside that of the pages.
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds["a table published"] = _timed(lambda: _publish(store))
    at = store.snapshot()
    return {
        "editions": len(editions.all_editions(at)),
        "seconds": seconds,
        "megabytes of memory": megabytes,
        "megabytes of a version": store.path(at.version).stat().st_size / 1e6,
    }


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
        name = " ".join((page, *choices.values()))
        view = lambda: page_runs.shown(app, f"pages/{page}_page.py", **choices)  # noqa: B023, E731
        seconds[f"{name}, first"] = _timed(view)
        seconds[f"{name}, again"] = statistics.median(_timed(view) for _ in range(AGAIN))
    return seconds


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure(Path(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()
