"""Periods and days as they are written in titles, headings, sheet names and cells.

A period is given in the form of the model: "2026-10-10" (year to date), "2025-Q3", "2025-10",
"2024". The words beside a date decide its type: "lũy kế", "từ đầu năm", "tính đến", "đến hết" make
it a year to date; "tháng", "quý", "năm" name a month, a quarter, a year. A bare date may be a year
to date and is offered with less confidence; the date of a signature or of a decision hardly at all.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rankings.ingest.meaning import period_grammar as grammar
from rankings.words.typed import folded

YEARS = range(2000, 2101)
# A longer text is read to here: a title is shorter, and what is longer is no title.
LONGEST = 1000
# A row that says from when to when is shorter.
LONGEST_ROW = 200
# A long table says the same few thousand periods to whoever asks: what they are, of which type.
TEXTS_KEPT = 8192


@dataclass(frozen=True)
class Period:
    """A period in the form of the model with its first and last day."""

    period: str
    period_type: str
    start: date
    end: date


@dataclass(frozen=True)
class Found:
    """A period read in a text; at: where the matched text begins in the NFC form of the text."""

    period: Period
    confidence: float
    text: str
    at: int


@dataclass(frozen=True)
class FoundDay:
    """A day on which the table may have been published."""

    day: date
    confidence: float
    text: str
    at: int


def year(number: int) -> Period:
    """The year as a period."""
    return Period(f"{number:04d}", "year", date(number, 1, 1), date(number, 12, 31))


def quarter(number: int, of_year: int) -> Period:
    """A quarter, 1 to 4."""
    last = month(3 * number, of_year).end
    start = date(of_year, 3 * number - 2, 1)
    return Period(f"{of_year:04d}-Q{number}", "quarter", start, last)


def month(number: int, of_year: int) -> Period:
    """A month, 1 to 12."""
    last = date(of_year, number, monthrange(of_year, number)[1])
    return Period(f"{of_year:04d}-{number:02d}", "month", date(of_year, number, 1), last)


def to_date(day: date) -> Period:
    """The year to date: from 1 January to the day."""
    return Period(day.isoformat(), "year_to_date", date(day.year, 1, 1), day)


def read(period: str, period_type: str | None = None) -> Period | None:
    """A period in the form of the model; None when it is not in it, or not of the type.

    A year to date may say the hour at which it was taken: "2026-10-10T04".
    """
    found = None
    if match := re.fullmatch(
        r"(20\d\d|2100)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])(?:-(\d\d)(T(?:[01]\d|2[0-3]))?)?))?", period
    ):
        of_year, its_quarter, its_month, its_day, _ = match.groups()
        if its_day:
            day = _day(of_year, its_month, its_day)
            found = replace(to_date(day), period=period) if day else None
        elif its_month:
            found = month(int(its_month), int(of_year))
        elif its_quarter:
            found = quarter(int(its_quarter), int(of_year))
        else:
            found = year(int(of_year))
    return found if found and period_type in (None, found.period_type) else None


def span(period: str, period_type: str | None = None) -> tuple[date, date] | None:
    """First and last day of a period in the form of the model; None when it is not in it."""
    found = read(period, period_type)
    return (found.start, found.end) if found else None


def _day(of_year: int | str, number: int | str, day: int | str) -> date | None:
    try:
        found = date(int(of_year), int(number), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None


# --- Reading a text: the patterns are those of the grammar, matched on the plain text -------------


@dataclass(frozen=True)
class _Piece:
    """A stretch of the text that has been read, so that it is not read twice."""

    start: int
    end: int


class _Text:
    """A text on its way through the grammar."""

    def __init__(self, text: str) -> None:
        self.printed = unicodedata.normalize("NFC", text[:LONGEST])
        # In names of files and sheets words are joined by underscores.
        self.plain = folded(self.printed).replace("_", " ")
        self.taken: list[_Piece] = []

    def matches(self, pattern: re.Pattern) -> Iterator[re.Match]:
        """Matches that overlap nothing read so far; what is taken meanwhile counts."""
        for match in pattern.finditer(self.plain):
            if all(match.end() <= p.start or match.start() >= p.end for p in self.taken):
                yield match

    def take(self, match: re.Match) -> None:
        """Mark what a match covers as read."""
        self.taken.append(_Piece(match.start(), match.end()))

    def before(self, at: int, length: int = 60) -> str:
        """What stands before a place, back to the piece read last."""
        start = max([0, at - length, *(p.end for p in self.taken if p.end <= at)])
        return self.plain[start:at]

    def is_behind(self, pattern: re.Pattern, at: int) -> bool:
        """True where the words right before a place end so, whether they were read or not."""
        return bool(pattern.search(self.plain[max(0, at - 30) : at]))

    def found(self, period: Period, confidence: float, match: re.Match) -> Found:
        """A period with the text it was read from."""
        text = self.printed[match.start() : match.end()].strip()
        return Found(period, confidence, text, match.start())


def periods(text: str, *, of_year: int | None = None, name: bool = False) -> list[Found]:
    """The periods that a text may speak of, the most likely first.

    of_year: the year where the text names none ("Quý III", "T10"). name: the text is the name of a
    sheet, a file or a column, where short forms count ("T10", "10.10", "10").
    """
    return list(_read(text, of_year, name))


@lru_cache(maxsize=TEXTS_KEPT)
def _read(text: str, of_year: int | None, name: bool) -> tuple[Found, ...]:
    found = _all(text, of_year, name)
    years = {one.period.end.year for one in found if one.confidence >= 0.5}
    if of_year is None and len(years) == 1:
        # "quý III và 9 tháng đầu năm 2026": the one year of the text is that of both.
        again = _all(text, years.pop(), False)
        found += [replace(one, confidence=min(one.confidence, 0.7)) for one in again]
    best: dict[Period, Found] = {}
    for one in sorted(found, key=lambda one: (-one.confidence, one.at)):
        best.setdefault(one.period, one)
    ranked = list(best.values())
    if len(ranked) > 1 and grammar.TWO.search(_Text(text).plain):
        ranked = [replace(two, confidence=min(two.confidence, grammar.PART)) for two in ranked]
    if sum(one.confidence >= 0.7 for one in ranked) > 1:
        # Two periods in one text: neither is sure.
        ranked = [replace(one, confidence=min(one.confidence, 0.7)) for one in ranked]
    return tuple(ranked)


def _all(text: str, of_year: int | None, name: bool) -> list[Found]:
    reading = _Text(text)
    found = [
        *_ranges(reading),
        *_several(reading),
        *_month_ranges(reading),
        *_counted_months(reading, of_year, name),
    ]
    for pattern in grammar.OTHER:
        for match in list(reading.matches(pattern)):
            reading.take(match)
    found += [
        *_quarters(reading, of_year),
        *_dates(reading, name),
        *_short_days(reading, of_year),
        *_months(reading, of_year),
    ]
    if name:
        found += _short_forms(reading, of_year)
    return found + _years(reading, found)


def _several(reading: _Text) -> list[Found]:
    """ "Tháng 8, 9 năm 2025": each of them, and none for sure."""
    each = []
    for match in list(reading.matches(grammar.SEVERAL)):
        make, most = (month, 12) if match["of"] == "thang" else (quarter, 4)
        texts = re.findall(r"\d{1,2}|\b[ivx]{1,4}\b", f"{match['a']} {match['more']}")
        numbers = [int(text) if text.isdigit() else grammar.ROMAN.get(text, 0) for text in texts]
        if all(1 <= number <= most for number in numbers):
            reading.take(match)
            named = (make(number, int(match["y"])) for number in numbers)
            each += [reading.found(period, grammar.PART, match) for period in named]
    return each


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return grammar.COUNTS.get(" ".join(text.split())) or grammar.ENGLISH_COUNTS.get(text)


def _date_of(match: re.Match) -> date | None:
    parts = match.groupdict()
    number = grammar.ENGLISH[parts["e"]] if parts.get("e") else parts["m"]
    return _day(parts["y"], number, parts["d"])


def _ranges(reading: _Text) -> list[Found]:
    """From one day to another: a month, a quarter, a year or a year to date; else nothing."""
    found = []
    for match, first, last in _stretches(reading):
        cumulative = bool(grammar.TO_DATE.search(reading.before(match.start())))
        reading.take(match)
        for period, confidence in _of_range(first, last, cumulative):
            found.append(reading.found(period, confidence, match))
    return found


def _stretches(reading: _Text) -> Iterator[tuple[re.Match, date, date]]:
    """Every "từ ngày … đến ngày …" with its first and last day."""
    for match in reading.matches(grammar.RANGE):
        last = _day_first(match["b"])
        first = _day_first(match["a"], last.year if last else None)
        if first is not None and last is not None and first <= last:
            yield match, first, last


@dataclass(frozen=True)
class Stretch:
    """The days from `first` to `last` that a text names, whether they are a period or not."""

    first: date
    last: date
    text: str


def stretches(text: str) -> list[Stretch]:
    """What a text names by its first and its last day, in the order of the text."""
    reading = _Text(text)
    return [
        Stretch(first, last, reading.printed[match.start() : match.end()].strip())
        for match, first, last in _stretches(reading)
    ]


def from_to(cells: Sequence[str | None]) -> str | None:
    """A row "Từ ngày: | 01/10/2026 | Đến ngày: | 31/10/2026" as one text; None for any other."""
    filled = [text.strip(" :") for text in cells if text]
    if not 2 <= len(filled) <= 6 or sum(map(len, filled)) > LONGEST_ROW:
        return None
    if not re.search(r"\b(tu|from)\b", folded(filled[0])):
        return None
    joined = " ".join(grammar.ISO_DAY.sub(r"\3/\2/\1", text) for text in filled)
    return joined if len(stretches(joined)) == 1 else None


def _day_first(text: str, of_year: int | None = None) -> date | None:
    numbers = re.findall(r"\d+", text)
    if len(numbers) == 2 and of_year:
        numbers.append(str(of_year))
    return _day(*reversed(numbers)) if len(numbers) == 3 else None


def _of_range(first: date, last: date, cumulative: bool) -> Iterator[tuple[Period, float]]:
    named = [year(last.year), *(quarter(n, last.year) for n in range(1, 5))]
    named += [month(n, last.year) for n in range(1, 13)]
    whole = next((p for p in named if (p.start, p.end) == (first, last)), None)
    if first == date(last.year, 1, 1):
        yield to_date(last), 0.95 if cumulative or whole is None else 0.5
    if whole is not None:
        yield whole, 0.5 if cumulative else 0.9


def _month_ranges(reading: _Text) -> list[Found]:
    """ "Từ tháng 1 đến tháng 9/2026": the year to date; three months may be a quarter."""
    found = []
    for pattern in (grammar.MONTH_RANGE, grammar.EN_MONTH_RANGE):
        for match in list(reading.matches(pattern)):
            first, last = (grammar.ENGLISH.get(match[end]) or int(match[end]) for end in ("a", "b"))
            its_year = int(match["y"])
            if not 1 <= first < last <= 12:
                continue
            cumulative = bool(grammar.TO_DATE.search(reading.before(match.start())))
            reading.take(match)
            days = (month(first, its_year).start, month(last, its_year).end)
            found += [
                reading.found(period, confidence, match)
                for period, confidence in _of_range(*days, cumulative)
            ]
    return found


def _counted_months(reading: _Text, of_year: int | None, name: bool) -> list[Found]:
    """ "9 tháng năm 2026", "6 tháng đầu năm": the year to the end of that month."""
    found = []
    for match in list(reading.matches(grammar.HALF)):
        if its_year := int(match["y"] or of_year or 0):
            reading.take(match)
            found.append(reading.found(to_date(month(6, its_year).end), 0.8, match))
    patterns = [grammar.COUNTED, grammar.EN_COUNTED, *[grammar.COUNTED_SHORT] * name]
    for pattern in patterns:
        for match in list(reading.matches(pattern)):
            number = _number(match["n"])
            its_year = int(match["y"] or of_year or 0)
            if re.search(r"(thang|ngay|quy)\s*$", reading.before(match.start())):
                continue
            whole = name or re.search(r"dau|first|nam\s*20|/|\s20", match[0])
            if not number or not 1 <= number <= 12 or not its_year or not whole:
                continue
            reading.take(match)
            confidence = 0.9 if match["y"] else 0.75
            if number == 12:
                found.append(reading.found(year(its_year), 0.6, match))
                confidence = 0.5
            end = month(number, its_year).end
            found.append(reading.found(to_date(end), confidence, match))
    return found


def _short_days(reading: _Text, of_year: int | None) -> list[Found]:
    """ "đến 10/10", "ngày 10/10", of a year named elsewhere."""
    found = []
    for match in list(reading.matches(grammar.SHORT_DAY)) if of_year else []:
        day = _day(of_year, match["m"], match["d"])
        if day and day.month == int(match["m"]):
            before = reading.before(match.end())
            reading.take(match)
            sure = 0.75 if grammar.TO_DATE.search(before) or "den" in match[0] else 0.5
            found.append(reading.found(to_date(day), sure, match))
    return found


def _quarters(reading: _Text, of_year: int | None) -> list[Found]:
    found = []
    for match, its_year, sure in _with_years(reading, grammar.QUARTERS, of_year):
        text = match["q"]
        number = grammar.ROMAN.get(text) or grammar.ORDINALS.get(text) or _number(text)
        found += _named(reading, match, quarter(number, its_year), sure)
    return found


def _months(reading: _Text, of_year: int | None) -> list[Found]:
    found = []
    for match, its_year, sure in _with_years(reading, grammar.MONTHS, of_year):
        parts = match.groupdict()
        number = grammar.ENGLISH[parts["e"]] if parts.get("e") else _number(parts["m"])
        if not number or number > 12:
            continue
        if not match[0].startswith("t") and not parts.get("e"):
            sure = 0.75
        # "tháng năm 2024": May, or a form with the month left blank.
        elif re.match(r"thang\s+nam\s+20", match[0]):
            sure = 0.4
        found += _named(reading, match, month(number, its_year), sure)
    return found


def _with_years(
    reading: _Text, patterns: list[re.Pattern], of_year: int | None
) -> Iterator[tuple[re.Match, int, float]]:
    """Matches that name their year, then, where a year is known, those that name none."""
    for own_year in (True, False):
        for pattern in patterns:
            for match in list(reading.matches(pattern)):
                if own_year and match["y"]:
                    yield match, int(match["y"]), 0.95
                elif not own_year and not match["y"] and of_year:
                    yield match, of_year, 0.75


def _named(reading: _Text, match: re.Match, period: Period, confidence: float) -> list[Found]:
    """A named month or quarter; "lũy kế đến hết tháng 9/2026" is the year to its end."""
    before = re.split(r"[.;)\n]", reading.before(match.start()))[-1]
    reading.take(match)
    to_date_said = bool(grammar.TO_DATE.search(before))
    part = reading.is_behind(grammar.PART_OF, match.start())
    if part or (not to_date_said and reading.is_behind(grammar.UP_TO, match.start())):
        confidence = min(confidence, grammar.PART)
    if not to_date_said:
        return [reading.found(period, confidence, match)]
    return [
        reading.found(to_date(period.end), confidence - 0.05, match),
        reading.found(period, 0.3, match),
    ]


def _dates(reading: _Text, name: bool) -> list[Found]:
    sure = {"to_date": 0.97, "until": 0.8, "decision": 0.05, "published": 0.15, "signed": 0.15}
    sure["extracted"] = 0.7
    return [
        # "bao_cao_766_09-10-2026" names a file of that day, and no other document.
        reading.found(to_date(day), sure.get(_said_of(_unnamed(before, name)), 0.6), match)
        for day, match, before in _days(reading)
    ]


def _unnamed(before: str, name: bool) -> str:
    return re.sub(r"\bbao cao\b", " ", before) if name else before


def _said_of(before: str) -> str:
    """What the words before a date make of it; those nearest to it win."""
    cumulative = [match.end() for match in grammar.TO_DATE.finditer(before)]
    if not cumulative and grammar.EXTRACTED.search(before):
        return "extracted"
    for said, pattern in (
        ("published", grammar.PUBLISHED),
        ("decision", grammar.DECISION),
        ("signed", grammar.SIGNED),
    ):
        match = pattern.search(before)
        if match and match.start() >= max(cumulative, default=0):
            return said
    if cumulative:
        return "to_date"
    return "until" if grammar.UNTIL.search(before) else ""


def _days(reading: _Text) -> list[tuple[date, re.Match, str]]:
    """Every whole date with what stands before it; document numbers are no dates."""
    days = []
    for pattern in grammar.DATES:
        for match in list(reading.matches(pattern)):
            reading.take(match)
            if day := _date_of(match):
                days.append((day, match))
    # What stands before a date ends at the date before it, whatever form that has.
    found = [(day, match, reading.before(match.start())) for day, match in days]
    for match in list(reading.matches(grammar.REFERENCES)):
        reading.take(match)
    return found


def _short_forms(reading: _Text, of_year: int | None) -> list[Found]:
    """ "T10", "10.10", "202610", "10" as the whole name or a part of it."""
    found = []
    for match in list(reading.matches(grammar.SHORT_YEAR)):
        if day := _day(2000 + int(match["y"]), match["m"], match["d"]):
            reading.take(match)
            found.append(reading.found(to_date(day), 0.5, match))
    for match in list(reading.matches(grammar.YEAR_MONTH)):
        reading.take(match)
        found.append(reading.found(month(int(match["m"]), int(match["y"])), 0.5, match))
    if of_year is None:
        return found
    for match in list(reading.matches(grammar.SHORT_DATE)):
        if day := _day(of_year, match["m"], match["d"]):
            reading.take(match)
            found.append(reading.found(to_date(day), 0.6, match))
    for match in list(reading.matches(grammar.SHORT_MONTH)):
        number = int(match["m"] or match["m2"])
        if 1 <= number <= 12:
            reading.take(match)
            found.append(reading.found(month(number, of_year), 0.8, match))
    for match in list(reading.matches(grammar.EN_NAME)):
        reading.take(match)
        number = grammar.ENGLISH[match["e"] or match["e2"]]
        found.append(reading.found(month(number, of_year), 0.75, match))
    alone = re.fullmatch(r"\s*(\d{1,2})\s*", reading.plain)
    if alone and not reading.taken and 1 <= int(alone[1]) <= 12:
        found.append(reading.found(month(int(alone[1]), of_year), 0.35, alone))
    return found


def _years(reading: _Text, others: list[Found]) -> list[Found]:
    """ "năm 2024", "DTI 2024"; beside a nearer period the year only places that."""
    nearer = any(one.confidence >= 0.5 for one in others)
    together = [match.span() for match in grammar.YEARS_TOGETHER.finditer(reading.plain)]
    found = []
    for match in reading.matches(grammar.YEAR):
        before = reading.before(match.start())
        confidence = 0.85 if match["named"] else 0.6
        if nearer or grammar.PUBLISHED.search(before) or grammar.DECISION.search(before):
            confidence = 0.2
        elif grammar.TO_DATE.search(before + match[0]):
            # "Từ đầu năm 2026 đến nay": which day is not said.
            confidence = 0.3
        elif reading.is_behind(grammar.PART_OF_YEAR, match.start()) or any(
            start <= match.start("y") < end for start, end in together
        ):
            confidence = grammar.PART
        reading.take(match)
        found.append(reading.found(year(int(match["y"])), confidence, match))
    return found


def published_dates(text: str) -> list[FoundDay]:
    """The days on which what the text speaks of may have been published, most likely first.

    "Hà Nội, ngày 12 tháng 10 năm 2026" and "công bố ngày …" say so; the day of a decision that is
    only named, and the day up to which figures run, hardly do.
    """
    sure = {"to_date": 0.2, "until": 0.2, "decision": 0.1, "published": 0.9, "signed": 0.85}
    reading = _Text(text)
    found = []
    for day, match, before in _days(reading):
        printed = reading.printed[match.start() : match.end()].strip()
        found.append(FoundDay(day, sure.get(_said_of(before), 0.3), printed, match.start()))
    return sorted(found, key=lambda one: (-one.confidence, one.at))
