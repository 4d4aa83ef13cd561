"""Cards of many units as one PDF, a page for each: typst sets them from one template.

Nothing that is said is read as Typst: it goes in as JSON, and the template takes it as text.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst

from rankings.charts import pictures
from rankings.words.document import printable
from rankings.words.exports import Sheet
from rankings.words.text import words

TEMPLATE = Path(__file__).resolve().parent / "templates" / "cards.typ"


@dataclass(frozen=True)
class CardSheet:
    """What stands on the page of one unit.

    above: of which table, a line; title: the unit; mark: that the figures are made up, None where
    they are real; sentences: what is found; tables: each with its title; foot: sources, version.
    """

    above: str
    title: str
    mark: str | None
    sentences: tuple[str, ...]
    tables: tuple[Sheet, ...]
    foot: str


def pdf_of(cards: Sequence[CardSheet], *, title: str, language: str) -> bytes:
    """The cards one after the other, each on a page of its own; the text can be selected.

    title: of the document. Raises ValueError where there is no card.
    """
    if not cards:
        raise ValueError("there is no card to print")
    facts = {
        "title": printable(title),
        "language": language,
        "cards": [_facts(card, language) for card in cards],
    }
    with tempfile.TemporaryDirectory(prefix="rankings-cards-") as name:
        folder = Path(name)
        (folder / "cards.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "data.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(
            str(folder / "cards.typ"),
            root=str(folder),
            font_paths=[str(pictures.FONTS)],
            ignore_system_fonts=True,
        )
    return made[0] if isinstance(made, list) else made


def _facts(card: CardSheet, language: str) -> dict[str, Any]:
    return {
        "above": printable(card.above),
        "title": printable(card.title),
        "mark": printable(card.mark) if card.mark else None,
        "sentences": [printable(sentence) for sentence in card.sentences],
        "tables": [_table(sheet, language) for sheet in card.tables],
        "foot": printable(card.foot),
    }


def _table(sheet: Sheet, language: str) -> dict[str, Any]:
    """A table as the template takes it: the first column is read, numbers stand to the right."""
    w = words(language)

    def text(value: object, decimals: int | None) -> str:
        if value is None or isinstance(value, (int, float, Decimal)):
            return w.number(value, decimals)
        return printable(str(value))

    return {
        "title": printable(sheet.title),
        "headings": [printable(heading) for heading in sheet.columns],
        "numbers": [_is_of_numbers(sheet, place) for place in range(len(sheet.columns))],
        "rows": [
            [text(value, digits) for value, digits in zip(row, sheet.decimals, strict=True)]
            for row in sheet.rows
        ],
    }


def _is_of_numbers(sheet: Sheet, place: int) -> bool:
    values = [row[place] for row in sheet.rows if row[place] is not None]
    return bool(values) and all(isinstance(value, (int, float, Decimal)) for value in values)
