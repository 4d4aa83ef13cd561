"""The accounts there are: what became of each is a line that is added, and the last one counts."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import attempts, audit, lines, passwords
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words import typed

# How one signs in: with a password kept here, or at a provider that vouches for the person.
LOCAL, OIDC = access.LOCAL, access.OIDC
NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,79}")
EXAMPLE = "unit:24133"
UNIT_CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")


@dataclass(frozen=True, order=True)
class Role:
    """A row: what an account may do. role: one of access.ROLES; unit: of a unit account."""

    role: str
    unit: str | None = None


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in.

    name: the sign-in name; shown_name: as it stands beside what was done, nobody else's. source:
    LOCAL, with `password`, its hash; or OIDC, with the subject of an issuer or, until that is known
    from the first time, the e-mail address. turn: another one since which whoever is signed in has
    to do so anew.
    """

    name: str
    shown_name: str
    source: str
    roles: frozenset[Role]
    unit: str | None = None
    issuer: str | None = None
    subject: str | None = None
    email: str | None = None
    turn: int = 0
    password: str | None = field(default=None, repr=False)

    def actor(self) -> Actor:
        """What this person acts as."""
        rights = frozenset().union(*(access.ROLES[row.role] for row in self.roles))
        units = frozenset(row.unit for row in self.roles if row.unit)
        return Actor(self.shown_name, rights, self.name, self.source, units)


@dataclass(frozen=True)
class Elsewhere:
    """By what a provider's word is known to be of a person: subject, of an issuer; or e-mail."""

    issuer: str | None = None
    subject: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Change:
    """What of an account becomes something else; None: stays."""

    shown_name: str | None = None
    unit: str | None = None
    roles: Collection[Role] | None = None
    password: str | None = field(default=None, repr=False)
    email: str | None = None
    subject: str | None = None


def accounts(store: Store, *, by: Actor) -> tuple[Account, ...]:
    """All accounts by their names. Raises Problem where that is not for `by` to know."""
    access.demand(by, access.ADMINISTER)
    return tuple(sorted(_all(store).values(), key=lambda account: account.name))


def account(store: Store, name: str) -> Account | None:
    """The account of a sign-in name, for the signing in itself; None where there is none."""
    return _all(store).get(sign_in_name(name))


def of_subject(store: Store, *, issuer: str, subject: str, email: str | None) -> Account | None:
    """The account for which a provider vouches; None where nobody made one.

    email: only one that the provider has verified. An account that was made for an address takes
    the subject for its own from the first time on: addresses are given to others, subjects not.
    """
    known = [item for item in _all(store).values() if item.source == OIDC]
    for item in known:
        if item.subject == subject and item.issuer in (None, issuer):
            return item
    address = (email or "").casefold()
    for item in known:
        if address and item.email == address and item.subject is None:
            if item.issuer not in (None, issuer):
                continue
            bound = replace(item, issuer=issuer, subject=subject)
            _keep(store, "bound", bound, by=item.shown_name, expected=item)
            return bound
    return None


def add(
    store: Store,
    name: str,
    *,
    shown_name: str,
    by: Actor,
    roles: Iterable[Role] = (),
    unit: str | None = None,
    password: str | None = None,
    elsewhere: Elsewhere | None = None,
) -> Account:
    """Make an account: with a password a local one, else one of a provider.

    Raises Problem where `by` may not, the name is taken or none, a role is not known, the password
    too weak.
    """
    access.demand(by, access.ADMINISTER)
    known = elsewhere or Elsewhere()
    made = Account(
        name=_valid_name(name),
        shown_name=access.person(shown_name),
        source=OIDC if password is None else LOCAL,
        roles=_valid_roles(roles),
        unit=typed.line(unit) or None,
        issuer=known.issuer or None,
        subject=known.subject or None,
        email=(known.email or "").strip().casefold() or None,
        password=None if password is None else passwords.hashed(password, name=name),
    )
    if made.source == OIDC and not (made.subject or made.email):
        raise Problem("error.account_no_proof", name=made.name)
    with lines.locked(store):
        there = _all(store)
        if made.name in there:
            raise Problem("error.account_taken", name=made.name)
        _refuse_double(there.values(), made)
        return _write(store, "added", made, by=by.name)


def change(store: Store, name: str, wanted: Change, *, by: Actor) -> Account:
    """Change an account; another password ends what is signed in with the old one, and lets one who
    is locked out in again. Raises Problem as `add` does, and where there is no such account."""
    access.demand(by, access.ADMINISTER)
    secret = wanted.password
    hashed = None if secret is None else passwords.hashed(secret, name=sign_in_name(name))
    with lines.locked(store):
        there = _all(store)
        before = _there(there, name)
        if hashed is not None and before.source != LOCAL:
            raise Problem("error.account_not_local", name=before.name)
        after = replace(before, **_changed(wanted), password=hashed or before.password)
        _refuse_double((item for item in there.values() if item != before), after)
        done = _write(store, "password" if hashed else "changed", after, by=by.name)
    if hashed is not None:
        attempts.forget(store, done.name)
    return done


