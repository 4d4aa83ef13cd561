"""What columns hold by their cells, where headings are silent or wrong: the column that is the sum
of the others, ranks that stand in the order of scores, figures beyond a scale.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rankings.ingest.meaning import headings, numbers
from rankings.ingest.proposal import Line, NewIndicator
from rankings.ingest.recognition.columns import Column, agrees, is_sum
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.words.typed import folded

# What a column that no heading and no value explains is worth looking at.
UNSURE = 0.5
# How sure figures of two scales in one column are, and how far from a scale is beyond it.
MIXED = 0.4
BEYOND = Decimal("1.2")
MEASURE = re.compile(r"\b(diem|gia tri|ket qua|score|value|points?|hang|thu tu|vi tri|rank\w*)\b")
# Columns by their place in the sheet -> what they hold; changed in place, evidence by evidence.
Lines = dict[int, Line]


@dataclass(frozen=True)
class Subject:
    """What is known of the table's index when its columns are read.

    new: the store has never seen it; index_code is None where nothing names an index.
    component: the one component that the title names. structure: the nodes of a new index, from a
    sheet of its own.
    """

    index_code: str | None
    method_code: str | None
    new: bool
    year: int | None
    component: str | None = None
    structure: tuple[NewIndicator, ...] = ()


def headed(columns: Sequence[Column]) -> bool:
    """True when any of the columns has a heading."""
    return any(column.levels for column in columns)


def set_measures(found: Sequence[Column], lines: Lines, subject: Subject, lexicon: Lexicon) -> None:
    """Set what headings leave open, or have wrong: whether a column holds scores or ranks."""
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
        elif _beyond(column, line, subject, lexicon):
            lines[column.position] = replace(line, measure="rank", confidence=0.7)


def _ranks_another(column: Column, scores: Sequence[Column], lines: Lines) -> bool:
    """True for ranks that are not in the order of the scores of their own indicator."""
    code = lines[column.position].indicator_code
    own = [other for other in scores if code and lines[other.position].indicator_code == code]
    orders = [agrees(column, other) for other in own]
    return any(share is not None and share < 0.95 for share in orders)


def _names_measure(level: str) -> bool:
    return bool(MEASURE.search(folded(level)))


def _beyond(column: Column, line: Line, subject: Subject, lexicon: Lexicon) -> bool:
    """True when whole numbers reach beyond the maximum of their indicator: they are ranks."""
    known = lexicon.maximum(subject.index_code, subject.method_code, line.indicator_code)
    maximum = _number(line.max_score) or known
    return maximum is not None and len(column.known) >= 5 and max(column.known) > maximum


def name_by_maximum(
    found: Sequence[Column], lines: Lines, subject: Subject, lexicon: Lexicon
) -> None:
    """Name columns without a known heading by their maximum, where only one part has that one."""
    parts = [
        node
        for node in lexicon.known.tree(subject.index_code or "", subject.method_code or "")
        if node.adds_up and node.max_score and node.max_score > 1
    ]
    taken = {lines[column.position].indicator_code for column in found}
    for column in found:
        line = lines[column.position]
        maximum = _number(line.max_score)
        fitting = [node for node in parts if node.max_score == maximum]
        if line.indicator_code is None and line.measure != "rank" and len(fitting) == 1:
            code = fitting[0].indicator_code
            if code not in taken and column.known and max(column.known) <= (maximum or 0):
                lines[column.position] = replace(
                    line, indicator_code=code, measure="score", confidence=0.7
                )


def name_by_order(found: Sequence[Column], lines: Lines) -> None:
    """Tell what ranks without a known heading rank: the scores that stand in their order."""
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


def name_by_values(found: Sequence[Column], lines: Lines, subject: Subject) -> None:
    """Name the columns whose headings say nothing, by what their cells are to each other."""
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
            dated = (line.period or told_when) and subject.index_code
            confidence = 0.9 if dated and plain_scores else 0.75
        else:
            continue
        measure = line.measure or ("rank" if column.rank_like and column.counts_up else "score")
        lines[column.position] = replace(
            line, indicator_code="total", measure=measure, confidence=confidence
        )
        totals.append(column)


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


def tell_ordinals(columns: Sequence[Column], lines: Lines, block: Block) -> None:
    """Tell a column without a heading that counts 1, 2, 3 as STT or as rank."""
    for column in columns:
        line = lines[column.position]
        if line.role not in ("figure", "ignored") or line.confidence >= 0.7:
            continue
        if not column.counts_up or (column.levels and column.position > block.unit_column):
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
        if ranked or not sorted_by or headed(columns):
            lines[column.position] = Line(
                column.position, "ordinal", column.path, confidence=0.8 if ranked else 0.6
            )
        else:
            lines[column.position] = replace(
                line, indicator_code="total", measure="rank", confidence=0.75
            )


def set_scales(found: Sequence[Column], lines: Lines, subject: Subject, lexicon: Lexicon) -> None:
    """Set what figures must be divided by to be on the scale of the method."""
    wanted: Counter[int] = Counter()
    scores = []
    for column in found:
        line = lines[column.position]
        if line.role != "figure" or line.measure == "rank" or not column.known:
            continue
        scale = lexicon.maximum(subject.index_code, subject.method_code, line.indicator_code)
        if scale and _mixed(column, scale):
            # Shares and percentages in one column: nobody knows which cell is of which scale.
            lines[column.position] = replace(
                line, divided_by=1, confidence=min(line.confidence, MIXED)
            )
        elif scale:
            scores.append((column, scale))
            wanted[_divisor(column, scale)] += 1
    common = wanted.most_common(1)[0][0] if wanted else 1
    for column, scale in scores:
        line = lines[column.position]
        largest = max(column.known)
        divisor = _divisor(column, scale)
        if divisor != common and largest / common <= scale:
            divisor = common
        if largest / divisor > scale * Decimal("1.0001"):
            line = replace(line, confidence=min(line.confidence, 0.4))
        elif divisor != 1:
            sure = column.percent or len(wanted) == 1
            line = replace(
                line, divided_by=divisor, confidence=min(line.confidence, 0.85 if sure else 0.6)
            )
        elif scale > 1 and largest <= 1 and len(column.known) >= 5:
            line = replace(line, confidence=min(line.confidence, 0.4))
        lines[column.position] = line


def _mixed(column: Column, scale: Decimal) -> bool:
    """True for figures on both sides of a scale of shares, or with and without a percent sign.

    Zero is on every scale. A maximum above the column tells the scale of all its cells.
    """
    read = [one for one in column.read if one is not None and one.value]
    if scale > 1:
        return False
    if len({one.percent for one in read}) > 1:
        return True
    if column.percent or (column.maximum and _whole(column.maximum)):
        return False
    beyond = any(one.value > scale * BEYOND for one in read)
    return beyond and any(one.value <= scale for one in read)


def _divisor(column: Column, scale: Decimal) -> int:
    """1, 100 or 1000: what brings the largest figure onto a scale of shares; 1 on other scales."""
    largest = max(column.known)
    if scale > 1:
        return 1
    if column.maximum and (told := _whole(column.maximum)) and told > 1:
        return told
    return next((by for by in (1, 100, 1000) if largest / by <= scale), 1)


def _whole(text: str) -> int | None:
    value = _number(text)
    return int(value) if value is not None and value == value.to_integral() else None


def _number(text: str | None) -> Decimal | None:
    read = numbers.number(text, "comma") or numbers.number(text, "point") if text else None
    return read.value if read else None
