"""The blank workbook of an index ("Tải biểu mẫu"): to be filled in and loaded as it is.

A title, a cell for the period, one row of headings named as the index names them, one row of
maximum points, and a row per unit. A second sheet says in words how to fill it in.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from rankings.facts import editions
from rankings.ingest.proposal import NewIndicator
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words.text import Words, words

# Levels of an index's tree that an issuer prints as columns; what lies deeper is rarely published.
LEVELS = editions.COMPONENT_LEVELS
# Columns for the components of an index that the store has never seen.
BLANK_COMPONENTS = 6
PERIOD_ROW = 1
HEADING_ROW = 3
MAXIMUM_ROW = 4
FIRST_ROW = 5
UNIT_COLUMN = 1
FIRST_COLUMN = 2
# The longest texts that Excel takes in the message of an input rule.
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
SHADE, INPUT = "#E7EDF3", "#FFF9E5"


@dataclass(frozen=True)
class Column:
    """A column to fill in. maximum: None where it is not known; decimals: None of a rank."""

    heading: str
    maximum: Decimal | None
    decimals: int | None


@dataclass(frozen=True)
class Form:
    """What a blank workbook asks for. title: None where the name of the index is to be typed."""

    title: str | None
    columns: tuple[Column, ...]
    units: tuple[str, ...]


def template(index_code: str | None, at: Snapshot, language: str) -> bytes:
    """The blank workbook of an index as .xlsx; index_code None: of one that is not in the store.

    The columns are those of the newest method, the rows the units of today.
    Raises Problem when there is no such index, or no edition to take the units from.
    """
    w = words(language)
    unit_names = _unit_names(at, w)
    if index_code is None:
        return workbook(Form(None, _blank_columns(w, len(unit_names)), unit_names), w)
    indices = queries.indices(at).to_pylist()
    index = next((row for row in indices if row["index_code"] == index_code), None)
    if index is None:
        known = [row["index_code"] for row in indices]
        raise Problem("error.unknown_index", value=index_code, known=known)
    columns = _columns(index_code, at, w, len(unit_names))
    return workbook(Form(w.name(index), columns, unit_names), w)


def structure(parts: Sequence[NewIndicator], language: str) -> bytes:
    """The blank file of structure of a new index as .xlsx, with the parts that are known of it.

    One row of headings, a row for each part: code, name, name in English, maximum score.
    """
    w = words(language)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(w("template.structure_sheet"))
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": SHADE})
    typed = book.add_format({"border": 1, "bg_color": INPUT})
    heads = ("structure_code", "structure_name", "structure_name_en", "maximum")
    for column, key in enumerate(heads):
        page.write_string(0, column, w(f"template.{key}"), head)
    for row in range(1, max(len(parts), BLANK_COMPONENTS) + 1):
        part = parts[row - 1] if row <= len(parts) else None
        texts = (part.code, part.name, part.name_en, part.max_score) if part else (None,) * 4
        for column, text in enumerate(texts):
            if text is None:
                page.write_blank(row, column, None, typed)
            elif column == len(texts) - 1:
                page.write_number(row, column, float(text), typed)
            else:
                page.write_string(row, column, text, typed)
    page.set_column(0, 0, 14)
    page.set_column(1, 2, 48)
    page.set_column(3, 3, 14)
    page.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def workbook(form: Form, w: Words) -> bytes:
    """A form as .xlsx: the sheet to fill in, then the sheet of guidance."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    _entry_sheet(book, book.add_worksheet(w("template.sheet")), form, w)
    _guidance(book, book.add_worksheet(w("template.guidance_sheet")), form, w)
    book.close()
    return file.getvalue()


# --- What is asked for ----------------------------------------------------------------------------


def _columns(index_code: str, at: Snapshot, w: Words, units: int) -> tuple[Column, ...]:
    methods = [row for row in queries.methods(at).to_pylist() if row["index_code"] == index_code]
    method = max(methods, key=lambda row: row["editions_from"])
    nodes = [
        row
        for row in queries.indicators(at, index_code=index_code).to_pylist()
        if row["method_code"] == method["method_code"]
    ]
    parts = [row for row in nodes if row["level"] in LEVELS]
    total = [row for row in nodes if row["indicator_code"] == "total"]
    scores = tuple(
        Column(
            w.name(row) or row["issuer_code"] or row["indicator_code"],
            row["max_score"] if row["max_score"] is not None else method["scale_max"],
            method["decimals"],
        )
        for row in (*parts, *total)
    )
    return (*scores, _rank_column(w, units))


def _blank_columns(w: Words, units: int) -> tuple[Column, ...]:
    parts = (
        Column(w("template.component", number=number), None, 2)
        for number in range(1, BLANK_COMPONENTS + 1)
    )
    return (*parts, Column(w("template.total"), None, 2), _rank_column(w, units))


