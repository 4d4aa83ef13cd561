"""What a real server sends before any page is drawn: its files and the page itself, as bytes."""

import gzip
import http.client
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import streamlit

from tests.browser.server import Server

STREAMLIT = Path(streamlit.__file__).parent / "static"


def scripts() -> dict[str, bytes]:
    """Every eighth script that Streamlit brings, by its path on the server."""
    files = sorted((STREAMLIT / "static/js").glob("*.js"))[::8]
    return {f"/static/js/{file.name}": file.read_bytes() for file in files}


def answer(server: Server, path: str, *, method: str = "GET", **headers: str):
    """Status, headers in small letters, and body of one request; nothing is unpacked."""
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, headers=wanted)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


def ask_and_leave(server: Server, path: str, seconds: float) -> None:
    """Ask for a file and hang up before it has come, as a reader does who closes the tab."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
        connection.sendall(request.encode())
        time.sleep(seconds)


def test_readers_who_leave_at_once_spoil_no_file(own_server):
    files = scripts()
    for path in files:
        ask_and_leave(own_server, path, 0.002)
    spoilt = []
    for path, whole in files.items():
        status, headers, body = answer(own_server, path, accept_encoding="gzip")
        assert (status, headers["content-encoding"]) == (200, "gzip")
        assert int(headers["content-length"]) == len(body)
        if gzip.decompress(body) != whole:
            spoilt.append(path)
    assert spoilt == []
