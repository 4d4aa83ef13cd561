"""What kind of file it is, told by its content; what its name claims counts for nothing."""

import re
from pathlib import Path

from rankings.ingest.limits import Limits
from rankings.ingest.reading.archive import Archive
from rankings.store.problems import Problem

HEAD = 4096
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
# What other kinds begin with, and which sentence says what to do with one.
_OTHERS = (
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3", "database"),
    (b"\x00\x01\x00\x00Standard Jet DB", "database"),
    (b"\x00\x01\x00\x00Standard ACE DB", "database"),
)
# A part that only one kind of archive has.
_PARTS = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"))
# Streams that tell what an old Office file is; their names are in UTF-16.
_STREAMS = (
    ("EncryptedPackage", "protected"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "slides"),
)
# A web page saved as one file, or a letter: lines of fields, then parts of several kinds.
_LETTER = re.compile(rb"(?:[\w-]+:[^\n]*\n\s*){0,40}?content-type:\s*multipart/", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta)\b", re.IGNORECASE)


def file_kind(path: Path, limits: Limits, file: str) -> str:
    """The kind of a file: xlsx, xls, xlsb, ods, docx, pdf, parquet, json, html or csv.

    csv stands for any text. Raises the Problem of a file that is empty, protected, or of a kind
    that holds no table to read; "error.file_kind" has in `found` which kind it is, where it is one
    that has a sentence of its own (`error.file_kind.<found>`).
    """
    with path.open("rb") as content:
        head = content.read(HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Problem("error.file_empty", file=file)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        with Archive(path, limits, file) as archive:
            return _archive_kind(archive)
    if head.startswith(_OLD_OFFICE):
        return _old_office_kind(path, file)
    if head.startswith(_PICTURES) or _modern_picture(head):
        raise Problem("error.file_picture", file=file)
    if other := next((kind for begin, kind in _OTHERS if head.startswith(begin)), None):
        raise Problem("error.file_kind", file=file, found=other)
    if head.startswith(_PROGRAMS):
        raise Problem("error.file_kind", file=file)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PAR1"):
        return "parquet"
    return _text_kind(head, file)


def _archive_kind(archive: Archive) -> str:
    for part, kind in _PARTS:
        if part in archive.names:
            return kind
    mime = archive.read("mimetype")
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise Problem("error.file_kind", file=archive.file, found=_other_archive(archive, mime))


def _other_archive(archive: Archive, mime: bytes) -> str:
    """What an archive is that holds no table to read: of another program, or of files."""
    if mime.startswith(b"application/vnd.oasis.opendocument.text"):
        return "opentext"
    slides = mime.startswith(b"application/vnd.oasis.opendocument.presentation")
    if slides or "ppt/presentation.xml" in archive.names:
        return "slides"
    apple = any(name.endswith(".iwa") or name == "Index.zip" for name in archive.names)
    return "apple" if apple else "archive"


def _old_office_kind(path: Path, file: str) -> str:
    content = path.read_bytes()
    kind = next((kind for stream, kind in _STREAMS if _has_stream(content, stream)), None)
    if kind == "protected":
        raise Problem("error.file_protected", file=file)
    if kind == "doc":
        raise Problem("error.file_old_word", file=file)
    if kind == "slides":
        raise Problem("error.file_kind", file=file, found=kind)
    if kind is None:
        # What holds no directory is cut off; what holds another one is of another program.
        whole = _has_stream(content, "Root Entry")
        raise Problem("error.file_kind" if whole else "error.file_damaged", file=file)
    return kind


def _has_stream(content: bytes, name: str) -> bool:
    """Whether the directory names a stream: an entry begins with it, aligned to 128 bytes."""
    wanted = re.escape(f"{name}\0".encode("utf-16-le"))
    return any(found.start() % 128 == 0 for found in re.finditer(wanted, content))


def _modern_picture(head: bytes) -> bool:
    """WebP, HEIC and AVIF, and a bitmap, whose two letters alone would say too little."""
    return (
        (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"avif"))
        or (head.startswith(b"BM") and head[6:10] == bytes(4))
    )


def _text_kind(head: bytes, file: str) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if b"<?mso-application" in head or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise Problem("error.file_kind", file=file, found="spreadsheetml")
    if _LETTER.match(start):
        raise Problem("error.file_kind", file=file, found="webarchive")
    if start.startswith(b"<") and _MARKUP.search(start):
        return "html"
    if start.startswith(b"<?xml"):
        raise Problem("error.file_kind", file=file, found="xml")
    if start.startswith((b"{", b"[")):
        return "json"
    if _binary(head):
        raise Problem("error.file_kind", file=file)
    return "csv"


def _binary(head: bytes) -> bool:
    """Whether bytes cannot be text, in one or two bytes a letter."""
    odd = sum(byte < 32 and byte not in b"\t\n\r\0\x0b\x0c\x1b" for byte in head)
    zeros = head.count(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    even = head[::2].count(0)
    # In UTF-16 the zeros of plain letters stand all on one side.
    sided = zeros > len(head) // 5 and min(even, zeros - even) * 8 < zeros
    return (odd + zeros) * 20 > len(head) and not sided
