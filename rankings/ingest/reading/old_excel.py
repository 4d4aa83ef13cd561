"""What an .xls says beyond its values: formulas never calculated, percentages, hidden rows …

An .xls is a small file system (a compound file) with one stream of records, the workbook. Both are
described by Microsoft in [MS-CFB] and [MS-XLS]; only what is needed here is read.
"""

import re
import struct
from collections.abc import Iterator

from rankings.ingest.reading.sheet_marks import Marks
from rankings.store.problems import Problem

# A place in the chain of sectors that is no sector.
_FIRST_UNREAL = 0xFFFFFFFA
_SMALL_STREAM = 4096
_STREAMS = ("Workbook", "Book")
# Records of the workbook stream.
_FORMULA, _EOF, _FILEPASS, _COLINFO, _XF = 0x06, 0x0A, 0x2F, 0x7D, 0xE0
_BOUNDSHEET, _BOOLERR, _ROW, _FORMAT, _BOF = 0x85, 0x205, 0x208, 0x41E, 0x809
_RECALCULATED = 0x1C1
_NUMBER, _RK, _MULRK = 0x203, 0x27E, 0xBD
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_BUILT_IN_PERCENTS = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
# "To be calculated on opening", with 0 as the result: nobody ever calculated it.
_ON_LOAD = 0x02
# Results that are no number end in two bytes of ones and begin with what they are.
_TEXT_OR_ELSE, _IS_ERROR, _IS_BLANK = b"\xff\xff", 2, 3


def xls_marks(content: bytes, file: str) -> dict[str, Marks]:
    """Sheet name -> its marks; none for a workbook older than Excel 97, whose records differ.

    Raises the Problem of a workbook that is protected by a password.
    """
    try:
        stream = _workbook_stream(content)
        return _Workbook(stream, file).marks if stream else {}
    except (struct.error, IndexError):
        # A damaged file: calamine, which reads the values, says so.
        return {}


# --- The compound file ------------------------------------------------------------------------


def _workbook_stream(content: bytes) -> bytes:
    """The workbook's stream; empty when there is none."""
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    if not (7 <= shift <= 12 and small_shift == 6):
        return b""
    size = 1 << shift
    directory_start, small_start = (struct.unpack_from("<I", content, n)[0] for n in (48, 60))
    table = _sector_table(content, size)

    def read(start: int) -> bytes:
        sectors = (content[(n + 1) * size : (n + 2) * size] for n in _chain(table, start))
        return b"".join(sectors)

    entries = _entries(read(directory_start))
    for name in _STREAMS:
        if name in entries:
            start, length = entries[name]
            if length >= _SMALL_STREAM:
                return read(start)[:length]
            small_table = _numbers(read(small_start))
            root = read(entries["Root Entry"][0]) if "Root Entry" in entries else b""
            pieces = (root[n * 64 : (n + 1) * 64] for n in _chain(small_table, start))
            return b"".join(pieces)[:length]
    return b""


def _sector_table(content: bytes, size: int) -> list[int]:
    """Sector -> the one that follows it."""
    places = list(struct.unpack_from("<109I", content, 76))
    more, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        if more >= _FIRST_UNREAL:
            break
        further = _numbers(content[(more + 1) * size : (more + 2) * size])
        if not further:
            break
        places += further[:-1]
        more = further[-1]
    table: list[int] = []
    for place in places:
        if place < _FIRST_UNREAL:
            table += _numbers(content[(place + 1) * size : (place + 2) * size])
    return table


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(content) // 4}I", content))


def _chain(table: list[int], start: int) -> Iterator[int]:
    # No longer than the table: a chain that bites its tail would never end.
    for _ in range(len(table)):
        if start >= len(table):
            return
        yield start
        start = table[start]


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """Name -> first sector and length."""
    entries = {}
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, min(64, length) - 2)].decode("utf-16-le", "replace")
        entries.setdefault(name, struct.unpack_from("<II", directory, at + 116))
    return entries


# --- The records ------------------------------------------------------------------------------


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


class _Workbook:
    """The marks of the sheets, from the records of a workbook of Excel 97 or later."""

    def __init__(self, stream: bytes, file: str) -> None:
        self.marks: dict[str, Marks] = {}
        self._percent_formats = set(_BUILT_IN_PERCENTS)
        self._formats: list[int] = []
        # Excel notes which engine calculated last. Without that note an empty text is what a
        # program that does not calculate puts as a result.
        self._calculated = False
        sheets = []
        for number, (kind, record) in enumerate(_records(stream)):
            if number == 0 and (kind != _BOF or record[:2] != b"\x00\x06"):
                return
            if kind == _FILEPASS:
                raise Problem("error.file_protected", file=file)
            if kind == _EOF:
                break
            if kind == _FORMAT and "%" in _QUOTED.sub("", _text(record, 2, wide=True)):
                self._percent_formats.add(struct.unpack_from("<H", record)[0])
            elif kind == _RECALCULATED:
                self._calculated = True
            elif kind == _XF:
                self._formats.append(struct.unpack_from("<H", record, 2)[0])
            elif kind == _BOUNDSHEET:
                sheets.append((struct.unpack_from("<I", record)[0], _text(record, 6, wide=False)))
        for place, name in sheets:
            self.marks[name] = self._sheet(stream, place)

    def _sheet(self, stream: bytes, place: int) -> Marks:
        marks = Marks()
        for kind, record in _records(stream, place):
            if kind == _EOF:
                break
            if kind == _FORMULA:
                self._formula(marks, record)
            elif kind == _BOOLERR and record[7]:
                marks.errors[struct.unpack_from("<HH", record)] = _ERRORS.get(record[6], "#ERR!")
            elif kind in (_NUMBER, _RK):
                self._number(marks, *struct.unpack_from("<HHH", record))
            elif kind == _MULRK:
                row, column = struct.unpack_from("<HH", record)
                for n in range((len(record) - 6) // 6):
                    style = struct.unpack_from("<H", record, 4 + 6 * n)[0]
                    self._number(marks, row, column + n, style)
            elif kind == _ROW and record[12] & _HIDDEN_ROW:
                marks.hidden_rows.add(struct.unpack_from("<H", record)[0])
            elif kind == _COLINFO and record[8] & _HIDDEN_COLUMN:
                marks.hidden_columns.append(struct.unpack_from("<HH", record))
        return marks

    def _number(self, marks: Marks, row: int, column: int, style: int) -> None:
        if style < len(self._formats) and self._formats[style] in self._percent_formats:
            marks.percents.add((row, column))

    def _formula(self, marks: Marks, record: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", record)
        result, flags = record[6:14], struct.unpack_from("<H", record, 14)[0]
        if result[6:8] == _TEXT_OR_ELSE:
            if result[0] == _IS_ERROR:
                marks.errors[row, column] = _ERRORS.get(result[2], "#ERR!")
            elif result[0] == _IS_BLANK and not self._calculated:
                marks.no_cached_value.append((row, column))
            return
        if flags & _ON_LOAD and result == bytes(8):
            marks.no_cached_value.append((row, column))
        self._number(marks, row, column, style)


def _text(record: bytes, at: int, *, wide: bool) -> str:
    """A text of a record: its length in one byte or two, a flag, its letters in one byte or two."""
    length, flags = struct.unpack_from("<HB" if wide else "<BB", record, at)
    begin = at + (3 if wide else 2)
    if flags & 1:
        return record[begin : begin + 2 * length].decode("utf-16-le", "replace")
    return record[begin : begin + length].decode("latin-1")
