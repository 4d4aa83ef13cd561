"""The command that says what gains of components make of a rank: simulate."""

import argparse
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from rankings.cli import way_up_counts
from rankings.cli.command import (
    Answer,
    add_reading,
    day,
    edition_of,
    edition_options,
    limit_options,
    today,
    unit_and_limit,
)
from rankings.cli.output import figure, interval, unit_in
from rankings.facts import standing, subindicators
from rankings.facts.scenario import gains as scenario_gains
from rankings.facts.scenario import trial
from rankings.facts.scenario.model import FROZEN, OWN, TREND, Base, Others, Part, Scenario
from rankings.facts.scenario.texts import MOST_POINTS
from rankings.facts.way_up import counted_together
from rankings.sentences import scenario as said
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words import typed
from rankings.words.text import LANGUAGES, words


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "what gains of components make of a rank"
    command = add_reading(commands, "simulate", simulate, what)
    edition_options(command)
    limit_options(command)
    command.add_argument(
        "--gain",
        nargs="+",
        action="extend",
        metavar="COMPONENT=POINTS",
        help=(
            "points gained (below 0: lost) in a component, or in a sub-indicator of one; `total`"
            " where only the total can move"
        ),
    )
    way_up_counts.add_options(command, goals=True)
    others = command.add_mutually_exclusive_group()
    others.add_argument(
        "--other-gain",
        nargs="+",
        action="extend",
        metavar="UNIT=POINTS",
        help="points of the total that another unit gains meanwhile",
    )
    others.add_argument(
        "--trend-to", metavar="DATE", help="the others go on as before until that day"
    )


def simulate(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Score, rank and gap of a unit after gains, and who is passed."""
    edition = edition_of(options, at)
    unit_code, limit = unit_and_limit(options, at, edition)
    start = trial.base(at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit)
    if not start.levers:
        # An unknown unit is told first.
        standing.ranking(at, edition_id=edition.edition_id).row(unit_code)
        raise Problem("error.scenario_score", index=edition.index_code, value=edition.period)
    known, by, done = way_up_counts.given(options, at, edition, unit_code, today())
    along = way_up_counts.along_of(at, edition, known, done)
    sure = counted_together.proved(along)
    others = _others(options, edition.decimals)
    typed_gains = dict(_pairs(options.gain, edition.decimals))
    _check_parts(at, start, typed_gains)
    tried = Scenario(_added(typed_gains, counted_together.by_component(done, sure)), others)
    outcome_of = partial(
        trial.simulate, at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    found = outcome_of(tried=tried)
    assumed = None
    if len(along) > len(sure):
        more = Scenario(_added(typed_gains, counted_together.by_component(done, along)), others)
        assumed = outcome_of(tried=more)
    rows = queries.units(at, scheme=edition.scheme).to_pylist()
    gains = dict(tried.gains)
    result = {
        **unit_in(edition, unit_code),
        "limit": limit,
        "gains": [
            {
                "component": lever.component,
                "part_of": lever.parent if isinstance(lever, Part) else None,
                "points": figure(gains[lever.component], edition.decimals),
                "score": figure(
                    lever.score + scenario_gains.gain_of(start, tried.gains, lever.component),
                    edition.decimals,
                ),
                "max_score": figure(lever.max_score, edition.decimals),
            }
            for lever in start.in_order
            if lever.component in gains
        ],
        "by": None if by is None else by.isoformat(),
        "counts": way_up_counts.done_rows(done),
        "along": way_up_counts.along_rows(along),
        "others": tried.others.kind,
        "score": figure(found.score.low, edition.decimals),
        "rank": found.rank,
        "rank_low": found.rank_low,
        "rank_high": found.rank_high,
        "gap": interval(found.gap, edition.decimals),
        "needed": interval(found.needed, edition.decimals),
        "passed": list(found.passed),
        "may_pass": list(found.may_pass),
        "passed_by": list(found.passed_by),
        "score_if_assumed": assumed and figure(assumed.score.low, edition.decimals),
        "rank_if_assumed": assumed and assumed.rank,
        "derived": start.derived,
        **{
            f"held_{language}": said.held(
                words(language),
                start,
                tried,
                {row["unit_code"]: words(language).name(row) for row in rows},
            )
            for language in LANGUAGES
        },
    }
    return result, 0


def _check_parts(at: Snapshot, start: Base, codes: Iterable[str]) -> None:
    """Raises Problem for a sub-indicator whose points cannot be moved by themselves here, as where
    they follow from counts."""
    movable = {lever.component for lever in start.in_order}
    if start.total_only or movable.issuperset(codes):
        return
    parents = {
        rule.indicator_code: rule.component
        for rule in subindicators.rules(at, edition_id=start.edition.edition_id)
    }
    for code in codes:
        if code in parents and code not in movable:
            raise Problem("error.gain_by_count", value=code, component=parents[code])


def _added(
    gained: Mapping[str, Decimal], counted_gains: Mapping[str, Decimal]
) -> tuple[tuple[str, Decimal], ...]:
    """The gains of components that were typed and that follow from counts, together."""
    total = dict(gained)
    for component, points in counted_gains.items():
        total[component] = total.get(component, Decimal(0)) + points
    return tuple(total.items())


def _others(options: argparse.Namespace, decimals: int) -> Others:
    if options.other_gain:
        return Others(OWN, None, _pairs(options.other_gain, decimals))
    if options.trend_to is None:
        return Others(FROZEN)
    return Others(TREND, day(options.trend_to))


def _pairs(texts: Iterable[str] | None, decimals: int) -> tuple[tuple[str, Decimal], ...]:
    """The codes and points of CODE=POINTS. Raises Problem for what is not that, twice there, or
    finer than figures are published.
    """
    found: dict[str, Decimal] = {}
    for text in texts or ():
        code, _, points = text.partition("=")
        if code in found:
            raise Problem("error.gain_twice", value=code)
        found[code] = _points(text, points, decimals)
    return tuple(found.items())


def _points(text: str, points: str, decimals: int) -> Decimal:
    value = typed.number(points)
    if value is None or abs(value) >= MOST_POINTS:
        raise Problem("error.gain_syntax", value=text)
    if value != value.quantize(Decimal(1).scaleb(-decimals)):
        raise Problem("error.gain_too_fine", value=text, decimals=decimals)
    return value
