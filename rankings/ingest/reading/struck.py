"""What is struck through in a workbook: cells by their font, and runs of letters within a cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from rankings.ingest.reading.archive import Archive

STRINGS = "xl/sharedStrings.xml"
_OFF = ("0", "false", "none")
# Letters of one look, and whether they are struck; None: as the font of the cell is.
Run = tuple[str, bool | None]

_P = rb"(?:\w+:)?"
_CELL = re.compile(rb"<" + _P + rb"c\b([^>]*)(?<!/)>(.*?)</" + _P + rb"c>", re.DOTALL)
_STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_NUMBER = re.compile(rb"<" + _P + rb"v\b[^>]*>\s*(\d+)\s*<")
_CONTENT = re.compile(rb"<" + _P + rb"(?:v|t)\b[^>]*>[^<]")
_RUN = re.compile(rb"<" + _P + rb"r\b[^>]*>(.*?)</" + _P + rb"r>", re.DOTALL)
_LOOK = re.compile(rb"<" + _P + rb"rPr\b")
_STRIKE = re.compile(rb"<" + _P + rb"strike\b(?![^>]*val\s*=\s*[\"'](?:0|false)[\"'])")
_TEXT = re.compile(rb"<" + _P + rb"t\b[^>]*>([^<]*)<")


@dataclass(frozen=True)
class Struck:
    """What a workbook can have struck through.

    styles: numbers of the cell styles whose font is; strings: number of a shared text -> its runs.
    """

    styles: frozenset[int] = frozenset()
    strings: Mapping[int, tuple[Run, ...]] = field(default_factory=dict)

    def cells_in(self, piece: bytes) -> list[tuple[re.Match, str | None, str | None]]:
        """Each cell of a piece of a sheet with something struck in it.

        With what is left of it and what is struck; None, None: all of it.
        """
        if not self.styles and not self.strings and b"strike" not in piece:
            return []
        through: list[tuple[re.Match, str | None, str | None]] = []
        for cell in _CELL.finditer(piece):
            style = _STYLE.search(cell[1])
            whole = style is not None and int(style[1]) in self.styles
            runs = self._runs(cell)
            if runs and any(whole if struck is None else struck for _, struck in runs):
                through.append((cell, *parted(runs, whole)))
            elif not runs and whole and _CONTENT.search(cell[2]):
                through.append((cell, None, None))
        return through

    def _runs(self, cell: re.Match) -> tuple[Run, ...]:
        if _SHARED.search(cell[1]):
            number = _NUMBER.search(cell[2])
            return self.strings.get(int(number[1]), ()) if number else ()
        return tuple(
            (
                unescape("".join(text.decode("utf-8", "replace") for text in _TEXT.findall(run))),
                bool(_STRIKE.search(run)) if _LOOK.search(run) else None,
            )
            for run in _RUN.findall(cell[2])
        )


def parted(runs: Sequence[Run], whole: bool) -> tuple[str, str]:
    """What is left of the runs of a cell, and what is struck. whole: its font is."""
    of_cell = [(text, whole if struck is None else struck) for text, struck in runs]
    left = "".join(text for text, struck in of_cell if not struck)
    return left, "".join(text for text, struck in of_cell if struck)


def through_fonts(text: str, starts: Sequence[tuple[int, bool]]) -> tuple[Run, ...]:
    """The runs of a text whose letters have the font of its cell up to the first start.

    starts: (letter from which a font counts, whether it is struck), in their order.
    """
    ends = [*(start for start, _ in starts), len(text)]
    looks: list[bool | None] = [None, *(struck for _, struck in starts)]
    begins = [0, *ends[:-1]]
    cut = zip(begins, ends, looks, strict=True)
    return tuple((text[begin:end], look) for begin, end, look in cut if text[begin:end])


def struck_in(archive: Archive) -> Struck:
    """What a workbook has struck through, from its styles and its shared texts."""
    styles = _styles(archive)
    strings: dict[int, tuple[Run, ...]] = {}
    if STRINGS in archive.names and (styles or _speaks_of_it(archive)):
        strings = _strings(archive)
    return Struck(styles, strings)


def _speaks_of_it(archive: Archive) -> bool:
    last = b""
    spoken = False
    for chunk in archive.chunks(STRINGS):
        spoken = spoken or b"strike" in last + chunk
        last = chunk[-8:]
    return spoken


def _styles(archive: Archive) -> frozenset[int]:
    fonts: list[bool] = []
    styles: list[int] = []
    within: list[str] = []

    def begin(name: str, values: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("fonts", "cellXfs"):
            within.append(tag)
        elif within == ["fonts"] and tag == "font":
            fonts.append(False)
        elif within == ["fonts"] and tag == "strike" and values.get("val", "1") not in _OFF:
            fonts[-1] = True
        elif within == ["cellXfs"] and tag == "xf":
            styles.append(int(values.get("fontId", "0")))

    def end(name: str) -> None:
        if name.rpartition(":")[2] in ("fonts", "cellXfs"):
            within.clear()

    if "xl/styles.xml" in archive.names:
        archive.parse("xl/styles.xml", begin, end)
    return frozenset(
        number for number, font in enumerate(styles) if font < len(fonts) and fonts[font]
    )


def _strings(archive: Archive) -> dict[int, tuple[Run, ...]]:
    """The shared texts that are made of runs."""
    reader = _Strings()
    archive.parse(STRINGS, reader.begin, reader.end, reader.text)
    return reader.strings


class _Strings:
    """Takes the elements of the shared texts one after another."""

    def __init__(self) -> None:
        self.strings: dict[int, tuple[Run, ...]] = {}
        self._number = -1
        self._runs: list[Run] | None = None
        self._struck: bool | None = None
        self._words: list[str] | None = None

    def begin(self, name: str, values: dict[str, str]) -> None:
        """An element opens."""
        tag = name.rpartition(":")[2]
        if tag == "si":
            self._number += 1
            self._runs = []
        elif tag == "r":
            self._struck = None
        elif tag == "rPr":
            self._struck = False
        elif tag == "strike":
            self._struck = values.get("val", "1") not in _OFF
        elif tag == "t":
            self._words = []

    def text(self, text: str) -> None:
        """Text stands between elements."""
        if self._words is not None:
            self._words.append(text)

    def end(self, name: str) -> None:
        """An element closes."""
        tag = name.rpartition(":")[2]
        if tag == "r" and self._runs is not None:
            self._runs.append(("".join(self._words or ()), self._struck))
        elif tag == "si":
            if self._runs:
                self.strings[self._number] = tuple(self._runs)
            self._words = None
