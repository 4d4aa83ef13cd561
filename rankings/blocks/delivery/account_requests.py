"""What a request to sign in, or of somebody who has, says: its cookie, form, language, way on."""

from email.message import Message as Headers
from typing import Any
from urllib.parse import parse_qs, quote

from rankings.blocks.delivery.answers import Message
from rankings.words.text import LANGUAGES

COOKIE = "rankings_session"
ACCOUNT = "/account"
LARGEST_FORM = 10_000


def cookie(scope: Message, name: str) -> str | None:
    """The value of a cookie; None where the browser sends none."""
    for pairs in values_of(scope, b"cookie"):
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


def is_from_elsewhere(scope: Message) -> bool:
    """Whether a page elsewhere led here, and the browser has left our cookie out."""
    return values_of(scope, b"sec-fetch-site") == ["cross-site"] and cookie(scope, COOKIE) is None


async def form_of(receive: Any) -> dict[str, str] | None:
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


def file_name(disposition: str) -> str:
    """The name in a `Content-Disposition` header, as RFC 6266 writes it."""
    headers = Headers()
    headers["content-disposition"] = disposition
    return headers.get_filename("") or disposition


def values_of(scope: Message, name: bytes) -> list[str]:
    """The values of a header, in small letters, in their order."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
