"""What makes the lines of a table doubtful: ranks of something else, doubles, repeated units."""

import re
from dataclasses import replace

from rankings.ingest.meaning import headings
from rankings.ingest.proposal import Line
from rankings.ingest.recognition.columns import Column, agrees
from rankings.ingest.recognition.evidence import UNSURE, Lines, Seen
from rankings.ingest.recognition.lexicon import Lexicon

# Provinces that stand more often than this on average stand several times.
OFTEN = 1.2
CHANGE = re.compile(
    r"(so |muc |toc do |ty le |su )?(diem |hang |bac |thu hang |diem so )?"
    r"(tang|giam|chenh lech|thay doi|bien dong)( truong| giam| them)?( diem| hang| bac)?"
    r"( so voi .*| nam .*)?|(score |rank )?(change|gain|growth)"
)
REVERSED = re.compile(
    r"\b(tu (thap|cuoi|duoi|kem)( nhat)? (den|len|toi|tro)\b|thap den cao|cuoi bang|ascending)"
)


def is_keyed(lines: Lines) -> bool:
    """True where a column says of its row which indicator, measure or period it is of."""
    return any(line.role in ("indicator", "measure", "period") for line in lines.values())


def is_change(column: Column, lexicon: Lexicon) -> bool:
    """True for a heading that speaks of a change: "Điểm tăng", "Tăng trưởng (%)", "Tăng/giảm"."""
    return bool(column.levels) and names_change(column.levels[-1], lexicon)


def names_change(level: str, lexicon: Lexicon) -> bool:
    """True for a level of a heading that speaks of a change."""
    return bool(CHANGE.fullmatch(lexicon.words(level)))


def ranks_of_changes(seen: Seen, lines: Lines) -> Lines:
    """Doubt ranks that stand beside a change and no score: they may rank the change."""
    lines = dict(lines)
    figures = [line for line in lines.values() if line.role == "figure"]
    paths = [column.path for column in seen.columns]
    changes = any(is_change(column, seen.lexicon) for column in seen.columns)
    if any(headings.is_former(path) and headings.measure_of(path) == "rank" for path in paths):
        # "Hạng kỳ trước", "Hạng kỳ này", "Tăng/giảm": the ranks are those of the total.
        return lines
    if len({line.period for line in figures if line.period}) > 1:
        # "Hạng 2023", "Hạng 2024", "Tăng/giảm": each is of its year, the change of both.
        return lines
    if changes and all(line.measure == "rank" for line in figures):
        for line in figures:
            sure = min(line.confidence, UNSURE)
            lines[line.position] = replace(line, confidence=sure)
    return lines


def of_reversed_ranks(seen: Seen, lines: Lines) -> Lines:
    """Doubt ranks that are counted from the lowest score: "Xếp hạng (từ thấp đến cao)"."""
    lines = dict(lines)
    for column in seen.columns:
        line = lines[column.position]
        ranks = line.role == "figure" and line.measure == "rank"
        if ranks and REVERSED.search(seen.lexicon.words(column.path)):
            lines[column.position] = replace(line, confidence=min(line.confidence, UNSURE))
    return lines


def doubles(seen: Seen, lines: Lines) -> Lines:
    """Of two columns for the same figures one is read, the first of those whose heading says it
    best; both want to be looked at.
    """
    lines = dict(lines)
    first_of: dict[tuple, Column] = {}
    for column in (*seen.figures, *seen.quotients):
        line = lines[column.position]
        if line.role != "figure":
            continue
        key = (line.indicator_code, line.measure, line.period)
        if line.indicator_code is None or key not in first_of:
            first_of[key] = column
            continue
        first, second = first_of[key], column
        if line.confidence > lines[first.position].confidence > UNSURE:
            # "Điểm", "Điểm thưởng", "Tổng điểm": the heading that says it best.
            first, second = second, first
            first_of[key] = first
        same = first.values == second.values
        other = lines[second.position]
        lines[second.position] = replace(other, role="ignored", confidence=0.9 if same else 0.3)
        if not same:
            position = first.position
            lines[position] = replace(lines[position], confidence=UNSURE)
    return lines


def of_repeated_units(seen: Seen, lines: Lines) -> Lines:
    """Doubt all figures where provinces stand several times and no column tells why."""
    if seen.often < OFTEN or is_keyed(lines):
        return lines
    at = {column.position for column in (*seen.figures, *seen.quotients)}
    return {
        position: replace(line, confidence=min(line.confidence, 0.3)) if position in at else line
        for position, line in lines.items()
    }


# A column of ranks that puts nearly all pairs of units in the order of a column of scores.
IN_ORDER = 0.95


def ranks_of_components(seen: Seen, lines: Lines) -> Lines:
    """A bare "Hạng" right behind the scores of a component ranks the component, where it puts the
    units in their order and not in that of the total; where nothing tells, it is doubted, as it is
    where two columns of scores bear that component's name: one of them may be the total.
    """
    lines = dict(lines)
    at = {column.position: column for column in seen.columns}
    ranks = [position for position, line in lines.items() if _is_bare_rank(line)]
    parts = [line for line in lines.values() if _is_score(line) and line.indicator_code != "total"]
    for position in ranks:
        line, before = lines[position], lines.get(position - 1)
        if before is None or not _is_score(before) or before.indicator_code in (None, "total"):
            continue
        totals = [
            at[other.position]
            for other in lines.values()
            if _is_score(other) and other.indicator_code == "total" and other.period == line.period
        ]
        if any((agrees(at[position], total) or 0) >= IN_ORDER for total in totals):
            continue
        if (agrees(at[position], at[position - 1]) or 0) >= IN_ORDER:
            of_same = (before.indicator_code, before.period)
            alike = [part for part in parts if (part.indicator_code, part.period) == of_same]
            sure = 0.9 if len(alike) == 1 else UNSURE
            lines[position] = replace(line, indicator_code=before.indicator_code, confidence=sure)
        elif not totals and (len(parts) == 1 or len(ranks) > 1):
            lines[position] = replace(line, confidence=min(line.confidence, UNSURE))
    return lines


def _is_score(line: Line) -> bool:
    return line.role == "figure" and line.measure == "score"


def _is_bare_rank(line: Line) -> bool:
    """True for "Hạng", which says nothing of what it ranks."""
    return (
        line.role == "figure"
        and (line.measure, line.indicator_code) == ("rank", "total")
        and not headings.bare_name(line.heading.rsplit(" / ", 1)[-1])
    )


def over_the_turn_of_a_year(seen: Seen, lines: Lines) -> Lines:
    """Doubt "Tháng 12" beside "Tháng 1" without a year and without the months between: the one
    year that the title names is not that of both.
    """
    lines = dict(lines)
    for period_type, last in (("month", "-12"), ("quarter", "-Q4")):
        dated = {
            position: line.period
            for position, line in lines.items()
            if line.role == "figure" and line.period_type == period_type and line.period
            if not re.search(r"20\d\d", line.heading)
        }
        first = last.replace("12", "01").replace("4", "1")
        whole = 12 if period_type == "month" else 4
        ends = {end for period in dated.values() for end in (first, last) if period.endswith(end)}
        if len(ends) == 2 and len(set(dated.values())) < whole:
            for position in dated:
                sure = min(lines[position].confidence, UNSURE)
                lines[position] = replace(lines[position], confidence=sure)
    return lines
