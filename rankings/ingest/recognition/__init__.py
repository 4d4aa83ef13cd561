"""From the cells of a file to a proposal of how its tables are read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from rankings.ingest import layouts as saved_layouts
from rankings.ingest.grid import Book, Remark, Sheet, address, letters
from rankings.ingest.inside.tables import has_codes, has_departments, of_machine
from rankings.ingest.inside.tables import inside as inside_of
from rankings.ingest.inside.within import Lists, known_inside
from rankings.ingest.layouts import Layout
from rankings.ingest.limits import Limits
from rankings.ingest.meaning.headings import is_difference
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.proposal import Contradiction, Given, LeftOut, Recognition, TableReading
from rankings.ingest.recognition import asides, nameless
from rankings.ingest.recognition.doubts import names_change
from rankings.ingest.recognition.face import SEEN_ROWS, Face, face
from rankings.ingest.recognition.headers import Block, is_data
from rankings.ingest.recognition.identity import around, cover
from rankings.ingest.recognition.lexicon import Lexicon
from rankings.ingest.recognition.neighbours import years
from rankings.ingest.recognition.reading import FileSubject, readings
from rankings.ingest.recognition.structure import completed, nodes_of
from rankings.ingest.recognition.tables import find, orientation

# A sheet with more communes than provinces is one of communes.
COMMUNES_AT_LEAST = 5
# What a table of communes says of itself, in its first rows.
COMMUNES = re.compile(r"\b(?:cac )?(?:xa phuong|phuong xa|cap xa|xa dac khu|phuong dac khu)\b")
WORDS_ABOVE = 15
# So much of a name that is none of a province is quoted.
LONGEST_NAME = 60
# From this many blank rows within a table on they are told.
LONG_GAP = 50
# Figures with decimals, and how many of them in a cell are more than a word beside a number.
_DECIMAL, SEVERAL_FIGURES = r"\d[.,]\d", 2
# A sheet that says how to fill in a form gives examples, which say nothing of the figures.
GUIDANCE = re.compile(r"huong dan|guid(e|ance)|instruction|read ?me")


def recognise(
    book: Book,
    known: Knowledge,
    given: Given | None = None,
    layouts: Sequence[Layout] = (),
    lists: Callable[[], Lists] | None = None,
) -> Recognition:
    """What a file holds: its tables, each with a confidence, and what is left out.

    given: what a person has said beforehand; it wins, and what the file says otherwise comes out as
    a contradiction. layouts: saved readings, applied to tables of the same shape. lists: what is
    known of the units inside provinces, asked where a sheet may be of such; None: none is. Raises
    Problem when there are more tables than are looked at.
    """
    given = given or Given()
    lexicon = Lexicon(known)
    layouts = saved_layouts.checked_with(layouts, known)
    tables: list[TableReading] = []
    left: list[LeftOut] = []
    contradictions: list[Contradiction] = []
    remarks = [
        Remark("reading.broken_layout", (("file", layout.name),))
        for layout in layouts
        if layout.broken
    ]
    applied: str | None = None
    unchosen: set[int] = set()
    left_names: set[tuple[str | None, str]] = set()
    looked_at = []
    for sheet in book.sheets:
        if reason := _not_looked_at(sheet, given):
            left.append(LeftOut(sheet.name, reason))
        else:
            looked_at.append((sheet, *blocks_of(sheet, lexicon)))
    inside = _inside(looked_at, known, given, lists, lexicon, book.file_name)
    looked_at = [
        (sheet, *blocks_of(sheet, inside[sheet.name].lexicon)) if sheet.name in inside else seen
        for seen in looked_at
        for sheet in seen[:1]
    ]
    limits = Limits.from_environment()
    limits.check_tables(sum(len(blocks) for *_, blocks in looked_at), book.file_name)
    bare = [
        seen
        for sheet, seen, blocks in looked_at
        if not blocks and not GUIDANCE.match(lexicon.words(sheet.name))
    ]
    nodes = next((nodes for seen in bare if (nodes := nodes_of(seen, lexicon))), ())
    words = {s.name: around(book, seen, found[0], found) for s, seen, found in looked_at if found}
    subject = FileSubject(given, tuple(cover(bare)), nodes, years(words))
    of_provinces = replace(subject, given=given.without_hour())
    for sheet, seen, blocks in looked_at:
        own = inside.get(sheet.name)
        if own and own.machine:
            tables.append(own.machine)
            contradictions += [item for item in own.against if item not in contradictions]
            continue
        words_of = own.lexicon if own else lexicon
        if reason := _no_table(seen, blocks, words_of):
            left.append(LeftOut(sheet.name, reason))
            remarks += _nameless(sheet) if reason == "no_table" else []
            continue
        found = [
            read
            for block in blocks
            for read in readings(
                book, seen, block, blocks, words_of, subject if own else of_provinces
            )
        ]
        if own:
            inside_known = words_of.known
            found[:] = [(inside_of(table, inside_known), against) for table, against in found]
        for table, against in found:
            of_sheet = given.of_sheet(sheet.name)
            table, layout = _with_layout(table, layouts, of_sheet, book, words_of.known)
            if _repeats(table, tables):
                left.append(LeftOut(sheet.name, "second_table"))
                continue
            if layout is not None:
                applied = applied or layout.name
                remarks += _answered_otherwise(table, layout)
                left_names |= {(table.scheme, name) for name in layout.reading.get("left_out", ())}
                if not (layout.reading.get("chosen", True) or given.sheets):
                    unchosen.add(len(tables))
            tables.append(table)
            contradictions += [one for one in against if one not in contradictions]
            remarks += [*_hidden(sheet, table), *_paired(sheet, table)]
            remarks += _last_day(table, given.of_sheet(sheet.name))
            remarks += [*_differences(table, lexicon), *_gaps(sheet, table, lexicon)]
            remarks += _in_words(sheet, table)
    remarks += asides.of_text(book, tables, lexicon)
    order = [sheet.name for sheet in book.sheets]
    return Recognition(
        tables=tuple(tables),
        left_out=tuple(sorted(left, key=lambda one: order.index(one.sheet))),
        contradictions=tuple(contradictions),
        layout=applied,
        remarks=tuple(remarks),
        unchosen=frozenset(unchosen),
        left_names=frozenset(left_names),
    )


@dataclass(frozen=True)
class _Inside:
    """A sheet of the units inside a province: the words of that province, how the sheet is read
    where its layout is one of machines, and what contradicts what was given."""

    lexicon: Lexicon
    machine: TableReading | None
    against: list[Contradiction]


def _inside(
    looked_at: Sequence[tuple[Sheet, Face, list[Block]]],
    known: Knowledge,
    given: Given,
    lists: Callable[[], Lists] | None,
    lexicon: Lexicon,
    file_name: str,
) -> dict[str, _Inside]:
    """The sheets of units inside a province: those with the portal's codes of such units; those
    with their names alone only where the file has no table of provinces."""
    if lists is None or given.scheme in known.province_schemes:
        return {}
    provinces = any(blocks for _, _, blocks in looked_at)
    inside: dict[str, _Inside] = {}
    for sheet, seen, blocks in looked_at:
        named = not provinces and (
            _is_of_communes(seen, blocks, lexicon)
            or _is_of_communes(face(sheet, turned=True), blocks, lexicon)
        )
        departments = not provinces and has_departments(sheet)
        if not (named or given.scheme or has_codes(sheet) or departments):
            continue
        own = known_inside(sheet, known, lists(), given.scheme)
        if own is not None:
            machine = of_machine(sheet, own, given.of_sheet(sheet.name), file_name)
            inside[sheet.name] = _Inside(Lexicon(own), *(machine or (None, [])))
    return inside


def _answered_otherwise(table: TableReading, layout: Layout) -> list[Remark]:
    """That a file says of its period what was answered otherwise for the last one of its shape."""
    answered = layout.reading["settled"]["period_type"]["settled"]
    if answered in (None, table.period_type):
        return []
    values = (("sheet", table.sheet), ("layout", layout.name))
    return [Remark("reading.answered_otherwise", values)]


def _with_layout(
    table: TableReading, layouts: Sequence[Layout], given: Given, book: Book, known: Knowledge
) -> tuple[TableReading, Layout | None]:
    """The table read as a saved layout says, if there is one for its shape; and that layout."""
    layout = saved_layouts.find(table, layouts)
    if layout is None:
        return table, None
    sheet, name = book.sheet(table.sheet), book.file_name
    read = saved_layouts.apply(table, layout, known, sheet=sheet, given=given, file_name=name)
    return completed(read), layout


def _not_looked_at(sheet: Sheet, given: Given) -> str | None:
    if given.sheets:
        return None if sheet.name in given.sheets else "not_chosen"
    if sheet.hidden:
        return "hidden"
    return None


def _no_table(seen: Face, blocks: Sequence[Block], lexicon: Lexicon) -> str | None:
    """Why a sheet is left out; None when it has tables to be read."""
    outside = not lexicon.known.within
    if outside and _is_of_communes(seen, blocks, lexicon):
        return "communes"
    if blocks:
        return None
    if nodes_of(seen, lexicon):
        return "structure"
    return "communes" if outside and has_departments(seen.sheet) else "no_table"


def blocks_of(sheet: Sheet, lexicon: Lexicon) -> tuple[Face, list[Block]]:
    """The tables of a sheet, on the face whose columns hold the units."""
    upright = face(sheet)
    looked_at = orientation(upright, face(sheet, turned=True), lexicon)
    return looked_at, find(looked_at, lexicon)


def _nameless(sheet: Sheet) -> list[Remark]:
    """That figures stand beside names that are those of no province."""
    cell = nameless.first_name(sheet)
    if cell is None:
        return []
    name = " ".join((sheet.text(*cell) or "").split())
    values = (("sheet", sheet.name), ("cell", address(*cell)), ("name", name[:LONGEST_NAME]))
    return [Remark("reading.no_unit_names", values)]


def _is_of_communes(looked_at: Face, blocks: Sequence[Block], lexicon: Lexicon) -> bool:
    """True for a sheet with more communes than provinces: called xã, phường, bearing names of
    communes that the store knows, or unknown names below words that say so.
    """
    provinces = sum(len(block.unit_rows) for block in blocks)
    columns = range(min(looked_at.width, 12))
    communes = max(
        (sum(lexicon.is_commune(row[column]) for row in looked_at.cells) for column in columns),
        default=0,
    )
    if communes >= COMMUNES_AT_LEAST and communes > provinces:
        return True
    texts = [looked_at.sheet.name, *(cell for row in looked_at.cells[:WORDS_ABOVE] for cell in row)]
    if not any(COMMUNES.search(lexicon.words(text)) for text in texts if text):
        return False
    unknown = max((_names_unknown(looked_at, column, lexicon) for column in columns), default=0)
    return unknown >= COMMUNES_AT_LEAST and unknown > 2 * provinces


def _names_unknown(looked_at: Face, column: int, lexicon: Lexicon) -> int:
    """How many rows have a name that is none of a province, with figures beside it and no words."""
    return sum(
        bool(row[column])
        and lexicon.unit(row[column]) is None
        and lexicon.passed_over(row[column]) is None
        and is_data(looked_at, lexicon, number, column)
        for number, row in enumerate(looked_at.cells)
    )


def _repeats(table: TableReading, others: Sequence[TableReading]) -> bool:
    """True for a table that says again what another of the same sheet says: an extract of it."""
    for other in others:
        same = (other.sheet, other.index_code, other.period, other.period_type, other.scheme)
        if same != (table.sheet, table.index_code, table.period, table.period_type, table.scheme):
            continue
        if "period" in {line.role for line in (*table.lines, *other.lines)}:
            continue
        if _figures(table) & _figures(other) and not table.complete and other.complete:
            return True
    return False


def _figures(table: TableReading) -> set[tuple]:
    return {
        (line.indicator_code, line.measure, line.period)
        for line in table.lines
        if line.role == "figure"
    }


def _gaps(sheet: Sheet, table: TableReading, lexicon: Lexicon) -> list[Remark]:
    """That a table goes on below many blank rows, or that names stand where nobody looks."""
    named = [line.position for line in table.lines if line.role in ("unit", "unit_code")]
    if table.orientation == "units_in_columns" or not named or sheet.height <= SEEN_ROWS:
        return []
    column = sheet.texts[named[0]]
    filled = pc.indices_nonzero(pc.is_valid(column)).cast("int64")
    # Of a million rows few are before a gap: the others never become numbers of Python.
    before = pc.indices_nonzero(pc.greater(pc.pairwise_diff(filled), LONG_GAP)).to_pylist()
    gaps = [
        (one + 1, two - 1)
        for one, two in (filled.slice(at - 1, 2).to_pylist() for at in before)
        if table.area.top <= one and two <= table.area.bottom
    ]
    if gaps:
        first, last = max(gaps, key=lambda gap: gap[1] - gap[0])
        values = (("sheet", sheet.name), ("first", str(first + 1)), ("last", str(last + 1)))
        return [Remark("reading.long_gap", values)]
    beyond = filled.filter(pc.greater(filled, max(table.area.bottom, SEEN_ROWS - 1)))
    known = [row for row in beyond.slice(0, 200).to_pylist() if lexicon.unit(column[row].as_py())]
    if len(known) < 3:
        return []
    values = (("sheet", sheet.name), ("first", str(known[0] + 1)))
    return [Remark("reading.rows_beyond", values)]


def _paired(sheet: Sheet, table: TableReading) -> list[Remark]:
    """That cells of a table hold a rank beside the score."""
    at = [line.position for line in table.lines if line.paired]
    if not at:
        return []
    turned = table.orientation == "units_in_columns"
    names = ", ".join(str(one + 1) if turned else letters(one) for one in at)
    return [Remark("reading.score_and_rank", (("sheet", sheet.name), ("columns", names)))]


def _last_day(table: TableReading, given: Given) -> list[Remark]:
    """That the end of a month was taken for the last day, of which the file says nothing."""
    open_ended = any(
        sign.period_type == "year_to_date" and sign.period is None for sign in table.signs
    )
    to_date = given.period is None and given.period_type == "year_to_date"
    if not (open_ended and to_date and table.period):
        return []
    values = (("sheet", table.sheet), ("period", table.period))
    return [Remark("reading.last_day_taken", values)]


def _differences(table: TableReading, lexicon: Lexicon) -> list[Remark]:
    """That columns (rows, where units are in columns) of differences are left out."""
    turned = table.orientation == "units_in_columns"
    names = [
        f"{line.position + 1 if turned else letters(line.position)} “{line.heading}”"
        for line in table.lines
        if line.role == "ignored" and line.heading and _is_difference(line.heading, lexicon)
    ]
    if not names:
        return []
    values = (("sheet", table.sheet), ("columns", ", ".join(names[:20])))
    return [Remark("reading.differences", values)]


def _is_difference(heading: str, lexicon: Lexicon) -> bool:
    return is_difference(heading) or names_change(heading.rsplit(" / ", 1)[-1], lexicon)


def _in_words(sheet: Sheet, table: TableReading) -> list[Remark]:
    """That cells of a column hold several figures each among words: a list, a table in a cell."""
    if table.orientation == "units_in_columns":
        return []
    top, height = table.area.top, table.area.bottom - table.area.top + 1
    names = []
    for line in table.lines:
        if line.role != "ignored":
            continue
        cells = sheet.texts[line.position].slice(top, height)
        several = pc.greater_equal(pc.count_substring_regex(cells, _DECIMAL), SEVERAL_FIGURES)
        if 2 * (pc.sum(several).as_py() or 0) > height:
            names.append(" ".join([letters(line.position), *_quoted(line.heading)]))
    if not names:
        return []
    values = (("sheet", table.sheet), ("columns", ", ".join(names[:20])))
    return [Remark("reading.figures_in_words", values)]


def _quoted(heading: str | None) -> list[str]:
    return [f"“{heading}”"] if heading else []


def _hidden(sheet: Sheet, table: TableReading) -> list[Remark]:
    """That hidden columns (rows, where units are in columns) of a table are not read."""
    turned = table.orientation == "units_in_columns"
    hidden = sheet.hidden_rows if turned else sheet.hidden_columns
    within = [line.position for line in table.lines if line.position in hidden]
    if not within:
        return []
    names = [str(at + 1) if turned else letters(at) for at in within]
    values = (("sheet", sheet.name), ("columns", ", ".join(names[:20])))
    return [Remark("reading.hidden_columns", values)]
