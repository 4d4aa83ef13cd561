"""Make the marts of queries/marts/: all of them, or what follows from one load.

A load of a table touches one edition of thousands. What it changes is made anew and the rest stands
as the version before had it, so that publishing costs what is published.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from rankings.store.versions import QUERIES, sql

# What is made edition by edition names the editions that it is made of.
BY_EDITION = "touched_editions"
# Tables whose rows belong to an edition: a change of any other one may change every edition.
OF_AN_EDITION = frozenset(
    {
        *("observations", "load_scopes", "editions", "unsourced_editions", "later_sources"),
        "quality_flags",
    }
)
MADE = re.compile(r"create or replace (?:temp )?(table|view|macro) (\w+)")


@dataclass(frozen=True)
class Changed:
    """What a load, or taking one back, adds to or takes from what the marts are made of.

    tables: those in which it has rows; edition_ids: the editions whose figures, or whose own row,
    are among these.
    """

    tables: frozenset[str]
    edition_ids: frozenset[str]


@dataclass(frozen=True)
class Mart:
    """A part of queries/marts/ that is made as a whole: its SQL, its name, the words in it.

    kind: table | view | macro; by_edition: made of the touched editions only.
    """

    name: str
    kind: str
    text: str
    words: frozenset[str]
    by_edition: bool


def changed_by_rows(rows: Mapping[str, pa.Table]) -> Changed:
    """What the rows of a load change. rows: table of the store -> its new rows."""
    given = {name: table for name, table in rows.items() if table.num_rows}
    edition_ids = {
        edition_id
        for name in OF_AN_EDITION & given.keys()
        for edition_id in given[name]["edition_id"].unique().to_pylist()
    }
    return Changed(frozenset(given), frozenset(edition_ids))


def changed_by_load(connection: duckdb.DuckDBPyConnection, load_id: int) -> Changed:
    """What changes when the rows of a load, which are in the store, no longer count."""
    made = {mart.name for mart in _marts()}
    tables = [name for (name,) in connection.execute(sql("store_tables")).fetchall()]
    rows = {}
    for name in tables:
        table = connection.table(name)
        if name not in made and name != "loads" and "load_id" in table.columns:
            column = "edition_id" if name in OF_AN_EDITION else "load_id"
            own = table.filter(f"load_id = {int(load_id)}").select(column)
            rows[name] = own.distinct().to_arrow_table()
    return changed_by_rows(rows)


def build(connection: duckdb.DuckDBPyConnection, changed: Changed | None = None) -> None:
    """Make the marts; needed after every load.

    changed: only what follows from it is made anew, in a store that has the marts of what was there
    before; None: everything. A mart follows from a table, or from another mart, that its SQL names.
    """
    if changed is None or _changes_every_edition(changed):
        connection.execute(sql("loading/every_edition"))
    else:
        connection.execute(
            sql("loading/touched_editions"), {"edition_ids": sorted(changed.edition_ids)}
        )
    for mart in _due(changed):
        connection.execute(mart.text)


def _due(changed: Changed | None) -> Iterator[Mart]:
    if changed is None:
        yield from _marts()
        return
    everywhere = _changes_every_edition(changed)
    stale = set(changed.tables)
    for mart in _marts():
        # Views and macros hold no rows: they stand in the store as they are.
        if mart.kind != "table" and not mart.by_edition:
            continue
        if mart.words & stale or (everywhere and mart.by_edition):
            stale.add(mart.name)
            yield mart
        elif mart.name == "published_loads":
            # Each load is one more of these, but only its own rows count differently for it.
            yield mart


def _changes_every_edition(changed: Changed) -> bool:
    others = changed.tables - OF_AN_EDITION
    stale = set(others)
    for mart in _marts():
        if mart.by_edition and mart.words & stale:
            return True
        if mart.words & stale:
            stale.add(mart.name)
    return False


@cache
def _marts(folder: Path = QUERIES / "marts") -> tuple[Mart, ...]:
    """Every part, in the order in which they are made."""
    parts = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        if BY_EDITION in text:
            # The table is called as its file, after the number.
            parts.append(_mart(path.stem.partition("_")[2], "table", text, by_edition=True))
            continue
        for statement in duckdb.extract_statements(text):
            made = MADE.search(statement.query)
            if made is None:
                raise ValueError(f"{path.name} makes neither a table nor a view or macro")
            parts.append(_mart(made[2], made[1], statement.query, by_edition=False))
    return tuple(parts)


def _mart(name: str, kind: str, text: str, *, by_edition: bool) -> Mart:
    without_remarks = re.sub(r"--.*", "", text)
    return Mart(name, kind, text, frozenset(re.findall(r"\w+", without_remarks)), by_edition)
