"""The command that makes a briefing: brief."""

import argparse
import contextlib
import uuid
from pathlib import Path
from typing import Any

from rankings.cli.command import Answer, current_store, day, store_as_of, today, whole
from rankings.cli.command import add as add_command
from rankings.cli.load_outcome import at_machine
from rankings.cli.output import figure
from rankings.forms import briefing
from rankings.sentences import brief_message
from rankings.store.problems import Problem
from rankings.words.document import Cell, Document
from rankings.words.text import words


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "where home stands, what moved and what to do, as a text or a file"
    command = add_command(commands, "brief", make, what)
    command.add_argument("--as-of", type=whole, metavar="LOAD_ID", help="as they were after a load")
    command.add_argument("--since", metavar="DAY", help="tell what moved since this day")
    command.add_argument("-o", dest="file", metavar="FILE", help="the file to write")
    forms = command.add_mutually_exclusive_group()
    for form, kinds in briefing.FORMS.items():
        if kinds:
            forms.add_argument(f"--{form}", nargs="?", choices=kinds, const=kinds[0])
        else:
            forms.add_argument(f"--{form}", action="store_true")


def make(options: argparse.Namespace) -> Answer:
    """Make a briefing in the form asked for, and note that it was made."""
    form, kind = _asked(options)
    if options.file is None and form != "text":
        raise Problem("error.brief_file")
    live = current_store()
    document, facts = briefing.draw_up(
        live,
        store_as_of(options, live),
        language=options.lang,
        as_of=options.as_of,
        today=today(),
        since=None if options.since is None else day(options.since),
    )
    content = briefing.content(document, form, kind)
    if options.file is not None:
        write(Path(options.file), content)
    recorded = briefing.record(live, facts, form, by=at_machine())
    if form == "text" and options.file is None and not options.json:
        return content.decode(), 0
    made = {"form": form, "kind": kind, "file": options.file, "recorded": recorded}
    if not options.json:
        return {"state": document.state, "finding": document.finding, **made}, 0
    return _row(document) | made, 0


def _asked(options: argparse.Namespace) -> tuple[str, str | None]:
    """The form asked for and its kind; the text where none is."""
    for form, kinds in briefing.FORMS.items():
        asked = getattr(options, form)
        if asked:
            return form, asked if kinds else None
    return "text", None


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises Problem where it cannot be written."""
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise Problem("error.write_file", file=str(path), reason=error.strerror) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _row(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "finding": document.finding,
        "state": document.state,
        "link": document.link,
        "parts": [
            {"part": part.code, "heading": part.heading, "sentences": list(part.sentences)}
            for part in document.parts
        ],
        "figures": [
            {"table": grid.title, "row": row[0].text, "column": heading} | _figure(cell)
            for grid in document.grids
            for row in grid.rows
            for heading, cell in zip(grid.headings, row, strict=True)
            if cell.number is not None
        ],
        "notes": list(document.notes),
        "sources": [
            {"number": origin.number, "source": origin.line, "address": origin.address}
            for origin in document.sources
        ],
        "text": brief_message.message(words(document.language), document),
    }


def _figure(cell: Cell) -> dict[str, Any]:
    number = cell.number if cell.decimals is None else figure(cell.number, cell.decimals)
    return {"text": cell.text, "value": number, "key": cell.key, "source": cell.source}
