"""What the parts of a briefing have in common: their codes, numbered sources, tables, names."""

from collections.abc import Mapping

from rankings.facts.brief import Brief
from rankings.facts.overview.model import Card
from rankings.sentences import naming
from rankings.sentences import overview as of_card
from rankings.store.versions import Snapshot
from rankings.words.document import Cell, Grid, Origin
from rankings.words.text import Words

POSITION, MOVED, LOST, WAY, ASK = PARTS = ("position", "moved", "lost", "way", "ask")


class Sources:
    """The sources of a document, numbered in the order in which they are first named."""

    def __init__(self, at: Snapshot, w: Words, facts: Brief) -> None:
        self._w, self._known, self._agencies = w, facts.sources, naming.agency_names(at, w)
        self._numbers: dict[str, int] = {}

    def number(self, source_id: str | None) -> int | None:
        """The number of a source; None of a figure without one."""
        if source_id is None or source_id not in self._known:
            return None
        return self._numbers.setdefault(source_id, len(self._numbers) + 1)

    def listed(self) -> tuple[Origin, ...]:
        """The sources with their numbers."""
        w, agencies = self._w, self._agencies
        return tuple(
            Origin(
                number=number,
                line=of_card.source_line(
                    w, self._known[code], agencies.get(self._known[code].origin)
                ),
                published=w.date_range(
                    self._known[code].published_from, self._known[code].published_to
                ),
                address=self._known[code].url,
            )
            for code, number in self._numbers.items()
        )


def grid_of(
    w: Words, title: str, columns: Mapping[str, float], rows: tuple[tuple[Cell, ...], ...]
) -> Grid:
    """A table. columns: how wide each is beside the others, by the key of its heading."""
    headings = tuple(w(f"brief.column_{name}") for name in columns)
    return Grid(title, headings, tuple(columns.values()), rows)


def sources_of(w: Words, *numbers: int | None) -> str:
    """The numbers of sources as they stand in a table: "[1], [2]"."""
    named = [f"[{number}]" for number in dict.fromkeys(numbers) if number is not None]
    return ", ".join(named) or w("chip.unsourced")


def index_name(w: Words, card: Card) -> str:
    """An index by its short name, marked where its figures are recalculated."""
    if card.status == "derived":
        return w("brief.index_derived", index=card.index_short)
    return card.index_short


def plain(text: str) -> str:
    """A sentence of the screen without its marks of emphasis."""
    return text.replace("**", "")
