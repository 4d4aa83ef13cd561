"""What counts did to the points of sub-indicators between two editions, exactly.

The points of a share move with its numerator and with its denominator. What each did is its mean
over both orders in which the two can be put in place (the Shapley value of two players), by the
rule with its rounding, so that the two add up to the change of the points.

The numerator itself moves for two reasons: more is counted (volume), or a larger share of it is
met (rate). With n = d × s the change is exactly mean(s) × Δd + mean(d) × Δs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rankings.facts import subindicators
from rankings.facts.subindicators import Rule, Standing
from rankings.store import queries
from rankings.store.versions import Snapshot, memo

Counts = tuple[Decimal | int, Decimal | int]


@dataclass(frozen=True)
class CountChange:
    """One sub-indicator of a unit in two editions: both have its counts and its points.

    points: what they rose by; by_numerator, by_denominator: the two parts of it. more: what the
    numerator rose by; by_volume, by_rate: the two parts of that.
    """

    rule: Rule
    before: Standing
    after: Standing
    points: Decimal
    by_numerator: Decimal
    by_denominator: Decimal
    more: Decimal
    by_volume: Fraction
    by_rate: Fraction


@dataclass(frozen=True)
class Rest:
    """What the sub-indicators of a component leave of its change: rounding, or parts not known.

    whole: every one that is scored was there in both editions and what is left is rounding: the
    printed component lies within a step of their sum in each.
    """

    component: str
    name_vi: str | None
    name_en: str | None
    points: Decimal
    whole: bool


def points_apart(rule: Rule, before: Counts, after: Counts) -> tuple[Decimal, Decimal] | None:
    """What the numerator and what the denominator did to the points, together the whole change.

    before, after: numerator and denominator. None where the rule gives no points of them.
    """
    (numerator, denominator), (numerator_then, denominator_then) = before, after
    corners = (
        rule.points(numerator, denominator),
        rule.points(numerator_then, denominator),
        rule.points(numerator, denominator_then),
        rule.points(numerator_then, denominator_then),
    )
    if None in corners:
        return None
    none, first, second, both = (corner or Decimal(0) for corner in corners)
    return ((first - none) + (both - second)) / 2, ((second - none) + (both - first)) / 2


def counts_apart(before: Counts, after: Counts) -> tuple[Fraction, Fraction]:
    """What more being counted, and what a larger share being met, did to the numerator, exactly.

    A share of nothing is taken as the other edition's, so that all of the change is volume.
    """
    (numerator, denominator), (numerator_then, denominator_then) = (
        tuple(Fraction(count) for count in side) for side in (before, after)
    )
    share = numerator / denominator if denominator else None
    share_then = numerator_then / denominator_then if denominator_then else share
    if share is None:
        share = share_then or Fraction(0)
    share_then = share if share_then is None else share_then
    volume = (share + share_then) / 2 * (denominator_then - denominator)
    return volume, numerator_then - numerator - volume


@memo
def changes(
    at: Snapshot, *, first_id: str, second_id: str, unit_code: str
) -> tuple[CountChange, ...]:
    """The sub-indicators of a unit of which both editions have counts, in the order of the tree.

    The editions are of one method. Empty where one of them has none.
    """
    sides = [_counted(at, edition_id, unit_code) for edition_id in (first_id, second_id)]
    rules = subindicators.rules(at, edition_id=second_id)
    both = (
        (rule, sides[0][rule.indicator_code], sides[1][rule.indicator_code])
        for rule in rules
        if all(rule.indicator_code in side for side in sides)
    )
    made = (_change(rule, before, after) for rule, before, after in both)
    return tuple(change for change in made if change is not None)


@memo
def rests(at: Snapshot, *, first_id: str, second_id: str, unit_code: str) -> tuple[Rest, ...]:
    """What the sub-indicators leave of the change of each component that has some of them."""
    moved = changes(at, first_id=first_id, second_id=second_id, unit_code=unit_code)
    before, after = (_components(at, item, unit_code) for item in (first_id, second_id))
    scored = [rule for rule in subindicators.rules(at, edition_id=second_id) if rule.scored]
    return tuple(_rests(moved, scored, before, after))


def _rests(
    moved: Iterable[CountChange],
    scored: Iterable[Rule],
    before: Mapping[str, Decimal],
    after: Mapping[str, Decimal],
) -> Iterable[Rest]:
    by_component: dict[str, list[CountChange]] = {}
    for change in moved:
        by_component.setdefault(change.rule.component, []).append(change)
    for code, parts in by_component.items():
        if code not in before or code not in after:
            continue
        known = {part.rule.indicator_code for part in parts}
        every = all(each.indicator_code in known for each in scored if each.component == code)
        rule = parts[0].rule
        left = after[code] - before[code] - sum((part.points for part in parts), Decimal(0))
        yield Rest(
            component=code,
            name_vi=rule.component_vi,
            name_en=rule.component_en,
            points=left,
            whole=every and abs(left) <= 2 * Decimal(1).scaleb(-rule.decimals),
        )


def _counted(at: Snapshot, edition_id: str, unit_code: str) -> dict[str, Standing]:
    """Code -> the unit's counts in an edition, those in dispute left out."""
    return {
        code: row
        for code, rows in subindicators.standings(at, edition_id=edition_id)
        for row in rows
        if row.unit_code == unit_code
        and row.numerator is not None
        and row.denominator is not None
        and not row.disputed
    }


def _change(rule: Rule, before: Standing, after: Standing) -> CountChange | None:
    counts = [_of(side) for side in (before, after)]
    if counts[0] is None or counts[1] is None or before.points is None or after.points is None:
        return None
    apart = points_apart(rule, counts[0], counts[1])
    if apart is None:
        return None
    volume, rate = counts_apart(counts[0], counts[1])
    return CountChange(
        rule=rule,
        before=before,
        after=after,
        points=after.points - before.points,
        by_numerator=apart[0],
        by_denominator=apart[1],
        more=Decimal(counts[1][0] - counts[0][0]),
        by_volume=volume,
        by_rate=rate,
    )


def _of(side: Standing) -> Counts | None:
    if side.numerator is None or side.denominator is None:
        return None
    return side.numerator, side.denominator


def _components(at: Snapshot, edition_id: str, unit_code: str) -> dict[str, Decimal]:
    """Code -> the unit's score of every component of an edition."""
    return {
        row["indicator_code"]: row["score"]
        for row in queries.component_standings(at, edition_id=edition_id).to_pylist()
        if row["unit_code"] == unit_code and row["score"] is not None and not row["disputed"]
    }
