"""Single sign-on in a browser, at a provider of OpenID Connect on this machine."""

from pathlib import Path
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, Page, expect

from rankings.loads.access import operator
from rankings.loads.accounts import audit, register
from rankings.loads.accounts.register import Elsewhere, Role
from rankings.store.versions import Store
from tests.browser.server import running
from tests.browser.visits import PATIENCE, ready
from tests.store_clones import clone

BOSS = operator("Quản trị")
SECRETS = """
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "of this test alone, long enough to sign with"
client_id = "rankings"
client_secret = "of this test alone"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture
def provider():
    """A provider that knows two people, whose addresses it has verified."""
    people = [
        oidc_provider_mock.User(sub=sub, claims={"email": email, "email_verified": True})
        for sub, email in (("s-lan", "lan@example.vn"), ("s-minh", "minh@example.vn"))
    ]
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=people) as started:
        yield f"http://localhost:{started.server_port}"


@pytest.fixture
def own_server(var: Path, tmp_path: Path, provider: str, monkeypatch):
    """A server that only who has signed in sees, where one of the two has an account."""
    store = Store(clone(var, tmp_path / "var"))
    known = Elsewhere(email="lan@example.vn")
    roles = [Role("publisher")]
    register.add(store, "lan", shown_name="Vũ Thị Lan", by=BOSS, roles=roles, elsewhere=known)
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS.format(provider=provider))
    monkeypatch.setenv("RANKINGS_ACCOUNTS", "on")
    monkeypatch.setenv("RANKINGS_ANONYMOUS", "none")
    options = ("--secrets.files", str(secrets))
    with running(store.folder, tmp_path / "server.log", options=options) as started:
        yield started


def sign_in(page: Page, address: str, person: str) -> str:
    """Sign in at the provider; the address that it leads back to."""
    page.goto(address)
    page.get_by_role("link", name="Đăng nhập một lần").click()
    with page.expect_request(lambda request: "/oauth2callback" in request.url) as led_back:
        page.get_by_role("button", name=person, exact=True).click()
    return led_back.value.url


def test_who_has_an_account_is_signed_in_and_nobody_else(own_server, browser: Browser):
    store = Store(own_server.var)
    context = browser.new_context()
    page = context.new_page()
    callback = sign_in(page, f"{own_server.url}/standing?index=dti", "s-lan")
    page.wait_for_url("**/standing?index=dti", timeout=PATIENCE)
    ready(page)
    expect(page.get_by_role("button", name="Vũ Thị Lan")).to_be_visible()
    # Of Streamlit's own keeping nothing stays in the browser.
    names = {cookie["name"] for cookie in context.cookies(own_server.url)}
    assert "rankings_session" in names
    assert not any(name.startswith("_streamlit_user") for name in names)
    # From now on the subject is known, not the address.
    account = register.account(store, "lan")
    assert account is not None
    assert (account.subject, urlsplit(account.issuer or "").hostname) == ("s-lan", "localhost")

    page.get_by_role("button", name="Vũ Thị Lan").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    # The address that the provider led back to signs nobody in a second time.
    page.goto(callback)
    expect(page.get_by_role("alert")).to_contain_text("chưa xác nhận được")
    # Nor does it in another browser.
    other = browser.new_context().new_page()
    other.goto(callback)
    expect(other.get_by_role("alert")).to_contain_text("chưa xác nhận được")

    sign_in(other, own_server.url, "s-minh")
    expect(other.get_by_role("alert")).to_contain_text("minh@example.vn")
    expect(other.get_by_role("alert")).to_contain_text("chưa có tài khoản")
    other.goto(f"{own_server.url}/standing")
    expect(other.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    for opened in browser.contexts:
        opened.close()
    events = [row["event"] for row in audit.records(store, by=BOSS)]
    assert events[1:] == ["account_bound", "signed_in", "signed_out", "sign_in_refused"]
