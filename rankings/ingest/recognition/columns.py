"""What the columns of a table look like: their headings as paths, and what their cells hold."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain, pairwise

from rankings.ingest.grid import DAY
from rankings.ingest.meaning import headings, names, numbers
from rankings.ingest.recognition.face import Face
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.lexicon import Lexicon

PATH = re.compile(r"[A-Za-z_]\w*(\.\w+)+", re.ASCII)


@dataclass(frozen=True)
class Column:
    """One column of a block: its heading levels, top first, and the cells beside the units.

    maximum: what the row of maxima holds above it. paired: its cells held a rank beside the score;
    `cells` are the scores. apart: of another index, or counted otherwise, beside what is read.
    headed: the heading with the words for how it is counted, where `levels` are without them.
    """

    position: int
    levels: tuple[str, ...]
    cells: tuple[str | None, ...]
    numeric: tuple[bool, ...]
    maximum: str | None
    hidden: bool
    days: bool
    paired: bool = False
    apart: bool = False
    headed: str | None = None

    @property
    def path(self) -> str:
        """The heading, levels joined by " / "."""
        return " / ".join(self.levels)

    @property
    def shown(self) -> str:
        """The heading as it stands in the table."""
        return self.path if self.headed is None else self.headed

    @cached_property
    def style(self) -> numbers.Style | None:
        """The decimal separator of its texts."""
        texts = [c for c, is_number in zip(self.cells, self.numeric, strict=True) if not is_number]
        return numbers.style_of(texts)

    @cached_property
    def read(self) -> tuple[numbers.Number | None, ...]:
        """Each cell as a number."""
        return tuple(
            numbers.Number(Decimal(cell), cell)
            if is_number and cell is not None
            else numbers.number(cell, self.style or "comma")
            for cell, is_number in zip(self.cells, self.numeric, strict=True)
        )

    @cached_property
    def values(self) -> tuple[Decimal | None, ...]:
        """Each cell as a value."""
        return tuple(None if one is None else one.value for one in self.read)

    @cached_property
    def known(self) -> tuple[Decimal, ...]:
        """The values that are there."""
        return tuple(value for value in self.values if value is not None)

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something; a dash is nothing."""
        return tuple(cell for cell in self.cells if cell and not numbers.is_blank(cell))

    @property
    def is_numeric(self) -> bool:
        """True when figures are what the column holds, or when it holds nothing at all."""
        return len(self.known) * 10 >= len(self.filled) * 8

    @property
    def empty(self) -> bool:
        """True without a single value or word."""
        return not self.filled

    @cached_property
    def whole(self) -> bool:
        """True when every value is a whole number from 1 on."""
        return bool(self.known) and all(v == v.to_integral() and v >= 1 for v in self.known)

    @cached_property
    def rank_like(self) -> bool:
        """True for whole numbers that could be ranks: from 1 on, few of them shared."""
        if not self.whole or max(self.known) > max(64, 2 * len(self.cells)):
            return False
        return len(set(self.known)) * 10 >= len(self.known) * 7

    @cached_property
    def counts_up(self) -> bool:
        """True for 1, 2, 3 … down the column."""
        steps = pairwise(self.known)
        return self.whole and self.known[0] == 1 and all(b - a == 1 for a, b in steps)

    @property
    def percent(self) -> bool:
        """True when the figures carry a percent sign."""
        return any(one is not None and one.percent for one in self.read)

    @property
    def shares(self) -> bool:
        """True when most figures are of a number of units: 7/34."""
        return sum(one is not None and one.of is not None for one in self.read) * 2 > len(
            self.known
        )


def columns(face: Face, block: Block, lexicon: Lexicon) -> list[Column]:
    """The columns of a block, left to right."""
    rows = [row for row in block.header if row not in (block.numbered, block.maxima)]
    heads = _heads(face, block, rows)
    hidden = face.sheet.hidden_rows if face.turned else face.sheet.hidden_columns
    return [
        _read_through(
            Column(
                position=column,
                levels=_levels([heads[row][column] for row in rows]),
                cells=tuple(face.cells[row][column] for row in block.unit_rows),
                numeric=tuple(face.is_number(row, column) for row in block.unit_rows),
                maximum=face.cells[block.maxima][column] if block.maxima is not None else None,
                hidden=column in hidden,
                days=_days(face, block, column),
            )
        )
        for column in range(block.left, block.right + 1)
    ]


