"""Ranks under other weights, and how alike two rankings are."""

from dataclasses import replace
from decimal import Decimal

from rankings.evidence.looker import Looker, made_of, placed, resolve, unknown_key
from rankings.evidence.model import Evidence
from rankings.facts import robustness, standing
from rankings.store import figure_keys
from rankings.store.problems import Problem


@resolve.register
def reweighted(key: figure_keys.Reweighted, looker: Looker, found: Evidence) -> Evidence:
    """The rank of a unit from its components, or one of those that other weights give it."""
    found, _ = placed(looker, found, key.edition_id, "total", key.unit_code)
    asked = {"edition_id": key.edition_id}
    if robustness.basis(looker.at, **asked).reason:
        raise unknown_key(found.key)
    rows = robustness.ranges(looker.at, **asked)
    own = next((row for row in rows if row.unit_code == key.unit_code), None)
    if own is None:
        raise unknown_key(found.key)
    found = replace(found, counted=key.end)
    return _of_weights(looker, key, found, getattr(own, key.end))


@resolve.register
def reduced(key: figure_keys.Reduced, looker: Looker, found: Evidence) -> Evidence:
    """The rank of a unit when one component is left out."""
    found, _ = placed(looker, found, key.edition_id, key.indicator_code, key.unit_code)
    asked = {"edition_id": key.edition_id, "unit_code": key.unit_code}
    try:
        without = robustness.without_each(looker.at, **asked)
    except Problem:
        raise unknown_key(found.key) from None
    code = key.indicator_code
    rank = next((one.rank for one in without if one.part.component == code), None)
    if rank is None:
        raise unknown_key(found.key)
    return _of_weights(looker, key, found, rank, without=code)


def _of_weights(
    looker: Looker, key: figure_keys.OfUnit, found: Evidence, rank: int, without: str | None = None
) -> Evidence:
    """A rank computed from the components, which rests on those of every unit compared."""
    basis = robustness.basis(looker.at, edition_id=key.edition_id)
    found = replace(found, value=Decimal(rank), decimals=0, measure="rank", status="derived")
    others = [code for code in basis.field.unit_codes if code != key.unit_code]
    rest = (
        figure_keys.figure(key.edition_id, code, part.component, "score")
        for code in (key.unit_code, *others)
        for part in basis.parts
        if part.component != without
    )
    return made_of(looker, found, rest)


@resolve.register
def stability(key: figure_keys.Stability, looker: Looker, found: Evidence) -> Evidence:
    """How alike the rankings of two editions are."""
    found, edition = placed(looker, found, key.edition_id, "total")
    own = robustness.stability_of(looker.at, edition_id=edition.edition_id, before_id=key.to_id)
    if own is None or getattr(own, key.counted) is None:
        raise unknown_key(found.key)
    found = replace(
        found,
        value=Decimal(str(getattr(own, key.counted))),
        decimals=2 if key.counted == "tau" else 0,
        counted=key.counted,
        status="derived",
    )
    rest = (
        figure_keys.figure(item.edition_id, row.unit_code, "total", "rank")
        for item in (own.before, own.after)
        for row in standing.ranking(looker.at, edition_id=item.edition_id).rows
        if row.rank is not None
    )
    return made_of(looker, found, rest)