def _rank_column(w: Words, units: int) -> Column:
    return Column(w("template.rank"), Decimal(units), None)


def _unit_names(at: Snapshot, w: Words) -> tuple[str, ...]:
    """The units of the newest edition's scheme, whatever its index: those of today."""
    editions = queries.editions(at).to_pylist()
    if not editions:
        raise Problem("error.template_no_units")
    newest = max(editions, key=lambda row: row["period_end"])
    rows = queries.units(at, scheme=newest["scheme"]).to_pylist()
    return tuple(str(w.name(row)) for row in rows)


# --- The sheet to fill in -------------------------------------------------------------------------


def _entry_sheet(book: xlsxwriter.Workbook, page: Any, form: Form, w: Words) -> None:
    strong = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": SHADE}
    )
    plain = book.add_format({"border": 1})
    typed = book.add_format({"border": 1, "bg_color": INPUT})
    if form.title is None:
        page.write_string(0, 0, w("template.index_name"), strong)
        page.write_blank(0, FIRST_COLUMN, None, typed)
    else:
        page.write_string(0, 0, form.title, strong)
    page.write_string(PERIOD_ROW, 0, w("template.period"))
    page.write_blank(PERIOD_ROW, FIRST_COLUMN, None, typed)
    _explain(page, PERIOD_ROW, FIRST_COLUMN, w("template.period"), w("template.period_help"))
    page.write_string(HEADING_ROW, 0, w("template.ordinal"), head)
    page.write_string(HEADING_ROW, UNIT_COLUMN, w("table.unit"), head)
    page.write_blank(MAXIMUM_ROW, 0, None, head)
    page.write_string(MAXIMUM_ROW, UNIT_COLUMN, w("template.maximum"), head)
    for row, name in enumerate(form.units, start=FIRST_ROW):
        page.write_number(row, 0, row - FIRST_ROW + 1, plain)
        page.write_string(row, UNIT_COLUMN, name, plain)
    for column, wanted in enumerate(form.columns, start=FIRST_COLUMN):
        _entry_column(book, page, column, wanted, len(form.units), w)
    page.set_column(0, 0, 6)
    page.set_column(UNIT_COLUMN, UNIT_COLUMN, 22)
    page.set_column(FIRST_COLUMN, FIRST_COLUMN + len(form.columns) - 1, 14)
    page.freeze_panes(FIRST_ROW, FIRST_COLUMN)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _entry_column(
    book: xlsxwriter.Workbook, page: Any, column: int, wanted: Column, units: int, w: Words
) -> None:
    is_rank = wanted.decimals is None
    form = "0" if not wanted.decimals else "0." + "0" * wanted.decimals
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": SHADE}
    )
    whole = book.add_format({"bold": True, "border": 1, "bg_color": SHADE, "num_format": "General"})
    figure = book.add_format({"border": 1, "bg_color": INPUT, "num_format": form})
    page.write_string(HEADING_ROW, column, wanted.heading, head)
    if is_rank or wanted.maximum is None:
        page.write_blank(MAXIMUM_ROW, column, None, whole)
    else:
        page.write_number(MAXIMUM_ROW, column, float(wanted.maximum), whole)
    last = FIRST_ROW + units - 1
    for row in range(FIRST_ROW, last + 1):
        page.write_blank(row, column, None, figure)
    if wanted.maximum is None:
        return
    smallest = 1 if is_rank else 0
    page.data_validation(
        FIRST_ROW,
        column,
        last,
        column,
        {
            "validate": "integer" if is_rank else "decimal",
            "criteria": "between",
            "minimum": smallest,
            "maximum": float(wanted.maximum) if not is_rank else int(wanted.maximum),
            "error_title": w("template.out_of_range")[:LONGEST_TITLE],
            "error_message": w(
                "template.rank_range" if is_rank else "template.score_range",
                name=wanted.heading,
                low=smallest,
                high=w.number(wanted.maximum),
            )[:LONGEST_MESSAGE],
        },
    )


def _explain(page: Any, row: int, column: int, title: str, message: str) -> None:
    page.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "any",
            "input_title": title[:LONGEST_TITLE],
            "input_message": message[:LONGEST_MESSAGE],
        },
    )


# --- The sheet of guidance ------------------------------------------------------------------------


def _guidance(book: xlsxwriter.Workbook, page: Any, form: Form, w: Words) -> None:
    strong = book.add_format({"bold": True, "font_size": 13})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, w("template.guidance_sheet"), strong)
    for row, text in enumerate(_advice(form, w), start=2):
        page.write_string(row, 0, text, wrapped)
    page.set_column(0, 0, 110)


def _advice(form: Form, w: Words) -> Sequence[str]:
    keys = ["period", "figures", "missing", "maximum", "rows", "upload"]
    if form.title is None:
        keys = ["index", *keys[:3], "new_columns", *keys[3:]]
    return [w(f"template.advice_{key}") for key in keys]
