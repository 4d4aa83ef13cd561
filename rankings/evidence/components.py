"""What a component is compared with: best, median, mean of the target group, maximum."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median as middle_of

from rankings.evidence.counts import counts_of
from rankings.evidence.looker import Looker, made_of, placed, resolve, standings, unknown_key
from rankings.evidence.model import Evidence
from rankings.facts import components, standing, subindicators
from rankings.facts.components import Component
from rankings.facts.subindicators import SubIndicator
from rankings.store import figure_keys
from rankings.store.rounding import rounded

Compared = (
    figure_keys.OfIndicator
    | figure_keys.Best
    | figure_keys.Median
    | figure_keys.TargetMean
    | figure_keys.ToTargetMean
)


@dataclass(frozen=True)
class _OfSubIndicator:
    """A sub-indicator as the component that it is compared like; its rank is counted."""

    sub: SubIndicator
    rank_basis: str = "computed"
    median: None = None
    target_mean: None = None
    to_target_mean: None = None

    @property
    def best(self) -> Decimal | None:
        """The most points of all units."""
        return self.sub.best

    @property
    def best_units(self) -> tuple[str, ...]:
        """Who has them."""
        return self.sub.best_units

    @property
    def to_best(self) -> Decimal | None:
        """Points to the best."""
        return self.sub.to_best

    @property
    def to_max(self) -> Decimal | None:
        """Points to the maximum."""
        return self.sub.to_win

    @property
    def ranked_units(self) -> int:
        """How many units have points."""
        return self.sub.own.ranked_units if self.sub.own else 0


def _compared(
    looker: Looker, key: Compared, found: Evidence
) -> tuple[Evidence, Component | _OfSubIndicator]:
    """What such figures have in common, and the component as its page has it."""
    own = key.unit_code if isinstance(key, figure_keys.OfUnit) else None
    limit = key.limit if isinstance(key, figure_keys.OfLimit) else None
    found, edition = placed(looker, found, key.edition_id, key.indicator_code, own)
    units = _units(looker, key, found)
    unit_code = own or next(iter(units), None)
    if unit_code is None or unit_code not in units:
        raise unknown_key(found.key)
    found = replace(found, decimals=edition.decimals, measure="score", limit=limit)
    if _is_sub_indicator(looker, key):
        sub = subindicators.one_of_unit(
            looker.at,
            edition_id=key.edition_id,
            unit_code=unit_code,
            limit=limit,
            indicator_code=key.indicator_code,
        )
        return replace(found, status="derived"), _OfSubIndicator(sub)
    for part in components.comparison(
        looker.at, edition_id=key.edition_id, unit_code=unit_code, limit=limit, inner=True
    ):
        if part.component == key.indicator_code:
            return found, part
    raise unknown_key(found.key)


def _is_sub_indicator(looker: Looker, key: Compared) -> bool:
    """True for what is scored by its counts."""
    place = {"edition_id": key.edition_id, "indicator_code": key.indicator_code}
    return bool(subindicators.ranking(looker.at, **place))


def _units(looker: Looker, key: Compared, so_far: Evidence) -> dict[str, Decimal | None]:
    """Code -> score of every unit, None where it is not known or disputed."""
    edition = looker.edition(key.edition_id, so_far.key)
    if _is_sub_indicator(looker, key):
        place = {"edition_id": key.edition_id, "indicator_code": key.indicator_code}
        return {
            row.unit_code: None if row.disputed else row.points
            for row in subindicators.ranking(looker.at, **place)
        }
    return {
        code: None
        if row["score"] is None or row["disputed"]
        else rounded(row["score"], edition.decimals)
        for code, row in standings(looker, edition, key.indicator_code).items()
    }


def _known_scores(looker: Looker, key: Compared, so_far: Evidence) -> dict[str, Decimal]:
    scores = _units(looker, key, so_far)
    return {code: score for code, score in scores.items() if score is not None}


def _of_scores(looker: Looker, key: Compared, so_far: Evidence, codes: Iterable[str]) -> Evidence:
    """A figure made of the scores of some units; of a sub-indicator these follow from counts."""
    codes = tuple(codes)
    scores = _scores(key, codes)
    return made_of(looker, so_far, _printed(looker, key, codes), nearest=scores)


def _printed(looker: Looker, key: Compared, codes: Iterable[str]) -> list[str]:
    """The keys of what was published of the scores of some units, or of what they follow from."""
    codes = tuple(codes)
    if not _is_sub_indicator(looker, key):
        return _scores(key, codes)
    return [*_scores(key, codes), *counts_of(key.edition_id, key.indicator_code, *codes)]


def _scores(key: Compared, codes: Iterable[str]) -> list[str]:
    """The keys of the scores of some units in the component."""
    return [figure_keys.figure(key.edition_id, code, key.indicator_code, "score") for code in codes]


@resolve.register
def best(key: figure_keys.Best, looker: Looker, found: Evidence) -> Evidence:
    """The best score; it rests on those of the units that have it."""
    found, part = _compared(looker, key, found)
    return _of_scores(looker, key, replace(found, value=part.best), part.best_units)


@resolve.register
def median(key: figure_keys.Median, looker: Looker, found: Evidence) -> Evidence:
    """The median of the scores, those in the middle first."""
    found, part = _compared(looker, key, found)
    scores = _known_scores(looker, key, found)
    value = middle_of(scores.values()) if len(scores) > 1 else None
    keys = _scores(key, [*_nearest(scores, value), *scores])
    return made_of(looker, replace(found, value=part.median), keys)


def _nearest(scores: dict[str, Decimal], value: Decimal | None) -> list[str]:
    """The units whose score is the median, or the two round it."""
    if value is None:
        return []
    order = sorted(scores, key=lambda code: (abs(scores[code] - value), code))
    closest = abs(scores[order[0]] - value)
    return [code for code in order if abs(scores[code] - value) == closest]


@resolve.register
def target_mean(key: figure_keys.TargetMean, looker: Looker, found: Evidence) -> Evidence:
    """The mean of the best others within the limit."""
    found, part = _compared(looker, key, found)
    rows = standing.ranking(looker.at, edition_id=key.edition_id).rows
    group = standing.best_others(rows, key.unit_code, key.limit) or []
    return made_of(looker, replace(found, value=part.target_mean), _scores(key, group))


@resolve.register
def to_best(key: figure_keys.ToBest, looker: Looker, found: Evidence) -> Evidence:
    """From the unit's score to the best."""
    found, part = _compared(looker, key, found)
    upper = figure_keys.Best(key.edition_id, key.indicator_code)
    return _distance(looker, replace(found, value=part.to_best), upper, key)


