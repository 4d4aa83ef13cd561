"""Which tokens of a provider are believed, by Authlib as Streamlit asks it and by us after it."""

import asyncio
import base64
import time
from contextlib import suppress

import pytest
from authlib.integrations import starlette_client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry
from streamlit.web.server.starlette.starlette_auth_routes import _create_streamlit_oauth_class

from rankings.blocks.delivery.single_sign_on import Vouched, _header, judged
from rankings.store.problems import Problem
from tests.cases import every

OURS, ISSUER, NONCE, SHARED = "rankings", "https://id.example", "n-1", "s" * 40
KEY = RSAKey.generate_key(2048, parameters={"kid": "k"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "k"})
# The worst that a provider may list.
LISTED = ["RS256", "HS256", "none"]


def token(key=KEY, *, alg="RS256", **claims) -> str:
    now = int(time.time())
    usual = {"iss": ISSUER, "sub": "s-1", "aud": OURS, "exp": now + 300, "iat": now}
    usual |= {"nonce": NONCE, "email": "lan@example.vn", "email_verified": True}
    said = {name: value for name, value in (usual | claims).items() if value is not None}
    header = {"alg": alg, "kid": "k"}
    return jwt.encode(header, said, key, registry=JWSRegistry(algorithms=[alg]))


def unsigned() -> str:
    """A token whose header says that it is not signed, and which is not."""
    payload = token().split(".")[1]
    bare = base64.urlsafe_b64encode(b'{"alg":"none","kid":"k"}').rstrip(b"=").decode()
    return f"{bare}.{payload}."


def changed() -> str:
    """A token with what another one says."""
    header, _, signature = token().split(".")
    return ".".join([header, token(sub="s-2").split(".")[1], signature])


def client():
    """Authlib's client as Streamlit makes it, of a provider that is not asked anything."""
    oauth = _create_streamlit_oauth_class(starlette_client)(config={})
    oauth.register(
        "default",
        client_id=OURS,
        client_secret=SHARED,
        issuer=ISSUER,
        jwks={"keys": [KEY.as_dict(is_private=False)]},
        id_token_signing_alg_values_supported=LISTED,
        client_kwargs={"scope": "openid"},
    )
    return oauth.create_client("default")


def believed(text: str) -> Vouched | None:
    """Whom a token vouches for when it is brought; None where it is refused, by whichever."""
    with suppress(JoseError, ValueError, Problem):
        claims = asyncio.run(client().parse_id_token({"id_token": text}, nonce=NONCE))
        return judged(claims, _header(text), application=OURS, now=time.time())
    return None


def test_a_token_as_it_should_be_is_believed():
    assert believed(token()) == Vouched(ISSUER, "s-1", "lan@example.vn")
    several = token(aud=[OURS, "another"], azp=OURS)
    assert believed(several) == Vouched(ISSUER, "s-1", "lan@example.vn")


NOW = int(time.time())
REFUSED = {
    "ended an hour ago": lambda: token(exp=NOW - 3600, iat=NOW - 7200),
    "ended a minute ago": lambda: token(exp=NOW - 60, iat=NOW - 600),
    "without an end": lambda: token(exp=None),
    "of tomorrow": lambda: token(iat=NOW + 86_400, exp=NOW + 90_000),
    "replayed: asked for by another visit": lambda: token(nonce="n-0"),
    "without the nonce": lambda: token(nonce=None),
    "for another application": lambda: token(aud="another"),
    "for another application, asked for by ours": lambda: token(aud="another", azp=OURS),
    "for several, asked for by another": lambda: token(aud=[OURS, "another"], azp="another"),
    "for several, asked for by nobody": lambda: token(aud=[OURS, "another"]),
    "of another issuer": lambda: token(iss="https://evil.example"),
    "unsigned": unsigned,
    "signed with the shared secret": lambda: token(OctKey.import_key(SHARED), alg="HS256"),
    "signed by somebody else": lambda: token(OTHER_KEY),
    "changed afterwards": lambda: changed(),
    "nobody's": lambda: token(sub=""),
    "no token": lambda: "a.b.c",
}


@every("why", REFUSED)
def test_a_token_that_is_not_as_it_should_be_is_refused(why):
    assert believed(REFUSED[why]()) is None


@every(
    ("claims", "trusts", "email"),
    [
        ({"email_verified": True}, False, "lan@example.vn"),
        ({"email_verified": False}, False, None),
        ({"email_verified": False}, True, None),
        ({"email_verified": "true"}, True, None),
        ({}, False, None),
        ({}, True, "lan@example.vn"),
    ],
)
def test_an_address_counts_that_is_verified_or_trusted_by_a_setting(claims, trusts, email):
    usual = {"iss": ISSUER, "sub": "s", "aud": OURS, "exp": 20, "iat": 5, "email": "lan@example.vn"}
    vouched = judged(
        usual | claims, {"alg": "RS256"}, application=OURS, now=10, trusts_addresses=trusts
    )
    assert vouched.email == email
    with pytest.raises(Problem):
        judged(usual | claims, {"alg": "RS256"}, application="", now=10)
