"""One table of a face as a TableReading: what its columns hold and what the table is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from rankings.ingest import layouts
from rankings.ingest.grid import Book
from rankings.ingest.meaning import headings, periods
from rankings.ingest.proposal import Area, Contradiction, Given, Line, NewIndicator, TableReading
from rankings.ingest.recognition import coverage, identity, period_signs
from rankings.ingest.recognition.columns import Column, columns
from rankings.ingest.recognition.evidence import UNSURE
from rankings.ingest.recognition.face import Face
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.identity import Guess, PeriodGuess, Words
from rankings.ingest.recognition.indices import component, index, side_by_side, some_part
from rankings.ingest.recognition.kinds_beside import kinds_beside, of_kind, wanted_kinds
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.ingest.recognition.neighbours import SheetYear
from rankings.ingest.recognition.roles import Subject, roles

NOTHING = Guess(None, 0.0)
# How sure the index of columns is that are headed with its name, beside those of others.
BESIDE = 0.95
# A period of which the file left the type open, and a person has said that.
GIVEN = 0.95


@dataclass(frozen=True)
class FileSubject:
    """What is known of the whole file: what was given, what sheets without a table say.

    structure: the nodes of a new index, where the file has a sheet that names them. years: what the
    sheets say of the year of each other.
    """

    given: Given
    cover: tuple[Words, ...] = ()
    structure: tuple[NewIndicator, ...] = ()
    years: Mapping[str, SheetYear] = field(default_factory=dict)


@dataclass(frozen=True)
class Guesses:
    """What a table is of: by the words round it, then refined by its columns and its rows."""

    index: Guess
    period: PeriodGuess
    day: Guess
    method: Guess = NOTHING
    scheme: Guess = NOTHING
    status: Guess = NOTHING
    complete: Guess = NOTHING


def readings(
    book: Book,
    face: Face,
    block: Block,
    blocks: Sequence[Block],
    lexicon: Lexicon,
    subject: FileSubject,
) -> list[tuple[TableReading, list[Contradiction]]]:
    """How one table is read, and where the file contradicts what was given: once for each index
    whose columns stand side by side in it, or for the one that was given.
    """
    cols = columns(face, block, lexicon)
    several = side_by_side(cols, block.unit_column, lexicon)
    wanted = [code for code in several if subject.given.index in (None, code)]
    given = subject.given.of_sheet(face.sheet.name)
    kinds = kinds_beside(cols, block.unit_column, lexicon)
    counted = wanted_kinds(kinds, given.period, given.period_type)
    return [
        _reading(book, face, block, blocks, lexicon, subject, columns_read, code)
        for code in wanted or [None]
        for of_index in [_of_index(cols, several, code)]
        for columns_read in [of_kind(of_index, kinds, kind) for kind in counted] or [list(of_index)]
    ]


def _of_index(
    cols: Sequence[Column], several: dict[str, set], code: str | None
) -> Sequence[Column]:
    """The columns, those of other indices set apart; None: no index is apart from others."""
    if code is None:
        return cols
    others = {at for other, places in several.items() if other != code for at in places}
    return [replace(column, apart=column.position in others) for column in cols]


def _reading(
    book: Book,
    face: Face,
    block: Block,
    blocks: Sequence[Block],
    lexicon: Lexicon,
    subject: FileSubject,
    cols: Sequence[Column],
    only: str | None,
) -> tuple[TableReading, list[Contradiction]]:
    """How a table is read. only: the one of its indices whose columns are read."""
    given = subject.given.of_sheet(face.sheet.name)
    words = identity.around(book, face, block, blocks)
    heads_and_notes = [
        *period_signs.heads(face, block, cols),
        *period_signs.beside(face, block, lexicon),
    ]
    asked = replace(subject, given=given)
    said, new_name = _said(words, cols, heads_and_notes, lexicon, asked, only)
    guesses = replace(
        said, index=_given(said.index, given.index), period=_period_given(said.period, given)
    )
    about = _subject(guesses, words, lexicon, subject.structure, new_name)
    read = roles(block, cols, about, lexicon)
    lines, period = _periods(read.lines, guesses.period, given)
    of_rows = _row_periods(lines, cols, lexicon)
    if given.period and len(of_rows) == 1:
        lines = tuple(_without_period(_read_not(line, "period")) for line in lines)
    guesses = replace(guesses, period=_of_rows(of_rows, period, given))
    texts = identity.unit_texts(face, block, lexicon)
    said = replace(
        said, scheme=identity.scheme(texts, lexicon, _day(guesses.day), _end(guesses.period))
    )
    headed = [line.heading for line in lines if line.role == "figure"]
    guesses = replace(
        guesses,
        method=_method(guesses, lexicon),
        scheme=_given(said.scheme, given.scheme),
        status=identity.status(words, lexicon, headed),
    )
    bottom = _bottom(face, block, lexicon)
    if read.shape == "long" and not face.turned:
        complete = coverage.of_rows(face, block, bottom, lines, guesses.scheme.value, lexicon)
    else:
        complete = coverage.of_columns(face, block, cols, lines, guesses.scheme.value, lexicon)
    guesses = replace(guesses, complete=complete)
    new = guesses.index.value is not None and about.new
    table = TableReading(
        sheet=face.sheet.name,
        area=_area(face, block, bottom),
        header_rows=block.header,
        orientation="units_in_columns" if face.turned else "units_in_rows",
        shape=read.shape,
        lines=lines,
        index_code=guesses.index.value,
        period=guesses.period.period,
        period_type=guesses.period.period_type,
        scheme=guesses.scheme.value,
        method_code=guesses.method.value,
        published_on=guesses.day.value,
        status=guesses.status.value or "published",
        complete=complete.value == "true",
        new_index=new,
        new_index_name=new_name if new else None,
        new_scale=identity.scale(words) if new else None,
        new_indicators=read.new_indicators if new else (),
        confidence=_confidence(guesses, read.shape, lines),
        evidence=_evidence(
            index_code=guesses.index.cells,
            period=guesses.period.cells,
            published_on=guesses.day.cells,
            status=guesses.status.cells,
            header_rows=tuple(face.place(row, block.unit_column) for row in block.header),
        ),
        signs=guesses.period.signs,
    )
    told = {one.period for one in of_rows} | {line.period for line in read.lines if line.period}
    against = _contradictions(said, given, told)
    return replace(table, fingerprint=layouts.fingerprint_of(table)), against


def _said(
    words: Sequence[Words],
    cols: Sequence[Column],
    heads: Sequence[Words],
    lexicon: Lexicon,
    subject: FileSubject,
    only: str | None,
) -> tuple[Guesses, str | None]:
    """What the words say of a table; and the name of an index that nobody knows."""
    paths = [column.path for column in cols if column.path and not column.apart]
    if only is not None:
        found, new_name = Guess(only, BESIDE), headings.usual_name(only)
    else:
        found, new_name = index(words, paths, lexicon)
    if found.value is None:
        found, new_name = index([*words, *subject.cover], paths, lexicon)
    index_code = _given(found, subject.given.index).value
    (sheet,) = (word.text for word in words if word.where == identity.SHEET)
    beside = subject.years.get(sheet, SheetYear())
    period = identity.period(words, lexicon, index_code, beside.year)
    if period.period is None:
        period = identity.period(subject.cover, lexicon, index_code)
    types = lexicon.known.period_types.get(index_code or "")
    period = period_signs.settled(
        period,
        [*words, *heads, *subject.cover],
        lexicon,
        has_to_date=not types or bool(types["year_to_date"]),
    )
    if beside.doubtful and period.period:
        period = replace(period, confidence=min(period.confidence, identity.UNTOLD))
    return Guesses(found, period, identity.published_on(words)), new_name


def _subject(
    guesses: Guesses,
    words: Sequence[Words],
    lexicon: Lexicon,
    structure: tuple[NewIndicator, ...],
    new_name: str | None,
) -> Subject:
    """What is known of the index before the columns are read."""
    index_code, method_code = guesses.index.value, _method(guesses, lexicon).value
    known = {index.index_code: index.name_vi for index in lexicon.known.indices}
    new = index_code not in known
    title = known.get(index_code or "", new_name)
    return Subject(
        index_code=index_code,
        method_code=method_code,
        new=new,
        year=_year(guesses.period),
        component=some_part(words) if new else component(words, index_code, method_code, lexicon),
        structure=structure,
        names=headings.name_keys(index_code, title) if index_code else frozenset(),
    )


def _given(found: Guess, said: str | None) -> Guess:
    """What was given wins over what was found."""
    return Guess(said, 1.0, found.cells if said == found.value else ()) if said else found


def _period_given(guess: PeriodGuess, given: Given) -> PeriodGuess:
    if given.period:
        read = periods.read(given.period, given.period_type) or periods.read(given.period)
        kind = given.period_type or (read.period_type if read else None)
        return PeriodGuess(given.period, kind, 1.0)
    if given.period_type:
        return _of_type(guess, given.period_type)
    return guess


def _of_type(guess: PeriodGuess, period_type: str) -> PeriodGuess:
    """The one period of a type that the texts may mean: said so by a person, it is no guess.

    Where there are several, only the type is settled. A period that is stated is of no other type.
    """
    asked = guess.type_confidence is not None or bool(guess.signs)
    if not asked and guess.period_type == period_type:
        return guess
    if not asked:
        return PeriodGuess(guess.period, period_type, min(guess.confidence, 0.5), guess.cells)
    may_be = period_signs.choices(guess.period, guess.period_type, guess.signs)
    fitting = [period for period in may_be if period.period_type == period_type]
    base = periods.read(guess.period or "", guess.period_type)
    if not fitting and base is not None:
        fitting = [period_signs.as_type(base, period_type)]
    if not fitting:
        return PeriodGuess(guess.period, period_type, min(guess.confidence, 0.5), guess.cells)
    sure = GIVEN if len(fitting) == 1 else min(guess.confidence, 0.5)
    return PeriodGuess(fitting[0].period, period_type, sure, guess.cells, signs=guess.signs)


def _contradictions(said: Guesses, given: Given, told: set[str]) -> list[Contradiction]:
    """Where what was given is not what the file says, as far as the file is clear.

    told: the periods that its columns and rows tell; they say it better than the words.
    """
    pairs = [
        ("index", given.index, said.index.value, said.index.confidence),
        ("period", given.period, said.period.period, said.period.confidence),
        ("period_type", given.period_type, said.period.period_type, _type_sure(said.period)),
        ("scheme", given.scheme, said.scheme.value, said.scheme.confidence),
    ]
    against = [
        Contradiction(subject, wanted, found)
        for subject, wanted, found, confidence in pairs
        if wanted and found and wanted != found and confidence >= 0.6
    ]
    others = told - {given.period}
    if not given.period or not others:
        return against
    kept = [one for one in against if one.subject != "period"]
    return [*kept, Contradiction("period", given.period, max(others))]


def _type_sure(guess: PeriodGuess) -> float:
    return guess.confidence if guess.type_confidence is None else guess.type_confidence


def _day(guess: Guess) -> date | None:
    return date.fromisoformat(guess.value) if guess.value else None


def _end(guess: PeriodGuess) -> date | None:
    days = periods.span(guess.period) if guess.period else None
    return days[1] if days else None


def _year(guess: PeriodGuess) -> int | None:
    end = _end(guess)
    return end.year if end else None


def _method(guesses: Guesses, lexicon: Lexicon) -> Guess:
    if guesses.index.value is None:
        return NOTHING
    method = lexicon.known.method_for(guesses.index.value, guesses.period.period)
    sure = min(guesses.index.confidence, guesses.period.confidence)
    if method is None:
        # A new index has no method yet; a known one without a fitting method must be looked at.
        return Guess(None, 1.0 if not lexicon.known.methods_of(guesses.index.value) else 0.3)
    return Guess(method.method_code, sure)


def _periods(
    lines: tuple[Line, ...], guess: PeriodGuess, given: Given
) -> tuple[tuple[Line, ...], PeriodGuess]:
    """Periods of columns: one that all figures share is the table's; several stay with them."""
    figures = [line for line in lines if line.role == "figure"]
    own = {line.period for line in figures}
    if own == {None} or not figures:
        return lines, guess
    if len(own) == 1:
        only = own.pop()
        line = figures[0]
        keep = guess
        if guess.period is None:
            keep = PeriodGuess(only, line.period_type, 0.85)
        elif only != guess.period and not (guess.period or "").startswith(only or "-"):
            keep = PeriodGuess(only, line.period_type, 0.6, guess.cells)
        if given.period:
            keep = guess
        return tuple(_without_period(line) for line in lines), keep
    if None in own and guess.period:
        return lines, guess  # "Kỳ trước (05/10/2026)" beside columns of the table's own period
    latest = max((line for line in figures if line.period), key=lambda line: line.period or "")
    if given.period is None and _only_a_year(latest.period, guess.period):
        # "Năm 2025", "Năm 2026" of a table to 10/10/2026: the later one is the table's period.
        at = {line.position for line in figures if line.period == latest.period}
        return tuple(
            _without_period(line) if line.position in at else _doubted(line) for line in lines
        ), guess
    if given.period is None:
        guess = PeriodGuess(latest.period, latest.period_type, 0.9)
    return lines, guess


