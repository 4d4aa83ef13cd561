"""A block pasted from a workbook, a document or a web page."""

import csv
import hashlib
import re

from rankings.ingest.grid import Aside, Book, Remark, Sheet
from rankings.ingest.limits import MEGABYTE, Limits
from rankings.ingest.reading.cells import sheet_of, text_cell, written_in
from rankings.ingest.reading.delimited import best_separator
from rankings.ingest.reading.old_letters import letters_of, texts_of
from rankings.store.problems import Problem

# How a pasted block is named in a sentence and in the address of a cell.
NAME = "paste"
_WIDE_GAP = re.compile(r"[ \u00a0]{2,}")
_SEPARATORS = ";|"
# A block that begins with a tag and has rows of a table in it is the source of a web page.
_MARKUP = re.compile(r"\s*<[a-z!?].*?<(?:table|tr)\b", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)


def read_block(text: str, html: str | None, limits: Limits) -> Book:
    """The Book of a pasted block; a web page's own markup, where given, tells cells best.

    text may be such markup itself ("<table>…"), copied from the source of a page.

    Raises a Problem when nothing was pasted, or more than the limits allow.
    """
    if html is None and _is_markup(text):
        html = text if _TABLE.search(text) else f"<table>{text}</table>"
    content = (html or text).encode("utf-8", "surrogatepass")
    if len(content) > limits.file_bytes:
        raise Problem("error.paste_size", megabytes=limits.file_bytes // MEGABYTE)
    sheets, asides = _sheets(text, html, limits)
    if not sheets:
        raise Problem("error.paste_empty")
    remarks: tuple[Remark, ...] = ()
    if letters := letters_of(texts_of(sheets)):
        with written_in(letters):
            sheets, asides = _sheets(text, html, limits)
        remarks = (Remark("encoding", (("encoding", letters.encoding),)),)
    digest = hashlib.sha256(content).hexdigest()
    return Book(NAME, digest, len(content), "pasted", sheets, remarks=remarks, asides=asides)


def _sheets(
    text: str, html: str | None, limits: Limits
) -> tuple[tuple[Sheet, ...], tuple[Aside, ...]]:
    sheets, asides = _of_markup(html, limits) if html else ((), ())
    if sheets:
        return sheets, asides
    rows = ([text_cell(cell) for cell in row] for row in rows_of(text))
    sheet = sheet_of(NAME, rows, limits, NAME)
    return (sheet,) if sheet.width else (), ()


def _of_markup(html: str, limits: Limits) -> tuple[tuple[Sheet, ...], tuple[Aside, ...]]:
    from rankings.ingest.reading.web import page_sheets

    try:
        return page_sheets(html, NAME, limits, NAME)
    except Problem as problem:
        if problem.key == "error.file_damaged":
            return (), ()  # The text is there as well.
        raise


def _is_markup(text: str) -> bool:
    """Whether a block is the source of a web page's table, or of rows of one."""
    return _MARKUP.match(text) is not None


def rows_of(text: str) -> list[list[str]]:
    """The cells of pasted text: between tabs, else semicolons or bars, else wide gaps."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if "\t" in text:
        return _tabbed(text)
    lines = text.split("\n")
    separator = best_separator([f"{line}\n" for line in lines[:200]])
    if separator in _SEPARATORS and any(separator in line for line in lines):
        return [line.split(separator) for line in lines]
    return [_WIDE_GAP.split(line.strip(" \u00a0")) for line in lines]


def _tabbed(text: str) -> list[list[str]]:
    """Cells between tabs. Excel puts a cell that holds a break in quotation marks."""
    plain = [line.split("\t") for line in text.split("\n")]
    if '"' not in text:
        return plain
    before = csv.field_size_limit(2**31 - 1)
    try:
        quoted = list(csv.reader(text.splitlines(keepends=True), delimiter="\t", strict=True))
    except csv.Error:
        # The marks are part of the text, not of the form.
        return plain
    finally:
        csv.field_size_limit(before)
    return quoted
