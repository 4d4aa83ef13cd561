"""Every form of the briefing, opened by LibreOffice and given back as pictures: `make documents`.

For a person to look at: would you hand it to the chairman? The figures in them are tested by
tests/forms, which reads the files again with libraries.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2

from rankings.cli import command
from rankings.forms import briefing

DOTS_PER_INCH = 80
POINTS_PER_INCH = 72
OPENED_BY_OFFICE = ("docx", "pptx", "xlsx")


def main(folder: Path) -> None:
    """Write the forms in both languages into a folder, and a picture of each page beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    at = command.current_store()
    for language in ("vi", "en"):
        document, _ = briefing.draw_up(at, at, language=language, as_of=None, today=command.today())
        for form, kinds in briefing.FORMS.items():
            for kind in kinds or (None,):
                name = "-".join(filter(None, (language, form, kind)))
                file = folder / f"{name}.{form}"
                file.write_bytes(briefing.content(document, form, kind))
                _show(file)


def _show(file: Path) -> None:
    if file.suffix[1:] in OPENED_BY_OFFICE:
        with tempfile.TemporaryDirectory() as made:
            convert = ("soffice", "--headless", "--convert-to", "pdf", "--outdir", made, str(file))
            subprocess.run(convert, check=True, stdout=subprocess.DEVNULL)
            _pages(Path(made) / f"{file.stem}.pdf", file)
    elif file.suffix == ".pdf":
        _pages(file, file)


def _pages(pdf: Path, file: Path) -> None:
    """A picture of each page, beside the file that it is of."""
    paper = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(paper, 1):
        picture = page.render(scale=DOTS_PER_INCH / POINTS_PER_INCH).to_pil()
        picture.save(file.with_name(f"{file.stem}-page-{number}.png"))
    print(f"{file.name}: {len(paper)} pages")
    paper.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
