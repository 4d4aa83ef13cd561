"""What each column of a table holds, by its heading, and by its cells where that is silent."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rankings.ingest.meaning import headings, names, periods
from rankings.ingest.meaning.headings import Heading
from rankings.ingest.proposal import Line, NewIndicator
from rankings.ingest.recognition.columns import Column, repeated
from rankings.ingest.recognition.doubts import (
    OFTEN,
    doubles,
    is_change,
    is_keyed,
    of_repeated_units,
    of_reversed_ranks,
    over_the_turn_of_a_year,
    ranks_of_changes,
    ranks_of_components,
)
from rankings.ingest.recognition.evidence import (
    UNSURE,
    Lines,
    Seen,
    Subject,
    name_by_maximum,
    name_by_order,
    name_by_values,
    names_a_part,
    set_measures,
    tell_ordinals,
)
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.identity import SELF_REPORTED
from rankings.ingest.recognition.indices import SOME_PART, code_of
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.ingest.recognition.scales import set_scales
from rankings.ingest.recognition.structure import merged, node_named, own_name
from rankings.words.typed import folded

QUOTIENT = ("numerator", "denominator")
Pass = Callable[[Seen, Lines], Lines]


@dataclass(frozen=True)
class Roles:
    """The lines of a table and its shape: wide | long."""

    lines: tuple[Line, ...]
    shape: str
    new_indicators: tuple[NewIndicator, ...] = ()


def roles(block: Block, columns: Sequence[Column], subject: Subject, lexicon: Lexicon) -> Roles:
    """The role of every column of a block."""
    seen = Seen(
        columns=columns,
        block=block,
        subject=subject,
        lexicon=lexicon,
        headings={column.position: _heading(column, block, subject, lexicon) for column in columns},
        often=_often(columns, block),
    )
    lines: Lines = {column.position: _line(column, seen) for column in columns}
    lines = _through(OF_ALL, seen, lines)
    found = [column for column in columns if lines[column.position].role == "figure"]
    quotients = [column for column in found if lines[column.position].measure in QUOTIENT]
    figures = [column for column in found if column not in quotients]
    seen = replace(seen, figures=figures, quotients=quotients)
    in_rows = any(line.role == "indicator" for line in lines.values())
    lines = _through(NAMED_BY_ROWS if in_rows else NAMED_BY_COLUMNS, seen, lines)
    lines = _through(DOUBTED, seen, lines)
    ordered = tuple(_with_ranks(column, lines[column.position]) for column in columns)
    keyed = is_keyed(lines)
    parts = (*_nodes(ordered), *_nodes_of_rows(columns, lines, seen))
    nodes = _with_structure(parts, keyed, subject) if subject.new else ()
    return Roles(ordered, "long" if keyed else "wide", nodes)


def _through(passes: Sequence[Pass], seen: Seen, lines: Lines) -> Lines:
    for one in passes:
        lines = one(seen, lines)
    return lines


def _with_ranks(column: Column, line: Line) -> Line:
    """The line of a column whose cells hold a rank beside the score."""
    return replace(line, paired=True) if column.paired and line.role == "figure" else line


def _with_structure(
    nodes: tuple[NewIndicator, ...], keyed: bool, subject: Subject
) -> tuple[NewIndicator, ...]:
    """The nodes of the columns, with those of the sheet of structure where it is of this table."""
    told = {node.code for node in subject.structure}
    if keyed or told & {node.code for node in nodes}:
        return merged(nodes, subject.structure)
    return nodes


def _often(columns: Sequence[Column], block: Block) -> float:
    """How often a province stands in the column of units on average."""
    names_there = next(c.filled for c in columns if c.position == block.unit_column)
    return len(block.unit_rows) / max(1, len(set(names_there)))


def _parts_of_periods(seen: Seen, lines: Lines) -> Lines:
    """Beside a column of years one of months or quarters tells the rest of the period."""
    lines = dict(lines)
    if not any(line.role == "period" for line in lines.values()):
        return lines
    for column in seen.columns:
        line = lines[column.position]
        head = code_of(column.levels[-1]) if column.levels else ""
        small = column.whole and max(column.known) <= 12
        roman = column.filled and set(column.filled) <= {"I", "II", "III", "IV"}
        named = head in PARTS_OF_YEARS and seen.headings[column.position].role == "period"
        if line.role != "period" and named and (small or roman):
            lines[column.position] = replace(line, role="period", confidence=0.9)
    return lines


def _of_keyed_rows(seen: Seen, lines: Lines) -> Lines:
    """Of a table whose rows name the indicator: the columns hold its scores and ranks."""
    lines = dict(lines)
    figures = list(seen.figures)
    if seen.quotients:
        # "Tử số", "Mẫu số", "Tỷ lệ (%)": the share says the two others again.
        shares = [column for column in figures if _is_share(column)]
        figures = [column for column in figures if column not in shares]
        for column in shares:
            lines[column.position] = replace(lines[column.position], role="ignored", confidence=0.9)
    for column in (*figures, *seen.quotients):
        line = lines[column.position]
        sure = column in seen.quotients or len(figures) <= 2
        confidence = max(line.confidence, 0.9) if sure else UNSURE
        lines[column.position] = replace(line, indicator_code=None, confidence=confidence)
    return lines


def _unexplained(seen: Seen, lines: Lines) -> Lines:
    """Leave out what neither heading nor value explains; somebody has to look at it."""
    lines = dict(lines)
    for column in (*seen.figures, *seen.quotients):
        line = lines[column.position]
        if line.indicator_code is None:
            lines[column.position] = replace(line, role="ignored", confidence=UNSURE)
    return lines


def _heading(column: Column, block: Block, subject: Subject, lexicon: Lexicon) -> Heading:
    """What the heading says; where the whole path says nothing, its innermost level may."""
    best = Heading("ignored")
    paths = [column.path, " / ".join(column.levels[-2:]), *column.levels[-1:]]
    lowest = headings.heading(column.levels[-1], lexicon.known) if column.levels[1:] else best
    if lowest.role == "ordinal" and column.position > block.unit_column:
        # "Xếp hạng / (thứ)": the lowest level is no more than a unit of measure.
        paths.append(" / ".join(column.levels[:-1]))
    for path in dict.fromkeys(paths):
        read = headings.heading(
            path,
            lexicon.known,
            index_code=None if subject.new else subject.index_code,
            method_code=subject.method_code,
            of_year=subject.year,
        )
        if subject.new and read.indicator_code not in (None, "total"):
            # What another index calls so says nothing of a new one.
            read = replace(read, indicator_code=None, confidence=0.0)
        if subject.names and path == column.path and (measure := _of_total(column, subject)):
            return replace(
                read, role="figure", indicator_code="total", measure=measure, confidence=0.95
            )
        if read.role == "ordinal" and column.position > block.unit_column and column.levels[1:]:
            continue
        if path != column.path and read.indicator_code == "total" and names_a_part(column):
            # "Cải cách thể chế / Điểm": its innermost level alone would be the total.
            continue
        beside = headings.is_beside(path) or headings.is_difference(path)
        if path == column.path and read.role == "ignored" and beside:
            # "Kỳ trước / Hạng", "So sánh / Hạng": the innermost level alone would be the rank of
            # the table.
            return read
        if read.role == "ignored" and read.measure and not best.measure and not best.confidence:
            best = replace(best, measure=read.measure)
        if read.max_score is not None and best.max_score is None:
            best = replace(best, max_score=read.max_score)
        known = read.indicator_code or read.role != "figure"
        if read.confidence > best.confidence and (known or best.confidence == 0.0):
            # What only a part of the path says is worth a little less.
            part = 1.0 if path == column.path else 0.95
            best = replace(
                read,
                confidence=read.confidence * part,
                period=read.period or best.period,
                max_score=read.max_score if read.max_score is not None else best.max_score,
            )
    return best


def _of_total(column: Column, subject: Subject) -> str | None:
    """score | rank of a column that is headed with the name of the new index: "Điểm số PCI",
    "PAPI 2025 / Thứ hạng"; None for any other.
    """
    named = [level for level in column.levels if headings.bare_name(level)]
    if not named or not headings.is_named(named[-1], subject.names):
        return None
    return headings.measure_of(column.levels[-1]) or headings.measure_of(named[-1]) or "score"


def _line(column: Column, seen: Seen) -> Line:
    """The line of a column by its heading, checked against its cells."""
    read, subject, lexicon = seen.headings[column.position], seen.subject, seen.lexicon
    line = Line(column.position, "ignored", column.shown)
    if column.position == seen.block.unit_column:
        return replace(line, role="unit" if not column.is_numeric else "unit_code")
    if column.hidden or column.apart:
        return replace(line, confidence=0.9)
    if column.maximum and lexicon.is_figure(column.maximum):
        line = replace(line, max_score=column.maximum)
    elif read.max_score is not None:
        line = replace(line, max_score=str(read.max_score))
    if read.indicator_code in (None, "total") and is_change(column, lexicon):
        return replace(line, confidence=0.9)
    named = sum(lexicon.unit(cell) is not None for cell in column.cells)
    if named * 2 > max(1, len(column.filled)):
        return replace(line, confidence=0.9)
    if _names_by_code(column, seen, list(dict.fromkeys(column.filled))):
        return replace(line, role="indicator", confidence=0.95)
    if read.role == "unit_code" and not column.empty:
        return replace(line, role="unit_code", confidence=read.confidence)
    if key := _key_role(column, seen):
        return replace(line, role=key, confidence=max(read.confidence, 0.8))
    if read.role in ("ordinal", "ignored") and read.confidence >= 0.9:
        return replace(line, role=read.role, confidence=read.confidence)
    if _of_another_index(column, subject, lexicon):
        return replace(line, confidence=0.6)
    if column.is_numeric and (read.role == "figure" or not column.empty):
        return _figure(line, read)
    wordy = read.role == "figure" and read.confidence >= 0.6
    return replace(line, confidence=0.6 if wordy else 0.9)


def _of_another_index(column: Column, subject: Subject, lexicon: Lexicon) -> bool:
    """True for a column whose heading names another index than the table's."""
    named = headings.indices_of(column.levels[-2:], lexicon.known)
    codes = {one.index_code for one in named if one.confidence >= 0.8}
    return bool(subject.index_code and codes) and subject.index_code not in codes


