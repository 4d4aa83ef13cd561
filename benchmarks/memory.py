"""The memory of a server over 10,000 interactions of visitors who walk through all pages.

Ten visitors at once, who do not think; each stays for a while, then another one comes. After the
warm-up the memory is read at every 500th interaction: it is flat when no reading lies more than 5 %
from the middle one.
"""

import asyncio
import random
import statistics
import tempfile
from pathlib import Path

from benchmarks.process import megabytes
from benchmarks.session import Session, run
from benchmarks.sessions import step
from benchmarks.table import Row
from tests.browser.server import Server, running

VISITORS = 10
STAYS = 100  # interactions of one visitor
INTERACTIONS, QUICK = 10_000, 1_000
READINGS = 20
WARM_UP = 0.3  # share of the interactions, in which what is remembered fills its room
DOCUMENTED = 700  # docs/operations.md


async def series(app: Server, interactions: int) -> list[float]:
    """Megabytes after each twentieth of the interactions."""
    left = iter(range(1, interactions + 1))
    read: list[float] = []

    async def visitors(number: int) -> None:
        dice = random.Random(number)
        while True:
            session = await Session.open(app.url)
            await session.view()
            for _ in range(STAYS):
                if (done := next(left, None)) is None:
                    await session.close()
                    return
                await step(session, dice)
                if session.exceptions:
                    raise RuntimeError(f"{session.exceptions[0]}\n{app.log_tail()}")
                if done % (interactions // READINGS) == 0:
                    read.append(megabytes(app.pid))
            await session.close()

    await asyncio.gather(*(visitors(number) for number in range(VISITORS)))
    return read


def rows(quick: bool = False) -> list[Row]:
    """How far a reading lies from the middle one after the warm-up, and the largest."""
    interactions = QUICK if quick else INTERACTIONS
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running(place / "var", place / "app.log") as app:
            read = run(series(app, interactions))
    warm = read[int(WARM_UP * READINGS) :]
    middle = statistics.median(warm)
    told = f"MB at each {interactions // READINGS}: {' '.join(f'{value:.0f}' for value in read)}"
    return [
        Row(
            f"largest distance from the middle reading, {interactions:,} interactions",
            100 * max(abs(value / middle - 1) for value in warm),
            "%",
            at_most=5,
            note=told,
        ),
        Row("largest memory of the server", max(read), "MB", at_most=DOCUMENTED),
    ]
