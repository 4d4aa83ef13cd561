"""Codes with their names, for sentences about findings and loads."""

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


def scheme_of(found: Finding, default: str) -> str:
    """The scheme of the edition that a finding is about: the last part of the edition's key."""
    return (found.details.get("edition_id") or default).rsplit("-", 1)[-1]
