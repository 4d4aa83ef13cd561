"""What is answered where people sign in: pages without scripts, cookies, sentences."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template

from rankings.blocks.delivery.account_requests import COOKIE
from rankings.blocks.delivery.answers import Message, respond, with_header
from rankings.loads import access
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.words.text import LANGUAGES, words

# The words of these pages: account.<name>.
SHOWN = (
    *("title", "sign_in", "sign_out", "what", "name", "password", "single_sign_on", "read_only"),
    *("shown_name", "workplace", "roles", "no_role", "back", "go_on"),
    *("change_password", "old_password", "new_password", "again", "changed"),
)


def session_cookie(scope: Message, below: str, secret: str) -> bytes:
    """The cookie with a secret, or its end. No script reads it, no page elsewhere sends it."""
    seconds = access.settings().session_hours * 3600 if secret else 0
    kept = f"{COOKIE}={secret}; Path={below or '/'}; Max-Age={seconds}"
    return f"{kept}; HttpOnly; SameSite=Strict{secure_mark(scope)}".encode("ascii")


def secure_mark(scope: Message) -> str:
    """What marks a cookie for HTTPS, where the page came over it."""
    return "; Secure" if scope.get("scheme") in ("https", "wss") else ""


async def lead_to(scope: Message, send: Any, to: str, *headers: tuple[bytes, bytes]) -> None:
    """Lead a browser to another address, with headers of the answer."""
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


async def page(
    scope: Message,
    send: Any,
    file: str,
    in_language: str,
    *,
    status: int = 200,
    cookies: Sequence[bytes] = (),
    **values: Any,
) -> None:
    """Answer with a page of this folder. values: those of its template."""
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


async def say(scope: Message, send: Any, status: int, problem: Problem) -> None:
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


def kept_by_nobody(send: Any) -> Any:
    """No browser and nothing on the way keeps what only who has signed in may see."""

    async def sends(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = with_header(message, b"cache-control", b"private, no-store")
        await send(message)

    return sends


@cache
def _template(name: str) -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True).get_template(name)
