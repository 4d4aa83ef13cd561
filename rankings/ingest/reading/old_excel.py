"""What an .xls says beyond its values: formulas never calculated, percentages, what is struck …

An .xls is a small file system (a compound file) with one stream of records, the workbook. These are
described by Microsoft in [MS-XLS]; only what is needed here is read.
"""

import io
import re
import struct
from collections.abc import Iterator, Sequence

import olefile

from rankings.ingest.reading.sheet_marks import Marks
from rankings.ingest.reading.struck import Run, parted, through_fonts
from rankings.store.problems import Problem

_STREAMS = ("Workbook", "Book")
# Records of the workbook stream.
_FORMULA, _EOF, _FILEPASS, _COLINFO, _XF = 0x06, 0x0A, 0x2F, 0x7D, 0xE0
_BOUNDSHEET, _BOOLERR, _ROW, _FORMAT, _BOF = 0x85, 0x205, 0x208, 0x41E, 0x809
_RECALCULATED = 0x1C1
_NUMBER, _RK, _MULRK = 0x203, 0x27E, 0xBD
_FONT, _SHARED, _CONTINUED, _LABEL, _SHARED_LABEL = 0x31, 0xFC, 0x3C, 0x204, 0xFD
_STRUCK_FONT = 0x08
# Of a shared text: letters of two bytes, and what stands before and behind them.
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
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
    except (OSError, struct.error, IndexError):
        # A damaged file: calamine, which reads the values, says so.
        return {}


def _workbook_stream(content: bytes) -> bytes:
    """The workbook's stream; empty when there is none."""
    with olefile.OleFileIO(io.BytesIO(content)) as folder:
        for name in _STREAMS:
            if folder.exists(name):
                return folder.openstream(name).read()
    return b""


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
        self._struck_fonts: list[bool] = []
        self._struck_styles: set[int] = set()
        self._runs: dict[int, tuple[Run, ...]] = {}
        shared: list[bytes] = []
        before = _BOF
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
                font, form = struct.unpack_from("<HH", record)
                if self._is_struck(font):
                    self._struck_styles.add(len(self._formats))
                self._formats.append(form)
            elif kind == _FONT:
                self._struck_fonts.append(bool(record[2] & _STRUCK_FONT))
            elif kind == _SHARED or (kind == _CONTINUED and before in (_SHARED, _CONTINUED)):
                if kind == _SHARED or shared:
                    shared.append(record)
            elif kind == _BOUNDSHEET:
                sheets.append((struct.unpack_from("<I", record)[0], _text(record, 6, wide=False)))
            before = kind
        if shared and any(self._struck_fonts):
            self._runs = self._shared_runs(shared)
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
            elif kind in (_LABEL, _SHARED_LABEL):
                row, column, style = struct.unpack_from("<HHH", record)
                number = struct.unpack_from("<I", record, 6)[0] if kind == _SHARED_LABEL else -1
                self._words(marks, (row, column), style, self._runs.get(number, ()))
            elif kind == _ROW and record[12] & _HIDDEN_ROW:
                marks.hidden_rows.add(struct.unpack_from("<H", record)[0])
            elif kind == _COLINFO and record[8] & _HIDDEN_COLUMN:
                marks.hidden_columns.append(struct.unpack_from("<HH", record))
        return marks

    def _number(self, marks: Marks, row: int, column: int, style: int) -> None:
        if style < len(self._formats) and self._formats[style] in self._percent_formats:
            marks.percents.add((row, column))
        if style in self._struck_styles:
            marks.struck[row, column] = (None, None)

    def _words(self, marks: Marks, cell: tuple[int, int], style: int, runs: Sequence[Run]) -> None:
        whole = style in self._struck_styles
        if any(whole if struck is None else struck for _, struck in runs):
            marks.struck[cell] = parted(runs, whole)
        elif whole and not runs:
            marks.struck[cell] = (None, None)

    def _is_struck(self, font: int) -> bool:
        # There is no font 4.
        at = font - 1 if font > 4 else font
        return at < len(self._struck_fonts) and self._struck_fonts[at]

    def _shared_runs(self, shared: Sequence[bytes]) -> dict[int, tuple[Run, ...]]:
        """Number of a shared text -> its runs, of those that are made of several."""
        table = _SharedTexts(shared)
        runs = {}
        for number in range(table.count):
            text, starts = table.text()
            if starts:
                looks = [(start, self._is_struck(font)) for start, font in starts]
                runs[number] = through_fonts(text, looks)
        return runs

    def _formula(self, marks: Marks, record: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", record)
        result, flags = record[6:14], struct.unpack_from("<H", record, 14)[0]
        if style in self._struck_styles:
            marks.struck[row, column] = (None, None)
        if result[6:8] == _TEXT_OR_ELSE:
            if result[0] == _IS_ERROR:
                marks.errors[row, column] = _ERRORS.get(result[2], "#ERR!")
            elif result[0] == _IS_BLANK and not self._calculated:
                marks.no_cached_value.append((row, column))
            return
        if flags & _ON_LOAD and result == bytes(8):
            marks.no_cached_value.append((row, column))
        self._number(marks, row, column, style)


class _SharedTexts:
    """The table of shared texts: one record and those that continue it, read text by text."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self.count = struct.unpack_from("<I", records[0], 4)[0]
        self._records = records
        self._record, self._at = 0, 8

    def text(self) -> tuple[str, list[tuple[int, int]]]:
        """The next text, and from which letter on which font counts."""
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        extension = struct.unpack("<I", self._take(4))[0] if flags & _EXTENDED else 0
        text = self._letters(length, flags)
        starts = [struct.unpack("<HH", self._take(4)) for _ in range(runs)]
        self._take(extension)
        return text, starts

    def _letters(self, length: int, flags: int) -> str:
        """Letters, of one byte or two each; where a record ends among them, the next says anew."""
        text = ""
        while len(text) < length:
            size = 2 if flags & _WIDE else 1
            here = (len(self._records[self._record]) - self._at) // size
            part = self._take(min(here, length - len(text)) * size) if here else b""
            text += part.decode("utf-16-le" if size == 2 else "latin-1", "surrogatepass")
            if len(text) < length:
                self._record, self._at = self._record + 1, 1
                flags = self._records[self._record][0]
        return text

    def _take(self, size: int) -> bytes:
        """So many bytes, wherever the records are cut; IndexError where they end before."""
        taken = b""
        while len(taken) < size:
            if self._at >= len(self._records[self._record]):
                self._record, self._at = self._record + 1, 0
            part = self._records[self._record][self._at : self._at + size - len(taken)]
            taken += part
            self._at += len(part)
        return taken


def _text(record: bytes, at: int, *, wide: bool) -> str:
    """A text of a record: its length in one byte or two, a flag, its letters in one byte or two."""
    length, flags = struct.unpack_from("<HB" if wide else "<BB", record, at)
    begin = at + (3 if wide else 2)
    if flags & 1:
        return record[begin : begin + 2 * length].decode("utf-16-le", "replace")
    return record[begin : begin + length].decode("latin-1")
