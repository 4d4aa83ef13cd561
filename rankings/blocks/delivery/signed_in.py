"""Signing in and out, and what is served to whom: judged before Streamlit sees a request.

Without accounts everything passes. With them a browser is known by the secret in its cookie, which
no script can read and no page elsewhere can send; where nobody reads without signing in, who has
not gets the page of signing in and nothing else: no page, file, picture or websocket. A websocket
whose session ends is closed with a code at which the page loads itself anew (signed_in.js).
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from email.message import Message as Headers
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode

from jinja2 import Environment, FileSystemLoader, Template

from rankings.blocks import address
from rankings.blocks.delivery import send_at_once, single_sign_on
from rankings.blocks.delivery.admitted import POLICY_VIOLATION
from rankings.blocks.delivery.answers import Message, collected, header, respond, with_header
from rankings.blocks.delivery.page import is_page
from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import audit, sessions
from rankings.loads.accounts.register import Role
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import LANGUAGES, Words, words

COOKIE = "rankings_session"
SIGN_IN, SIGN_OUT, ACCOUNT = "/account/sign-in", "/account/sign-out", "/account"
ELSEWHERE = "/account/single-sign-on"
DESK = (SIGN_IN, SIGN_OUT, ACCOUNT, ELSEWHERE)
# Where to go on to, while one is at the provider.
GO_ON_TO, GO_ON_SECONDS = "rankings_to", 600
# What tells nothing of the figures, and is asked by who looks after the server.
OPEN = ("/_stcore/health",)
SESSION_ENDED = 4401  # of a websocket; signed_in.js knows it
WATCH_SECONDS = 2
LARGEST_FORM = 10_000
# The words of these pages: account.<name>.
SHOWN = (
    *("title", "sign_in", "sign_out", "what", "name", "password", "single_sign_on", "read_only"),
    *("shown_name", "workplace", "roles", "no_role", "back", "go_on"),
    *("change_password", "old_password", "new_password", "again", "changed"),
)


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
        if scope["type"] == "http" and path.rstrip("/") in DESK:
            await _Desk(self, scope, secret).serve(path.rstrip("/"), receive, send)
            return
        if path == single_sign_on.CALLBACK and scope["type"] == "http":
            await _Desk(self, scope, secret).come_back(receive, send)
            return
        by = self.actor(secret)
        if by.may(access.READ) or path in OPEN:
            await self._pass_on(scope, receive, send, secret, by)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        elif is_page(path) and scope["method"] in ("GET", "HEAD"):
            await self._ask_to_sign_in(scope, send, path)
        else:
            await _say(scope, send, 403, Problem("error.sign_in_needed"))

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
            send = _kept_by_nobody(send)
        if by.account and scope["path"].removeprefix(self.below).startswith("/media/"):
            send = self._noting_exports(send, by)
        await self.app(scope, receive, send)

    def _noting_exports(self, send: Any, by: Actor) -> Any:
        """Keep in the audit which files somebody takes along, before their first byte is sent."""

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                name = header(message, b"content-disposition").decode("latin-1")
                if name.startswith("attachment"):
                    store, file = self.opened(), _file_name(name)
                    await asyncio.to_thread(
                        lambda: audit.note_done(store, "exported", by=by, file=file)
                    )
            await send(message)

        return sends

    async def _ask_to_sign_in(self, scope: Message, send: Any, path: str) -> None:
        query = scope["query_string"].decode("latin-1")
        asked = f"{path}?{query}" if query else path
        if _is_from_elsewhere(scope):
            # A page elsewhere led here, and the browser has left the cookie out. Asked for from a
            # page of ours, it comes along.
            to = self.below + own_address(asked)
            await _page(scope, send, "again.html", language(scope), to=to)
            return
        choices = {"to": asked} | ({"lang": language(scope)} if "lang=" in query else {})
        await _lead_to(scope, send, f"{self.below}{SIGN_IN}?{urlencode(choices)}")


class _Desk:
    """The pages of signing in and out, for one request."""

    def __init__(self, door: SignedIn, scope: Message, secret: str | None) -> None:
        self.door, self.scope, self.secret = door, scope, secret
        self.language = language(scope)
        query = parse_qs(scope["query_string"].decode("latin-1"))
        asked = query.get("to", ["/"])[-1]
        self.to = own_address(asked.removeprefix(door.below) or "/")

    async def serve(self, path: str, receive: Any, send: Any) -> None:
        scope = self.scope
        if scope["method"] == "POST":
            form = await _form(receive)
            if form is None or not _values(scope, b"origin"):
                await _say(scope, send, 403, Problem("error.foreign_page", name="–"))
            elif path == SIGN_IN:
                await self._sign_in(form, send)
            elif path == ACCOUNT:
                await self._change_password(form, send)
            elif path == SIGN_OUT:
                await asyncio.to_thread(self._end)
                await self._leave(send, self._at(SIGN_IN), _set_cookie(scope, self.door.below, ""))
            else:
                await _say(scope, send, 405, Problem("error.sign_in_needed"))
        elif scope["method"] not in ("GET", "HEAD"):
            await _say(scope, send, 405, Problem("error.sign_in_needed"))
        elif path == SIGN_IN:
            await self._draw_sign_in(send)
        elif path == ELSEWHERE:
            await self._lead_to_provider(receive, send)
        else:
            await self._draw_account(send)

    async def _sign_in(self, form: dict[str, str], send: Any) -> None:
        client = self.scope.get("client")
        try:
            secret = await asyncio.to_thread(
                sessions.sign_in,
                self.door.opened(),
                form.get("name", ""),
                form.get("password", ""),
                address=client[0] if client else None,
                now=time.time(),
            )
        except Problem as problem:
            sentence = problems.problem(words(self.language), problem)
            await self._draw_sign_in(send, sentence, form.get("name", ""), status=403)
            return
        # Whoever was signed in in this browser is so no more.
        await asyncio.to_thread(self._end)
        cookie_set = _set_cookie(self.scope, self.door.below, secret)
        await self._leave(send, self.door.below + self.to, cookie_set)

    async def _lead_to_provider(self, receive: Any, send: Any) -> None:
        """Have Streamlit lead to the provider; a cookie remembers where to go on to."""
        scope, offered = self.scope, single_sign_on.providers()
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("provider", offered[:1])
        if not asked or asked[-1] not in offered:
            await _lead_to(scope, send, self._at(SIGN_IN))
            return
        cookie_set = f"{GO_ON_TO}={quote(self.to, safe='')}; Path={self.door.below or '/'}; "
        cookie_set += f"Max-Age={GO_ON_SECONDS}; HttpOnly; SameSite=Lax{_secure(scope)}"

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
        try:
            secret = await asyncio.to_thread(self._begin, start)
        except Problem as problem:
            sentence = problems.problem(words(self.language), problem)
            await self._draw_sign_in(send, sentence, status=403)
            return
        await asyncio.to_thread(self._end)
        kept = single_sign_on.without_cookies(start)["headers"]
        cookies = [value for key, value in kept if key.lower() == b"set-cookie"]
        cookies.append(_set_cookie(scope, self.door.below, secret))
        # From a page of ours: where a page elsewhere leads, the browser leaves the cookie out.
        to = self.door.below + self.to
        await _page(scope, send, "again.html", self.language, to=to, cookies=cookies)

    def _begin(self, start: Message) -> str:
        store, now = self.door.opened(), time.time()
        trusts = access.settings().trusts_addresses
        person = single_sign_on.vouched(start, now=now, trusts_addresses=trusts)
        client = self.scope.get("client")
        return sessions.begin_elsewhere(
            store,
            issuer=person.issuer,
            subject=person.subject,
            email=person.email,
            address=client[0] if client else None,
            now=now,
        )

    async def _change_password(self, form: dict[str, str], send: Any) -> None:
        client = self.scope.get("client")
        try:
            if form.get("new") != form.get("again"):
                raise Problem("error.passwords_differ")
            secret = await asyncio.to_thread(
                sessions.change_password,
                self.door.opened(),
                self.secret,
                form.get("old", ""),
                form.get("new", ""),
                address=client[0] if client else None,
                now=time.time(),
            )
        except Problem as problem:
            sentence = problems.problem(words(self.language), problem)
            await self._draw_account(send, sentence, status=403)
            return
        self.secret = secret
        cookie_set = _set_cookie(self.scope, self.door.below, secret)
        await self._draw_account(send, cookies=[cookie_set], changed=True)

    def _end(self) -> None:
        sessions.end(self.door.opened(), self.secret, now=time.time())

    async def _draw_sign_in(
        self, send: Any, sentence: str = "", name: str = "", status: int = 200
    ) -> None:
        others = [(code, self._at(SIGN_IN, code)) for code in LANGUAGES if code != self.language]
        await _page(
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
            await _lead_to(self.scope, send, self._at(SIGN_IN))
            return
        await _page(
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
        await _lead_to(self.scope, send, to, (b"set-cookie", cookie_set))


# --- What a request says --------------------------------------------------------------------------


def cookie(scope: Message, name: str) -> str | None:
    """The value of a cookie; None where the browser sends none."""
    for pairs in _values(scope, b"cookie"):
        for part in pairs.split(";"):
            key, separator, value = part.strip().partition("=")
            if separator and key == name:
                return value.strip('"')
    return None


def language(scope: Message) -> str:
    """The language of an address, or of the one that it leads on to."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    inner = parse_qs(query.get("to", [""])[-1].partition("?")[2])
    asked = (query.get("lang") or inner.get("lang") or [LANGUAGES[0]])[-1]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def own_address(text: str) -> str:
    """Where to go on to, below the app: never a place elsewhere, whatever a link says."""
    strange = any(letter in text for letter in "\\\r\n\t") or not text.startswith("/")
    if strange or text.startswith("//") or len(text) > LARGEST_FORM or ACCOUNT in text[:9]:
        return "/"
    return quote(text, safe="/?&=%+:,;~-._")


