"""Figures of provinces that stand in the text of a file, outside every table: told, not read.

Lists and paragraphs beside a table are no table, and a figure in a sentence is of anything. What
begins with the name of a province and goes on with a score or a rank is told, once for the file,
unless a table has the same figure for the same province.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import pyarrow.compute as pc

from rankings.ingest.grid import Aside, Book, Remark, Sheet
from rankings.ingest.proposal import TableReading
from rankings.ingest.recognition.lexicon import Lexicon

# Of a sheet so many rows and columns outside its tables are looked at.
ROWS_SEEN = 300
COLUMNS_SEEN = 12
LONGEST_QUOTE = 90
# A whole number behind a name may count anything: so many lines of them are a list.
WHOLE_NUMBERS_AT_LEAST = 3
PAGES_TOLD = 20
_NUMBERING = re.compile(r"^[\s\W_]*(?:\d{1,2}\s*[.)]\s*)?")
_BETWEEN = (
    r"(?:\s|[:;,–—=(-]|đạt|được|có|là|với|số điểm|tổng điểm|điểm số|điểm|xếp hạng|xếp|đứng|vị trí"
    r"|thứ hạng|hạng|thứ|\bscore|\brank(?:ed)?|\bpoints?)*"
)
# A name, words of scores or none, a number; not one of a day, of a period or of things counted.
_TOLD = re.compile(
    rf"(?P<name>[^\d:;=]{{2,60}}?)(?P<between>{_BETWEEN})(?P<number>\d+(?:[.,]\d+)?)"
    r"(?![\d/-]|[.,]\d| ?[-–] ?\d)"
    r"(?P<behind>\s*(?:%|điểm\b|points?\b)|[;,.]?$|(?=[;,)]|\s*\(|\s+(?:\d|xếp|hạng|thứ|rank)))",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"%|điểm|points?|hạng|thứ|vị trí|rank|score", re.IGNORECASE)
_YEARS = range(1990, 2100)


def of_text(book: Book, tables: Sequence[TableReading], lexicon: Lexicon) -> list[Remark]:
    """The remark on figures of provinces outside the tables of a file; nothing without a table."""
    if not tables:
        return []
    sure: list[Aside] = []
    whole: list[Aside] = []
    known = _figures(book, tables, lexicon)
    for aside in dict.fromkeys(_asides(book, tables)):
        figure = _told(aside.text, lexicon)
        if figure is None:
            continue
        unit, number, is_sure = figure
        if number not in known.get(unit, ()):
            (sure if is_sure else whole).append(aside)
    lines = [*sure, *(whole if len(whole) >= WHOLE_NUMBERS_AT_LEAST else ())]
    return [_remark(lines)] if lines else []


def _remark(lines: Sequence[Aside]) -> Remark:
    text = lines[0].text
    quoted = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rstrip()}…"
    pages = sorted({line.page for line in lines if line.page})
    values = (("text", quoted), ("count", str(len(lines))))
    if not pages:
        return Remark("reading.figures_in_text", values)
    listed = [*map(str, pages[:PAGES_TOLD]), *(["…"] if len(pages) > PAGES_TOLD else [])]
    return Remark("reading.figures_on_pages", (*values, ("pages", ", ".join(listed))))


def _told(text: str, lexicon: Lexicon) -> tuple[str, str, bool] | None:
    """The province that a line begins with and the number behind it, and whether that is a score or
    a rank beyond doubt; None for any other line.
    """
    match = _TOLD.match(_NUMBERING.sub("", text))
    unit = lexicon.unit(match["name"].strip(" .,-–—(\t")) if match else None
    if match is None or unit is None:
        return None
    number, between, behind = match["number"], match["between"], match["behind"]
    beyond_doubt = not number.isdecimal() or _MEASURED.search(f"{between} {behind}") is not None
    if beyond_doubt:
        return unit, _plain(number), True
    ends = match.end() == len(match.string) and between.strip()
    return (unit, number, False) if ends and int(number) not in _YEARS else None


def _plain(number: str) -> str:
    """Digits with a point, without noughts at the end: the same figure is the same text."""
    plain = number.replace(",", ".")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _asides(book: Book, tables: Sequence[TableReading]) -> Iterator[Aside]:
    """The lines outside the tables; a name and the figure on the next line are one."""
    for sheet in book.sheets:
        own = [table.area for table in tables if table.sheet == sheet.name]
        if own:
            yield from _cells(sheet, 0, min(area.top for area in own))
            yield from _cells(sheet, max(area.bottom for area in own) + 1, sheet.height)
    yield from book.asides
    for line, below in pairwise(book.asides):
        if not any(map(str.isdigit, line.text)) and below.text[:1].isdigit():
            yield Aside(f"{line.text}: {below.text}", line.page)


def _cells(sheet: Sheet, first: int, end: int) -> Iterator[Aside]:
    """The texts with a figure in some rows of a sheet."""
    for column in sheet.texts[:COLUMNS_SEEN]:
        rows = column.slice(first, min(max(0, end - first), ROWS_SEEN))
        for text in rows.filter(pc.match_substring_regex(rows, r"\pL.*\d")).to_pylist():
            yield Aside(text)


def _figures(book: Book, tables: Iterable[TableReading], lexicon: Lexicon) -> dict[str, set[str]]:
    """Unit -> the numbers that stand in its rows, or in its columns, of all the tables."""
    figures: dict[str, set[str]] = {}
    for table in tables:
        sheet, area = book.sheet(table.sheet), table.area
        columns = [
            column.slice(area.top, area.bottom - area.top + 1).to_pylist()
            for column in sheet.texts[area.left : area.right + 1]
        ]
        turned = table.orientation == "units_in_columns"
        for cells in columns if turned else zip(*columns, strict=True):
            units = {unit for cell in cells if cell and (unit := lexicon.unit(cell))}
            numbers = {_plain(cell) for cell in cells if cell and cell[:1].isdigit()}
            for unit in units:
                figures.setdefault(unit, set()).update(numbers)
    return figures