def _figure(line: Line, read: Heading) -> Line:
    """A line of figures as its heading has it."""
    if read.role == "ordinal":
        return replace(line, role="ordinal", confidence=read.confidence)
    period = read.period
    return replace(
        line,
        role="figure",
        indicator_code=read.indicator_code if read.role == "figure" else None,
        measure=read.measure,
        period=period.period if period else None,
        period_type=period.period_type if period else None,
        confidence=read.confidence if read.role == "figure" else 0.0,
    )


def _tells_periods(column: Column, read: Heading, texts: Sequence[str], often: float) -> bool:
    """True for a column of periods: headed so, or where names of provinces stand several times.

    A day on which a row was updated is no period.
    """
    head = folded(column.path)
    if NO_PERIOD.search(head) and read.role != "period":
        return False
    headed_so = read.role == "period" or PERIOD.search(head)
    if not (headed_so or often >= OFTEN) or (column.is_numeric and read.role != "period"):
        return False
    found = [periods.periods(text) for text in texts]
    whole = sum(
        bool(one) and len(one[0].text) * 2 >= len(text)
        for one, text in zip(found, texts, strict=True)
    )
    return whole * 10 >= 9 * len(texts)


def _key_role(column: Column, seen: Seen) -> str | None:
    """indicator | measure | period: what a column of a long table says of its row."""
    read, subject, lexicon = seen.headings[column.position], seen.subject, seen.lexicon
    texts = list(dict.fromkeys(column.filled))[:200]
    if not texts:
        return None
    if _tells_periods(column, read, texts, seen.often):
        return "period"
    # Of one unit alone every name stands once.
    alone = seen.often >= OFTEN and len(texts) == len(column.cells)
    if column.is_numeric or (repeated(column.cells) < 1.5 and not alone):
        return None
    measures = {lexicon.measure(text) for text in texts if not lexicon.is_share(text)}
    shares = any(lexicon.is_share(text) for text in texts)
    if None not in measures and (measures >= set(QUOTIENT) if shares else measures):
        return "measure"
    named = [
        headings.heading(
            text,
            lexicon.known,
            index_code=None if subject.new else subject.index_code,
            method_code=subject.method_code,
        )
        for text in texts
    ]
    sure = sum(one.indicator_code is not None and one.confidence >= 0.7 for one in named)
    if sure * 10 >= 6 * len(texts) and len(texts) >= 2:
        return "indicator"
    if read.role == "indicator" and subject.new:
        return "indicator"
    return None


