"""The mark of a request: in its answer, in its lines of the log, and nobody's own word."""

import asyncio
import logging

from rankings.blocks import frame
from rankings.blocks.delivery.proxied import PASSED_ON
from rankings.blocks.delivery.traced import Traced, mark_of
from rankings.store.logged import AsJson


def request(passed_on, *marks):
    headers = [(b"x-request-id", mark) for mark in marks]
    return {"type": "http", "headers": headers, PASSED_ON: passed_on}


def test_only_a_believed_proxy_gives_the_mark():
    assert mark_of(request(True, b"0123456789abcdef")) == b"0123456789abcdef"
    for other in (
        request(False, b"0123456789abcdef"),
        request(True, b'0123"456\n789'),
        request(True, b"short"),
        request(True, b"0123456789abcdef", b"fedcba9876543210"),
        request(True),
    ):
        assert len(mark_of(other)) == 32
        assert mark_of(other) != mark_of(other)


def test_answer_log_and_page_have_the_same_mark():
    sent, lines, headers = [], [], []

    async def application(scope, receive, send):
        headers.extend(scope["headers"])
        record = logging.LogRecord("rankings", logging.INFO, "", 1, "here", (), None)
        lines.append(AsJson().format(record))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    asyncio.run(Traced(application)(request(True, b"0123456789abcdef"), None, send))
    mark = (b"x-request-id", b"0123456789abcdef")
    assert mark in sent[0]["headers"]
    assert headers == [mark]
    assert '"request": "0123456789abcdef"' in lines[0]


def test_what_readers_ask_for_is_not_logged_in_any_form():
    access, errors = logging.Logger("uvicorn.access"), logging.Logger("uvicorn.error")
    for logger in (access, errors):
        logger.parent = logging.root
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        frame._through_the_root(logger)
    # The server asks this before it logs a request.
    assert not access.hasHandlers()
    assert errors.propagate
    assert errors.handlers == []
