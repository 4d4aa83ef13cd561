"""The structure of an index that the store has never seen, from a small sheet of its own."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rankings.ingest import confined
from rankings.ingest.grid import Book, place
from rankings.ingest.meaning import numbers
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import Line, NewIndicator, TableReading
from rankings.ingest.recognition.face import Face, face
from rankings.ingest.recognition.indices import NUMBERED, STATED_MAXIMUM, code_of
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.store.problems import Problem
from rankings.words.typed import folded

# What the headings of such a sheet are called, without marks.
HEADS = {
    "code": re.compile(r"(ma|code|ky hieu)( (so|chi tieu|tieu chi|chi so|indicator))?"),
    "name": re.compile(
        r"(ten|ten gioi|name|noi dung|chi tieu|tieu chi|chi so( thanh phan)?|linh vuc|indicator)"
        r"( (chi tieu|tieu chi|chi so|linh vuc|thanh phan|name|tieng viet))?"
    ),
    "name_en": re.compile(
        r"(ten )?(chi tieu |tieu chi |chi so )?(tieng anh|english)|(indicator |english )?name( en)?"
        r"|name in english|indicator"
    ),
    "maximum": re.compile(
        r"((so )?diem|thang diem)? ?(toi da|chuan)|max( score| points)?|thang diem|maximum( score)?"
    ),
}
SEARCHED_ROWS = 15
TOTAL = re.compile(r"tong( (cong|diem|so|so diem))?|total|cong")
# Levels of a heading that say what is measured, not of what.
MEASURE_WORDS = {"diem", "hang", "xep_hang", "thu_hang", "diem_so", "score", "rank", "gia_tri"}
# A column that the structure names is as good as told.
NAMED = 0.9


@dataclass(frozen=True)
class Fitted:
    """A table read with the structure of its index.

    without_column: nodes of the structure that no column is of; not_named: parts of the table that
    the structure does not name.
    """

    reading: TableReading
    without_column: tuple[NewIndicator, ...]
    not_named: tuple[NewIndicator, ...]


@confined.work
def of_file(book: Book, known: Knowledge) -> tuple[NewIndicator, ...]:
    """The nodes that a file of structure names. Raises Problem when it names none."""
    nodes = structure_of(book, Lexicon(known))
    if not nodes:
        raise Problem("error.no_structure", file=book.file_name)
    return tuple(_in_file(node, book) for node in nodes)


def _in_file(node: NewIndicator, book: Book) -> NewIndicator:
    """A node whose cells are named with their file, which is not that of the table."""
    cells = {"place": node.place, "max_place": node.max_place}
    named = {name: cell and f"{book.file_name}, {cell}" for name, cell in cells.items()}
    return replace(node, **named)


def structure_of(book: Book, lexicon: Lexicon) -> tuple[NewIndicator, ...]:
    """The nodes that the first sheet of such a kind names; empty when there is none."""
    for sheet in book.sheets:
        if nodes := nodes_of(face(sheet), lexicon):
            return nodes
    return ()


def nodes_of(looked_at: Face, lexicon: Lexicon) -> tuple[NewIndicator, ...]:
    """The nodes of a sheet with columns for name and maximum (and code), in order; else nothing."""
    for row in range(min(looked_at.height, SEARCHED_ROWS)):
        at = _columns([lexicon.words(cell) for cell in looked_at.cells[row]])
        if "name" in at and "maximum" in at:
            return _nodes(looked_at, row + 1, at, lexicon)
    return ()


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """Kind of column -> its place, the first of each kind; of names that of "Tên" before others.

    A name in English only is the name.
    """
    of_kind = {
        kind: [column for column, head in enumerate(heads) if pattern.fullmatch(head.strip())]
        for kind, pattern in HEADS.items()
    }
    english = of_kind.pop("name_en")
    own = [column for column in of_kind["name"] if column not in english] or english
    of_kind["name"] = sorted(own, key=lambda column: not heads[column].startswith("ten"))
    of_kind["name_en"] = [column for column in english if column not in own[:1]]
    return {kind: columns[0] for kind, columns in of_kind.items() if columns}


def _nodes(
    looked_at: Face, first: int, at: dict[str, int], lexicon: Lexicon
) -> tuple[NewIndicator, ...]:
    found: dict[str, NewIndicator] = {}
    for number, row in enumerate(looked_at.cells[first:], first):
        said = {kind: row[column] for kind, column in at.items()}
        name, maximum = said["name"], said["maximum"]
        read = numbers.number(maximum, "comma") or numbers.number(maximum, "point")
        if not name or lexicon.is_figure(name) or TOTAL.fullmatch(lexicon.words(name)):
            continue
        if read is None and maximum and not numbers.is_blank(maximum):
            continue
        code = said.get("code") or code_of(name)
        if code in found and found[code].name == name:
            continue
        code = _free(code, {*found, "total"})
        value = str(read.value) if read else None
        found[code] = NewIndicator(
            code,
            name,
            value,
            said.get("name_en"),
            _parent(code, found),
            place=_place(looked_at, number, at["name"]),
            max_place=_place(looked_at, number, at["maximum"]) if value else None,
        )
    return tuple(found.values()) if len(found) >= 2 else ()


def _place(looked_at: Face, row: int, column: int) -> str:
    return place(looked_at.sheet, *looked_at.place(row, column))


def _free(code: str, taken: Collection[str]) -> str:
    """A code that nothing else has: with a number behind it, where it is taken."""
    if code not in taken:
        return code
    return next(
        free for number in range(2, len(taken) + 3) if (free := f"{code}_{number}") not in taken
    )


def _parent(code: str, above: Collection[str]) -> str | None:
    """What a numbered part is a part of: "1.2" of "1", where "1" stands above it."""
    while "." in code:
        code = code.rpartition(".")[0]
        if code in above:
            return code
    return None


# --- The structure and the columns ----------------------------------------------------------------


def own_name(levels: Sequence[str]) -> str:
    """The level of a heading that names the part: the last that is no word for a measure."""
    named = [level for level in levels if code_of(level) not in MEASURE_WORDS]
    return named[-1] if named else levels[-1]


def node_named(name: str, nodes: Sequence[NewIndicator]) -> NewIndicator | None:
    """The node that a heading means: by its code, else by one of its names."""
    said = _key(name)
    by_code = (node for node in nodes if said == _key(node.code))
    by_name = (
        node
        for node in nodes
        if said in {_key(node.name), _key(node.name_en or node.name), _key(_both(node))}
    )
    return next(by_code, None) or next(by_name, None)


def merged(
    parts: Sequence[NewIndicator], structure: Sequence[NewIndicator]
) -> tuple[NewIndicator, ...]:
    """The nodes of a structure, then the parts of a table that it does not name.

    parts: those of the columns, under the codes of the structure where it names them.
    """
    maxima = {part.code: part.max_score for part in parts}
    named = {node.code for node in structure}
    return (
        *(replace(node, max_score=node.max_score or maxima.get(node.code)) for node in structure),
        *(part for part in parts if part.code not in named),
    )


def with_structure(reading: TableReading, structure: Sequence[NewIndicator]) -> Fitted:
    """A table of a new index with the nodes of a structure, found by the headings of its columns.

    Nodes that no column is of are nodes all the same: they may come with a later table.
    """
    columns = _heads(reading)
    parts = _parts(reading)
    codes: dict[str, str] = {}
    for part in parts:
        left = [node for node in structure if node.code not in codes.values()]
        texts = (columns[part.code], part.code, part.name)
        node = next(filter(None, (node_named(text, left) for text in texts)), None)
        if node:
            codes[part.code] = node.code
    taken = {node.code for node in structure}
    not_named = [part for part in parts if part.code not in codes]
    for part in not_named:
        codes[part.code] = _free(part.code, taken)
        taken.add(codes[part.code])
    own = tuple(replace(part, code=codes[part.code]) for part in parts)
    nodes = merged(own, structure)
    maxima = {node.code: node.max_score for node in structure}
    lines = tuple(_line(line, codes, maxima) for line in reading.lines)
    least = min((line.confidence for line in lines), default=0.0)
    changed = replace(reading.corrected(new_indicators=nodes), lines=lines)
    filled = {line.indicator_code for line in lines if line.role == "figure"}
    return Fitted(
        reading=replace(changed, confidence=changed.confidence | {"lines": least}),
        # In a long table the rows say which indicator they are of, not the columns.
        without_column=tuple(node for node in structure if node.code not in filled)
        if reading.shape == "wide"
        else (),
        not_named=tuple(not_named),
    )


def completed(reading: TableReading) -> TableReading:
    """A table of a new index with a node for every column, whoever named the columns."""
    if not reading.new_index:
        return reading
    columns = _heads(reading)
    parts = _parts(reading)
    named = {part.code for part in parts}
    if named <= {node.code for node in reading.new_indicators}:
        return reading
    # The same columns under other codes are no further nodes.
    others = [node for node in reading.new_indicators if node.name not in columns.values()]
    kept = [node for node in others if node.code not in named]
    return replace(reading, new_indicators=(*parts, *kept))


def _heads(reading: TableReading) -> dict[str, str]:
    """Code of a part -> what the first of its columns is called; the total is no part."""
    return {
        line.indicator_code: own_name(line.heading.split(" / "))
        for line in reversed(reading.lines)
        if line.role == "figure" and line.indicator_code not in (None, "total")
    }


def _parts(reading: TableReading) -> list[NewIndicator]:
    """The parts that the table has columns of, in their order."""
    known = {node.code: node for node in reading.new_indicators}
    heads = _heads(reading)
    maxima = {line.indicator_code: line.max_score for line in reversed(reading.lines)}
    return [
        known.get(code) or NewIndicator(code, heads[code], maxima[code])
        for code in dict.fromkeys(line.indicator_code for line in reading.lines)
        if code in heads
    ]


def _line(line: Line, codes: dict[str, str], maxima: dict[str, str | None]) -> Line:
    code = codes.get(line.indicator_code or "")
    if line.role != "figure" or code is None:
        return line
    known = code in maxima
    return replace(
        line,
        indicator_code=code,
        max_score=line.max_score or maxima.get(code),
        confidence=max(line.confidence, NAMED) if known else line.confidence,
    )


def _both(node: NewIndicator) -> str:
    return f"{node.code} {node.name}"


def _key(text: str) -> str:
    """A heading or a name without marks, numbering and stated maximum."""
    bare = NUMBERED.sub("", STATED_MAXIMUM.sub(" ", folded(text)).strip()) or folded(text)
    return " ".join(re.findall(r"[a-z0-9]+", bare))
