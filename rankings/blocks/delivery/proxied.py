"""Who asks, where a proxy stands in between: said by the proxies that are named, by nobody else.

A proxy says in `X-Forwarded-For` who asks it, and in `X-Forwarded-Proto` how; anybody can send such
headers. The server believes them of this machine; here they are read anew, of the connection as it
is, and believed of the addresses in RANKINGS_TRUSTED_PROXIES: then throttling goes by the reader's
address, and cookies are marked for HTTPS.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from typing import Any

from rankings.blocks.delivery.answers import Message
from rankings.store.problems import Problem

SETTING = "RANKINGS_TRUSTED_PROXIES"
THIS_MACHINE = ("127.0.0.0/8", "::1/128")
SOCKETS = {"websocket": {"http": "ws", "https": "wss"}}
# In what a request says of itself: whether one of these proxies has passed it on.
PASSED_ON = "rankings.passed_on"


def trusted(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The proxies that are believed, as networks: those of the setting, else this machine.

    Raises Problem on what is no address of one machine or network.
    """
    named = re.split(r"[\s,]+", environment.get(SETTING, "").strip())
    try:
        networks = tuple(str(ipaddress.ip_network(name, strict=False)) for name in named if name)
    except ValueError as error:
        raise Problem("error.setting_addresses", name=SETTING, value=", ".join(named)) from error
    if any(ipaddress.ip_network(network).prefixlen == 0 for network in networks):
        raise Problem("error.setting_addresses", name=SETTING, value=", ".join(named))
    return networks or THIS_MACHINE


class Proxied:
    """ASGI middleware around all others. proxies: as `trusted` gives them."""

    def __init__(self, app: Any, proxies: tuple[str, ...] = THIS_MACHINE) -> None:
        self.app = app
        self.networks = [ipaddress.ip_network(name) for name in proxies]

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = as_connected(scope, receive)
        client = scope.get("client")
        scope[PASSED_ON] = client is not None and self._is_proxy(client[0])
        await self.app(self._as_told(scope) if scope[PASSED_ON] else scope, receive, send)

    def _as_told(self, scope: Message) -> Message:
        """A request as its proxy tells it. Each proxy adds whom it was asked by at the end: who is
        no proxy any more is who asks, and what stands before that is anybody's word."""
        [scheme] = _values(scope, b"x-forwarded-proto")[-1:] or [""]
        if scheme in ("http", "https"):
            scope = scope | {"scheme": SOCKETS.get(scope["type"], {}).get(scheme, scheme)}
        passed_by = ",".join(_values(scope, b"x-forwarded-for")).split(",")
        for text in reversed(passed_by):
            if (name := _address(text)) is None:
                break
            scope = scope | {"client": (name, 0)}
            if not self._is_proxy(name):
                break
        return scope

    def _is_proxy(self, address: str) -> bool:
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(known in network for network in self.networks)


def as_connected(scope: Message, receive: Any) -> Message:
    """A request as its connection is, whatever the server has taken from headers.

    receive: the server's own, whose object holds the connection; of another one the request is
    left as it is. An address of IPv4 is told as such, also where it came to a socket of IPv6.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    peer = transport.get_extra_info("peername") if transport else None
    if transport is None or not isinstance(peer, tuple):
        return dict(scope)
    secure = transport.get_extra_info("sslcontext") is not None
    scheme = ("wss" if secure else "ws") if scope["type"] == "websocket" else None
    address = str(peer[0]).removeprefix("::ffff:")
    as_asked = scheme or ("https" if secure else "http")
    return scope | {"client": (address, int(peer[1])), "scheme": as_asked}


def _address(text: str) -> str | None:
    """An address without its port; None where it is none."""
    name = text.strip()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return None


def _values(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key == name]
