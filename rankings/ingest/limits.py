"""How much of a file is read before the reader says no; each limit is a setting."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from rankings.store.problems import Problem

PREFIX = "RANKINGS_LIMIT_"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    file_bytes: size of the file. unpacked_bytes: of all that is packed in it (xlsx, ods, docx).
    rows, columns, cells: of one sheet, empty cells inside the table included.
    cell_characters: length of one cell; the default is Excel's own.
    seconds: time for reading, by the clock. memory_bytes: address space of the reading process.
    pages: of a PDF file. tables: of one file; sheets, and tables within a sheet.
    """

    file_bytes: int = 200 * MEGABYTE
    unpacked_bytes: int = 1_000 * MEGABYTE
    rows: int = 1_200_000
    columns: int = 2_000
    cells: int = 20_000_000
    cell_characters: int = 32_767
    seconds: int = 60
    memory_bytes: int = 2_000 * MEGABYTE
    pages: int = 200
    tables: int = 500

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Limits":
        """The defaults, and what RANKINGS_LIMIT_ROWS … RANKINGS_LIMIT_PAGES say instead.

        Raises a Problem where a setting is not a whole number above 0.
        """
        given = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            text = environment.get(name, "").strip()
            if text:
                given[field.name] = _whole_number(name, text)
        return cls(**given)

    def check_tables(self, tables: int, file_name: str) -> None:
        """Raise Problem where a file has more tables than are looked at: each of them costs the
        server some milliseconds, and a page of a megabyte may hold ten thousand."""
        if tables > self.tables:
            raise Problem("error.file_tables", file=file_name, tables=tables, limit=self.tables)


def _whole_number(name: str, text: str) -> int:
    plain = text.replace("_", "")
    if not (plain.isascii() and plain.isdigit() and 0 < len(plain) < 19 and int(plain)):
        raise Problem("error.setting_number", name=name, value=text[:40])
    return int(plain)
