"""Streamlit's scripts, styles and fonts, each compressed once for the life of the server.

Their names carry a hash of what they hold, and browsers keep them for a year. They are served below
the name of a build as well: who holds a file that once came cut off asks for another one, and so
does who holds one of Streamlit's fonts in place of the small one that is served now.
"""

import asyncio
import gzip
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

import brotli
import streamlit

from rankings.blocks.delivery import fonts
from rankings.blocks.delivery.answers import (
    Message,
    accepts,
    collected,
    header,
    with_header,
    without,
)

COMPRESSED = (".js", ".css", ".svg", ".wasm")
# Best first. The highest quality of brotli makes a tenth less and takes sixty times as long.
ENCODINGS = {
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}
# The files that the page names itself, which every first visit asks for.
NAMED = re.compile(rb'"\./static/(?:build-\w+/)?([\w./-]+\.(?:js|css))"')
# Raise it when a server may have sent files cut off or otherwise wrong under the present name.
SERIES = 1
_BUILD = re.compile(r"/static/build-\w+/")
# What a script needs before it can run, all in the same folder.
_NEEDED = re.compile(rb"(?:from|import)\s*[\"'`]\./([\w.-]+\.js)[\"'`]")
# Parts of pages that are not on the overview: fetched while its reader reads.
LATER = ("ArrowVegaLiteChart", "DataFrame", "BidiComponent", "Slider", "NumberInput")
# All parts that pages are made of.
DRAWN = (
    *("Html", "Metric", "PageLink", "Button", "ButtonGroup", "Checkbox", "Selectbox"),
    *("DownloadButton", "TextInput", "TextArea", "Radio", "FileUploader", "DateInput"),
    *LATER,
)

Answer = tuple[Message, bytes]


@cache
def build() -> str:
    """The name of what is served: of this Streamlit, with these fonts."""
    own = hashlib.sha256(f"{SERIES} {streamlit.__version__}".encode())
    for path in sorted(fonts.HERE.glob("*.woff2")):
        own.update(path.read_bytes())
    return f"build-{own.hexdigest()[:8]}"


def below_build(page: bytes) -> bytes:
    """The page with the files it names below the name of the build."""
    return page.replace(b'"./static/', f'"./static/{build()}/'.encode())


def as_streamlit_has_it(scope: Message) -> Message:
    """The request for a file below the name of a build, any build, under Streamlit's own name."""
    path = _BUILD.sub("/static/", scope["path"], count=1)
    return scope if path == scope["path"] else scope | {"path": path, "raw_path": path.encode()}


@cache
def scripts_of(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The scripts that draw these parts of pages, with all that they need, but for those that the
    page itself names."""
    folder = fonts.STREAMLIT / "js"
    page = (folder.parents[1] / "index.html").read_bytes()
    named = {Path(name.decode()).name for name in NAMED.findall(page)}
    wanted: dict[str, None] = {}
    to_look_at = [path.name for part in parts for path in folder.glob(f"{part}.*.js")]
    while to_look_at:
        name = to_look_at.pop()
        if name not in wanted and name not in named and (folder / name).exists():
            wanted[name] = None
            to_look_at += [more.decode() for more in _NEEDED.findall((folder / name).read_bytes())]
    return tuple(wanted)


def later() -> tuple[str, ...]:
    """The scripts of other pages than the overview, as the page is to name them."""
    return tuple(f"./static/{build()}/js/{name}" for name in scripts_of(LATER))


@cache
def font() -> str:
    """The font of the text, as the page is to name it."""
    return f"./static/{build()}/media/{fonts.whole(fonts.TEXT).name}"


class Files:
    """The compressed files, by path and encoding; below: the path below which they are served.

    A file is read by a request of our own, which nobody can leave: a reader who hangs up in the
    middle would cut it off. All who ask for it meanwhile wait for the same compression.
    """

    def __init__(self, app: Any, below: str = "") -> None:
        self.app = app
        self.below = below
        self._kept: dict[tuple[str, str], asyncio.Task[Answer | None]] = {}

    async def answer(self, path: str, headers: dict[bytes, bytes]) -> Answer | None:
        """The answer to a request, by its path below ours; None if the application is to answer it
        itself."""
        if not path.startswith("/static/") or b"range" in headers or b"if-none-match" in headers:
            return None
        if fonts.subset(path) is not None:
            return await self._answer(path, "font")
        if path.endswith(COMPRESSED):
            for encoding in ENCODINGS:
                if accepts(headers, encoding):
                    return await self._answer(path, encoding)
        return None

    async def prepare(self) -> None:
        """Compress the files that every first visit asks for, one after the other, then those that
        other pages ask for."""
        _, page = await collected(self.app, _request(f"{self.below}/"), _Nobody())
        named = [f"/static/{name.decode()}" for name in NAMED.findall(page)]
        for path in (*named, *(f"/static/js/{name}" for name in scripts_of(DRAWN))):
            await self._answer(path, "br")

    async def _answer(self, path: str, encoding: str) -> Answer | None:
        task = self._kept.get((path, encoding))
        if task is None:
            task = asyncio.create_task(self._make(path, encoding))
            self._kept[path, encoding] = task
        try:
            # The reader may be cancelled, the others still want the file.
            answer = await asyncio.shield(task)
        except Exception:
            answer = None  # The application answers itself, and says what is wrong.
        if answer is None and self._kept.get((path, encoding)) is task:
            del self._kept[path, encoding]
        return answer

    async def _make(self, path: str, encoding: str) -> Answer | None:
        start, body = await collected(self.app, _request(self.below + path), _Nobody())
        # For a file that is not there Streamlit sends its page.
        if start["status"] != 200 or header(start, b"content-type").startswith(b"text/html"):
            return None
        if header(start, b"content-length") != str(len(body)).encode():
            return None
        small = fonts.subset(path)
        if small is not None:
            # Another font under the same name is known by no hash and no day of Streamlit's.
            headers = without(start, b"etag", b"last-modified", b"accept-ranges")
            return start | {"headers": headers}, small.read_bytes()
        start = with_header(start, b"content-encoding", encoding.encode())
        start = with_header(start, b"vary", b"accept-encoding")
        return start, await asyncio.to_thread(ENCODINGS[encoding], body)


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
