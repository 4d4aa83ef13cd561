"""The way of a file, step by step, the same for the page and the command line.

book = read(store, content, name)              1. what the file holds
recognition = propose(at, book)                  what it means
tables = extract(at, book, …)                 2. its figures, and the names that are not known
submission = assembly.assemble(…)              3. what is to be loaded
loads.check / stage / publish                  3. – 5.
"""

import tempfile
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rankings.ingest import confined, layouts, originals, reading
from rankings.ingest.assembly import Table
from rankings.ingest.extraction import SchemeSpelling, accepted_in
from rankings.ingest.extraction import extract as extract_table
from rankings.ingest.grid import Book
from rankings.ingest.inside.within import known_inside, lists
from rankings.ingest.limits import MEGABYTE, Limits
from rankings.ingest.meaning.knowledge import Knowledge, knowledge
from rankings.ingest.proposal import Given, Recognition, TableReading
from rankings.ingest.recognition import recognise
from rankings.ingest.recognition.one_unit import with_unit
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot, Store

NOTHING_GIVEN = Given()
# Each file is read by a process that may take much memory: so many at once, the next one waits.
READERS = 2
WAIT_SECONDS = 60
_readers = threading.BoundedSemaphore(READERS)


def read(
    store: Store,
    content: bytes,
    file_name: str,
    *,
    keep: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Book:
    """Keep a file that was handed in, and read it in a process of its own.

    keep: False for a reader who may look but not publish; nothing of the file stays. Raises Problem
    with what is wrong with the file and what to do, or when too many are being read at once.
    """
    check_size(len(content), file_name)
    if not _readers.acquire(timeout=WAIT_SECONDS):
        raise Problem("error.readers_busy", seconds=WAIT_SECONDS)
    try:
        if keep:
            path = originals.path_of(store, originals.keep(store, content))
            return _understood(store, reading.read(path, file_name=file_name, progress=progress))
        with tempfile.TemporaryDirectory(prefix="rankings-look-") as folder:
            path = Path(folder) / "file"
            path.write_bytes(content)
            return _understood(store, reading.read(path, file_name=file_name, progress=progress))
    finally:
        _readers.release()


def prepare() -> None:
    """Have ready what reads the next file, where this process serves others."""
    if confined.serves():
        reading.prepare()


def read_path(store: Store, path: Path) -> Book:
    """The same for a file of this machine. Raises Problem when it cannot be opened."""
    return read(store, _content(path), path.name)


def attach_path(store: Store, path: Path) -> tuple[str, str]:
    """Keep the original of a table, a file of this machine that is not read; its name and SHA-256.

    Raises Problem when it cannot be opened, is empty or too large.
    """
    return reading.display_name(path.name), originals.keep(store, _content(path))


@confined.work
def read_pasted(store: Store, text: str, *, html: str | None = None, keep: bool = True) -> Book:
    """Read a block that was pasted, and keep it; keep: see `read`."""
    content = (html or text).encode("utf-8", "surrogatepass")
    book = reading.read_pasted(text, html=html)
    if keep:
        originals.keep(store, content)
    return _understood(store, book)


@confined.work
def _understood(store: Store, book: Book) -> Book:
    """A book whose tables of one unit have the column that names it.

    Raises Problem when there are more tables than are looked at.
    """
    Limits.from_environment().check_tables(len(book.sheets), book.file_name)
    return with_unit(book, knowledge(store.snapshot()))


@confined.work
def propose(at: Snapshot, book: Book, given: Given = NOTHING_GIVEN) -> Recognition:
    """What the tables of a file mean, with the layouts that analysts have saved."""
    saved = layouts.load_all(layouts_folder(at.store))
    return recognise(book, knowledge(at), given, saved, lambda: lists(at))


@confined.work
def extract(
    at: Snapshot,
    book: Book,
    readings: Sequence[TableReading],
    accepted: Mapping[SchemeSpelling, str] | None = None,
) -> tuple[Table, ...]:
    """The figures of each table, as it is read. accepted: (scheme, spelling) -> unit code."""
    return tuple(
        Table(
            item,
            extract_table(
                book, item, known_of(at, book, item), accepted_in(item.scheme, accepted or {})
            ),
        )
        for item in readings
    )


def known_of(at: Snapshot, book: Book, reading: TableReading) -> Knowledge:
    """What is known where a table is read: inside a province, of that province alone."""
    known = knowledge(at)
    if reading.scheme is None or reading.scheme in known.province_schemes:
        return known
    return known_inside(book.sheet(reading.sheet), known, lists(at), reading.scheme) or known


def without(table: Table, left_names: Collection[SchemeSpelling]) -> Table:
    """A table whose rows of some names are not read, and so are not asked about."""
    spellings = table.extraction.spellings
    scheme = table.reading.scheme
    asked = tuple(item for item in spellings if (scheme, item.text) not in left_names)
    return replace(table, extraction=replace(table.extraction, spellings=asked))


def _content(path: Path) -> bytes:
    try:
        # Not a pipe or a device, which may never end, and not more than may be read.
        if path.is_file():
            check_size(path.stat().st_size, path.name)
            return path.read_bytes()
        raise Problem("error.file_missing", file=str(path))
    except OSError as error:
        raise Problem("error.file_unopened", file=str(path), reason=error.strerror) from error


def check_size(size: int, file_name: str) -> None:
    """Raise Problem before a file is kept that would not be read."""
    most = Limits.from_environment().file_bytes
    name = reading.display_name(file_name)
    if size == 0:
        raise Problem("error.file_empty", file=name)
    if size > most:
        raise Problem("error.file_size", file=name, megabytes=most // MEGABYTE)


def save_layout(store: Store, layout: layouts.Layout) -> None:
    """Keep a layout; raises Problem as `layouts.save` does."""
    folder = layouts_folder(store)
    with store.sharing(layouts.path_of(folder, layout)):
        layouts.save(folder, layout)


def layouts_folder(store: Store) -> Path:
    """Where the layouts are kept, a JSON file each."""
    return store.folder / "layouts"
