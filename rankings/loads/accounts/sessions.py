"""Who is signed in, in which browser: a file for each, known by a secret that only the browser has.

What is kept is the hash of the secret, so that who reads the folder cannot sign in with it. A
session is gone with its file: signing out ends all pages of a browser at once, and an account that
is removed or has another password ends all of its sessions.
"""

import hashlib
import json
import secrets
from contextlib import suppress
from pathlib import Path

from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import attempts, audit, passwords, register
from rankings.loads.accounts.lines import folder_of
from rankings.loads.accounts.register import Account
from rankings.store import whole_files
from rankings.store.problems import Problem
from rankings.store.versions import Store

SECRET_BYTES = 32
LONGEST_SECRET = 100


def sign_in(store: Store, name: str, password: str, *, address: str | None, now: float) -> str:
    """Sign in with a name and a password: the secret of the new session.

    address: of the browser; now: seconds since 1970. Raises Problem where they do not fit, the same
    for a name that nobody has, or where there were too many attempts.
    """
    asked = register.sign_in_name(name)[:100]
    # One that has to wait is not kept in the audit, which anybody could fill so.
    attempt = attempts.begin(store, name=asked, address=address, now=now)
    known = register.account(store, asked)
    kept = known.password if known and known.source == register.LOCAL else None
    if not passwords.is_right(password, kept) or known is None:
        problem = Problem("error.sign_in_wrong")
        _refused(store, asked, address, problem)
        raise problem
    attempts.was_right(store, attempt)
    return begin(store, known, address=address, now=now)


def begin_elsewhere(
    store: Store, *, issuer: str, subject: str, email: str | None, address: str | None, now: float
) -> str:
    """Begin a session of whom a provider vouches for: its secret.

    Raises Problem where no administrator has made an account for that person: a provider says who
    somebody is, not what that person may do here.
    """
    known = register.of_subject(store, issuer=issuer, subject=subject, email=email)
    if known is None:
        problem = Problem("error.sso_no_account", subject=email or subject, issuer=issuer)
        _refused(store, email or subject, address, problem)
        raise problem
    return begin(store, known, address=address, now=now)


def begin(store: Store, account: Account, *, address: str | None, now: float) -> str:
    """Begin a session of an account whose owner has proved to be so: its secret."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    hours = access.settings().session_hours
    facts = {"account": account.name, "turn": account.turn, "ends": now + hours * 3600}
    path = _path(store, secret)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent, now)
        whole_files.write(path, json.dumps(facts).encode())
    except OSError as error:
        raise Problem("error.disk", folder=str(path.parent), reason=error.strerror) from error
    audit.note(store, "signed_in", by=account.actor(), address=address, source=account.source)
    return secret


def account_of(store: Store, secret: str | None, *, now: float) -> Account | None:
    """The account that is signed in with a secret; None where the session has ended."""
    if not secret or len(secret) > LONGEST_SECRET:
        return None
    try:
        facts = json.loads(_path(store, secret).read_text(encoding="utf-8"))
        account = register.account(store, facts["account"])
        lasts = facts["ends"] > now
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return account if account and lasts and account.turn == facts["turn"] else None


def actor(store: Store, secret: str | None, *, now: float) -> Actor:
    """Who acts with a secret: a visitor where the session has ended or there was none."""
    account = account_of(store, secret, now=now)
    return account.actor() if account else access.visitor(access.settings())


def change_password(
    store: Store, secret: str | None, old: str, new: str, *, address: str | None, now: float
) -> str:
    """Give one's own account another password; the secret of the session that goes on.

    All other sessions of the account end. Raises Problem where nobody is signed in, the old one is
    wrong (which counts as an attempt to sign in), or the new one is too weak.
    """
    account = account_of(store, secret, now=now)
    if account is None:
        raise Problem("error.sign_in_needed")
    if account.source != register.LOCAL:
        raise Problem("error.account_not_local", name=account.name)
    attempt = attempts.begin(store, name=account.name, address=address, now=now)
    if not passwords.is_right(old, account.password):
        problem = Problem("error.password_wrong")
        _refused(store, account.name, address, problem)
        raise problem
    attempts.was_right(store, attempt)
    changed = register.with_own_password(store, account, new)
    end(store, secret, now=now)
    return begin(store, changed, address=address, now=now)


def end(store: Store, secret: str | None, *, now: float) -> None:
    """Sign out; what is open with the secret is a visitor's from now on."""
    account = account_of(store, secret, now=now)
    if secret and len(secret) <= LONGEST_SECRET:
        with suppress(FileNotFoundError):
            _path(store, secret).unlink()
    if account is not None:
        audit.note(store, "signed_out", by=account.actor())


def _refused(store: Store, name: str, address: str | None, problem: Problem) -> None:
    details = {"name": name, "address": address, "why": problem.key}
    audit.note(store, "sign_in_refused", by=Actor("", frozenset()), **details)


def _sweep(folder: Path, now: float) -> None:
    """Take away what has ended by itself."""
    for path in folder.glob("*.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            if json.loads(path.read_text(encoding="utf-8"))["ends"] <= now:
                path.unlink()


def _path(store: Store, secret: str) -> Path:
    name = hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
    return folder_of(store) / "sessions" / f"{name}.json"
