"""What follows from the counts of a sub-indicator: share, what a point costs, who does best."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from rankings.evidence.looker import (
    Looker,
    made_of,
    placed,
    placed_inside,
    resolve,
    table_of_units,
    unknown_key,
)
from rankings.evidence.model import Evidence
from rankings.facts import components_together, subindicators, units, why
from rankings.facts.subindicators import SubIndicator
from rankings.facts.why import counts
from rankings.store import figure_keys
from rankings.store.rounding import decimal_of

COUNT_DECIMALS = 2
# Half a hundredth of a point is the least that a part of points can be.
PART_DECIMALS = 3


@resolve.register
def share(key: figure_keys.Share, looker: Looker, so_far: Evidence) -> Evidence:
    """Numerator over denominator, in per cent."""
    if (table := table_of_units(looker, key.edition_id)) is not None:
        return _share_inside(looker, placed_inside(looker, so_far, table, key), key)
    so_far, sub = _sub_indicator(looker, key, so_far)
    own = None if sub.own is None else sub.own.share
    per_cent = None if own is None else own * subindicators.PER_CENT
    return made_of(
        looker,
        _counted(so_far, per_cent),
        counts_of(key.edition_id, key.indicator_code, key.unit_code),
    )


def _share_inside(looker: Looker, so_far: Evidence, key: figure_keys.Share) -> Evidence:
    """The share of a unit inside a province. Raises Problem where it has none."""
    figures = units.counted(looker.at, edition_id=key.edition_id, indicator_code=key.indicator_code)
    own = [figures.province] if figures.province is not None else []
    for unit in (*own, *figures.units):
        if unit.unit_code == key.unit_code and unit.share is not None:
            counted = _counted(so_far, unit.share * subindicators.PER_CENT)
            return made_of(
                looker, counted, counts_of(key.edition_id, key.indicator_code, key.unit_code)
            )
    raise unknown_key(so_far.key)


@resolve.register
def count_per_point(key: figure_keys.CountPerPoint, looker: Looker, so_far: Evidence) -> Evidence:
    """What one point costs, of the sub-indicator alone."""
    so_far, sub = _sub_indicator(looker, key, so_far)
    return _cost(looker, _counted(so_far, sub.count_per_point), key, (key.indicator_code,))


@resolve.register
def joint_count(key: figure_keys.JointCount, looker: Looker, so_far: Evidence) -> Evidence:
    """What one point costs, with what moves together."""
    so_far, _ = _sub_indicator(looker, key, so_far)
    joint = components_together.together(
        subindicators.of_unit(
            looker.at, edition_id=key.edition_id, unit_code=key.unit_code, limit=None
        ),
        components_together.links(looker.at, edition_id=key.edition_id),
        key.indicator_code,
    )
    if joint is None:
        raise unknown_key(so_far.key)
    codes = key.indicator_code, *(link.also_code for link in joint.links)
    return _cost(looker, _counted(so_far, joint.count_per_point), key, codes)


@resolve.register
def count_part(key: figure_keys.CountPart, looker: Looker, so_far: Evidence) -> Evidence:
    """What numerator or denominator did to points, or volume or rate to the numerator."""
    first = looker.edition(key.edition_id, so_far.key)
    place = key.to_id, key.indicator_code, key.unit_code
    so_far, second = placed(looker, so_far, *place)
    if why.obstacle(looker.at, first=first, second=second):
        raise unknown_key(so_far.key)
    ends = key.edition_id, key.to_id
    both = {"first_id": key.edition_id, "second_id": key.to_id, "unit_code": key.unit_code}
    if key.counted == "rest":
        left = {rest.component: rest.points for rest in counts.rests(looker.at, **both)}
        value = left.get(key.indicator_code)
        rests_on = [
            figure_keys.figure(edition_id, key.unit_code, key.indicator_code, "score")
            for edition_id in ends
        ]
    else:
        moved = {row.rule.indicator_code: row for row in counts.changes(looker.at, **both)}
        value = getattr(moved.get(key.indicator_code), f"by_{key.counted}", None)
        rests_on = [
            each
            for edition_id in ends
            for each in counts_of(edition_id, key.indicator_code, key.unit_code)
        ]
    if value is None:
        raise unknown_key(so_far.key)
    part = replace(
        so_far,
        value=decimal_of(Fraction(value), PART_DECIMALS),
        decimals=PART_DECIMALS,
        counted=key.counted,
        status="derived",
    )
    return made_of(looker, part, rests_on)


def counts_of(edition_id: str, indicator_code: str, *unit_codes: str) -> list[str]:
    """The keys of the numerator and the denominator of some units in a sub-indicator."""
    return [
        figure_keys.figure(edition_id, unit, indicator_code, measure)
        for unit in unit_codes
        for measure in ("numerator", "denominator")
    ]


def _sub_indicator(
    looker: Looker, key: figure_keys.OfIndicator, so_far: Evidence
) -> tuple[Evidence, SubIndicator]:
    """Raises Problem for what is no sub-indicator, or for one of which nothing is known."""
    so_far, _ = placed(looker, so_far, key.edition_id, key.indicator_code, key.unit_code)
    subs = subindicators.of_unit(
        looker.at, edition_id=key.edition_id, unit_code=key.unit_code, limit=None
    )
    for sub in subs:
        if sub.rule.indicator_code == key.indicator_code and sub.own is not None:
            return so_far, sub
    raise unknown_key(so_far.key)


def _counted(so_far: Evidence, value: Fraction | None) -> Evidence:
    exact: Decimal | None = None if value is None else decimal_of(value, COUNT_DECIMALS)
    return replace(so_far, value=exact, decimals=COUNT_DECIMALS, status="derived")


def _cost(
    looker: Looker, so_far: Evidence, key: figure_keys.OfIndicator, codes: tuple[str, ...]
) -> Evidence:
    """A cost rests on the counts and the maxima of the sub-indicators in which it counts."""
    edition = looker.edition(key.edition_id, so_far.key)
    method = edition.index_code, edition.method_code
    printed = [each for code in codes for each in counts_of(key.edition_id, code, key.unit_code)]
    maxima = [str(figure_keys.Maximum(*method, code, "max_score")) for code in codes]
    return made_of(looker, so_far, printed, nearest=[*printed, *maxima])
