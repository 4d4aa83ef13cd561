"""The pages of signing in and out, of one's account, and the way to a provider and back."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from urllib.parse import parse_qs, quote, unquote, urlencode

from rankings.blocks import address
from rankings.blocks.delivery import single_sign_on
from rankings.blocks.delivery.account_replies import lead_to, page, say, secure_mark, session_cookie
from rankings.blocks.delivery.account_requests import (
    ACCOUNT,
    cookie,
    form_of,
    language,
    own_address,
    values_of,
)
from rankings.blocks.delivery.answers import Message, collected
from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import sessions
from rankings.loads.accounts.register import Role
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import LANGUAGES, Words, words

SIGN_IN, SIGN_OUT = "/account/sign-in", "/account/sign-out"
ELSEWHERE = "/account/single-sign-on"
PATHS = (SIGN_IN, SIGN_OUT, ACCOUNT, ELSEWHERE)
# Where to go on to, while one is at the provider.
GO_ON_TO, GO_ON_SECONDS = "rankings_to", 600


class Door(Protocol):
    """What stands in front of the application: its store, the path below which it is, itself."""

    app: Any
    below: str
    opened: Callable[[], Store]

    def actor(self, secret: str | None) -> Actor:
        """Who is behind a request."""


class Desk:
    """The pages of signing in and out, for one request."""

    def __init__(self, door: Door, scope: Message, secret: str | None) -> None:
        self.door, self.scope, self.secret = door, scope, secret
        self.language = language(scope)
        query = parse_qs(scope["query_string"].decode("latin-1"))
        asked = query.get("to", ["/"])[-1]
        self.to = own_address(asked.removeprefix(door.below) or "/")

    async def serve(self, path: str, receive: Any, send: Any) -> None:
        scope = self.scope
        if scope["method"] == "POST":
            form = await form_of(receive)
            if form is None or not values_of(scope, b"origin"):
                await say(scope, send, 403, Problem("error.foreign_page", name="–"))
            elif path == SIGN_IN:
                await self._sign_in(form, send)
            elif path == ACCOUNT:
                await self._change_password(form, send)
            elif path == SIGN_OUT:
                await asyncio.to_thread(self._end)
                await self._leave(
                    send, self._at(SIGN_IN), session_cookie(scope, self.door.below, "")
                )
            else:
                await say(scope, send, 405, Problem("error.sign_in_needed"))
        elif scope["method"] not in ("GET", "HEAD"):
            await say(scope, send, 405, Problem("error.sign_in_needed"))
        elif path == SIGN_IN:
            await self._draw_sign_in(send)
        elif path == ELSEWHERE:
            await self._lead_to_provider(receive, send)
        else:
            await self._draw_account(send)

    async def _sign_in(self, form: dict[str, str], send: Any) -> None:
        name, password = form.get("name", ""), form.get("password", "")
        secret, sentence = await self._tried(
            lambda store, **when: sessions.sign_in(store, name, password, **when)
        )
        if secret is None:
            await self._draw_sign_in(send, sentence, name, status=403)
            return
        # Whoever was signed in in this browser is so no more.
        await asyncio.to_thread(self._end)
        cookie_set = session_cookie(self.scope, self.door.below, secret)
        await self._leave(send, self.door.below + self.to, cookie_set)

    async def _lead_to_provider(self, receive: Any, send: Any) -> None:
        """Have Streamlit lead to the provider; a cookie remembers where to go on to."""
        scope, offered = self.scope, single_sign_on.providers()
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("provider", offered[:1])
        if not asked or asked[-1] not in offered:
            await lead_to(scope, send, self._at(SIGN_IN))
            return
        cookie_set = f"{GO_ON_TO}={quote(self.to, safe='')}; Path={self.door.below or '/'}; "
        cookie_set += f"Max-Age={GO_ON_SECONDS}; HttpOnly; SameSite=Lax{secure_mark(scope)}"

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = (b"set-cookie", cookie_set.encode("ascii"))
                message = message | {"headers": [*message["headers"], kept]}
            await send(message)

        query = single_sign_on.login_query(asked[-1])
        path = self.door.below + single_sign_on.LOGIN
        led = {"path": path, "raw_path": path.encode(), "query_string": query}
        await self.door.app(scope | led, receive, sends)

    async def come_back(self, receive: Any, send: Any) -> None:
        """Take whom the provider vouches for, in the place of what Streamlit keeps of it."""
        scope = self.scope
        self.to = own_address(unquote(cookie(scope, GO_ON_TO) or "/"))
        self.language = language({"query_string": urlencode({"to": self.to}).encode()})
        start, _ = await collected(self.door.app, scope, receive)
        secret, sentence = await self._tried(
            lambda store, **when: _begin_elsewhere(store, start, **when)
        )
        if secret is None:
            await self._draw_sign_in(send, sentence, status=403)
            return
        await asyncio.to_thread(self._end)
        kept = single_sign_on.without_cookies(start)["headers"]
        cookies = [value for key, value in kept if key.lower() == b"set-cookie"]
        cookies.append(session_cookie(scope, self.door.below, secret))
        # From a page of ours: where a page elsewhere leads, the browser leaves the cookie out.
        to = self.door.below + self.to
        await page(scope, send, "again.html", self.language, to=to, cookies=cookies)

    async def _change_password(self, form: dict[str, str], send: Any) -> None:
        def change(store: Store, **when: Any) -> str:
            if form.get("new") != form.get("again"):
                raise Problem("error.passwords_differ")
            old, new = form.get("old", ""), form.get("new", "")
            return sessions.change_password(store, self.secret, old, new, **when)

        secret, sentence = await self._tried(change)
        if secret is None:
            await self._draw_account(send, sentence, status=403)
            return
        self.secret = secret
        cookie_set = session_cookie(self.scope, self.door.below, secret)
        await self._draw_account(send, cookies=[cookie_set], changed=True)

    async def _tried(self, act: Callable[..., str]) -> tuple[str | None, str]:
        """The secret of the session that came of it; else None, and why in a sentence.

        act: called with the store and, by name, from which address and when.
        """
        client = self.scope.get("client")
        when = {"address": client[0] if client else None, "now": time.time()}
        try:
            return await asyncio.to_thread(act, self.door.opened(), **when), ""
        except Problem as problem:
            return None, problems.problem(words(self.language), problem)

    def _end(self) -> None:
        sessions.end(self.door.opened(), self.secret, now=time.time())

    async def _draw_sign_in(
        self, send: Any, sentence: str = "", name: str = "", status: int = 200
    ) -> None:
        others = [(code, self._at(SIGN_IN, code)) for code in LANGUAGES if code != self.language]
        await page(
            self.scope,
            send,
            "sign_in.html",
            self.language,
            status=status,
            sentence=sentence,
            name=name,
            languages=others,
            names=address.LANGUAGES,
            providers=[
                (name, self._at(ELSEWHERE, provider=name)) for name in single_sign_on.providers()
            ],
            action=self._at(SIGN_IN),
            back=self.door.below + "/" if self.door.actor(None).may(access.READ) else None,
        )

    async def _draw_account(
        self,
        send: Any,
        sentence: str = "",
        *,
        status: int = 200,
        cookies: Sequence[bytes] = (),
        changed: bool = False,
    ) -> None:
        account = sessions.account_of(self.door.opened(), self.secret, now=time.time())
        if account is None:
            await lead_to(self.scope, send, self._at(SIGN_IN))
            return
        await page(
            self.scope,
            send,
            "account.html",
            self.language,
            status=status,
            cookies=cookies,
            sentence=sentence,
            changed=changed,
            change=self._at(ACCOUNT),
            account=account,
            roles=[_role(words(self.language), row) for row in sorted(account.roles, key=str)],
            action=self._at(SIGN_OUT),
            back=self.door.below + self.to,
        )

    def _at(self, path: str, code: str | None = None, **choices: str) -> str:
        if self.to != "/":
            choices["to"] = self.to
        if (code or self.language) != LANGUAGES[0]:
            choices["lang"] = code or self.language
        return f"{self.door.below}{path}?{urlencode(choices)}".removesuffix("?")

    async def _leave(self, send: Any, to: str, cookie_set: bytes) -> None:
        await lead_to(self.scope, send, to, (b"set-cookie", cookie_set))


def _begin_elsewhere(store: Store, start: Message, *, address: str | None, now: float) -> str:
    """Begin a session of whom the provider vouches for in Streamlit's answer: its secret."""
    trusts = access.settings().trusts_addresses
    person = single_sign_on.vouched(start, now=now, trusts_addresses=trusts)
    return sessions.begin_elsewhere(
        store,
        issuer=person.issuer,
        subject=person.subject,
        email=person.email,
        address=address,
        now=now,
    )


def _role(w: Words, row: Role) -> str:
    """A role as it is shown, with the unit whose it is."""
    name = w(f"role.{row.role}")
    return f"{name} ({row.unit})" if row.unit else name
