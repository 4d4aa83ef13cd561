"""Fifty and a hundred visitors at once, who walk through the pages and change choices.

Each thinks for two seconds (between one and three) between two steps. They arrive within the first
seconds, which do not count, as little as the first view of a page by anybody. A step that is not
over at the end counts with the time it has taken so far, so that a server that answers nobody does
not look fast. Server and visitors share the machine: what each took of it is told.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.process import megabytes, processor_seconds
from benchmarks.session import Session, run
from benchmarks.table import Row
from benchmarks.turns import Turns, busy_since, jiffies
from tests.browser.server import Server, running

CORES = os.cpu_count() or 1
TURNS = 3  # each takes four minutes
SECONDS = 50
ARRIVAL_SECONDS = 10.0
THINK_SECONDS = 2.0
PAGE_CHANGES = 0.2  # share of steps that go to another page
P95_AT_MOST = {50: 0.15, 100: 0.5}  # visitors -> seconds
PLAIN = ("-m", "streamlit", "run", "benchmarks/plain_app.py")
SLOW = ("-m", "benchmarks.without_measures", "run", "app.py")


@dataclass
class Crowd:
    """What a number of visitors met together."""

    visitors: int
    seconds: list[float] = field(default_factory=list)  # of each step
    errors: list[str] = field(default_factory=list)
    server_share: float = 0.0  # of one core
    visitors_share: float = 0.0
    others_share: float = 0.0  # of one core: what nobody here took

    def taken(self, name: str) -> dict[str, float]:
        """Its figures under the name of the server, as a turn keeps them."""
        who = f"{name} {self.visitors}"
        return {
            f"{who} p50": statistics.median(self.seconds),
            f"{who} p95": statistics.quantiles(self.seconds, n=20)[-1],
            f"{who} errors": len(self.errors),
            f"{who} steps": len(self.seconds),
            f"{who} server": self.server_share,
            f"{who} load": self.visitors_share,
            f"{who} others": self.others_share,
        }


async def step(session: Session, dice: random.Random) -> float:
    """Another page, or another choice on this one; seconds until it was done."""
    if dice.random() < PAGE_CHANGES:
        return await session.view(dice.choice(session.paths()))
    return await session.change(dice)


async def crowd(app: Server, visitors: int, seconds: float) -> Crowd:
    """Let the visitors walk for so many seconds after they have arrived."""
    first = await Session.open(app.url)
    await first.view()
    for path in first.paths():
        await first.view(path)
    await first.close()
    met = Crowd(visitors)
    begin = time.monotonic() + ARRIVAL_SECONDS
    walks = [asyncio.create_task(_walk(app, met, number, begin)) for number in range(visitors)]
    await asyncio.sleep(ARRIVAL_SECONDS)
    before, machine = (processor_seconds(app.pid), time.process_time()), jiffies()
    await asyncio.sleep(seconds)
    met.server_share = (processor_seconds(app.pid) - before[0]) / seconds
    met.visitors_share = (time.process_time() - before[1]) / seconds
    whole = busy_since(machine) * CORES
    met.others_share = max(0.0, whole - met.server_share - met.visitors_share)
    for walk in walks:
        walk.cancel()
    ended = await asyncio.gather(*walks, return_exceptions=True)
    met.errors += [repr(one) for one in ended if isinstance(one, Exception)]
    return met


async def _walk(app: Server, met: Crowd, number: int, begin: float) -> None:
    """One visitor, until it is cancelled."""
    dice = random.Random(number)
    await asyncio.sleep(dice.uniform(0, ARRIVAL_SECONDS - THINK_SECONDS))
    session = None
    started: float | None = time.monotonic()
    try:
        session = await Session.open(app.url)
        await session.view()
        started = None
        while True:
            await asyncio.sleep(dice.uniform(0.5, 1.5) * THINK_SECONDS)
            started = time.monotonic()
            await step(session, dice)
            if started >= begin:
                met.seconds.append(time.monotonic() - started)
            met.errors += session.exceptions
            started = None
    except asyncio.CancelledError:
        if started is not None:
            met.seconds.append(time.monotonic() - started)
    finally:
        if session is not None:
            session.abandon()


def rows(quick: bool = False) -> list[Row]:
    """Median and 95th percentile of a step, errors, and who takes the machine."""
    seconds = 10 if quick else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        turns = Turns(TURNS, quick=quick)
        with (
            running(place / "var", place / "app.log") as app,
            running(place / "var", place / "plain.log", command=PLAIN) as plain,
            running(place / "var", place / "slow.log", command=SLOW) as slow,
        ):
            for turn in turns:
                for visitors in P95_AT_MOST:
                    turn.update(run(crowd(app, visitors, seconds)).taken("ours"))
                    turn.update(run(crowd(plain, visitors, seconds)).taken("plain"))
                turn.update(run(crowd(slow, 50, seconds)).taken("slow"))
                turn["ours MB"], turn["plain MB"] = megabytes(app.pid), megabytes(plain.pid)
    found = [row for visitors in P95_AT_MOST for row in _of(turns, visitors)]
    return [
        *found,
        turns.row("memory after them", "ours MB", "plain MB", "plain", unit="MB"),
        turns.row("50 sessions, 95th percentile", "ours 50 p95", "slow 50 p95", "measures off"),
    ]


def _of(turns: Turns, visitors: int) -> Sequence[Row]:
    ours, plain, what = f"ours {visitors}", f"plain {visitors}", f"{visitors} sessions"
    server, load, others = (turns.median(f"{ours} {who}") for who in ("server", "load", "others"))
    if others > 0.2 * CORES:
        binds = "others, who work on this machine: no result"
    elif server > 0.9:
        binds = "the server's processor, which runs Python on one core"
    elif server + load > 0.9 * CORES:
        binds = "the processors, which the visitors share"
    else:
        binds = "nothing, there is room"
    note = (
        f"{turns.median(f'{ours} steps'):.0f} steps in a turn. Of {CORES} cores the server took "
        f"{server:.2f}, the visitors {load:.2f}, others {others:.2f}; what binds: {binds}."
    )
    return (
        turns.row(f"{what}, median", f"{ours} p50", f"{plain} p50", "plain"),
        turns.row(
            f"{what}, 95th percentile",
            f"{ours} p95",
            f"{plain} p95",
            "plain",
            at_most=P95_AT_MOST[visitors],
            note=note,
        ),
        replace(
            turns.row(f"{what}, errors of all turns", f"{ours} errors", unit="", at_most=0),
            ours=sum(turns.values(f"{ours} errors")),
        ),
    )
