"""What a real server sends before any page is drawn: its files and the page itself, as bytes."""

import http.client
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
import streamlit
from playwright.sync_api import expect

from rankings.blocks.delivery import fonts
from rankings.blocks.delivery.files import COMPRESSED
from tests.browser.server import Server
from tests.browser.visits import ready

STREAMLIT = Path(streamlit.__file__).parent / "static"
LEAVE_AFTER = (0, 0.002, 0.02)  # seconds after which a reader hangs up


def served() -> dict[str, bytes]:
    """All that Streamlit brings for the browser but its page, by its path on the server."""
    files = [path for path in STREAMLIT.rglob("*") if path.is_file() and path.suffix != ".html"]
    return {f"/{path.relative_to(STREAMLIT).as_posix()}": path.read_bytes() for path in files}


def answer(server: Server, path: str, *, method: str = "GET", **headers: str):
    """Status, headers in small letters, and body of one request; nothing is unpacked."""
    address = urlsplit(server.url + path)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, address._replace(scheme="", netloc="").geturl(), headers=wanted)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


def ask_and_leave(server: Server, path: str, seconds: float) -> None:
    """Ask for a file and hang up before it has come, as a reader does who closes the tab."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept-Encoding: br\r\n\r\n"
        connection.sendall(request.encode())
        time.sleep(seconds)


def test_readers_who_leave_at_once_spoil_no_file(own_server):
    files = served()
    assert len(files) > 300

    def leave(number: int, path: str) -> None:
        # Whichever comes first asks for the file to be made.
        first = number % len(LEAVE_AFTER)
        for seconds in LEAVE_AFTER[first:] + LEAVE_AFTER[:first]:
            ask_and_leave(own_server, path, seconds)

    def spoilt(path: str) -> bool:
        status, headers, body = answer(own_server, path, accept_encoding="br")
        assert (status, int(headers["content-length"])) == (200, len(body))
        packed = headers.get("content-encoding") == "br"
        assert packed == path.endswith(COMPRESSED)
        small = fonts.subset(path)
        whole = files[path] if small is None else small.read_bytes()
        return (brotli.decompress(body) if packed else body) != whole

    with ThreadPoolExecutor(16) as readers:
        list(readers.map(leave, range(len(files)), files))
    with ThreadPoolExecutor(4) as readers:
        found = dict(zip(files, readers.map(spoilt, files), strict=True))
    assert [path for path, wrong in found.items() if wrong] == []


@pytest.mark.long
def test_below_a_path_of_its_own_the_server_sends_the_same(server_below, visits):
    status, headers, body = answer(server_below, "/?lang=en", accept_encoding="br")
    page = brotli.decompress(body).decode()
    assert (status, headers["content-encoding"]) == (200, "br")
    assert "7/34" in page
    for name in re.findall(r'"\./(static/build-\w+/[^"]+\.(?:js|css|woff2))"', page):
        status, headers, body = answer(server_below, f"/{name}", accept_encoding="br")
        whole = (STREAMLIT / re.sub(r"build-\w+/", "", name)).read_bytes()
        if name.endswith(".woff2"):
            assert (status, len(body) < len(whole) / 2) == (200, True)
        else:
            assert (status, brotli.decompress(body)) == (200, whole)
    page = visits(server_below, "/rankings/")
    page.get_by_role("link", name="Xếp hạng").first.click()
    expect(page).to_have_url(f"{server_below.url}/standing")
    assert ready(page).get_by_role("heading", name="Bảng xếp hạng").is_visible()


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
            own = {name: alone[1][name] for name in ("date", "x-request-id")}
            assert alone == (200, headers | own, b"")
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
    path = next(path for path in served() if path.endswith(".js"))
    status, headers, body = answer(server, path, range="bytes=0-9", accept_encoding="gzip")
    assert (status, body) == (206, served()[path][:10])
    status, headers, body = answer(server, path, accept_encoding="gzip")
    again = answer(server, path, accept_encoding="gzip", if_none_match=headers["etag"])
    assert (again[0], again[2]) == (304, b"")
