"""What an .xlsb says beyond its values: what is struck through.

An .xlsb is a zip archive whose parts are records as Microsoft's [MS-XLSB] describes them; only what
is needed here is read.
"""

import posixpath
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from rankings.ingest.limits import Limits
from rankings.ingest.reading.archive import Archive
from rankings.ingest.reading.cells import check_size
from rankings.ingest.reading.sheet_marks import Marks
from rankings.ingest.reading.struck import Run, parted, through_fonts

_ROW, _SHARED_TEXT, _FONT, _XF = 0, 19, 43, 47
# Cells with a value: numbers, errors, truths, texts, results of formulas; 7 and 62 hold texts.
_CELLS, _SHARED_CELL, _RICH_CELL = frozenset({*range(2, 12), 62}), 7, 62
_SHEET, _BEGIN_STYLES, _END_STYLES = 156, 617, 618
_STRUCK_FONT = 0x08
_RICH = 0x01
_BOOK, _TEXTS, _BEGIN_TEXTS = "xl/workbook.bin", "xl/sharedStrings.bin", 159
# As many as a sheet of Excel has.
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_NUMBER = struct.Struct("<I")


@dataclass
class _Looks:
    """What a workbook has struck through: fonts, styles, runs of shared texts."""

    fonts: list[bool] = field(default_factory=list)
    styles: set[int] = field(default_factory=set)
    texts: dict[int, tuple[Run, ...]] = field(default_factory=dict)


def check_records(archive: Archive, limits: Limits) -> None:
    """Raise the Problem of a workbook whose records run beyond their part, or whose cells lie
    where a sheet has none or further apart than the limits allow: calamine would make room for
    what such a number says, and end for want of memory.
    """
    try:
        for part in (_BOOK, _TEXTS):
            _reach(archive.read(part), archive)
        for name, part in _sheets(archive):
            height, width = _reach(archive.read(part), archive)
            if height > _MOST_ROWS or width > _MOST_COLUMNS:
                raise archive.damaged()
            check_size(height, width, limits, file=archive.file, sheet=name)
    except (struct.error, IndexError) as error:
        raise archive.damaged() from error


def _reach(content: bytes, archive: Archive) -> tuple[int, int]:
    """How many rows and columns the cells of a part reach, its records being whole."""
    height = width = at = 0
    size = len(content)
    while at < size:
        kind, at = content[at], at + 1
        if kind & 0x80:
            kind, at = kind & 0x7F | content[at] << 7, at + 1
        length, at = content[at], at + 1
        if length & 0x80:
            length &= 0x7F
            for shift in (7, 14, 21):
                byte, at = content[at], at + 1
                length |= (byte & 0x7F) << shift
                if not byte & 0x80:
                    break
        if at + length > size:
            raise archive.damaged()
        if kind == _ROW:
            height = max(height, 1 + _NUMBER.unpack_from(content, at)[0])
        elif kind in _CELLS:
            width = max(width, 1 + _NUMBER.unpack_from(content, at)[0])
        elif kind == _BEGIN_TEXTS and _NUMBER.unpack_from(content, at + 4)[0] > size:
            raise archive.damaged()
        at += length
    return height, width


def xlsb_marks(archive: Archive) -> dict[str, Marks]:
    """Sheet name -> its marks; none for a workbook in which nothing can be struck through."""
    try:
        looks = _looks(archive)
        if not any(looks.fonts):
            return {}
        return {name: _marks(archive.read(part), looks) for name, part in _sheets(archive)}
    except (struct.error, IndexError):
        # A damaged file: calamine, which reads the values, says so.
        return {}


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        kind, at = content[at], at + 1
        if kind & 0x80:
            kind, at = kind & 0x7F | content[at] << 7, at + 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte, at = content[at], at + 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, content[at : at + length]
        at += length


def _looks(archive: Archive) -> _Looks:
    looks = _Looks()
    styles, within = 0, False
    for kind, record in _records(archive.read("xl/styles.bin")):
        if kind == _FONT:
            looks.fonts.append(bool(record[2] & _STRUCK_FONT))
        elif kind in (_BEGIN_STYLES, _END_STYLES):
            within = kind == _BEGIN_STYLES
        elif kind == _XF and within:
            if _is_struck(looks, struct.unpack_from("<H", record, 4)[0]):
                looks.styles.add(styles)
            styles += 1
    if any(looks.fonts):
        texts = _records(archive.read(_TEXTS))
        shared = (record for kind, record in texts if kind == _SHARED_TEXT)
        runs = ((number, _runs(record, 0, looks)) for number, record in enumerate(shared))
        looks.texts = {number: made for number, made in runs if made}
    return looks


def _is_struck(looks: _Looks, font: int) -> bool:
    return font < len(looks.fonts) and looks.fonts[font]


def _runs(record: bytes, at: int, looks: _Looks) -> tuple[Run, ...]:
    """The runs of a text with several fonts; none for any other."""
    if not record[at] & _RICH:
        return ()
    length = struct.unpack_from("<I", record, at + 1)[0]
    end = at + 5 + 2 * length
    text = record[at + 5 : end].decode("utf-16-le", "replace")
    count = struct.unpack_from("<I", record, end)[0]
    starts = [struct.unpack_from("<HH", record, end + 4 + 4 * n) for n in range(count)]
    return through_fonts(text, [(start, _is_struck(looks, font)) for start, font in starts])


def _sheets(archive: Archive) -> list[tuple[str, str]]:
    """(name, part of the archive) of each sheet, in the order of the workbook."""
    targets: dict[str, str] = {}

    def relation(name: str, values: dict[str, str]) -> None:
        if "Id" in values and "Target" in values:
            path = posixpath.normpath(posixpath.join("/xl", values["Target"]))
            targets[values["Id"]] = path.lstrip("/")

    archive.parse("xl/_rels/workbook.bin.rels", relation)
    sheets = []
    for kind, record in _records(archive.read(_BOOK)):
        if kind == _SHEET:
            link, at = _wide(record, 8)
            sheets.append((_wide(record, at)[0], targets.get(link, "")))
    return sheets


def _wide(record: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends; 0xFFFFFFFF stands for none."""
    length = struct.unpack_from("<I", record, at)[0]
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


def _marks(content: bytes, looks: _Looks) -> Marks:
    marks, row = Marks(), 0
    for kind, record in _records(content):
        if kind == _ROW:
            row = struct.unpack_from("<I", record)[0]
        elif kind in _CELLS:
            column, style = struct.unpack_from("<II", record)
            whole = (style & 0xFFFFFF) in looks.styles
            runs: tuple[Run, ...] = ()
            if kind == _SHARED_CELL:
                runs = looks.texts.get(struct.unpack_from("<I", record, 8)[0], ())
            elif kind == _RICH_CELL:
                runs = _runs(record, 8, looks)
            if any(whole if struck is None else struck for _, struck in runs):
                marks.struck[row, column] = parted(runs, whole)
            elif whole and not runs:
                marks.struck[row, column] = (None, None)
    return marks
