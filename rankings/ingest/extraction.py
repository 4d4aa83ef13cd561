"""From the cells of a table, read as a TableReading says, to figures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from rankings.ingest.grid import EMPTY, TEXT, Book, Remark, Sheet, address, letters
from rankings.ingest.meaning import numbers
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import Line, TableReading
from rankings.ingest.recognition.lexicon import Lexicon

# A name as it is spelled, with the scheme of its table (None where that is not known).
SchemeSpelling = tuple[str | None, str]
VALUE = pa.decimal128(14, 6)
# A column of few texts: each is kept once, and each row has its number.
CODED = pa.dictionary(pa.int32(), pa.string())
TOO_LARGE = Decimal(10) ** 8
# No longer table tells its ranks in words.
LONGEST_RANKING = 2000
FIGURES = pa.schema(
    [
        ("period", CODED),
        ("period_type", CODED),
        ("unit_code", CODED),
        ("indicator_code", CODED),
        ("measure", CODED),
        ("value", VALUE),
        ("value_printed", pa.string()),
        ("place", pa.string()),
    ]
)


@dataclass(frozen=True)
class Spelling:
    """A name as the table spells it, once; place: where it stands first.

    kind: how it was matched (rankings.ingest.meaning.names), `accepted` where a person said so;
    unit_code is None where the name is not known for sure, candidates then are what is near.
    """

    text: str
    kind: str
    unit_code: str | None
    candidates: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Extraction:
    """The figures of a table and what did not become one.

    figures: columns of FIGURES, one row per cell with a figure; the same unit twice comes out
    twice. unreadable: (place, column heading, text). left_rows: (row of the sheet counted from 0 -
    column, where units stand in columns -, reason: blank | aggregate | note | commune | heading |
    unknown_name | no_name).
    """

    figures: pa.Table
    spellings: tuple[Spelling, ...]
    unreadable: tuple[tuple[str, str, str], ...] = ()
    left_rows: tuple[tuple[int, str], ...] = ()
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def periods(self) -> tuple[tuple[str, str], ...]:
        """The periods that the figures are of, each with its type."""
        distinct = self.figures.group_by(["period", "period_type"]).aggregate([])
        found = [(row["period"], row["period_type"]) for row in distinct.to_pylist()]
        return tuple(sorted(found, key=str))


@dataclass(frozen=True)
class Strip:
    """The cells of a table by line: a line is a column of the sheet, or a row where turned.

    An area that reaches beyond the sheet is cut to it.
    """

    sheet: Sheet
    reading: TableReading

    @property
    def turned(self) -> bool:
        """True where units stand in columns."""
        return self.reading.orientation == "units_in_columns"

    @property
    def first(self) -> int:
        """The first row of the table (column, where turned)."""
        return max(0, self.reading.area.left if self.turned else self.reading.area.top)

    @property
    def length(self) -> int:
        """How many rows the table has (columns, where turned)."""
        area, sheet = self.reading.area, self.sheet
        last, there_are = (area.right, sheet.width) if self.turned else (area.bottom, sheet.height)
        return max(0, min(last + 1, there_are) - self.first)

    def texts(self, position: int) -> pa.Array:
        """The texts of a line."""
        return self._cells(self.sheet.texts, position, pa.string())

    def kinds(self, position: int) -> pa.Array:
        """The kinds of a line's cells."""
        return self._cells(self.sheet.kinds, position, pa.uint8())

    def _cells(self, columns: tuple[pa.Array, ...], position: int, kind: pa.DataType) -> pa.Array:
        if not self.turned:
            return columns[position].slice(self.first, self.length)
        cells = columns[self.first : self.first + self.length]
        return pa.array([column[position].as_py() for column in cells], kind)

    def spread(self, position: int) -> pa.Array:
        """The texts of a line, each cell of a merged range holding the range's text."""
        texts = self.texts(position)
        values = None
        for top, left, bottom, right in self.sheet.merged:
            if self.turned:
                top, left, bottom, right = left, top, right, bottom
            if left <= position <= right and bottom >= self.first and top < bottom:
                values = values if values is not None else texts.to_pylist()
                start, end = max(top, self.first), min(bottom, self.first + self.length - 1)
                text = self._one(top, left)
                values[start - self.first : end - self.first + 1] = [text] * (end - start + 1)
        return texts if values is None else pa.array(values, pa.string())

    def merged_down(self, position: int) -> list[tuple[int, int]]:
        """Where cells of a line are merged along it, and no wider: first and last row of each,
        counted from the first row of the table.
        """
        runs = []
        for top, left, bottom, right in self.sheet.merged:
            if self.turned:
                top, left, bottom, right = left, top, right, bottom
            inside = self.first <= top < bottom < self.first + self.length
            if inside and left == right == position:
                runs.append((top - self.first, bottom - self.first))
        return runs

    def _one(self, row: int, column: int) -> str | None:
        return self.sheet.text(column, row) if self.turned else self.sheet.text(row, column)

    @cached_property
    def _row_numbers(self) -> pa.Array:
        ones = pa.repeat(pa.scalar(1, pa.int64()), self.length)
        return pc.cast(pc.cumulative_sum(ones, start=self.first), pa.string())

    def places(self, position: int) -> pa.Array:
        """Where each cell of a line stands: "Tháng 10!C7"."""
        if self.turned:
            cells = range(self.first, self.first + self.length)
            found = [f"{self.sheet.name}!{address(position, cell)}" for cell in cells]
            return pa.array(found, pa.string())
        column = f"{self.sheet.name}!{letters(position)}"
        return pc.binary_join_element_wise(column, self._row_numbers, "")

    def place(self, position: int, offset: int) -> str:
        """Where one cell of a line stands; offset counts from the first row of the table."""
        cell = self.first + offset
        spot = address(position, cell) if self.turned else address(cell, position)
        return f"{self.sheet.name}!{spot}"


