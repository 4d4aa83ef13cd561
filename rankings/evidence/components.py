"""What a component is compared with: best, median, mean of the target group, maximum."""

from dataclasses import replace
from decimal import Decimal
from statistics import median

from rankings.evidence.looker import (
    Looker,
    made_of,
    of_edition,
    score_key,
    standings,
    unit_row,
    unknown_key,
)
from rankings.evidence.model import Evidence, Units
from rankings.facts import components, standing
from rankings.facts.components import Component
from rankings.facts.editions import EditionFacts
from rankings.store import figure_keys
from rankings.store.rounding import rounded

Compared = (
    figure_keys.Best
    | figure_keys.Median
    | figure_keys.TargetMean
    | figure_keys.ToTargetMean
    | figure_keys.OfIndicator
)


def component(looker: Looker, key: Compared, text: str) -> Evidence:
    """One of the figures that a component is compared with; value as the component page has it."""
    edition = looker.edition(key.edition_id, text)
    own = key.unit_code if isinstance(key, figure_keys.OfUnit) else None
    units = standings(looker, edition, key.indicator_code)
    unit_code = own or next(iter(units), None)
    limit = key.limit if isinstance(key, figure_keys.OfLimit) else None
    if unit_code not in units:
        raise unknown_key(text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=None,
        decimals=0 if key.kind == "ranked_units" else edition.decimals,
        measure="score",
        limit=limit,
        **of_edition(looker, edition, key.indicator_code),
    )
    if own:
        unit = unit_row(looker, edition.scheme, unit_code, text)
        found = replace(
            found, unit_code=unit_code, unit_vi=unit["name_vi"], unit_en=unit["name_en"]
        )
    part = next(
        (
            part
            for part in components.comparison(
                looker.at,
                edition_id=key.edition_id,
                unit_code=unit_code,
                limit=limit,
                inner=True,
            )
            if part.component == key.indicator_code
        ),
        None,
    )
    if part is None:
        raise unknown_key(text)
    return COMPONENT_FIGURES[key.kind](looker, found, part, edition, units)


def _known_scores(edition: EditionFacts, units: dict[str, dict]) -> dict[str, Decimal]:
    return {
        code: rounded(row["score"], edition.decimals)
        for code, row in units.items()
        if row["score"] is not None and not row["disputed"]
    }


def _best(
    looker: Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    keys = [score_key(edition, code, part.component) for code in part.best_units]
    return made_of(looker, replace(found, value=part.best), keys)


def _median(
    looker: Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    scores = _known_scores(edition, units)
    value = median(scores.values()) if len(scores) > 1 else None
    middle = _nearest(scores, value)
    keys = [score_key(edition, code, part.component) for code in [*middle, *scores]]
    return made_of(looker, replace(found, value=part.median), keys)


def _nearest(scores: dict[str, Decimal], value: Decimal | None) -> list[str]:
    """The units whose score is the median, or the two round it."""
    if value is None:
        return []
    order = sorted(scores, key=lambda code: (abs(scores[code] - value), code))
    closest = abs(scores[order[0]] - value)
    return [code for code in order if abs(scores[code] - value) == closest]


def _target_mean(
    looker: Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    rows = standing.ranking(looker.at, edition_id=edition.edition_id).rows
    group = standing.best_others(rows, found.unit_code, found.limit) or []
    keys = [score_key(edition, code, part.component) for code in group]
    return made_of(looker, replace(found, value=part.target_mean), keys)


def _to_best(
    looker: Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    best = figure_keys.of("best", edition.edition_id, part.component)
    return _distance(looker, found, part, edition, part.to_best, best)


def _to_target_mean(
    looker: Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    mean = figure_keys.of(
        "target_mean", edition.edition_id, found.unit_code, found.limit, part.component
    )
    return _distance(looker, found, part, edition, part.to_target_mean, mean)


def _to_max(
    looker: Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    top = figure_keys.of(
        "maximum", edition.index_code, edition.method_code, part.component, "max_score"
    )
    return _distance(looker, found, part, edition, part.to_max, top)


def _distance(
    looker: Looker,
    found: Evidence,
    part: Component,
    edition: EditionFacts,
    value: Decimal | None,
    upper: str,
) -> Evidence:
    own = score_key(edition, found.unit_code, part.component)
    below = looker.look(upper).rests_on
    whole = made_of(looker, replace(found, value=value), [own, *below])
    return replace(whole, rests_on=(own, upper))


def _ranked_units(
    looker: Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    value = Decimal(part.ranked_units)
    if part.rank_basis == "published":
        # The issuer ranked all units of the list.
        rank = figure_keys.figure(edition.edition_id, found.unit_code, part.component, "rank")
        return made_of(looker, replace(found, value=value), [rank])
    keys = [score_key(edition, code, part.component) for code in _known_scores(edition, units)]
    return made_of(looker, replace(found, value=value), keys)


COMPONENT_FIGURES = {
    "best": _best,
    "median": _median,
    "target_mean": _target_mean,
    "to_best": _to_best,
    "to_target_mean": _to_target_mean,
    "to_max": _to_max,
    "ranked_units": _ranked_units,
}
