"""Streamlit's scripts and styles, each compressed once for the life of the server.

Their names carry a hash of what they hold, so a file that was compressed once stays right.
"""

import asyncio
import gzip
import re
from typing import Any

from rankings.blocks.delivery.answers import Message, accepts_gzip, collected, header, with_header

COMPRESSED = (".js", ".css", ".svg", ".wasm")
# The files that the page names itself, which every first visit asks for.
NAMED = re.compile(rb'"\./(static/[\w./-]+\.(?:js|css))"')

Answer = tuple[Message, bytes]


class Files:
    """The compressed files, by path.

    A file is read by a request of our own, which nobody can leave: a reader who hangs up in the
    middle would cut it off. All who ask for it meanwhile wait for the same compression.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self._kept: dict[str, asyncio.Task[Answer | None]] = {}

    async def compressed(self, path: str, headers: dict[bytes, bytes]) -> Answer | None:
        """The compressed answer to a request; None if the application is to answer it itself."""
        return await self._answer(path) if _wanted(path, headers) else None

    async def prepare(self) -> None:
        """Compress the files that every first visit asks for, one after the other."""
        _, page = await collected(self.app, _request("/"), _Nobody())
        for name in NAMED.findall(page):
            await self._answer(f"/{name.decode()}")

    async def _answer(self, path: str) -> Answer | None:
        task = self._kept.get(path)
        if task is None:
            task = self._kept[path] = asyncio.create_task(self._compress(path))
        try:
            # The reader may be cancelled, the others still want the file.
            answer = await asyncio.shield(task)
        except Exception:
            answer = None  # The application answers itself, and says what is wrong.
        if answer is None and self._kept.get(path) is task:
            del self._kept[path]
        return answer

    async def _compress(self, path: str) -> Answer | None:
        start, body = await collected(self.app, _request(path), _Nobody())
        # For a file that is not there Streamlit sends its page.
        if start["status"] != 200 or header(start, b"content-type").startswith(b"text/html"):
            return None
        if header(start, b"content-length") != str(len(body)).encode():
            return None
        start = with_header(start, b"content-encoding", b"gzip")
        start = with_header(start, b"vary", b"accept-encoding")
        return start, await asyncio.to_thread(gzip.compress, body, 9, mtime=0)


class _Nobody:
    """The reader of a request of our own: has nothing to say, and never leaves."""

    def __init__(self) -> None:
        self.asked = False

    async def __call__(self) -> Message:
        if self.asked:
            await asyncio.get_running_loop().create_future()
        self.asked = True
        return {"type": "http.request", "body": b"", "more_body": False}


def _request(path: str) -> Message:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": None,
    }


def _wanted(path: str, headers: dict[bytes, bytes]) -> bool:
    return (
        path.startswith("/static/")
        and path.endswith(COMPRESSED)
        and accepts_gzip(headers)
        and b"range" not in headers
        and b"if-none-match" not in headers
    )
