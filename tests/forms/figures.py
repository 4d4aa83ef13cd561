"""What every form must hold of a briefing, and hostile words for it."""

from dataclasses import replace

from rankings.words.document import Cell, Document, Grid

# What a form could take for its own marks, or could not hold.
HOSTILE = "<w:p>&amp; #let x = 1 \\ $ {body} {agency} *đậm* _x_ @a \x00\x0b\ud800\u202e [1] `c` //"
LONG = "Ủy ban nhân dân " * 19  # 304 letters


def texts(document: Document) -> list[str]:
    """The figures of a briefing as they are written, by rows of its tables."""
    return [
        cell.text for grid in document.grids for row in grid.rows for cell in row if cell.number
    ]


def with_words(document: Document, words: str) -> Document:
    """The briefing with these words wherever somebody may have typed some."""
    row = tuple(Cell(words) for _ in range(3))
    grid = Grid(words, (words,) * 3, (1, 2, 3), (row, row))
    first = replace(document.parts[0], sentences=(words, words), grids=(grid,))
    return replace(
        document,
        title=words,
        finding=words,
        home=words,
        notes=(words,),
        parts=(first,),
    )


def without_pictures(document: Document) -> Document:
    """The briefing without its charts, which take longest."""
    parts = tuple(replace(part, pictures=()) for part in document.parts)
    return replace(document, parts=parts)
