"""Maxima, rules of a method, targets, sources and loads."""

from dataclasses import replace
from decimal import Decimal

from rankings.evidence.looker import (
    Looker,
    definitions_by_place,
    indicator_row,
    sources_by_id,
    unit_row,
    unknown_key,
)
from rankings.evidence.model import Evidence
from rankings.facts import editions
from rankings.store import figure_keys, queries


def maximum(looker: Looker, key: figure_keys.Maximum, text: str) -> Evidence:
    """The maximum of an indicator under a method."""
    indicator = indicator_row(looker, key.index_code, key.method_code, key.indicator_code)
    if indicator is None:
        raise unknown_key(text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=indicator[key.counted],
        counted=key.counted,
        index_code=key.index_code,
        method_code=key.method_code,
        indicator=indicator,
        status="derived" if indicator["max_basis"] == "derived" else "published",
    )
    return _defined(looker, found, ("maximum", key.index_code, key.method_code, key.indicator_code))


def method(looker: Looker, key: figure_keys.Method, text: str) -> Evidence:
    """A rule of a method: scale, decimals, cadence."""
    for row in queries.methods(looker.at).to_pylist():
        if (row["index_code"], row["method_code"]) != (key.index_code, key.method_code):
            continue
        found = Evidence(
            key=text,
            kind=key.kind,
            value=Decimal(row[key.rule]),
            index_code=key.index_code,
            method_code=key.method_code,
            counted=key.rule,
        )
        return _defined(looker, found, ("method", key.index_code, key.method_code, "total"))
    raise unknown_key(text)


def target(looker: Looker, key: figure_keys.Target, text: str) -> Evidence:
    """The rank limit that a unit has set itself."""
    for item in editions.targets(looker.at):
        if (item.index_code, item.scheme, item.unit_code) != (
            key.index_code,
            key.scheme,
            key.unit_code,
        ):
            continue
        unit = unit_row(looker, key.scheme, key.unit_code, text)
        found = Evidence(
            key=text,
            kind=key.kind,
            value=Decimal(item.rank_limit),
            decimals=0,
            index_code=key.index_code,
            unit_code=key.unit_code,
            unit_vi=unit["name_vi"],
            unit_en=unit["name_en"],
        )
        return _defined(looker, found, ("target", key.index_code, key.scheme, key.unit_code))
    raise unknown_key(text)


def _defined(looker: Looker, found: Evidence, place: tuple) -> Evidence:
    """With the source and the load of a definition, a method or a target."""
    row = definitions_by_place(looker.at).get(place)
    if row is None:
        return found
    source, load = looker.source(row["source_id"], row["load_id"]), looker.load(row["load_id"])
    return replace(found, sources=(source,) if source else (), loads=(load,) if load else ())


def source_figures(looker: Looker, key: figure_keys.Source, text: str) -> Evidence:
    """How many figures a source has given."""
    for row in queries.sources(looker.at).to_pylist():
        if row["source_id"] == key.source_id:
            trail_of = looker.source(key.source_id, None)
            found = Evidence(
                key=text,
                kind=key.kind,
                value=Decimal(row["figures"]),
                decimals=0,
                counted="figures",
            )
            of_loads = sources_by_id(looker.at).get(key.source_id, ())
            loads = [looker.load(one) for one in dict.fromkeys(r["load_id"] for r in of_loads)]
            return replace(
                found,
                sources=(trail_of,) if trail_of else (),
                loads=tuple(filter(None, loads)),
            )
    raise unknown_key(text)


def load_figures(looker: Looker, key: figure_keys.Load, text: str) -> Evidence:
    """How many figures, or warnings, a load has."""
    found = looker.load(key.load_id)
    if found is None:
        raise unknown_key(text)
    return Evidence(
        key=text,
        kind=key.kind,
        value=Decimal(getattr(found.load, key.counted)),
        decimals=0,
        counted=key.counted,
        loads=(found,),
    )
