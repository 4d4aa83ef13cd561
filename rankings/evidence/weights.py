"""Ranks under other weights, and how alike two rankings are."""

from decimal import Decimal

from rankings.evidence.looker import Looker, made_of, of_edition, unit_row, unknown_key
from rankings.evidence.model import Evidence
from rankings.facts import robustness, standing
from rankings.facts.editions import EditionFacts
from rankings.store import figure_keys
from rankings.store.problems import Problem


def reweighted(looker: Looker, key: figure_keys.Reweighted, text: str) -> Evidence:
    """The rank of a unit from its components, or one of those that other weights give it."""
    edition = looker.edition(key.edition_id, text)
    asked = {"edition_id": key.edition_id}
    if robustness.basis(looker.at, **asked).reason:
        raise unknown_key(text)
    rows = robustness.ranges(looker.at, **asked)
    own = next((row for row in rows if row.unit_code == key.unit_code), None)
    if own is None:
        raise unknown_key(text)
    return _of_weights(looker, key, text, edition, value=getattr(own, key.end), counted=key.end)


def reduced(looker: Looker, key: figure_keys.Reduced, text: str) -> Evidence:
    """The rank of a unit when one component is left out."""
    edition = looker.edition(key.edition_id, text)
    try:
        found = robustness.without_each(
            looker.at, edition_id=key.edition_id, unit_code=key.unit_code
        )
    except Problem:
        raise unknown_key(text) from None
    ranks = {one.part.component: one.rank for one in found}
    if key.indicator_code not in ranks:
        raise unknown_key(text)
    value = ranks[key.indicator_code]
    return _of_weights(looker, key, text, edition, value=value, indicator_code=key.indicator_code)


def _of_weights(
    looker: Looker,
    key: figure_keys.OfUnit,
    text: str,
    edition: EditionFacts,
    *,
    value: int,
    counted: str | None = None,
    indicator_code: str = "total",
) -> Evidence:
    """A rank computed from the components, which rests on those of every unit compared."""
    basis = robustness.basis(looker.at, edition_id=key.edition_id)
    unit = unit_row(looker, edition.scheme, key.unit_code, text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=Decimal(value),
        decimals=0,
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        measure="rank",
        counted=counted,
        status="derived",
        **of_edition(looker, edition, indicator_code),
    )
    others = [code for code in basis.field.unit_codes if code != key.unit_code]
    rest = (
        figure_keys.figure(key.edition_id, code, part.component, "score")
        for code in (key.unit_code, *others)
        for part in basis.parts
        if part.component != (indicator_code if key.kind == "reduced" else None)
    )
    return made_of(looker, found, rest)


def stability(looker: Looker, key: figure_keys.Stability, text: str) -> Evidence:
    """How alike the rankings of two editions are."""
    edition = looker.edition(key.edition_id, text)
    pairs = robustness.stability(looker.at, edition_id=key.edition_id)
    own = next(
        (one for one in pairs if one.after == edition and one.before.edition_id == key.to_id), None
    )
    if own is None or getattr(own, key.counted) is None:
        raise unknown_key(text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=Decimal(str(getattr(own, key.counted))),
        decimals=2 if key.counted == "tau" else 0,
        counted=key.counted,
        status="derived",
        **of_edition(looker, edition, "total"),
    )
    rest = (
        figure_keys.figure(item.edition_id, row.unit_code, "total", "rank")
        for item in (own.before, own.after)
        for row in standing.ranking(looker.at, edition_id=item.edition_id).rows
        if row.rank is not None
    )
    return made_of(looker, found, rest)
