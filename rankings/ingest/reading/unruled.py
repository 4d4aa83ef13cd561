"""Tables that no lines are drawn round: columns are where words leave gaps all the way down."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from rankings.ingest.reading.cells import clean

# Left end, right end, text of what stands together in a line.
Piece = tuple[float, float, str]
Span = tuple[float, float]

# Between words and between columns, as shares of the size of the letters.
_SPACE = 0.12
_GAP = 0.7
# So many lines below each other are a table: with a heading, with several figures in each, else.
_HEADED_LINES = 2
_LINES = 3
_SINGLE_FIGURES = 5
# Lines without a figure within a table: long names, headings of groups, missing figures.
_BETWEEN = 4
_HEADING_LINES = 8
# Lines further apart than so many times their height do not stand together.
_APART = 3.0
# Lines of one name stand closer than this share of what parts two rows.
_CLOSE = 0.5
# Of a line of running text the gaps take less than this share, and its words are so many at least.
_LOOSE = 0.15
_WORDS = 8
_LONGEST_HEADING = 60
_LONGEST_FIGURE = 14
# Of the lines of a table so many may have two pieces in one column.
_CLASHES = 0.1
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DAY = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d\d)?\d\d|\d{1,2}/(?:\d\d)?\d\d|20\d\d-\d\d(-\d\d)?"
)
_MISSING = re.compile(r"[-–—…x.]+|n/?a|(?:chưa|không) .*", re.IGNORECASE)
# A line of text that ends in figures: several, or a decimal one.
_NUMBER = r"-?\d+(?:[.,]\d+)*%?"
_ENDS_IN_FIGURES = re.compile(
    rf"(?:\d+[.)]? )?\D*[^\W\d_]{{2,}}\D* (?:(?P<several>{_NUMBER}(?: {_NUMBER})+)|-?\d+[.,]\d+%?)"
)
_PAGE = re.compile(r"\b(?:trang|page)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line of text of a page, in the pieces that wide gaps part; its top and its bottom."""

    top: float
    bottom: float
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All that it says."""
        return " ".join(text for _, _, text in self.pieces)

    @property
    def wide(self) -> bool:
        """Whether it has more than one piece."""
        return len(self.pieces) > 1

    @property
    def figured(self) -> bool:
        """Whether a figure stands in it by itself, behind something else, and not within a text."""
        return any(is_figure(text) for _, _, text in self.pieces[1:]) and not self.running

    @property
    def running(self) -> bool:
        """Whether it is one of a text whose words are spread over the width of the page."""
        width = self.pieces[-1][1] - self.pieces[0][0]
        taken = sum(b - a for a, b, _ in self.pieces)
        words = len(_LETTERS.findall(self.text))
        return self.wide and words >= _WORDS and width - taken < _LOOSE * width


@dataclass(frozen=True)
class Laid:
    """A table without lines: the lines it takes, first and last, its columns and its rows."""

    first: int
    last: int
    columns: tuple[Span, ...]
    rows: list[list[str]]


def is_figure(text: str) -> bool:
    """Whether a text is a figure, with a mark or a rank beside it at most; a day is none."""
    digits = sum(map(str.isdigit, text))
    return digits > 0 and len(text) <= min(_LONGEST_FIGURE, 2 * digits) and not _DAY.fullmatch(text)


def lines_of(page: Any) -> list[Line]:
    """The lines of text of a page of pdfplumber, from its top down."""
    lines = page.extract_text_lines(return_chars=True)
    parted = ((line["top"], line["bottom"], _pieces(line)) for line in lines)
    return [Line(top, bottom, pieces) for top, bottom, pieces in parted if pieces]


def _pieces(line: dict[str, Any]) -> tuple[Piece, ...]:
    """What stands together in a line, with its left and right end: gaps wider than a letter cut."""
    pieces: list[Piece] = []
    for char in line["chars"]:
        if char["text"].isspace():
            continue
        if pieces and char["x0"] - pieces[-1][1] < _GAP * char["size"]:
            a, b, text = pieces[-1]
            space = " " if char["x0"] - b > _SPACE * char["size"] else ""
            pieces[-1] = a, max(b, char["x1"]), f"{text}{space}{char['text']}"
        else:
            pieces.append((char["x0"], char["x1"], char["text"]))
    return tuple((a, b, clean(text)) for a, b, text in pieces)


def tables_of(lines: Sequence[Line], before: Sequence[Span] = ()) -> tuple[list[Laid], bool]:
    """The tables of figures among lines, and whether there is one whose columns were not found.

    before: the columns of a table that the first lines may go on with, without a heading.
    """
    tables: list[Laid] = []
    unparted = False
    start = 0
    for figured in _groups(lines):
        close = _closeness(lines, figured)
        body = _body(lines, start, figured, close)
        first = _heading(lines, start, body.start)
        headed = first < body.start
        columns = () if tables or headed else _same(lines, figured, before)
        if not columns:
            least = _HEADED_LINES if headed else _least([lines[n] for n in figured])
            if len(figured) < least or _contents(lines[first : body.stop]):
                continue
            columns = _columns(lines, first, figured)
        if not columns:
            unparted = True
            continue
        above = [[line] for line in lines[first : body.start]]
        own = _joined(lines[body.start : body.stop], close)
        tables.append(Laid(first, body.stop - 1, columns, _rows([*above, *own], columns)))
        start = body.stop
    return tables, unparted


def whole(lines: Sequence[Line]) -> Laid | None:
    """All from the first wide line to the last as one table, where nothing else is one.

    None where there is no figure among them.
    """
    wide = [n for n, line in enumerate(lines) if line.wide]
    if len(wide) < 2 or not any(is_figure(text) for n in wide for _, _, text in lines[n].pieces):
        return None
    between = lines[wide[0] : wide[-1] + 1]
    columns = _headed(_spans([line for line in between if line.wide]), between)
    return Laid(wide[0], wide[-1], columns, _rows([[line] for line in between], columns))


def looks_laid_out(lines: Sequence[Line]) -> bool:
    """Whether lines below each other end in figures as the rows of a table do."""
    several = single = 0
    for line in lines:
        ends = _ENDS_IN_FIGURES.fullmatch(line.text)
        single = single + 1 if ends else 0
        several = several + 1 if ends and ends["several"] else 0
        if several == _LINES or single == _SINGLE_FIGURES:
            return True
    return False


# --- Which lines are a table ----------------------------------------------------------------------


def _least(lines: Sequence[Line]) -> int:
    """How many lines of figures are a table without a heading: a few facts of a letter are none."""
    several = all(sum(is_figure(text) for _, _, text in line.pieces) > 1 for line in lines)
    return _LINES if several else _SINGLE_FIGURES


def _groups(lines: Sequence[Line]) -> Iterator[list[int]]:
    """The lines with figures that stand together, as the numbers of the lines."""
    group: list[int] = []
    for number, line in enumerate(lines):
        if not line.figured:
            continue
        if group and _parted(lines[group[-1] : number + 1]):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _parted(lines: Sequence[Line]) -> bool:
    """Whether a table ends between two lines with figures: a wide gap, or another heading."""
    between = lines[1:-1]
    if len(between) > _BETWEEN or any(_far(*pair) for pair in pairwise(lines)):
        return True
    return any(not title.wide and _is_heading(line) for title, line in pairwise(between))


def _far(line: Line, below: Line) -> bool:
    return below.top - line.bottom > _APART * (line.bottom - line.top)


def _is_heading(line: Line) -> bool:
    """Whether a line is the heading of columns: different words in each, no figures."""
    texts = [text for _, _, text in line.pieces]
    return line.wide and len(set(texts)) == len(texts) and all(map(_LETTERS.search, texts))


def _heading(lines: Sequence[Line], start: int, first: int) -> int:
    """The first line of the heading above a first line of figures; that line without one."""
    top, single = first, 0
    for number in range(first - 1, max(start, first - _HEADING_LINES) - 1, -1):
        line = lines[number]
        if _far(line, lines[number + 1]):
            break
        if line.wide and not line.running:
            top, single = number, 0
        elif single or line.wide or len(line.text) > _LONGEST_HEADING:
            break
        else:
            single = 1
    return top


def _closeness(lines: Sequence[Line], figured: Sequence[int]) -> float:
    """How close, at most, the lines of one row stand: well below what parts two rows."""
    pairs = [(lines[n], lines[n + 1]) for n in range(figured[0], figured[-1])]
    gaps = [below.top - line.bottom for line, below in pairs]
    rows = [gap for gap, pair in zip(gaps, pairs, strict=True) if all(x.figured for x in pair)]
    return _CLOSE * (median(rows) if rows else max(gaps, default=0.0))


def _body(lines: Sequence[Line], start: int, figured: Sequence[int], close: float) -> range:
    """The lines of the rows: those with figures, those of names on several lines above the first
    and below the last, and below them rows whose figures are missing.
    """
    first, last = figured[0], figured[-1]
    while first > start and _is_rest(lines[first - 1], lines[first - 1 : first + 1], close):
        first -= 1
    for number in range(last + 1, len(lines)):
        line, pair = lines[number], lines[number - 1 : number + 1]
        missing = any(_MISSING.fullmatch(text) for _, _, text in line.pieces[1:])
        if _far(*pair) or not (missing or _is_rest(line, pair, close)):
            break
        last = number
    return range(first, last + 1)


def _is_rest(line: Line, pair: Sequence[Line], close: float) -> bool:
    """Whether a line is a part of the name of the row that it stands close to."""
    return not line.wide and pair[1].top - pair[0].bottom < close


def _joined(lines: Sequence[Line], close: float) -> list[list[Line]]:
    """The lines of each row: a name may take several, above and below its figures."""
    rows: list[list[Line]] = []
    for line in lines:
        joins = rows and line.top - rows[-1][-1].bottom < close
        if joins and not (line.wide and any(other.wide for other in rows[-1])):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _contents(lines: Sequence[Line]) -> bool:
    """Whether lines are a list of contents: one whole number each, on the right, ever larger."""
    figures = [[text for _, _, text in line.pieces if is_figure(text)] for line in lines]
    own = [texts for texts in figures if texts]
    if any(len(texts) > 1 or not texts[0].isdecimal() for texts in own):
        return False
    named = [line for line, texts in zip(lines, figures, strict=True) if not texts]
    pages = [int(texts[0]) for texts in own]
    return pages == sorted(pages) and (not named or any(_PAGE.search(line.text) for line in named))


# --- Its columns ----------------------------------------------------------------------------------


def _columns(lines: Sequence[Line], heading: int, figured: Sequence[int]) -> tuple[Span, ...]:
    """The columns of a table; none where figures of one row would fall into one column."""
    own = [lines[number] for number in figured]
    above = [line for line in lines[heading : figured[0]] if line.wide]
    every = lines[heading : figured[-1] + 1]
    for columns in (_headed(_spans([*above, *own]), every), tuple(_spans(own))):
        clashes = sum(not _fits(line, columns) for line in own)
        if len(columns) > 1 and clashes <= _CLASHES * len(own):
            return columns
    return ()


def _same(
    lines: Sequence[Line], figured: Sequence[int], before: Sequence[Span]
) -> tuple[Span, ...]:
    """The columns of the table before, where each line fits them and one fills them all."""
    own = [lines[number] for number in figured]
    if len(before) < 2 or max(len(line.pieces) for line in own) != len(before):
        return ()
    within = all(
        _fits(line, before)
        and all(_overlap(before[_nearest(before, (a, b))], (a, b)) > 0 for a, b, _ in line.pieces)
        for line in own
    )
    return tuple(before) if within else ()


def _fits(line: Line, columns: Sequence[Span]) -> bool:
    """Whether each piece of a line has a column of its own."""
    at = [_nearest(columns, (a, b)) for a, b, _ in line.pieces]
    return len(set(at)) == len(at)


def _spans(lines: Iterable[Line]) -> list[Span]:
    """The columns that the lines with the usual number of pieces, or more, come to."""
    counts = [len(line.pieces) for line in lines]
    usual = Counter(counts).most_common(1)[0][0]
    full = [line for line, count in zip(lines, counts, strict=True) if count >= usual]
    return _bands([(a, b) for line in full for a, b, _ in line.pieces])


def _bands(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap joined into one."""
    bands: list[Span] = []
    for a, b in sorted(spans):
        if bands and a <= bands[-1][1]:
            bands[-1] = bands[-1][0], max(b, bands[-1][1])
        else:
            bands.append((a, b))
    return bands


