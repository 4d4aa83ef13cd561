"""A visitor without a browser: speaks Streamlit's own messages over the websocket.

What a browser would need to draw is left out, so the time of a rerun is that of the server, its
messages and the loopback interface.
"""

import asyncio
import random
import time
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RERUN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


class Session:
    """One visitor: `await open(url)`, then `view`, `rerun` and `change`, each timed in seconds."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._pages: dict[str, str] = {}  # path -> hash, as the server's navigation says
        self._page = ""
        self._choices: dict[str, list[str]] = {}  # select box -> its options
        self._chosen: dict[str, str] = {}
        self._query = ""
        self.elements = 0
        self.exceptions: list[str] = []

    @classmethod
    async def open(cls, url: str) -> "Session":
        """Connect to a server; nothing is asked yet."""
        address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
        return cls(await websockets.connect(address, subprotocols=["streamlit"], max_size=None))

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    async def view(self, path: str = "", query: str = "") -> float:
        """Open a page by its path, as a link or the menu does; seconds until it was done."""
        message = BackMsg()
        message.rerun_script.query_string = query
        if path in self._pages:
            message.rerun_script.page_script_hash = self._pages[path]
        else:
            message.rerun_script.page_name = path
        self._query, self._chosen = query, {}
        return await self._run(message)

    async def rerun(self) -> float:
        """Run the present page again, nothing changed; seconds until it was done."""
        return await self._run(self._again())

    async def change(self, dice: random.Random) -> float:
        """Choose something else in one select box of the page; seconds until it was done.

        A page without select boxes is run again.
        """
        several = {box: options for box, options in self._choices.items() if len(options) > 1}
        if several:
            box = dice.choice(sorted(several))
            others = [option for option in several[box] if option != self._chosen.get(box)]
            self._chosen[box] = dice.choice(others)
        return await self._run(self._again())

    def paths(self) -> list[str]:
        """The paths of the app's pages, in the order of the menu; known after the first view."""
        return list(self._pages)

    def _again(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        for box, option in self._chosen.items():
            message.rerun_script.widget_states.widgets.add(id=box, string_value=option)
        return message

    async def _run(self, message: BackMsg) -> float:
        """Send a message and read until the script has finished, and has not to start again."""
        self.elements, self.exceptions, self._choices = 0, [], {}
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self._socket.recv())
            kind = answer.WhichOneof("type")
            if kind == "script_finished" and answer.script_finished != RERUN:
                return time.perf_counter() - started
            self._take(kind, answer)

    def _take(self, kind: str, answer: ForwardMsg) -> None:
        if kind == "navigation":
            self._page = answer.navigation.page_script_hash
            self._pages = {
                page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages
            }
        elif kind == "page_info_changed":
            self._query = answer.page_info_changed.query_string
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            self._take_element(answer.delta.new_element)

    def _take_element(self, element: object) -> None:
        self.elements += 1
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.exceptions.append(element.exception.message)
        elif kind == "selectbox":
            box = element.selectbox
            self._choices[box.id] = list(box.options)
            if box.set_value:
                self._chosen[box.id] = box.raw_value
            elif box.id not in self._chosen and box.HasField("default"):
                self._chosen[box.id] = box.options[box.default]


def run(coroutine: object) -> object:
    """Run a benchmark's coroutine to its end."""
    return asyncio.run(coroutine)