def remove(store: Store, name: str, *, by: Actor) -> None:
    """Take an account away; who is signed in with it is so no more. Raises Problem where there is
    none of that name."""
    access.demand(by, access.ADMINISTER)
    with lines.locked(store):
        _write(store, "removed", _there(_all(store), name), by=by.name)


def unlock(store: Store, name: str, *, by: Actor) -> None:
    """Let an account in again that is locked out. Raises Problem where there is none of it."""
    access.demand(by, access.ADMINISTER)
    attempts.forget(store, _there(_all(store), name).name)
    audit.note(store, "account_unlocked", by=by, of=sign_in_name(name))


def with_own_password(store: Store, item: Account, password: str) -> Account:
    """The account with another password, which its owner has proved to be and chosen.

    Raises Problem where it is too weak, or the account has become another meanwhile.
    """
    hashed = passwords.hashed(password, name=item.name)
    changed = replace(item, password=hashed)
    return _keep(store, "password", changed, by=item.shown_name, expected=item)


def sign_in_name(text: str) -> str:
    """A sign-in name as it is kept, however it was typed."""
    return typed.line(text).casefold()


# --- Events ---------------------------------------------------------------------------------------


def _all(store: Store) -> Mapping[str, Account]:
    path = _path(store)
    try:
        there = path.stat()
    except OSError:
        return {}
    return _read(path, there.st_mtime_ns, there.st_size, there.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, *_of_file: int) -> Mapping[str, Account]:
    """The accounts of a file, as long as it stays as it is."""
    known: dict[str, Account] = {}
    for number, event in enumerate(lines.read(path), start=1):
        try:
            state = dict(event["account"])
            state["roles"] = frozenset(Role(**row) for row in state["roles"])
            item = Account(**state)
            _valid_roles(item.roles)
        except (KeyError, TypeError, ValueError) as error:
            raise Problem("error.record_damaged", file=path.name, line=number) from error
        if event.get("event") == "removed":
            known.pop(item.name, None)
        else:
            # Made anew under an old name, it is another account than the one that was removed.
            turn = number if event["event"] in ("added", "password") else item.turn
            known[item.name] = replace(item, turn=turn)
    return known


def _keep(store: Store, event: str, item: Account, *, by: str, expected: Account) -> Account:
    """Write what becomes of an account, where it still is as it was."""
    with lines.locked(store):
        if _all(store).get(item.name) != expected:
            raise Problem("error.account_unknown", name=item.name)
        return _write(store, event, item, by=by)


def _write(store: Store, event: str, item: Account, *, by: str) -> Account:
    """The caller holds the lock."""
    state: dict[str, Any] = asdict(item)
    state["roles"] = [asdict(row) for row in sorted(item.roles, key=str)]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lines.add(_path(store), {"at": now, "by": by, "event": event, "account": state})
    shown = {key: state[key] for key in ("source", "shown_name", "unit", "email", "roles")}
    audit.add(store, f"account_{event}", by=by, account=None, details={"of": item.name} | shown)
    return _all(store).get(item.name, item)


def _path(store: Store) -> Path:
    return lines.folder_of(store) / "events.jsonl"


# --- What can be ----------------------------------------------------------------------------------


def _there(known: Mapping[str, Account], name: str) -> Account:
    try:
        return known[sign_in_name(name)]
    except KeyError as error:
        raise Problem("error.account_unknown", name=name) from error


def _changed(wanted: Change) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if wanted.shown_name is not None:
        given["shown_name"] = access.person(wanted.shown_name)
    if wanted.unit is not None:
        given["unit"] = typed.line(wanted.unit) or None
    if wanted.roles is not None:
        given["roles"] = _valid_roles(wanted.roles)
    if wanted.email is not None:
        # Who is to be known by another address is to be told from the one before.
        given |= {"email": wanted.email.strip().casefold() or None, "subject": None}
    if wanted.subject is not None:
        given["subject"] = wanted.subject.strip() or None
    return given


def _valid_name(text: str) -> str:
    name = sign_in_name(text)
    if not NAME.fullmatch(name):
        raise Problem("error.account_name", value=text)
    return name


def _valid_roles(rows: Iterable[Role]) -> frozenset[Role]:
    kept = frozenset(rows)
    for row in kept:
        if row.role not in access.ROLES:
            raise Problem("error.role_unknown", value=row.role, known=list(access.ROLES))
        if (row.role == access.OF_A_UNIT) != (row.unit is not None):
            raise Problem("error.role_unit", value=row.role, example=EXAMPLE)
        if row.unit is not None and not UNIT_CODE.fullmatch(row.unit):
            raise Problem("error.role_unit", value=row.unit, example=EXAMPLE)
    return kept


def _refuse_double(others: Iterable[Account], item: Account) -> None:
    """Beside what was done stands the shown name alone: no two people bear one, and no two accounts
    are one person's at a provider."""
    for other in others:
        if access.same_person(other.shown_name, item.shown_name):
            raise Problem("error.shown_name_taken", name=item.shown_name, account=other.name)
        if item.source == other.source == OIDC and (
            (item.email and item.email == other.email)
            or (item.subject and (item.issuer, item.subject) == (other.issuer, other.subject))
        ):
            raise Problem("error.account_taken", name=other.name)
