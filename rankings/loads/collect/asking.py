"""One request to a portal, and its reply as it came: bounded in time, size and tries.

What answers 403, 429 or 451 has refused: nobody asks again, from here or in another way. A redirect
is never followed, so that no other host than the one of the row is ever asked.
"""

import ipaddress
import json
import random
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from rankings.store.problems import Problem

# What says that a server wants no more requests, and what says that it may answer another time.
REFUSALS = frozenset({403, 429, 451})
ANSWERED = frozenset({200, 201})
# Why there is no reply. Of these another try may be better.
WORTH_ANOTHER_TRY = frozenset({"unreachable", "timeout", "server_error", "broken_off"})
# A pause before another try is so many times the one before it.
GROWTH = 3
# Between requests to a server of this machine, in seconds.
OWN_PAUSE = 0.05
# A server that says when to come back is believed up to so many seconds.
MOST_SECONDS_AWAY = 7 * 24 * 3600
# It says what it is: nobody is to take it for a person at a browser.
NAMED = "rankings-collector (one request at a time, once a day)"


@dataclass(frozen=True)
class Request:
    """One request: where, what is sent, and its bounds (seconds, bytes). A row of
    collector_sources.sql, with the year and the province filled in."""

    code: str
    address: str
    body: bytes
    pause: float
    jitter: float
    timeout: float
    tries: int
    most_bytes: int

    @property
    def host(self) -> str:
        """The host that is asked, with its port."""
        return urlsplit(self.address).netloc


@dataclass(frozen=True)
class Reply:
    """What came: its bytes, unpacked; status: of HTTP; tries: how often it was asked; seconds: of
    the last try."""

    content: bytes
    status: int
    tries: int
    seconds: float


class NotAnswered(Exception):
    """No reply. reason: refused | redirected | status | too_large | packed | unreachable |
    timeout | server_error | broken_off; status: of HTTP, where there was one; away: for how many
    seconds the server wants to be left alone, where it said so."""

    def __init__(self, reason: str, *, status: int | None = None, away: float | None = None):
        super().__init__(reason)
        self.reason, self.status, self.away = reason, status, away
        self.tries = 1


@dataclass
class Pace:
    """How time passes between requests. sleep: waits so many seconds; chance: 0 to 1."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    asked_before: bool = field(default=False, init=False)

    def before(self, request: Request) -> None:
        """Wait before a request, unless it is the first one."""
        if self.asked_before:
            self.wait(request.pause, request)
        self.asked_before = True

    def wait(self, seconds: float, request: Request) -> None:
        """Wait so long and up to the jitter of the request more."""
        self.sleep(seconds + request.jitter * self.chance())


def request_of(row: Mapping[str, Any], *, year: int, department: str | None, base: str) -> Request:
    """The request of a row of collector_sources.sql.

    department: the province as the portal calls it, where its units are asked for; base: of
    `base_of`, in place of the row's own host, or "" for that. A server of this machine is not
    spared: there pauses are short. Raises Problem where the row makes no request.
    """
    body = Template(row["body"]).safe_substitute(year=year, department=department or "")
    try:
        json.loads(body)
        address = _moved(row["address"], base)
    except ValueError as error:
        raise Problem("error.collect_row", request=row["request_code"]) from error
    own = _is_of_this_machine(address)
    return Request(
        code=row["request_code"],
        address=address,
        body=body.encode(),
        pause=OWN_PAUSE if own else row["pause_seconds"],
        jitter=OWN_PAUSE if own else row["jitter_seconds"],
        timeout=row["timeout_seconds"],
        tries=row["tries"],
        most_bytes=row["most_bytes"],
    )


def base_of(address: str | None) -> str:
    """What a person gives to be asked in place of the portal: scheme and host of the web, without
    what follows them; "" where nothing was given. Raises Problem on anything else."""
    if not (text := (address or "").strip()):
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Problem("error.collect_from", value=text) from error
    named = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    if not named or parts.path.strip("/") or parts.query or parts.fragment:
        raise Problem("error.collect_from", value=text)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    return f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")


def _is_of_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _moved(address: str, base: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(address)
    if not base:
        return address
    there = urlsplit(base)
    return urlunsplit((there.scheme, there.netloc, parts.path, parts.query, ""))


def ask(request: Request, pace: Pace, client: httpx.Client) -> Reply:
    """Ask until there is a reply, or it is known that there will be none.

    Between tries the pause grows. Raises NotAnswered.
    """
    pause = request.pause
    for number in range(1, request.tries + 1):
        try:
            return _once(request, client, number)
        except NotAnswered as failure:
            failure.tries = number
            if failure.reason not in WORTH_ANOTHER_TRY or number == request.tries:
                raise
        pause *= GROWTH
        pace.wait(pause, request)
    raise NotAnswered("unreachable")


def client() -> httpx.Client:
    """What asks: no proxy and no key of the environment, no redirect, one connection, nothing kept
    between requests."""
    return httpx.Client(
        follow_redirects=False,
        trust_env=False,
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
        headers={
            "User-Agent": NAMED,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Content-Type": "application/json",
        },
    )


def _once(request: Request, client: httpx.Client, number: int) -> Reply:
    began = time.monotonic()
    ends = began + request.timeout
    try:
        with client.stream(
            "POST", request.address, content=request.body, timeout=request.timeout
        ) as response:
            _judge_status(response)
            content = _whole(response, request.most_bytes, ends)
            return Reply(content, response.status_code, number, time.monotonic() - began)
    except httpx.TimeoutException as error:
        raise NotAnswered("timeout") from error
    except (httpx.ConnectError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise NotAnswered("unreachable") from error
    except httpx.HTTPError as error:
        raise NotAnswered("broken_off") from error


def _judge_status(response: httpx.Response) -> None:
    status = response.status_code
    if status in REFUSALS:
        raise NotAnswered("refused", status=status, away=_away(response))
    if 300 <= status < 400:
        raise NotAnswered("redirected", status=status)
    if status >= 500:
        raise NotAnswered("server_error", status=status)
    if status not in ANSWERED:
        raise NotAnswered("status", status=status)


def _away(response: httpx.Response) -> float | None:
    """For how long the server wants to be left alone, in seconds. One that gives a day instead is
    left alone for the usual time."""
    text = response.headers.get("Retry-After", "").strip()
    return min(float(text), MOST_SECONDS_AWAY) if text.isascii() and text.isdigit() else None


def _whole(response: httpx.Response, most_bytes: int, ends: float) -> bytes:
    """The reply to its end, unpacked as it comes, so that no more than is allowed is ever held."""
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip"):
        raise NotAnswered("packed", status=response.status_code)
    unpack = zlib.decompressobj(wbits=31) if packing == "gzip" else None
    parts, size = [], 0
    for raw in response.iter_raw():
        if time.monotonic() > ends:
            raise NotAnswered("timeout")
        part = raw if unpack is None else _unpacked(unpack, raw, most_bytes - size + 1)
        size += len(part)
        if size > most_bytes:
            raise NotAnswered("too_large", status=response.status_code)
        parts.append(part)
    if unpack is not None and not unpack.eof:
        raise NotAnswered("broken_off")
    return b"".join(parts)


def _unpacked(unpack: "zlib._Decompress", raw: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(raw, most)
    except zlib.error as error:
        raise NotAnswered("broken_off") from error
