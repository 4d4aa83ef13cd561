"""Turns in which all that is compared is measured once, so that noise hits all alike.

    turns = Turns(10)
    for turn in turns:
        turn["ours"] = …
        turn["plain"] = …
    turns.row("a rerun", "ours", "plain", ratio_at_most=1.5)

Before a turn it waits until nothing else keeps the machine busy. When all turns are taken, those
in which all together lies far from the medians are taken again, as often as there are turns and no
more.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from benchmarks.table import Row

FAR = 1.5  # times the medians, or the medians that many times what was measured
# Above this share of the machine somebody else works on it; the sample is taken while we rest.
BUSY_SHARE = 0.2
SAMPLE_SECONDS = 0.2
# So long a benchmark waits in all: on a machine that is never quiet it measures all the same.
PATIENCE_SECONDS = 60
QUICK_TURNS = 2


class Turns:
    """Iterate to take the turns: each is a dict, to be filled with name -> what was measured."""

    def __init__(self, wanted: int, *, quick: bool = False) -> None:
        self.wanted = QUICK_TURNS if quick else wanted
        self.taken: list[dict[str, float]] = []
        self.redone = 0
        self._loads: list[float] = []
        self._patience = 0 if quick else PATIENCE_SECONDS

    def __iter__(self) -> Iterator[dict[str, float]]:
        while True:
            while len(self.taken) < self.wanted:
                self._wait_for_quiet()
                self._loads.append(os.getloadavg()[0])
                turn: dict[str, float] = {}
                yield turn
                self.taken.append(turn)
            near = [turn for turn in self.taken if not self._is_far(turn)]
            again = min(len(self.taken) - len(near), self.wanted - self.redone)
            if again <= 0 or self.wanted <= QUICK_TURNS:
                return
            far = [turn for turn in self.taken if turn not in near]
            self.taken = near + far[again:]
            self.redone += again

    async def __aiter__(self) -> AsyncIterator[dict[str, float]]:
        """The same for a visitor, who goes on answering the server while we wait for quiet."""
        turns = iter(self)
        while (turn := await asyncio.to_thread(next, turns, None)) is not None:
            yield turn

    def values(self, name: str) -> list[float]:
        """What was measured of a thing, a value a turn."""
        return [turn[name] for turn in self.taken]

    def median(self, name: str) -> float:
        """The middle one of them."""
        return statistics.median(self.values(name))

    def names(self) -> list[str]:
        """What was measured, in the order in which it was."""
        return list(self.taken[0])

    def row(
        self, what: str, ours: str, other: str | None = None, against: str = "", **more: Any
    ) -> Row:
        """A line of the table from the medians; against: what the other is called, if not by its
        name. more: the unit, a bound and a note, as in `Row`."""
        return Row(
            what,
            self.median(ours),
            against=against or other or "",
            other=None if other is None else self.median(other),
            turns=len(self.taken),
            redone=self.redone,
            load=statistics.median(self._loads),
            **more,
        )

    def _is_far(self, turn: dict[str, float]) -> bool:
        """Of the many things of one turn a single one may be off: that is what medians are for."""
        times = [value / middle for name, value in turn.items() if (middle := self.median(name))]
        return bool(times) and not 1 / FAR <= statistics.mean(times) <= FAR

    def _wait_for_quiet(self) -> None:
        while self._patience > 0 and busy_share() > BUSY_SHARE:
            time.sleep(1)
            self._patience -= 1 + SAMPLE_SECONDS


def busy_share(seconds: float = SAMPLE_SECONDS) -> float:
    """The share of the machine that is at work while this process rests; 0 where it is not told."""
    before = jiffies()
    time.sleep(seconds)
    return busy_since(before)


def busy_since(before: list[int]) -> float:
    """The share of the machine that was at work since `jiffies` was asked."""
    after = jiffies()
    whole = sum(after) - sum(before)
    idle = sum(after[3:5]) - sum(before[3:5])
    return 1 - idle / whole if whole else 0.0


def jiffies() -> list[int]:
    """What the processors of the machine have done so far, in the kernel's ticks."""
    stat = Path("/proc/stat")  # Linux: user, nice, system, idle, waiting for a disk, …
    if not stat.exists():
        return [0] * 8
    return [int(number) for number in stat.read_text(encoding="ascii").split()[1:9]]
