"""From tables that were read to a Submission: figures, editions, source, scopes, findings."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from rankings.facts import editions
from rankings.ingest import disagreements, new_rules, same_edition, sourcing
from rankings.ingest.extraction import CODED, Extraction, SchemeSpelling
from rankings.ingest.grid import Book, address, letters, place
from rankings.ingest.inside import rows as inside_rows
from rankings.ingest.inside import within
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.meaning.periods import span
from rankings.ingest.proposal import SURE, Contradiction, LeftOut, TableReading
from rankings.ingest.same_edition import Clash
from rankings.ingest.sourcing import UNSAID, SourceFields
from rankings.ingest.submission import Submission, table
from rankings.store import queries
from rankings.store.rows import first
from rankings.store.versions import Snapshot

# What is guessed of a table, and how unsure a guess is that must not pass without a word.
GUESSED = ("index_code", "period", "period_type", "scheme", "status")
DOUBTFUL = 0.6
# A column without a heading was named by its cells alone: that needs to be surer.
UNHEADED = 0.8
# Kinds of books that nobody handed in as a file.
NOT_FILES = ("pasted", "typed", "single")


@dataclass(frozen=True)
class TargetFields:
    """The target of the home unit in an index that the store has never seen."""

    rank_limit: int
    set_by: str
    by_date: date | None = None


@dataclass(frozen=True)
class Table:
    """One table of a file: how it was read, and the figures that came of it."""

    reading: TableReading
    extraction: Extraction


def new_source_id() -> str:
    """A name for the source of a load that no other load has."""
    return f"upload-{uuid.uuid4().hex[:12]}"


@dataclass(frozen=True)
class Intake:
    """Everything that a person has settled about a file.

    accepted: (scheme, spelling) -> unit code that a person accepted: a code may mean another
    province in another scheme. confirmed: the reading of a document was looked at and found right;
    targets: index code -> target of a new index. left_out: the sheets without a table to be read.
    source_id: of the row of `sources` that it makes.
    """

    book: Book
    tables: tuple[Table, ...]
    source: SourceFields = UNSAID
    accepted: Mapping[SchemeSpelling, str] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    confirmed: bool = False
    targets: Mapping[str, TargetFields] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    today: date | None = None
    source_id: str = field(default_factory=new_source_id)


def assemble(at: Snapshot, intake: Intake) -> Submission:
    """The load that an intake makes. Tables whose edition is not known bring a finding only."""
    as_read = intake
    intake, clashes = _each_figure_once(intake)
    source_id = intake.source_id
    rows: dict[str, list[dict]] = {"sources": [_source(at, intake, source_id)]}
    rows["source_documents"] = [sourcing.document_row(intake.source, source_id)]
    rows["reading_findings"] = [*_findings(at, intake), *_disagreeing(as_read, clashes)]
    rows["unreadable_values"] = list(_unreadable(intake))
    observations = []
    for number, item in enumerate(intake.tables):
        if _missing(item):
            continue
        for name, added in _rules(at, intake, item, source_id, number).items():
            rows.setdefault(name, []).extend(_not_yet(rows.get(name, ()), added))
        for name, added in _inside(at, intake, item, source_id).items():
            rows.setdefault(name, []).extend(added)
        observations.append(_observations(item, intake, source_id))
        rows.setdefault("editions", []).extend(_editions(at, intake, item))
        rows.setdefault("load_scopes", []).extend(_scopes(item, intake.source))
        if not intake.source.given:
            rows.setdefault("unsourced_editions", []).extend(_unsourced(item))
    rows["targets"] = [
        row for item in intake.tables for row in _targets(at, intake, item, source_id)
    ]
    rows.setdefault("unit_aliases", []).extend(_aliases(intake))
    tables = {name: table(_once(added)) for name, added in rows.items() if added}
    if observations:
        tables["observations"] = pa.concat_tables(observations).unify_dictionaries()
    return Submission(
        kind=_load_kind(intake),
        rows=tables,
        file_name=intake.book.file_name,
        sha256=intake.book.sha256,
        recognised=recognised(as_read),
        layout={"tables": [_plain(item.reading) for item in intake.tables]},
    )


def _inside(at: Snapshot, intake: Intake, item: Table, source_id: str) -> new_rules.Rows:
    """What a table of units inside a province brings besides figures; nothing of any other."""
    scheme = item.reading.scheme
    known = knowledge(at)
    if scheme is None or scheme in known.province_schemes:
        return {}
    sheet, own_lists = intake.book.sheet(item.reading.sheet), within.lists(at)
    own = within.known_inside(sheet, known, own_lists, scheme)
    if own is None:
        return {}
    return inside_rows.of_table(sheet, item.reading, item.extraction, own, own_lists, source_id)


def _load_kind(intake: Intake) -> str:
    return intake.book.kind if intake.book.kind in NOT_FILES else "file"


def clashes(tables: Sequence[Table]) -> list[Clash]:
    """Where tables of a file claim one edition with different figures."""
    return same_edition.merged([(item.reading, item.extraction) for item in tables])[1]


def _each_figure_once(intake: Intake) -> tuple[Intake, list[Clash]]:
    """The intake with each figure of an edition once, and where its tables disagree."""
    pairs = [(item.reading, item.extraction) for item in intake.tables]
    extractions, disagreeing = same_edition.merged(pairs)
    readings = (item.reading for item in intake.tables)
    tables = tuple(Table(*pair) for pair in zip(readings, extractions, strict=True))
    return replace(intake, tables=tables), disagreeing


def _disagreeing(intake: Intake, disagreeing: Sequence[Clash]) -> Iterator[dict]:
    """One finding for each edition that several tables give differently."""
    for clash in disagreeing:
        readings = [intake.tables[number].reading for number in clash.tables]
        details = {
            "edition_id": clash.edition_id,
            "tables": "; ".join(map(where, readings)),
            "differing": clash.differing,
            "value": f"{clash.place}: {clash.value}",
            "other_value": f"{clash.other_place}: {clash.other_value}",
        }
        yield _finding("tables_disagree", clash.other_place, **details)


def where(reading: TableReading) -> str:
    """Where a table stands: "Chi tiết!A3:J36"."""
    area = reading.area
    first, last = address(area.top, area.left), address(area.bottom, area.right)
    return f"{reading.sheet}!{first}:{last}"


def recognised(intake: Intake) -> dict:
    """What was recognised, in words for a machine: the first table, and all of them.

    figures: of each table as many as it has, in all each figure once.
    """
    every = [
        {
            "index": item.reading.index_code,
            "period": _newest(item)[0],
            "period_type": _newest(item)[1],
            "scheme": item.reading.scheme,
            "sheet": item.reading.sheet,
            "units": len(item.extraction.figures["unit_code"].unique()),
            "figures": item.extraction.figures.num_rows,
            "columns": [
                {
                    "column": letters(line.position)
                    if item.reading.orientation == "units_in_rows"
                    else str(line.position + 1),
                    "heading": line.heading,
                    "indicator": line.indicator_code,
                    "measure": line.measure,
                }
                for line in item.reading.lines
                if line.role == "figure"
            ],
        }
        for item in intake.tables
    ]
    nothing = dict.fromkeys(("index", "period", "period_type", "scheme", "sheet"))
    first = every[0] if every else nothing | {"units": 0, "figures": 0, "columns": []}
    once, _ = _each_figure_once(intake)
    in_all = sum(item.extraction.figures.num_rows for item in once.tables)
    return first | {"figures": in_all, "tables": every}


def _missing(item: Table) -> list[str]:
    """What must be known of a table and is not; periods may stand in its rows or columns."""
    figures = item.extraction.figures
    missing = [name for name in ("index_code", "scheme") if not getattr(item.reading, name)]
    missing.extend(
        name
        for name in ("period", "period_type")
        if figures[name].null_count or not (figures.num_rows or getattr(item.reading, name))
    )
    if not missing and any(span(*pair) is None for pair in item.extraction.periods):
        missing.append("period")  # a day that is said to be a month, say
    new = not missing and item.reading.new_index and figures.num_rows
    if new and new_rules.scale_of(item.reading, figures).value is None:
        missing.append("scale_max")
    return missing


def _newest(item: Table) -> tuple[str | None, str | None]:
    """The period of a table, the last one where it has several."""
    if item.reading.period:
        return item.reading.period, item.reading.period_type
    known = [pair for pair in item.extraction.periods if None not in pair and span(*pair)]
    return max(known, key=lambda pair: span(*pair)[1]) if known else (None, None)


# --- The figures ----------------------------------------------------------------------------------


def _observations(item: Table, intake: Intake, source_id: str) -> pa.Table:
    figures = item.extraction.figures
    count = figures.num_rows
    status = sourcing.counted(item.reading.status, intake.source)
    columns = {
        "edition_id": _edition_ids(item.reading, figures),
        **{name: figures[name] for name in ("unit_code", "indicator_code", "measure")},
        "value": figures["value"],
        "value_printed": figures["value_printed"],
        "status": _repeated(status, count),
        "confidence": _repeated(intake.source.confidence, count),
        "source_id": _repeated(source_id, count),
        "place": figures["place"],
    }
    return pa.table(columns)


def _edition_ids(reading: TableReading, figures: pa.Table) -> pa.ChunkedArray:
    """The id of each figure's edition, as codes: a million figures have few editions."""
    periods, types = (_whole(figures[name]) for name in ("period", "period_type"))
    # Both numbers as one: a million pairs of texts are never joined.
    several = len(types.dictionary)
    pairs = pc.add(pc.multiply(periods.indices.cast("int64"), several), types.indices)
    distinct = pairs.dictionary_encode()
    names = [
        new_rules.edition_id(
            reading,
            periods.dictionary[pair // several].as_py(),
            types.dictionary[pair % several].as_py(),
        )
        for pair in distinct.dictionary.to_pylist()
    ]
    ids = pa.array(names, pa.string())
    return pa.chunked_array([pa.DictionaryArray.from_arrays(distinct.indices, ids)])


def _whole(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column of codes in one piece."""
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], CODED)


def _repeated(text: str, count: int) -> pa.DictionaryArray:
    """The same text in each of `count` rows, kept once."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), [text])


def _editions(at: Snapshot, intake: Intake, item: Table) -> list[dict]:
    """The editions of the figures: as the store has them, else new."""
    names = at.fetch("from editions limit 0").column_names
    known = {row["edition_id"]: row for row in queries.editions(at).to_pylist()}
    methods = _methods(at, intake, item)
    found = []
    for period, period_type in item.extraction.periods:
        key = new_rules.edition_id(item.reading, period, period_type)
        row = new_rules.edition(item.reading, period, period_type, methods[period, period_type])
        if key in known:
            row |= {name: known[key][name] for name in names if name in known[key]}
        row |= {name: _day(row[name]) for name in ("published_from", "published_to")}
        found.append(row)
    return found


def _first(intake: Intake, item: Table) -> tuple[str | None, str | None]:
    """The first of the periods that the tables of a file give of the index of one of them, which
    the store does not know: the rules of all of them begin with it.
    """
    code = item.reading.index_code
    tables = (other for other in intake.tables if other.reading.index_code == code)
    pairs = (pair for other in tables for pair in other.extraction.periods if None not in pair)
    dated = [(days, pair) for pair in pairs if (days := span(*pair))]
    # A table without a figure has a period all the same.
    return min(dated)[1] if dated else _newest(item)


def _methods(at: Snapshot, intake: Intake, item: Table) -> dict[tuple[str, str], str]:
    """Each period of a table -> the version of the rules it was published under."""
    known = knowledge(at)
    found = {}
    if not _knows(at, item.reading.index_code):
        only = new_rules.code_of(item.reading.index_code or "", _first(intake, item)[0] or "")
        return dict.fromkeys(item.extraction.periods, only)
    for period, period_type in item.extraction.periods:
        method = known.method_for(item.reading.index_code, period, period_type)
        code = method.method_code if method else None
        found[period, period_type] = code or new_rules.code_of(item.reading.index_code, period)
    return found


def _uncovered(at: Snapshot, item: Table) -> list[tuple[str, str]]:
    """The periods that no known version of the rules covers, one for each year."""
    known = knowledge(at)
    years = {}
    for period, period_type in item.extraction.periods:
        if known.method_for(item.reading.index_code, period, period_type) is None:
            years.setdefault(period[:4], (period, period_type))
    return list(years.values())


def _scopes(item: Table, source: SourceFields) -> list[dict]:
    """What a complete table replaces: each indicator of an edition, by measure.

    A table that gives scores only says nothing about ranks that were given before.
    """
    if not item.reading.complete:
        return []
    groups = item.extraction.figures.group_by(
        ["period", "period_type", "indicator_code", "measure"]
    ).aggregate([])
    return [
        {
            "edition_id": new_rules.edition_id(item.reading, row["period"], row["period_type"]),
            "indicator_code": row["indicator_code"],
            "measure": row["measure"],
            "status": sourcing.counted(item.reading.status, source),
        }
        for row in groups.to_pylist()
    ]


def _unsourced(item: Table) -> list[dict]:
    """The editions of a table without a source, with the status that was said of them."""
    return [
        {
            "edition_id": new_rules.edition_id(item.reading, period, period_type),
            "stated_status": item.reading.status,
        }
        for period, period_type in item.extraction.periods
    ]


# --- What stands around them ----------------------------------------------------------------------


def _source(at: Snapshot, intake: Intake, source_id: str) -> dict:
    """Who issued the figures, and whose page or paper they were read from."""
    issuers = {row["index_code"]: row["issuer_vi"] for row in queries.indices(at).to_pylist()}
    known = [issuers.get(item.reading.index_code) for item in intake.tables]
    # What was pasted or typed goes under a technical name, which is not the name of a source.
    own_name = None if intake.book.kind in NOT_FILES else intake.book.file_name
    return sourcing.row(
        intake.source,
        source_id,
        kind=sourcing.kind_of(intake.source, _load_kind(intake)),
        issuer=next(filter(None, known), None),
        own_name=own_name,
        file_name=intake.book.file_name,
        sha256=intake.book.sha256,
        accessed_on=intake.today,
    )


def _rules(
    at: Snapshot, intake: Intake, item: Table, source_id: str, number: int
) -> new_rules.Rows:
    """The index or method that the table needs and the store does not have."""
    reading = item.reading
    known = queries.indices(at).to_pylist()
    if not _knows(at, reading.index_code):
        period, period_type = _first(intake, item)
        return new_rules.new_index(
            replace(reading, period=period, period_type=period_type),
            item.extraction.figures,
            sort_order=max((row["sort_order"] for row in known), default=0) + 1 + number,
            issuer=intake.source.issuer or "–",
            legal_basis=intake.source.document_number or "–",
            source_id=source_id,
        )
    rows: new_rules.Rows = {}
    for period, period_type in _uncovered(at, item):
        dated = replace(reading, period=period, period_type=period_type)
        for name, added in new_rules.carried_over(at, dated).items():
            rows.setdefault(name, []).extend(added)
    return rows


def _not_yet(made: Sequence[dict], added: Sequence[dict]) -> list[dict]:
    """The rules that no earlier table of the file has made: two of its tables may be of one new
    index, of two years or of other parts.
    """
    keys = ("index_code", "method_code", "indicator_code")
    there = {tuple(row.get(key) for key in keys) for row in made}
    return [row for row in added if tuple(row.get(key) for key in keys) not in there]


def _knows(at: Snapshot, index_code: str | None) -> bool:
    codes = queries.indices(at)["index_code"].to_pylist()
    return index_code in codes


def _targets(at: Snapshot, intake: Intake, item: Table, source_id: str) -> Iterator[dict]:
    given = intake.targets.get(item.reading.index_code or "")
    if given is None:
        return
    scheme, unit_code = editions.home(at)
    yield {
        "index_code": item.reading.index_code,
        "scheme": scheme,
        "unit_code": unit_code,
        "rank_limit": given.rank_limit,
        "by_date": given.by_date,
        "set_by_vi": given.set_by,
        "set_by_en": given.set_by,
        "source_id": source_id,
    }


def _aliases(intake: Intake) -> Iterator[dict]:
    """The spellings that a person accepted, for the next file of the same scheme."""
    schemes = {item.reading.scheme for item in intake.tables if item.reading.scheme}
    for (scheme, spelling), unit_code in intake.accepted.items():
        if scheme in schemes:
            yield {
                "alias": spelling,
                "scheme": scheme,
                "unit_code": unit_code,
                "alias_type": "accepted",
                "confidence": "attested",
            }


def _findings(at: Snapshot, intake: Intake) -> Iterator[dict]:
    """What was seen while reading, as rows of `reading_findings`."""
    communes = [left.sheet for left in intake.left_out if left.reason == "communes"]
    if not intake.tables:
        for sheet in communes:
            yield _finding("commune_table", sheet, sheet=sheet)
    if not intake.tables and not communes:
        yield _finding("not_recognised", intake.book.file_name, field="table")
    for contradiction in intake.contradictions:
        yield _finding("given_contradicts_file", intake.book.file_name, **vars(contradiction))
    yield from _struck(intake)
    for item in intake.tables:
        reading = item.reading
        waiting = item.extraction.figures.num_rows > 0
        missing = _missing(item)
        # Without a period its type is asked with it.
        for name in (m for m in missing if m != "period_type" or "period" not in missing):
            yield _finding("not_recognised", reading.sheet, field=name, waiting=waiting)
        if intake.book.needs_confirmation and not intake.confirmed:
            yield _finding("unconfirmed_reading", reading.sheet, sheet=reading.sheet)
        if not _missing(item) and _knows(at, reading.index_code):
            for period, _ in _uncovered(at, item):
                yield _finding(
                    "method_carried_over",
                    reading.sheet,
                    period=period,
                    method=new_rules.code_of(reading.index_code, period),
                )
        yield from _scale(item)
        for said in disagreements.of_structure(intake.book.sheet(reading.sheet), reading):
            details = said._asdict()
            yield _finding("structure_disagrees", details.pop("place"), **details)
        yield from _unsure(reading)
        yield from _formulas(intake.book, reading)
        for spelling in item.extraction.spellings:
            if spelling.unit_code is None:
                names = [name_of(at, reading.scheme, code) for code in spelling.candidates]
                nearest = ", ".join(names) or None
                yield _finding(
                    "unmatched_name", spelling.place, name=spelling.text, nearest=nearest or None
                )


def _scale(item: Table) -> Iterator[dict]:
    """The scale that a new index is given, and what says so; nothing where a person does."""
    reading = item.reading
    if not reading.new_index or _missing(item):
        return
    scale = new_rules.scale_of(reading, item.extraction.figures)
    if scale.basis in ("parts", "largest"):
        name = reading.new_index_name or str(reading.index_code).upper()
        yield _finding(
            "new_scale", reading.sheet, index=name, scale=f"{scale.value:f}", basis=scale.basis
        )


def name_of(at: Snapshot, scheme: str | None, candidate: object) -> str:
    """The name of a unit that was offered for a spelling."""
    code = candidate[0] if isinstance(candidate, tuple) else candidate
    row = first(queries.units(at, scheme=scheme or ""), unit_code=code)
    return row["name_vi"] if row else str(code)


def _unsure(reading: TableReading) -> Iterator[dict]:
    """What was guessed and nobody has settled: fields, and columns of figures."""
    doubtful = [name for name in GUESSED if reading.confidence.get(name, 1.0) <= DOUBTFUL]
    for name in doubtful:
        value = getattr(reading, name)
        if value is not None and not (name == "period_type" and "period" in doubtful):
            details = {"field": name, "value": value}
            if name in ("period", "period_type"):
                details |= _signs(reading)
            yield _finding("unsure_field", reading.sheet, **details)
    if reading.confidence.get("lines", 1.0) >= SURE:
        return
    for line in reading.lines:
        headed = DOUBTFUL if line.heading else UNHEADED
        if line.confidence < {"ignored": SURE}.get(line.role, 0) or (
            line.role == "figure" and line.confidence <= headed
        ):
            across = reading.orientation == "units_in_rows"
            area = reading.area
            cell = (area.top, line.position) if across else (line.position, area.left)
            name = line.heading or (letters(line.position) if across else str(line.position + 1))
            where = f"{reading.sheet}!{address(*cell)}"
            yield _finding("unsure_column", where, column=name)


def _struck(intake: Intake) -> Iterator[dict]:
    """What is struck through on the sheets of tables: whole rows of units, else single cells."""
    for name in dict.fromkeys(item.reading.sheet for item in intake.tables):
        sheet = intake.book.sheet(name)
        readings = [item.reading for item in intake.tables if item.reading.sheet == name]
        across = readings[0].orientation == "units_in_rows"
        numbers = {
            line.position for each in readings for line in each.lines if line.role == "ordinal"
        }
        by_unit: dict[int, list[tuple[int, int, str]]] = {}
        for row, column, text in sheet.struck:
            by_unit.setdefault(row if across else column, []).append((row, column, text))
        for at, cells in by_unit.items():
            beside = range(sheet.width if across else sheet.height)
            left = any(
                sheet.text(*((at, other) if across else (other, at)))
                for other in beside
                if other not in numbers
            )
            if len(cells) > 1 and not left:
                texts = [text for _, _, text in cells if not text.replace(".", "").isdigit()]
                where = place(sheet, *cells[0][:2])
                yield _finding("struck_row", where, text=next(iter(texts), cells[0][2]))
                continue
            for row, column, text in cells:
                yield _finding("struck_text", place(sheet, row, column), text=text)


def _signs(reading: TableReading) -> dict[str, object]:
    """What a finding on the period tells: the period that is proposed, and what the texts say."""
    if not (reading.signs and reading.period):
        return {}
    signs = [vars(sign) for sign in reading.signs]
    return {"value": reading.period, "type": reading.period_type, "signs": signs}


def _formulas(book: Book, reading: TableReading) -> Iterator[dict]:
    """Formulas without a result that stand where figures are read."""
    sheet = book.sheet(reading.sheet)
    area = reading.area
    across = reading.orientation == "units_in_rows"
    read = {
        line.position: line for line in reading.lines if line.role not in ("ignored", "ordinal")
    }
    for row, column in sheet.no_cached_value:
        inside = area.top <= row <= area.bottom and area.left <= column <= area.right
        line = read.get(column if across else row)
        if inside and line:
            yield _finding(
                "formula_without_value",
                place(sheet, row, column),
                column=line.heading or letters(column),
            )


def _unreadable(intake: Intake) -> Iterator[dict]:
    for item in intake.tables:
        for where, column, text in item.extraction.unreadable:
            yield {
                "place": where,
                "column_name": column,
                "value_printed": text,
                "reason": "unreadable",
            }


def _finding(rule: str, where: str | None, **details: object) -> dict:
    return {
        "rule": rule,
        "place": where,
        "details": json.dumps(details, ensure_ascii=False, default=str),
    }


def _once(rows: Sequence[dict]) -> list[dict]:
    """Each row once: two tables of a file may need the same edition or method."""
    found = {json.dumps(row, sort_keys=True, default=str): row for row in rows}
    return list(found.values())


def _plain(reading: TableReading) -> dict:
    return json.loads(json.dumps(reading, default=lambda value: vars(value)))


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
