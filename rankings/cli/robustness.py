"""The command that says how far ranks go when weights are moved: robustness."""

import argparse
from typing import Any

from rankings.cli.command import Answer, add_reading, edition_of, edition_options
from rankings.facts import robustness
from rankings.store.versions import Snapshot


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "how far ranks go when the weights are moved"
    edition_options(add_reading(commands, "robustness", list_ranges, what))


def list_ranges(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Every unit with every component, by rank: the ranks it has over weights within ±25 %."""
    asked = edition_of(options, at)
    keys = ("unit_code", "rank", "best", "worst", "p05", "p50", "p95")
    found = robustness.ranges(at, edition_id=asked.edition_id)
    return [{key: getattr(row, key) for key in keys} for row in found], 0
