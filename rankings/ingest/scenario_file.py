"""The scenarios of a file that this application has written, read back."""

from pathlib import Path
from tempfile import TemporaryDirectory

from rankings.facts.scenario.model import Scenario
from rankings.facts.scenario.texts import read_saved
from rankings.ingest import reading


def scenarios(content: bytes, file_name: str) -> tuple[tuple[str, Scenario], ...]:
    """The scenarios of a file that was downloaded, each with its index: every cell that is the text
    of one. Raises Problem for a file that cannot be read.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenarios"
        path.write_bytes(content)
        book = reading.read(path, file_name=file_name)
    texts = (
        text
        for sheet in book.sheets
        for column in sheet.texts
        for text in column.to_pylist()
        if text and text.count("~") == 3
    )
    return tuple(filter(None, map(read_saved, texts)))
