"""What is served to whom where people sign in, and the pages of signing in and out."""

import asyncio
from urllib.parse import quote, urlencode

import pytest

from rankings.blocks.delivery import signed_in
from rankings.blocks.delivery.account_desk import SIGN_IN, SIGN_OUT
from rankings.blocks.delivery.account_requests import COOKIE
from rankings.blocks.delivery.signed_in import SignedIn
from rankings.loads import access
from rankings.loads.accounts import audit, register, sessions
from rankings.loads.accounts.register import Change, Role
from rankings.store.versions import Store
from tests.cases import every

BOSS = access.operator("Quản trị")
SECRET = "mật khẩu của buổi sáng"
FORM = {"name": "lan", "password": SECRET}


@pytest.fixture(autouse=True)
def _settings(monkeypatch, cheap_passwords) -> None:
    monkeypatch.setenv("RANKINGS_ACCOUNTS", "on")
    monkeypatch.setenv("RANKINGS_ANONYMOUS", "none")


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(tmp_path / "var")
    roles = [Role("analyst")]
    register.add(store, "lan", shown_name="Lan <b>", by=BOSS, roles=roles, password=SECRET)
    return store


async def figures(scope, receive, send):
    """An application that tells its figures to everybody."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"figures"})


class Answer:
    """What came of one request: its status (a websocket's: accept or close), headers, body."""

    def __init__(self, store, path="/", *, method="GET", kind="http", form=None, **headers) -> None:
        self.sent: list[dict] = []
        path, _, query = path.partition("?")
        if form is not None:
            method, headers = "POST", {"origin": "http://localhost:8501", **headers}
        scope = {
            "type": kind,
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "client": ("10.0.0.7", 5),
            "scheme": headers.pop("scheme", "http"),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
        }
        body = urlencode(form or {}).encode()
        below = "/rankings" if path.startswith("/rankings") else ""
        incoming = iter([{"type": "http.request", "body": body}, {"type": "websocket.disconnect"}])

        async def receive():
            return next(incoming)

        async def send(message):
            self.sent.append(message)

        asyncio.run(SignedIn(figures, lambda: store, below)(scope, receive, send))

    @property
    def status(self):
        first = self.sent[0]
        return first["status"] if "status" in first else first["type"].partition(".")[2]

    def header(self, name: str) -> str | None:
        for key, value in self.sent[0]["headers"]:
            if key == name.encode():
                return value.decode()
        return None

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    @property
    def cookie(self) -> str:
        return (self.header("set-cookie") or "").partition(";")[0]


def signed(store) -> str:
    """The cookie of who has signed in."""
    answer = Answer(store, SIGN_IN, form=FORM)
    assert (answer.status, answer.header("location")) == (303, "/")
    return answer.cookie


PAGES = ("/", "/standing", "/way-up?limit=5", "/nothing/at/all")
OTHERS = (
    *("/static/js/index.js", "/media/0a1b2c.docx", "/component/x/index.html", "/app/static/x.png"),
    *("/_stcore/host-config", "/_stcore/stream", "/_stcore/upload_file/1/2"),
)


@every("path", [*PAGES, *OTHERS])
def test_who_has_not_signed_in_sees_nothing_but_the_signing_in(store, path):
    for cookie in ("", f"{COOKIE}=wrong", f"{COOKIE}=", f"other={COOKIE}"):
        answer = Answer(store, path, cookie=cookie)
        assert "figures" not in answer.text
        if path in PAGES:
            assert answer.status == 303
            assert (answer.header("location") or "").startswith(f"{SIGN_IN}?to=%2F")
        else:
            assert answer.status == 403
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert Answer(store, path, method=method).status == 403
    assert "figures" in Answer(store, path, cookie=signed(store)).text


def test_a_websocket_without_a_session_is_not_opened(store):
    assert Answer(store, "/_stcore/stream", kind="websocket").status == "close"
    opened = Answer(store, "/_stcore/stream", kind="websocket", cookie=signed(store))
    assert opened.status == "accept"


def test_whether_the_server_lives_is_told_to_everybody(store):
    assert Answer(store, "/_stcore/health").text == "figures"


def test_where_everybody_reads_only_the_account_is_asked_for(store, monkeypatch):
    monkeypatch.setenv("RANKINGS_ANONYMOUS", "read")
    assert Answer(store).text == "figures"
    assert Answer(store).header("cache-control") is None
    assert Answer(store, "/account").header("location") == SIGN_IN
    monkeypatch.setenv("RANKINGS_ACCOUNTS", "off")
    monkeypatch.setenv("RANKINGS_ANONYMOUS", "none")
    assert Answer(store).text == "figures"
    assert Answer(store, SIGN_IN).text == "figures"


def test_nothing_on_the_way_keeps_what_only_who_signed_in_may_see(store):
    answer = Answer(store, "/media/x.docx", cookie=signed(store))
    assert answer.header("cache-control") == "private, no-store"


def test_a_file_that_is_taken_along_stands_in_the_audit_a_picture_does_not(store, monkeypatch):
    cookie = signed(store)
    for kind, name in (("attachment", "Báo cáo.docx"), ("inline", "a.png")):
        sent_as = f"{kind}; filename*=UTF-8''{quote(name)}".encode()

        async def file(scope, receive, send, sent_as=sent_as):
            headers = [(b"content-disposition", sent_as)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"figures"})

        monkeypatch.setitem(globals(), "figures", file)
        assert Answer(store, "/media/0a.docx", cookie=cookie).text == "figures"
    (row,) = [row for row in audit.records(store, by=BOSS) if row["event"] == "exported"]
    assert (row["account"], row["details"]) == ("lan", {"file": "Báo cáo.docx"})


