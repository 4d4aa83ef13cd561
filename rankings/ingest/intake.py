"""The way of a file, step by step, the same for the page and the command line.

book = read(store, content, name)              1. what the file holds
recognition = propose(store, version, book)       what it means
tables = extract(store, version, book, …)      2. its figures, and the names that are not known
submission = assembly.assemble(…)              3. what is to be loaded
loads.check / stage / publish                  3. – 5.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rankings.ingest import layouts, originals, reading
from rankings.ingest.assembly import Table
from rankings.ingest.extraction import extract as extract_table
from rankings.ingest.grid import Book
from rankings.ingest.meaning.knowledge import knowledge
from rankings.ingest.proposal import Given, Recognition, TableReading
from rankings.ingest.recognition import recognise
from rankings.problems import Problem
from rankings.store import Store

NOTHING_GIVEN = Given()


def read(
    store: Store,
    content: bytes,
    file_name: str,
    *,
    progress: Callable[[float], None] | None = None,
) -> Book:
    """Keep a file that was handed in, and read it in a process of its own.

    Raises Problem with what is wrong with the file and what to do.
    """
    sha256 = originals.keep(store, content)
    return reading.read(originals.path_of(store, sha256), file_name=file_name, progress=progress)


def read_path(store: Store, path: Path) -> Book:
    """The same for a file of this machine. Raises Problem when it cannot be opened."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem("error.file_unopened", file=str(path), reason=error.strerror) from error
    return read(store, content, path.name)


def read_pasted(store: Store, text: str, *, html: str | None = None) -> Book:
    """Keep and read a block that was pasted."""
    book = reading.read_pasted(text, html=html)
    originals.keep(store, text.encode())
    return book


def propose(store: Store, version: int, book: Book, given: Given = NOTHING_GIVEN) -> Recognition:
    """What the tables of a file mean, with the layouts that analysts have saved."""
    saved = layouts.load_all(layouts_folder(store))
    return recognise(book, knowledge(store, version), given, saved)


def extract(
    store: Store,
    version: int,
    book: Book,
    readings: Sequence[TableReading],
    accepted: Mapping[str, str] | None = None,
) -> tuple[Table, ...]:
    """The figures of each table, as it is read. accepted: spelling -> unit code."""
    known = knowledge(store, version)
    return tuple(Table(item, extract_table(book, item, known, accepted or {})) for item in readings)


def layouts_folder(store: Store) -> Path:
    """Where the layouts are kept, a JSON file each."""
    return store.folder / "layouts"
