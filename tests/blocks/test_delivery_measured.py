"""What is told to whoever looks after the server, and to nobody else."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from rankings.blocks.delivery import measured
from rankings.blocks.delivery.measured import Counted, Counts, Measured, kind, may_measure
from rankings.loads import follower
from rankings.store.problems import Problem
from rankings.store.versions import Store

TOKEN = "a-token-of-some-length"


def scope(path, client="127.0.0.1", type_="http", **headers):
    named = {"host": "localhost:8501"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return {
        "type": type_,
        "method": "GET",
        "path": path,
        "client": (client, 5000),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }


def asked(app, request):
    """Status and body of the answer to a request."""
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(app(request, None, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


async def application(scope, receive, send):
    """An application that has a page, a websocket, and a fault."""
    if scope["path"] == "/fault":
        raise RuntimeError("a fault")
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


def unreadable() -> Store:
    raise Problem("error.no_version", file="current")


def test_ready_names_the_version_and_no_lag_where_nobody_else_publishes(var: Path):
    store = Store(var)
    status, body = asked(Measured(application, lambda: store, Counts()), scope("/ready"))
    said = json.loads(body)
    assert (status, said) == (
        200,
        {"store": "open", "version": store.version(), "lag_seconds": None},
    )


def test_not_ready_where_no_figure_can_be_shown_or_the_store_is_being_built(monkeypatch):
    status, body = asked(Measured(application, unreadable, Counts()), scope("/ready"))
    assert (status, json.loads(body)["problem"]) == (503, "error.no_version")
    monkeypatch.setattr(measured, "WAIT_SECONDS", 0.01)
    status, body = asked(Measured(application, lambda: time.sleep(0.1), Counts()), scope("/ready"))
    assert (status, json.loads(body)["store"]) == (503, "opening")


def test_what_else_is_asked_for_passes(var: Path):
    app = Measured(application, lambda: Store(var), Counts(), below="/office")
    assert asked(app, scope("/office/")) == (200, "a page")
    assert asked(app, scope("/office/readiness")) == (200, "a page")
    assert json.loads(asked(app, scope("/office/ready"))[1])["store"] == "open"


@pytest.mark.parametrize(
    ("request_", "environment", "may"),
    [
        (scope("/metrics"), {}, True),
        (scope("/metrics", "::1"), {}, True),
        (scope("/metrics", "10.0.0.7"), {}, False),
        # A proxy of this machine that asks for somebody else.
        (scope("/metrics", x_forwarded_for="10.0.0.7"), {}, False),
        (scope("/metrics", x_forwarded_for="127.0.0.1"), {}, False),
        (scope("/metrics", forwarded="for=127.0.0.1"), {}, False),
        (scope("/metrics", host="rankings.example"), {}, False),
        (scope("/metrics", "10.0.0.7", authorization=f"Bearer {TOKEN}"), {}, False),
        (
            scope("/metrics", "10.0.0.7", authorization=f"Bearer {TOKEN}"),
            {measured.TOKEN: TOKEN},
            True,
        ),
        (scope("/metrics", "10.0.0.7", authorization="Bearer "), {measured.TOKEN: ""}, False),
        (scope("/metrics", "10.0.0.7", authorization="Bearer x"), {measured.TOKEN: "x"}, False),
        (
            scope("/metrics", "10.0.0.7", authorization=f"Bearer {TOKEN}x"),
            {measured.TOKEN: TOKEN},
            False,
        ),
    ],
)
def test_counts_are_for_this_machine_and_for_who_has_the_token(request_, environment, may):
    assert may_measure(request_, environment) is may


def test_who_may_not_is_told_so_and_gets_no_count(var: Path):
    app = Measured(application, lambda: Store(var), Counts())
    status, body = asked(app, scope("/metrics", "10.0.0.7"))
    assert status == 403
    assert "RANKINGS_METRICS_TOKEN" in body
    assert "rankings_requests_total" not in body


def test_measures_count_what_was_answered(var: Path):
    counts = Counts()
    app = Counted(Measured(application, lambda: Store(var), counts), counts)
    for path in ("/", "/", "/static/a.js", "/metrics"):
        assert asked(app, scope(path))[0] == 200
    with pytest.raises(RuntimeError):
        asked(app, scope("/fault"))
    lines = asked(app, scope("/metrics"))[1].splitlines()
    assert 'rankings_requests_total{kind="page",status="200"} 2' in lines
    assert 'rankings_requests_total{kind="file",status="200"} 1' in lines
    assert 'rankings_requests_total{kind="watch",status="200"} 1' in lines
    assert 'rankings_requests_total{kind="page",status="500"} 1' in lines
    assert f"rankings_version {Store(var).version()}" in lines
    assert "rankings_loads_published 1" in lines
    assert 'rankings_confined_work_total{outcome="refused"} 0' in lines
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values["process_resident_memory_bytes"]) > 10_000_000
    # One store that nobody else publishes to is behind nobody.
    assert "rankings_lag_seconds" not in values


def test_without_a_store_the_other_counts_are_told():
    status, body = asked(Measured(application, unreadable, Counts()), scope("/metrics"))
    assert status == 200
    assert "rankings_websockets_open 0" in body
    assert "rankings_version" not in body


def test_a_websocket_counts_while_it_is_open():
    counts = Counts()
    open_meanwhile = []

    async def page(scope, receive, send):
        await application(scope, receive, send)
        open_meanwhile.append(counts.websockets)

    async def send(message):
        pass

    request = scope("/_stcore/stream", type_="websocket")
    asyncio.run(Counted(page, counts)(request, None, send))
    assert (open_meanwhile, counts.websockets) == ([1], 0)
    assert counts.requests == {("websocket", 101): 1}


def test_kinds_are_few_whatever_is_asked_for():
    kinds = {kind(scope(f"/{'x' * number}")) for number in range(1, 50)}
    assert kinds == {"page"}
    assert kind(scope("/b/_stcore/upload_file/1/2"), "/b") == "upload"
    assert kind(scope("/media/a.xlsx")) == "media"


def test_the_lag_grows_until_the_server_has_all_that_the_others_have(tmp_path, monkeypatch):
    from rankings.store import shared

    monkeypatch.setenv("RANKINGS_VAR", str(tmp_path))
    store = shared.shared("ducklake:postgres:host=nowhere", str(tmp_path / "data"))
    assert follower.lag(Store(tmp_path)) is None
    assert follower.lag(store) is None
    thread = follower._Thread(store)
    monkeypatch.setitem(follower._following, store, thread)
    thread.level_at -= 30
    assert follower.lag(store) == pytest.approx(30, abs=5)

    def level(_):
        thread.stopped.set()

    monkeypatch.setattr(follower, "step", level)
    monkeypatch.setattr(follower, "EVERY", 0)
    thread.run()
    assert follower.lag(store) == pytest.approx(0, abs=5)
