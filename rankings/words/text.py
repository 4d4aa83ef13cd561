"""Every word on screen: catalogues (rankings/words/locale); numbers, dates and ranks in words.

The catalogues are gettext files whose msgids are keys ("card.buffer"). They are read and compiled
in memory at first use, so nothing compiled is kept in the repository or made before a start.
"""

import datetime as dt
import gettext
import io
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_date
from babel.messages import mofile, pofile
from babel.numbers import format_decimal

from rankings.store.clock import VIETNAM_TIME
from rankings.store.rounding import rounded
from rankings.words.order import sort_key

LOCALE = Path(__file__).resolve().parent / "locale"
LANGUAGES = ("vi", "en")
MISSING = "–"


class Dated(Protocol):
    """What `period` reads of an edition: its label and its type."""

    @property
    def period(self) -> str:
        """As the edition writes it: "2026-10-10"."""

    @property
    def period_type(self) -> str:
        """One of facts.editions.PERIOD_TYPES."""


class Words:
    """One language. Call it with a key and the named values of its sentence."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale(language)

    @cached_property
    def _catalogue(self) -> gettext.GNUTranslations:
        # Read when the first text is asked for: many a command says none, and it takes long.
        return _catalogue(self.language)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key; KeyError when the key, or a value it needs, is absent."""
        return self._catalogue.gettext(key).format(**values)

    def plural(self, key: str, count: int, /, **values: object) -> str:
        """The text of a key in the form that `count` needs; {count} is written as a number."""
        template = self._catalogue.ngettext(key, key, count)
        return template.format(count=self.number(count), **values)

    # --- Words of a row ---

    def field(self, row: Any, name: str) -> str | None:
        """`<name>_vi` or `<name>_en` of a row (mapping, object or Series); Vietnamese if absent."""
        for language in (self.language, "vi"):
            column = f"{name}_{language}"
            value = row.get(column) if isinstance(row, Mapping) else getattr(row, column, None)
            if not _missing(value) and value != "":
                return str(value)
        return None

    def name(self, row: Any) -> str | None:
        """The name of a row: name_vi or name_en."""
        return self.field(row, "name")

    # --- Numbers ---

    def number(self, value: Hashable, decimals: int | None = None) -> str:
        """A number in the language's form, "1.234,50"; "–" when missing.

        decimals: digits after the comma; None: as many as the value has ("22", "0,5"). Half is
        rounded up, as in the SQL. A minus is the sign U+2212: tables only, sentences have words.
        """
        return MISSING if _missing(value) else _number(value, decimals, self.language)

    def percent(self, value: Hashable, decimals: int = 1) -> str:
        """A value in per cent (76.4), "76,4%"; "–" when missing."""
        return MISSING if _missing(value) else f"{self.number(value, decimals)}%"

    # --- Ranks and movements ---

    def place(self, rank: int) -> str:
        """A rank inside a sentence that has the word for it: "7" (after "thứ"), "7th"."""
        return _english_ordinal(int(rank)) if self.language == "en" else str(int(rank))

    def ordinal(self, rank: int) -> str:
        """A rank alone: "thứ 7", "7th"."""
        return self("rank.ordinal", rank=self.place(rank))

    def rank(self, rank: int | None, n: int) -> str:
        """A rank among n: "thứ 7/34", "7th of 34"; "–/34" when missing."""
        if rank is None or _missing(rank):
            return self.fraction(None, n)
        return self("rank.one", rank=self.place(rank), n=int(n))

    def rank_range(self, best: int, worst: int, n: int) -> str:
        """A rank between two: "từ thứ 5 đến thứ 8/34", "5th to 8th of 34"."""
        if best == worst:
            return self.rank(best, n)
        return self("rank.range", a=self.place(best), b=self.place(worst), n=int(n))

    def fraction(self, rank: int | None, n: int) -> str:
        """A rank in figures: "7/34"; "–/34" when missing."""
        return f"{MISSING if rank is None or _missing(rank) else int(rank)}/{int(n)}"

    def movement(self, places: int) -> str:
        """Places gained (negative: lost) in words, never signed: "tăng 2 bậc", "giảm 1 bậc"."""
        if places == 0:
            return self("movement.same")
        return self.plural("movement.up" if places > 0 else "movement.down", abs(int(places)))

    def change(self, difference: Decimal, decimals: int) -> str:
        """A rise or fall of a score in words, never signed: "tăng 0,36", "giảm 0,05"."""
        if difference == 0:
            return self("change.same")
        x = self.number(abs(difference), decimals)
        return self("change.up" if difference > 0 else "change.down", x=x)

    # --- Dates and periods ---

    def date(self, day: dt.date | None) -> str:
        """A day: "10/10/2026", "10 Oct 2026"; "–" when missing."""
        if _missing(day):
            return MISSING
        return _date(day, self.language)

    def day_parts(self, day: dt.date) -> dict[str, str]:
        """Day, month and year as they stand in the head of an official paper: a nought before days
        below 10 and months 1 and 2; in English "1", "December", "2026"."""
        number = f"{day.day:02d}" if self.language == "vi" else str(day.day)
        return {
            "day": number,
            "month": self._month(day.month, short=False),
            "year": str(day.year),
        }

    def time(self, moment: dt.datetime) -> str:
        """A moment in Việt Nam time: "15:04 ngày 21/11/2026". Without a zone it is taken as UTC."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        local = aware.astimezone(VIETNAM_TIME)
        return self("date.time", time=f"{local:%H:%M}", date=self.date(local.date()))

    def date_range(self, start: dt.date | None, end: dt.date | None) -> str:
        """Two ends as one text: a day, a whole month or year by its name, else "từ … đến …"."""
        if _missing(start) and _missing(end):
            return self("date.unknown")
        if end is None or _missing(end):
            return self("date.from", start=self.date(start))
        if start is None or _missing(start):
            return self("date.to", end=self.date(end))
        if start == end:
            return self.date(start)
        label = _whole_period(start, end)
        if label is not None:
            return self._period("period_short" if label[1] == "year" else "period", *label)
        return self("date.range", start=self.date(start), end=self.date(end))

    def period(self, edition: Dated) -> str:
        """The period of an edition with its type: "lũy kế từ đầu năm đến ngày 10/10/2026"."""
        return self._period("period", edition.period, edition.period_type)

    def period_short(self, edition: Dated) -> str:
        """The period without its type, for charts and pickers: "10/10/2026", "quý III/2025"."""
        return self._period("period_short", edition.period, edition.period_type)

    def _period(self, form: str, period: str, period_type: str) -> str:
        year, _, rest = period.partition("-")
        if period_type == "year":
            return self(f"{form}.year", year=year)
        if period_type == "quarter":
            words = "quarter_short" if form == "period_short" else "quarter"
            quarter = self(f"{words}.{rest.removeprefix('Q')}")
            return self(f"{form}.quarter", quarter=quarter, year=year)
        if period_type == "month":
            month = self._month(int(rest), short=form == "period_short")
            return self(f"{form}.month", month=month, year=year)
        if period_type == "year_to_date":
            # A copy of the units inside a province says its hour: "2026-10-10T04".
            on, _, hour = period.partition("T")
            day = self.date(dt.date.fromisoformat(on))
            if hour:
                return self(f"{form}.year_to_date_hour", date=day, hour=hour)
            return self(f"{form}.year_to_date", date=day)
        raise ValueError(f"unknown period type {period_type!r}")

    def _month(self, month: int, *, short: bool) -> str:
        if self.language == "vi":
            # Administrative style (Decree 30/2020/NĐ-CP): a nought before months 1 and 2 only.
            return f"{month:02d}" if month < 3 else str(month)
        return format_date(dt.date(2000, month, 1), "LLL" if short else "LLLL", self.locale)

    # --- Lists ---

    def join(self, names: Iterable[str]) -> str:
        """Names as a list: "A, B, C" in Vietnamese administrative style, "A, B and C"."""
        names = list(names)
        return ", ".join(names) if self.language == "vi" else self.join_and(names)

    def join_and(self, names: Iterable[str]) -> str:
        """Names as a list with "and" before the last: "A, B và C", "A, B and C"."""
        *first, last = list(names) or [MISSING]
        return self("list.and", first=", ".join(first), last=last) if first else last

    def sort_key(self, text: str) -> str:
        """A key that sorts in Vietnamese dictionary order; see `sort_key`."""
        return sort_key(text)


def words(language: str | None) -> Words:
    """The words of a language; Vietnamese when the language is not known."""
    return _words(language if language in LANGUAGES else LANGUAGES[0])


@cache
def _words(language: str) -> Words:
    return Words(language)


def sentence_case(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def in_sentence(text: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    if text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]


class _Strict(gettext.NullTranslations):
    """Where a key goes that the catalogue lacks: an untranslated key must never reach a screen."""

    def gettext(self, message: str) -> str:
        """No text for a key: KeyError."""
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """No text for a key: KeyError."""
        raise KeyError(msgid1)


def _catalogue(language: str) -> gettext.GNUTranslations:
    path = LOCALE / language / "LC_MESSAGES" / "rankings.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        mofile.write_mo(compiled, pofile.read_po(file, locale=language))
    compiled.seek(0)
    catalogue = gettext.GNUTranslations(compiled)
    catalogue.add_fallback(_Strict())
    return catalogue


# A page writes some hundred numbers, the same ones at each of its reruns, and Babel looks the marks
# of the language up for each. Of equal values of two types the digits may differ.
@lru_cache(maxsize=65_536, typed=True)
def _number(value: Hashable, decimals: int | None, language: str) -> str:
    amount = Decimal(str(value))
    pattern = "#,##0.######"
    if decimals is not None:
        amount = rounded(amount, decimals)
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    text = format_decimal(abs(amount), format=pattern, locale=Locale(language))
    return f"−{text}" if amount < 0 else text


@lru_cache(maxsize=4096)
def _date(day: dt.date, language: str) -> str:
    if language == "vi":  # digits alone, and a long history lists thousands of days
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    return format_date(day, "d MMM yyyy", Locale(language))


def _missing(value: object) -> bool:
    """True for None and for what pandas writes in its place (NaN, NaT, NA)."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return True


def _english_ordinal(number: int) -> str:
    teens = 11 <= number % 100 <= 13
    suffix = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _whole_period(start: dt.date, end: dt.date) -> tuple[str, str] | None:
    """Label and type of the calendar month, quarter or year from start to end, if it is one."""
    whole = start.day == 1 and (end + dt.timedelta(days=1)).day == 1 and start.year == end.year
    if not whole:
        return None
    if start.month == end.month:
        return f"{start:%Y-%m}", "month"
    if (start.month, end.month) == (1, 12):
        return str(start.year), "year"
    if start.month % 3 == 1 and end.month == start.month + 2:
        return f"{start.year}-Q{end.month // 3}", "quarter"
    return None
