"""What a person types, read in one way wherever it is typed: a number, a day, a line of text.

The entrances are the entry grid, a correction, the table of a plan, the fields of a scenario, the
addresses of links and the command line. Which values are allowed, and the sentence for one that is
not, stays with each entrance.

A number:

- The decimal mark is a comma or a point: "1,5" and "1.5" are the same.
- Thousands are grouped by spaces of any kind, or by the mark that is not the decimal one:
  "1 234,5", "1.234,5", "1,234.5", "1.234.567".
- A mark that stands alone is the decimal mark, before three digits too: "1.234" and "1,234" are
  both a little more than one. The links that the app writes mean it so. Who means a thousand types
  "1234", "1 234" or "1.234,0". A figure that will be published does not rest on this rule alone:
  there both `readings` are weighed, and a text that may well be both is refused
  (rankings.ingest.meaning.numbers).
- The sign is "+", "-", the minus sign "−" that the app prints, or a dash.
- Digits are 0 to 9, also in full width; the first and the last letter is a digit. "1_5", "1e2",
  "١٢", "nan" and "inf" are no numbers.

A day is typed with the day first, "31/12/2026", "31-12-2026" or "31.12.2026", or as "2026-12-31".
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

LONGEST = 60  # letters of a text that may be a number or a day
MOST_DIGITS = 15

SPACE = re.compile(
    "[\\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff\u200b\u2060]+"  # with those of no width
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MINUS = dict.fromkeys(map(ord, "−﹣－"), "-")
_NUMBER = re.compile(r"([+-]?|[–-] ?)(\d+(?:[., ]\d+)*)", re.ASCII)
_ONE_MARK = re.compile(r"(\d+)([.,])(\d+)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DURATION = re.compile(r"(\d{1,6}) ?([hd])", re.ASCII)
_CROSSED = {"đ": "d", "ð": "d", "Đ": "D", "Ð": "D"}


# --- Numbers --------------------------------------------------------------------------------------


def number(text: str | None) -> Decimal | None:
    """The number that a person has typed; None where the text is none."""
    if not text or len(text) > LONGEST:
        return None
    parts = signed(spelled(text))
    found = readings(parts[1]) if parts else {}
    if parts is None or not found:
        return None
    value = next(iter(found.values()))
    return -value if parts[0] == "-" and value else value


def whole(text: str | None) -> int | None:
    """The whole number that a person has typed; None where the text is none."""
    value = number(text)
    return None if value is None or value != value.to_integral_value() else int(value)


def spelled(text: str) -> str:
    """The text in NFC and plain letters: full-width ones made narrow, one minus, single spaces."""
    plain = unicodedata.normalize("NFC", text).translate(_MINUS).translate(_FULL_WIDTH)
    return SPACE.sub(" ", plain).strip()


def signed(text: str) -> tuple[str, str] | None:
    """The sign ("", "+" or "-") of a `spelled` number, and its digits with the marks between them;
    None where the text is not made of these."""
    match = _NUMBER.fullmatch(text)
    return ("-" if match[1][:1] in ("-", "–") else match[1], match[2]) if match else None


def readings(digits: str) -> dict[str, Decimal]:
    """The values that digits with marks between them can have, by the decimal mark.

    "comma" or "point" names the mark that a value takes for the decimal one; "none" stands for a
    text that has no such mark. Two values for one mark before three digits, that with decimals
    first; no value where the marks make no sense.
    """
    if len(re.sub(r"[., ]", "", digits)) > MOST_DIGITS:
        return {}
    if match := _ONE_MARK.fullmatch(digits):
        return _with_one_mark(*match.groups())
    groups = re.split(r"[., ]", digits)
    marks = [letter for letter in digits if letter in "., "]
    if not marks:
        return {"none": Decimal(digits)}
    found = {}
    for name, decimal in (("comma", ","), ("point", ".")):
        value = _read_as(groups, marks, decimal)
        if value is not None:
            found[name] = value
    if len(set(found.values())) == 1 and len(found) == 2:
        return {"none": next(iter(found.values()))}
    return found


def _with_one_mark(before: str, mark: str, places: str) -> dict[str, Decimal]:
    name, other = ("comma", "point") if mark == "," else ("point", "comma")
    found = {name: Decimal(f"{before}.{places}")}
    if len(places) == 3 and len(before) <= 3 and not before.startswith("0"):
        found[other] = Decimal(before + places)
    return found


def _read_as(groups: list[str], marks: list[str], decimal: str) -> Decimal | None:
    """The value if `decimal` is the decimal mark, and the other one, or a space, groups."""
    places = None
    if marks[-1] == decimal:
        *groups, places = groups
        marks = marks[:-1]
    if decimal in marks or len(set(marks)) > 1:
        return None
    if marks and not (1 <= len(groups[0]) <= 3 and not groups[0].startswith("0")):
        return None
    if any(len(group) != 3 for group in groups[1:]):
        return None
    before = "".join(groups)
    return Decimal(f"{before}.{places}" if places else before)


# --- Days -----------------------------------------------------------------------------------------


def day(text: str | None) -> date | None:
    """The day that a person has typed; None where the text is none."""
    if not text or len(text) > LONGEST:
        return None
    plain = spelled(text)
    try:
        if match := _DAY_FIRST.fullmatch(plain):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _YEAR_FIRST.fullmatch(plain):
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass  # 31/02/2026
    return None


def duration(text: str | None) -> timedelta | None:
    """The time that a person has typed, in whole hours or days: "24h", "7d"; None where the text is
    none, or longer than a year."""
    match = _DURATION.fullmatch(spelled(text or "")[:LONGEST])
    if match is None:
        return None
    number = int(match[1])
    length = timedelta(days=number) if match[2] == "d" else timedelta(hours=number)
    return length if length <= timedelta(days=366) else None


# --- Text -----------------------------------------------------------------------------------------


def line(text: str | None) -> str:
    """The text in one line of NFC: every gap is one space, and what cannot be seen is left out."""
    plain = " ".join(unicodedata.normalize("NFC", text or "").split())
    return "".join(letter for letter in plain if letter.isprintable())


def folded(text: str) -> str:
    """The text in small letters without marks, to compare or to search: "Đắk Lắk" is "dak lak".

    As long as its NFC form, so that a place in it is the same place there. Spaces of any kind and
    full-width letters become plain ones.
    """
    return "".join(_folded(letter) for letter in unicodedata.normalize("NFC", text))


def unmarked(text: str) -> str:
    """The text without the marks of its letters, capitals kept: "Đắk Lắk" is "Dak Lak"."""
    return "".join(_unmarked(letter) for letter in unicodedata.normalize("NFC", text))


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", _unmarked(letter))[:1]
    small = _unmarked(plain).lower()
    # "İ" becomes two letters when lowered; a place in the text must stay a place.
    return small if len(small) == 1 else " "


@lru_cache(maxsize=4096)
def _unmarked(letter: str) -> str:
    if letter in _CROSSED:
        return _CROSSED[letter]
    parts = unicodedata.normalize("NFD", letter)
    base = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", base)[:1] or letter
