"""A briefing as a PDF, one page or a report, and as a picture: typst sets both from one template.

Nothing that is said is read as Typst: it goes in as JSON, and the template takes it as text.
"""

import json
import tempfile
from pathlib import Path
from typing import Any, Literal

import typst

from rankings.charts import pictures, specs
from rankings.forms import code
from rankings.forms.settings import kind_of_picture
from rankings.store.problems import Problem
from rankings.words.document import Document, Grid, Part, Picture, printable

TEMPLATE = Path(__file__).resolve().parent / "templates" / "sheet.typ"
PDF_KINDS = ("page", "report")
PNG_KINDS = ("tall", "wide")
PIXELS_PER_INCH = 144  # two pixels for a point: 1080 × 1350 and 1920 × 1080
PICTURE_WIDTH = 640
PLACE = {"index": 0, "period": 1, "rank": 2, "target": 4, "distance": 5}


def pdf_of(document: Document, kind: str = "page", *, logo: bytes | None = None) -> bytes:
    """The briefing as a PDF whose text can be selected. kind: page, one A4 page; report."""
    return _compiled(document, kind, logo, "pdf")


def png_of(document: Document, kind: str = "tall", *, logo: bytes | None = None) -> bytes:
    """The briefing as a picture whose title is the finding. kind: tall, 1080 × 1350 pixels; wide,
    1920 × 1080."""
    return _compiled(document, kind, logo, "png")


def _compiled(
    document: Document, kind: str, logo: bytes | None, form: Literal["pdf", "png"]
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="rankings-sheet-") as name:
        folder = Path(name)
        (folder / "sheet.typ").write_bytes(TEMPLATE.read_bytes())
        facts = _facts(document, kind, folder)
        facts["logo"] = _put(folder, f"logo.{kind_of_picture(logo)}", logo) if logo else None
        facts["code"] = _put(folder, "code.svg", code.svg(document.link)) if document.link else None
        (folder / "data.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        try:
            made = typst.compile(
                str(folder / "sheet.typ"),
                root=str(folder),
                font_paths=[str(pictures.FONTS)],
                ignore_system_fonts=True,
                format=form,
                ppi=PIXELS_PER_INCH,
            )
        except typst.TypstError as error:
            # All else that goes in is ours: a picture that only begins like one is the logo.
            if logo is None:
                raise
            raise Problem("error.logo", file="RANKINGS_LOGO") from error
    return made[0] if isinstance(made, list) else made


def _put(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return name


def _facts(document: Document, kind: str, folder: Path) -> dict[str, Any]:
    """What the template shows. Charts are drawn for the report only."""
    say = printable
    return {
        "kind": kind,
        "language": document.language,
        "title": say(document.title),
        "finding": say(document.finding),
        "home": say(document.home),
        "day": document.day,
        "state": say(document.state),
        "link": document.link,
        "link_line": say(document.link_line),
        "places": _places(document),
        "parts": [
            _part(part, folder, drawn=kind == "report", name=f"{number}")
            for number, part in enumerate(document.parts)
        ],
        "notes": [say(note) for note in document.notes],
        "sources": [
            {
                "number": origin.number,
                "line": say(origin.line),
                "published": say(origin.published),
                "address": say(origin.address) if origin.address else None,
            }
            for origin in document.sources
        ],
        "labels": {"notes": document.labels.notes, "sources": document.labels.sources},
    }


def _places(document: Document) -> list[dict[str, str]]:
    """A tile for each index."""
    grids = document.part("position").grids
    rows = grids[0].rows if grids and len(grids[0].headings) > max(PLACE.values()) else ()
    tiles = [{name: printable(row[at].text) for name, at in PLACE.items()} for row in rows]
    return [
        tile | {"status": status} for tile, status in zip(tiles, document.statuses, strict=False)
    ]


def _part(part: Part, folder: Path, *, drawn: bool, name: str) -> dict[str, Any]:
    return {
        "part": part.code,
        "heading": printable(part.heading),
        "sentences": [printable(line) for line in part.sentences],
        "text": [printable(line) for line in part.text],
        "tables": [_table(grid) for grid in part.tables] if drawn else [],
        "pictures": [
            _picture(picture, folder, f"chart-{name}-{number}.svg")
            for number, picture in enumerate(part.pictures if drawn else ())
        ],
    }


def _table(grid: Grid) -> dict[str, Any]:
    return {
        "title": printable(grid.title),
        "headings": [printable(heading) for heading in grid.headings],
        "widths": list(grid.widths),
        "rows": [[printable(cell.text) for cell in row] for row in grid.rows],
    }


def _picture(picture: Picture, folder: Path, name: str) -> dict[str, str]:
    drawn = pictures.svg(
        specs.of(picture.name, picture.options),
        picture.table,
        title="",
        subtitle="",
        source="",
        language="vi",
        width=PICTURE_WIDTH,
    )
    _put(folder, name, drawn.encode())
    return {"title": printable(picture.title), "alt": printable(picture.alt), "file": name}
