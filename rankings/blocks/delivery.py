"""What the server does on the way out: compress files once, say the page's language, not wait.

Streamlit sends its scripts uncompressed (2 MB on a first visit), calls every page English, and
leaves its messages to be gathered into fuller packets.
"""

import gzip
import socket
from typing import Any
from urllib.parse import parse_qs

Message = dict[str, Any]

COMPRESSED = (".js", ".css", ".svg", ".wasm")
LANGUAGES = ("vi", "en")


class Delivery:
    """ASGI middleware. Files under /static/ carry a hash in their name, so one compression serves
    for the life of the process; the page itself gets the `lang` of its query, Vietnamese if none.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self._files: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            send_at_once(receive)
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        if _compressible(scope["path"], headers):
            await self._send_compressed(scope, receive, send)
        elif b"text/html" in headers.get(b"accept", b""):
            await self._send_page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _send_compressed(self, scope: Message, receive: Any, send: Any) -> None:
        path = scope["path"]
        if path not in self._files:
            start, body = await _collect(self.app, scope, receive)
            if start["status"] != 200:
                await _respond(send, start, body)
                return
            start = _with_header(start, b"content-encoding", b"gzip")
            start = _with_header(start, b"vary", b"accept-encoding")
            self._files[path] = start, gzip.compress(body, 9, mtime=0)
        await _respond(send, *self._files[path])

    async def _send_page(self, scope: Message, receive: Any, send: Any) -> None:
        start, body = await _collect(self.app, scope, receive)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", ["vi"])[0]
        language = asked if asked in LANGUAGES else "vi"
        body = body.replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
        await _respond(send, start, body)


def send_at_once(receive: Any) -> None:
    """Switch Nagle's algorithm off on the connection of a websocket.

    With it the second message of every run waits for the first to be acknowledged, about 25 ms.
    receive: the server's own, whose object holds the connection; another server is left alone.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _compressible(path: str, headers: dict[bytes, bytes]) -> bool:
    return (
        path.startswith("/static/")
        and path.endswith(COMPRESSED)
        and b"gzip" in headers.get(b"accept-encoding", b"")
        and b"range" not in headers
        and b"if-none-match" not in headers
    )


async def _collect(app: Any, scope: Message, receive: Any) -> tuple[Message, bytes]:
    """Run the application and keep its whole response."""
    start: Message = {}
    parts = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    return start, b"".join(parts)


async def _respond(send: Any, start: Message, body: bytes) -> None:
    # A 304 has no body; its length is that of the file it stands for.
    if start["status"] == 200:
        start = _with_header(start, b"content-length", str(len(body)).encode())
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _with_header(start: Message, name: bytes, value: bytes) -> Message:
    kept = [(key, old) for key, old in start["headers"] if key.lower() != name]
    return start | {"headers": [*kept, (name, value)]}
