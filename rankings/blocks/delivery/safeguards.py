"""What a browser is told to refuse: scripts, frames and addresses that are not this server's.

https://www.w3.org/TR/CSP3/ and https://fetch.spec.whatwg.org/ say what each header means.
"""

import base64
import hashlib
import re
from typing import Any

from rankings.blocks.delivery.answers import Message, header, with_header

# A script that stands in the page; those with a type that is not run are data.
INLINE_SCRIPT = re.compile(rb"<script(?: nomodule)?>(.*?)</script>", re.DOTALL)
POLICY = {
    "default-src": "'self'",
    # Streamlit loads the scripts of our own widgets from addresses that the page itself made.
    "script-src": "'self' blob:",
    # Streamlit and Vega write styles into the page while it lives.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY_HEADER = b"content-security-policy"


def policy(page: bytes = b"") -> bytes:
    """The content security policy of an answer; page: whose own scripts may run, and no others."""
    hashes = [
        base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts(page)
    ]
    own = " ".join(f"'sha256-{known}'" for known in hashes)
    rules = POLICY | {"script-src": f"{POLICY['script-src']} {own}".rstrip()}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items()).encode()


def scripts(page: bytes) -> list[bytes]:
    """The scripts that stand in a page, each once."""
    return list(dict.fromkeys(INLINE_SCRIPT.findall(page)))


class Safeguards:
    """ASGI middleware: every answer bears the headers; one that has a policy keeps it."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                for name, value in ALWAYS.items():
                    message = with_header(message, name, value)
                if not header(message, POLICY_HEADER):
                    message = with_header(message, POLICY_HEADER, policy())
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)
