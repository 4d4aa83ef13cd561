"""Signing in and out, and what is served to whom: judged before Streamlit sees a request.

Without accounts everything passes. With them a browser is known by the secret in its cookie, which
no script can read and no page elsewhere can send; where nobody reads without signing in, who has
not gets the page of signing in and nothing else: no page, file, picture or websocket. A websocket
whose session ends is closed with a code at which the page loads itself anew (signed_in.js).
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

from rankings.blocks.delivery import account_desk, send_at_once, single_sign_on
from rankings.blocks.delivery.account_desk import SIGN_IN, Desk
from rankings.blocks.delivery.account_replies import kept_by_nobody, lead_to, page, say
from rankings.blocks.delivery.account_requests import (
    COOKIE,
    cookie,
    file_name,
    is_from_elsewhere,
    language,
    own_address,
)
from rankings.blocks.delivery.admitted import POLICY_VIOLATION
from rankings.blocks.delivery.answers import Message, header
from rankings.blocks.delivery.page import is_page
from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import audit, sessions
from rankings.store.problems import Problem
from rankings.store.versions import Store

# What tells nothing of the figures, and is asked by who looks after the server.
OPEN = ("/_stcore/health",)
SESSION_ENDED = 4401  # of a websocket; signed_in.js knows it
WATCH_SECONDS = 2


class SignedIn:
    """ASGI middleware in front of the application.

    opened: gives the store, beside which accounts lie; below: the path below which the app is.
    """

    def __init__(self, app: Any, opened: Callable[[], Store], below: str = "") -> None:
        self.app = app
        self.opened = opened
        self.below = f"/{below.strip('/')}".removesuffix("/")

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket") or not access.settings().accounts:
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self.below)
        secret = cookie(scope, COOKIE)
        if scope["type"] == "http" and path.rstrip("/") in account_desk.PATHS:
            await Desk(self, scope, secret).serve(path.rstrip("/"), receive, send)
            return
        if path == single_sign_on.CALLBACK and scope["type"] == "http":
            await Desk(self, scope, secret).come_back(receive, send)
            return
        by = self.actor(secret)
        if by.may(access.READ) or path in OPEN:
            await self._pass_on(scope, receive, send, secret, by)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        elif is_page(path) and scope["method"] in ("GET", "HEAD"):
            await self._ask_to_sign_in(scope, send, path)
        else:
            await say(scope, send, 403, Problem("error.sign_in_needed"))

    def actor(self, secret: str | None) -> Actor:
        """Who is behind a request."""
        return sessions.actor(self.opened(), secret, now=time.time())

    async def _pass_on(
        self, scope: Message, receive: Any, send: Any, secret: str | None, by: Actor
    ) -> None:
        if scope["type"] == "websocket":
            send_at_once(receive)
            lasts = (lambda: self.actor(secret).account == by.account) if by.account else None
            async with closing_when_ended(send, lasts) as sends:
                await self.app(scope, receive, sends)
            return
        if not access.settings().anonymous:
            send = kept_by_nobody(send)
        if by.account and scope["path"].removeprefix(self.below).startswith("/media/"):
            send = self._noting_exports(send, by)
        await self.app(scope, receive, send)

    def _noting_exports(self, send: Any, by: Actor) -> Any:
        """Keep in the audit which files somebody takes along, before their first byte is sent."""

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                name = header(message, b"content-disposition").decode("latin-1")
                if name.startswith("attachment"):
                    store, file = self.opened(), file_name(name)
                    await asyncio.to_thread(
                        lambda: audit.note_done(store, "exported", by=by, file=file)
                    )
            await send(message)

        return sends

    async def _ask_to_sign_in(self, scope: Message, send: Any, path: str) -> None:
        query = scope["query_string"].decode("latin-1")
        asked = f"{path}?{query}" if query else path
        if is_from_elsewhere(scope):
            # A page elsewhere led here, and the browser has left the cookie out. Asked for from a
            # page of ours, it comes along.
            to = self.below + own_address(asked)
            await page(scope, send, "again.html", language(scope), to=to)
            return
        choices = {"to": asked} | ({"lang": language(scope)} if "lang=" in query else {})
        await lead_to(scope, send, f"{self.below}{SIGN_IN}?{urlencode(choices)}")


@contextlib.asynccontextmanager
async def closing_when_ended(
    send: Any, lasts: Callable[[], bool] | None, seconds: float = WATCH_SECONDS
) -> AsyncIterator[Any]:
    """What sends on a websocket, which is closed when its session has ended.

    lasts: whether it goes on, asked every so many seconds; None: of who has not signed in.
    """
    if lasts is None:
        yield send
        return
    state = {"open": False, "closed": False}

    async def sends(message: Message) -> None:
        if state["closed"]:
            return
        if message["type"] == "websocket.accept":
            state["open"] = True
        elif message["type"] == "websocket.close":
            state["closed"] = True
        await send(message)

    async def watch() -> None:
        while await asyncio.to_thread(lasts):
            await asyncio.sleep(seconds)
        if state["open"] and not state["closed"]:
            state["closed"] = True
            await send({"type": "websocket.close", "code": SESSION_ENDED})

    watching = asyncio.create_task(watch())
    try:
        yield sends
    finally:
        watching.cancel()
