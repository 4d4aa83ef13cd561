"""Of what the table is: period, scheme, status, day of publication; each with what says so."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rankings.ingest.grid import Book, place
from rankings.ingest.meaning import names, periods
from rankings.ingest.proposal import Sign
from rankings.ingest.recognition.face import Face
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.words.typed import folded

LAST_DAY_OF_63 = date(2025, 6, 30)
OLD_SCHEME, NEW_SCHEME = "vn63", "vn34"
PROVISIONAL = re.compile(r"\b(so bo|tam tinh|du kien|uoc tinh|provisional|preliminary)\b")
SELF_REPORTED = re.compile(r"\b(tu danh gia|tu cham|tu cham diem|self assess\w*|self reported)\b")
PLANNED = re.compile(
    r"\b(muc tieu|phan dau|du bao|kich ban|du thao|thu nghiem|uoc thuc hien|uoc dat|forecast"
    r"|scenario|draft|ke hoach(?! (va dau tu|dau tu|so|tai chinh|\d|ubnd)))\b"
)
UNTIL = re.compile(
    r"\b(?:den|toi)\s*(?:het\s*)?(?:ngay\s*)?(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})"
    r"\s*[/.-]\s*(?P<y>20\d\d)"
)
# Stretches of time that no index is published for; of them "năm 2026" says only the year.
OTHER_KIND = re.compile(r"\b(tuan|week|dot|ky)( thu)? (\d{1,2}|i{1,3}|iv)\b")
SCALE = re.compile(
    r"(?:\bthang(?: do| diem)?(?: tu)?(?: \d{1,2} ?(?:-|–|den|toi))?|\btu \d{1,2} ?(?:-|–|den|toi)"
    r"|\b(?:cao nhat|toi da)(?: la)?)\s*:?\s*(?P<most>10|80|100|1000)\b(?![.,/]\d)"
    r"(?! ?(?:tinh|xa))"
)
NOT_FILLED_IN = re.compile(r"(ky( so lieu| bao cao)?|period|reporting period)\s*:")
TITLE, SHEET, FILE, NOTE, COVER = "title", "sheet", "file", "note", "cover"
HEADING = "heading"
# The distance from which a title stands above another table, and speaks of this one only perhaps.
FAR = 50
COVER_ROWS = 60
# So many rows with words are notes, however far below the table they stand.
NOTE_ROWS = 40
# From this confidence on the words beside a day say that it ends a year to date.
TOLD = 0.75
# How sure the type of a bare day is, and what no words or contrary words tell.
BARE_DAY = 0.6
UNTOLD = 0.5
# What a text says counts by where it stands.
WEIGHT = {TITLE: 1.0, SHEET: 0.92, FILE: 0.9, NOTE: 0.6, COVER: 0.8}
# "Tháng 11" as the name of a sheet, its year named elsewhere.
NAMED_SHEET = 0.98
# "Lũy kế năm 2025" is no sure period, but its year is.
NAMES_YEAR = 0.3
# A note compares with another period, or says which one the table is of.
COMPARES = re.compile(
    r"\b(so voi|so sanh|cung ky|truoc|tang|giam|thay doi|compared|previous|prior|change)\b"
)


@dataclass(frozen=True)
class Words:
    """A text that speaks of a table: where it stands and, of a cell, its place in the sheet.

    source: the sheet, or the file that has the name; of a cover the cell ("Bìa!A3").
    """

    text: str
    where: str
    cell: tuple[int, int] | None = None
    distance: int = 0
    source: str = ""


@dataclass(frozen=True)
class Guess:
    """What is taken to be true, how sure that is (0 … 1), and the cells that say so."""

    value: str | None
    confidence: float
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class PeriodGuess:
    """The period of a table and its type; see Guess.

    type_confidence: how sure the type is, where that is less sure than the period. signs: what each
    text says, where they do not agree.
    """

    period: str | None
    period_type: str | None
    confidence: float
    cells: tuple[tuple[int, int], ...] = ()
    type_confidence: float | None = None
    signs: tuple[Sign, ...] = ()


def around(book: Book, face: Face, block: Block, blocks: Sequence[Block]) -> list[Words]:
    """Every text that speaks of a block: above it, below it, the names of sheet and file."""
    top = block.header[0] if block.header else block.first
    above = [other for other in blocks if other.last < top]
    floor = max((other.last for other in above), default=-1)
    found: list[Words] = []
    # What stands above the first table speaks of every table, most of all of the first.
    upper = min((other.header[0] if other.header else other.first for other in blocks), default=0)
    side = [
        other
        for other in blocks
        if other is not block
        and not (other.last < top or (other.header or (other.first,))[0] > block.last)
    ]
    left, right = (block.left, block.right) if side else (0, face.width - 1)
    for row in range(top - 1, floor, -1):
        found += _of_row(face, row, TITLE, top - row, left, right)
    if floor >= 0:
        for row in range(upper - 1, -1, -1):
            found += _of_row(face, row, TITLE, FAR + upper - row, 0, face.width - 1)
    below = [other.header[0] if other.header else other.first for other in blocks]
    end = min((row for row in below if row > block.last), default=face.height)
    while end < face.height and end - 1 > block.last and any(face.cells[end - 1]):
        end -= 1  # the title of the next table
    filled = (row for row in range(block.last + 1, end) if any(face.cells[row]))
    for row in islice(filled, NOTE_ROWS):
        found += _of_row(face, row, NOTE, row - block.last, 0, face.width - 1)
    found.append(Words(face.sheet.name, SHEET, source=face.sheet.name))
    name = re.sub(r"\.\w{2,7}$", "", book.file_name)
    found.append(Words(name, FILE, source=book.file_name))
    return found


def cover(faces: Sequence[Face]) -> list[Words]:
    """What stands on sheets without a table: a cover may name what no other sheet does."""
    texts = (
        # Its cell is in another sheet than the table's.
        Words(text, COVER, source=place(face.sheet, *face.place(at, column)))
        for face in faces
        if face.height <= COVER_ROWS
        for at, row in enumerate(face.cells)
        for column, text in enumerate(row)
        if text and len(text) <= 300
    )
    return list(islice(texts, COVER_ROWS))


def _of_row(
    face: Face, row: int, where: str, distance: int, left: int, right: int
) -> Iterable[Words]:
    cells = face.cells[row]
    if whole := periods.from_to(cells):
        at = next(column for column, text in enumerate(cells) if text)
        yield Words(whole, where, face.place(row, at), distance, face.sheet.name)
        return
    own = [column for column, text in enumerate(cells) if text and left <= column <= right]
    for column, text in enumerate(cells):
        # Of tables side by side each has its own title; one alone in its row speaks of all.
        if not text or (own and column not in own):
            continue
        if len(text) > 1:
            label = cells[column - 1] if column else None
            joined = f"{label}: {text}" if label and len(label) < 40 else text
            yield Words(joined, where, face.place(row, column), distance, face.sheet.name)


def period(
    words: Sequence[Words], lexicon: Lexicon, index_code: str | None, of_year: int | None = None
) -> PeriodGuess:
    """The period that the texts around a table name, the most likely one.

    of_year: the year of the sheets beside it, for names of sheets where no text names a year.
    """
    year = year_of(words) or of_year
    if any(_names_period(word) for word in words if word.where == TITLE and word.distance <= FAR):
        words = [word for word in words if word.distance <= FAR]
    types = lexicon.known.period_types.get(index_code or "")
    scores: dict[periods.Period, list[tuple[float, Words]]] = {}
    told: dict[periods.Period, float] = {}
    for word in words:
        named = word.where in (SHEET, FILE)
        found = periods.periods(word.text, of_year=year, name=named)
        if compares(word, lexicon):
            found = [day for day in found if day.period.period_type == "year_to_date"]
        for one in found:
            confidence = _believed(one, lexicon, index_code) * WEIGHT[word.where]
            usual = not types or types[one.period.period_type]
            if usual and word.where == SHEET and TOLD <= one.confidence < NAMED_SHEET:
                confidence = max(confidence, NAMED_SHEET * WEIGHT[SHEET])
            scores.setdefault(one.period, []).append((confidence, word))
            told[one.period] = max(told.get(one.period, 0.0), one.confidence)
    if not scores:
        return PeriodGuess(None, None, 0.0)
    totals = {one: _together(score for score, _ in said) for one, said in scores.items()}
    best = max(totals, key=lambda one: (totals[one], -(one.end - one.start).days))
    # "T8" as the name of a sheet says more than "năm 2026" in that of the file, and both agree.
    within = [one for one in totals if one != best and _within(one, best) and totals[one] >= 0.7]
    best = max(within, key=lambda one: totals[one], default=best)
    wide = [totals[year] for year in totals if year != best and _within(best, year)]
    totals[best] = _together([totals[best], *wide])
    confidence = totals[best]
    for other, total in totals.items():
        if other == best or _within(best, other) or _picked(best, other, scores):
            continue
        if told[other] < TOLD and _came_after(best, other, scores[other]):
            continue
        confidence = min(confidence, 1 - 0.6 * min(total, 0.95) if total >= 0.4 else 1.0)
    if types and not types[best.period_type] and confidence < UNTOLD:
        # The one date near a yearly table is that of its publication: what it covers is not said.
        return PeriodGuess(None, None, 0.0)
    cells = tuple(word.cell for score, word in scores[best] if word.cell and score >= 0.3)
    if best.period_type == "year" and any(OTHER_KIND.search(lexicon.words(w.text)) for w in words):
        return PeriodGuess(None, None, 0.0)
    if any(NOT_FILLED_IN.fullmatch(folded(w.text).strip()) for w in words if w.where == TITLE) and (
        all(word.where not in (TITLE, SHEET) for _, word in scores[best])
    ):
        # A form without its period filled in: the name of the file is no more than a hint.
        confidence = min(confidence, UNTOLD)
    # A bare day may be the end of a year to date, or the day of the report of a month.
    bare = best.period_type == "year_to_date" and told[best] < TOLD
    sure = round(confidence, 2)
    return PeriodGuess(
        best.period, best.period_type, sure, cells[:3], min(sure, BARE_DAY) if bare else None
    )


def is_near(word: Words) -> bool:
    """True for what names the table: its own title, its sheet, its file."""
    return word.where in (SHEET, FILE) or (word.where == TITLE and word.distance <= FAR)


def compares(word: Words, lexicon: Lexicon) -> bool:
    """True for a note that speaks of another period too: "So với tháng 9 năm 2026"."""
    return word.where == NOTE and bool(COMPARES.search(lexicon.words(word.text)))


def _came_after(
    best: periods.Period, other: periods.Period, witnesses: Sequence[tuple[float, Words]]
) -> bool:
    """True for a bare day in a note after the end of a period: on which the figures were taken."""
    after = other.period_type == "year_to_date" and other.end > best.end
    return (
        after and best.period_type != "year_to_date" and all(w.where == NOTE for _, w in witnesses)
    )


def _picked(
    best: periods.Period,
    other: periods.Period,
    scores: Mapping[periods.Period, Sequence[tuple[float, Words]]],
) -> bool:
    """True when a title names both, and the sheet one of them: "Quý III và 9 tháng đầu năm"."""
    says = {word for _, word in scores[other]}
    both = {word for _, word in scores[best]}
    return says <= both and any(word.where == SHEET for word in both - says)


def _names_period(word: Words) -> bool:
    return any(one.confidence >= 0.6 for one in periods.periods(word.text))


def year_of(words: Sequence[Words]) -> int | None:
    """The one year that the texts name, for short forms such as "T10" or "Quý III"."""
    found = {
        one.period.end.year
        for word in words
        for one in periods.periods(word.text)
        if one.confidence >= NAMES_YEAR
    }
    return found.pop() if len(found) == 1 else None


def _believed(found: periods.Found, lexicon: Lexicon, index_code: str | None) -> float:
    """The confidence of a period, given how often the index is published for such ones."""
    types = lexicon.known.period_types.get(index_code or "")
    if not types:
        return found.confidence
    kind = found.period.period_type
    if not types[kind]:
        # A day in a table of a yearly index tells when it was published, not what it covers.
        return found.confidence * (0.2 if kind == "year_to_date" else 0.6)
    if kind == "year_to_date" and 0.5 <= found.confidence < 0.75:
        return 0.75
    if kind == "year" and len(types) == 1 and found.confidence >= 0.5:
        return 0.95
    return found.confidence


def _together(confidences: Iterable[float]) -> float:
    """How sure several witnesses make one; the second and later ones count half."""
    ordered = sorted(confidences, reverse=True)
    doubt = 1 - ordered[0]
    for confidence in ordered[1:3]:
        doubt *= 1 - confidence / 2
    return 1 - doubt


def _within(narrow: periods.Period, wide: periods.Period) -> bool:
    """True when a period says no more of another than its year: 2026 beside 10/10/2026."""
    return wide.period_type == "year" and narrow.end.year == wide.end.year


def published_on(words: Sequence[Words]) -> Guess:
    """The day on which the table was published, if a text says so."""
    found = [
        (day.confidence * WEIGHT[word.where] ** 0.3, day.day, word)
        for word in words
        if word.where in (TITLE, NOTE)
        for day in periods.published_dates(word.text)
        if day.confidence >= 0.8
    ]
    if not found:
        return Guess(None, 1.0)
    confidence, day, word = max(found, key=lambda one: one[0])
    days = {other for _, other, _ in found}
    return Guess(
        day.isoformat(),
        round(max(confidence, 0.9) if len(days) == 1 else min(confidence, 0.6), 2),
        (word.cell,) if word.cell else (),
    )


def scheme(
    texts: Sequence[str], lexicon: Lexicon, day: date | None, period_end: date | None
) -> Guess:
    """The scheme of the units: by their names, else by the day of publication, else by the period.

    A table is judged by the day it was published: the figures of 2024 came out for 34 provinces.
    """
    if by_codes := _scheme_of_codes(texts, lexicon):
        return by_codes
    evidence = [
        one
        for one in lexicon.names.schemes_of(texts)
        if one.scheme in lexicon.known.province_schemes
    ]
    if not evidence:
        return Guess(None, 0.0)
    first = evidence[0]
    if first.scheme == OLD_SCHEME and period_end and period_end > LAST_DAY_OF_63:
        new = lexicon.known.units_of(NEW_SCHEME)
        if len(texts) <= len(new) and any(one.scheme == NEW_SCHEME for one in evidence):
            # A name or two of former provinces among those of today are errors.
            return Guess(NEW_SCHEME, 0.9)
    if first.confidence >= 0.8:
        return Guess(first.scheme, first.confidence)
    likely = {one.scheme for one in evidence if one.confidence >= 0.3}
    if {OLD_SCHEME, NEW_SCHEME} <= likely:
        if day:
            return Guess(OLD_SCHEME if day <= LAST_DAY_OF_63 else NEW_SCHEME, 0.95)
        if period_end and period_end > LAST_DAY_OF_63:
            return Guess(NEW_SCHEME, 0.9)
        if period_end:
            # A yearly index of 2024 may have been published for 34 provinces in 2025.
            return Guess(OLD_SCHEME, 0.8 if (LAST_DAY_OF_63 - period_end).days > 365 else 0.6)
    return Guess(first.scheme, max(first.confidence, 0.5))


def _scheme_of_codes(texts: Sequence[str], lexicon: Lexicon) -> Guess | None:
    """The scheme whose units a column of codes names, all of them if there is such a one."""
    if not all(text.strip().isdigit() for text in texts):
        return None
    codes = {text.strip().zfill(2) for text in texts}
    schemes = lexicon.known.province_schemes
    units = {one: {unit.unit_code for unit in lexicon.known.units_of(one)} for one in schemes}
    fitting = [one for one in schemes if codes <= units[one]]
    whole = [one for one in fitting if codes == units[one]]
    if whole or len(fitting) == 1:
        return Guess((whole or fitting)[0], 0.95)
    return Guess(fitting[0], 0.5) if fitting else None


def status(words: Sequence[Words], lexicon: Lexicon, paths: Sequence[str] = ()) -> Guess:
    """published, unless a text says provisional or self-reported.

    What is called a plan or a forecast, in words or headings (paths), has no status here: unsure.
    """
    for value, pattern in (("provisional", PROVISIONAL), ("self_reported", SELF_REPORTED)):
        said = [word for word in words if pattern.search(lexicon.words(word.text))]
        if said:
            sure = any(word.where != NOTE for word in said)
            cells = tuple(word.cell for word in said if word.cell)
            return Guess(value, 0.95 if sure else 0.7, cells[:3])
    plans = [word for word in words if is_near(word) and PLANNED.search(lexicon.words(word.text))]
    if plans or any(PLANNED.search(lexicon.words(path)) for path in paths):
        cells = tuple(word.cell for word in plans if word.cell)
        return Guess("published", UNTOLD, cells[:3])
    return Guess("published", 0.95)


def scale(words: Sequence[Words]) -> str | None:
    """The largest score that the words near a table speak of: "thang điểm 100", "từ 10 đến 80
    điểm". Of the total, not of a part, where they speak of both.
    """
    told = [
        match["most"]
        for word in words
        if word.where == NOTE or is_near(word)
        for match in SCALE.finditer(folded(word.text))
    ]
    return max(told, key=int, default=None)


def unit_texts(face: Face, block: Block, lexicon: Lexicon) -> list[str]:
    """The distinct names in a block's column of units that may be names of provinces."""
    found = dict.fromkeys(face.filled[row][block.unit_column] for row in block.unit_rows)
    return [text for text in found if text and not names.is_aggregate(text)]
