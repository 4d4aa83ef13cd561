"""Answers of the application as ASGI messages: asked for, kept whole, sent."""

import re
from typing import Any

Message = dict[str, Any]


async def collected(app: Any, scope: Message, receive: Any) -> tuple[Message, bytes]:
    """Run the application and keep its answer: its first message, and its whole body."""
    start: Message = {}
    parts = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    return start, b"".join(parts)


async def respond(scope: Message, send: Any, start: Message, body: bytes) -> None:
    """Send an answer to a request; to HEAD its headers only, with the length of the whole."""
    await send(with_header(start, b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def accepts(headers: dict[bytes, bytes], encoding: str) -> bool:
    """Whether a request takes an answer in an encoding: br, gzip."""
    asked = headers.get(b"accept-encoding", b"").decode("latin-1")
    return re.search(rf"\b{encoding}\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", asked) is not None


def header(start: Message, name: bytes) -> bytes:
    """The value of one header of an answer, empty if it is not there."""
    return next((value for key, value in start["headers"] if key.lower() == name), b"")


def without(start: Message, *names: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of an answer but for some."""
    return [(key, value) for key, value in start["headers"] if key.lower() not in names]


def with_header(start: Message, name: bytes, value: bytes) -> Message:
    """The first message of an answer with one header set, in place of an older one."""
    return start | {"headers": [*without(start, name), (name, value)]}
