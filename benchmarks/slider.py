"""From a moved slider of the scenario page to its redrawn result: server time, on a real server.

A visitor without a browser moves one slider after the other, each time to another stop, so that no
result is remembered: only the part of the page that depends on it is run again. Against the same
part run again with nothing moved, and the whole page. The slowest of the medians of the sliders is
to take less than LIMIT seconds: else the exit code is 1.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.session import Session, run
from benchmarks.table import Row, show
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
        self._fragment = ""

    async def move(self, slider: int | None, stop: int = 0) -> float:
        """Move a slider to another of its stops, or none; seconds until its part was drawn."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.fragment_id = self._fragment
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
            self._fragment = answer.delta.fragment_id


async def measure(url: str, query: str) -> dict[str, list[float]]:
    """What was done -> seconds of each turn; the sliders by their number."""
    visitor = await Levers.open(url)
    await visitor.view()
    await visitor.view(PATH, query)
    count = len(visitor.sliders)
    if not count or not visitor._fragment:
        raise RuntimeError("no slider was sent")
    taken: dict[str, list[float]] = {"nothing": [], "page": []}
    taken |= {str(number): [] for number in range(count)}
    for turn in range(WARM_UP + TURNS):
        visitor.sliders = []
        times = {"page": await visitor.view(PATH, query), "nothing": await visitor.move(None)}
        for number in range(count):
            before = visitor._query
            times[str(number)] = await visitor.move(number, 7 * turn + 3)
            if len(visitor.sliders) != count:
                raise RuntimeError(f"{len(visitor.sliders)} sliders were sent, not {count}")
            if visitor._query == before:
                raise RuntimeError("a moved slider left the address as it was")
        if visitor.exceptions:
            raise RuntimeError(f"The page shows an exception: {visitor.exceptions[0]}")
        if turn >= WARM_UP:
            for name, seconds in times.items():
                taken[name].append(seconds)
    await visitor.close()
    return taken


def rows(taken: dict[str, list[float]], what: str) -> list[Row]:
    """The slowest slider, and what it is compared with."""
    medians = {name: statistics.median(times) for name, times in taken.items()}
    slowest = max(seconds for name, seconds in medians.items() if name.isdecimal())
    return [
        Row(f"slowest slider, {what}", slowest, "nothing moved", medians["nothing"]),
        Row(f"slowest slider, {what}", slowest, "the whole page", medians["page"]),
    ]


def main() -> None:
    """Print the table; exit 1 where a slider takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running(place / "var", place / "app.log") as app:
            try:
                still = run(measure(app.url, ""))
                trend = run(measure(app.url, TREND))
            except RuntimeError as error:
                sys.exit(f"{error}\n{app.log_tail()}")
    table = [*rows(still, "the others still"), *rows(trend, "the others on their trend")]
    show(
        "From a moved slider to the repainted result",
        table,
        f"Server time with its messages, medians of {TURNS}, without the drawing in a browser. "
        f"To take less than {LIMIT:g} s.",
    )
    if max(row.seconds for row in table) >= LIMIT:
        sys.exit(f"Too slow: {max(row.seconds for row in table):.3f} s for a slider.")


if __name__ == "__main__":
    main()
