"""The page that every address of the app is answered with, in the language of its address.

Streamlit has one page for all addresses, calls it English, and compresses it at most of them before
it comes here. It is asked for uncompressed and whole; what is sent is compressed, and known by a
hash of its own, here.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from rankings.blocks.delivery import frame_words
from rankings.blocks.delivery.answers import (
    Message,
    accepts_gzip,
    header,
    respond,
    with_header,
    without,
)
from rankings.words.text import LANGUAGES

# What stands below these is fetched by pages and is no page.
NO_PAGES = ("/static/", "/media/", "/component/", "/app/static/", "/_stcore/")
NO_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
# What a reader says of another page than ours: the hash and the day of Streamlit's, and a part.
OF_THE_OTHER = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range")
# What Streamlit says of its own page that is not true of ours.
OF_STREAMLIT = (b"last-modified", b"accept-ranges")


def is_page(path: str) -> bool:
    """Whether an address is answered with a page, if it is answered at all."""
    return not path.startswith(NO_PAGES)


async def send_page(app: Any, scope: Message, receive: Any, send: Any) -> None:
    """Answer with the page in its language. What turns out to be no page passes as it is."""
    start: Message = {}
    parts = []

    async def rewrite(message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_html(message):
                start.update(message)
                return
        elif start:
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await _respond(scope, send, start, b"".join(parts))
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


async def _respond(scope: Message, send: Any, start: Message, body: bytes) -> None:
    headers = dict(scope["headers"])
    page = in_language(body, _language(scope))
    # Weak: the same page, compressed or not.
    own_hash = b'W/"%s"' % hashlib.sha256(page).hexdigest()[:32].encode()
    start = start | {"headers": without(start, *OF_STREAMLIT)}
    start = with_header(start, b"vary", b"accept-encoding")
    start = with_header(start, b"etag", own_hash)
    if own_hash in [one.strip() for one in headers.get(b"if-none-match", b"").split(b",")]:
        await send(start | {"status": 304, "headers": without(start, b"content-length")})
        await send({"type": "http.response.body", "body": b""})
        return
    if accepts_gzip(headers):
        start = with_header(start, b"content-encoding", b"gzip")
        page = gzip.compress(page, 6, mtime=0)
    await respond(scope, send, start, page)


def _language(scope: Message) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [LANGUAGES[0]])[-1]
    return asked if asked in LANGUAGES else LANGUAGES[0]


@lru_cache(maxsize=4)
def in_language(page: bytes, language: str) -> bytes:
    """Streamlit's page in a language, with what puts its widgets into that language too."""
    page = page.replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
    page = NO_SCRIPT.sub(f"<noscript>{frame_words.no_script(language)}</noscript>".encode(), page)
    return page.replace(b"</head>", f"{frame_words.scripts()}</head>".encode(), 1)
