"""A briefing as a Word file in the form of Decree 30/2020/NĐ-CP, from a template in templates/.

A template is an ordinary Word file that an office may replace. What stands in braces in it is
filled in ({agency}, {number}, …: `Frame`); the paragraph {body} gives way to the text, in the
styles Heading 1, Body Text, Caption, Cell and Note of the template.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from rankings.charts import pictures, specs
from rankings.forms import code
from rankings.store.problems import Problem
from rankings.words.document import Document, Grid, Part, Picture, printable

TEMPLATES = Path(__file__).resolve().parent / "templates"
KINDS = ("report", "annex")
PICTURE_WIDTH = 640  # px, before it is scaled to the column
BODY, ANCHOR = "{body}", "{code}"
STYLES = ("Heading 1", "Body Text", "Caption", "Cell", "Note")
CODE_WIDTH = Cm(2.4)
WHOLE = 8  # rows of a table that is kept on one page
PROPERTY = 255  # letters of a property of the file


@dataclass(frozen=True)
class Frame:
    """What stands round the text, by the names of the places in the templates; lines are parted by
    a line feed."""

    parent: str
    agency: str
    number: str
    nation: str
    motto: str
    place_and_day: str
    kind: str
    title: str
    recipients: str
    recipient_list: str
    signer: str
    signature: str
    annex: str
    attached: str
    table: str
    picture: str


def docx_of(document: Document, frame: Frame, kind: str = "report") -> bytes:
    """The briefing as .docx. kind: report, the whole text; annex, its tables only.

    Raises Problem where the template is no Word file, or lacks a style or the paragraph {body}.
    """
    paper, body = _template(kind)
    writer = _Writer(paper, body, frame)
    if kind == "report":
        writer.text(document)
    else:
        writer.tables(document)
    body._p.getparent().remove(body._p)
    _put_code(paper, document)
    _fill(paper, {f"{{{name}}}": text for name, text in asdict(frame).items()})
    paper.core_properties.title = printable(document.title)[:PROPERTY]
    paper.core_properties.subject = printable(document.state)[:PROPERTY]
    paper.core_properties.author = ""
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _template(kind: str) -> tuple[Any, Any]:
    """The template of a kind, and its paragraph {body}."""
    path = TEMPLATES / f"{kind}.docx"
    try:
        paper = docx.Document(str(path))
        names = {style.name for style in paper.styles}
    except Exception as error:
        # What python-docx raises of a file that is none differs with what is wrong with it.
        raise Problem("error.word_template", file=path.name) from error
    body = next((each for each in paper.paragraphs if each.text.strip() == BODY), None)
    if body is None or not names.issuperset(STYLES):
        raise Problem("error.word_template", file=path.name)
    return paper, body


class _Writer:
    """Puts headings, paragraphs, tables and pictures before the paragraph {body}."""

    def __init__(self, paper: Any, body: Any, frame: Frame) -> None:
        self._paper, self._body, self._frame = paper, body, frame
        self._tables = self._pictures = 0
        # Looked up once: python-docx searches all styles for each paragraph.
        self._styles = {name: paper.styles[name].style_id for name in STYLES}
        section = paper.sections[0]
        self._width = section.page_width - section.left_margin - section.right_margin

    def text(self, document: Document) -> None:
        """The whole text: the finding, the parts, what has to be known, the sources."""
        self._paragraph(document.finding, "Body Text", bold=True)
        number = 0
        for number, part in enumerate(document.parts, 1):
            self._part(number, part)
        if document.notes:
            number += 1
            self._paragraph(f"{number}. {document.labels.notes}", "Heading 1")
            for note in document.notes:
                self._paragraph(f"- {note}", "Body Text")
        self._sources(number + 1, document)

    def tables(self, document: Document) -> None:
        """The tables only, and the sources that they name."""
        for grid in document.grids:
            self._table(grid)
        self._sources(None, document)

    def _part(self, number: int, part: Part) -> None:
        self._paragraph(f"{number}. {part.heading}", "Heading 1")
        for sentence in part.text:
            self._paragraph(sentence, "Body Text")
        for grid in part.tables:
            self._table(grid)
        for picture in part.pictures:
            self._picture(picture)

    def _sources(self, number: int | None, document: Document) -> None:
        heading = document.labels.sources
        self._paragraph(heading if number is None else f"{number}. {heading}", "Heading 1")
        for source in document.sources:
            line = f"[{source.number}] {source.line} ({source.published})."
            self._paragraph(line, "Note")

    def _paragraph(self, text: str, style: str, *, bold: bool = False) -> Any:
        paragraph = self._body.insert_paragraph_before()
        paragraph._p.style = self._styles[style]
        run = paragraph.add_run(printable(text))
        if bold:
            run.bold = True
        return paragraph

    def _table(self, grid: Grid) -> None:
        self._tables += 1
        title = self._frame.table.format(number=self._tables, title=grid.title)
        self._paragraph(title, "Caption")
        table = self._paper.add_table(rows=1, cols=len(grid.headings))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        unit = self._width / sum(grid.widths)
        for column, width in zip(table.columns, grid.widths, strict=True):
            column.width = int(unit * width)
        self._row(table.rows[0], grid, [(heading, False) for heading in grid.headings], bold=True)
        _repeat(table.rows[0])
        for row in grid.rows:
            cells = [(cell.text, cell.number is not None and not cell.in_words) for cell in row]
            self._row(table.add_row(), grid, cells)
        if len(grid.rows) <= WHOLE:
            _keep_together(table)
        self._body._p.addprevious(table._tbl)

    def _row(
        self, row: Any, grid: Grid, cells: list[tuple[str, bool]], *, bold: bool = False
    ) -> None:
        """Fill a row. cells: text, and whether it is a figure."""
        unit = self._width / sum(grid.widths)
        for cell, (text, is_figure), width in zip(row.cells, cells, grid.widths, strict=True):
            cell.width = int(unit * width)
            paragraph = cell.paragraphs[0]
            paragraph._p.style = self._styles["Cell"]
            paragraph.add_run(printable(text)).bold = bold or None
            if bold or is_figure:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        # A row is not torn over two pages.
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def _picture(self, picture: Picture) -> None:
        self._pictures += 1
        paragraph = self._paragraph("", "Caption")
        shown = paragraph.add_run().add_picture(io.BytesIO(drawn(picture)), width=self._width)
        shown._inline.docPr.set("descr", printable(picture.alt))
        title = self._frame.picture.format(number=self._pictures, title=picture.title)
        paragraph = self._paragraph(title, "Caption")
        paragraph.paragraph_format.keep_with_next = False


def drawn(picture: Picture, language: str = "vi") -> bytes:
    """A chart of the app as a PNG, without words round it."""
    return pictures.png(
        specs.of(picture.name, picture.options),
        picture.table,
        title="",
        subtitle="",
        source="",
        language=language,
        width=PICTURE_WIDTH,
        scale=2,
    )


def _keep_together(table: Any) -> None:
    """A short table is not torn over two pages: each row stays with the next one."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _repeat(row: Any) -> None:
    """The headings again on each page that the table goes on to."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def _put_code(paper: Any, document: Document) -> None:
    """Which figures these are, and the code that opens them, where the template has {code}; at the
    end of a template that has none."""
    place = next((each for each in _paragraphs(paper) if each.text.strip() == ANCHOR), None)
    place = place or paper.add_paragraph(ANCHOR)
    _set(place, f"{document.state}. {document.link_line}")
    if document.link:
        run = place.insert_paragraph_before("").add_run()
        run.add_picture(io.BytesIO(code.png(document.link)), width=CODE_WIDTH)


def _fill(paper: Any, texts: Mapping[str, str]) -> None:
    """Put the texts in the places that their names stand in."""
    for paragraph in _paragraphs(paper):
        before = after = paragraph.text
        if "{" in before:
            for name, text in texts.items():
                after = after.replace(name, printable(text))
        if after != before:
            _set(paragraph, after)


def _set(paragraph: Any, text: str) -> None:
    """The text in the first run, with its look: Word may have torn a name over several."""
    first, *others = paragraph.runs
    for run in others:
        run.text = ""
    first.text = ""
    for number, line in enumerate(text.split("\n")):
        if number:
            first.add_break()
        first.add_text(line)


def _paragraphs(paper: Any) -> Iterator[Any]:
    """The paragraphs of a paper, those in its tables and its heads and feet too."""
    yield from paper.paragraphs
    for table in paper.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            yield from cell.paragraphs
    for section in paper.sections:
        for part in (section.header, section.footer, section.first_page_header):
            yield from part.paragraphs
