"""What leaves the server: compressed once, in the language of the page."""

import asyncio
import gzip

import pytest

from rankings.blocks.delivery import Delivery

SCRIPT = b"const rank = 7;" * 400
PAGE = b'<!DOCTYPE html><html lang="en"><title>x</title></html>'


class Application:
    """A bare application that counts how often it is asked."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked = 0

    async def __call__(self, scope, receive, send):
        self.asked += 1
        body = PAGE if b"text/html" in dict(scope["headers"]).get(b"accept", b"") else SCRIPT
        headers = [(b"content-length", str(len(body)).encode()), (b"etag", b'"1"')]
        start = {"type": "http.response.start", "status": self.status, "headers": headers}
        await send(start)
        half = len(body) // 2
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": body[half:]})


def get(app, path: str, headers: dict[str, str], query: str = "") -> tuple[dict, bytes]:
    """One request; the response's headers with its status, and its body."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(app(scope, None, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message["body"] for message in sent[1:])
    return found | {"status": sent[0]["status"]}, body


def test_a_script_is_compressed_once_and_unpacks_to_itself():
    inner = Application()
    app = Delivery(inner)
    for _ in range(3):
        headers, body = get(app, "/static/js/index.1.js", {"accept-encoding": "gzip, br"})
        assert headers["content-encoding"] == "gzip"
        assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
        assert gzip.decompress(body) == SCRIPT
    assert inner.asked == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/index.1.js", {}),
        ("/static/js/index.1.js", {"accept-encoding": "gzip", "range": "bytes=0-9"}),
        ("/static/media/font.woff2", {"accept-encoding": "gzip"}),
        ("/_stcore/health.js", {"accept-encoding": "gzip"}),
    ],
)
def test_what_is_not_a_script_of_the_page_passes_untouched(path, headers):
    found, body = get(Delivery(Application()), path, headers)
    assert "content-encoding" not in found
    assert body == SCRIPT


def test_a_missing_script_is_not_kept():
    inner = Application(status=404)
    app = Delivery(inner)
    for _ in range(2):
        headers, _ = get(app, "/static/js/gone.js", {"accept-encoding": "gzip"})
        assert headers["status"] == 404
        assert "content-encoding" not in headers
    assert inner.asked == 2


@pytest.mark.parametrize(
    ("query", "language"),
    [("", "vi"), ("lang=en", "en"), ("index=dti&lang=en", "en"), ("lang=<script>", "vi")],
)
def test_the_page_says_its_language(query, language):
    headers, body = get(Delivery(Application()), "/index-standing", {"accept": "text/html"}, query)
    assert f'<html lang="{language}"'.encode() in body
    assert b"<script>" not in body
    assert int(headers["content-length"]) == len(body)
