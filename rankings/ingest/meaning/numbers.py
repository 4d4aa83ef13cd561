"""Figures as tables print them: which number a text is, if it is one number beyond doubt.

What is decided here:

- "86,98" and "86.98" have one reading. "1.234" has two, 1234 and 1.234: the column's other figures
  decide (`style`), else the scale when only one reading is on it, else the text is unreadable.
- "76,4%" is 76.4 with `percent`; "8/34" is 8 `of` 34.
- Words of the trade are dropped ("86,98 điểm", "thứ 7", "hạng 7/34", "7th"), as are marks of
  footnotes ("86,98*", "86,98¹", "86,98 (1)") and a signed movement behind a rank ("7 (+2)",
  "7 (↑2)"). A whole number with another in brackets, "7 (8)", is unreadable: it is two figures.
- "(5)" is unreadable: minus five to a bookkeeper, a column number to everybody else.
- An exponent, "nan", "inf" and digits of other scripts are never numbers. Full-width digits are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from rankings.ingest.grid import EMPTY, NUMBER, TEXT
from rankings.words import typed
from rankings.words.typed import LONGEST, MOST_DIGITS, SPACE, folded

Style = Literal["comma", "point"]
Scale = Decimal | int | None
# Sign, digits with their separators, `of` and percent.
_Parts = tuple[str, str, int | None, bool]
# What became of a distinct text.
READ, BLANK, UNREADABLE = range(3)

_FOOTNOTE = re.compile(r"(?:\s*(?:[*†‡§¹²³⁰⁴-⁹]+|\(\*+\)|\[\d{1,2}\]|\([a-z]\)))+$")
_MOVED = re.compile(
    r"\s*\(\s*(?:[+±-]\s*\d{1,2}|[↑↓▲▼△▽⬆⬇→=]+\s*\d{0,2})\s*\)$|\s*[↑↓▲▼]\s*\d{0,2}$"
)
_NOTE_NUMBER = re.compile(r"(?<=[.,]\d)(\d*)\s+\(\d\)$")
_BEFORE = re.compile(
    r"^(?:(?:xep|dung|o)\s+)?(?:thu\s+hang|thu|hang|vi\s+tri|rank|no\.?|#)\s*[:#]?\s*(?=\d)"
)
_AFTER = re.compile(r"(?<=\d)\s*(?:diem|points?|pts?\.?|d)$")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_SHARE = re.compile(r"^(.*\d)\s*/\s*(\d{1,3}|1\.?000)$", re.ASCII)
_PERCENT = re.compile(r"\s*%$")
_DIGITS = re.compile(r"([+-]?)(\d+(?:[.,]\d+)?)", re.ASCII)

# A score and a rank in one cell, either way round; the score is the one with decimals.
_SCORE_PART = r"(?P<score>\d{1,3}(?:[.,]\d{1,4})?)\s*(?:diem|d|points?)?"
_RANK_PART = (
    r"(?P<word>(?:xep|dung)?\s*(?:thu hang|thu|hang|rank)\s*:?)?\s*(?P<rank>\d{1,3})"
    r"(?:\s*/\s*(?:34|63)|\s*=)?"
)
_BETWEEN = r"(?:\s*[,;/|–—-]\s*|\s+)"
_SCORE_RANK = re.compile(rf"{_SCORE_PART}(?:\s*[(\[]\s*|{_BETWEEN}){_RANK_PART}\s*[)\]]?", re.ASCII)
_RANK_SCORE = re.compile(rf"{_RANK_PART}\s*(?:[(\[]\s*{_SCORE_PART}\s*[)\]])", re.ASCII)
_RANK_WORDS = {
    **{"nhat": 1, "nhi": 2, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7},
    **{"tam": 8, "chin": 9, "muoi": 10},
}
# A shared rank: "20=", "=20", "T-20", "đồng hạng 20"; as the ranks that the units share: "20-21".
_SHARED = re.compile(
    r"(?:=|t ?- ?|(?:dong|cung) (?:hang|thu|vi tri) )(?P<before>\d{1,3})"
    r"|(?P<after>\d{1,3}) ?(?:=|\(?(?:(?:dong|cung) (?:hang|thu|vi tri|diem)|tied?)\)?)",
    re.ASCII,
)
# "T20" is also the twentieth of a numbered list, so only a column of ranks may say it.
_SHORT_SHARED = re.compile(r"t(\d{1,3})|(\d{1,3}) ?t", re.ASCII)
_SHARED_RANGE = re.compile(r"(\d{1,3}) ?[-–—−‒] ?(\d{1,3})", re.ASCII)
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}

_BLANKS = {
    *("", ".", "..", "...", "…", "x", "n/a", "na", "n.a", "n.a.", "nan", "null", "none", "nil"),
    *("khong", "khong co", "khong co so lieu", "khong xep hang", "khong ap dung", "khong danh gia"),
    *("khong cong bo", "khong phat sinh", "k", "kxd", "chua co", "chua co so lieu", "chua cong bo"),
    *("chua xep hang", "chua danh gia", "chua cap nhat", "dang cap nhat", "khong xac dinh"),
    *("not available", "not published", "no data", "not ranked", "missing"),
}


@dataclass(frozen=True)
class Number:
    """A figure as it was printed. of: 34 in "8/34"; percent: "76,4%" (the value stays 76.4)."""

    value: Decimal
    printed: str
    of: int | None = None
    percent: bool = False


def is_blank(text: str | None) -> bool:
    """Whether a cell says that there is no figure: empty, dashes, "…", "chưa công bố", "x"."""
    if text is None:
        return True
    if len(text) > LONGEST:
        return not text.strip()
    bare = SPACE.sub(" ", folded(text)).strip(" *()")
    return bare in _BLANKS or not bare.strip("-–—−‒―_.… ")


def number(text: str | None, style: Style | None = None, scale_max: Scale = None) -> Number | None:
    """The number a text prints; None when it prints none, or when there are two ways to read it.

    style: the decimal separator of the column, from `style_of`. scale_max: the largest value that
    is possible; it decides only where the column does not.
    """
    parts = _parts(text)
    return _number(text, parts, style, scale_max) if text and parts else None


def _number(text: str, parts: _Parts, style: Style | None, scale_max: Scale) -> Number | None:
    sign, digits, of, percent = parts
    limit = max(scale_max, 100) if percent and scale_max is not None else scale_max
    value = _value(typed.readings(digits), style, limit)
    if value is None or (of is not None and (sign == "-" or value > of)):
        return None
    return Number(-value if sign == "-" else value, text, of, percent)


def is_pair(text: str) -> bool:
    """Whether a text may hold a score and a rank: "65,49 (7)", "65,49 điểm, xếp thứ 7"."""
    found = _pair(text, _SCORE_RANK) or _pair(text, _RANK_SCORE)
    return found is not None and bool(re.search("[.,]", found["score"]))


def pairs(texts: Iterable[str | None]) -> dict[str, tuple[str, str]]:
    """Text -> (score, rank) of a column whose cells hold both; empty for any other column.

    Every cell with figures must hold two numbers, those on one side whole, few of them shared. They
    are ranks where a word says so, or where they stand in the order of the others.
    """
    cells = [text for text in texts if text and not is_blank(text)]
    for pattern in (_SCORE_RANK, _RANK_SCORE):
        found = {text: pair for text in dict.fromkeys(cells) if (pair := _pair(text, pattern))}
        if len(found) >= 3 and len(found) == len(set(cells)) and _are_pairs(list(found.values())):
            return {text: (pair["score"], pair["rank"]) for text, pair in found.items()}
    return {}


def _pair(text: str, pattern: re.Pattern) -> re.Match | None:
    if len(text) > LONGEST:
        return None
    return pattern.fullmatch(SPACE.sub(" ", folded(text)).strip())


def _are_pairs(found: list[re.Match]) -> bool:
    """True for scores, most with decimals, beside ranks that few share and that are in order."""
    ranks = [int(pair["rank"]) for pair in found]
    scores = [pair["score"] for pair in found]
    if sum("," in score or "." in score for score in scores) * 10 < 7 * len(scores):
        return False
    if not 1 <= min(ranks) <= max(ranks) <= max(64, 2 * len(ranks)):
        return False
    if len(set(ranks)) * 10 < len(ranks) * 7:
        return False
    values = [Decimal(score.replace(",", ".")) for score in scores]
    steps = list(pairwise(sorted(zip(ranks, values, strict=True))))
    falls = sum(one[1] >= two[1] for one, two in steps)
    return all(pair["word"] for pair in found) or falls * 10 >= 9 * len(steps)


def ranks_told(texts: Iterable[str | None]) -> dict[str, str]:
    """Text -> digits of the ranks that a column tells otherwise than in digits alone: in words or
    Roman numerals ("Nhất", "IV"), or as shared ("20=", "T-20", "20-21").

    No words where many share them: "Hạng I" and "Hạng II" are classes then, no ranks.
    """
    cells = [text for text in texts if text]
    ranks = {text: str(rank) for text in dict.fromkeys(cells) if (rank := _rank_told(text))}
    values = [ranks.get(text, text) for text in cells]
    if len(set(values)) * 10 < len(values) * 7:
        ranks = {}
    ranks |= {text: shared for text in dict.fromkeys(cells) if (shared := _shared_rank(text))}
    return ranks | _shared_ranges(cells, ranks)


def is_shared_rank(text: str) -> bool:
    """Whether a text may be a shared rank: "20=", "T-20", "20-21"."""
    bare = SPACE.sub(" ", folded(text)).strip()
    return bool(_SHARED.fullmatch(bare) or _SHARED_RANGE.fullmatch(bare))


def _shared_rank(text: str) -> str | None:
    bare = _rank_bare(text)
    match = _SHARED.fullmatch(bare) or _SHORT_SHARED.fullmatch(bare)
    return next(filter(None, match.groups())) if match else None


def _rank_bare(text: str) -> str:
    """A rank without marks and the words before it; those that say it is shared stay."""
    bare = SPACE.sub(" ", folded(text[:LONGEST])).strip()
    return re.sub(r"^(?:(?:xep|dung) )?(?:thu hang|thu|hang|vi tri)[ :]+(?=[\d=t])", "", bare)


def _shared_ranges(cells: list[str], ranks: Mapping[str, str]) -> dict[str, str]:
    """The ranges that are ranks shared by units, "20-21": the first of its ranks.

    A range is one where no more units bear it than it has ranks and no other unit has one of them;
    else it says between which ranks a unit may be, which is no rank.
    """
    spans = {
        text: (int(match[1]), int(match[2]))
        for text in dict.fromkeys(cells)
        if (match := _SHARED_RANGE.fullmatch(_rank_bare(text)))
    }
    times = Counter(cells)
    if not spans or sum(times[text] for text in spans) * 2 > max(2, len(cells)):
        return {}
    taken: Counter[int] = Counter()
    for text in times:
        first, last = spans.get(text, (0, -1))
        taken.update(range(first, last + 1))
        if text not in spans and (digits := ranks.get(text, text)).isdecimal():
            taken[int(digits)] += 1
    fitting = {
        text: str(first)
        for text, (first, last) in spans.items()
        if first < last
        and times[text] <= last - first + 1
        and all(taken[rank] == 1 for rank in range(first, last + 1))
    }
    return fitting if len(fitting) == len(spans) else {}


def _rank_told(text: str) -> int | None:
    bare = re.sub(r"(?i)^\s*(?:(?:xếp|đứng)\s+)?(?:thứ\s+hạng|thứ|hạng|giải)?\s*", "", text).strip()
    if rank := _RANK_WORDS.get(SPACE.sub(" ", folded(bare))):
        return rank
    if not bare or not _ROMAN.fullmatch(bare):
        return None
    digits = [_ROMAN_DIGITS[letter] for letter in bare]
    following = [*digits[1:], 0]
    return sum(-one if one < two else one for one, two in zip(digits, following, strict=True))


def style_of(texts: Iterable[str | None], scale_max: Scale = None) -> Style | None:
    """The decimal separator that the figures of a column show; None without or against evidence.

    Texts with one possible reading are the evidence; only without any does the scale speak for
    those with two.
    """
    return _style([_parts(text) for text in texts], scale_max)


def _style(many: Iterable[_Parts | None], scale_max: Scale) -> Style | None:
    sure: set[str] = set()
    by_scale: set[str] = set()
    for parts in many:
        readings = typed.readings(parts[1]) if parts else {}
        if len(readings) == 1:
            sure |= readings.keys() - {"none"}
        elif scale_max is not None:
            fitting = [style for style, value in readings.items() if value <= scale_max]
            by_scale |= set(fitting) if len(fitting) == 1 else set()
    found = sure or by_scale
    return found.pop() if len(found) == 1 else None  # type: ignore[return-value]


def _parts(text: str | None) -> _Parts | None:
    """What a text is made of; None when it has another form than a number."""
    if not text or len(text) > LONGEST:
        return None
    if match := _DIGITS.fullmatch(text):
        return match[1], match[2], None, False
    bare = typed.spelled(text).lower()
    bare = _MOVED.sub("", _FOOTNOTE.sub("", bare))
    bare = _FOOTNOTE.sub("", _NOTE_NUMBER.sub(r"\1", bare))
    percent = bool(_PERCENT.search(bare))
    bare = _words_dropped(_PERCENT.sub("", bare))
    of = None
    if share := _SHARE.match(bare):
        bare, of = share[1], int(share[2].replace(".", ""))
    parts = typed.signed(bare)
    return (*parts, of, percent) if parts else None


def _words_dropped(bare: str) -> str:
    if bare.isascii() and not any(letter.isalpha() for letter in bare) and "#" not in bare:
        return bare
    letters = folded(bare)
    if ordinal := _ORDINAL.match(letters):
        return ordinal[1]
    if before := _BEFORE.search(letters):
        bare, letters = bare[before.end() :], letters[before.end() :]
    if after := _AFTER.search(letters):
        bare = bare[: after.start()]
    return bare.strip()


def _value(readings: dict[str, Decimal], style: Style | None, scale_max: Scale) -> Decimal | None:
    if len(readings) == 1:
        return next(iter(readings.values()))
    if style in readings:
        return readings[style]
    if scale_max is not None:
        fitting = [value for value in readings.values() if value <= scale_max]
        return fitting[0] if len(fitting) == 1 else None
    return None


@dataclass(frozen=True)
class Figures:
    """A column of figures, read once per distinct text and kind.

    places: int32 per cell, the position of its text in the arrays below, null where it is empty.
    texts, values (decimal128(24, 8)), states (READ, BLANK, UNREADABLE): per distinct text.
    of, percent: by position, only where a text says so. style: the separator that was used.
    """

    places: pa.Array
    texts: pa.Array
    values: pa.Array
    states: pa.Array
    of: dict[int, int]
    percent: frozenset[int]
    style: Style | None

    @cached_property
    def column(self) -> pa.Array:
        """The value of each cell, null where none was read."""
        return self.values.take(self.places)

    @cached_property
    def unreadable(self) -> pa.Array:
        """The rows whose text could not be read."""
        bad = pc.equal(self.states, UNREADABLE).take(self.places)
        return pc.indices_nonzero(pc.fill_null(bad, False))


# Eight decimals: more than any index prints; what lies beyond comes from binary fractions.
DECIMAL = pa.decimal128(24, 8)
_WIDE = pa.decimal128(34, 18)
# Digits with at most one separator that have one reading, and how they are told from the others.
_SIMPLE = rf"^-?\d{{1,{MOST_DIGITS}}}([.,]\d{{1,18}})?$"
_TWO_READINGS = r"^-?[1-9]\d{0,2}[.,]\d{3}$"


def numbers(
    texts: pa.Array, kinds: pa.Array, style: Style | None = None, scale_max: Scale = None
) -> Figures:
    """Read a column (arrays of a grid.Sheet): a NUMBER is what it is, a TEXT is read as printed.

    Days, truths and error values are unreadable. Without `style` the column's own texts decide.
    Digits beyond the eighth decimal are rounded away.
    """
    kinds, places, found = _distinct(texts, kinds)
    is_text = pc.equal(kinds, TEXT)
    simple = pc.match_substring_regex(found, _SIMPLE)
    comma = pc.match_substring(found, ",")
    # A text is simple when it has one reading, a number when it has a point.
    one_reading = pc.and_not(simple, pc.match_substring_regex(found, _TWO_READINGS))
    simple_text = pc.and_(is_text, one_reading)
    fast = pc.or_(simple_text, pc.and_(pc.equal(kinds, NUMBER), pc.and_not(simple, comma)))
    slow = pc.and_not(is_text, fast)
    closer = _Closer(found.filter(slow).to_pylist())
    style = style or closer.style(_evidence(found, simple_text, comma), scale_max)
    closer.read(style, scale_max)
    values = _cast(pc.if_else(fast, pc.replace_substring(found, ",", "."), None))
    states = pc.if_else(fast, pa.scalar(READ, pa.uint8()), pa.scalar(UNREADABLE, pa.uint8()))
    where = pc.indices_nonzero(slow).to_pylist()
    return Figures(
        places,
        found,
        pc.replace_with_mask(values, slow, pa.array(closer.values, DECIMAL)),
        pc.replace_with_mask(states, slow, pa.array(closer.states, pa.uint8())),
        {where[at]: of for at, of in closer.of.items()},
        frozenset(where[at] for at in closer.percent),
        style,
    )


def _distinct(texts: pa.Array, kinds: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Kind of each distinct cell, place of each cell among them, its text."""
    empty = pc.or_kleene(pc.equal(kinds, EMPTY), pc.is_null(texts))
    # The same letters mean different things in a cell of text and in one of number.
    keys = pc.binary_join_element_wise(pc.cast(kinds, pa.string()), texts, "")
    encoded = pc.if_else(empty, None, keys).dictionary_encode()
    keys = encoded.dictionary
    first = pc.cast(pc.utf8_slice_codeunits(keys, 0, 1), pa.uint8())
    return first, encoded.indices, pc.utf8_slice_codeunits(keys, 1)