@dataclass
class _Found:
    """What is gathered while the lines of a table are read."""

    tables: list[pa.Table] = field(default_factory=list)
    unreadable: list[tuple[str, str, str]] = field(default_factory=list)
    with_figure: list[pa.Array] = field(default_factory=list)
    with_words: list[pa.Array] = field(default_factory=list)
    with_cell: list[pa.Array] = field(default_factory=list)


def extract(
    book: Book, reading: TableReading, known: Knowledge, accepted: Mapping[str, str] | None = None
) -> Extraction:
    """The figures of one table.

    accepted: spelling -> unit code that a person has accepted, of the scheme of this table only,
    see `accepted_in`.
    """
    strip = Strip(book.sheet(reading.sheet), reading)
    lexicon = Lexicon(known)
    names = _Names(strip, lexicon, accepted or {})
    codes = names.codes
    found = _Found()
    along = _along(strip, lexicon, found)
    decimal_style = _style(strip)
    for line in reading.lines:
        if line.role == "figure" and (line.indicator_code or "indicator" in along):
            _figures(strip, line, codes, along, lexicon, decimal_style, found)
    figures = pa.concat_tables(found.tables) if found.tables else FIGURES.empty_table()
    figures = figures.unify_dictionaries()
    left, used = _left_rows(strip, names, found)
    return Extraction(
        figures=figures.combine_chunks(),
        spellings=names.spellings(used),
        unreadable=tuple(found.unreadable),
        left_rows=left,
        remarks=_remarks(strip),
    )


def accepted_in(scheme: str | None, accepted: Mapping[SchemeSpelling, str]) -> dict[str, str]:
    """Spelling -> unit code of what was accepted in one scheme."""
    return {text: code for (of, text), code in accepted.items() if of == scheme}


