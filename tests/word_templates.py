"""Make the Word templates anew: `python -m tests.word_templates`.

An office may replace the files in rankings/forms/templates by its own, made in Word: what stands in
braces is filled in, and the paragraph {body} gives way to the text (rankings/forms/word.py).
The measures are those of Decree 30/2020/NĐ-CP, annex I.
"""

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from rankings.forms.word import TEMPLATES

FONT = "Times New Roman"
BODY = 14
WIDTHS = (Cm(6.0), Cm(10.5))


def main() -> None:
    """Write both templates."""
    for name, fill in (("report", _report), ("annex", _annex)):
        document = _blank()
        fill(document)
        document.save(TEMPLATES / f"{name}.docx")


def _blank():
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    _style(document.styles["Normal"], BODY)
    body = document.styles["Body Text"]
    _style(body, BODY)
    body.paragraph_format.alignment = ALIGN.JUSTIFY
    body.paragraph_format.first_line_indent = Cm(1)
    body.paragraph_format.space_after = Pt(6)
    heading = document.styles["Heading 1"]
    _style(heading, BODY, bold=True)
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(6)
    heading.paragraph_format.first_line_indent = Cm(1)
    caption = document.styles["Caption"]
    _style(caption, 13, italic=True)
    caption.paragraph_format.space_before = caption.paragraph_format.space_after = Pt(4)
    caption.paragraph_format.alignment = ALIGN.CENTER
    caption.paragraph_format.keep_with_next = True
    cell = document.styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    _style(cell, 12)
    note = document.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    _style(note, 12)
    note.paragraph_format.space_after = Pt(3)
    return document


def _style(style, size: int, *, bold: bool = False, italic: bool = False) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    colour = style.element.rPr.find(qn("w:color"))
    if colour is not None:
        style.element.rPr.remove(colour)
    if style.type == WD_STYLE_TYPE.PARAGRAPH:
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.0


def _page_number(paragraph) -> None:
    """In the middle of the head, from the second page on."""
    paragraph.alignment = ALIGN.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind is None:
            field = OxmlElement("w:instrText")
            field.set(qn("xml:space"), "preserve")
            field.text = text
        else:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
        run._r.append(field)


def _report(document) -> None:
    left, right = _two_columns(document)
    _line(left, "{parent}", 13)
    _line(left, "{agency}", 13, bold=True, under=True)
    _line(left, "{number}", 13, before=6)
    _line(right, "{nation}", 12, bold=True)
    _line(right, "{motto}", 13, bold=True, under=True)
    _line(right, "{place_and_day}", 14, italic=True, before=6)
    _line(document, "{kind}", 14, bold=True, before=18)
    _line(document, "{title}", 14, bold=True, under=True, after=12)
    document.add_paragraph("{body}", style="Body Text")
    _line(document, "{code}", 11, align=ALIGN.LEFT, before=6, after=12)
    left, right = _two_columns(document)
    _line(left, "{recipients}", 12, bold=True, italic=True, align=ALIGN.LEFT)
    _line(left, "{recipient_list}", 11, align=ALIGN.LEFT)
    _line(right, "{signer}", 14, bold=True)
    _line(right, "{signature}", 14, italic=True, before=48)


def _annex(document) -> None:
    _line(document, "{annex}", 14, bold=True)
    _line(document, "{title}", 14, bold=True)
    _line(document, "{attached}", 14, italic=True, under=True, after=12)
    document.add_paragraph("{body}", style="Body Text")
    _line(document, "{code}", 11, align=ALIGN.LEFT, before=12)


def _two_columns(document):
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    cells = table.rows[0].cells
    for cell, width in zip(cells, WIDTHS, strict=True):
        cell.width = width
    return cells


def _line(
    place,
    text: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    under: bool = False,
    before: int = 0,
    after: int = 0,
    align: ALIGN = ALIGN.CENTER,
) -> None:
    """A line; under: with a short rule below it, as the decree has it."""
    first = getattr(place, "paragraphs", [])
    fresh = hasattr(place, "width") and len(first) == 1 and not first[0].text
    paragraph = first[0] if fresh else place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if under:
        _rule(place, after)
        paragraph.paragraph_format.space_after = Pt(0)


def _rule(place, after: int) -> None:
    rule = place.add_paragraph()
    rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Cm(
        1.9 if hasattr(place, "width") else 6
    )
    rule.paragraph_format.line_spacing = Pt(4)
    rule.paragraph_format.space_after = Pt(after)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    rule._p.get_or_add_pPr().append(borders)


if __name__ == "__main__":
    main()
