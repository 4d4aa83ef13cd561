"""The headings above a table: rows of words, of column numbers, of maximum points."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from rankings.ingest.meaning import periods
from rankings.ingest.recognition.face import Face
from rankings.ingest.recognition.lexicon import Lexicon

# How far above the first row of figures its headings are looked for: a table may open with rows
# that are no provinces (ministries come first in the tables of the portal).
SEARCHED_ABOVE = 120
HEADER_ROWS_AT_MOST = 8
# Among so many rows one is looked for that holds figures.
LIKE_ROWS = 70
COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2}|[A-ZĐ])\s*\)?(\s*=.*)?")
# What stands above a table on its own line and is no heading.
ABOVE = re.compile(
    r"đơn vị( tính)?|đvt|phụ lục|biểu( số)?|bảng( số)?|mẫu( số)?|\(?kèm theo|số\s*:|ngày |trang ",
    re.IGNORECASE,
)
LETTERHEAD = re.compile(
    r"cộng h(òa|oà) xã hội|độc lập|số\s*:\s*\S|đơn vị tính|đvt\b|ubnd\b|ủy ban nhân dân|"
    r"[^,]{2,30}, (ngày|tháng)\b",
    re.IGNORECASE,
)
MAXIMUM = re.compile(r"(điểm|thang|mức)?\s*(điểm)?\s*(tối đa|chuẩn)|thang điểm|max", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One table on a face: rows first … last of figures, columns left … right.

    header: rows of headings, top first. numbered: the row of column numbers, maxima: the row of
    maximum points, both also in `header`.
    """

    unit_column: int
    unit_rows: tuple[int, ...]
    first: int
    last: int
    left: int
    right: int
    header: tuple[int, ...] = ()
    numbered: int | None = None
    maxima: int | None = None


def is_data(
    face: Face, lexicon: Lexicon, row: int, column: int, left: int = 0, right: int | None = None
) -> bool:
    """True for a row with a name in the column of units and figures beside it."""
    name = face.filled[row][column]
    end = face.width if right is None else right + 1
    if not name or lexicon.is_figure(name) or MAXIMUM.search(name) or COLUMN_NUMBER.fullmatch(name):
        return False
    figures = [
        cell for other, cell in enumerate(face.cells[row][left:end], left) if other != column
    ]
    count = sum(lexicon.is_figure(cell) for cell in figures)
    words = sum(bool(cell) and not lexicon.is_figure(cell) for cell in figures)
    return count > 0 and count >= words and not _numbered(face, row, left, end - 1)


def is_like(
    face: Face, lexicon: Lexicon, row: int, other: int, column: int, left: int, right: int
) -> bool:
    """True for a row with a name that is filled where another is: of a list, whose rows hold more
    words than figures.
    """
    name = face.filled[row][column]
    if not name or lexicon.is_figure(name) or MAXIMUM.search(name):
        return False
    if _numbered(face, row, left, right):
        return False
    beside = [at for at in range(left, right + 1) if at != column]
    filled = [at for at in beside if face.cells[row][at]]
    figures = any(lexicon.is_figure(face.cells[row][at]) for at in filled)
    same = filled == [at for at in beside if face.cells[other][at]]
    return len(filled) >= 2 and same and (figures or lexicon.unit(name) is not None)


def is_heading(
    face: Face,
    lexicon: Lexicon,
    row: int,
    column: int,
    left: int = 0,
    right: int | None = None,
    *,
    like: int,
) -> bool:
    """True for a row of words above columns: two different ones at least, more than figures, and
    one of them above a column in which row `like` holds a figure.
    """
    end = face.width if right is None else right + 1
    cells = [cell for cell in face.filled[row][left:end] if cell]
    words = {cell for cell in cells if not lexicon.is_figure(cell) and not LETTERHEAD.match(cell)}
    figures = [cell for cell in cells if lexicon.is_figure(cell)]
    name = face.filled[row][column]
    if name and lexicon.unit(name):
        return False
    beside = range(column + 1, end) if column + 1 < end else range(left, column)
    over = {
        face.filled[row][other] for other in beside if lexicon.is_figure(face.cells[like][other])
    }
    return len(words) >= 2 and len(words) > len(figures) and bool((over & words) - {name})


def _numbered(face: Face, row: int, left: int, right: int) -> bool:
    """True for a row of column numbers: (1) (2) (3), A B 1 2 3, 1 2 3=4+5."""
    cells = [cell for cell in face.cells[row][left : right + 1] if cell]
    found = [match for cell in cells if (match := COLUMN_NUMBER.fullmatch(cell))]
    if len(cells) < 2 or len(found) < len(cells):
        return False
    numbers = [int(match[1]) for match in found if match[1].isdigit()]
    letters = [match[1] for match in found if not match[1].isdigit()]
    steps = [after - before for before, after in pairwise(numbers)]
    return letters == sorted(letters) and all(step == 1 for step in steps)


def with_header(face: Face, lexicon: Lexicon, block: Block, floor: int) -> Block:
    """The block with the rows of headings above it."""
    lowest = _lowest_heading(face, lexicon, block, floor)
    if lowest is None:
        return block
    rows = [lowest]
    for row in range(lowest - 1, floor, -1):
        if len(rows) >= HEADER_ROWS_AT_MOST or not _is_upper_heading(face, lexicon, row, block):
            break
        rows.append(row)
    numbered = maxima = None
    for row in range(rows[-1], block.first):
        if _numbered(face, row, block.left, block.right):
            numbered = row
        elif row not in rows and _is_maxima(face, lexicon, row, block):
            maxima = row
    extra = [row for row in (numbered, maxima) if row is not None]
    header = tuple(sorted({*rows, *extra}))
    return replace(block, header=header, numbered=numbered, maxima=maxima)


def _lowest_heading(face: Face, lexicon: Lexicon, block: Block, floor: int) -> int | None:
    """The heading row next above the figures, past rows that are built like them."""
    blanks = 0
    for row in range(block.first - 1, max(floor, block.first - SEARCHED_ABOVE), -1):
        if not any(face.filled[row][block.left : block.right + 1]):
            blanks += 1
            if blanks > 2:
                return None
            continue
        if _numbered(face, row, block.left, block.right) or _is_maxima(face, lexicon, row, block):
            continue
        if _heads(face, lexicon, row, block):
            return row
    return None


def _heads(face: Face, lexicon: Lexicon, row: int, block: Block) -> bool:
    # Not a row of dashes, whatever it is filled with: headings stand above figures.
    like = max(block.unit_rows[:LIKE_ROWS], key=lambda unit: _filled(face, lexicon, unit))
    return is_heading(face, lexicon, row, block.unit_column, block.left, block.right, like=like)


def _filled(face: Face, lexicon: Lexicon, row: int) -> tuple[int, int]:
    """How many figures a row holds, and how many cells with anything."""
    cells = face.cells[row]
    return sum(map(lexicon.is_figure, cells)), sum(map(bool, cells))


def _is_upper_heading(face: Face, lexicon: Lexicon, row: int, block: Block) -> bool:
    if periods.from_to(face.cells[row]):
        return False
    if _heads(face, lexicon, row, block):
        return True
    cells = face.cells[row][block.left : block.right + 1]
    filled = [(column, cell) for column, cell in enumerate(cells, block.left) if cell]
    if len(filled) != 1 or ABOVE.match(filled[0][1]) or LETTERHEAD.match(filled[0][1]):
        return False
    column, text = filled[0]
    wide = [m for m in face.merged if m[0] <= row <= m[2] and m[1] == column and m[3] > column]
    if column <= block.unit_column:
        return False
    return bool(wide) or (column < block.right and len(text) < 60)


def _is_maxima(face: Face, lexicon: Lexicon, row: int, block: Block) -> bool:
    """True for a row of maximum points: named so, or numbers without a name under the headings."""
    cells = face.cells[row]
    names = [cell for cell in cells[block.left : block.unit_column + 1] if cell]
    figures = [cell for cell in cells[block.left : block.right + 1] if lexicon.is_figure(cell)]
    if any(MAXIMUM.search(name) for name in names):
        return bool(figures)
    words = [cell for cell in names if not lexicon.is_figure(cell)]
    return not words and not cells[block.unit_column] and len(figures) >= 2
