"""The grounds of a change: its reason, its day, the document and the source it rests on."""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from rankings.facts.editions import Edition
from rankings.ingest.sourcing import SourceFields
from rankings.ingest.submission import table
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rows import picked
from rankings.store.versions import Snapshot
from rankings.words import typed

WHY_LENGTH = 500
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def day(text: str | None) -> date | None:
    """A day as it is typed, "31/12/2026"; None when nothing is. Raises Problem on anything else."""
    plain = typed.line(text)
    if not plain:
        return None
    found = typed.day(text)
    if found is None:
        raise Problem("error.not_a_day", value=plain)
    return found


def reason(why: str) -> str:
    """A reason in one line. Raises Problem when there is none, or when it is too long."""
    plain = typed.line(why)
    if not any(letter.isalnum() for letter in plain):
        raise Problem("error.edit_why")
    return short(plain, WHY_LENGTH)


def short(text: str, highest: int) -> str:
    """The text. Raises Problem when it is longer than `highest` letters."""
    if len(text) > highest:
        raise Problem("error.edit_long", length=len(text), highest=highest)
    return text


def link(basis: str | None) -> str | None:
    """The basis when it is a link; None when it is the number of a document."""
    plain = typed.line(basis)
    return plain if _LINK.fullmatch(plain) else None


def source(basis: str | None) -> SourceFields:
    """What a change rests on, a link or the number of a document; without a basis nothing."""
    given = link(basis)
    number = None if given else typed.line(basis) or None
    return SourceFields(kind="uploaded_file", document_number=number, url=given)


def documents(sources: Iterable[Mapping], why: str, basis: str | None) -> dict[str, pa.Table]:
    """The document behind new sources, as a table by its name; nothing without a new source."""
    number = None if link(basis) else typed.line(basis) or None
    rows = [
        {"source_id": source["source_id"], "document_number": number, "abstract": why}
        for source in sources
    ]
    return {"source_documents": table(rows)} if rows else {}


def new_id(kind: str) -> str:
    """A source_id that no other source has."""
    return f"{kind}-{uuid.uuid4().hex[:12]}"


def sources(at: Snapshot) -> dict[str, dict]:
    """The rows of `sources` by source_id."""
    return {
        row["source_id"]: {name: value for name, value in row.items() if name != "figures"}
        for row in queries.sources(at).to_pylist()
    }


def of_edition(edition: Edition) -> dict:
    """What a load remembers of the edition that it changes."""
    return {
        "index": edition.index_code,
        **picked(edition, "period", "period_type", "scheme", "edition_id"),
    }
