"""What the server does on the way out: compress files once, say the page's language, lead old
addresses on, not wait.

Streamlit sends its scripts uncompressed (2 MB on a first visit), calls every page English, and
leaves its messages to be gathered into fuller packets.
"""

import asyncio
import socket
from typing import Any

from rankings.blocks.delivery.answers import Message, respond
from rankings.blocks.delivery.files import Files, as_streamlit_has_it
from rankings.blocks.delivery.moved import lead_on, moved
from rankings.blocks.delivery.page import FirstPaint, is_page, send_page


class Delivery:
    """ASGI middleware: files under /static/ are compressed once, the page gets its language.

    first_paint: draws what stands in the page of the overview before any script has come; below:
    the path below which Streamlit serves the app (its `server.baseUrlPath`), empty for none.
    """

    def __init__(self, app: Any, first_paint: FirstPaint | None = None, below: str = "") -> None:
        self.app = app
        self.first_paint = first_paint
        self.below = f"/{below.strip('/')}".removesuffix("/")
        self.files = Files(app, self.below)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._start(scope, receive, send)
            return
        if scope["type"] in ("http", "websocket"):
            send_at_once(receive)
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        scope = as_streamlit_has_it(scope)
        headers = {name.lower(): value for name, value in scope["headers"]}
        path = scope["path"].removeprefix(self.below)
        if (answer := await self.files.answer(path, headers)) is not None:
            await respond(scope, send, *answer)
        elif (address := moved(scope, self.below)) is not None:
            await lead_on(scope, send, address)
        elif is_page(path):
            first_paint = self.first_paint if path == "/" else None
            await send_page(self.app, scope, receive, send, first_paint)
        else:
            await self.app(scope, receive, send)

    async def _start(self, scope: Message, receive: Any, send: Any) -> None:
        """Compress what every first visit needs, beside the first visits: they do not wait."""
        begun = []

        async def beside(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                begun.append(asyncio.create_task(self.files.prepare()))

        try:
            await self.app(scope, receive, beside)
        finally:
            for task in begun:
                task.cancel()


def send_at_once(receive: Any) -> None:
    """Switch Nagle's algorithm off on the connection of a request.

    With it the second message of every run waits until the first is acknowledged (about 25 ms), and
    the body of every file waits until its headers are (about 40 ms a file on a first visit).
    receive: the server's own, whose object holds the connection; another server is left alone.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
