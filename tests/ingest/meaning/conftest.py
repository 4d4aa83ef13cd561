"""What data/ says, as recognition sees it."""

import csv
from decimal import Decimal

import pytest

from rankings.ingest.meaning.knowledge import Knowledge, from_rows
from rankings.ingest.meaning.names import Names
from rankings.store.data_folder import DATA

DECIMALS = ("scale_max", "max_score")


def rows(table: str, folder: str = "reference") -> list[dict]:
    """The rows of a table of data/ with the types that the store gives them."""
    with (DATA / folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {name: _typed(name, text) for name, text in row.items()} for row in csv.DictReader(file)
        ]


def _typed(name: str, text: str) -> object:
    if name == "decimals":
        return int(text)
    if name == "adds_up":
        return text == "true"
    if name in DECIMALS and text:
        return Decimal(text)
    return text or None


@pytest.fixture(scope="session")
def known() -> Knowledge:
    """Everything that data/ says."""
    return from_rows(
        indices=rows("indices"),
        methods=rows("methods"),
        indicators=rows("indicators"),
        units=rows("units"),
        aliases=rows("unit_aliases"),
        editions=rows("editions", "published"),
        targets=rows("targets"),
    )


@pytest.fixture(scope="session")
def names(known: Knowledge) -> Names:
    """The names of every scheme."""
    return Names(known)
