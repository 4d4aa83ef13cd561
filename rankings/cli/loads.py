"""The commands that bring figures in: load, publish."""

import argparse
from pathlib import Path
from typing import Any

from rankings import loads
from rankings.cli import load_outcome, load_source, upload_sheets
from rankings.cli.command import Answer, add_on_store, day, whole
from rankings.facts import editions
from rankings.ingest import intake
from rankings.ingest.assembly import Intake, TargetFields, assemble, recognised
from rankings.ingest.grid import Book, letters
from rankings.ingest.inside import within
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.meaning.numbers import number
from rankings.ingest.proposal import Given, LeftOut, NewIndicator, Recognition, TableReading
from rankings.ingest.recognition import structure
from rankings.ingest.submission import Submission, now
from rankings.loads import Stopped, handed_in, journal
from rankings.sentences import upload
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot
from rankings.words.text import words


def add(commands: Any) -> None:
    """The commands and their arguments."""
    loaded = add_on_store(commands, "load", load, "read, check and keep a file")
    _file_options(loaded)
    load_source.source_options(loaded)
    _new_index_options(loaded)
    loaded.add_argument("--publish", action="store_true", help="publish it, do not only keep it")
    kept = add_on_store(commands, "publish", publish, "publish a load that was kept")
    kept.add_argument("load_id", metavar="LOAD_ID", type=whole)
    for command in (loaded, kept):
        command.add_argument(
            "--acknowledge", metavar="SENTENCE", help="why warnings do not stop it"
        )
        command.add_argument("--by", metavar="NAME", help="who does it; default: the user's name")


def _file_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", nargs="+")
    command.add_argument("--index", help="psi, dti, pii, or the code of a new index")
    command.add_argument("--scheme", help="vn34, vn63, or units inside a province: h21")
    upload_sheets.add_options(command)


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

        steps = load_files.OneFile(
            _read, load_outcome.answered, load_outcome.acknowledged, load_outcome.actor
        )
        return load_files.load(options, at, steps)
    (options.file,) = options.file
    submission, reading = _read(options, at)
    load_id, state, checked = load_outcome.carry_out(options, at, submission)
    result = {
        "load_id": load_id,
        "state": state,
        **reading,
        **load_outcome.answered(options, at, checked, submission),
        "beside": checked.comparison.beside,
    }
    return result, load_outcome.STOPPED if state == "blocked" else 0


def _read(options: argparse.Namespace, at: Snapshot) -> tuple[Submission, dict[str, object]]:
    """The load that a file makes, and what is answered of its reading.

    The cells of the file are let go with this function: a check needs the memory.
    """
    given = _given(options, at)
    book = handed_in.read_path(at.store, Path(options.file))
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
        source=load_source.source_of(options, at.store),
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
        said = load_outcome.acknowledged(options, checked.to_acknowledge)
        done = loads.publish(
            at.store,
            options.load_id,
            by=load_outcome.actor(options),
            acknowledgements=said,
            known=checked,
        )
        checked = done.checked
    except Stopped as stopped:
        state, checked = "blocked", stopped.checked
    result = {
        "load_id": options.load_id,
        "state": state,
        **load_outcome.answered(options, at, checked, submission),
    }
    return result, load_outcome.STOPPED if state == "blocked" else 0


# --- What was asked -------------------------------------------------------------------------------


def _given(options: argparse.Namespace, at: Snapshot) -> Given:
    """What the options say beforehand. Raises Problem on a period or scheme that is not one."""
    asked = upload_sheets.asked(options)
    known = [row["index_code"] for row in editions.index_rows(at)]
    if options.index is not None and options.index not in known:
        editions.checked_index_code(options.index)
    schemes = sorted({item.scheme for item in editions.all_editions(at)})
    if options.scheme is not None and options.scheme not in schemes:
        options.scheme = options.scheme.lower()
    inside = options.scheme is not None and within.lists(at).of_scheme(options.scheme)
    if options.scheme not in (None, *schemes) and not inside:
        raise Problem("error.not_a_scheme", value=options.scheme, known=schemes)
    return Given(
        index=options.index,
        period=asked.period,
        period_type=asked.period_type,
        scheme=options.scheme,
        sheets=tuple(options.sheet or ()),
        of_sheets=asked.of_sheets,
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
        nodes = structure.of_file(handed_in.read_path(at.store, path), knowledge(at))

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


# --- What is answered of the reading --------------------------------------------------------------


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
