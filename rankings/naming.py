"""Codes with their names, for sentences about findings and loads."""

from collections.abc import Iterable

from rankings import editions, queries
from rankings.ingest.checks import Finding
from rankings.store import Store
from rankings.text import Words


def code_names(store: Store, version: int, w: Words, *, scheme: str) -> dict[str, str]:
    """Code of an indicator, an edition or a unit of the scheme -> its name in the language."""
    names = {}
    shorts = {}
    for index in editions.index_rows(store, version):
        shorts[index["index_code"]] = w.field(index, "short")
        nodes = queries.indicators(store, version, index_code=index["index_code"])
        for row in nodes.to_pylist():
            names[row["indicator_code"]] = (w.name(row) or row["name_en"] or "–").lower()
    for item in editions.all_editions(store, version):
        names[item.edition_id] = f"{shorts[item.index_code]}, {w.period(item)}"
    for row in queries.units(store, version, scheme=scheme).to_pylist():
        names[row["unit_code"]] = w.name(row)
    return names


def names_by_scheme(store: Store, version: int, w: Words) -> dict[str, dict[str, str]]:
    """Scheme -> code_names: seven unit codes changed their meaning with the merger."""
    home, _ = editions.home(store, version)
    schemes = {home, *(item.scheme for item in editions.all_editions(store, version))}
    return {scheme: code_names(store, version, w, scheme=scheme) for scheme in sorted(schemes)}


def of_editions(store: Store, version: int, w: Words, edition_ids: Iterable[str]) -> dict[str, str]:
    """Key of an edition -> its name, also of one that only a load brings."""
    shorts = {
        row["index_code"]: w.field(row, "short") for row in editions.index_rows(store, version)
    }
    found = {}
    for edition_id in edition_ids:
        item = editions.name_of(edition_id)
        name = shorts.get(item.index_code, item.index_code.upper())
        found[edition_id] = f"{name}, {w.period(item)}"
    return found


def scheme_of(found: Finding, default: str) -> str:
    """The scheme of the edition that a finding is about; `default` where it names none."""
    edition_id = found.details.get("edition_id")
    return editions.name_of(edition_id).scheme if edition_id else default