def _only_a_year(period: str | None, narrower: str | None) -> bool:
    """True for 2026 beside 2026-10-10."""
    return bool(period and narrower and period != narrower and narrower.startswith(f"{period}-"))


def _doubted(line: Line) -> Line:
    """A line of figures of another year: of all of it, or of the same days?"""
    if line.role != "figure":
        return line
    return replace(line, confidence=min(line.confidence, UNSURE))


def _row_periods(
    lines: Sequence[Line], cols: Sequence[Column], lexicon: Lexicon
) -> set[periods.Period]:
    """The periods that the rows of a long table tell; empty where no column tells any."""
    at = {line.position for line in lines if line.role == "period"}
    told = [column for column in cols if column.position in at]
    heads = [column.levels[-1] if column.levels else "" for column in told]
    rows = set(zip(*(column.cells for column in told), strict=True))
    texts = {lexicon.period_text(list(zip(heads, row, strict=True))) for row in rows}
    return {said[0].period for text in texts if (said := periods.periods(text))}


def _of_rows(found: set[periods.Period], guess: PeriodGuess, given: Given) -> PeriodGuess:
    """Of a table whose rows have their own periods: the latest, with its type."""
    if not found or given.period:
        return guess
    latest = max(found, key=lambda one: (one.end, one.period))
    types = {one.period_type for one in found}
    return PeriodGuess(latest.period, latest.period_type, 0.9 if len(types) == 1 else 0.7)