def _nearest(columns: Sequence[Span], span: Span) -> int:
    """The column that a piece of text stands in."""
    return max(range(len(columns)), key=lambda n: _overlap(columns[n], span))


def _overlap(first: Span, second: Span) -> float:
    """How far two spans overlap; below 0, how far they stand apart."""
    return min(first[1], second[1]) - max(first[0], second[0])


def _headed(columns: Sequence[Span], lines: Sequence[Line]) -> tuple[Span, ...]:
    """Columns joined where one holds words at the top only and the next one only what is below:
    a heading on the left of its numbers, which stand on the right.
    """
    rows: list[set[int]] = [set() for _ in columns]
    for number, line in enumerate(lines):
        for a, b, _ in line.pieces:
            rows[_nearest(columns, (a, b))].add(number)
    joined: list[Span] = []
    filled: list[set[int]] = []
    for column, own in zip(columns, rows, strict=True):
        apart = joined and filled[-1] and own
        if apart and (max(filled[-1]) < min(own) or max(own) < min(filled[-1])):
            joined[-1] = joined[-1][0], column[1]
            filled[-1] |= own
        else:
            joined.append(column)
            filled.append(set(own))
    return tuple(joined)


def _rows(rows: Iterable[Iterable[Line]], columns: Sequence[Span]) -> list[list[str]]:
    """The lines of each row as its cells."""
    grid = []
    for lines in rows:
        row = [""] * len(columns)
        for a, b, text in (piece for line in lines for piece in line.pieces):
            at = _nearest(columns, (a, b))
            row[at] = f"{row[at]} {text}".strip()
        grid.append(row)
    return grid
