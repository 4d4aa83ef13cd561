"""Read a file in this process: by its kind, within the limits; child.py confines the process."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from rankings.ingest.grid import Aside, Book, Remark, Sheet
from rankings.ingest.limits import MEGABYTE, Limits
from rankings.ingest.reading import cells
from rankings.ingest.reading.file_kind import file_kind
from rankings.ingest.reading.old_letters import letters_of, texts_of
from rankings.store.problems import Problem

Progress = Callable[[float], None]
# Tables found in documents are a guess at what the layout means.
_DOCUMENTS = frozenset({"docx", "pdf", "html"})

# What browsers put behind the name of a file while they fetch it.
UNFINISHED = (".crdownload", ".part", ".partial", ".opdownload", ".download")


def read_file(path: Path, file: str, limits: Limits, progress: Progress) -> Book:
    """The Book of a file whose name is shown as `file`.

    Raises a Problem for what cannot be read or is beyond the limits; MemoryError and
    RecursionError are left to the caller, who knows what the process was given.
    """
    size = check_file(path, file, limits)
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    kind = file_kind(path, limits, file)
    progress(0.05)
    sheets, remarks, asides = _read(
        path, kind, limits, file, lambda share: progress(0.05 + 0.9 * share)
    )
    if letters := letters_of(texts_of(sheets)):
        with cells.written_in(letters):
            sheets, remarks, asides = _read(path, kind, limits, file, lambda share: None)
        remarks += (Remark("encoding", (("encoding", letters.encoding),)),)
    if not sheets:
        raise _without_cells(path, kind, limits, file)
    progress(1.0)
    return Book(file, digest, size, kind, sheets, kind in _DOCUMENTS, remarks, asides)


def _without_cells(path: Path, kind: str, limits: Limits, file: str) -> Problem:
    """The Problem of a file without a cell; of a workbook with pictures, which sheets hold them."""
    if kind == "xlsx":
        from rankings.ingest.reading.excel import pictured

        if names := pictured(path, limits, file):
            return Problem("error.file_pictures_only", file=file, sheets=", ".join(names))
    return Problem("error.file_no_cells", file=file)


def check_file(path: Path, file: str, limits: Limits) -> int:
    """The size of a file; Problem when it is none, is empty, is larger than it may be, or by its
    name an unfinished download: whether a text is whole cannot be seen.
    """
    if suffix := next((end for end in UNFINISHED if file.lower().endswith(end)), None):
        raise Problem("error.file_unfinished", file=file, suffix=suffix)
    try:
        # A folder, a pipe or a device is not opened: it may never end.
        if not path.is_file():
            raise Problem("error.file_missing", file=file)
        with path.open("rb"):
            size = path.stat().st_size
    except OSError as error:
        raise Problem("error.file_missing", file=file) from error
    if size == 0:
        raise Problem("error.file_empty", file=file)
    if size > limits.file_bytes:
        raise Problem("error.file_size", file=file, megabytes=limits.file_bytes // MEGABYTE)
    return size


def _read(
    path: Path, kind: str, limits: Limits, file: str, progress: Progress
) -> tuple[tuple[Sheet, ...], tuple[Remark, ...], tuple[Aside, ...]]:
    """The sheets of a file, the remarks on them, and of a document its other lines of text."""
    # Each reader is imported when its kind comes: a start has to be quick.
    name = Path(file).stem or file
    if kind in ("xlsx", "xls", "xlsb"):
        from rankings.ingest.reading.excel import read_excel

        return *read_excel(path, kind, limits, file, progress), ()
    if kind == "ods":
        from rankings.ingest.reading.opendocument import read_opendocument

        return *read_opendocument(path, limits, file, progress), ()
    if kind == "csv":
        from rankings.ingest.reading.delimited import read_delimited

        sheet, remarks = read_delimited(path, name, limits, file, progress)
        return (sheet,), remarks, ()
    if kind in ("json", "parquet"):
        from rankings.ingest.reading import structured

        if kind == "json":
            return structured.read_json(path, name, limits, file), (), ()
        return (structured.read_parquet(path, name, limits, file),), (), ()
    if kind == "html":
        from rankings.ingest.reading.web import read_web_page

        sheets, asides = read_web_page(path, name, limits, file)
        return sheets, (), asides
    if kind == "docx":
        from rankings.ingest.reading.word import read_word

        return read_word(path, limits, file)
    from rankings.ingest.reading.pdf import read_pdf

    return read_pdf(path, limits, file, progress)
