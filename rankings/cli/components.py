"""The command that reads components."""

import argparse
from typing import Any

from rankings.cli.command import (
    Answer,
    add_reading,
    edition_of,
    edition_options,
    limit_options,
    unit_and_limit,
    whole,
)
from rankings.cli.output import count, figure, quotient
from rankings.facts import components, components_together, subindicators
from rankings.facts.components_together import Together
from rankings.facts.subindicators import SubIndicator
from rankings.store.rows import picked
from rankings.store.versions import Snapshot

# Shares from 0 to 1, points of 1,000 more, counts of a point.
SHARE_DECIMALS, RATE_DECIMALS, COUNT_DECIMALS = 4, 4, 2
COMPONENT_KEYS = (
    "component",
    "score",
    "max_score",
    "rank",
    "ranked_units",
    "cut_line_score",
    "target_mean",
    "median",
    "best",
    "to_best",
    "to_max",
)


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "one unit's components against the others"
    command = add_reading(commands, "components", list_components, what)
    edition_options(command)
    limit_options(command)
    depths = "1: components (default); 2: their sub-indicators"
    command.add_argument("--depth", type=whole, choices=(1, 2), default=1, help=depths)


def list_components(options: argparse.Namespace, at: Snapshot) -> Answer:
    """One unit's components, the largest distance to the best first; at depth 2 its sub-indicators,
    those with the most points to win first."""
    edition = edition_of(options, at)
    unit_code, limit = unit_and_limit(options, at, edition)
    if options.depth == 2:
        subs = subindicators.of_unit(
            at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
        )
        known = components_together.links(at, edition_id=edition.edition_id)
        return [
            _sub_row(sub)
            | _joint(components_together.together(subs, known, sub.rule.indicator_code))
            for sub in subindicators.in_order(subs, "to_win")
        ], 0
    found = components.comparison(
        at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    rows = [
        {name: figure(getattr(component, name), edition.decimals) for name in COMPONENT_KEYS}
        for component in found
    ]
    return rows, 0


def _sub_row(sub: SubIndicator) -> dict[str, Any]:
    rule, own = sub.rule, sub.own
    decimals = rule.decimals
    return {
        "component": rule.component,
        "indicator": rule.indicator_code,
        "metric_key": rule.metric_key,
        "name": rule.name_vi,
        "counted": rule.counted,
        "numerator": count(None if own is None else own.numerator),
        "denominator": count(None if own is None else own.denominator),
        "share": quotient(None if own is None else own.share, SHARE_DECIMALS),
        "points": figure(sub.points, decimals),
        "max": figure(rule.maximum, decimals),
        "rank": None if own is None else own.rank,
        "ranked_units": 0 if own is None else own.ranked_units,
        "cut_line_points": figure(sub.cut_line_points, decimals),
        "best": figure(sub.best, decimals),
        "to_best": figure(sub.to_best, decimals),
        "to_max": figure(sub.to_win, decimals),
        "points_per_1000": quotient(sub.points_per_1000, RATE_DECIMALS),
        "count_per_point": quotient(sub.count_per_point, COUNT_DECIMALS),
        **picked(rule, "proof"),
        "provisional": own is not None and own.provisional,
    }


def _joint(joint: Together | None) -> dict[str, Any]:
    """What a point costs with what moves together; null where nothing does."""
    return {
        "joint_count_per_point": quotient(joint.count_per_point if joint else None, COUNT_DECIMALS),
        "moves_with": [
            {
                "indicator": link.also_code,
                "first": quotient(count_until_full, COUNT_DECIMALS),
                **picked(link, "basis", "source_id"),
            }
            for link, (_, count_until_full) in (
                zip(joint.links, joint.twice, strict=True) if joint else ()
            )
        ],
    }
