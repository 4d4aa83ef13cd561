"""Where pages have moved to: links of before are in messages and minutes, and lead on.

An address is answered with the one that shows the same view now, its choices under the names that
they have there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from rankings.blocks.delivery.answers import Message, respond
from rankings.blocks.delivery.page import NO_PAGES


@dataclass(frozen=True)
class Moved:
    """A view of before and where it is now. path: of before; when: choices by which the view was
    told from others of its path; to: the path now; always: choices that lead there; renamed:
    choices of before under their name now; left: choices that mean nothing there."""

    path: str
    to: str
    when: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()

    def asked_by(self, path: str, choices: Mapping[str, str]) -> bool:
        """Whether an address asks for this view."""
        return path == self.path and self.when.items() <= choices.items()

    def address(self, choices: Mapping[str, str]) -> str:
        """The path and query that show now what these choices showed."""
        kept = {
            self.renamed.get(name, name): value
            for name, value in choices.items()
            if name not in self.left
        }
        query = urlencode({**kept, **self.always})
        return f"{self.to}?{query}" if query else self.to


_BY_HAND = frozenset({"way", "edit"})
# The first that an address asks for counts.
PLACES = (
    Moved("index-standing", "standing"),
    Moved("rank-robustness", "standing", always={"view": "robustness"}),
    Moved("component-gaps", "components"),
    Moved("rank-trajectory", "over-time", renamed={"to": "edition"}),
    Moved("why-we-moved", "over-time", always={"view": "why"}, renamed={"to": "edition"}),
    Moved("merger-lens", "merger"),
    Moved("way-up", "way-up", when={"meanwhile": "trend"}, renamed={"meanwhile": "others"}),
    Moved("scenario-builder", "way-up"),
    Moved("data-sources", "targets", when={"section": "targets"}, left=frozenset({"section"})),
    Moved("data-sources", "data"),
    Moved("load-history", "data", always={"section": "history"}),
    *(
        Moved("upload-data", "targets", when={"way": "edit", "edit": part}, left=frozenset({"way"}))
        for part in ("targets", "owners", "remark")
    ),
    Moved(
        "upload-data", "upload", when={"way": "edit"}, always={"way": "correction"}, left=_BY_HAND
    ),
    Moved("upload-data", "upload", left=frozenset({"edit"})),
)


def moved(scope: Message, below: str = "") -> str | None:
    """The address, beside the one that is asked for, that shows the same; None where it stays.

    below: the path below which the app is served. Deeper than one name there is no page, and
    Streamlit's own would stay blank: what is asked for there is led to the page of its last name.
    """
    path = scope["path"].removeprefix(below)
    folders, _, name = path.removesuffix("/").rpartition("/")
    up = "../" * (path.count("/") - 1)
    query = scope["query_string"].decode("latin-1")
    choices = dict(parse_qsl(query, keep_blank_values=True, errors="replace"))
    found = next((place for place in PLACES if place.asked_by(name, choices)), None)
    if found is not None:
        return up + found.address(choices)
    if not folders or "." in name or any(part in path for part in NO_PAGES):
        return None
    return f"{up}{quote(name)}?{query}".removesuffix("?")


async def lead_on(scope: Message, send: Any, address: str) -> None:
    """Answer that a view is at another address. Not for good: a browser would never ask again."""
    headers = [(b"location", address.encode("ascii")), (b"cache-control", b"no-cache")]
    start = {"type": "http.response.start", "status": 307, "headers": headers}
    await respond(scope, send, start, b"")
