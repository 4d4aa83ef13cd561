"""The commands that bring figures in, take them back and remark on them: load, publish, loads,
source, withdraw, remark."""

import argparse
import getpass
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rankings import loads
from rankings.cli import upload_sheets
from rankings.cli.command import Answer, add_on_store, day, edition_of, edition_options, whole
from rankings.cli.output import interval, moment
from rankings.facts import editions
from rankings.facts.standing.bounds import Interval
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, TargetFields, assemble, recognised
from rankings.ingest.grid import Book, letters
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.meaning.numbers import number
from rankings.ingest.proposal import Given, LeftOut, NewIndicator, Recognition, TableReading
from rankings.ingest.recognition import structure
from rankings.ingest.sourcing import GIVEN_KINDS, UNSAID, SourceFields, web_address
from rankings.ingest.submission import Submission, now
from rankings.loads import Acknowledgement, Checked, Stopped, access, journal
from rankings.loads.checks import Finding
from rankings.loads.effects import Effect, Standpoint
from rankings.sentences import naming, problems, upload
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot, Store
from rankings.words import typed
from rankings.words.text import words

STOPPED = 3


def add(commands: Any) -> None:
    """The commands and their arguments."""
    loaded = add_on_store(commands, "load", load, "read, check and keep a file")
    _file_options(loaded)
    source_options(loaded)
    _new_index_options(loaded)
    loaded.add_argument("--publish", action="store_true", help="publish it, do not only keep it")
    kept = add_on_store(commands, "publish", publish, "publish a load that was kept")
    add_on_store(commands, "loads", list_loads, "every load, newest first")
    later = add_on_store(commands, "source", tell_source, "tell the source of an earlier load")
    source_options(later)
    taken = add_on_store(commands, "withdraw", withdraw, "take a load back")
    remarked = add_on_store(commands, "remark", put_remark, "put a signed remark on an edition")
    _remark_options(remarked)
    for command in (kept, later, taken):
        command.add_argument("load_id", metavar="LOAD_ID", type=whole)
    for command in (loaded, kept, later):
        command.add_argument(
            "--acknowledge", metavar="SENTENCE", help="why warnings do not stop it"
        )
    taken.add_argument("--why", required=True, help="the reason, kept with the load")
    for command in (loaded, kept, later, taken, remarked):
        command.add_argument("--by", metavar="NAME", help="who does it; default: the user's name")


def _remark_options(command: argparse.ArgumentParser) -> None:
    edition_options(command)
    command.add_argument("--text", metavar="TEXT", required=True, help="the remark; empty: none")
    command.add_argument("--text-en", metavar="TEXT", help="the same in English")
    command.add_argument("--signed-by", metavar="NAME", required=True, help="who signs it")
    command.add_argument("--dated", metavar="DATE", help="its day; default: today")
    command.add_argument(
        "--rescored",
        nargs="+",
        action="extend",
        default=[],
        metavar="UNIT:COMPONENT",
        help="figures that the issuer scored anew",
    )


def _file_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", nargs="+")
    command.add_argument("--index", help="psi, dti, pii, or the code of a new index")
    command.add_argument("--scheme", help="vn34 or vn63")
    upload_sheets.add_options(command)


def source_options(command: argparse.ArgumentParser) -> None:
    """What figures rest on; `source_of` reads them."""
    command.add_argument("--document", metavar="NUMBER", help="number and sign of the document")
    command.add_argument("--source-url", metavar="URL", help="where the figures are published")
    command.add_argument("--attach", metavar="FILE", help="the original, kept beside the load")
    command.add_argument("--source-kind", choices=GIVEN_KINDS, help="default: by what is given")
    command.add_argument("--issuer", metavar="TEXT", help="who issued the figures")
    command.add_argument("--issued-on", metavar="DATE", help="the day of the document")
    command.add_argument("--abstract", metavar="TEXT", help="what the document is about")


def _new_index_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--structure", metavar="FILE", help="the parts of a new index")
    command.add_argument("--index-name", metavar="NAME", help="the name of a new index")
    command.add_argument("--index-name-en", metavar="NAME", help="the same in English")
    command.add_argument("--scale", metavar="N", help="the largest total that a new index gives")
    command.add_argument("--target", type=whole, metavar="K", help="the rank limit of a new index")
    command.add_argument("--target-by", metavar="DATE", help="the day by which it is to be reached")
    command.add_argument("--target-set-by", metavar="TEXT", help="the document that sets it")


