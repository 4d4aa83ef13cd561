"""What every text round a table says of its period, and what they come to together.

A month or quarter in a title is the time of a report, and the period only where nothing says that
the figures count from 1 January: "lũy kế", "từ 01/01 đến …", a sheet "Điểm năm". Where something
does, the table is a year to date when its last day is stated, and is asked for when it is not, or
when only a note says so. What does not agree is kept as signs, each with the place where it stands.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from rankings.ingest.grid import address
from rankings.ingest.meaning import headings, periods
from rankings.ingest.meaning.periods import Period
from rankings.ingest.proposal import Sign
from rankings.ingest.recognition.columns import Column
from rankings.ingest.recognition.face import Face
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.identity import (
    COVER,
    FILE,
    HEADING,
    NOTE,
    SHEET,
    TITLE,
    TOLD,
    UNTIL,
    UNTOLD,
    PeriodGuess,
    Words,
    compares,
    is_near,
)
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.words.typed import folded

# From the start of the year on. "Không lũy kế" says the opposite.
CUMULATIVE = re.compile(
    r"(?<!khong )(?<!chua )\b(luy ke|cong don|lk)\b|\b((?:tu|ke tu|tinh tu) dau nam|cumulative|ytd"
    r"|year to date|(?:since|from)(?: the)? (?:1 )?(?:start|beginning) of the year"
    r"|(?:since|from) (?:1(?:st)? )?jan(?:uary)?)\b"
)
FROM_JANUARY = re.compile(r"\btu\s*(?:ngay\s*)?0?1\s*(?:[/.-]|thang)\s*0?1(?!\d)")
# "9 tháng đầu năm", "T1-T10/2026", "January to October": months counted from the first one on.
COUNTED = re.compile(
    r"dau nam|\b\d+ ?t(?:hang)?\b(?! ?\d)|\bt ?\d+ ?[-–] ?t? ?\d|thang.*thang|months?\b"
    r"|[a-z]{3} ?(?:to|through|until|-|–) ?[a-z]{3}"
)
WHOLE_DAY = re.compile(
    r"\d{1,2}\D{1,9}\d{1,2}\D{1,6}20\d\d|20\d\d\D\d{1,2}\D\d{1,2}|20\d{6}"
    r"|(?<!\d)\d{1,2} ?[/.-] ?\d{1,2}$|[a-z]{3,} \d{1,2}(?:st|nd|rd|th)?,? 20\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]{3,},? 20\d\d"
)
UP_TO = re.compile(r"\b(?:den|toi|het|until|through|thru|to|end)\b")
# What kind of scores a sheet or a column holds, beside others of another kind: "Điểm năm".
_KIND = r"(?:diem|diem so|bang|so lieu|ket qua|xep hang|theo|cua|trong|rieng|chi tinh|tinh)"
OF_YEARS = re.compile(rf"{_KIND} nam|nam|ca nam|diem nam 20\d\d|yearly(?: scores?)?")
# As the name of a sheet: "Tổng hợp năm", "DiemNam"; not "Việt Nam".
OF_YEARS_SHEET = re.compile(
    r"(?:[a-z]+ ){0,4}?(?<!viet )(?<!quang )(?<!ha )(?<!mien )(?<!phia )(?<!tay )nam"
    r"|diem ?nam(?: 20\d\d)?|(?:[a-z]+ )?(?:year|yearly|annual)(?: scores?)?"
)
OF_MONTHS = re.compile(
    rf"\b{_KIND} thang\b(?! (?:truoc|dau|cuoi|qua))|\b(?:monthly|khong luy ke|khong cong don)\b"
)
OF_QUARTERS = re.compile(rf"\b{_KIND} quy\b(?! (?:truoc|dau|cuoi|qua))|\bquarterly\b")
# A weekly report names its month or year besides.
OF_WEEKS = re.compile(
    r"\b(?:tuan|week) (?:thu )?(?:\d{1,2}|nhat|mot|hai|ba|bon|tu|nam|[iv]{1,3})\b|\bweekly\b"
    r"|\b(?:bao cao|ket qua|so lieu|diem|theo|hang|trong) tuan\b(?! le)|\btuan nay\b"
)
ALONE = re.compile(r"(?:[a-z]+ ){0,4}?(?:(?P<month>thang|month)|(?P<quarter>quy|quarter))")
PARTS_AND_YEARS = ("month", "quarter", "year")
# A text that is no more than a name may say a kind; a sentence says it of something else.
LONGEST_NAME = 60
LONGEST_QUOTE = 160
# So many different texts beside figures are looked at.
BESIDE = 400


@dataclass(frozen=True)
class Statement:
    """What one text says of the period.

    to_dates: years to date that it states; named: months, quarters and years; days: bare days,
    which may be those of a report; from_start: it counts from 1 January; of_type: what kind of
    scores it names. counted: a year to date is named by its months. within: stretches of days that
    are no period of the model.
    """

    word: Words
    to_dates: tuple[Period, ...] = ()
    named: tuple[Period, ...] = ()
    days: tuple[Period, ...] = ()
    from_start: bool = False
    of_type: str | None = None
    counted: bool = False
    within: tuple[periods.Stretch, ...] = ()
    of_week: bool = False

    @property
    def near(self) -> bool:
        """True for the names of the table: its own title, its sheet, its file."""
        return is_near(self.word)

    @property
    def dated(self) -> bool:
        """True when it names a period or a day."""
        return bool((*self.to_dates, *self.named, *self.days, *self.within))

    @property
    def numbered(self) -> bool:
        """True for a name that is no more than the number of a month: "9"."""
        text = self.word.text.strip()
        return text.isdecimal() and 1 <= int(text) <= 12

    @property
    def speaks(self) -> bool:
        """True when it says anything at all."""
        sheet = self.word.where == SHEET and self.numbered
        return self.dated or self.from_start or self.of_type is not None or sheet or self.of_week


def settled(
    guess: PeriodGuess, words: Sequence[Words], lexicon: Lexicon, *, has_to_date: bool
) -> PeriodGuess:
    """The guess as all the texts have it, with their signs where they do not agree.

    words: every text of the table, its headings, notes and cover among them. has_to_date: the index
    is published for years to date, or nothing is known of it.
    """
    year = _year_of(guess)
    texts = _own([item for word in words if (item := statement(word, lexicon, year)).speaks])
    read = _judged(guess, texts, has_to_date)
    asked = read.period is None or min(read.confidence, _unsure_type(read)) < TOLD
    if read.period and read.period != guess.period:
        read = replace(read, cells=_cells(texts, _period(read)))
    return replace(read, signs=signs(texts) if asked else ())


def _own(texts: Sequence[Statement]) -> list[Statement]:
    """Without what other sheets say where the table says itself how it counts, and without the
    periods of the tables above it where its own title names one.
    """
    itself = any(item.from_start for item in texts if item.word.where != COVER)
    titled = any(item.dated for item in texts if item.near and item.word.where == TITLE)
    return [
        item
        for item in texts
        if not (itself and item.word.where == COVER)
        and not (titled and item.dated and item.word.where == TITLE and not item.near)
    ]


def statement(word: Words, lexicon: Lexicon, of_year: int | None) -> Statement:
    """What a text says; of_year: the year of short forms such as "Tháng 10"."""
    named = word.where in (SHEET, FILE)
    read = [
        item
        for item in periods.periods(word.text, of_year=of_year, name=named)
        if item.confidence >= 0.5
    ]
    # "DiemNam" is two words.
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word.text) if named else word.text
    plain = lexicon.words(parted)
    stretches = periods.stretches(word.text)
    explicit = bool(CUMULATIVE.search(plain) or FROM_JANUARY.search(folded(word.text)))
    explicit = explicit or any(item.first == date(item.first.year, 1, 1) for item in stretches)
    to_date = [item for item in read if item.period.period_type == "year_to_date"]
    # Of "lũy kế tháng 10/2026" the last day is not stated: it may be any day of the month.
    to_date = [item for item in to_date if not _names_part(word, item)]
    to_dates = [item.period for item in to_date if explicit or item.confidence >= TOLD]
    kind = _kind(word, plain)
    spans = {(item.period.start, item.period.end) for item in read}
    return Statement(
        word,
        to_dates=tuple(to_dates),
        named=tuple(
            item.period
            for item in read
            if item.confidence >= 0.6 and item.period.period_type != "year_to_date"
            if not compares(word, lexicon)
        ),
        days=tuple(item.period for item in to_date if item.period not in to_dates),
        from_start=explicit or kind == "year_to_date",
        of_type=kind if kind != "year_to_date" else None,
        counted=any(
            item.period in to_dates and COUNTED.search(folded(item.text)) for item in to_date
        ),
        within=tuple(item for item in stretches if (item.first, item.last) not in spans),
        of_week=word.where in (TITLE, SHEET, FILE) and bool(OF_WEEKS.search(plain)),
    )


def _names_part(word: Words, item: periods.Found) -> bool:
    """True for a year to date that is no more than the name of a month or quarter."""
    text = folded(item.text)
    if WHOLE_DAY.search(text) or COUNTED.search(text):
        return False
    before = folded(word.text)[max(0, item.at - 30) : item.at]
    return item.period == periods.to_date(as_type(item.period, "month").end) and not (
        UP_TO.search(before)
    )


def _kind(word: Words, plain: str) -> str | None:
    """The kind of scores that a name says: "Điểm năm", "Điểm tháng"; None for a sentence."""
    if len(plain) > LONGEST_NAME and not OF_MONTHS.search(plain):
        return None
    if word.where == HEADING and OF_YEARS.fullmatch(plain):
        return "year_to_date"
    if word.where == SHEET:
        if OF_YEARS_SHEET.fullmatch(plain):
            return "year_to_date"
        if alone := ALONE.fullmatch(plain):
            return alone.lastgroup
    if len(plain) <= LONGEST_NAME and re.search(r"\bdiem nam\b(?! 20\d\d)", plain):
        return "year_to_date"
    if OF_MONTHS.search(plain):
        return "month" if _scopes(word, plain, "thang") else None
    if OF_QUARTERS.search(plain):
        return "quarter" if _scopes(word, plain, "quy") else None
    return None


def _scopes(word: Words, plain: str, unit: str) -> bool:
    """True where a month is said to be all that counts: "Kết quả tháng 10" only names it."""
    numbered = re.search(rf"\b(?:bang|so lieu|ket qua|xep hang|theo|cua|tinh) {unit} \w+", plain)
    return word.where != NOTE and not (numbered and re.search(rf"\b{unit} (?:\d|[ivx])", plain))


def _judged(guess: PeriodGuess, texts: Sequence[Statement], has_to_date: bool) -> PeriodGuess:
    cut_short = _is_cut_short(guess, texts)
    if cut_short and not any(item.from_start for item in texts):
        return _asked(guess)
    if has_to_date and guess.period_type in PARTS_AND_YEARS and any(item.of_week for item in texts):
        return _asked(guess)
    kinds = {item.of_type for item in texts if item.of_type}
    starts = [item for item in texts if item.from_start]
    match guess.period_type:
        case "month" | "quarter":
            return _of_part(guess, texts, starts, kinds, has_to_date)
        case "year_to_date":
            return _of_day(guess, texts, starts, kinds)
        case "year" if has_to_date:
            return _of_year(guess, texts, starts, kinds)
    return guess


def _of_part(
    guess: PeriodGuess,
    texts: Sequence[Statement],
    starts: Sequence[Statement],
    kinds: set[str],
    has_to_date: bool,
) -> PeriodGuess:
    """A month or quarter was named: the period, or only the time of the report."""
    part = _period(guess)
    if not starts:
        cut = [day for day in _days(texts, near=False) if part.start <= day.end < part.end]
        otherwise = [day for item in texts for day in item.to_dates if day.end != part.end]
        noted = set(_parts(texts, near=False)) - {part, *_parts(texts)}
        counted = any(item.counted for item in texts) and not _picked_part(part, texts)
        if cut or otherwise or noted or counted or kinds - {guess.period_type}:
            return _asked(guess)
        return _sure(guess, texts) if kinds and not _others(texts, part) else guess
    if not has_to_date or kinds:
        return _asked(guess)
    to_dates = {day for item in starts for day in item.to_dates} or set(_days(texts, near=True))
    if len(to_dates) != 1:
        # The last day is not stated, or there are several: the end of the month is no more than
        # what is offered.
        return _asked(_as(guess, periods.to_date(part.end)), of_day=True)
    (day,) = to_dates
    near = any(item.near for item in starts)
    sure = near and part.start <= day.end <= part.end and not _others(texts, part)
    return _sure(_as(guess, day), texts) if sure else _asked(_as(guess, day))


def _of_day(
    guess: PeriodGuess,
    texts: Sequence[Statement],
    starts: Sequence[Statement],
    kinds: set[str],
) -> PeriodGuess:
    """A year to date was read, or a day that may be the last one of it."""
    day = _period(guess)
    if kinds:
        kind = "month" if "month" in kinds else "quarter"
        part = as_type(day, kind)
        whole = part.end == day.end and not starts and len(kinds) == 1
        return _sure(_as(guess, part), texts) if whole else _asked(_as(guess, part))
    tellers = [item for item in texts if day in item.to_dates]
    if not tellers and not any(day in item.days for item in texts):
        return _asked(guess, of_day=True)
    parts = _parts(texts)
    if any(item.word.where == SHEET for item in tellers) and _picked(day, texts):
        return guess
    if any(item.near and item.from_start for item in tellers) or (
        not tellers and any(item.near for item in starts) and _only(day, texts)
    ):
        fits = all(part.start <= day.end <= part.end for part in parts) and _only(day, texts)
        return _sure(guess, texts) if fits else _asked(guess)
    if any(item.from_start for item in tellers) and not parts and _only(day, texts):
        # Nothing but a note tells the period, and it tells all of it.
        years = {period.end.year for item in texts for period in item.named}
        alone = years <= {day.end.year} and not _yearly(texts)
        return _sure(guess, texts) if alone else _asked(guess)
    fits = any(part.start <= day.end <= part.end for part in parts)
    if tellers and (fits or not _only(day, texts)):
        return _asked(guess)
    return guess


def _of_year(
    guess: PeriodGuess,
    texts: Sequence[Statement],
    starts: Sequence[Statement],
    kinds: set[str],
) -> PeriodGuess:
    """Only the year was named; what counts from its start may not reach to its end."""
    whole = _period(guess)
    if any(item.word.where == SHEET and item.numbered for item in texts):
        # Sheets "9", "10", "11" of a year: months, or mere numbers.
        return _asked(guess)
    if any(item.of_type and not _numbers_part(item) for item in texts):
        # "Điểm tháng" of a year: which month is not said.
        return PeriodGuess(None, None, 0.0)
    to_dates = {day for item in texts for day in item.to_dates if day.end.year == whole.end.year}
    to_dates = {day for day in to_dates if day.end < whole.end}
    if len(to_dates) == 1:
        return _asked(_as(guess, to_dates.pop()))
    open_ended = [item for item in starts if not item.to_dates and not _says_year(item)]
    return _asked(guess) if to_dates or open_ended else guess


def _numbers_part(item: Statement) -> bool:
    """True for the heading of a column that names its month or quarter: "Điểm tháng 8"."""
    numbered = re.search(r"\b(?:thang|quy) (?:\d|[ivx])", folded(item.word.text))
    return item.word.where == HEADING and bool(numbered)


def _says_year(item: Statement) -> bool:
    """True for "Điểm năm" beside a year: the scores of that year."""
    plain = folded(item.word.text)
    words = " ".join(re.findall(r"[a-z0-9]+", plain))
    return not CUMULATIVE.search(words) and not FROM_JANUARY.search(plain)


def _is_cut_short(guess: PeriodGuess, texts: Sequence[Statement]) -> bool:
    """True when a text near the table names a day before the end of its period as its last."""
    days = periods.span(guess.period) if guess.period else None
    if days is None or guess.period_type == "year_to_date":
        return False
    for item in texts:
        ends = [stretch.last for stretch in item.within]
        for match in UNTIL.finditer(folded(item.word.text)) if item.near else ():
            end = periods.read(f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}")
            ends += [end.end] if end else []
        if any(days[0] <= end < days[1] for end in ends):
            return True
    return False


def beside(face: Face, block: Block, lexicon: Lexicon) -> list[Words]:
    """What stands beside the figures, in a column of words, and says how the table counts."""
    texts: dict[str, tuple[int, int]] = {}
    for row in block.unit_rows:
        for column, text in enumerate(face.cells[row]):
            if text and column != block.unit_column and not lexicon.is_figure(text):
                texts.setdefault(text, face.place(row, column))
    source = face.sheet.name
    words = (Words(text, NOTE, cell, source=source) for text, cell in texts.items())
    return [word for word in islice(words, BESIDE) if statement(word, lexicon, None).from_start]


def heads(face: Face, block: Block, cols: Sequence[Column]) -> list[Words]:
    """The headings of figures as texts that may say how they count; not those of earlier times."""
    row = max(block.header, default=None)
    if row is None:
        return []
    by_kind = any(column.headed for column in cols)
    return [
        Words(column.shown, HEADING, face.place(row, column.position), source=face.sheet.name)
        for column in cols
        if column.shown and column.known and not headings.is_beside(column.path)
        if not (column.apart and by_kind)
    ]


# --- Parts of the judgement -----------------------------------------------------------------------


def _period(guess: PeriodGuess) -> Period:
    read = periods.read(guess.period or "", guess.period_type)
    if read is None:
        raise ValueError(guess)
    return read


def _year_of(guess: PeriodGuess) -> int | None:
    days = periods.span(guess.period) if guess.period else None
    return days[1].year if days else None


def _days(texts: Sequence[Statement], *, near: bool) -> list[Period]:
    days = (day for item in texts if item.near or not near for day in (*item.days, *item.to_dates))
    return list(dict.fromkeys(days))


def _picked(day: Period, texts: Sequence[Statement]) -> bool:
    """True when whatever names a month or quarter names the year to date of the sheet as well."""
    naming = [item for item in texts if item.near and _parts([item])]
    return bool(naming) and all(day in item.to_dates or day in item.days for item in naming)


def _picked_part(part: Period, texts: Sequence[Statement]) -> bool:
    """True when the sheet names the month or quarter, and whatever counts months names it too."""
    sheets = [item for item in texts if item.word.where == SHEET and part in item.named]
    return bool(sheets) and all(part in item.named for item in texts if item.counted)


def _parts(texts: Sequence[Statement], *, near: bool = True) -> list[Period]:
    """The months and quarters that name the table; near: False, those that notes name too."""
    read = (period for item in texts if item.near or not near for period in item.named)
    return [item for item in dict.fromkeys(read) if item.period_type in ("month", "quarter")]


def _others(texts: Sequence[Statement], part: Period) -> bool:
    """True when another month or quarter names the table too."""
    return any(item != part for item in _parts(texts))


def _only(day: Period, texts: Sequence[Statement]) -> bool:
    """True when no other year to date is stated, and no other day names the table."""
    to_dates = {other for item in texts for other in item.to_dates}
    return to_dates | set(_days(texts, near=True)) <= {day}


def _yearly(texts: Sequence[Statement]) -> bool:
    """True when a title, a sheet or a file names a year as the period."""
    return any(item.near and any(p.period_type == "year" for p in item.named) for item in texts)


def _as(guess: PeriodGuess, period: Period) -> PeriodGuess:
    if (guess.period, guess.period_type) == (period.period, period.period_type):
        return guess
    return replace(
        guess, period=period.period, period_type=period.period_type, type_confidence=None
    )


def _sure(guess: PeriodGuess, texts: Sequence[Statement]) -> PeriodGuess:
    cells = guess.cells or _cells(texts, _period(guess))
    sure = max(guess.confidence, 0.92)
    return replace(guess, confidence=sure, type_confidence=None, cells=cells)


def _cells(texts: Sequence[Statement], period: Period) -> tuple[tuple[int, int], ...]:
    """The cells of titles and notes that say a period, or that it counts from 1 January."""
    says = (
        item.word.cell
        for item in texts
        if item.word.where in (TITLE, NOTE)
        and (period in (*item.to_dates, *item.named, *item.days) or item.from_start)
    )
    return tuple(cell for cell in says if cell)[:3]


def _asked(guess: PeriodGuess, *, of_day: bool = False) -> PeriodGuess:
    """The guess as one that somebody has to settle. of_day: not only its type, its day too."""
    if of_day:
        return replace(guess, confidence=min(guess.confidence, UNTOLD), type_confidence=None)
    return replace(guess, type_confidence=min(guess.confidence, UNTOLD))


def _unsure_type(guess: PeriodGuess) -> float:
    return guess.confidence if guess.type_confidence is None else guess.type_confidence


def as_type(period: Period, period_type: str) -> Period:
    """The period of another type that ends with a period, or in which it ends."""
    end = period.end
    match period_type:
        case "year":
            return periods.year(end.year)
        case "quarter":
            return periods.quarter((end.month + 2) // 3, end.year)
        case "month":
            return periods.month(end.month, end.year)
    return periods.to_date(end)


def choices(
    period: str | None, period_type: str | None, texts: Sequence[Sign]
) -> tuple[Period, ...]:
    """The periods that may be meant: the one proposed, then what each sign says."""
    proposed = periods.read(period or "", period_type)
    plain = {item: base for item in texts if (base := periods.read(item.period or ""))}
    bases = [as_type(base, item.period_type or base.period_type) for item, base in plain.items()]
    bases += plain.values()
    if not any(base.period_type == "month" for base in bases):
        # A bare day may end a year to date, or stand in the month that is meant.
        days = (base for item, base in plain.items() if item.period_type is None)
        bases += [as_type(base, "month") for base in days]
    if any(item.period_type == "year_to_date" and item.period is None for item in texts):
        nearest = (base for base in plain.values() if base.period_type != "year")
        bases += [periods.to_date(base.end) for base in nearest]
    every = dict.fromkeys([*([proposed] if proposed else []), *bases])
    # A year beside something nearer only places that.
    nearer = {item.end.year for item in every if item.period_type != "year"}
    return tuple(
        item
        for item in every
        if item == proposed or not (item.period_type == "year" and item.end.year in nearer)
    )


# --- What is shown --------------------------------------------------------------------------------


def signs(texts: Iterable[Statement]) -> tuple[Sign, ...]:
    """Each statement with the place where it stands, those that name the table first."""
    named = {item.word.text for item in texts if item.word.where == FILE}
    # The one sheet of a CSV file has the name of the file.
    texts = [item for item in texts if item.word.where != SHEET or item.word.text not in named]
    order = {TITLE: 0, SHEET: 1, FILE: 2, HEADING: 3, NOTE: 4, COVER: 5}
    read = []
    for item in sorted(texts, key=lambda item: order[item.word.where]):
        says = [*item.to_dates, *item.named, *item.days]
        best = says[0] if says else None
        stretch = item.within[0] if item.within and best is None else None
        read.append(
            Sign(
                where=item.word.where,
                place=_place(item.word),
                text=_quoted(item.word.text),
                period=best.period if best else _end_of(stretch),
                period_type=_type_told(item, best, stretch),
            )
        )
    return tuple(dict.fromkeys(read))


def _end_of(stretch: periods.Stretch | None) -> str | None:
    return stretch.last.isoformat() if stretch else None


def _type_told(item: Statement, best: Period | None, stretch: periods.Stretch | None) -> str | None:
    """The type that a statement tells: of a bare day none, of a part of a month that month."""
    if item.from_start and not item.to_dates:
        return "year_to_date"
    if item.of_type:
        return item.of_type
    if best is not None:
        return None if best in item.days else best.period_type
    if stretch is None:
        return None
    same = (stretch.first.year, stretch.first.month) == (stretch.last.year, stretch.last.month)
    return "month" if same else None


def _place(word: Words) -> str:
    return f"{word.source}!{address(*word.cell)}" if word.cell else word.source


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rstrip()}…"