def _is_from_elsewhere(scope: Message) -> bool:
    return _values(scope, b"sec-fetch-site") == ["cross-site"] and cookie(scope, COOKIE) is None


async def _form(receive: Any) -> dict[str, str] | None:
    """What a form sends; None where it is larger than any of ours."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST_FORM:
            return None
        if not message.get("more_body", False):
            break
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _file_name(disposition: str) -> str:
    """The name in a `Content-Disposition` header, as RFC 6266 writes it."""
    headers = Headers()
    headers["content-disposition"] = disposition
    return headers.get_filename("") or disposition


def _values(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


# --- What is answered -----------------------------------------------------------------------------


def _set_cookie(scope: Message, below: str, secret: str) -> bytes:
    """The cookie with a secret, or its end. No script reads it, no page elsewhere sends it."""
    seconds = access.settings().session_hours * 3600 if secret else 0
    kept = f"{COOKIE}={secret}; Path={below or '/'}; Max-Age={seconds}"
    return f"{kept}; HttpOnly; SameSite=Strict{_secure(scope)}".encode("ascii")


def _secure(scope: Message) -> str:
    """What marks a cookie for HTTPS, where the page came over it."""
    return "; Secure" if scope.get("scheme") in ("https", "wss") else ""


async def _lead_to(scope: Message, send: Any, to: str, *headers: tuple[bytes, bytes]) -> None:
    start = {
        "type": "http.response.start",
        "status": 303,
        "headers": [
            (b"location", to.encode("ascii")),
            (b"cache-control", b"no-store"),
            *headers,
        ],
    }
    await respond(scope, send, start, b"")


async def _page(
    scope: Message,
    send: Any,
    file: str,
    in_language: str,
    *,
    status: int = 200,
    cookies: Sequence[bytes] = (),
    **values: Any,
) -> None:
    w = words(in_language)
    shown = {name: w(f"account.{name}") for name in SHOWN}
    body = _template(file).render(said=shown, language=in_language, **values).encode()
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-store"),
            *((b"set-cookie", cookie_set) for cookie_set in cookies),
        ],
    }
    await respond(scope, send, start, body)


async def _say(scope: Message, send: Any, status: int, problem: Problem) -> None:
    """A sentence in both languages, to what is no page."""
    said_in = (problems.problem(words(code), problem) for code in LANGUAGES)
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"cache-control", b"no-store"),
        ],
    }
    await respond(scope, send, start, ("\n".join(said_in) + "\n").encode())


def _kept_by_nobody(send: Any) -> Any:
    """No browser and nothing on the way keeps what only who has signed in may see."""

    async def sends(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = with_header(message, b"cache-control", b"private, no-store")
        await send(message)

    return sends


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


def _role(w: Words, row: Role) -> str:
    """A role as it is shown, with the unit whose it is."""
    name = w(f"role.{row.role}")
    return f"{name} ({row.unit})" if row.unit else name


@cache
def _template(name: str) -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True).get_template(name)
