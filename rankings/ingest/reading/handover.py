"""A Book, or a Problem, on its way from the reading process: Arrow files and one of JSON."""

import json
from pathlib import Path

import pyarrow as pa

from rankings.ingest.grid import Aside, Book, Remark, Sheet
from rankings.store.problems import Problem
from rankings.store.rows import picked

BOOK = "book.json"
PROBLEM = "problem.json"
_FACTS = ("merged", "no_cached_value", "struck")
_NUMBERS = ("hidden_rows", "hidden_columns")


def write_book(book: Book, folder: Path) -> None:
    """Write a Book into a folder; its JSON comes last, so that what is there is whole."""
    sheets = []
    for number, sheet in enumerate(book.sheets):
        _write_columns(sheet, folder / f"{number}.arrow")
        facts = picked(sheet, *_FACTS, "name", "hidden", "width")
        sheets.append(facts | {name: sorted(getattr(sheet, name)) for name in _NUMBERS})
    said = {
        **picked(book, "file_name", "sha256", "size", "kind", "needs_confirmation"),
        "remarks": [[remark.key, remark.values] for remark in book.remarks],
        "asides": [[aside.text, aside.page] for aside in book.asides],
        "sheets": sheets,
    }
    (folder / BOOK).write_text(json.dumps(said), encoding="utf-8")


def read_book(folder: Path) -> Book:
    """The Book that was written into a folder; FileNotFoundError when there is none."""
    said = json.loads((folder / BOOK).read_text(encoding="utf-8"))
    sheets = tuple(
        _read_sheet(folder / f"{number}.arrow", facts)
        for number, facts in enumerate(said.pop("sheets"))
    )
    remarks = tuple(
        Remark(key, tuple((name, value) for name, value in values))
        for key, values in said.pop("remarks")
    )
    asides = tuple(Aside(text, page) for text, page in said.pop("asides"))
    return Book(sheets=sheets, remarks=remarks, asides=asides, **said)


def write_problem(problem: Problem, folder: Path) -> None:
    """Write a Problem into a folder; its values must be texts and numbers."""
    text = json.dumps({"key": problem.key, "values": problem.values})
    (folder / PROBLEM).write_text(text, encoding="utf-8")


def read_problem(folder: Path) -> Problem | None:
    """The Problem that was written into a folder, None when there is none that is whole."""
    try:
        said = json.loads((folder / PROBLEM).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Problem(said["key"], **said["values"])


def _write_columns(sheet: Sheet, path: Path) -> None:
    arrays = [*sheet.texts, *sheet.kinds]
    if sheet.lines is not None:
        arrays.append(sheet.lines)
    batch = pa.record_batch(arrays, names=[str(number) for number in range(len(arrays))])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _read_sheet(path: Path, facts: dict) -> Sheet:
    # Into memory, not mapped: the folder is removed behind it, which Windows refuses of a mapping.
    with pa.OSFile(str(path), "rb") as source:
        columns = pa.ipc.open_file(source).get_batch(0).columns
    width = facts["width"]
    return Sheet(
        facts["name"],
        tuple(columns[:width]),
        tuple(columns[width : 2 * width]),
        hidden=facts["hidden"],
        lines=columns[2 * width] if len(columns) > 2 * width else None,
        **{name: tuple(map(tuple, facts[name])) for name in _FACTS},
        **{name: frozenset(facts[name]) for name in _NUMBERS},
    )
