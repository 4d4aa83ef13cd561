"""Text with a separator: CSV and TSV in the encodings and forms that people send."""

import array
import codecs
import csv
import io
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from rankings.ingest.grid import EMPTY, TEXT, Remark, Sheet, address
from rankings.ingest.limits import MEGABYTE, Limits
from rankings.ingest.reading.cells import Columns, check_size, clean, text_cell, too_long
from rankings.ingest.reading.old_letters import TCVN3, VNI, letters_of
from rankings.store.problems import Problem

Progress = Callable[[float], None]

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
# From this size on a file is read by Arrow, column by column; below it Python is as quick.
LARGE = 2 * MEGABYTE
# A title or two, a date, notes: what may stand above a table of another width.
HEAD_ROWS = 100
CHUNK = 4 * MEGABYTE
# Letters of Vietnamese in UTF-8. In Windows-1258 these bytes would be "áº" or "Ä" and a control.
_SURELY_UTF8 = re.compile(rb"\xe1[\xba\xbb][\x80-\xbf]|\xc4[\x90\x91]|\xc6[\xa0\xa1\xaf\xb0]")
OLD_ENCODINGS = {"cp1258": "Windows-1258", TCVN3: TCVN3, VNI: VNI}
_CELL = re.compile(r"[,;|\t\r\n]+")
# What Excel writes, and takes, as a hint at the top of a file; it separates by evidence here.
_SEPARATOR_LINE = re.compile(rb'\A"?sep=[,;|\t]"?(\r?\n)', re.IGNORECASE)
# What `clean` would change, or may: in Arrow's own terms.
_NOT_PLAIN = r"^[ ]|[ ]$|[ ]{2}|[^ -~]"


def read_delimited(
    path: Path, name: str, limits: Limits, file: str, progress: Progress
) -> tuple[Sheet, tuple[Remark, ...]]:
    """The one sheet of a text file, and its encoding to tell of when that was a guess.

    Raises the Problem of mixed encodings, of quotation marks that never close, and of limits.
    """
    content, encoding = utf8(path.read_bytes(), file)
    progress(0.2)
    content = _SEPARATOR_LINE.sub(_blank, content, count=1)
    form = _form(content)
    sheet = None
    if len(content) >= LARGE:
        sheet = _read_large(content, form, name, limits, file)
    if sheet is None:
        sheet = _read_rows(content, form, name, limits, file, progress)
    # UTF-16 shows itself; the old ones are what remains when nothing else fits.
    called = OLD_ENCODINGS.get(encoding)
    return sheet, (Remark("encoding", (("encoding", called),)),) if called else ()


def _blank(found: re.Match) -> bytes:
    """An empty line in place of one: the lines below keep their numbers."""
    return found[1]


# --- Encoding ---------------------------------------------------------------------------------


def utf8(content: bytes, file: str) -> tuple[bytes, str]:
    """Text as UTF-8 without a mark at its start, and the encoding that it was written in.

    Raises a Problem, with the line, where it is in no encoding or in more than one.
    """
    encoding, content = _encoding(content)
    try:
        if encoding == "utf-8":
            _check_utf8(content)
            return content, encoding
        return content.decode(encoding).encode(), encoding
    except UnicodeDecodeError as error:
        wrong = error.start
    except UnicodeEncodeError as error:  # half a pair of UTF-16
        wrong = error.start
    if encoding != "utf-8" or _SURELY_UTF8.search(content):
        raise _encoding_problem(file, content, wrong, encoding)
    if letters := letters_of(_CELL.split(content[:MEGABYTE].decode("latin-1"))):
        return letters.decoded(content.decode("latin-1")).encode(), letters.encoding
    try:
        # Its Vietnamese letters come with the tone as a sign of its own.
        return unicodedata.normalize("NFC", content.decode("cp1258")).encode(), "cp1258"
    except UnicodeDecodeError as error:
        raise _encoding_problem(file, content, error.start, "cp1258") from error


