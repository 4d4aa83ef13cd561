"""Each request has a mark by which its lines in the log are found: `X-Request-ID`.

It is made here, or taken from a proxy that is believed (proxied.py); the answer bears it, and the
page that a websocket keeps open is known by the mark of that websocket.
"""

import re
import uuid
from typing import Any

from rankings.blocks.delivery.answers import Message, with_header, without
from rankings.blocks.delivery.proxied import PASSED_ON
from rankings.store import logged

HEADER = b"x-request-id"
MARK = re.compile(rb"[A-Za-z0-9._-]{8,64}")


class Traced:
    """ASGI middleware behind that of the proxies."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        mark = mark_of(scope)

        async def marking(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = with_header({"headers": []} | message, HEADER, mark)
            await send(message)

        # Streamlit hands the headers of the websocket to the page.
        marked = scope | {"headers": [*without(scope, HEADER), (HEADER, mark)]}
        with logged.about(request=mark.decode("ascii")):
            await self.app(marked, receive, marking)


def mark_of(scope: Message) -> bytes:
    """The mark of a request: the one that a believed proxy gave it, else a new one."""
    given = [value for key, value in scope["headers"] if key.lower() == HEADER]
    if scope.get(PASSED_ON) and len(given) == 1 and MARK.fullmatch(given[0]):
        return bytes(given[0])
    return uuid.uuid4().hex.encode("ascii")
