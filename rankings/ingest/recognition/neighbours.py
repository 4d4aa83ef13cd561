"""What the sheets of a book say of each other: the year of "Tháng 11" beside "Tháng 10/2025"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rankings.ingest.meaning import periods
from rankings.ingest.meaning.periods import Period
from rankings.ingest.recognition.identity import FILE, SHEET, Words, year_of

# Any year that is no leap year, to read what names none: only the order of months counts.
SOME_YEAR = 2001


@dataclass(frozen=True)
class SheetYear:
    """The year of a sheet that names none itself, by the sheets beside it.

    doubtful: the sheets run over the turn of a year, so the year may be the next or the last one.
    """

    year: int | None = None
    doubtful: bool = False


def years(words_of: Mapping[str, Sequence[Words]]) -> dict[str, SheetYear]:
    """Sheet -> what the others say of its year.

    words_of: sheet -> the texts that speak of its table, in the order of the book.
    """
    names = list(words_of)
    own = {name: year_of([w for w in words_of[name] if w.where != FILE]) for name in names}
    of_file = {name: year_of([w for w in words_of[name] if w.where == FILE]) for name in names}
    parts = {name: _part(words_of[name]) for name in names}
    turns = _turns([part for name in names if not _has_year(name) and (part := parts[name])])
    years_of = {}
    for at, name in enumerate(names):
        if parts[name] is None or _has_year(name):
            continue
        if own[name] is None and any(_has_year(w.text) for w in words_of[name] if w.where != FILE):
            # Several years: which of them is meant, no sheet beside it tells.
            continue
        if own[name] is not None or of_file[name] is not None:
            years_of[name] = SheetYear(None, turns)
        elif (nearest := _nearest(names, own, at)) is not None:
            run = names[min(at, nearest) : max(at, nearest) + 1]
            doubtful = not _runs_on([parts[sheet] for sheet in run])
            years_of[name] = SheetYear(own[names[nearest]], doubtful)
    return years_of


def _part(words: Sequence[Words]) -> Period | None:
    """The month, quarter or year to date that the name of a sheet says, of some year."""
    name = next(word.text for word in words if word.where == SHEET)
    read = periods.periods(name, of_year=SOME_YEAR, name=True)
    if not read or read[0].confidence < 0.6 or read[0].period.period_type == "year":
        return None
    return read[0].period


def _has_year(text: str) -> bool:
    return any(period.confidence >= 0.5 for period in periods.periods(text, name=True))


def _nearest(names: Sequence[str], own: Mapping[str, int | None], at: int) -> int | None:
    """The place of the nearest sheet that names its year, the one before rather than after."""
    known = [place for place, name in enumerate(names) if own[name] is not None]
    return min(known, key=lambda place: (abs(place - at), place > at), default=None)


def _runs_on(parts: Sequence[Period | None]) -> bool:
    """True for parts of one year: later and later ones, or each the one just before the last."""
    months = [(part.start.month, part.end.month) for part in parts if part is not None]
    if len(months) < len(parts):
        return False
    forwards = all(part[1] < two[1] for part, two in pairwise(months))
    return forwards or all(two[1] + 1 == part[0] for part, two in pairwise(months))


def _turns(parts: Sequence[Period]) -> bool:
    """True when sheets run on over the end of a year: "Tháng 12", then "Tháng 1"."""
    for part, two in pairwise(parts):
        first = {"month": 1, "quarter": 3}.get(part.period_type)
        if part.period_type == two.period_type and {part.end.month, two.end.month} == {first, 12}:
            return True
    return False