def _encoding(content: bytes) -> tuple[str, bytes]:
    """The encoding that the start of the bytes shows, and the bytes behind its mark."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8", content[3:]
    if content.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", content[2:]
    if content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", content[2:]
    start = content[:4096]
    zeros = start.count(0)
    if zeros > len(start) // 5:
        return ("utf-16-be" if start[::2].count(0) * 2 > zeros else "utf-16-le"), content
    return "utf-8", content


def _check_utf8(content: bytes) -> None:
    """Raise UnicodeDecodeError, with the place in the whole, where bytes are not UTF-8."""
    if content.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    for start in range(0, len(content), CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + CHUNK], final=start + CHUNK >= len(content))
        except UnicodeDecodeError as error:
            error.start += start - pending
            raise


def _encoding_problem(file: str, content: bytes, wrong: int, encoding: str) -> Problem:
    newline = b"\n" if encoding in ("utf-8", "cp1258") else "\n".encode(encoding)
    return Problem("error.file_encoding", file=file, line=content.count(newline, 0, wrong) + 1)


# --- Form -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Form:
    """How a text is laid out. head: rows above the one from which all have `width` cells."""

    separator: str
    width: int
    head: int
    quoted: bool


def _form(content: bytes) -> _Form:
    """The separator that splits the first rows most evenly, and where the table begins."""
    sample = _sample(content)
    separator = best_separator(sample)
    rows = _split(sample, separator)
    if len(rows) > 1 and len(sample) == SAMPLE_ROWS:
        rows.pop()  # The last line may be the first of a cell that goes on.
    widths = [len(row) for row in rows if row]
    usual = Counter(widths).most_common(1)[0][0] if widths else 1
    head = next((n for n, width in enumerate(widths) if width == usual), 0)
    while head < len(widths) and any(width != usual for width in widths[head:]):
        head += 1
    return _Form(separator, usual, head, b'"' in content)


def _sample(content: bytes) -> list[str]:
    """The first lines, decoded; the last one is left out when it may be cut."""
    start = content[:MEGABYTE]
    lines = start.decode("utf-8", "ignore").splitlines(keepends=True)
    if len(start) < len(content) and len(lines) > 1:
        lines.pop()
    return lines[:SAMPLE_ROWS]


def _split(lines: list[str], separator: str) -> list[list[str]]:
    with _wide_fields():
        return list(csv.reader(lines, delimiter=separator))


class _wide_fields:
    """Let csv take cells of any length; ours are measured against our own limit."""

    def __enter__(self) -> None:
        self._before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self._before)


def best_separator(lines: list[str]) -> str:
    """The separator of lines of text: the one that cuts most of them into equally many cells.

    A comma that only ever stands inside decimal numbers ("86,98") separates nothing.
    """
    best, best_worth = SEPARATORS[0], (0.0, 0)
    for separator in SEPARATORS:
        rows = [row for row in _split(lines, separator) if any(cell.strip() for cell in row)]
        worth = _worth(rows)
        if separator == "," and any(";" in line or "\t" in line for line in lines):
            worth = _worth([_without_decimals(row) for row in rows])
        if worth > best_worth:
            best, best_worth = separator, worth
    return best


def _worth(rows: list[list[str]]) -> tuple[float, int]:
    """How evenly rows are cut: the share of rows of the usual width, and that width."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return 0.0, 0
    width, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    return round(times / len(rows), 1), width


def _without_decimals(row: list[str]) -> list[str]:
    """The cells of a row with the two halves of a decimal number together again: 86 | 98;9."""
    joined = [row[0]] if row else []
    for cell in row[1:]:
        if joined[-1][-1:].isdigit() and cell[:1].isdigit():
            joined[-1] += "," + cell
        else:
            joined.append(cell)
    return joined


# --- Rows -------------------------------------------------------------------------------------


def _read_rows(
    content: bytes, form: _Form, name: str, limits: Limits, file: str, progress: Progress
) -> Sheet:
    """Read row by row: rows may be of any width."""
    columns = Columns(limits, file, name)
    lines = array.array("i")
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors="replace", newline="")
    with _wide_fields():
        reader = csv.reader(text, delimiter=form.separator)
        line = 0
        for row in _checked(reader, content, file):
            begins, line = line + 1, reader.line_num
            if row:
                columns.add([text_cell(cell) for cell in row])
                lines.append(begins)
            if len(lines) % 5_000 == 0:
                progress(0.2 + 0.8 * min(1.0, text.buffer.tell() / len(content)))
    sheet = columns.sheet()
    if not sheet.width:
        raise Problem("error.file_no_cells", file=file)
    return _with_lines(sheet, lines)


def _checked(reader: Iterator[list[str]], content: bytes, file: str) -> Iterator[list[str]]:
    """The rows; Problem where a quotation mark opens a cell and never closes it."""
    begins = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Problem("error.file_quotes", file=file, line=begins) from error
        if reader.line_num - begins > HEAD_ROWS:
            # A hundred lines in one cell: the mark was never meant to open one.
            raise Problem("error.file_quotes", file=file, line=begins)
        begins = reader.line_num + 1
        yield row


