"""Tables of one unit alone: indicators in rows, and the unit named beside the table only.

Such a table gets its missing column, filled with the unit that the title, the sheet or the file
names, so that all that follows knows one kind of table; and it is told where the name was read.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pyarrow as pa

from rankings.ingest.grid import EMPTY, TEXT, Book, Remark, Sheet, place
from rankings.ingest.meaning import headings
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.recognition.face import Face, face
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.ingest.recognition.tables import find, orientation

HEADING = "Tỉnh, thành phố"
# A table of one unit is no longer than the tree of an index with some words round it.
TALLEST = 300
HEADINGS_WITHIN = 40
INDICATORS_AT_LEAST = 3
# So many of ten names in the column are those of indicators.
KNOWN_OF_TEN = 6
SURE_NAME = 0.7
LONGEST_QUOTE = 80
# What has figures of its own within or under a province, which are not the province's.
_WITHIN = re.compile(
    r"\b(?:xã|phường|huyện|thị xã|thị trấn|đặc khu|quận|sở|cục|chi cục|trung tâm|ban quản lý)\b"
)
_WITHIN_BARE = re.compile(r"\b(?:xa|phuong|huyen|thi xa|thi tran|quan)\b")


@dataclass(frozen=True)
class _Rows:
    """Where the indicators of a table of one unit stand: the row of headings, the rows below."""

    header: int
    rows: tuple[int, ...]


def with_unit(book: Book, known: Knowledge) -> Book:
    """The book with a column of the unit in every table of one unit whose name is beyond doubt.

    A remark says of which unit the figures are taken to be, and where it is named. Where nothing
    or more than one unit is named the sheet stays as it is, and is told as one without a table.
    """
    lexicon = Lexicon(known)
    sheets, remarks = [], []
    for sheet in book.sheets:
        rows = _rows(sheet, lexicon)
        named = _named(book, sheet, rows.header, known) if rows else None
        if rows is None or named is None:
            sheets.append(sheet)
            continue
        unit, where = named
        sheets.append(_with_column(sheet, rows, unit))
        values = (("sheet", sheet.name), ("unit", unit), ("where", where))
        remarks.append(Remark("reading.of_one_unit", values))
    return replace(book, sheets=tuple(sheets), remarks=(*book.remarks, *remarks))


def _rows(sheet: Sheet, lexicon: Lexicon) -> _Rows | None:
    """The rows of indicators of a sheet that has no column of units; None for any other sheet."""
    if not 0 < sheet.height <= TALLEST:
        return None
    upright = face(sheet)
    if find(orientation(upright, face(sheet, turned=True), lexicon), lexicon):
        return None
    for header in range(min(upright.height, HEADINGS_WITHIN)):
        for column in range(upright.width):
            if rows := _below(upright, header, column, lexicon):
                return rows
    return None


def _below(seen: Face, header: int, column: int, lexicon: Lexicon) -> _Rows | None:
    """The rows below a heading of indicators, where most of them name one and have a figure."""
    known = lexicon.known
    text = seen.cells[header][column]
    if not text or headings.heading(text, known).role != "indicator":
        return None
    rows = tuple(
        row
        for row in range(header + 1, seen.height)
        if seen.cells[row][column]
        and any(lexicon.is_figure(cell) for cell in seen.cells[row][column + 1 :])
    )
    names = [headings.heading(seen.cells[row][column] or "", known) for row in rows]
    sure = sum(bool(name.indicator_code) and name.confidence >= SURE_NAME for name in names)
    if sure < INDICATORS_AT_LEAST or sure * 10 < KNOWN_OF_TEN * len(rows):
        return None
    return _Rows(header, rows)


def _named(book: Book, sheet: Sheet, header: int, known: Knowledge) -> tuple[str, str] | None:
    """The one unit that the texts round a table name, and where the first of them stands."""
    texts = list(_texts(book, sheet, header))
    if any(_is_within(text) for text, _ in texts):
        return None
    named = [(unit, where) for text, where in texts for unit in _units_in(text, known)]
    return named[0] if len({unit for unit, _ in named}) == 1 else None


def _texts(book: Book, sheet: Sheet, header: int) -> Iterator[tuple[str, str]]:
    """The texts that may name the unit, and where each stands."""
    for row in range(header):
        for column in range(sheet.width):
            if text := sheet.text(row, column):
                yield text, place(sheet, row, column)
    yield sheet.name, sheet.name
    yield book.file_name.rsplit(".", 1)[0], book.file_name[:LONGEST_QUOTE]


def _is_within(text: str) -> bool:
    small = _small(text)
    return bool((_WITHIN_BARE if text.isascii() else _WITHIN).search(small))


def _units_in(text: str, known: Knowledge) -> Sequence[str]:
    """The names of provinces within a text: with their marks where the text has any."""
    bare = text.isascii()
    small = _small(text)
    return list(
        dict.fromkeys(
            name for name, own, plain in _provinces(known) if (plain if bare else own).search(small)
        )
    )


def _small(text: str) -> str:
    """Small letters, with one blank for whatever parts the words of names of files."""
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFC", text).casefold())


@lru_cache(maxsize=8)
def _provinces(known: Knowledge) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Names of provinces, each with what finds it in a text with marks and in one without."""
    names = {unit.name_vi for scheme in known.province_schemes for unit in known.units_of(scheme)}
    return tuple(
        (name, _whole(_small(name)), _whole(Lexicon(known).words(name))) for name in sorted(names)
    )


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


def _with_column(sheet: Sheet, rows: _Rows, unit: str) -> Sheet:
    texts: list[str | None] = [None] * sheet.height
    texts[rows.header] = HEADING
    for row in rows.rows:
        texts[row] = unit
    kinds = [EMPTY if text is None else TEXT for text in texts]
    return replace(
        sheet,
        texts=(*sheet.texts, pa.array(texts, pa.string())),
        kinds=(*sheet.kinds, pa.array(kinds, pa.uint8())),
    )
