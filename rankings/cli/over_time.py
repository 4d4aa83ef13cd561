"""The command that lists ranks and scores over time: trajectory."""

import argparse
from typing import Any

from rankings.cli.command import Answer, add_reading, index_option, kind_options
from rankings.cli.output import figure
from rankings.facts import editions, over_time
from rankings.store.rows import picked
from rankings.store.versions import Snapshot


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "ranks and scores over the editions of an index"
    command = add_reading(commands, "trajectory", list_points, what)
    index_option(command)
    command.add_argument("--unit", nargs="+", action="extend", help="codes of units; default: all")
    kind_options(command)


def list_points(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Every unit in every edition of an index, or some of them: by period type, oldest first."""
    decimals = {item.edition_id: item.decimals for item in editions.of_index(at, options.index)}
    points = over_time.chosen(
        at,
        index_code=options.index,
        unit_codes=tuple(options.unit or ()),
        period_type=options.period_type,
        scheme=options.scheme,
    )
    rows = [
        {
            **picked(point, "period", "period_type", "scheme"),
            "method": point.method_code,
            **picked(point, "unit_code", "rank"),
            "score": figure(point.score, decimals[point.edition_id]),
            **picked(point, "status", "segment"),
        }
        for point in points
    ]
    return rows, 0
