"""What a figure of a scenario is made of: value or ends, and the keys of all that it rests on."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rankings.facts.scenario import gains as scenario_gains
from rankings.facts.scenario import texts, trial
from rankings.facts.scenario.model import TOTAL, TREND, Base, Scenario
from rankings.facts.standing.bounds import Interval
from rankings.store import figure_keys, queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot


@dataclass(frozen=True)
class Tried:
    """A scenario and the edition from which it starts. names: code -> row of a unit."""

    start: Base
    scenario: Scenario
    names: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class TriedFigure:
    """One figure of a scenario: low and high are equal where it is certain, None where there is no
    such end. rests_on: keys, the nearest first; published: of these and of what they are made of in
    turn those of tables."""

    tried: Tried
    low: Decimal | None
    high: Decimal | None
    rests_on: tuple[str, ...]
    published: tuple[str, ...]


def figure(at: Snapshot, key: figure_keys.Scenario) -> TriedFigure:
    """The figure that a key of the kind `scenario` names.

    Raises Problem for what cannot be tried in that edition.
    """
    plan, others = ("" if text == figure_keys.NOTHING else text for text in (key.plan, key.others))
    scenario = Scenario(texts.read_plan(plan), texts.read_others(others))
    edition_id, unit_code, limit = key.edition_id, key.unit_code, key.limit or None
    start = trial.base(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    if not start.levers or (key.measure == "gap" and start.limit is None):
        raise Problem("error.evidence_key", value=key.edition_id)
    outcome = trial.simulate(
        at, edition_id=edition_id, unit_code=unit_code, limit=limit, tried=scenario
    )
    units = queries.units(at, scheme=start.edition.scheme).to_pylist()
    tried = Tried(start, scenario, {row["unit_code"]: row for row in units})
    if key.indicator_code != TOTAL or key.measure == "score":
        return _score(tried, key, outcome.score.low, outcome.score.high)
    rivals = _rivals(at, tried)
    score = texts.figure_key(start, scenario, "score")
    own = _own(tried)
    if key.measure == "rank":
        low, high = (
            None if end is None else Decimal(end) for end in (outcome.rank_low, outcome.rank_high)
        )
        return TriedFigure(tried, low, high, (score, *rivals), (*own, *rivals))
    moved = bool(texts.others_code(scenario.others))
    line = str(figure_keys.CutLine(edition_id, unit_code, key.limit))
    below = rivals if moved else (line,)
    # Short of the line where ties are broken: what is told is the way to the first score past it.
    missing = outcome.needed if past_the_line(start, outcome.gap) else outcome.gap
    return TriedFigure(tried, missing.low, missing.high, (score, *below), (*own, *rivals))


def past_the_line(start: Base, gap: Interval) -> bool:
    """True where a unit short of the line needs one step more, as the publisher breaks ties."""
    return start.position.ties_broken and gap.low is not None and gap.low > 0


def _score(
    tried: Tried, key: figure_keys.Scenario, low: Decimal | None, high: Decimal | None
) -> TriedFigure:
    """The new score of a component or sub-indicator, or the new total."""
    if key.indicator_code == TOTAL:
        return TriedFigure(tried, low, high, _own(tried), _own(tried))
    if key.measure != "score":
        raise Problem("error.evidence_key", value=key.indicator_code)
    lever = tried.start.lever(key.indicator_code)
    start, gains = tried.start, tried.scenario.gains
    new = lever.score + scenario_gains.gain_of(start, gains, lever.component)
    parts = {part.component for part in start.parts_of(lever.component)}
    own = (lever.component, *(code for code, _ in gains if code in parts))
    keys = tuple(_published(tried, start.unit_code, code) for code in own)
    return TriedFigure(tried, new, new, keys, keys)


def _own(tried: Tried) -> tuple[str, ...]:
    """The unit's total and the components and sub-indicators that move."""
    codes = dict.fromkeys([TOTAL, *(code for code, _ in tried.scenario.gains)])
    return tuple(_published(tried, tried.start.unit_code, code) for code in codes)


def _rivals(at: Snapshot, tried: Tried) -> tuple[str, ...]:
    """The totals of the others that are known; on a trend those of its first edition too."""
    start = tried.start
    items = [start.edition.edition_id]
    if tried.scenario.others.kind == TREND and start.trend is not None:
        items.append(start.trend.first.edition_id)
    return tuple(
        figure_keys.figure(item, row["unit_code"], TOTAL, "score")
        for item in items
        for row in queries.edition_standings(at, edition_id=item).to_pylist()
        if row["unit_code"] != start.unit_code and row["score"] is not None and not row["disputed"]
    )


def _published(tried: Tried, unit_code: str, component: str) -> str:
    return figure_keys.figure(tried.start.edition.edition_id, unit_code, component, "score")
