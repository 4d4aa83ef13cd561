"""What leaves the server: compressed once, in the language of the page."""

import asyncio
import gzip
import re
import socket
from collections import Counter
from pathlib import Path

import brotli
import pytest

from rankings.blocks.delivery import Delivery, fonts
from rankings.blocks.delivery.files import build
from rankings.blocks.delivery.page import Painted, made
from tests import fonts as subsets

# Entries of the name table of a font by which a person or a program calls it, instances included.
TO_BE_SEEN = {1, 3, 4, 6, 16, 17, 18, 21, 25, *range(256, 400)}
TITLE = "Tổng quan & <khác>"
SCRIPT = b"const rank = 7;" * 400
NAMED = ["/static/js/index.1.js", "/static/css/index.2.css"]
PAGE = b"""<!DOCTYPE html><html lang="en"><title>x</title>
<script type="module" src="./static/js/index.1.js"></script>
<link rel="stylesheet" href="./static/css/index.2.css"><div id="root"></div></html>"""


class Application:
    """A bare application that counts what it is asked for and stops when its reader leaves."""

    def __init__(self, *, status: int = 200, kind: str = "text/javascript", missing: int = 0):
        self.status = status
        self.kind = kind
        self.missing = missing  # bytes that it promises and does not send
        self.asked = Counter()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await send({"type": "lifespan.startup.complete"})
            await receive()
            return
        self.asked[scope["path"]] += 1
        script = scope["path"].endswith((".js", ".css", ".woff2"))
        body, kind = (SCRIPT, self.kind) if script else (PAGE, "text/html; charset=utf-8")
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"etag", b'"1"'),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = body[: len(body) - self.missing]
        for place in range(0, len(body), 1000):
            if await left(receive):
                return
            more = place + 1000 < len(body)
            part = body[place : place + 1000]
            await send({"type": "http.response.body", "body": part, "more_body": more})


async def left(receive) -> bool:
    """Whether the reader has left by now."""
    try:
        message = await asyncio.wait_for(receive(), 0.001)
    except TimeoutError:
        return False
    return message["type"] == "http.disconnect"


async def stays() -> dict:
    """A reader who waits for the whole answer."""
    await asyncio.Event().wait()
    return {}


async def gone() -> dict:
    """A reader who has hung up."""
    return {"type": "http.disconnect"}


