"""Who may change what readers see.

Without accounts a change is made from the machine that serves the app, under a name that is typed
and not checked; with accounts by who has signed in and been given the role for it. Settings, read
from the environment:

    RANKINGS_PUBLISHING      localhost (default): from this machine only, or with accounts by who
                             may; off: nobody
    RANKINGS_SECOND_PERSON   on: who publishes must be another person than who handed it in
    RANKINGS_ACCOUNTS        on: people sign in; off (default): nobody does
    RANKINGS_ANONYMOUS       read (default): who has not signed in may read; none: sees nothing
    RANKINGS_SESSION_HOURS   after so many hours one signs in anew; 12
    RANKINGS_OIDC_EMAIL      verified (default): an address counts that the provider says to have
                             verified; trusted: also where it says nothing of that
"""

import ipaddress
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rankings.store.problems import Problem
from rankings.words import typed

# How a person is known: a typed name is not checked by anything, an account by a password here or
# by the provider that vouches for it. What no person does is done by the program.
SELF_DECLARED, LOCAL, OIDC, PROGRAM = "self_declared", "local", "oidc", "program"
# The name under which the program brings in what it has collected, or found in its inbox.
AUTOMATIC = "tự động"
NAME_LENGTH = 80
HOURS, MOST_HOURS = 12, 24 * 30

# What there is to be allowed.
READ, HAND_IN, PUBLISH, APPROVE = "read", "hand_in", "publish", "approve"
ADMINISTER, SEE_PERSONS = "administer", "see_persons"
RIGHTS = frozenset({READ, HAND_IN, PUBLISH, APPROVE, ADMINISTER, SEE_PERSONS})
# What each role allows. A unit account has a unit, whose rooms are its own.
ROLES: Mapping[str, frozenset[str]] = {
    "reader": frozenset({READ}),
    "analyst": frozenset({READ, HAND_IN}),
    "publisher": frozenset({READ, HAND_IN, PUBLISH}),
    "approver": frozenset({READ, APPROVE}),
    "administrator": frozenset({READ, ADMINISTER}),
    "unit": frozenset({READ}),
    "see_persons": frozenset({READ, SEE_PERSONS}),
}
OF_A_UNIT = "unit"


@dataclass(frozen=True)
class Access:
    """The settings in force. session_hours: how long one stays signed in."""

    publishing: bool
    second_person: bool
    accounts: bool = False
    anonymous: bool = True
    session_hours: int = HOURS
    trusts_addresses: bool = False


@dataclass(frozen=True)
class Actor:
    """Who does something, with the rights of that person.

    name: as it is kept beside what is done; account: the sign-in name, None for who typed a name;
    units: of whose rooms a unit account is.
    """

    name: str
    rights: frozenset[str]
    account: str | None = None
    identity: str = SELF_DECLARED
    units: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """Whether a right is among those of this person."""
        return right in self.rights


def operator(name: str | None) -> Actor:
    """Who works at the machine that serves, under a typed name: may do everything.

    Raises Problem when there is no name, or it is no name.
    """
    return Actor(person(name), RIGHTS)


def automatic() -> Actor:
    """The program itself, with nobody beside it: hands in and publishes, and nothing else."""
    return Actor(AUTOMATIC, frozenset({READ, HAND_IN, PUBLISH}), identity=PROGRAM)


def visitor(in_force: Access) -> Actor:
    """Who has not signed in; in_force: the settings."""
    reads = in_force.anonymous or not in_force.accounts
    return Actor("", frozenset({READ}) if reads else frozenset())


def demand(by: Actor, right: str, *others: str) -> None:
    """Raise Problem where somebody has none of these rights: nobody who has not signed in has one,
    nor who was not given a role with it."""
    if not isinstance(by, Actor):
        raise TypeError(f"an Actor acts, not {type(by).__name__}: see access.operator")
    if any(by.may(allowed) for allowed in (right, *others)):
        return
    if by.account is None:
        raise Problem("error.sign_in_needed")
    raise Problem(f"error.no_right.{right}", name=by.name)