def _names_by_code(column: Column, seen: Seen, texts: Sequence[str]) -> bool:
    """True for the codes of the parts of the index, one for each row: "1.1", "2.1", "3.5b".

    They look like figures, but that the heading says so or every unit has several of them.
    """
    subject = seen.subject
    headed_so = seen.headings[column.position].role in ("indicator", "unit_code")
    if len(texts) < 2 or not (headed_so or seen.often >= OFTEN):
        return False
    tree = seen.lexicon.known.tree(subject.index_code or "", subject.method_code or "")
    codes = {folded(node.indicator_code) for node in tree}
    codes |= {folded(node.code) for node in subject.structure}
    return all(folded(text) in codes for text in texts)


def _finest_names(seen: Seen, lines: Lines) -> Lines:
    """Of several columns that name the indicator of a row, the one that tells the rows apart best:
    beside "Nhóm" the code counts, and beside the code its name adds nothing.
    """
    lines = dict(lines)
    naming = [column for column in seen.columns if lines[column.position].role == "indicator"]
    if len(naming) < 2:
        return lines
    by_code = {
        column: _names_by_code(column, seen, list(dict.fromkeys(column.filled)))
        for column in naming
    }
    finest = max(naming, key=lambda column: (len(set(column.filled)), by_code[column]))
    for column in naming:
        if column is not finest:
            lines[column.position] = replace(lines[column.position], role="ignored", confidence=0.9)
    return lines


