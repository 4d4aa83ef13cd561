"""Who asks, where proxies stand in between: nobody else is believed."""

import asyncio
from types import SimpleNamespace

import pytest

from rankings.blocks.delivery.proxied import PASSED_ON, THIS_MACHINE, Proxied, trusted
from rankings.store.problems import Problem

OFFICE = ("10.0.0.5/32",)


def seen(peer, headers, proxies=THIS_MACHINE, kind="http"):
    """A request as the application sees it, which came over a connection of the server's."""
    requests = []

    async def application(scope, receive, send):
        requests.append(scope)

    transport = SimpleNamespace(
        get_extra_info=lambda name: {"peername": (peer, 40_000)}.get(name),
    )

    class Connection:
        def __init__(self):
            self.transport = transport

        async def receive(self):
            raise AssertionError("nothing is read")

    scope = {
        "type": kind,
        "client": (peer, 40_000),
        "scheme": "ws" if kind == "websocket" else "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    if peer in ("127.0.0.1", "::1"):
        # The server believes this machine by itself, before anything of ours is asked.
        scope |= {"client": ("203.0.113.9", 0), "scheme": "wss"}
    asyncio.run(Proxied(application, proxies)(scope, Connection().receive, None))
    return requests[0]


def forwarded(address, scheme="https"):
    return [("x-forwarded-for", address), ("x-forwarded-proto", scheme)]


@pytest.mark.parametrize(
    ("peer", "address", "proxies", "client", "scheme"),
    [
        ("127.0.0.1", "10.1.1.1", THIS_MACHINE, "10.1.1.1", "https"),
        ("::1", "10.1.1.1", THIS_MACHINE, "10.1.1.1", "https"),
        ("::ffff:127.0.0.1", "10.1.1.1", THIS_MACHINE, "10.1.1.1", "https"),
        ("10.0.0.5", "10.1.1.1", OFFICE, "10.1.1.1", "https"),
        ("127.0.0.1", "10.1.1.1:5000", THIS_MACHINE, "10.1.1.1", "https"),
        ("127.0.0.1", "[2001:db8::7]:5000", THIS_MACHINE, "2001:db8::7", "https"),
        # What a reader sends stands left of what the proxy adds.
        ("127.0.0.1", "192.0.2.1, 10.1.1.1", THIS_MACHINE, "10.1.1.1", "https"),
        ("10.0.0.5", "10.0.0.5, 10.1.1.1", OFFICE, "10.1.1.1", "https"),
        ("10.0.0.5", "192.0.2.1, 10.1.1.1, 10.0.0.5", OFFICE, "10.1.1.1", "https"),
        ("127.0.0.1", "192.0.2.1, unknown, 10.1.1.1", THIS_MACHINE, "10.1.1.1", "https"),
        # Nobody else is believed: neither who is not named, nor this machine where others are.
        ("10.0.0.6", "192.0.2.1", THIS_MACHINE, "10.0.0.6", "http"),
        ("10.0.0.6", "192.0.2.1", OFFICE, "10.0.0.6", "http"),
        ("127.0.0.1", "192.0.2.1", OFFICE, "127.0.0.1", "http"),
    ],
)
def test_only_named_proxies_are_believed(peer, address, proxies, client, scheme):
    scope = seen(peer, forwarded(address), proxies)
    assert (scope["client"][0], scope["scheme"]) == (client, scheme)
    assert scope[PASSED_ON] is (client != peer.removeprefix("::ffff:"))


def test_a_websocket_is_known_by_its_scheme():
    scope = seen("127.0.0.1", forwarded("10.1.1.1"), kind="websocket")
    assert scope["scheme"] == "wss"
    assert seen("10.0.0.6", forwarded("10.1.1.1"), kind="websocket")["scheme"] == "ws"


def test_behind_a_word_that_is_no_address_nobody_is_believed():
    assert seen("127.0.0.1", forwarded("192.0.2.1, unknown"))["client"][0] == "127.0.0.1"


def test_two_headers_are_one_list():
    twice = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "10.1.1.1")]
    assert seen("127.0.0.1", twice)["client"][0] == "10.1.1.1"


def test_proxies_are_addresses_and_networks():
    setting = {"RANKINGS_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/24 ::1"}
    assert trusted(setting) == ("10.0.0.5/32", "10.1.0.0/24", "::1/128")
    assert trusted({}) == THIS_MACHINE


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.5:80", "0.0.0.0/0", "::/0"])
def test_everybody_and_what_is_no_address_cannot_be_trusted(text):
    with pytest.raises(Problem, match=r"^error\.setting_addresses "):
        trusted({"RANKINGS_TRUSTED_PROXIES": text})
