"""What the tests of the upload page hand in: the newest real table, and a store without it."""

import io
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import docx
import xlsxwriter

from rankings.loads import bootstrap
from rankings.store import data_folder
from rankings.store.versions import Store
from tests.data_copy import DataCopy
from tests.ingest import shapes

EDITION = shapes.PSI
PERIOD_LINE = shapes.PSI_DATE
# What moves in a week in which nothing happens.
RISING = ("satisfaction", "total")
HEADS = ["STT", "Tỉnh, thành phố", "Tổng điểm", "Xếp hạng"]
# Serves a store as it is, without comparing it with data/.
SERVE = (
    "from rankings.loads import bootstrap\n"
    "bootstrap.ensure = lambda store: store.version()\n"
    "from streamlit.web.cli import main\n"
    "main()\n"
)


def store_without(folder: Path, edition_id: str = EDITION) -> Store:
    """A store in `folder`/var of data/ as it was before an edition was published."""
    copy = DataCopy(shutil.copytree(data_folder.DATA, folder / "data"))
    for table in ("observations", "editions"):
        copy.remove(table, edition_id=edition_id)
    store = Store(folder / "var")
    bootstrap.ensure(store, copy.folder)
    return store


def store_without_index(folder: Path, index_code: str) -> Store:
    """A store in `folder`/var of data/ as if an index had never been seen."""
    copy = DataCopy(shutil.copytree(data_folder.DATA, folder / "data"))
    for tables in data_folder.TABLES.values():
        for table in tables:
            kept = [row for row in copy.rows(table) if not _is_of(row, index_code)]
            copy.write(table, kept)
    store = Store(folder / "var")
    bootstrap.ensure(store, copy.folder)
    return store


def _is_of(row: Mapping[str, str], index_code: str) -> bool:
    edition_id = row.get("edition_id", "")
    return row.get("index_code") == index_code or edition_id.startswith(f"{index_code}-")


def rows(edition_id: str = EDITION) -> list[tuple[str, dict]]:
    """(unit_code, figures) of an edition, best first."""
    return shapes.by_rank(edition_id)


def workbook(
    names: Mapping[str, str] | None = None,
    *,
    sheets: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """The table as its issuer lays it out: title, date, headings, a province in each row.

    names: unit code -> another spelling of it; sheets: name of a sheet -> (edition, its date line).
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    spelt = shapes.names("vn34") | dict(names or {})
    for name, (edition_id, line) in (sheets or {"Bảng tổng hợp": (EDITION, PERIOD_LINE)}).items():
        page = book.add_worksheet(name)
        page.merge_range(0, 0, 0, 9, shapes.PSI_TITLE)
        page.merge_range(1, 0, 1, 9, line)
        parts = [heading for heading, _, _ in shapes.PARTS.values()]
        page.write_row(3, 0, ["STT", "Tỉnh, thành phố", *parts, "Tổng điểm", "Xếp hạng"])
        keys = [(part, "score") for part in (*shapes.PARTS, "total")] + [("total", "rank")]
        for at, (code, figures) in enumerate(rows(edition_id)):
            numbers = [_number(figures, key) for key in keys]
            page.write_row(4 + at, 0, [at + 1, spelt[code], *numbers])
    book.close()
    return file.getvalue()


def quiet_week(line: str) -> bytes:
    """A later table in which satisfaction rises by a hundredth or four, and all else stands still:
    MADE UP from the newest one. line: its line with the period. Nothing in it is unusual.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("Bảng tổng hợp")
    page.write(0, 0, shapes.PSI_TITLE)
    page.write(1, 0, line)
    parts = [heading for heading, _, _ in shapes.PARTS.values()]
    page.write_row(3, 0, ["STT", "Tỉnh, thành phố", *parts, "Tổng điểm"])
    spelt = shapes.names("vn34")
    for at, (code, figures) in enumerate(rows(EDITION)):
        rise = Decimal(at % 4 + 1) / 100
        moved = {
            part: Decimal(figures[part, "score"]) + (rise if part in RISING else 0)
            for part in (*shapes.PARTS, "total")
        }
        page.write_row(4 + at, 0, [at + 1, spelt[code], *map(float, moved.values())])
    book.close()
    return file.getvalue()


def block(edition_id: str = EDITION) -> str:
    """Total and rank as a block copied from a web page: tabs between cells, decimal commas."""
    return block_of(edition_id, shapes.PSI_TITLE, PERIOD_LINE)


def block_of(edition_id: str, title: str, line: str) -> str:
    """The same of any edition, under a title and a line with its period."""
    lines = [title, line, "\t".join(HEADS)]
    lines += ["\t".join(cells) for cells in _totals(edition_id)]
    return "\n".join(lines)


def document() -> bytes:
    """Total and rank as a table of a letter in Word."""
    letter = docx.Document()
    letter.add_paragraph(shapes.PSI_TITLE)
    letter.add_paragraph(PERIOD_LINE)
    cells = [HEADS, *_totals(EDITION)]
    table = letter.add_table(rows=len(cells), cols=len(HEADS))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    file = io.BytesIO()
    letter.save(file)
    return file.getvalue()


def _totals(edition_id: str) -> list[list[str]]:
    names = shapes.names("vn34")
    found = []
    for at, (code, figures) in enumerate(rows(edition_id), start=1):
        score = shapes.comma(figures.get(("total", "score"))) or "-"
        found.append([str(at), names[code], score, figures.get(("total", "rank"), "-")])
    return found


def _number(figures: Mapping, key: tuple[str, str]) -> float | None:
    text = figures.get(key)
    return None if text is None else float(Decimal(text))
