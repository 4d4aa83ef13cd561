"""What a real server sends before any page is drawn: its files and the page itself, as bytes."""

import gzip
import http.client
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
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


@pytest.mark.parametrize("path", ["/", "/standing", "/no-such-page", "/index.html"])
def test_every_page_says_its_language(server, path):
    for query, language in {"": "vi", "?lang=en": "en", "?lang=en&lang=vi": "vi"}.items():
        for accepted in ("identity", "gzip, deflate, br, zstd"):
            asked = {"accept": "text/html,*/*;q=0.8", "accept_encoding": accepted}
            status, headers, body = answer(server, path + query, **asked)
            assert status == 200
            encoding = headers.get("content-encoding", "identity")
            assert encoding == ("br" if "br" in accepted else "identity")
            assert int(headers["content-length"]) == len(body)
            page = brotli.decompress(body) if encoding == "br" else body
            assert f'<html lang="{language}">'.encode() in page
            assert page.rstrip().endswith(b"</html>")
            # The headers alone, and the answer to who has the page already.
            alone = answer(server, path + query, method="HEAD", **asked)
            assert alone == (200, headers | {"date": alone[1]["date"]}, b"")
            again = answer(server, path + query, **asked, if_none_match=headers["etag"])
            assert (again[0], again[2]) == (304, b"")


def test_what_is_no_page_is_left_as_it_is(server):
    packed = {"accept": "text/html", "accept_encoding": "gzip"}
    assert answer(server, "/way-up/_stcore/health", **packed)[0] == 404
    status, headers, body = answer(server, "/_stcore/health", **packed)
    assert (status, body) == (200, b"ok")
    status, headers, body = answer(server, "/way-up/", **packed)
    assert (status, headers["location"], body) == (301, "/way-up", b"")
    status, headers, body = answer(server, "/favicon.png", **packed)
    assert (status, headers["content-type"]) == (200, "image/png")
    assert body == (STREAMLIT / "favicon.png").read_bytes()
    path = next(iter(scripts()))
    status, headers, body = answer(server, path, range="bytes=0-9", accept_encoding="gzip")
    assert (status, body) == (206, scripts()[path][:10])
    status, headers, body = answer(server, path, accept_encoding="gzip")
    again = answer(server, path, accept_encoding="gzip", if_none_match=headers["etag"])
    assert (again[0], again[2]) == (304, b"")
