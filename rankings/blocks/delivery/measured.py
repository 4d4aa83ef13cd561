"""What whoever looks after the server may ask: whether it is ready, and what it has done so far.

`/ready` says in JSON whether figures can be shown, which version, and how far behind the other
servers it may be; a balancer asks it. `/metrics` has the counts of this process as Prometheus reads
them (https://prometheus.io/docs/instrumenting/exposition_formats/), for this machine only, or for
who sends the token of RANKINGS_METRICS_TOKEN. Neither says anything of the figures.
"""

import asyncio
import hmac
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rankings.blocks.delivery.answers import Message, respond
from rankings.blocks.delivery.page import is_page
from rankings.ingest.confined_processes import pool
from rankings.loads import access, follower
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store
from rankings.words.text import LANGUAGES, words

READY, METRICS = "/ready", "/metrics"
TOKEN = "RANKINGS_METRICS_TOKEN"
SHORTEST_TOKEN = 16
# So long an answer waits for a store that is being built.
WAIT_SECONDS = 2.0
# The first that fits says of which kind a request is.
KINDS = (
    ("watch", ("/_stcore/health", READY, METRICS)),
    ("upload", ("/_stcore/upload_file",)),
    ("streamlit", ("/_stcore", "/component")),
    ("file", ("/static",)),
    ("media", ("/media",)),
    ("account", ("/account", "/auth", "/oauth2callback")),
)
Labels = tuple[tuple[str, str], ...]


@dataclass
class Counts:
    """What this process has answered so far. requests: by kind and status; a websocket that was
    opened has 101. Changed by the loop of the server only."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    websockets: int = 0


class Counted:
    """ASGI middleware around all others: counts what is answered, also what they refuse."""

    def __init__(self, app: Any, counts: Counts, below: str = "") -> None:
        self.app = app
        self.counts = counts
        self.below = _below(below)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        asked = kind(scope, self.below)
        state = {"open": False, "answered": False}

        def answered(status: int) -> None:
            if not state["answered"]:
                state["answered"] = True
                self.counts.requests[asked, status] += 1

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered(message["status"])
            elif message["type"] == "websocket.accept":
                answered(101)
                state["open"] = True
                self.counts.websockets += 1
            elif message["type"] == "websocket.close":
                answered(403)
            await send(message)

        try:
            await self.app(scope, receive, counting)
        except Exception:
            answered(500)
            raise
        finally:
            self.counts.websockets -= state["open"]


class Measured:
    """ASGI middleware behind the door for hosts and pages, before that of signing in.

    opened: gives the store, and takes as long as building it takes; below: the path below which the
    app is.
    """

    def __init__(
        self, app: Any, opened: Callable[[], Store], counts: Counts, below: str = ""
    ) -> None:
        self.app = app
        self.opened = opened
        self.counts = counts
        self.below = _below(below)
        self._opening: asyncio.Task | None = None

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        path = scope["path"].removeprefix(self.below) if scope["type"] == "http" else ""
        if path not in (READY, METRICS) or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif path == READY:
            state = await self._state()
            status = 200 if state["store"] == "open" else 503
            await _say(scope, send, status, "application/json", json.dumps(state) + "\n")
        elif may_measure(scope):
            text = await self._measures()
            await _say(scope, send, 200, "text/plain; version=0.0.4", text)
        else:
            refused = "\n".join(words(code)("error.metrics_elsewhere") for code in LANGUAGES)
            await _say(scope, send, 403, "text/plain", refused + "\n")

    async def _state(self) -> dict[str, object]:
        """What /ready says."""
        closed: dict[str, object] = {"store": "closed", "version": None, "lag_seconds": None}
        try:
            at = await self._snapshot()
            lag = follower.lag(at.store)
        except TimeoutError:
            return closed | {"store": "opening"}
        except Problem as problem:
            return closed | {"problem": problem.key}
        seconds = None if lag is None else round(lag, 1)
        return {"store": "open", "version": at.version, "lag_seconds": seconds}

    async def _measures(self) -> str:
        try:
            at = await self._snapshot()
            shown = await asyncio.to_thread(_of_the_store, at)
        except (TimeoutError, Problem):
            shown = {}
        return exposition(self.counts, shown)

    async def _snapshot(self) -> Snapshot:
        """The version that is shown. Whoever asks while the store is being opened waits for the one
        opening. Raises TimeoutError where that takes long, Problem where nothing can be shown."""
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(asyncio.to_thread(partial(_shown, self.opened)))
        return await asyncio.wait_for(asyncio.shield(self._opening), WAIT_SECONDS)


def kind(scope: Message, below: str = "") -> str:
    """Of which kind a request is: one of few words, whatever is asked for."""
    if scope["type"] == "websocket":
        return "websocket"
    path = scope["path"].removeprefix(below)
    for name, places in KINDS:
        if any(path == place or path.startswith(f"{place}/") for place in places):
            return name
    return "page" if is_page(path) else "other"


def may_measure(scope: Message, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the counts are for who asks: a process of this machine, and no proxy for somebody
    else; or who sends `Authorization: Bearer` with the token of the setting."""
    named = {key.decode("latin-1").lower(): value for key, value in scope["headers"]}
    token = environment.get(TOKEN, "").strip().encode()
    sent = named.get("authorization", b"")
    if len(token) >= SHORTEST_TOKEN and hmac.compare_digest(sent, b"Bearer " + token):
        return True
    client = scope.get("client")
    headers = {name: value.decode("latin-1") for name, value in named.items()}
    # Without an address of who asks (a socket of the file system) a proxy may be in between.
    return client is not None and access.from_this_machine(client[0], headers)


