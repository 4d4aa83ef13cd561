"""A visitor without a browser: speaks Streamlit's own messages over the websocket.

What a browser would need to draw is left out, so the time of a rerun is that of the server, its
messages and the loopback interface.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RERUN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


@dataclass
class Choice:
    """A select box or a row of buttons: what may be chosen, and what is."""

    options: list[str]
    chosen: str | None
    fragment: str  # the part of the page that is run again when it changes; empty: all of it
    buttons: bool


class Session:
    """One visitor: `await open(url)`, then `view`, `rerun` and `change`, each timed in seconds."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._pages: dict[str, str] = {}  # path -> hash, as the server's navigation says
        self._page = ""
        self._choices: dict[str, Choice] = {}
        self.query = ""
        self._fragment = ""
        # What a browser keeps, and names with each question: hash -> message, and hash -> the run
        # in which it was last used.
        self._kept: dict[str, ForwardMsg] = {}
        self._used: dict[str, int] = {}
        self._keeps_for = 2
        self._run_number = 0
        self.elements = 0
        self.bytes = 0
        self.exceptions: list[str] = []

    @classmethod
    async def open(cls, url: str) -> "Session":
        """Connect to a server; nothing is asked yet."""
        address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
        return cls(
            await websockets.connect(
                address, subprotocols=["streamlit"], max_size=None, ping_interval=None
            )
        )

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    def abandon(self) -> None:
        """Leave without a word, as a browser that is closed."""
        self._socket.transport.abort()

    async def view(self, path: str = "", query: str = "") -> float:
        """Open a page by its path, as a link or the menu does; seconds until it was done."""
        message = BackMsg()
        message.rerun_script.query_string = query
        if path in self._pages:
            message.rerun_script.page_script_hash = self._pages[path]
        else:
            message.rerun_script.page_name = path
        self.query, self._choices = query, {}
        return await self._run(message)

    async def rerun(self) -> float:
        """Run the present page again, nothing changed; seconds until it was done."""
        return await self._run(self._again())

    async def change(self, dice: random.Random) -> float:
        """Choose something else in one select box or row of buttons; seconds until it was done.

        A page without any is run again. The language stays: a reader has one.
        """
        several = sorted(
            name
            for name, choice in self._choices.items()
            if len(choice.options) > 1 and not name.endswith("control_lang")
        )
        if not several:
            return await self.rerun()
        changed = self._choices[dice.choice(several)]
        changed.chosen = dice.choice(
            [option for option in changed.options if option != changed.chosen]
        )
        message = self._again()
        message.rerun_script.fragment_id = changed.fragment
        return await self._run(message)

    def paths(self) -> list[str]:
        """The paths of the app's pages, in the order of the menu; known after the first view."""
        return list(self._pages)

    def _again(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self._page
        for name, choice in self._choices.items():
            if choice.chosen is not None:
                state = message.rerun_script.widget_states.widgets.add(id=name)
                if choice.buttons:
                    state.string_array_value.data.append(choice.chosen)
                else:
                    state.string_value = choice.chosen
        return message

    async def _run(self, message: BackMsg) -> float:
        """Send a message and read until the script has finished, and has not to start again."""
        self._fragment = message.rerun_script.fragment_id
        self.elements, self.bytes, self.exceptions = 0, 0, []
        # What is sent again is what the page has now.
        if self._fragment:
            self._choices = {
                name: choice
                for name, choice in self._choices.items()
                if choice.fragment != self._fragment
            }
        else:
            self._choices = {}
        self._run_number += 1
        self._forget()
        message.rerun_script.cached_message_hashes.extend(self._kept)
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            received = await self._socket.recv()
            self.bytes += len(received)
            answer = self._whole(ForwardMsg.FromString(received))
            kind = answer.WhichOneof("type")
            if kind == "script_finished" and answer.script_finished != RERUN:
                return time.perf_counter() - started
            self._take(kind, answer)

    def _forget(self) -> None:
        old = [h for h, used in self._used.items() if used < self._run_number - self._keeps_for]
        for name in old:
            del self._kept[name], self._used[name]

    def _whole(self, answer: ForwardMsg) -> ForwardMsg:
        """The message itself where the server only names one that was kept."""
        if answer.WhichOneof("type") == "ref_hash":
            self._used[answer.ref_hash] = self._run_number
            return self._kept[answer.ref_hash]
        if answer.metadata.cacheable:
            self._kept[answer.hash] = answer
            self._used[answer.hash] = self._run_number
        return answer

    def _take(self, kind: str, answer: ForwardMsg) -> None:
        if kind == "new_session":
            self._keeps_for = answer.new_session.config.max_cached_message_age
        elif kind == "navigation":
            self._page = answer.navigation.page_script_hash
            self._pages = {
                page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages
            }
        elif kind == "page_info_changed":
            self.query = answer.page_info_changed.query_string
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            self._take_element(answer.delta.new_element, answer.delta.fragment_id)

    def _take_element(self, element: Element, fragment: str) -> None:
        self.elements += 1
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.exceptions.append(element.exception.message)
        elif kind == "selectbox" and not element.selectbox.form_id:
            box = element.selectbox
            chosen = None
            if box.set_value:
                chosen = box.raw_value
            elif box.HasField("default"):
                chosen = box.options[box.default]
            self._choices[box.id] = Choice(list(box.options), chosen, fragment, buttons=False)
        elif kind == "button_group" and not element.button_group.form_id:
            row = element.button_group
            options = [option.content for option in row.options]
            chosen = [options[place] for place in row.default]
            if row.set_value:
                chosen = list(row.raw_values)
            chosen = chosen[0] if chosen else None
            self._choices[row.id] = Choice(options, chosen, fragment, buttons=True)


def run(coroutine: object) -> object:
    """Run a benchmark's coroutine to its end."""
    return asyncio.run(coroutine)
