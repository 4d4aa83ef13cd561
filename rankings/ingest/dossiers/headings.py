"""Which column of a file is which field of a dossier: recognised, remembered, or asked.

A heading that is written as one of `fields.FIELDS` says it surely, whatever its capitals, marks and
gaps. One that is only like it is asked for. What a person has answered goes first, and is
remembered by the shape of the file (remembered.py).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from rankings.ingest.dossiers import personal
from rankings.ingest.dossiers.fields import BY_NAME, FIELDS, NEEDED, Field
from rankings.store.problems import Problem
from rankings.words.typed import folded

# From this likeness on a heading may be meant, in hundredths.
LIKE = 85
# More digits than this are a day or a number, not the name of a column.
MOST_DIGITS = 4


@dataclass(frozen=True)
class Matched:
    """What the columns of a file are.

    columns: field -> heading. refused: (heading, kind of personal data) of columns that are not
    read because their heading names a person's data. unread: how many more columns are not read.
    """

    columns: Mapping[str, str]
    refused: tuple[tuple[str, personal.Kind], ...]
    unread: int


def match(
    headings: Sequence[str],
    *,
    given: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    file: str = "",
) -> Matched:
    """The fields of a file by its headings.

    given: field -> heading as a person says it now; remembered: as it was said before for a file of
    this shape. An empty heading: the file does not have the field. Raises Problem for a field or
    heading that is none, for a heading that names personal data, where a heading may be a field and
    nobody has said so, and where one that is needed is not there.
    """
    _refuse_data(headings, file)
    answered = dict(remembered or {}) | dict(given or {})
    _check_told(answered, headings, file)
    columns = {name: heading for name, heading in answered.items() if heading}
    for field in FIELDS:
        if field.name not in answered and (
            heading := _sure(field, headings, set(columns.values()))
        ):
            columns[field.name] = heading
    _ask(columns, answered, headings, file)
    others = [heading for heading in headings if heading not in columns.values()]
    refused = tuple(
        (heading, kind) for heading in others if (kind := personal.of_heading(heading)) is not None
    )
    return Matched(columns, refused, len(others) - len(refused))


def _refuse_data(headings: Sequence[str], file: str) -> None:
    """Raise Problem where the first line is a dossier already: headings are kept, data are not."""
    for place, heading in enumerate(headings, 1):
        digits = sum(letter.isdigit() for letter in heading)
        if digits > MOST_DIGITS or personal.of_text(heading) in ("mail", "name", "phone"):
            raise Problem("error.dossier_headings", file=file, place=place)


def key(heading: str) -> str:
    """A heading in small letters and digits, without marks and gaps."""
    return re.sub(r"[\W_]+", "", folded(heading))


def _check_told(answered: Mapping[str, str], headings: Sequence[str], file: str) -> None:
    for name, heading in answered.items():
        if name not in BY_NAME:
            raise Problem("error.dossier_field", value=name, known=list(BY_NAME))
        if heading and heading not in headings:
            raise Problem("error.dossier_heading", file=file, value=heading)
        kind = personal.of_heading(heading) if heading else None
        if kind is not None and key(heading) not in _keys(BY_NAME[name]):
            raise Problem("error.dossier_personal", file=file, heading=heading, kind=kind)


def _sure(field: Field, headings: Sequence[str], taken: set[str]) -> str | None:
    """The heading that is written as one of the field; the official name goes before others."""
    by_key: dict[str, str] = {}
    for heading in headings:
        if heading not in taken:
            by_key.setdefault(key(heading), heading)
            # "HoSo.NgayTiepNhan": what a nested record is called when it is laid flat.
            by_key.setdefault(key(heading.rpartition(".")[2]), heading)
    return next((by_key[wanted] for wanted in _keys(field) if wanted in by_key), None)


def _keys(field: Field) -> list[str]:
    return [key(heading) for heading in field.headings]


def _ask(
    columns: Mapping[str, str], answered: Mapping[str, str], headings: Sequence[str], file: str
) -> None:
    """Raise Problem for the first field that a person has to say."""
    free = [heading for heading in headings if heading not in columns.values()]
    for field in FIELDS:
        if field.name in columns or field.name in answered:
            continue
        like = list(_like(field, free))
        if like:
            raise Problem(
                "error.dossier_unsure",
                file=file,
                field=field.name,
                meaning=_meaning(field),
                headings=like,
            )
        if field.name in NEEDED:
            raise Problem(
                "error.dossier_column_missing",
                file=file,
                field=field.name,
                meaning=_meaning(field),
            )


def _meaning(field: Field) -> str:
    """A field as officials call it."""
    return next((text for text in field.headings if " " in text), field.headings[0])


def _like(field: Field, headings: Sequence[str]) -> Iterator[str]:
    wanted = _keys(field)
    for heading in headings:
        own = key(heading)
        if personal.of_heading(heading) is None and any(
            fuzz.ratio(own, name) >= LIKE for name in wanted
        ):
            yield heading
