"""From a moved slider of the scenario page to its redrawn result: server time, on a real server.

A visitor without a browser moves one slider after the other, each time to another stop, so that no
result is remembered: only the part of the page that depends on it is run again. Against the same
part run again with nothing moved, and the whole page. The slowest of the medians of the sliders is
to take less than LIMIT seconds.
"""

import itertools
import tempfile
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.session import Session, run
from benchmarks.table import Row
from benchmarks.turns import Turns
from tests.browser.server import running

TURNS = 15
WARM_UP = 3
LIMIT = 0.15
PATH = "way-up"
TREND = "others=trend:2026-10-15"


class Levers(Session):
    """A visitor of the scenario page, who moves its sliders."""

    def __init__(self, socket: object) -> None:
        super().__init__(socket)
        self.sliders: list[tuple[str, list[str]]] = []
        self.fragment = ""  # the part that they are in

    async def move(self, slider: int | None, stop: int = 0) -> float:
        """Move a slider to another of its stops, or none; seconds until its part was drawn."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.fragment_id = self.fragment
        if slider is not None:
            its_id, stops = self.sliders[slider]
            state = message.rerun_script.widget_states.widgets.add(id=its_id)
            state.string_array_value.data.append(stops[stop % len(stops)])
        # They are sent again, by other ids where one has begun anew.
        self.sliders = []
        return await self._run(message)

    def _take(self, kind: str, answer: object) -> None:
        super()._take(kind, answer)
        if kind != "delta" or answer.delta.WhichOneof("type") != "new_element":
            return
        element = answer.delta.new_element
        if element.WhichOneof("type") == "slider":
            options, here = element.slider.options, set(element.slider.default)
            stops = [option for number, option in enumerate(options) if number not in here]
            self.sliders.append((element.slider.id, stops))
            self.fragment = answer.delta.fragment_id


async def measure(url: str, query: str, turns: Turns) -> Turns:
    """Seconds of each turn: `nothing` moved, the whole `page`, the sliders by their number, and the
    `slowest` of them."""
    visitor = await Levers.open(url)
    await visitor.view()
    await visitor.view(PATH, query)
    count = len(visitor.sliders)
    if not count or not visitor.fragment:
        raise RuntimeError("no slider was sent")
    numbers = itertools.count()
    for _ in range(WARM_UP):
        await _moved(visitor, query, next(numbers), count)
    async for turn in turns:
        turn.update(await _moved(visitor, query, next(numbers), count))
    await visitor.close()
    return turns


async def _moved(visitor: Levers, query: str, number: int, count: int) -> dict[str, float]:
    visitor.sliders = []
    times = {"page": await visitor.view(PATH, query), "nothing": await visitor.move(None)}
    for slider in range(count):
        before = visitor.query
        times[str(slider)] = await visitor.move(slider, 7 * number + 3)
        if len(visitor.sliders) != count:
            raise RuntimeError(f"{len(visitor.sliders)} sliders were sent, not {count}")
        if visitor.query == before:
            raise RuntimeError("a moved slider left the address as it was")
    if visitor.exceptions:
        raise RuntimeError(f"The page shows an exception: {visitor.exceptions[0]}")
    return times


def rows(quick: bool = False) -> list[Row]:
    """The slider with the largest median, the others still and on their trend."""
    table = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running(place / "var", place / "app.log") as app:
            for query, others in (("", "others still"), (TREND, "others on their trend")):
                turns = run(measure(app.url, query, Turns(TURNS, quick=quick)))
                slowest = max(filter(str.isdecimal, turns.names()), key=turns.median)
                what = f"slowest slider, {others}"
                table += [
                    turns.row(what, slowest, "nothing", "nothing moved", at_most=LIMIT),
                    turns.row(what, slowest, "page", "the whole page", at_most=LIMIT),
                ]
    return table