def test_an_account_without_a_role_is_told_so_and_sees_nothing(store):
    cookie = signed(store)
    register.change(store, "lan", Change(roles=[]), by=BOSS)
    assert Answer(store, "/standing", cookie=cookie).status == 303
    assert "Chưa được giao vai trò" in Answer(store, "/account", cookie=cookie).text


def test_the_cookie_is_for_this_server_alone(store):
    plain = Answer(store, SIGN_IN, form=FORM).header("set-cookie") or ""
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain
    safe = Answer(store, f"/rankings{SIGN_IN}", form=FORM, scheme="https")
    assert {"Secure", "Path=/rankings"} <= set((safe.header("set-cookie") or "").split("; "))
    assert safe.header("location") == "/rankings/"
    on = Answer(store, f"/rankings{SIGN_IN}?to=/rankings/standing", form=FORM)
    assert on.header("location") == "/rankings/standing"


def test_a_form_that_no_page_of_ours_sent_is_refused(store):
    answer = Answer(store, SIGN_IN, method="POST")
    assert (answer.status, answer.cookie) == (403, "")
    large = {"name": "lan", "password": "x" * 20_000}
    assert Answer(store, SIGN_IN, form=large).status == 403


def test_a_wrong_password_is_told_in_the_language_and_keeps_the_name(store):
    form = {"name": '"><b>lan', "password": "không phải thế này"}
    answer = Answer(store, f"{SIGN_IN}?lang=en", form=form)
    assert (answer.status, answer.cookie) == (403, "")
    assert "is wrong; check both" in answer.text
    assert "&#34;&gt;&lt;b&gt;lan" in answer.text
    assert "không phải" not in answer.text


def test_signing_out_ends_the_session_and_takes_the_cookie_away(store):
    cookie = signed(store)
    assert "Lan &lt;b&gt;" in Answer(store, "/account", cookie=cookie).text
    assert "Người nhập số liệu" in Answer(store, "/account", cookie=cookie).text
    left = Answer(store, SIGN_OUT, form={}, cookie=cookie)
    assert (left.status, left.header("location"), left.cookie) == (303, SIGN_IN, f"{COOKIE}=")
    assert Answer(store, cookie=cookie).status == 303
    # A link or a picture elsewhere signs nobody out.
    cookie = signed(store)
    Answer(store, SIGN_OUT, cookie=cookie)
    assert Answer(store, cookie=cookie).text == "figures"