def settings(environment: Mapping[str, str] = os.environ) -> Access:
    """The settings of the environment. Raises Problem on a value that is not known."""
    return Access(
        publishing=_one_of(environment, "RANKINGS_PUBLISHING", ("localhost", "off")) == "localhost",
        second_person=_one_of(environment, "RANKINGS_SECOND_PERSON", ("off", "on")) == "on",
        accounts=_one_of(environment, "RANKINGS_ACCOUNTS", ("off", "on")) == "on",
        anonymous=_one_of(environment, "RANKINGS_ANONYMOUS", ("read", "none")) == "read",
        session_hours=_hours(environment),
        trusts_addresses=_one_of(environment, "RANKINGS_OIDC_EMAIL", ("verified", "trusted"))
        == "trusted",
    )


def from_this_machine(address: str | None, headers: Mapping[str, str]) -> bool:
    """True when a request comes from the machine that serves, and was not passed on by a proxy.

    address: the caller's, None or a loopback address on this machine; headers: the request's. A
    page opened under another host name than localhost is not trusted: a name on the internet may
    be made to lead here.
    """
    named = {name.lower(): value for name, value in headers.items()}
    passed_on = {"x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-host"} & named.keys()
    host = re.sub(r":\d+$", "", named.get("host", "")).strip("[]")
    return not passed_on and _is_loopback(address or host) and _is_loopback(host)


def person(name: str | None) -> str:
    """A typed name as it is kept. Raises Problem when there is none, or it is no name."""
    text = typed.line(name)
    if not any(letter.isalpha() for letter in text):
        raise Problem("error.name_missing")
    unseen = any(not (letter.isprintable() or letter.isspace()) for letter in name or "")
    if len(text) > NAME_LENGTH or unseen:
        raise Problem("error.name_too_long", highest=NAME_LENGTH)
    return text


def same_person(name: str, other: str) -> bool:
    """Whether two names are one to this rule, without case, marks and blanks."""
    return _folded(name) == _folded(other)


def may_change(access: Access) -> None:
    """Raise Problem when a setting has turned changes off."""
    if not access.publishing:
        raise Problem("error.publishing_off")


def may_publish(
    access: Access, *, by: Actor, uploaded_by: str | None, account: str | None = None
) -> None:
    """Raise Problem when publishing is off, a second person is asked for and is not there, or `by`
    has no role for it.

    uploaded_by: the name of who handed the load in; account: the sign-in name, where there was one.
    Who may only approve publishes what another person has handed in.
    """
    may_change(access)
    own = bool(uploaded_by) and same_person(by.name, str(uploaded_by))
    own = own or (account is not None and account == by.account)
    if access.second_person:
        if own:
            raise Problem("error.second_person", name=uploaded_by)
        demand(by, APPROVE)
    elif own:
        demand(by, PUBLISH)
    else:
        demand(by, PUBLISH, APPROVE)


def _one_of(environment: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    value = (environment.get(name) or values[0]).strip().lower()
    if value not in values:
        raise Problem("error.setting", name=name, value=value, known=list(values))
    return value


def _hours(environment: Mapping[str, str]) -> int:
    name = "RANKINGS_SESSION_HOURS"
    text = (environment.get(name) or str(HOURS)).strip()
    hours = typed.whole(text)
    if hours is None or not 1 <= hours <= MOST_HOURS:
        raise Problem("error.setting_hours", name=name, value=text, highest=MOST_HOURS)
    return hours


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _folded(name: str) -> str:
    """A name without case, marks and blanks: "Trần  Văn B" is "tran van b" to this rule."""
    text = typed.folded(unicodedata.normalize("NFKC", name.casefold()))
    return "".join(letter for letter in text if letter.isalnum())
