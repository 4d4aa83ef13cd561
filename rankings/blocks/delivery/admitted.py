"""Who is let in: requests for a name of this server, and from its own pages.

A page elsewhere may send a reader's browser here, and a name on the internet may be made to lead to
this machine: both are told by what the browser says of the request. Streamlit answers to every name
unless told otherwise, and asks a host on the internet for this machine's own address before it
refuses a page of elsewhere; so all of this is judged before Streamlit sees the request.
"""

import ipaddress
import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from streamlit import config

from rankings.blocks.delivery.answers import Message, respond
from rankings.store.problems import Problem
from rankings.words.text import LANGUAGES, words

SETTING = "RANKINGS_HOSTS"
NAME = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
EVERY_INTERFACE = ("0.0.0.0", "::")
FOREIGN_HOST, FOREIGN_PAGE = 421, 403
POLICY_VIOLATION = 1008  # of the websocket protocol
LONGEST_SHOWN = 100

log = logging.getLogger("rankings")


@dataclass(frozen=True)
class Names:
    """The names a server answers to.

    hosts: in small letters, at any port, `*.` before a name for all names below it, `*` for all;
    at_its_port: those that count at the port only at which the request came in.
    """

    hosts: tuple[str, ...] = ()
    at_its_port: tuple[str, ...] = THIS_MACHINE

    def admit(self, host: str, port: int | None) -> bool:
        """Whether a request for `host` (name, with or without a port) is for this server.

        port: at which it came in, None where there is none (a socket of the file system).
        """
        asked = _parts(host)
        if asked is None or not asked.hostname:
            return False
        name = asked.hostname.rstrip(".")
        if any(_covers(pattern, name) for pattern in self.hosts):
            return True
        return name in self.at_its_port and (port is None or (asked.port or 80) == port)


def named(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The names in RANKINGS_HOSTS. Raises Problem on what is no name: an address with a scheme, a
    port or a path, or a name for all."""
    text = environment.get(SETTING, "").strip().lower()
    names = tuple(name.strip("[]").rstrip(".") for name in re.split(r"[\s,]+", text) if name)
    if not all(NAME.fullmatch(name) or _is_address(name) for name in names):
        raise Problem("error.setting_hosts", name=SETTING, value=text)
    return names


def of_settings() -> Names:
    """The names in the settings: those of RANKINGS_HOSTS, with Streamlit's `server.allowedHosts` or
    the address that it listens at or is said to have (`server.address`, `browser.serverAddress`);
    this machine at its own port in any case."""
    if allowed := config.get_option("server.allowedHosts"):
        known = (name.strip().lower().rstrip(".").strip("[]") for name in allowed)
        return Names((*named(), *known))
    options = [
        config.get_option(option)
        for option in ("server.address", "browser.serverAddress")
        if config.is_manually_set(option)
    ]
    own = {name.lower().strip("[]") for name in options if name} | {*named()}
    return Names(tuple(sorted(own - {*EVERY_INTERFACE, *THIS_MACHINE})))


class Admitted:
    """ASGI middleware: what is not for this server, or comes from a page elsewhere, is refused.

    names: gives the names of this server; asked at each request, since settings are read late.
    """

    def __init__(self, app: Any, names: Callable[[], Names] = of_settings) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        hosts, pages = (_values(scope, name) for name in (b"host", b"origin"))
        if len(hosts) != 1 or not self.names().admit(hosts[0], _port(scope)):
            await _refuse(scope, send, FOREIGN_HOST, "error.foreign_host", hosts)
        elif any(_place(page) != hosts[0] for page in pages):
            await _refuse(scope, send, FOREIGN_PAGE, "error.foreign_page", pages)
        else:
            await self.app(scope, receive, send)


async def _refuse(scope: Message, send: Any, status: int, key: str, asked: Iterable[str]) -> None:
    """Say in both languages why the request is not answered; a websocket is not opened."""
    name = ", ".join(asked)[:LONGEST_SHOWN]
    log.warning("refused %s %r: %s %r", scope["type"], scope["path"], key, name)
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        return
    text = "\n".join(words(language)(key, name=name) for language in LANGUAGES) + "\n"
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [(b"content-type", b"text/plain; charset=utf-8")],
    }
    await respond(scope, send, start, text.encode())


def _values(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _port(scope: Message) -> int | None:
    server = scope.get("server")
    return server[1] if server else None


def _parts(host: str) -> SplitResult | None:
    """A `Host` header in its parts; None for what is no name with at most a port."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    more = parts.username or parts.password or parts.path or parts.query or parts.fragment
    return None if more or "@" in parts.netloc else parts


def _place(origin: str) -> str | None:
    """Host and port of an `Origin` header, as a `Host` header has them; None for "null"."""
    scheme, separator, place = origin.partition("://")
    return place if separator and scheme in ("http", "https") else None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _covers(pattern: str, name: str) -> bool:
    if pattern.startswith("*."):
        return name.endswith(pattern[1:])
    return pattern in ("*", name)