def _left_beside_scores(seen: Seen, lines: Lines) -> Lines:
    """Leave out columns that say the figures of others again: what provinces gave themselves, the
    share of the maximum, the mean of the country.
    """
    lines = dict(lines)
    found = [c for c in seen.columns if lines[c.position].role == "figure"]
    own = [c for c in found if SELF_REPORTED.search(seen.lexicon.words(c.path))]
    kept = {
        (lines[c.position].indicator_code, lines[c.position].measure)
        for c in found
        if c not in own and not _is_share(c)
    }
    # "Tử số", "Mẫu số", "Tỷ lệ (%)" of one indicator: the share says the two counts again.
    counted = {code for code, _ in kept if all((code, measure) in kept for measure in QUOTIENT)}
    for column in found:
        line = lines[column.position]
        key = (line.indicator_code, line.measure)
        code = line.indicator_code
        again = _is_share(column) and code is not None and (key in kept or code in counted)
        mean = bool(column.levels) and line.indicator_code is None and _is_mean(column)
        if (column in own and len(own) < len(found)) or again or mean:
            lines[column.position] = replace(line, role="ignored", confidence=0.9)
    return lines


def _is_mean(column: Column) -> bool:
    """True for the mean of the country beside every province: one value all the way down."""
    return names.is_aggregate(column.levels[-1]) and len(set(column.known)) == 1


def _is_share(column: Column) -> bool:
    """True for a heading that makes the column a percentage: "Tỷ lệ (%)", "% so với tối đa"."""
    last = folded(column.levels[-1]) if column.levels else ""
    return "%" in last or last.startswith(("ty le", "ti le"))


def _of_one_component(seen: Seen, lines: Lines) -> Lines:
    """Of a table whose title names one component: "Điểm" and "Hạng" are those of the component."""
    lines = dict(lines)
    codes = {lines[column.position].indicator_code for column in seen.figures}
    if seen.subject.component is None or codes != {"total"}:
        return lines
    for column in seen.figures:
        line = lines[column.position]
        if seen.subject.component == SOME_PART:
            # "Chỉ số thành phần Tiếp cận đất đai": of which part, somebody has to say.
            lines[column.position] = replace(line, role="ignored", confidence=UNSURE)
        elif TOTAL_WORDS.search(folded(column.levels[-1] if column.levels else "")):
            # "Tổng điểm" below the name of one component: of the whole, or of the component?
            lines[column.position] = replace(line, confidence=min(line.confidence, UNSURE))
        else:
            lines[column.position] = replace(
                line, indicator_code=seen.subject.component, confidence=min(line.confidence, 0.85)
            )
    return lines


def _new_names(seen: Seen, lines: Lines) -> Lines:
    """Of an index that the store has never seen: an indicator for every column of figures."""
    lines = dict(lines)
    subject = seen.subject
    if not subject.new:
        return lines
    for column in seen.figures:
        line = lines[column.position]
        if line.indicator_code is not None or not column.levels:
            continue
        name = own_name(column.levels)
        measure = line.measure or ("rank" if column.rank_like and column.counts_up else "score")
        node = node_named(name, subject.structure)
        lines[column.position] = replace(
            line,
            indicator_code=node.code if node else code_of(name),
            measure=measure,
            max_score=line.max_score or (node.max_score if node else None),
            confidence=max(line.confidence, 0.9 if node else 0.7),
        )
    return lines