@resolve.register
def to_target_mean(key: figure_keys.ToTargetMean, looker: Looker, found: Evidence) -> Evidence:
    """From the unit's score to the mean of the target group."""
    found, part = _compared(looker, key, found)
    upper = figure_keys.TargetMean(key.edition_id, key.unit_code, key.limit, key.indicator_code)
    return _distance(looker, replace(found, value=part.to_target_mean), upper, key)


@resolve.register
def to_max(key: figure_keys.ToMax, looker: Looker, found: Evidence) -> Evidence:
    """From the unit's score to the maximum."""
    found, part = _compared(looker, key, found)
    edition = looker.edition(key.edition_id, found.key)
    method = edition.index_code, edition.method_code
    upper = figure_keys.Maximum(*method, key.indicator_code, "max_score")
    return _distance(looker, replace(found, value=part.to_max), upper, key)


def _distance(
    looker: Looker,
    found: Evidence,
    upper: figure_keys.Key,
    key: figure_keys.OfIndicator | figure_keys.ToTargetMean,
) -> Evidence:
    own = _scores(key, [key.unit_code])
    below = looker.look(str(upper)).rests_on
    printed = _printed(looker, key, [key.unit_code])
    return made_of(looker, found, [*printed, *below], nearest=[*own, str(upper)])


@resolve.register
def ranked_units(key: figure_keys.RankedUnits, looker: Looker, found: Evidence) -> Evidence:
    """Among how many units a rank of the component is counted."""
    found, part = _compared(looker, key, found)
    found = replace(found, value=Decimal(part.ranked_units), decimals=0)
    if part.rank_basis == "published":
        # The issuer ranked all units of the list.
        rank = figure_keys.figure(key.edition_id, key.unit_code, key.indicator_code, "rank")
        return made_of(looker, found, [rank])
    return _of_scores(looker, key, found, _known_scores(looker, key, found))
