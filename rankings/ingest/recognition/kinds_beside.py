"""Scores of a month beside those counted from 1 January, in one table: "Điểm tháng", "Điểm năm".

They are two editions of one index, as two sheets of such names are, and are read each by itself.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rankings.ingest.meaning import headings, periods
from rankings.ingest.recognition import period_signs
from rankings.ingest.recognition.columns import Column
from rankings.ingest.recognition.identity import HEADING, Words
from rankings.ingest.recognition.lexicon import Lexicon

MONTH, TO_DATE = "month", "year_to_date"
# Of months that are named without a year only whether they are alike counts.
ANY_YEAR = 2000
# What a level says of its kind, where nothing in it names the month: without it "Điểm" is left.
_KIND = re.compile(
    r"\b(?:trong |của |theo )?tháng\b(?!\s*\d)"
    r"|\(?\b(?:lũy|luỹ) kế\b.*|\b(?:cộng dồn)\b.*|\b(?:tính |kể )?từ đầu năm\b.*"
    r"|\b(?:của |theo |cả )?năm\b(?!\s*\d)",
    re.IGNORECASE,
)


def kinds_beside(
    columns: Sequence[Column], unit_column: int, lexicon: Lexicon
) -> dict[str, set[int]]:
    """month | year_to_date -> places of its columns, where both stand side by side.

    Empty for any other table: of one kind, with a column of figures of neither, or whose headings
    name several months, or the last day of what is counted.
    """
    places: dict[str, set[int]] = {}
    months = set()
    for column in columns:
        if column.position == unit_column or not column.known or column.hidden:
            continue
        if headings.heading(column.path, lexicon.known).role in ("ordinal", "unit_code"):
            continue
        if headings.is_beside(column.path) or headings.is_difference(column.path):
            continue
        text = period_signs.statement(Words(column.path, HEADING), lexicon, ANY_YEAR)
        named = [item for item in text.named if item.period_type == "month"]
        if text.to_dates or text.days or len(text.named) > len(named):
            return {}
        if text.from_start and not named:
            places.setdefault(TO_DATE, set()).add(column.position)
        elif text.of_type == "month" or named:
            months |= {item.period for item in named}
            places.setdefault(MONTH, set()).add(column.position)
        elif column.is_numeric:
            return {}
    return places if len(places) > 1 and len(months) <= 1 else {}


def wanted_kinds(
    kinds: dict[str, set[int]], period: str | None, period_type: str | None
) -> list[str]:
    """The kinds that are read: both, or the one of the period that a person gave."""
    read = periods.read(period or "", period_type) or periods.read(period or "")
    given = period_type or (read.period_type if read else None)
    return [kind for kind in kinds if given in (None, kind)] or list(kinds)


def of_kind(columns: Sequence[Column], kinds: dict[str, set[int]], kind: str) -> list[Column]:
    """The columns, those of the other kind set apart; the words for the kind are no part of what
    a column is called, and stay what it is headed with.
    """
    others = {at for other, places in kinds.items() if other != kind for at in places}
    own = kinds[kind]
    return [
        replace(column, apart=True)
        if column.position in others
        else replace(column, levels=_without_kind(column.levels), headed=column.path)
        if column.position in own
        else column
        for column in columns
    ]


def _without_kind(levels: Sequence[str]) -> tuple[str, ...]:
    bare = [" ".join(_KIND.sub(" ", level).split()).strip(" -–:,()") for level in levels]
    kept = [level for level in bare if level]
    return tuple(level for at, level in enumerate(kept) if kept[at - 1 : at] != [level])