def exposition(counts: Counts, shown: Mapping[str, float]) -> str:
    """The text of /metrics. shown: of the store, by name; what is not known is not in it."""
    lines: list[str] = []

    def tell(name: str, type_: str, what: str, values: Mapping[Labels, float]) -> None:
        if not values:
            return
        lines.extend((f"# HELP {name} {what}", f"# TYPE {name} {type_}"))
        for labels, value in values.items():
            inner = ",".join(f'{label}="{text}"' for label, text in labels)
            lines.append(f"{name}{{{inner}}} {value}" if inner else f"{name} {value}")

    requests: dict[Labels, float] = {
        (("kind", asked), ("status", str(status))): number
        for (asked, status), number in sorted(counts.requests.items())
    }
    tell("rankings_requests_total", "counter", "Requests answered, 101: websocket.", requests)
    tell("rankings_websockets_open", "gauge", "Open pages.", {(): counts.websockets})
    for name, what in OF_THE_STORE.items():
        tell(name, "gauge", what, {(): shown[name]} if name in shown else {})
    work: dict[Labels, float] = {
        (("outcome", name),): number for name, number in sorted(pool.outcomes.items())
    }
    tell("rankings_confined_work_total", "counter", "Work on files that came in.", work)
    memory = _resident_bytes()
    of_process: dict[Labels, float] = {} if memory is None else {(): memory}
    tell("process_resident_memory_bytes", "gauge", "Memory of this process.", of_process)
    return "\n".join(lines) + "\n"


OF_THE_STORE = {
    "rankings_version": "The version of the store that is shown.",
    "rankings_loads_published": "Loads that count in it, those withdrawn left out.",
    "rankings_lag_seconds": "Since when this server is not known to have what the others have.",
}


def _of_the_store(at: Snapshot) -> dict[str, float]:
    states = queries.loads(at)["state"].to_pylist()
    lag = follower.lag(at.store)
    shown: dict[str, float] = {"rankings_version": at.version}
    shown["rankings_loads_published"] = states.count("published")
    return shown if lag is None else shown | {"rankings_lag_seconds": round(lag, 3)}


def _shown(opened: Callable[[], Store]) -> Snapshot:
    at = opened().snapshot()
    at.store.connect(at.version)
    return at


def _resident_bytes() -> int | None:
    """The memory of this process; None on a system that does not tell it in this way."""
    table = Path("/proc/self/statm")
    if not table.exists():
        return None
    return int(table.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _below(path: str) -> str:
    return f"/{path.strip('/')}".removesuffix("/")


async def _say(scope: Message, send: Any, status: int, media: str, text: str) -> None:
    headers = [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
    ]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    await respond(scope, send, start, text.encode())
