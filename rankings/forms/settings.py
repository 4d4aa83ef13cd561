"""What an office sets for the documents that leave the app. Read from the environment:

RANKINGS_ADDRESS       where readers open the app: documents then carry a code that leads there
RANKINGS_AGENCY        the agency that signs; not set: its line is left open
RANKINGS_PLACE         where documents are signed; not set: the home unit
RANKINGS_LOGO          a PNG or JPEG file, for the page, the picture and the slides
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rankings.store.problems import Problem

ADDRESS = re.compile(r"https?://[^\s]{1,290}", re.IGNORECASE)
# What a PNG and a JPEG file begin with, and how they are called.
PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
LOGO_BYTES = 2_000_000
SHOWN = 80


@dataclass(frozen=True)
class Settings:
    """The settings in force. address: without a query. None: not set; logo: the file's content."""

    address: str | None = None
    agency: str | None = None
    place: str | None = None
    logo: bytes | None = None


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment. Raises Problem on a value that cannot be."""
    return Settings(
        address=_address(environment.get("RANKINGS_ADDRESS", "")),
        agency=_line(environment.get("RANKINGS_AGENCY", "")),
        place=_line(environment.get("RANKINGS_PLACE", "")),
        logo=_logo(environment.get("RANKINGS_LOGO", "")),
    )


def kind_of_picture(content: bytes) -> str | None:
    """png or jpg, by how a file begins; None for anything else."""
    return next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)


def _line(text: str) -> str | None:
    """A text in one line, without what cannot be printed."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split()) or None


def _address(text: str) -> str | None:
    text = text.strip()
    if not text:
        return None
    if not ADDRESS.fullmatch(text):
        raise Problem("error.address", value=text[:SHOWN])
    return text


def _logo(name: str) -> bytes | None:
    if not name.strip():
        return None
    path = Path(name.strip())
    try:
        content = path.read_bytes() if path.stat().st_size <= LOGO_BYTES else b""
    except OSError:
        content = b""
    if kind_of_picture(content) is None:
        raise Problem("error.logo", file=str(path)[:SHOWN])
    return content
