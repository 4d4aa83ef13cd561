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
)
from rankings.cli.output import figure
from rankings.facts import components
from rankings.store.versions import Snapshot

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


def list_components(options: argparse.Namespace, at: Snapshot) -> Answer:
    """One unit's components, the largest distance to the best first."""
    edition = edition_of(options, at)
    unit_code, limit = unit_and_limit(options, at, edition)
    found = components.comparison(
        at, edition_id=edition.edition_id, unit_code=unit_code, limit=limit
    )
    rows = [
        {name: figure(getattr(component, name), edition.decimals) for name in COMPONENT_KEYS}
        for component in found
    ]
    return rows, 0