def _of_other_indices(seen: Seen, lines: Lines) -> Lines:
    """Ask for what is headed with another abbreviation than the new index beside its total: "Điểm
    HPI" in a table of PCI is a part of it, or another index. Not where all parts are called so.
    """
    lines = dict(lines)
    figures = [column for column in seen.columns if lines[column.position].role == "figure"]
    short = {column: name for column in figures if (name := _short_name(column))}
    others = {
        column: name
        for column, name in short.items()
        if not headings.is_named(name, seen.subject.names)
    }
    total = any(lines[column.position].indicator_code == "total" for column in figures)
    if not (seen.subject.new and total) or len(set(others.values())) >= PARTS_BY_LETTERS:
        return lines
    for column in others:
        line = lines[column.position]
        lines[column.position] = replace(line, role="ignored", confidence=UNSURE)
    return lines


def _short_name(column: Column) -> str | None:
    """The abbreviation that is all that a column is called: HPI of "Điểm HPI", "HPI / Hạng"."""
    names_of = [level for level in column.levels if headings.bare_name(level)]
    match = SHORT_NAME.fullmatch(names_of[-1].strip()) if names_of else None
    return match["name"] if match else None


# From so many on the parts of an index are called by abbreviations: "GNTT", "TCDD", "TMB".
PARTS_BY_LETTERS = 3
SHORT_NAME = re.compile(
    r"(?:(?:tổng |xếp |thứ |chỉ )*(?:điểm|số|hạng|bậc|chỉ số|giá trị|kết quả|score|rank|index)"
    r"(?: số| của| theo| chỉ số)* )?(?-i:(?P<name>[A-ZĐ]{2,8}))(?: index)?(?: (?:năm )?20\d\d)?"
    r"(?: (?:score|rank))?",
    re.IGNORECASE,
)
PERIOD = re.compile(r"\b(ky|ngay|thang|quy|nam|thoi diem|thoi gian|luy ke|date|month|period)\b")
NO_PERIOD = re.compile(r"cap nhat|ban hanh|ngay ky|cong bo|update|publish|ghi chu")
PARTS_OF_YEARS = ("thang", "quy", "month", "quarter")
TOTAL_WORDS = re.compile(r"\b(tong|chung|total|overall)\b")


def _nodes(lines: Sequence[Line]) -> tuple[NewIndicator, ...]:
    """The nodes of a new index below its total, in the order of their columns."""
    nodes: dict[str, NewIndicator] = {}
    for line in lines:
        code = line.indicator_code
        if line.role == "figure" and code and code != "total" and code not in nodes:
            nodes[code] = NewIndicator(code, own_name(line.heading.split(" / ")), line.max_score)
    return tuple(nodes.values())


def _nodes_of_rows(columns: Sequence[Column], lines: Lines, seen: Seen) -> tuple[NewIndicator, ...]:
    """The nodes of a new index that the rows of a long table name, in their order."""
    nodes: dict[str, NewIndicator] = {}
    for column in columns:
        if lines[column.position].role != "indicator":
            continue
        for text in dict.fromkeys(column.filled):
            if not seen.lexicon.is_total(text, seen.subject.names):
                nodes.setdefault(code_of(text), NewIndicator(code_of(text), text))
    return tuple(nodes.values())


# The passes over the lines, in their order: each builds on what those before it have settled.
OF_ALL: tuple[Pass, ...] = (
    _parts_of_periods,
    _finest_names,
    _left_beside_scores,
    _of_other_indices,
)
NAMED_BY_ROWS: tuple[Pass, ...] = (_of_keyed_rows,)
NAMED_BY_COLUMNS: tuple[Pass, ...] = (
    set_measures,
    name_by_maximum,
    name_by_order,
    name_by_values,
    _new_names,
    _of_one_component,
    _unexplained,
)
DOUBTED: tuple[Pass, ...] = (
    ranks_of_components,
    over_the_turn_of_a_year,
    tell_ordinals,
    ranks_of_changes,
    of_reversed_ranks,
    doubles,
    set_scales,
    of_repeated_units,
)
