"""The page that every address of the app is answered with, in the language of its address.

Streamlit has one page for all addresses, calls it English, and compresses it at most of them before
it comes here. It is asked for uncompressed and whole; what is sent is compressed, and known by a
hash of its own, here. At the address of the overview the overview stands in it already.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import parse_qs

from rankings.blocks.delivery import files, frame_words, safeguards
from rankings.blocks.delivery.answers import (
    Message,
    accepts,
    header,
    respond,
    with_header,
    without,
)
from rankings.words.text import LANGUAGES

# What stands below these is fetched by pages and is no page.
NO_PAGES = (
    *("/static/", "/media/", "/component/", "/app/static/", "/_stcore/"),
    # Where Streamlit leads to a provider of single sign-on, and what that leads back to.
    *("/auth/", "/oauth2callback"),
)
NO_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
# What a reader says of another page than ours: the hash and the day of Streamlit's, and a part.
OF_THE_OTHER = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range")
# What Streamlit says of its own page that is not true of ours.
OF_STREAMLIT = (b"last-modified", b"accept-ranges")
TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
STYLE_SHEET = re.compile(rb'<link rel="stylesheet"[^>]*>')
ROOT = b'<div id="root"></div>'

log = logging.getLogger("rankings")


@dataclass(frozen=True)
class Painted:
    """What stands in the page before any script has come. title: of the browser's tab; html: with
    its style, and the script that takes it away again."""

    title: str
    html: str


@dataclass(frozen=True)
class Made:
    """A page as it is sent. packed: the same in each encoding, by its name; own_hash: by which it
    is known; policy: by which no other scripts run than its own."""

    page: bytes
    packed: dict[str, bytes]
    own_hash: bytes
    policy: bytes


# Draws the first page in a language; None where only the live page can say what is to be said.
FirstPaint = Callable[[str], Painted | None]


def is_page(path: str) -> bool:
    """Whether an address is answered with a page, if it is answered at all."""
    return not path.startswith(NO_PAGES)


async def send_page(
    app: Any, scope: Message, receive: Any, send: Any, first_paint: FirstPaint | None = None
) -> None:
    """Answer with the page in its language. What turns out to be no page passes as it is.

    first_paint: given at the address of the overview.
    """
    start: Message = {}
    parts = []
    painted = await _painted(scope, first_paint) if first_paint else None

    async def rewrite(message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_html(message):
                start.update(message)
                return
        elif start:
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await _respond(scope, send, start, b"".join(parts), painted)
            return
        elif scope["method"] == "HEAD":
            message = message | {"body": b""}
        await send(message)

    await app(_whole(scope), receive, rewrite)


def _whole(scope: Message) -> Message:
    """The request for the whole page, uncompressed, whatever the reader has or wants of it."""
    headers = [(name, value) for name, value in scope["headers"] if name not in OF_THE_OTHER]
    return scope | {"method": "GET", "headers": headers, "extensions": {}}


def _is_html(start: Message) -> bool:
    return start["status"] == 200 and header(start, b"content-type").startswith(b"text/html")


async def _painted(scope: Message, first_paint: FirstPaint) -> Painted | None:
    """The first page, where an address asks for the newest overview and nothing else."""
    choices = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    known = set(choices.get("lang", ())) <= set(LANGUAGES)
    if choices.keys() - {"lang"} or not known:
        return None
    try:
        return await asyncio.to_thread(first_paint, _language(scope))
    except Exception:
        # The live page says what is wrong.
        log.exception("the overview could not be put into the page")
        return None


async def _respond(
    scope: Message, send: Any, start: Message, body: bytes, painted: Painted | None
) -> None:
    headers = dict(scope["headers"])
    sent = made(body, _language(scope), painted)
    start = start | {"headers": without(start, *OF_STREAMLIT)}
    start = with_header(start, b"vary", b"accept-encoding")
    start = with_header(start, b"etag", sent.own_hash)
    start = with_header(start, safeguards.POLICY_HEADER, sent.policy)
    if sent.own_hash in [one.strip() for one in headers.get(b"if-none-match", b"").split(b",")]:
        await send(start | {"status": 304, "headers": without(start, b"content-length")})
        await send({"type": "http.response.body", "body": b""})
        return
    page = sent.page
    for encoding, small in sent.packed.items():
        if accepts(headers, encoding):
            start = with_header(start, b"content-encoding", encoding.encode())
            page = small
            break
    await respond(scope, send, start, page)


def _language(scope: Message) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [LANGUAGES[0]])[-1]
    return asked if asked in LANGUAGES else LANGUAGES[0]


@lru_cache(maxsize=8)
def made(body: bytes, language: str, painted: Painted | None) -> Made:
    """The page in a language."""
    page = in_language(files.below_build(body), language)
    if painted is not None:
        page = with_first_paint(page, painted)
    # Weak: the same page, compressed or not.
    own_hash = b'W/"%s"' % hashlib.sha256(page).hexdigest()[:32].encode()
    packed = {name: pack(page) for name, pack in files.ENCODINGS.items()}
    return Made(page, packed, own_hash, safeguards.policy(page))


def with_first_paint(page: bytes, painted: Painted) -> bytes:
    """The page with something to see behind the place that Streamlit fills.

    Our scripts and the style sheet are for what Streamlit draws: they go behind what is to be seen
    without waiting. Streamlit's own scripts are modules, which run when all of the page is there.
    """
    scripts = frame_words.scripts().encode()
    sheets = b"".join(STYLE_SHEET.findall(page))
    title = f"<title>{escape(painted.title)}</title>".encode()
    page = STYLE_SHEET.sub(b"", page.replace(scripts, b"", 1))
    page = TITLE.sub(lambda _: title, page, count=1)
    return page.replace(ROOT, ROOT + painted.html.encode() + scripts + sheets, 1)


def in_language(page: bytes, language: str) -> bytes:
    """Streamlit's page in a language, with what puts its widgets into that language too."""
    page = page.replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
    page = NO_SCRIPT.sub(lambda _: frame_words.cannot_run(language).encode(), page)
    return page.replace(b"</head>", f"{frame_words.scripts()}</head>".encode(), 1)