class _Names:
    """The names of a table's rows, matched once per distinct text."""

    def __init__(self, strip: Strip, lexicon: Lexicon, accepted: Mapping[str, str]) -> None:
        self.strip = strip
        self.lexicon = lexicon
        roles = {line.role: line for line in reversed(strip.reading.lines)}
        self.line = roles.get("unit") or roles["unit_code"]
        texts = strip.spread(self.line.position)
        if strip.reading.shape == "long":
            texts = pc.fill_null_forward(texts)
        # Dots under the names stand for rows that are left out: "…".
        texts = pc.if_else(_is_blank(texts), None, texts)
        self.encoded = texts.dictionary_encode()
        self.texts = self.encoded.dictionary.to_pylist()
        scheme = strip.reading.scheme
        self.matches = [self._match(text, scheme, accepted) for text in self.texts]
        self.codes = coded([code for _, code, _ in self.matches], self.encoded.indices)
        second = roles.get("unit_code")
        if second and second is not self.line:
            by_name = self.codes.cast(pa.string())
            by_code = self._by_code(second.position, scheme)
            self.codes = pc.coalesce(by_name, by_code).dictionary_encode()

    def _match(
        self, text: str, scheme: str | None, accepted: Mapping[str, str]
    ) -> tuple[str, str | None, tuple[str, ...]]:
        if text in accepted:
            return "accepted", accepted[text], ()
        reason = self.lexicon.passed_over(text)
        match = self.lexicon.match(text, scheme, codes=self.line.role == "unit_code")
        if match.unit_code is None and reason:
            return reason, None, ()
        return match.kind, match.unit_code, match.candidates

    def _by_code(self, position: int, scheme: str | None) -> pa.Array:
        encoded = self.strip.texts(position).dictionary_encode()
        codes = [
            self.lexicon.match(text, scheme, codes=True).unit_code
            for text in encoded.dictionary.to_pylist()
        ]
        known = pa.array(codes, pa.string()).take(encoded.indices)
        passed = self._take([kind in PASSED_OVER for kind, _, _ in self.matches])
        return pc.if_else(pc.fill_null(passed, False), None, known)

    def _take(self, values: list) -> pa.Array:
        kind = pa.bool_() if values and isinstance(values[0], bool) else pa.string()
        return pa.array(values, kind).take(self.encoded.indices)

    @cached_property
    def kinds(self) -> pa.Array:
        """How the name of each row was matched, null where there is none."""
        return self._take([kind for kind, _, _ in self.matches])

    def spellings(self, used: pa.Array) -> tuple[Spelling, ...]:
        """One for each distinct name that belongs to a row with cells (`used`)."""
        indices = pc.filter(self.encoded.indices, used)
        rows = pc.indices_nonzero(used)
        first = (
            pa.table({"name": indices, "row": rows}).group_by("name").aggregate([("row", "min")])
        )
        found = []
        for name, row in zip(*(first[c].to_pylist() for c in ("name", "row_min")), strict=True):
            if name is None:
                continue
            kind, code, candidates = self.matches[name]
            if kind not in PASSED_OVER:
                place = self.strip.place(self.line.position, row)
                found.append((row, Spelling(self.texts[name], kind, code, candidates, place)))
        return tuple(spelling for _, spelling in sorted(found, key=lambda item: item[0]))


def coded(values: Sequence[str | None], indices: pa.Array) -> pa.DictionaryArray:
    """The value at each index, each distinct one kept once; null where there is none."""
    distinct = pa.array(values, pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(indices), distinct.dictionary)


PASSED_OVER = ("aggregate", "commune", "note")


def _is_blank(texts: pa.Array) -> pa.Array:
    """True for cells that hold no more than a dash or dots."""
    encoded = texts.dictionary_encode()
    blank = [numbers.is_blank(text) for text in encoded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(blank, pa.bool_()).take(encoded.indices), False)


def _along(
    strip: Strip, lexicon: Lexicon, found: _Found
) -> dict[str, pa.Array | dict[str, pa.Array]]:
    """Of long tables: the indicator, measure, period and type of each row."""
    reading = strip.reading
    lines = {line.role: line for line in reading.lines}
    along: dict[str, pa.Array] = {}
    wanted: dict[str, Callable[[str], str | None]] = {
        "indicator": lambda text: lexicon.indicator(text, reading),
        "measure": lexicon.measure,
    }
    for role, read in wanted.items():
        if line := lines.get(role):
            texts = strip.spread(line.position)
            texts = texts if role == "measure" else pc.fill_null_forward(texts)
            # A share beside its two counts says them again.
            beside = lexicon.is_share if role == "measure" else None
            along[role] = _each(strip, line, texts, read, found, beside)
    if (line := lines.get("indicator")) and "measure" not in along:
        # "Tổng điểm" and "Xếp hạng" in one column: the name of the indicator tells the measure.
        texts = pc.fill_null_forward(strip.spread(line.position))
        along["told_measure"] = _each(strip, line, texts, lexicon.measure_of, _Found())
    told = [line for line in reading.lines if line.role == "period"]
    if told:
        texts = _period_texts(strip, told, lexicon)
        for role, at in (("period", 0), ("period_type", 1)):
            into = found if role == "period" else _Found()

            def read_period(text: str, at: int = at) -> str | None:
                return lexicon.period_in(text, reading.period_type)[at]

            along[role] = _each(strip, told[0], texts, read_period, into)
    return along


def _period_texts(strip: Strip, lines: list[Line], lexicon: Lexicon) -> pa.Array:
    """What the rows say of their period, as one text each."""
    texts = [pc.fill_null_forward(strip.spread(line.position)) for line in lines]
    heads = [line.heading.rsplit(" / ", 1)[-1] for line in lines]
    # A row without any period stays one.
    whole = texts[0]
    if len(texts) > 1:
        whole = pc.binary_join_element_wise(*texts, "\x1f", null_handling="replace")
    encoded = whole.dictionary_encode()
    joined = [
        lexicon.period_text(list(zip(heads, text.split("\x1f"), strict=True)))
        for text in encoded.dictionary.to_pylist()
    ]
    return pa.array(joined, pa.string()).take(encoded.indices)


