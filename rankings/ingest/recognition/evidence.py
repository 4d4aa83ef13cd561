"""What columns hold by their cells, where headings are silent or wrong: the column that is the sum
of the others, ranks that stand in the order of scores.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rankings.ingest.meaning import headings, numbers
from rankings.ingest.meaning.headings import Heading
from rankings.ingest.proposal import Line, NewIndicator
from rankings.ingest.recognition.columns import Column, agrees, is_sum
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.words.typed import folded

# What a column that no heading and no value explains is worth looking at.
UNSURE = 0.5
# No list of provinces has more.
MOST_UNITS = 64
MEASURE = re.compile(r"\b(diem|gia tri|ket qua|score|value|points?|hang|thu tu|vi tri|rank\w*)\b")
# What a heading of the total may say beside the words for a score.
WHOLE = re.compile(
    r"(?:(?:tong|diem|so diem|hang|gia tri|ket qua|chung|cuoi cung|chinh thuc|dat duoc|tham dinh"
    r"|cong bo|danh gia|cham|xep|phan loai|thuc hien"
    r"|cua|do|theo|tinh|thanh pho|dia phuong|don vi|ca|toan|nam|ky|bo|van phong|chinh phu"
    r"|total|overall|final|official)\b\W*)+"
)
# Columns by their place in the sheet -> what they hold.
Lines = Mapping[int, Line]


@dataclass(frozen=True)
class Subject:
    """What is known of the table's index when its columns are read.

    new: the store has never seen it; index_code is None where nothing names an index.
    component: the one component that the title names. structure: the nodes of a new index, from a
    sheet of its own. names: what the index is called, see headings.name_keys.
    """

    index_code: str | None
    method_code: str | None
    new: bool
    year: int | None
    component: str | None = None
    structure: tuple[NewIndicator, ...] = ()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """What every pass over the lines of a table looks at; a pass is (Seen, Lines) -> Lines.

    often: how often a province stands in it on average. figures: the columns of scores and ranks;
    quotients: those that a score is the quotient of, told by their headings alone, for they have
    no maximum and no order.
    """

    columns: Sequence[Column]
    block: Block
    subject: Subject
    lexicon: Lexicon
    headings: Mapping[int, Heading]
    often: float
    figures: Sequence[Column] = ()
    quotients: Sequence[Column] = ()


def _headed(columns: Sequence[Column]) -> bool:
    """True when any of the columns has a heading."""
    return any(column.levels for column in columns)


def _more_than_numbers(seen: Seen) -> list[Column]:
    """The columns of figures but those without a heading, beside others with one, that count 1, 2,
    3: no more than numbers.
    """
    bare = not _headed(seen.columns)
    return [c for c in seen.figures if c.levels or not c.counts_up or bare]


def set_measures(seen: Seen, lines: Lines) -> Lines:
    """Set what headings leave open, or have wrong: whether a column holds scores or ranks."""
    lines = dict(lines)
    found = seen.figures
    for column in found:
        line = lines[column.position]
        said = "score" if column.paired else line.measure
        if said != line.measure:
            line = lines[column.position] = replace(line, measure=said)
        integral = all(value == value.to_integral() for value in column.known)
        if said == "rank" and not integral:
            lines[column.position] = replace(line, measure="score", confidence=UNSURE)
        elif column.shares and said != "rank" and integral and column.whole:
            # "7/34" is a rank; "65,49/100" is a score of its maximum.
            lines[column.position] = replace(line, measure="rank")
    for column in found:
        line = lines[column.position]
        spoken = any(_names_measure(level) for level in column.levels[-1:])
        if line.measure == "rank" or not column.rank_like or (line.measure and spoken):
            continue
        scores = [other for other in found if other is not column and not other.whole]
        orders = [share for other in scores if (share := agrees(column, other)) is not None]
        if orders and max(orders) >= 0.95:
            sure = UNSURE if _ranks_another(column, scores, lines) else max(line.confidence, 0.8)
            lines[column.position] = replace(line, measure="rank", confidence=sure)
        elif _beyond(column, line, seen) or _is_order(column):
            lines[column.position] = replace(line, measure="rank", confidence=0.7)
        elif line.indicator_code == "total" and max(column.known) <= MOST_UNITS and not spoken:
            # "PCI 2025: 5, 12, 30" of a few provinces: scores, or ranks?
            lines[column.position] = replace(line, confidence=min(line.confidence, UNSURE))
    return lines


def _is_order(column: Column) -> bool:
    """True for whole numbers that put all rows in an order: 1 to as many as there are."""
    count = len(column.known)
    return count >= 10 and min(column.known) == 1 and max(column.known) <= count


def _ranks_another(column: Column, scores: Sequence[Column], lines: Lines) -> bool:
    """True for ranks that are not in the order of the scores of their own indicator."""
    code = lines[column.position].indicator_code
    own = [other for other in scores if code and lines[other.position].indicator_code == code]
    orders = [agrees(column, other) for other in own]
    return any(share is not None and share < 0.95 for share in orders)


def _names_measure(level: str) -> bool:
    return bool(MEASURE.search(folded(level)))


def _beyond(column: Column, line: Line, seen: Seen) -> bool:
    """True when whole numbers reach beyond the maximum of their indicator: they are ranks."""
    subject = seen.subject
    known = seen.lexicon.maximum(subject.index_code, subject.method_code, line.indicator_code)
    maximum = number_of(line.max_score) or known
    return maximum is not None and len(column.known) >= 5 and max(column.known) > maximum


def name_by_maximum(seen: Seen, lines: Lines) -> Lines:
    """Name columns without a known heading by their maximum, where only one part has that one."""
    lines = dict(lines)
    found, subject = seen.figures, seen.subject
    parts = [
        node
        for node in seen.lexicon.known.tree(subject.index_code or "", subject.method_code or "")
        if node.adds_up and node.max_score and node.max_score > 1
    ]
    taken = {lines[column.position].indicator_code for column in found}
    for column in found:
        line = lines[column.position]
        maximum = number_of(line.max_score)
        fitting = [node for node in parts if node.max_score == maximum]
        if line.indicator_code is None and line.measure != "rank" and len(fitting) == 1:
            code = fitting[0].indicator_code
            if code not in taken and column.known and max(column.known) <= (maximum or 0):
                lines[column.position] = replace(
                    line, indicator_code=code, measure="score", confidence=0.7
                )
    return lines


def name_by_order(seen: Seen, lines: Lines) -> Lines:
    """Tell what ranks without a known heading rank: the scores that stand in their order."""
    lines = dict(lines)
    found = _more_than_numbers(seen)
    for column in found:
        line = lines[column.position]
        if line.indicator_code is not None or not column.rank_like or line.measure == "score":
            continue
        ranked = {
            lines[c.position].indicator_code for c in found if lines[c.position].measure == "rank"
        }
        orders = [
            (agrees(column, other) or 0.0, -abs(column.position - other.position), other)
            for other in found
            if lines[other.position].measure == "score"
            and lines[other.position].indicator_code not in (None, *ranked)
            and lines[other.position].period == line.period
        ]
        best = max(orders, key=lambda one: one[:2], default=None)
        if best and best[0] >= 0.95:
            code = lines[best[2].position].indicator_code
            lines[column.position] = replace(
                line, indicator_code=code, measure="rank", confidence=0.8
            )
    return lines


def name_by_values(seen: Seen, lines: Lines) -> Lines:
    """Name the columns whose headings say nothing, by what their cells are to each other."""
    lines = dict(lines)
    found = _more_than_numbers(seen)
    # Numbers 1, 2, 3 that neither a heading nor scores in their order call ranks count the rows.
    open_ones = [
        c
        for c in found
        if lines[c.position].indicator_code is None
        and (c.levels or not c.counts_up or _orders(c, found))
    ]
    totals = [c for c in found if lines[c.position].indicator_code == "total"]
    scores = [c for c in found if lines[c.position].measure != "rank" and c.known]
    for column in open_ones:
        line = lines[column.position]
        others = [c for c in scores if c is not column and lines[c.position].period == line.period]
        told_when = headings.says_when(column.path)
        bare = not column.levels or line.period is not None or told_when
        has_total = any(
            lines[c.position].measure == (line.measure or "score")
            and lines[c.position].period == line.period
            for c in totals
        )
        if not bare and names_a_part(column):
            # Sums of the others and scores in the order of the ranks may be groups of parts.
            continue
        if line.measure != "rank" and not has_total and is_sum(column, others):
            confidence = 0.8 if bare else 0.7
        elif line.measure != "rank" and not has_total and _is_ranked(column, found, lines):
            rivals = [c for c in open_ones if c is not column and _alike(c, column, lines)]
            several = any(_is_ranked(other, found, lines) for other in rivals)
            confidence = 0.6 if several else 0.9
        elif _is_lone_score(column, found, lines) and not has_total:
            confidence = 0.75
        elif (
            bare and not has_total and len([c for c in open_ones if _alike(c, column, lines)]) == 1
        ):
            plain_scores = line.measure is None and not column.whole
            dated = (line.period or told_when) and seen.subject.index_code
            confidence = 0.9 if dated and plain_scores else 0.75
        else:
            continue
        measure = line.measure or ("rank" if column.rank_like and column.counts_up else "score")
        lines[column.position] = replace(
            line, indicator_code="total", measure=measure, confidence=confidence
        )
        totals.append(column)
    return lines


def names_a_part(column: Column) -> bool:
    """True for a heading that names something beside words for a score, a rank, a total, a time."""
    named = [bare for level in column.levels if (bare := headings.bare_name(level))]
    return bool(named) and not WHOLE.fullmatch(named[-1])


def _orders(column: Column, found: Sequence[Column]) -> bool:
    """True for whole numbers that stand in the order of a column of scores."""
    scores = [other for other in found if other is not column and not other.whole]
    return any((agrees(column, other) or 0.0) >= 0.95 for other in scores)


def _is_ranked(column: Column, found: Sequence[Column], lines: Lines) -> bool:
    """True for scores in the order of the ranks of the total."""
    line = lines[column.position]
    ranks = [
        other
        for other in found
        if lines[other.position].indicator_code == "total"
        and lines[other.position].measure == "rank"
        and lines[other.position].period == line.period
    ]
    return any((agrees(other, column) or 0.0) >= 0.98 for other in ranks)


def _is_lone_score(column: Column, found: Sequence[Column], lines: Lines) -> bool:
    """True for the only column of scores, when its heading speaks of a score."""
    scores = [other for other in found if lines[other.position].measure != "rank"]
    said = any(_names_measure(level) for level in column.levels[-1:])
    return said and lines[column.position].measure != "rank" and len(scores) == 1


def _alike(one: Column, other: Column, lines: Lines) -> bool:
    """True for columns of the same measure and period: they cannot both be the total."""
    a, b = lines[one.position], lines[other.position]
    return (a.measure or "score", a.period) == (b.measure or "score", b.period)


def tell_ordinals(seen: Seen, lines: Lines) -> Lines:
    """Tell a column without a heading that counts 1, 2, 3 as STT or as rank."""
    lines = dict(lines)
    columns = seen.columns
    for column in columns:
        line = lines[column.position]
        if line.role not in ("figure", "ignored") or line.confidence >= 0.7:
            continue
        if not column.counts_up or (column.levels and column.position > seen.block.unit_column):
            continue
        scores = [
            other
            for other in columns
            if lines[other.position].role == "figure"
            and lines[other.position].measure != "rank"
            and other is not column
        ]
        ranked = [
            other
            for other in columns
            if lines[other.position].measure == "rank" and other is not column
        ]
        follows = [share for other in scores if (share := agrees(column, other)) is not None]
        sorted_by = bool(follows) and max(follows) >= 0.95
        if ranked or not sorted_by or _headed(columns):
            lines[column.position] = Line(
                column.position, "ordinal", column.path, confidence=0.8 if ranked else 0.6
            )
        else:
            lines[column.position] = replace(
                line, indicator_code="total", measure="rank", confidence=0.75
            )
    return lines


def number_of(text: str | None) -> Decimal | None:
    """The number that a text prints, with a decimal comma or a point; None when it prints none."""
    read = numbers.number(text, "comma") or numbers.number(text, "point") if text else None
    return read.value if read else None
