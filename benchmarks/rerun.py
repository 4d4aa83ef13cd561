"""Processor time of the server for a rerun of each view, above that of an empty Streamlit page.

A visitor who keeps what it was sent, as a browser does; everything warm. The views and the empty
app take turns, so that noise hits all alike.
"""

import asyncio
import random
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.growth import VIEWS, name_of
from benchmarks.process import processor_seconds
from benchmarks.session import Session, run
from benchmarks.table import Row
from benchmarks.turns import Turns
from tests.browser.server import Server, running

TURNS = 10
RERUNS = 4  # in a row, so that what comes after the last message of one is counted too
WARM_UP = 2
REST_SECONDS = 0.05
EMPTY_APP = ("-m", "streamlit", "run", "benchmarks/empty_app.py")
# What a rerun may take above an empty page, in seconds.
SMALL, USUAL = 0.012, 0.025
OF_VIEW = {"overview": SMALL, "standing": SMALL, "components": SMALL}


async def processor(server: Server, session: Session, dice: random.Random | None = None) -> float:
    """Seconds of the server's processor for a rerun: nothing changed, or with dice another choice.

    Raises RuntimeError where the page shows an exception.
    """
    before = processor_seconds(server.pid)
    for _ in range(RERUNS):
        await (session.rerun() if dice is None else session.change(dice))
        if session.exceptions:
            raise RuntimeError(f"{session.exceptions[0]}\n{server.log_tail()}")
    await asyncio.sleep(REST_SECONDS)
    return (processor_seconds(server.pid) - before) / RERUNS


async def measure(app: Server, empty: Server, turns: Turns) -> Turns:
    """The views by their names, "changed" behind them for another choice; the empty page."""
    dice = random.Random(0)
    nothing, visitor = await Session.open(empty.url), await Session.open(app.url)
    await nothing.view()
    await visitor.view()

    async def taken(view: tuple[str, dict[str, str]]) -> dict[str, float]:
        page, choices = view
        path = "" if page == "overview" else page.replace("_", "-")
        await visitor.view(path, urlencode(choices))
        again = await processor(app, visitor)
        return {
            name_of(view): again,
            f"{name_of(view)} changed": await processor(app, visitor, dice),
        }

    for _ in range(WARM_UP):
        for view in VIEWS:
            await taken(view)
    async for turn in turns:
        turn["empty"] = await processor(empty, nothing)
        for view in VIEWS:
            turn.update(await taken(view))
    await visitor.close()
    await nothing.close()
    return turns


def rows(quick: bool = False) -> list[Row]:
    """Each view run again, and with another choice, against the empty page."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        with (
            running(var / "var", var / "app.log") as app,
            running(var / "var", var / "empty.log", command=EMPTY_APP) as empty,
        ):
            turns = run(measure(app, empty, Turns(TURNS, quick=quick)))
    found = []
    for view in map(name_of, VIEWS):
        most = OF_VIEW.get(view, USUAL)
        found += [
            turns.row(f"{view}, again", view, "empty", "an empty page", above_at_most=most),
            turns.row(f"{view}, another choice", f"{view} changed", "empty", "an empty page"),
        ]
    return found
