"""The same shapes through real files: written, read, recognised, and every figure there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rankings.ingest.extraction import extract
from rankings.ingest.grid import DAY, NUMBER, Book, Sheet
from rankings.ingest.limits import Limits
from rankings.ingest.meaning.knowledge import Knowledge
from rankings.ingest.reading.file import read_file
from rankings.ingest.recognition import recognise
from rankings.store.problems import Problem
from tests import effort
from tests.ingest import files, shapes, sheets
from tests.ingest.files import Look
from tests.ingest.shapes import Shape

CLEAN = {shape.name: shape for shape in shapes.clean()}
# CSV knows no merged and no hidden cells, and one sheet.
FLAT = [
    *("wide", "bare", "unmerged_groups", "letterhead", "national_middle", "blank_rows"),
    *("text_figures", "repeated_header", "units_in_columns", "long_values", "dti", "pii_partial"),
    *("no_header", "codes_only", "period_columns", "two_below", "two_halves"),
]
FEW = ["wide", "merged_groups", "score_and_rank_pairs", "several_sheets", "dti"]


def grid(sheet: Sheet) -> list[list[object]]:
    """The cells of a sheet as a writer takes them."""
    return [
        [_cell(sheet.text(row, column), sheet.kind(row, column)) for column in range(sheet.width)]
        for row in range(sheet.height)
    ]


def _cell(text: str | None, kind: int) -> object:
    if kind == DAY and text:
        return date.fromisoformat(text)
    if kind == NUMBER and text:
        return float(text)
    return text


def look(sheet: Sheet) -> Look:
    """What a sheet has beyond its cells."""
    return Look(sheet.merged, sheet.hidden, sorted(sheet.hidden_rows), sorted(sheet.hidden_columns))


def again(path: Path) -> Book:
    """A file as it is read."""
    return read_file(path, path.name, Limits.from_environment(), lambda share: None)


def check(made: Book, shape: Shape, known: Knowledge) -> None:
    """The shape is recognised, and its figures come out of it, and no other."""
    found = recognise(made, known)
    got = []
    for table in found.tables:
        got += shapes.of_extraction(extract(made, table, known).figures)
    assert set(got) == shape.figures
    assert len(got) == len(set(got))
    assert len(found.tables) == shape.tables
    first = found.tables[0]
    assert {name: getattr(first, name) for name in shape.expected} == shape.expected


def stem(shape: Shape) -> str:
    return shape.book.file_name.rsplit(".", 1)[0]


@pytest.mark.parametrize("name", effort.each(2, CLEAN))
def test_workbooks(name: str, known: Knowledge, tmp_path: Path):
    shape = CLEAN[name]
    grids = {sheet.name: grid(sheet) for sheet in shape.book.sheets}
    looks = {sheet.name: look(sheet) for sheet in shape.book.sheets}
    check(again(files.write_xlsx(tmp_path / f"{stem(shape)}.xlsx", grids, looks)), shape, known)


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_workbooks(name: str, kind: str, known: Knowledge, tmp_path: Path):
    shape = CLEAN[name]
    grids = {sheet.name: grid(sheet) for sheet in shape.book.sheets}
    looks = {sheet.name: look(sheet) for sheet in shape.book.sheets}
    writer: Callable = {"xls": files.write_xls, "ods": files.write_ods}[kind]
    check(again(writer(tmp_path / f"{stem(shape)}.{kind}", grids, looks)), shape, known)


@pytest.mark.parametrize("name", effort.each(3, FLAT))
@pytest.mark.parametrize(
    "form",
    [
        {"separator": ","},
        {"separator": ";", "decimal_comma": True, "encoding": "utf-8-sig"},
        {"separator": "\t", "decimal_comma": True, "encoding": "utf-16"},
    ],
    ids=["comma", "semicolon", "tab"],
)
def test_text_files(name: str, form: dict, known: Knowledge, tmp_path: Path):
    shape = CLEAN[name]
    path = tmp_path / f"{stem(shape)}.csv"
    check(again(files.write_csv(path, grid(shape.book.sheets[0]), **form)), shape, known)


def test_the_portal_answer(known: Knowledge, tmp_path: Path):
    shape = CLEAN["portal_json"]
    codes = {part: code for part, (_, code, _) in shapes.PARTS.items()}
    names = shapes.names("vn34")
    provinces = [
        {
            "departmentName": f"UBND tỉnh {names[unit]}",
            "departmentCode": f"H{place}",
            "totalScore": float(row["total", "score"]),
            "scores": {code: float(row[part, "score"]) for part, code in codes.items()},
            "rank": int(row["total", "rank"]),
        }
        for place, (unit, row) in enumerate(shapes.by_rank(shapes.PSI), start=1)
    ]
    content = {"date": "2026-10-10", "provinces": provinces}
    path = files.write_json(tmp_path / "766-2026-10-10.json", content)
    check(again(path), shape, known)


@pytest.mark.parametrize("name", ["wide", "merged_groups", "dti", "pii_partial"])
def test_word_tables(name: str, known: Knowledge, tmp_path: Path):
    """The titles are paragraphs above the table, as in a Word document."""
    shape = CLEAN[name]
    sheet = shape.book.sheets[0]
    rows = grid(sheet)
    top = 2 if name != "wide" else 3
    titles = [str(row[0]) for row in rows[:top] if row[0]]
    merged = [(a - top, b, c - top, d) for a, b, c, d in sheet.merged if a >= top]
    body = [row for row in rows[top:] if any(cell is not None for cell in row)]
    path = files.write_docx(tmp_path / "bang.docx", [(titles, body)], [Look(merged)])
    made = again(path)
    assert made.needs_confirmation
    check(made, shape, known)


def test_a_pdf_table(known: Knowledge, tmp_path: Path):
    shape = CLEAN["scores_only"]
    rows = grid(shape.book.sheets[0])
    path = files.write_pdf(tmp_path / "bang.pdf", [([rows[0][0], rows[1][0]], rows[2:])])
    check(again(path), replace(shape), known)


def test_a_file_of_very_many_tables_is_refused_before_they_are_read(known, monkeypatch):
    """In one sheet below each other, or each in a sheet of its own: the server reads neither."""
    table = [["Tỉnh", "Điểm"], ["Huế", 8], ["Đắk Lắk", 7], [None, None]]
    below = sheets.book(sheets.sheet(table * 3))
    assert len(recognise(below, known).tables) == 3
    monkeypatch.setenv("RANKINGS_LIMIT_TABLES", "2")
    each = sheets.book(*(sheets.sheet(table, f"S{number}") for number in range(3)))
    for made in (below, each):
        with pytest.raises(Problem) as caught:
            recognise(made, known)
        assert caught.value.key == "error.file_tables"
        assert caught.value.values["tables"] == 3
