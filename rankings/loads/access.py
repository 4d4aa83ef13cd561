"""Who may change what readers see.

Until people sign in, a change is made from the machine that serves the app, under a name that is
typed and not checked. Settings, read from the environment:

    RANKINGS_PUBLISHING      localhost (default): from this machine only; off: nobody
    RANKINGS_SECOND_PERSON   on: who publishes must be another person than who handed it in
"""

import ipaddress
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rankings.store.problems import Problem
from rankings.words import typed

# How a person is known: a typed name is not checked by anything.
SELF_DECLARED = "self_declared"
NAME_LENGTH = 80


@dataclass(frozen=True)
class Access:
    """The settings in force."""

    publishing: bool
    second_person: bool


def settings(environment: Mapping[str, str] = os.environ) -> Access:
    """The settings of the environment. Raises Problem on a value that is not known."""
    return Access(
        publishing=_one_of(environment, "RANKINGS_PUBLISHING", ("localhost", "off")) == "localhost",
        second_person=_one_of(environment, "RANKINGS_SECOND_PERSON", ("off", "on")) == "on",
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


def may_change(access: Access) -> None:
    """Raise Problem when a setting has turned changes off."""
    if not access.publishing:
        raise Problem("error.publishing_off")


def may_publish(access: Access, *, by: str, uploaded_by: str | None) -> None:
    """Raise Problem when publishing is off, or a second person is asked for and is not there."""
    may_change(access)
    if access.second_person and uploaded_by and _folded(by) == _folded(uploaded_by):
        raise Problem("error.second_person", name=uploaded_by)


def _one_of(environment: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    value = (environment.get(name) or values[0]).strip().lower()
    if value not in values:
        raise Problem("error.setting", name=name, value=value, known=list(values))
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _folded(name: str) -> str:
    """A name without case, marks and blanks: "Trần  Văn B" is "tran van b" to this rule."""
    text = typed.folded(unicodedata.normalize("NFKC", name.casefold()))
    return "".join(letter for letter in text if letter.isalnum())
