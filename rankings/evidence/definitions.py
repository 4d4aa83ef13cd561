"""Maxima, rules of a method, targets, sources and loads."""

from dataclasses import replace
from decimal import Decimal

from rankings.evidence.looker import (
    Looker,
    definitions_by_place,
    indicator_row,
    resolve,
    sources_by_id,
    unknown_key,
    with_unit,
)
from rankings.evidence.model import Evidence
from rankings.facts import editions
from rankings.store import figure_keys, queries
from rankings.store.rows import first, picked


@resolve.register
def maximum(key: figure_keys.Maximum, looker: Looker, found: Evidence) -> Evidence:
    """The maximum of an indicator under a method."""
    indicator = indicator_row(looker, key.index_code, key.method_code, key.indicator_code)
    if indicator is None:
        raise unknown_key(found.key)
    found = replace(
        found,
        value=indicator[key.counted],
        counted=key.counted,
        index_code=key.index_code,
        method_code=key.method_code,
        indicator=indicator,
        status="derived" if indicator["max_basis"] == "derived" else "published",
    )
    return _defined(looker, found, ("maximum", key.index_code, key.method_code, key.indicator_code))


@resolve.register
def method(key: figure_keys.Method, looker: Looker, found: Evidence) -> Evidence:
    """A rule of a method: scale, decimals, cadence."""
    place = picked(key, "index_code", "method_code")
    row = first(queries.methods(looker.at), **place)
    if row is None:
        raise unknown_key(found.key)
    found = replace(found, value=Decimal(row[key.rule]), counted=key.rule, **place)
    return _defined(looker, found, ("method", key.index_code, key.method_code, "total"))


@resolve.register
def target(key: figure_keys.Target, looker: Looker, found: Evidence) -> Evidence:
    """The rank limit that a unit has set itself."""
    for item in editions.targets(looker.at):
        if figure_keys.Target(item.index_code, item.scheme, item.unit_code) == key:
            found = with_unit(looker, found, key.scheme, key.unit_code)
            value = Decimal(item.rank_limit)
            found = replace(found, value=value, decimals=0, index_code=key.index_code)
            return _defined(looker, found, ("target", key.index_code, key.scheme, key.unit_code))
    raise unknown_key(found.key)


def _defined(looker: Looker, found: Evidence, place: tuple) -> Evidence:
    """With the source and the load of a definition, a method or a target."""
    row = definitions_by_place(looker.at).get(place)
    if row is None:
        return found
    source, load = looker.source(row["source_id"], row["load_id"]), looker.load(row["load_id"])
    return replace(found, sources=(source,) if source else (), loads=(load,) if load else ())


@resolve.register
def source_figures(key: figure_keys.Source, looker: Looker, found: Evidence) -> Evidence:
    """How many figures a source has given."""
    for row in queries.sources(looker.at).to_pylist():
        if row["source_id"] == key.source_id:
            trail_of = looker.source(key.source_id, None)
            of_loads = sources_by_id(looker.at).get(key.source_id, ())
            loads = [looker.load(one) for one in dict.fromkeys(r["load_id"] for r in of_loads)]
            return replace(
                found,
                value=Decimal(row["figures"]),
                decimals=0,
                counted=key.counted,
                sources=(trail_of,) if trail_of else (),
                loads=tuple(filter(None, loads)),
            )
    raise unknown_key(found.key)


@resolve.register
def load_figures(key: figure_keys.Load, looker: Looker, found: Evidence) -> Evidence:
    """How many figures, or warnings, a load has."""
    trail_of = looker.load(key.load_id)
    if trail_of is None:
        raise unknown_key(found.key)
    value = Decimal(getattr(trail_of.load, key.counted))
    return replace(found, value=value, decimals=0, counted=key.counted, loads=(trail_of,))