async def ask(app, path, headers, *, query="", method="GET", reader=stays) -> tuple[dict, bytes]:
    """One request; the response's headers with its status, and its body."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, reader, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message["body"] for message in sent[1:])
    return found | {"status": sent[0]["status"]}, body


def get(app, path: str, headers: dict[str, str], query: str = "") -> tuple[dict, bytes]:
    """The answer to a reader who is alone and waits for it."""
    return asyncio.run(ask(app, path, headers, query=query))


GZIP = {"accept-encoding": "gzip"}
BROTLI = {"accept-encoding": "gzip, deflate, br, zstd"}


def test_a_script_is_compressed_once_and_unpacks_to_itself():
    async def visits():
        return [await ask(app, NAMED[0], GZIP) for _ in range(3)]

    inner = Application()
    app = Delivery(inner)
    for headers, body in asyncio.run(visits()):
        assert headers["content-encoding"] == "gzip"
        assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
        assert gzip.decompress(body) == SCRIPT
    assert inner.asked == {NAMED[0]: 1}


def test_a_reader_who_leaves_at_once_spoils_no_file():
    async def visits():
        await ask(app, NAMED[0], GZIP, reader=gone)
        return await ask(app, NAMED[0], GZIP)

    app = Delivery(Application())
    headers, body = asyncio.run(visits())
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == SCRIPT


def test_a_reader_who_is_cut_off_in_the_middle_spoils_no_file():
    async def visits():
        first = asyncio.create_task(ask(app, NAMED[0], GZIP))
        await asyncio.sleep(0.002)
        first.cancel()
        return await ask(app, NAMED[0], GZIP)

    inner = Application()
    app = Delivery(inner)
    headers, body = asyncio.run(visits())
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == SCRIPT
    assert inner.asked == {NAMED[0]: 1}


def test_a_script_is_sent_in_the_best_encoding_that_is_taken():
    async def visits():
        asked = [GZIP, BROTLI, {"accept-encoding": "br;q=0, gzip"}]
        return [await ask(app, NAMED[0], headers) for headers in asked]

    app = Delivery(Application())
    found = asyncio.run(visits())
    assert [headers["content-encoding"] for headers, _ in found] == ["gzip", "br", "gzip"]
    assert brotli.decompress(found[1][1]) == SCRIPT
    assert {headers["vary"] for headers, _ in found} == {"accept-encoding"}


def test_files_are_named_below_the_build_and_found_there():
    async def visits():
        page = await ask(app, "/standing", {})
        named = re.findall(rb'"(\./static/build-\w+/[^"]+)"', page[1])
        # A page that was opened before the server was raised asks below the build of then.
        before = NAMED[0].replace("/static/", "/static/build-0ld/")
        # Behind a proxy the app may stand below a path.
        below = f"/rankings{before}"
        paths = [name.decode().removeprefix(".") for name in named] + [before, below]
        return paths, [await ask(app, path, BROTLI) for path in paths]

    inner = Application()
    app = Delivery(inner)
    paths, found = asyncio.run(visits())
    assert [path.replace(f"{build()}/", "") for path in paths[:2]] == NAMED
    assert all(brotli.decompress(body) == SCRIPT for _, body in found[:3])
    assert found[3][1] == SCRIPT
    below = f"/rankings{NAMED[0]}"
    assert inner.asked == {"/standing": 1, **dict.fromkeys([*NAMED, below], 1)}


def test_the_code_of_other_pages_is_named_as_it_is_served():
    page = made(b"<html><head></head></html>", "vi", None).page
    names = re.findall(r'"\./static/([^"]+)"', page.decode())
    assert len(names) > 40
    assert {name.partition("/")[0] for name in names} == {build()}
    assert all((fonts.STREAMLIT / name.partition("/")[2]).exists() for name in names)


def test_below_a_path_of_the_server_all_is_the_same():
    async def visits():
        named = [await ask(app, f"/rankings{path}", BROTLI) for path in NAMED]
        paths = ("/rankings/", "/rankings/standing", "/rankings/media/a.js")
        return named, [await ask(app, path, {}) for path in paths]

    inner = Application()
    app = Delivery(inner, lambda language: Painted(TITLE, "<p>7/34</p>"), "rankings/")
    named, others = asyncio.run(visits())
    assert all(brotli.decompress(body) == SCRIPT for _, body in named)
    pages = [body.decode() for _, body in others]
    assert ["7/34" in page for page in pages] == [True, False, False]
    assert ['lang="vi"' in page for page in pages] == [True, True, False]
    assert pages[2] == SCRIPT.decode()


def test_a_font_of_streamlit_is_answered_with_its_subset():
    async def visits():
        return [await ask(app, path, BROTLI) for path in (f"/static/media/{whole.name}", other)]

    app = Delivery(Application(kind="font/woff2"))
    whole, other = fonts.whole(fonts.TEXT), "/static/media/SourceSerif.woff2"
    (headers, body), (_, untouched) = asyncio.run(visits())
    assert body == (fonts.HERE / "PageSans-Upright.woff2").read_bytes()
    assert int(headers["content-length"]) == len(body) < whole.stat().st_size / 3
    assert headers["content-type"] == "font/woff2"
    # By the hash of the whole font it would be taken for that.
    assert not {"etag", "content-encoding"} & headers.keys()
    assert untouched == SCRIPT


def test_the_fonts_hold_every_letter_and_icon_that_is_drawn():
    for name in (fonts.TEXT, fonts.ITALIC):
        held = subsets.TTFont(fonts.small(name)).getBestCmap().keys()
        whole = subsets.TTFont(fonts.whole(name)).getBestCmap().keys()
        texts = [*Path("rankings/words/locale").rglob("*.po"), *Path("data").rglob("*.csv")]
        letters = {ord(letter) for path in texts for letter in path.read_text(encoding="utf-8")}
        assert len(letters) > 150
        assert letters & whole <= held
    icons = subsets.TTFont(fonts.small(fonts.ICONS))
    there = subsets.ligatures(subsets.TTFont(fonts.whole(fonts.ICONS))).keys()
    drawn = subsets.icons_drawn() & there
    assert {"chevron_right", "fact_check", "keyboard_double_arrow_right", "upload"} <= drawn
    assert drawn <= subsets.ligatures(icons).keys()


def test_the_fonts_keep_to_their_licences():
    ofl, apache = (fonts.HERE / f"LICENSE-{name}.txt" for name in ("PageSans", "MaterialSymbols"))
    for name, licence in ((fonts.TEXT, ofl), (fonts.ITALIC, ofl), (fonts.ICONS, apache)):
        own, whole = subsets.TTFont(fonts.small(name)), subsets.TTFont(fonts.whole(name))
        owner = subsets.entry(own, subsets.COPYRIGHT)
        assert owner == subsets.entry(whole, subsets.COPYRIGHT)
        assert owner in licence.read_text(encoding="utf-8")
        # Its own name, as the licence of the text font wants it of a changed one; none in use.
        names = [str(record) for record in own["name"].names if record.nameID in TO_BE_SEEN]
        assert len(names) >= 4
        assert not any(subsets.RESERVED in shown for shown in names)
        assert subsets.RESERVED not in fonts.small(name).name
        assert subsets.entry(own, subsets.DESCRIPTION).startswith("A part of ")
    assert "SIL OPEN FONT LICENSE Version 1.1" in ofl.read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in apache.read_text(encoding="utf-8")


def test_readers_who_come_together_wait_for_one_compression():
    async def visits():
        return await asyncio.gather(*(ask(app, NAMED[0], GZIP) for _ in range(8)))

    inner = Application()
    app = Delivery(inner)
    assert {gzip.decompress(body) for _, body in asyncio.run(visits())} == {SCRIPT}
    assert inner.asked == {NAMED[0]: 1}


def test_what_every_first_visit_needs_is_compressed_at_the_start():
    async def day():
        over = asyncio.Event()
        messages = []

        async def send(message):
            messages.append(message)

        async def receive():
            await over.wait()
            return {"type": "lifespan.shutdown"}

        served = asyncio.create_task(app({"type": "lifespan"}, receive, send))
        while set(inner.asked) < {"/", *NAMED}:
            await asyncio.sleep(0.001)
        asked = inner.asked.copy()
        found = [await ask(app, path, BROTLI) for path in NAMED]
        over.set()
        await served
        return messages, asked, found

    inner = Application()
    app = Delivery(inner)
    messages, asked, found = asyncio.run(asyncio.wait_for(day(), 10))
    assert messages == [{"type": "lifespan.startup.complete"}]
    assert [inner.asked[path] for path in ("/", *NAMED)] == [asked[path] for path in ("/", *NAMED)]
    assert {brotli.decompress(body) for _, body in found} == {SCRIPT}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (NAMED[0], {}),
        (NAMED[0], {"accept-encoding": "gzip;q=0, deflate"}),
        (NAMED[0], GZIP | {"range": "bytes=0-9"}),
        (NAMED[0], GZIP | {"if-none-match": '"1"'}),
        ("/static/media/font.woff2", GZIP),
        ("/_stcore/health.js", GZIP),
    ],
)
def test_what_is_not_a_script_of_the_page_passes_untouched(path, headers):
    found, body = get(Delivery(Application()), path, headers)
    assert "content-encoding" not in found
    assert body == SCRIPT


@pytest.mark.parametrize(
    "answer",
    [{"status": 404}, {"kind": "text/html; charset=utf-8"}, {"missing": 1500}],
    ids=["not found", "the page instead", "shorter than promised"],
)
def test_what_is_no_whole_script_is_not_kept(answer):
    async def visits():
        return [await ask(app, "/static/js/gone.js", GZIP) for _ in range(2)]

    inner = Application(**answer)
    app = Delivery(inner)
    for headers, body in asyncio.run(visits()):
        assert headers["status"] == inner.status
        assert "content-encoding" not in headers
        assert body == SCRIPT[: len(SCRIPT) - inner.missing]
    # Every time by ourselves, then for the reader.
    assert inner.asked == {"/static/js/gone.js": 4}


def test_the_headers_alone_are_those_of_the_whole_script():
    async def visits():
        return [await ask(app, NAMED[0], GZIP, method=method) for method in ("HEAD", "GET")]

    app = Delivery(Application())
    (alone, nothing), (headers, body) = asyncio.run(visits())
    assert alone == headers
    assert nothing == b""
    assert int(alone["content-length"]) == len(body)


class Pages:
    """Streamlit's answers as they are: the page at any address, compressed when that is accepted.

    A text and a missing page are what they are; a hash tells whether the reader has the page.
    """

    HASH = b'"of-streamlit"'

    def __init__(self) -> None:
        self.asked = []

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        self.asked.append((scope["method"], headers))
        kind, status = b"text/html; charset=utf-8", 200
        body = b"" if scope["method"] == "HEAD" else PAGE
        if scope["path"].endswith("/health"):
            kind, status, body = b"text/plain; charset=utf-8", 404, b"Not Found"
        elif scope["path"].endswith("/refused"):
            status, body = 400, b'<!DOCTYPE html><html lang="en"><title>refused</title></html>'
        elif headers.get(b"if-none-match") == self.HASH:
            status, body = 304, b""
        elif b"range" in headers:
            status, body = 206, body[:10]
        found = [(b"content-type", kind), (b"etag", self.HASH), (b"cache-control", b"no-cache")]
        found.append((b"last-modified", b"Sat, 21 Nov 2026 00:00:00 GMT"))
        if b"gzip" in headers.get(b"accept-encoding", b"") and scope["path"] != "/":
            body = gzip.compress(body)
            found.append((b"content-encoding", b"gzip"))
        found.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": found})
        await send({"type": "http.response.body", "body": body[:5], "more_body": True})
        await send({"type": "http.response.body", "body": body[5:]})


def unpacked(headers: dict, body: bytes) -> str:
    assert int(headers["content-length"]) == len(body)
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "identity": bytes}
    return unpack[headers.get("content-encoding", "identity")](body).decode()


HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("accepted", [{}, GZIP, BROTLI], ids=["plain", "gzip", "br"])
@pytest.mark.parametrize("path", ["/", "/standing", "/no-such-page", "/index.html"])
def test_the_page_says_its_language(path, accepted):
    for query, language in {
        "": "vi",
        "lang=en": "en",
        "index=dti&lang=en": "en",
        "lang=vi&lang=en": "en",
        "lang=<script>": "vi",
    }.items():
        for asks in (HTML, {"accept": "*/*"}, {}):
            headers, body = get(Delivery(Pages()), path, asks | accepted, query)
            page = unpacked(headers, body)
            assert f'<html lang="{language}"' in page
            assert page.endswith("</html>")
            assert "<script>" not in page
            assert ("content-encoding" in headers) == bool(accepted)
            assert headers["vary"] == "accept-encoding"
            assert headers["cache-control"] == "no-cache"


def test_the_headers_alone_are_those_of_the_whole_page():
    async def visits():
        return [await ask(app, "/way-up", HTML | GZIP, method=method) for method in ("HEAD", "GET")]

    app = Delivery(Pages())
    (alone, nothing), (headers, body) = asyncio.run(visits())
    assert alone == headers
    assert nothing == b""
    assert int(alone["content-length"]) == len(body)


def test_a_reader_who_has_the_page_is_told_so_in_its_language_only():
    app = Delivery(Pages())
    kept = {query: get(app, "/way-up", HTML | GZIP, query)[0]["etag"] for query in ("", "lang=en")}
    assert kept[""] != kept["lang=en"]
    for query, hash_kept in kept.items():
        asked = HTML | GZIP | {"if-none-match": f'"other", {hash_kept}'}
        headers, body = get(app, "/way-up", asked, query)
        assert (headers["status"], body) == (304, b"")
        assert headers["etag"] == hash_kept
        assert "content-encoding" not in headers
        other = get(app, "/way-up", HTML | GZIP | {"if-none-match": hash_kept}, "lang=vi")[0]
        assert other["status"] == (304 if query == "" else 200)


@pytest.mark.parametrize(
    "old",
    [
        {"if-none-match": '"of-streamlit"'},
        {"if-modified-since": "Sat, 21 Nov 2026 00:00:00 GMT"},
        {"range": "bytes=0-9"},
        {"range": "bytes=0-9", "if-range": '"of-streamlit"'},
    ],
)
def test_the_page_is_sent_whole_to_who_has_another_or_wants_a_part(old):
    headers, body = get(Delivery(Pages()), "/way-up", HTML | GZIP | old)
    assert headers["status"] == 200
    assert '<html lang="vi"' in unpacked(headers, body)
    assert not {"last-modified", "accept-ranges", "content-range"} & set(headers)


def test_what_is_no_page_passes_as_it_is():
    headers, body = get(Delivery(Pages()), "/way-up/_stcore/health", HTML | GZIP)
    assert (headers["status"], unpacked(headers, body)) == (404, "Not Found")
    assert headers["etag"] == Pages.HASH.decode()
    headers, body = get(Delivery(Pages()), "/refused", HTML | GZIP)
    assert headers["status"] == 400
    assert '<html lang="en"><title>refused' in unpacked(headers, body)
    # A file to be fetched is left to Streamlit with all that was asked of it.
    inner = Pages()
    asked = HTML | GZIP | {"range": "bytes=0-9", "if-range": '"1"'}
    get(Delivery(inner), "/media/figures.xlsx", asked)
    assert inner.asked == [("GET", {k.encode(): v.encode() for k, v in asked.items()})]


def test_a_page_that_is_cut_off_is_not_sent_as_whole():
    async def cut_off(scope, receive, send):
        headers = [(b"content-type", b"text/html"), (b"content-length", b"99")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE[:50], "more_body": True})

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    asyncio.run(Delivery(cut_off)(scope, stays, send))
    assert sent == []


def test_the_first_page_stands_in_the_page_before_what_it_need_not_wait_for():
    app = Delivery(Pages(), lambda language: Painted(TITLE, f"<p>{language} 7/34</p>"))
    headers, body = get(app, "/", HTML | BROTLI, "lang=en")
    page = unpacked(headers, body)
    assert "<title>Tổng quan &amp; &lt;khác&gt;</title>" in page
    first = page.index("<p>en 7/34</p>")
    assert page.index('<div id="root">') < first < page.index("frame-words")
    assert first < page.index("stylesheet")
    assert page.count("stylesheet") == 1
    assert page.endswith("</html>")


def test_a_page_that_was_drawn_anew_has_another_hash():
    drawn = ["7/34", "8/34"]
    app = Delivery(Pages(), lambda language: Painted(TITLE, drawn[0]))
    before, _ = get(app, "/", HTML)
    assert get(app, "/", HTML | {"if-none-match": before["etag"]})[0]["status"] == 304
    drawn.pop(0)
    after, body = get(app, "/", HTML | {"if-none-match": before["etag"]})
    assert (after["status"], "8/34" in unpacked(after, body)) == (200, True)


def test_where_the_first_page_cannot_be_drawn_the_live_one_is_waited_for(caplog):
    def broken(language):
        raise ValueError("no store")

    for paint in (broken, lambda language: None):
        headers, body = get(Delivery(Pages(), paint), "/", HTML)
        assert headers["status"] == 200
        assert unpacked(headers, body) == unpacked(*get(Delivery(Pages()), "/", HTML))
    assert "no store" in caplog.text


class Connection:
    """What a server's `receive` belongs to: an object that holds the connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.transport = self
        self.connection = connection

    def get_extra_info(self, name):
        return self.connection if name == "socket" else None

    async def receive(self) -> dict:
        return await stays()


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_an_answer_is_sent_at_once(kind):
    async def inner(scope, receive, send):
        pass

    with socket.socket() as connection:
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        scope = {"type": kind, "method": "POST", "path": "/", "headers": []}
        asyncio.run(Delivery(inner)(scope, Connection(connection).receive, None))
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
