"""A real server asks no other host for anything, whatever it is asked itself."""

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.server import Server, running
from tests.store_clones import clone

# Streamlit, in a process that writes down which addresses it looks up and connects to.
WATCHED = """
import json, sys
WATCH = ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto")
def write_down(event, arguments):
    if event in WATCH:
        with open({contacts!r}, "a") as file:
            file.write(json.dumps([event, str(arguments[-1 if event == "socket.connect" else 0])]))
            file.write("\\n")
sys.addaudithook(write_down)
from streamlit.web.cli import main
sys.argv = ["streamlit", *sys.argv[1:]]
main()
"""
OPENING = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


def status(server: Server, path: str, **headers: str) -> int:
    """The status of one request; a websocket that is opened has 101."""
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("GET", path, headers=named)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def watched(var: Path, tmp_path: Path):
    """A server and the file of what it contacts."""
    contacts = tmp_path / "contacts"
    contacts.touch()
    program = WATCHED.format(contacts=str(contacts))
    # On all interfaces Streamlit would look for its own address as soon as it starts.
    options = ("--server.address", "0.0.0.0")
    command = ("-c", program, "run", "app.py")
    with running(
        clone(var, tmp_path / "var"), tmp_path / "server.log", command=command, options=options
    ) as server:
        yield server, contacts


def test_foreign_requests_are_refused_and_no_other_host_is_asked(watched):
    server, contacts = watched
    own = urlsplit(server.url).netloc
    assert status(server, "/_stcore/stream", **OPENING, Host=own, Origin=server.url) == 101
    for origin in ("http://evil.example", "http://localhost:1", "http://10.1.2.3", "null"):
        assert status(server, "/_stcore/stream", **OPENING, Host=own, Origin=origin) == 403
        assert status(server, "/_stcore/host-config", Host=own, Origin=origin) == 403
    for host in ("evil.example", "localhost:1", "10.1.2.3"):
        assert 400 <= status(server, "/", Host=host) < 500
        assert 400 <= status(server, "/_stcore/stream", **OPENING, Host=host) < 500
    asked = [json.loads(line) for line in contacts.read_text().splitlines()]
    # Its own port it may look up, as a server does that begins to listen.
    assert [call for call in asked if not {"127.0.0.1", "0.0.0.0"} & set(call[1].split("'"))] == []


def test_the_page_is_told_of_no_foreign_page_that_may_steer_it(server):
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
    connection.request("GET", "/_stcore/host-config")
    told = json.loads(connection.getresponse().read())
    connection.close()
    assert told["allowedOrigins"] == []
