"""A scenario tried: what can be tried for a unit, where the unit stands then."""

from dataclasses import replace
from decimal import Decimal

from rankings.facts import editions, standing
from rankings.facts.scenario import outcome
from rankings.facts.scenario.gains import check, set_gain, total_gain
from rankings.facts.scenario.levers import movable
from rankings.facts.scenario.model import OWN, Base, Others, Scenario
from rankings.facts.scenario.others import fitted_gains, moves, totals, trend_of
from rankings.facts.scenario.outcome import Outcome
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.rounding import rounded
from rankings.store.versions import Snapshot, memo


@memo
def base(at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None) -> Base:
    """What can be tried for a unit in an edition."""
    edition = editions.by_id(at, edition_id)
    position = standing.home_position(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    rows = standing.ranking(at, edition_id=edition_id).rows
    levers, parts, total_only = movable(at, edition, position)
    trend, no_trend = trend_of(at, edition)
    return Base(
        edition=edition,
        unit_code=unit_code,
        limit=limit,
        position=position,
        levers=levers,
        total_only=total_only,
        trend=trend,
        no_trend=no_trend,
        derived=any(row.status == "derived" for row in rows),
        units=tuple(row.unit_code for row in rows),
        totals=tuple(
            (code, rounded(score, edition.decimals)) for code, score in totals(rows).items()
        ),
        parts=parts,
        later=editions.has_later(at, edition_id=edition_id, unit_code=unit_code),
    )


@memo
def simulate(
    at: Snapshot, *, edition_id: str, unit_code: str, limit: int | None, tried: Scenario
) -> Outcome:
    """Where the unit stands in the scenario. Raises Problem for a gain that cannot be."""
    start = base(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    check(start, tried.gains)
    table = queries.edition_standings(at, edition_id=edition_id).to_pylist()
    step = Decimal(1).scaleb(-start.edition.decimals)
    return outcome.outcome(
        standing.standings_of(table),
        unit_code,
        total_gain(start, tried.gains),
        limit=limit,
        decimals=start.edition.decimals,
        scale_max=start.edition.scale_max,
        moves=moves(start, tried.others),
        # What was calculated lay up to a step beside what was published where both are known.
        slack={row["unit_code"]: step for row in table if row["status"] == "derived"},
    )


def fitted(start: Base, tried: Scenario) -> Scenario:
    """The scenario as far as this edition allows it: what it has no lever for is left out, what
    leaves the scale stops at its end (of the others' gains too), what is finer than its decimals is
    rounded; others without a trend stand still, as do units that there are not."""
    asked = {code: rounded(points, start.edition.decimals) for code, points in tried.gains}
    found: dict[str, Decimal] = {}
    # A component after its sub-indicators: what it has for itself gives way.
    for lever in (*start.parts, *start.levers):
        if lever.component in asked:
            set_gain(start, found, lever.component, asked[lever.component])
    gains = [(code, found[code]) for code in asked if found.get(code)]
    others = tried.others
    if others.kind == OWN:
        known = set(start.units) - {start.unit_code}
        kept = fitted_gains(start, (one for one in others.gains if one[0] in known))
        others = replace(others, gains=kept) if kept or not others.gains else Others()
    try:
        moves(start, others)
    except Problem:
        others = Others()
    return Scenario(tuple(gains), others, tried.name)
