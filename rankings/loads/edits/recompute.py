"""Totals from their parts and ranks from scores, for the figures of one edition.

Pure sums over plain mappings. What cannot be worked out is not guessed: a `Kept` says why.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rankings.store.rounding import rounded

TOTAL = "total"
# An aggregation that its issuer does not state holds where it gives back so many printed totals.
PROOFS = 2

# Unit and indicator -> score, or published rank.
Values = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Kept:
    """What stays as it is though it was to be worked out anew.

    reason: no_part_changed | no_rule | not_proved | no_part | disputed | given (a person or a file
    gave it) | no_ranks | no_score | ranks_agree (they are those of the scores). units: those that
    it is about; indicators: the parts that they lack, or the indicator whose ranks stay.
    """

    reason: str
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """How the total follows from its parts under one method.

    weights: part -> weight, 1 where parts are summed; None where that is not known. stated: the
    issuer states it. tolerance: how far printed parts and total may lie apart.
    """

    weights: Mapping[str, Decimal] | None
    stated: bool
    tolerance: Decimal
    decimals: int

    @classmethod
    def of(cls, method: Mapping, parts: Collection[Mapping]) -> "Rule":
        """The rule of a row of methods.sql; parts: the rows of indicators.sql that add up."""
        summed = method["aggregation"] == "sum"
        weights = {
            part["indicator_code"]: Decimal(1) if summed else part["weight"] for part in parts
        }
        known = bool(weights) and method["aggregation"] != "unknown" and all(weights.values())
        return cls(
            weights if known else None,
            stated=method["aggregation_basis"] != "derived",
            tolerance=method["adding_up_tolerance"],
            decimals=method["decimals"],
        )

    def total(self, unit: str, scores: Values) -> Decimal | None:
        """The total of a unit, not rounded; None where a part is not known."""
        weights = self.weights or {}
        if not weights or any((unit, part) not in scores for part in weights):
            return None
        return sum((scores[unit, part] * weight for part, weight in weights.items()), Decimal(0))


def totals(
    rule: Rule,
    before: Values,
    after: Values,
    disputed: Collection[tuple[str, str]],
) -> tuple[dict[str, Decimal], list[Kept]]:
    """Unit -> total, of the units with a part that is another one after than before.

    disputed: scores that nothing is built on. The rule must hold for the printed totals of all
    other units, as far as their parts are known.
    """
    parts = rule.weights or {}
    changed = {
        unit
        for unit, part in before.keys() | after.keys()
        if part in parts and before.get((unit, part)) != after.get((unit, part))
    }
    if rule.weights is None:
        return {}, [Kept("no_rule")]
    if not changed:
        return {}, [Kept("no_part_changed")]
    if against := _against(rule, before, changed, disputed):
        return {}, [against]
    made: dict[str, Decimal] = {}
    kept = []
    for unit in sorted(changed):
        total = rule.total(unit, after)
        lacking = tuple(part for part in parts if (unit, part) not in after)
        doubtful = tuple(part for part in parts if (unit, part) in disputed)
        if doubtful:
            kept.append(Kept("disputed", (unit,), doubtful))
        elif total is None:
            kept.append(Kept("no_part", (unit,), lacking))
        else:
            made[unit] = rounded(total, rule.decimals)
    return made, kept


def _against(
    rule: Rule, before: Values, changed: Collection[str], disputed: Collection[tuple[str, str]]
) -> Kept | None:
    """Why the rule is not held for proved; None where it is."""
    agreeing, apart = 0, []
    doubtful = {unit for unit, _ in disputed}
    for unit in sorted({unit for unit, _ in before} - set(changed) - doubtful):
        total = rule.total(unit, before)
        if total is None or (unit, TOTAL) not in before:
            continue
        if abs(total - before[unit, TOTAL]) > rule.tolerance:
            apart.append(unit)
        else:
            agreeing += 1
    if apart or (not rule.stated and agreeing < PROOFS):
        return Kept("not_proved", tuple(apart))
    return None


def ranks(
    indicator: str,
    units: Collection[str],
    decimals: int,
    scores: tuple[Values, Values],
    published: Mapping[str, int],
    disputed: Collection[tuple[str, str]],
) -> tuple[dict[str, int], list[Kept]]:
    """Unit -> rank by its score, of the units that have a rank; ties share the better place.

    scores: before and after. published: the ranks before. Who had the same score before and was
    told apart by the publisher stays apart, as long as the tie is the same. Nothing without the
    score of every unit: a place is counted among all of them.
    """
    before, after = scores
    if not published:
        return {}, [Kept("no_ranks", (), (indicator,))]
    lacking = sorted(unit for unit in units if (unit, indicator) not in after)
    if lacking:
        return {}, [Kept("no_score", tuple(lacking), (indicator,))]
    doubtful = sorted(unit for unit in units if (unit, indicator) in disputed)
    if doubtful:
        return {}, [Kept("disputed", tuple(doubtful), (indicator,))]
    were = _tied(units, indicator, before, decimals)
    made: dict[str, int] = {}
    place = 1
    for _, tied in sorted(_tied(units, indicator, after, decimals).items(), reverse=True):
        apart = _told_apart(tied, published) if tied in were.values() else {}
        made |= {unit: place + apart.get(unit, 0) for unit in tied if unit in published}
        place += len(tied)
    return made, []


def _tied(
    units: Iterable[str], indicator: str, scores: Values, decimals: int
) -> dict[Decimal, frozenset[str]]:
    """Score at the published decimals -> the units that have it."""
    groups: dict[Decimal, set[str]] = defaultdict(set)
    for unit in units:
        score = scores.get((unit, indicator))
        if score is not None:
            groups[rounded(score, decimals)].add(unit)
    return {score: frozenset(group) for score, group in groups.items()}


def _told_apart(tied: frozenset[str], published: Mapping[str, int]) -> dict[str, int]:
    """Unit -> places behind the first of a tie, where the publisher broke it; else nothing."""
    places = {unit: published[unit] for unit in tied if unit in published}
    if len(places) < len(tied) or max(Counter(places.values()).values()) > 1:
        return {}
    first = min(places.values())
    behind = {unit: place - first for unit, place in places.items()}
    return behind if max(behind.values()) < len(tied) else {}