def _read_through(column: Column) -> Column:
    """A column whose cells are scores with ranks, as its scores; ranks in words, as digits."""
    if all(column.numeric):
        return column
    if pairs := numbers.pairs(column.cells):
        scores = tuple(pairs[cell][0] if cell in pairs else cell for cell in column.cells)
        return replace(column, cells=scores, paired=True)
    if headings.measure_of(column.path) == "rank" and (told := numbers.ranks_told(column.cells)):
        return replace(column, cells=tuple(told.get(cell, cell) for cell in column.cells))
    return column


def _days(face: Face, block: Block, column: int) -> bool:
    rows = block.unit_rows[:20]
    kinds = [face.sheet.kind(*face.place(row, column)) for row in rows]
    return kinds.count(DAY) * 2 > len(kinds)


def _heads(face: Face, block: Block, rows: Sequence[int]) -> dict[int, dict[int, str | None]]:
    """row -> column -> heading; a group without merged cells reaches as far as it can."""
    heads = {
        row: {column: _heading(face, row, column) for column in range(block.left, block.right + 1)}
        for row in rows
    }
    for above, below in pairwise(rows):
        for column in range(block.left + 1, block.right + 1):
            before = heads[above][column - 1]
            if heads[above][column] or not before or _is_merged(face, above, column - 1):
                continue
            if heads[below][column] and heads[below][column - 1] and column > block.unit_column:
                heads[above][column] = before
    return heads


def _heading(face: Face, row: int, column: int) -> str | None:
    text = face.filled[row][column]
    return " ".join(text.split()) if text else None


def _is_merged(face: Face, row: int, column: int) -> bool:
    return any(
        top <= row <= bottom and left <= column <= right and right > left
        for top, left, bottom, right in face.merged
    )


def _levels(texts: Sequence[str | None]) -> tuple[str, ...]:
    """The headings above a column, top first; a cell merged downwards counts once."""
    levels: list[str] = []
    for text in chain.from_iterable(map(_parts, texts)):
        if not levels or levels[-1] != text:
            levels.append(text)
    return tuple(levels)


def _parts(text: str | None) -> list[str]:
    """The levels of a heading that has several in one cell: scores.CKMB of a JSON file."""
    if text and PATH.fullmatch(text):
        return text.split(".")
    return [text] if text else []


def agrees(ranks: Column, scores: Column) -> float | None:
    """The share of pairs of units that a column of ranks puts in the order of a column of scores.

    None without ten pairs to compare.
    """
    both = [
        (rank, score)
        for rank, score in zip(ranks.values, scores.values, strict=True)
        if rank is not None and score is not None
    ]
    both.sort()
    pairs = [(one, two) for one, two in pairwise(both) if one[0] != two[0]]
    if len(pairs) < 4:
        return None
    return sum(one[1] >= two[1] for one, two in pairs) / len(pairs)


def is_sum(total: Column, parts: Sequence[Column]) -> bool:
    """True when a column is the sum of others, but for rounding, in nine rows of ten."""
    if len(parts) < 2:
        return False
    checked = agreed = 0
    for row, value in enumerate(total.values):
        cells = [part.values[row] for part in parts]
        if value is None or any(cell is None for cell in cells):
            continue
        checked += 1
        agreed += abs(value - sum(cells)) <= Decimal("0.02") * len(cells)
    return checked >= 3 and agreed * 10 >= checked * 9


def repeated(texts: Sequence[str | None]) -> float:
    """How often a name stands in a column on average."""
    counts = Counter(text for text in texts if text and not names.is_aggregate(text))
    return sum(counts.values()) / len(counts) if counts else 0.0
