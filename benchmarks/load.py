"""Fifty visitors at once on the loopback interface, with and without the measures.

They arrive within five seconds. Each thinks for two seconds (between one and three), then chooses
something else on the page or goes to another one. A run that is not over at the end counts with
the time it has taken so far, so that a server that answers nobody does not look fast.
"""

import asyncio
import contextlib
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.session import Session, run
from benchmarks.table import Row, show
from tests.browser.server import running

VISITORS = 50
THINK_SECONDS = 2.0
ARRIVAL_SECONDS = 5.0
SECONDS = 30
PAGE_CHANGES = 0.2  # share of steps that go to another page
SLOW_APP = ("-m", "benchmarks.without_measures", "run", "app.py")


async def visitor(url: str, number: int, deadline: float, times: list[float]) -> None:
    """One visitor until the deadline; adds the seconds of each run to `times`."""
    dice = random.Random(number)
    session = await Session.open(url)
    started = None
    try:
        await asyncio.sleep(dice.uniform(0, ARRIVAL_SECONDS))
        while time.monotonic() < deadline:
            started = time.monotonic()
            if not session.paths():
                await session.view()
            elif dice.random() < PAGE_CHANGES:
                await session.view(dice.choice(session.paths()))
            else:
                await session.change(dice)
            times.append(time.monotonic() - started)
            started = None
            await asyncio.sleep(dice.uniform(0.5, 1.5) * THINK_SECONDS)
    except asyncio.CancelledError:
        if started is not None:
            times.append(time.monotonic() - started)
    finally:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(session.close(), 1)


async def crowd(url: str) -> list[float]:
    """Seconds of every run for all visitors together, SECONDS long and no longer."""
    # One visit before, so that the first build of the store is not part of it.
    first = await Session.open(url)
    await first.view()
    await first.close()
    times: list[float] = []
    deadline = time.monotonic() + SECONDS
    tasks = [
        asyncio.create_task(visitor(url, number, deadline, times)) for number in range(VISITORS)
    ]
    _, unfinished = await asyncio.wait(tasks, timeout=SECONDS)
    for task in unfinished:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return times


def p95(times: list[float]) -> float:
    """The time that one rerun in twenty exceeds."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running(place / "var", place / "app.log") as app:
            fast = run(crowd(app.url))
        with running(place / "var", place / "slow.log", command=SLOW_APP) as app:
            slow = run(crowd(app.url))
            switched_off = [line for line in app.log_tail(999).splitlines() if line[:4] == "Off:"]
    if min(len(slow), len(fast)) < VISITORS:
        sys.exit(f"Too few runs to say anything: {len(fast)} with the measures, {len(slow)} off.")
    show(
        f"{VISITORS} visitors, {THINK_SECONDS:g} s think time, {SECONDS} s",
        [
            Row("median, measures off", statistics.median(slow), "on", statistics.median(fast)),
            Row("95th percentile, measures off", p95(slow), "on", p95(fast)),
        ],
        f"Runs: {len(fast) / SECONDS:.0f} a second with the measures, "
        f"{len(slow) / SECONDS:.0f} without. Switched off:\n"
        + "\n".join(f"- {line[5:]}" for line in switched_off),
    )


if __name__ == "__main__":
    main()
