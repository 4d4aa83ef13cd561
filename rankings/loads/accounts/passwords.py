"""Passwords of local accounts: kept as argon2id hashes, never as they are typed.

The cost is that of RFC 9106 for machines with little memory: 64 MiB for each.
"""

import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from rankings.store.problems import Problem

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 200
# Each takes 64 MiB while it is worked out.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


def hashed(password: str, *, name: str) -> str:
    """What is kept of a password; name: the sign-in name, which it may not hold.

    Raises Problem when it is too short, too long, holds the name, or is one letter repeated.
    """
    text = _plain(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise Problem("error.password_length", lowest=SHORTEST, highest=LONGEST)
    if name.casefold() in text.casefold() or len(set(text)) < SHORTEST // 3:
        raise Problem("error.password_easy")
    with _places:
        return _hasher().hash(text)


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password is the one of which `kept` was made. Where there is none (no such account)
    it takes as long to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    text = _plain(password[: LONGEST * 4])
    with _places:
        try:
            return _hasher().verify(kept or _of_nobody(), text) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def _plain(password: str) -> str:
    """Letters with marks are one text, whichever keyboard typed them."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> "PasswordHasher":
    # Only who signs in needs it.
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _of_nobody() -> str:
    return _hasher().hash("the password of nobody at all")
