"""Who is let in, and what every answer tells the browser to refuse."""

import asyncio
import base64
import hashlib

import pytest

from rankings.blocks import frame
from rankings.blocks.delivery.admitted import Admitted, Names, named, of_settings
from rankings.blocks.delivery.safeguards import ALWAYS, Safeguards, policy, scripts
from rankings.store.problems import Problem

PORT = 8501
OFFICE = Names(("rankings.example", "*.office.example", "::2"))


async def answers(scope, receive, send):
    """A bare application that answers to everybody."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"figures"})


def asked(app, kind="http", port=PORT, **headers):
    """The messages that a request is answered with."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": kind,
        "method": "GET",
        "path": "/",
        "server": ("127.0.0.1", port),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(app(scope, None, send))
    return sent


@pytest.mark.parametrize(
    ("names", "host", "admitted"),
    [
        (Names(), "localhost:8501", True),
        (Names(), "LOCALHOST:8501", True),
        (Names(), "127.0.0.1:8501", True),
        (Names(), "[::1]:8501", True),
        (Names(), "localhost.:8501", True),
        (Names(), "localhost", False),  # the port of HTTP, 80
        (Names(), "localhost:9000", False),
        (Names(), "127.0.0.2:8501", False),
        (Names(), "evil.example", False),
        (Names(), "evil.example:8501", False),
        (Names(), "localhost:8501@evil.example", False),
        (Names(), "evil.example/localhost:8501", False),
        (Names(), "localhost:8501#", True),  # an empty fragment is none
        (Names(), "localhost:port", False),
        (Names(), "[::1", False),
        (Names(), "", False),
        (OFFICE, "rankings.example", True),
        (OFFICE, "rankings.example:8443", True),
        (OFFICE, "a.office.example", True),
        (OFFICE, "office.example", False),
        (OFFICE, "evil-office.example", False),
        (OFFICE, "rankings.example.evil.example", False),
        (OFFICE, "[::2]", True),
        (OFFICE, "localhost:8501", True),
        (Names(("*",)), "anything.example", True),
        (Names(("rankings.example",), at_its_port=()), "localhost:8501", False),
    ],
)
def test_a_server_answers_to_its_names_only(names, host, admitted):
    assert names.admit(host, PORT) is admitted


def test_names_that_the_office_sets_count_beside_this_machine(monkeypatch):
    monkeypatch.setenv("RANKINGS_HOSTS", "Rankings.example, *.office.example 10.0.0.5")
    names = of_settings()
    for host in ("rankings.example", "a.office.example", "10.0.0.5:8443", "localhost:8501"):
        assert names.admit(host, PORT)
    for host in ("evil.example", "office.example", "localhost:9000"):
        assert not names.admit(host, PORT)


@pytest.mark.parametrize("text", ["https://rankings.example", "rankings.example:443", "a/b", "*"])
def test_what_is_no_name_stops_the_start_with_a_sentence(text):
    with pytest.raises(Problem, match=r"^error\.setting_hosts "):
        named({"RANKINGS_HOSTS": text})
    with pytest.raises(SystemExit, match="RANKINGS_HOSTS"), frame.stopped_by_a_setting():
        named({"RANKINGS_HOSTS": text})


def test_a_socket_of_the_file_system_has_no_port():
    assert Names().admit("localhost:9000", None)


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "localhost:8501"}, 200),
        ({"host": "localhost:8501", "origin": "http://localhost:8501"}, 200),
        ({"host": "rankings.example", "origin": "https://rankings.example"}, 200),
        ({"host": "evil.example"}, 421),
        ({}, 421),
        ({"host": "localhost:8501", "origin": "http://localhost:3000"}, 403),
        ({"host": "localhost:8501", "origin": "http://evil.example"}, 403),
        ({"host": "localhost:8501", "origin": "null"}, 403),
        ({"host": "localhost:8501", "origin": "file://localhost:8501"}, 403),
    ],
)
def test_what_is_foreign_is_refused_before_the_application_sees_it(kind, headers, status):
    sent = asked(Admitted(answers, lambda: OFFICE), kind, **headers)
    if kind == "websocket":
        assert sent[0]["type"] == ("websocket.accept" if status == 200 else "websocket.close")
        return
    assert sent[0]["status"] == status
    if status != 200:
        name = headers.get("origin", headers.get("host", ""))
        vietnamese, english = sent[1]["body"].decode().splitlines()
        assert f"“{name}”" in vietnamese
        assert f"“{name}”" in english


def test_two_names_at_once_are_refused():
    app = Admitted(answers, lambda: OFFICE)
    sent = []

    async def send(message):
        sent.append(message)

    hosts = [(b"host", b"localhost:8501"), (b"host", b"evil.example")]
    scope = {"type": "http", "method": "GET", "path": "/", "server": ("", PORT), "headers": hosts}
    asyncio.run(app(scope, None, send))
    assert sent[0]["status"] == 421


def test_every_answer_is_guarded_refusals_too():
    app = Safeguards(Admitted(answers, lambda: OFFICE))
    for headers in ({"host": "localhost:8501"}, {"host": "evil.example"}):
        told = dict(asked(app, **headers)[0]["headers"])
        assert ALWAYS.items() <= told.items()
        assert b"'unsafe-eval'" not in told[b"content-security-policy"]
        assert b"frame-ancestors 'none'" in told[b"content-security-policy"]


def test_only_the_scripts_that_stand_in_a_page_may_run():
    page = (
        b'<script>a()</script><script type="application/json">{}</script><script src="x"></script>'
    )
    assert scripts(page + b"<script nomodule>b()</script><script>a()</script>") == [b"a()", b"b()"]
    known = base64.b64encode(hashlib.sha256(b"a()").digest()).decode()
    [allowed] = [
        rule for rule in policy(page).decode().split("; ") if rule.startswith("script-src")
    ]
    assert allowed == f"script-src 'self' blob: 'sha256-{known}'"