def _each(
    strip: Strip,
    line: Line,
    texts: pa.Array,
    read: Callable[[str], str | None],
    found: _Found,
    passed_over: Callable[[str], bool] | None = None,
) -> pa.Array:
    """A column read once per distinct text; what cannot be read is told where it stands first.

    passed_over: whether a text is none that has to be read.
    """
    encoded = texts.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    values = [read(text) for text in distinct]
    for place, value in enumerate(values):
        if value is None and not (passed_over and passed_over(distinct[place])):
            row = pc.index(encoded.indices, place).as_py()
            found.unreadable.append(
                (strip.place(line.position, row), line.heading, distinct[place])
            )
    return coded(values, encoded.indices)


def _style(strip: Strip) -> numbers.Style | None:
    """The decimal separator that the scores of the whole table show."""
    texts: set[str] = set()
    for line in strip.reading.lines:
        if line.role == "figure" and line.measure != "rank":
            column = strip.texts(line.position)
            texts |= set(column.slice(0, 2000).unique().to_pylist())
    return numbers.style_of(text for text in texts if text)


def _figures(
    strip: Strip,
    line: Line,
    codes: pa.Array,
    along: dict[str, pa.Array],
    lexicon: Lexicon,
    style: numbers.Style | None,
    found: _Found,
) -> None:
    """Add the figures of one line to what was found: two columns where its cells hold pairs."""
    cells = _merged_down(strip, line.position, codes)
    pairs = numbers.pairs(cells.texts.to_pylist()) if line.paired else {}
    if line.measure == "rank" and strip.length <= LONGEST_RANKING:
        cells = cells.read_as(numbers.ranks_told(cells.texts.to_pylist()))
    if pairs:
        ranks = replace(line, measure="rank")
        told = cells.read_as({text: rank for text, (_, rank) in pairs.items()}, only=True)
        _column(strip, ranks, told, codes, along, lexicon, style, found)
        line = replace(line, measure="score")
        cells = cells.read_as({text: score for text, (score, _) in pairs.items()})
    _column(strip, line, cells, codes, along, lexicon, style, found)


@dataclass(frozen=True)
class _Cells:
    """The cells of a line as they are read; printed: as they stand in the sheet."""

    texts: pa.Array
    kinds: pa.Array
    printed: pa.Array

    def read_as(self, told: Mapping[str, str], *, only: bool = False) -> "_Cells":
        """The cells with other texts for some; only: nothing for all others."""
        if not told:
            return self
        encoded = self.texts.dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        values = [told.get(text, None if only else text) for text in distinct]
        texts = pa.array(values, pa.string()).take(encoded.indices)
        changed = pa.array([text in told for text in distinct], pa.bool_()).take(encoded.indices)
        kinds = pc.if_else(pc.fill_null(changed, False), pa.scalar(TEXT, pa.uint8()), self.kinds)
        kinds = pc.if_else(pc.is_null(texts), pa.scalar(EMPTY, pa.uint8()), kinds)
        return replace(self, texts=texts, kinds=kinds)


def _merged_down(strip: Strip, position: int, codes: pa.Array) -> _Cells:
    """The cells of a line; one merged over the rows of several units is the figure of each.

    So a tie is printed: one rank beside two names. A cell merged over rows of one unit, or over
    several columns, stays where it stands.
    """
    texts, kinds = strip.texts(position), strip.kinds(position)
    runs = strip.merged_down(position)
    if not runs:
        return _Cells(texts, kinds, texts)
    values, sorts, units = texts.to_pylist(), kinds.to_pylist(), codes.to_pylist()
    for first, last in runs:
        seen = {units[first]}
        for row in range(first + 1, last + 1):
            if sorts[row] == EMPTY and units[row] is not None and units[row] not in seen:
                values[row], sorts[row] = values[first], sorts[first]
            seen.add(units[row])
    texts, kinds = pa.array(values, pa.string()), pa.array(sorts, pa.uint8())
    return _Cells(texts, kinds, texts)