def load(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Read, recognise and check a file; keep it, or publish it when that is asked for."""
    if len(options.file) > 1:
        # What a single file does without.
        from rankings.cli import load_files

        steps = load_files.OneFile(_read, _answered, _acknowledged, _name)
        return load_files.load(options, at, steps)
    (options.file,) = options.file
    submission, reading = _read(options, at)
    load_id, state, checked = _load(options, at, submission)
    result = {
        "load_id": load_id,
        "state": state,
        **reading,
        **_answered(options, at, checked, submission),
        "beside": checked.comparison.beside,
    }
    return result, STOPPED if state == "blocked" else 0


def settled(
    options: argparse.Namespace, at: Snapshot, submission: Submission
) -> tuple[dict[str, object], int]:
    """Check a load; keep it, or publish it when that is asked for: what is answered, exit code."""
    load_id, state, checked = _load(options, at, submission)
    result: dict[str, object] = {
        "load_id": load_id,
        "state": state,
        **_answered(options, at, checked, submission),
        "beside": checked.comparison.beside,
    }
    return result, STOPPED if state == "blocked" else 0


def _answered(
    options: argparse.Namespace, at: Snapshot, checked: Checked, submission: Submission
) -> dict[str, object]:
    """What was found in a load, and what it does."""
    return {
        "findings": _findings(options, at.store, checked, submission),
        "effect": [_effect(at, item) for item in _in_order(checked)],
    }


def _read(options: argparse.Namespace, at: Snapshot) -> tuple[Submission, dict[str, object]]:
    """The load that a file makes, and what is answered of its reading.

    The cells of the file are let go with this function: a check needs the memory.
    """
    given = _given(options, at)
    book = intake.read_path(at.store, Path(options.file))
    _check_sheets(options, book)
    recognition = intake.propose(at, book, given)
    chosen = [
        table for place, table in enumerate(recognition.tables) if place not in recognition.unchosen
    ]
    readings, named = _of_new_index(options, at, tuple(chosen))
    read = intake.extract(at, book, readings)
    tables = tuple(intake.without(table, recognition.left_names) for table in read)
    settled = Intake(
        book=book,
        tables=tables,
        source=source_of(options, at.store),
        contradictions=recognition.contradictions,
        left_out=recognition.left_out,
        targets=_targets(options, at, readings),
        today=now().date(),
    )
    reading: dict[str, object] = {
        "recognised": recognised(settled),
        "left_out": _left_out(options, recognition),
        "remarks": _remarks(options, settled, recognition),
        "structure": _structure(readings, named),
    }
    return assemble(at, settled), reading


def publish(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Publish a load that was kept."""
    submission = journal.read(at.store, options.load_id)
    state = "published"
    try:
        checked = loads.check(at.store, submission)
        if checked.questions:
            raise Stopped(checked)
        said = _acknowledged(options, checked.to_acknowledge)
        done = loads.publish(at.store, options.load_id, by=_name(options), acknowledgements=said)
        checked = done.checked
    except Stopped as stopped:
        state, checked = "blocked", stopped.checked
    result = {
        "load_id": options.load_id,
        "state": state,
        **_answered(options, at, checked, submission),
    }
    return result, STOPPED if state == "blocked" else 0


def tell_source(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Tell the source of a load that was published without one."""
    # What no other command of these needs.
    from rankings.loads.edits import source

    given = source.change(at, load_id=options.load_id, source=source_of(options, at.store))
    # Where a second person publishes, it waits for one as a file does.
    options.publish = not access.settings().second_person
    load_id, state, checked = _load(options, at, given)
    result = {
        "load_id": load_id,
        "of_load": options.load_id,
        "state": state,
        **_answered(options, at, checked, given),
    }
    return result, STOPPED if state == "blocked" else 0


def withdraw(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Take a published load back."""
    done = loads.withdraw(at.store, options.load_id, why=options.why, by=_name(options))
    result = {
        "load_id": done.load_id,
        "withdraws": options.load_id,
        "state": "published",
        "effect": [_effect(at, item) for item in _in_order(done.checked)],
    }
    return result, 0


def put_remark(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Put a signed remark on an edition, with the figures that it marks as re-scored."""
    # What no other command of these needs.
    from rankings.loads.edits import remark

    edition = edition_of(options, at)
    given = remark.change(
        at,
        edition_id=edition.edition_id,
        text_vi=options.text,
        text_en=options.text_en,
        signed_by=options.signed_by,
        dated=now().date() if options.dated is None else day(options.dated),
        rescored=[_cell(text) for text in options.rescored],
    )
    number = loads.stage(at.store, given, by=_name(options))
    try:
        done = loads.publish(at.store, number, by=_name(options), seen=at.version)
    except Problem:
        journal.cancel(at.store, number)
        raise
    row = remark.of_edition(at.store.snapshot(), edition_id=edition.edition_id) or {}
    result = {
        "load_id": done.load_id,
        "state": "published",
        "edition_id": edition.edition_id,
        "text": row.get("text_vi") or None,
        "signed_by": row.get("signed_by"),
        "dated": row["dated"].isoformat() if row else None,
        "rescored": [
            {"unit_code": unit, "component": component}
            for unit, component in remark.marked(at.store.snapshot(), edition_id=edition.edition_id)
        ],
    }
    return result, 0


def _cell(text: str) -> tuple[str, str]:
    """Unit and component of "44:transparency". Raises Problem for what is not that."""
    unit, _, component = text.partition(":")
    if not unit or not component:
        raise Problem("error.rescored_figure", value=text)
    return unit, component


def list_loads(_: argparse.Namespace, at: Snapshot) -> Answer:
    """Every load, newest first; those that wait to be published before them."""
    waiting = [_waiting(number, item) for number, item in reversed(loads.staged(at.store))]
    touched: dict[int, list[str]] = {}
    for row in queries.load_editions(at).to_pylist():
        touched.setdefault(row["load_id"], []).append(row["edition_id"])
    sources = {row["load_id"]: row for row in reversed(queries.load_sources(at).to_pylist())}
    lacking = {
        row["load_id"]
        for row in queries.unsourced_loads(at).to_pylist()
        if row["counts"] and not row["told"]
    }
    rows = [
        {
            **picked(row, "load_id", "state", "kind"),
            "at": moment(row["loaded_at"]),
            "by": row["loaded_by"],
            "file": row["file_name"],
            "sha256": row["sha256"],
            "editions": touched.get(row["load_id"], []) if row["load_id"] else [],
            **picked(row, "figures", "withdraws", "why"),
            "source": _rests_on(sources.get(row["load_id"], {})) if row["load_id"] else None,
            "unsourced": row["load_id"] in lacking,
        }
        for row in queries.loads(at).to_pylist()
    ]
    return waiting + rows, 0


def _rests_on(source: Mapping[str, Any]) -> str | None:
    """What can be looked up of a source: the document, else the link, else the original."""
    names = ("document_number", "url", "document_name")
    return next((source[name] for name in names if source.get(name)), None)


# --- What was asked -------------------------------------------------------------------------------


def _given(options: argparse.Namespace, at: Snapshot) -> Given:
    """What the options say beforehand. Raises Problem on a period or scheme that is not one."""
    asked = upload_sheets.asked(options)
    known = [row["index_code"] for row in editions.index_rows(at)]
    if options.index is not None and options.index not in known:
        editions.checked_index_code(options.index)
    schemes = sorted({item.scheme for item in editions.all_editions(at)})
    if options.scheme not in (None, *schemes):
        raise Problem("error.not_a_scheme", value=options.scheme, known=schemes)
    return Given(
        index=options.index,
        period=asked.period,
        period_type=asked.period_type,
        scheme=options.scheme,
        sheets=tuple(options.sheet or ()),
        of_sheets=asked.of_sheets,
    )


def source_of(options: argparse.Namespace, store: Store) -> SourceFields:
    """What the options say of where the figures are from. Raises Problem for a link or a day that
    is none, and for an original that cannot be read."""
    attached: tuple[str | None, str | None] = (None, None)
    if options.attach is not None:
        attached = intake.attach_path(store, Path(options.attach))
    return SourceFields(
        kind=options.source_kind or UNSAID.kind,
        document_number=typed.line(options.document) or None,
        issued_on=None if options.issued_on is None else day(options.issued_on),
        issuer=typed.line(options.issuer) or None,
        abstract=typed.line(options.abstract) or None,
        url=web_address(typed.line(options.source_url) or None),
        attached_name=attached[0],
        attached_sha256=attached[1],
    )


def _check_sheets(options: argparse.Namespace, book: Book) -> None:
    """Raise Problem with the sheets that there are when one that was asked for is not there."""
    known = [sheet.name for sheet in book.sheets]
    for name in options.sheet or ():
        if name not in known:
            raise Problem("error.no_sheet", file=book.file_name, sheet=name, known=known)


def _of_new_index(
    options: argparse.Namespace, at: Snapshot, readings: tuple[TableReading, ...]
) -> tuple[tuple[TableReading, ...], frozenset[str]]:
    """The tables with what the options say of an index that is new, and the codes of its parts
    that the file of structure names.

    Raises Problem when something is said and no table is of a new index, or when the file of
    structure is none.
    """
    names = (options.index_name, options.index_name_en)
    target = (options.target, options.target_by, options.target_set_by)
    code = next((reading.index_code for reading in readings if reading.new_index), None)
    if {options.structure, options.scale, *names, *target} == {None}:
        return readings, frozenset()
    if options.scale is not None and not number(options.scale):
        raise Problem("error.not_a_scale", value=options.scale)
    if code is None:
        found = next((reading.index_code for reading in readings), None)
        raise Problem("error.not_a_new_index", index=found or "–")
    nodes: tuple[NewIndicator, ...] = ()
    if options.structure is not None:
        path = Path(options.structure)
        nodes = structure.of_file(intake.read_path(at.store, path), knowledge(at))

    def settled(reading: TableReading) -> TableReading:
        if reading.index_code != code:
            return reading
        if nodes:
            reading = structure.with_structure(reading, nodes).reading
        fields = ("new_index_name", "new_index_name_en", "new_scale")
        texts = (*names, options.scale)
        given: dict[str, Any] = {
            name: (text or "").strip() for name, text in zip(fields, texts, strict=True)
        }
        return reading.corrected(**{name: text for name, text in given.items() if text})

    return tuple(settled(reading) for reading in readings), frozenset(node.code for node in nodes)


def _targets(
    options: argparse.Namespace, at: Snapshot, readings: tuple[TableReading, ...]
) -> dict[str, TargetFields]:
    """The target of the new index. Raises Problem when it is not among the ranks there are, when
    its day is none, or when something is said of a target and none is given.
    """
    if options.target is None:
        if options.target_by is not None or options.target_set_by is not None:
            raise Problem("error.target_without_limit", option="--target")
        return {}
    reading = next(reading for reading in readings if reading.new_index)
    scheme = reading.scheme or editions.home(at)[0]
    highest = queries.units(at, scheme=scheme).num_rows
    if not 1 <= options.target <= highest:
        raise Problem("error.limit_out_of_range", highest=highest, value=options.target)
    set_by = (options.target_set_by or "").strip() or "–"
    by = None if options.target_by is None else day(options.target_by)
    return {str(reading.index_code): TargetFields(options.target, set_by, by)}


def _load(
    options: argparse.Namespace, at: Snapshot, submission: Submission
) -> tuple[int | None, str, Checked]:
    """(number of the load, state, what was found); a load that is stopped leaves nothing behind."""
    checked = loads.check(at.store, submission, base=at.version)
    said = _acknowledged(options, checked.to_acknowledge)
    if checked.blockers:
        return None, "blocked", checked
    if not options.publish:
        return loads.stage(at.store, submission, by=_name(options)), "staged", checked
    if (checked.to_acknowledge and not said) or checked.questions:
        return None, "blocked", checked
    number = loads.stage(at.store, submission, by=_name(options))
    try:
        done = loads.publish(
            at.store, number, by=_name(options), acknowledgements=said, seen=at.version
        )
    except Stopped as stopped:
        journal.cancel(at.store, number)
        return None, "blocked", stopped.checked
    except Problem:
        journal.cancel(at.store, number)
        raise
    return done.load_id, "published", done.checked


def _acknowledged(options: argparse.Namespace, rules: tuple[str, ...]) -> list[Acknowledgement]:
    sentence = (options.acknowledge or "").strip()
    return [Acknowledgement(rule, "other", sentence) for rule in rules] if sentence else []


def _name(options: argparse.Namespace) -> str:
    if options.by:
        return options.by
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise Problem("error.name_missing") from error


# --- What is answered -----------------------------------------------------------------------------


def _findings(
    options: argparse.Namespace, store: Store, checked: Checked, submission: Submission
) -> list[dict[str, object]]:
    w = words(options.lang)
    at = store.snapshot()
    own = naming.of_editions(at, w, naming.editions_in(checked.findings))
    brought = submission.rows.get("indicators")
    own |= naming.of_indicators(w, brought.to_pylist() if brought else ())
    names = {scheme: own | known for scheme, known in naming.names_by_scheme(at, w).items()}
    home, _ = editions.home(at)

    def message(item: Finding) -> str:
        told = problems.finding(w, item, names.get(naming.scheme_of(item, home)))
        return w("sign.option", message=told) if item in checked.questions else told

    return [
        {
            "rule": item.rule,
            "severity": item.severity,
            "where": item.place,
            "message": message(item),
        }
        for item in checked.findings
    ]


def _left_out(options: argparse.Namespace, recognition: Recognition) -> list[dict[str, str]]:
    """The sheets and tables that are not read, and why."""
    w = words(options.lang)
    unchosen = [
        LeftOut(table.sheet, "unchosen_before")
        for place, table in enumerate(recognition.tables)
        if place in recognition.unchosen
    ]
    return [
        {"sheet": left.sheet, "reason": left.reason, "why": w(f"left_out.{left.reason}")}
        for left in (*recognition.left_out, *unchosen)
    ]


def _remarks(options: argparse.Namespace, settled: Intake, recognition: Recognition) -> list[str]:
    """What else there is to know of the reading, such as a hidden column that is not read."""
    w = words(options.lang)
    of_tables = [remark for item in settled.tables for remark in item.extraction.remarks]
    found = dict.fromkeys((*settled.book.remarks, *recognition.remarks, *of_tables))
    return [upload.remark(w, remark) for remark in found]


def _structure(
    readings: tuple[TableReading, ...], named: frozenset[str]
) -> list[dict[str, object]]:
    """The parts of the first new index of a file: what each is called, where it comes from."""
    reading = next((reading for reading in readings if reading.new_index), None)
    if reading is None:
        return []
    across = reading.orientation == "units_in_rows"
    columns: dict[str | None, str] = {}
    for line in reading.lines:
        if line.role == "figure":
            place = letters(line.position) if across else str(line.position + 1)
            columns.setdefault(line.indicator_code, place)
    return [
        {
            **picked(part, "code", "name", "parent", "max_score"),
            "column": columns.get(part.code),
            "named": part.code in named,
        }
        for part in reading.new_indicators
    ]


def _in_order(checked: Checked) -> list[Effect]:
    """The indices that the load touches first."""
    touched = {editions.name_of(edition_id).index_code for edition_id in checked.edition_ids}
    return sorted(checked.effects, key=lambda item: item.index_code not in touched)


def _effect(at: Snapshot, effect: Effect) -> dict[str, object]:
    methods = {row["index_code"]: row for row in queries.methods(at).to_pylist()}
    decimals = methods.get(effect.index_code, {"decimals": 2})["decimals"]
    row: dict[str, object] = {"index": effect.index_code}
    for name in ("rank", "gap", "status"):
        for side in ("before", "after"):
            row[f"{name}_{side}"] = _of(getattr(effect, side), name, decimals)
    return row


def _of(standpoint: Standpoint | None, name: str, decimals: int) -> object:
    value = getattr(standpoint, name) if standpoint else None
    if name != "gap":
        return value
    return interval(value or Interval(None, None), decimals)


def _waiting(load_id: int, item: Submission) -> dict[str, object]:
    """A load that was handed in and not published."""
    rows = item.rows.get("observations")
    brought = [item.rows.get(name) for name in ("source_documents", "sources")]
    origins = [row for table in brought if table is not None for row in table.to_pylist()]
    return {
        "load_id": load_id,
        "state": "staged",
        "kind": item.kind,
        "at": moment(item.uploaded_at),
        "by": item.uploaded_by,
        "file": item.file_name,
        "sha256": item.sha256,
        "editions": sorted(rows["edition_id"].unique().to_pylist()) if rows else [],
        "figures": rows.num_rows if rows else 0,
        "withdraws": item.withdraws,
        "why": item.why,
        "source": next((made for row in origins if (made := _rests_on(row))), None),
        "unsourced": "unsourced_editions" in item.rows,
    }
