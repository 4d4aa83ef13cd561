"""The packed file formats (xlsx, xlsb, ods, docx): zip archives that must not harm by unpacking."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.parsers import expat

from rankings.ingest.limits import MEGABYTE, Limits
from rankings.store.problems import Problem

# What a part of an archive may unpack to before anybody looks at how densely it is packed, and how
# many times its packed size it may have then. Sheets pack to a tenth or a thirtieth; a bomb to a
# thousandth.
UNSUSPECTED = 30 * MEGABYTE
DENSEST = 250
CHUNK = 1 << 20
_MOST_PARTS = 20_000
_ENCRYPTED = 0x1
# A document type declaration, also in UTF-16. No office program writes one; it is what bombs of
# entities and references to other files are made of.
_DECLARATION = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Archive:
    """A zip archive that has been looked over: its sizes are within the limits.

    To be used in a with statement, which closes it.
    """

    def __init__(self, path: Path, limits: Limits, file: str) -> None:
        """Open; raises the Problem of an archive that is none."""
        self.file = file
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(path)
        except (*_BROKEN, RuntimeError, UnicodeDecodeError) as error:
            raise self.damaged() from error
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> "Archive":
        """Look over, before anything is unpacked."""
        try:
            self._look_over()
        except Problem:
            self._zip.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._zip.close()

    def _look_over(self) -> None:
        """Raise the Problem of an archive that is protected, or unpacks to too much."""
        parts = self._zip.infolist()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise Problem("error.file_protected", file=self.file)
        packed = max(1, sum(part.compress_size for part in parts))
        unpacked = sum(part.file_size for part in parts)
        # Parts that overlap are counted each: that is how a few kilobytes unpack to gigabytes.
        packed = min(packed, Path(self._zip.filename).stat().st_size)
        dense = unpacked > UNSUSPECTED and unpacked > DENSEST * packed
        if dense or unpacked > self._limits.unpacked_bytes or len(parts) > _MOST_PARTS:
            megabytes = self._limits.unpacked_bytes // MEGABYTE
            raise Problem("error.file_bomb", file=self.file, megabytes=megabytes)

    def damaged(self) -> Problem:
        """The Problem of an archive, or a part of it, that cannot be read."""
        return Problem("error.file_damaged", file=self.file)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece; Problem where they are not what was declared."""
        declared = self._zip.getinfo(name).file_size
        inflated = 0
        last = b""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    inflated += len(chunk)
                    if _DECLARATION.search(last + chunk):
                        raise Problem("error.file_unsafe", file=self.file)
                    last = chunk[-16:]
                    yield chunk
        except (*_BROKEN, RuntimeError) as error:
            raise self.damaged() from error
        if inflated != declared:
            raise self.damaged()

    def read(self, name: str) -> bytes:
        """The bytes of a part; empty when there is no such part."""
        return b"".join(self.chunks(name)) if name in self.names else b""

    def verify(self, *suffixes: str) -> None:
        """Unpack every part with one of these endings once, keeping nothing, to see it is sound."""
        for name in sorted(self.names):
            if name.lower().endswith(suffixes):
                for _ in self.chunks(name):
                    pass

    def parse(
        self,
        name: str,
        begin: Callable[[str, dict[str, str]], Any] | None = None,
        end: Callable[[str], Any] | None = None,
        text: Callable[[str], Any] | None = None,
    ) -> None:
        """Run through an XML part, element by element; Problem when it is not well formed.

        begin gets the name of an element, with its usual prefix ("table:table-cell"), and its
        attributes; end its name; text what stands between. Entities are not expanded. An attribute
        that is to be a number and is none may raise ValueError there: it is no sound file.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = begin
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        try:
            with closing(self.chunks(name)) as chunks:
                for chunk in chunks:
                    parser.Parse(chunk)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
            raise self.damaged() from error