def _cast(texts: pa.Array) -> pa.Array:
    """Plain digits with a point as decimals, rounded half to even at the eighth place."""
    if pc.any(pc.match_substring_regex(texts, r"\.\d{9}")).as_py():
        return pc.cast(pc.round(texts.cast(_WIDE), 8), DECIMAL)
    return texts.cast(DECIMAL)


def _evidence(found: pa.Array, simple: pa.Array, comma: pa.Array) -> list[_Parts]:
    """The separators that stand in texts with one reading, one example of each."""
    point = pc.match_substring(found, ".")
    examples = ((comma, "0,1"), (point, "0.1"))
    return [
        ("", text, None, False) for has, text in examples if pc.any(pc.and_(simple, has)).as_py()
    ]


class _Closer:
    """Texts that need a closer look, one by one."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.parts = [_parts(text) for text in texts]
        self.values: list[Decimal | None] = []
        self.states: list[int] = []
        self.of: dict[int, int] = {}
        self.percent: set[int] = set()

    def style(self, evidence: list[_Parts], scale_max: Scale) -> Style | None:
        """The separator these texts show together with the evidence of the others."""
        return _style([*evidence, *self.parts], scale_max)

    def read(self, style: Style | None, scale_max: Scale) -> None:
        """Fill values and states."""
        for at, (text, parts) in enumerate(zip(self.texts, self.parts, strict=True)):
            read = _number(text, parts, style, scale_max) if parts else None
            self.values.append(round(read.value, 8) if read else None)
            missing = BLANK if read is None and is_blank(text) else UNREADABLE
            self.states.append(READ if read else missing)
            if read and read.of is not None:
                self.of[at] = read.of
            if read and read.percent:
                self.percent.add(at)
