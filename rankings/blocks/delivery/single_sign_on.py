"""Single sign-on: what Streamlit and Authlib bring from a provider, judged once more.

Streamlit leads to the provider and back and has Authlib look at the token: its signature, issuer,
nonce and time. What both say lies in cookies of Streamlit's, which our own session takes the place
of (signed_in.py). Authlib takes the algorithms that the provider lists, also none at all, takes a
token for another application if it says that it was asked for by ours, and one that ended two
minutes ago; that is refused here.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from streamlit import auth_util
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    TOKENS_COOKIE_NAME,
    USER_COOKIE_NAME,
)

from rankings.blocks.delivery.answers import Message
from rankings.store.problems import Problem

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
DEFAULT = "default"
# Signed with a key that only the provider has. Not among them: none, and those with a shared key.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
AHEAD_SECONDS = 60  # as far as the provider's clock may be before ours
LONGEST = 255


@dataclass(frozen=True)
class Vouched:
    """Whom a provider vouches for. email: only where the provider says that it is verified, or its
    addresses are trusted by a setting."""

    issuer: str
    subject: str
    email: str | None


def providers() -> tuple[str, ...]:
    """The providers in the file of secrets, by the name of their section; empty without any."""
    section = auth_util.get_secrets_auth_section()
    if not section:
        return ()
    named = [name for name, value in section.items() if isinstance(value, Mapping)]
    return (DEFAULT,) if "client_id" in section else tuple(named)


def client_id(provider: str) -> str:
    """As what this application is known to a provider."""
    section = auth_util.get_secrets_auth_section()
    own = section if provider == DEFAULT and "client_id" in section else section.get(provider, {})
    return str(own.get("client_id", ""))


def login_query(provider: str) -> bytes:
    """The query with which Streamlit leads to a provider."""
    return f"provider={auth_util.encode_provider_token(provider)}".encode("ascii")


def without_cookies(start: Message) -> Message:
    """The answer without what Streamlit would keep of the person in the browser."""
    kept = [
        (key, value)
        for key, value in start["headers"]
        if key.lower() != b"set-cookie" or not value.startswith(USER_COOKIE_NAME.encode())
    ]
    return start | {"headers": kept}


def vouched(start: Message, *, now: float, trusts_addresses: bool) -> Vouched:
    """Whom the provider vouches for, of the answer that Streamlit gives when it has led back.

    now: seconds since 1970. Raises Problem where nobody is vouched for, or the token is refused.
    """
    set_now = dict(_cookies(start))

    def decoded(name: str) -> Mapping[str, Any]:
        def single(part: str) -> bytes | None:
            value = set_now.get(part)
            return value and decode_signed_value(get_cookie_secret(), part, value)

        kept = auth_util.get_cookie_with_chunks(single, name)
        content = json.loads(kept) if kept else {}
        return content if isinstance(content, Mapping) else {}

    try:
        claims, tokens = decoded(USER_COOKIE_NAME), decoded(TOKENS_COOKIE_NAME)
        header = _header(str(tokens["id_token"]))
        application = client_id(str(claims["provider"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Problem("error.sso_refused") from error
    return judged(
        claims, header, application=application, now=now, trusts_addresses=trusts_addresses
    )


def judged(
    claims: Mapping[str, Any],
    header: Mapping[str, Any],
    *,
    application: str,
    now: float,
    trusts_addresses: bool = False,
) -> Vouched:
    """Whom a token vouches for whose signature was found right.

    claims: what it says; header: how it is signed; application: for whom it has to be. Raises
    Problem where it is not signed, ended, of another time, or for somebody else.
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    right = (
        header.get("alg") in ALGORITHMS
        and bool(application)
        and application in audiences
        and (len(audiences) == 1 or claims.get("azp") == application)
        and claims.get("azp", application) == application
        and _is_number(claims.get("exp"))
        and claims["exp"] > now
        and _is_number(claims.get("iat"))
        and claims["iat"] <= now + AHEAD_SECONDS
        and all(_is_text(claims.get(name)) for name in ("iss", "sub"))
    )
    if not right:
        raise Problem("error.sso_refused")
    verified = claims.get("email_verified") is True or (
        trusts_addresses and "email_verified" not in claims
    )
    address = claims.get("email")
    email = address if verified and _is_text(address) else None
    return Vouched(str(claims["iss"]), str(claims["sub"]), email)


def _header(token: str) -> Mapping[str, Any]:
    """How a token says that it is signed."""
    first = token.split(".")[0]
    header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    return header if isinstance(header, Mapping) else {}


def _cookies(start: Message) -> Iterator[tuple[str, bytes]]:
    for key, value in start["headers"]:
        if key.lower() == b"set-cookie":
            name, _, content = value.partition(b";")[0].partition(b"=")
            yield name.decode("latin-1"), content.strip(b'"')


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST
