"""Where the tables of a sheet stand: rows of provinces with figures, and headings above them."""

import re
from collections import Counter
from dataclasses import replace

from rankings.ingest.meaning import numbers
from rankings.ingest.recognition.face import Face
from rankings.ingest.recognition.headers import Block, is_data, is_heading, is_like, with_header
from rankings.ingest.recognition.lexicon import Lexicon

CODE = re.compile(r"\d{1,2}")


def orientation(upright: Face, turned: Face, lexicon: Lexicon) -> Face:
    """The face whose columns hold the names of units: the most different ones in one column."""
    return (
        turned if _most_units(turned, lexicon) > max(2, _most_units(upright, lexicon)) else upright
    )


def _most_units(face: Face, lexicon: Lexicon) -> int:
    found = [
        len({unit for row in face.cells if (unit := lexicon.unit(row[column]))})
        for column in range(face.width)
    ]
    return max(found, default=0)


def find(face: Face, lexicon: Lexicon) -> list[Block]:
    """Every table of a face, top left first."""
    runs = []
    for column in range(face.width):
        rows = [
            row
            for row in range(face.height)
            if lexicon.unit(face.filled[row][column]) and not _is_wordy(face, lexicon, row, column)
        ]
        runs += [(column, run) for run in _runs(face, lexicon, column, rows)]
    runs = [(column, run) for column, run in runs if _has_figures(face, lexicon, column, run)]
    runs = _main_columns(face, lexicon, runs) or _of_codes(face, lexicon)
    blocks = [_block(face, lexicon, column, run, runs) for column, run in runs]
    return sorted(_joined(face, blocks), key=lambda block: (block.first, block.left))


def _of_codes(face: Face, lexicon: Lexicon) -> list[tuple[int, list[int]]]:
    """The column that holds the codes of units, where no column holds their names."""
    for column in range(face.width):
        rows = [row for row in range(face.height) if CODE.fullmatch(face.cells[row][column] or "")]
        if len(rows) >= 3 and lexicon.are_codes([face.cells[row][column] for row in rows]):
            return [(column, rows)]
    return []


def _runs(face: Face, lexicon: Lexicon, column: int, rows: list[int]) -> list[list[int]]:
    """The unit rows of a column, parted where another table begins."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and not _parted(face, lexicon, column, runs[-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [_trimmed(face, lexicon, column, run) for run in runs]


def _parted(face: Face, lexicon: Lexicon, column: int, run: list[int], row: int) -> bool:
    """True when what stands between two unit rows says that a new table begins."""
    between = range(run[-1] + 1, row)
    if not between:
        return False
    like = max(run[-1], row, key=lambda one: _figures_in(face, lexicon, one))
    if any(is_heading(face, lexicon, gap, column, like=like) for gap in between):
        return True
    blank = any(not any(face.cells[gap]) for gap in between)
    seen = {lexicon.unit(face.filled[earlier][column]) for earlier in run}
    again = lexicon.unit(face.filled[row][column]) in seen
    return again and blank and any(any(face.cells[gap]) for gap in between)


def _figures_in(face: Face, lexicon: Lexicon, row: int) -> int:
    return sum(lexicon.is_figure(cell) for cell in face.cells[row])


def _is_wordy(face: Face, lexicon: Lexicon, row: int, column: int) -> bool:
    """True for a name with words beside it and neither a figure nor a dash: a letterhead."""
    beside = [cell for other, cell in enumerate(face.filled[row]) if cell and other != column]
    beside = [cell for cell in beside if cell != face.filled[row][column]]
    return bool(beside) and not any(
        lexicon.is_figure(cell) or numbers.is_blank(cell) or lexicon.unit(cell) for cell in beside
    )


def _trimmed(face: Face, lexicon: Lexicon, column: int, run: list[int]) -> list[int]:
    """A run without names that stand alone at its ends: a letterhead, a signature."""
    filled = [row for row in run if _filled_beside(face, row, column)]
    if not filled:
        return []
    first, last = filled[0], filled[-1]
    while first - 1 in run:
        first -= 1
    while last + 1 in run:
        last += 1
    return [row for row in run if first <= row <= last]


def _filled_beside(face: Face, row: int, column: int) -> bool:
    return any(cell and other != column for other, cell in enumerate(face.cells[row]))


def _has_figures(face: Face, lexicon: Lexicon, column: int, run: list[int]) -> bool:
    return any(
        lexicon.is_figure(cell)
        for row in run
        for other, cell in enumerate(face.cells[row])
        if other != column
    )


def _main_columns(
    face: Face, lexicon: Lexicon, runs: list[tuple[int, list[int]]]
) -> list[tuple[int, list[int]]]:
    """Without the columns that only name the units of another column again, or a few in passing."""
    kept: list[tuple[int, list[int]]] = []
    for column, run in sorted(runs, key=lambda item: (-len(item[1]), item[0])):
        rows = set(run)
        for main, of_main in kept:
            shared = rows & set(range(of_main[0], of_main[-1] + 1))
            if len(shared) * 2 >= len(rows) and not _of_its_own(
                face, lexicon, (main, of_main), (column, run)
            ):
                break
        else:
            kept.append((column, run))
    return kept


def _of_its_own(
    face: Face, lexicon: Lexicon, main: tuple[int, list[int]], other: tuple[int, list[int]]
) -> bool:
    """True when a second column of units beside the first has figures of its own."""
    (left, left_run), (right, right_run) = sorted([main, other])
    between = range(left + 1, right)
    rows = sorted(set(left_run) & set(right_run))
    if len(other[1]) * 3 < len(main[1]) and len(other[1]) < 5:
        return False
    same = sum(
        lexicon.unit(face.filled[row][left]) == lexicon.unit(face.filled[row][right])
        for row in rows
    )
    if rows and same == len(rows) and len(rows) > 1 and not _heads_again(face, left, right, rows):
        return False
    figures = [
        column
        for column in between
        if sum(lexicon.is_figure(face.cells[row][column]) for row in rows) * 2 >= len(rows)
    ]
    return len(figures) >= 1


def _heads_again(face: Face, left: int, right: int, rows: list[int]) -> bool:
    """True when the same heading stands above both columns of units."""
    above = [row for row in range(max(0, rows[0] - 6), rows[0]) if face.cells[row][left]]
    return any(face.cells[row][left] == face.cells[row][right] for row in above)


def _block(
    face: Face, lexicon: Lexicon, column: int, run: list[int], runs: list[tuple[int, list[int]]]
) -> Block:
    beside = [other for other, rows in runs if rows[0] <= run[-1] and rows[-1] >= run[0]]
    left, right = 0, face.width - 1
    for other in beside:
        if other > column:
            right = min(right, _split(face, run, column, other) - 1)
        elif other < column:
            left = max(left, _split(face, run, other, column))
    floor = max((rows[-1] for _, rows in runs if rows[-1] < run[0]), default=-1)
    first, last = _grown(face, lexicon, column, run, left, right, floor)
    block = Block(column, tuple(run), first, last, left, right)
    block = with_header(face, lexicon, block, floor)
    return _narrowed(face, block)


def _split(face: Face, rows: list[int], left: int, right: int) -> int:
    """The first column of the right one of two tables side by side, by their columns of units."""
    for column in range(right - 1, left, -1):
        if not any(face.cells[row][column] for row in rows):
            return column + 1
    above = range(max(0, rows[0] - 6), rows[0])
    for back in range(1, min(left, right - left - 1) + 1):
        heads = [(face.cells[row][left - back], face.cells[row][right - back]) for row in above]
        if not any(one and one == two for one, two in heads):
            return right - back + 1
    return right - min(left, max(0, right - left - 2))


def _grown(
    face: Face, lexicon: Lexicon, column: int, run: list[int], left: int, right: int, floor: int
) -> tuple[int, int]:
    """First and last row of figures: rows that touch the run and are built like its rows, such as
    one whose name nobody knows.
    """

    def belongs(row: int, other: int) -> bool:
        return is_data(face, lexicon, row, column, left, right) or is_like(
            face, lexicon, row, other, column, left, right
        )

    first, last = run[0], run[-1]
    while first - 1 > floor and belongs(first - 1, run[0]):
        first -= 1
    while last + 1 < face.height and belongs(last + 1, run[-1]):
        last += 1
    return first, last


def _narrowed(face: Face, block: Block) -> Block:
    """The block without the columns at its sides in which nothing stands."""
    rows = [*block.header, *range(block.first, block.last + 1)]

    def filled(column: int) -> bool:
        return any(face.cells[row][column] for row in rows)

    left, right = block.left, block.right
    while left < block.unit_column and not filled(left):
        left += 1
    while right > block.unit_column and not filled(right):
        right -= 1
    return replace(block, left=left, right=right)


def _joined(face: Face, blocks: list[Block]) -> list[Block]:
    """Blocks below one another as one where a later one only repeats the headings: page breaks."""
    joined: list[Block] = []
    for block in sorted(blocks, key=lambda block: (block.left, block.first)):
        before = joined[-1] if joined else None
        if before and _continues(face, before, block):
            rows = (*before.unit_rows, *block.unit_rows)
            joined[-1] = replace(before, unit_rows=rows, last=block.last)
        else:
            joined.append(block)
    return joined


def _continues(face: Face, before: Block, block: Block) -> bool:
    if (before.unit_column, before.left, before.right) != (
        block.unit_column,
        block.left,
        block.right,
    ):
        return False
    names = [face.filled[row][before.unit_column] for row in before.unit_rows]
    later = [face.filled[row][block.unit_column] for row in block.unit_rows]
    heads = [Counter(filter(None, face.filled[row])) for row in before.header]
    again = [Counter(filter(None, face.filled[row])) for row in block.header]
    return not set(names) & set(later) and (not again or all(head in heads for head in again))