def test_ones_own_password_is_changed_with_the_old_one_and_all_else_is_signed_out(store):
    here, elsewhere = signed(store), signed(store)
    new = "một mật khẩu khác hẳn"

    def change(old=SECRET, password=new, again=new, cookie=here):
        form = {"old": old, "new": password, "again": again}
        return Answer(store, "/account", form=form, cookie=cookie)

    for answer, sentence in (
        (change(old="không phải thế này"), "Mật khẩu hiện tại không đúng"),
        (change(again="khác"), "không giống nhau"),
        (change(password="ngắn", again="ngắn"), "từ 12 đến 200"),
    ):
        assert (answer.status, sentence in answer.text) == (403, True)
    assert Answer(store, cookie=elsewhere).text == "figures"
    assert change(cookie="").header("location") == SIGN_IN
    changed = change()
    assert (changed.status, "Đã đổi mật khẩu" in changed.text) == (200, True)
    assert Answer(store, cookie=changed.cookie).text == "figures"
    for ended in (here, elsewhere):
        assert Answer(store, cookie=ended).status == 303
    assert Answer(store, SIGN_IN, form=FORM).status == 403
    assert Answer(store, SIGN_IN, form=FORM | {"password": new}).status == 303


def test_signing_in_anew_ends_what_was_signed_in_in_this_browser(store):
    before = signed(store)
    after = Answer(store, SIGN_IN, form=FORM, cookie=before).cookie
    assert Answer(store, cookie=before).status == 303
    assert Answer(store, cookie=after).text == "figures"
    events = [row["event"] for row in audit.records(store, by=BOSS)]
    assert events == ["account_added", "signed_in", "signed_in", "signed_out"]


@every(
    ("to", "leads"),
    [
        ("/standing?index=dti&lang=en", "/standing?index=dti&lang=en"),
        ("/", "/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("/\t/evil.example", "/"),
        ("/account/sign-out", "/"),
        ("/kỳ", "/k%E1%BB%B3"),
    ],
)
def test_signing_in_leads_on_to_a_place_of_ours(store, to, leads):
    answer = Answer(store, f"{SIGN_IN}?{urlencode({'to': to})}", form=FORM)
    assert (answer.status, answer.header("location")) == (303, leads)


def test_a_link_from_a_page_elsewhere_is_asked_for_again_from_here(store):
    # A browser leaves a strict cookie out where a page elsewhere leads, and sends it the next time.
    link = "/standing?index=dti"
    first = Answer(store, link, sec_fetch_site="cross-site")
    assert (first.status, 'content="0;url=/standing?index=dti"' in first.text) == (200, True)
    again = Answer(store, link, sec_fetch_site="same-origin")
    assert again.header("location") == f"{SIGN_IN}?to=%2Fstanding%3Findex%3Ddti"
    assert Answer(store, link, cookie=signed(store), sec_fetch_site="cross-site").text == "figures"
    far = Answer(store, "//evil.example/", sec_fetch_site="cross-site")
    assert "evil" not in far.text


def test_a_websocket_is_closed_when_its_session_ends(store, monkeypatch):
    monkeypatch.setattr(signed_in, "WATCH_SECONDS", 0.01)
    secret = sessions.sign_in(store, "lan", SECRET, address=None, now=1.8e9)
    sent = []

    async def journey() -> None:
        async def send(message):
            sent.append(message)

        async def lasts_no_more():
            lasts = lambda: sessions.account_of(store, secret, now=1.8e9) is not None  # noqa: E731
            async with signed_in.closing_when_ended(send, lasts, 0.01) as sends:
                await sends({"type": "websocket.accept"})
                await asyncio.sleep(0.1)
                assert len(sent) == 1
                sessions.end(store, secret, now=1.8e9)
                while len(sent) < 2:
                    await asyncio.sleep(0.01)
                await sends({"type": "websocket.send", "bytes": b"figures"})

        await asyncio.wait_for(lasts_no_more(), 10)

    asyncio.run(journey())
    assert sent[1:] == [{"type": "websocket.close", "code": signed_in.SESSION_ENDED}]
