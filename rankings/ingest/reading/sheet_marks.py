"""What the XML of an Excel sheet says beyond its values: formulas never calculated, hidden rows …

The XML is searched as bytes, piece by piece: a sheet of a million rows is no tree to build.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rankings.ingest.limits import MEGABYTE, Limits
from rankings.ingest.reading.cells import check_size, too_long
from rankings.ingest.reading.struck import Struck

# An element may carry a prefix ("x:c"): files made by Microsoft's own library do.
_P = rb"(?:\w+:)?"
_CELL = rb"<" + _P + rb"c\b([^>]*)>"
_FORMULA = rb"\s*<" + _P + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</" + _P + rb"f>)\s*"
_VALUE = rb"(<" + _P + rb"v\b[^>]*?(?:/>|>\s*%s\s*</" + _P + rb"v>))"
_END = rb"</" + _P + rb"c>"
_ERROR = re.compile(
    rb"<" + _P + rb"c\b([^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)>.*?<" + _P + rb"v>([^<]*)<", re.DOTALL
)
_TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_NO_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_WIDE = re.compile(rb"\br=[\"']([A-Z]{2,3})\d")
_HIDDEN = rb"\bhidden\s*=\s*[\"'](?:1|true|on)[\"']"
_HIDDEN_ROW = re.compile(rb"<" + _P + rb"row\b([^>]*?" + _HIDDEN + rb"[^>]*)>")
_HIDDEN_COLUMN = re.compile(rb"<" + _P + rb"col\b([^>]*?" + _HIDDEN + rb"[^>]*)>")
_ROW = re.compile(rb"<" + _P + rb"row\b[^>]*>")
_ANY_CELL = re.compile(rb"<" + _P + rb"c\b")
_NUMBER_OF_ROW = re.compile(rb"\br\s*=\s*[\"'](\d{1,7})[\"']")
_MIN = re.compile(rb"\bmin\s*=\s*[\"'](\d{1,5})[\"']")
_MAX = re.compile(rb"\bmax\s*=\s*[\"'](\d{1,5})[\"']")
_WITHOUT_END = 64 * MEGABYTE


@dataclass
class Marks:
    """Of one sheet, positions as (row, column) from 0. columns of hidden_columns: (first, last).

    struck: cell -> what is left of it and what is struck through; None, None: all of it is.
    """

    no_cached_value: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    struck: dict[tuple[int, int], tuple[str | None, str | None]] = field(default_factory=dict)
    height: int = 0
    width: int = 1


def formula_pattern(*, recalculated: bool) -> re.Pattern:
    """Cells with a formula and no result.

    recalculated: the workbook asks to be calculated when it is opened. Programs that do not
    calculate write so, with a 0 as every result; such a 0 is then no result either.
    """
    value = _VALUE % (rb"0?" if recalculated else rb"")
    return re.compile(_CELL + _FORMULA + rb"(?:" + value + rb"|" + _END + rb")")


def scan(
    chunks: Iterable[bytes],
    *,
    formulas: re.Pattern,
    percent_styles: frozenset[int],
    struck: Struck,
    limits: Limits,
    file: str,
    sheet: str,
) -> Marks:
    """The marks of a sheet, from the pieces of its XML.

    Raises a Problem where its rows and columns are more than the limits allow, before anything as
    large as that is laid out in memory.
    """
    marks = Marks()
    percents = _percent_pattern(percent_styles)
    rows_before = 0
    for piece in _pieces(chunks, limits, file, sheet):
        place = _Places(piece, rows_before)
        _extend(marks, piece, place)
        check_size(marks.height, marks.width, limits, file=file, sheet=sheet)
        if b"f>" in piece or b"<f" in piece:
            _find_formulas(marks, formulas, piece, place)
        if _NO_ERROR.search(piece):
            for found in _ERROR.finditer(piece):
                marks.errors[place.of(found)] = found[2].decode("utf-8", "replace")
        if percents is not None:
            marks.percents.update(place.of(found) for found in percents.finditer(piece))
        for cell, left, through in struck.cells_in(piece):
            marks.struck[place.of(cell)] = (left, through)
        if b"hidden" in piece:
            _find_hidden(marks, piece, place)
        rows_before = marks.height
    return marks


def _pieces(chunks: Iterable[bytes], limits: Limits, file: str, sheet: str) -> Iterator[bytes]:
    """The XML cut behind the ends of rows, so that no cell is cut in two."""
    rest = b""
    for chunk in chunks:
        cut = chunk.rfind(b"row>")
        if cut < 0:
            rest += chunk
            if len(rest) > _WITHOUT_END:
                raise too_long("A1", len(rest), limits.cell_characters, file=file, sheet=sheet)
            continue
        yield rest + chunk[: cut + 4]
        rest = chunk[cut + 4 :]
    yield rest


class _Places:
    """Where cells stand, found from their own address, or by counting where they carry none."""

    def __init__(self, piece: bytes, rows_before: int) -> None:
        self._piece = piece
        self._rows_before = rows_before

    def of(self, found: re.Match) -> tuple[int, int]:
        """The place of a cell, whose attributes are the first group."""
        address = _ADDRESS.search(found[1])
        if address:
            return int(address[2]) - 1, _column(address[1])
        row, begin = self._row_before(found.start())
        cells = len(_ANY_CELL.findall(self._piece, begin, found.start()))
        return row, cells

    def of_row(self, found: re.Match) -> int:
        """The number of a row, whose attributes are the first group."""
        number = _NUMBER_OF_ROW.search(found[1])
        return int(number[1]) - 1 if number else self._row_before(found.end())[0]

    def last_row(self, begin: int) -> int:
        """The number of the last row, looked for from a byte shortly before it opens."""
        opened = _ROW.findall(self._piece, begin)
        number = _NUMBER_OF_ROW.search(opened[-1]) if opened else None
        return int(number[1]) - 1 if number else self._row_before(len(self._piece))[0]

    def _row_before(self, position: int) -> tuple[int, int]:
        """The row a position is in, and where its content begins."""
        row, begin = self._rows_before - 1, 0
        for opened in _ROW.finditer(self._piece, 0, position):
            number = _NUMBER_OF_ROW.search(opened[0])
            row = int(number[1]) - 1 if number else row + 1
            begin = opened.end()
        return row, begin


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _extend(marks: Marks, piece: bytes, place: _Places) -> None:
    last = max(piece.rfind(b"<row"), piece.rfind(b":row "))
    if last >= 0:
        marks.height = max(marks.height, place.last_row(max(0, last - 40)) + 1)
    wide = set(_WIDE.findall(piece))
    if wide:
        marks.width = max(marks.width, *(_column(letters) + 1 for letters in wide))


def _find_formulas(marks: Marks, formulas: re.Pattern, piece: bytes, place: _Places) -> None:
    for found in formulas.finditer(piece):
        # A formula whose result is an empty text has one: t="str" and an empty value.
        if not (found[2] and _TEXT_RESULT.search(found[1])):
            marks.no_cached_value.append(place.of(found))


def _find_hidden(marks: Marks, piece: bytes, place: _Places) -> None:
    for found in _HIDDEN_ROW.finditer(piece):
        marks.hidden_rows.add(place.of_row(found))
    for found in _HIDDEN_COLUMN.finditer(piece):
        first, last = _MIN.search(found[1]), _MAX.search(found[1])
        if first and last:
            marks.hidden_columns.append((int(first[1]) - 1, int(last[1]) - 1))


def _percent_pattern(styles: frozenset[int]) -> re.Pattern | None:
    if not styles:
        return None
    numbers = "|".join(str(style) for style in sorted(styles)).encode()
    return re.compile(rb"<" + _P + rb"c\b([^>]*?\bs\s*=\s*[\"'](?:" + numbers + rb")[\"'][^>]*)>")
