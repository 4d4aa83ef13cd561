"""The structure of an index that the store has never seen, from a small sheet of its own."""

import re
from collections.abc import Sequence

from rankings.ingest.grid import Book
from rankings.ingest.meaning import numbers
from rankings.ingest.proposal import NewIndicator
from rankings.ingest.recognition.face import Face, face
from rankings.ingest.recognition.indices import code_of
from rankings.ingest.recognition.lexicon import Lexicon

# What the headings of such a sheet are called, without marks.
HEADS = {
    "code": re.compile(r"(ma|code|ky hieu)( (so|chi tieu|tieu chi|chi so|indicator))?"),
    "name": re.compile(
        r"(ten|ten gioi|name|noi dung|chi tieu|tieu chi|chi so( thanh phan)?|linh vuc|indicator)"
        r"( (chi tieu|tieu chi|chi so|linh vuc|thanh phan|name))?"
    ),
    "maximum": re.compile(
        r"(diem|thang diem)? ?(toi da|chuan)|max( score| points)?|thang diem|maximum"
    ),
}
SEARCHED_ROWS = 15
TOTAL = re.compile(r"tong( (cong|diem|so|so diem))?|total|cong")


def structure_of(book: Book, lexicon: Lexicon) -> tuple[NewIndicator, ...]:
    """The nodes that the first sheet of such a kind names; empty when there is none."""
    for sheet in book.sheets:
        if nodes := nodes_of(face(sheet), lexicon):
            return nodes
    return ()


def nodes_of(looked_at: Face, lexicon: Lexicon) -> tuple[NewIndicator, ...]:
    """The nodes of a sheet with columns for name and maximum (and code), in order; else nothing."""
    for row in range(min(looked_at.height, SEARCHED_ROWS)):
        heads = [lexicon.words(cell) for cell in looked_at.cells[row]]
        at = {
            kind: column
            for kind, pattern in HEADS.items()
            for column, head in reversed(list(enumerate(heads)))
            if pattern.fullmatch(head.strip())
        }
        if "name" in at and "maximum" in at:
            return _nodes(looked_at.cells[row + 1 :], at, lexicon)
    return ()


def _nodes(
    rows: Sequence[Sequence[str | None]], at: dict[str, int], lexicon: Lexicon
) -> tuple[NewIndicator, ...]:
    found: dict[str, NewIndicator] = {}
    for row in rows:
        name, maximum = row[at["name"]], row[at["maximum"]]
        read = numbers.number(maximum, "comma") or numbers.number(maximum, "point")
        if not name or lexicon.is_figure(name) or TOTAL.fullmatch(lexicon.words(name)):
            continue
        if read is None and maximum and not numbers.is_blank(maximum):
            continue
        code = (row[at["code"]] if "code" in at else None) or code_of(name)
        found.setdefault(code, NewIndicator(code, name, str(read.value) if read else None))
    return tuple(found.values()) if len(found) >= 2 else ()
