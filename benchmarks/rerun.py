"""Server time of a rerun of each page, against an empty Streamlit page.

One visitor, everything warm. The pages and the empty app take turns, so that noise hits all alike.
"""

import random
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.session import Session, run
from benchmarks.table import Row, show
from tests.browser.server import running

TURNS = 40
WARM_UP = 5
EMPTY_APP = ("-m", "streamlit", "run", "benchmarks/empty_app.py")


async def measure(url: str, empty_url: str) -> list[Row]:
    """Medians over the turns: the first view of each page, the same view again, another choice."""
    dice = random.Random(0)
    empty, app = await Session.open(empty_url), await Session.open(url)
    await empty.view()
    await app.view()
    paths = app.paths()
    first = {path: await app.view(path) for path in paths[1:]}
    again: dict[str, list[float]] = {path: [] for path in paths}
    changed: dict[str, list[float]] = {path: [] for path in paths}
    nothing: list[float] = []
    for turn in range(WARM_UP + TURNS):
        for path in paths:
            await app.view(path)
            times = await app.rerun(), await app.change(dice), await empty.rerun()
            if app.exceptions:
                raise RuntimeError(f"/{path} shows an exception: {app.exceptions[0]}")
            if turn >= WARM_UP:
                again[path].append(times[0])
                changed[path].append(times[1])
                nothing.append(times[2])
    await app.close()
    await empty.close()
    floor = statistics.median(nothing)
    return [
        row
        for path in paths
        for row in (
            Row(f"/{path}, again", statistics.median(again[path]), "empty page", floor),
            Row(f"/{path}, another choice", statistics.median(changed[path]), "empty page", floor),
            *([Row(f"/{path}, first view", first[path], "empty page", floor)] if path else []),
        )
    ]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        with (
            running(var / "var", var / "app.log") as app,
            running(var / "var", var / "empty.log", command=EMPTY_APP) as empty,
        ):
            try:
                rows = run(measure(app.url, empty.url))
            except RuntimeError as error:
                sys.exit(f"{error}\n{app.log_tail()}")
    show("Server time of a rerun", rows, f"Medians of {TURNS}; a first view is measured once.")


if __name__ == "__main__":
    main()
