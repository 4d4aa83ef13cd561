"""The workbook, read again: every figure as a number, and where it is from."""

import io

import openpyxl

from rankings.forms import workbook
from tests.cases import every
from tests.forms.figures import HOSTILE, LONG, with_words


def read(document):
    return openpyxl.load_workbook(io.BytesIO(workbook.xlsx_of(document)))


def test_each_figure_stands_in_its_table_and_among_the_sources(document):
    book = read(document)
    summary, *tables, sources = book.worksheets
    assert len(tables) == len(document.grids)
    listed = {
        (row[0], row[1]): row[2:5]
        for row in sources.iter_rows(values_only=True)
        if row[1] is not None
    }
    for grid, sheet in zip(document.grids, tables, strict=True):
        rows = list(sheet.iter_rows(min_row=5, values_only=True))
        for cells, row in zip(rows, grid.rows, strict=True):
            for value, cell, heading in zip(cells, row, grid.headings, strict=True):
                if cell.number is None or cell.in_words:
                    assert value in (cell.text, None)
                else:
                    assert value == float(cell.number)
                if cell.number is not None and grid.title != document.part("way").grids[0].title:
                    number, source, key = listed[f"{grid.title}: {row[0].text}", heading]
                    assert number == float(cell.number)
                    assert source == f"[{cell.source}]"
                    assert key == cell.key
    text = [cell.value for (cell,) in summary.iter_rows(max_col=1)]
    assert document.finding in text
    assert document.link in text


@every("words_typed", ("=1+1", "-2+3", HOSTILE, LONG))
def test_any_words_are_only_words(document, words_typed):
    book = read(with_words(document, words_typed))
    values = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in values if cell.data_type == "f"]
    assert len({sheet.title.lower() for sheet in book.worksheets}) == len(book.worksheets)