def _read_not(line: Line, role: str) -> Line:
    """A line that is not read where it has a role."""
    return replace(line, role="ignored", confidence=1.0) if line.role == role else line


def _without_period(line: Line) -> Line:
    return replace(line, period=None, period_type=None)


def _bottom(face: Face, block: Block, lexicon: Lexicon) -> int:
    """The last row of figures; of a list longer than what is looked at, its last known unit.

    A table also goes on below rows in which nothing stands, however many.
    """
    sheet = face.sheet
    if face.turned or sheet.height <= face.height:
        return block.last
    encoded = sheet.texts[block.unit_column].dictionary_encode()
    units = [lexicon.unit(text) for text in encoded.dictionary.to_pylist()]
    named = pa.array([unit is not None for unit in units], pa.bool_())
    rows = pc.indices_nonzero(pc.fill_null(named.take(encoded.indices), False))
    beyond = rows.filter(pc.greater_equal(rows, face.height))
    if block.last < face.height - 50:
        below = (face.cells[row][block.unit_column] for row in range(block.last + 1, face.height))
        seen = {lexicon.unit(face.filled[row][block.unit_column]) for row in block.unit_rows}
        more = {units[at] for at in encoded.indices.take(beyond).to_pylist()}
        if any(below) or not more or seen & more:
            return block.last
    bottom = max(block.last, rows[-1].as_py() if len(rows) else 0)
    # Rows below it that are filled as it is have names that nobody knows.
    like = [column for column in range(block.left, block.right + 1) if sheet.text(bottom, column)]
    while bottom + 1 < sheet.height and all(sheet.text(bottom + 1, column) for column in like):
        bottom += 1
    return bottom


def _area(face: Face, block: Block, bottom: int) -> Area:
    if face.turned:
        return Area(block.left, block.first, block.right, bottom)
    return Area(block.first, block.left, bottom, block.right)


def _confidence(guesses: Guesses, shape: str, lines: Sequence[Line]) -> dict[str, float]:
    figures = [line for line in lines if line.role == "figure"]
    of_lines = min((line.confidence for line in lines), default=0.0)
    if not figures or all(line.indicator_code is None for line in figures):
        of_lines = of_lines if shape == "long" and figures else 0.0
    period = guesses.period
    return {
        "index_code": guesses.index.confidence,
        "period": period.confidence,
        "period_type": _type_sure(period),
        "scheme": guesses.scheme.confidence,
        "method_code": guesses.method.confidence,
        "published_on": guesses.day.confidence,
        "status": guesses.status.confidence,
        "complete": guesses.complete.confidence,
        "lines": round(of_lines, 2),
    }


def _evidence(**cells: tuple[tuple[int, int], ...]) -> dict[str, tuple[tuple[int, int], ...]]:
    return {name: found for name, found in cells.items() if found}
