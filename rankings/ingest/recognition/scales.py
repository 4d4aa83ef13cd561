"""The scale that the figures of a column are printed on: shares, percent, per mille."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from rankings.ingest.recognition.columns import Column
from rankings.ingest.recognition.evidence import Lines, Seen, number_of

# How sure figures of two scales in one column are, and how far from a scale is beyond it.
MIXED = 0.4
BEYOND = Decimal("1.2")


def set_scales(seen: Seen, lines: Lines) -> Lines:
    """Set what figures must be divided by to be on the scale of the method."""
    lines = dict(lines)
    subject = seen.subject
    if any(line.role == "measure" for line in lines.values()):
        return lines  # Every row has a scale of its own.
    wanted: Counter[int] = Counter()
    scores = []
    for column in seen.figures:
        line = lines[column.position]
        if line.role != "figure" or line.measure == "rank" or not column.known:
            continue
        scale = seen.lexicon.maximum(subject.index_code, subject.method_code, line.indicator_code)
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
    return lines


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
    value = number_of(text)
    return int(value) if value is not None and value == value.to_integral() else None
