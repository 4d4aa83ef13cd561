"""What the server does on the way out: compress files once, say the page's language, not wait.

Streamlit sends its scripts uncompressed (2 MB on a first visit), calls every page English, and
leaves its messages to be gathered into fuller packets.
"""

import asyncio
import socket
from typing import Any
from urllib.parse import parse_qs

from rankings.delivery.answers import Message, collected, respond
from rankings.delivery.files import Files

LANGUAGES = ("vi", "en")


class Delivery:
    """ASGI middleware: files under /static/ are compressed once, the page gets its language.

    The language is the `lang` of the page's query, Vietnamese if there is none.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.files = Files(app)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._start(scope, receive, send)
            return
        if scope["type"] in ("http", "websocket"):
            send_at_once(receive)
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        if (answer := await self.files.compressed(scope["path"], headers)) is not None:
            await respond(scope, send, *answer)
        elif b"text/html" in headers.get(b"accept", b""):
            await self._send_page(scope, receive, send)
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

    async def _send_page(self, scope: Message, receive: Any, send: Any) -> None:
        start, body = await collected(self.app, scope, receive)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", ["vi"])[0]
        language = asked if asked in LANGUAGES else "vi"
        body = body.replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
        await respond(scope, send, start, body)


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