def _with_lines(sheet: Sheet, lines: array.array) -> Sheet:
    numbers = pa.Array.from_buffers(pa.int32(), len(lines), [None, pa.py_buffer(lines)])
    return Sheet(sheet.name, sheet.texts, sheet.kinds, lines=numbers.slice(0, sheet.height))


# --- Large files ------------------------------------------------------------------------------


def _read_large(content: bytes, form: _Form, name: str, limits: Limits, file: str) -> Sheet | None:
    """Read the head by rows and the table by Arrow; None when its rows differ in width."""
    starts = _row_starts(content, limits, file, name)
    if starts is None or form.head > HEAD_ROWS or form.head >= len(starts[0]):
        return None
    lines, offset = starts[0], starts[1][form.head]
    check_size(len(lines), form.width, limits, file=file, sheet=name)
    table = _arrow_table(content, offset, form)
    if table is None or table.num_rows != len(lines) - form.head:
        return None
    head = Columns(limits, file, name)
    for row in _split(content[:offset].decode().splitlines(keepends=True), form.separator):
        if row:
            head.add([text_cell(cell) for cell in row])
    above = head.sheet(reach=(form.head, 0))
    columns = []
    for number in range(max(form.width, above.width)):
        column = _large_column(table, number, len(lines) - form.head)
        _check_lengths(column, form.head, number, limits, file, name)
        top = above.texts[number] if number < above.width else pa.nulls(form.head, pa.string())
        columns.append(pa.concat_arrays([top, column]))
    kinds = [_kinds(column) for column in columns]
    return _with_lines(Sheet(name, tuple(columns), tuple(kinds)), lines)


def _row_starts(
    content: bytes, limits: Limits, file: str, name: str
) -> tuple[array.array, list[int]] | None:
    """The line on which each row begins, and the byte at which each of the first rows does.

    None when quotation marks stand inside cells that are not quoted: only reading row by row tells
    where such rows end.
    """
    lines, offsets = array.array("i"), []
    quoted = False
    position = 0
    for number, line in enumerate(io.BytesIO(content), 1):
        if not quoted and line not in (b"\n", b"\r\n"):
            lines.append(number)
            if len(offsets) <= HEAD_ROWS:
                offsets.append(position)
        position += len(line)
        if b'"' in line and line.count(b'"') % 2:
            quoted = not quoted
        if number % 100_000 == 0:
            check_size(len(lines), 1, limits, file=file, sheet=name)
    if quoted or b"\r" in content.replace(b"\r\n", b""):
        return None
    return lines, offsets


def _arrow_table(content: bytes, offset: int, form: _Form) -> pa.Table | None:
    from pyarrow import csv as arrow_csv

    names = [str(number) for number in range(form.width)]
    try:
        return arrow_csv.read_csv(
            pa.py_buffer(memoryview(content)[offset:]),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=CHUNK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=form.separator, newlines_in_values=form.quoted
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                check_utf8=False,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _large_column(table: pa.Table, number: int, height: int) -> pa.Array:
    """A column of the table as one clean array, null where it is empty."""
    from pyarrow import compute as pc

    if number >= table.num_columns:
        return pa.nulls(height, pa.string())
    chunks = [_clean_array(chunk) for chunk in table.column(number).chunks]
    column = pa.concat_arrays(chunks)
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _clean_array(texts: pa.Array) -> pa.Array:
    """Every text of an array clean; what is written many times is cleaned once."""
    from pyarrow import compute as pc

    if not pc.any(pc.match_substring_regex(texts, _NOT_PLAIN)).as_py():
        return texts
    coded = texts.dictionary_encode()
    cleaned = pa.array([clean(text) for text in coded.dictionary.to_pylist()], pa.string())
    return cleaned.take(coded.indices)


def _check_lengths(
    column: pa.Array, head: int, number: int, limits: Limits, file: str, name: str
) -> None:
    from pyarrow import compute as pc

    lengths = pc.utf8_length(column)
    longest = pc.max(lengths).as_py() or 0
    if longest > limits.cell_characters:
        row = head + pc.index(lengths, longest).as_py()
        cell = address(row, number)
        raise too_long(cell, longest, limits.cell_characters, file=file, sheet=name)


def _kinds(column: pa.Array) -> pa.Array:
    from pyarrow import compute as pc

    return pc.if_else(
        pc.is_valid(column), pa.scalar(TEXT, pa.uint8()), pa.scalar(EMPTY, pa.uint8())
    )