def _column(
    strip: Strip,
    line: Line,
    cells: _Cells,
    codes: pa.Array,
    along: dict[str, pa.Array],
    lexicon: Lexicon,
    style: numbers.Style | None,
    found: _Found,
) -> None:
    """Add the figures of cells that are each one figure."""
    reading = strip.reading
    texts, kinds = cells.texts, cells.kinds
    own = numbers.style_of(texts.slice(0, 2000).unique().drop_null().to_pylist())
    read = numbers.numbers(texts, kinds, own or style, lexicon.scale_max(line, reading))
    values = _scaled(read.values, line.divided_by if line.measure != "rank" else 1)
    lost = pc.and_(pc.equal(read.states, numbers.READ), pc.is_null(values))
    column = values.take(read.places)
    bad = pc.or_(pc.equal(read.states, numbers.UNREADABLE), lost).take(read.places)
    bad = pc.fill_null(bad, False)
    found.with_figure.append(pc.is_valid(column))
    found.with_words.append(bad)
    found.with_cell.append(pc.not_equal(kinds, EMPTY))
    for row in pc.indices_nonzero(pc.and_(bad, pc.is_valid(codes))).to_pylist():
        found.unreadable.append((strip.place(line.position, row), line.heading, texts[row].as_py()))
    keep = pc.and_(pc.is_valid(column), pc.is_valid(codes))
    data = {
        "period": _or(along.get("period"), line.period or reading.period, strip.length),
        "period_type": _or(
            along.get("period_type"), line.period_type or reading.period_type, strip.length
        ),
        "unit_code": codes,
        "indicator_code": _or(along.get("indicator"), line.indicator_code, strip.length),
        "measure": _measure(line, along, strip.length),
        "value": column,
        "value_printed": cells.printed,
        "place": strip.places(line.position),
    }
    for role in ("indicator", "measure"):
        if role in along:
            keep = pc.and_(keep, pc.is_valid(data[f"{role}_code" if role == "indicator" else role]))
    found.tables.append(pa.table(data, FIGURES).filter(keep))


def _scaled(values: pa.Array, divided_by: int) -> pa.Array:
    """Values on the scale of the method, six decimals; null where one is too large to be kept."""
    if divided_by != 1:
        parts = [None if v is None else round(v / divided_by, 8) for v in values.to_pylist()]
        values = pa.array(parts, values.type)
    fits = pc.less(pc.abs(values), pa.scalar(TOO_LARGE, values.type))
    return pc.round(pc.if_else(fits, values, None), 6).cast(VALUE)


def _measure(line: Line, along: dict[str, pa.Array], length: int) -> pa.Array:
    if "measure" in along or line.measure or "told_measure" not in along:
        return _or(along.get("measure"), line.measure or "score", length)
    return along["told_measure"]


def _or(values: pa.Array | None, constant: str | None, length: int) -> pa.Array:
    """The values of the rows, else the constant of the line or table."""
    if values is not None:
        return values
    return coded([constant], pa.repeat(pa.scalar(0, pa.int32()), length))


def _any(masks: list[pa.Array], length: int) -> pa.Array:
    result = pa.repeat(pa.scalar(False), length)
    for mask in masks:
        result = pc.or_(result, mask)
    return result


def _left_rows(
    strip: Strip, names: _Names, found: _Found
) -> tuple[tuple[tuple[int, str], ...], pa.Array]:
    """(row, reason) of rows that give no figure, and which rows hold a name to be matched."""
    length = strip.length
    figure = _any(found.with_figure, length)
    words = _any(found.with_words, length)
    cell = _any(found.with_cell, length)
    kind = names.kinds
    named = pc.is_valid(names.encoded.indices)
    matched = pc.is_valid(names.codes)
    passed = pc.fill_null(pc.is_in(kind, pa.array(PASSED_OVER)), False)
    reason = pc.case_when(
        pc.make_struct(
            matched,
            passed,
            pc.and_(pc.invert(named), figure),
            pc.and_(pc.invert(named), pc.invert(words)),
            pc.and_(words, pc.invert(figure)),
            cell,
        ),
        pa.scalar(None, pa.string()),
        kind,
        "no_name",
        "blank",
        "heading",
        "unknown_name",
        "note",
    )
    rows = pc.indices_nonzero(pc.is_valid(reason))
    left = zip(rows.to_pylist(), reason.take(rows).to_pylist(), strict=True)
    used = pc.or_(matched, pc.fill_null(pc.equal(reason, "unknown_name"), False))
    return tuple((strip.first + row, why) for row, why in left), used


def _remarks(strip: Strip) -> tuple[Remark, ...]:
    """What a reader of the table might not expect."""
    area, sheet = strip.reading.area, strip.sheet
    rows = sorted(row for row in sheet.hidden_rows if area.top <= row <= area.bottom)
    if not rows:
        return ()
    values = (("sheet", sheet.name), ("rows", ", ".join(str(row + 1) for row in rows[:20])))
    return (Remark("reading.hidden_rows", values),)
