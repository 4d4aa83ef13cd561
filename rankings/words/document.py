"""A document as it is told, before it has a form: headings, sentences, tables, pictures, sources.

Word, PDF, slides, pictures and workbooks are made from the same one, so they cannot differ. Texts
are plain, never Markdown.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

BOTH, SENTENCES, GRIDS = "both", "sentences", "grids"


def printable(text: str) -> str:
    """A text without what no document may hold: control characters, halves of letters."""
    return "".join(letter for letter in text if letter == "\n" or _is_printable(letter))


def _is_printable(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn") and letter not in NOWHERE


# Not characters of any document, and the marks that turn the direction of what follows.
NOWHERE = frozenset("\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and of a figure the number behind it.

    decimals: with how many digits after the comma the number is written. key: names the figure
    (`rankings.store.figure_keys`). source: the number of its source in the document's list.
    in_words: the text says what the number alone would not, as which side of a line it is on.
    """

    text: str
    number: Decimal | int | None = None
    decimals: int | None = None
    key: str | None = None
    source: int | None = None
    in_words: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. widths: how wide each column is beside the others."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A figure of `rankings.charts`: its name there, its options and rows; alt: what it shows."""

    name: str
    options: Any
    table: Any
    title: str
    alt: str


@dataclass(frozen=True)
class Part:
    """One part of a document: what a slide shows. code: what it is about.

    running: what a running text takes of it, where its tables say what its sentences say: sentences
    or grids; both where each says something of its own.
    """

    code: str
    heading: str
    sentences: tuple[str, ...]
    grids: tuple[Grid, ...] = ()
    pictures: tuple[Picture, ...] = ()
    running: str = BOTH

    @property
    def text(self) -> tuple[str, ...]:
        """The sentences of a running text."""
        return () if self.running == GRIDS else self.sentences

    @property
    def tables(self) -> tuple[Grid, ...]:
        """The tables of a running text."""
        return () if self.running == SENTENCES else self.grids


@dataclass(frozen=True)
class Origin:
    """A source: its number in the document, its line, and where it can be read."""

    number: int
    line: str
    published: str
    address: str | None


@dataclass(frozen=True)
class Document:
    """A whole document.

    finding: what it comes to, in one or two sentences. rank: that of the first index, "7/34";
    None where none is known. statuses: of each index of the first table to its target: inside |
    outside | unknown. notes: what the reader has to know of the figures before using them.
    state: which figures they are. link: an address that opens exactly these; None where no address
    is set. link_line: what the link does, or that there is none.
    """

    language: str
    title: str
    finding: str
    home: str
    day: str
    dated: date
    rank: str | None
    statuses: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    sources: tuple[Origin, ...]
    state: str
    link: str | None
    link_line: str
    labels: "Labels"

    def part(self, code: str) -> Part:
        """The part of a code. Raises KeyError where there is none."""
        for part in self.parts:
            if part.code == code:
                return part
        raise KeyError(code)

    @property
    def grids(self) -> Sequence[Grid]:
        """All tables, in the order in which they are read."""
        return [grid for part in self.parts for grid in part.grids]


@dataclass(frozen=True)
class Labels:
    """Words that stand round what is told: headings of notes and sources, columns of the sheet of
    sources."""

    notes: str
    sources: str
    source: str
    published: str
    address: str
    figure: str
    value: str
    key: str
    summary: str
    heading: str
